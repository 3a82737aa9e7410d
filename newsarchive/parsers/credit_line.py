"""A Vietnamese credit line -> credits: labels, roles, "Theo", brackets, then the people between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsarchive.article import Credit, Role
from newsarchive.parsers.byline_words import (
    COLLECTIVES,
    DESKS,
    JOBS,
    LABELS,
    NOBODY,
    PLACES,
    PLACES_THAT_ARE_NAMES,
    NOT_ALONE,
    POSTS,
    SENTENCE_WORDS,
    SPEAKERS,
    longest_first,
)
from newsarchive.parsers.names import (
    UPPER,
    is_collective,
    is_foreign_phrase,
    is_person,
    is_syllable,
    looks_well_known,
    natural_case,
    without_titles,
)
from newsarchive.parsers.outlets import (
    is_institution,
    is_outlet,
    is_source,
    may_be_acronym,
    may_be_outlet,
    outlets_in,
    source_names,
)

_AUTHOR: tuple[str, ...] = ("author",)
_PICTURE_WORKS = frozenset({"photographer", "moving"})
_TRIM = " \t-–—,;:/|•·*"

_label_words = "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in longest_first(LABELS))
_LABELS = rf"(?:{_label_words})(?:\s*(?:[,&/+–-]|và|va)\s*(?:{_label_words}))*"
_LABEL_BEFORE_COLON = re.compile(rf"(?<![\w.’'])({_LABELS})\s*:", re.IGNORECASE)
_LABELS_ONLY = re.compile(_LABELS, re.IGNORECASE)
_one_word = re.compile(rf"(?<!\w)(?:{_label_words})(?!\w)", re.IGNORECASE)
# Without a colon only the labels that are no one's name and open no sentence.
_BARE = (
    r"(?:tin|bài|bài viết)\s*(?:,|và|&|-|\+|/)\s*(?:ảnh|hình|video|clip)|ảnh(?:\s+minh\s+h[oọ]ạ?a?)?"
    r"|thực\s+hiện|biên\s+dịch|người\s+dịch|bài|photo\s+by|photos?|photographer"
)
_LABEL_WITHOUT_COLON = re.compile(rf"(?:^|[-–—/,;.)(]\s*|\s(?=[Ảả]nh\s))((?i:{_BARE}))\s+(?=[{UPPER}“\"])")
_LABEL_AT_END = re.compile(rf"(?:\s*[-–—,:]\s*|\s+(?=(?:tin|bài)\b))((?i:{_BARE}))$")
_SENTENCE_BEFORE = re.compile(r"[.!?…”\"]\s*[-–(]?\s*$|\($")

_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_THEO = re.compile(
    r"(?<!\w)(?:lược\s+theo|dẫn\s+theo|lược\s+dịch\s+theo|theo|dẫn\s+từ|dẫn\s+nguồn|nguồn)(?:\s+(?:nguồn|tin|từ))?(?=[\s:“\"])",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?<![\w.])(?:(?P<both>viết\s+và\s+tổng\s+hợp|ghi\s+và\s+tổng\s+hợp)"
    r"|(?P<author>lược\s+(?:ghi|thuật)|tường\s+thuật|ghi(?:\s+lại|\s+chép|\s+nhanh|\s+âm)?|thực\s+hiện|(?-i:viết)|trình\s+bày)"
    r"|(?P<translator>biên\s+dịch|lược\s+dịch|trích\s+dịch|phỏng\s+dịch|dịch)"
    r"|(?P<compiler>tổng\s+hợp(?:\s+và\s+biên\s+dịch)?|sưu\s+tầm|biên\s+soạn|TH|t/h|st)"
    r"|(?P<dropped>kể))(?![\w./])",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[\s:,/-]*(?:(?:từ|theo|nguồn)\s*)*(?::\s*)?", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?P<mark>[,;/&|–—•]|\+(?=\s*\w))\s*|\s+(?P<dash>-)\s*|-\s+|\s+(?:và|and|cùng)\s+|(?<=[\w.])(?P<tight>-)(?=\w)", re.IGNORECASE
)
_POSTED = re.compile(
    r"\s+(?:thường\s+trú|trưởng\s+đại\s+diện|(?:gửi|viết|tường\s+thuật|đưa\s+tin)?\s*(?:từ|tại)\s).*$", re.IGNORECASE
)
_SUPPLIED = re.compile(r"^(?:do\s+)?(.*?)\s*(?:cung\s+cấp|gửi(?:\s+tới|\s+đến)?|chia\s+sẻ)$", re.IGNORECASE)
_NOBODY = re.compile(r"(?:minh\s+h[oọ]ạ?a?|tư\s+liệu|chụp\s+(?:lại|màn|từ)|cắt\s+(?:ra\s+)?từ|trích\s+từ|internet)\b.{0,30}", re.IGNORECASE)
_NEXT_CREW = re.compile(
    r"\s+(?:make[\s-]?up|stylist|hair|trang\s+điểm|làm\s+tóc|trang\s+phục|người\s+mẫu|model)\b.*$", re.IGNORECASE
)
_NAMED_URL = re.compile(r"^(?:theo|nguồn)\s+([^:]{2,50}):\s*https?://\S+$", re.IGNORECASE)
_OPENS_NAMELESS = re.compile(r"\(?([Ảả]nh|ẢNH|[Hh]ình|[Hh]ình ảnh|[Vv]ideo|[Cc]lip)\s+")
_VIA = re.compile(r"\s+via\s+", re.IGNORECASE)
_DOTTED_INITIALS = re.compile(rf"[{UPPER}](?:\.[{UPPER}]){{1,3}}\.?")
_RELEASED = re.compile(r"\s+phát$")
_PLATFORM = ("fb ", "facebook ", "fanpage ", "instagram ", "youtube ", "tiktok ", "twitter ", "weibo ")
_NUMBERS = re.compile(r"[\d\s/.,:%-]*")


@dataclass
class Reading:
    """The credits read so far; *marked* once a label, a role or a sure outlet was among them."""

    credits: list[Credit] = field(default_factory=list)
    marked: bool = False
    titled: bool = False
    moving: list[str] = field(default_factory=list)

    def add(self, name: str, works: tuple[str, ...]) -> None:
        """Note *name* for each of *works* once."""
        for work in works:
            if work == "moving":
                self.moving.append(name)
            elif work != "dropped":
                self._note(Credit(name=name, role=_ROLES[work]))

    def _note(self, credit: Credit) -> None:
        folded = credit.name.casefold()
        if not any(known.role == credit.role and known.name.casefold() == folded for known in self.credits):
            self.credits.append(credit)

    def add_sources(self, names: list[str]) -> None:
        """Note the outlets *names*."""
        for name in names:
            self.add(name, ("source",))

    @property
    def has_people(self) -> bool:
        """Whether anyone but outlets has been read."""
        return bool(self.moving) or any(credit.role != "source" for credit in self.credits)

    def settled(self) -> list[Credit]:
        """Return the credits; clips and drawings count as pictures only when no writer stands beside them."""
        works = "contributor" if any(credit.role in ("author", "compiler", "translator") for credit in self.credits) else "photographer"
        for name in self.moving:
            if works == "photographer" or not any(credit.name == name for credit in self.credits):
                self.add(name, (works,))
        return self.credits


_ROLES: dict[str, Role] = {
    "author": "author",
    "photographer": "photographer",
    "translator": "translator",
    "compiler": "compiler",
    "editor": "editor",
    "contributor": "contributor",
    "source": "source",
}


def read_line(line: str, reading: Reading) -> bool:
    """Read one printed *line* into *reading*; ``False`` when it is no credit."""
    named = _NAMED_URL.match(line)
    if named:
        reading.marked = True
        reading.add_sources([named[1].strip()])
        return True
    nameless = _OPENS_NAMELESS.match(line)
    if nameless and (_is_nobody(line[nameless.end() :].rstrip(")")) or _SUPPLIED.match(line[nameless.end() :].rstrip(") ."))):
        line = f"{nameless[1]}: {line[nameless.end() :].rstrip(') .')}"
    pieces = _labelled(line)
    if pieces[0][0] is None and len(pieces) > 1:
        return _read_after_text(pieces, reading)
    return all(_read_piece(works, text, reading) for works, text, _ in pieces)


_Piece = tuple[tuple[str, ...] | None, str, bool]


def _read_after_text(pieces: list[_Piece], reading: Reading) -> bool:
    """Read what stands before the first label as people, or pass over it when it is a caption's sentence."""
    first = Reading()
    if pieces[0][1].strip(_TRIM + "().") and not _read_piece(None, pieces[0][1], first):
        caption = _SENTENCE_BEFORE.search(pieces[0][1]) and _PICTURE_WORKS.union({"source"}).issuperset(pieces[1][0] or ())
        if not caption or pieces[0][1].rstrip("( ")[-1:] in ("!", "?"):
            return False
    else:
        reading.credits.extend(first.credits)
    reading.marked = reading.marked or first.marked
    return all(_read_piece(works, text, reading) for works, text, _ in pieces[1:])


