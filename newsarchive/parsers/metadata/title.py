"""The headline: the displayed headline, checked against metadata, without the site's name and the section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from newsarchive.parsers.evidence import Candidate, Reading, Source
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import spaced_text_of, text_of
from newsarchive.parsers.lexicons.metadata import TEMPLATE_TITLE
from newsarchive.parsers.text import clean, folded, is_unfilled

TitleCandidate = Candidate[str]

_ORNAMENTS = "⋆★☆✦✩✪✯✱✶❖◆◇■□●○▶►▪❘❙"
_SEPARATOR = re.compile(rf"\s+(?:[|\-–—·•»«:‹›<>~/]+|[{_ORNAMENTS}])\s+|\s*[|»]\s*|\s+::?\s+")
# With «…» as quotation marks, only the other signs separate.
_SEPARATOR_BESIDE_QUOTES = re.compile(rf"\s+(?:[|\-–—·•:‹›<>~/]+|[{_ORNAMENTS}])\s+|\s*\|\s*|\s+::?\s+")
_SIGNS = frozenset("|-–—·•»«:‹›<>~/" + _ORNAMENTS)
# One ornament apart from the words at either end: themes and plugins write "Headline ⋆ Site" and leave out the site.
# Several are a rating: "Khách sạn ★★★★".
_ORNAMENT = re.compile(rf"^[{_ORNAMENTS}]\s+(?=[^{_ORNAMENTS}]*\w)|(?<=[^\s{_ORNAMENTS}])\s+[{_ORNAMENTS}]$")
_SECTION_SIGNS = frozenset("|»•›·<‹")
_TIGHT_SIGN = re.compile("[-–—|:]")
_BREADCRUMB_SIGNS = frozenset("»«›")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/?", re.I)
_SECTION_WORDS, _HEADLINE_WORDS, _SHORTEST_NAME, _ALIKE, _UNLIKE = 3, 5, 6, 0.5, 0.25
_WORD = re.compile(r"\w+")
_METAS = ("og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title", "headline", "title")
_DECLARED = frozenset((Source.PUBLISHER_SELECTOR, Source.JSON_LD, Source.MICRODATA, Source.META))
_HEADINGS = 12
_LONGEST, _SHORTEST, _LONGEST_HEADLINE = 400, 12, 200
# "(Trang 2)", "| Page 3": one page of a long article or of its comments.
_PAGE_NUMBER = re.compile(
    r"\s*[-–—|,(/·]\s*\(?(?:trang(?: số)?|page|seite|página|pagina|sayfa|strona|stránka|страница|сторінка|หน้า)"
    r"\s?\d{1,3}\)?$"
    r"|\s*[-–—|(]\s*第\s?\d{1,3}\s?[页頁]\)?$",
    re.I,
)
# Elements and classes of heading parts that are not the headline: badges, counters, times and buttons.
_BADGE_TAGS = frozenset({"button", "time"})
_BADGE_CLASSES = frozenset(
    {"badge", "label", "count", "counter", "date", "time", "icon", "live", "vip", "premium", "button", "btn", "views"}
)
_MOST_LINKS = 60
_TITLE_CLASS = re.compile(r"(?:title|tieu-?de|headline)(?![a-z])")


def read_title(
    document: Document, article: ArticleNode, selectors: Sequence[Selector] = (), site: str | None = None
) -> Reading[str]:
    """Extract the headline; *site* is the publisher's name, if known."""
    candidates = [
        _without_ornaments(one) for one in _candidates(document, article, selectors) if len(one.value) <= _LONGEST
    ]
    names = _site_words(document, site)
    subheads = {folded(one.value) for one in candidates if one.name == "h2"}
    candidates = [_heading_without_site(one, names, subheads) if one.name == "h1" else one for one in candidates]
    names += [
        folded(one.value)
        for one in candidates
        if one.name == "h1" and any(_is_last_part(one.value, other.value) for other in candidates)
    ]
    whole = {folded(one.value) for one in candidates if one.source is not Source.HEADING}
    candidates = [_without_badges(one) if folded(one.value) not in whole else one for one in candidates]
    headings = {folded(one.value) for one in candidates if one.source is Source.HEADING}
    declared = [
        _without_page_number(_without_site(one, names, headings), headings)
        for one in candidates
        if one.source is not Source.HEADING
    ]
    displayed = [one for one in candidates if one.name == "h1" and folded(one.value) not in names]
    below = {folded(one.value) for one in candidates if one.name == "h2"}
    if not any(folded(one.value) in below for one in declared):
        declared = _naming_the_article(declared, displayed, names)
    if not displayed and declared and declared[0].source is not Source.PUBLISHER_SELECTOR:
        declared = [replace(one, value=_without_set_apart(one.value, names)) for one in declared]
        declared = [_displayed_part(document, one, headings) for one in declared]
        declared = [_without_menu_parts(document, one) for one in declared]
        if all(TEMPLATE_TITLE.match(one.value) or folded(one.value) in names for one in declared):
            candidates += (named := list(_named(document)))
            declared = named or declared
    return Reading(_choose(declared, displayed, candidates, "NewsArticle" in article.types), candidates)


