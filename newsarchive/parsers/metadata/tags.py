"""Keywords: the tags that a page displays, or the tags that it declares in metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from itertools import islice, takewhile

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.microdata import item_texts
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import text_in
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, class_and_id, is_longer, text_of, texts_in
from newsarchive.parsers.lexicons.body import TAG_PATH
from newsarchive.parsers.text import DENSE, clean, folded, latin_length

_CLOUD = re.compile(r"tag[-_]?cloud")
# Not a part of a longer word ("stage", "heritage"); the look-behind comes last because it is slow.
_PRINTED = re.compile(r"(?:tags?|key-?(?:words?|link)|tu-?khoa)(?![a-z])(?<![a-z]tag)(?<![a-z]tags)")
# The last source is written for search engines and is often the same on every page.
_METAS = {"article:tag": 0.2, "og:article:tag": 0.2, "news_keywords": -0.1}
_FOR_SEARCH = ("keywords", "dc.keywords")
_METAS |= dict.fromkeys(_FOR_SEARCH, -0.4)
_CATEGORY_PATH = re.compile(r"/(?:category|categories|kategorie|categoria|chuyen-muc|rubrik|rubrique)/")
_LABEL = re.compile(
    r"(?:từ kh[oó][aá]|tags?|tagged|thẻ|nhãn|chủ đề|keywords?"
    r"|temas?|topics?|topik|tópicos|sujets|schlag(?:wörter|worte)|stichw(?:örter|orte)|themen"
    r"|labels?|mots[- ]clés|étiquettes|etiquetas|palabras clave|palavras-chave|parole chiave|trefwoorden|tagi"
    r"|słowa kluczowe|теги|метки|ключевые слова|ключові слова|етикети"
    r"|标签|標籤|关键词|關鍵字|關鍵詞|タグ|キーワード|태그|키워드"
    r"|etiketler|argoment[io]|assuntos|onderwerpen|ämnen|taggar|emner|štítky|témata|klíčová slova|oznake|ετικέτες"
    r"|kata kunci|टैग|ট্যাগ|แท็ก|وسوم|الكلمات المفتاحية|برچسب‌?ها)\s?(?:[:：]|$)",
    re.I,
)
# The same words stand above links to other articles: only links to tag pages are tags.
_WEAK_LABEL = re.compile(
    r"(?:related|article|more|story) topics|(?:read |see |explore )?more (?:about|on)(?: these topics)?"
    r"|topics (?:covered )?in this (?:article|story)|explore (?:these|related) topics|mehr zum thema|sur le même sujet"
    r"|(?:más|mais) sobre|chủ đề liên quan|temas relacionados|verwandte themen",
    re.I,
)
_MOST_LINKS = 400  # links; a bound for large pages
_LONGEST_LABEL = 40  # characters; "Các từ khóa liên quan đến bài viết:"
_LONGEST_ADDRESS = 1_000  # characters; longer addresses hold data
_FEW_PIECES = 6  # texts before the first link; a label is in one or two
_SPLIT = re.compile(r"\s*[,;|，；、]\s*")
_FIELDS = re.compile("[,;|，]")
# Chinese is written without spaces: they separate keywords, "投资 完成 亿元".
_HAN_WORDS = re.compile(r"[\u3400-\u9fff]+(?:\s[\u3400-\u9fff]+)+")
# A button among the tags, "【纠错】", and a template that left out a quotation mark, "<meta name=".
_NO_TAG = re.compile(r"【.*】|.*[<>].*")
_LONG_TITLE = 25  # characters; a shorter headline may be a keyword
_MOST = 40  # tags; a bound: a page declares more only by mistake
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PAGE = frozenset({"body", "html", "form"})
_LONGEST_TAG = 80  # characters; longer ones are sentences
_LONGEST_FIELD = 20_000  # characters; a bound: a page that declares a longer list of keywords is hostile
# The tags that are read most on the whole site: "hot-tags", "tag-cloud".
_OF_SITE = re.compile(r"(?<![a-z])hot(?![a-z])|trend|popular|cloud")
_MOST_BESIDE = 4  # elements; a page has one line of links for each purpose
_MOST_PLACES = 20  # elements; a bound: the further ones belong to cards
_FEW_OTHERS = 24  # characters beside the links; a label, commas and a button
_MOST_OF_ARTICLE = 10  # tags; editors give an article a few; a cloud of the site's has dozens
_STOPS = frozenset(".!?…")


def read_tags(context: PageContext) -> Resolution[list[str]]:
    """Extract the list of tags from the best source that contains tags."""
    document, article, title = context.document, context.article, folded(context.title or "")
    found = [
        (_tidy(_texts(document, selector)), Source.PUBLISHER_SELECTOR, selector.source, 0.0)
        for selector in context.selectors.get("tags", ())
    ]
    found.append((_tidy(_marked(document, context.heading)), Source.LINK, "rel=tag", -0.24))
    keywords = [text_in(value) for value in article.values("keywords")]
    keywords = keywords or item_texts(document, "keywords", context.heading)
    found.append((_tidy(keywords), Source.JSON_LD, "keywords", -0.3))
    for name in document.metas.among(_METAS):
        declared = _tidy(_without_title(tag, title) for tag in document.metas[name] if not _is_sentence(tag))
        found.append((declared, Source.META, name, _METAS[name]))
    usable = [
        Candidate(value=tags, source=source, name=name, adjustment=adjustment)
        for tags, source, name, adjustment in found
        if tags
    ]
    if all(candidate.name in _FOR_SEARCH and candidate.source is Source.META for candidate in usable):
        displayed = _tidy(_printed(document) or _unlabeled(context))
        usable += [Candidate(value=displayed, source=Source.CLASS, name="tags")] if displayed else []
        if not usable and (stated := _tidy(context.state.tags)):
            usable = [Candidate(value=stated, source=Source.STATE, name="tags")]
    return Resolution(most_trusted(usable), usable)


def _texts(document: Document, selector: Selector) -> list[str]:
    return [clean(match) if isinstance(match, str) else text_of(match) for match in document.find(selector)]


def _marked(document: Document, heading: Node | None) -> list[str]:
    """Return the texts of the links marked as tags: those outside sidebars, where a site has its cloud, if any are.

    A cloud is the article's if it is below the headline and the first of the marked links there: a link of the footer
    that is marked, too, comes later.
    """
    # WordPress marks the sections of a post as "category tag"; its block themes name them only by the path.
    marked = [
        node
        for node, rel in document.related_links
        if "tag" in rel and "category" not in rel and _CATEGORY_PATH.search(node.get("href") or "") is None
    ]
    start = -1 if heading is None else document.positions.get(heading, -1)
    own: list[Node] = []
    is_behind_others = False
    for node in marked:
        if is_aside(node, heading):
            continue
        is_cloud = _is_in_cloud(node)
        if is_cloud and (is_behind_others or document.positions.get(node, start) < start):
            continue
        is_behind_others = is_behind_others or not is_cloud
        own.append(node)
    # A link to the list of all tags is the label of the others.
    return [text for text in map(text_of, own or marked) if _LABEL.fullmatch(text) is None]


def _is_in_cloud(link: Node) -> bool:
    """Return whether the class of *link* or of an element around it names a cloud of the site's tags."""
    return any(_CLOUD.search(class_and_id(box).lower()) for box in (link, *islice(link.iterancestors(), 3)))


