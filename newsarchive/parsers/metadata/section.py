"""The section of an article, and its breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Any
from urllib.parse import urlsplit

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import HeadlinePart
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import as_list, text_in
from newsarchive.parsers.html.tree import Node, text_of, texts_in
from newsarchive.parsers.lexicons.body import PROFILE_PATH
from newsarchive.parsers.lexicons.metadata import HOME_WORDS
from newsarchive.parsers.text import clean, is_unfilled

_METAS = (
    "article:section",
    "og:article:section",
    "section",
    "category",
    "cxenseparse:category",
    "parsely-section",
    "content_category",
)


def _words(*words: str, before: str = "[a-z]") -> str:
    """Return a regex for any of *words*, not preceded by a letter and not followed by *before*.

    Each branch begins with letters and looks back after them: `re` skips to these letters, three times as fast.
    """
    return "|".join(f"{word[:2]}(?<![a-z]{word[:2]}){word[2:]}(?!{before})" for word in words)


_CRUMBS = re.compile(
    "breadcrumb|"
    + _words("crumbs?", "brmb", "bread(?:-?nav)?", "pathway", "duong-?dan")
    + "|"
    + _words("rootline", "fil-?d?-?ariane", "ariane", "you-?are-?here")
)
# Elements with one of these names are a breadcrumb if their first link leads to the front page.
_MAYBE_CRUMBS = re.compile(_words("path", "vi-?tri", "location", "position", "navigator", "navlink", "site-?map-?path"))
_CRUMBS_ID = re.compile(r"(?:\w*[_-])?(?:breadcrumbs?|crumbs?|path|pathway|vi-?tri)(?:[_-]\w*)?")
# Searched in the whole page: a pattern that begins with letters of one case takes an eighth of the time.
_CRUMBS_ID_MARKUP = re.compile(rb"""id=["']?(?i:(?:[\w\x80-\xff]{0,40}[_-])?(?:breadcrumb|crumb|path|vi-?tri))""")
# "您的位置：首页 > 社会 > 正文", "Bạn đang ở: Trang chủ / Giáo dục".
_HERE = re.compile(
    r"\s*(?:you are here|bạn đang (?:ở|xem)|sie (?:sind|befinden sich) hier|vous êtes ici|est[aá]s? (?:en|aquí)"
    r"|você está aqui|(?:ti trovi|sei) (?:in|qui)|u bent hier|jesteś tutaj|вы (?:находитесь )?здесь|ви тут"
    r"|(?:您的|当前|當前|您所在的)?位置|現在位置|현재 ?위치)\s*[:：]?",
    re.I,
)
# Before the link to a section: "Kategoria: <a>Gmina</a>", "Posted in <a>Harbor</a>".
_LABEL = re.compile(
    r"(?:chuyên mục|danh mục|thể loại|chuyên đề|categor(?:y|ies|ía|ias|ías|ia|ie|ieën)|catégories?|kategori(?:e|a|en)?"
    r"|kategória|rubri(?:k|que|ca|ka|ek)|section|sezione|sección|seção|рубрика|раздел|категори[яи]|рубрики|分类|分類|栏目"
    r"|欄目|カテゴリー?|카테고리|(?:posted|filed|published) (?:in|under)|veröffentlicht (?:in|unter)|publié dans"
    r"|publicado en|pubblicato in|geplaatst in|archiv(?:ado (?:en|bajo)|é dans|iato in)"
    r"|arquivado em|abgelegt unter)\s*[:：]?\s*",
    re.I,
)
# "Posted on <b>5 March 2024</b> in <a>Harbor</a>".
_IN = re.compile(r"in|under|trong(?: mục)?", re.I)
_POSTED = re.compile(r"\s*(?:posted|published|filed|written|submitted|đăng)\b", re.I)
_NAMED = re.compile(
    _words("cate?", "category", "chuyen-?muc", "channel", before="[a-z]|[_ ]?(?:list|menu)")
    + r"|ca(?<![\w-]ca)tname|me(?<![\w-]me)nucat"
)
_JOINING = re.compile(r"\s(?:&|và|and|und|et|y|e)\s", re.I)
_SUFFIX = re.compile(r"(?:/|\.html?|\.aspx?)+$")
_LONGEST_NAME = 60  # characters; longer link texts are headlines
_LONGEST_TRAIL = 8  # links; a breadcrumb has up to five: a box with more is a menu
_MOST_LINKS = 400  # links; a bound for large menus
_MOST_BOXES = 8  # elements; a bound: the further ones belong to cards
_OVERLINE = re.compile(
    r"over-?line|kicker|eye-?brow|rubri(?:c|k|que)|dachzeile|(?<![a-z])(?:topic|label|flag|tag-?line|section|channel)(?![a-z])"
    r"|(?:article|post|primary)-tag(?![a-z])"
)
# Between the links of a breadcrumb.
_BETWEEN = ("›", "»", ">", "/", "→", "＞")
_WHOLE = frozenset({"html", "body", "main", "article", "nav", "table"})
# The classes of these describe the whole page: <body class="has-breadcrumbs">.
_PAGES = frozenset({"html", "body", "main", "article"})
_NEAR_TEXTS = 6  # texts above the headline; a breadcrumb has two or three links and the signs between them
_CLIMB_TO_TRAIL = 4  # levels; the link, its item, the list and its box
_NO_SECTION = frozenset(
    {"", "-", "author", "tag", "tags", "user", "users", "login", "search", "subscribe", "newsletter"}
)
# Links to the keywords and the persons of an article, which some sites list behind its sections.
_NO_LEVEL = re.compile(r"/(?:tags?|tu-khoa|persons?|people|auth?ors?)/[^/?#]")
_NEIGHBORS = frozenset({"prev", "previous", "next"})
# The path of an article: a long number, or a headline of eight words and more; the names of sections are shorter.
_STORY = re.compile(r"\d{5,}|(?:[^\W\d_]+-){7,}")
# In the query of an address: the number of an article or a section, "?id=12", "/?cat=3&x=y".
_NUMBERED = re.compile(r"=\d+(?:[&#]|$)")
# Buttons in the place of a section.
_BUTTONS = re.compile(
    r"(?:un)?subscribe(?:\s.*)?|follow|share|print|sign (?:in|up)|log ?in|abonnieren|s['’]abonner|suscríbete|rss"
    r"|more\s.*"
    r"|\W*(?:back|zurück)(?: home)?"
    r"|\W*(?:(?:back|return|skip) to(?! (?:school|work|nature|basics)\b)|zurück zu[rm]?|zur (?:startseite|übersicht)"
    r"|retour [aà]|volver a|torna a|terug naar|voltar (?:à|ao|para)|quay (?:lại|về)|trở (?:lại|về))(?:\s.*)?",
    re.I,
)
# What content systems write for an article without a section, and the placeholders of templates.
_NO_NAMES = frozenset(
    {"uncategorized", "uncategorised", "chưa phân loại", "chưa được phân loại", "không phân loại", "sin categoría"}
    | {"sin categorizar", "non classé", "non catégorisé", "senza categoria", "sem categoria", "nicht kategorisiert"}
    | {"geen categorie", "okategoriserade", "ukategorisert", "ikke kategoriseret", "bez kategorii", "без рубрики"}
    | {"без категории", "без категорії", "未分类", "未分類", "null", "undefined", "none", "tags"}
)
# Labels above a headline that mark an article on any list: the newest, the most read, a video.
_MARKS = re.compile(
    r"(?:tin |bài )?(?:mới(?: nhất| cập nhật)?|nổi bật|nóng|đọc nhiều|độc quyền|xem nhiều|tiêu điểm)|trực tiếp|live|new"
    r"|breaking(?: news)?|(?:latest|top|featured|trending)(?: (?:news|story|stories|articles?|posts?))?|exclusive"
    r"|eilmeldung|neueste(?: nachrichten)?|à la une|dernière minute|última hora|ultim['’]ora",
    re.I,
)
_LONGEST_OVERLINE = 40  # characters; a longer text above the headline is an overline or another headline
_LEVELS = 2  # sections in a path or a trail: the main section and its subsection
# texts above the headline; the section and its subsection, as other articles' cards are further away
_NEXT_TO_HEADLINE = 2
_MOST_SECTIONS = 3  # links; a box with more is a menu


