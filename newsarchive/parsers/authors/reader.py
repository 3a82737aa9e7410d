"""Who wrote the text: names only, and not the outlet's or its content system's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidates import printed_authors, told_authors
from newsarchive.parsers.authors.fallbacks import signed_by
from newsarchive.parsers.authors.name_fields import is_desk, same_name
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.parser import parse_byline
from newsarchive.parsers.evidence import FINDER, Candidate, Reading
from newsarchive.parsers.far_bylines import labelled_writers
from newsarchive.parsers.html.document import Document, Finder, first_texts
from newsarchive.parsers.html.headline_context import Surroundings
from newsarchive.parsers.html.schema_org import Story

IN_TEXT = "byline in the text"
_AGREEMENT = 0.1
_SCHEME = re.compile(r"^\w+://")


def read_authors(
    document: Document,
    story: Story,
    finders: Sequence[Finder],
    bylines: Iterable[str],
    around: Surroundings,
    outlets: Iterable[str | None],
    *,
    vietnamese: bool,
) -> Reading:
    """Read the writers; a candidate's value is a list of Credit, its *raw* the printed byline.

    *bylines* are the credit lines of the body, *outlets* the names that mean the paper itself. In *vietnamese* papers
    an outlet in an author field is the content system's doing; elsewhere one is taken where nobody else is named.
    """
    paper = {same_name(one) for one in outlets if one}
    host = _SCHEME.sub("", document.url or "").partition("/")[0]
    domain = host.rpartition(".")[0].rpartition(".")[2]
    first = (*_read_bylines(document, finders, bylines), *told_authors(document, story))
    usable = [one for one in _usable(first, paper) if not _is_template(one, domain)]
    if vietnamese:
        usable = [one for one in usable if one.source == IN_TEXT or not _is_newspaper(one)]
    names = {_names(one) for one in usable}
    if len(names) != 1 or names == {frozenset()} or all(one.source.startswith("meta") for one in usable):
        # Looking through the page is dear; where all that was told agrees it would change nothing.
        usable += _usable(printed_authors(document, around, vietnamese=vietnamese), paper)
    chosen = _agreed(usable)
    if vietnamese:
        return Reading(_with_roles(chosen), usable)
    return Reading(chosen or _without_person(document, story, around, first), usable)


def _without_person(
    document: Document, story: Story, around: Surroundings, told: Iterable[Candidate]
) -> Candidate | None:
    # schema.org lets an organisation be the author, and desks sign that way ("BR24 Redaktion").
    organisation = next((one for one in told if one.value and one.source.startswith("json-ld")), None)
    return organisation or signed_by(document, story, around) or labelled_writers(document, around.heading)


def _with_roles(chosen: Candidate | None) -> Candidate | None:
    """Read the chosen names as a byline: the same people, with their roles and in natural case."""
    if chosen is None or chosen.source == IN_TEXT:
        return chosen
    found = parse_byline(chosen.raw or ", ".join(credit.name for credit in chosen.value))
    people = {same_name(credit.name) for credit in chosen.value}
    if found is None or people != {same_name(credit.name) for credit in found.credits}:
        return chosen
    return chosen._replace(value=found.credits)


def _is_newspaper(one: Candidate) -> bool:
    """Tell whether *one* names known papers only, as content systems do where they ask for a writer ("Thanh Niên").

    Two or three letters are as likely a reporter's initials.
    """
    return all(len(credit.name) > 3 and is_outlet(credit.name) for credit in one.value)


def _is_template(one: Candidate, domain: str) -> bool:
    """Tell whether *one* is a <meta> with the site's own name: a template's, where JSON-LD may name a blog's owner."""
    return one.source.startswith("meta") and [same_name(credit.name) for credit in one.value] == [domain]


def _usable(candidates: Iterable[Candidate], paper: set[str]) -> list[Candidate]:
    return [one for each in candidates if (one := _without_outlet(each, paper)).value]


def _read_bylines(document: Document, finders: Sequence[Finder], bylines: Iterable[str]) -> Iterator[Candidate]:
    for source, text in first_texts(document, finders):
        if found := parse_byline(text):
            yield Candidate(found.credits, source, FINDER + 1, text)
    for text in bylines:
        if found := parse_byline(text):
            yield Candidate(found.credits, IN_TEXT, FINDER, text)


def _without_outlet(one: Candidate, paper: set[str]) -> Candidate:
    # A desk that signs the text ("Nhóm phóng viên") is its author; one that only fills a field is a template's.
    signed = one.source == IN_TEXT
    kept = [one for one in one.value if not _is_outlet(one, paper) or (signed and is_desk(one.name))]
    return one._replace(value=kept)


def _is_outlet(credit: Credit, paper: set[str]) -> bool:
    key = same_name(credit.name)
    return key in paper or is_desk(credit.name) or any(len(name) > 5 and name in key for name in paper)


def _agreed(candidates: list[Candidate]) -> Candidate | None:
    """Choose the names most places agree on; where nobody wrote, whoever else is named."""
    named = [one for one in candidates if _names(one)]
    return max(named or candidates, key=lambda one: _weight(one, candidates), default=None)


def _weight(one: Candidate, candidates: list[Candidate]) -> float:
    names = _names(one)
    agreeing = sum(_names(other) == names for other in candidates) - 1
    return one.trust + _AGREEMENT * min(agreeing, 2)


def _names(one: Candidate) -> frozenset[str]:
    return frozenset(same_name(credit.name) for credit in one.value if credit.role in ("author", "agency"))
