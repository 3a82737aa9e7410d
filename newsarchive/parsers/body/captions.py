"""Captions: which lines of a page belong to its images."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsarchive.parsers.body.blocks import Line
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.lexicons.body import PICTURE_CREDIT

# A page with this many captions, and little else to read, is a photo story.
_STORY, _STORY_SHARE = 3, 0.5


_LONG_CAPTION, MOST_CAPTIONS = 400, 3


_LONGEST_CREDIT = 80


_PHOTO_AGENCIES = ("images", "shutterstock")


@dataclass(slots=True)
class Cut:
    """The text, the pictures with their captions, and the credit lines of one region."""

    text: list[Line] = field(default_factory=list)
    pictures: list[tuple[Line, list[Line]]] = field(default_factory=list)
    loose_captions: list[Line] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)


def is_photo_story(text: list[Line], found: Cut) -> bool:
    """Tell whether the page is a photo story, whose captions are its text."""
    captions = [len(line.text) for _, lines in found.pictures for line in lines]
    written = sum(len(line.text) for line in text if line.sentence)
    few = len(text) < _STORY_SHARE * len(captions)
    return len(captions) >= _STORY and few and written < _STORY_SHARE * sum(captions)


def is_credited(line: Line) -> bool:
    """Tell whether *line* ends as captions do, in a credit, and is no byline itself."""
    size = len(line.text)
    if not 15 < size < 250 or line.align == "right":
        return False
    tail = line.text[-_LONGEST_CREDIT:].lower()
    if tail[-1] not in ")]" and ":" not in tail and "|" not in tail and not tail.rstrip(".").endswith(_PHOTO_AGENCIES):
        return False
    return PICTURE_CREDIT.search(tail) is not None and not is_byline(line.text)


def caption_marks(lines: list[Line]) -> set[str]:
    """Return what sets a caption apart on this page: nothing that much of its text shares."""
    texts = [line for line in lines if line.sentence and not line.caption]
    marks: Counter[str] = Counter()
    for line in texts:
        marks.update(dict.fromkeys(marks_of(line), len(line.text)))
    enough = 0.3 * sum(len(line.text) for line in texts)
    return {mark for mark in ("center", "slanted") if marks[mark] <= enough}


def marks_of(line: Line) -> set[str]:
    """Return how *line* is set apart from running text: centered, slanted or both; nothing for headings."""
    if line.kind == "heading" or len(line.text) > _LONG_CAPTION:
        return set()
    marks = {"center"} if line.align == "center" else set()
    return marks | {"slanted"} if line.slanted >= 0.8 * len(line.text) else marks


def attach(line: Line, found: Cut) -> None:
    """Give *line* to the last image as a line of its caption."""
    if found.pictures:
        found.pictures[-1][1].append(line)
    else:
        found.loose_captions.append(line)