def _labelled(line: str) -> list[_Piece]:
    """Cut *line* at its labels -> (works or ``None`` before the first label, text, has a colon)."""
    found = list(_LABEL_BEFORE_COLON.finditer(line)) if ":" in line else []
    if not found or found[0].start():
        found = [*_LABEL_WITHOUT_COLON.finditer(line, 0, found[0].start() if found else len(line)), *found]
    pieces: list[_Piece] = []
    start, works = 0, None
    for match in found:
        if match.start() < start:
            continue
        at = _label_start(line, match)
        if at > 0 or start > 0:
            pieces.append((works, line[start:at], True))
        works, start = _works(line[at : match.end(1)]), match.end()
    pieces.append((works, line[start:], True))
    return pieces


def _label_start(line: str, match: re.Match[str]) -> int:
    """Return where the label begins; in ``Name ghi - Ảnh:`` the work "ghi" belongs to the name before it."""
    at = match.start(1)
    work = _WORK.match(match[1])
    if work and work.end() < len(match[1]) and line[:at].rstrip()[-1:].isalnum():
        following = _one_word.search(match[1], work.end())
        return at + following.start() if following else at
    return at


def _works(label: str) -> tuple[str, ...]:
    whole = " ".join(label.casefold().split())
    if whole in LABELS:
        return (LABELS[whole],)
    works = [LABELS.get(" ".join(word.casefold().split()), "photographer") for word in _one_word.findall(label)]
    if "author" in works:
        works = [work for work in works if work in ("author", "photographer", "translator", "compiler")]
    return tuple(dict.fromkeys(works)) or ("photographer",)


