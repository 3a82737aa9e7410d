"""Find lists and chapters whose items are mostly links, and tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import islice, pairwise

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import (
    MOST_ELEMENTS,
    leads_nowhere,
    leads_out,
    leads_within_page,
)
from newsarchive.parsers.body.phrases import heading_hint, heading_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LONGEST_HEADING, WORDS_OF_HEADLINE
from newsarchive.parsers.text import folded

_NUMBER = re.compile(r"\A\d{1,3}[.)]\s+")
_MOST_HEADINGS = 100  # headings; a bound for long pages
_LONGEST_HEADINGS = 8_000  # characters; a bound for long pages
_LINKED_SHARE = 0.6  # share of letters in links; the rest are dates, kickers and teasers
_LONG_ITEM = 150  # characters; longer items are paragraphs with links
_ANNOUNCEMENT = 40  # characters; a line with fewer announces a list; a longer one is a sentence of the text
_CHAPTERS_SHARE = 0.5  # share of the text below linked headings; with less, they are other articles'
_FEWEST_CHAPTERS = 3  # chapters; two may be teasers
_ANNOUNCING, _CALLING = ":：!！", "!！"


#: The verdict on the items of a list of other articles.
LINKED_LIST = Verdict("related list", "list.linked", "a list of short items that are mostly links within the site")
#: The verdict on a table of contents, in a list or in lines.
CONTENTS = Verdict(
    "navigation", "list.contents", "nothing but links to parts of the page: a table of contents, a link to skip to"
)


def list_of(block: TextBlock) -> Node | None:
    """Return the list of which *block* is a whole item, perhaps as a paragraph in the item: <li><p>…</p></li>."""
    node = block.node
    around = node.getparent()
    if block.box.tag == "dd" or (block.kind == "list_item" and node.tag == "li"):
        return around
    is_all = block.kind == "list_item" and around is not None and around.tag == "li" and len(around) == 1
    return around.getparent() if is_all and around is not None else None


def find_linked_lists(blocks: list[TextBlock], site: str) -> dict[Node | None, Verdict | None]:
    """Return the verdicts on lists of short items, mostly links to parts of the page or to articles of *site*.

    A list directly below a line that announces it belongs to the article (``None``).
    """
    items: defaultdict[Node | None, list[TextBlock]] = defaultdict(list)
    before: dict[Node | None, TextBlock | None] = {}
    last: TextBlock | None = None
    ends = max((index for index, block in enumerate(blocks) if block.sentence and block.kind == "paragraph"), default=0)
    continued: set[Node | None] = set()
    for index, block in enumerate(blocks):
        if (parent := list_of(block)) is not None:
            before.setdefault(parent, last)
            items[parent].append(block)
            if index < ends:
                continued.add(parent)
        last = block
    found: dict[Node | None, Verdict | None] = {}
    paragraphs = {block.home for block in blocks if block.sentence}
    headings = ""
    for parent, its in items.items():
        if len(its) < 2 or not _are_linked(its):
            continue
        if all(map(leads_within_page, its)):
            headings = headings or _headings(blocks)
            found[parent] = CONTENTS if _repeat(its[:MOST_ELEMENTS], headings) else None
        elif _announces_list(before[parent], its, paragraphs, is_last=parent not in continued):
            found[parent] = None
        elif not _lead_out(its, site):
            found[parent] = LINKED_LIST
    return found


def unfolds_text(block: TextBlock) -> bool:
    """Return whether *block* is a link that leads nowhere, above unlinked text in the same item of a list.

    A script unfolds the text: <li><a href="#">How deep is the well?</a><div>Forty metres.</div></li>.
    """
    if not leads_nowhere(block):
        return False
    item = next((element for element in (block.node, *block.node.iterancestors()) if element.tag == "li"), None)
    return item is not None and len(text_of(item)) > 2 * len(block.text)


def is_in_list_of_text(block: TextBlock, site: str) -> bool:
    """Return whether *block*, a linked item, stands in a list at least half of whose other items are text.

    These have no link, or lead to sites other than *site*: one of the makers, books or sources has its page here.
    """
    around = (block.node, *islice(block.node.iterancestors(), 1))
    node = next((element for element in around if element.tag == "li"), None)
    if node is None:
        return False
    beside = [
        *islice(node.itersiblings("li"), MOST_ELEMENTS),
        *islice(node.itersiblings("li", preceding=True), MOST_ELEMENTS),
    ]
    plain = sum(
        leads_out(item, site) if next(item.iter("a"), None) is not None else len(text_of(item)) > 1 for item in beside
    )
    return plain * 2 >= len(beside) > 0


def linked_chapters(blocks: list[TextBlock], site: str) -> set[TextBlock]:
    """Return the linked headings among *blocks* that head chapters of the text, not the teasers of other articles.

    All headings of a rank beside the text's paragraphs are linked and have prose below, or such chapters are most of
    the text, as in an article that is a list of links with a comment on each. A linked heading among others of its rank
    that are not linked points elsewhere, unless it has their class and prose follows, or ends in a colon: it announces
    prose. Headings of one class that mostly lead to sites other than *site* are the works that an article lists.
    """
    sizes: Counter[Node | None] = Counter()
    linked: defaultdict[tuple[Node | None, str], list[bool]] = defaultdict(list)
    below: dict[TextBlock, int] = {}
    makes: set[tuple[str, str]] = set()  # tag and class of unlinked headings
    leading: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)  # whether the linked ones lead out
    labels: set[TextBlock] = set()
    last: TextBlock | None = None
    for block, after in pairwise((*blocks, *blocks[-1:])):
        if block.sentence:
            sizes[block.home] += len(block.text)
            if last is not None:
                below[last] += len(block.text)
        elif block.kind == "heading" or _is_only_item(block):
            linked[block.home, block.box.tag].append(block.linked > 0 and after.sentence)
            if block.linked and block.node.get("class"):
                leading[_make_of(block)].append(leads_out(block.node, site))
            elif not block.linked and after.sentence and block.node.get("class"):
                makes.add(_make_of(block))
            last = block if block.is_linked and after.sentence else None
            if last is not None:
                below[last] = 0
                if block.text[-1] in ":：" and heading_verdict(block.text) is None:
                    labels.add(block)
    enough = _CHAPTERS_SHARE * sizes.total()
    if len(below) >= _FEWEST_CHAPTERS and sum(below.values()) >= enough:
        return set(below)
    ranks = {rank for rank, are in linked.items() if len(are) > 1 and all(are) and sizes[rank[0]] >= enough}
    makes |= {make for make, out in leading.items() if sum(out) >= _FEWEST_CHAPTERS}
    return labels | {block for block in below if (block.home, block.box.tag) in ranks or _make_of(block) in makes}


def _make_of(heading: TextBlock) -> tuple[str, str]:
    return heading.box.tag, heading.node.get("class") or ""


def _is_only_item(block: TextBlock) -> bool:
    """Return whether *block* is the only item of its list: editors number or mark chapters so."""
    node = block.node
    # Not by the length of the list: lxml counts the items each time.
    return node.tag == "li" and node.getprevious() is None and node.getnext() is None


def _headings(blocks: list[TextBlock]) -> str:
    """Return the folded headings and bold labels among *blocks*, in one string."""
    texts = (block.text for block in blocks if block.kind == "heading" or _is_label(block))
    return f"{folded(' '.join(islice(texts, _MOST_HEADINGS)))[:_LONGEST_HEADINGS]}."


def _repeat(items: list[TextBlock], headings: str) -> bool:
    """Return whether most *items*, links to parts of the page, are among *headings*, perhaps shortened."""
    return 2 * sum(folded(_NUMBER.sub("", item.text)) in headings for item in items) >= len(items)


def _is_label(block: TextBlock) -> bool:
    return len(block.text) < LONGEST_HEADING and block.is_bold and block.kind == "paragraph"


def _announces_list(
    line: TextBlock | None, items: Sequence[TextBlock], paragraphs: Collection[Node | None], *, is_last: bool
) -> bool:
    """Return whether *line*, above the list of *items*, ends in a colon and does not announce other articles.

    A short line is in the element that holds the list, and beside *paragraphs* if the items are as long as headlines:
    "In this series:" and headlines in a box. *is_last*: the text does not go on after the list; then only a whole
    sentence announces it. A sentence that calls to the reader announces a list in the text as well: "We have a table
    for every pier!"
    """
    if line is None or line.kind != "paragraph" or line.text[-1] not in _ANNOUNCING:
        return False
    if not line.sentence and (is_last or line.text[-1] in _CALLING):
        return False
    if len(line.text) < _ANNOUNCEMENT and (
        line.home is not items[0].home
        or (line.home not in paragraphs and all(item.text.count(" ") + 1 >= WORDS_OF_HEADLINE for item in items))
    ):
        return False
    return heading_hint(line.text) is None


def _are_linked(blocks: list[TextBlock]) -> bool:
    size = sum(len(block.text) for block in blocks)
    return size < _LONG_ITEM * len(blocks) and sum(block.linked for block in blocks) > _LINKED_SHARE * size


def _lead_out(blocks: list[TextBlock], site: str) -> bool:
    return 2 * sum(leads_out(block.node, site) for block in blocks) > len(blocks)
