"""Remove from a title what is not the headline: site, section, badges, ornaments and page number."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from newsarchive.parsers.evidence import Source
from newsarchive.parsers.html.app_state import is_title_in_state
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.lengths import SHORTEST_HEADLINE, WORDS_OF_HEADLINE
from newsarchive.parsers.lexicons.metadata import TEMPLATE_TITLE
from newsarchive.parsers.metadata.title.comparison import (
    ORNAMENT_SIGNS,
    ORNAMENTS,
    SECTION_WORDS,
    SIGNS,
    TitleCandidate,
    names_site,
    separators_in,
    words_of,
)
from newsarchive.parsers.text import folded

# One ornament apart from the words at either end: themes and plugins write "Headline ⋆ Site" and leave out the site.
# Several are a rating: "Khách sạn ★★★★".
_ORNAMENT = re.compile(rf"^[{ORNAMENTS}]\s+(?=[^{ORNAMENTS}]*\w)|(?<=[^\s{ORNAMENTS}])\s+[{ORNAMENTS}]$")
# A rating that nobody gave yet, after the headline: "Headline » ☆☆☆☆☆".
_EMPTY_RATING = re.compile(r"\s+[|»–-]\s*☆{3,}(?=\s|$)")
# The site after a sign without spaces, as in Chinese titles: "标题-新华网". Its name ends in "net", "daily" or "news".
# A headline has no underscore: "标题_滚动新闻_中国载人航天官方网站".
_CJK_SITE = re.compile(
    r"(?<=[\u3400-\u9fff！？”》）。])(?:(?:_{1,2}[^\s_]{2,20})+"
    r"|[-|—]{1,2}[\u3400-\u9fff]{1,8}(?:网|網|网站|網站|报|報|新闻|新聞|在线|頻道|频道|传媒|傳媒))$"
)
_MOST_LINKS = 60  # links; the menu is among the first of a page
_CJK_SIGNS = frozenset("_-|—")
_SECTION_SIGNS = frozenset("|»•›·<‹")
_TIGHT_SIGN = re.compile("[-–—|:]")
_BREADCRUMB_SIGNS = frozenset("»«›")
DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/?", re.I)
# "(Trang 2)", "| Page 3": one page of a long article or of its comments.
_PAGE_NUMBER = re.compile(
    r"\s*[-–—|,(/·]\s*\(?(?:trang(?: số)?|page|seite|página|pagina|sayfa|strona|stránka|страница|сторінка|หน้า)"
    r"\s?\d{1,3}\)?$"
    r"|\s*[-–—|(]\s*第\s?\d{1,3}\s?[页頁]\)?$",
    re.I,
)
_NUMBER_ENDS = frozenset(")页頁")
# Elements and classes of heading parts that are not the headline: badges, counters, times and buttons.
_BADGE_TAGS = frozenset({"button", "time"})
_BADGE_CLASSES = frozenset(
    {"badge", "label", "count", "counter", "date", "time", "icon", "live", "vip", "premium", "button", "btn", "views"}
)
_BESIDE_BADGE = " :|·•–—-"
# The line above the headline, inside its heading.
_KICKER_CLASS = re.compile(
    r"kicker|dachzeile|spitzmarke|(?:over|top|roof)-?line|eye-?brow|sur-?titre|cintillo|volanta|antetitul|chapeu(?![a-z])"
)


def without_ornaments(candidate: TitleCandidate) -> TitleCandidate:
    """Return *candidate* without an ornament at either end, an empty rating or the site of a Chinese title."""
    text: str = candidate.value
    if not ORNAMENT_SIGNS.isdisjoint(text):
        text = _ORNAMENT.sub("", _EMPTY_RATING.sub("", text))
    if not text.isascii() and not _CJK_SIGNS.isdisjoint(text):
        text = _CJK_SITE.sub("", text)
    return candidate if text == candidate.value else replace(candidate, value=text)


def heading_without_site(candidate: TitleCandidate, names: list[str], subheads: set[str]) -> TitleCandidate:
    """Return the h1 *candidate* without the site's name at either end, or without all that follows an h2 of the page.

    Some templates repeat <title> as the h1: "Headline – The Daily Ferry". Only the exact name counts, because the
    words around a dash are usually the headline's own.
    """
    signs = () if SIGNS.isdisjoint(candidate.value) else separators_in(candidate.value)
    for sign in signs:
        if (
            folded(candidate.value[: sign.start()]) in subheads
            and len(words_of(candidate.value[: sign.start()])) >= WORDS_OF_HEADLINE
        ):
            return replace(candidate, value=candidate.value[: sign.start()])
    if signs and folded(candidate.value[signs[-1].end() :]) in names:
        candidate = replace(candidate, value=candidate.value[: signs[-1].start()])
    elif signs and folded(candidate.value[: signs[0].start()]) in names and signs[0][0].strip() != ":":
        candidate = replace(candidate, value=candidate.value[signs[0].end() :])
    return candidate


def without_badges(candidate: TitleCandidate) -> TitleCandidate:
    """Return the heading *candidate* without badges, counters, times, buttons and kicker, its smaller part."""
    if candidate.source is not Source.HEADING or candidate.element is None or not len(candidate.element):
        return candidate
    text: str = candidate.value
    for part in islice(candidate.element.iter("*"), 1, 20):
        badge = text_of(part)
        name = (part.get("class") or "").lower()
        is_badge = part.tag in _BADGE_TAGS or not _BADGE_CLASSES.isdisjoint(name.split()) or _KICKER_CLASS.search(name)
        if is_badge and badge and 2 * len(badge) < len(text):
            # A sign between the two belongs to the badge: "Morning report: Headline".
            bare = text[len(badge) :].lstrip(_BESIDE_BADGE) if text.startswith(badge) else text.removesuffix(badge)
            text = bare.strip() or text
    return candidate if text == candidate.value else replace(candidate, value=text)


def without_site(candidate: TitleCandidate, names: list[str], displayed: set[str]) -> TitleCandidate:
    """Remove the site's name and the section from both ends of a declared title."""
    text: str = candidate.value
    for _ in range(3 if not SIGNS.isdisjoint(text) else 0):
        pieces = separators_in(text)
        if not pieces or folded(text) in displayed:
            break
        head, tail = text[: pieces[-1].start()], text[pieces[-1].end() :]
        first, remainder = text[: pieces[0].start()], text[pieces[0].end() :]
        if names_site(tail, names) or (folded(head) in displayed):
            text = _without_section(head, pieces[-1][0]) if names_site(tail, names) else head
        elif names_site(first, names) or (folded(remainder) in displayed and len(first) < len(remainder)):
            text = remainder
        else:
            break
    if text == candidate.value:
        return candidate  # a leading dash or a closing quotation mark belongs to the headline
    text = text.strip(" |-–—:·•" + ("" if "«" in text else "»"))
    return replace(candidate, value=text) if text else candidate