def _printed(document: Document) -> list[str]:
    """Return the link texts of the first element whose name indicates tags and which holds little else."""
    for node in islice(document.elements.class_like(_PRINTED), _MOST_PLACES):
        links = [text_of(link) for link in islice(node.iter("a"), _MOST) if link.get("href")]
        if links and not is_longer(node, _FEW_OTHERS + sum(map(len, links))):
            # "c-widget-tags" is the article's where a label says so, "Từ khóa:"; a cloud of tags is in a sidebar.
            is_labeled = _LABEL.match(_before_links(node)) is not None
            box = node.getparent() if is_labeled else node
            if box is None or not is_aside(box, None, ends=True):
                return links if is_labeled else _labeled_beside(node) or links
    return _behind_label(document)


def _labeled_beside(node: Node) -> list[str]:
    """Return the link texts of an element behind *node*, that is named after tags too and has the label of tags."""
    for other in islice(node.itersiblings(), _MOST_BESIDE):
        name = class_and_id(other).lower()
        if _PRINTED.search(name) and not _OF_SITE.search(name) and _LABEL.match(_before_links(other)):
            return [text_of(link) for link in islice(other.iter("a"), _MOST) if link.get("href")]
    return []


def _behind_label(document: Document) -> list[str]:
    """Return the texts of the links to tag pages after a label: "Từ khóa: <a href='/tag/…'>"."""
    judged: set[Node] = set()  # of hundreds of links in one list, the first decides
    for link, address in islice(document.anchors, _MOST_LINKS):
        holder = link.getparent()
        is_in_line = holder is not None and holder.tag != "li"
        if (
            holder is not None
            and is_in_line
            and (texts := _after_label(link))
            and not is_aside(holder, None, ends=True)
        ):
            return texts
        if holder is None or holder in judged or not (_leads_to_tag(address) or _is_behind_label(link, holder)):
            continue
        judged.add(holder)
        items = None
        if holder.tag == "li":  # the label is the heading of the list
            items = holder.getparent()
            holder = items.getparent() if items is not None else None
            if holder is None or holder in judged:
                continue
            judged.add(holder)
        label, inside = _before_links(holder), list(islice(holder.iter("a"), _MOST))
        if items is not None and not (_LABEL.match(label) or _WEAK_LABEL.match(label)):
            # The label is a line of its own above the list.
            above = items.getprevious()
            label, inside = (
                "" if above is None else text_of(above)[:_LONGEST_LABEL],
                list(islice(items.iter("a"), _MOST)),
            )
            holder = items
        is_weak = _WEAK_LABEL.match(label) and all(_leads_to_tag(other.get("href") or "") for other in inside)
        if not (is_weak or _LABEL.match(label)):
            continue
        links = [text_of(link) for link in inside]
        if not is_longer(holder, _FEW_OTHERS + sum(map(len, links))) and not is_aside(holder, None, ends=True):
            return links
    return []


