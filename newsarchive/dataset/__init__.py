"""load(folder) -> Dataset: an archive as Python objects or as columns, read when asked and not before."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from newsarchive.archive.layout import Layout, site_of_file
from newsarchive.archive.reader import OnError
from newsarchive.article import Record
from newsarchive.dataset.iterating import count_of_first, records_in
from newsarchive.dataset.revisions import latest_revisions, once
from newsarchive.dataset.selection import NoArchive, Revisions, Selection, When, check_choice, span_end, span_start
from newsarchive.dataset.tables import arrow_table, known_columns, pandas_for, pandas_frame, polars_frame, pyarrow_for
from newsarchive.extras import install_hint

if TYPE_CHECKING:
    import datasets
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from newsarchive.dataset.plot import Plot
    from newsarchive.dataset.scanning import Scan

__all__ = ["Dataset", "NoArchive", "UnknownSite", "load"]

_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


class UnknownSite(LookupError):
    """A site of which the archive has no record."""


def load(
    path: Path | str,
    *,
    sites: str | Iterable[str] | None = None,
    since: When | None = None,
    until: When | None = None,
    columns: Iterable[str] | None = None,
    revisions: Revisions = "latest",
    on_error: OnError = "raise",
    storage_options: Mapping[str, Any] | None = None,
) -> Dataset:
    """Open the archive at *path*: its folder, a file (.jsonl, .jsonl.gz, .jsonl.zst, .parquet) or "…/2017-*.gz".

    *path* may be a URL that fsspec speaks ("s3://bucket/archive"), with its *storage_options*: what the selection
    can hold is fetched when it is read.

    *since* and *until* belong both to the span of publication: "2017", "2017-09", "2017-09-11" and dates stand for
    the whole period, and they and naive datetimes are compared with the time as printed, aware ones with the instant.
    Undated records lie in no span. Files of other sites and months are not opened. *columns* narrows the tables
    (.to_polars() and so on), not the records. *revisions* "latest" gives each article once, as last seen in the
    months read. A bad line raises BadRecord, unless *on_error* is "skip". Raise NoArchive, UnknownSite or ValueError.
    """
    columns = columns if columns is None or isinstance(columns, str) else tuple(columns)
    known_columns(columns)
    check_choice("revisions", revisions, Revisions)
    check_choice("on_error", on_error, OnError)
    selection = Selection(
        sites=None if sites is None else frozenset([sites] if isinstance(sites, str) else sites),
        since=span_start(since),
        until=span_end(until),
    )
    dataset = Dataset(
        path=str(path),
        selection=selection,
        columns=columns,
        revisions=revisions,
        on_error=on_error,
        storage_options=storage_options,
    )
    _check_sites(dataset)
    return dataset


@dataclass(frozen=True, kw_only=True, repr=False)
class Dataset:
    """A selection of an archive's records: iterate for Record objects, or take a table. Made by *load*.

    Nothing is held: every iteration reads the files anew, and what a running crawl has stored meanwhile is seen.
    """

    path: str
    selection: Selection = field(default_factory=Selection)
    columns: Sequence[str] | None = None
    revisions: Revisions = "latest"
    on_error: OnError = "raise"
    storage_options: Mapping[str, Any] | None = None

    def __iter__(self) -> Iterator[Record]:
        files = self.files
        latest = self._latest(files) if self.revisions == "latest" else {}
        found = records_in(files, self.on_error)
        if latest:
            found = (one for one in found if latest.get(one.id, one.revision) == one.revision)
        if self.revisions == "latest" and not self._is_archive:
            found = once(found)
        return found if self.selection.is_all else filter(self.selection.wants, found)

    def __len__(self) -> int:
        """Count the records: of a fresh side copy without reading them."""
        if self.selection.is_by_file and self._is_archive:
            scan = self._scan()
            if scan.copies:
                return scan.count(latest=self.revisions == "latest")
            plain = None if self.selection.sites else count_of_first(self.files, self.on_error)
            if plain is not None:
                return plain
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __repr__(self) -> str:
        return f"<Dataset {self.path}: {len(self._names)} files of {', '.join(self.sites) or 'no site'}>"

    @property
    def files(self) -> list[Path]:
        """Return the files that can hold a record of the selection, by site and month."""
        if "://" in self.path:
            from newsarchive.dataset.remote import remote_files

            return remote_files(self.path, self.selection.wants_file, self.storage_options)
        return [file for file in _files_at(self.path) if self.selection.wants_file(file)]

    @property
    def sites(self) -> list[str]:
        """Return the sites of the files, as the folders name them."""
        return sorted({site for file in self._names if (site := site_of_file(file))})

    @property
    def _names(self) -> list[Path]:
        return [one for one in _names_at(self.path, self.storage_options) if self.selection.wants_file(one)]

    def filter(self, predicate: Callable[[Record], bool]) -> Dataset:
        """Return the dataset of those records for which *predicate(record)* is true."""
        narrowed = replace(self.selection, predicates=(*self.selection.predicates, predicate))
        return replace(self, selection=narrowed)

    @property
    def plot(self) -> Plot:
        """Return the figures of the dataset: .plot.timeline(), .hours(), .sections(), .bylines() and so on."""
        from newsarchive.dataset.plot import Plot

        return Plot(self)

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow Table; its schema is the same for every archive. Times are in UTC."""
        if not self.selection.is_by_file or not self._is_archive:
            return arrow_table(self, self.columns)
        pyarrow_for("an Arrow table")
        return self._scan().table(known_columns(self.columns), latest=self.revisions == "latest")

    @overload
    def to_polars(self, *, lazy: Literal[False] = False) -> pl.DataFrame: ...

    @overload
    def to_polars(self, *, lazy: Literal[True]) -> pl.LazyFrame: ...

    def to_polars(self, *, lazy: bool = False) -> pl.DataFrame | pl.LazyFrame:
        """Return a Polars data frame; see to_arrow. A *lazy* one reads of the side copy only what its query needs."""
        if lazy:
            return self._lazy()
        if self.selection.is_by_file and self._is_archive:
            scan = self._scan()
            if not scan.unpacked.files:  # Polars reads Parquet faster than Arrow for it
                return scan.lazy(known_columns(self.columns), latest=self.revisions == "latest").collect()
        return polars_frame(self.to_arrow())

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame; see to_arrow."""
        pandas_for("a pandas data frame")  # before its parts are missed
        return pandas_frame(self.to_arrow())

    def to_duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection of its own in memory, with this dataset as the view `articles`."""
        return self._connected(known_columns(self.columns))

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """Return what *query* (DuckDB's SQL) says of the view `articles`: .show(), .fetchall(), .df(), .pl()."""
        from newsarchive.dataset.queries import columns_in

        relation = self._connected(columns_in(query)).sql(query)
        if relation is None:
            raise ValueError("the query returns nothing; write one that begins with SELECT or FROM")
        return relation

    def to_huggingface(self) -> datasets.Dataset:
        """Return a `datasets.Dataset` of the Hugging Face library; see to_arrow."""
        try:
            from datasets import Dataset as HuggingFace
        except ImportError as error:
            raise ImportError(f"to_huggingface needs the datasets library; {install_hint('huggingface')}") from error
        return HuggingFace(self.to_arrow())

    def sample(self, count: int, *, seed: int = 0) -> list[Record]:
        """Return *count* records by lot, the same ones for the same *seed*; fewer when there are fewer."""
        from newsarchive.dataset.sampling import drawn, sampled

        if not self.selection.is_by_file or not self._is_archive or find_spec("pyarrow") is None:
            return sampled(self, count, seed)
        # The names are read sooner than the records, and then few files have all that is drawn.
        scan = self._scan()
        wanted = drawn(scan.names(latest=self.revisions == "latest"), count, seed)
        found = records_in(scan.holding({id for id, _ in wanted}), self.on_error)
        return sampled((one for one in found if (one.id, one.revision) in wanted), count, seed)

    def describe(self) -> pl.DataFrame:
        """Return for each site how many articles it has, from when to when, and which share has each main field."""
        from newsarchive.dataset.describing import described

        return described(replace(self, columns=None))

    @property
    def _is_archive(self) -> bool:
        names = self._names
        whole = all(site_of_file(file) is not None and file.suffix != ".parquet" for file in names)
        return whole and len({file.parents[1] for file in names}) < 2

    def _latest(self, files: list[Path]) -> dict[str, int]:
        """Return the highest revision of each article that has several; files known to have none stay shut."""
        if not self._is_archive:
            return latest_revisions(files, self.on_error)
        from newsarchive.dataset.scanning import scan_of

        return scan_of(files, self.on_error, self.selection.sites).newest()

    def _scan(self) -> Scan:
        from newsarchive.dataset.scanning import scan_of

        return scan_of(self.files, self.on_error, self.selection.sites)

    def _connected(self, columns: Sequence[str]) -> duckdb.DuckDBPyConnection:
        from newsarchive.dataset.queries import connect, connect_table

        if not self.selection.is_by_file or not self._is_archive:
            return connect_table(arrow_table(self, known_columns(self.columns)))
        return connect(self._scan(), latest=self.revisions == "latest", columns=columns)

    def _lazy(self) -> pl.LazyFrame:
        if not self.selection.is_by_file or not self._is_archive:
            return polars_frame(self.to_arrow()).lazy()
        return self._scan().lazy(known_columns(self.columns), latest=self.revisions == "latest")


