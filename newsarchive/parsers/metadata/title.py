"""The headline: the displayed headline, checked against metadata, without the site's name and the section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.evidence import Candidate, Resolution, Source
from newsarchive.parsers.html.app_state import is_title_in_state
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, class_and_id, spaced_text_of, text_of
from newsarchive.parsers.lexicons.metadata import TEMPLATE_TITLE
from newsarchive.parsers.text import DENSE, clean, folded, is_unfilled, without_marks

TitleCandidate = Candidate[str]

_ORNAMENTS = "⋆★☆✦✩✪✯✱✶❖◆◇■□●○▶►▪❘❙"
_SEPARATOR = re.compile(rf"\s+(?:[|\-–—·•»«:‹›<>~/]+|[{_ORNAMENTS}])\s+|\s*[|»]\s*|\s+::?\s+|\s+：\s*")
# With «…» as quotation marks, only the other signs separate.
_SEPARATOR_BESIDE_QUOTES = re.compile(rf"\s+(?:[|\-–—·•:‹›<>~/]+|[{_ORNAMENTS}])\s+|\s*\|\s*|\s+::?\s+|\s+：\s*")
_ORNAMENT_SIGNS = frozenset(_ORNAMENTS)
_SIGNS = frozenset("|-–—·•»«:：‹›<>~/") | _ORNAMENT_SIGNS
# One ornament apart from the words at either end: themes and plugins write "Headline ⋆ Site" and leave out the site.
# Several are a rating: "Khách sạn ★★★★".
_ORNAMENT = re.compile(rf"^[{_ORNAMENTS}]\s+(?=[^{_ORNAMENTS}]*\w)|(?<=[^\s{_ORNAMENTS}])\s+[{_ORNAMENTS}]$")
# A rating that nobody gave yet, after the headline: "Headline » ☆☆☆☆☆".
_EMPTY_RATING = re.compile(r"\s+[|»–-]\s*☆{3,}(?=\s|$)")
# The site after a sign without spaces, as in Chinese titles: "标题-新华网". Its name ends in "net", "daily" or "news".
# A headline has no underscore: "标题_滚动新闻_中国载人航天官方网站".
_CJK_SITE = re.compile(
    r"(?<=[\u3400-\u9fff！？”》）。])(?:(?:_{1,2}[^\s_]{2,20})+"
    r"|[-|—]{1,2}[\u3400-\u9fff]{1,8}(?:网|網|网站|網站|报|報|新闻|新聞|在线|頻道|频道|传媒|傳媒))$"
)
_CJK_SIGNS = frozenset("_-|—")
_SECTION_SIGNS = frozenset("|»•›·<‹")
_TIGHT_SIGN = re.compile("[-–—|:]")
_BREADCRUMB_SIGNS = frozenset("»«›")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/?", re.I)
_SECTION_WORDS, _HEADLINE_WORDS, _SHORTEST_NAME, _ALIKE, _UNLIKE = 3, 5, 6, 0.5, 0.25
_WORD = re.compile(r"\w+")
_METAS = ("og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title", "headline", "title")
_DECLARED = (Source.PUBLISHER_SELECTOR, Source.JSON_LD, Source.MICRODATA, Source.META)
_HEADINGS = 12
_LONGEST, _SHORTEST, _LONGEST_HEADLINE = 400, 12, 200
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
_SUBTITLE_CLASS = re.compile(r"sub-?(?:title|head|line)|unterzeile|sapo|standfirst|sous-?titre|\bdec?k\b")
_MOST_LINKS = 60
# The names of the sites of Vietnamese authorities begin so.
_PORTAL = re.compile(r"(?:cổng|trang) (?:thông tin|ttđt|tin)\b|ubnd\b|(?:ủy|uỷ) ban nhân dân\b", re.I)
# A registered organization's name: many associations give it as the <title> of every page.
_REGISTERED = re.compile(r"(?<!\w)(?:e\.\s?V\.|g?GmbH|gAG|Ltd\.?|Inc\.|S\.p\.A\.|z\.\s?s\.|A\.?Ş\.)(?!\w)")
_HOME_PATH = re.compile(r"(?:\.?/)?(?:index|home|default|trang-?chu)(?:\.\w{2,5})?|\./", re.I)
_LONGEST_HOME = 20
# Chinese, Japanese and Korean have no spaces between words, or few.
_SHORTEST_DENSE, _PARAGRAPH, _PARAGRAPHS_OF_TEXT = 8, 80, 2
_ENTRY_TITLE = "entry-title"
# "Headline | Báo Làng Nghề": the names of Vietnamese newspapers and stations begin so.
_OUTLET_BEHIND = re.compile(
    r"\s\|\s((?:báo|tạp chí|thời báo|đài (?:phát thanh|truyền hình|pt-?th))\s[^|]{2,40})$", re.I
)
_LOGO = re.compile(r"(?<![a-z])logo(?![a-z])")
_TITLE_CLASS = re.compile(r"(?:title|tieu-?de|headline)(?![a-z])")


def read_title(
    document: Document, article: ArticleNode, selectors: Sequence[Selector] = (), site: str | None = None
) -> Resolution[str]:
    """Extract the headline, without the site's name, badges and ornaments.

    *selectors* are those of the publisher's file, best first; *article* is the page's JSON-LD; *site* is the
    publisher's name, if known.
    """
    candidates = [
        _without_ornaments(candidate)
        for candidate in _candidates(document, article, selectors)
        if len(candidate.value) <= _LONGEST
    ]
    names = _site_words(document, site)
    subheads = {folded(candidate.value) for candidate in candidates if candidate.name == "h2"}
    candidates = [
        _heading_without_site(candidate, names, subheads) if candidate.name == "h1" else candidate
        for candidate in candidates
    ]
    names += [
        folded(candidate.value)
        for candidate in candidates
        if candidate.name == "h1" and any(_is_last_part(candidate.value, other.value) for other in candidates)
    ]
    names += [
        folded(outlet[1])
        for candidate in candidates
        if candidate.source is Source.TITLE and (outlet := _OUTLET_BEHIND.search(candidate.value)) is not None
    ]
    candidates = [
        _heading_without_site(candidate, names, subheads) if candidate.name == "h1" else candidate
        for candidate in candidates
    ]
    whole = {folded(candidate.value) for candidate in candidates if candidate.source is not Source.HEADING}
    candidates = [
        _without_badges(candidate) if folded(candidate.value) not in whole else candidate for candidate in candidates
    ]
    headings = {folded(candidate.value) for candidate in candidates if candidate.source is Source.HEADING}
    declared = [
        _without_page_number(_without_site(candidate, names, headings), headings)
        for candidate in candidates
        if candidate.source is not Source.HEADING
    ]
    logos = _logo_texts(document)
    displayed = [
        candidate
        for candidate in candidates
        if candidate.name == "h1"
        and folded(candidate.value) not in names
        and folded(candidate.value) not in logos
        and heading_verdict(candidate.value) is None
    ]
    displayed = _without_later(document, displayed)
    if len(displayed) == 1 and _repeats_site(displayed[0], declared, names, candidates):
        logos, displayed = logos | {folded(displayed[0].value)}, []
    below = {folded(candidate.value) for candidate in candidates if candidate.name == "h2"}
    if not any(folded(candidate.value) in below for candidate in declared):
        declared = _naming_the_article(declared, displayed, names)
    if not displayed and declared and declared[0].source is not Source.PUBLISHER_SELECTOR:
        declared = [replace(candidate, value=_without_set_apart(candidate.value, names)) for candidate in declared]
        declared = [_displayed_part(document, candidate, headings) for candidate in declared]
        declared = [_without_menu_parts(document, candidate) for candidate in declared]
        if all(candidate.source is Source.TITLE or _is_of_site(candidate, names, logos) for candidate in declared):
            named = list(islice(_named(document, logos), 1))
            if named and all(
                _is_of_site(candidate, names, logos) or _is_of_section(candidate.value, named[0])
                for candidate in declared
            ):
                candidates += named
                declared = named
    return Resolution(_choose(declared, displayed, candidates, "NewsArticle" in article.types), candidates)


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
    if not document.by_tag.get("h1") and _ENTRY_TITLE.encode() in document.utf8:
        # hAtom names the headline of the page's only entry: http://microformats.org/wiki/hatom#Entry_Title
        entries = [node for node in document.elements.of_class(_ENTRY_TITLE) if text_of(node)][:2]
        if len(entries) == 1 and entries[0].find(".//a") is None:
            yield Candidate(value=text_of(entries[0]), source=Source.MICRODATA, name=_ENTRY_TITLE)
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


@lru_cache(maxsize=64)  # each step for a candidate asks for those of the same text
def _separators(text: str) -> tuple[re.Match[str], ...]:
    """Return the signs in *text* that may separate headline, section and site."""
    is_quoting = 0 <= text.find("«") < text.rfind("»")
    return tuple((_SEPARATOR_BESIDE_QUOTES if is_quoting else _SEPARATOR).finditer(text))


def _without_ornaments(candidate: TitleCandidate) -> TitleCandidate:
    text: str = candidate.value
    if not _ORNAMENT_SIGNS.isdisjoint(text):
        text = _ORNAMENT.sub("", _EMPTY_RATING.sub("", text))
    if not text.isascii() and not _CJK_SIGNS.isdisjoint(text):
        text = _CJK_SITE.sub("", text)
    return candidate if text == candidate.value else replace(candidate, value=text)


def _heading_without_site(candidate: TitleCandidate, names: list[str], subheads: set[str]) -> TitleCandidate:
    """Return the h1 *candidate* without the site's name at either end, or without all that follows an h2 of the page.

    Some templates repeat <title> as the h1: "Headline – The Daily Ferry". Only the exact name counts, because the
    words around a dash are usually the headline's own.
    """
    signs = () if _SIGNS.isdisjoint(candidate.value) else _separators(candidate.value)
    for sign in signs:
        if (
            folded(candidate.value[: sign.start()]) in subheads
            and len(_words(candidate.value[: sign.start()])) >= _HEADLINE_WORDS
        ):
            return replace(candidate, value=candidate.value[: sign.start()])
    if signs and folded(candidate.value[signs[-1].end() :]) in names:
        candidate = replace(candidate, value=candidate.value[: signs[-1].start()])
    elif signs and folded(candidate.value[: signs[0].start()]) in names and signs[0][0].strip() != ":":
        candidate = replace(candidate, value=candidate.value[signs[0].end() :])
    return candidate


def _without_badges(candidate: TitleCandidate) -> TitleCandidate:
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


def _without_page_number(candidate: TitleCandidate, headings: set[str]) -> TitleCandidate:
    ends_in_number = candidate.value[-1:].isdigit() or candidate.value[-1:] in _NUMBER_ENDS
    bare = _PAGE_NUMBER.sub("", candidate.value) if ends_in_number else candidate.value
    return (
        replace(candidate, value=bare)
        if bare and bare != candidate.value and folded(candidate.value) not in headings
        else candidate
    )


def _without_menu_parts(document: Document, candidate: TitleCandidate) -> TitleCandidate:
    """Return *candidate* without leading and trailing sections of the page's menu: "Culture | Headline"."""
    text: str = candidate.value
    for _ in range(2):
        separators = _separators(text) if not _SIGNS.isdisjoint(text) else ()
        front, colon, behind = text.partition(": ")
        if colon and len(_words(behind)) >= _HEADLINE_WORDS and _is_section(document, front, ":"):
            text = behind
            continue
        if not separators:
            break
        first, remainder = text[: separators[0].start()], text[separators[0].end() :]
        head, last = text[: separators[-1].start()], text[separators[-1].end() :]
        if len(_words(head)) >= _HEADLINE_WORDS and _is_section(document, last, separators[-1][0]):
            text = head
        elif len(_words(remainder)) >= _HEADLINE_WORDS and _is_section(document, first, separators[0][0]):
            text = remainder
        else:
            break
    return candidate if text == candidate.value else replace(candidate, value=text)


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


