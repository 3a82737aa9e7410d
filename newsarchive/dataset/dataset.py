"""Dataset: a selection of an archive's records, to iterate over or to convert to a table."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, overload

from newsarchive.archive.layout import site_of_file
from newsarchive.archive.reading.lines import OnError
from newsarchive.article import Record
from newsarchive.counting import count_of
from newsarchive.dataset.iterating import count_of_first, records_in
from newsarchive.dataset.narrowing.steps import Chosen, Filter, Slice, Step
from newsarchive.dataset.record_files import files_at, names_at
from newsarchive.dataset.revisions import latest_revisions, once
from newsarchive.dataset.selection import Revisions, Selection, check_choice
from newsarchive.dataset.tables import (
    FRAME_COLUMNS,
    Times,
    arrow_table,
    known_columns,
    pandas_for,
    pandas_frame,
    polars_frame,
    pyarrow_for,
    with_times,
)
from newsarchive.extras import install_hint, is_missing

if TYPE_CHECKING:
    import datasets
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from newsarchive.dataset.annotating import Annotations
    from newsarchive.dataset.scanning import Scan
    from newsarchive.dataset.showing.plot import Plot
    from newsarchive.dataset.showing.results import Rows, Trend
    from newsarchive.language.contexts import Collocate, ContextLine, Sort
    from newsarchive.language.frequencies import KeyType, NGram
    from newsarchive.language.tokens import Tokenizer
    from newsarchive.language.trends import Period


@dataclass(frozen=True, kw_only=True, repr=False)
class Dataset:
    """A selection of an archive's records, returned by `load`: iterate over it, or convert it to a table.

    Records are not held in memory. Every iteration reads the files again and includes what a running crawl has stored.
    """

    path: str | tuple[str, ...]
    selection: Selection = field(default_factory=Selection)
    columns: Sequence[str] | None = None
    revisions: Revisions = "latest"
    on_error: OnError = "raise"
    storage_options: Mapping[str, Any] | None = None
    #: Whether iteration shows its progress in terminals and notebooks.
    progress: bool = True
    #: Filters and slices that are applied to the records, in this order.
    steps: tuple[Step, ...] = ()
    #: The articles selected by a search or a sample.
    chosen: Chosen | None = None

    def __iter__(self) -> Iterator[Record]:
        files = self.files
        latest = self._latest(files) if self.revisions == "latest" else {}
        found = records_in(files, self.on_error, progress=self.progress)
        if latest:
            found = (record for record in found if latest.get(record.id, record.revision) == record.revision)
        if self.revisions == "latest" and not self._is_archive:
            found = once(found)
        if not self.selection.is_all:
            found = filter(self.selection.wants, found)
        if self.chosen is not None:
            found = filter(self.chosen.wants, found)
        for step in self.steps:
            found = step(found)
        return found

    def __len__(self) -> int:
        """Return the number of records, without reading them if the Parquet copy or a search provides it."""
        if self.chosen is not None and not self.steps:
            return len(self.chosen.names)
        if self._is_by_file and self._is_archive:
            scan = self._scan()
            if scan.copies:
                return scan.count(latest=self.revisions == "latest")
            plain = (
                None
                if self.selection.sites or scan.moved or scan.elsewhere
                else count_of_first(self.files, self.on_error)
            )
            if plain is not None:
                return plain
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, key: int | str) -> Record: ...

    @overload
    def __getitem__(self, key: slice) -> Dataset: ...

    def __getitem__(self, key: int | str | slice) -> Record | Dataset:
        """Return the article with an id ("site:id") or at a position in iteration order, or the dataset of a slice.

        Raises:
            KeyError: There is no article with this id.
            IndexError: There is no article at this position.
            TypeError: *key* is neither an id, nor a position, nor a slice.
        """
        if isinstance(key, str):
            return self._by_id(key)
        if not isinstance(key, slice | SupportsIndex):
            raise TypeError(f"{key!r}: give an id, a position or a slice; a column is in to_pandas() or to_polars()")
        if isinstance(key, slice):
            window = (
                Slice(*key.indices(len(self))) if _counts_from_end(key) else Slice(key.start or 0, key.stop, key.step)
            )
            return replace(self, steps=(*self.steps, window))
        key = operator.index(key)  # NumPy has integers of its own
        at = key + len(self) if key < 0 else key
        found = next(islice(self, at, None), None) if at >= 0 else None
        if found is None:
            raise IndexError(f"{key}: there are {len(self):,} articles")
        return found

    def __contains__(self, item: object) -> bool:
        """Return whether an article is in the dataset, by its id or as a record."""
        if not isinstance(item, str):
            return any(record == item for record in self)
        try:
            self._by_id(item)
        except KeyError:
            return False
        return True

    def head(self, count: int = 5) -> Dataset:
        """Return the dataset of the first *count* records."""
        return self[:count]

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __repr__(self) -> str:
        files = f"{count_of(len(self._names), 'file')} of {some_of(self.sites) or 'no site'}"
        chosen = "" if self.chosen is None else f"{count_of(len(self.chosen.names), 'article')} chosen from "
        steps = "".join(f", {step}" for step in self.steps)
        return f"<Dataset {self._place}: {chosen}{files}{steps}>"

    def _repr_html_(self) -> str:
        from newsarchive.dataset.showing.notebook import dataset_html

        return dataset_html(self, repr(self))

    @property
    def files(self) -> list[Path]:
        """The files that can contain a record of the selection, sorted by site and month."""
        if self.chosen is not None and self.chosen.files is not None:
            return list(self.chosen.files)
        return _once([file for path in self._paths for file in self._files_of(path)], self._paths)

    @property
    def _outside(self) -> list[Path]:
        """The files that the time span leaves out: an article may have a later revision there, with another time.

        Objects of a store are not downloaded for this.
        """
        if self.revisions == "all" or self.chosen is not None or self.selection.is_timeless:
            return []
        timeless = replace(self.selection, since=None, until=None)
        selected = set(self.files)
        found = [
            file for path in self._paths if "://" not in path for file in files_at(path) if timeless.wants_file(file)
        ]
        return [file for file in _once(found, self._paths) if file not in selected]

    def _files_of(self, path: str) -> list[Path]:
        if "://" in path:
            from newsarchive.dataset.remote import remote_files

            return remote_files(path, self.selection.wants_file, self.storage_options)
        return [file for file in files_at(path) if self.selection.wants_file(file)]

    @property
    def _paths(self) -> tuple[str, ...]:
        return (self.path,) if isinstance(self.path, str) else self.path

    @property
    def _place(self) -> str:
        return ", ".join(self._paths)

    @property
    def sites(self) -> list[str]:
        """The keys of the sites in the selection, from the names of the folders."""
        return sorted({site for file in self._names if (site := site_of_file(file))})

    @property
    def _names(self) -> list[Path]:
        found = (name for path in self._paths for name in names_at(path, self.storage_options))
        return _once([name for name in found if self.selection.wants_file(name)], self._paths)

    def filter(self, predicate: Callable[[Record], bool]) -> Dataset:
        """Return the dataset of the records for which *predicate(record)* is true."""
        return replace(self, steps=(*self.steps, Filter(predicate)))

    def search(
        self,
        query: str,
        *,
        exact: bool = False,
        sections: str | Iterable[str] = (),
        authors: str | Iterable[str] = (),
        together: bool = False,
        index: Path | str | None = None,
    ) -> Dataset:
        """Return the dataset of the articles that match *query*; the same articles as `newsarchive search`.

        Args:
            query: Words, "phrases", OR, NOT, prefix*, title:, lead:, body:. Diacritics are optional. An empty text
                matches every article.
            exact: Whether diacritics must match.
            sections: Only these sections.
            authors: Only articles that credit one of these people or agencies.
            together: Whether words must be side by side, without quotes.
            index: File of the search index; by default search.sqlite in the archive. It is updated first.

        Raises:
            BadQuery: The query is not empty but contains no word.
            ValueError: The files are not an archive and therefore have no index.
        """
        from newsarchive.dataset.narrowing.searching import Query, searched

        wanted = Query(text=query, exact=exact, sections=_names(sections), authors=_names(authors), together=together)
        return searched(self, wanted, index)

    def trend(
        self,
        *terms: str,
        by: Period = "month",
        exact: bool = True,
        tokenizer: Tokenizer | None = None,
    ) -> Trend:
        """Return how often *terms* occur in each day, month or year; see newsarchive.language.trends.trend."""
        from newsarchive.dataset.showing.results import Trend
        from newsarchive.language.trends import TrendPoint, trend

        points = trend(self._with_progress(), terms, by=by, exact=exact, tokenizer=tokenizer)
        return Trend(tuple(points), TrendPoint)

    def concordance(self, term: str, *, exact: bool = True, width: int = 10, sort: Sort = "time") -> Rows[ContextLine]:
        """Return every occurrence of *term* in context; see newsarchive.language.contexts.concordance."""
        from newsarchive.dataset.showing.results import Rows
        from newsarchive.language.contexts import ContextLine, concordance

        lines = concordance(self._having(term, exact)._with_progress(), term, exact=exact, width=width, sort=sort)
        return Rows(tuple(lines), ContextLine)

    def collocates(
        self, term: str, *, span: int = 5, exact: bool = True, least: int = 3, tokenizer: Tokenizer | None = None
    ) -> Rows[Collocate]:
        """Return the types that occur near *term*; see newsarchive.language.contexts.collocates."""
        from newsarchive.dataset.showing.results import Rows
        from newsarchive.language.contexts import Collocate, collocates

        records = self._with_progress()
        found = collocates(records, term, span=span, exact=exact, least=least, tokenizer=tokenizer)
        return Rows(tuple(found), Collocate)

    def ngrams(self, length: int = 2, *, least: int = 2, tokenizer: Tokenizer | None = None) -> Rows[NGram]:
        """Return the sequences of *length* tokens that occur often; see newsarchive.language.frequencies.ngrams."""
        from newsarchive.dataset.showing.results import Rows
        from newsarchive.language.frequencies import NGram, ngrams

        return Rows(tuple(ngrams(self._with_progress(), length, least=least, tokenizer=tokenizer)), NGram)

    def keyness(
        self, reference: Iterable[Record], *, least: int = 5, tokenizer: Tokenizer | None = None
    ) -> Rows[KeyType]:
        """Return the types that distinguish this dataset from *reference*, such as another dataset.

        See newsarchive.language.frequencies.keyness.
        """
        from newsarchive.dataset.showing.results import Rows
        from newsarchive.language.frequencies import KeyType, keyness

        found = keyness(self._with_progress(), reference, least=least, tokenizer=tokenizer)
        return Rows(tuple(found), KeyType)

    def annotate(
        self, function: Callable[[Record], Any], *, name: str, folder: Path | str | None = None
    ) -> Annotations:
        """Return *function(record)* for each record, stored under *name*, so each is computed once.

        The file is in the archive's folder annotations/, or in *folder*. See newsarchive.dataset.annotating.annotate.
        """
        from newsarchive.dataset.annotating import annotate
        from newsarchive.dataset.narrowing.searching import archive_folder

        place = Path(folder) if folder is not None else archive_folder(self._paths[0]) / "annotations"
        return annotate(self, function, name, place)

    def _having(self, term: str, exact: bool) -> Dataset:
        """Return the dataset without files that cannot contain *term*, if there is a search index to decide it."""
        from newsarchive.dataset.narrowing.searching import narrowed_by_index

        return narrowed_by_index(self, term, exact=exact)

    def _with_progress(self) -> Iterator[Record]:
        from newsarchive.dataset.showing.progress import ProgressLine

        total = len(self) if self.chosen is not None or self._is_by_file else 0
        with ProgressLine("reading") as line:
            for count, record in enumerate(replace(self, progress=False), start=1):
                yield record
                if count % 500 == 0:
                    line.show(count, count, total)

    @property
    def plot(self) -> Plot:
        """The plots of the dataset: `.plot.timeline()`, `.plot.hours()`, `.plot.sections()` and more."""
        from newsarchive.dataset.showing.plot import Plot

        return Plot(self)

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow Table. Its schema is the same for every archive; times are in UTC."""
        return self._table(known_columns(self.columns))

    @overload
    def to_polars(self, *, lazy: Literal[False] = False) -> pl.DataFrame: ...

    @overload
    def to_polars(self, *, lazy: Literal[True]) -> pl.LazyFrame: ...

    def to_polars(self, *, lazy: bool = False) -> pl.DataFrame | pl.LazyFrame:
        """Return a Polars data frame; times are in UTC.

        Args:
            lazy: Return a LazyFrame with all columns, which reads only what its query needs from the Parquet copy.
        """
        if lazy:
            return self._lazy(known_columns(self.columns))
        columns = self.columns or FRAME_COLUMNS
        if self._is_by_file and self._is_archive:
            scan = self._scan()
            if not scan.unpacked.files:  # Polars reads Parquet faster itself than through Arrow
                return scan.lazy(columns, latest=self.revisions == "latest").collect()
        return polars_frame(self._table(columns))

    def to_pandas(self, *, times: Times = "utc") -> pd.DataFrame:
        """Return a pandas data frame.

        Args:
            times: "utc" for aware timestamps in UTC; "local" for naive timestamps in the publisher's time zone, which
                Excel accepts; "text" for ISO 8601 with the publisher's offset, which survives CSV and Excel
                unchanged. Days are datetime64, or with "text" `datetime.date` objects.
        """
        check_choice("times", times, Times)
        pandas_for("a pandas data frame")  # fail here with the remedy, not later with an unclear import error
        columns = self.columns or FRAME_COLUMNS
        if times == "utc":
            return pandas_frame(self._table(columns))
        table = self._table(list(dict.fromkeys([*columns, "utc_offset"])))
        return pandas_frame(with_times(table, times).select(list(columns)), dates_as_objects=times == "text")

    def to_duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return an in-memory DuckDB connection with this dataset as the view `articles`."""
        return self._connected(known_columns(self.columns))

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """Run a DuckDB query on the view `articles`; the relation has `.show()`, `.fetchall()`, `.df()`, `.pl()`.

        Raises:
            ValueError: The query returns no rows, for example because it is not a SELECT.
        """
        from newsarchive.dataset.queries import columns_in

        relation = self._connected(columns_in(query)).sql(query)
        if relation is None:
            raise ValueError("the query returns nothing; write one that begins with SELECT or FROM")
        return relation

    def to_huggingface(self) -> datasets.Dataset:
        """Return a `datasets.Dataset` of the Hugging Face library, with the schema of `to_arrow`.

        Raises:
            ImportError: The library is not installed; the message says what to install.
        """
        try:
            from datasets import Dataset as HuggingFace
        except ImportError as error:
            if not is_missing("datasets", error):
                raise
            raise ImportError(f"to_huggingface needs the datasets library; {install_hint('huggingface')}") from error
        return HuggingFace(self.to_arrow())

    def sample(self, count: int, *, seed: int = 0) -> Dataset:
        """Return the dataset of *count* random records (all, if there are fewer), reproducible by *seed*.

        Raises:
            ValueError: *count* is not a whole number from 0.
        """
        from newsarchive.dataset.sampling import drawn, sampled

        if not isinstance(count, SupportsIndex) or operator.index(count) < 0:
            raise ValueError(f"count={count!r}: give the number of articles")

        if not self._is_by_file or not self._is_archive or find_spec("pyarrow") is None:
            names = frozenset((record.id, record.revision) for record in sampled(self, count, seed))
            return replace(self, steps=(*self.steps, Filter(Chosen(names=names).wants)))
        # Reading ids and revisions is faster than reading records, and the sample may then be in a few files only.
        scan = self._scan()
        names = frozenset(drawn(scan.names(latest=self.revisions == "latest"), count, seed))
        files = tuple(scan.holding({id for id, _ in names}))
        return replace(self, chosen=Chosen(names=names, files=files))

    def describe(self) -> pl.DataFrame:
        """Return a table of the sites: number of articles, first and last day, shares of the main fields."""
        from newsarchive.dataset.statistics import described

        return described(replace(self, columns=None))

    @property
    def _is_archive(self) -> bool:
        names = self._names
        whole = all(site_of_file(file) is not None and file.suffix != ".parquet" for file in names)
        return whole and len({file.parents[1] for file in names}) < 2

    @property
    def _is_by_file(self) -> bool:
        """Whether file names alone decide which records belong to the dataset."""
        return not self.steps and self.chosen is None and self.selection.is_by_file

    def _by_id(self, id: str) -> Record:
        from newsarchive.dataset.narrowing.searching import record_in_index

        found = record_in_index(self, id)
        if found is None:
            site = id.partition(":")[0]
            names = [file for file in self.files if site_of_file(file) in (site, None)]
            needle = Chosen(names=frozenset({(id, None)}), files=tuple(names))
            found = next(iter(replace(self, chosen=needle) if self.chosen is None else self.filter(needle.wants)), None)
        if found is None:
            hint = "`newsarchive search` lists ids" if ":" in id else "an id has the form site:0123456789abcdef"
            raise KeyError(f"{id}: no such article in {self._place}; {hint}")
        return found

    def _table(self, columns: Sequence[str]) -> pa.Table:
        pyarrow_for("an Arrow table")
        if self.steps or not self.selection.is_by_file or not self._is_archive:
            return arrow_table(self, columns)
        if self.chosen is None:
            return self._scan().table(columns, latest=self.revisions == "latest")
        needed = list(dict.fromkeys([*columns, "id", "revision"]))
        whole = self._scan().table(needed, latest=self.revisions == "latest")
        return self.chosen.rows_of(whole).select(list(columns))

    def _latest(self, files: list[Path]) -> dict[str, int]:
        """Return the highest revision of each article with several revisions.

        Files that are known to have only one revision of each article are not opened.
        """
        if not self._is_archive:
            return latest_revisions(files, self.on_error, self._outside)
        return self._scan().newest()

    def _scan(self) -> Scan:
        from newsarchive.dataset.scanning import scan_of

        return scan_of(self.files, self.on_error, self.selection.sites, self._outside)

    def _connected(self, columns: Sequence[str]) -> duckdb.DuckDBPyConnection:
        from newsarchive.dataset.queries import connect, connect_table

        if not self._is_by_file or not self._is_archive:
            return connect_table(self._table(columns))
        return connect(self._scan(), latest=self.revisions == "latest", columns=columns)

    def _lazy(self, columns: Sequence[str]) -> pl.LazyFrame:
        if not self._is_by_file or not self._is_archive:
            return polars_frame(self._table(columns)).lazy()
        return self._scan().lazy(columns, latest=self.revisions == "latest")


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _once(files: list[Path], paths: Sequence[str]) -> list[Path]:
    """Return *files* of *paths* without repetitions.

    The same archive may be given twice, also through a symbolic link or a relative path.
    """
    if len(paths) < 2 or not all(isinstance(file, Path) for file in files):
        return files
    return list({file.resolve(): file for file in files}.values())


def _counts_from_end(key: slice) -> bool:
    return any(bound is not None and bound < 0 for bound in (key.start, key.stop, key.step))


def some_of(names: Sequence[str]) -> str:
    """Return the first ten *names* for a message, and how many there are besides."""
    return ", ".join(names[:10]) + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")
