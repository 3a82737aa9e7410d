"""Concordances (keyword in context, KWIC) and collocates of a term."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from newsarchive.article import Record
from newsarchive.language.measures import log_dice, log_likelihood, mutual_information
from newsarchive.language.tokens import BadTerm, Tokenizer, normal, syllables, term_pattern, texts_of, types_of
from newsarchive.search.folding import fold, words_of

Sort = Literal["time", "left", "right"]
_WORDS = 10


@dataclass(frozen=True, kw_only=True)
class ContextLine:
    """One occurrence: the *node* with its *left* and *right* context as written, and its article and field."""

    left: str
    node: str
    right: str
    id: str
    site: str
    published_date: str | None
    title: str | None


@dataclass(frozen=True, kw_only=True)
class Collocate:
    """A collocate: a type that occurs *together* times within the span and *frequency* times in all."""

    type: str
    together: int
    frequency: int
    log_likelihood: float
    mutual_information: float
    log_dice: float


def concordance(
    records: Iterable[Record], term: str, *, exact: bool = True, width: int = _WORDS, sort: Sort = "time"
) -> list[ContextLine]:
    """Return every occurrence of *term* in *records* with *width* words on each side.

    *sort*: "time" is by day of publication, "right" by the words that follow, "left" by those before, nearest first.
    Raise BadTerm, or ValueError for an unknown *sort*.
    """
    if sort not in get_args(Sort):
        raise ValueError(f"sort={sort!r}: choose from {', '.join(get_args(Sort))}")
    pattern = term_pattern(unicodedata.normalize("NFC", term), exact)
    if width < 0:
        raise ValueError(f"width={width}: give the number of words on each side")
    lines = [line for record in records for line in _lines(record, pattern.finditer, exact, width)]
    keys = {
        "time": lambda line: (line.published_date or "9999", line.id),
        "right": lambda line: ([word.lower() for word in words_of(line.right)], line.id),
        "left": lambda line: ([word.lower() for word in words_of(line.left)][::-1], line.id),
    }
    return sorted(lines, key=keys[sort])


def _lines(record: Record, find: object, exact: bool, width: int) -> Iterator[ContextLine]:
    assert callable(find)
    for text in texts_of(record):
        found = list(find(_same_length(text, exact=exact)))
        tokens = syllables(text) if found else []
        starts = [token.start for token in tokens]
        for match in found:
            before = [at for at in range(len(tokens)) if tokens[at].end <= match.start()]
            before = before[max(0, len(before) - width) :]
            after = [at for at, start in enumerate(starts) if start >= match.end()][:width]
            left = text[tokens[before[0]].start : match.start()] if before else text[: match.start()][-1:]
            right = text[match.end() : tokens[after[-1]].end] if after else text[match.end() :][:1]
            yield ContextLine(
                left=" ".join(left.split()),
                node=text[match.start() : match.end()],
                right=" ".join(right.split()),
                id=record.id,
                site=record.site,
                published_date=str(record.published_date) if record.published_date else None,
                title=record.title,
            )


def _same_length(text: str, *, exact: bool) -> str:
    """Return *text* in the form that is searched; every character keeps its position."""
    if exact:
        return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
    return "".join(folded if len(folded := fold(character)) == 1 else character for character in text)


def collocates(
    records: Iterable[Record],
    term: str,
    *,
    span: int = 5,
    exact: bool = True,
    least: int = 3,
    tokenizer: Tokenizer | None = None,
) -> list[Collocate]:
    """Return the types that occur at least *least* times within *span* tokens of *term*, by log-likelihood.

    Windows do not extend beyond a text; a token in two windows counts once. Tokens are syllables, or what *tokenizer*
    returns. Expected counts treat the windows as a sample of all tokens except the term. Raise BadTerm.
    """
    node = _node(unicodedata.normalize("NFC", term), exact, tokenizer)
    frequency: Counter[str] = Counter()
    near: Counter[str] = Counter()
    total = window_size = occurrences = 0
    for record in records:
        for tokens in types_of(record, tokenizer):
            frequency.update(tokens)
            total += len(tokens)
            places = _places(tokens, node, exact)
            occurrences += len(places)
            inside = {at for start, end in places for at in range(start, end)}
            window = {
                at
                for start, end in places
                for at in range(max(0, start - span), min(len(tokens), end + span))
                if at not in inside
            }
            near.update(tokens[at] for at in window)
            window_size += len(window)
    found = [
        Collocate(
            type=type_,
            together=both,
            frequency=frequency[type_],
            log_likelihood=log_likelihood(both, window_size, frequency[type_], total),
            mutual_information=mutual_information(both, window_size, frequency[type_], total),
            log_dice=log_dice(both, occurrences, frequency[type_]),
        )
        for type_, both in near.items()
        if both >= least and both * total > window_size * frequency[type_]
    ]
    return sorted(found, key=lambda collocate: (-collocate.log_likelihood, collocate.type))


def _node(term: str, exact: bool, tokenizer: Tokenizer | None) -> list[list[str]]:
    """Return the sequences of tokens into which *term* may be split."""
    whole = normal(term, exact=exact)
    if not whole:
        raise BadTerm(f"{term!r}: no word to search")
    if tokenizer is None:
        return [whole.split()]
    parted = [form for token in tokenizer(term) if (form := normal(token, exact=exact))]
    return [[whole], parted] if parted != [whole] else [parted]


def _places(tokens: Sequence[str], node: Sequence[list[str]], exact: bool) -> list[tuple[int, int]]:
    firsts = {pattern[0] for pattern in node}
    forms = [normal(token, exact=exact) for token in tokens]
    return [
        (at, at + len(pattern))
        for at, form in enumerate(forms)
        if form in firsts
        for pattern in node
        if forms[at : at + len(pattern)] == pattern
    ]
