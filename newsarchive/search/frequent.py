"""The common words of a base, and the pairs of them that are indexed as one word."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

_SAMPLED = "sampled"
# Of fewer articles nothing can be said, and nothing needs to be: they are searched at once.
_FEWEST = 1000
_ENOUGH = 20_000
_SHARE = 0.05


def common_words(base: sqlite3.Connection, *, exact: bool) -> frozenset[str]:
    """Return the words that are common in *base*, as its exact or its other table spells them."""
    return frozenset(word for (word,) in base.execute("SELECT word FROM common WHERE exact = ?", (exact,)))


def choose_common(base: sqlite3.Connection, texts: Sequence[Set[str]], *, exact: bool) -> None:
    """Write down the words that more than a twentieth of *texts* (their distinct words) has."""
    base.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SAMPLED, len(texts)))
    if len(texts) < _FEWEST:
        return
    counts = Counter(word for words in texts for word in words)
    chosen = [(exact, word) for word, count in counts.items() if count > _SHARE * len(texts)]
    base.executemany("INSERT OR IGNORE INTO common VALUES (?, ?)", chosen)


def is_chosen(base: sqlite3.Connection) -> bool:
    """Tell whether the common words have been chosen."""
    return base.execute("SELECT 1 FROM settings WHERE name = ?", (_SAMPLED,)).fetchone() is not None


def has_outgrown_its_choice(base: sqlite3.Connection) -> bool:
    """Tell whether the words were chosen from too few articles for what the base holds by now."""
    row = base.execute("SELECT value FROM settings WHERE name = ?", (_SAMPLED,)).fetchone()
    if row is None or row[0] >= _FEWEST:
        return False
    return int(base.execute("SELECT count(*) FROM articles").fetchone()[0]) > _ENOUGH


def pair(first: str, second: str) -> str:
    """Return the token of two words side by side; it begins with a sign no word has, so no prefix search meets it."""
    return f"_{first}_{second}"


def pairs_in(words: Sequence[str], common: Set[str]) -> Iterable[str]:
    """Return the tokens of the common words that stand side by side in *words*."""
    return (f"_{a}_{b}" for a, b in pairwise(words) if a in common and b in common)