def read_sections(context: PageContext) -> list[str]:
    """Return the breadcrumb, outermost section first, without the front page and the article itself.

    It is that of the page's JSON-LD, or else the displayed one. The headline and the publisher's name are not sections.
    """
    document = context.document
    trail = _json_ld_trail(context, context.article.nodes("BreadcrumbList"))
    trail = trail or _printed_trail(document) or _trail_above(context) or _trail_of_page(context)
    others = _names_of_page(context)
    names = (name for name in map(_without_label, trail) if len(name) <= _LONGEST_NAME and _is_name(name, others))
    return list(dict.fromkeys(names))


def _without_label(name: str) -> str:
    """Return *name* without the label that WordPress puts before the names of archives: "Category: Festivals"."""
    label, colon, section = name.partition(": ")
    return section if colon and _LABEL.fullmatch(label) is not None else name


def _names_of_page(context: PageContext) -> frozenset[str]:
    """Return the headline and the names of the site, in lower case: neither is a section."""
    names = (context.title, context.publisher, context.document.meta("og:site_name"))
    return frozenset(name.casefold() for name in names if name)


def _is_name(text: str, others: frozenset[str]) -> bool:
    """Return whether *text* can name a section: not a button, a placeholder, the front page or one of *others*."""
    key = text.casefold().rstrip(" /")
    if not key or key in HOME_WORDS or key in others or key in _NO_NAMES or is_unfilled(text):
        return False
    # "Instagram arbeitet an neuer...": the shortened headline at the end of a breadcrumb.
    if key[-1] in ".…" and any(other.startswith(key.rstrip(".… ")) for other in others):
        return False
    return _BUTTONS.fullmatch(text) is None


