"""Classify separate elements after the last paragraph: a continuation of the text, or boxes about other articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from urllib.parse import urlsplit

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import heading_hint, heading_verdict, is_exact_hint
from newsarchive.parsers.body.table import NO_STOP, SENTENCE_ENDS, TextBlock
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lexicons.body import FACT_CLASS, NETWORKS
from newsarchive.parsers.text import folded

_FEW_LINKS, _SOME_LINKS, _MOST_SENTENCES = 0.2, 0.5, 0.75
_LONG_QUESTION, _HEADING = 160, 80
_TABLE, _LIST, _FEWEST_ITEMS = 300, 100, 5
# The link of a note back to its place in the text.
_WAY_BACK = " \u21a9\u21a5\u2191^\ufe0e"
_SECTION, _LONG_SENTENCE, _ELDERS_SHARE = 400, 120, 0.2
# No article exceeds these limits; a malicious page may.
_MOST_PARTS, _DEEPEST = 50, 60
# A box with this much prose and hardly a link belongs to the article.
_PROSE, _MOSTLY, _HARDLY_LINKED = 200, 0.7, 0.1
# The time above an entry of a live report.
_CLOCK = re.compile(
    r"\d\d?\s?(?:[:.h]|giờ|uhr)\s?(?:\d\d)?(?::\d\d)?(?:\s?(?:[ap]\.?m\.?|uhr|\([a-z]{3,4}\)|[A-Z]{3,4}|'))?", re.I
)
_FAQ = re.compile("faq|accordion", re.I)


def last_parts(
    blocks: Sequence[TextBlock], start: int, homes: Collection[Node | None], region: Sequence[TextBlock], site: str
) -> set[int]:
    """Return the indexes, from *start* on, of *blocks* that continue the text although they are outside its *homes*.

    Seven kinds of parts continue it: questions with their answers, tables, unlinked lists and notes, unlinked prose,
    one unlinked sentence, sections with the same tag and class as an earlier section, and entries below headings or
    times. *blocks* are the unlabeled blocks of the *region*; *site* is from `name_of_site`.
    """
    trunk = _trunk(homes)
    parts: dict[Node, list[int]] = defaultdict(list)
    for index in range(start, len(blocks)):
        home = blocks[index].home
        if home is not None and home not in homes and (part := _part(home, trunk)) is not None:
            parts[part].append(index)
    inside: defaultdict[Node, list[TextBlock]] = defaultdict(list)
    for block in region if parts else ():
        if (part := _part(block.node, trunk)) is not None and part in parts:
            inside[part].append(block)
    entries = _entries(inside)
    return {
        index
        for part, indexes in islice(parts.items(), _MOST_PARTS)
        if part in entries
        or _is_note(inside[part], site)
        or _carries_on(part, [blocks[index] for index in indexes], blocks[:start])
        for index in indexes
    }


def _is_note(blocks: list[TextBlock], site: str) -> bool:
    """Return whether *blocks*, all of one part, are one sentence: a note of the author or the last words.

    It has no link, or links to sources outside *site*.
    """
    if len(blocks) != 1 or blocks[0].label or blocks[0].kind != "paragraph" or blocks[0].cell:
        return False
    note = blocks[0]
    if note.linked and (2 * note.linked >= note.size or not leads_out(note.node, site)):
        return False
    text = note.text
    if NO_STOP.search(text) is not None:
        return len(text) >= _SHORTEST_WITHOUT_STOP
    return text[-1] in _FULL_STOPS and (text.count(" ") + 1 >= _FEWEST_WORDS or not text.isascii())


def _entries(inside: Mapping[Node, list[TextBlock]]) -> Collection[Node]:
    """Return those of the parts *inside* that are entries of one kind, without links, each below a heading or a time.

    So editors' software lays out live reports, questions with their answers, steps, and lists of dishes or products.
    """
    kinds: defaultdict[tuple[object, ...], list[Node]] = defaultdict(list)
    for part in inside:
        tag, names = _tag_and_class(part)
        kinds[tag, *names].append(part)
    return {
        part
        for entries in kinds.values()
        if len(entries) > 1 and all(_is_entry(inside[entry]) for entry in entries)
        for part in entries
    }


def _is_entry(blocks: list[TextBlock]) -> bool:
    texts = [block for block in blocks if block.picture is None]
    if len(texts) < 2 or any(block.linked for block in texts):
        return False
    return texts[0].kind == "heading" or _CLOCK.fullmatch(texts[0].text) is not None


def _trunk(homes: Collection[Node | None]) -> set[Node]:
    trunk: set[Node] = set()
    for home in homes:
        while home is not None and home not in trunk:
            trunk.add(home)
            home = home.getparent()
    return trunk


def _part(home: Node, trunk: set[Node]) -> Node | None:
    """Return the element around *home* that is a child of the *trunk*, the ancestors of the text."""
    node: Node = home
    while (parent := node.getparent()) is not None and parent not in trunk:
        node = parent
    return None if node in trunk else node


def _carries_on(part: Node, blocks: list[TextBlock], text: Sequence[TextBlock]) -> bool:
    size = sum(len(block.text) for block in blocks)
    if sum(block.linked for block in blocks) >= _FEW_LINKS * size or any(map(_announces_others, blocks)):
        return False
    if size > _TABLE and 2 * sum(block.cell for block in blocks) > len(blocks):
        return True
    if size >= _LIST and _are_items_of_text(blocks):
        return True
    names = class_and_id(part)
    if FACT_CLASS.search(names.casefold()) is not None:
        return True
    is_faq = _FAQ.search(names) is not None
    if is_faq and any(block.text[-1] in "?？" for block in blocks) and size < _SECTION:
        return True
    sentences = [len(block.text) for block in blocks if block.sentence]
    if sum(sentences) < 0.5 * size:
        return False
    is_unlinked_prose = sum(sentences) >= max(_PROSE, _MOSTLY * size) and not _are_linked_at_all(blocks, size)
    return is_unlinked_prose or (
        is_faq
        or _questions(blocks) > 1
        or (
            size > _SECTION
            and sum(sentences) > _MOST_SENTENCES * size
            and len(sentences) > 1
            and sum(sentences) > _LONG_SENTENCE * len(sentences)
            and _has_elder(part, text)
        )
    )


def _are_items_of_text(blocks: list[TextBlock]) -> bool:
    """Return whether most *blocks* are items of a list without links, five or more of them, or each a sentence.

    A note's link back to its place in the text does not count.
    """
    items = [block for block in blocks if block.kind == "list_item" and (not block.linked or leads_within_page(block))]
    if len(items) < 2 or 2 * len(items) <= len(blocks):
        return False
    return len(items) >= _FEWEST_ITEMS or all(block.text.rstrip(_WAY_BACK)[-1:] in _FULL_STOPS for block in items)


def _are_linked_at_all(blocks: list[TextBlock], size: int) -> bool:
    return sum(block.linked for block in blocks) >= _HARDLY_LINKED * size


def _announces_others(block: TextBlock) -> bool:
    return len(block.text) < _HEADING and not block.cell and heading_verdict(block.text) is not None


def _questions(blocks: list[TextBlock]) -> int:
    return sum(
        block.text[-1] in "?？" and len(block.text) < _LONG_QUESTION and after.sentence
        for block, after in pairwise(blocks)
    )


def _has_elder(part: Node, text: Sequence[TextBlock]) -> bool:
    """Return whether an earlier sibling with the tag and class of *part* holds a large enough share of the *text*."""
    own = _tag_and_class(part)
    elders = {sibling for sibling in part.itersiblings(preceding=True) if _tag_and_class(sibling) == own}
    if not elders:
        return False
    sizes = [len(block.text) * block.sentence for block in text]
    elder_sizes = (
        size for block, size in zip(text, sizes, strict=True) if size and not elders.isdisjoint(_around(block.node))
    )
    return sum(elder_sizes) > _ELDERS_SHARE * sum(sizes)


def _tag_and_class(node: Node) -> tuple[object, list[str]]:
    return node.tag, (node.get("class") or "").split()[:1]


def _around(node: Node) -> Iterator[Node]:
    yield node
    yield from islice(node.iterancestors(), _DEEPEST)


_NUMBER = re.compile(r"\A\d{1,3}[.)]\s+")
_MOST_HEADINGS, _LONGEST_HEADINGS = 100, 8_000
_LINKED_SHARE, _LONG_ITEM, _ANNOUNCEMENT = 0.6, 150, 40
_CHAPTERS_SHARE, _FEWEST_CHAPTERS = 0.5, 3
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
    headings = ""
    for parent, its in items.items():
        if len(its) < 2 or not _are_linked(its):
            continue
        if all(map(leads_within_page, its)):
            headings = headings or _headings(blocks)
            found[parent] = CONTENTS if _repeat(its[:_MOST], headings) else None
        elif _announces_list(before[parent], its[0], is_last=parent not in continued):
            found[parent] = None
        elif not _lead_out(its, site):
            found[parent] = LINKED_LIST
    return found


def unfolds_text(block: TextBlock) -> bool:
    """Return whether *block* is a link that leads nowhere, above unlinked text in the same item of a list.

    A script unfolds the text: <li><a href="#">How deep is the well?</a><div>Forty metres.</div></li>.
    """
    links = _addresses(block)
    if not links or not all(address == "#" or address.startswith("javascript:") for address in links):
        return False
    item = next((element for element in (block.node, *block.node.iterancestors()) if element.tag == "li"), None)
    return (
        item is not None
        and len(text_of(item)) > 2 * len(block.text)
        and len(list(islice(item.iter("a"), _MOST))) == len(links)
    )


def is_in_list_of_text(block: TextBlock, site: str) -> bool:
    """Return whether *block*, a linked item, stands in a list at least half of whose other items are text.

    These have no link, or lead to sites other than *site*: one of the makers, books or sources has its page here.
    """
    around = (block.node, *islice(block.node.iterancestors(), 1))
    node = next((element for element in around if element.tag == "li"), None)
    if node is None:
        return False
    beside = [*islice(node.itersiblings("li"), _MOST), *islice(node.itersiblings("li", preceding=True), _MOST)]
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
            last = block if block.linked >= _LINKED_TITLE * block.size and after.sentence else None
            if last is not None:
                below[last] = 0
                if block.text[-1] in ":：" and not after.linked and heading_verdict(block.text) is None:
                    labels.add(block)
    enough = _CHAPTERS_SHARE * sizes.total()
    if len(below) >= _FEWEST_CHAPTERS and sum(below.values()) >= enough:
        return set(below)
    ranks = {rank for rank, are in linked.items() if len(are) > 1 and all(are) and sizes[rank[0]] >= enough}
    makes |= {make for make, out in leading.items() if sum(out) >= _FEWEST_CHAPTERS and 2 * sum(out) >= len(out)}
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
    return len(block.text) < _HEADING and block.bold >= 0.9 * block.size and block.kind == "paragraph"


def _announces_list(line: TextBlock | None, item: TextBlock, *, is_last: bool) -> bool:
    """Return whether *line*, above the list of *item*, ends in a colon and does not announce other articles.

    A short line is in the element that holds the list. *is_last*: the text does not go on after the list; then only a
    whole sentence announces it. A sentence that calls to the reader announces a list in the text as well: "We have a
    table for every pier!"
    """
    if line is None or line.kind != "paragraph" or line.text[-1] not in _ANNOUNCING:
        return False
    if line.text[-1] in _CALLING and (is_last or not line.sentence):
        return False
    if (is_last and not line.sentence) or (len(line.text) < _ANNOUNCEMENT and line.home is not item.home):
        return False
    return heading_hint(line.text) is None and heading_verdict(line.text) is None


def leads_within_page(block: TextBlock) -> bool:
    """Return whether all links in *block*, up to 30, or the link around it, lead to parts of the page."""
    return bool(links := _addresses(block)) and all(len(address) > 1 and address[0] == "#" for address in links)


def _addresses(block: TextBlock) -> list[str]:
    node = block.node
    links = list(islice(node.iter("a"), _MOST)) or list(islice(node.iterancestors("a"), 1))
    return [link.get("href") or "" for link in links]


def _are_linked(blocks: list[TextBlock]) -> bool:
    size = sum(len(block.text) for block in blocks)
    return size < _LONG_ITEM * len(blocks) and sum(block.linked for block in blocks) > _LINKED_SHARE * size


def _lead_out(blocks: list[TextBlock], site: str) -> bool:
    return 2 * sum(leads_out(block.node, site) for block in blocks) > len(blocks)


_OUTSIDE = Verdict(
    "related list", "end.outside", "stands behind the last paragraph, outside of the elements that hold the text"
)
_FULL_STOPS, _FEWEST_WORDS, _SHORTEST_WITHOUT_STOP = frozenset(".!?…。！？؟۔।"), 4, 25
_WHOLE, _NEAR_HOME = frozenset(("html", "body", "main", "td")), 3
_LINKED_HEADING, _LINKED_TITLE, _LITTLE_LEFT, _NEAR = 0.5, 0.8, 0.08, 6


def label_lists(blocks: list[TextBlock], region: Sequence[TextBlock], site: str) -> None:
    """Label lists of other articles and comments, and blocks after the text outside the article's elements.

    *blocks* are the unlabeled blocks of the *region*; *site* is from `name_of_site`.
    """
    homes, solid = _homes(blocks, region)
    _label_cards(blocks, region, homes)
    blocks = [block for block in blocks if not block.label]
    counts = _prose_of(blocks)
    left = [0] * (len(blocks) + 1)
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        left[index] = left[index + 1] + (len(block.text) if counts(block) and block.home in homes else 0)
    end = next((index for index, size in enumerate(left) if size == 0), 0) if left[0] else len(blocks)
    going_on = last_parts(blocks, end, homes, region, site)
    linked = {block.home for block in region if block.linked}
    unlinked = {block.home for block in blocks} - linked
    bare = unlinked - {block.home for block in region if block.kind == "heading"}
    lines = Counter(block.home for block in blocks)
    bare = {home for home in bare if lines[home] >= _FEWEST_LINES}
    interrupted = False  # a box after the last paragraph set this: the lines below it do not belong to the text
    section: Verdict | None = None
    part: Node | None = None  # the element that holds the heading of the section and its list
    ended = is_hinted = False
    claimed: list[TextBlock] = []  # unlinked blocks below a list's heading: the article's if its text continues
    is_apart: bool | None = None  # whether the blocks of the section's list are in elements of their own; None: no list
    number = {block: index for index, block in enumerate(blocks)}
    listed: defaultdict[Verdict, list[TextBlock]] = defaultdict(list)
    index = -1
    for position, block in enumerate(region):
        if block.picture is not None or block not in number:
            if block.rule.startswith("heading.") and heading_verdict(block.text) is not None:
                section = Verdict(block.label, block.rule, block.reason)
                part = _list_part(block, _next_two(region, position), homes)
                claimed, is_apart = [], None
                ended = ended or left[index + 1] == 0
            elif block.picture is None and block.label in _BOXES:
                is_apart = is_apart is not False and _is_apart(block, homes)
            interrupted = interrupted or (index + 1 >= end and block.label in _BOXES)
            continue
        index = number[block]
        home = _home_of(block, homes)
        behind = _next_two(region, position)
        announced = _announced(block, behind, site, is_last=left[index] == 0)
        leaves_part = part is not None and part not in _around(block.node)
        if leaves_part and not ended and _resumes(block, behind[:1]) and not _is_in_list(block, region, position, part):
            section = part = None
        if announced is not None:
            section, part = announced, _list_part(block, behind, homes)
            claimed, is_apart = [], None
            is_hinted = heading_verdict(block.text) is None
            ended = ended or left[index] == 0 or (announced.label == "comment" and left[index] < _LITTLE_LEFT * left[0])
        elif (
            section is not None
            and home in homes
            and (
                _asks(block, behind, section)
                if ended
                else _goes_on(block, behind, is_hinted=is_hinted) or _asks(block, behind, section)
            )
        ):
            section = None
            for member in claimed:
                member.label = ""
            claimed = []
        # Behind a list in elements of its own, a sentence in the element of the paragraphs is the text's.
        is_behind_list = announced is None and home in homes and is_apart is True and _is_short_sentence(block)
        verdict = None if is_behind_list else section
        is_outside = (
            verdict is None
            and index >= end
            and home not in homes
            and home not in solid
            and not _is_between_paragraphs(block, homes)
            and index not in going_on
            and not (
                block.kind == "heading"
                and bool(behind)
                and number.get(behind[0]) == index + 1
                and (index + 1 in going_on or behind[0].home in homes or behind[0].home in solid)
            )
        )
        if is_outside and not _is_inside(home, homes, unlinked, () if interrupted else bare):
            verdict = _OUTSIDE
            interrupted = True
        if verdict is None:
            continue
        block.label, block.rule, block.reason = verdict.label, verdict.rule, verdict.reason
        if announced is None:
            if verdict is section and not _is_below_link(region, position):
                listed[verdict].append(block)
            is_apart = is_apart is not False and _is_apart(block, homes)
            if home in homes and not block.linked:
                claimed.append(block)
            else:
                claimed = []
    _give_back(listed, blocks)


def _goes_on(block: TextBlock, behind: Sequence[TextBlock], *, is_hinted: bool) -> bool:
    """Return whether the text goes on with *block*, an element of the text below the heading of a list.

    *is_hinted*: only links behind the heading, not its words, announced the list. *behind* are the next two blocks.
    """
    if is_hinted:
        return block.linked * 2 <= block.size
    return _begins_chapter(block, behind) or (block.sentence and _resumes(block, behind))


def _asks(block: TextBlock, behind: Sequence[TextBlock], section: Verdict) -> bool:
    """Return whether *block* is an unlinked question with its answer *behind* it, below a list of other articles.

    An interview or a list of questions goes on so, however short its lines are.
    """
    if section.label != "related list" or block.linked or block.text[-1] not in "?？؟" or not behind:
        return False
    answer = behind[0]
    return not answer.label and not answer.linked and answer.home is block.home and answer.text[-1] not in "?？؟"


def _is_between_paragraphs(block: TextBlock, homes: Collection[Node | None]) -> bool:
    """Return whether *block* is a sentence without an element of its own, in the element that holds the paragraphs."""
    return (
        block.node in homes
        and block.linked <= _FEW_LINKS * block.size
        and (block.sentence or block.text[-1] in _FULL_STOPS)
    )


_LIST_HEADING = Verdict("related list", "list.heading", "a heading directly above a list of linked headlines")
_LISTED = frozenset(("list.linked", "block.linked", "block.headline", "tag.linked-card"))
_LONGEST_LIST_HEADING, _FEWEST_LISTED, _MOST_LIST_HEADINGS = 50, 2, 2


def label_list_headings(region: Sequence[TextBlock]) -> None:
    """Label the headings directly above lists of linked headlines, which are labeled already, among the *region*.

    An article with several such headings is itself a list: of offers, of books, of the day's news.
    """
    displayed = [block for block in region if block.picture is None]
    found = [
        block
        for index, block in enumerate(displayed)
        if not block.label
        and (block.kind == "heading" or block.bold)
        and _heads_links(block, displayed[index + 1 : index + 1 + _FEWEST_LISTED])
    ]
    if len(found) <= _MOST_LIST_HEADINGS:
        for block in found:
            block.label, block.rule, block.reason = _LIST_HEADING.label, _LIST_HEADING.rule, _LIST_HEADING.reason


def _heads_links(block: TextBlock, behind: Sequence[TextBlock]) -> bool:
    text = block.text
    if block.cell and behind and behind[0].rule in _LISTED and not block.linked:  # a small box in the text
        verdict = heading_verdict(text)
        return verdict is not None and verdict.label == "related list"
    if len(behind) < _FEWEST_LISTED or any(following.rule not in _LISTED for following in behind):
        return False
    if block.linked or block.cell or len(text) > _LONGEST_LIST_HEADING or text[-1] in _FULL_STOPS:
        return False
    return block.kind == "heading" or (block.kind == "paragraph" and block.bold >= 0.9 * block.size)


_CARD = Verdict(
    "related list", "block.card", "stands with a linked headline in a small box between paragraphs: another article"
)
# Single linked headlines, and lists: counted apart.
_LINKED_RULES = (
    frozenset(("block.linked", "block.headline")),
    frozenset(("list.linked", "tag.linked-card", "block.keywords")),
)
_LONGEST_CARD, _LONGEST_IN_CARD, _FEWEST_LETTERS, _MOST_CARDS, _MOST_TEASERS, _LONGEST_TEASER = 160, 60, 15, 3, 6, 300


def _label_cards(blocks: Sequence[TextBlock], region: Sequence[TextBlock], homes: Collection[Node | None]) -> None:
    """Label the lines beside a linked headline in a small box among the text's paragraphs: kicker, author, date.

    *blocks* are the unlabeled blocks of the *region*. A line that ends in a full stop is a sentence of the text, unless
    picture and headline link to the same page, and many such boxes are its chapters: products, books, recipes.
    """
    for rules in _LINKED_RULES:
        linked = {
            block.home
            for block in region
            if block.rule in rules and block.size >= _FEWEST_LETTERS and block.home not in homes
        }
        if linked:
            _label_beside(linked, [block for block in blocks if not block.label], homes)


def _label_beside(linked: Collection[Node | None], blocks: Sequence[TextBlock], homes: Collection[Node | None]) -> None:
    trunk = _trunk(homes)
    cards = {part for home in linked if home is not None and (part := _part(home, trunk)) is not None}
    lines: defaultdict[Node, list[TextBlock]] = defaultdict(list)
    for block in blocks:
        if block.home is not None and block.home not in homes and (part := _part(block.home, trunk)) in cards:
            lines[part].append(block)
    if len(lines) > _MOST_CARDS:
        return
    for part, its in lines.items():
        sizes = [len(block.text) for block in its]
        is_small = sum(sizes) <= _LONGEST_CARD and max(sizes) <= _LONGEST_IN_CARD and not any(map(_is_closed, its))
        if is_small or (sum(sizes) <= _LONGEST_TEASER and _is_teaser(part)) or _are_teasers(part, its):
            for block in its:
                block.label, block.rule, block.reason = _CARD.label, _CARD.rule, _CARD.reason


def _is_teaser(part: Node) -> bool:
    """Return whether *part* has a linked picture and a linked headline with the same address, and no other link."""
    links = list(islice(part.iter("a"), _MOST))
    if len(links) < 2 or len({link.get("href") for link in links}) > 1:
        return False
    pictured = [next(link.iter("img"), None) is not None for link in links]
    return any(pictured) and not all(pictured)


def _are_teasers(part: Node, lines: Sequence[TextBlock]) -> bool:
    """Return whether *part* consists of a few teasers, each with one or two of *lines*."""
    cards = [child for child in islice(part.iterchildren("*"), _MOST_TEASERS + 1) if text_of(child)]
    if not 1 < len(cards) <= _MOST_TEASERS or not all(map(_is_teaser, cards)):
        return False
    return len(lines) <= 2 * len(cards) and all(len(line.text) <= _LONGEST_TEASER for line in lines)


def _is_closed(block: TextBlock) -> bool:
    return block.text[-1] in SENTENCE_ENDS or block.cell


def _home_of(block: TextBlock, homes: Collection[Node | None]) -> Node | None:
    """Return the home of *block*; for a heading alone in an element among the text's paragraphs, theirs."""
    home = block.home
    if block.kind == "heading" and home is not None and home not in homes and len(home) == 1:
        around = home.getparent()
        return around if around in homes else home
    return home