def _read_piece(works: tuple[str, ...] | None, text: str, reading: Reading) -> bool:
    text = _without_stray_brackets(text).strip(_TRIM)
    if works is None:
        return not text or read_people(text, _AUTHOR, reading)
    reading.marked = True
    if "dropped" in works:
        reading.marked = reading.has_people
        return True
    if "source" in works:
        return _read_sources(text, reading, persons=True)
    return read_people(_RELEASED.sub("", _NEXT_CREW.sub("", text)).strip(_TRIM), works, reading, sure=True)


def _without_stray_brackets(text: str) -> str:
    text = text.strip()
    for opening, closing in ("()", "[]"):
        if text.count(opening) < text.count(closing):
            text = text.replace(closing, " ", 1) if text.rstrip(".").endswith(closing) is False else text.rstrip(". ").removesuffix(closing)
        elif text.count(opening) > text.count(closing):
            at = text.rfind(opening)
            text = text[:at] + " " + text[at + 1 :]
    return text.strip()


def read_people(text: str, works: tuple[str, ...], reading: Reading, *, sure: bool = False, beside: bool = False) -> bool:
    """Read *text* without labels: brackets, "Theo", roles, then names. *beside*: an outlet stands in a bracket behind."""
    bracket = _BRACKET.search(text)
    if bracket:
        return _read_bracket(text, bracket, works, reading, sure=sure)
    text = text.strip(_TRIM)
    if not text:
        return True
    theo = _THEO.search(text)
    if theo:
        return _read_theo(text, theo, works, reading, sure=sure, beside=beside)
    via = _VIA.search(text)
    if via:
        before = text[: via.start()]
        people = is_person(before) and read_people(before, works, reading)
        return _read_sources(text[via.end() :] if people else text, reading, persons=False)
    work = _WORK.search(text)
    if work:
        return _read_work(text, work, works, reading)
    at_end = _LABEL_AT_END.search(text) if not sure else None
    if at_end:
        reading.marked = True
        return _read_names(text[: at_end.start()], _works(at_end[1]), reading, sure=True)
    return _read_names(text, works, reading, sure=sure)