def _candidates(document: Document, article: ArticleNode, selectors: Sequence[Selector]) -> Iterator[TitleCandidate]:
    for source, found in first_texts(document, selectors):
        yield Candidate(value=found, source=Source.PUBLISHER_SELECTOR, name=source)
    for key in ("headline", "name"):
        text = article.text(key) if key == "headline" or not article.is_article else None
        if text:
            yield Candidate(value=text, source=Source.JSON_LD, name=key)
    for node in own_item_nodes(document, "headline", None)[:1]:
        if found := value_of(node):
            yield Candidate(value=found, source=Source.MICRODATA, name="headline")
    for name in _METAS:
        text = document.meta(name)
        if text:
            yield Candidate(value=text, source=Source.META, name=name)
    text = clean(next((node.text for node in document.by_tag.get("title", ())), None))
    if text:
        yield Candidate(value=text, source=Source.TITLE)
    yield from _headings(document)


def _headings(document: Document) -> Iterator[TitleCandidate]:
    for level in ("h1", "h2"):
        for count, node in enumerate(document.by_tag.get(level, ())):
            if count == _HEADINGS:
                break
            text = spaced_text_of(node)
            if 1 < len(text) <= _LONGEST:
                yield Candidate(value=text, source=Source.HEADING, name=level, element=node)


def _separators(text: str) -> list[re.Match[str]]:
    """Return the signs in *text* that may separate headline, section and site."""
    is_quoting = 0 <= text.find("«") < text.rfind("»")
    return list((_SEPARATOR_BESIDE_QUOTES if is_quoting else _SEPARATOR).finditer(text))


def _without_ornaments(one: TitleCandidate) -> TitleCandidate:
    text = _ORNAMENT.sub("", one.value) if not _SIGNS.isdisjoint(one.value) else one.value
    return one if text == one.value else replace(one, value=text)


def _heading_without_site(one: TitleCandidate, names: list[str], subheads: set[str]) -> TitleCandidate:
    """Return the h1 *one* without the site's name at either end, or without all that follows an h2 of the page.

    Some templates repeat <title> as the h1: "Headline – The Daily Ferry". Only the exact name counts, because the
    words around a dash are usually the headline's own.
    """
    signs = [] if _SIGNS.isdisjoint(one.value) else _separators(one.value)
    for sign in signs:
        if folded(one.value[: sign.start()]) in subheads and len(_words(one.value[: sign.start()])) >= _HEADLINE_WORDS:
            return replace(one, value=one.value[: sign.start()])
    if signs and folded(one.value[signs[-1].end() :]) in names:
        one = replace(one, value=one.value[: signs[-1].start()])
    elif signs and folded(one.value[: signs[0].start()]) in names and signs[0][0].strip() != ":":
        one = replace(one, value=one.value[signs[0].end() :])
    return one


def _without_badges(one: TitleCandidate) -> TitleCandidate:
    """Return the heading *one* without its badges, counters, times and buttons, if these are its smaller part."""
    if one.source is not Source.HEADING or one.element is None or not len(one.element):
        return one
    text: str = one.value
    for part in islice(one.element.iter("*"), 1, 20):
        badge = text_of(part)
        is_badge = part.tag in _BADGE_TAGS or not _BADGE_CLASSES.isdisjoint((part.get("class") or "").lower().split())
        if is_badge and badge and 2 * len(badge) < len(text):
            bare = text.removeprefix(badge) if text.startswith(badge) else text.removesuffix(badge)
            text = bare.strip() or text
    return one if text == one.value else replace(one, value=text)


def _without_page_number(one: TitleCandidate, headings: set[str]) -> TitleCandidate:
    bare = _PAGE_NUMBER.sub("", one.value)
    return replace(one, value=bare) if bare and bare != one.value and folded(one.value) not in headings else one


