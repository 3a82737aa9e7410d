"""A printed credit -> names and roles."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

from newsarchive.article import Credit, Role
from newsarchive.parsers.byline_words import LABELS
from newsarchive.parsers.credit_line import Reading, read_line, titled_post
from newsarchive.parsers.foreign_byline import opens_foreign, read_foreign
from newsarchive.parsers.names import UPPER, is_collective, is_syllable
from newsarchive.parsers.outlets import is_outlet

__all__ = ["Byline", "is_collective", "looks_like_byline", "parse_byline", "picture_credit"]

# Longer than this is a paragraph; the longest credits seen are lists of some ten names.
_LONGEST = 300

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]")
_TOOLBAR = re.compile(r"\s*(?:\bEmail\s+Print\b|\b(?:Tags?|Từ\s+khóa|Từ\s+khoá|Chủ\s+đề)\s*:).*$", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|\b0\d{2,3}[\s.]?\d{3}[\s.]?\d{3,4}\b|©|>>|\.\.\.|…")
_STRONG = re.compile(r"(?<!Yahoo)(?<!\bE)[!?]")
_SPACED = re.compile(r"(?<=\S)\s{2,}(?=\S)")


@dataclass(frozen=True, kw_only=True)
class Byline:
    """A credit as printed (*raw*: NFC, blanks collapsed) and the people in it."""

    raw: str
    credits: list[Credit] = field(default_factory=list)

    def _named(self, role: Role) -> list[str]:
        return [credit.name for credit in self.credits if credit.role == role]

    @property
    def authors(self) -> list[str]:
        """Writers of the text."""
        return self._named("author")

    @property
    def photographers(self) -> list[str]:
        """Makers of the pictures."""
        return self._named("photographer")

    @property
    def translators(self) -> list[str]:
        """Translators."""
        return self._named("translator")

    @property
    def compilers(self) -> list[str]:
        """Compilers ("tổng hợp")."""
        return self._named("compiler")

    @property
    def sources(self) -> list[str]:
        """Outlets and agencies the text was taken from."""
        return self._named("source")


def parse_byline(text: str, *, language: str | None = None) -> Byline | None:
    """Read *text* as a byline; ``None`` when it is not one (a sentence, a caption, a label).

    *language* (BCP 47) says that the page is not Vietnamese; without it Vietnamese is tried, and "By", "Von", "Par" …
    at the start are understood. A bare name of two to four capitalised words is taken for a writer, so pass only text
    that stands where bylines stand. Groups ("PV", "Nhóm phóng viên") are kept as printed: see `is_collective`.
    """
    if len(text) > 4 * _LONGEST:
        return None
    printed = _composed(text)
    raw = " ".join(printed.split())
    if not 1 < len(raw) <= _LONGEST or _ADDRESS.search(raw) or _STRONG.search(raw):
        return None
    foreign = language is not None and language.partition("-")[0].casefold() != "vi"
    if foreign or opens_foreign(raw):
        credits = read_foreign(printed, hinted=foreign)
    else:
        credits = _read_vietnamese(printed)
    return None if credits is None else Byline(raw=raw, credits=credits)


def _composed(text: str) -> str:
    """Return *text* in NFC, entities resolved, invisible characters dropped, look-alike letters made Latin."""
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_SIGNS))
    return _MIXED.sub(_latin, text) if _ALIEN.search(text) else text


# Full-width signs and letters that only look Latin: Cyrillic and Greek capitals and vowels typed by mistake.
_SIGNS = {ord("："): ":", ord("，"): ",", ord("（"): "(", ord("）"): ")", ord("‐"): "-", ord("‑"): "-", ord("−"): "-"}
_ALIEN = re.compile("[\u0370-\u04ff]")
_MIXED = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα",
    "ABEKMHOPCTYXIJSaeopcyxijshdqwABEZHIKMNOPTYXoa",
)


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_LOOK_ALIKE))
    # A word wholly of the other alphabet is Russian or Greek, not mistyped.
    return folded if _HAS_LATIN.search(word) and not _ALIEN.search(folded) else word


_HAS_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")


def _read_vietnamese(printed: str) -> list[Credit] | None:
    reading = Reading()
    stopped = False
    lines = [line for part in re.split(r"[\n\r\v]+", printed) if (line := _trimmed(part))]
    for number, line in enumerate(lines):
        line, stop = _without_stop(line)
        stopped = stopped or stop
        if read_line(line, reading):
            continue
        if number and titled_post(line) and reading.credits:  # an author box: the post stands below the name
            continue
        return None
    if (stopped and not reading.marked) or not (reading.credits or reading.moving or reading.marked):
        return None
    return reading.settled()


def _trimmed(line: str) -> str:
    """Return one line without bullets, end marks, toolbar and tags; runs glued together are parted."""
    line = _SPACED.sub(" / ", line, count=1) if _SPACED_SOURCE.match(line) else line
    line = " ".join(line.split())
    line = _TOOLBAR.sub("", unglued(line))
    line = line.strip(" \t•·*►■▪●|").removeprefix("./.").removesuffix("./.").removesuffix("/.").strip()
    return line.strip("-–— ") if not line.startswith(">") else line


# Theo Name  Outlet: two blanks part the paper from its writer.
_SPACED_SOURCE = re.compile(r"\s*Theo\s\S+(?:\s\S+){1,6}?\s{2,}\S+(?:\s\S+){0,4}\s*$", re.IGNORECASE)


def _without_stop(line: str) -> tuple[str, bool]:
    """Return *line* without its full stop, and whether it had one that is not part of initials."""
    if not line.endswith(".") or re.search(rf"(?<![^\W\d_])[{UPPER}]\.$", line):
        return line, False
    return line.rstrip("."), True


_GLUE = re.compile(rf"[^\W\d_]*[^\W\d_{UPPER}][{UPPER}][^\W\d_]*|\)(?=[^\W\d_])")
_SEAM = re.compile(rf"(?<=[^\W\d_{UPPER}])(?=[{UPPER}])")
_starts = "|".join(
    sorted({label.split()[0].capitalize() for label in LABELS} - {"Anh", "Pv", "Tin", "Lời"}, key=len, reverse=True)
)
_LABEL_WORD = re.compile(rf"(?:{_starts}|Tin|Theo|Email|Print|Tags?|Lược|Nhóm|TTXVN)(?![^\W\d_])")
_CREW_WORD = re.compile(r"(?:Ảnh|Tổng hợp|Nguồn|Thực hiện|Theo|Make[- ]?up|Stylist|Photographer|Email)(?![^\W\d_])")
_LOWER_LABELS = ("ghi", "dịch", "tổng", "thực", "theo", "biên", "lược", "chân", "ảnh", "sưu")
_LOWER_GLUE = re.compile(rf"(?<!\w)([^\W\d_]{{2,7}}?)({'|'.join(_LOWER_LABELS)})(?!\w)")


def unglued(line: str) -> str:
    """Part words that lost the line break between them: ``LâmẢnh:`` -> ``Lâm Ảnh:``, ``Thughi`` -> ``Thu ghi``."""
    words = line.split(" ")
    if ")" in line or not all(word.istitle() or word.islower() or word.isupper() for word in words):
        line = _GLUE.sub(_parted, line)
    if any(word.endswith(_LOWER_LABELS) and not word.islower() for word in words):
        line = _LOWER_GLUE.sub(_parted_lower, line)
    return line


def _parted(match: re.Match[str]) -> str:
    word = match[0]
    if word == ")":
        return ") "
    if is_outlet(word):
        return word
    for seam in _SEAM.finditer(word):
        left, right = word[: seam.start()], word[seam.start() :]
        sign = _sign_between(left, right)
        if sign:
            return left + sign + right
    return word


def _sign_between(left: str, right: str) -> str | None:
    """Return what stood between two glued words: a blank before a label, a comma between two names, else nothing."""
    if left in ("nguồn", "theo", "từ"):
        return " "
    if _CREW_WORD.match(right) or (is_syllable(left) and _LABEL_WORD.match(right)):
        return " "
    return ", " if is_syllable(left) and is_syllable(right) and not (left + right).isascii() else None


def _parted_lower(match: re.Match[str]) -> str:
    left, right = match[1], match[2]
    return f"{left} {right}" if left[0].isupper() and is_syllable(left) and not is_syllable(match[0]) else match[0]


_PLAIN = rf"[{UPPER}][\w.'’-]{{0,14}}"
_BARE_NAMES = re.compile(rf"[•·*\s-]*{_PLAIN}(?:(?:\s|\s?[-–&,/+]\s?|\s(?:và|and)\s){_PLAIN}){{0,11}}\s*")
_MARKED = re.compile(
    r"(?:^|[\s(\[.–—/-])(?:(?:tin|bài|ảnh|hình|clip|video|đồ\s?h[oọ]a|minh\s?h[oọ]ạ?a?|photo|foto|nguồn|thực hiện|tác giả|biên dịch|tổng hợp)\b"
    r"[^:]{0,30}:|(?:lược |dẫn )?theo\s|(?:by|von|par|por|door)\s)|\([^()]{1,60}\)[\s.]*$"
    r"|(?:thực hiện|ghi|lược ghi|dịch|biên dịch|tổng hợp|sưu tầm)[\s).]*$|^nguồn\s|^ảnh\s",
    re.IGNORECASE,
)


def looks_like_byline(text: str) -> bool:
    """Whether *text* may be a credit line: a quick first look at a body's first and last paragraphs.

    Long paragraphs and sentences are refused at once. A bare name of a few capitalised words passes, although a
    heading or a caption may look the same: believe it only where bylines stand, and ask `parse_byline` afterwards.
    """
    if len(text) > 160:
        return False
    text = text.strip()
    if len(text) < 2 or text[-1] in "?!:…":
        return False
    if _MARKED.search(text):
        return True
    return text[-1] != "." and _BARE_NAMES.fullmatch(text) is not None


_PICTURE_LABEL = re.compile(
    r"(?:^|(?<=[\s(\[.,;|/–—-]))(?:ảnh(?:\s+minh\s+h[oọ]ạ?a?|\s+tư\s+liệu)?|nguồn\s+ảnh|nguồn|hình|photos?|foto|bild|image|picture|credit"
    r"|đồ\s+h[oọ]ạ?a?|photograph|photo\s+by|crédit\s+photo|quelle|source)\s*:\s*",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 90
_CREDIT_STOP = re.compile(r"[!?…]|[^\W\d_]{3,}\.\s")


def picture_credit(caption: str) -> tuple[str, str | None]:
    """Part *caption* into its text and the credit at its end, without label: ``… Ảnh: Lan Anh`` -> ``("…", "Lan Anh")``.

    A caption that only speaks of a picture, or whose label is followed by a sentence, comes back whole with ``None``.
    """
    tail = caption[-(_LONGEST_CREDIT + 40) :]
    found = None
    for found in _PICTURE_LABEL.finditer(tail):
        break
    if found is None:
        return caption, None
    credit = tail[found.end() :].strip().rstrip(")]. ") if not tail.endswith("..") else ""
    credit = _with_own_bracket(credit, tail)
    if not 1 < len(credit) <= _LONGEST_CREDIT or _CREDIT_STOP.search(credit) or not _is_credit(credit):
        return caption, None
    text = caption[: len(caption) - len(tail) + found.start()]
    return text.rstrip(" ([-–—|/"), credit


def _with_own_bracket(credit: str, tail: str) -> str:
    """Give back the bracket and the stop that belong to the credit: ``Minh (TTXVN)``, ``M.S.``."""
    if credit.count("(") > credit.count(")"):
        return credit + ")"
    if re.search(rf"\.[{UPPER}]$|^[{UPPER}]$", credit) and tail.rstrip(") ").endswith("."):
        return credit + "."
    return credit


def _is_credit(credit: str) -> bool:
    """Whether what follows the label is a credit as `parse_byline` reads one."""
    return parse_byline(f"Ảnh: {credit}") is not None
