"""Steps that narrow a dataset after its files are known: filters, slices, results of a search or a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.article import Record

if TYPE_CHECKING:
    import pyarrow as pa

Step = Callable[[Iterator[Record]], Iterator[Record]]


@dataclass(frozen=True)
class Filter:
    """A step that keeps the records for which *predicate(record)* is true."""

    predicate: Callable[[Record], bool]

    def __str__(self) -> str:
        return "filtered"

    def __call__(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield those *records* that the step keeps."""
        return filter(self.predicate, records)


@dataclass(frozen=True)
class Slice:
    """A step that keeps every *step*-th record from *start* to *stop*."""

    start: int
    stop: int | None
    step: int | None = None

    def __str__(self) -> str:
        return f"[{self.start}:{'' if self.stop is None else self.stop}{'' if self.step is None else f':{self.step}'}]"

    def __call__(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield those *records* that the step keeps."""
        if self.step is not None and self.step < 0:
            found = list(islice(records, self.start + 1))
            return iter(found[self.start : self.stop if self.stop is None or self.stop >= 0 else None : self.step])
        return islice(records, self.start, self.stop, self.step)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Articles by id and revision, where ``None`` is the latest. All of them are in *files*, if given."""

    names: frozenset[tuple[str, int | None]]
    files: tuple[Path, ...] | None = None

    def wants(self, record: Record) -> bool:
        """Return whether *record* is one of these articles."""
        return (record.id, None) in self.names or (record.id, record.revision) in self.names

    def rows_of(self, table: pa.Table) -> pa.Table:
        """Return the rows of *table* (with id and revision) that are among these articles."""
        import pyarrow as pa
        import pyarrow.compute as pc

        ids = pa.array(sorted({id for id, _ in self.names}), pa.string())
        rows = table.filter(pc.is_in(table["id"], value_set=ids))
        if all(revision is None for _, revision in self.names):
            return rows
        names = zip(rows["id"].to_pylist(), rows["revision"].to_pylist(), strict=True)
        kept = [name in self.names or (name[0], None) in self.names for name in names]
        return rows.filter(pa.array(kept, pa.bool_()))
