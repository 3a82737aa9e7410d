"""Parts of a page whose dates do not belong to the article: comments, sidebars, menus, lists of other articles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from urllib.parse import urlsplit

from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lexicons.body import ACCOUNT_LABEL
from newsarchive.parsers.lexicons.regions import ADDITIONS, ASIDES, COMMENTS, OTHER_ARTICLES, RELATED

_TAGS = frozenset({"nav", "aside", "select"})
_ENDS = frozenset({"header", "footer"})
_WHOLE = frozenset({"html", "body", "main", "article"})
_OF_PAGE = ("nav", "ul", "form", "img", "svg", "h1")  # elements in the header of a page
_MOST_SECTIONS = 2  # links; a section and the one that it belongs to
_FRONT = re.compile(r"(?:index|default|home)\b", re.I)  # the path of a front page
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
    """Return whether *header* is right above the *heading*, in the same element, and may be that of the article.

    <section><header><a href="/traffic">Traffic</a> <span>11/09/2017</span></header><h1>…</h1>: the page's header has a
    logo, a menu, or a link to the front page or to an account.
    """
    around = heading.getparent() if heading is not None else None
    if around is None or around.tag == "body" or header.getparent() is not around or header.tag != "header":
        return False
    if header.getnext() is not heading or next(header.iter(*_OF_PAGE), None) is not None:
        return False
    links = list(islice(header.iter("a"), _MOST_SECTIONS + 1))
    return len(links) <= _MOST_SECTIONS and all(map(_may_be_section, links))


def _may_be_section(link: Node) -> bool:
    """Return whether *link* has a name and leads below the front page, and to no account."""
    try:
        url = urlsplit(link.get("href") or "")
    except ValueError:
        return False
    path, text = url.path.strip("./"), text_of(link)
    is_below = bool(path) and url.scheme in ("", "http", "https") and _FRONT.match(path) is None
    return is_below and bool(text) and ACCOUNT_LABEL.fullmatch(text) is None


def is_comment(node: Node) -> bool:
    """Return whether *node* is a part of the comments or close to one."""
    return any(_COMMENT.search(class_and_id(element).lower()) for element in (node, *islice(node.iterancestors(), 4)))


def names_comment(label: str) -> bool:
    """Return whether *label*, the class and id of an element, names the comments of readers."""
    return bool(label) and _COMMENT.search(label.lower()) is not None


def holds_no_credit(label: str) -> bool:
    """Return whether *label*, the class and id of an element, names a part of the page without author names."""
    return _NO_CREDIT.search(label.lower()) is not None
