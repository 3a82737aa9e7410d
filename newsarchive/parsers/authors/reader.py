"""Extract the authors of an article, without names of the outlet or of its content management system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidate import AuthorCandidate
from newsarchive.parsers.authors.declared import declared_authors
from newsarchive.parsers.authors.displayed import displayed_authors
from newsarchive.parsers.authors.fallbacks import (
    foreign_signature,
    labeled_authors,
    signature_after,
    signature_at_end,
    signed_by,
    sources_after,
)
from newsarchive.parsers.authors.marked import contacts, names_of_others
from newsarchive.parsers.authors.name_fields import is_desk, names_in
from newsarchive.parsers.bylines.foreign_names import is_foreign_person, is_known_person
from newsarchive.parsers.bylines.lexicon import FAMILY_NAMES, ORGANIZATION_WORDS, PLACES
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.parser import parse_byline
from newsarchive.parsers.bylines.people import is_anonymous
from newsarchive.parsers.bylines.person_names import is_person
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Resolution, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean, folded, without_marks

_AGREEMENT = 0.1  # trust for each other source with the same names; two of them outweigh a more trusted source
_BARS_IN_TITLE = (" - ", " – ", " | ", " — ")
_AT_HEADLINE = (Source.HEADLINE, Source.CLASS)
_OF_LINES = (Source.PUBLISHER_SELECTOR, Source.BYLINE)
_MOST_AUTHORS = 8  # elements; a bound: a team has up to eight, and more matches are cards
_NEAR_LEVELS = 3  # levels; each author has an element with portrait, name and link in one box
_CITED = re.compile(r"\W*(?:theo|nguồn)\b", re.I)
_DIGIT = re.compile(r"\d")
# Accounts of who runs the content system: "User Admin", "Site Administrator", "Super User".
_ADMINISTRATOR = re.compile(
    r"(?:(?:site|web|super|wp|blog|the) ?-?)?(?:user|admin(?:istrator)?|root|webmaster)\d*"
    r"(?: (?:user|admin(?:istrator)?))?",
    re.I,
)
_SCHEME = re.compile(r"^\w+://")


def read_authors(context: PageContext, bylines: Iterable[str], last: Node | None = None) -> Resolution[list[Credit]]:
    """Extract the authors; a candidate's value is a list of Credit, its *raw* the displayed byline.

    *bylines* are the credit lines of the body, *last* is the last element of its text. On Vietnamese pages an outlet in
    an author field comes from the CMS; elsewhere the outlet is accepted if no other author is named.
    """
    document, vietnamese = context.document, context.is_vietnamese
    publisher_names = {folded(outlet) for outlet in (*context.outlets, _site_in_title(document)) if outlet}
    host = _SCHEME.sub("", document.url or "").partition("/")[0]
    domain = folded(host.rpartition(".")[0].rpartition(".")[2])
    first = (*_read_bylines(context, bylines), *declared_authors(context))
    usable = _usable(first, publisher_names, domain)
    if vietnamese:
        usable = [candidate for candidate in map(_without_anonymous, usable) if candidate.value]
        usable = [
            candidate for candidate in usable if candidate.source is Source.BYLINE or not _is_newspaper(candidate)
        ]
    names = {_names(candidate) for candidate in usable}
    weak = {Source.META} if context.article.is_article else {Source.META, Source.JSON_LD}
    are_accounts = not vietnamese and bool(usable) and all(map(_is_account, usable))
    are_groups = not vietnamese and bool(usable) and all(map(_names_group, usable))
    is_open = are_accounts or are_groups or len(names) != 1 or names == {frozenset()}
    if is_open or all(each.source in weak for each in usable):
        # Searching the page is slow. If all declared values agree, the result would be the same.
        displayed = _usable(displayed_authors(context), publisher_names, domain)
        usable += (
            [candidate for candidate in map(_without_anonymous, displayed) if candidate.value]
            if vietnamese
            else displayed
        )
    if are_accounts:
        # "KatieS" is the account that uploaded the page, if a person is displayed at the headline.
        usable = [
            candidate for candidate in usable if candidate.source is Source.HEADLINE and _is_full(candidate)
        ] or usable
    if are_groups:  # the page of "The Courier & Gazette" displays who of its reporters wrote the text
        usable = [each for each in usable if each.source in _AT_HEADLINE and _names_persons(each)] or usable
    chosen = _agreed(usable)
    if vietnamese:
        signed = (
            _with_lines_below(_with_roles(chosen), usable)
            or signature_at_end(context)
            or signature_after(context, last)
        )
        if signed is not None and all(credit.role != "source" for credit in signed.value):
            sources = [credit for credit in sources_after(context, last) if folded(credit.name) not in publisher_names]
            signed = replace(signed, value=list(dict.fromkeys(signed.value + sources))) if sources else signed
        return Resolution(signed or _in_state(context, publisher_names, domain), usable)
    chosen = _without_date(chosen, usable)
    others = chosen if chosen is not None and not _names(chosen) else None  # only editors or photographers
    chosen = None if others is not None else chosen
    if chosen is None or _is_organization(chosen):  # "Autorin: Anna Reed" at the end, and a foundation in a <meta>
        chosen = foreign_signature(context, last) or chosen
    chosen = chosen or _without_person(context, first, has_credits=others is not None) or others
    return Resolution(chosen or _in_state(context, publisher_names, domain), usable)


def _site_in_title(document: Document) -> str:
    """Return the last part of <title>, which is the site's name on most pages: "Headline - The Observer"."""
    title = next((text_of(node) for node in document.by_tag.get("title", ())), "")
    headline, bar, site = max((title.rpartition(mark) for mark in _BARS_IN_TITLE), key=lambda parts: len(parts[0]))
    return site if bar and len(headline) > len(site) else ""


