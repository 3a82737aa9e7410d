"""Find the element that contains the article's text."""

from __future__ import annotations

import re

from newsarchive.parsers.body.class_names import HEADINGS, TEXTLIKE
from newsarchive.parsers.body.lists.site_links import leads_out
from newsarchive.parsers.body.region.text_mass import (
    MOST_BESIDE,
    SHORT,
    SHORT_PAGE,
    STRONG_SHARE,
    WHOLE,
    holds_answers,
    is_sentence,
    whole,
)
from newsarchive.parsers.body.table import BlockTable, Box
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import FEW_LINKS, LITTLE_TEXT, SENTENCE, SHORTEST_LINK
from newsarchive.parsers.text import DENSE_FACTOR

_MOST_LEVELS = 12  # levels; no article has deeper nesting; a malicious page may have it
_NEAR_LEVELS = 3  # levels; the boxes around the paragraphs that builders and editors add
_MORE = 0.15  # share of the text so far; a sibling that adds more belongs to it
_SOME_LINKS = 0.4  # share of letters in links; the rest of a text may end in some links to other pages
_FEWEST_TEASERS = 2  # teasers; one may be the article's own lead
_NEXT_SHARE = 0.2  # share of the page's own article; a shorter box is a teaser, or a chapter
_FEWEST_PARAGRAPHS = 3  # paragraphs; a teaser has one or two
_WORDPRESS_POST = re.compile(r"(?<!\S)post-\d+(?!\S)")  # see post_class() in its reference


def choose(table: BlockTable, heading: Node | None, site: str = "") -> Box | None:
    """Return the box that contains the article's text, or ``None`` if the page has no such box.

    *site* is the name of the page's site, from `name_of_site`.

    Of several articles on one page (the next ones load below), choose the article that contains *heading*, the title.
    """
    own = own_article(table, heading)
    start, end = (own.index, own.end) if own is not None else (0, len(table.boxes))
    best = _best(table, start, end)
    if best is not None and heading is not None and own is None and (own := _notice(table, heading, best)) is not None:
        best = _best(table, own.index, own.end) or best
    elif best is not None and heading is not None and own is None:
        near, other = _below_headline(table, heading, best)
        mass = sum(table.masses[near.start : near.stop])
        if (article := _only_article(table, heading, best)) is not None:
            best, own = _best(table, article.index, article.end) or best, article
        elif mass >= SENTENCE and (_is_next_article(other, table, mass) or _are_teasers(best, table)):
            best = _best(table, near.start, near.stop) or best
            top = table.boxes[near.start]
            own = top if top.end == near.stop else None
    return None if best is None else _climbed(best, table, own, site)


def _best(table: BlockTable, start: int, end: int) -> Box | None:
    """Return the box with most text of its own or directly inside, among the boxes from *start* to *end*."""
    scores: dict[Box, float] = {}
    for box, points in zip(table.boxes[start:end], table.masses[start:end], strict=True):
        if points > 0.5:
            _spread(scores, box, points, start)
    return max(scores, key=lambda box: scores[box] * (1.3 if box.traits.body else 1.0), default=None)


def _below_headline(table: BlockTable, heading: Node, best: Box) -> tuple[range, Box]:
    """Return the indexes of the boxes around and below *heading* but above the part of the page that holds *best*.

    Return that part too; the range is empty if *heading* stands in it or below it.
    """
    title = table.box_of(heading)
    top, part = title, best
    while top is not None and top.parent is not None and top.parent.end <= best.index:
        top = top.parent
    if top is None or top.end > best.index or top.parent is None:
        return range(0), best
    while part.parent is not None and part.parent is not top.parent:
        part = part.parent
    return range(top.index, part.index), part


def _are_teasers(box: Box, table: BlockTable, site: str = "") -> bool:
    """Return whether most lines in *box* stand one by one below linked headlines, none of which leads out of *site*."""
    factor = DENSE_FACTOR if table.dense else 1
    size = teasers = count = 0
    is_below_link = False
    for block in table.inside(box):
        if block.size * factor >= SHORTEST_LINK and block.is_linked:
            is_below_link = not leads_out(block.node, site)
        elif block.size * factor >= SHORT and not block.linked:
            size += block.size
            if is_below_link and block.size <= LITTLE_TEXT:
                teasers += block.size
                count += 1
            is_below_link = False
    return count >= _FEWEST_TEASERS and teasers > STRONG_SHARE * size


