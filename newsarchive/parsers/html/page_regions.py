"""Parts of a page whose dates do not belong to the article: comments, sidebars, menus, lists of other articles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice

from newsarchive.parsers.html.tree import Node, class_and_id
from newsarchive.parsers.lexicons.regions import ADDITIONS, ASIDES, COMMENTS, OTHER_ARTICLES, RELATED

_TAGS = frozenset({"nav", "aside", "select"})
_ENDS = frozenset({"header", "footer"})
_WHOLE = frozenset({"html", "body", "main", "article"})
# Patterns for class and id in lower case: with re.I, `re` is several times slower.
_ASIDE = re.compile(f"{COMMENTS}|{OTHER_ARTICLES}|{ASIDES}")
_SURE = re.compile(f"{COMMENTS}|{RELATED}")
_COMMENT = re.compile(COMMENTS)
_NO_CREDIT = re.compile(f"{COMMENTS}|{OTHER_ARTICLES}|{ASIDES}|{ADDITIONS}")


def is_aside(node: Node, heading: Node | None, *, ends: bool = False, strict: bool = True) -> bool:
    """Return whether *node* is in such a part; an element around the *heading* never is, despite its class name.

    With *ends*, the page's header and footer count too; the header and footer of an <article> do not. Unless *strict*,
    words that are also used for the standfirst and the facts beside a headline are ignored.
    """
    shared = {heading, *heading.iterancestors()} if heading is not None else ()
    for box in chain((node,), node.iterancestors()):
        if box in shared or (heading is None and box.tag in _WHOLE):
            return False
        beside_headline = not strict and box.tag == "aside" and (box.getparent() in shared or _begins_with(box, node))
        is_end = ends and box.tag in _ENDS and not _is_in_article(box) and not _is_above(box, heading)
        if (box.tag in _TAGS and not beside_headline) or is_end:
            return True
        if (_is_named_aside if strict else _is_surely_named_aside)(class_and_id(box)):
            return True
    return False


# Cached: the same elements surround every date of a page, and all pages of a site share them.
@lru_cache(maxsize=20_000)
def _is_named_aside(name: str) -> bool:
    return _ASIDE.search(name.lower()) is not None


@lru_cache(maxsize=20_000)
def _is_surely_named_aside(name: str) -> bool:
    return _SURE.search(name.lower()) is not None


def _begins_with(aside: Node, node: Node) -> bool:
    """Return whether *aside* begins with the text of *node* and does not display another article."""
    first = next(
        (element for element in islice(aside.iter("*"), 20) if element.text and not element.text.isspace()), None
    )
    inside = first is not None and (first is node or node in first.iterancestors())
    return inside and not any(link.find(".//img") is not None for link in islice(aside.iter("a"), 20))


def _is_in_article(node: Node) -> bool:
    return next(node.iterancestors("article"), None) is not None


def _is_above(header: Node, heading: Node | None) -> bool:
    """Return whether *header* is right above the *heading*, in the same element, and without links.

    <section><header><span>11/09/2017</span></header><h1>…</h1>: such a header is not the page's, which has a logo.
    """
    around = heading.getparent() if heading is not None else None
    if around is None or around.tag == "body" or header.getparent() is not around or header.tag != "header":
        return False
    return header.getnext() is heading and next(header.iter("a", "nav", "h1"), None) is None


def is_comment(node: Node) -> bool:
    """Return whether *node* is a part of the comments or close to one."""
    return any(_COMMENT.search(class_and_id(element).lower()) for element in (node, *islice(node.iterancestors(), 4)))


def names_comment(label: str) -> bool:
    """Return whether *label*, the class and id of an element, names the comments of readers."""
    return bool(label) and _COMMENT.search(label.lower()) is not None


def holds_no_credit(label: str) -> bool:
    """Return whether *label*, the class and id of an element, names a part of the page without author names."""
    return _NO_CREDIT.search(label.lower()) is not None
