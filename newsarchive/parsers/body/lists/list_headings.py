"""Label the headings directly above lists of linked headlines."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.text import FULL_STOPS

_LIST_HEADING = Verdict("related list", "list.heading", "a heading directly above a list of linked headlines")
_LISTED = frozenset(("list.linked", "block.linked", "block.headline", "tag.linked-card"))
_COLONS = frozenset(":：")
_LONGEST_LIST_HEADING = 50  # characters; longer ones are sub-headings
_FEWEST_LISTED = 2  # links; a heading above one may be the text's
_MOST_LIST_HEADINGS = 2  # headings; with more, the text itself is a list of links


def label_list_headings(region: Sequence[TextBlock]) -> None:
    """Label the headings directly above lists of linked headlines, which are labeled already, among the *region*.

    An article with several such headings is itself a list: of offers, of books, of the day's news.
    """
    displayed = [block for block in region if block.picture is None]
    last = max((index for index, block in enumerate(displayed) if not block.label), default=0)
    found = [
        block
        for index, block in enumerate(displayed)
        if not block.label
        and (block.kind == "heading" or block.bold or block.text[-1] in _COLONS)
        and _heads_links(block, displayed[index + 1 : index + 1 + _FEWEST_LISTED], is_last=index == last)
    ]
    if len(found) <= _MOST_LIST_HEADINGS:
        for block in found:
            if not is_byline(block.text):  # the writer's name, above links to share the page
                block.mark(_LIST_HEADING)


def _heads_links(block: TextBlock, behind: Sequence[TextBlock], *, is_last: bool) -> bool:
    """Return whether *block* heads the list of links *behind* it; *is_last*: no text follows."""
    text = block.text
    if block.cell and behind and behind[0].rule in _LISTED and not is_last:  # a small box in the text
        return heading_verdict(text) is not None
    if len(behind) < _FEWEST_LISTED or any(following.rule not in _LISTED for following in behind):
        return False
    cards = [next(following.node.iterancestors("a"), None) for following in behind]
    if cards[0] is not None and len(set(cards)) == 1:
        return False  # headline and teaser of one card, which points elsewhere below a heading of the text
    if block.linked or len(text) > _LONGEST_LIST_HEADING or text[-1] in FULL_STOPS:
        return False
    if block.text[-1] in _COLONS and block.home is behind[0].home and behind[0].rule == "list.linked":
        return True
    return block.kind == "heading" or (block.kind == "paragraph" and block.is_bold)