def _without_menu_parts(document: Document, one: TitleCandidate) -> TitleCandidate:
    """Return *one* without leading and trailing sections of the page's menu: "Culture | Headline"."""
    text: str = one.value
    for _ in range(2):
        signs = _separators(text) if not _SIGNS.isdisjoint(text) else []
        front, colon, behind = text.partition(": ")
        if colon and len(_words(behind)) >= _HEADLINE_WORDS and _is_section(document, front, ":"):
            text = behind
            continue
        if not signs:
            break
        first, rest = text[: signs[0].start()], text[signs[0].end() :]
        head, last = text[: signs[-1].start()], text[signs[-1].end() :]
        if len(_words(head)) >= _HEADLINE_WORDS and _is_section(document, last, signs[-1][0]):
            text = head
        elif len(_words(rest)) >= _HEADLINE_WORDS and _is_section(document, first, signs[0][0]):
            text = rest
        else:
            break
    return one if text == one.value else replace(one, value=text)


def _is_section(document: Document, text: str, sign: str) -> bool:
    """Return whether *text*, separated by *sign*, is in the menu, or is short and *sign* is a breadcrumb separator."""
    if sign.strip() in _BREADCRUMB_SIGNS and 0 < len(_words(text)) <= _SECTION_WORDS:
        return True
    if TEMPLATE_TITLE.fullmatch(text):
        return True
    key = folded(text)
    if not key or len(_words(text)) > _SECTION_WORDS + 1:
        return False
    links = [*islice(document.menu_links_with(text), _MOST_LINKS), *document.by_tag.get("a", ())[:_MOST_LINKS]]
    return any(folded(text_of(link)) == key for link in links)


def _displayed_part(document: Document, one: TitleCandidate, headings: set[str]) -> TitleCandidate:
    """Return the part of *one* that a separate element displays, if the remainder is the name of a site or section."""
    text: str = one.value
    signs = _separators(text) if not _SIGNS.isdisjoint(text) else ()
    if not signs or folded(text) in headings:
        return one
    page = document.html[document.html.find("<body") :]
    parts = [part for sign in signs for part in (text[: sign.start()], text[sign.end() :])]
    for part in (text, *sorted(parts, key=len, reverse=True)):
        # Searched for first: nearly all parts occur nowhere on the page, and compiling a pattern is slow.
        if len(part) >= _SHORTEST and part in page and re.search(rf">\s*{re.escape(part)}\s*<", page):
            return replace(one, value=part)
    return one


def _named(document: Document) -> Iterator[TitleCandidate]:
    """Yield the first text in an element whose name indicates a title, for a page with only template titles."""
    for node in islice(document.elements.class_like(_TITLE_CLASS), _HEADINGS):
        text = text_of(node)
        if _SHORTEST < len(text) <= _LONGEST_HEADLINE and node.tag != "a" and node.find(".//a") is None:
            yield Candidate(value=text, source=Source.CLASS, name=(node.get("class") or "")[:60], element=node)
            return


def _choose(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], everything: list[TitleCandidate], news: bool
) -> TitleCandidate | None:
    """Choose the headline; *declared* are the declared titles, best first, without site and section."""
    if not declared:
        return displayed[0] if len(displayed) == 1 else None
    if declared[0].source is Source.PUBLISHER_SELECTOR:
        return declared[0]
    if (bare := _without_kicker(declared, displayed) or _without_badge(declared, displayed)) is not None:
        return bare
    if declared[0].origin == "json-ld headline" and _is_subhead(declared[0], everything, displayed, declared):
        return _in_usual_spelling(declared[0], declared)
    if (shared := _displayed_below(declared, displayed, everything)) is not None:
        return shared
    keys = [folded(one.value) for one in declared]
    for one in (*displayed, *(one for one in everything if one.name == "h2")):
        if (key := folded(one.value)) and key in keys:
            # The words are the same: the declared title has the spaces that a heading of several lines lacks.
            return _in_usual_spelling(one, declared)
    if not displayed:
        # Without a heading to compare, prefer the title for sharing: it is written for readers, the others for search
        # engines.
        return next((one for one in declared if one.origin == "meta og:title"), declared[0])
    near = max(displayed, key=lambda one: _likeness(one, declared))
    if (news and keys.count(keys[0]) > 1) or _likeness(near, declared) < (0.25 if len(displayed) == 1 else 0.5):
        return declared[0]
    return near


