"""Parse credit lines in languages other than Vietnamese: ``By Jane Doe and John Roe, Reuters``.

The parser splits a line at its labels ("Text: …", "Photos by …", "Von …") and each piece into people, and removes the
job title, location, employer and time next to each name. `cjk` parses lines in Chinese, Japanese and Korean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from newsarchive.article import Credit, Role
from newsarchive.parsers.bylines.cjk import is_cjk, parse_cjk
from newsarchive.parsers.bylines.foreign_names import (
    WORD,
    ends_name,
    is_foreign_person,
    is_known_person,
    is_listed,
    is_phrase,
    is_verse,
    name_and_rest,
    without_degrees,
)
from newsarchive.parsers.bylines.labels import lowered
from newsarchive.parsers.bylines.lexicon import (
    AGENCIES,
    ARTICLES,
    BEFORE_AFFILIATIONS,
    CLAUSE_WORDS,
    FOREIGN_GIVEN_NAMES,
    FOREIGN_LABELS,
    JOBS,
    JOINERS,
    ORGANIZATION_WORDS,
    PARTICLES,
    PHOTO_AGENCIES,
    PREPOSITIONS,
    PREPOSITIONS_OF_NOUNS,
    REPORTS_FROM,
    STAMP_WORDS,
    TOWNS,
    WITHOUT_MARKS,
    any_phrase,
)
from newsarchive.parsers.bylines.person_names import UPPER, is_syllable, natural_case
from newsarchive.parsers.lengths import WORDS_OF_NAME
from newsarchive.parsers.lexicons.dates import MONTHS

_noun = any_phrase(FOREIGN_LABELS)
_nouns = rf"(?:{_noun})(?:\s?(?:[,&/+]|\b(?:and|und|et|e|y|og|och|en|i)\b)\s?(?:{_noun}))?"
_article = rf"(?:(?:{'|'.join(sorted(ARTICLES))})\s)?"
# "Translated from the French by", "Traduit de l'anglais par".
_origin = r"(?:\s(?:from|aus|de|du|dal|del|z)\s\w{1,3}[\s'’]?\w+)?"
_behind = "|".join(sorted(PREPOSITIONS_OF_NOUNS))
_before = "|".join(sorted(PREPOSITIONS))
# The pattern is for lower-case text. A label follows the beginning of the line, punctuation or a space. A noun needs a
# colon or a preposition; a preposition without a noun has to begin the line.
_LABEL = re.compile(
    rf"(?<![\w'’-]){_article}(?P<nouns>{_nouns})\.?{_origin}\s?(?::|\s(?:{_behind})\b:?)\s?"
    rf"|(?<![\w'’-])(?P<name_behind>as told to)\s"
    rf"|(?<![\w'’-])(?P<helped>(?:with )?(?:additional )?contributions? from)\s"
    rf"|^(?P<preposition>{_before})(?:\s?:\s?|\s)"
    rf"|(?<=\s)(?P<behind_time>{_before})\s"
)
_LABEL_SIGNS = PREPOSITIONS | PREPOSITIONS_OF_NOUNS | {"told"}
_LETTERS, _LETTERS_ONLY = re.compile(r"\w+"), re.compile(r"[^\W\d_]+")
# A noun that a name may follow without a colon or preposition: "Photo Jane Doe", "oprac. JW".
_BARE = re.compile(
    r"(?:auth?or(?:in)?|textes?|texto|testo|tekst|signé|photos?|fotos?|foto|oprac\.|fot\.|opracowała?|rozmawiała?|napisała?|napsala?|zapsala?"
    r"|připravila?|spracovala?|laporan|γράφει [ηο]|es berichtet|das (?:gespräch|interview) führten?"
    rf"|записала?|подготовил[аи]?|беседовала?|підготува(?:в|ла))\s(?=[{UPPER}]\S*\s[{UPPER}]|[{UPPER}]{{2,3}}$)",
    re.IGNORECASE,
)
# Behind the writers, without a colon: "Jane Doe, fot. Jan Lis"; elsewhere, such a line may be a portrait's caption.
_PICTURES = re.compile(
    rf"(?<=\w)\s?[,;/|–-]\s?(?i:photos?|fot(?:os?|o's)?|zdjęcia|bild(?:er)?|фото)\.?\s(?=[{UPPER}]\S*\s[{UPPER}])(\w+)"
)
# "From Nora Tellick in Ashcombe", as British newspapers sign: without the place, as often the name of an agency.
_FROM_REPORTER = re.compile(rf"(?i:from)\s(?=[{UPPER}]\S*\w\s(?:[{UPPER}]\S*\s){{1,2}}in\s[{UPPER}])")
# Under a map or a chart: "By Ann Reed | Satellite imagery by Skyline".
_OF_GRAPHIC = re.compile(r"\bsatellite (?:imagery|images?)\b", re.IGNORECASE)
_JOIN_NOUNS = re.compile(r"\s?(?:[,&/+]|\b(?:and|und|et|e|y|og|och|en|i)\b)\s?")
_BRACKETED = re.compile(r"^[(\[]([^()\[\]]*)[)\]]\.?$")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CUT = re.compile(rf"\s?[,;/|&+•·]\s?|\s[–—-]\s|\n|\s(?:{'|'.join(sorted(JOINERS))})\s", re.IGNORECASE)
# "Story by X. Photos by Y", "Words: X. Y": a full stop that ends a sentence, not an initial.
_STOP = re.compile(r"(?<=[^\W\d_]{2})\.(?=\s|$)(?<!\bDr\.)(?<!\b[JSDM]r\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bProf\.)")
_DEGREE = re.compile(r"(?:[A-Z]\.?){2,6}|Ph\.?\s?D\.?|[JS]r\.?|Esq\.?|M\.?Sc\.?|RDN?")
# The name and the date in one element: "Ann Reed20 Nov 2026".
_GLUED_DAY = re.compile(r"(?<=[^\W\d_]{2})(?=\d{1,2}(?:[./-]\d|\s[^\W\d_]))")
_HOLDS_DIGIT = re.compile(r"\d")
_LONGEST_LINE = 300  # characters; a longer line is a paragraph; the longest known credits are lists of some ten names
_MOST_PLAIN_WORDS = 6  # lower-case words that no credit has; job titles and places have a few
_FEWEST_IN_CLAUSE = 2  # lower-case words that no credit has: a subject and a verb
_STAMP_WORDS = STAMP_WORDS.union(MONTHS)
# Behind the writers, without a sign between them: "Written by Mara Penhallow Medically reviewed by Tom Esk".
_CHECKED = re.compile(
    r"(?<=\w)\W*\s(?:(?:medically|clinically|scientifically|legally|expert|peer)[ -])?"
    r"(?:reviewed|(?:fact[ -])?checked|verified|approved) by\b.*",
    re.I,
)
_INVITATION = re.compile(r"\b(?:leave a (?:comment|reply)|no comments)\b.*", re.I | re.S)
_FOLLOW = re.compile(r"(\S\s\S+)\sfollow\s?$", re.I)  # behind two words; "Ann Follow" is a name
# Words of dates that are also parts of sentences.
_IN_STAMPS = frozenset(
    {"em", "as", "a", "de", "h", "at", "um", "uhr", "le", "alle", "ore", "kl", "o", "r", "g", "data"}
)
_IN_CREDITS = JOINERS | PARTICLES | JOBS | AGENCIES
_DASHES = frozenset("-–—")
_MARKS = " \t:-–—*|,;/•·."


def opens_foreign(text: str) -> bool:
    """Return whether *text* begins with "By", "Von", "Par" … and continues with words that are not Vietnamese."""
    label = _LABEL.match(lowered(text))
    if not label or (label["preposition"] is None and _names_vietnamese_label(label)):
        return False
    following = WORD.findall(text[label.end() :])
    if not following or not parse_foreign(text, hinted=False):
        return False
    sure = (label["preposition"] or "") in ("by", "von", "door") or " " in label[0].strip(" :")
    return sure or not all(map(is_syllable, following))


def _names_vietnamese_label(label: re.Match[str]) -> bool:
    """Return whether the Vietnamese lexicon also has the label ("text:", "photo:"); its grammar parses it better."""
    return ":" in label[0] and not set(label[0].split()) & PREPOSITIONS


def parse_foreign(displayed: str, *, hinted: bool, language: str | None = None) -> Sequence[Credit] | None:
    """Parse a credit line; *hinted*: the line is in a byline position, where a bare name is enough.

    Return ``None`` if the line is a sentence, a heading or a button, and an empty sequence for a credit without names.
    """
    return _parse_line(displayed, hinted, language) if len(displayed) <= _LONGEST_LINE else None


@lru_cache(maxsize=1024)  # thousands of articles of an outlet have the same few credit lines
def _parse_line(displayed: str, hinted: bool, language: str | None) -> Sequence[Credit] | None:
    if _OF_GRAPHIC.search(displayed):
        return None
    if is_cjk(displayed):
        return parse_cjk(displayed, hinted=hinted, language=language)
    if (not hinted and _opens_clause(displayed)) or _names_verse(displayed):
        return None
    found = _Credits()
    line = _CHECKED.sub("", _BRACKETED.sub(r"\1", " ".join(displayed.replace("\n", " | ").split())))
    pieces = _labeled(line, hinted=hinted)
    if not hinted and all(role_names is None for role_names, _ in pieces):
        return None
    for role_names, text in pieces:
        for step, part in enumerate(_sentences(without_degrees(text))):
            # In a further sentence, one word is as often a link as a name: "… by Jane Doe. — Accessibility".
            if step and " " not in part.strip(_MARKS):
                continue
            if not _parse_people(part, role_names, found, hinted=hinted):
                return None
    if not found.credits or not (found.labeled or hinted):
        return None
    took_picture = any(role == "source" and name.casefold() in PHOTO_AGENCIES for name, role in found.credits)
    return tuple(
        Credit(name=name, role="photographer" if took_picture and role == "author" else role)
        for name, role in found.credits
    )


def _opens_clause(text: str) -> bool:
    """Return whether *text* is a sentence that opens with a day or place: "By Tet, the river is high.".

    A name of one word has at most an office behind it: "By Ansgar, staff writer."
    """
    words = text.split()
    if len(words) < _FEWEST_IN_CLAUSE + 2 or not text.endswith(".") or words[0].casefold() not in PREPOSITIONS:
        return False
    name = words[1].removesuffix(",").casefold()
    if not words[1].endswith(",") or name in FOREIGN_GIVEN_NAMES or is_listed(name):
        return False
    plain = [word for word in WORD.findall(" ".join(words[2:]).removesuffix(".")) if word[0].islower()]
    return sum(word not in _IN_CREDITS for word in plain) >= _FEWEST_IN_CLAUSE


def _names_verse(text: str) -> bool:
    """Return whether *text* is a noun with a colon and a verse: "Text: Romans 8:28", not "Photo: Hill 12:30"."""
    label, _, behind = text.partition(":")
    return FOREIGN_LABELS.get(label.strip().casefold()) == "author" and is_verse(behind.strip())


def _sentences(text: str) -> list[str]:
    """Split *text* at full stops; one word before a stop is an abbreviation ("Rev.")."""
    parts: list[str] = []
    for part in _STOP.split(text):
        if parts and " " not in parts[-1].strip():
            parts[-1] = f"{parts[-1].strip()}. {part.strip()}"
        else:
            parts.append(part)
    return parts


class _Credits:
    """The credits found so far, without duplicates, and whether a label was found."""

    def __init__(self) -> None:
        self.credits: dict[tuple[str, Role], None] = {}
        self.labeled = False

    def add(self, name: str, roles: tuple[Role, ...]) -> None:
        for role in roles:
            self.credits[name, role] = None

    def make_photographer(self, name: str) -> None:
        if self.credits.pop((name, "author"), True) is None:
            self.credits[name, "photographer"] = None

    @property
    def has_people(self) -> bool:
        return any(role != "source" for _, role in self.credits)


def _labeled(line: str, *, hinted: bool) -> list[tuple[tuple[Role, ...] | None, str]]:
    """Split *line* at its labels into pairs of roles (``None`` before the first label) and text."""
    pieces: list[tuple[tuple[Role, ...] | None, str]] = []
    start, roles = 0, None
    low = lowered(line)
    reported = _reported_from(line)
    if reported:
        return [(("author",), reported)]
    for label in _LABEL.finditer(low) if _may_have_label(low) else ():
        if label.start() < start or (label["behind_time"] and not _is_stamp(line[start : label.start()])):
            continue
        if not (label["behind_time"] and roles is None and _is_only_stamp(line[start : label.start()])):
            pieces.append((roles, line[start : label.start()]))
        roles, start = _roles(label), label.end()
    bare = _BARE.match(line) if not start else None
    if not start and hinted and (sent := _FROM_REPORTER.match(line)):
        roles, start = ("author",), sent.end()
    if bare:
        roles, start = _roles_of(bare[0].strip(" .").lower()), bare.end()
    pictures = _PICTURES.search(line, start) if hinted or roles == ("author",) else None
    if pictures and pictures[1].casefold() not in JOBS:
        pieces.append((roles, line[start : pictures.start()]))
        roles, start = ("photographer",), pictures.start(1)
    return [piece for piece in [*pieces, (roles, line[start:])] if piece[1].strip(_MARKS) or piece[0]]


def _may_have_label(low: str) -> bool:
    """Return whether *low* has a sign without which nothing matches _LABEL: 30 times as fast, and mostly false."""
    return ":" in low or not _LABEL_SIGNS.isdisjoint(_LETTERS.findall(low))


def _reported_from(line: str) -> str:
    """Return the reporter's name in ``Aus Berlin berichtet Jana Müller``, else an empty string."""
    openings, verbs = REPORTS_FROM
    words = line.split()
    if len(words) < 4 or words[0].lower() not in openings:
        return ""
    # "Aus Kaltenried von Jana Müller": only with "aus", because "in der Nähe von Berlin" is a place.
    # "Aus dem Englischen von" names a translator.
    marks = verbs | {"von"} if words[0].lower() == "aus" and words[1][0].isupper() else verbs
    at = next((number for number, word in enumerate(words[:5]) if word in marks), 0)
    return " ".join(words[at + 1 :]) if at else ""


