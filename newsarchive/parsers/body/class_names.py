"""What an element's tag, class, id and style say of it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lexicons.body import (
    BODY_CLASS,
    CAPTION_CLASS,
    DOUBTFUL_CLASS,
    FOLDED_CLASS,
    JUNK_CLASS,
    PICTURE_CLASS,
    STATE_TOKEN,
)

# fmt: off
#: Tags that do not end a line of text.
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
))
#: Tags that never hold article text.
SKIPPED = frozenset((
    "script", "style", "noscript", "template", "textarea", "select", "option", "button", "input", "label", "nav",
    "footer", "form", "aside", "iframe", "object", "svg", "math", "audio", "video", "canvas", "head", "menu", "dialog",
))
#: Tags that are no place for others of their kind.
LIST_LIKE = frozenset((
    "ul", "ol", "li", "dl", "blockquote", "table", "tbody", "thead", "tr", "td", "th", "figure",
))
# fmt: on
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# An id of more parts, and a heading's own, is made of the text below it: it tells of the subject.
_LONGEST_NAME = 3
_MOST_IN_BUTTON, _MOST_IN_CARD = 10, 20
#: Where the next word begins in a name like relatedPosts.
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Traits(NamedTuple):
    """What class and id tell of an element: *junk* is 2 for no article text, 1 for hardly any, 0 for nothing."""

    junk: int
    body: bool
    caption: bool
    picture: bool


_NOTHING_SAID = Traits(0, False, False, False)


def traits_of(node: Node) -> Traits:
    """Read class and id of *node*."""
    kind, name = node.get("class"), node.get("id")
    if kind and kind[:10] == "VCSortable":  # the editor of VCCorp's papers tells there what a box holds
        name = node.get("type")
    if name and (node.tag in HEADINGS or name.count("-") + name.count("_") > _LONGEST_NAME):
        name = None
    return _traits(kind or "", name or "", node.tag in HEADINGS) if kind or name else _NOTHING_SAID


@lru_cache(maxsize=20_000)
def _traits(kind: str, name: str, heading: bool) -> Traits:
    names = f"{kind} {name}"[:300]
    parts = _parts(names)
    body = BODY_CLASS.search(parts) is not None
    # A heading's class tells of its rank and its place in a list of contents.
    told = body or heading or FOLDED_CLASS.search(parts) is not None
    junk = 2 if JUNK_CLASS.search(parts) else 1 if not told and DOUBTFUL_CLASS.search(parts) else 0
    lower = names.casefold()
    return Traits(junk, body, CAPTION_CLASS.search(lower) is not None, PICTURE_CLASS.search(lower) is not None)


def _parts(names: str) -> str:
    """Return the telling tokens of *names* in lower case, "relatedPosts" as "related-posts"."""
    split = CAMEL.sub("-", names).casefold()
    return " ".join(token for token in split.split() if not _tells_state(token))


@lru_cache(maxsize=20_000)
def _tells_state(token: str) -> bool:
    return STATE_TOKEN.search(token) is not None


def is_hidden(node: Node) -> bool:
    """Tell whether *node* is marked as not shown."""
    style = node.get("style")
    return style is not None and "display" in style and "none" in style.replace(" ", "").partition("display:")[2][:5]


def is_skipped(node: Node, tag: str) -> bool:
    """Tell whether *tag*, that of *node*, never holds article text; the button that folds out an answer does."""
    return tag in SKIPPED and not (tag == "button" and _is_of_heading(node))


def _is_of_heading(button: Node) -> bool:
    parent = button.getparent()
    if parent is not None and parent.tag in HEADINGS:
        # One beside the heading's own words copies or shares it.
        return len(parent) == 1 and not (parent.text or "").strip()
    return any(one.tag in HEADINGS for one in islice(button.iterdescendants(), _MOST_IN_BUTTON))


def is_card(node: Node) -> bool:
    """Tell whether the <a> *node*, around whole blocks, is a card: headline and teaser of another page.

    A picture with its caption, linked to be seen in full size, is none.
    """
    if (node.get("href") or "#")[0] == "#":
        return False
    return all(one.tag != "figcaption" for one in islice(node.iterdescendants(), _MOST_IN_CARD))


def leads_on(node: Node) -> bool:
    """Tell whether the <a> *node* is more than a heading's link to itself, as made for those who want to quote it."""
    parent = node.getparent()
    return parent is None or parent.tag not in HEADINGS or not (node.get("href") or "").startswith("#")
