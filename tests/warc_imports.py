"""An import of WARC files in this process, and what it stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from newsarchive.archive.reading.lines import read_records
from newsarchive.article import Record
from newsarchive.from_warc.job import ImportReport, store_warcs
from newsarchive.from_warc.reading import ImportTask, read_warc
from newsarchive.from_warc.sources import sources_of
from newsarchive.from_warc.wanted import Wanted


class Here:
    """Reads in this process, where a test can see it."""

    def __init__(self, spool: Path) -> None:
        self.spool = spool

    def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
        for number, task in enumerate(tasks):
            piece = self.spool / f"{number}.piece"
            with piece.open("wb") as out:
                read_warc(task, out)
            yield piece

    def stop(self) -> None:
        pass


def run(arguments: Iterable[Path | str], folder: Path, **fields: object) -> ImportReport:
    keywords = {"wanted": Wanted(), **fields}
    return store_warcs(sources_of([str(word) for word in arguments]), folder, Here, **keywords)  # type: ignore[arg-type]


def stored(folder: Path) -> list[Record]:
    return [record for path in sorted(folder.glob("articles/*/*.gz")) for record in read_records(path)]


def hosts(folder: Path) -> list[str]:
    return sorted((record.url or "").split("/")[2] for record in stored(folder))
