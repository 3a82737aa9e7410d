"""How frequent words are in a base, as far as it matters, and the pairs of common words that are indexed as one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

_SAMPLED, _ARTICLES = "sampled", "articles"
# Of fewer articles nothing can be said, and nothing needs to be: they are searched at once.
_FEWEST = 1000
_ENOUGH = 20_000
# To find a rare phrase of two words, about as many rows are stepped through as the rarer has, and some of the other's:
# 80 ms for a million articles of which a third has it, more than 100 ms for half of them.
_PAIRED = 0.33
_NOTED = 0.02


def read_shares(base: sqlite3.Connection, *, exact: bool) -> dict[str, float]:
    """Return the share of articles that have a word, for every word that a fiftieth of them has."""
    return dict(base.execute("SELECT word, share FROM common WHERE exact = ?", (exact,)))


def common_words(shares: Mapping[str, float]) -> frozenset[str]:
    """Return the words of which pairs are indexed."""
    return frozenset(word for word, share in shares.items() if share >= _PAIRED)


def note_shares(base: sqlite3.Connection, texts: Sequence[Set[str]], *, exact: bool) -> None:
    """Write down the share of *texts* (their distinct words) that has a word, unless it is small."""
    base.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SAMPLED, len(texts)))
    if len(texts) < _FEWEST:
        return
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update(words)
    chosen = [(exact, word, count / len(texts)) for word, count in counts.items() if count > _NOTED * len(texts)]
    base.executemany("INSERT OR IGNORE INTO common VALUES (?, ?, ?)", chosen)


def is_noted(base: sqlite3.Connection) -> bool:
    """Tell whether the shares have been written down."""
    return base.execute("SELECT 1 FROM settings WHERE name = ?", (_SAMPLED,)).fetchone() is not None


def has_outgrown_its_sample(base: sqlite3.Connection) -> bool:
    """Tell whether the shares are those of too few articles for what the base holds by now."""
    row = base.execute("SELECT value FROM settings WHERE name = ?", (_SAMPLED,)).fetchone()
    return row is not None and row[0] < _FEWEST and article_count(base) > _ENOUGH


def note_count(base: sqlite3.Connection) -> None:
    """Write down how many articles there are; counting them takes too long for a search."""
    base.execute("INSERT OR REPLACE INTO settings SELECT ?, count(*) FROM articles", (_ARTICLES,))


def article_count(base: sqlite3.Connection) -> int:
    """Return how many articles the base held when it was last refreshed."""
    row = base.execute("SELECT value FROM settings WHERE name = ?", (_ARTICLES,)).fetchone()
    return int(row[0]) if row else 0


def pairs_in(words: Sequence[str], common: Set[str]) -> list[str]:
    """Return the tokens of the common words that stand side by side in *words*.

    They begin with a sign that no word has, so that nobody meets them by looking for words.
    """
    if not common:
        return []
    marked = [f"_{word}" if word in common else "" for word in words]
    return [a + b for a, b in pairwise(marked) if a and b]
