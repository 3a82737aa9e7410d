"""The lead (sapo): the sentence or two that a page prints between its title and its text."""

from __future__ import annotations

from itertools import islice

from newsarchive.parsers.body.class_names import CAMEL, LIST_LIKE, is_hidden, traits_of
from newsarchive.parsers.body.main_content import Survey
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.finders import Finder
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.body import ABOUT_AUTHOR, LEAD_CLASS
from newsarchive.parsers.text import folded

_SHORTEST, _LONGEST = 30, 1500
_NEAR = 12
_LONGEST_KICKER = 50
_LONG, _FEW_LINKS = 110, 0.25
_ENDS = frozenset('.!?…。！？"”»)')
_NO_PLACE = LIST_LIKE | {"figcaption"}


def found_lead(document: Document, finders: tuple[Finder, ...]) -> Node | None:
    """Return the first element that a publisher's *finders* name and that has text."""
    for finder in finders:
        for match in document.find(finder):
            if not isinstance(match, str) and len(text_of(match)) >= _SHORTEST:
                node: Node = match
                return node
    return None


def printed_lead(document: Document, found: Survey, region: Node, title: str | None) -> Node | None:
    """Return the element between title and *region* that looks like a lead, or ``None``."""
    description = lead_hint(document)
    key = folded(title or "")
    best: tuple[float, Node] | None = None
    nodes, titled = _between(found, region, key, len(title or ""))
    for node in nodes:
        points = _points(node, description, key) if titled or agrees(folded(text_of(node)), description) else 0.0
        if points and (best is None or points > best[0]):
            best = (points, node)
    return best[1] if best else None


def lead_hint(document: Document) -> str:
    """Return the letters of the page's own description: often the lead, sometimes cut short."""
    return folded(document.meta("og:description", "description", "twitter:description") or "")


def agrees(letters: str, hint: str) -> bool:
    """Tell whether one of two folded texts begins within the other."""
    return len(hint) > 30 and (hint[:60] in letters or letters[:60] in hint)


def opening(found: Survey, region: Node, title: str | None) -> list[Node]:
    """Return the paragraphs of the text that stand between title and *region*, in elements of their own."""
    nodes, titled = _between(found, region, folded(title or ""), len(title or ""))
    paragraphs = [node for node in nodes if titled and _is_plain_paragraph(node, found)]
    # Notices stand there too, but short; beside a long paragraph a short one is text.
    homes = {node.getparent() for node in paragraphs if found.size[node] >= _LONG and text_of(node)[-1:] in _ENDS}
    return [node for node in paragraphs if node.getparent() in homes]


def _is_plain_paragraph(node: Node, found: Survey) -> bool:
    if node.tag != "p" or node in found.junk or found.linked[node] > _FEW_LINKS * found.size[node]:
        return False
    return not any(one.tag in _NO_PLACE or traits_of(one).caption for one in (node, *islice(node.iterancestors(), 2)))


def _between(found: Survey, region: Node, key: str, length: int) -> tuple[list[Node], bool]:
    """Return the last blocks before *region*, those before the title left out, and whether the title is among them."""
    outside: set[Node] = set()
    before: list[Node] = []
    titled = False
    for spot in found.spots:
        if _stands_in(region, spot.node, outside):
            break
        node = spot.node
        if node.tag == "h1" or (key and abs(spot.text - length) < 15 and folded(text_of(node)) == key):
            before = []
            titled = True
        elif spot.text >= _SHORTEST:
            before.append(node)
    return before[-_NEAR:], titled


def _stands_in(region: Node, node: Node, outside: set[Node]) -> bool:
    """Tell whether *node* is *region* or in it; *outside* remembers the elements that are not."""
    above: Node | None = node
    chain = []
    while above is not None and above is not region and above not in outside:
        chain.append(above)
        above = above.getparent()
    if above is region:
        return True
    outside.update(chain)
    return False


def _points(node: Node, description: str, key: str) -> float:
    text = text_of(node)
    if not _SHORTEST <= len(text) <= _LONGEST or is_hidden(node):
        return 0.0
    letters = folded(text)
    if (key and key in letters and len(letters) < len(key) + _LONGEST_KICKER) or ABOUT_AUTHOR.match(text):
        return 0.0
    points = 0.0
    if names_lead(node):
        points += 1.0
    elif traits_of(node).junk:
        return 0.0
    if node.get("itemprop") == "description":
        points += 1.0
    if node.tag == "h2" and len(text) > 60:
        points += 0.8
    if agrees(letters, description):
        points += 1.0
    return points


def names_lead(node: Node) -> bool:
    """Tell whether class or id of *node*, or of the element around it alone, say that it is a lead."""
    for _ in range(2):
        if LEAD_CLASS.search(CAMEL.sub("-", f"{node.get('class') or ''} {node.get('id') or ''}").casefold()):
            return True
        parent = node.getparent()
        if parent is None or len(parent) > 3:
            return False
        node = parent
    return False
