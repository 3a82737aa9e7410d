"""Microdata and RDFa on visible elements: the properties of an article, extracted without building a graph."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.page_identity import page_identity
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean

_IN_HEAD = frozenset(("html", "meta", "link"))

# Types that have dates and names of their own on an article's page.
_OTHER_TYPES = re.compile(r"Comment|Event|Video|Image|Person|Organization|Rating|Offer|Product|List|Action")
# The same, unless such an item holds the headline: then the review or the answer is the article.
_TYPES_IN_ARTICLES = re.compile(r"Review|Answer|Question|Quotation")
_MOST_ITEMS = 20  # elements with one property; a bound for lists of comments
_MOST_PARTS = 300  # elements; an item states its own URL and headline at its beginning


def _items(document: Document) -> dict[str, list[Node]]:
    """Return the page's elements by the property they carry; computed once per document."""
    return document.remembered("microdata", _read)


def _read(document: Document) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    nodes = list(document.elements.having("itemprop"))
    # Open Graph metas are RDFa too; only pages with types have properties elsewhere.
    nodes += _rdfa(document) if b"typeof=" in document.utf8 else []
    for node in nodes:
        for name in properties_of(node):
            found.setdefault(name, []).append(node)
    return found


def _rdfa(document: Document) -> list[Node]:
    """Return the elements with properties of RDFa.

    It states a person by reference: <span rel="schema:author"><span typeof="schema:Person" property="schema:name">.
    """
    related = {node for node in document.elements.having("rel") if ":" in (node.get("rel") or "")}
    marked = {*document.elements.having("property"), *related}
    return [node for node in document.nodes if node in marked and node.tag not in _IN_HEAD]


def properties_of(node: Node) -> list[str]:
    """Return the properties that *node* carries, without their namespace; a *rel* counts only with a namespace."""
    names = node.get("itemprop") or node.get("property") or ""
    if not names and ":" in (relation := node.get("rel") or ""):
        names = relation
    return [name.rpartition(":")[2].rpartition("/")[2] for name in names.split()]


def item_nodes(document: Document, name: str) -> list[Node]:
    """Return the elements that carry the property *name* (of schema.org)."""
    return _items(document).get(name, [])


def item_texts(document: Document, name: str, heading: Node | None = None) -> list[str]:
    """Return the values of the property *name* in document order: @content, @datetime, else the text.

    Those of the article with the headline *heading*, or else those that no other item claims.
    """
    judged = [(node, _is_own(document, node, heading)) for node in item_nodes(document, name)[: 2 * _MOST_ITEMS]]
    own = [node for node, is_own in judged if is_own] or [node for node, is_own in judged if is_own is None]
    return [text for node in own if (text := value_of(node))]


def value_of(node: Node) -> str:
    """Return the value of one property's element: @content, @datetime, else its text."""
    return clean(node.get("content") or node.get("datetime")) or text_of(node)


def own_item_nodes(document: Document, name: str, heading: Node | None) -> list[Node]:
    """Return the elements that carry the property *name* of the page's own article, whose headline is *heading*.

    An item belongs to the article if it contains the headline or states the page's URL or headline. An item that states
    the URL or headline of another article is excluded. An item that states neither counts only if nothing better is
    found, and only outside cards, comments and sidebars.
    """
    judged = [(node, _is_own(document, node, heading)) for node in item_nodes(document, name)[:_MOST_ITEMS]]
    own = [node for node, is_own in judged if is_own]
    if own:
        return own
    return [
        node
        for node, is_own in judged
        if is_own is None
        and not (is_aside(node, heading) or _is_card(node) or _is_in_article_of_readers(node, heading))
    ]


def _is_own(document: Document, node: Node, heading: Node | None) -> bool | None:
    scope = next((ancestor for ancestor in node.iterancestors() if _is_scope(ancestor)), None)
    if scope is None:
        return None
    kind = (scope.get("itemtype") or scope.get("typeof") or "").rstrip("/").rpartition("/")[2].rpartition(":")[2]
    if _OTHER_TYPES.search(kind):
        return False
    if heading is not None and scope in heading.iterancestors():
        return True
    if _TYPES_IN_ARTICLES.search(kind) and heading is not None:
        return False
    page = page_identity(document)
    addresses, headlines = _declared_identity(scope)
    judged = [page.is_address(document.absolute(url)) for url in addresses]
    judged += [page.is_headline(text) for text in headlines]
    return True if True in judged else False if False in judged else None


def _is_scope(node: Node) -> bool:
    return node.get("itemscope") is not None or node.get("typeof") is not None


def _declared_identity(scope: Node) -> tuple[list[str], list[str]]:
    """Return the URLs and the headlines that the item *scope* states about itself."""
    addresses, headlines = [scope.get("itemid") or scope.get("about") or ""], []
    for node in islice(scope.iterdescendants(), _MOST_PARTS):
        names = properties_of(node)
        if not names or next((ancestor for ancestor in node.iterancestors() if _is_scope(ancestor)), None) is not scope:
            continue
        if not {"headline", "name", "title"}.isdisjoint(names):
            headlines.append(value_of(node))
        elif "url" in names or "mainEntityOfPage" in names:
            addresses.append(node.get("href") or node.get("itemid") or node.get("content") or "")
    return [address for address in addresses if address], [headline for headline in headlines if headline]


def _is_in_article_of_readers(node: Node, heading: Node | None) -> bool:
    """Return whether *node* is in an <article> that an <article> with the *heading* contains: a comment or review.

    https://html.spec.whatwg.org/#the-article-element
    """
    inner = next(node.iterancestors("article"), None)
    around = set(heading.iterancestors("article")) if heading is not None else set()
    return (
        inner is not None and inner not in around and any(outer in around for outer in inner.iterancestors("article"))
    )


def _is_card(node: Node) -> bool:
    """Return whether *node* is in a link to another page, like the date on a card."""
    return any(ancestor.tag == "a" and (ancestor.get("href") or "#")[0] != "#" for ancestor in node.iterancestors())
