"""Read the files of a selection as Arrow tables, in parallel: from the Parquet copy if up to date, else JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import OnError
from newsarchive.dataset.iterating import with_progress
from newsarchive.dataset.packing import copy_of, fresh_copies
from newsarchive.dataset.parquet_records import refuse_bomb
from newsarchive.dataset.revisions import by_archive, highest, later_outside, overruled, revised
from newsarchive.dataset.tables import (
    arrow_schema,
    file_table,
    narrow_rows,
    narrow_table,
    polars_for,
    polars_frame,
    pyarrow_for,
)

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

# Rows of as many small files are converted together. See narrow_table.
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, kw_only=True)
class Scan:
    """Record files; *copies* are the Parquet copies that can be read instead of some of them.

    *rows* counts the records of the files with a copy; *revised* are the files among them that contain later revisions.
    *moved* lists articles that are also stored under a new URL, and *elsewhere* the highest revision of each article
    that has a later one in *outside*, the files of the same sites that are not in the scan.
    """

    files: Sequence[Path]
    copies: Mapping[Path, Path]
    rows: Mapping[Path, int]
    revised: frozenset[Path]
    sites: frozenset[str] | None = None
    on_error: OnError = "raise"
    moved: frozenset[str] = frozenset()
    outside: Sequence[Path] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    def table(self, columns: Sequence[str], *, latest: bool) -> pa.Table:
        """Return *columns* of all files as one table; with *latest*, only the latest revision of each article."""
        import pyarrow as pa

        helpers = [name for name in ("id", "revision") if latest and name not in columns]
        schema = arrow_schema([*columns, *helpers])
        # Keep the order of the files, so that the same archive gives the same table.
        tables = list(self._joined_tables(schema))
        whole = pa.concat_tables([schema.empty_table(), *tables])
        return (self._current(last_revisions(whole)) if latest else whole).select(list(columns))

    def _current(self, table: pa.Table) -> pa.Table:
        """Exclude articles that have moved (they are also stored under their new URL) or a later revision elsewhere."""
        if not self.moved and not self.elsewhere:
            return table
        import pyarrow as pa

        names = zip(table["id"].to_pylist(), table["revision"].to_pylist(), strict=True)
        kept = [id not in self.moved and self.elsewhere.get(id, 0) <= revision for id, revision in names]
        return table.filter(pa.array(kept, pa.bool_()))

    def names(self, *, latest: bool) -> Iterator[tuple[str, int]]:
        """Yield id and revision of every record; with *latest*, of the latest revision of each article."""
        table = self.table(["id", "revision"], latest=latest)
        return zip(table["id"].to_pylist(), table["revision"].to_pylist(), strict=True)

    def holding(self, ids: set[str]) -> list[Path]:
        """Return the files that contain a record of one of these articles."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pa.array(sorted(ids), pa.string())
        tables = zip(self.files, self._tables(arrow_schema(["id"])), strict=True)
        return [path for path, table in tables if pc.any(pc.is_in(table["id"], value_set=wanted)).as_py()]

    def lazy(self, columns: Sequence[str], *, latest: bool) -> pl.LazyFrame:
        """Return *columns* as a lazy Polars frame; the query reads the Parquet copy, other files are read now."""
        helpers = [name for name in ("id", "revision") if latest and name not in columns]
        polars_for("a Polars data frame")
        pyarrow_for("a Polars data frame")
        import polars as pl

        packed = [self.copies[file] for file in self.files if file in self.copies]
        parts, remainder = [], None
        if packed:
            parts.append(pl.scan_parquet(packed, hive_partitioning=False, glob=False).select([*columns, *helpers]))
        if self.unpacked.files or not packed:
            remainder = self.unpacked.table([*columns, *helpers], latest=False)
            parts.append(polars_frame(remainder).lazy())
        whole = pl.concat(parts)
        newest = self.newest(remainder) if latest else {}
        if newest:
            known = pl.LazyFrame(
                {"id": list(newest), "newest": list(newest.values())}, {"id": pl.String, "newest": pl.Int32}
            )
            whole = whole.join(known, on="id", how="left", maintain_order="left")
            whole = whole.filter(pl.col("newest").is_null() | (pl.col("newest") == pl.col("revision")))
        return whole.select(columns)

    @property
    def unpacked(self) -> Scan:
        """Return the files that have no up-to-date Parquet copy."""
        return replace(self, files=[file for file in self.files if file not in self.copies])

    def count(self, *, latest: bool) -> int:
        """Return the number of records in these files; with *latest*, the number of articles."""
        counted = [file for file in self.files if file in self.rows and file not in self.revised]
        others = replace(self, files=[file for file in self.files if file not in set(counted)])
        remainder = others.table(["id", "revision"], latest=False)
        total = sum(self.rows[file] for file in counted) + int(remainder.num_rows)
        # The first revision of an article may be in another month than its latest.
        return total - (self._outdated() if latest else 0)

    def _outdated(self) -> int:
        newest = self.newest()
        if not newest:
            return 0
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self.table(["id", "revision"], latest=False)
        several = table.filter(pc.is_in(table["id"], value_set=pa.array(list(newest))))
        return int(several.num_rows) - sum(revision > 0 for revision in newest.values())

    def newest(self, unpacked: pa.Table | None = None) -> dict[str, int]:
        """Return the highest revision of each article with several revisions, and 0 for an article to be excluded.

        *unpacked* is the table of the files without a copy, with id and revision, if it has been read already.
        """
        if unpacked is None:
            packed = [file for file in self.files if file in self.copies]
            latest = revised(self.unpacked.files, self.on_error, [*packed, *self.outside])
        else:
            latest = highest(later_revisions(unpacked))
        with_later = [file for file in self.files if file in self.copies and file in self.revised]
        if with_later:
            copies = replace(self, files=with_later).table(["id", "revision"], latest=False)
            latest = highest([*latest.items(), *later_revisions(copies)])
        return overruled(latest, dict(self.elsewhere)) | dict.fromkeys(self.moved, 0)

    def _tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """Yield the table of each file."""
        return with_progress(lambda path: self._read(path, schema), self.files, lambda table: int(table.num_rows))

    def _joined_tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """Yield the tables of all files, in order; one table may contain several files."""
        columns = list(schema.names)

        def rows_or_table(path: Path) -> list[Any] | pa.Table:
            rows = None if path in self.copies else narrow_rows(path, columns)
            return self._read(path, schema) if rows is None else self._of_sites(rows)

        waiting: list[tuple[Path, list[Any]]] = []
        number = 0
        for path, found in zip(self.files, with_progress(rows_or_table, self.files, len), strict=True):
            if isinstance(found, list):
                waiting.append((path, found))
                number += len(found)
            if waiting and (number >= _ROWS_AT_ONCE or not isinstance(found, list)):
                yield from self._converted(waiting, schema)
                waiting, number = [], 0
            if not isinstance(found, list):
                yield found
        yield from self._converted(waiting, schema)

    def _converted(self, waiting: Sequence[tuple[Path, list[Any]]], schema: pa.Schema) -> Iterator[pa.Table]:
        import pyarrow as pa

        try:
            yield narrow_table([row for _, rows in waiting for row in rows], schema)
        except pa.ArrowInvalid:
            # A time that is not valid: read file by file, to report or skip the line.
            yield from (self._lines(path, schema) for path, _ in waiting)

    def _of_sites(self, rows: list[Any]) -> list[Any]:
        # A file may contain records of another site, if archives were combined by hand.
        return rows if self.sites is None else [row for row in rows if row.site in self.sites]

    def _read(self, path: Path, schema: pa.Schema) -> pa.Table:
        copy = self.copies.get(path)
        if copy is None:
            return self._lines(path, schema)
        import pyarrow.parquet as pq

        with pq.ParquetFile(copy) as file:
            refuse_bomb(copy, file.metadata)
            return file.read(columns=list(schema.names), use_threads=False).select(list(schema.names))

    def _lines(self, path: Path, schema: pa.Schema) -> pa.Table:
        if self.sites is None:
            return file_table(path, schema, on_error=self.on_error)
        import pyarrow as pa
        import pyarrow.compute as pc

        # A file may contain records of another site, if archives were combined by hand.
        names = list(schema.names)
        table = file_table(path, arrow_schema([*names, *({"site"} - set(names))]), on_error=self.on_error)
        return table.filter(pc.is_in(table["site"], value_set=pa.array(sorted(self.sites)))).select(names)