def _is_organization(candidate: AuthorCandidate) -> bool:
    """Return whether *candidate* is a <meta> whose names, in Latin letters, do not have the form of a person's."""
    return candidate.source is Source.META and all(
        credit.name[0].isascii() and " " in credit.name and not is_foreign_person(credit.name, sure=False)
        for credit in candidate.value
    )


def _without_person(
    context: PageContext, declared: Iterable[AuthorCandidate], *, has_credits: bool
) -> AuthorCandidate | None:
    """Return an organization or an account as author; with *has_credits*, the marked texts name others' work."""
    # schema.org allows an organization as author, and editorial desks are declared that way ("BR24 Redaktion").
    found = next(
        (each for each in declared if each.value and each.source is Source.JSON_LD and not _is_administrator(each)),
        None,
    )
    found = found or (None if has_credits else signed_by(context)) or labeled_authors(context)
    return None if found is None or _is_administrator(found) else found


def _is_administrator(candidate: AuthorCandidate) -> bool:
    return all(_ADMINISTRATOR.fullmatch(credit.name) for credit in candidate.value)


def _in_state(context: PageContext, publisher_names: set[str], domain: str) -> AuthorCandidate | None:
    """Return the persons whom the state of the page's JavaScript application names as authors of its article."""
    names = [name for text in context.state.authors for name in names_in(text)]
    if context.is_vietnamese:
        names = [name for name in names if is_person(name, sure=True)]
    credits = [Credit(name=name, role="author") for name in dict.fromkeys(names)]
    stated = _usable([Candidate(value=credits, source=Source.STATE, name="author")], publisher_names, domain)
    named = [_without_anonymous(candidate) for candidate in stated]
    return next((candidate for candidate in named if candidate.value and not _is_account(candidate)), None)


def _with_lines_below(chosen: AuthorCandidate | None, usable: list[AuthorCandidate]) -> AuthorCandidate | None:
    """Add the other roles from the credit lines below the chosen one: "Bài: Lam Giang" / "Ảnh: Minh Tú".

    All credit lines of the text are below a byline at the headline: "Lam Giang" … "Theo TTXVN".
    """
    if chosen is None:
        return chosen
    lines = [candidate for candidate in usable if candidate.source in _OF_LINES]
    at = -1
    if chosen.source in _OF_LINES:
        at = next((number for number, line in enumerate(lines) if line.raw == chosen.raw), len(lines))
    below = [credit for line in lines[at + 1 :] if not _names(line) for credit in line.value]
    return replace(chosen, value=list(dict.fromkeys(chosen.value + below))) if below else chosen


