"""Recognize, in any words, the notice of a paywall at the end of a text that may be a beginning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import addresses_of, leads_nowhere, leads_out
from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.tree import Node, make_of, text_of
from newsarchive.parsers.lexicons.block_rules import lexicon_records
from newsarchive.parsers.lexicons.body import ACCOUNT_PATH, OTHER_OFFER, REPORTED, SUBSCRIPTION, TO_ACT, TO_READER
from newsarchive.parsers.text import has_length

LONGEST_BEGINNING = 2_500  # characters; what a paywall shows for free; a longer text is whole
_LONGEST_NOTICE = 250  # characters; a call with a price and a button; a longer text is a paragraph
_LINKED_HEADLINE = 20  # characters; a shorter link is a button
_MOST_LINKS = 30  # links; a bound for large boxes
_MOST_BELOW = 4  # blocks below the notice: a price, a button, a question to those who have an account
_WORDS_OF_BADGE = 5  # words; "Solo para suscriptores de pago"; a notice has a sentence
_BUTTONS = frozenset({"button", "form", "input"})
_CURRENCY = r"(?:[€$£₫₽₴₺₹¥]|(?:đồng|đ|vnd|eur|euros?|usd|chf|zł|kč|kr|ft|lei|tl|руб|грн)\b)"
_PRICE = re.compile(rf"\d\s?{_CURRENCY}|{_CURRENCY}\s?\d|\beuros?\b", re.I)
_QUOTES = '“”„«»"「『‘'
_NOTICE_LABELS = ("widget", "related list")
_MOST_LABELED = 8  # blocks; a line that another rule labeled may stand anywhere on the page
_LONGEST_WALLED = 4_000  # characters; a beginning, its notice and the lines below, with room for markup's white space
_WALL = Verdict("widget", "wall.end", "says at the end of the text that the rest must be paid for")
_LINE = Verdict("widget", "wall.line", "a short line below the notice of a paywall, in its box")


def wall_verdict(text: str) -> Verdict | None:
    """Return the verdict on *text*, the last block of a beginning, if it is the notice of a paywall.

    A phrase that is one anywhere counts, and a sentence that says what its reader must do to read on.
    """
    if offers_something_else(text):
        return None
    verdict = block_verdict(text)
    if verdict is not None and verdict.rule.startswith("wall."):
        return verdict
    return _WALL if len(text) <= _LONGEST_NOTICE and _is_notice(text) else None


def sells_access(text: str) -> bool:
    """Return whether *text* is the notice of a paywall, or speaks to its reader of a subscription."""
    if wall_verdict(text) is not None:
        return True
    return REPORTED.search(text) is None and _speaks_to_reader(text) and SUBSCRIPTION.search(text) is not None


def offers_something_else(text: str) -> bool:
    """Return whether *text* asks its reader to sign up for a newsletter, a channel or comments, not for the article."""
    return OTHER_OFFER.search(text) is not None


def label_wall(blocks: Sequence[TextBlock], site: str) -> None:
    """Label the notice behind the text among *blocks*, the region, and the short lines below it in a box of their own.

    Among the paragraphs, and in an element like theirs, a notice must speak to its reader and link to the page where he
    gets access: prose, too, may tell who reads on, and where a reader of something else registers. *site* is the name
    of the page's site.
    """
    if sum(block.size for block in blocks if not block.label) > _LONGEST_WALLED:
        return  # most articles: the cheaper test first
    found = _last_notice([block for block in blocks if block.picture is None])
    if found is None:
        return
    notice, verdict, above, below = found
    text = [block for block in above if not block.label]
    if not text or sum(len(block.text) for block in text) > LONGEST_BEGINNING:
        return
    paragraphs = [block for block in text if block.sentence]
    is_quoted = notice.kind in ("quote", "list_item")
    is_apart = all(
        make_of(block.home) != make_of(notice.home) or (block.box.tag != notice.box.tag and not is_quoted)
        for block in paragraphs
    )
    if verdict is _WALL and not is_apart and not (_speaks_to_reader(notice.text) and _gives_access(notice, site)):
        return
    notice.mark(verdict)
    if all(block.home is not notice.home for block in paragraphs):
        for block in below:
            if block.home is notice.home and not block.label:
                block.mark(_LINE)


def _last_notice(
    blocks: Sequence[TextBlock],
) -> tuple[TextBlock, Verdict, Sequence[TextBlock], Sequence[TextBlock]] | None:
    """Return the last of *blocks* that is a notice, its verdict, the blocks above and below, if no sentence follows."""
    lines = 0
    last = max((index for index, block in enumerate(blocks) if block.sentence and not block.label), default=0)
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        may_be_notice = not block.cell and _may_be_notice(block, index - last, len(blocks) - index)
        verdict = wall_verdict(block.text) if may_be_notice else None
        if verdict is not None and not (block.label or block.kind == "list_item"):
            return block, verdict, blocks[:index], blocks[index + 1 :]
        # A badge in the list or the card of another article says nothing of this one.
        if (
            verdict is not None
            and _is_notice(block.text)
            and not any(map(links_to_other_article, (block.node, _frame_of(block))))
            and not is_badge(block)
        ):
            return block, verdict, blocks[:index], blocks[index + 1 :]
        if not block.label:
            lines += 1
            if block.sentence or lines > _MOST_BELOW:
                return None
    return None


def _may_be_notice(block: TextBlock, behind: int, left: int) -> bool:
    """Return whether *block* is unlabeled, or in a box that may ask its reader to read on all the same.

    Such a box is a sign-up form or an <aside> among the last *left* blocks of the page; an <aside> counts also right
    *behind* the last sentence of the text, while a form may be that of a dialog that a script opens.
    """
    if not block.label:
        return True
    is_beside = block.label == "related list" and behind <= _MOST_LABELED
    if block.rule == "form.call":
        return left <= _MOST_LABELED  # its button says "Subscribe" or "Log in" in a language without a rule
    return is_beside or (block.label in _NOTICE_LABELS and left <= _MOST_LABELED)


def _frame_of(block: TextBlock) -> Node | None:
    """Return the outermost element around *block* that another rule labeled, or its home: a list, a card, a form."""
    box = block.box
    if box.effective is None:
        return block.home
    while box.parent is not None and box.parent.effective is not None:
        box = box.parent
    return box.node


def links_to_other_article(box: Node | None) -> bool:
    """Return whether *box* has a link with a headline to another article; a notice beside it is about that article."""
    links = islice(box.iter("a"), _MOST_LINKS) if box is not None else ()
    return any(
        has_length(text := text_of(link), _LINKED_HEADLINE)
        and ACCOUNT_PATH.search(address := link.get("href") or "") is None
        and "/" in address
        and wall_verdict(text) is None
        for link in links
    )


def is_badge(block: TextBlock) -> bool:
    """Return whether *block* is a few words in a box for other articles, beside another text and without a button.

    "Nur für Abonnenten" above the headline of a card is about the article of the card, even if nothing links to it.
    A call to the reader is none: "Subscribe to continue reading".
    """
    frame = _frame_of(block)
    around = block.box.effective
    if around is None or around.label != "related list" or frame is None or len(block.text.split()) > _WORDS_OF_BADGE:
        return False
    others = text_of(frame).replace(block.text, "", 1)
    if any(map(_speaks_to_reader, (block.text, others))) or _PRICE.search(others) is not None:
        return False
    return any(map(str.isalpha, others)) and not any(map(_is_button, frame.iter("*")))


def _is_button(node: Node) -> bool:
    """Return whether *node* is a button, a field or a link to an account or without a headline: "See offers"."""
    if node.tag != "a":
        return node.tag in _BUTTONS
    address = node.get("href") or ""
    return ACCOUNT_PATH.search(address) is not None or not has_length(text_of(node), _LINKED_HEADLINE)


def _gives_access(block: TextBlock, site: str) -> bool:
    """Return whether all links in *block* lead to pages of the *site* where a reader logs in or subscribes."""
    addresses = addresses_of(block)
    is_button = leads_nowhere(block) or all(map(ACCOUNT_PATH.search, addresses))
    return bool(addresses) and is_button and not leads_out(block.node, site)


def _speaks_to_reader(text: str) -> bool:
    return TO_READER.search(text) is not None or TO_ACT.search(text) is not None


@lru_cache(maxsize=10_000)
def _is_notice(text: str) -> bool:
    if text[:1] in _QUOTES or REPORTED.search(text) is not None:
        return False
    text = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    return any(all(need.search(text) is not None for need in needs) for needs in _notices())


@cache
def _notices() -> list[list[re.Pattern[str]]]:
    records = lexicon_records("wall_words.toml", "notice")
    return [[re.compile(unicodedata.normalize("NFC", need)) for need in record["needs"]] for record in records]