def _roles(label: re.Match[str]) -> tuple[Role, ...]:
    if label["helped"]:
        return ("contributor",)
    return _roles_of(label["nouns"]) if label["nouns"] else ("author",)


def _roles_of(nouns: str) -> tuple[Role, ...]:
    names = [nouns] if nouns in FOREIGN_LABELS else _JOIN_NOUNS.split(nouns)
    return tuple(dict.fromkeys(cast(Role, FOREIGN_LABELS[noun]) for noun in names if noun in FOREIGN_LABELS))


def _is_stamp(text: str) -> bool:
    """Return whether *text* is only a time: a day in digits and words of dates."""
    return _HOLDS_DIGIT.search(text) is not None and len(text) < 60


def _is_only_stamp(text: str) -> bool:
    """Return whether *text* has no words but those of dates: "Publicado em 06/11/2026 - 16:18"; not "Oil, 1920"."""
    words = _LETTERS_ONLY.findall(text.casefold().translate(WITHOUT_MARKS))
    return all(map(_is_of_stamp, words))


def without_date_words(text: str) -> str:
    """Return *text*, which stands before the digits of a date, without the date's own words: "Ann Reed on March"."""
    words = text.split()
    while words and _is_of_stamp(words[-1].casefold().translate(WITHOUT_MARKS).strip(".,:;|•·–—-/()")):
        words.pop()
    return " ".join(words)