def _displayed_part(document: Document, candidate: TitleCandidate, headings: set[str]) -> TitleCandidate:
    """Return the part of *candidate* that an element displays by itself, if the remainder names a site or section.

    A page that a script fills may have the part only as a title in the script's state.
    """
    text: str = candidate.value
    separators = _separators(text) if not _SIGNS.isdisjoint(text) else ()
    if not separators or folded(text) in headings:
        return candidate
    page = document.body_html
    parts = [part for sign in separators for part in (text[: sign.start()], text[sign.end() :])]
    for part in (text, *sorted(parts, key=len, reverse=True)):
        # Searched for first: nearly all parts occur nowhere on the page, and compiling a pattern is slow.
        if len(part) >= _SHORTEST and part in page and re.search(rf">\s*{re.escape(part)}\s*<", page):
            return replace(candidate, value=part)
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _SHORTEST and is_title_in_state(document, part):
            return replace(candidate, value=part)
    return candidate


def _is_of_site(candidate: TitleCandidate, names: list[str], logos: set[str]) -> bool:
    """Return whether *candidate* is a template's title, or the site's name, which hosts write without diacritics."""
    key = folded(candidate.value)
    return bool(TEMPLATE_TITLE.match(candidate.value)) or key in names or key in logos or without_marks(key) in names


