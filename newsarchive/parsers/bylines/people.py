"""Parse the people of a credit line one by one: role and outlet; job titles and places are skipped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsarchive.article import Credit, Role
from newsarchive.parsers.bylines.labels import TRIM, holds_any
from newsarchive.parsers.bylines.lexicon import (
    ANONYMOUS,
    COMPANIONS,
    DESKS,
    JOB_TITLES,
    JOBS,
    NOT_ALONE,
    PLACES,
    PLACES_THAT_ARE_NAMES,
    SENTENCE_WORDS,
    SPEAKERS,
    SURNAMES,
    TITLES,
)
from newsarchive.parsers.bylines.outlets import (
    are_agencies,
    is_institution,
    is_outlet,
    is_source,
    may_be_acronym,
    may_be_outlet,
    outlets_in,
    without_outlet,
)
from newsarchive.parsers.bylines.person_names import (
    UPPER,
    is_collective,
    is_foreign_phrase,
    is_person,
    is_syllable,
    natural_case,
    opens_heading,
    without_titles,
)

AUTHOR: tuple[str, ...] = ("author",)
_ROLES: dict[str, Role] = {
    "author": "author",
    "photographer": "photographer",
    "translator": "translator",
    "compiler": "compiler",
    "editor": "editor",
    "contributor": "contributor",
    "source": "source",
}


@dataclass
class LineCredits:
    """The credits found so far; *labeled*: whether a label, a role or a certain outlet was found."""

    credits: list[Credit] = field(default_factory=list)
    labeled: bool = False
    titled: bool = False
    moving: list[str] = field(default_factory=list)

    def add(self, name: str, works: tuple[str, ...]) -> None:
        """Record *name* once for each of *works*."""
        for work in works:
            if work in ("moving", "drawn"):
                self.moving.append(name)
            elif work != "unrecorded":
                self._add_once(Credit(name=name, role=_ROLES[work]))

    def _add_once(self, credit: Credit) -> None:
        folded = credit.name.casefold()
        if not any(earlier.role == credit.role and earlier.name.casefold() == folded for earlier in self.credits):
            self.credits.append(credit)

    def add_sources(self, names: list[str]) -> None:
        """Record the outlets *names*."""
        for name in names:
            self.add(name, ("source",))

    @property
    def has_people(self) -> bool:
        """Return whether any credit other than an outlet was found."""
        return bool(self.moving) or any(credit.role != "source" for credit in self.credits)

    @property
    def has_pictures(self) -> bool:
        """Return whether a credit for pictures was found."""
        return bool(self.moving) or any(credit.role == "photographer" for credit in self.credits)

    def resolved(self) -> list[Credit]:
        """Return the credits; video and drawing roles count as pictures only if no writer is credited."""
        works = (
            "contributor"
            if any(credit.role in ("author", "compiler", "translator") for credit in self.credits)
            else "photographer"
        )
        for name in self.moving:
            if works == "photographer" or not any(credit.name == name for credit in self.credits):
                self.add(name, (works,))
        return self.credits


_STAFF_TITLES = (
    "pv ",
    "p/v ",
    "p.v ",
    "ctv ",
    "btv ",
    "phóng viên ",
    "biên tập viên ",
    "thông tín viên ",
    "đặc phái viên ",
    "cộng tác viên ",
)
STATIONED = re.compile(r"\s+(?:thường\s+trú|tại|ở)\s")
# Readers as authors; a teacher or a director named with a job title is a subject of the text.
_READERS = ("học sinh ", "sinh viên ", "du học sinh ", "nghiên cứu sinh ")
_SENT_TO = ("gửi ", "viết cho ", "viết riêng cho ", "viết từ ")
_AFFILIATION_OPENINGS = (
    *_STAFF_TITLES,
    *_SENT_TO,
    *_READERS,
    "lớp ",
    "bạn đọc ở ",
    "độc giả ở ",
    "từ ",
    "tại ",
    "ở ",
    "đến từ ",
    "quận ",
    "huyện ",
    "phường ",
    "xã ",
    "thôn ",
    "bản ",
    "ấp ",
    "thị trấn ",
    "tp ",
    "tp.",
    "q.",
    "theo lời ",
    "lời kể ",
)


def is_affiliation(text: str) -> bool:
    """Return whether *text* is a location or an affiliation: ``từ Paris``, ``Viện Hán Nôm``, ``PV tại Nga``."""
    folded = text.casefold()
    if folded.startswith(_AFFILIATION_OPENINGS):
        return len(folded.split()) <= 8 and not is_outlet(text)
    return folded in PLACES or (is_institution(text) and is_source(text) and not is_outlet(text))


def opens_with_job_title(text: str) -> bool:
    """Return whether *text* begins with a present or former job title: ``nguyên Vụ trưởng …``."""
    return JOB_TITLES.words_opening(text) > 0


def is_title(text: str) -> bool:
    """Return whether *text* is only a title: ``nhà báo``, ``Chuyên gia tài chính``."""
    return TITLES.words_opening(text) == len(text.split())


def is_job_title(text: str) -> bool:
    """Return whether *text* is only a journalist's job title: ``Phóng viên`` below a name belongs to that name."""
    return f"{text.casefold()} " in _STAFF_TITLES and len(text) > 5


