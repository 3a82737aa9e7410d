"""Labels before names ("Tin, ảnh:"): where a line is cut, and what work each label names."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.lexicon import LABELS, NAME_SYLLABLES, any_phrase
from newsarchive.parsers.bylines.person_names import UPPER, is_collective, opens_heading

TRIM = " \t-–—,;:/|•·*"
_label_words = any_phrase(LABELS)
_JOINER = r"\s*(?:[,&/+–—-]|và\b|va\b)\s*"
_BETWEEN = re.compile(_JOINER, re.IGNORECASE)
# The words stand once in the pattern: it is long, and every copy of it costs time at import. It is for lower case
# (see `lowered`): where case counts, the regex engine passes over a branch by its first letter.
LABEL_BEFORE_COLON = re.compile(rf"(?<![\w.’'])((?:{_label_words}(?:{_JOINER}|(?=\s*:)))+)(?<![\s,&/+–—-])\s*:")
# Without a colon only the labels that are no one's name and open no sentence.
_BARE = (
    r"(?:tin|bài|bài viết)\s*(?:,|và|&|-|\+|/)\s*(?:ảnh|hình|video|clip)|ảnh(?:\s+minh\s+h[oọ]ạ?a?)?"
    r"|(?:truyện(?:\s+ngắn)?|tản\s+văn|tùy\s+bút|bút\s+ký|ký\s+sự|phóng\s+sự(?:\s+ảnh)?|ghi\s+chép|thơ|bài(?:\s+viết)?|chùm\s+ảnh|tranh|minh\s+họa|bản\s+dịch)\s+của"
    r"|thực\s+hiện|biên\s+dịch|người\s+dịch|bài|(?:(?:viết|đăng|gửi|thực\s+hiện)\s+)?bởi|photo\s+by|(?:posted|written)\s+by|photos?|photographer"
)
_LABEL_WITHOUT_COLON = re.compile(
    rf"(?:^|[-–—/,;.)(]\s*|(?<!Báo)(?<!báo)\s(?=[Ảả]nh\s))((?i:{_BARE}))\s+(?=[{UPPER}“\"])"
)
LABEL_AT_END = re.compile(rf"(?:\s*[-–—,:]\s*|\s+(?=(?:tin|bài)\b))((?i:{_BARE}))$")
_BARE_SIGNS = ("ảnh", "bài", "tin", "thực", "biên", "người", "bởi", " của ", "photo", "posted", "written")
WORK = re.compile(
    r"(?<![\w.])(?:(?P<both>viết\s+và\s+tổng\s+hợp|ghi\s+và\s+tổng\s+hợp)"
    r"|(?P<author>lược\s+(?:ghi|thuật)|tường\s+thuật|ghi(?:\s+lại|\s+chép|\s+nhanh|\s+âm)?|thực\s+hiện|(?-i:viết)|trình\s+bày|giới\s+thiệu|(?<=[\w.)]\s)phỏng\s+vấn|chấp\s+bút)"
    r"|(?P<translator>biên\s+dịch|lược\s+dịch|trích\s+dịch|phỏng\s+dịch|tuyển\s+dịch|chuyển\s+ngữ|dịch\s+thuật|dịch(?:\s+và\s+giới\s+thiệu)?)"
    r"|(?P<compiler>tổng\s+hợp(?:\s+và\s+biên\s+dịch)?|sưu\s+tầm(?:\s+và\s+giới\s+thiệu)?|biên\s+soạn|sưu\s+tập|tổng\s+thuật|TH|t/h|(?-i:t\.h\.?)|t\.\s?hợp|st)"
    r"|(?P<dropped>kể))(?![\w]|\.\w)",
    re.IGNORECASE,
)
Piece = tuple[tuple[str, ...] | None, str]


def labelled(line: str) -> list[Piece]:
    """Cut *line* at its labels -> (works or ``None`` before the first label, text)."""
    found = list(LABEL_BEFORE_COLON.finditer(lowered(line))) if ":" in line else []
    if (not found or found[0].start()) and holds_any(line, _BARE_SIGNS):
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
    """Return *text* in lower case with every letter at its place; as it is where a letter would become two."""
    low = text.lower()
    return low if len(low) == len(text) else text


def holds_any(text: str, signs: tuple[str, ...]) -> bool:
    """Whether one of *signs* stands in *text*: a quick look that spares a search."""
    folded = text.casefold()
    return any(map(folded.__contains__, signs))


def _ends_name(line: str, match: re.Match[str]) -> bool:
    """Whether the one word of a label is the last of a name: ``Lê Anh: Tôi không biết``; in ASCII it is "Ảnh"."""
    at, word = match.start(1), match[1].lower()
    return at > 1 and word in NAME_SYLLABLES and line[at].isupper() and line[at - 2].isalnum() and not line.isascii()


def _is_no_list(text: str) -> bool:
    """Whether what follows a "Bài" without a colon is no name: ``Bài Hay``, ``Bài Tiếp Theo``."""
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
    """Return the works a *label* names: "Bài và ảnh" -> author and photographer."""
    whole = " ".join(label.casefold().split()).removesuffix(" của")
    if whole in LABELS:
        return tuple(LABELS[whole].split())
    works = " ".join(LABELS.get(word.strip(), "photographer") for word in _BETWEEN.split(whole)).split()
    if "author" in works:
        works = [work for work in works if work in ("author", "photographer", "translator", "compiler")]
    return tuple(dict.fromkeys(works)) or ("photographer",)


def works_done(work: re.Match[str]) -> tuple[str, ...]:
    """Return the works a match of `WORK` names."""
    kind = work.lastgroup or "author"
    return ("author", "compiler") if kind == "both" else (kind,)