def _trail_above(context: PageContext) -> list[str]:
    """Return the texts of the links of a breadcrumb right above the headline that no name marks.

    Each link leads to a folder of the one before: "/xa-hoi", "/xa-hoi/giao-duc"; the links of a menu lead side by side.
    After a link to the front page, which a word or a separator tells from the logo, one is enough.
    """
    heading = context.heading
    if heading is None:
        return []
    document, own = context.document, _parts_of(context.url or "")
    around = frozenset(heading.iterancestors())
    judged: set[Node] = set()
    for part in context.headline.before[:_NEAR_TEXTS]:
        if all(box.tag != "a" for box in (part.element, *islice(part.element.iterancestors(), _LEVELS))):
            continue
        for box in islice((part.element, *part.element.iterancestors()), _CLIMB_TO_TRAIL):
            if box in judged or box in around or box.tag in _WHOLE:
                break
            judged.add(box)
            links = list(islice((link for link in box.iter("a") if link.get("href")), _LONGEST_TRAIL))
            if len(links) < _LEVELS or len(text_of(box)) > _LONGEST_NAME * _LEVELS:
                continue
            named = [link for link in links if not _leads_home(link, document)]
            paths = [_parts_of(document.absolute(link.get("href") or "-")) for link in named]
            if any(host != own[0] for host, _ in paths):
                break
            if paths and paths[-1] == own:
                paths, named = paths[:-1], named[:-1]
            levels = [_SUFFIX.sub("", path) for _, path in paths]
            are_nested = all(below.startswith(f"{above}/") for above, below in pairwise(levels))
            is_after_home = len(named) < len(links) and (
                text_of(links[0]).casefold() in HOME_WORDS or any(sign in text_of(box) for sign in _BETWEEN)
            )
            # "« The previous story" leads to another article.
            are_names = all(text_of(link)[:1].isalnum() for link in named)
            if named and are_names and are_nested and (len(named) > 1 or is_after_home):
                return [text_of(link) for link in named]
            break
    return []


def _printed_trail(document: Document) -> list[str]:
    return [
        text_of(link)
        for link in _printed_links(document)
        if not _leads_home(link, document)
        and _NO_LEVEL.search(link.get("href") or "") is None
        and not _is_page(link.get("href") or "-", document)
    ]


def _printed_links(document: Document) -> list[Node]:
    for node in document.elements.class_like(_CRUMBS):
        if node.tag in _PAGES:
            continue
        trail = [link for link in node.iter("a") if _leads_to_page(link)]
        if trail:
            return trail[:_LONGEST_TRAIL]
    for node in document.by_tag.get("nav", ())[:_MOST_BOXES]:
        if _CRUMBS.search((node.get("aria-label") or "").lower()):
            return [link for link in islice(node.iter("a"), _LONGEST_TRAIL) if _leads_to_page(link)]
    if b"BreadcrumbList" in document.utf8:
        for node in document.elements.having("itemtype"):
            if "BreadcrumbList" in (node.get("itemtype") or ""):
                return [link for link in islice(node.iter("a"), _LONGEST_TRAIL) if _leads_to_page(link)]
    ids = document.elements.having("id") if _CRUMBS_ID_MARKUP.search(document.utf8) else ()
    named = [node for node in ids if _CRUMBS_ID.fullmatch((node.get("id") or "").lower())]
    for node in (*named, *document.elements.class_like(_MAYBE_CRUMBS)[:_MOST_BOXES]):
        links = [link for link in islice(node.iter("a"), _LONGEST_TRAIL + 1) if link.get("href")]
        is_trail = 0 < len(links) <= _LONGEST_TRAIL and (_leads_home(links[0], document) or _HERE.match(text_of(node)))
        # A button among the links is a sign of a menu: "Cart", "Search".
        if is_trail and all(map(_leads_to_page, links)) and len(text_of(node)) <= _LONGEST_NAME * _LONGEST_TRAIL:
            return links
    return []


