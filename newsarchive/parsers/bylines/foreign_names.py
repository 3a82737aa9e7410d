"""Names of people in credit lines that are not Vietnamese: where a name ends, and whether words are one."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.lexicon import (
    ACRONYMS,
    AGENCIES,
    BETWEEN_SAME,
    FOREIGN_GIVEN_NAMES,
    FOREIGN_NOT_NAMES,
    IDIOMS,
    IN_HEADINGS,
    INSIDE_HEADINGS,
    JOB_NOUNS,
    JOBS,
    JOINERS,
    ORGANIZATION_WORDS,
    OUTLETS,
    PARTICLES,
)
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.person_names import UPPER, is_collective
from newsarchive.parsers.lengths import LONGEST_NAME, WORDS_OF_NAME

_DEGREE_BEHIND = re.compile(
    r"(?:Ph\.?D|M\.?D|M\.?S|M\.?A|M\.?Sc|M\.?Ed|MBA|MPH|J\.?D|RDN?|LDN?|RN|DVM|DDS|CPA|CFP|Esq)\.?,?"
)
_VERSE = re.compile(r"(?P<book>[^\W\d_]+)\s\d{1,3}(?:\s?[:.,]\s?\d{1,3}(?:\s?[-–]\s?\d{1,3})?)?")
# Words of groups, without those that headings have too: "The Book", "Public Vote".
_GROUPS = ORGANIZATION_WORDS - {"the", "of", "das", "der", "las", "les", "los", "della", "dello", "public", "free"}
_LETTERS = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
# Two words that lost the space between them: "FerryRiver"; "McReed" and "DeWitt" are names.
_GLUED = re.compile(rf"(?<!\bMc)(?<!\bMac)(?<!\b[DLV][aeiou])(?<!\bVan)(?<!\bFitz)(?<=[^\W\d_{UPPER}])[{UPPER}]")
_FAMILIES = frozenset({"bloomberg"})  # agencies that have the name of a family
_INITIAL = re.compile(r"[^\W\d_]\.")
# As Polish, Czech and German write them: "dr hab. inż. Ewa Reed", "mgr Anna Reed", "Dr. med. Anna Reed".
_DEGREES = re.compile(r"(?<![\w.])(?:(?:dr|mgr|inż|hab|prof|lic|lek|med|rer|nat|phil|jur)(?:\.\s?|\s))+(?=[A-ZÀ-ÞĄ-Ž])")
# Endings of East Slavic, Caucasian and Armenian family names; names of places have others ("Нижний Новгород").
_CYRILLIC_FAMILY = re.compile(
    r"\S+(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая|а|ой)|енко|[юу]к|чук|ич|швили|дзе|ян|ів|їв)", re.IGNORECASE
)
_CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
# "Prof. Dr. Anna Reed": titles before the given name.
_HONORIFICS = frozenset(
    {"dr", "prof", "capt", "rev", "fr", "col", "gen", "lt", "sgt", "hon", "ing", "mag", "dott", "mgr"}
)
# German joins a job to its field or to the newspaper: "Sportredakteur", "BOTE-online-Redakteurin".
_JOINED_JOB = re.compile(r"\S+(?:redakteur|korrespondent|reporter|volontär|mitarbeiter)(?:in)?", re.IGNORECASE)
# Places are named for people: "Virginia Beach", "Victoria Falls", "Jordan Valley".
_PLACES_BEHIND = frozenset(
    {"beach", "falls", "valley", "county", "island", "islands", "springs", "city", "bay", "river"}
)


def name_and_rest(chunk: str) -> tuple[str, str]:
    """Separate *chunk* into the name at its start and the job title, location or employer after the name.

    ``Mara Penhallow in Quarry Bay`` -> ``("Mara Penhallow", "in Quarry Bay")``; a job title before the name is removed.
    """
    words = chunk.split()
    # "Dan" is a given name, "dan" is Indonesian for "and".
    while len(words) > 1 and words[0].casefold() in JOINERS and words[0] != "Dan":
        words = words[1:]
    # "De Mathilde Carouge, correspondante": "De Niro" is a name, and no given name follows in it.
    if len(words) > 2 and words[0].casefold() in ("de", "di", "da") and words[1].casefold() in FOREIGN_GIVEN_NAMES:
        words = words[1:]
    words = _without_degrees(_without_job_before(words))
    end = len(words)
    for number, word in enumerate(words):
        folded = word.casefold().strip(".,-")
        if number and word[0].islower() and not _is_particle(words, number):
            end = number
            break
        if number > 1 and (folded in JOBS or (folded in ("the", "for") and number < len(words) - 1)):
            end = number
            break
    name = words[:end]
    outlet = next(
        (
            number
            for number in range(2, len(name))
            if is_listed(" ".join(name[number:])) and name[number][0].isupper() and not ends_name(name, number)
        ),
        len(name),
    )
    remainder = words[outlet if outlet < len(name) else end :]
    if _is_office_of_place(name[:outlet], remainder):
        return "", chunk
    return " ".join(name[:outlet]).rstrip(","), " ".join(remainder)


def _is_office_of_place(name: list[str], remainder: list[str]) -> bool:
    """Return whether the words name the office of a place: "Lake County" and "Health Department".

    Behind a person stand a desk ("Sports") and a newspaper, which the lexicon lists.
    """
    if not name or len(remainder) < 2 or name[-1].casefold() not in _PLACES_BEHIND:
        return False
    return remainder[-1].casefold() in ORGANIZATION_WORDS and not is_listed(" ".join(remainder))


def ends_name(words: list[str], number: int) -> bool:
    """Return whether the word at *number* is the family name in *words*: "Sun" in "Edda H. Sun".

    No name ends in an initial: "Ann R. Bloomberg" is one. Other agencies are not meant: "Edda H. AFP".
    """
    word = words[number]
    is_agency = word in ACRONYMS or word.casefold() in AGENCIES - _FAMILIES
    is_last = number == len(words) - 1 and not is_agency
    return is_last and _INITIAL.fullmatch(words[number - 1]) is not None


def _without_degrees(words: list[str]) -> list[str]:
    """Return *words* without the degrees after a full name: "Una Skaill MS". A title before it is part of the name."""
    while len(words) > 2 and not words[0].isupper() and _DEGREE_BEHIND.fullmatch(words[-1]):
        words = words[:-1]
    return words


def _is_particle(words: list[str], number: int) -> bool:
    """Return whether the lower-case word at *number* is part of a family name: another capitalized word follows."""
    following = words[number:]
    if following[0].casefold() not in PARTICLES | {"y", "e"}:
        return False
    return next((word[0].isupper() for word in following if word.casefold() not in PARTICLES), False) and not is_listed(
        " ".join(following[1:])
    )


def _without_job_before(words: list[str]) -> list[str]:
    """Return *words* without the job title before the name ("Staff Reporter Jane Doe"), which has a noun.

    A section's name ("Health Jane Doe") is left out before a given name; before another word, it may begin the name of
    an office ("Global Affairs Canada").
    """
    last = max((number for number, word in enumerate(words) if _is_job_noun(word)), default=-1)
    if last < 0 and len(words) > 2 and words[0].casefold() in JOBS and words[1].casefold() in FOREIGN_GIVEN_NAMES:
        return words[1:]
    before = words[: last + 1]
    if last < 0 or len(words) - last < 2 or (len(words) - last == 2 and not before[0][0].islower()):
        return words
    if sum(word.casefold() in JOBS or word[0].islower() or _is_job_noun(word) for word in before) * 2 < len(before):
        return words
    return words[last + 1 :]


def _is_job_noun(word: str) -> bool:
    return word.casefold().strip("-.:") in JOB_NOUNS or _JOINED_JOB.fullmatch(word) is not None


def is_listed(chunk: str) -> bool:
    """Return whether *chunk* is a listed agency or outlet, with or without an article before it."""
    folded = chunk.casefold().removeprefix("the ").removeprefix("die ").removeprefix("l'")
    return folded in AGENCIES or folded in OUTLETS or is_outlet(chunk)


def without_degrees(text: str) -> str:
    """Return *text* without academic degrees in lower case before a name."""
    return _DEGREES.sub("", text)


def is_known_person(name: str, language: str | None = None) -> bool:
    """Return whether *name* has two or more words and a known given name, or an East Slavic family name.

    The given name is the first word, on Hungarian pages the last; *language* (BCP 47) is the page's.
    """
    if not is_foreign_person(name, sure=False):
        return False
    words = name.split()
    while len(words) > 2 and words[0].casefold().rstrip(".") in _HONORIFICS:
        words = words[1:]
    if len(words) < 2 or words[-1].casefold() in _PLACES_BEHIND:
        return False
    if _CYRILLIC.search(name):
        return any(_CYRILLIC_FAMILY.fullmatch(word) for word in words)
    given = words[-1] if (language or "").startswith("hu") else words[0]
    return given.casefold() in FOREIGN_GIVEN_NAMES


def is_verse(text: str) -> bool:
    """Return whether *text* is a book, chapter and verse: "Romans 8:28".

    The number behind an agency or a given name is a time, or the name's own: "AFP 12:30", "France 24".
    """
    verse = _VERSE.fullmatch(text)
    if verse is None or verse["book"].casefold() in FOREIGN_GIVEN_NAMES:
        return False
    return not is_listed(verse["book"]) and not is_listed(text)


def is_phrase(text: str) -> bool:
    """Return whether *text*, behind a label, is words of a heading or a set phrase, which no name is.

    "They Did It", "Mayor Speaks At Vigil", "Popular Demand". A heading has a capital in "And", too, where single words
    are not known as given names ("Land And Sea"), and one word twice ("Tür zu Tür"). A word of a group ("World Bank")
    makes them a name, and so does the list of outlets ("Car And Driver").
    """
    if is_listed(text):
        return False
    letters = _LETTERS.findall(text)
    words = [word.casefold() for word in letters]
    if is_verse(text) or " ".join(words) in IDIOMS:
        return True
    if not _GROUPS.isdisjoint(words) or (len(words) == 1 and text.isupper()):
        return False  # "WHO"
    is_capital = str.isupper if text.isupper() else str.istitle
    capital = [word for word, letter in zip(words, letters, strict=True) if is_capital(letter)]
    if not IN_HEADINGS.isdisjoint(capital):
        return True
    if len(words) == 3 and not text.isupper():
        first, middle, last = words
        if first == last and middle in BETWEEN_SAME:
            return True
        is_joiner = middle in JOINERS and len(middle) > 1  # not the initial in "Wren E. Lamm"
        if is_joiner and middle in capital and FOREIGN_GIVEN_NAMES.isdisjoint((first, last)):
            return True
    return any(word.casefold() in INSIDE_HEADINGS and is_capital(word) for word in letters[1:-1])


def is_foreign_person(name: str, *, sure: bool) -> bool:
    """Return whether *name* can be a person name in Latin, Cyrillic or Greek letters; a single word only if *sure*."""
    words = name.split()
    if _GLUED.search(name) or (len(words) == 2 and words[0].islower()):  # "der Leyen" after "Von"
        return False
    alone = sure or name.casefold() in FOREIGN_GIVEN_NAMES
    if not (1 if alone else 2) <= len(words) <= WORDS_OF_NAME or len(name) > LONGEST_NAME:
        return False
    folded = [word.casefold().strip(".") for word in words]
    spelled = {low for low, word in zip(folded, words, strict=True) if not _INITIAL.fullmatch(word)}  # "Ann A. Reed"
    if is_collective(name) or not JOBS.isdisjoint(folded) or not FOREIGN_NOT_NAMES.isdisjoint(spelled - PARTICLES):
        return False
    # "Sun" is also a family name.
    plain = folded[:-1] if len(words) > 2 and folded[-1] in OUTLETS and ends_name(words, len(words) - 1) else folded
    if not all(WORD.fullmatch(word) for word in words) or not ORGANIZATION_WORDS.isdisjoint(set(plain) - PARTICLES):
        return False
    capital = [word[0].isupper() for word in words]
    return all(up or low in PARTICLES for up, low in zip(capital, folded, strict=True)) and (capital[-1] or sure)