def _without_section(text: str, sign: str) -> str:
    """Return *text* without the section between headline and site: "Headline | Section | Site"."""
    head, separator, section = text.rpartition(sign)
    is_section = separator and len(words_of(section)) <= SECTION_WORDS and len(words_of(head)) >= WORDS_OF_HEADLINE
    return head if is_section and sign.strip() in _SECTION_SIGNS else text


def without_page_number(candidate: TitleCandidate, headings: set[str]) -> TitleCandidate:
    """Return *candidate* without the number of the page of a long article, unless a heading of *headings* has it."""
    ends_in_number = candidate.value[-1:].isdigit() or candidate.value[-1:] in _NUMBER_ENDS
    bare = _PAGE_NUMBER.sub("", candidate.value) if ends_in_number else candidate.value
    return (
        replace(candidate, value=bare)
        if bare and bare != candidate.value and folded(candidate.value) not in headings
        else candidate
    )


def without_set_apart(text: str, names: list[str]) -> str:
    """Return *text* without the site's full name before a colon, in parentheses, or after a sign without spaces."""
    for sign in list(_TIGHT_SIGN.finditer(text))[-2:]:
        if sign.start() and folded(text[sign.end() :]) in names:
            return text[: sign.start()].rstrip()
    front, colon, remainder = text.partition(": ")
    if colon and folded(front) in names:
        return remainder
    front, blank, remainder = text.partition(" ")
    if blank and DOMAIN.fullmatch(front) and folded(front) in names:
        return remainder
    for opening, closing in ((" (", ")"), (" [", "]")):
        head, mark, name = text.rpartition(opening)
        if mark and name.endswith(closing) and folded(name[:-1]) in names:
            return head
    return text