def _is_of_section(title: str, named: TitleCandidate) -> bool:
    """Return whether *title* has only a section or the site's name, and nothing of the displayed headline *named*.

    The site's name may be that of a registered organization: "Heimatverein (HVS) Seeufer e. V. für Kultur am See".

    Headlines have more than three words; of a title in parts, the last may be a long name of the site:
    "Tin tức sự kiện - Cổng thông tin phường".
    """
    signs = _separators(title) if not _SIGNS.isdisjoint(title) else ()
    parts = [title[: sign.start()] for sign in signs[:1]] or [title]
    is_portal = bool(signs) and _PORTAL.match(title[signs[-1].end() :]) is not None
    title = title[: signs[-1].start()] if is_portal else title  # the name of the place may be in the headline too
    is_name = is_portal or _REGISTERED.search(title) is not None
    return (
        (is_name or all(len(_words(part)) <= _SECTION_WORDS or _PORTAL.match(part) for part in parts))
        and _likeness(named, [replace(named, value=title)]) < _UNLIKE
        and not _holds(named.value, title)
    )


def _named(document: Document, logos: set[str]) -> Iterator[TitleCandidate]:
    """Yield the texts that the page displays as its headline, best first, for a page with only template titles.

    Best is a text in an element whose name indicates a title, then a heading, then a line that is set in bold: old
    content systems have neither h1 nor a <title> for each article.
    """
    for node in islice(document.elements.class_like(_TITLE_CLASS), _HEADINGS):
        text = text_of(node)
        is_headline = _SHORTEST < len(text) <= _LONGEST_HEADLINE and node.tag != "a" and node.find(".//a") is None
        if not _may_be_headline(text) and len(_words(text)) <= _SECTION_WORDS:
            continue  # "Gefahrenentwicklung" is the title of a part of the page
        if is_stamp(text):
            continue  # "Hôm nay, Thứ hai, ngày 30/11/2026" is the page's clock
        if is_headline and folded(text) not in logos and heading_verdict(text) is None:
            yield Candidate(value=text, source=Source.CLASS, name=(node.get("class") or "")[:60], element=node)
    for tags, source in ((("h2", "h3", "h4"), Source.HEADING), (("b", "strong", "font"), Source.CLASS)):
        for node in (node for tag in tags for node in document.by_tag.get(tag, ())[:_HEADINGS]):
            text = text_of(node)
            if _may_be_headline(text) and folded(text) not in logos and _is_alone(node, text):
                yield Candidate(value=text, source=source, name=str(node.tag), element=node)