def _read_bracket(text: str, bracket: re.Match[str], works: tuple[str, ...], reading: Reading, *, sure: bool) -> bool:
    before, inside, after = text[: bracket.start()].strip(_TRIM), bracket[1].strip(_TRIM), text[bracket.end() :]
    noted = Reading()
    role = _bracket_meaning(inside, noted)
    if role is None:
        return False
    if before and not read_people(before, role or works, reading, sure=sure or bool(role), beside=bool(noted.credits)):
        return False
    reading.marked = reading.marked or noted.marked
    for credit in noted.credits:
        reading.add(credit.name, (credit.role,))
    after = after.strip(_TRIM)
    return not after.strip(". ") or read_people(after, role if role and after else works, reading, sure=sure)


def _bracket_meaning(inside: str, noted: Reading) -> tuple[str, ...] | None:
    """Return the works a bracket gives to the names before it, ``()`` for none; ``None`` when it fits no credit."""
    if not inside or _NUMBERS.fullmatch(inside) or inside.casefold() in NOBODY - {"tổng hợp", "sưu tầm", "st"}:
        return ()
    work = _WORK.match(inside)
    if work:
        return _bracket_work(inside, work, noted)
    if _LABEL_BEFORE_COLON.match(inside):
        return () if read_line(inside, noted) else None
    label = _LABELS_ONLY.fullmatch(inside)
    if label:
        noted.marked = True
        return _works(inside)
    theo = _THEO.match(inside)
    if theo:
        noted.marked = True
        return () if _read_sources(inside[theo.end() :], noted, persons=False) else None
    return _bracket_aside(inside, noted)


def _bracket_work(inside: str, work: re.Match[str], noted: Reading) -> tuple[str, ...] | None:
    noted.marked = True
    rest = _FROM.sub("", inside[work.end() :])
    more = _WORK.match(re.sub(r"^(?:và|,|&|-|/)\s*", "", rest))
    if more and more.end() >= len(re.sub(r"^(?:và|,|&|-|/)\s*", "", rest)):
        return tuple(dict.fromkeys((*_works_of(work), *_works_of(more))))
    if rest and not _read_sources(rest, noted, persons=False):
        noted.credits.clear()
        if not _is_aside(rest):
            return None
    return _works_of(work)


def _bracket_aside(inside: str, noted: Reading) -> tuple[str, ...] | None:
    if _DOTTED_INITIALS.fullmatch(inside):
        noted.add(inside, _AUTHOR)
        return ()
    if inside.casefold() in PLACES or inside.casefold() in PLACES_THAT_ARE_NAMES:
        return ()
    if _is_aside(inside):
        noted.add_sources(outlets_in(inside))
        return ()
    if is_person(inside) and not is_outlet(inside) and not may_be_acronym(inside) and not is_foreign_phrase(inside):
        return () if looks_well_known(inside) else None
    names = source_names(inside)
    if names is None or not all(is_outlet(name) or _is_outlet_like(name) for name in names):
        return None
    noted.marked = True
    noted.add_sources(names)
    return ()


def _is_outlet_like(name: str) -> bool:
    return may_be_outlet(name) or may_be_acronym(name) or (len(name.split()) <= 4 and name.istitle())