def scan_of(
    files: Sequence[Path], on_error: OnError, sites: frozenset[str] | None = None, outside: Sequence[Path] = ()
) -> Scan:
    """Return a scan of *files* with their up-to-date Parquet copies; only records of *sites*, if given.

    An article with a later revision in *outside*, other files of the same sites, is excluded from "latest".
    """
    copies: dict[Path, Path] = {}
    rows: dict[Path, int] = {}
    with_later: set[Path] = set()
    moved: set[str] = set()
    for folder, held in by_archive(files).items():
        layout = Layout(folder)
        if layout.index.exists() or layout.visit_files():  # else nothing can have moved, and SQLite is not imported
            from newsarchive.archive.revised import moved_articles

            moved |= moved_articles(layout).keys()
        for path, stamp in fresh_copies(layout, held).items():
            copies[path], rows[path] = copy_of(layout, path), stamp.rows
            if stamp.revised:
                with_later.add(path)
    return Scan(
        files=files,
        copies=copies,
        rows=rows,
        revised=frozenset(with_later),
        sites=sites,
        on_error=on_error,
        moved=frozenset(moved),
        outside=outside,
        elsewhere=later_outside(files, outside),
    )


def last_revisions(table: Any) -> Any:
    """Return the row of the highest revision of each article in *table* (with id and revision)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    latest = highest(later_revisions(table))
    if not latest:
        return table
    several = pc.is_in(table["id"], value_set=pa.array(list(latest)))
    ids, revisions = table["id"].to_pylist(), table["revision"].to_pylist()
    keep = [
        not revised or latest[id] == revision
        for revised, id, revision in zip(several.to_pylist(), ids, revisions, strict=True)
    ]
    return table.filter(pa.array(keep))


def later_revisions(table: Any) -> Iterator[tuple[str, int]]:
    """Yield id and revision of every record in *table* that is a later revision."""
    import pyarrow.compute as pc

    later = table.filter(pc.greater(table["revision"], 1))
    return zip(later["id"].to_pylist(), later["revision"].to_pylist(), strict=True)