def _naming_the_article(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], names: list[str]
) -> list[TitleCandidate]:
    """Return the candidates of *declared* that can be a headline, if the page displays one of them as its only h1.

    A template's title, a number, a URL, the site's name or slogan and a section's name are the same on many pages; a
    title that only <title> has is written for search engines and bookmarks.
    """
    headings = [one for one in displayed if not _is_site(one.value, names) and not TEMPLATE_TITLE.match(one.value)]
    if len(headings) != 1 or any(_is_last_part(headings[0].value, one.value) for one in declared):
        return declared
    heading = headings[0]
    if all(one.source is Source.TITLE for one in declared):
        near = [one for one in declared if _likeness(heading, [one]) >= _ALIKE or _holds(one.value, heading.value)]
        return near or [heading]
    selected = [one for one in declared if one.source is Source.PUBLISHER_SELECTOR]
    own = [one for one in declared if not _is_general(one.value, heading.value, names)]
    if own and len(own) < len(declared) and all(one.source is Source.TITLE for one in own):
        return _naming_the_article(own, displayed, names)
    return selected or own or [heading]


def _is_last_part(heading: str, title: str) -> bool:
    """Return whether *heading* is the site's name after the headline in *title*: "Headline | The Daily Ferry"."""
    if _SIGNS.isdisjoint(title):
        return False
    parts = _SEPARATOR.split(title)
    return len(parts) > 1 and folded(parts[-1]) == folded(heading) and len(parts[0]) > len(parts[-1])


def _is_general(text: str, heading: str, names: list[str]) -> bool:
    """Return whether *text* is not the headline of an article whose page displays *heading*."""
    key = folded(text)
    if not key or key.isdecimal() or is_unfilled(text) or TEMPLATE_TITLE.match(text) or _DOMAIN.fullmatch(text):
        return True
    if _holds(text, heading):
        return False
    slogan = any(len(name) >= _SHORTEST_NAME and key.startswith(name) for name in names)
    section = len(_words(text)) <= _SECTION_WORDS < _HEADLINE_WORDS <= len(_words(heading))
    own = Candidate(value=heading, source=Source.HEADING)
    return (slogan or section or _is_site(text, names)) and _likeness(own, [replace(own, value=text)]) < _UNLIKE


def _holds(text: str, heading: str) -> bool:
    """Return whether one of the two texts contains the other."""
    one, other = folded(text), folded(heading)
    return bool(one and other) and (one in other or other in one)


def _without_badge(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a heading displays it next to an element with a badge, a section or a date."""
    for heading in displayed:
        whole = folded(heading.value)
        for one in (part for title in declared for part in _beginnings(title)):
            key = folded(one.value)
            if not key or key == whole or 2 * len(key) <= len(whole) or heading.element is None:
                continue
            rest = whole.removeprefix(key) if whole.startswith(key) else whole.removesuffix(key)
            if rest != whole and any(
                folded(text_of(part)) == rest for part in islice(heading.element.iter("*"), 1, 20)
            ):
                return one
    return None


def _beginnings(one: TitleCandidate) -> list[TitleCandidate]:
    """Return *one*, and the text before each of its separators: the remainder may be an unknown site's name."""
    text: str = one.value
    signs = [] if _SIGNS.isdisjoint(text) else _separators(text)[-3:]
    return [one, *(replace(one, value=text[: sign.start()]) for sign in signs[::-1] if sign.start())]


def _is_subhead(
    best: TitleCandidate,
    everything: list[TitleCandidate],
    displayed: list[TitleCandidate],
    declared: list[TitleCandidate],
) -> bool:
    """Return whether the page displays *best* as an h2 that is its headline."""
    same = {one.value for one in everything if one.name == "h2" and folded(one.value) == folded(best.value)}
    if not same or best.value in same:
        return bool(same)
    # "Kicker" and "Headline" in separate elements, declared as "Kicker: Headline": the h1 may be the headline itself.
    shared = {folded(one.value) for one in declared if one.origin == "meta og:title"}
    return not any(folded(one.value) in shared for one in displayed)


def _in_usual_spelling(one: TitleCandidate, declared: list[TitleCandidate]) -> TitleCandidate:
    """Return *one* with the spaces, punctuation and case of most of *declared*; in a tie, of the title for sharing.

    Titles in all capitals are a style of the page's template and ignored, unless *one* is in all capitals.
    """
    same = [other for other in declared if folded(other.value) == folded(one.value)]
    if not one.value.isupper():
        same = [other for other in same if not other.value.isupper()] or [one]
    counts = Counter(other.value for other in same)
    best = max(same, key=lambda other: (counts[other.value], other.origin == "meta og:title"))
    return replace(one, value=best.value)


def _displayed_below(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], everything: list[TitleCandidate]
) -> TitleCandidate | None:
    """Return the title for sharing if the page displays it as an h2 and a search-engine title as its h1."""
    shared = next((one for one in declared if one.origin == "meta og:title"), None)
    if shared is None or len(_words(shared.value)) < _HEADLINE_WORDS:
        return None
    key = folded(shared.value)
    if any(key in folded(one.value) or folded(one.value) in key for one in displayed):
        return None
    below = [folded(one.value) for one in everything if one.name == "h2"][:2]
    return shared if any(one.endswith(key) and 2 * len(key) > len(one) for one in below) else None