def _leads_to_page(link: Node) -> bool:
    """Return whether *link* leads to another page, rather than to a part of this one, a mail address or a script."""
    href = link.get("href") or "#"
    return href[0] != "#" and not href.startswith(("mailto:", "javascript:", "tel:"))


def _leads_home(link: Node, document: Document) -> bool:
    if text_of(link).casefold() in HOME_WORDS:
        return True
    address = document.absolute(link.get("href") or "-")
    host, path = _parts_of(address)
    if path not in ("", "/") or _NUMBERED.search(address) is not None:
        return False
    host, own = (name.removeprefix("www.") for name in (host, _parts_of(document.url or "")[0]))
    return own == host or own.endswith(f".{host}")


def _parts_of(address: str) -> tuple[str, str]:
    """Return the host and the path of *address*; two empty strings if it is not a URL."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.netloc, parts.path


def _trail_of_page(context: PageContext) -> list[str]:
    """Return the breadcrumb inside the JSON-LD description of the page, without the front page."""
    pages = (node for name in ("WebPage", "ItemPage", "NewsArticle") for node in context.article.nodes(name))
    nested = [list_ for page in pages for list_ in as_list(page.get("breadcrumb")) if isinstance(list_, dict)]
    return _json_ld_trail(context, nested)


def _json_ld_trail(context: PageContext, lists: Sequence[dict[str, Any]]) -> list[str]:
    """Return the longest of *lists*, breadcrumbs in JSON-LD; one that ends in the page itself goes before others."""
    article, document = context.article, context.document
    trails: list[tuple[bool, list[str]]] = []
    for node in lists:
        items = [item for item in as_list(node.get("itemListElement")) if isinstance(item, dict)]
        items.sort(key=lambda item: _position(item.get("position")))
        above = [item for item in items if not _is_of_page(item.get("item"), document)]
        is_own = len(above) < len(items)
        if not is_own and items and _STORY.search(_parts_of(_address_of(items[-1].get("item")))[1]):
            continue  # the breadcrumb of another article
        trails.append(
            (is_own, [text_in(item.get("name")) or text_in(article.follow(item.get("item"))) for item in above])
        )
    return max(trails, key=lambda trail: (trail[0], len(trail[1])), default=(False, []))[1]


def _address_of(item: object) -> str:
    """Return the URL that *item*, of an entry of a breadcrumb, is or has; an empty string if there is none."""
    address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
    return address if isinstance(address, str) else ""


def _is_of_page(item: object, document: Document) -> bool:
    """Return whether *item*, of an entry of a breadcrumb, is the page itself: the last entry is often the headline."""
    address = _address_of(item)
    return bool(address) and _is_page(address, document)


def _is_page(address: str, document: Document) -> bool:
    """Return whether *address* is that of the page; a query that numbers pages ("?id=12") is a part of it."""
    address, own = document.absolute(address), document.url or "-"
    if _parts_of(address) != _parts_of(own):
        return False
    queries = {url.partition("#")[0].partition("?")[2] for url in (address, own)}
    return len(queries) == 1 or not any(map(_NUMBERED.search, queries))


def _position(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def read_section(context: PageContext, sections: list[str], address: str | None) -> Resolution[str]:
    """Extract the main section; *sections* is the breadcrumb, *address* the page's canonical URL."""
    document, article = context.document, context.article
    candidates: list[Candidate[str]] = []
    for selector in context.selectors.get("section", ()):
        for match in document.find(selector)[:_MOST_BOXES]:
            text = clean(match) if isinstance(match, str) else text_of(match)
            if text.casefold() in HOME_WORDS or is_unfilled(text):
                continue
            candidates.append(Candidate(value=text, source=Source.PUBLISHER_SELECTOR, name=selector.source))
            break
    declared = [(Source.JSON_LD, "articleSection", _one_of(article.text("articleSection") or "", sections))]
    declared += [
        (Source.MICRODATA, "articleSection", text) for text in item_texts(document, "articleSection", context.heading)
    ]
    metas = document.metas
    declared += [(Source.META, name, _one_of(metas[name][0], sections)) for name in metas.among(_METAS)]
    declared.append((Source.META, "parsely-page", document.parsely.get("section", "")))
    candidates += [Candidate(value=text, source=source, name=name) for source, name, text in declared if text]
    if sections:
        candidates.append(Candidate(value=sections[-1], source=Source.BREADCRUMB))
    names = _names_of_page(context)
    usable = [
        candidate
        for candidate in candidates
        if 1 < len(candidate.value) <= _LONGEST_NAME
        and not candidate.value.startswith("http")
        and (candidate.source is Source.PUBLISHER_SELECTOR or _is_name(candidate.value, names))
    ]
    if not usable and address is not None:
        usable = list(_of_folder(context, address, names))
    if not usable and (named := _named(document, context.title)):
        usable = [Candidate(value=named, source=Source.CLASS, name="section")]
    if not usable and (labeled := _labeled(document)):
        usable = [Candidate(value=labeled, source=Source.LABEL)]
    if not usable and (overline := _above_headline(document, context.headline.before)):
        usable = [Candidate(value=overline, source=Source.HEADLINE)]
    if not usable and (written := _class_above_headline(context.headline.before)):
        usable = [Candidate(value=written, source=Source.CLASS, name="section")]
    if not usable and (stated := context.state.section) and 1 < len(stated) <= _LONGEST_NAME:
        usable = [Candidate(value=stated, source=Source.STATE, name="section")]
    return Resolution(most_trusted(usable), usable)


