"""Label lists and cards of other articles, readers' comments, and what stands outside of the article's elements."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.last_parts import last_parts, part_around, path_up, trunk_of
from newsarchive.parsers.body.lists.site_links import MOST_ELEMENTS, leads_out, leads_to_networks
from newsarchive.parsers.body.lists.teaser_cards import label_cards
from newsarchive.parsers.body.lists.text_homes import homes_of, prose_of
from newsarchive.parsers.body.phrases import heading_hint, heading_verdict, is_exact_hint
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import FEW_LINKS, WORDS_OF_SENTENCE
from newsarchive.parsers.text import FULL_STOPS

_OUTSIDE = Verdict(
    "related list", "end.outside", "stands behind the last paragraph, outside of the elements that hold the text"
)
_WHOLE = frozenset(("html", "body", "main", "td"))
_NEAR_HOME = 3  # levels; the wrappers of a line without class and id
_LINKED_HEADING = 0.5  # share of letters in links; the first line below a list's heading links to another article
_LITTLE_BESIDE = 0.3  # times the text; results below a short introduction are longer
# times the text; the program of a station's day has many lines, and one that is an article has hardly another sentence
_PROGRAM_BESIDE = 1.0
_FEWEST_SHOWS = 3  # lines; a match and its return are no program
_SHOWN_AT = re.compile(r"(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?!\d)")
_IN_CARD = 6  # blocks; a card has picture, kicker, headline, date and teaser
_LINES_OF_TEASER = 2  # lines; a card has one or two below its headline


def label_lists(blocks: list[TextBlock], region: Sequence[TextBlock], site: str) -> None:
    """Label lists of other articles and comments, and blocks after the text outside the article's elements.

    *blocks* are the unlabeled blocks of the *region*; *site* is from `name_of_site`.
    """
    homes, solid = homes_of(blocks, region, site)
    label_cards(blocks, region, homes)
    blocks = [block for block in blocks if not block.label]
    counts = prose_of(blocks)
    left = [0] * (len(blocks) + 1)
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        left[index] = left[index + 1] + (len(block.text) if counts(block) and block.home in homes else 0)
    end = next((index for index, size in enumerate(left) if size == 0), 0) if left[0] else len(blocks)
    last = max((index for index in range(end, len(blocks)) if _ends_text(blocks[index], homes)), default=end)
    going_on = last_parts(blocks, end, homes, region, site)
    linked = {block.home for block in region if block.linked}
    unlinked = {block.home for block in blocks} - linked
    bare = unlinked - {block.home for block in region if block.kind == "heading"}
    lines = Counter(block.home for block in blocks)
    bare = {home for home in bare if lines[home] >= _FEWEST_LINES}
    interrupted = False  # a box after the last paragraph set this: the lines below it do not belong to the text
    small, programs = _small_without_sentence(blocks, left[0])
    boxes = [home for home in (small | programs) & solid if home is not None]
    if boxes and (article := _around_headline_and_text(region)) is not None:
        solid = solid - {home for home in boxes if article not in path_up(home)}
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
                is_apart = is_apart is not False and _is_apart(block, homes, part)
            interrupted = interrupted or (index + 1 >= end and block.label in _BOXES)
            if index + 1 >= end and (block.label in _BEHIND_TEXT or block.rule.startswith(_COMMENT_FORM)):
                solid = solid - small
            continue
        index = number[block]
        home = _home_of(block, homes)
        behind = _next_two(region, position)
        announced = _announced(block, behind, site, is_last=left[index] == 0)
        if part is not None and section is not None and part not in path_up(block.node):
            is_around = home in homes and home is part.getparent()
            if ended:  # the last lines between or below the lists: a signature, an address
                resumes = is_around and section.label == "related list" and not block.links
            else:
                resumes = _resumes(block, () if is_around else behind[:1])
            if resumes and not _is_in_list(block, region, position, part):
                section = part = None
        if announced is not None:
            section, part = announced, _list_part(block, behind, homes)
            claimed, is_apart = [], None
            is_hinted = heading_verdict(block.text) is None
            ended = ended or left[index] == 0
        elif (
            section is not None
            # the second: a line of the text without an element of its own
            and (home in homes or block.node in homes)
            and (is_hinted or not _is_card(block, region, position, lines))
            and (_asks(block, behind, section) or (not ended and _goes_on(block, behind, is_hinted=is_hinted)))
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
            and not _is_among_paragraphs(block, homes)
            and index not in going_on
            and not (index < last and home in unlinked)
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
        block.mark(verdict)
        if announced is None:
            if verdict is section and not _is_below_link(region, position):
                listed[verdict].append(block)
            is_apart = is_apart is not False and _is_apart(block, homes, part)
            if home in homes and not block.linked:
                claimed.append(block)
            else:
                claimed = []
    _give_back(listed, blocks)


def _small_without_sentence(blocks: Sequence[TextBlock], prose: int) -> tuple[set[Node | None], set[Node | None]]:
    """Return the elements without a sentence with little text beside the characters of *prose*, and the programs.

    Below the tags or the comments, the first are boxes of the page: polls, codes to scan. Results below a short
    introduction are longer. The programs of a station's day are of the page only outside of the article's element: an
    event has a program, too.
    """
    with_sentence = {block.home for block in blocks if block.sentence}
    # Below a single sentence, a program may be what the article is about.
    most = _PROGRAM_BESIDE if sum(block.sentence for block in blocks) > 1 else 0
    sizes: Counter[Node | None] = Counter()
    inside: defaultdict[Node | None, list[TextBlock]] = defaultdict(list)
    for block in blocks:
        if block.home not in with_sentence:
            sizes[block.home] += len(block.text)
            inside[block.home].append(block)
    small = {home for home, size in sizes.items() if size <= _LITTLE_BESIDE * prose}
    return small, {home for home, size in sizes.items() if size <= most * prose and _is_program(inside[home])}


def _is_program(lines: Sequence[TextBlock]) -> bool:
    """Return whether *lines* are a heading and what a station shows at which hour, in cells or lines of their own."""
    rows = lines[1:]
    shows = sum(_SHOWN_AT.match(row.text) is not None for row in rows)
    cells = sum(_SHOWN_AT.fullmatch(row.text) is not None for row in rows)
    return shows >= _FEWEST_SHOWS and shows + cells == len(rows) and _SHOWN_AT.match(lines[0].text) is None


def _around_headline_and_text(region: Sequence[TextBlock]) -> Node | None:
    """Return the element that holds the headline and all sentences of the *region*; ``None`` if it is the page.

    A small box beside it, such as the program of the day, is one of the page's.
    """
    title = next((block for block in region if block.rule == "block.title"), None)
    if title is None:
        return None
    around = [*path_up(title.node)]
    for node in {block.node for block in region if block.sentence and not block.label}:
        shared = set(path_up(node))
        around = [box for box in around if box in shared]
    return around[0] if around and around[0].tag not in _WHOLE else None


def _is_card(block: TextBlock, region: Sequence[TextBlock], position: int, lines: Mapping[Node | None, int]) -> bool:
    """Return whether the *block* at *position* is the teaser of a card: below a linked headline, without other links.

    *lines* counts the unlabeled blocks of each element.
    """
    home = block.home
    if home is None or block.linked or lines[home] > _LINES_OF_TEASER:
        return False
    above = next(
        (before for before in reversed(region[max(0, position - _IN_CARD) : position]) if before.picture is None), None
    )
    if above is None or above.home is not home or not above.is_linked:
        return False
    return len({link.get("href") for link in islice(home.iter("a"), MOST_ELEMENTS)}) == 1


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
    return not behind[0].linked


def _is_among_paragraphs(block: TextBlock, homes: Collection[Node | None]) -> bool:
    """Return whether *block* is a line without an element of its own, in the element that holds the paragraphs.

    It ends as a sentence, or has as many words as one: the last words of a text often lack the full stop.
    """
    if block.node not in homes or block.linked > FEW_LINKS * block.size:
        return False
    is_closed = block.sentence or block.text[-1] in FULL_STOPS
    return is_closed or block.text.count(" ") + 1 >= WORDS_OF_SENTENCE


def _home_of(block: TextBlock, homes: Collection[Node | None]) -> Node | None:
    """Return the home of *block*; for a heading alone in an element among the text's paragraphs, theirs."""
    home = block.home
    if block.kind == "heading" and home is not None and home not in homes and len(home) == 1:
        around = home.getparent()
        return around if around in homes else home
    return home