def _is_next_article(box: Box, table: BlockTable, mass: float) -> bool:
    """Return whether *box*, below a text of *mass*, is another whole article, which some pages show on scrolling.

    It begins with a headline of its own, an <h1> or a link, and is no chapter: it has several paragraphs, and no
    further linked headline.
    """
    if mass < LITTLE_TEXT or box.mass < _NEXT_SHARE * mass:
        return False
    headlines = 0
    paragraphs = 0
    for block in table.inside(box):
        if block.box.tag in HEADINGS:
            headlines += block.box.tag == "h1" or block.is_linked
        elif block.box.mass and table.is_sentence(block):
            if not headlines:
                return False
            paragraphs += 1
    return headlines == 1 and paragraphs >= _FEWEST_PARAGRAPHS


def _only_article(table: BlockTable, heading: Node, best: Box) -> Box | None:
    """Return the page's only article element if it is a WordPress post of several paragraphs above *best*.

    ``None`` if *best* stands in an article element, too, or beside this one: some templates close it behind the lead.
    Elsewhere, a page may have longer texts than its article: obituaries, terms, a list of events. Other software puts
    a fact box, a summary or a card into its only article element; WordPress names its posts by number.
    """
    title = table.box_of(heading)
    least = max(LITTLE_TEXT, 0.1 * whole(table))
    articles = [box for box in table.boxes if box.tag == "article" and box.mass >= least]
    if title is None or len(articles) != 1 or _WORDPRESS_POST.search(articles[0].node.get("class") or "") is None:
        return None
    article = articles[0]
    if article.parent is None or not title.index < article.index < article.parent.end <= best.index:
        return None
    if any(element.tag == "article" for element in best.node.iterancestors()):
        return None
    paragraphs = sum(block.box.mass > 0 and table.is_sentence(block) for block in table.inside(article))
    return article if paragraphs >= _FEWEST_PARAGRAPHS else None


def own_article(table: BlockTable, heading: Node | None) -> Box | None:
    """Return the article element around *heading* if it holds a large enough share of the page's text."""
    box = _article_around(table, heading)
    return None if box is None or box.mass < max(LITTLE_TEXT, 0.1 * whole(table)) else box


def _article_around(table: BlockTable, heading: Node | None) -> Box | None:
    node = heading
    while node is not None and node.tag != "article":
        node = node.getparent()
    return table.by_node.get(node) if node is not None else None


def _notice(table: BlockTable, heading: Node, best: Box) -> Box | None:
    """Return the article element around *heading* if *best*, with more text, is in another part of the page.

    A notice, a result or the weather has no more than one sentence, less than the page's footer.
    """
    article, title = _article_around(table, heading), table.box_of(heading)
    if article is None or title is None or article.parent is None or whole(table) >= SHORT_PAGE:
        return None
    if article.parent.index <= best.index < article.parent.end:
        return None
    return article if any(map(is_sentence, table.boxes[title.end : article.end])) else None


def _spread(scores: dict[Box, float], box: Box, points: float, start: int) -> None:
    if box.tag not in TEXTLIKE:
        scores[box] = scores.get(box, 0.0) + points
    share = 1.0
    for _ in range(3):
        parent = box.parent
        if parent is None or parent.tag == "html" or parent.index < start:
            return
        scores[parent] = scores.get(parent, 0.0) + points * share
        share *= 0.5
        box = parent


def _hardly_links(boxes: list[Box]) -> list[Box]:
    """Return those of *boxes* that may hold the rest of the text, perhaps above some links to other pages."""
    return [box for box in boxes if box.linked < _SOME_LINKS * box.size]


def _same_make(node: Node, other: Node) -> bool:
    """Return whether both boxes have the same tag and the same first word of their class."""
    words = (node.get("class") or "").split()[:1]
    return bool(words) and node.tag == other.tag and words == (other.get("class") or "").split()[:1]


def _same_inside(box: Box, other: Box, table: BlockTable) -> bool:
    """Return whether paragraphs in both boxes are in elements of the same tag and class."""
    return not _homes_in(box, table).isdisjoint(_homes_in(other, table))


