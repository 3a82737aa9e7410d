"""Tokenize the text of an article: syllables, or the words of a segmenter.

Vietnamese puts a space between syllables, not between words: "đối ngoại" is one word of two syllables. Without a
segmenter, all counts are counts of syllables; a term of several syllables matches if they are side by side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from newsarchive.article import Record
from newsarchive.search.folding import WITH_MARKS, WITHOUT_MARKS, WORD, tone_variants, words_of

#: A function from a text to its tokens; a segmenter joins the syllables of a word by spaces or underscores.
Tokenizer = Callable[[str], Sequence[str]]


class BadTerm(ValueError):
    """Raised for a term without a word."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """One token: its *text* as written, its *start* and *end* in the source text."""

    text: str
    start: int
    end: int


def texts_of(record: Record) -> Iterator[str]:
    """Yield the texts of *record* that are counted: title, lead and body, in NFC."""
    for text in (record.title, record.lead, record.body):
        if text:
            yield unicodedata.normalize("NFC", text)


def syllables(text: str) -> list[Token]:
    """Return the syllables, words and numbers of *text* (NFC) with their positions."""
    return [Token(text=word[0], start=word.start(), end=word.end()) for word in WORD.finditer(text)]


def normal(token: str, *, exact: bool) -> str:
    """Return *token* in the form for comparison: lower case, joined by single spaces; unless *exact*, no diacritics."""
    form = WITH_MARKS if exact else WITHOUT_MARKS
    return " ".join(form[word] for word in words_of(token.replace("_", " ")))


def types_of(record: Record, tokenizer: Tokenizer | None = None) -> Iterator[list[str]]:
    """Yield the tokens of each text of *record* in lower case with normalized tone placement (hoà = hòa)."""
    for text in texts_of(record):
        if tokenizer is None:
            yield [_spelled(word) for word in words_of(text)]
        else:
            found = (" ".join(map(_spelled, words_of(token.replace("_", " ")))) for token in tokenizer(text))
            yield [token for token in found if token]


@cache
def term_pattern(term: str, exact: bool) -> re.Pattern[str]:
    """Return the pattern that finds *term* in a lower-case text, its words side by side; raise BadTerm.

    With *exact*, diacritics must match, with the tone mark on any vowel. Without *exact*, the text must be folded, too.
    """
    words = words_of(term)
    if not words:
        raise BadTerm(f"{term!r}: no word to search")
    if exact:
        spelled = ["(?:" + "|".join(map(re.escape, tone_variants(word))) + ")" for word in words]
    else:
        spelled = [re.escape(WITHOUT_MARKS[word]) for word in words]
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(spelled) + r"(?![^\W_])")


@cache
def _spelled(word: str) -> str:
    """Return *word* in lower case with the usual tone placement: on the first vowel of oa, oe, uy."""
    lower = word.lower()
    variants = tone_variants(lower)
    return min(variants, key=_order) if len(variants) > 1 and _OLD.search(lower) else lower


# Not after q: in "quý" the u belongs to the consonant.
_OLD = re.compile("o[àáảãạèéẻẽẹ]$|(?<!q)u[ỳýỷỹỵ]$")


def _order(word: str) -> bool:
    return _OLD.search(word) is not None