def _next_two(region: Sequence[TextBlock], position: int) -> list[TextBlock]:
    return [following for following in region[position + 1 : position + _IN_CARD] if following.picture is None][:2]


def _is_inside(
    home: Node | None,
    homes: Collection[Node | None],
    unlinked: Collection[Node | None],
    bare: Collection[Node | None],
) -> bool:
    """Return whether the unlinked *home* is part of the author's text: in the element that contains the paragraphs.

    A part that a template adds there has links, or a heading and a class; *bare* are the parts without any of
    these, such as separate lines that an editor adds at the end: results, verses, short answers.
    """
    if home not in unlinked:
        return False
    is_bare = home in bare
    for _ in range(_NEAR_HOME):
        if home is None or home.tag in _WHOLE or (not is_bare and home.get("class")):
            return False
        home = home.getparent()
        if home in homes:
            return home is not None
    return False


def _announced(block: TextBlock, behind: Sequence[TextBlock], site: str, *, is_last: bool) -> Verdict | None:
    """Return what *block* announces, other articles of *site* or comments.

    *behind* are the following blocks; *is_last*: no sentence of the text follows.
    """
    verdict = heading_verdict(block.text)
    if block.cell:
        are_linked = bool(behind) and all(following.cell and following.is_linked for following in behind)
        is_of_comments = is_last and verdict is not None and verdict.label == "comment"
        return verdict if are_linked or is_of_comments else None
    if verdict is not None:
        return verdict
    hint = heading_hint(block.text)
    if hint is None or block.sentence:
        return None
    if not behind:
        is_bar = 2 * block.linked > block.size or (block.linked > 0 and leads_to_networks(block))
        return hint if is_bar or is_exact_hint(block.text) else None
    following = behind[0]
    agrees = (following.label in ("related list", "comment", "widget", "tags")) or (
        following.linked > _LINKED_HEADING * following.size and not leads_out(following.node, site)
    )
    return hint if agrees else None


