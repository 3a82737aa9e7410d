"""Find the rest of a text whose <article> element ends too early: the parts of the page directly behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from newsarchive.parsers.body.class_names import HEADINGS
from newsarchive.parsers.body.region.main_content import own_article
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import FEW_LINKS

_SHARE = 0.15  # share of the text in the <article> element; less than this, behind it, is a note of the page
_FEWEST_SENTENCES = 2  # sentences; one is a note of the page
_LINKED = 0.5  # share of a line's letters in links; with more, the line is a link
_MOST_PARTS = 500  # boxes; a bound for long pages
_MOST_AROUND = 5  # levels around the text; the builder's boxes of one paragraph
# Elements that the article's own text does not continue behind: another article, its headline, the page's footer.
_ENDS = frozenset(("article", "header", "h1", "footer"))


def parts_behind(table: BlockTable, region: Box, heading: Node | None) -> list[Box]:
    """Return the boxes behind the <article> element around *heading* and *region* that continue the text.

    Some templates close that element behind the lead, at an advertisement, or in the middle of the text; a browser
    displays the paragraphs below as before. They are prose with hardly a link, up to the footer or another article.
    """
    box = own_article(table, heading)
    if box is None or box.parent is None or not box.index <= region.index < box.end:
        return []
    parts = list(islice(_run(table, range(box.end, box.parent.end), _next_end(table, box)), _MOST_PARTS))
    sentences = [_sentences(table, part) for part in parts]
    while sentences and not sentences[-1]:
        sentences.pop()
    parts = parts[: len(sentences)]
    first = next((part for part, count in zip(parts, sentences, strict=True) if count), None)
    if first is None or not _is_of_text(table, first, region):
        return []
    is_rest = sum(sentences) >= _FEWEST_SENTENCES and sum(part.mass for part in parts) > _SHARE * region.mass
    return parts if is_rest else []


def _next_end(table: BlockTable, article: Box) -> int:
    """Return the index of the first box behind *article* that its text does not continue behind."""
    for box in table.boxes[article.end :]:
        if box.tag in _ENDS and box.size and (box.parent is None or box.parent.effective is None):
            return box.index
    return len(table.boxes)


def _run(table: BlockTable, behind: range, stop: int) -> Iterator[Box]:
    """Yield the largest boxes *behind* the article, before that at *stop*, with hardly a link and no verdict."""
    index = behind.start
    while index < min(behind.stop, stop):
        part = table.boxes[index]
        is_mixed = part.end > stop or part.linked > (FEW_LINKS if part.end > index + 1 else _LINKED) * part.size
        if part.effective is None and is_mixed and part.mass:
            # Its parts are judged one by one, unless it is a linked headline with the teaser of another article below.
            index = part.end if _begins_with_link(table, part) else index + 1
            continue
        if part.effective is None and not is_mixed and (part.size or part.pictures):
            heading = _first_heading(table, part)
            if heading is not None and heading.links:  # another article
                break
            yield part
        index = max(part.end, index + 1)


def _first_heading(table: BlockTable, part: Box) -> TextBlock | None:
    """Return the heading that *part* begins with."""
    first = next((block for block in table.inside(part) if block.picture is None), None)
    return first if first is not None and first.box.tag in HEADINGS else None


def _begins_with_link(table: BlockTable, part: Box) -> bool:
    """Return whether the first text in *part* is a line that is a link."""
    blocks = (block for block in table.inside(part) if block.picture is None and block.box.effective is None)
    first = next(blocks, None)
    return first is not None and first.linked > _LINKED * first.size


def _is_of_text(table: BlockTable, part: Box, region: Box) -> bool:
    """Return whether the text of *region* may go on in *part*: not below a heading unlike those of the text.

    A box of the page may begin so: an appeal for donations, a newsletter.
    """
    heading = _first_heading(table, part)
    if heading is None or any(block.box.tag == heading.box.tag for block in table.inside(region)):
        return True
    names = part.names
    around = islice(region.node.iterancestors(), _MOST_AROUND)
    return bool(names) and any((node.tag, node.get("class")) == (part.tag, names) for node in (region.node, *around))


def _sentences(table: BlockTable, part: Box) -> int:
    if not part.mass:
        return 0
    return sum(block.box.effective is None and table.is_sentence(block) for block in table.inside(part))