def outlets_served(post: str) -> list[str]:
    """Return the outlets in the job title *post* of a journalist: ``phóng viên TTXVN tại Pháp`` -> ``TTXVN``."""
    return outlets_in(post) if post.casefold().startswith(_STAFF_TITLES + _SENT_TO) else []


_CUT = re.compile(
    r"\s*(?P<mark>[,;/&|–—•·*]|\+(?=\s*\w))\s*|\s+(?P<dash>-)\s*|-\s+|\s+(?:và|and|cùng)\s+|(?<=[\w.])(?P<tight>-)(?=\w)",
    re.IGNORECASE,
)
# The pattern requires one of these characters; most lines are a single name without them.
_MARKS, _JOINERS = frozenset(",;/&|–—•·*+-"), (" và ", " and ", " cùng ")


def cut_names(text: str) -> list[tuple[str, str]]:
    """Split *text* between people into pairs of a separator and the piece after it."""
    if (_MARKS.isdisjoint(text) and not holds_any(text, _JOINERS)) or is_outlet(text):
        return [("", text)]
    pieces: list[tuple[str, str]] = []
    start, mark = 0, ""
    for match in _CUT.finditer(text):
        if _is_inside(text, start, match):
            continue
        pieces.append((mark, text[start : match.start()]))
        start, mark = match.end(), match["mark"] or match["dash"] or match["tight"] or "-"
    return [*pieces, (mark, text[start:])]