def displayed_part(
    document: Document, candidate: TitleCandidate, headings: set[str], logos: set[str]
) -> TitleCandidate:
    """Return the part of *candidate* beside one of *logos*, the texts of the links to the front page: the site's name.

    Else it is the part that an element displays by itself, if the remainder names a site or section. A page that a
    script fills may have the part only as a title in the script's state.
    """
    text: str = candidate.value
    separators = separators_in(text) if not SIGNS.isdisjoint(text) else ()
    if not separators or folded(text) in headings:
        return candidate
    page = document.body_html
    pairs = [(text[: sign.start()], text[sign.end() :]) for sign in separators]
    for part, other in (*pairs[::-1], *((behind, front) for front, behind in pairs)):
        if folded(other) in logos and len(part) >= SHORTEST_HEADLINE:
            return replace(candidate, value=part)
    parts = [part for pair in pairs for part in pair]
    for part in (text, *sorted(parts, key=len, reverse=True)):
        # Searched for first: nearly all parts occur nowhere on the page, and compiling a pattern is slow.
        if len(part) >= SHORTEST_HEADLINE and part in page and re.search(rf">\s*{re.escape(part)}\s*<", page):
            return replace(candidate, value=part)
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_HEADLINE and is_title_in_state(document, part):
            return replace(candidate, value=part)
    return candidate


def without_menu_parts(document: Document, candidate: TitleCandidate) -> TitleCandidate:
    """Return *candidate* without leading and trailing sections of the page's menu: "Culture | Headline"."""
    text: str = candidate.value
    for _ in range(2):
        separators = separators_in(text) if not SIGNS.isdisjoint(text) else ()
        front, colon, behind = text.partition(": ")
        if colon and len(words_of(behind)) >= WORDS_OF_HEADLINE and _is_section(document, front, ":"):
            text = behind
            continue
        if not separators:
            break
        first, remainder = text[: separators[0].start()], text[separators[0].end() :]
        head, last = text[: separators[-1].start()], text[separators[-1].end() :]
        if len(words_of(head)) >= WORDS_OF_HEADLINE and _is_section(document, last, separators[-1][0]):
            text = head
        elif len(words_of(remainder)) >= WORDS_OF_HEADLINE and _is_section(document, first, separators[0][0]):
            text = remainder
        else:
            break
    return candidate if text == candidate.value else replace(candidate, value=text)


def _is_section(document: Document, text: str, sign: str) -> bool:
    """Return whether *text*, separated by *sign*, is in the menu, or is short and *sign* is a breadcrumb separator."""
    if sign.strip() in _BREADCRUMB_SIGNS and 0 < len(words_of(text)) <= SECTION_WORDS:
        return True
    if TEMPLATE_TITLE.fullmatch(text):
        return True
    key = folded(text)
    if not key or len(words_of(text)) > SECTION_WORDS + 1:
        return False
    links = [*islice(document.menu_links_with(text), _MOST_LINKS), *document.by_tag.get("a", ())[:_MOST_LINKS]]
    return any(folded(text_of(link)) == key for link in links)
