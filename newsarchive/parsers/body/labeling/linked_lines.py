"""Tell lines of the text that are nothing but links from pointers to other articles, which are headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from newsarchive.parsers.body.lists.site_links import MOST_ELEMENTS, addresses_of, is_of_keyword
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.lengths import WORDS_OF_HEADLINE

_SHORTEST_NAME = 40  # characters; a line that names what the next links to is a sentence; a kicker is shorter
_FEWEST_LINKS = 3  # links; two are a headline and a button
_FEWEST_NUMBERED = 2  # lines; a single one may be a headline that begins with a number
# What a link opens that is no page: "/files/nghi-quyet-12.pdf".
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|csv|zip|jpe?g|png)(?:[?#]|\Z)", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\+?[\d\s().-]{7,}")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s")
_NAME = re.compile(r"[^\W\d_]{2}")


def lines_of_text(text: Sequence[TextBlock]) -> set[TextBlock]:
    """Return those linked lines among *text*, the unlabeled blocks of the region, that belong to it.

    They are the names of documents and pictures to open, and, with paragraphs below, addresses and numbers written
    out, several short names side by side, and numbered lines. A headline is none of these; a button is shorter, and an
    author's address or a row of keywords ends the text.
    """
    found: set[TextBlock] = set()
    numbered: list[tuple[int, TextBlock]] = []
    last = max((index for index, block in enumerate(text) if block.sentence), default=0)
    for index, (block, below) in enumerate(pairwise((*text, None))):
        if block is None or not block.linked or 2 * block.linked <= block.size:
            continue
        if below is not None and below.sentence and (number := _NUMBER.match(block.text)) is not None:
            numbered.append((int(number[1]), block))
        if _opens_file(block) or (index < last and (_ADDRESS.fullmatch(block.text) or _names_several(block))):
            found.add(block)
    numbers = [number for number, _ in numbered]
    if len(numbers) >= _FEWEST_NUMBERED and all(second - first == 1 for first, second in pairwise(numbers)):
        found.update(block for _, block in numbered)
    return found


def _opens_file(block: TextBlock) -> bool:
    if block.text.count(" ") + 1 < WORDS_OF_HEADLINE:
        return False
    addresses = addresses_of(block)
    return bool(addresses) and all(map(_FILE.search, addresses))


def _names_several(block: TextBlock) -> bool:
    """Return whether *block* holds three links or more, each a few words, to different pages, none of a keyword."""
    if not _FEWEST_LINKS <= block.links <= MOST_ELEMENTS:
        return False
    links = [link for link in block.node.iter("a") if link.get("href")]
    addresses = {address for link in links if (address := link.get("href") or "")[:1] == "/" or "://" in address}
    names = ["".join(link.itertext()).split() for link in links]
    are_short = all(0 < len(words) < WORDS_OF_HEADLINE and _NAME.search("".join(words)) for words in names)
    return len(addresses) == len(links) == block.links and are_short and not any(map(is_of_keyword, links))


def is_named_above(block: TextBlock, above: TextBlock | None, below: TextBlock | None) -> bool:
    """Return whether *block*, a linked line, follows a line that names it, as in a list made of paragraphs.

    "The table that the clockmaker of Little Wend keeps:", "The tides of 1911" (linked), …: a pointer to another article
    stands alone between paragraphs, or below a kicker, which is short.
    """
    if block.kind != "paragraph" or above is None or below is None or len(above.text) < _SHORTEST_NAME:
        return False
    return above.kind == "paragraph" and not any(
        2 * line.linked > line.size or line.sentence or line.home is not block.home for line in (above, below)
    )