def _is_of_stamp(word: str) -> bool:
    return not word or word in _STAMP_WORDS or word in PREPOSITIONS or word in _IN_STAMPS


def _parse_people(text: str, roles: tuple[Role, ...] | None, found: _Credits, *, hinted: bool) -> bool:
    """Parse the people in *text* into *found*; return ``False`` if *text* is a sentence instead of a credit."""
    sure = roles is not None
    text, bracket_roles = _parse_brackets(text, found)
    text = _without_stamp(text).strip(_MARKS.replace(".", ""))
    if _is_sentence(text) or (sure and text.count(" ") == 2 and "," not in text and is_phrase(text)):
        return False  # "By Land And Sea"
    people: list[str] = []
    signs = ["", *_CUT.findall(text)]
    for number, (sign, chunk) in enumerate(zip(signs, _CUT.split(text), strict=True)):
        chunk = chunk.strip(' :-–—*|"“”«»')
        if not chunk or _note_outlet(chunk, found):
            continue
        if people and sure and sign.strip() in _DASHES and number == len(signs) - 1 and not is_known_person(chunk):
            continue  # "Por Bruna Teles, Folha do Cais — Porto Velho": the town of the office
        name, remainder = name_and_rest(chunk)
        if is_phrase(name or chunk):
            if any(" " in before for before, _ in found.credits):
                continue  # "By Ann Reed, From Our Archive"
            return False  # "By Popular Demand", "By George, They Did It"
        if not hinted and not found.labeled and not sure and (remainder or not name):
            return False  # "Jane Doe, who leads the group. Photo: …" is a caption
        if name or found.has_people:
            for outlet in _outlets_in(remainder):
                found.add(outlet, ("source",))
        if len(people) > 1 and _names_photographer(chunk) and roles in (None, ("author",)):
            found.make_photographer(people[-1])  # "By Ann Reed, Writer, and Tom Esk, Photographer"
            continue
        if people and not found.labeled and not sure and number and not name:
            continue
        if people and _is_beside_name(name):
            continue
        chunk_roles = bracket_roles.get(number, roles or ("author",))
        if people and name and _names_photographer(chunk.split()[0]):
            chunk_roles = ("photographer",)  # "By Ann Reed and photographer Tom Esk"
        if name and is_foreign_person(name, sure=(sure or bool(people)) and not remainder):
            people.append(natural_case(name))
            found.add(people[-1], chunk_roles)
        elif {"source"} == set(chunk_roles) or (sure and chunk_roles == ("photographer",) and not remainder):
            if _is_company(chunk) and not is_phrase(chunk):
                found.add(chunk, ("source",))
                people.append(chunk)
        elif not hinted and not found.labeled and not sure:
            return False
        elif not people and not found.has_people and not _is_job(chunk):
            # Text that begins like a credit and continues without a name is a sentence.
            return not sure and found.labeled
    found.labeled = found.labeled or sure
    return True