def _is_aside(text: str) -> bool:
    """Whether *text* is where a writer sits or belongs to: ``từ Paris``, ``Viện Hán Nôm``, ``PV tại Nga``."""
    folded = text.casefold()
    if folded.startswith(("từ ", "tại ", "ở ", "đến từ ", "gửi từ ", "quận ", "phường ", "tp ", "tp.", "q.", "p/v ", "pv ", "phóng viên ")):
        return len(folded.split()) <= 8
    return folded in PLACES or (is_institution(text) and is_source(text) and not is_outlet(text))


def _works_of(work: re.Match[str]) -> tuple[str, ...]:
    kind = work.lastgroup or "author"
    return ("author", "compiler") if kind == "both" else (kind,)


def _read_theo(text: str, theo: re.Match[str], works: tuple[str, ...], reading: Reading, *, sure: bool, beside: bool) -> bool:
    before, after = text[: theo.start()].strip(_TRIM), text[theo.end() :].strip(_TRIM)
    if not after or (before and not read_people(before, works, reading, sure=sure)):
        return False
    reading.marked = reading.marked or _is_nobody(after)
    return _read_sources(after, reading, persons=not before, beside=beside, strict=True)


def _read_sources(text: str, reading: Reading, *, persons: bool, beside: bool = False, strict: bool = False) -> bool:
    """Read outlets; with *persons*, names beside an outlet (``Theo Name/Outlet``) are writers."""
    bracket = _BRACKET.search(text)
    if bracket:
        noted = Reading()
        if _bracket_meaning(bracket[1].strip(_TRIM), noted) is None:
            return False
        before = text[: bracket.start()].strip(_TRIM)
        if before and not _read_sources(before, reading, persons=persons, beside=bool(noted.credits), strict=strict):
            return False
        reading.add_sources([credit.name for credit in noted.credits])
        return not text[bracket.end() :].strip(_TRIM + ".")
    text = text.strip(_TRIM + " ").rstrip(".") if not is_outlet(text) else text
    if not text or _is_nobody(text):
        return True
    work = _WORK.search(text)
    if work and work.end() == len(text):
        text = text[: work.start()].strip(_TRIM)
    text = _with_cut_outlet(text) if persons else text
    names = source_names(text)
    if not names:
        return names is not None and not strict
    outlets = [is_outlet(name) for name in names]
    sure_outlet = beside or any(outlets)
    for name, known in zip(names, outlets, strict=True):
        if persons and not known and _is_writer_beside(name, sure_outlet):
            reading.add(natural_case(name), _AUTHOR)
        elif not _is_nobody(name):
            reading.add(name, ("source",))
    reading.marked = reading.marked or (bool(names) and all(outlets))
    return True


def _with_cut_outlet(text: str) -> str:
    """Part a name from the outlet printed behind it without a sign: ``Theo Name Outlet``."""
    words = text.split()
    if is_outlet(text) or len(words) < 3:
        return text
    for count in range(min(5, len(words) - 1), 0, -1):
        tail = " ".join(words[-count:])
        if is_outlet(tail) and is_person(words[-count - 1], sure=True):
            return f"{' '.join(words[:-count])} / {tail}"
    return text


def _is_writer_beside(name: str, outlet: bool) -> bool:
    if not is_person(name, sure=outlet) or may_be_acronym(name) or may_be_outlet(name):
        return False
    return outlet or (len(name.split()) > 1 and looks_well_known(name))


