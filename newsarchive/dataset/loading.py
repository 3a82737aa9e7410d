"""load: an archive, a folder, a file or a URL -> a Dataset, with its arguments checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from newsarchive.archive.layout import site_of_file
from newsarchive.archive.reading.lines import OnError
from newsarchive.dataset.dataset import Dataset, some_of
from newsarchive.dataset.record_files import names_at
from newsarchive.dataset.selection import Revisions, Selection, When, check_choice, check_span, span_end, span_start
from newsarchive.dataset.tables import TABLE_COLUMNS, known_columns


class UnknownSite(LookupError):
    """Raised when the archive has no record of a site."""


def load(
    path: Path | str | Sequence[Path | str],
    *,
    sites: str | Iterable[str] | None = None,
    since: When | None = None,
    until: When | None = None,
    columns: Iterable[str] | Literal["all"] | None = None,
    revisions: Revisions = "latest",
    on_error: OnError = "raise",
    storage_options: Mapping[str, Any] | None = None,
    progress: bool = True,
) -> Dataset:
    """Open an archive, or a part of it, without reading it yet.

    Args:
        path: The folder of an archive, a folder of files, one file (.jsonl, .jsonl.gz, .jsonl.zst, .parquet), a glob
            such as `data/articles/site=*/2017-*.gz`, or a URL that fsspec supports ("s3://bucket/archive"). A list of
            paths is read as one archive, in which each article counts once.
        sites: Keys of the sites to read; other sites are skipped.
        since: Earliest time of publication: "2017", "2017-09", "2017-09-11", a date or a datetime. Periods, dates and
            naive datetimes are compared in the publisher's time zone. With *since* or *until*, undated records are
            left out.
        until: Latest time of publication; a period or date is included as a whole.
        columns: Columns of tables; "all" for every column. Without it, data frames have the columns FRAME_COLUMNS.
            Iteration always yields complete records.
        revisions: "latest" for the latest revision of each article, "all" for every revision.
        on_error: "raise" to stop at an invalid line, "skip" to skip the line with a warning.
        storage_options: Options for fsspec, if *path* is a URL.
        progress: Whether iteration shows its progress on standard error after two seconds, if standard error is a
            terminal or shown in a notebook.

    Raises:
        NoArchive: There is no archive at *path*.
        UnknownSite: The archive has no record of one of the *sites*.
        ValueError: An argument is not valid.
    """
    chosen = _columns(columns)
    known_columns(chosen)
    check_choice("revisions", revisions, Revisions)
    check_choice("on_error", on_error, OnError)
    paths = str(path) if isinstance(path, Path | str) else tuple(map(str, path))
    if not paths:
        raise ValueError("no archive to load; name a folder, a file, a glob or a URL")
    selection = Selection(
        sites=None if sites is None else frozenset([sites] if isinstance(sites, str) else sites),
        since=span_start(since),
        until=span_end(until),
    )
    check_span(selection.since, selection.until)
    dataset = Dataset(
        path=paths,
        selection=selection,
        columns=chosen,
        revisions=revisions,
        on_error=on_error,
        storage_options=storage_options,
        progress=progress,
    )
    _check_sites(dataset)
    return dataset


def _columns(columns: Iterable[str] | None) -> Sequence[str] | None:
    if columns == "all":
        return TABLE_COLUMNS
    return columns if columns is None or isinstance(columns, str) else tuple(columns)


def _check_sites(dataset: Dataset) -> None:
    wanted = dataset.selection.sites
    paths = (dataset.path,) if isinstance(dataset.path, str) else dataset.path
    files = [file for path in paths for file in names_at(path, dataset.storage_options)]
    present = {site_of_file(file) for file in files}
    for site in sorted(wanted or ()):
        if None not in present and site not in present:
            near = get_close_matches(site, [name for name in present if name], n=3)
            known = (
                f"did you mean {' or '.join(near)}?" if near else f"its sites are {some_of(sorted(map(str, present)))}"
            )
            raise UnknownSite(f'{", ".join(paths)}: no articles of "{site}"; {known}')