def _leads_to_tag(address: str) -> bool:
    """Return whether *address* is that of a tag's page."""
    return _is_tag_path(address[:_LONGEST_ADDRESS])


@lru_cache(maxsize=10_000)  # all pages of a site share their menus
def _is_tag_path(address: str) -> bool:
    return TAG_PATH.search(address) is not None


def _after_label(link: Node) -> list[str]:
    """Return the texts of *link* and the links behind it if a label is right before it, in a line of several fields.

    "Kategorie: <a>Stadt</a> | Schlagwörter: <a>Brücke</a>, <a>Kanal</a>".
    """
    before = link.getprevious()
    between = None if before is None else before.tail
    if between is None or not 2 < len(between) <= 2 * _LONGEST_LABEL or between.isspace():
        return []
    label = clean(between).lstrip(" |·•–—-/,")
    if not 0 < len(label) < _LONGEST_LABEL or _LABEL.fullmatch(label) is None:
        return []
    texts = [text_of(link)]
    for other in islice(link.itersiblings(), _MOST):
        if other.tag != "a" or any(map(str.isalnum, link.tail or "")):
            break
        texts.append(text_of(other))
        link = other
    return texts


def _unlabeled(context: PageContext) -> list[str]:
    """Return the texts of the first links to tag pages that are a list of their own in the headline's part of the page.

    A cloud of the site's tags is in another part or has more of them, and a card has the tags of another article below
    its title. A label that is not one of tags names something else: "Latest". A keyword in a sentence has other words
    around it.
    """
    heading = context.heading
    around = frozenset(heading.iterancestors()) if heading is not None else frozenset()
    judged: set[Node] = set()
    for link, address in islice(context.document.anchors, _MOST_LINKS):
        holder = link.getparent() if _leads_to_tag(address) else None
        if holder is not None and holder.tag == "li":
            holder = holder.getparent()
        if holder is None or holder in judged or holder in around:
            continue
        judged.add(holder)
        links = [other for other in islice(holder.iter("a"), _MOST) if text_of(other)]
        texts = [text_of(other) for other in links]
        above = holder.getprevious()
        is_named = (above is not None and above.tag in _HEADINGS) or any(map(str.isalnum, _before_links(holder)))
        is_list = len(links) > 1 and all(_leads_to_tag(other.get("href") or "") for other in links)
        if is_named or not is_list or is_longer(holder, sum(map(len, texts)) + 2 * len(links)):
            continue
        boxes = list(takewhile(lambda box: box not in around, holder.iterancestors()))
        shared = (boxes[-1] if boxes else holder).getparent()
        if any(title.find(".//a") is not None for box in boxes for title in box.iter(*_HEADINGS)):
            continue
        if shared is None or shared.tag in _PAGE or is_aside(holder, heading, ends=True):
            continue
        return texts if len(links) <= _MOST_OF_ARTICLE else []
    return []


def _before_links(holder: Node) -> str:
    """Return the text of *holder* before its first link, at most the length of a label."""
    pieces: list[str] = []
    for element, text in islice(texts_in(holder), _FEW_PIECES):
        if element.tag == "a" or next(element.iterancestors("a"), None) is not None:
            break
        pieces.append(text)
    return clean(" ".join(pieces))[:_LONGEST_LABEL]


def _is_behind_label(link: Node, holder: Node) -> bool:
    """Return whether a label precedes *link*, in *holder* itself or in the element before."""
    before = link.getprevious()
    label = (holder.text if before is None else before.text) or ""
    return 0 < len(label) < _LONGEST_LABEL and _LABEL.match(label.strip()) is not None


def _is_sentence(text: str) -> bool:
    """Return whether *text* is a description instead of keywords: "Cầu mới dài 12 km, vừa thông xe, giúp …"."""
    return len(text) > _LONGEST_TAG and text.rstrip()[-1:] in _STOPS


def _without_title(text: str, title: str) -> str:
    """Return the keywords in *text* without the headline, *title* (folded), with which templates fill the field."""
    if latin_length(title) < _LONG_TITLE or title not in folded(text):
        return text
    if folded(text) == title:
        return ""
    return ",".join(piece for piece in _FIELDS.split(text) if title not in folded(piece))


def _tidy(texts: Iterable[str]) -> list[str]:
    tags: dict[str, None] = {}
    for text in (text[:_LONGEST_FIELD] for text in texts):
        # Some templates escape twice, "Rivers &amp;amp; Floods": the semicolon separates no keywords.
        for piece in _SPLIT.split(unescape(text) if "&" in text else text):
            piece = piece.strip(" #")
            for tag in piece.split() if _HAN_WORDS.fullmatch(piece) else (piece,):
                if (len(tag) > 1 or DENSE.match(tag)) and len(tag) <= _LONGEST_TAG and not _NO_TAG.fullmatch(tag):
                    tags[tag] = None
    return list(tags)[:_MOST]
