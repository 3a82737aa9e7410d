"""Extract the authors of an article, without names of the outlet or of its content management system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidates import AuthorCandidate, declared_authors, displayed_authors, names_of_others
from newsarchive.parsers.authors.fallbacks import labeled_authors, signature_after, signature_at_end, signed_by
from newsarchive.parsers.authors.name_fields import is_desk
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.parser import parse_byline
from newsarchive.parsers.bylines.people import is_anonymous
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Reading, Source
from newsarchive.parsers.html.document import first_texts
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import folded

_AGREEMENT = 0.1
_SCHEME = re.compile(r"^\w+://")


def read_authors(context: PageContext, bylines: Iterable[str], last: Node | None = None) -> Reading[list[Credit]]:
    """Extract the authors; a candidate's value is a list of Credit, its *raw* the displayed byline.

    *bylines* are the credit lines of the body, *last* is the last element of its text. On Vietnamese pages an outlet in
    an author field comes from the CMS; elsewhere the outlet is accepted if no other author is named.
    """
    document, vietnamese = context.document, context.is_vietnamese
    paper = {folded(one) for one in context.outlets if one}
    host = _SCHEME.sub("", document.url or "").partition("/")[0]
    domain = host.rpartition(".")[0].rpartition(".")[2]
    first = (*_read_bylines(context, bylines), *declared_authors(context))
    usable = [one for one in _usable(first, paper) if not _is_template(one, domain)]
    if vietnamese:
        usable = [one for one in map(_without_anonymous, usable) if one.value]
        usable = [one for one in usable if one.source is Source.BYLINE or not _is_newspaper(one)]
    names = {_names(one) for one in usable}
    weak = {Source.META} if context.article.is_article else {Source.META, Source.JSON_LD}
    if len(names) != 1 or names == {frozenset()} or all(one.source in weak for one in usable):
        # Searching the page is slow. If all declared values agree, the result would be the same.
        displayed = _usable(displayed_authors(context), paper)
        usable += [one for one in map(_without_anonymous, displayed) if one.value] if vietnamese else displayed
    chosen = _agreed(usable)
    if vietnamese:
        return Reading(_with_roles(chosen) or signature_at_end(context) or signature_after(context, last), usable)
    return Reading(chosen or _without_person(context, first), usable)


def _without_person(context: PageContext, declared: Iterable[AuthorCandidate]) -> AuthorCandidate | None:
    # schema.org allows an organization as author, and editorial desks are declared that way ("BR24 Redaktion").
    organisation = next((one for one in declared if one.value and one.source is Source.JSON_LD), None)
    return organisation or signed_by(context) or labeled_authors(context)


def _with_roles(chosen: AuthorCandidate | None) -> AuthorCandidate | None:
    """Parse the chosen names as a byline: the same people, with their roles and in natural case."""
    if chosen is None or chosen.source is Source.BYLINE:
        return chosen
    found = parse_byline(chosen.raw or ", ".join(credit.name for credit in chosen.value))
    people = {folded(credit.name) for credit in chosen.value}
    if found is None or people != {folded(credit.name) for credit in found.credits}:
        return chosen
    return replace(chosen, value=found.credits)


def _without_anonymous(one: AuthorCandidate) -> AuthorCandidate:
    """Remove anonymous credits: "Tổng hợp", "Sưu tầm", "Ảnh minh họa"."""
    kept = [credit for credit in one.value if not _is_anonymous(credit.name)]
    return one if len(kept) == len(one.value) else replace(one, value=kept)


def _is_anonymous(name: str) -> bool:
    found = parse_byline(name)
    return is_anonymous(name) or (found is not None and not found.credits)


def _is_newspaper(one: AuthorCandidate) -> bool:
    """Return whether *one* names only known newspapers, which CMSs put into author fields ("Thanh Niên").

    Two or three letters may equally be a reporter's initials.
    """
    return all(len(credit.name) > 3 and is_outlet(credit.name) for credit in one.value)


def _is_template(one: AuthorCandidate, domain: str) -> bool:
    """Return whether *one* is a <meta> with the site's own name, set by a template; JSON-LD may name a blog's owner."""
    return one.source is Source.META and [folded(credit.name) for credit in one.value] == [domain]


def _usable(candidates: Iterable[AuthorCandidate], paper: set[str]) -> list[AuthorCandidate]:
    return [one for each in candidates if (one := _without_outlet(each, paper)).value]


def _read_bylines(context: PageContext, bylines: Iterable[str]) -> Iterator[AuthorCandidate]:
    for source, text in first_texts(context.document, context.selectors.get("byline", ())):
        if found := parse_byline(text):
            yield Candidate(
                value=found.credits, source=Source.PUBLISHER_SELECTOR, name=source, raw=text, adjustment=1.0
            )
    lines = list(bylines)
    others = names_of_others(context) if lines else set()
    for text in lines:
        if folded(text) not in others and (found := parse_byline(text)):
            yield Candidate(value=found.credits, source=Source.BYLINE, raw=text)


def _without_outlet(one: AuthorCandidate, paper: set[str]) -> AuthorCandidate:
    # A desk that signs the text ("Nhóm phóng viên") is its author; one that occurs only in a field comes from the
    # template.
    signed = one.source is Source.BYLINE
    kept = [one for one in one.value if not _is_outlet(one, paper) or (signed and is_desk(one.name))]
    return one if len(kept) == len(one.value) else replace(one, value=kept)


def _is_outlet(credit: Credit, paper: set[str]) -> bool:
    key = folded(credit.name)
    return key in paper or is_desk(credit.name) or any(len(name) > 5 and name in key for name in paper)


def _agreed(candidates: list[AuthorCandidate]) -> AuthorCandidate | None:
    """Choose the names that most sources agree on; if no writer is named, choose the other named persons."""
    named = [one for one in candidates if _names(one)]
    return max(named or candidates, key=lambda one: _weight(one, candidates), default=None)


def _weight(one: AuthorCandidate, candidates: list[AuthorCandidate]) -> float:
    names = _names(one)
    agreeing = sum(_names(other) == names for other in candidates) - 1
    return one.trust + _AGREEMENT * min(agreeing, 2)


def _names(one: AuthorCandidate) -> frozenset[str]:
    return frozenset(folded(credit.name) for credit in one.value if credit.role in ("author", "agency"))