def _may_be_headline(text: str) -> bool:
    """Return whether *text* has the length of a headline and does not end like a sentence of the text."""
    long_enough = len(_words(text)) >= _HEADLINE_WORDS or (len(DENSE.findall(text)) >= _SHORTEST_DENSE)
    return long_enough and len(text) <= _LONGEST_HEADLINE and text[-1] not in ".:;。"


def _is_alone(node: Node, text: str) -> bool:
    """Return whether *node* is neither in nor around a link, nor a part of a longer text, nor beside the article."""
    if node.find(".//a") is not None or any(ancestor.tag == "a" for ancestor in islice(node.iterancestors(), 6)):
        return False
    parent = node.getparent()
    return (
        parent is not None and not clean(node.tail) and not clean(parent.text) and not is_aside(node, None, ends=True)
    )


def _logo_texts(document: Document) -> set[str]:
    """Return the texts of the first links to the front page as comparison keys: the site's name, beside its logo."""
    parts = (document.url or "").split("/", 3)
    origins = {f"{parts[0]}//{parts[2]}", f"//{parts[2]}"} if len(parts) > 2 else set()
    longest = max(_LONGEST_HOME, *map(len, origins)) + 1 if origins else _LONGEST_HOME
    found = set()
    for link, address in document.anchors[:_MOST_LINKS]:
        href = address.strip()
        if len(href) > longest:
            continue
        if href == "/" or href.rstrip("/") in origins or (len(href) < _LONGEST_HOME and _HOME_PATH.fullmatch(href)):
            found.add(folded(text_of(link)))
    for heading in document.by_tag.get("h1", ())[:_HEADINGS]:
        if any(_LOGO.search(class_and_id(box).lower()) for box in (heading, *islice(heading.iterancestors(), 1))):
            found.add(folded(text_of(heading)))
    return {text for text in found if len(text) > _SHORTEST_NAME - 1}


