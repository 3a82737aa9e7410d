"""Cutting what is not the article's text from the lines of its region."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from newsarchive.parsers.body.blocks import Line
from newsarchive.parsers.body.captions import (
    MOST_CAPTIONS,
    Cut,
    attach,
    caption_marks,
    is_credited,
    is_photo_story,
    marks_of,
)
from newsarchive.parsers.body.related_lists import find_linked_lists, leads_out, without_lists
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.lexicons.body import (
    ABOUT_AUTHOR,
    CLOSING,
    RELATED_LABEL,
    RELATED_START,
    SIGNED_AT,
    STAMP_WORDS,
    WIDGET,
    WRITERS,
)
from newsarchive.parsers.text import folded

_NEAR_TITLE, _SHORTEST_TITLE, _LONGEST_KICKER = 12, 15, 60
_DATED = re.compile(r"\d[:/.h]\d\d|\b(?:19|20)\d\d\b|\d min")
_ENDS = frozenset('.!?…:;。！？।"”’»)]')


def cut(lines: list[Line], title: str, lead: Iterable[str], site: str) -> Cut:
    """Sort *lines* into text, pictures and credits, leaving out widgets, *title* and *lead*, printed above already.

    In a photo story the captions are the text. *site* is the page's own, as `name_of_site` tells.
    """
    above = {len(text): folded(text) for text in (title, *lead) if text}
    lines = _behind_title(lines, title)
    found = Cut()
    text = list(_text_lines(lines, found, above, site, captions_too=False))
    if is_photo_story(text, found):
        text = list(_text_lines(lines, Cut(), above, site, captions_too=True))
    found.text = _trimmed(without_lists(without_repeats(text)), found)
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


def _text_lines(
    lines: list[Line], found: Cut, above: dict[int, str], site: str, *, captions_too: bool
) -> Iterable[Line]:
    after_picture = 0
    marks = caption_marks(lines)
    linked_lists = find_linked_lists(lines, site)
    for line in lines:
        if line.picture:
            found.pictures.append((line, []))
            after_picture = MOST_CAPTIONS
        elif line.caption and not after_picture and _is_signature(line):
            found.bylines.append(line.text)
        elif not captions_too and (line.caption or is_credited(line) or (after_picture and marks & marks_of(line))):
            after_picture = max(0, after_picture - 1)
            attach(line, found)
        else:
            after_picture = 0
            listed = line.kind == "list_item" and line.node.getparent() in linked_lists
            if not (listed or _is_noise(line, above, site)):
                yield line


def _is_signature(line: Line) -> bool:
    """Tell whether *line*, in an element named after credits but below no picture, says who wrote the text."""
    return WRITERS.match(line.text) is not None and _is_credit(line)


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
    return line.kind == "paragraph" and not line.cell and is_byline(line.text)


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


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """Print every sentence once, and nothing short but headings that stands there three times: that is a widget's.

    A page may carry its whole text once more for another size of screen; then all lines are kept once.
    """
    times = Counter(line.text for line in lines)
    sizes = [len(line.text) for line in lines if line.sentence]
    doubled = sum(len(text) * (times[text] - 1) for text in {line.text for line in lines if line.sentence})
    whole_twice = doubled > 0.25 * sum(sizes)
    seen: set[str] = set()
    kept = []
    for line in lines:
        again = line.text in seen
        seen.add(line.text)
        if line.sentence or whole_twice:
            if not again:
                kept.append(line)
        elif times[line.text] < 3 or line.cell or _says_what_follows(line):
            kept.append(line)
    return kept


def _says_what_follows(line: Line) -> bool:
    """Tell whether *line* is a heading or a label, as every chapter of a text may have them alike."""
    return line.kind != "paragraph" or line.text[-1] in "?？:：" or ": " in line.text
