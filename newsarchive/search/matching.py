"""A parsed query -> expressions of SQLite's FTS5, and what it costs to rank by them.

Syntax: https://www.sqlite.org/fts5.html#full_text_query_syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from newsarchive.search.frequent import common_words, pairs_in
from newsarchive.search.query import All, Any, Query, Run

# What is assumed of a word that is not common.
_RARE = 0.005


@dataclass(frozen=True, kw_only=True)
class Index:
    """How the index spells: *form* folds a word, *beginning* lists the words that begin so.

    *shares* of the articles have a word; pairs of common words are indexed as one word too.
    """

    form: Callable[[str], str]
    beginning: Callable[[str], Sequence[str]]
    shares: Mapping[str, float]

    @cached_property
    def common(self) -> frozenset[str]:
        """Return the words of which pairs are indexed."""
        return common_words(self.shares)

    @property
    def without_pairs(self) -> Index:
        """Return the same for expressions that bm25() or a field is to weigh: pairs belong to none."""
        return replace(self, shares={})


def match_text(query: Query, index: Index, *, together: bool, boost: bool = False) -> str:
    """Return the FTS5 expression of *query*.

    With *together* words side by side must stand so; otherwise all of them must occur, and with *boost* those that do
    stand together count for more in the ranking.
    """
    if isinstance(query, Run):
        return _run(query, index, together, boost)
    if isinstance(query, Any):
        return _joined("OR", [match_text(part, index, together=together, boost=boost) for part in query.parts])
    wanted = _joined("AND", [match_text(part, index, together=together, boost=boost) for part in query.parts])
    for part in query.but_not:
        # What is excluded is excluded as written: da nang does not mean every article with da and nang.
        wanted = f"({wanted} NOT {match_text(part, index, together=True)})"
    return wanted


def title_text(query: Query, index: Index, *, together: bool) -> str | None:
    """Return an expression for what has *query* in the title; ``None`` when it is looked for elsewhere."""
    if isinstance(query, Run):
        if query.field not in (None, "title"):
            return None
        return _run(replace(query, field="title"), index.without_pairs, together)
    parts = [text for part in query.parts if (text := title_text(part, index, together=together))]
    if not parts or (isinstance(query, All) and len(parts) < len(query.parts)):
        return None
    return _joined("OR" if isinstance(query, Any) else "AND", parts)


def weight(query: Query, index: Index, *, together: bool) -> float:
    """Return how many rows bm25() steps through to learn how frequent each piece is, in times of all articles."""
    if isinstance(query, Run):
        words = [index.form(word) for word in query.words]
        if query.prefix and len(words) == 1:
            words = list(index.beginning(words[0]))
        # A step through a phrase compares places too; words apart stand alone and, as a boost, with both neighbours.
        times = 1 if len(words) == 1 or query.prefix else 2 if together or query.phrase else 5
        return times * sum(index.shares.get(word, _RARE) for word in words)
    unwanted = query.but_not if isinstance(query, All) else ()
    return sum(weight(part, index, together=together) for part in (*query.parts, *unwanted))


def _run(run: Run, index: Index, together: bool, boost: bool = False) -> str:
    words = [index.form(word) for word in run.words]
    if len(words) == 1:
        return _in_field(run, _beginning(words[0], index) if run.prefix else f'"{words[0]}"')
    if together or run.phrase:
        return _phrase(run, words, index)
    singles = [f'"{word}"' for word in words]
    if run.prefix:
        singles[-1] = _beginning(words[-1], index)
    if boost:
        singles.append(_joined("OR", [singles[0], *(f'"{a} {b}"' for a, b in pairwise(words))]))
    return _in_field(run, _joined("AND", singles))


def _phrase(run: Run, words: Sequence[str], index: Index) -> str:
    phrase = _in_field(run, f'"{" ".join(words)}"{" *" if run.prefix else ""}')
    pairs = pairs_in(words[:-1] if run.prefix else words, index.common)
    if not pairs:
        return phrase
    narrow = [f'{{facts}} : "{pair}"' for pair in pairs]
    if len(words) == 2 and run.field is None and not run.prefix:
        return narrow[0]  # the pair is the phrase
    return _joined("AND", [*narrow, phrase])


def _in_field(run: Run, expression: str) -> str:
    return f"{{{run.field}}} : {expression}" if run.field else expression


def _beginning(word: str, index: Index) -> str:
    """Ask for the words one by one, which SQLite takes lazily; a prefix it would read to the end first."""
    return _joined("OR", [f'"{one}"' for one in (index.beginning(word) or [word])])


def _joined(operator: str, parts: Sequence[str]) -> str:
    return f"({f' {operator} '.join(parts)})"
