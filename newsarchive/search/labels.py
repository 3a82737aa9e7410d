"""Labels, by which articles are filtered and counted: site, month, section, authors and other credits."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from newsarchive.archive.layout import month_of
from newsarchive.search.folding import exact, fold
from newsarchive.search.searched import SearchedRecord

LabelKind = Literal["site", "month", "section", "author"]
KINDS: tuple[LabelKind, ...] = ("site", "section", "author", "month")
#: The first character of every token of the column *labels*; no query contains U+E000 (private use).
_MARK = "\ue000"
#: The token that every article has.
EVERY = f"{_MARK}0"
_REMEMBERED = 1 << 18

Label = tuple[LabelKind, str]


def labels_of(record: SearchedRecord) -> list[Label]:
    """Return the labels of *record*: site, month, every section of the breadcrumb, every credited person or agency."""
    names: list[Label] = [("site", record.site), ("month", month_of(record.published_at))]
    names += [("section", name) for name in (record.section, *record.sections) if name]
    names += [("author", name) for name in (*record.authors, *(credit.name for credit in record.credits))]
    return names


def exact_name(name: str) -> str:
    """Return *name* in the form in which labels are one: lower case, any tone placement, without extra spaces.

    Diacritics count: Lê Văn Lúa and Lê Văn Lụa are two people, Trần Hoà and Trần Hòa one.
    """
    return " ".join(exact(name).split())


def folded_name(name: str) -> str:
    """Return *name* in lower case, without diacritics or extra spaces."""
    return " ".join(fold(name).split())


class Spellings:
    """The spellings of the names of some articles, so that names that are one label (see exact_name) count as one."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def keys(self, names: Iterable[str]) -> list[str]:
        """Return the keys of the *names* of one article, each once, and count their spellings."""
        keys: dict[str, None] = {}
        for name in names:
            key = self._keys.get(name)
            if key is None:
                key = self._keys[name] = exact_name(name)
            self._counts[key][name] += 1
            keys[key] = None
        return list(keys)

    def name(self, key: str) -> str:
        """Return the most frequent spelling for *key*, of equally frequent ones the first in sort order."""
        spelled = self._counts[key]
        return min(spelled, key=lambda name: (-spelled[name], name))

    def named(self, counts: Counter[str]) -> Counter[str]:
        """Return *counts* by name instead of by key."""
        return Counter({self.name(key): count for key, count in counts.items()})


class Labels:
    """The numbers of labels in an open index; new ones are assigned as needed."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._numbers: dict[Label, int] = {}

    def numbers(self, labels: Iterable[Label]) -> list[int]:
        """Return the numbers of *labels*, without duplicates."""
        return list(dict.fromkeys(map(self._number, labels)))

    def _number(self, label: Label) -> int:
        number = self._numbers.get(label)
        if number is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            kind, name = label
            key = (kind, exact_name(name))
            new = (*key, folded_name(name), name)
            self._index.execute("INSERT OR IGNORE INTO labels (kind, exact, folded, name) VALUES (?, ?, ?, ?)", new)
            row = self._index.execute("SELECT label FROM labels WHERE kind = ? AND exact = ?", key).fetchone()
            number = self._numbers[label] = int(row[0])
        return number


def tokens(numbers: Iterable[int]) -> str:
    """Return the text of the column *labels* for an article with the labels *numbers*."""
    return " ".join((EVERY, *(f"{_MARK}{number}" for number in numbers)))


def filter_expression(index: sqlite3.Connection, kind: LabelKind, names: Sequence[str]) -> str:
    """Return the FTS5 expression for articles with any of *names* of this *kind*; without a known name, for none.

    A name without diacritics that no label has is compared without diacritics: "tran hoa" finds Trần Hòa.
    """
    found = [number for name in names for number in _numbers_of(index, kind, name)]
    return "(" + " OR ".join(f'"{_MARK}{number}"' for number in found or [-1]) + ")"


def _numbers_of(index: sqlite3.Connection, kind: LabelKind, name: str) -> list[int]:
    same, without_marks = exact_name(name), folded_name(name)
    query = "SELECT label FROM labels WHERE kind = ? AND {} = ?"
    found = [number for (number,) in index.execute(query.format("exact"), (kind, same))]
    if not found and same == without_marks:
        found = [number for (number,) in index.execute(query.format("folded"), (kind, without_marks))]
    return found
