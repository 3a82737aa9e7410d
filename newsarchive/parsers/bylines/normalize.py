"""Normalize a displayed line: look-alike letters, glued words, bullets, toolbars and end marks."""

from __future__ import annotations

import html
import re
import unicodedata

from newsarchive.parsers.bylines.lexicon import BUTTONS, LABELS, PLACES_THAT_ARE_NAMES, any_phrase
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.person_names import UPPER, is_collective, is_syllable

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]")
# Full-width characters, and letters that only look Latin: Cyrillic and Greek capitals and vowels typed by mistake.
_MARKS = {ord("："): ":", ord("，"): ",", ord("（"): "(", ord("）"): ")", ord("‐"): "-", ord("‑"): "-", ord("−"): "-"}
_ODD = re.compile("[\u00ad\u200b-\u200f\u2010\u2011\u2060\u2212\ufeff\uff08\uff09\uff0c\uff1a]")
#: A footnote mark after a name: "Anna Reed²". The letter before it is looked for last, because few lines have a mark.
NOTE_MARKS = re.compile(r"[¹²³⁴⁵⁶†‡§](?<=[^\W\d_].)[¹²³⁴⁵⁶†‡§]*(?=[\s,;]|$)")
_ALIEN = re.compile("[\u0370-\u04ff]")
_MIXED = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα",
    "ABEKMHOPCTYXIJSaeopcyxijshdqwABEZHIKMNOPTYXoa",
)
_HAS_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_TOOLBAR = re.compile(r"\s*(?:\bEmail(?:\s+Print\b|$)|\b(?:Tags?|Từ\s+khóa|Từ\s+khoá|Chủ\s+đề)\s*:).*$", re.IGNORECASE)
# Buttons after a name; "theo dõi" in lower case is a verb, and a line that is only a button is not a name's. Two
# capitalized words after a blank may be a given name: "Nguyễn Thị Bình Luận".
_BUTTONS = re.compile(
    rf"(?<=[^\s(:/])\s*[|+•·-]?\s*(?=\d|thích\s|(?-i:[{UPPER}]))"
    rf"(?!(?<=[^\W\d_]\s)(?-i:[{UPPER}][^\W\d_]*\s[{UPPER}])[^\W\d_]*$)(?:(?:\d+\s*|thích\s+(?:\d+\s*)?)?{any_phrase(BUTTONS)}"
    r"(?:\s*\(?\d+\)?)?[\s|•·,-]*(?:(?:facebook|twitter|zalo|linkedin|tweet)[\s|•·,-]*)*)+$",
    re.IGNORECASE,
)
_LONGEST_BUTTONS = 300  # characters of a row of buttons; the pattern takes time by the square of the length
_BUTTON_ENDS = (*{phrase.rsplit(" ", 1)[-1] for phrase in BUTTONS}, "facebook", "twitter", "zalo", "linkedin", "tweet")
_BULLETS = " \t•·*►▶■□▪▫●○◆◇♦❖✦|_"
_BESIDE_STAMP = " ,;|/•·–—-"
# A full date displayed next to the author; an issue date ("5/2013") and a law's number do not include a day.
_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})"
_TIME = r"\d{1,2}[:hg]\d{2}(?::\d{2})?(?:\s[AaPp][Mm])?"
_WEEKDAY = r"(?:(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\snhật|cn|t[2-7])[\s,|–-]{0,3})?"
_ZONE = r"(?:\s?\(?GMT\s?\+0?7(?::?00)?\)?)?"
_DAY = rf"{_WEEKDAY}(?:(?:giờ\s|lúc\s)?{_TIME}[\s,|–-]{{0,3}})?(?:ngày\s)?{_DATE}(?:[\s,|–-]{{0,3}}{_TIME})?{_ZONE}"
_AGO = r"\d{1,2}\s(?:(?:giây|phút|giờ|ngày|tuần|tháng|năm)\strước|phút\sđọc)"
_AT = r"(?:(?<=\s)(?-i:(?:vào\s)?(?:lúc|ngày)\s))"  # with a capital, "Lúc" is a given name
_STAMP_BEHIND = re.compile(
    rf"[\s,;|•·(–-]{{0,4}}(?:{_AT}?{_DAY}|(?<=\s)(?:{_AGO}|{_TIME}|\d{{1,2}}/\d{{1,2}}))\)?$",
    re.IGNORECASE,
)
_STAMP_LABEL = re.compile(r"(?:đăng|cập\snhật|xuất\sbản|ngày\sđăng)(?:\s(?:ngày|lúc))?\s?:?", re.IGNORECASE)
_STAMP_BEFORE = re.compile(rf"^{_DAY}[\s,;|•·–-]{{1,4}}(?=\S)(?![AaPp][Mm]\b|\()", re.IGNORECASE)
_ICON = re.compile(rf"(?:User|Author)\s?(?=[{UPPER}])")
_WEEKDAYS = ("Thứ ", "Chủ nhật", "Chủ Nhật", "thứ ", "CN,")
_OPENINGS = ("User", "Author", "Nguồn hình ảnh,", "Vai trò,")  # an icon's name, the BBC's labels
_SPACED = re.compile(r"(?<=\S)\s{2,}(?=\S)")
# Theo Name  Outlet: two spaces separate the outlet from its writer.
_SPACED_SOURCE = re.compile(r"\s*Theo\s\S+(?:\s\S+){1,6}?\s{2,}\S+(?:\s\S+){0,4}\s*$", re.IGNORECASE)
# The full stop of initials: "H.", "L.TH.", "Tr.Ng."
_LAST_INITIAL = re.compile(rf"(?<![^\W\d_])(?:[{UPPER}]|[{UPPER}][^\W\d_]?\.[{UPPER}][^\W\d_]?|Ngh?|[NTPKC]h|Tr)\.$")
_GLUE = re.compile(rf"[^\W\d_]*[^\W\d_{UPPER}][{UPPER}][^\W\d_]*|\)(?=[^\W\d_])")
_CAPITALS_GLUE = re.compile(rf"(?<=[{UPPER}])(?=(?:Theo|Tổng hợp|Ảnh|Nguồn|Thực hiện|Email|Tags?)(?![^\W\d_]))")
_SEAM = re.compile(rf"(?<=[^\W\d_{UPPER}])(?=[{UPPER}])")
# Labels that also occur as words of names; without diacritics, most labels do.
_NO_STARTS = {"Anh", "Pv", "Tin", "Lời", "Viet", "Tho", "Chu", "Chup", "Loi", "Nguon", "But", "Tuy", "Tuong", "Nhom"}
_starts = "|".join(sorted({label.split()[0].capitalize() for label in LABELS} - _NO_STARTS, key=len, reverse=True))
_LABEL_WORD = re.compile(rf"(?:{_starts}|Tin|Theo|Email|Print|Tags?|Lược|Nhóm|TTXVN)(?![^\W\d_])")
_CREW_WORD = re.compile(r"(?:Ảnh|Tổng hợp|Nguồn|Thực hiện|Theo|Make[- ]?up|Stylist|Photographer|Email)(?![^\W\d_])")
_LOWER_LABELS = ("ghi", "dịch", "tổng", "thực", "theo", "biên", "lược", "chân", "ảnh", "sưu")
_LOWER_GLUE = re.compile(rf"(?<!\w)([^\W\d_]{{2,7}}?)({'|'.join(_LOWER_LABELS)})(?!\w)")


