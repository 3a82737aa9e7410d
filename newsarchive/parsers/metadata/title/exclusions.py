"""Exclude titles that name the site or a section, and headings below the text."""

from __future__ import annotations

import re
from dataclasses import replace

from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.lengths import LEAD_AND_PARAGRAPH, SENTENCE, WORDS_OF_HEADLINE
from newsarchive.parsers.lexicons.metadata import TEMPLATE_TITLE
from newsarchive.parsers.metadata.title.candidates import SHORTEST_SITE_NAME
from newsarchive.parsers.metadata.title.cleaning import DOMAIN
from newsarchive.parsers.metadata.title.comparison import (
    SECTION_WORDS,
    SIGNS,
    TitleCandidate,
    contains_other,
    is_last_part,
    likeness,
    may_be_headline,
    names_site,
    separators_in,
    words_of,
)
from newsarchive.parsers.text import folded, is_unfilled, without_marks

_ALIKE = 0.5  # share of common words; an editor rephrases half of a headline at most
_UNLIKE = 0.25  # share of common words; two headlines of one page share a name or a place by chance
# The names of the sites of Vietnamese authorities begin so.
_PORTAL = re.compile(r"(?:cổng|trang) (?:thông tin|ttđt|tin)\b|ubnd\b|(?:ủy|uỷ) ban nhân dân\b", re.I)
_AUTHORITY = re.compile(
    rf"(?:{_PORTAL.pattern})(?:\s(?:điện tử|của|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|sở|ban|[-–]"
    r"|(?-i:[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ])[\w.]*))*",
    re.I,
)
# A registered organization's name: many associations give it as the <title> of every page.
_REGISTERED = re.compile(r"(?<!\w)(?:e\.\s?V\.|g?GmbH|gAG|Ltd\.?|Inc\.|S\.p\.A\.|z\.\s?s\.|A\.?Ş\.)(?!\w)")


def without_later(document: Document, displayed: list[TitleCandidate]) -> list[TitleCandidate]:
    """Return the h1 of *displayed* above the article's text; headings of further parts of the page follow it."""
    if len(displayed) < 2 or displayed[0].element is None:
        return displayed
    elements = {candidate.element: candidate for candidate in displayed}
    kept: list[TitleCandidate] = []
    paragraphs = 0
    for node in document.nodes:
        if node in elements:
            if paragraphs >= LEAD_AND_PARAGRAPH:
                break
            kept.append(elements[node])
        elif kept and node.tag == "p" and len(text_of(node)) > SENTENCE:
            paragraphs += 1
    return kept


def repeats_site(
    heading: TitleCandidate, declared: list[TitleCandidate], names: list[str], candidates: list[TitleCandidate]
) -> bool:
    """Return whether *heading*, the only h1, is the site's name, as <title> is, and an h2 displays a headline."""
    if not names_site(heading.value, names) or any(folded(other.value) != folded(heading.value) for other in declared):
        return False
    return any(candidate.name == "h2" and may_be_headline(candidate.value) for candidate in candidates)


def behind_site_name(
    as_written: list[TitleCandidate], declared: list[TitleCandidate], names: list[str]
) -> frozenset[str]:
    """Return the titles of *declared*, folded, before which the page writes the site's name in all of its titles.

    "Báo Đồng Mây - Tiếng nói của vùng sông nước" in <title> and og:title is the default of a template.
    """
    opens = [
        any(len(name) >= SHORTEST_SITE_NAME and folded(written.value).startswith(name) for name in names)
        for written in as_written
    ]
    titles = frozenset(folded(candidate.value) for candidate in declared)
    return titles if opens and all(opens) and len({folded(each.value) for each in as_written}) == 1 else frozenset()