def _parse_brackets(text: str, found: _Credits) -> tuple[str, dict[int, tuple[Role, ...]]]:
    """Remove the brackets from *text*; record an outlet in them, and assign a role ("Fotos") to the preceding chunk."""
    roles: dict[int, tuple[Role, ...]] = {}
    plain, start = [], 0
    for bracket in _BRACKET.finditer(text):
        plain.append(text[start : bracket.start()])
        inside, start = bracket[1].strip(), bracket.end()
        named = _roles_of(inside.lower().rstrip(":"))
        if named:
            roles[len(_CUT.split("".join(plain).rstrip(_MARKS))) - 1] = named
        else:
            for outlet in _outlets_in(inside):
                found.add(outlet, ("source",))
    return " ".join("".join([*plain, text[start:]]).split()), roles


def _without_stamp(text: str) -> str:
    """Return *text* up to the time in it ("Jane Doe Updated 4 March"), without e-mail addresses and URLs.

    The line may end with an invitation: "By Jane Doe Leave a Comment", "By Jane Doe Follow @janedoe".
    """
    text = _GLUED_DAY.sub(" ", _FOLLOW.sub(r"\1", _INVITATION.sub("", text)))
    words = [word for word in text.split() if "@" not in word and "://" not in word]
    digit = next((number for number, word in enumerate(words) if _HOLDS_DIGIT.search(word)), None)
    name_words = words[:digit]
    # A month may also be a name ("April Reed"): it is a time only before a digit or after one of the verbs.
    while (
        name_words
        and (digit is not None or len(name_words) > 2)
        and _is_stamp_word(name_words[-1], near_digit=digit is not None)
        and not (len(name_words) > 2 and ends_name(name_words, len(name_words) - 1))  # "Edda H. Sun Jun 05, 2013"
    ):
        name_words.pop()
    return " ".join(name_words)


