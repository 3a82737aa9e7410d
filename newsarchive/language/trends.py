"""The frequency of terms over time: articles and tokens, absolute and relative, with confidence intervals."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from newsarchive.article import Record
from newsarchive.language.measures import poisson_interval, wilson_interval
from newsarchive.language.tokens import Tokenizer, normal, term_pattern, texts_of, types_of
from newsarchive.search.folding import fold, words_of

Period = Literal["day", "month", "year"]
PERIODS: Sequence[Period] = get_args(Period)
UNDATED = "undated"
_LENGTHS: Mapping[Period, int] = {"day": 10, "month": 7, "year": 4}
_MILLION = 1_000_000
#: A longer run of periods without articles is left out: one of its ends is a wrong date, such as one in the year 9999.
MOST_EMPTY = 5_000


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """A *term* in a *period* ("2017-09"): *articles* with it of *all_articles*; *occurrences* among *tokens*.

    *share* is articles / all_articles, *per_million* is occurrences per million tokens; each has the bounds of a 95 %
    confidence interval (*share_low* …). The interval of *per_million* assumes independent occurrences; it is too narrow
    for a term that is concentrated in a few articles.
    """

    term: str
    period: str
    articles: int
    all_articles: int
    share: float
    share_low: float
    share_high: float
    occurrences: int
    tokens: int
    per_million: float
    per_million_low: float
    per_million_high: float


def trend(
    records: Iterable[Record],
    terms: Sequence[str],
    *,
    by: Period = "month",
    exact: bool = True,
    tokenizer: Tokenizer | None = None,
) -> list[TrendPoint]:
    """Return each of *terms* in each period of publication in which there are *records*, by term and period.

    Periods without articles between others are included, with zeros, unless they are more than MOST_EMPTY. Tokens are
    syllables, or what *tokenizer* returns; a term matches words side by side or, with a tokenizer, one token or several
    tokens side by side. Undated records form the period "undated". Raise ValueError for an unknown *by* or without
    terms, BadTerm for a term without words.
    """
    if by not in PERIODS:
        raise ValueError(f"by={by!r}: choose from {', '.join(PERIODS)}")
    if not terms:
        raise ValueError("no term to count; name at least one")
    terms = list(dict.fromkeys(terms))
    counting = [_counter(term, exact, tokenizer) for term in terms]
    all_articles: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    articles = [Counter[str]() for _ in terms]
    occurrences = [Counter[str]() for _ in terms]
    for record in records:
        day = record.published_date
        period = day.isoformat()[: _LENGTHS[by]] if day else UNDATED
        all_articles[period] += 1
        text = _Text(record, tokenizer)
        tokens[period] += text.size
        for at, count in enumerate(counting):
            found = count(text)
            if found:
                articles[at][period] += 1
                occurrences[at][period] += found
    return [
        trend_point(term, period, articles[at][period], all_articles[period], occurrences[at][period], tokens[period])
        for at, term in enumerate(terms)
        for period in _periods(all_articles, by)
    ]


class _Text:
    """The texts of one record in the forms needed for counting, each computed once."""

    def __init__(self, record: Record, tokenizer: Tokenizer | None) -> None:
        self.texts = list(texts_of(record))
        self.tokens = list(types_of(record, tokenizer)) if tokenizer is not None else None
        self.size = sum(map(len, self.tokens if self.tokens is not None else map(words_of, self.texts)))
        self._forms: dict[bool, list[str]] = {}

    def forms(self, *, exact: bool) -> list[str]:
        """Return the texts in lower case, without *exact* also without diacritics."""
        if exact not in self._forms:
            self._forms[exact] = [text.lower() if exact else fold(text) for text in self.texts]
        return self._forms[exact]


def _counter(term: str, exact: bool, tokenizer: Tokenizer | None) -> Callable[[_Text], int]:
    term = unicodedata.normalize("NFC", term)
    pattern = term_pattern(term, exact)
    if tokenizer is None:
        return lambda text: sum(len(pattern.findall(form)) for form in text.forms(exact=exact))
    wanted = [[normal(token, exact=exact) for token in tokenizer(term)], [normal(term, exact=exact)]]

    def count(text: _Text) -> int:
        total = 0
        for tokens in text.tokens or ():
            forms = [normal(token, exact=exact) for token in tokens]
            total += max(sum(forms[at : at + len(phrase)] == phrase for at in range(len(forms))) for phrase in wanted)
        return total

    return count


def occurrence_counter(term: str, *, exact: bool) -> Callable[[str], int]:
    """Return a function that counts *term* in a text, as `trend` does with syllables; raise BadTerm."""
    pattern = term_pattern(unicodedata.normalize("NFC", term), exact)
    form = str.lower if exact else fold
    return lambda text: len(pattern.findall(form(unicodedata.normalize("NFC", text))))


def trend_point(term: str, period: str, articles: int, all_articles: int, occurrences: int, tokens: int) -> TrendPoint:
    """Return the point of *term* in *period*, with its relative numbers and 95 % confidence intervals.

    *articles* of *all_articles* contain the term, and it occurs *occurrences* times in their *tokens*. The share of
    articles has Wilson's interval, the frequency per million tokens that of a Poisson mean.
    """
    low, high = wilson_interval(articles, all_articles) if all_articles else (0.0, 0.0)
    few, many = poisson_interval(occurrences) if tokens else (0.0, 0.0)
    scale = _MILLION / tokens if tokens else 0.0
    return TrendPoint(
        term=term,
        period=period,
        articles=articles,
        all_articles=all_articles,
        share=articles / all_articles if all_articles else 0.0,
        share_low=low,
        share_high=high,
        occurrences=occurrences,
        tokens=tokens,
        per_million=occurrences * scale,
        per_million_low=few * scale,
        per_million_high=many * scale,
    )


def _periods(known: Iterable[str], by: Period) -> Iterator[str]:
    names = sorted(set(known) - {UNDATED})
    before: int | None = None
    for number in (_number(name, by) for name in names):
        gap = range(number if before is None else before + 1, number)
        if len(gap) <= MOST_EMPTY:
            yield from (_name(empty, by) for empty in gap)
        yield _name(number, by)
        before = number
    if UNDATED in set(known):
        yield UNDATED


def _number(name: str, by: Period) -> int:
    if by == "day":
        return date.fromisoformat(name).toordinal()
    return int(name[:4]) * 12 + int(name[5:]) - 1 if by == "month" else int(name)


def _name(number: int, by: Period) -> str:
    if by == "day":
        return date.fromordinal(number).isoformat()
    return f"{number // 12:04d}-{number % 12 + 1:02d}" if by == "month" else f"{number:04d}"