def composed(text: str) -> str:
    """Return *text* in NFC with entities decoded, invisible characters removed and look-alike letters made Latin."""
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text
    text = NOTE_MARKS.sub("", text)
    if _ODD.search(text):
        text = _INVISIBLE.sub("", text).translate(_MARKS)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _MIXED.sub(_latin, text) if _ALIEN.search(text) else text


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_LOOK_ALIKE))
    # A word entirely in the other alphabet is Russian or Greek, not mistyped.
    return folded if _HAS_LATIN.search(word) and not _ALIEN.search(folded) else word


def trimmed(line: str) -> str:
    """Return one line without bullets, end marks, toolbar and tags; glued words are separated."""
    if "  " in line and _SPACED_SOURCE.match(line):
        line = _SPACED.sub(" / ", line, count=1)
    line = " ".join(line.split())
    if line.startswith(_OPENINGS):
        line = _ICON.sub("", line, count=1) if line[0] in "UA" else line.replace(",", ":", 1)
    if line.rstrip("()0123456789 ").casefold().endswith(_BUTTON_ENDS):
        ending = line[-_LONGEST_BUTTONS:]
        line = line[: len(line) - len(ending)] + _BUTTONS.sub("", ending)
    line = unglued(line)
    if ":" in line or "Email" in line:
        line = _TOOLBAR.sub("", line)
    line = line.strip(_BULLETS).removeprefix("./.").removesuffix("./.").removesuffix("/.").removesuffix("./").strip()
    if (
        line[-2:].rstrip(")")[-1:].isdigit()
        or line[:1].isdigit()
        or line.startswith(_WEEKDAYS)
        or line.endswith(("trước", "đọc", " AM", " PM"))
    ):
        line = _without_stamp(line)
    return line.strip("-–— ") if not line.startswith(">") else line


