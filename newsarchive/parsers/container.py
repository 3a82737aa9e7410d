"""The element that holds the article's text: every text-bearing block weighed in one pass over the page."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from newsarchive.parsers.document import Node
from newsarchive.parsers.words.body import BODY_CLASS, DOUBTFUL_CLASS, JUNK_CLASS, STATE_TOKEN

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup"
    " time tt u var wbr".split()
)
SKIPPED = frozenset(
    "script style noscript template textarea select option button input label nav footer form aside iframe object svg math"
    " audio video canvas head menu dialog".split()
)
_SHORT = 20
_LITTLE = 250.0
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WHOLE = frozenset(("html", "body", "main"))
_WEIGHT = {"p": 1.0, "div": 0.8, "blockquote": 0.8, "pre": 0.8, "td": 0.6, "li": 0.4, "dd": 0.4, "figcaption": 0.0}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXTLIKE = frozenset(("p", "li", "dd", "dt", "figcaption", *_HEADINGS))


@dataclass(slots=True)
class Spot:
    """One block with text of its own: how many characters, and how many of them are linked."""

    node: Node
    text: int = 0
    linked: int = 0


@dataclass(slots=True)
class Survey:
    """What stands where: *spots* in document order, below each element the characters (*size*), how many of
    them are *linked* and how much reads like text (*mass*); *junk* elements; *whole*, the *mass* of the page."""

    spots: list[Spot]
    mass: dict[Node, float] = field(default_factory=dict)
    size: dict[Node, float] = field(default_factory=dict)
    linked: dict[Node, float] = field(default_factory=dict)
    junk: set[Node] = field(default_factory=set)
    whole: float = 0.0


@lru_cache(maxsize=20_000)
def junk_rank(names: str) -> int:
    """Tell what *names*, an element's class and id, say: 2 no article text, 1 hardly any, 0 nothing against it."""
    parts = _parts(names)
    if JUNK_CLASS.search(parts):
        return 2
    return 1 if DOUBTFUL_CLASS.search(parts) and not BODY_CLASS.search(parts) else 0


@lru_cache(maxsize=20_000)
def names_body(names: str) -> bool:
    """Tell whether *names*, an element's class and id, are those of an article's text."""
    return BODY_CLASS.search(_parts(names)) is not None


@lru_cache(maxsize=20_000)
def _parts(names: str) -> str:
    """Return the telling tokens of *names* in lower case, "relatedPosts" as "related-posts"."""
    split = _CAMEL.sub("-", names).casefold()
    return " ".join(token for token in split.split() if not STATE_TOKEN.search(token))


def names_of(node: Node) -> str:
    """Return class and id of *node* as one string."""
    get = node.get
    names = f"{get('class') or ''} {get('id') or ''}"
    return names if len(names) < 300 else names[:300]


def is_hidden(node: Node) -> bool:
    """Tell whether *node* is marked as not shown."""
    style = node.get("style")
    return style is not None and "display" in style and "none" in style.replace(" ", "").partition("display:")[2][:5]


def survey(root: Node) -> Survey:
    """Weigh every block of *root* that has text of its own."""
    spots = _spots(root)
    found = Survey(list(spots.values()))
    order, parents = _ancestors(found.spots)
    everything = _sums(order, parents, {spot.node: worth(spot, ()) for spot in found.spots})
    whole = max(everything.values(), default=0.0)
    for node in order:
        if parents[node] in found.junk or _is_junk(node, everything[node], whole):
            found.junk.add(node)
    found.size = _sums(order, parents, {spot.node: float(spot.text) for spot in found.spots})
    found.linked = _sums(order, parents, {spot.node: float(spot.linked) for spot in found.spots})
    found.mass = _sums(order, parents, {spot.node: worth(spot, found.junk) for spot in found.spots})
    found.whole = max(found.mass.values(), default=0.0)
    return found


def is_junk(node: Node) -> bool:
    """Tell whether tag, class or style of *node* say that it holds no article text."""
    return node.tag in SKIPPED or junk_rank(names_of(node)) > 0 or is_hidden(node)


def _is_junk(node: Node, mass: float, whole: float) -> bool:
    if node.tag in _WHOLE:
        return False
    rank = 2 if node.tag in SKIPPED or is_hidden(node) else junk_rank(names_of(node))
    return rank > 0 and mass <= (0.6 if rank > 1 else 0.25) * whole


def worth(spot: Spot, junk: Collection[Node]) -> float:
    """Return how much *spot* counts as article text."""
    if spot.node in junk or spot.text < 25 or spot.linked * 2 > spot.text:
        return 0.0
    tag = spot.node.tag
    return (spot.text - spot.linked) * _WEIGHT.get(tag, 0.2 if tag in _HEADINGS else 0.7)


def _spots(root: Node) -> dict[Node, Spot]:
    spots: dict[Node, Spot] = {}
    place: dict[Node, tuple[Node, bool]] = {}
    for node in root.iter("*"):
        tag = node.tag
        if tag in INLINE:
            parent = node.getparent()
            block, linked = place.get(parent) or (parent, False)
            place[node] = here = (block, linked or tag == "a")
        else:
            here = (node, False)
        text = node.text
        if text and len(text) > 3 and (size := len(text.strip())) > 3:
            _count(spots, here, size)
        tail = node.tail
        if tail and len(tail) > _SHORT and (size := len(tail.strip())) > _SHORT:
            parent = node.getparent()
            if parent is not None:
                _count(spots, place.get(parent) or (parent, False), size)
    return spots


def _count(spots: dict[Node, Spot], place: tuple[Node, bool], size: int) -> None:
    node, linked = place
    spot = spots.get(node)
    if spot is None:
        spots[node] = spot = Spot(node)
    spot.text += size
    if linked:
        spot.linked += size


def _ancestors(spots: list[Spot]) -> tuple[list[Node], dict[Node, Node | None]]:
    """Return the spots' elements and all above them, parents before children, and each one's parent."""
    parents: dict[Node, Node | None] = {}
    order: list[Node] = []
    for spot in spots:
        chain = []
        node: Node | None = spot.node
        while node is not None and node not in parents:
            parents[node] = parent = node.getparent()
            chain.append(node)
            node = parent
        order.extend(reversed(chain))
    return order, parents


def _sums(order: list[Node], parents: dict[Node, Node | None], own: dict[Node, float]) -> dict[Node, float]:
    sums = {node: own.get(node, 0.0) for node in order}
    for node in reversed(order):
        parent = parents[node]
        if parent is not None:
            sums[parent] += sums[node]
    return sums


def choose(found: Survey, heading: Node | None) -> Node | None:
    """Return the element that holds the article's text, or ``None`` when the page has none.

    Of several articles on one page (the next ones load below) it is the one that *heading*, the title, stands in.
    """
    own = _own_article(found, heading)
    scores: dict[Node, float] = {}
    for spot in found.spots:
        points = worth(spot, found.junk)
        if points and (own is None or _within(spot.node, own)):
            _spread(scores, spot.node, points)
    if not scores:
        return None
    best = max(scores, key=lambda node: scores[node] * (1.3 if names_body(names_of(node)) else 1.0))
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


def _climbed(best: Node, found: Survey, own: Node | None) -> Node:
    """Climb from *best* while what stands beside it carries the text on."""
    node = best
    while node is not own:
        parent = node.getparent()
        if parent is None or parent.tag == "html":
            break
        more = sum(
            found.mass.get(one, 0.0)
            for one in parent
            if one is not node and found.linked.get(one, 0.0) < 0.2 * found.size.get(one, 0.0)
        )
        if more > 0.15 * found.mass[best]:
            best = parent
        node = parent
    return best