def _next_two(region: Sequence[TextBlock], position: int) -> list[TextBlock]:
    return [following for following in region[position + 1 : position + _NEAR] if following.picture is None][:2]


def _is_inside(
    home: Node | None,
    homes: Collection[Node | None],
    unlinked: Collection[Node | None],
    bare: Collection[Node | None],
) -> bool:
    """Return whether the unlinked *home* is part of the author's text: in the element that contains the paragraphs.

    A part that a template adds there has links, or a heading and a class or an id; *bare* are the parts without any of
    these, such as separate lines that an editor adds at the end: results, verses, short answers.
    """
    if home not in unlinked:
        return False
    is_bare = home in bare
    for _ in range(_NEAR_HOME):
        if home is None or home.tag in _WHOLE or (not is_bare and (home.get("class") or home.get("id"))):
            return False
        home = home.getparent()
        if home in homes:
            return home is not None and home.tag not in _WHOLE
    return False


def _announced(block: TextBlock, behind: Sequence[TextBlock], site: str, *, is_last: bool) -> Verdict | None:
    """Return what *block* announces, other articles of *site* or comments.

    *behind* are the following blocks; *is_last*: no sentence of the text follows.
    """
    if len(block.text) >= _HEADING:
        return None
    verdict = heading_verdict(block.text)
    if block.cell:
        are_linked = bool(behind) and all(
            following.cell and following.linked >= _LINKED_TITLE * following.size for following in behind
        )
        is_of_comments = is_last and verdict is not None and verdict.label == "comment" and bool(behind)
        return verdict if are_linked or is_of_comments else None
    if verdict is not None:
        return verdict
    hint = heading_hint(block.text)
    if hint is None or block.sentence:
        return None
    if block.links and not block.linked and is_exact_hint(block.text) and _is_share_bar(block):
        return hint  # "Share", and the icons of networks
    if not behind:
        return hint if is_exact_hint(block.text) or _is_share_bar(block) else None
    following = behind[0]
    agrees = (
        following.label in ("related list", "comment", "widget", "tags") and following.rule != "block.repeated"
    ) or (following.linked > _LINKED_HEADING * following.size and not leads_out(following.node, site))
    return hint if agrees else None