def _is_stamp_word(word: str, *, near_digit: bool) -> bool:
    folded = word.casefold().translate(WITHOUT_MARKS).strip(".,:;|•·–—-()")
    if not folded:
        return True
    return folded in _STAMP_WORDS if near_digit else folded in ("updated", "published", "posted", "publié", "publie")


def _is_sentence(text: str) -> bool:
    """Return whether *text* continues as a sentence: it has lower-case words that do not occur in credits."""
    words = [word.casefold() for word in WORD.findall(text) if word[0].islower()]
    return sum(word not in _IN_CREDITS for word in words) > _MOST_PLAIN_WORDS


def _is_job(chunk: str) -> bool:
    return any(word.casefold().strip("-.:") in JOBS for word in chunk.split())


def _names_photographer(chunk: str) -> bool:
    """Return whether *chunk* is the job of a photographer: "Photographer", "fotografin"."""
    return chunk.casefold() in JOBS and FOREIGN_LABELS.get(chunk.casefold()) == "photographer"


def _is_beside_name(name: str) -> bool:
    """Return whether *name*, after another name, is a degree, a town or a newspaper rather than a second person."""
    if not name or _DEGREE.fullmatch(name) or is_newspaper(name):
        return True
    words = name.split()
    if len(words) == 1:
        return name.casefold() not in FOREIGN_GIVEN_NAMES
    return " ".join(words).casefold() in TOWNS


