"""Some records by lot, and the same ones again from the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from heapq import nsmallest

from newsarchive.article import Record


def sampled(records: Iterable[Record], count: int, seed: int = 0) -> list[Record]:
    """Return *count* of *records* by lot, or all when there are fewer, in the order in which they came.

    The lot is drawn by the ids: the same *seed* gives the same articles whatever the order of the files, and when the
    archive has grown, most of them again. One pass; only *count* records are held.
    """
    drawn = nsmallest(count, enumerate(records), key=lambda one: _lot(one[1], seed))
    return [record for _, record in sorted(drawn, key=lambda one: one[0])]


def _lot(record: Record, seed: int) -> bytes:
    name = f"{seed} {record.id} {record.revision}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