def _is_apart(block: TextBlock, homes: Collection[Node | None]) -> bool:
    return block.kind == "list_item" or block.cell or block.home not in homes


def _is_short_sentence(block: TextBlock) -> bool:
    text = block.text
    return block.linked == 0 and text[-1] in _FULL_STOPS and (" " not in text or text.count(" ") + 1 >= _FEWEST_WORDS)


def _resumes(block: TextBlock, behind: Sequence[TextBlock]) -> bool:
    """Return whether *block*, a sentence below a list's heading, belongs to the article and is not a teaser."""
    if block.linked >= _FEW_LINKS * block.size:
        return False
    return not any(block.size and block.linked >= _LINKED_TITLE * block.size and not block.sentence for block in behind)


_LINES_OF_CARD, _DEPTH_OF_CARD = 6, 3


def _is_in_list(block: TextBlock, region: Sequence[TextBlock], position: int, part: Node | None) -> bool:
    """Return whether the *block* at *position* goes on the list of *part* although it is outside that element.

    A link precedes it, or a linked headline in the same card: a summary may have several paragraphs.
    """
    around = tuple(islice(block.node.iterancestors(), _DEPTH_OF_CARD))
    for number, before in enumerate(reversed(region[max(0, position - _LINES_OF_CARD) : position])):
        is_beside = number == 0 or (before.home is not None and before.home in around)
        if is_beside and 2 * before.linked > before.size and all(part is not node for node in _around(before.node)):
            return True
    return False


