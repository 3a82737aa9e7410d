"""Decide where the lines of one element are paragraphs of their own."""

from __future__ import annotations

import re

from newsarchive.parsers.body.table import BOLD, BREAK, LINKED, SLANTED, Box, Part
from newsarchive.parsers.lengths import LONGEST_NAME, SHORTEST_LINK
from newsarchive.parsers.text import FULL_STOPS

_AS_WRITTEN = re.compile(r"white-?space\s*[:-]\s*(?:pre|break-spaces)")
_SENTENCES_SHARE = 0.8  # share of lines that end in a full stop; of verses, few do
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
#: The signs that end a sentence or a verse, or the quotation around it.
CLOSING_SIGNS = FULL_STOPS | frozenset('॥"”»')
_MOST_GLOSS_LETTERS = 10  # letters of a link; a word with a link to a dictionary: the links of a list are longer


def with_empty_lines_as_breaks(parts: list[Part]) -> list[Part]:
    """Return *parts* of a preformatted text; if it is prose, empty lines become line breaks."""
    paragraphs = [text.strip() for part, _ in parts for text in _EMPTY_LINE.split(part) if text.strip()]
    if sum(text[-1] in CLOSING_SIGNS for text in paragraphs) * 2 <= len(paragraphs):
        return parts
    result: list[Part] = []
    for text, flags in parts:
        for number, line in enumerate(text.split("\n")):
            result += [BREAK] if number else []
            if line:
                result.append((line, flags))
    return result


def with_linked_lines_apart(parts: list[Part]) -> list[Part]:
    """Return *parts* of a lead with a second line break around lines that are nothing but a link to another article."""
    result: list[Part] = []
    line: list[Part] = []
    for part in (*parts, BREAK):
        if part is not BREAK:
            line.append(part)
            continue
        texts = [(text.strip(), flags) for text, flags in line if not text.isspace()]
        linked = sum(len(text) for text, flags in texts if flags & LINKED)
        is_linked = linked >= SHORTEST_LINK and all(
            flags & LINKED or not any(map(str.isalnum, t)) for t, flags in texts
        )
        result += [BREAK, *line, BREAK, BREAK] if is_linked else [*line, BREAK]
        line = []
    return result[:-1]


def with_signature_apart(parts: list[Part]) -> list[Part]:
    """Return *parts* with a second line break before a last line that is a signature: short, bold or slanted, no stop.

    Editors put it into the last paragraph: "… cho kịp mùa gieo.<br><strong>Lam Giang</strong>".
    """
    at = len(parts) - 1 - parts[::-1].index(BREAK)
    line = [(text.strip(), flags) for text, flags in parts[at + 1 :] if text.strip()]
    above = "".join(text for text, _ in parts[:at]).rstrip(" \u2028")
    if not line or not above or above[-1] not in CLOSING_SIGNS or line[-1][0][-1] in CLOSING_SIGNS:
        return parts
    is_apart = all(flags & (BOLD | SLANTED) and not flags & LINKED for _, flags in line)
    if not is_apart or sum(len(text) for text, _ in line) > LONGEST_NAME:
        return parts
    return [*parts[:at], BREAK, *parts[at:]]


def are_sentences(parts: list[Part]) -> bool:
    """Return whether the lines of *parts*, between line breaks, are sentences: paragraphs, not verses."""
    lines = [line.strip() for line in "".join([text for text, _ in parts]).split(BREAK[0])]
    lines = [line for line in lines if line]
    return len(lines) > 1 and sum(line[-1] in CLOSING_SIGNS for line in lines) >= _SENTENCES_SHARE * len(lines)


def is_preformatted(box: Box) -> bool:
    """Return whether the lines in *box* are displayed as written: <pre> without code, or a style that does so."""
    if box.tag == "pre":
        return box.node.find(".//code") is None
    style, names = box.node.get("style"), box.names
    return bool(
        (style and "pre" in style and _AS_WRITTEN.search(style))
        or (names and "whitespace-" in names and _AS_WRITTEN.search(names))
    )


def is_glossed(parts: list[Part], linked: int, links: int) -> bool:
    """Return whether the words of a sentence are linked one by one, for instance to a dictionary: prose, not a list."""
    if linked > _MOST_GLOSS_LETTERS * links:
        return False
    words = [(text.strip(), flags) for text, flags in parts if text.strip()]
    if words[-1][0][-1] not in CLOSING_SIGNS:
        return False
    starts = [word[0] for word, flags in words if flags & LINKED]
    return sum(map(str.isupper, starts)) * 2 < len(starts)