def _is_inside(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether the separator *match* is part of a name: ``Thanh-Hà``, ``TG&VN``, an outlet with "và"."""
    joiner = match[0].strip().casefold()
    if not match["tight"] and joiner not in ("&", "và"):
        return False
    left, right = text[start : match.start()], _CUT.split(text[match.end() :], maxsplit=1)[0]
    if match["tight"] and not left.isupper() and left.rsplit(" ", 1)[-1].isupper() and right.split(" ", 1)[0].isupper():
        return True  # "Đài TT-TH huyện"
    if match["tight"]:
        return not ((_is_half(left) and (_is_half(right) or is_outlet(right))) or are_agencies(left, right))
    if (
        joiner == "&"
        and not is_collective(left)
        and (left + right).isupper()
        and "." not in left + right
        and may_be_acronym(f"{left}&{right}")
    ):
        return True
    if is_institution(left) and right.split(" ", 1)[0].casefold() not in SURNAMES:  # "Học viện Báo chí & Tuyên truyền"
        return True
    return is_outlet(text[start : match.end()] + re.split(r"[,;/|(–]", text[match.end() :], maxsplit=1)[0])


def _is_half(text: str) -> bool:
    """Return whether *text* next to a tight hyphen can be a full name: two syllables, initials, a collective."""
    words = text.split()
    if is_collective(text) or "." in text:
        return True
    return len(words) >= 2 and (len(words) < 3 or text.isupper() or all(map(is_syllable, words)))


STAFF_TITLE = re.compile(r"(p\.?v\.?|p/v|ctv|btv|phóng\s+viên)\s+", re.IGNORECASE)
PICTURE_WORKS = frozenset({"photographer", "moving", "drawn"})
_STATIONED_AT = re.compile(
    rf"\s+(?:thường\s+trú|trưởng\s+đại\s+diện|(?:gửi|viết|tường\s+thuật|đưa\s+tin)?\s*(?:từ|tại)\s(?=(?-i:[{UPPER}]))).*$",
    re.IGNORECASE,
)
SUPPLIED = re.compile(r"^(?:do\s+)?(.*?)\s*(?:cung\s+cấp|gửi(?:\s+tới|\s+đến)?|chia\s+sẻ)$", re.IGNORECASE)
_ANONYMOUS = re.compile(
    r"(?:minh\s+h[oọ]ạ?a?|tư\s+liệu|chụp\s+(?:lại|màn|từ|qua)|báo\s+chí|báo\s+nước|các\s+báo|nhiều\s+nguồn|truyền\s+thông|cắt\s+(?:ra\s+)?từ|trích\s+từ|internet|(?:(?:nguyên\s+)?bản\s+)?tiếng\s+(?:anh|pháp|nga|đức|trung|hoa|nhật|hàn|tây))\b.{0,30}",
    re.IGNORECASE,
)
_EDGES = TRIM + '“”"'
_PLATFORM = ("fb ", "facebook ", "fanpage ", "instagram ", "youtube ", "tiktok ", "twitter ", "weibo ")
NUMBERS = re.compile(r"[\d\s/.,:%-]*")


def parse_names(text: str, works: tuple[str, ...], line_credits: LineCredits, *, sure: bool) -> bool:
    """Add the people listed in *text* to *line_credits* with the roles *works*; return ``False`` if one is no person.

    *sure*: the list follows a label or a title, so it needs less evidence.
    """
    text = text.strip(TRIM)
    if text[:1] in "PpCcBb" and _parse_unnamed_reporter(text, works, line_credits):
        return True
    if _is_whole_collective(text):
        line_credits.add(text, works)
        line_credits.add_sources(outlet_of_group(text))
        return True
    bare = without_titles(text)
    if bare != text and is_outlet(text):  # "Nhà báo & Công luận"
        bare = text
    if bare != text and not sure and opens_heading(bare):  # "Độc Giả Gửi Bài"
        return False
    line_credits.titled = line_credits.titled or bare != text
    sure = sure or bare != text
    text = bare
    if sure and _parse_anonymous(text, works, line_credits):
        return True
    chunks = cut_names(text)
    if not sure and _is_route(chunks):
        return False
    mark, last = chunks[-1]
    sure = sure or (mark == "/" and is_outlet(last) and last.casefold() not in NOT_ALONE)
    # "Theo X, Y, Z và W" with many pieces is a list in a sentence, not a byline.
    if len(chunks) > 14:
        return False
    return all(_parse_chunk(mark, chunk, works, line_credits, sure) for mark, chunk in chunks)


def _parse_unnamed_reporter(text: str, works: tuple[str, ...], line_credits: LineCredits) -> bool:
    """Parse a reporter without a name: ``PV TTXVN``, ``Phóng viên TTXVN tại Cuba``."""
    man = STAFF_TITLE.match(text)
    outlet = STATIONED.split(text[man.end() :], maxsplit=1)[0] if man else ""
    if man is None or not is_outlet(outlet):
        return False
    line_credits.add(man[1], works)
    line_credits.add(outlet, ("source",))
    return True


def _is_route(chunks: list[tuple[str, str]]) -> bool:
    """Return whether the pieces are several place names: ``Anh - Pháp``, ``Thái Bình - Nam Định``."""
    if len(chunks) < 2:
        return False
    first, second = (chunk.strip(TRIM).casefold() for _, chunk in chunks[:2])
    if second not in PLACES and second not in PLACES_THAT_ARE_NAMES:
        return False
    return (" " not in first and "." not in first) or first in PLACES_THAT_ARE_NAMES


def _is_whole_collective(text: str) -> bool:
    """Return whether the name of a group covers all of *text*, including the dash before a region."""
    if not is_collective(text):
        return False
    parts = re.split(r"\s*[-–/,&]\s*", text.casefold(), maxsplit=1)
    return len(parts) == 1 or parts[1] in PLACES or parts[1] in DESKS or not is_collective(parts[0])


def outlet_of_group(text: str) -> list[str]:
    """Return the outlet at the end of the name of a group: ``Nhóm phóng viên Báo Sông Tiền`` -> ``Báo Sông Tiền``.

    A section of a newspaper ("Thể thao") is the group's desk, although a newspaper may have the same name.
    """
    words = text.split()
    if words[0].casefold() == "ban":  # "Ban Thời sự VTV" is a part of the outlet
        return []
    for start in range(2, len(words)):
        ending = " ".join(words[start:])
        if ending.casefold() in DESKS:
            return []
        if is_outlet(ending):
            return [ending]
    return []


def is_anonymous(text: str) -> bool:
    """Return whether *text* is an anonymous credit: "Internet", "minh họa", "chụp màn hình"."""
    folded = text.casefold().strip(" .:-/")
    return folded in ANONYMOUS or _ANONYMOUS.fullmatch(folded) is not None


def _parse_anonymous(text: str, works: tuple[str, ...], line_credits: LineCredits) -> bool:
    if is_anonymous(text):
        line_credits.add_sources(outlets_in(text))
        return True
    supplied = SUPPLIED.match(text.rstrip(". "))
    if not supplied:
        return False
    giver = supplied[1].strip(TRIM)
    if giver.casefold() in ANONYMOUS or giver.casefold().split(" ", 1)[0] in ("nhân", "gia"):
        return True
    if is_person(giver, sure=True) and not is_outlet(giver) and not may_be_acronym(giver) and not may_be_outlet(giver):
        line_credits.add(natural_case(giver), works)
        return True
    if not is_source(giver):
        return False
    line_credits.add(giver, ("source",))
    return True


def _parse_chunk(mark: str, chunk: str, works: tuple[str, ...], line_credits: LineCredits, sure: bool) -> bool:
    chunk = chunk.strip(_EDGES)
    behind = line_credits.has_people
    if not chunk or (behind and NUMBERS.fullmatch(chunk)):
        return not chunk or "/" in chunk or len(chunk) > 5
    folded = chunk.casefold()
    if behind and is_job_title(chunk):
        return True
    if behind and mark in ",-–" and (man := STAFF_TITLE.match(chunk)) and folded[man.end() :].startswith("báo "):
        line_credits.add_sources(outlet_of_group(chunk))  # "Lam Giang, phóng viên Báo Sông Tiền"
        return True
    if is_collective(chunk):
        line_credits.add(chunk, works)
        line_credits.add_sources(outlet_of_group(chunk))
        return True
    if behind and folded in COMPANIONS:
        return True
    picture = bool(PICTURE_WORKS.issuperset(works))
    if (sure and is_anonymous(chunk)) or (
        behind and _describes_preceding_person(chunk, folded, line_credits, picture=picture)
    ):
        return True
    if folded in PLACES or (folded in PLACES_THAT_ARE_NAMES and behind and mark in "/,"):
        return behind
    # Two capitals are initials of a writer rather than of an outlet: only a label or "Theo" marks them as an outlet.
    initials = len(chunk) == 2 and chunk.isupper() and not sure and not behind and chunk != "AP"
    if is_outlet(chunk) and not initials:
        line_credits.add(chunk, ("source",))
        return bool(line_credits.credits[1:]) or sure or folded not in NOT_ALONE
    return _parse_person(chunk, works, line_credits, sure=sure, picture=picture, behind=behind, mark=mark)


def _describes_preceding_person(chunk: str, folded: str, line_credits: LineCredits, *, picture: bool) -> bool:
    """Return whether *chunk* is a job title or location of the preceding person; record the outlet of the job."""
    if is_title(chunk) or (line_credits.titled and opens_with_job_title(chunk)):
        return True
    if (picture and not line_credits.has_pictures) or not is_affiliation(chunk):
        return False
    is_office = line_credits.titled and is_institution(chunk)  # "BS. Ngô Kim Thoa, Khoa Nhi": Khoa is a name, too
    if is_person(chunk) and not folded.startswith("từ ") and not is_office:
        return False
    line_credits.add_sources(outlets_served(chunk))
    return True


# A Mr. or Miss who is a subject of the text, not its author; "Anh Vũ" and "Cô Tô" are names.
_SPOKEN_OF = re.compile(r"(?:anh|chị|em|cô|chú|bác|cháu|bé|cậu)\s+\S+\s+(?:văn|thị)\s", re.IGNORECASE)


def _parse_person(
    chunk: str, works: tuple[str, ...], line_credits: LineCredits, *, sure: bool, picture: bool, behind: bool, mark: str
) -> bool:
    bare = without_titles(chunk)
    if bare != chunk and is_outlet(chunk):  # "Nhà báo & Công luận"
        bare = chunk
    name = _STATIONED_AT.sub("", bare) if " t" in bare else bare
    titled = bare != chunk or name != bare
    if (SPEAKERS.words_opening(chunk) and not is_outlet(chunk)) or (chunk[0] in "ACECB" and _SPOKEN_OF.match(chunk)):
        return False
    if is_institution(name) and (_is_office(name) or not is_person(name, sure=sure)):
        return _parse_institution(name, line_credits, picture=picture, behind=behind)
    if _is_outlet_here(name, line_credits, picture=picture and "drawn" not in works, behind=behind, mark=mark):
        line_credits.add(name, ("source",))
        return True
    name, outlet = (name, "") if name.istitle() else without_outlet(name)
    if is_person(name, sure=sure or titled or behind):
        line_credits.add(natural_case(name), works)
        if outlet:
            line_credits.add(outlet, ("source",))
        return True
    if behind and not JOBS.isdisjoint(chunk.casefold().split()):
        return True
    if picture and sure:
        return _parse_picture_source(name, works, line_credits)
    return False


def _is_office(name: str) -> bool:
    """Return whether the first word of an institution cannot be part of a name: that of a platform."""
    return name.casefold().startswith(_PLATFORM)


def _parse_institution(name: str, line_credits: LineCredits, *, picture: bool, behind: bool) -> bool:
    if picture and is_source(name):
        line_credits.add(name, ("source",))
        return True
    return behind and is_source(name)


def _is_outlet_here(name: str, line_credits: LineCredits, *, picture: bool, behind: bool, mark: str) -> bool:
    """Return whether an unlisted name is an outlet by its position: foreign after a name, an acronym after "/"."""
    if picture and "_" not in name and "." not in name:
        one_word = " " not in name and not (name.isupper() and len(name) < 3)
        return (one_word and (is_foreign_phrase(name) or (may_be_acronym(name) and len(name) > 2))) or (
            " " in name and _holds_organization(name)
        )
    if not behind:
        return False
    if mark == "/" and (may_be_acronym(name) or (not is_person(name, sure=True) and is_source(name))):
        return True  # "Lam Giang/Cổng TTĐT"
    foreigners = any(credit.role != "source" and is_foreign_phrase(credit.name) for credit in line_credits.credits)
    return len(name) > 2 and may_be_outlet(name) and not foreigners and not ("." in name and " " not in name)


def _holds_organization(name: str) -> bool:
    return name.isascii() and may_be_outlet(name) and not is_person(name, sure=True)


def _parse_picture_source(name: str, works: tuple[str, ...], line_credits: LineCredits) -> bool:
    words = name.split()
    if not is_source(name) or not SENTENCE_WORDS.isdisjoint(words) or len(words) > 5:
        return False
    if works != ("photographer",) and any(word[0].islower() for word in words):
        return False
    line_credits.add(name, ("source",))
    return True
