"""Dataset.search: a dataset of the articles that the search index of an archive finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive.layout import Layout
from newsarchive.article import Record
from newsarchive.dataset.narrowing.steps import Chosen
from newsarchive.dataset.showing.progress import ProgressLine
from newsarchive.search import Search, ask_index, matching_keys, open_index, records_of
from newsarchive.search.database import is_built_here
from newsarchive.search.folding import words_of
from newsarchive.search.index import NAME

if TYPE_CHECKING:
    from newsarchive.dataset import Dataset

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Query:
    """The words and filters of a search; see Dataset.search."""

    text: str
    exact: bool = False
    sections: Sequence[str] = ()
    authors: Sequence[str] = ()
    together: bool = False


def searched(dataset: Dataset, query: Query, index: Path | str | None = None) -> Dataset:
    """Return *dataset* narrowed to the articles that match *query*; raise BadQuery or ValueError."""
    if dataset.revisions != "latest":
        raise ValueError('search finds the latest revision of each article; load with revisions="latest"')
    paths = (dataset.path,) if isinstance(dataset.path, str) else dataset.path
    names: set[tuple[str, int | None]] = set()
    files: set[Path] = set()
    for path in paths:
        folder = archive_folder(path)
        with ProgressLine("indexing") as line:
            report = lambda progress: line.show(progress.records, progress.done, progress.total)  # noqa: E731
            found = ask_index(folder, lambda opened: _found(opened, dataset, query), index, report=report)
        names |= {(id, None) for id, _ in found}
        files |= {folder / file for _, file in found}
    chosen = Chosen(names=frozenset(names), files=tuple(sorted(files)))
    if dataset.steps:
        from newsarchive.dataset.narrowing.steps import Filter

        return replace(dataset, steps=(*dataset.steps, Filter(chosen.wants)))
    if dataset.chosen is not None:
        known = {id for id, _ in dataset.chosen.names}
        chosen = replace(chosen, names=frozenset(name for name in chosen.names if name[0] in known))
    return replace(dataset, chosen=chosen)


def narrowed_by_index(dataset: Dataset, term: str, *, exact: bool) -> Dataset:
    """Return *dataset* without articles that lack *term*, if the archive already has a search index."""
    is_plain = isinstance(dataset.path, str) and not dataset.steps and dataset.chosen is None
    if not is_plain or dataset.revisions != "latest" or not words_of(term):
        return dataset
    if not (Path(str(dataset.path)).expanduser() / NAME).exists():
        return dataset
    return searched(dataset, Query(text='"' + " ".join(words_of(term)) + '"', exact=exact))


def search_of(dataset: Dataset, query: Query) -> Search:
    """Return the search for *query* within the sites and the time span of *dataset*."""
    return Search(
        query=query.text,
        exact=query.exact,
        sites=sorted(dataset.selection.sites or ()),
        sections=query.sections,
        authors=query.authors,
        since=dataset.selection.since,
        until=dataset.selection.until,
    )


def archive_folder(path: str) -> Path:
    """Return the folder of the archive at *path*; raise ValueError if it is not an archive and thus has no index."""
    folder = Path(path).expanduser()
    if "://" in path or not folder.is_dir() or not Layout(folder).article_files():
        raise ValueError(f"{path}: not the folder of an archive, so it has no search index; filter its records instead")
    return folder


def record_in_index(dataset: Dataset, id: str) -> Record | None:
    """Return the article *id* of *dataset* from its search index; ``None`` if there is no index or no such article."""
    if dataset.steps or dataset.chosen is not None or dataset.revisions != "latest":
        return None
    if not isinstance(dataset.path, str) or not (Path(dataset.path).expanduser() / NAME).exists():
        return None
    folder = Path(dataset.path).expanduser()
    try:
        index = open_index(folder / NAME, folder)
    except sqlite3.DatabaseError:
        return None
    try:
        found = records_of(index, id) if is_built_here(index, folder / NAME) else []
    except (sqlite3.DatabaseError, ValueError):
        return None
    finally:
        index.close()
    # A newer revision may have been stored since the index was updated, so the record files are authoritative.
    return None if not found or not dataset.selection.wants(found[-1]) else found[-1]


def _found(index: sqlite3.Connection, dataset: Dataset, query: Query) -> list[tuple[str, str]]:
    """Return the id and the file of each matching article."""
    keys = matching_keys(index, search_of(dataset, query), together=query.together)
    found: list[tuple[str, str]] = []
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found += index.execute(
            f"""SELECT id, path FROM articles JOIN revisions USING (id, revision) JOIN files ON number = file
            WHERE key IN ({marks})""",
            some,
        )
    return found