def _list_part(heading: TextBlock, behind: Sequence[TextBlock], homes: Collection[Node | None]) -> Node | None:
    """Return the element, apart from the text, around *heading* and its list; ``None`` if the list is outside it."""
    part = _part(heading.home, _trunk(homes)) if heading.home is not None and heading.home not in homes else None
    return part if part is not None and behind and all(part in _around(block.node) for block in behind) else None


def _begins_chapter(block: TextBlock, behind: Sequence[TextBlock]) -> bool:
    """Return whether *block* is an unlinked heading, followed by unlinked text (*behind*): the next section."""
    return (
        block.kind == "heading"
        and not block.linked
        and bool(behind)
        and not any(block.linked or block.label in _NO_CHAPTER for block in behind)
    )


def _prose_of(blocks: Iterable[TextBlock]) -> Callable[[TextBlock], bool]:
    """Return the test on *blocks* for paragraphs: sentences, or in a text of short lines, all that have no link."""
    if any(block.sentence for block in blocks):
        return lambda block: block.sentence
    return lambda block: not block.linked


def _homes(blocks: list[TextBlock], region: Sequence[TextBlock]) -> tuple[set[Node | None], set[Node | None]]:
    """Return the kinds of elements (tag and class) with much text, and the elements with some text and no links.

    *blocks* are the unlabeled blocks of the *region*.
    """
    makes: Counter[tuple[str, str | Node | None]] = Counter()
    sizes: Counter[Node | None] = Counter()
    links: Counter[Node | None] = Counter()
    kinds = {home: _make(home) for home in {block.home for block in blocks}}
    counts = _prose_of(blocks)
    teasers = _teasers_among(blocks, region, counts)
    for block in blocks:
        if block.home in teasers:
            continue
        home, size = block.home, len(block.text)
        sizes[home] += size
        links[home] += block.linked
        makes[kinds[home]] += size if counts(block) else 0
    enough = 0.2 * makes.total()
    main = {
        home
        for home in sizes
        if makes[kinds[home]] >= enough and (sizes[home] >= enough or links[home] < _SOME_LINKS * sizes[home])
    }
    if not any(block.sentence for block in blocks):
        # Among short lines, the heading of a list is as long as a line of the text.
        listed: Counter[Node | None] = Counter()
        for block in region:
            listed[block.home] += block.linked if block.label else 0
        main = {home for home in main if listed[home] <= sizes[home]}
    some = 0.08 * sizes.total()
    for block in region:
        if block.label and block.linked:
            links[block.home] += block.linked
            links[block.node] += block.linked
    return main, {home for home in sizes if sizes[home] > some and links[home] < 0.05 * sizes[home]}