def _with_roles(chosen: AuthorCandidate | None) -> AuthorCandidate | None:
    """Parse the chosen names as a byline: the same people, with their roles and in natural case."""
    if chosen is None or chosen.source is Source.BYLINE:
        return chosen
    found = parse_byline(chosen.raw or ", ".join(credit.name for credit in chosen.value))
    people = {folded(credit.name) for credit in chosen.value}
    if found is None or people != {folded(credit.name) for credit in found.credits}:
        return chosen
    return replace(chosen, value=found.credits)


def _is_account(candidate: AuthorCandidate) -> bool:
    """Return whether *candidate* only has names of one word in Latin letters, as accounts of content systems do."""
    return all(
        " " not in credit.name and credit.name.isascii() and credit.role == "author" for credit in candidate.value
    )


def _names_group(candidate: AuthorCandidate) -> bool:
    """Return whether all names of *candidate* have words of organizations or of a title, not of persons' names."""
    words = [frozenset(credit.name.casefold().split()) for credit in candidate.value]
    return all(not ORGANIZATION_WORDS.isdisjoint(name) or "the" in name for name in words)


def _names_persons(candidate: AuthorCandidate) -> bool:
    return bool(candidate.value) and all(is_known_person(credit.name) for credit in candidate.value)


def _is_full(candidate: AuthorCandidate) -> bool:
    return all(" " in credit.name for credit in candidate.value)


def _without_anonymous(candidate: AuthorCandidate) -> AuthorCandidate:
    """Remove anonymous credits: "Tổng hợp", "Sưu tầm", "Ảnh minh họa"."""
    named = [credit for credit in candidate.value if not _is_anonymous(credit.name)]
    return candidate if len(named) == len(candidate.value) else replace(candidate, value=named)


def _is_anonymous(name: str) -> bool:
    return is_anonymous(name) or ((found := parse_byline(name)) is not None and not found.credits)


def _is_newspaper(candidate: AuthorCandidate) -> bool:
    """Return whether *candidate* names only known newspapers, which CMSs put into author fields ("Thanh Niên").

    Two or three letters may equally be a reporter's initials; "Theo Thanh Niên" is a credit line.
    """
    if candidate.source is Source.PUBLISHER_SELECTOR and _CITED.match(candidate.raw or ""):
        return False
    return all(len(credit.name) > 3 and is_outlet(credit.name) for credit in candidate.value)


def _is_template(candidate: AuthorCandidate, domain: str) -> bool:
    """Return whether *candidate* has only the site's name, which templates write; a blog may have its owner's name."""
    names = [credit.name for credit in candidate.value]
    if len(names) != 1 or candidate.source is Source.JSON_LD or not _is_of_domain(names[0], domain):
        return False
    return candidate.source is Source.META or not (is_known_person(names[0]) or _is_vietnamese_full_name(names[0]))


def _is_vietnamese_full_name(name: str) -> bool:
    """Return whether *name* begins with a family name: "Lê Ngàn" on lengan.example, not "Hà Nội" on hanoi.example."""
    words = name.casefold().split()
    return len(words) > 1 and words[0] in FAMILY_NAMES and name.casefold() not in PLACES and is_person(name)


def _is_of_domain(name: str, domain: str) -> bool:
    """Return whether *name* is the name of the site in its host, *domain* (folded): "Rẻo Cao" on reo-cao.example."""
    key = folded(name)
    return len(key) == len(domain) and without_marks(key) == domain


def _usable(candidates: Iterable[AuthorCandidate], publisher_names: set[str], domain: str) -> list[AuthorCandidate]:
    named = (_without_outlet(each, publisher_names, domain) for each in candidates)
    return [candidate for candidate in named if candidate.value and not _is_template(candidate, domain)]


def _read_bylines(context: PageContext, bylines: Iterable[str]) -> Iterator[AuthorCandidate]:
    for selector in context.selectors.get("byline", ()):
        texts = _texts_of(context.document, selector)
        parsed = [(text, found) for text in texts if (found := parse_byline(text))]
        if parsed:
            credits = list(dict.fromkeys(credit for _, found in parsed for credit in found.credits))
            raw = ", ".join(text for text, _ in parsed)
            yield Candidate(
                value=credits, source=Source.PUBLISHER_SELECTOR, name=selector.source, raw=raw, adjustment=1.0
            )
    lines, language = list(bylines), None if context.is_vietnamese else context.language or "en"
    others = names_of_others(context) if lines else set()
    asked = tuple(contacts(context.document)) if lines else ()
    for text in lines:
        if (
            folded(text) not in others
            and not folded(text).startswith(asked)
            and (found := parse_byline(text, language=language))
        ):
            yield Candidate(value=found.credits, source=Source.BYLINE, raw=text)


