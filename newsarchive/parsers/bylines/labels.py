"""Labels before names ("Tin, ảnh:"): where a line is split, and the roles that each label names."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.lexicon import (
    LABELS,
    LABELS_WITH_OF,
    LABELS_WITHOUT_COLON,
    NAME_SYLLABLES,
    WORKS_AFTER_NAME,
    any_phrase,
)
from newsarchive.parsers.bylines.person_names import UPPER, is_collective, opens_heading

TRIM = " \t-–—,;:/|•·*"
_label_words = any_phrase(LABELS)
_JOINER = r"\s*(?:[,&/+–—-]|và\b|va\b)\s*"
_BETWEEN = re.compile(_JOINER, re.IGNORECASE)
# The pattern is long, and each copy of its words costs import time, so it has one copy. It is for lower-case text (see
# `lowered`): in a case-sensitive pattern the regex engine skips a branch by its first letter.
LABEL_BEFORE_COLON = re.compile(rf"(?<![\w.’'])((?:{_label_words}(?:{_JOINER}|(?=\s*:)))+)(?<![\s,&/+–—-])\s*:")
_two_works = r"(?:tin|bài|bài viết)\s*(?:,|và|&|-|\+|/)\s*(?:ảnh|hình|video|clip)(?:\s+của)?"
_BARE = rf"{_two_works}|(?:{any_phrase(LABELS_WITH_OF)})\s+của|{any_phrase(LABELS_WITHOUT_COLON)}"
_LABEL_WITHOUT_COLON = re.compile(
    rf"(?:^|[-–—/,;.)(]\s*|(?<!Báo)(?<!báo)\s(?=[Ảả]nh\s))((?i:{_BARE}))\s+(?=[{UPPER}“\"]|nhóm\s(?:p|tác))"
)
LABEL_AT_END = re.compile(rf"(?:\s*[-–—,:]\s*|\s+(?=(?:tin|bài)\b))((?i:{_BARE}))$")
_BARE_WORDS = ("tin", " của ", *sorted({phrase.split()[0] for phrase in LABELS_WITHOUT_COLON}))


def _works_pattern() -> str:
    """Return the pattern of `WORK`: one group for each role; `_GROUPS` holds the group names."""
    branches = []
    for work, phrases in WORKS_AFTER_NAME.items():
        pattern = any_phrase(phrases)
        if work.endswith("_lower"):
            pattern = f"(?-i:{pattern})"
        elif work.endswith("_behind_word"):
            pattern = rf"(?<=[\w.)]\s)(?:{pattern})"
        branches.append((work, pattern))
    branches.sort(key=lambda branch: list(_GROUPS).index(branch[0]))
    return "|".join(f"(?P<{_GROUPS[work][0]}>{pattern})" for work, pattern in branches)


# Key of the lexicon -> group of the pattern and its roles, in an order that tries longer phrases first.
_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "author compiler": ("both", ("author", "compiler")),
    "author": ("author", ("author",)),
    "author_lower": ("author_lower", ("author",)),
    "author_behind_word": ("interviewer", ("author",)),
    "translator": ("translator", ("translator",)),
    "compiler": ("compiler", ("compiler",)),
    "compiler_lower": ("compiler_lower", ("compiler",)),
    "editor": ("editor", ("editor",)),
    "unrecorded": ("unrecorded", ("unrecorded",)),
}
_WORKS_OF_GROUP = dict(_GROUPS.values())
# "Lê Th. An": with a small second letter, behind a word, it is an abbreviated name.
WORK = re.compile(rf"(?<![\w.])(?!(?<=[\w.] )(?-i:Th)\b)(?:{_works_pattern()})(?![\w]|\.\w)", re.IGNORECASE)


def _word_of(phrase: str) -> str:
    """Return the part of *phrase* to search for first; a two-letter string occurs in too many words."""
    first, *others = phrase.split()
    if len(first) > 2:
        return first
    return others[-1] if others else f" {first}"


#: A lower-case text without any of these contains no match of `WORK`.
WORK_WORDS = tuple(sorted({_word_of(phrase) for phrases in WORKS_AFTER_NAME.values() for phrase in phrases}))
Piece = tuple[tuple[str, ...] | None, str]


def cut_at_labels(line: str) -> list[Piece]:
    """Split *line* at its labels into pairs of roles (``None`` before the first label) and text."""
    found = list(LABEL_BEFORE_COLON.finditer(lowered(line))) if ":" in line else []
    if (not found or found[0].start()) and holds_any(line, _BARE_WORDS):
        found = [*_LABEL_WITHOUT_COLON.finditer(line, 0, found[0].start() if found else len(line)), *found]
    pieces: list[Piece] = []
    start, works = 0, None
    for match in found:
        if match.start() < start or _ends_name(line, match):
            continue
        if match[1].casefold() == "bài" and _is_no_list(line[match.end() :]):
            continue
        at = _label_start(line, match)
        if at > 0 or start > 0:
            pieces.append((works, line[start:at]))
        works, start = works_named(line[at : match.end(1)]), match.end()
    pieces.append((works, line[start:]))
    return pieces


def lowered(text: str) -> str:
    """Return *text* in lower case with unchanged offsets, or *text* itself if a letter would become two."""
    low = text.lower()
    return low if len(low) == len(text) else text


def holds_any(text: str, words: tuple[str, ...]) -> bool:
    """Return whether *text* contains one of *words*: a cheap test before a search."""
    folded = text.casefold()
    return any(map(folded.__contains__, words))


def _ends_name(line: str, match: re.Match[str]) -> bool:
    """Return whether a one-word label is the end of a name: ``Lê Anh: Tôi không biết``; in ASCII it is "Ảnh"."""
    at, word = match.start(1), match[1].lower()
    return at > 1 and word in NAME_SYLLABLES and line[at].isupper() and line[at - 2].isalnum() and not line.isascii()


def _is_no_list(text: str) -> bool:
    """Return whether the text after a "Bài" without a colon is not a name: ``Bài Hay``, ``Bài Tiếp Theo``."""
    return opens_heading(re.split("[-–,;/|(]", text, maxsplit=1)[0])


def _label_start(line: str, match: re.Match[str]) -> int:
    """Return where the label begins; in ``Name ghi - Ảnh:``, ``Lê Anh - Ảnh:`` its first word belongs to the name."""
    at = match.start(1)
    joiner = _BETWEEN.search(match[1])
    word = match[1][: joiner.start()] if joiner else ""
    if joiner and is_collective(word):  # "PV - Ảnh:"
        return at + joiner.end()
    if joiner is None or not line[:at].rstrip()[-1:].isalnum():
        return at
    of_name = line[at].isupper() and word.lower() in NAME_SYLLABLES
    return at + joiner.end() if of_name or WORK.fullmatch(word) else at


def works_named(label: str) -> tuple[str, ...]:
    """Return the roles that a *label* names: "Bài và ảnh" -> author and photographer."""
    whole = " ".join(label.casefold().split()).removesuffix(" của")
    if whole in LABELS:
        return tuple(LABELS[whole].split())
    works = " ".join(LABELS.get(word.strip(), "photographer") for word in _BETWEEN.split(whole)).split()
    if "author" in works:
        works = [work for work in works if work in ("author", "photographer", "translator", "compiler")]
    return tuple(dict.fromkeys(works)) or ("photographer",)


def works_done(work: re.Match[str]) -> tuple[str, ...]:
    """Return the roles that a match of `WORK` names."""
    return _WORKS_OF_GROUP[work.lastgroup or "author"]
