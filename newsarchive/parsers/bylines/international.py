"""Credit lines of papers in other languages: ``By Jane Doe and John Roe, Reuters`` -> credits."""

from __future__ import annotations

import re

from newsarchive.article import Credit, Role
from newsarchive.parsers.bylines.lexicon import (
    AGENCIES,
    BY,
    FOREIGN_GIVEN_NAMES,
    JOBS,
    JOINERS,
    LATIN_LABELS,
    NOT_NAMES,
    ORGANISATION_WORDS,
    OUTLETS,
    PARTICLES,
    longest_first,
)
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.person_names import UPPER, is_collective, is_syllable, natural_case

_by = "|".join(re.escape(word) for word in longest_first(BY))
# "Author", "Text" and their like open a credit only before a colon; without one they open a sentence.
_NOUNS = r"(?:auth?or\w*|aut[eo]\w+|texte?o?|testi?o?|tekst|od|yazan)"
_BY = re.compile(rf"(?:{_by})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_NOUN = re.compile(rf"{_NOUNS}\s+(?!\s*:)", re.IGNORECASE)
_BY_FIRST = frozenset(word.split(" ", 1)[0] for word in BY)
_labels = "|".join(re.escape(word) for word in longest_first(LATIN_LABELS))
_LABEL = re.compile(rf"(?P<label>{_labels})(?:\s*:\s*|\s+(?=[{UPPER}]))", re.IGNORECASE)
_INNER_LABEL = re.compile(rf"(?<=[\s.,;|(–-])(?=(?:{_labels})\s*:)", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n\r]+")
_PARTS = re.compile(r"\s*[|•·;\n\r\t]+\s*|\s+[–—-]\s+|\.\s+(?=[A-ZÀ-Þ][a-z]+(?:\s[a-z]+)?\s(?:by|von|par|por)\b)")
_joiners = "|".join(sorted(JOINERS))
_CUT = re.compile(rf"\s*[,/&+]\s*|\s+(?:{_joiners})\s+", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_EMPLOYER = re.compile(r"\s+(?:for|of|at|für|pour|para|per|voor)\s+(.+)$")
_DEGREE = re.compile(r"(?:[A-Z]\.?){2,6}|Ph\.?\s?D\.?|[JS]r\.?|Esq\.?")
_PLACE = re.compile(r"\s+(?:in|à|en|aus|from|w|i)\s+\S.*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def opens_foreign(text: str) -> bool:
    """Whether *text* opens with "By", "Von", "Par" … and goes on with words that are not Vietnamese."""
    by = _BY.match(text) if text.partition(" ")[0].partition(":")[0].casefold() in _BY_FIRST else None
    if not by or _is_sentence(text, by):
        return False
    rest = _WORD.findall(text[by.end() :])
    return bool(rest) and (by[0].casefold().strip(" :") in ("by", "von", "door") or not all(map(is_syllable, rest)))


def _is_sentence(text: str, by: re.Match[str]) -> bool:
    """Whether *text* goes on like a sentence: lower-case words that no credit holds, or a noun without its colon."""
    if ":" not in by[0] and _NOUN.match(by[0]):
        return True
    words = [word for word in _WORD.findall(text[by.end() :]) if word[0].islower()]
    plain = sum(word.casefold() not in JOINERS | PARTICLES | JOBS | AGENCIES for word in words)
    return plain > (3 if text.endswith(".") else 7)


def read_foreign(printed: str, *, hinted: bool) -> list[Credit] | None:
    """Read a credit line of another language; *hinted*: the page said which, so that a name alone is enough."""
    printed = _BLANKS.sub(" ", printed)
    parts = [part.strip(" .,:;|(-–—/") if not _ends_in_initial(part) else part.strip() for part in _cut_parts(printed)]
    parts = [part for part in parts if part]
    found: dict[tuple[str, Role], None] = {}
    opened = False
    for number, part in enumerate(parts):
        opened = _read_part(part, found, opened=opened, first=not number) or opened
        if not number and not found and not opened:
            return None
    credits = [Credit(name=name, role=role) for name, role in found]
    return credits if credits and (opened or hinted) else None


def _cut_parts(printed: str) -> list[str]:
    return [piece for part in _PARTS.split(printed) if part for piece in _INNER_LABEL.split(part)]


def _ends_in_initial(part: str) -> bool:
    return re.search(rf"(?<!\w)[{UPPER}]\.$|\b[JS]r\.$", part.rstrip()) is not None


def _read_part(part: str, found: dict[tuple[str, Role], None], *, opened: bool, first: bool) -> bool:
    """Read one part into *found*; return whether it had an opening word or a label."""
    label = _LABEL.match(part)
    by = _BY.match(part)
    by = None if by and _is_sentence(part, by) else by
    if label and (by is None or label.end() >= by.end()):
        rest = _after_by(part[label.end() :])
        role: Role = LATIN_LABELS[label["label"].casefold()]  # type: ignore[assignment]
        _read_people(rest, role, found, sure=True)
        return True
    if by:
        _read_people(part[by.end() :], "author", found, sure=True)
        return bool(found)
    _read_people(part, "author" if first else "source", found, sure=False)
    return False


def _after_by(text: str) -> str:
    by = _BY.match(text)
    return text[by.end() :] if by else text


def _read_people(text: str, role: Role, found: dict[tuple[str, Role], None], *, sure: bool) -> None:
    for bracket in _BRACKET.finditer(text):
        _note_outlet(bracket[1].strip(), found)
    text = _BRACKET.sub(" , ", text)
    people = False
    for chunk in _CUT.split(text):
        chunk = chunk.strip(" :-–—*")
        if not chunk or _note_outlet(chunk, found):
            continue
        employer = _EMPLOYER.search(chunk)
        if employer:
            _note_outlet(employer[1].strip(), found)
            chunk = chunk[: employer.start()]
        name = _PLACE.sub("", _without_job(chunk))
        if people and (_DEGREE.fullmatch(name) or (" " not in name and name.casefold() not in FOREIGN_GIVEN_NAMES)):
            continue  # a degree, a town
        if (role != "source" or sure) and is_foreign_person(name, sure=sure or people):
            found[natural_case(name), role] = None
            people = True
        elif role in ("photographer", "source") and sure and _is_company(name):
            found[name, "source"] = None
        elif not people and role == "author":
            return  # what opens like a credit and goes on without a name is a sentence


def _note_outlet(chunk: str, found: dict[tuple[str, Role], None]) -> bool:
    folded = chunk.casefold().removeprefix("the ").removeprefix("die ").removeprefix("l'")
    if folded in AGENCIES or folded in OUTLETS or is_outlet(chunk):
        found[chunk, "source"] = None
        return True
    return False


def _is_company(name: str) -> bool:
    return 0 < len(name.split()) <= 6 and name[0].isupper()


def _without_job(chunk: str) -> str:
    """Return *chunk* without the job before the name ("Staff Reporter Jane Doe") when a name is left."""
    words = chunk.split()
    last = max((number for number, word in enumerate(words) if word.casefold().strip("-.:") in JOBS), default=-1)
    return " ".join(words[last + 1 :]) if last >= 0 and len(words) - last > 2 else chunk


def is_foreign_person(name: str, *, sure: bool) -> bool:
    """Whether *name* can be a person's in a language of Latin, Cyrillic or Greek letters; one word only when *sure*."""
    words = name.split()
    alone = sure or name.casefold() in FOREIGN_GIVEN_NAMES
    if not (1 if alone else 2) <= len(words) <= 6 or len(name) > 60:
        return False
    folded = [word.casefold() for word in words]
    if is_collective(name) or not JOBS.isdisjoint(folded) or not NOT_NAMES.isdisjoint(set(folded) - PARTICLES):
        return False
    if not all(_WORD.fullmatch(word) for word in words) or not ORGANISATION_WORDS.isdisjoint(set(folded) - PARTICLES):
        return False
    capital = [word[0].isupper() for word in words]
    return all(up or low in PARTICLES for up, low in zip(capital, folded, strict=True)) and (capital[-1] or sure)
