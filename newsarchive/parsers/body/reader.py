"""Extract an article's text: lead, dateline, blocks and pictures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import dropwhile, islice, pairwise, takewhile, zip_longest

from newsarchive.article import Block, BlockKind, Picture
from newsarchive.parsers.body.beside.next_articles import NEXT_ARTICLE, next_articles
from newsarchive.parsers.body.beside.page_boxes import page_boxes
from newsarchive.parsers.body.class_names import HEADINGS, INLINE, is_hidden, tag_verdict, traits_of
from newsarchive.parsers.body.closing import closing_blocks
from newsarchive.parsers.body.continuation import parts_behind
from newsarchive.parsers.body.data_tables import rows_of, signs_in, table_of
from newsarchive.parsers.body.dateline import cut_dateline, cut_stamp, dateline_above
from newsarchive.parsers.body.describe import describe
from newsarchive.parsers.body.first_paragraph import begins_with_lead, is_subtitle
from newsarchive.parsers.body.forms import ACCOUNT, SIGN_UP, form_boxes, is_notice
from newsarchive.parsers.body.hidden_text import continuation, is_enough, is_of_page, precedence, total_length
from newsarchive.parsers.body.labeling.above_text import label_above_text, label_date_above, label_lead_again
from newsarchive.parsers.body.labeling.blocks import label_blocks
from newsarchive.parsers.body.labeling.captions import is_button_of_figure
from newsarchive.parsers.body.labeling.credit_lines import is_credit
from newsarchive.parsers.body.labeling.findings import Findings, unlabeled
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lead import (
    BoxesBefore,
    boxes_before,
    displayed_lead,
    found_lead,
    is_beside_headline,
    lead_hint,
    lead_parts,
    names_lead,
    opening,
    placed_notice,
    subtitle_below,
    tables_above,
)
from newsarchive.parsers.body.lists.site_links import is_of_keyword, name_of_site
from newsarchive.parsers.body.page_walk import read_table
from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.pictures.images import captioned, is_of_teaser, picture_url
from newsarchive.parsers.body.pictures.lead_pictures import lead_pictures
from newsarchive.parsers.body.region.main_content import choose
from newsarchive.parsers.body.region.text_mass import judge_inside, weigh, whole
from newsarchive.parsers.body.removable import removable
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.body.undisplayed import (
    HiddenText,
    attribute_text,
    declared_text,
    state_texts,
    templates_of,
    trees_of_text,
)
from newsarchive.parsers.body.wall_notices import LONGEST_BEGINNING, is_badge, links_to_other_article, wall_verdict
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.context import find_headline
from newsarchive.parsers.html.cards import is_covered
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LITTLE_TEXT, WORDS_OF_SENTENCE
from newsarchive.parsers.text import FULL_STOPS, clean, folded, has_length, latin_length

_SHORT_ARTICLE = 800  # characters; a page that displays as many displays its article
_FEW_BELOW = 3  # elements; the notice is right below the text
_FEW_LINES = 4  # blocks of such an element: a heading, the notice, a price
_FEWEST_LINES = 3  # lines; results, a poem or the weather have several
_FEWEST_LETTERS = 30  # characters; fewer are a label or a notice
_MUCH_MORE = 4  # times the displayed text; a page that contains as much is rendered by scripts
# times the displayed text; the same for a page that displays only the beginning of the text that it contains, such as
# two paragraphs
_MORE = 1.5
_LINKED_HEADLINE = 20  # characters; a shorter link in a list item is a name
_NEARLY_ALL = 0.9  # share of letters in links; such a block links to another article
_LONGEST_HEADING = 100  # characters; a longer bold paragraph is an emphasized sentence
# "- Từ đầu tháng, …": some newspapers set the lead apart so.
_LEADING_DASH = re.compile(r"^[-–—]\s+(?=[^\W\d_])")
_NEAR_LEVELS = 6  # levels; the boxes between a sentence and its <article>
_SENTENCE_ENDS = frozenset('.!?…:;,”")')
_LONGEST_BUTTON = 20  # characters; "Share this article"
_CLIMB_TO_CARD = 4  # levels; from a picture over its frame to the card
_MOST_PICTURES = 500  # pictures; a bound for galleries
_MOST_TEMPLATES = 20  # templates; a bound for hostile pages
# Not "legal": a line with © may be the credit of the picture. Not "tags": the last picture of a text stands above them.
_LABELS_OF_BOXES = frozenset(("related list", "comment", "widget", "advertisement", "navigation"))
# The text of a photo story may stand twice, as caption and in full.
_RULES_OF_SERIES = frozenset(("block.doubled", "block.series"))
_KINDS: dict[str, BlockKind] = {
    "paragraph": "paragraph",
    "heading": "heading",
    "quote": "quote",
    "list_item": "list_item",
}
_LABELS = {"paragraph": "text", "heading": "heading", "quote": "quote", "list_item": "list item", "table": "table"}
_LEAD = Verdict("lead", "lead.displayed", "stands between headline and text, set apart as a lead")
_DATELINE = Verdict("dateline", "block.dateline", "a line above the text that names its place")
_FIRST_IS_LEAD = Verdict("lead", "lead.first-block", "the first paragraph is set apart from the others as a lead")
_TEXT_RULE = ("region.text", "stands in the element that holds the article's text, and no rule speaks against it")


@dataclass(frozen=True, kw_only=True)
class ExtractedBody:
    """The text of one page.

    *lead_elements* and *elements* are the elements of the lead and of the blocks, each with its text, in reading order.
    *bylines* are the credit lines at its beginning and end, as displayed. *source* names how the text was found: the
    publisher's selector, "scored", "undisplayed" (the page contains it but does not display it), or "nothing".
    *undisplayed* counts the last blocks that the page contains without displaying them. *teasers* counts the paragraphs
    below a heading of their own that links elsewhere: a page with many teasers is a listing, not an article. *walled*:
    the text ends at a paywall notice. *table* holds every block of the page with its label.
    """

    lead: str | None = None
    dateline: str | None = None
    blocks: list[Block] = field(default_factory=list)
    lead_elements: list[tuple[Node, str]] = field(default_factory=list, repr=False)
    elements: list[tuple[Node, str]] = field(default_factory=list, repr=False)
    pictures: list[Picture] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    source: str = "nothing"
    undisplayed: int = 0
    teasers: int = 0
    walled: bool = False
    table: BlockTable | None = field(default=None, repr=False, compare=False)


def read_body(
    document: Document,
    selectors: Mapping[str, tuple[Selector, ...]],
    *,
    title: str | None,
    publisher: str | None = None,
    language: str | None = None,
    writers: Collection[str] = (),
    is_paid: bool = False,
) -> ExtractedBody:
    """Extract the article's text from *document*; *selectors* are the publisher's, *title* is excluded from the text.

    *publisher* is the publisher's name: its initials may precede the first sentence. *language* (BCP 47) is the page's.
    *writers* are the authors that the page declares: the last sentence may introduce them. *is_paid*: the page declares
    that its text is for subscribers only.
    """
    shown = _displayed(document, selectors, title, publisher or "", language, writers, is_paid=is_paid)
    letters = len(shown.lead or "") + sum(len(block.text) for block in shown.blocks)
    trees = trees_of_text(document, letters)
    # The tree that holds the last displayed paragraphs is the article's; without it, the longest text is taken for it.
    own = [more for tree in trees if (more := continuation(tree, shown.blocks)) is not None]
    texts = [declared_text(document)]
    if letters < _SHORT_ARTICLE:
        texts += [*_inert_texts(document, title), attribute_text(document)]
        texts += [] if own else [*state_texts(document), *trees]
    if all(total_length(text.paragraphs) <= _MORE * letters for text in texts):
        texts = []  # on nearly all pages: nothing is longer than what the page displays
    headline = find_headline(document, title)
    texts = [text for text in texts if is_of_page(text, shown.blocks, headline)]
    best = max(texts, key=precedence, default=HiddenText([]))
    hidden = best.paragraphs
    if total_length(hidden) > _MORE * letters:
        own.append(continuation(best, shown.blocks) or [])
    more = max(own, key=total_length, default=[])
    if total_length(more) > (_MORE - 1) * letters:
        blocks = [Block(kind="paragraph", text=text) for text in more]
        return replace(shown, blocks=[*shown.blocks, *blocks], undisplayed=len(blocks))
    if total_length(hidden) < _MUCH_MORE * letters or not is_enough(best, letters):
        return shown
    lead = shown.lead if shown.lead and folded(shown.lead) not in folded("".join(hidden)) else None
    blocks = [Block(kind="paragraph", text=text) for text in hidden]
    return replace(shown, lead=lead, blocks=blocks, source="undisplayed", undisplayed=len(blocks))


def _inert_texts(document: Document, title: str | None) -> list[HiddenText]:
    """Return the longest text in a noscript and in a template element, each parsed as a page of its own.

    A noscript element holds what a page displays without scripts, so its text is the page's own.
    """
    noscripts = _longest_in(document.noscripts, document.url, title)
    templates = _longest_in(islice(templates_of(document), _MOST_TEMPLATES), document.url, title)
    return [HiddenText(noscripts, is_own=True), HiddenText(templates)]


def _longest_in(elements: Iterable[str], url: str | None, title: str | None) -> list[str]:
    found: list[str] = []
    for markup in elements:
        inner = markup.partition(">")[2].rpartition("</")[0]
        blocks = _displayed(Document(f"<body>{inner}</body>", url), {}, title, "").blocks
        found = max(found, [block.text for block in blocks], key=total_length)
    return found


def _displayed(
    document: Document,
    selectors: Mapping[str, tuple[Selector, ...]],
    title: str | None,
    publisher: str,
    language: str | None = None,
    writers: Collection[str] = (),
    *,
    is_paid: bool = False,
) -> ExtractedBody:
    """Extract the text that the page displays."""
    table = read_table(document.nodes, document.tags, document.classes)
    table.paid = is_paid
    heading = find_headline(document, title)
    removed = _blocks_around(removable(_elements(document, selectors.get("remove", ()))))
    others = page_boxes(table, heading) | dict.fromkeys(
        next_articles(table, heading, title, document.url), NEXT_ARTICLE
    )
    weigh(table, heading, removed, others)
    source, region = _region(document, selectors.get("body", ()), table, heading)
    if region is not None and source == "scored" and is_notice(region, heading):
        # Where scripts load the text, a notice on cookies is the longest text, or the only one.
        weigh(table, heading, {*removed, region.node}, others)
        source, region = _region(document, (), table, heading)
    if region is None:
        return ExtractedBody(table=table)
    _apply_verdicts(table, region, removed, heading)
    between = boxes_before(table, region, title)
    lead_box = _lead_box(document, selectors, table, region, title, between)
    lead_blocks = _lead_blocks(table, lead_box)
    captions = _elements(document, selectors.get("caption", ()))
    mass = whole(table)
    subtitle = subtitle_below(between)
    above = [subtitle] if subtitle is not None and lead_box is not None and subtitle is not lead_box else []
    notice = placed_notice(between, region) if lead_box is None else None
    above += [notice] if notice is not None else []
    above += [box for box in (*opening(between), *tables_above(table, region, heading)) if box is not notice]
    before = [block for box in above for block in describe(table, box, captions, mass)]
    blocks = [*(block for block in before if not block.label), *describe(table, region, captions, mass)]
    parts = parts_behind(table, region, heading)
    blocks += [block for part in parts for block in describe(table, part, captions, mass)]
    found = label_blocks(
        blocks, title or "", [block.text for block in lead_blocks], name_of_site(document.url), language, writers
    )
    found.text += closing_blocks(table, parts[-1] if parts else region, blocks)
    if not lead_blocks and found.text and is_beside_headline(table, heading, found.text, lead_hint(document)):
        lead_blocks = found.text[:1]
        _label_below_lead(lead_blocks[0], found, language)
    reading = _reading(document, source, lead_blocks, found, table, publisher, language)
    if not reading.walled and _is_walled_below(table, region.node, reading):
        reading = replace(reading, walled=True)
    shown = {picture.url for picture in reading.pictures}
    pictures = [picture for picture in lead_pictures(document, heading, region.node) if picture.url not in shown]
    return replace(reading, pictures=[*pictures, *reading.pictures]) if pictures else reading


def _label_below_lead(lead: TextBlock, found: Findings, language: str | None) -> None:
    """Label the *lead*, the first block of the text *found*, and what stands between it and the first paragraph.

    If more names stand between the paragraphs, the first is not the author's: speakers, poets, places.
    """
    lead.mark(_LEAD)
    below = found.text[1:]
    label_lead_again(below, [lead.text])
    label_date_above(unlabeled(below))
    text = dropwhile(lambda block: not block.sentence, unlabeled(below))
    if not any(after.sentence and is_credit(line, language) for line, after in pairwise(text)):
        label_above_text(unlabeled(below), found, language, ())
    found.text = unlabeled(below)


def _is_walled_below(table: BlockTable, region: Node, reading: ExtractedBody) -> bool:
    """Return whether a paywall notice follows *region*, in an element of its own, and the text above is a beginning."""
    if sum(len(block.text) for block in reading.blocks) > LONGEST_BEGINNING:
        return False
    around = (region, *islice(region.iterancestors(), 1))
    below = [node for element in around for node in islice(element.itersiblings("*"), _FEW_BELOW)]
    boxes = (table.by_node[node] for node in below if node in table.by_node and not is_hidden(node))
    boxes = (box for box in boxes if not links_to_other_article(box.node))
    lines = (block for box in boxes for block in islice(table.inside(box), _FEW_LINES) if block.size)
    return any(wall_verdict(line.text) is not None and not is_badge(line) for line in lines)


def _region(
    document: Document, selectors: tuple[Selector, ...], table: BlockTable, heading: Node | None
) -> tuple[str, Box | None]:
    for selector in selectors:
        for match in document.find(selector):
            box = table.by_node.get(match) if not isinstance(match, str) else None
            if box is not None and box.size >= LITTLE_TEXT:
                return selector.source, box
    region = choose(table, heading, name_of_site(document.url))
    if region is not None and (_has_text(table, region) or _is_notice(table, region, heading)):
        return "scored", region
    return "scored", None


def _has_text(table: BlockTable, region: Box) -> bool:
    """Return whether *region* contains more than a notice or a label: a sentence, or several short lines."""
    blocks = [block for block in table.inside(region) if block.picture is None and block.box.effective is None]
    if any(map(table.is_sentence, blocks)):
        return True
    lines = [block for block in blocks if block.linked * 2 <= block.size and block.box.node.tag != "h1"]
    if sum(block.text[-1:] in ".。" and block.text.count(" ") + 1 >= WORDS_OF_SENTENCE for block in lines) > 1:
        return True
    return (
        sum(block.lines for block in lines) >= _FEWEST_LINES
        and sum(latin_length(block.text) for block in lines) >= _FEWEST_LETTERS
    )


def _is_notice(table: BlockTable, region: Box, heading: Node | None) -> bool:
    """Return whether *region* is one whole sentence below *heading*, in an <article>, the class of a text or a lead.

    A notice, a result or the weather has no more; a page that says "not found" has no such element.
    """
    title = table.box_of(heading)
    if title is None or title.index >= region.end:
        return False
    blocks = [
        block
        for block in table.inside(region)
        if block.picture is None
        and block.box.index > title.index
        and block.box.effective is None
        and block.box.tag not in HEADINGS
        and has_length(block.text, _FEWEST_LETTERS)
        and block.linked * 2 <= block.size
        and block.text[-1] in FULL_STOPS
    ]
    return any(
        node.tag == "article" or traits_of(node).body
        for block in blocks
        for node in islice(block.node.iterancestors(), _NEAR_LEVELS)
    ) or (bool(blocks) and _is_below_lead(table, title, blocks[0]))


def _is_below_lead(table: BlockTable, title: Box, block: TextBlock) -> bool:
    """Return whether a whole sentence whose class names a lead stands between the *title* and *block*."""
    above = table.blocks[title.last : block.box.first]
    return any(line.text[-1:] in FULL_STOPS and names_lead(line.node) for line in above)


def _elements(document: Document, selectors: tuple[Selector, ...]) -> set[Node]:
    return {match for selector in selectors for match in document.find(selector) if not isinstance(match, str)}


def _blocks_around(removed: set[Node]) -> set[Node]:
    """Return *removed*, with the block in place of an inline element that is all the text of its block."""
    around: set[Node] = set()
    for node in removed:
        block: Node | None = node
        while block is not None and block.tag in INLINE:
            block = block.getparent()
        if block is not None and block is not node and text_of(block) == text_of(node):
            around.add(block)
    return removed | around


def _apply_verdicts(table: BlockTable, region: Box, removed: Collection[Node], heading: Node | None) -> None:
    """Label the blocks in *region* by the verdicts on their ancestors, up to *region*."""
    judge_inside(table, region, removed)
    for block in table.inside(region):
        verdict = block.box.effective
        if verdict is not None:
            # A notice of a paywall stands in such a box too, and is a value of its own.
            own = block_verdict(block.text) if verdict in (SIGN_UP, ACCOUNT) and block.picture is None else None
            block.mark(own or verdict)
    for box, verdict in form_boxes(table, region, heading):
        for block in table.inside(box):
            if not block.label and block.picture is None:
                block.mark(block_verdict(block.text) or verdict)


def _lead_box(
    document: Document,
    selectors: Mapping[str, tuple[Selector, ...]],
    table: BlockTable,
    region: Box,
    title: str | None,
    between: BoxesBefore,
) -> Box | None:
    node = found_lead(document, selectors.get("lead", ()))
    return table.box_of(node) if node is not None else displayed_lead(document, table, region, title, between)


def _lead_blocks(table: BlockTable, box: Box | None) -> list[TextBlock]:
    """Label and return the blocks of the lead in *box* and in the boxes beside it with the same tag and class."""
    if box is None:
        return []
    blocks = [
        block
        for part in lead_parts(table, box)
        for block in table.inside(part)
        if block.picture is None
        and block.text
        and (block.box is part or tag_verdict(block.box.node, block.box.tag) is None)
    ]
    # The links to other articles below a lead are not part of it.
    blocks = [block for block in blocks if block.linked < _NEARLY_ALL * block.size] or blocks
    for block in blocks:
        block.mark(_LEAD)
    return blocks


def _is_line_above_text(blocks: list[TextBlock]) -> bool:
    """Return whether the first of *blocks* is a short line right above a sentence."""
    return len(blocks) > 1 and blocks[0].kind == "paragraph" and not blocks[0].sentence and blocks[1].sentence


def _label_credits_beside(lead: TextBlock, below: list[TextBlock], found: Findings, language: str | None) -> None:
    """Label the credits and dates right below the *lead* in its element, if the paragraphs *below* are in another.

    A credit has a label, "Tin, ảnh: Đỗ Lĩnh": a name alone may be whom the lead quotes, or the poet of a verse.
    """
    beside = [*takewhile(lambda block: block.home is lead.home and not block.sentence, below)]
    if beside and len(beside) < len(below) and all(block.home is not lead.home for block in below[len(beside) :]):
        label_date_above(beside)
        credits = [block for block in unlabeled(beside) if ":" in block.text and is_byline(block.text)]
        label_above_text(credits, found, language, ())


def _reading(
    document: Document,
    source: str,
    lead_blocks: list[TextBlock],
    found: Findings,
    table: BlockTable,
    publisher: str,
    language: str | None,
) -> ExtractedBody:
    blocks, site = found.text, name_of_site(document.url)
    dateline = dateline_above(blocks[0].text, blocks[0].node) if _is_line_above_text(blocks) else None
    if dateline is not None and any(dateline_above(block.text, block.node) for block in blocks[1:]):
        dateline = None  # a line for each place of several heads the part about it
    if dateline is not None:
        blocks[0].mark(_DATELINE)
        blocks = blocks[1:]
    subtitle = blocks[:1] if not lead_blocks and is_subtitle(blocks) else []
    # The only paragraph is the text, unless pictures tell the rest.
    is_more = len(blocks) > 1 or (bool(blocks) and bool(found.pictures))
    if not lead_blocks and is_more and begins_with_lead(blocks[len(subtitle) :], lead_hint(document), publisher, site):
        lead_blocks, blocks = blocks[len(subtitle) :][:1], [*subtitle, *blocks[len(subtitle) + 1 :]]
        lead_blocks[0].mark(_FIRST_IS_LEAD)
        label_lead_again(blocks, [lead_blocks[0].text])
        _label_credits_beside(lead_blocks[0], unlabeled(blocks), found, language)
        blocks = unlabeled(blocks)
    lead: str | None = " ".join(block.text for block in lead_blocks) or None
    if lead:
        lead = _LEADING_DASH.sub("", lead)
    if lead and dateline is None:
        dateline, lead = cut_stamp(lead, lead_blocks[0].node, publisher, site)
        if dateline is None:
            dateline, lead = cut_dateline(lead, lead_blocks[0].head, publisher, site)
    result = _article_blocks(table, blocks)
    if dateline is None and result:
        dateline, text = cut_stamp(result[0].text, blocks[0].node, publisher, site)
        if dateline is None:
            dateline, text = cut_dateline(result[0].text, blocks[0].head, publisher, site)
        result[0] = replace(result[0], text=text)
    return ExtractedBody(
        lead=lead,
        dateline=dateline,
        blocks=result,
        lead_elements=[(block.node, block.text) for block in lead_blocks],
        elements=[(block.node, block.text) for block in blocks],
        pictures=_pictures(document, found, table),
        bylines=found.bylines,
        source=source,
        teasers=_teasers(blocks),
        walled=found.walled,
        table=table,
    )


def _article_blocks(page: BlockTable, blocks: list[TextBlock]) -> list[Block]:
    """Return *blocks* of *page* as article blocks; the cells of one data table become one block."""
    result: list[Block] = []
    cells: dict[Box, list[TextBlock]] = {}
    places: dict[Box, int] = {}
    for block, after in zip_longest(blocks, blocks[1:]):
        box = table_of(block, cells) if block.cell else None
        kind = "table" if box is not None else _kind(block, after)
        block.label = _LABELS[kind]
        block.rule, block.reason = _TEXT_RULE
        if box is None:
            result.append(Block(kind=_KINDS[kind], text=block.text))
        elif box in cells:
            cells[box].append(block)
        else:
            cells[box] = [block]
            places[box] = len(result)
            result.append(Block(kind="table", text=""))  # its rows are known after its last cell
    for box, place in places.items():
        signs = signs_in(cells[box], page.inside(box))
        for sign in signs:
            sign.label, (sign.rule, sign.reason) = _LABELS["table"], _TEXT_RULE
        result[place] = Block(kind="table", text=rows_of([*cells[box], *signs]))
    return result


def _kind(block: TextBlock, after: TextBlock | None) -> str:
    """Return the kind of *block*: many editors format a sub-heading as a separate bold paragraph."""
    short = len(block.text) <= _LONGEST_HEADING and block.text[-1:] not in _SENTENCE_ENDS
    if block.kind == "paragraph" and short and block.is_bold and after is not None and not after.is_bold:
        return "heading" if after.kind != "heading" else block.kind
    return block.kind


def _teasers(blocks: list[TextBlock]) -> int:
    around = [block.node.getparent() for block in blocks if block.kind in ("paragraph", "list_item")]
    linking = {node: _has_linking_heading(node) for node in set(around) if node is not None}
    # Paragraphs of one text share the element around them: only one of them can belong to a heading in it.
    return sum(linking.values())


def _has_linking_heading(node: Node) -> bool:
    links = (link for heading in node.iterchildren("h2", "h3", "h4") for link in heading.iter("a"))
    if any(link.get("href") is not None for link in links):
        return True
    # The card of a list has a line of its own for the linked headline, without a heading element.
    return node.tag == "li" and any(
        len(text_of(link)) >= _LINKED_HEADLINE and not clean(link.tail) for link in node.iterchildren("a")
    )


def _pictures(document: Document, found: Findings, table: BlockTable) -> list[Picture]:
    pictures: dict[str, Picture] = {}
    end = found.text[-1].box.last if found.text else 0
    for block, captions in found.pictures[:_MOST_PICTURES]:
        url = picture_url(document, block.node)
        is_others = is_of_teaser(document, block.node) or _is_of_covered_card(block.node, found.text)
        is_others = is_others or (not captions and block.box.first >= end and _is_of_box(block, table))
        if url and url not in pictures and not is_others:
            texts = [caption.text for caption in captions if not is_button_of_figure(caption, captions)]
            pictures[url] = captioned(url, " ".join(texts))
    return list(pictures.values())


def _is_of_box(picture: TextBlock, table: BlockTable) -> bool:
    """Return whether *picture*, behind the text, stands in an element whose words are none of the article's.

    A code to scan with a call to pay, the stars of a vote. A picture without words is the article's, and so is one
    beside a button, as below any picture: "Share", "Xem thêm".
    """
    box: Box | None = picture.box
    for _ in range(_CLIMB_TO_CARD):
        if box is None or box.tag == "figure":
            break
        lines = [line for line in table.inside(box) if line.picture is None and any(map(str.isalpha, line.text))]
        is_notice = any(line.label == "advertisement" for line in lines)  # "Anzeige" above its picture
        if is_notice or sum(len(line.text) for line in lines) > _LONGEST_BUTTON:
            return all(map(_is_line_of_box, lines))
        box = box.parent
    return False


def _is_line_of_box(line: TextBlock) -> bool:
    """Return whether *line* belongs to a box of the page; links to keywords are the article's, whatever else they are.

    "Từ khóa: Lúa, Kho" may end in a list of other articles, too.
    """
    if (
        line.links
        and line.rule.startswith("heading.")
        and all(map(is_of_keyword, islice(line.node.iter("a"), _MOST_PICTURES)))
    ):
        return False
    return line.label in _LABELS_OF_BOXES and line.rule not in _RULES_OF_SERIES


def _is_of_covered_card(image: Node, text: list[TextBlock]) -> bool:
    """Return whether *image* is in a card that an empty link covers, outside of the elements of the *text*."""
    card = next((box for box in islice(image.iterancestors(), _CLIMB_TO_CARD) if is_covered(box)), None)
    if card is None:
        return False
    around = frozenset(card.iterancestors())
    return not any(block.home in around or card in block.node.iterancestors() for block in text)