def _read_work(text: str, work: re.Match[str], works: tuple[str, ...], reading: Reading) -> bool:
    """Read ``Name thực hiện``, ``Name tổng hợp từ Outlet``, ``X kể, Name ghi``."""
    before, after = text[: work.start()].strip(_TRIM), text[work.end() :]
    roles = _works_of(work)
    if not before:
        return _read_bare_work(after, roles, reading)
    if roles == ("dropped",):
        return bool(after.strip(_TRIM)) and read_people(after.strip(_TRIM), works, reading, sure=True)
    if not _read_names(before, roles, reading, sure=True):
        return False
    reading.marked = True
    rest = _FROM.sub("", after).strip(_TRIM)
    if not rest:
        return True
    more = _WORK.fullmatch(rest.removeprefix("và ").strip())
    if more:
        return _read_names(before, _works_of(more), reading, sure=True)
    if roles == _AUTHOR:
        return _is_aside(rest) or read_people(rest, works, reading)
    return _read_sources(rest, reading, persons=False)


def _read_bare_work(after: str, roles: tuple[str, ...], reading: Reading) -> bool:
    rest = after.strip(_TRIM)
    if not rest:  # "(tổng hợp)": a credit that names nobody
        reading.marked = True
        return roles != ("dropped",)
    opening = _FROM.match(rest)
    if opening and opening.end() and roles != _AUTHOR:
        reading.marked = True
        return _read_sources(rest[opening.end() :], reading, persons=False)
    if not rest[:1].isupper():
        return False
    return read_people(rest, roles, reading, sure=True)


def _read_names(text: str, works: tuple[str, ...], reading: Reading, *, sure: bool) -> bool:
    text = text.strip(_TRIM)
    if _is_whole_collective(text):
        reading.add(text, works)
        return True
    bare = without_titles(text)
    reading.titled = reading.titled or bare != text
    sure = sure or bare != text
    text = bare
    if sure and _read_nobody(text, works, reading):
        return True
    chunks = _cut_names(text)
    # "Theo X, Y, Z và W" of many pieces is a list in a sentence, not a byline.
    if len(chunks) > 14:
        return False
    return all(_read_chunk(mark, chunk, works, reading, sure) for mark, chunk in chunks)


def _is_whole_collective(text: str) -> bool:
    """Whether a group's name runs over the whole *text*, dashes of a region included."""
    if not is_collective(text):
        return False
    parts = re.split(r"\s*[-–/,&]\s*", text.casefold(), maxsplit=1)
    return len(parts) == 1 or parts[1] in PLACES or parts[1] in DESKS or not is_collective(parts[0])


def _is_nobody(text: str) -> bool:
    folded = text.casefold().strip(" .:-/")
    return folded in NOBODY or _NOBODY.fullmatch(folded) is not None


def _read_nobody(text: str, works: tuple[str, ...], reading: Reading) -> bool:
    if _is_nobody(text):
        return True
    supplied = _SUPPLIED.match(text.rstrip(". "))
    if not supplied:
        return False
    giver = supplied[1].strip(_TRIM)
    if giver.casefold() in NOBODY or giver.casefold().split(" ", 1)[0] in ("nhân", "gia"):
        return True
    if is_person(giver, sure=True) and not is_outlet(giver) and not may_be_acronym(giver) and not may_be_outlet(giver):
        reading.add(natural_case(giver), works)
        return True
    if not is_source(giver):
        return False
    reading.add(giver, ("source",))
    return True


def _cut_names(text: str) -> list[tuple[str, str]]:
    """Cut *text* between people -> (the sign before, piece)."""
    if is_outlet(text):
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
    """Whether the sign *match* belongs to one name: ``Thanh-Hà``, ``TG&VN``, an outlet with "và"."""
    joiner = match[0].strip().casefold()
    if not match["tight"] and joiner not in ("&", "và"):
        return False
    left, right = text[start : match.start()], _CUT.split(text[match.end() :], maxsplit=1)[0]
    if match["tight"]:
        return not (_is_half(left) and (_is_half(right) or is_outlet(right)))
    if left.isupper() and right.isupper() and "." not in left + right and may_be_acronym(f"{left}&{right}"):
        return True
    return is_outlet(text[start : match.end()] + re.split(r"[,;/|(–]", text[match.end() :], maxsplit=1)[0])


def _is_half(text: str) -> bool:
    """Whether *text* beside a tight hyphen can be a name of its own: two syllables, initials, a collective."""
    words = text.split()
    if is_collective(text) or "." in text:
        return True
    return len(words) >= 2 and (len(words) < 3 or text.isupper() or all(map(is_syllable, words)))