def _is_apart(block: TextBlock, homes: Collection[Node | None], part: Node | None) -> bool:
    is_in_part = part is not None and part in path_up(block.node)
    return block.kind == "list_item" or block.cell or block.home not in homes or is_in_part


def _ends_text(block: TextBlock, homes: Collection[Node | None]) -> bool:
    """Return whether *block*, too short to count as a paragraph, is nevertheless one of the text's."""
    return (block.home in homes and _is_short_sentence(block)) or _is_among_paragraphs(block, homes)


def _is_short_sentence(block: TextBlock) -> bool:
    text = block.text
    return (
        block.linked == 0 and text[-1] in FULL_STOPS and (" " not in text or text.count(" ") + 1 >= WORDS_OF_SENTENCE)
    )


def _resumes(block: TextBlock, behind: Sequence[TextBlock]) -> bool:
    """Return whether *block*, a sentence below a list's heading, belongs to the article and is not a teaser."""
    if block.linked >= FEW_LINKS * block.size:
        return False
    return not any(block.is_linked for block in behind)


_DEPTH_OF_CARD = 3  # levels; the paragraph, its box and the card


def _is_in_list(block: TextBlock, region: Sequence[TextBlock], position: int, part: Node | None) -> bool:
    """Return whether the *block* at *position* goes on the list of *part* although it is outside that element.

    A link precedes it, or a linked headline in the same card: a summary may have several paragraphs.
    """
    around = tuple(islice(block.node.iterancestors(), _DEPTH_OF_CARD))
    for number, before in enumerate(reversed(region[max(0, position - _IN_CARD) : position])):
        is_beside = number == 0 or before.home in around
        if is_beside and 2 * before.linked > before.size and all(part is not node for node in path_up(before.node)):
            return True
    return False


def _list_part(heading: TextBlock, behind: Sequence[TextBlock], homes: Collection[Node | None]) -> Node | None:
    """Return the element, apart from the text, around *heading* and its list; ``None`` if the list is outside it.

    The list may be one linked headline, and the text may go on behind it; a link of few words, such as "All", leads to
    a list that may stand outside.
    """
    if heading.home is None or not behind:
        return None
    first = behind[0]
    if first.is_linked and first.text.count(" ") + 1 >= WORDS_OF_SENTENCE:
        behind = behind[:1]
        if len(text_of(heading.home)) <= len(heading.text) + len(first.text) + 1:  # nothing else is in that element
            return heading.home
    part = part_around(heading.home, trunk_of(homes)) if heading.home not in homes else None
    return part if part is not None and all(part in path_up(block.node) for block in behind) else None


def _begins_chapter(block: TextBlock, behind: Sequence[TextBlock]) -> bool:
    """Return whether *block* is an unlinked heading, followed by unlinked text (*behind*): the next section."""
    return (
        block.kind == "heading"
        and not block.linked
        and bool(behind)
        and not any(block.linked or block.label in _NO_CHAPTER for block in behind)
    )


def _is_below_link(region: Sequence[TextBlock], position: int) -> bool:
    """Return whether the block at *position* is below a linked headline: its teaser."""
    before = next(
        (block for block in region[max(0, position - _IN_CARD) : position][::-1] if block.picture is None), None
    )
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
# What only stands behind a text; buttons to share the page and offers of mail also stand between its parts.
_BEHIND_TEXT = frozenset(("comment", "tags"))
_COMMENT_FORM = "widget.comment-form"
_FEWEST_LINES = 2  # lines; an element with one line may be the line's own
_NO_CHAPTER = frozenset(("related list", "comment", "advertisement", "navigation", "tags"))
