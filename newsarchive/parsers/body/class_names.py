"""Classify the text of an element by its tag, class, id and style."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.block_rules import Matcher, class_rules
from newsarchive.parsers.lexicons.body import (
    BODY_CLASS,
    CAPTION_CLASS,
    FOLDED_CLASS,
    FOR_SUBSCRIBERS,
    PICTURE_CLASS,
    STATE_TOKEN,
)

# fmt: off
#: Tags that do not end a line of text.
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
))
#: Tags that never contain article text, and the label of their content.
_TAG_LABELS = {
    **dict.fromkeys(("nav", "menu"), "navigation"), "footer": "legal", "aside": "related list",
    **dict.fromkeys((
        "textarea", "select", "option", "button", "input", "label", "form", "iframe", "object", "svg", "math", "audio",
        "video", "canvas", "dialog", "noscript", "amp-consent", "amp-user-notification", "amp-social-share",
        "amp-iframe", "amp-video", "amp-audio", "amp-youtube",
    ), "widget"),
    **dict.fromkeys(("amp-ad", "amp-embed", "amp-sticky-ad"), "advertisement"),
    "amp-sidebar": "navigation",
}
#: Tags whose elements group blocks but are not repeated items themselves.
LIST_LIKE = frozenset((
    "ul", "ol", "li", "dl", "blockquote", "table", "tbody", "thead", "tr", "td", "th", "figure",
))
# fmt: on
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# An id with more parts, and the id of a heading, is generated from the text below it: it names the subject.
_LONGEST_NAME = 3
_MOST_IN_BUTTON, _MOST_IN_CARD, _MOST_WRAPPERS, _LONGEST_NAMES = 10, 20, 2, 300
_QUESTION_MARKS, _SHORTEST_ANSWER = ("?", "？", "؟"), 40
#: The beginning of the next word in a name like relatedPosts.
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Traits(NamedTuple):
    """The meaning of class and id: a verdict on the text; whether the element contains the text, captions, pictures."""

    verdict: Verdict | None
    body: bool
    caption: bool
    picture: bool


_NO_TRAITS = Traits(None, False, False, False)
_TAG_VERDICTS = {
    tag: Verdict(label, f"tag.{tag}", f"a <{tag}> element never holds an article's text")
    for tag, label in _TAG_LABELS.items()
}
HIDDEN = Verdict("widget", "style.hidden", "the page does not show it")
CARD = Verdict("related list", "tag.linked-card", "a link around whole blocks is the card of another story")
_PART = "(?<![a-z])"
_STRONG = Matcher(((rule.id, rule.pattern) for rule in class_rules() if rule.strength == "strong"), _PART)
_WEAK = Matcher(((rule.id, rule.pattern) for rule in class_rules() if rule.strength == "weak"), _PART)
_VERDICTS = {rule.id: Verdict(rule.label, rule.id, rule.reason, rule.strength == "strong") for rule in class_rules()}


def traits_of(node: Node) -> Traits:
    """Return the traits derived from the class and id of *node*."""
    kind, name = node.get("class"), node.get("id")
    if kind and kind[:10] == "VCSortable":  # the editor software of VCCorp's sites declares there what a box contains
        name = node.get("type")
    if name and (node.tag in HEADINGS or name.count("-") + name.count("_") > _LONGEST_NAME):
        name = None
    return _traits(kind or "", name or "", node.tag in HEADINGS) if kind or name else _NO_TRAITS


class _Token(NamedTuple):
    """The meaning of one word of a class or id, in any position."""

    strong: str | None
    weak: str | None
    body: bool
    folded: bool
    caption: bool
    picture: bool


@lru_cache(maxsize=50_000)
def _token(token: str) -> _Token:
    lower = token.casefold()
    caption, picture = CAPTION_CLASS.search(lower) is not None, PICTURE_CLASS.search(lower) is not None
    parts = CAMEL.sub("-", token).casefold()
    if STATE_TOKEN.search(parts) is not None:
        return _Token(None, None, False, False, caption, picture)
    return _Token(
        _STRONG.search(parts),
        _WEAK.search(parts),
        BODY_CLASS.search(parts) is not None,
        FOLDED_CLASS.search(parts) is not None,
        caption,
        picture,
    )


@lru_cache(maxsize=20_000)
def _traits(kind: str, name: str, heading: bool) -> Traits:
    tokens = [_token(token) for token in f"{kind} {name}"[:_LONGEST_NAMES].split()]
    body = any(token.body for token in tokens)
    rule = next((token.strong for token in tokens if token.strong), None)
    if rule is None and not body and not heading and not any(token.folded for token in tokens):
        # A heading's class describes its rank and its position in a table of contents, not its text.
        rule = next((token.weak for token in tokens if token.weak), None)
    verdict = _VERDICTS[rule] if rule else None
    return Traits(verdict, body, any(token.caption for token in tokens), any(token.picture for token in tokens))


@lru_cache(maxsize=20_000)
def names_caption(names: str) -> bool:
    """Return whether the class *names* mark an element as a caption."""
    return any(_token(token).caption for token in names[:_LONGEST_NAMES].split())


def is_hidden(node: Node) -> bool:
    """Return whether *node* is marked as hidden; text displayed only to subscribers does not count as hidden."""
    style = node.get("style")
    if style is None or "display" not in style or "none" not in style.replace(" ", "").partition("display:")[2][:5]:
        return False
    return FOR_SUBSCRIBERS.search(node.get("class") or "") is None


def is_folded(node: Node) -> bool:
    """Return whether class or id of *node*, or of its parent, mark it as an accordion, which the reader unfolds."""
    parent = node.getparent()
    names = [
        name
        for element in (node, parent)
        if element is not None
        for name in (element.get("class"), element.get("id"))
        if name
    ]
    return any(_token(token).folded for name in names for token in name[:_LONGEST_NAMES].split())


def tag_verdict(node: Node, tag: str) -> Verdict | None:
    """Return the verdict for *tag*, the tag of *node*: some never contain text, but a button may unfold an answer."""
    verdict = _TAG_VERDICTS.get(tag)
    return None if verdict is not None and tag == "button" and _is_of_heading(node) else verdict


@lru_cache(maxsize=20_000)
def shows_on_demand(names: str) -> bool:
    """Return whether an element of class *names* is displayed only on hover or to screen readers."""
    return any(_token(token).strong == "class.on-demand" for token in names[:_LONGEST_NAMES].split())


def _is_of_heading(button: Node) -> bool:
    parent = button.getparent()
    if parent is not None and parent.tag in HEADINGS:
        # A button beside the heading's own text copies or shares the heading.
        return len(parent) == 1 and not (parent.text or "").strip()
    is_around = any(element.tag in HEADINGS for element in islice(button.iterdescendants(), _MOST_IN_BUTTON))
    if is_around:
        return _unfolded(button) is not None
    if text_of(button)[-1:] not in _QUESTION_MARKS:
        return False
    answer = _unfolded(button)
    return answer is not None and len(text_of(answer)) >= _SHORTEST_ANSWER


def _unfolded(button: Node) -> Node | None:
    """Return what follows *button* unless it holds buttons; a card in a carousel is a button by itself."""
    node: Node | None = button
    for _ in range(_MOST_WRAPPERS):
        following = node.getnext() if node is not None else None
        if following is not None:
            has_button = any(element.tag == "button" for element in islice(following.iter(), _MOST_IN_CARD))
            return None if has_button else following
        node = node.getparent() if node is not None else None
    return None


def is_card(node: Node) -> bool:
    """Return whether the <a> *node*, around whole blocks, is a card: headline and teaser of another page.

    A picture with its caption, linked to its full size, is not a card.
    """
    href = node.get("href") or "#"
    if href[0] == "#" or (node.get("id") and href.endswith(f"#{node.get('id')}")):
        return False  # a heading's link to itself
    return all(element.tag != "figcaption" for element in islice(node.iterdescendants(), _MOST_IN_CARD))


def leads_on(node: Node) -> bool:
    """Return whether the <a> *node* leads elsewhere: a permalink, of a heading or around one, leads to itself."""
    href = node.get("href")
    if not href or "#" not in href:
        return True
    parent = node.getparent()
    if parent is not None and parent.tag in HEADINGS and href[0] == "#":
        return False
    around = parent if parent is not None and parent.tag in HEADINGS else node
    first = next(node.iterchildren(), None)
    target = href.rpartition("#")[2]
    return not target or target not in {near.get("id") for near in (node, around, first) if near is not None}
