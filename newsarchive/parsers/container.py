"""The element that holds the article's text."""

from __future__ import annotations

from newsarchive.parsers.body.class_names import HEADINGS, traits_of
from newsarchive.parsers.body.main_content import Survey, worth
from newsarchive.parsers.html.document import Node

_LITTLE = 250.0
# What stands beside the text belongs to it when it adds so much, or is of its make, and is not a list of links.
_MORE, _FEW_LINKS, _A_SENTENCE = 0.15, 0.2, 60.0
_TEXTLIKE = frozenset(("p", "li", "dd", "dt", "figcaption", *HEADINGS))


def choose(found: Survey, heading: Node | None) -> Node | None:
    """Return the element that holds the article's text, or ``None`` when the page has none.

    Of several articles on one page (the next ones load below) it is the one that *heading*, the title, stands in.
    """
    own = _own_article(found, heading)
    scores: dict[Node, float] = {}
    for spot in found.spots:
        points = 0.0 if spot.node in found.junk else worth(spot)
        if points and (own is None or _within(spot.node, own)):
            _spread(scores, spot.node, points)
    if not scores:
        return None
    best = max(scores, key=lambda node: scores[node] * (1.3 if traits_of(node).body else 1.0))
    return _climbed(best, found, own)


def _own_article(found: Survey, heading: Node | None) -> Node | None:
    """Return the article element around *heading* when it holds a fair share of the page's text."""
    node = heading
    while node is not None and node.tag != "article":
        node = node.getparent()
    if node is None or found.mass.get(node, 0.0) < max(_LITTLE, 0.1 * found.whole):
        return None
    return node


def _within(node: Node, region: Node) -> bool:
    above: Node | None = node
    while above is not None and above is not region:
        above = above.getparent()
    return above is not None


def _spread(scores: dict[Node, float], node: Node, points: float) -> None:
    if node.tag not in _TEXTLIKE:
        scores[node] = scores.get(node, 0.0) + points
    share = 1.0
    for _ in range(3):
        parent = node.getparent()
        if parent is None or parent.tag == "html":
            return
        scores[parent] = scores.get(parent, 0.0) + points * share
        share *= 0.5
        node = parent


def _is_unlinked(node: Node, found: Survey) -> bool:
    return found.mass.get(node, 0.0) >= _A_SENTENCE and found.linked[node] < _FEW_LINKS * found.size[node]


def _same_make(one: Node, other: Node) -> bool:
    """Tell whether both have the same tag and begin their class with the same word."""
    words = (one.get("class") or "").split()[:1]
    return bool(words) and one.tag == other.tag and words == (other.get("class") or "").split()[:1]


def _climbed(best: Node, found: Survey, own: Node | None) -> Node:
    """Climb from *best* while what stands beside it carries the text on."""
    node = best
    while node is not own:
        parent = node.getparent()
        if parent is None or parent.tag == "html":
            break
        beside = [one for one in parent if one is not node and _is_unlinked(one, found)]
        more = sum(found.mass[one] for one in beside)
        if more > _MORE * found.mass[best] or any(_same_make(one, node) for one in beside):
            best = parent
        node = parent
    return best