def _without_later(document: Document, displayed: list[TitleCandidate]) -> list[TitleCandidate]:
    """Return the h1 of *displayed* above the article's text; headings of further parts of the page follow it."""
    if len(displayed) < 2 or displayed[0].element is None:
        return displayed
    elements = {candidate.element: candidate for candidate in displayed}
    kept: list[TitleCandidate] = []
    paragraphs = 0
    for node in document.nodes:
        if node in elements:
            if paragraphs >= _PARAGRAPHS_OF_TEXT:
                break
            kept.append(elements[node])
        elif kept and node.tag == "p" and len(text_of(node)) > _PARAGRAPH:
            paragraphs += 1
    return kept


def _repeats_site(
    heading: TitleCandidate, declared: list[TitleCandidate], names: list[str], candidates: list[TitleCandidate]
) -> bool:
    """Return whether *heading*, the only h1, is the site's name, as <title> is, and an h2 displays a headline."""
    if not _is_site(heading.value, names) or any(folded(other.value) != folded(heading.value) for other in declared):
        return False
    return any(candidate.name == "h2" and _may_be_headline(candidate.value) for candidate in candidates)


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
    if _is_json_ld_headline(declared[0]) and _is_subhead(declared[0], everything, displayed, declared):
        return _in_usual_spelling(declared[0], declared)
    if (shared := _displayed_below(declared, displayed, everything)) is not None:
        return shared
    keys = [folded(candidate.value) for candidate in declared]
    for candidate in (*displayed, *(heading for heading in everything if heading.name == "h2")):
        if (key := folded(candidate.value)) and key in keys:
            # The words are the same: the declared title has the spaces that a heading of several lines lacks.
            return _in_usual_spelling(candidate, declared)
    if not displayed:
        # Without a heading to compare, prefer the title for sharing: it is written for readers, the others for search
        # engines.
        return next((candidate for candidate in declared if _is_for_sharing(candidate)), declared[0])
    near = max(displayed, key=lambda candidate: _likeness(candidate, declared))
    if len(displayed) == 1 and _may_be_headline(near.value) and not _likeness(near, declared):
        return near  # a slogan that the site declares for every page
    if len(displayed) == 1 and any(_begins_and_separates(near.value, candidate.value) for candidate in declared):
        return near
    if (news and keys.count(keys[0]) > 1) or _likeness(near, declared) < (0.25 if len(displayed) == 1 else 0.5):
        return declared[0]
    return near


def _begins_and_separates(heading: str, title: str) -> bool:
    """Return whether *title* is *heading* and the site after an underscore, as on Chinese pages: "标题_晚报网"."""
    return title.startswith(heading) and title[len(heading) :].lstrip()[:1] == "_"


