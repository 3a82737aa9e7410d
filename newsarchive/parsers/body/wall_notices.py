"""Tell whether a text ends at the notice of a paywall."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.body import ACCOUNT_PATH, OTHER_OFFER
from newsarchive.parsers.text import has_length

_LINKED_HEADLINE = 20  # characters; a shorter link is a button
_MOST_LINKS = 30  # links; a bound for large boxes


def is_walled(blocks: Sequence[TextBlock]) -> bool:
    """Return whether no sentence of the text follows a paywall notice among *blocks*, labeled by its phrase.

    A request to sign up for a newsletter, a channel or comments is no such notice, and a badge in the list or the card
    of another article says nothing of this one.
    """
    homes = {block.home for block in blocks if block.sentence and not block.label}
    walls = [
        index
        for index, block in enumerate(blocks)
        if block.rule.startswith("wall.")
        and OTHER_OFFER.search(block.text) is None
        and (block.home in homes or not _links_to_other_article(block.home))
    ]
    return bool(walls) and not any(block.sentence and not block.label for block in blocks[walls[-1] :])


def _links_to_other_article(box: Node | None) -> bool:
    """Return whether *box* has a link with a headline to another article."""
    links = islice(box.iter("a"), _MOST_LINKS) if box is not None else ()
    return any(
        has_length(text := text_of(link), _LINKED_HEADLINE)
        and ACCOUNT_PATH.search(address := link.get("href") or "") is None
        and "/" in address
        and block_verdict(text) is None
        for link in links
    )