def _read_chunk(mark: str, chunk: str, works: tuple[str, ...], reading: Reading, sure: bool) -> bool:
    chunk = chunk.strip(_TRIM + "“”\"")
    if not chunk or (_NUMBERS.fullmatch(chunk) and reading.has_people):
        return not chunk or "/" in chunk or len(chunk) > 5
    folded = chunk.casefold()
    if is_collective(chunk) or folded in COLLECTIVES:
        reading.add(chunk, works)
        return True
    picture = bool(_PICTURE_WORKS.issuperset(works))
    behind = reading.has_people
    if folded in PLACES or (folded in PLACES_THAT_ARE_NAMES and behind and mark in "/,"):
        return behind
    if is_outlet(chunk):
        reading.add(chunk, ("source",))
        return behind or sure or folded not in NOT_ALONE
    return _read_person(chunk, works, reading, sure=sure, picture=picture, behind=behind, mark=mark)


def _read_person(
    chunk: str, works: tuple[str, ...], reading: Reading, *, sure: bool, picture: bool, behind: bool, mark: str
) -> bool:
    bare = without_titles(chunk)
    name = _POSTED.sub("", bare) if " t" in bare else bare
    titled = bare != chunk or name != bare
    if SPEAKERS.words_opening(chunk) and not is_outlet(chunk):
        return False
    if is_institution(name) and (_is_office(name) or not is_person(name, sure=sure)):
        return _read_institution(name, reading, picture=picture, behind=behind)
    if _is_outlet_here(name, reading, picture=picture, behind=behind, mark=mark):
        reading.add(name, ("source",))
        return True
    if is_person(name, sure=sure or titled or behind):
        reading.add(natural_case(name), works)
        return True
    if behind and (not JOBS.isdisjoint(chunk.casefold().split()) or (titled_post(chunk) and is_source(chunk) and reading.titled)):
        return True
    if picture and sure:
        return _read_picture_source(name, works, reading)
    return False


def _is_office(name: str) -> bool:
    """Whether an institution's first word is no part of a name: an acronym or a platform."""
    first = name.split(" ", 1)[0]
    return name.casefold().startswith(_PLATFORM) or (len(first) > 1 and first.isupper() and not name.isupper())


def titled_post(text: str) -> bool:
    """Whether *text* opens like a post or a former post: ``nguyên Vụ trưởng …``."""
    return POSTS.words_opening(text) > 0


def _read_institution(name: str, reading: Reading, *, picture: bool, behind: bool) -> bool:
    if picture and is_source(name):
        reading.add(name, ("source",))
        return True
    return behind and is_source(name)


def _is_outlet_here(name: str, reading: Reading, *, picture: bool, behind: bool, mark: str) -> bool:
    """Whether a name that is no listed outlet is one by its place: foreign word behind a Vietnamese name, acronym behind "/"."""
    if picture and "_" not in name and "." not in name:
        one_word = " " not in name
        return (one_word and (is_foreign_phrase(name) or (may_be_acronym(name) and len(name) > 2))) or (not one_word and _holds_organisation(name))
    if not behind:
        return False
    if mark == "/" and may_be_acronym(name):
        return True
    foreigners = any(credit.role != "source" and is_foreign_phrase(credit.name) for credit in reading.credits)
    return len(name) > 2 and may_be_outlet(name) and not foreigners and not ("." in name and " " not in name)


def _holds_organisation(name: str) -> bool:
    return name.isascii() and may_be_outlet(name) and not is_person(name, sure=True)


def _read_picture_source(name: str, works: tuple[str, ...], reading: Reading) -> bool:
    words = name.split()
    if _is_nobody(name):
        return True
    if not is_source(name) or not SENTENCE_WORDS.isdisjoint(words) or len(words) > 5:
        return False
    if "moving" in works and any(word[0].islower() for word in words):
        return False
    reading.add(name, ("source",))
    return True