def _naming_the_article(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], names: list[str]
) -> list[TitleCandidate]:
    """Return the candidates of *declared* that can be a headline, if the page displays one of them as its only h1.

    A template's title, a number, a URL, the site's name or slogan and a section's name are the same on many pages; a
    title that only <title> has is written for search engines and bookmarks.
    """
    headings = [
        candidate
        for candidate in displayed
        if not _is_site(candidate.value, names) and not TEMPLATE_TITLE.match(candidate.value)
    ]
    if len(headings) != 1 or any(_is_last_part(headings[0].value, candidate.value) for candidate in declared):
        return declared
    heading = headings[0]
    if all(candidate.source is Source.TITLE for candidate in declared):
        near = [
            candidate
            for candidate in declared
            if _likeness(heading, [candidate]) >= _ALIKE or _holds(candidate.value, heading.value)
        ]
        return near or [heading]
    selected = [candidate for candidate in declared if candidate.source is Source.PUBLISHER_SELECTOR]
    own = [candidate for candidate in declared if not _is_general(candidate.value, heading.value, names)]
    if own and len(own) < len(declared) and all(candidate.source is Source.TITLE for candidate in own):
        return _naming_the_article(own, displayed, names)
    return selected or own or [heading]


def _is_last_part(heading: str, title: str) -> bool:
    """Return whether *heading* is the site's name after the headline in *title*: "Headline | The Daily Ferry"."""
    key = folded(heading)
    if not folded(title).endswith(key) or _SIGNS.isdisjoint(title):
        return False
    parts = _SEPARATOR.split(title)
    return len(parts) > 1 and folded(parts[-1]) == key and len(parts[0]) > len(parts[-1])


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
    own, other = folded(text), folded(heading)
    return bool(own and other) and (own in other or other in own)


