"""Extract the headline: the displayed headline, checked against metadata, without the site's name and the section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.evidence import Resolution, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.lengths import LONGEST_TITLE
from newsarchive.parsers.metadata.title.candidates import (
    displayed_headlines,
    logo_texts,
    site_names,
    title_candidates,
)
from newsarchive.parsers.metadata.title.choice import choose
from newsarchive.parsers.metadata.title.cleaning import (
    displayed_part,
    heading_without_site,
    without_badges,
    without_menu_parts,
    without_ornaments,
    without_page_number,
    without_set_apart,
    without_site,
)
from newsarchive.parsers.metadata.title.comparison import TitleCandidate, is_last_part
from newsarchive.parsers.metadata.title.exclusions import (
    behind_site_name,
    is_of_section,
    is_of_site,
    is_of_template,
    naming_the_article,
    repeats_site,
    without_later,
)
from newsarchive.parsers.text import folded

# "Headline | Báo Làng Nghề": the names of Vietnamese newspapers and stations begin so.
_OUTLET_BEHIND = re.compile(
    r"\s\|\s((?:báo|tạp chí|thời báo|đài (?:phát thanh|truyền hình|pt-?th))\s[^|]{2,40})$", re.I
)

_ADDRESS = re.compile(r"https?://\S+", re.I)  # where a template expects the text of a link


def read_title(
    document: Document, article: ArticleNode, selectors: Sequence[Selector] = (), site: str | None = None
) -> Resolution[str]:
    """Extract the headline, without the site's name, badges and ornaments.

    *selectors* are those of the publisher's file, best first; *article* is the page's JSON-LD; *site* is the
    publisher's name, if known.
    """
    candidates = [
        without_ornaments(candidate)
        for candidate in title_candidates(document, article, selectors)
        if len(candidate.value) <= LONGEST_TITLE and _ADDRESS.fullmatch(candidate.value) is None
    ]
    candidates, names = _headings_without_site(candidates, site_names(document, site))
    whole = {folded(candidate.value) for candidate in candidates if candidate.source is not Source.HEADING}
    candidates = [
        without_badges(candidate) if folded(candidate.value) not in whole else candidate for candidate in candidates
    ]
    headings = {folded(candidate.value) for candidate in candidates if candidate.source is Source.HEADING}
    as_written = [candidate for candidate in candidates if candidate.source is not Source.HEADING]
    declared = [without_page_number(without_site(candidate, names, headings), headings) for candidate in as_written]
    slogans = behind_site_name(as_written, declared, names)
    logos = logo_texts(document)
    displayed = _displayed_above_text(document, candidates, {*names, *logos})
    if len(displayed) == 1 and repeats_site(displayed[0], declared, names, candidates):
        logos, displayed = logos | {folded(displayed[0].value)}, []
    below = {folded(candidate.value) for candidate in candidates if candidate.name == "h2"}
    if not any(folded(candidate.value) in below for candidate in declared):
        declared = naming_the_article(declared, displayed, names, slogans)
    if not displayed and declared and declared[0].source is not Source.PUBLISHER_SELECTOR:
        declared = [replace(candidate, value=without_set_apart(candidate.value, names)) for candidate in declared]
        declared = [
            without_page_number(displayed_part(document, candidate, headings, logos), headings)
            for candidate in declared
        ]
        declared = [without_menu_parts(document, candidate) for candidate in declared]
        if (headline := _displayed_instead(document, declared, names, logos)) is not None:
            candidates.append(headline)
            declared = [headline]
        # With a headline in the page's markup, a title for sharing that is the site's name says nothing.
        named = [each for each in declared if not is_of_site(each, names, logos)]
        declared = named if any(each.source is Source.MICRODATA for each in named) else declared
    chosen = choose(declared, displayed, candidates, news="NewsArticle" in article.types, address=document.url or "")
    return Resolution(chosen, candidates)


def _headings_without_site(
    candidates: list[TitleCandidate], names: list[str]
) -> tuple[list[TitleCandidate], list[str]]:
    """Return *candidates* with the site's *names* removed from each h1, and the names, with those that titles show."""
    subheads = {folded(candidate.value) for candidate in candidates if candidate.name == "h2"}

    def cleaned(names: list[str]) -> list[TitleCandidate]:
        return [
            heading_without_site(candidate, names, subheads) if candidate.name == "h1" else candidate
            for candidate in candidates
        ]

    candidates = cleaned(names)
    of_headings = [
        folded(candidate.value)
        for candidate in candidates
        if candidate.name == "h1" and any(is_last_part(candidate.value, other.value) for other in candidates)
    ]
    of_titles = [
        folded(outlet[1])
        for candidate in candidates
        if candidate.source is Source.TITLE and (outlet := _OUTLET_BEHIND.search(candidate.value)) is not None
    ]
    names = [*names, *of_headings, *of_titles]
    return cleaned(names), names


def _displayed_above_text(
    document: Document, candidates: list[TitleCandidate], names: set[str]
) -> list[TitleCandidate]:
    """Return the h1 among *candidates* that are no *names* of the site and no heading of related articles."""
    displayed = [
        candidate
        for candidate in candidates
        if candidate.name == "h1" and folded(candidate.value) not in names and heading_verdict(candidate.value) is None
    ]
    return without_later(document, displayed)


def _displayed_instead(
    document: Document, declared: list[TitleCandidate], names: list[str], logos: set[str]
) -> TitleCandidate | None:
    """Return the best displayed headline if all *declared* titles name only the site or a section."""
    # Templates of authorities write the same words into <title> and og:title: the second is no further evidence.
    titles = {folded(candidate.value) for candidate in declared if candidate.source is Source.TITLE}
    if any(
        candidate.source is not Source.TITLE
        and not (folded(candidate.value) in titles and is_of_template(candidate.value))
        and not is_of_site(candidate, names, logos)
        for candidate in declared
    ):
        return None
    headline = next(displayed_headlines(document, logos), None)
    if headline is None or any(
        not is_of_site(candidate, names, logos) and not is_of_section(candidate.value, headline)
        for candidate in declared
    ):
        return None
    return headline