def _without_stamp(line: str) -> str:
    """Return *line* without the date and time displayed next to a name; a line with only a time is unchanged.

    A province alone beside the time is the place of the report, though writers have such names: "Sơn La - 12/11/2026".
    """
    named = _STAMP_BEHIND.sub("", _STAMP_BEFORE.sub("", line, count=1), count=1).strip()
    if named != line and named.strip(_BESIDE_STAMP).casefold() in PLACES_THAT_ARE_NAMES:
        return ""
    return "" if _STAMP_LABEL.fullmatch(named) else named or line


def without_addresses(text: str) -> str:
    """Return *text* without the e-mail addresses after names; addresses of desks and contacts are kept."""
    return "\n".join(_without_address(line) if "@" in line else line for line in text.split("\n"))


_URL = re.compile(r"https?://(?:www\.)?([^\s/]+)(?:/[^\s),]*)?", re.IGNORECASE)


def with_hosts(text: str) -> str:
    """Return *text* with the host of each URL in its place: "Nguồn: https://river.example/a" names "river.example"."""
    return _URL.sub(r"\1", text)


def _without_address(line: str) -> str:
    line = " ".join(line.split())
    at = line.index("@")
    start = max(line.rfind(sign, 0, at) for sign in " (<—") + 1
    head, address = line[:start], line[start:]
    name = head.strip(" -–—|(<,")
    if " " in address:
        return line
    name = name.removesuffix("Email").removesuffix("Email:").rstrip(" -–—|(<,")
    return line if not name or ":" in name or is_collective(name) else name


def without_stop(line: str) -> tuple[str, bool]:
    """Return *line* without its full stop, and whether it had one that is not part of initials."""
    if not line.endswith(".") or _LAST_INITIAL.search(line):
        return line, False
    return line.rstrip("."), True


def unglued(line: str) -> str:
    """Separate words that lost the line break between them: ``LâmẢnh:`` -> ``Lâm Ảnh:``, ``Thughi`` -> ``Thu ghi``."""
    odd, ends_low = ")" in line, False
    for word in line.split(" "):
        if not word.islower():  # most words of a sentence are
            odd = odd or not (word.istitle() or word.isupper() or word.lower() == word.upper())
            ends_low = ends_low or word.endswith(_LOWER_LABELS)
    if odd:
        line = _CAPITALS_GLUE.sub(" ", _GLUE.sub(_parted, line))
    return _LOWER_GLUE.sub(_parted_lower, line) if ends_low else line


def _parted(match: re.Match[str]) -> str:
    word = match[0]
    if word == ")":
        return ") "
    if is_outlet(word):
        return word
    for seam in _SEAM.finditer(word):
        left, right = word[: seam.start()], word[seam.start() :]
        sign = _separator_between(left, right)
        if sign and (sign == " " or word != match.string):  # "YênBái" is a place, "Thu HằngĐức Nam" two people
            return left + sign + right
    return word


def _separator_between(left: str, right: str) -> str | None:
    """Return the separator between two glued words: a space before a label, a comma between names, else ""."""
    if left in ("nguồn", "theo", "từ"):
        return " "
    if _CREW_WORD.match(right) or (is_syllable(left) and _LABEL_WORD.match(right)):
        return " "
    return ", " if is_syllable(left) and is_syllable(right) and not (left + right).isascii() else None


def _parted_lower(match: re.Match[str]) -> str:
    left, right = match[1], match[2]
    return f"{left} {right}" if left[0].isupper() and is_syllable(left) and not is_syllable(match[0]) else match[0]
