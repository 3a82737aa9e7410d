"""Choose between the displayed text and what the page contains without displaying it."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.article import Block
from newsarchive.parsers.body.undisplayed import ENOUGH_OF_OWN, HiddenText
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import LITTLE_TEXT, SENTENCE
from newsarchive.parsers.text import folded, latin_length

_FEWEST_SHARED = 2  # paragraphs that both texts have; one may be a quotation or a notice


def total_length(texts: list[str]) -> int:
    """Return the number of characters in all *texts*."""
    return sum(map(len, texts))


def is_enough(hidden: HiddenText, letters: int) -> bool:
    """Return whether the *hidden* text is long enough for a page that displays only some *letters*.

    A short text counts on a page that displays none, if it has the page's headline and does not ask for scripts.
    """
    size = sum(map(latin_length, hidden.paragraphs))
    if size >= LITTLE_TEXT:
        return True
    is_short_text = size >= ENOUGH_OF_OWN and hidden.is_own is True and letters == 0
    return is_short_text and not any("javascript" in text.casefold() for text in hidden.paragraphs)


def precedence(hidden: HiddenText) -> tuple[bool, int]:
    """Return the key of the best text: the longest of those with the page's headline, else the longest."""
    size = total_length(hidden.paragraphs)
    return hidden.is_own is True and size >= LITTLE_TEXT, size


def is_of_page(hidden: HiddenText, displayed: Sequence[Block], headline: Node | None) -> bool:
    """Return whether the *hidden* text may be the page's own, and not that of another article.

    If neither its headline nor its URL tell, it must contain a sentence of the displayed text, unless the page displays
    no headline or no sentence: then what it displays is not its article. A page that displays neither may contain its
    text with a headline that it declares nowhere else. Templates also declare another headline for search engines, or
    the URL of the front page: a text that contains every displayed sentence is the page's own.
    """
    if hidden.is_own or not hidden.paragraphs:
        return True
    sentences = [folded(block.text) for block in displayed if len(block.text) >= SENTENCE]
    if not sentences:
        return hidden.is_own is None or headline is None
    if hidden.is_own is None and headline is None:
        return True
    whole = folded(" ".join(hidden.paragraphs))
    contained = (sentence in whole for sentence in sentences)
    return any(contained) if hidden.is_own is None else all(contained)


def continuation(hidden: HiddenText, displayed: Sequence[Block]) -> list[str] | None:
    """Return the paragraphs of the *hidden* text after the last that the page displays; ``None`` for another text.

    The hidden text is that of the page if it holds the last paragraphs that the page displays; one paragraph is enough
    for a text with the page's headline.
    """
    shown = [folded(block.text) for block in displayed if block.kind == "paragraph"]
    last = shown[-_FEWEST_SHARED:]
    keys = [folded(text) for text in hidden.paragraphs]
    if len(last) < (1 if hidden.is_own else _FEWEST_SHARED) or not all(key and key in keys for key in last):
        return None
    return [
        text
        for text, key in list(zip(hidden.paragraphs, keys, strict=True))[keys.index(last[-1]) + 1 :]
        if key not in last
    ]
