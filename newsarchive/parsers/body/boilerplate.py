"""Cutting what is not the article's text from the lines of its region."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from newsarchive.parsers.body.blocks import Line
from newsarchive.parsers.body.related_lists import last_parts
from newsarchive.parsers.bylines.parser import looks_like_byline, parse_byline
from newsarchive.parsers.html.document import Node
from newsarchive.parsers.lexicons.body import (
    ABOUT_AUTHOR,
    CLOSING,
    CREDIT_LINE,
    PICTURE_CREDIT,
    RELATED_HEADING,
    RELATED_LABEL,
    RELATED_START,
    SIGNED_AT,
    STAMP_WORDS,
    WIDGET,
    WRITERS,
)
from newsarchive.parsers.links import leads_out
from newsarchive.parsers.repeats import without_repeats

# A page with this many captions, and little else to read, is a photo story.
_STORY, _STORY_SHARE = 3, 0.5
_LINKED_SHARE, _LONG_ITEM = 0.6, 150
_LONG_CAPTION, _MOST_CAPTIONS = 400, 3
_LONGEST_CREDIT = 80
_NEAR_TITLE, _SHORTEST_TITLE, _LONGEST_KICKER = 12, 15, 60
_PHOTO_AGENCIES = ("images", "shutterstock")
_DATED = re.compile(r"\d[:/.h]\d\d|\b(?:19|20)\d\d\b|\d min")
_ENDS = frozenset('.!?…:;。！？।"”’»)]')


@dataclass(slots=True)
class Cut:
    """The text, the pictures with their captions, and the credit lines of one region."""

    text: list[Line] = field(default_factory=list)
    pictures: list[tuple[Line, list[Line]]] = field(default_factory=list)
    loose_captions: list[Line] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """Return the letters and digits of *text*, to compare texts by."""
    return "".join(filter(str.isalnum, text.casefold()))


def cut(lines: list[Line], title: str, lead: Iterable[str], site: str) -> Cut:
    """Sort *lines* into text, pictures and credits, leaving out widgets, *title* and *lead*, printed above already.

    In a photo story the captions are the text. *site* is the page's own, as `name_of_site` tells.
    """
    above = {len(text): folded(text) for text in (title, *lead) if text}
    lines = _behind_title(lines, title)
    found = Cut()
    text = list(_text_lines(lines, found, above, site, captions_too=False))
    if _is_photo_story(text, found):
        text = list(_text_lines(lines, Cut(), above, site, captions_too=True))
    found.text = _trimmed(_without_lists(without_repeats(text)), found)
    return found


def _behind_title(lines: list[Line], title: str) -> list[Line]:
    """Leave out the *title*, though a kicker stands in it, and labels before it: section, place, kicker."""
    key = folded(title)
    for index, line in enumerate(lines[:_NEAR_TITLE] if len(key) > _SHORTEST_TITLE else ()):
        if line.kind == "heading" and len(line.text) < len(title) + _LONGEST_KICKER and folded(line.text).endswith(key):
            return [one for one in lines[:index] if one.picture or one.caption or _is_credit(one)] + lines[index + 1 :]
        if line.sentence:
            break
    return lines


def _is_photo_story(text: list[Line], found: Cut) -> bool:
    captions = [len(line.text) for _, lines in found.pictures for line in lines]
    written = sum(len(line.text) for line in text if line.sentence)
    few = len(text) < _STORY_SHARE * len(captions)
    return len(captions) >= _STORY and few and written < _STORY_SHARE * sum(captions)


def _text_lines(
    lines: list[Line], found: Cut, above: dict[int, str], site: str, *, captions_too: bool
) -> Iterable[Line]:
    after_picture = 0
    marks = _caption_marks(lines)
    linked_lists = _linked_lists(lines, site)
    for line in lines:
        if line.picture:
            found.pictures.append((line, []))
            after_picture = _MOST_CAPTIONS
        elif line.caption and not after_picture and _is_signature(line):
            found.bylines.append(line.text)
        elif not captions_too and (line.caption or _is_credited(line) or (after_picture and marks & _marks(line))):
            after_picture = max(0, after_picture - 1)
            _attach(line, found)
        else:
            after_picture = 0
            listed = line.kind == "list_item" and line.node.getparent() in linked_lists
            if not (listed or _is_noise(line, above, site)):
                yield line


def _is_signature(line: Line) -> bool:
    """Tell whether *line*, in an element named after credits but below no picture, says who wrote the text."""
    return WRITERS.match(line.text) is not None and _is_credit(line)


def _linked_lists(lines: list[Line], site: str) -> set[Node | None]:
    """Return the lists whose items are short and mostly links within *site*, as lists of other stories are."""
    items: defaultdict[Node | None, list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind == "list_item" and line.node.tag == "li":
            items[line.node.getparent()].append(line)
    return {one for one, its in items.items() if len(its) > 1 and _are_linked(its) and not _lead_out(its, site)}


def _are_linked(lines: list[Line]) -> bool:
    size = sum(len(line.text) for line in lines)
    return size < _LONG_ITEM * len(lines) and sum(line.linked for line in lines) > _LINKED_SHARE * size


def _lead_out(lines: list[Line], site: str) -> bool:
    return 2 * sum(leads_out(line.node, site) for line in lines) > len(lines)


def _is_credited(line: Line) -> bool:
    """Tell whether *line* ends as captions do, in a credit, and is no byline itself."""
    size = len(line.text)
    if not 15 < size < 250 or line.align == "right":
        return False
    tail = line.text[-_LONGEST_CREDIT:].lower()
    if tail[-1] not in ")]" and ":" not in tail and "|" not in tail and not tail.rstrip(".").endswith(_PHOTO_AGENCIES):
        return False
    return PICTURE_CREDIT.search(tail) is not None and CREDIT_LINE.match(line.text) is None


def _caption_marks(lines: list[Line]) -> set[str]:
    """Return what sets a caption apart on this page: nothing that much of its text shares."""
    texts = [line for line in lines if line.sentence and not line.caption]
    marks: Counter[str] = Counter()
    for line in texts:
        marks.update(dict.fromkeys(_marks(line), len(line.text)))
    enough = 0.3 * sum(len(line.text) for line in texts)
    return {mark for mark in ("center", "slanted") if marks[mark] <= enough}


def _marks(line: Line) -> set[str]:
    if line.kind == "heading" or len(line.text) > _LONG_CAPTION:
        return set()
    marks = {"center"} if line.align == "center" else set()
    return marks | {"slanted"} if line.slanted >= 0.8 * len(line.text) else marks


def _attach(line: Line, found: Cut) -> None:
    if found.pictures:
        found.pictures[-1][1].append(line)
    else:
        found.loose_captions.append(line)


def _is_noise(line: Line, above: dict[int, str], site: str) -> bool:
    text = line.text
    size = len(text)
    if size < 300 and any(abs(size - length) < 9 and folded(text) == other for length, other in above.items()):
        return True
    if not text[0].isalnum() and not any(map(str.isalnum, text)):
        return True
    if size >= 60 and line.linked >= 0.8 * size and size < 700 and RELATED_START.match(text[:100].lower()):
        return True
    if size >= 250:
        return False
    if line.linked >= 0.9 * size and size < 200:
        return text[-1] not in _ENDS if line.kind == "paragraph" else not leads_out(line.node, site)
    if size < 200 and WIDGET.match(text.lower()):
        return True
    if size < 80 and not line.cell and _is_stamp(text):
        return True
    return line.linked * 2 > size and RELATED_LABEL.match(text.lower()) is not None


def _is_stamp(text: str) -> bool:
    """Tell whether nothing but a date, a time or a time of reading stands in *text*."""
    return _DATED.search(text) is not None and not any(map(str.isalpha, STAMP_WORDS.sub("", text.lower())))


def _without_lists(lines: list[Line]) -> list[Line]:
    """Leave out lists of other stories, and what is linked behind the last text of the article's own places."""
    homes, solid = _homes(lines)
    left = [0] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        left[index] = left[index + 1] + (len(line.text) if line.sentence and line.home in homes else 0)
    end = next((index for index, size in enumerate(left) if size == 0), 0) if left[0] else len(lines)
    going_on = last_parts(lines, end, homes)
    kept: list[Line] = []
    skipping = False
    for index, line in enumerate(lines):
        home = line.home
        if len(line.text) < 80 and RELATED_HEADING.match(line.text.lower()):
            if left[index] < 0.08 * left[0]:
                break
            skipping = True
        elif skipping and line.sentence and home in homes:
            skipping = False
        going = index < end or home in homes or home in solid or index in going_on
        if going and not skipping:
            kept.append(line)
    return kept