def _texts_of(document: Document, selector: Selector) -> list[str]:
    """Return the first text that *selector* matches, and the texts beside it: each of several authors has an element.

    A match farther away belongs to something else: to the card of another article, or to a comment.
    """
    texts: dict[str, None] = {}
    around: frozenset[Node] = frozenset()
    for match in islice(document.find(selector), _MOST_AUTHORS):
        text = clean(match) if isinstance(match, str) else text_of(match)
        if not text or isinstance(match, str):
            if text and not texts:
                return [text]
            continue
        near = frozenset(islice(match.iterancestors(), _NEAR_LEVELS))
        if not texts:
            around = near
        elif around.isdisjoint(near):
            break
        texts[text] = None
    return list(texts)


def _without_outlet(candidate: AuthorCandidate, publisher_names: set[str], domain: str) -> AuthorCandidate:
    # A desk that signs the text ("Nhóm phóng viên") is its author; one that occurs only in a field comes from the
    # template.
    signed = candidate.source is Source.BYLINE
    named = [
        credit
        for credit in candidate.value
        if not _is_outlet(credit, publisher_names, domain)
        or (signed and is_desk(credit.name) and not _ADMINISTRATOR.fullmatch(credit.name))
    ]
    if len(named) > 1:  # "Anna Reed, River News" on rivernews.example
        named = [credit for credit in named if not _is_of_domain(credit.name, domain)] or named
    return candidate if len(named) == len(candidate.value) else replace(candidate, value=named)


def _is_outlet(credit: Credit, publisher_names: set[str], domain: str) -> bool:
    key, first = folded(credit.name), credit.name.partition(" ")[0]
    if len(first) > 2 and first.isupper() and (folded(first) in publisher_names or folded(first) == domain):
        return True
    return (
        key in publisher_names or is_desk(credit.name) or any(len(name) > 5 and name in key for name in publisher_names)
    )


def _agreed(candidates: list[AuthorCandidate]) -> AuthorCandidate | None:
    """Choose the names that most sources agree on; if no writer is named, choose the other named persons."""
    named = [(candidate, _names(candidate)) for candidate in candidates]
    agreeing = Counter(names for _, names in named)
    chosen = max(
        [each for each in named if each[1]] or named,
        key=lambda each: each[0].trust + _AGREEMENT * min(agreeing[each[1]] - 1, 2),
        default=None,
    )
    if chosen is None or not any(_is_in_capitals(credit) for credit in chosen[0].value):
        return chosen[0] if chosen is not None else None
    spelled = (other for other, names in named if names == chosen[1] and not any(map(_is_in_capitals, other.value)))
    same = next(spelled, None)
    return chosen[0] if same is None else replace(chosen[0], value=same.value)


def _is_in_capitals(credit: Credit) -> bool:
    """Return whether the name is set in capitals, as templates do, and not initials: "RAMONA PICKETT", not "N.T.H."."""
    return credit.name.isupper() and " " in credit.name


def _without_date(chosen: AuthorCandidate | None, candidates: list[AuthorCandidate]) -> AuthorCandidate | None:
    """Return *chosen* with the text of another candidate of the same names if its own also holds the date.

    The names and the date in one marked element have no space between them on many pages: "Ann Reed4 March 2024".
    """
    if chosen is None or _DIGIT.search(chosen.raw or "") is None:
        return chosen
    same = (each.raw for each in candidates if each.value == chosen.value and each.raw)
    alone = next((raw for raw in same if not _DIGIT.search(raw)), None)
    return chosen if alone is None else replace(chosen, raw=alone)


def _names(candidate: AuthorCandidate) -> frozenset[str]:
    return frozenset(folded(credit.name) for credit in candidate.value if credit.role in ("author", "agency"))