def _labeled(document: Document) -> str | None:
    """Return the text of the first link behind a label such as "Category:", outside menus and sidebars."""
    for link in document.by_tag.get("a", ())[:_MOST_LINKS]:
        before, parent = link.getprevious(), link.getparent()
        if parent is None:
            continue
        label = clean(parent.text) if before is None else clean(before.tail) or text_of(before)
        label = label.lstrip(" |·•–—-/")  # "Author: <a>…</a> | Category: <a>…</a>"
        is_label = len(label) <= _LONGEST_OVERLINE and (
            _LABEL.fullmatch(label) or (_IN.fullmatch(label) and _POSTED.match(parent.text or ""))
        )
        if is_label and not is_aside(link, None, ends=True):
            text = text_of(link)
            if 1 < len(text) <= _LONGEST_NAME and text.casefold() not in HOME_WORDS:
                return text
    return None


def _above_headline(document: Document, above: Sequence[HeadlinePart]) -> str | None:
    """Return the text of the link to a section right above the headline.

    The link's class says so ("overline", "kicker"), or it leads to a folder of the site and is not an item of a menu.
    """
    # "<a>Society</a> 14:05 31.10.2026" above the headline: the date is between the section and the headline.
    names = [part for part in above if not any(map(str.isdecimal, part.text))]
    for part in names[:_NEXT_TO_HEADLINE]:
        link = next((box for box in (part.element, *islice(part.element.iterancestors(), 2)) if box.tag == "a"), None)
        if link is None or not 1 < len(part.text) <= _LONGEST_OVERLINE or not _leads_to_page(link):
            continue
        if not _is_name(part.text, frozenset()) or _is_of_other(link):
            continue
        around = (link, *islice(link.iterancestors(), 2))
        if is_aside(link, None, ends=True) or any(map(_is_of_menu, around)):
            continue
        is_marked = any(_OVERLINE.search((box.get("class") or "").casefold()) for box in around)
        parent = link.getparent()
        if is_marked or (parent is not None and len(parent.findall("a")) == 1 and _is_folder(link, document)):
            return part.text
    return None


def _is_of_other(link: Node) -> bool:
    """Return whether *link* leads to a person's page or to the article before or after this one."""
    is_neighbor = not _NEIGHBORS.isdisjoint((link.get("rel") or "").split())
    return is_neighbor or PROFILE_PATH.search(link.get("href") or "") is not None