def _teasers_among(
    blocks: Sequence[TextBlock], region: Sequence[TextBlock], counts: Callable[[TextBlock], bool]
) -> Collection[Node | None]:
    """Return the homes of *blocks* that are teasers, unless the text consists of them: a list of products or books."""
    linked = {block.home for block in region if block.label and block.linked >= _LINKED_TITLE * block.size > 0}
    if not linked:
        return ()
    homes = {block.home for block in blocks if block.home in linked}
    teasers = {home for home in homes if home is not None and _is_teaser(home)}
    sizes = [(block.home in teasers, len(block.text)) for block in blocks if counts(block)]
    others = sum(size for is_teaser, size in sizes if is_teaser)
    return teasers if 3 * others <= sum(size for _, size in sizes) else ()


def _make(home: Node | None) -> tuple[str, str | Node | None]:
    """Return the key that elements of one kind share: tag and class, or the parent if the element has no class."""
    if home is None:
        return "", None
    parent = home.getparent()
    return str(home.tag), home.get("class") or (parent.get("class") if parent is not None else None) or parent


def _is_below_link(region: Sequence[TextBlock], position: int) -> bool:
    """Return whether the block at *position* is below a linked headline: its teaser."""
    before = next((block for block in region[max(0, position - _NEAR) : position][::-1] if block.picture is None), None)
    return before is not None and before.linked * 2 > before.size


