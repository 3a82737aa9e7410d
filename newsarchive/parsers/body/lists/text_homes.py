"""Find the elements that hold an article's paragraphs: its homes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice

from newsarchive.parsers.body.lead import names_lead
from newsarchive.parsers.body.lists.site_links import leads_to_headline
from newsarchive.parsers.body.lists.teaser_cards import is_teaser
from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import FEW_LINKS, NEARLY_ALL

_SOME_LINKS = 0.5  # share of letters in links; an element with more holds a list
_FEWEST_ALIKE = 5  # elements; fewer of one kind may be boxes of the page
_MOST_WRAPPERS = 3  # levels; editors' software puts each paragraph into a box, and the box into a frame
_WHOLE = frozenset(("html", "body", "main", "article"))
_FEWEST_PARAGRAPHS = 2  # paragraphs; one may be a teaser
_LINES_OF_TEASER = 2  # lines; a section or an author, and the teaser


def prose_of(blocks: Iterable[TextBlock]) -> Callable[[TextBlock], bool]:
    """Return the test on *blocks* for paragraphs: sentences, or in a text of short lines, all that have no link.

    A text of short lines may have a lead that is a sentence.
    """
    sentences = list(islice((block for block in blocks if block.sentence), 2))
    if len(sentences) > 1 or not all(names_lead(block.node) for block in sentences):
        return lambda block: block.sentence
    return lambda block: not block.linked


def homes_of(
    blocks: list[TextBlock], region: Sequence[TextBlock], site: str
) -> tuple[set[Node | None], set[Node | None]]:
    """Return the kinds of elements (tag and class) with much text, and the elements with some text and no links.

    *blocks* are the unlabeled blocks of the *region*; *site* is from `name_of_site`.
    """
    makes: Counter[tuple[str, str | Node | None]] = Counter()
    sizes: Counter[Node | None] = Counter()
    links: Counter[Node | None] = Counter()
    kinds = {home: _make(home) for home in {block.home for block in blocks}}
    counts = prose_of(blocks)
    teasers = {*_teasers_among(blocks, region, counts, site), *_headed_lists(blocks, counts)}
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
    if sum(map(counts, blocks)) == 1:  # a lead; each short line of the text may have an element of its own
        lines = Counter(kinds[home] for home in sizes if not links[home])
        main |= {home for home in sizes if lines[kinds[home]] >= _FEWEST_ALIKE and not links[home]}
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
    solid = {home for home in sizes if sizes[home] > some and links[home] < 0.05 * sizes[home]}
    return main, solid


def _teasers_among(
    blocks: Sequence[TextBlock], region: Sequence[TextBlock], counts: Callable[[TextBlock], bool], site: str
) -> Collection[Node | None]:
    """Return the homes of *blocks* that are teasers, unless the text consists of them: a list of products or books.

    However short the text is, teasers do not belong to it if they are outside the element that holds its paragraphs,
    or behind a line that ends the text or announces other articles.
    """
    linked = {_around_link(block.home) for block in region if block.linked >= NEARLY_ALL * block.size > 0}
    if not linked:
        return ()
    homes = {block.home for block in blocks if block.home in linked}
    teasers = {home for home in homes if home is not None and is_teaser(home)}
    teasers |= _teasers_without_picture(region, homes - teasers, site)
    sizes = [(block.home in teasers, len(block.text)) for block in blocks if counts(block)]
    others = sum(size for is_of_teaser, size in sizes if is_of_teaser)
    if 3 * others <= sum(size for _, size in sizes):
        return teasers
    paragraphs: defaultdict[Node | None, list[int]] = defaultdict(list)
    for block in blocks:
        if counts(block) and block.home not in teasers:
            paragraphs[block.home].append(len(block.text))
    if _are_outside(teasers, paragraphs, others):
        return teasers
    return _announced_teasers(region, teasers, counts)


def _around_link(home: Node | None) -> Node | None:
    """Return the element around *home* if that is a link around a headline (HTML allows it), else *home*."""
    return home.getparent() if home is not None and home.tag == "a" else home


def _teasers_without_picture(region: Sequence[TextBlock], homes: Collection[Node | None], site: str) -> set[Node]:
    """Return those of *homes* that consist of a linked headline of *site*, a line or two, and perhaps a time.

    Several of one kind are a list. The headline is labeled: no chapter of the text. A name is shorter than a headline.
    """
    inside: defaultdict[Node, list[TextBlock]] = defaultdict(list)
    for block in region:
        home = _around_link(block.home)
        if home is not None and home in homes and block.picture is None and block.label != "time":
            inside[home].append(block)
    kinds: defaultdict[tuple[str, str | Node | None], list[Node]] = defaultdict(list)
    for home, (headline, *lines) in inside.items():
        if (
            headline.label
            and headline.is_linked
            and len(lines) <= _LINES_OF_TEASER
            and not any(line.links for line in lines)
            and leads_to_headline(headline, site)
        ):
            kinds[_make(home)].append(home)
    return {home for alike in kinds.values() if len(alike) > 1 for home in alike}


def _headed_lists(blocks: Sequence[TextBlock], counts: Callable[[TextBlock], bool]) -> Collection[Node | None]:
    """Return the homes of *blocks* that are a heading of other articles and blocks with a linked headline each.

    A headline and its teaser may be one block: "<a>Headline</a><br>Teaser". The text has paragraphs of its own, and a
    paragraph of it may link a word.
    """
    inside: dict[Node | None, list[TextBlock]] = {}
    for block in blocks:
        inside.setdefault(block.home, []).append(block)
    lists = {
        home
        for home, (first, *others) in inside.items()
        if len(others) > 1
        and all(block.linked >= FEW_LINKS * block.size for block in others)
        and _announces_others(first)
    }
    if not lists:
        return lists
    text = Counter(block.home for block in blocks if counts(block) and block.home not in lists)
    return lists if max(text.values(), default=0) >= _FEWEST_PARAGRAPHS else ()


def _announces_others(block: TextBlock) -> bool:
    verdict = heading_verdict(block.text) if not block.links else None
    return verdict is not None and verdict.label == "related list"


def _announced_teasers(
    region: Sequence[TextBlock], teasers: Collection[Node], counts: Callable[[TextBlock], bool]
) -> set[Node | None]:
    """Return the *teasers* that follow the heading of a list of other articles, or the tags or credits below a text.

    A list of products also begins with a text and the names of its authors, but that text is one paragraph.
    """
    found: set[Node | None] = set()
    paragraphs, is_behind = 0, False
    for block in region:
        if block.home in teasers:
            if is_behind:
                found.add(block.home)
        elif block.picture is not None:
            continue
        elif heading_verdict(block.text) is not None:
            is_behind = True
        elif not block.label:
            paragraphs += counts(block)
            is_signed = paragraphs >= _FEWEST_PARAGRAPHS and block.align == "right" and is_byline(block.text)
            is_behind = is_signed or (is_behind and not counts(block))
        elif block.label == "lead":
            paragraphs += 1
        elif block.label in ("byline", "tags"):
            is_behind = is_behind or paragraphs >= _FEWEST_PARAGRAPHS
    return found


def _are_outside(teasers: Collection[Node], sizes: Mapping[Node | None, Sequence[int]], others: int) -> bool:
    """Return whether one element holds several paragraphs, together longer than the *teasers*, and none of these.

    *sizes* are the lengths of the paragraphs by home, *others* is the length of the teasers' sentences.
    """
    home = max(sizes, key=lambda node: sum(sizes[node]), default=None)
    if home is None or len(sizes[home]) < _FEWEST_PARAGRAPHS or sum(sizes[home]) < others:
        return False
    return not any(home in teaser.iterancestors() for teaser in teasers)


def _make(home: Node | None) -> tuple[str, str | Node | None]:
    """Return the key that elements of one kind share: tag and class, its own or that of its parent.

    Elements without a class share their parent; those alone in an element without a class share that one's.
    """
    if home is None:
        return "", None
    tags, parent = str(home.tag), home.getparent()
    names = home.get("class") or (parent.get("class") if parent is not None else None)
    if names:
        return tags, names
    for _ in range(_MOST_WRAPPERS):
        around = parent.getparent() if parent is not None and len(parent) == 1 else None
        if parent is None or around is None or parent.get("class") or parent.tag in _WHOLE:
            break
        tags, parent = f"{parent.tag!s} {tags}", around
    return tags, parent