def _homes(lines: list[Line]) -> tuple[set[Node | None], set[Node | None]]:
    """Return the elements of the makes (tag and class) that hold much text, and those that hold some and no links."""
    makes: Counter[tuple[str, str | Node | None]] = Counter()
    sizes: Counter[Node | None] = Counter()
    links: Counter[Node | None] = Counter()
    for line in lines:
        home = line.home
        sizes[home] += len(line.text)
        links[home] += line.linked
        makes[_make(home)] += len(line.text) if line.sentence else 0
    enough = 0.2 * makes.total()
    main = {
        home
        for home in sizes
        if makes[_make(home)] >= enough and (sizes[home] >= enough or links[home] < 0.2 * sizes[home])
    }
    return main, {home for home in sizes if sizes[home] > 0.08 * sizes.total() and links[home] < 0.05 * sizes[home]}


def _make(home: Node | None) -> tuple[str, str | Node | None]:
    """Return what elements of one make share: tag and class, or the parent where there is no class."""
    if home is None:
        return "", None
    parent = home.getparent()
    return str(home.tag), home.get("class") or (parent.get("class") if parent is not None else None) or parent


def _trimmed(lines: list[Line], found: Cut) -> list[Line]:
    end = len(lines)
    listed = not any(line.sentence for line in lines)
    while end:
        line = lines[end - 1]
        if _is_credit(line):
            found.bylines.insert(0, line.text)
        elif _is_closing(line):
            pass
        elif line.sentence or listed or _keeps(line):
            break
        end -= 1
    start = 0
    while start < end and _is_head_noise(lines[start]):
        if _is_credit(lines[start]):
            found.bylines.append(lines[start].text)
        start += 1
    return lines[start:end]


def _is_closing(line: Line) -> bool:
    """Tell whether *line*, the last, is about the page or its author."""
    if line.kind != "paragraph" or line.cell:
        return False
    lower = line.text[:400].lower()
    return any(pattern.match(text) for pattern, text in ((ABOUT_AUTHOR, line.text), (CLOSING, lower), (WIDGET, lower)))


def _keeps(line: Line) -> bool:
    return line.kind != "heading" and (
        line.text[-1] in _ENDS or line.kind in ("list_item", "quote") or len(line.text) > 60
    )


def _is_credit(line: Line) -> bool:
    return (
        line.kind == "paragraph"
        and not line.cell
        and looks_like_byline(line.text)
        and parse_byline(line.text) is not None
    )


def _is_head_noise(line: Line) -> bool:
    size = len(line.text)
    return (
        line.kind != "heading"
        and size < 60
        and (
            _is_credit(line)
            or line.linked * 2 > size
            or (not line.sentence and SIGNED_AT.search(line.text) is not None)
        )
    )