def _class_above_headline(above: Sequence[HeadlinePart]) -> str | None:
    """Return the text without a link right above the headline whose class names a section: <div class=category>."""
    for part in above[:_NEXT_TO_HEADLINE]:
        if not 1 < len(part.text) <= _LONGEST_OVERLINE or any(map(str.isdecimal, part.text)):
            continue
        boxes = (part.element, *islice(part.element.iterancestors(), 1))
        box = next((box for box in boxes if _NAMED.search((box.get("class") or "").casefold())), None)
        if box is None or text_of(box) != part.text or any(map(_is_of_menu, boxes)):
            continue
        is_name = _is_name(part.text, frozenset()) and _MARKS.fullmatch(part.text) is None
        if is_name and not is_aside(box, None, ends=True):
            return part.text
    return None


def _is_of_menu(box: Node) -> bool:
    """Return whether *box* belongs to a menu; a <header> with the headline is the article's own."""
    return box.tag in ("li", "nav") or (box.tag == "header" and box.find(".//h1") is None)


def _is_folder(link: Node, document: Document) -> bool:
    """Return whether *link* leads to a folder of the page's own host, such as "/van-nghe/"."""
    host, path = _parts_of(document.absolute(link.get("href") or "-"))
    levels = path.strip("/").split("/")
    is_short = len(levels) <= _LEVELS and not any(char.isdecimal() for char in path)
    return host == _parts_of(document.url or "")[0] and is_short and levels[0] not in _NO_SECTION


def _named(document: Document, title: str | None) -> str | None:
    """Return the last link of the first element before the headline whose name indicates a section, outside menus.

    A link to the page itself, in a list of what is played now, is none.
    """
    for node in islice(document.elements.class_like(_NAMED), _MOST_BOXES):
        links = [node] if node.tag == "a" else list(islice(node.iter("a"), _LONGEST_TRAIL))
        text = text_of(links[-1]) if links and len(links) <= _MOST_SECTIONS else ""
        if title and title in text:
            continue
        if 1 < len(text) <= _LONGEST_NAME and _is_name(text, frozenset()) and len(text_of(node)) <= 2 * _LONGEST_NAME:
            return None if is_aside(node, None) or _is_at_an_end(node) else text
    return None


def _is_at_an_end(node: Node) -> bool:
    """Return whether *node* is in the page's footer or in a header with a menu, outside the article."""
    if next(node.iterancestors("article"), None) is not None:
        return False
    return any(
        box.tag == "footer" or len(list(islice(box.iter("a"), _LONGEST_TRAIL))) == _LONGEST_TRAIL
        for box in node.iterancestors("footer", "header")
    )


def _one_of(text: str, sections: list[str]) -> str:
    """Return one of several sections joined with commas: the deepest in the breadcrumb, else the first.

    "Sông nước, chợ và bến" is the name of a single section.
    """
    if "," not in text:
        return text
    names = [name.strip() for name in text.split(",")]
    if not all(names) or text in sections or _JOINING.search(names[-1]):
        return text
    return max((name for name in names if name in sections), key=sections.index, default=names[0])


def _of_folder(context: PageContext, address: str, others: frozenset[str]) -> Iterator[Candidate[str]]:
    """Yield the text of the page's link to the folder of its URL; *others* are names that are not sections."""
    document = context.document
    folder, *below = urlsplit(address).path.strip("/").split("/")
    ending = f"/{folder}"
    if folder.casefold() == (context.language or "").partition("-")[0] and below:
        folder, *below = below  # "/vi/van-hoa/…": the folder of the language is not a section
        ending = f"{ending}/{folder}"
    if not folder or folder.isdecimal() or not below:
        return  # a folder named after a year is not a section
    for link in islice(chain(document.menu_links_with(ending), document.by_tag.get("a", ())), _MOST_LINKS):
        if ending not in (address := link.get("href") or ""):
            continue
        path = _SUFFIX.sub("", address.partition("?")[0].partition("#")[0])
        if path.endswith(ending) and urlsplit(path).path == ending:
            text = text_of(link)
            first = clean(next((piece for _, piece in texts_in(link) if not piece.isspace()), ""))
            if text[len(first) : len(first) + 1].isalnum():
                text = first  # below the name, the item of the menu describes the section
            if 1 < len(text) <= _LONGEST_NAME and _is_name(text, others):
                yield Candidate(value=text, source=Source.LINK, name="to the folder of the address")
                return
