"""What stands where on a page: every block with text of its own, weighed in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsarchive.parsers.body.class_names import HEADINGS, INLINE, is_card, is_hidden, is_skipped, traits_of
from newsarchive.parsers.html.tree import Node

_BRIEF, _SHORT = 9, 20
# What holds more than this share of the page's text is the article, whatever its class says.
_JUNK_SHARE, _DOUBTFUL_SHARE = 0.6, 0.25
_TOO_LITTLE = 0.2
_WHOLE = frozenset(("html", "body", "main"))
# Elements that never have text of their own.
_HOLLOW = frozenset(("head", "meta", "link", "base", "hr", "input", "source", "col", "embed", "param"))
_WEIGHT = {"p": 1.0, "div": 0.8, "blockquote": 0.8, "pre": 0.8, "td": 0.6, "li": 0.4, "dd": 0.4, "figcaption": 0.1}


@dataclass(slots=True)
class Spot:
    """One block with text of its own: how many characters, and how many of them are linked."""

    node: Node
    text: int = 0
    linked: int = 0


@dataclass(slots=True)
class Survey:
    """What stands where.

    *spots* in document order; below each element the characters (*size*), how many of them are *linked* and how much
    reads like text (*mass*); *junk* elements; *whole*, the *mass* of the page.
    """

    spots: list[Spot]
    size: dict[Node, float]
    linked: dict[Node, float]
    mass: dict[Node, float]
    junk: set[Node]
    whole: float


def survey(nodes: Sequence[Node]) -> Survey:
    """Weigh every block among *nodes* (a page's elements in document order) that has text of its own."""
    spots = _spots(nodes)
    order, above = _ancestors(spots)
    worths = [0.0] * len(order)
    sizes = [0.0] * len(order)
    links = [0.0] * len(order)
    for spot, place in spots.values():
        worths[place], sizes[place], links[place] = worth(spot), float(spot.text), float(spot.linked)
    own = worths[:]
    for place in range(len(order) - 1, 0, -1):
        parent = above[place]
        if parent >= 0:
            worths[parent] += worths[place]
            sizes[parent] += sizes[place]
            links[parent] += links[place]
    junk, masses = _judged(order, above, worths, own, (_JUNK_SHARE, _DOUBTFUL_SHARE))
    if max(masses, default=0.0) < _TOO_LITTLE * max(worths, default=0.0):
        # Doubtful names speak against nearly all of the text: then they mean something else on this page.
        junk, masses = _judged(order, above, worths, own, (_JUNK_SHARE, _TOO_LITTLE / 2))
    return Survey(
        spots=[spot for spot, _ in spots.values()],
        size=dict(zip(order, sizes, strict=True)),
        linked=dict(zip(order, links, strict=True)),
        mass=dict(zip(order, masses, strict=True)),
        junk={node for node, bad in zip(order, junk, strict=True) if bad},
        whole=max(masses, default=0.0),
    )


def _judged(
    order: list[Node], above: list[int], sums: list[float], own: list[float], shares: tuple[float, float]
) -> tuple[list[bool], list[float]]:
    """Return which elements are junk, and the sums of *own* without them."""
    most = max(sums, default=0.0)
    limits = (most, shares[1] * most, shares[0] * most)
    junk: list[bool] = []
    for node, parent, mass in zip(order, above, sums, strict=True):
        junk.append((parent >= 0 and junk[parent]) or _is_junk(node, mass, limits))
    masses = [0.0 if bad else one for one, bad in zip(own, junk, strict=True)]
    _add_up(masses, above)
    return junk, masses


def _is_junk(node: Node, mass: float, limits: tuple[float, float, float]) -> bool:
    tag = node.tag
    if tag in _WHOLE or mass > limits[2]:
        return False
    rank = 2 if is_skipped(node, str(tag)) else 1 if tag == "a" and is_card(node) else traits_of(node).junk
    return (rank > 0 and mass <= limits[rank]) or is_hidden(node)


def worth(spot: Spot) -> float:
    """Return how much *spot* counts as article text."""
    if spot.text < 25 or spot.linked * 2 > spot.text:
        return 0.0
    tag = spot.node.tag
    return (spot.text - spot.linked) * _WEIGHT.get(str(tag), 0.2 if tag in HEADINGS else 0.7)


def _spots(nodes: Sequence[Node]) -> dict[Node, tuple[Spot, int]]:
    """Return every block with text of its own and, for later, its place in a list (-1)."""
    spots: dict[Node, tuple[Spot, int]] = {}
    place: dict[Node, tuple[Node, bool]] = {}
    for node in nodes:
        tag = node.tag
        if tag in _HOLLOW:
            continue
        text = node.text
        if tag in INLINE:
            parent = node.getparent()
            if parent is None:
                continue
            block, linked = place.get(parent) or (parent, False)
            place[node] = here = (block, linked or tag == "a")
            if text and len(text) > _BRIEF and (size := len(text.strip())) > _BRIEF:
                _count(spots, here, size)
            tail = node.tail
            if tail and len(tail) > _SHORT and (size := len(tail.strip())) > _SHORT:
                _count(spots, place.get(parent) or (parent, False), size)
        elif text and len(text) > _BRIEF and (size := len(text.strip())) > _BRIEF:
            _count(spots, (node, False), size)
        elif tag == "br" or tag == "img":
            tail = node.tail
            if tail and len(tail) > _SHORT and (size := len(tail.strip())) > _SHORT:
                parent = node.getparent()
                if parent is not None:
                    _count(spots, place.get(parent) or (parent, False), size)
    return spots


def _count(spots: dict[Node, tuple[Spot, int]], place: tuple[Node, bool], size: int) -> None:
    node, linked = place
    known = spots.get(node)
    if known is None:
        known = spots[node] = (Spot(node), -1)
    spot = known[0]
    spot.text += size
    if linked:
        spot.linked += size


def _ancestors(spots: dict[Node, tuple[Spot, int]]) -> tuple[list[Node], list[int]]:
    """Return the spots' elements and all above them, parents first, and the place of each one's parent (root: -1).

    Every spot is told its place in the list.
    """
    places: dict[Node, int] = {}
    order: list[Node] = []
    above: list[int] = []
    for start, (spot, _) in spots.items():
        chain = []
        node: Node | None = start
        while node is not None and node not in places:
            chain.append(node)
            node = node.getparent()
        parent = -1 if node is None else places[node]
        for one in reversed(chain):
            above.append(parent)
            parent = places[one] = len(order)
            order.append(one)
        spots[start] = (spot, places[start])
    return order, above


def _add_up(sums: list[float], above: list[int]) -> None:
    """Add to every place what stands below it; parents come before children."""
    for place in range(len(sums) - 1, 0, -1):
        parent = above[place]
        if parent >= 0:
            sums[parent] += sums[place]


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
