"""The breadcrumb of a page: the sections that lead to its article, from JSON-LD or displayed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urlsplit

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import as_list, text_in
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.metadata import HOME_WORDS
from newsarchive.parsers.text import is_unfilled


def any_word(*words: str, before: str = "[a-z]") -> str:
    """Return a regex for any of *words*, not preceded by a letter and not followed by *before*.

    Each branch begins with letters and looks back after them: `re` skips to these letters, three times as fast.
    """
    return "|".join(f"{word[:2]}(?<![a-z]{word[:2]}){word[2:]}(?!{before})" for word in words)


_CRUMBS = re.compile(
    "breadcrumb|"
    + any_word("crumbs?", "brmb", "bread(?:-?nav)?", "pathway", "duong-?dan")
    + "|"
    + any_word("rootline", "fil-?d?-?ariane", "ariane", "you-?are-?here")
)
# Elements with one of these names are a breadcrumb if their first link leads to the front page.
_MAYBE_CRUMBS = re.compile(
    any_word("path", "vi-?tri", "location", "position", "navigator", "navlink", "site-?map-?path")
)
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
SECTION_LABEL = re.compile(
    r"(?:chuyên mục|danh mục|thể loại|chuyên đề|categor(?:y|ies|ía|ias|ías|ia|ie|ieën)|catégories?|kategori(?:e|a|en)?"
    r"|kategória|rubri(?:k|que|ca|ka|ek)|section|sezione|sección|seção|рубрика|раздел|категори[яи]|рубрики|分类|分類|栏目"
    r"|欄目|カテゴリー?|카테고리|(?:posted|filed|published) (?:in|under)|veröffentlicht (?:in|unter)|publié dans"
    r"|publicado en|pubblicato in|geplaatst in|archiv(?:ado (?:en|bajo)|é dans|iato in)"
    r"|arquivado em|abgelegt unter)\s*[:：]?\s*",
    re.I,
)
SUFFIX = re.compile(r"(?:/|\.html?|\.aspx?)+$")
LONGEST_SECTION = 60  # characters; longer link texts are headlines
LONGEST_TRAIL = 8  # links; a breadcrumb has up to five: a box with more is a menu
MOST_BOXES = 8  # elements; a bound: the further ones belong to cards
# Between the links of a breadcrumb.
_BETWEEN = ("›", "»", ">", "/", "→", "＞")
_WHOLE = frozenset({"html", "body", "main", "article", "nav", "table"})
# The classes of these describe the whole page: <body class="has-breadcrumbs">.
_PAGES = frozenset({"html", "body", "main", "article"})
_NEAR_TEXTS = 6  # texts above the headline; a breadcrumb has two or three links and the signs between them
_CLIMB_TO_TRAIL = 4  # levels; the link, its item, the list and its box
# Links to the keywords and the persons of an article, which some sites list behind its sections.
_NO_LEVEL = re.compile(r"/(?:tags?|tu-khoa|persons?|people|auth?ors?)/[^/?#]")
# The path of an article: a long number, or a headline of eight words and more; the names of sections are shorter.
_STORY = re.compile(r"\d{5,}|(?:[^\W\d_]+-){7,}")
# In the query of an address: the number of an article or a section, "?id=12", "/?cat=3&x=y".
_NUMBERED = re.compile(r"=\d+(?:[&#]|$)")
# Buttons in the place of a section.
_BUTTONS = re.compile(
    r"(?:un)?subscribe(?:\s.*)?|follow|share|print|sign (?:in|up)|log ?in|abonnieren|s['’]abonner|suscríbete|rss"
    r"|(?:see|view|show|browse) (?:all|more)\b.*|xem (?:tất cả|thêm)\b.*|more (?:on|from|in|about) .*"
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
LEVELS = 2  # sections in a path or a trail: the main section and its subsection


def read_sections(context: PageContext) -> list[str]:
    """Return the breadcrumb, outermost section first, without the front page and the article itself.

    It is that of the page's JSON-LD, or else the displayed one. The headline and the publisher's name are not sections.
    """
    document = context.document
    trail = _json_ld_trail(context, context.article.nodes("BreadcrumbList"))
    trail = trail or _printed_trail(document) or _trail_above(context) or _trail_of_page(context)
    others = names_of_page(context)
    names = (
        name for name in map(_without_label, trail) if len(name) <= LONGEST_SECTION and can_name_section(name, others)
    )
    return list(dict.fromkeys(names))


def _without_label(name: str) -> str:
    """Return *name* without the label that WordPress puts before the names of archives: "Category: Festivals"."""
    label, colon, section = name.partition(": ")
    return section if colon and SECTION_LABEL.fullmatch(label) is not None else name


def names_of_page(context: PageContext) -> frozenset[str]:
    """Return the headline and the names of the site, in lower case: neither is a section."""
    names = (context.title, context.publisher, context.document.meta("og:site_name"))
    return frozenset(name.casefold() for name in names if name)


def can_name_section(text: str, others: frozenset[str]) -> bool:
    """Return whether *text* can name a section: not a button, a placeholder, the front page or one of *others*."""
    key = text.casefold().rstrip(" /")
    if key[:1] == "/" or key.isdecimal():  # "/world/asia" is a path, "2016" the year of an archive
        return False
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
    document, own = context.document, host_and_path(context.url or "")
    around = frozenset(heading.iterancestors())
    judged: set[Node] = set()
    for part in context.headline.before[:_NEAR_TEXTS]:
        if all(box.tag != "a" for box in (part.element, *islice(part.element.iterancestors(), LEVELS))):
            continue
        for box in islice((part.element, *part.element.iterancestors()), _CLIMB_TO_TRAIL):
            if box in judged or box in around or box.tag in _WHOLE:
                break
            judged.add(box)
            links = list(islice((link for link in box.iter("a") if link.get("href")), LONGEST_TRAIL))
            if len(links) < LEVELS or len(text_of(box)) > LONGEST_SECTION * LEVELS:
                continue
            named = [link for link in links if not _leads_home(link, document)]
            paths = [host_and_path(document.absolute(link.get("href") or "-")) for link in named]
            if any(host != own[0] for host, _ in paths):
                break
            if paths and paths[-1] == own:
                paths, named = paths[:-1], named[:-1]
            levels = [SUFFIX.sub("", path) for _, path in paths]
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
        trail = [link for link in node.iter("a") if leads_to_page(link)]
        if trail:
            return trail[:LONGEST_TRAIL]
    for node in document.by_tag.get("nav", ())[:MOST_BOXES]:
        if _CRUMBS.search((node.get("aria-label") or "").lower()):
            return [link for link in islice(node.iter("a"), LONGEST_TRAIL) if leads_to_page(link)]
    if b"BreadcrumbList" in document.utf8:
        for node in document.elements.having("itemtype"):
            if "BreadcrumbList" in (node.get("itemtype") or ""):
                return [link for link in islice(node.iter("a"), LONGEST_TRAIL) if leads_to_page(link)]
    ids = document.elements.having("id") if _CRUMBS_ID_MARKUP.search(document.utf8) else ()
    named = [node for node in ids if _CRUMBS_ID.fullmatch((node.get("id") or "").lower())]
    for node in (*named, *document.elements.class_like(_MAYBE_CRUMBS)[:MOST_BOXES]):
        links = [link for link in islice(node.iter("a"), LONGEST_TRAIL + 1) if link.get("href")]
        is_trail = 0 < len(links) <= LONGEST_TRAIL and (_leads_home(links[0], document) or _HERE.match(text_of(node)))
        # A button among the links is a sign of a menu: "Cart", "Search".
        if is_trail and all(map(leads_to_page, links)) and len(text_of(node)) <= LONGEST_SECTION * LONGEST_TRAIL:
            return links
    return []


def leads_to_page(link: Node) -> bool:
    """Return whether *link* leads to another page, rather than to a part of this one, a mail address or a script."""
    href = link.get("href") or "#"
    return href[0] != "#" and not href.startswith(("mailto:", "javascript:", "tel:"))


def _leads_home(link: Node, document: Document) -> bool:
    if text_of(link).casefold() in HOME_WORDS:
        return True
    address = document.absolute(link.get("href") or "-")
    host, path = host_and_path(address)
    if path not in ("", "/") or _NUMBERED.search(address) is not None:
        return False
    host, own = (name.removeprefix("www.") for name in (host, host_and_path(document.url or "")[0]))
    return own == host or own.endswith(f".{host}")


def host_and_path(address: str) -> tuple[str, str]:
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
        if not is_own and items and _STORY.search(host_and_path(_address_of(items[-1].get("item")))[1]):
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
    if host_and_path(address) != host_and_path(own):
        return False
    queries = {url.partition("#")[0].partition("?")[2] for url in (address, own)}
    return len(queries) == 1 or not any(map(_NUMBERED.search, queries))


def _position(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
