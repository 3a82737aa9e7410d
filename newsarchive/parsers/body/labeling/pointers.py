"""Recognize lines that only point elsewhere: a label and links to other articles, to keywords or to one card's page."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import is_of_keyword, leads_out
from newsarchive.parsers.body.phrases import block_verdict, heading_hint, heading_verdict
from newsarchive.parsers.body.table import BOLD, LINKED, SENTENCE_ENDS, SLANTED, TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import NEARLY_ALL, SHORTEST_LINK, WORDS_OF_HEADLINE
from newsarchive.parsers.text import has_length

_LONGEST_LABEL = 40  # characters; "Xem thêm", "See also:"; longer words are a sentence with a link
_LEAST_LINKED = 0.3  # share of letters in links; with less, the block is a sentence
_MOST_LINKS = 60  # links; a bound for malicious pages
_SIGNS = " \u00a0\u2028\t\r\n>»›→▶►•·|/,;:：–—-*#●▪■+&()[]"

_ARROW = re.compile("[>»›→▶►]")

_POINTERS = Verdict(
    "related list", "block.pointers", "a label and linked headlines of other articles, without a sentence"
)
_ONE_TARGET = Verdict("related list", "block.one-target", "several links to one page, without a sentence: its card")
_KEYWORDS = Verdict("tags", "block.keywords", "nothing but links to pages of keywords, perhaps behind a label")


def pointer_verdict(block: TextBlock, site: str) -> Verdict | None:
    """Return the verdict on *block*, partly linked, if it has no sentence beside its links.

    *site* is the name of the page's site, from `name_of_site`: a list of sources elsewhere belongs to the article.
    """
    if block.cell or block.linked < _LEAST_LINKED * block.size:
        return None
    parts = [(text.strip(_SIGNS), flags) for text, flags in block.parts if text.strip(_SIGNS)]
    labels = [(text, flags) for text, flags in parts if not flags & LINKED]
    label = " ".join(text for text, _ in labels).strip()
    if len(label) > _LONGEST_LABEL or (label and label[-1] in SENTENCE_ENDS):
        return None
    links = [link for link in islice(block.node.iter("a"), _MOST_LINKS) if link.get("href")]
    if not links:
        return None
    verdict = heading_verdict(label) or heading_hint(label) if label else None
    if verdict is not None and verdict.label == "comment":
        return None
    if label and _are_behind(parts) and (paid := block_verdict(label)) is not None and paid.label == "advertisement":
        return paid
    are_headlines = all(has_length(text_of(link), SHORTEST_LINK) for link in links)
    if verdict is not None and are_headlines and _are_behind(parts) and heading_verdict(label) is not None:
        return verdict
    if block.kind == "heading" or 2 * block.linked < block.size:
        return None
    if (verdict is not None or not label) and all(map(is_of_keyword, links)):
        return _KEYWORDS
    if leads_out(block.node, site):
        return None
    if len(links) > 1 and len({link.get("href") for link in links}) == 1 and block.text[-1] not in SENTENCE_ENDS:
        return _ONE_TARGET
    if not labels or not _are_behind(parts) or block.text[-1] in SENTENCE_ENDS or not are_headlines:
        return None
    headline = text_of(links[0])
    if _ARROW.search(block.text[len(label) : block.text.find(headline[:SHORTEST_LINK])]) is not None:
        return _POINTERS
    is_set_apart = all(flags & (BOLD | SLANTED) for _, flags in labels)
    is_labeled = (
        block.kind == "paragraph"
        and (":" in block.text[: len(label) + 2] or _is_box_among_paragraphs(block.node))
        and (headline.count(" ") + 1 >= WORDS_OF_HEADLINE or max(block.bold, block.slanted) >= NEARLY_ALL * block.size)
    )
    return _POINTERS if is_set_apart and (len(links) > 1 or is_labeled) else None


def _is_box_among_paragraphs(node: Node) -> bool:
    """Return whether *node* is a box that a template puts among the paragraphs: a <div> between or below <p>."""
    before, after = node.getprevious(), node.getnext()
    return node.tag != "p" and before is not None and before.tag == "p" and (after is None or after.tag == "p")


def _are_behind(parts: list[tuple[str, int]]) -> bool:
    """Return whether all links among *parts* follow the label: no text stands between or after them."""
    linked = [bool(flags & LINKED) for _, flags in parts]
    return linked == sorted(linked)