def _homes_in(box: Box, table: BlockTable) -> set[tuple[str, str]]:
    """Return tag and class of the elements around the paragraphs in *box*."""
    homes = set()
    for inner in table.boxes[box.index + 1 : box.end]:
        names = inner.parent.node.get("class") if inner.parent is not None and inner.parent is not box else None
        if names and inner.tag == "p" and inner.own >= SENTENCE and inner.mass and inner.parent is not None:
            homes.add((inner.parent.tag, names))
    return homes


def _climbed(best: Box, table: BlockTable, own: Box | None, site: str) -> Box:
    """Climb from *best* while the siblings continue the text."""
    box = best
    levels = 0
    while box is not own:
        levels += 1
        parent = box.parent
        if parent is None or parent.tag == "html":
            break
        children = [child for child in _children(parent, table) if child is not box and child.mass]
        near = [child for child in children if child.mass >= SENTENCE]
        if near and near[-1].index > box.index:
            below_footer = _below_footer(box, parent, table)
            near = [child for child in near if child.index not in below_footer]
        beside = [
            child
            for child in near
            if child.linked < FEW_LINKS * child.size
            and not (child.index > box.index and _is_next_article(child, table, box.mass))
            and not (child.linked and _are_teasers(child, table, site))
        ]
        added = sum(child.mass for child in beside)
        if (
            added > _MORE * best.mass
            or _continues_in(parent, levels)
            or _is_rest_of_body(parent, box, levels, added)
            or _are_lines_of_kind(children, box)
            or any(_same_make(sibling.node, box.node) for sibling in (*beside, *_parts_of_body(near))[:MOST_BESIDE])
            or (levels <= _NEAR_LEVELS and any(map(holds_answers, beside[:MOST_BESIDE])))
            or (
                levels <= (_MOST_LEVELS if own is not None else _NEAR_LEVELS)
                and any(_same_inside(sibling, box, table) for sibling in _hardly_links(near)[:MOST_BESIDE])
            )
        ):
            best = parent
        box = parent
    return best


def _parts_of_body(boxes: list[Box]) -> list[Box]:
    """Return those of *boxes* whose class names the text, though it has some links: a table of companies."""
    return [box for box in _hardly_links(boxes) if box.traits.body]


def _are_lines_of_kind(children: list[Box], box: Box) -> bool:
    """Return whether *children*, beside *box*, are unlinked, of its tag and class, and as long as a sentence together.

    Page builders put each paragraph, however short, in a part of its own.
    """
    alike = [child for child in children[:MOST_BESIDE] if not child.linked and _same_make(child.node, box.node)]
    return len(alike) > 1 and sum(child.mass for child in alike) >= SENTENCE


def _below_footer(box: Box, parent: Box, table: BlockTable) -> range:
    """Return the indexes of the boxes in *parent* below the page's footer, in or behind *box*: they are not its text.

    The footer of an article is not the page's, nor that of a quotation, which names its source (HTML, 4.3.8).
    """
    foot = parent.end
    for other in table.boxes[box.index : parent.end]:
        if other.tag == "article":
            return range(foot + 1, other.index + 1)
        is_footer = other.tag == "footer" or other.node.get("id") == "footer"
        if foot == parent.end and is_footer and not other.mass and not _is_quoted(other.node):
            foot = other.index
    return range(foot + 1, parent.end)


def _is_quoted(node: Node) -> bool:
    return next(node.iterancestors("blockquote"), None) is not None


def _continues_in(parent: Box, levels: int) -> bool:
    """Return whether *parent*, near the text's element, has text of its own: paragraphs without an element."""
    return (
        levels <= _NEAR_LEVELS
        and parent.tag not in WHOLE
        and parent.own - parent.own_linked >= SENTENCE
        and parent.own_linked < FEW_LINKS * parent.own
    )


def _is_rest_of_body(parent: Box, box: Box, levels: int, added: float) -> bool:
    """Return whether *parent*, near the text's element, has the class of a text's container and *added* prose in it.

    An editor who pastes the text from another program wraps most of it in elements of its own.
    """
    return (
        levels <= _NEAR_LEVELS
        and parent.traits.body
        and not box.traits.body
        and parent.tag not in WHOLE
        and added >= SENTENCE
    )


def _children(box: Box, table: BlockTable) -> list[Box]:
    children = []
    index = box.index + 1
    while index < box.end:
        child = table.boxes[index]
        children.append(child)
        index = max(child.end, index + 1)
    return children