def _note_outlet(chunk: str, found: _Credits) -> bool:
    words = chunk.split()
    if words and words[0].casefold() in BEFORE_AFFILIATIONS | PREPOSITIONS_OF_NOUNS and len(words) > 1:
        chunk = " ".join(words[1:])
    elif len(words) > 1 and words[0][0].isupper() and _is_named_outlet(words):
        found.add(chunk, ("source",))
        return True
    if is_listed(chunk):
        found.add(chunk, ("source",))
        return True
    return False


def _is_named_outlet(words: list[str]) -> bool:
    """Return whether *words* name an unlisted outlet: "The Courier", "Agencia EFE"."""
    first, remainder = words[0].casefold(), " ".join(words[1:])
    if first == "the":
        return words[-1].casefold() in ORGANIZATION_WORDS
    return first in ORGANIZATION_WORDS and is_listed(remainder)


def _outlets_in(text: str) -> list[str]:
    """Return the outlet at the end of *text*, without "for", "avec", "from"."""
    words = text.split()
    for number in range(min(len(words), 4)):
        if is_listed(ending := " ".join(words[number:])):
            return [ending]
    return []


def _is_company(name: str) -> bool:
    words = name.split()
    if not 0 < len(words) <= WORDS_OF_NAME or not CLAUSE_WORDS.isdisjoint(name.casefold().split()):
        return False
    return name[0].isupper() and sum(word[0].islower() for word in words) < 2


def is_newspaper(name: str) -> bool:
    """Return whether a word in *name* names a newspaper or a station: "Elbzeitung Nord", "Kanal Gazetesi"."""
    return _NEWSPAPER.search(name) is not None


# Words with these endings name newspapers and stations: "Elbzeitung Nord", "Talblatt".
_NEWSPAPER = re.compile(
    r"(?:[^\W\d_]{2,}(?:zeitung|blatt|anzeiger|nachrichten|rundschau|funk)|gazetes[iİ])\b", re.IGNORECASE
)
