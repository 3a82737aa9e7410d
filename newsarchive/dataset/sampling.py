"""Reproducible random samples of records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from heapq import nsmallest

from newsarchive.article import Record


def sampled(records: Iterable[Record], count: int, seed: int = 0) -> list[Record]:
    """Return *count* random *records* (all, if there are fewer), in their original order.

    The ids determine the sample: the same *seed* selects the same articles for any order of files, and mostly the same
    articles after the archive has grown. Sampling takes one pass and holds *count* records in memory.
    """
    chosen = nsmallest(count, enumerate(records), key=lambda pair: _lot(seed, pair[1].id, pair[1].revision))
    return [record for _, record in sorted(chosen, key=lambda pair: pair[0])]


def drawn(names: Iterable[tuple[str, int]], count: int, seed: int = 0) -> set[tuple[str, int]]:
    """Return those *names* (id and revision) whose records *sampled* would return."""
    return set(nsmallest(count, names, key=lambda name: _lot(seed, *name)))


def _lot(seed: int, id: str, revision: int) -> bytes:
    return hashlib.blake2b(f"{seed} {id} {revision}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