def naming_the_article(
    declared: list[TitleCandidate],
    displayed: list[TitleCandidate],
    names: list[str],
    slogans: frozenset[str] = frozenset(),
) -> list[TitleCandidate]:
    """Return the candidates of *declared* that can be a headline, if the page displays one of them as its only h1.

    A template's title, a number, a URL, the site's name or slogan and a section's name are the same on many pages; a
    title that only <title> has is written for search engines and bookmarks.
    """
    headings = [
        candidate
        for candidate in displayed
        if not names_site(candidate.value, names) and not TEMPLATE_TITLE.match(candidate.value)
    ]
    if len(headings) != 1 or any(is_last_part(headings[0].value, candidate.value) for candidate in declared):
        return declared
    heading = headings[0]
    if all(candidate.source is Source.TITLE for candidate in declared):
        near = [
            candidate
            for candidate in declared
            if likeness(heading, [candidate]) >= _ALIKE or contains_other(candidate.value, heading.value)
        ]
        return near or [heading]
    selected = [candidate for candidate in declared if candidate.source is Source.PUBLISHER_SELECTOR]
    is_headline = len(words_of(heading.value)) >= WORDS_OF_HEADLINE
    own = [
        candidate
        for candidate in declared
        if not _is_general(candidate.value, heading.value, names)
        and not (is_headline and folded(candidate.value) in slogans and likeness(heading, [candidate]) < _UNLIKE)
    ]
    if own and len(own) < len(declared) and all(candidate.source is Source.TITLE for candidate in own):
        return naming_the_article(own, displayed, names)
    return selected or own or [heading]


def _is_general(text: str, heading: str, names: list[str]) -> bool:
    """Return whether *text* is not the headline of an article whose page displays *heading*."""
    key = folded(text)
    if not key or key.isdecimal() or is_unfilled(text) or TEMPLATE_TITLE.match(text) or DOMAIN.fullmatch(text):
        return True
    if contains_other(text, heading):
        return False
    slogan = any(len(name) >= SHORTEST_SITE_NAME and key.startswith(name) for name in names)
    section = len(words_of(text)) <= SECTION_WORDS < WORDS_OF_HEADLINE <= len(words_of(heading))
    own = Candidate(value=heading, source=Source.HEADING)
    return (slogan or section or names_site(text, names)) and likeness(own, [replace(own, value=text)]) < _UNLIKE


def is_of_site(candidate: TitleCandidate, names: list[str], logos: set[str]) -> bool:
    """Return whether *candidate* is a template's title, or the site's name, which hosts write without diacritics."""
    key = folded(candidate.value)
    return bool(TEMPLATE_TITLE.match(candidate.value)) or key in names or key in logos or without_marks(key) in names


def is_of_section(title: str, named: TitleCandidate) -> bool:
    """Return whether *title* has only a section or the site's name, and nothing of the displayed headline *named*.

    The site's name may be that of a registered organization: "Heimatverein (HVS) Seeufer e. V. für Kultur am See".
    Headlines have more than three words; of a title in parts, the last may be a long name of the site:
    "Tin tức sự kiện - Cổng thông tin phường".
    """
    signs = separators_in(title) if not SIGNS.isdisjoint(title) else ()
    parts = [title[: sign.start()] for sign in signs[:1]] or [title]
    is_portal = bool(signs) and _PORTAL.match(title[signs[-1].end() :]) is not None
    title = title[: signs[-1].start()] if is_portal else title  # the name of the place may be in the headline too
    is_name = is_portal or _REGISTERED.search(title) is not None
    return (
        (is_name or all(len(words_of(part)) <= SECTION_WORDS or _opens_template(part) for part in parts))
        and likeness(named, [replace(named, value=title)]) < _UNLIKE
        and not contains_other(named.value, title)
    )


def _opens_template(part: str) -> bool:
    return _PORTAL.match(part) is not None or TEMPLATE_TITLE.match(part) is not None


def is_of_template(title: str) -> bool:
    """Return whether *title* has only a template's title or the name of an authority, perhaps with a section or site.

    "Chi tiết bài viết - Xã Bãi Nồm", "UBND xã Bãi Nồm", "Tin hoạt động - Trang thông tin điện tử xã Bãi Nồm"; not a
    headline: "Thư ngỏ - Xã Bãi Nồm", "UBND xã Bãi Nồm họp bàn xây cầu", "Cổng thông tin xã - Khai mạc hội làng".
    """
    signs = separators_in(title) if not SIGNS.isdisjoint(title) else ()
    if signs and len(words_of(title[: signs[0].start()])) <= SECTION_WORDS and _PORTAL.match(title[signs[-1].end() :]):
        return True
    first, last = (title[: signs[0].start()], title[signs[0].end() :]) if signs else (title, "")
    is_template = TEMPLATE_TITLE.match(first) is not None or _AUTHORITY.fullmatch(first) is not None
    return is_template and (len(words_of(last)) <= SECTION_WORDS or _AUTHORITY.fullmatch(last) is not None)
