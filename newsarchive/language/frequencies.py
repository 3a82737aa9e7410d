"""Frequencies of n-grams, and keyness: the types that distinguish one part of an archive from another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from newsarchive.article import Record
from newsarchive.language.measures import keyness_log_likelihood, log_ratio
from newsarchive.language.tokens import Tokenizer, types_of


@dataclass(frozen=True, kw_only=True)
class NGram:
    """A sequence of tokens, with its number of *occurrences* and of *articles*."""

    text: str
    occurrences: int
    articles: int


@dataclass(frozen=True, kw_only=True)
class KeyType:
    """A type that is more (*log_ratio* > 0) or less frequent than in the reference; absolute and per million."""

    type: str
    occurrences: int
    other_occurrences: int
    per_million: float
    other_per_million: float
    log_likelihood: float
    log_ratio: float


def ngrams(
    records: Iterable[Record], length: int = 2, *, least: int = 2, tokenizer: Tokenizer | None = None
) -> list[NGram]:
    """Return the sequences of *length* tokens that occur at least *least* times, the most frequent first.

    A sequence does not extend beyond one text (title, lead or body). Raise ValueError for a *length* below 1.
    """
    if length < 1:
        raise ValueError(f"length={length}: an n-gram has at least one token")
    occurrences: Counter[tuple[str, ...]] = Counter()
    articles: Counter[tuple[str, ...]] = Counter()
    for record in records:
        here: Counter[tuple[str, ...]] = Counter()
        for tokens in types_of(record, tokenizer):
            here.update(zip(*(tokens[at:] for at in range(length)), strict=False))
        occurrences.update(here)
        articles.update(here.keys())
    found = [
        NGram(text=" ".join(tokens), occurrences=count, articles=articles[tokens])
        for tokens, count in occurrences.items()
        if count >= least
    ]
    return sorted(found, key=lambda ngram: (-ngram.occurrences, ngram.text))


def keyness(
    records: Iterable[Record],
    reference: Iterable[Record],
    *,
    least: int = 5,
    tokenizer: Tokenizer | None = None,
) -> list[KeyType]:
    """Return the types that occur at least *least* times in *records* and *reference* together, by log-likelihood.

    Raise ValueError if one of the two has no tokens.
    """
    here, size = _frequencies(records, tokenizer)
    there, other_size = _frequencies(reference, tokenizer)
    if not size or not other_size:
        raise ValueError("one of the two parts has no text; choose two parts with articles")
    found = [
        KeyType(
            type=type_,
            occurrences=here[type_],
            other_occurrences=there[type_],
            per_million=1e6 * here[type_] / size,
            other_per_million=1e6 * there[type_] / other_size,
            log_likelihood=keyness_log_likelihood(here[type_], size, there[type_], other_size),
            log_ratio=log_ratio(here[type_], size, there[type_], other_size),
        )
        for type_ in here.keys() | there.keys()
        if here[type_] + there[type_] >= least
    ]
    return sorted(found, key=lambda keyword: (-keyword.log_likelihood, keyword.type))


def _frequencies(records: Iterable[Record], tokenizer: Tokenizer | None) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    for record in records:
        for tokens in types_of(record, tokenizer):
            counts.update(tokens)
    return counts, counts.total()
