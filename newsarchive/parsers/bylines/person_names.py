"""Recognize person names: Vietnamese syllables, initials, pen names, foreign names, titles before them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from newsarchive.parsers.bylines.lexicon import (
    ACRONYMS,
    COLLECTIVES,
    DESKS,
    FAMILY_NAMES,
    FAMILY_NAMES_PLAIN,
    HEADINGS,
    INSTITUTIONS,
    INTERFACE_WORDS,
    JOBS,
    NAME_SYLLABLES,
    NOT_NAMES,
    NOT_NAMES_INSIDE,
    ORGANIZATION_WORDS,
    PARTICLES,
    SENTENCE_WORDS,
    SURNAMES,
    TITLE_ABBREVIATIONS,
    TITLES,
    WITHOUT_MARKS,
)
from newsarchive.parsers.lengths import LONGEST_NAME, WORDS_OF_NAME

# Upper-case letters of alphabets with case, Latin including Vietnamese first; ranges where the alphabet permits them:
# every single letter in a class costs time at import.
UPPER = "A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я" + "".join(
    char for char in map(chr, (*range(0x100, 0x180), 0x1A0, 0x1AF, *range(0x1EA0, 0x1EFA))) if char.isupper()
)

# Onset, vowels and ending of a Vietnamese syllable without diacritics.
SYLLABLE = (
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uye|uyu|uya|oai|oay|oeo|uay|uoi|uou|ieu|yeu|"
    r"ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ya|ye|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_SYLLABLE = re.compile(SYLLABLE)
_INITIALS = re.compile(rf"[{UPPER}](?:[.-]?[{UPPER}]){{0,4}}\.?")
# "Nh.", "Ph.": a first or last name shortened to its initial consonants.
_OPENING_SOUND = re.compile(r"(?:Ngh?|[NTPKCG]h|Tr|Gi|Qu)\.", re.IGNORECASE)
_DOTTED = re.compile(rf"(?:[{UPPER}][^\W\d_]{{0,7}}\.)+[{UPPER}][^\W\d_]*\.?")
_WORD = re.compile(r"[^\W\d_]+(?:['’`ʼ-][^\W\d_]+)*|[KYH]['’`ʼ]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DIGRAPHS = frozenset({"TR", "TH", "PH", "NG", "KH", "NH", "CH", "QU", "GI"})
_GLUED = re.compile(rf"([{UPPER}][^\W\d_{UPPER}]+)([{UPPER}][^\W\d_{UPPER}]+)")
_HANDLE = re.compile(r"[^\W\d_]\w*_\w+")
_COLLECTIVE = re.compile(
    r"(?:nhóm|tổ|ban)\s+"
    r"(?:(?:các\s+)?(?:pv[a-zđ]{0,2}|p\.v\.?|p/v|ctv|btv|phóng viên|biên tập viên|cộng tác viên|tác giả)\b(.*)"
    r"|(.+))",
    re.IGNORECASE,
)
_BETWEEN_DESKS = re.compile(r"\s*[-–&,]\s*")
_OPEN_NOT_NAMES = frozenset(phrase.split(" ", 1)[0] for phrase in NOT_NAMES_INSIDE)
_OPEN_COLLECTIVES = ("nhóm", "tổ", "ban", "pv", "npv", "p.v", "ctv", "c.t.v", "btv", "b.t.v", "phóng viên", "ttv")
_UNNAMED_STAFF = re.compile(r"(?:n?pv|p\.v\.?|ctv|c\.t\.v\.?|btv|phóng viên|ttv)\b[\s-]*(.*)", re.IGNORECASE)
_OPEN_TITLES = tuple({title[:2] for title in TITLE_ABBREVIATIONS})
_ABBREVIATED_TITLE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*\d?\.?)(?:\s*[-–,/]\s*|\s+|(?<=\.))")


def is_syllable(word: str) -> bool:
    """Return whether *word* is spelled like a Vietnamese syllable, with or without diacritics."""
    return _SYLLABLE.fullmatch(word.lower().translate(WITHOUT_MARKS)) is not None


def is_person(text: str, *, sure: bool = False) -> bool:
    """Return whether *text* can be a person name: ``Ng.Long``, ``H.N``, ``ĐỖ QUYÊN``, ``Ludwig van der Berg``.

    *sure*: a label or a role is next to the name, so that words that are not listed as names are also accepted.
    """
    words = text.split()
    if not 1 <= len(words) <= WORDS_OF_NAME or len(text) > LONGEST_NAME:
        return False
    kinds = [_kind(word) for word in words]
    if "other" in kinds:
        return sure and len(words) == 1 and _HANDLE.fullmatch(text) is not None
    folded = text.casefold().split()
    if _names_office(text, folded, sure):
        return False
    if kinds == ["initials"]:
        return sure or len(text) < 3 or ((len(text) < 4 or "." in text) and folded[0] not in NOT_NAMES)
    if _holds_what_no_name_does(folded, sure):
        return False
    if "initials" in kinds and not text.isupper() and any(map(_is_acronym, words)):
        return False  # an acronym next to Vietnamese words is not a person
    if "lower" in kinds:
        return _lower_case_fits(folded, kinds, sure)
    if "foreign" in kinds:
        return _is_foreign(text, words, folded, kinds, sure)
    if len(words) == WORDS_OF_NAME:  # names of the royal family: "Công Tằng Tôn Nữ …"
        return sum(word in NAME_SYLLABLES for word in folded) >= WORDS_OF_NAME - 2
    return sure or _is_likely(words, folded, kinds)


@lru_cache(maxsize=4096)
def _kind(word: str) -> str:
    if word.isupper() and _INITIALS.fullmatch(word) and not (len(word) > 2 and is_syllable(word)):
        return "initials"
    if _DOTTED.fullmatch(word) or _OPENING_SOUND.fullmatch(word):
        return "dotted"
    if not _WORD.fullmatch(word):
        return "other"
    if word[0].islower():
        return "lower"
    return "syllable" if is_syllable(word) else "foreign"


def _names_office(text: str, folded: list[str], sure: bool) -> bool:
    """Return whether *text* is the name of an office in title case: "Sở Y Tế", "Thư Viện Tỉnh", "Phòng Văn Thể".

    "Khoa Nam" and "Ban Mai" are pen names; a family name may also be the first word of an office ("Đoàn Trường").
    """
    opening = INSTITUTIONS.words_opening(text)
    if not 0 < opening < len(folded) or (opening == 1 and folded[0] in SURNAMES):
        return False
    if opening > 1 or (folded[0] not in NAME_SYLLABLES and folded[0] != "ban"):
        return True
    return len(folded) > 2 and not sure and folded[-1] not in FAMILY_NAMES  # "Khoa Anh Nguyễn"


def _holds_what_no_name_does(folded: list[str], sure: bool) -> bool:
    if 3 <= len(folded) <= 4 and folded[0] in FAMILY_NAMES and _is_full_name(folded):
        return False
    if not sure and (not NOT_NAMES.isdisjoint(folded) or _is_heading(folded)):
        return True
    if _OPEN_NOT_NAMES.isdisjoint(folded[:-1]):
        return False
    joined = [f"{first} {second}" for first, second in pairwise(folded)]
    if len(folded) > 2:
        joined += [f"{pair} {third}" for pair, third in zip(joined, folded[2:], strict=False)]
    return not NOT_NAMES_INSIDE.isdisjoint(joined)


def opens_heading(text: str) -> bool:
    """Return whether one of the first words of *text* never occurs in names: ``Gửi Bài``, ``Làm Báo``."""
    folded = text.casefold().split()[:3]
    return not NOT_NAMES.isdisjoint(folded) and folded[0] not in FAMILY_NAMES


def _is_acronym(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word.isupper()


def _is_full_name(folded: list[str]) -> bool:
    """Return whether the words after a family name are a given name: ``Nguyễn Văn Hóa``, ``Lê Du Lịch``."""
    return (len(folded) == 3 and folded[1] in ("văn", "thị")) or all(word in NAME_SYLLABLES for word in folded[1:])


def _is_heading(folded: list[str]) -> bool:
    """Return whether *folded* is a listed heading, or two listed headings: ``hướng dẫn`` + ``sử dụng``."""
    if " ".join(folded) in HEADINGS:
        return True
    return len(folded) == 4 and " ".join(folded[:2]) in HEADINGS and " ".join(folded[2:]) in HEADINGS


def _lower_case_fits(folded: list[str], kinds: list[str], sure: bool) -> bool:
    if all(kind == "lower" for kind in kinds):  # house style of some newspapers: đỗ quyên
        return 2 <= len(folded) <= 4 and folded[0] in SURNAMES and all(word in NAME_SYLLABLES for word in folded)
    inner = [word for word, kind in zip(folded, kinds, strict=True) if kind == "lower"]
    if kinds[-1] != "lower" and kinds[0] != "lower" and all(word in PARTICLES for word in inner):
        return True
    return sure and len(folded) == 2 and kinds[0] == "syllable" and inner == folded[1:] and not is_syllable(inner[0])


def _is_foreign(text: str, words: list[str], folded: list[str], kinds: list[str], sure: bool) -> bool:
    if not JOBS.isdisjoint(folded) or not ORGANIZATION_WORDS.isdisjoint(folded) or not NOT_NAMES.isdisjoint(folded):
        return False
    if not INTERFACE_WORDS.isdisjoint(folded):
        return False
    if len(words) == 1:
        return sure or _is_handle(words[0])
    if "syllable" in kinds and not text.isupper() and any(len(word) > 3 and word.isupper() for word in words):
        return False  # an acronym next to Vietnamese words is not a person
    return len(words) <= 5


def _is_handle(word: str) -> bool:
    glued = _GLUED.fullmatch(word)
    if "-" in word:
        return all(part in NAME_SYLLABLES for part in word.casefold().split("-"))
    return ("'" in word or "’" in word) or (glued is not None and is_syllable(glued[1]) and is_syllable(glued[2]))


def _is_likely(words: list[str], folded: list[str], kinds: list[str]) -> bool:
    name_like = sum(
        word in NAME_SYLLABLES or kind in ("initials", "dotted") for word, kind in zip(folded, kinds, strict=True)
    )
    if len(words) == 1 or all(word.isupper() for word in words):
        return name_like * 2 > len(words) or (name_like * 2 == len(words) and folded[0] in SURNAMES)
    return name_like > 0 or folded[0] in FAMILY_NAMES_PLAIN or _is_pen_name(words)


def _is_pen_name(words: list[str]) -> bool:
    """Return whether *words*, none of them listed, have the form of a name: two to four, Vietnamese, all capitalized.

    Sections, headings and notices have a capital only at their start; if in title case, they contain
    `NOT_NAMES_INSIDE`.
    """
    return 2 <= len(words) <= 4 and all(map(str.istitle, words)) and not "".join(words).isascii()


def looks_well_known(text: str) -> bool:
    """Return whether every syllable of *text* is listed as a part of names."""
    return all(word in NAME_SYLLABLES for word in text.casefold().split())


def is_foreign_phrase(text: str) -> bool:
    """Return whether no word of *text* is spelled like a Vietnamese syllable: ``SunSport``, ``Newsis``."""
    return text.isascii() and not any(is_syllable(word) for word in re.findall(r"[^\W\d_]+", text))


@lru_cache(maxsize=1024)
def is_collective(name: str) -> bool:
    """Return whether *name* is a group or an office, not a person: ``PV``, ``CTV``, ``Nhóm phóng viên``."""
    folded = " ".join(name.casefold().split())
    if folded in COLLECTIVES:
        return True
    if not folded.startswith(_OPEN_COLLECTIVES):
        return False
    group = _COLLECTIVE.fullmatch(folded)
    if group:
        return (
            DESKS.issuperset(_BETWEEN_DESKS.split(_without_channel(group[2]))) if group[2] else _is_desk(group[1] or "")
        )
    man = _UNNAMED_STAFF.fullmatch(folded)
    return man is not None and (man[1] in DESKS or man[1].startswith(("báo ", "miền ", "xh")))


def _without_channel(desk: str) -> str:
    """Return *desk* without its channel: ``thời sự vtv`` -> ``thời sự``."""
    name, _, outlet = desk.rpartition(" ")
    return name if name and outlet.upper() in ACRONYMS else desk


def _is_desk(folded: str) -> bool:
    """Return whether *folded*, next to a group, is the location or affiliation of the group, not its role."""
    words = folded.split()
    return len(words) <= 7 and SENTENCE_WORDS.isdisjoint(set(words) - {"trú", "tuổi", "người"})


def without_titles(text: str) -> str:
    """Return *text* without titles before the name: ``PGS - TS - BS``, ``Luật sư``, ``Độc giả``, ``PV``."""
    for _ in range(6):  # as many titles as in "GS.TS, BS, Thầy thuốc nhân dân"
        shorter = _without_title(text)
        if shorter == text:
            break
        text = shorter
    return text


# Between a title and the name, in lower case: honors and age.
_RANK = re.compile(rf"(?:(?:lão thành|kỳ cựu|ưu tú|nhân dân|trẻ|cao tuổi|nghỉ hưu|cách mạng)\s+)+(?=[{UPPER}])")


def _without_title(text: str) -> str:
    if not text.startswith(_OPEN_TITLES) and not TITLES.may_open(text):
        return text
    match = _ABBREVIATED_TITLE.match(text)
    if match and _is_title_abbreviation(match[1], match[0]) and text[match.end() : match.end() + 1].isupper():
        return text[match.end() :]
    count = TITLES.words_opening(text)
    if not count:
        return text
    words = text.split(" ", count)
    if len(words) > count and words[count][0].islower() and (rank := _RANK.match(words[count])):
        return words[count][rank.end() :]  # "Nhà báo lão thành Phan Quý"
    if len(words) > count and words[count][0] in "-–/&" and is_collective(" ".join(words[:count])):  # "CTV - PV"
        return text
    return words[count].lstrip(" :,.-–") if len(words) > count else text


def _is_title_abbreviation(displayed: str, with_sign: str) -> bool:
    if is_collective(displayed) and not with_sign[len(displayed) :].isspace():  # "PV - CTV", "PV/Báo": no name follows
        return False
    parts = displayed.rstrip(".").split(".")
    return (
        displayed in TITLE_ABBREVIATIONS
        or displayed.rstrip(".") in TITLE_ABBREVIATIONS
        or (len(parts) > 1 and all(part in TITLE_ABBREVIATIONS for part in parts))
    )


_TURKISH, _AFTER_FIRST = frozenset("İĞ"), re.compile(r"(?<=\w)[Iİ]")


def natural_case(name: str) -> str:
    """Convert a *name* of several syllables from all capitals to the case of running text.

    Initials, acronyms and single words stay as displayed: ``DUY TÍNH`` -> ``Duy Tính``, ``K’GƯỈH``, ``TTXVN``.
    """
    if not name.isupper() or (" " not in name and "." not in name):
        return name
    if not _TURKISH.isdisjoint(name):  # "AYŞE IŞIK İNCİ": the capitals of "i" and of "ı" are two letters
        name = _AFTER_FIRST.sub(lambda match: match[0].replace("I", "ı").replace("İ", "i"), name)
    return _LETTERS.sub(_natural_word, name)


def _natural_word(match: re.Match[str]) -> str:
    word = match[0]
    if word in _DIGRAPHS and match.string[match.end() : match.end() + 1] == ".":
        return word.capitalize()
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    # A foreign name may begin with a short word ("UNA SKAILL"), or have one inside ("TOMAS ABU SKAILL"); after the
    # name, three capitals may be an outlet.
    is_inside = len(word) == 3 and match.string[match.end() : match.end() + 1] == " "
    is_part = is_inside and any(char in "AEIOU" for char in word) and (not match.start() or word not in ACRONYMS)
    return word.capitalize() if is_syllable(word) or len(word) > 3 or is_part else word