def _without_kicker(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a displayed heading consists of a kicker ("Opinion | …") and that title."""
    for one in declared:
        key = folded(one.value)
        for heading in displayed:
            whole = folded(heading.value)
            if one.source in _DECLARED and whole != key and whole.endswith(key) and 2 * len(key) > len(whole):
                if any(other.origin == "json-ld headline" and folded(other.value) == whole for other in declared):
                    continue  # the kicker belongs to the headline
                return one
    return None


def _likeness(one: TitleCandidate, declared: list[TitleCandidate]) -> float:
    words = set(_words(one.value))
    shares = []
    for other in declared:
        theirs = set(_words(other.value))
        if words and theirs:
            shares.append(len(words & theirs) / max(len(words), len(theirs)))
    return max(shares, default=0.0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _site_words(document: Document, site: str | None) -> list[str]:
    """Return the names of the site as comparison keys, and the letters of its host."""
    host = re.sub(r"^https?://(?:www\.|m\.)?|[/:?#].*$", "", document.url or document.meta("og:url") or "")
    names = (site, document.meta("og:site_name"), document.meta("application-name"), host, host.partition(".")[0])
    return [key for name in names if name and (key := folded(name))]


def _without_site(one: TitleCandidate, names: list[str], displayed: set[str]) -> TitleCandidate:
    """Remove the site's name and the section from both ends of a declared title."""
    text: str = one.value
    for _ in range(3 if not _SIGNS.isdisjoint(text) else 0):
        pieces = _separators(text)
        if not pieces or folded(text) in displayed:
            break
        head, tail = text[: pieces[-1].start()], text[pieces[-1].end() :]
        first, rest = text[: pieces[0].start()], text[pieces[0].end() :]
        if _is_site(tail, names) or (folded(head) in displayed):
            text = _without_section(head, pieces[-1][0]) if _is_site(tail, names) else head
        elif _is_site(first, names) or (folded(rest) in displayed and len(first) < len(rest)):
            text = rest
        else:
            break
    if text == one.value:
        return one  # a leading dash or a closing quotation mark belongs to the headline
    text = text.strip(" |-–—:·•" + ("" if "«" in text else "»"))
    return replace(one, value=text) if text else one


def _without_set_apart(text: str, names: list[str]) -> str:
    """Return *text* without the site's full name before a colon, in parentheses, or after a sign without spaces."""
    for sign in list(_TIGHT_SIGN.finditer(text))[-2:]:
        if sign.start() and folded(text[sign.end() :]) in names:
            return text[: sign.start()].rstrip()
    front, colon, rest = text.partition(": ")
    if colon and folded(front) in names:
        return rest
    front, blank, rest = text.partition(" ")
    if blank and _DOMAIN.fullmatch(front) and folded(front) in names:
        return rest
    for opening, closing in ((" (", ")"), (" [", "]")):
        head, mark, name = text.rpartition(opening)
        if mark and name.endswith(closing) and folded(name[:-1]) in names:
            return head
    return text


def _without_section(text: str, sign: str) -> str:
    """Return *text* without the section between headline and site: "Headline | Section | Site"."""
    head, separator, section = text.rpartition(sign)
    is_section = separator and len(_words(section)) <= _SECTION_WORDS and len(_words(head)) >= _HEADLINE_WORDS
    return head if is_section and sign.strip() in _SECTION_SIGNS else text


def _is_site(piece: str, names: list[str]) -> bool:
    key = folded(piece)
    return any(
        key == name or (len(name) > 3 and name in key and len(key) < 3 * len(name)) or (len(key) > 3 and key in name)
        for name in names
    )