def _names_at(place: str, storage_options: Mapping[str, Any] | None) -> list[Path]:
    if "://" not in place:
        return _files_at(place)
    from newsarchive.dataset.remote import remote_names

    return [Path(name) for name in remote_names(place, storage_options)]


def _files_at(place: str) -> list[Path]:
    path = Path(place).expanduser()
    if path.is_dir():
        files = Layout(path).article_files() or sorted(
            one for one in path.rglob("*.jsonl*") if one.name.endswith(_ENDINGS) and _is_data(one, path)
        )
        files = files or sorted(one for one in path.rglob("*.parquet") if _is_data(one, path))
        if not files:
            raise NoArchive(_nothing_in(path))
        return files
    if path.is_file():
        return [path]
    # Path.glob would refuse a pattern that begins at the root.
    files = [Path(one) for one in sorted(glob.glob(place, recursive=True)) if Path(one).is_file()]  # noqa: PTH207
    if not files:
        raise NoArchive(f'{place}: no such folder or file; name an archive, such as load("data/sample")')
    return files


def _is_data(file: Path, folder: Path) -> bool:
    """Leave out what is no record or belongs to another archive further down."""
    parts = file.relative_to(folder).parts
    return not {"runs", "articles", "quarantine", "tables"} & set(parts)


def _nothing_in(folder: Path) -> str:
    others = sorted(one.parent for one in folder.glob("*/articles"))
    hint = f'; or load("{others[0].as_posix()}")' if others else ""
    return f"{folder}: no articles here yet; fill it with `newsarchive crawl` (or, to try, `newsarchive demo`){hint}"


def _check_sites(dataset: Dataset) -> None:
    wanted = dataset.selection.sites
    files = _names_at(dataset.path, dataset.storage_options)
    present = {site_of_file(file) for file in files}
    for site in sorted(wanted or ()):
        if None not in present and site not in present:
            near = get_close_matches(site, [one for one in present if one], n=3) or sorted(map(str, present))[:10]
            raise UnknownSite(f'{dataset.path}: no articles of "{site}"; it has {", ".join(near)}')