def _without_badge(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a heading displays it next to an element with a badge, a date or a subtitle.

    A subtitle follows a whole headline and may be longer: Bootstrap writes "<h1>Headline <small>subtitle</small></h1>".
    In another element, the longer part is the end of a headline that the declared title cuts off.
    """
    for heading in displayed:
        whole = folded(heading.value)
        for candidate in (part for title in declared for part in _beginnings(title)):
            key = folded(candidate.value)
            if not key or key == whole or heading.element is None:
                continue
            is_headline = whole.startswith(key) and len(_words(candidate.value)) >= _HEADLINE_WORDS
            is_longer = 2 * len(key) <= len(whole)
            if is_longer and not is_headline:
                continue
            remainder = whole.removeprefix(key) if whole.startswith(key) else whole.removesuffix(key)
            if remainder != whole and any(
                folded(text_of(part)) == remainder and (not is_longer or _is_subtitle(part))
                for part in islice(heading.element.iter("*"), 1, 20)
            ):
                return candidate
    return None


def _is_subtitle(part: Node) -> bool:
    return part.tag == "small" or _SUBTITLE_CLASS.search((part.get("class") or "").lower()) is not None


def _beginnings(candidate: TitleCandidate) -> list[TitleCandidate]:
    """Return *candidate*, and the text before each of its separators: the remainder may be an unknown site's name."""
    text: str = candidate.value
    separators = () if _SIGNS.isdisjoint(text) else _separators(text)[-3:]
    return [candidate, *(replace(candidate, value=text[: sign.start()]) for sign in separators[::-1] if sign.start())]


def _is_subhead(
    best: TitleCandidate,
    everything: list[TitleCandidate],
    displayed: list[TitleCandidate],
    declared: list[TitleCandidate],
) -> bool:
    """Return whether the page displays *best* as an h2 that is its headline."""
    same = {
        candidate.value
        for candidate in everything
        if candidate.name == "h2" and folded(candidate.value) == folded(best.value)
    }
    if not same or best.value in same:
        return bool(same)
    # "Kicker" and "Headline" in separate elements, declared as "Kicker: Headline": the h1 may be the headline itself.
    shared = {folded(candidate.value) for candidate in declared if _is_for_sharing(candidate)}
    return not any(folded(candidate.value) in shared for candidate in displayed)


def _is_for_sharing(candidate: TitleCandidate) -> bool:
    return candidate.name == "og:title" and candidate.source is Source.META


def _is_json_ld_headline(candidate: TitleCandidate) -> bool:
    return candidate.name == "headline" and candidate.source is Source.JSON_LD


def _in_usual_spelling(candidate: TitleCandidate, declared: list[TitleCandidate]) -> TitleCandidate:
    """Return *candidate* with the spaces, punctuation and case of most of *declared*; in a tie, of the shared title.

    Titles in all capitals are a style of the page's template and ignored, unless *candidate* is in all capitals.
    """
    same = [other for other in declared if folded(other.value) == folded(candidate.value)]
    if not candidate.value.isupper():
        same = [other for other in same if not other.value.isupper()] or [candidate]
    values = [other.value for other in same]
    best = max(same, key=lambda other: (values.count(other.value), _is_for_sharing(other)))
    return candidate if best.value == candidate.value else replace(candidate, value=best.value)


def _displayed_below(
    declared: list[TitleCandidate], displayed: list[TitleCandidate], everything: list[TitleCandidate]
) -> TitleCandidate | None:
    """Return the title for sharing if the page displays it as an h2 and a search-engine title as its h1."""
    shared = next((candidate for candidate in declared if _is_for_sharing(candidate)), None)
    if shared is None or len(_words(shared.value)) < _HEADLINE_WORDS:
        return None
    key = folded(shared.value)
    if any(key in folded(candidate.value) or folded(candidate.value) in key for candidate in displayed):
        return None
    below = [folded(candidate.value) for candidate in everything if candidate.name == "h2"][:2]
    return shared if any(title.endswith(key) and 2 * len(key) > len(title) for title in below) else None


def _without_kicker(declared: list[TitleCandidate], displayed: list[TitleCandidate]) -> TitleCandidate | None:
    """Return the declared title if a displayed heading consists of a kicker ("Opinion | …") and that title."""
    for candidate in declared:
        key = folded(candidate.value)
        for heading in displayed:
            whole = folded(heading.value)
            if candidate.source in _DECLARED and whole != key and whole.endswith(key) and 2 * len(key) > len(whole):
                if any(_is_json_ld_headline(other) and folded(other.value) == whole for other in declared):
                    continue  # the kicker belongs to the headline
                return candidate
    return None


def _likeness(candidate: TitleCandidate, declared: list[TitleCandidate]) -> float:
    words = _parts(candidate.value)
    shares = []
    for other in declared:
        theirs = _parts(other.value)
        if words and theirs:
            shares.append(len(words & theirs) / max(len(words), len(theirs)))
    return max(shares, default=0.0)


def _parts(text: str) -> set[str]:
    """Return the words of *text*; of Chinese, Japanese and Korean, which separate few words, the characters."""
    return {part for word in _words(text) for part in (word if DENSE.search(word) else (word,))}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _site_words(document: Document, site: str | None) -> list[str]:
    """Return the names of the site as comparison keys, and the letters of its host."""
    host = re.sub(r"^https?://(?:www\.|m\.)?|[/:?#].*$", "", document.url or document.meta("og:url") or "")
    names = (site, document.meta("og:site_name"), document.meta("application-name"), host, host.partition(".")[0])
    return [key for name in names if name and (key := folded(name))]


def _without_site(candidate: TitleCandidate, names: list[str], displayed: set[str]) -> TitleCandidate:
    """Remove the site's name and the section from both ends of a declared title."""
    text: str = candidate.value
    for _ in range(3 if not _SIGNS.isdisjoint(text) else 0):
        pieces = _separators(text)
        if not pieces or folded(text) in displayed:
            break
        head, tail = text[: pieces[-1].start()], text[pieces[-1].end() :]
        first, remainder = text[: pieces[0].start()], text[pieces[0].end() :]
        if _is_site(tail, names) or (folded(head) in displayed):
            text = _without_section(head, pieces[-1][0]) if _is_site(tail, names) else head
        elif _is_site(first, names) or (folded(remainder) in displayed and len(first) < len(remainder)):
            text = remainder
        else:
            break
    if text == candidate.value:
        return candidate  # a leading dash or a closing quotation mark belongs to the headline
    text = text.strip(" |-–—:·•" + ("" if "«" in text else "»"))
    return replace(candidate, value=text) if text else candidate


def _without_set_apart(text: str, names: list[str]) -> str:
    """Return *text* without the site's full name before a colon, in parentheses, or after a sign without spaces."""
    for sign in list(_TIGHT_SIGN.finditer(text))[-2:]:
        if sign.start() and folded(text[sign.end() :]) in names:
            return text[: sign.start()].rstrip()
    front, colon, remainder = text.partition(": ")
    if colon and folded(front) in names:
        return remainder
    front, blank, remainder = text.partition(" ")
    if blank and _DOMAIN.fullmatch(front) and folded(front) in names:
        return remainder
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
