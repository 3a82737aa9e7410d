"""Parse a displayed credit line into names and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from newsarchive.article import Credit, Role
from newsarchive.parsers.bylines.foreign import opens_foreign, parse_foreign
from newsarchive.parsers.bylines.foreign_names import is_known_person, is_listed, is_phrase
from newsarchive.parsers.bylines.labels import WORK, WORK_WORDS, cut_at_labels, holds_any
from newsarchive.parsers.bylines.lexicon import (
    AGENCIES,
    BEFORE_AFFILIATIONS,
    FOREIGN_LABELS,
    JOINERS,
    PARTICLES,
    any_phrase,
)
from newsarchive.parsers.bylines.normalize import composed, trimmed, with_hosts, without_addresses, without_stop
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.people import (
    LineCredits,
    is_affiliation,
    is_job_title,
    opens_with_job_title,
    outlets_served,
)
from newsarchive.parsers.bylines.person_names import UPPER, is_collective, is_syllable, without_titles
from newsarchive.parsers.bylines.vietnamese import parse_line
from newsarchive.parsers.lengths import LONGEST_CREDIT_LINE

__all__ = ["Byline", "is_byline", "is_collective", "parse_byline", "picture_credit"]
_LONGEST_LINE = 300  # characters; a longer line is a paragraph; the longest known credits are lists of some ten names
_ADDRESS = re.compile(r"\S+@\S+|\b0\d{2,3}[\s.]?\d{3}[\s.]?\d{3,4}\b|©|>>|\.\.\.|…")
# Both patterns require one of these characters: one cheap test replaces two searches.
_SUSPECT = re.compile(r"[@0©>…!?]|\.\.\.")
_STRONG = re.compile(r"(?<!Yahoo)(?<!\bE)[!?]")


@dataclass(frozen=True, kw_only=True)
class Byline:
    """A credit line and the people named in it.

    Attributes:
        raw: The credit line as displayed (NFC, blanks collapsed).
        credits: Names with their roles, in order.
    """

    raw: str
    credits: list[Credit] = field(default_factory=list)

    def _named(self, role: Role) -> list[str]:
        return [credit.name for credit in self.credits if credit.role == role]

    @property
    def authors(self) -> list[str]:
        """Authors of the text."""
        return self._named("author")

    @property
    def photographers(self) -> list[str]:
        """Photographers."""
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
        """Outlets and agencies from which the text was taken."""
        return self._named("source")


def parse_byline(text: str, *, language: str | None = None) -> Byline | None:
    """Parse a credit line such as "Tin, ảnh: Lam Giang".

    A bare name of two to four capitalized words counts as a writer, so pass only text from a byline position.
    Groups ("PV", "Nhóm phóng viên") are kept as displayed; see `is_collective`.

    Args:
        text: The credit line.
        language: BCP 47 code of a language other than Vietnamese. Without it, the grammar is Vietnamese, unless the
            line begins with a word such as "By", "Von" or "Par".

    Returns:
        The credits, or ``None`` if *text* is not a credit line (a sentence, a caption, a label).
    """
    if len(text) > 4 * _LONGEST_LINE:
        return None
    displayed = composed(text)
    raw = credit = " ".join(displayed.split())
    if "://" in raw:
        displayed = with_hosts(displayed)
        credit = " ".join(displayed.split())
    if "@" in raw:
        displayed = without_addresses(displayed)
        credit = " ".join(displayed.split())
    if not 1 < len(raw) <= _LONGEST_LINE or (_SUSPECT.search(credit) and _is_no_credit(credit)):
        return None
    foreign = _is_foreign(language)
    credits: Sequence[Credit] | None
    if foreign or opens_foreign(credit):
        credits = parse_foreign(credit, hinted=foreign, language=language)
    else:
        credits = _parse_vietnamese(displayed)
    return None if credits is None else Byline(raw=raw, credits=list(credits))


def _is_foreign(language: str | None) -> bool:
    return language is not None and language.partition("-")[0].casefold() not in ("vi", "")


def _is_no_credit(raw: str) -> bool:
    """Return whether *raw* contains an e-mail address, a telephone number, an ellipsis, "©", ">>", "!" or "?"."""
    return _ADDRESS.search(raw) is not None or _STRONG.search(raw) is not None


@lru_cache(maxsize=1024)  # thousands of articles of an outlet have the same few credit lines
def _parse_vietnamese(displayed: str) -> tuple[Credit, ...] | None:
    line_credits = LineCredits()
    stopped = False
    lines = [line for part in displayed.splitlines() if (line := trimmed(part))]
    if len(lines) > 1:
        lines = _with_outlet_below(lines)
    for number, line in enumerate(lines):
        line, stop = without_stop(line)
        stopped = stopped or stop
        if not line:
            continue
        if number and line_credits.has_people and is_job_title(line):
            continue
        if parse_line(line, line_credits):
            continue
        if (
            number and opens_with_job_title(line) and line_credits.credits
        ):  # an author box: the job title is below the name
            line_credits.add_sources(outlets_served(line))
            continue
        return None
    if (stopped and not line_credits.labeled) or not (
        line_credits.credits or line_credits.moving or line_credits.labeled
    ):
        return None
    return tuple(line_credits.resolved())


def _with_outlet_below(lines: list[str]) -> list[str]:
    """Join the outlet in the line after "Theo" with its writer."""
    if lines[0][:5].casefold() != "theo " or not is_outlet(lines[1]):
        return lines
    return [f"{lines[0]} / {lines[1]}", *lines[2:]]


_PLAIN = rf"[{UPPER}][\w.'’-]{{0,14}}"
_BARE_NAMES = re.compile(rf"[•·*\s-]*{_PLAIN}(?:(?:\s|\s?[-–—&,/+;|•·]\s?|\s(?:và|and|cùng)\s){_PLAIN}){{0,11}}\s*")
# Other marks of a credit line than a label with a colon: a desk, "Theo", "By", a bracket or a role after names.
_MARKED = re.compile(
    r"(?:^|[\s(\[.–—/-])(?:(?:nhóm|ban)\s+(?:pv|p\.v|phóng viên|thời sự|bạn đọc)"
    r"|(?:lược |dẫn )?theo\s|(?:by|von|par|por|door)\s)|\([^()]{1,60}\)[\s.]*$|^(?:nguồn|ảnh)\s"
    r"|\svà\s+(?:các\s+|nhóm\s+)?cộng sự$"
    r"|[,–-]\s*(?:phóng viên|thông tín viên|đặc phái viên|cộng tác viên|nhà báo)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s\(?(?:từ|theo|nguồn)\b", re.IGNORECASE)
_SEPARATORS = ("/", "|", " - ", " – ", ", ")
_SENTENCE_ENDS = (",", ";", "?", "!", ":", "…", "...")


def is_byline(line: str, *, language: str | None = None) -> bool:
    """Return whether *line*, displayed at the headline or after the text, is a credit line.

    True for a labeled credit (every label of the lexicon), names with a role or an outlet, and a bare list of names; a
    time next to the names is ignored. False for sentences, headings, and labels followed by anything but names. A
    heading or caption of a few capitalized words may look like a name, so call this only for the positions of bylines.
    *language* (BCP 47) is the page's, if known; in languages other than Vietnamese a bare name is not enough.
    """
    text = line.strip()
    return 1 < len(text) <= _LONGEST_LINE and not text.endswith(_SENTENCE_ENDS) and _is_credit_line(text, language)


@lru_cache(maxsize=1024)  # the articles of an outlet have the same few credit lines
def _is_credit_line(text: str, language: str | None) -> bool:
    if _is_foreign(language):
        return bool(parse_foreign(without_addresses(composed(text)), hinted=False, language=language))
    return _stands_as_credit(text) and parse_byline(text) is not None


def is_only_names(line: str, *, language: str | None) -> bool:
    """Return whether *line* is a credit line that nothing but its form tells from a heading, a place or a greeting.

    In other languages than Vietnamese, "Port Hadley" and "Merry Christmas" have the form of a name. Accepted are names
    with a known given name, Vietnamese names, outlets and groups of people. Common words behind a label are a heading:
    "Photos: Candles On The Quay".
    """
    if not _is_foreign(language) or is_byline(line, language=language):
        return False
    _, colon, behind = line.partition(":")
    if colon:
        return is_phrase(behind.strip())
    found = parse_byline(line)
    return found is not None and not all(
        is_known_person(name) or is_collective(name) or is_outlet(name) or all(map(is_syllable, name.split()))
        for name in found.authors
    )


# "Titelbild:", "Fot. ", not "Video:", which also stands before a headline.
_PICTURES = any_phrase(
    label for label, role in FOREIGN_LABELS.items() if role == "photographer" and "video" not in label
)
_SMALL_IN_CREDITS = JOINERS | PARTICLES | AGENCIES | BEFORE_AFFILIATIONS
_OF_PICTURE = re.compile(rf"\W{{0,3}}(?:{_PICTURES})\s?[:.]\s?\S", re.IGNORECASE)


def is_picture_credit(line: str) -> bool:
    """Return whether *line* only says who took or sold a picture, and is no credit line without the page's language.

    "Titelbild: Ole Brandt", "Fot. Anna Lin". The words after the label are a person's name or a known agency's, because
    a headline may have the same label ("Foto: Hochwasser in Passau").
    """
    label = _OF_PICTURE.match(line)
    if label is None or is_byline(line) or not is_byline(line, language="en"):
        return False
    plain = [word for word in line[label.end() - 1 :].split() if word.isalpha() and word.islower()]
    if not _SMALL_IN_CREDITS.issuperset(plain):  # "Titelbild: Ein Junge zieht ein Boot" is a caption
        return False
    found = parse_byline(line, language="en")
    if found is None or any(credit.role not in ("photographer", "source") for credit in found.credits):
        return False
    return bool(found.photographers) or all(map(is_listed, found.sources))


def _stands_as_credit(text: str) -> bool:
    """Return whether *text* is a list of names, or begins with a label or with names and a label, a role or "Theo"."""
    line = trimmed(composed(without_addresses(with_hosts(text) if "://" in text else text)))
    if not line:
        return False
    works, before = cut_at_labels(line)[0]
    if works is not None or (before != line and (_are_bare_names(before) or _are_names_with_role(before))):
        return True
    if len(text) > LONGEST_CREDIT_LINE:
        return False
    may_name_work = holds_any(line, WORK_WORDS)
    work = WORK.search(line) if may_name_work else None
    if work and _FROM.match(line[work.end() :]) and _are_bare_names(line[: work.start()]):
        return True
    labeled = _MARKED.search(line)
    if labeled:
        return _are_bare_names(line[: labeled.start()])
    line, stop = without_stop(line)
    works_in_line = list(WORK.finditer(line)) if may_name_work else []
    if works_in_line and works_in_line[-1].end() == len(line):  # "Lam Giang dịch, Minh Tú hiệu đính"
        starts = [0, *(work.end() for work in works_in_line[:-1])]
        return all(_are_bare_names(line[at : work.start()]) for at, work in zip(starts, works_in_line, strict=True))
    if stop:
        return False
    before, _, behind = _last_part(line)
    return (
        _are_bare_names(line)
        or is_collective(line)
        or (bool(before) and _are_bare_names(before) and (is_outlet(behind) or is_affiliation(behind)))
    )


def _are_names_with_role(text: str) -> bool:
    """Return whether *text*, before another label, is names and a role in brackets: "Lam Giang (thực hiện) -"."""
    names, bracket, role = text.rstrip(" -–—,|/.").rpartition("(")
    return (
        bool(bracket and names.strip())
        and WORK.fullmatch(role.removesuffix(")").strip()) is not None
        and (_are_bare_names(names))
    )


def _last_part(line: str) -> tuple[str, str, str]:
    """Separate *line* at its last slash, bar or dash: the text after it may be an outlet or an affiliation."""
    separator = max(_SEPARATORS, key=line.rfind)
    before, found, behind = line.rpartition(separator)
    return before, found, behind.strip()


def _are_bare_names(text: str) -> bool:
    """Return whether *text* is empty or a list of names, with or without titles."""
    text = without_titles(text.strip(" ([-–—,/|.;•*").removesuffix(" và").removeprefix("và"))
    return not text or _BARE_NAMES.fullmatch(text) is not None


_PICTURE_LABEL = re.compile(
    r"(?:^|(?<=[\s(\[.,;|/–—-]))(?=[ảnhpfbicđqs©])(?:(?:ảnh(?:\s+minh\s+h[oọ]ạ?a?|\s+tư\s+liệu)?|nguồn\s+ảnh|nguồn|hình|photos?|foto|bild|image|picture|credit"
    r"|đồ\s+h[oọ]ạ?a?|photograph|photo\s+by|crédit\s+photo|quelle|source)\s*:\s*"
    rf"|(?:photos?|pictures?|image)\s+by\s+(?=(?-i:[{UPPER}]))"
    rf"|©\s?(?!riproduzione|alle rechte|all rights)(?=(?-i:[{UPPER}])))"
    rf"|(?<=[.!?»”\"])\s?/\s(?=(?-i:[{UPPER}]))",
    re.IGNORECASE,
)
# characters; two names and their agencies; what follows the label in a longer text is a sentence
_LONGEST_PICTURE_CREDIT = 90
_CREDIT_STOP = re.compile(r"[!?…]|[^\W\d_]{3,}\.\s")


def picture_credit(caption: str) -> tuple[str, str | None]:
    """Separate *caption* into its text and the credit at its end: ``… Ảnh: Lan Anh`` -> ``("…", "Lan Anh")``.

    A caption that only mentions a picture, or whose label is followed by a sentence, is returned whole with ``None``.
    """
    ending = caption[-(_LONGEST_PICTURE_CREDIT + 40) :]
    if ending.endswith(".."):
        return caption, None
    for label in _PICTURE_LABEL.finditer(ending):
        credit = _with_own_bracket(ending[label.end() :].strip().rstrip(")]. "), ending)
        if 1 < len(credit) <= _LONGEST_PICTURE_CREDIT and not _CREDIT_STOP.search(credit) and _is_credit(credit):
            text = caption[: len(caption) - len(ending) + label.start()]
            return text.rstrip(" ([-–—|/"), credit
    return caption, None


def _with_own_bracket(credit: str, ending: str) -> str:
    """Restore the bracket and the full stop that belong to the credit: ``Minh (TTXVN)``, ``M.S.``."""
    if credit.count("(") > credit.count(")"):
        return credit + ")"
    if re.search(rf"\.[{UPPER}]$|^[{UPPER}]$", credit) and ending.rstrip(") ").endswith("."):
        return credit + "."
    return credit


def _is_credit(credit: str) -> bool:
    """Return whether `parse_byline` parses the text after the label as a credit."""
    return parse_byline(f"Ảnh: {credit}") is not None