def _give_back(listed: Mapping[Verdict, list[TextBlock]], blocks: Sequence[TextBlock]) -> None:
    """Remove the label of the unlinked blocks *listed* below a heading if they have more sentences than the text left.

    A list of other articles is never longer than the article: the list stood between two parts of its text.
    """
    for verdict, members in listed.items():
        prose = [block for block in members if not block.linked]
        left = sum(len(block.text) for block in blocks if block.sentence and not block.label)
        if verdict.label != "comment" and sum(len(block.text) for block in prose if block.sentence) > left:
            for block in prose:
                block.label = block.rule = block.reason = ""


_BOXES = frozenset(("related list", "comment", "widget", "advertisement", "navigation", "tags"))
_FEWEST_LINES = 2
_NO_CHAPTER = frozenset(("related list", "comment", "advertisement", "navigation", "tags"))
# No headline or list item has more elements; a malicious page may.
_MOST = 30


_SECOND_LEVELS = frozenset(("com", "co", "net", "org", "gov", "edu", "ac", "or", "ne"))


def name_of_site(url: str | None) -> str:
    """Return the registered label of a site's domain: "example" for https://news.example.co.uk/; "" if it has none."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")[:-1]
    except ValueError:
        return ""
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def leads_out(node: Node, site: str) -> bool:
    """Return whether all links in *node*, or the link around it, lead to sites other than *site* and do not share."""
    inside = islice(node.iterdescendants(), _MOST)
    links = [element for element in inside if element.tag == "a"] or list(islice(node.iterancestors("a"), 1))
    return bool(site and links) and all(_is_foreign(link.get("href") or "", site) for link in links)


def _is_share_bar(block: TextBlock) -> bool:
    """Return whether *block* is mostly links, or all its links lead to social networks."""
    links = [link.get("href") or "" for link in islice(block.node.iter("a"), _MOST)]
    hosts = [href.partition("//")[2].partition("/")[0].lower() for href in links if href.startswith("http")]
    return block.linked > _LINKED_HEADING * block.size or (bool(hosts) and all(map(NETWORKS.search, hosts)))


def _is_foreign(href: str, site: str) -> bool:
    if not href.startswith(("http://", "https://", "//")):
        return False
    host = href.partition("//")[2].partition("/")[0].lower()
    return site not in host and NETWORKS.search(host) is None
