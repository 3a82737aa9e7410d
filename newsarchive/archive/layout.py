"""The paths inside an archive folder; names from outside are validated here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

UNDATED = "undated"
#: Suffixes of append-only files; other files are replaced as a whole.
GROWING = (".jsonl.gz", ".warc.gz")
WARC = ".warc.gz"
CDXJ = ".cdxj"

_SITE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")
_RUN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")
_MONTH = re.compile(r"\d{4}-\d{2}")


class NoArchive(FileNotFoundError):
    """Raised if there is nothing to load: no such folder, or no records in it."""


def no_archive(folder: Path | str, lacking: str) -> NoArchive:
    """Return the error for a *folder* that does not exist, that is a file, or of which *lacking* says what it lacks."""
    place = Path(folder)
    what = lacking if place.is_dir() else "a file, not a folder" if place.exists() else "no such folder"
    return NoArchive(f"{folder}: {what}; name the folder of an archive")


class UnsafeName(ValueError):
    """Raised for a site or run name that must not become part of a path."""


@dataclass(frozen=True)
class Layout:
    """The paths inside the archive *folder*; only the listings access the disk."""

    folder: Path

    @property
    def articles(self) -> Path:
        """Return the folder of the records."""
        return self.folder / "articles"

    @property
    def pages(self) -> Path:
        """Return the folder of the raw responses."""
        return self.folder / "pages"

    @property
    def runs(self) -> Path:
        """Return the folder of run reports, visits and findings."""
        return self.folder / "runs"

    @property
    def index(self) -> Path:
        """Return the path of the index, a cache."""
        return self.folder / "index.sqlite"

    @property
    def lock(self) -> Path:
        """Return the path of the lock file of the one writer."""
        return self.folder / "writer.lock"

    @property
    def quarantine(self) -> Path:
        """Return the folder of incomplete final batches that were cut off."""
        return self.folder / "quarantine"

    @property
    def manifest(self) -> Path:
        """Return the path of the manifest, the chain of everything written."""
        return self.folder / "manifest.jsonl"

    @property
    def manifest_head(self) -> Path:
        """Return the path of the file that names the manifest's last entry, written when a writer ends."""
        return self.folder / "manifest.head"

    @property
    def left_out(self) -> Path:
        """Return the path of the list of files that a pull left out."""
        return self.folder / "left-out.json"

    @property
    def remote_writer(self) -> Path:
        """Return the path of the file that names who is writing to the archive of which this one is a local copy."""
        return self.folder / "writer.remote"

    @property
    def takedown(self) -> Path:
        """Return the path of the takedown list, which people write."""
        return self.folder / "takedown.txt"

    @property
    def tables(self) -> Path:
        """Return the folder of the Parquet copy, a cache."""
        return self.folder / "tables"

    @property
    def stamps(self) -> Path:
        """Return the file that identifies the state of the records from which each file of `tables/` was made."""
        return self.folder / "tables.json"

    @property
    def former_stamps(self) -> Path:
        """Return where earlier versions wrote the stamps: inside `tables/`, which now contains only Parquet."""
        return self.tables / "stamps.json"

    @property
    def warc_ledger(self) -> Path:
        """Return the file that lists the foreign WARC files that have been read."""
        return self.runs / "warcs.jsonl.gz"

    def articles_of(self, site: str, published_at: datetime | None) -> Path:
        """Return the file of *site*'s records of that month (in the UTC offset of *published_at*)."""
        return self.articles_of_month(site, month_of(published_at))

    def articles_of_month(self, site: str, month: str) -> Path:
        """Return the file of *site*'s records of *month*, see `month_of`."""
        return self.articles / f"site={safe_site(site)}" / f"{month}.jsonl.gz"

    def pages_of(self, site: str, run: str, number: int) -> Path:
        """Return the *number*-th WARC file of *site* in *run*."""
        return self.pages / f"site={safe_site(site)}" / f"{safe_run(run)}-{number:04d}.warc.gz"

    def cdxj_of(self, path: Path) -> Path:
        """Return the index of the WARC file *path*, beside it."""
        return path.with_name(index_name(path.name))

    def pages_name(self, path: Path) -> str:
        """Return the name of the WARC file *path* in indexes: relative to the folder of the raw responses."""
        return path.relative_to(self.pages).as_posix()

    def run_report(self, run: str) -> Path:
        """Return the path of the report of *run*."""
        return self.runs / f"{safe_run(run)}.json"

    def visits_of(self, run: str) -> Path:
        """Return the file of the visits of *run* that stored no record."""
        return self.runs / f"{safe_run(run)}.visits.jsonl.gz"

    def found_of(self, run: str) -> Path:
        """Return the file of the URLs that *run* discovered."""
        return self.runs / f"{safe_run(run)}.found.jsonl.gz"

    def article_files(self) -> list[Path]:
        """List the files of records, by site and month."""
        return sorted(self.articles.glob("site=*/*.jsonl.gz"))

    def visit_files(self) -> list[Path]:
        """List the files of visits, oldest run first."""
        return sorted(self.runs.glob("*.visits.jsonl.gz"))

    def found_files(self) -> list[Path]:
        """List the files of findings, oldest run first."""
        return sorted(self.runs.glob("*.found.jsonl.gz"))

    def page_files(self) -> list[Path]:
        """List the WARC files, by site and run."""
        return sorted(self.pages.glob("site=*/*.warc.gz"))

    def growing_files(self) -> list[Path]:
        """List the append-only files: records, visits, findings, the ledger of WARC files, raw responses."""
        ledger = [self.warc_ledger] if self.warc_ledger.exists() else []
        return [*self.batch_files(), *ledger, *self.page_files()]

    def batch_files(self) -> list[Path]:
        """List the files from which the index is built: records, visits, findings."""
        return [*self.article_files(), *self.visit_files(), *self.found_files()]

    def report_files(self) -> list[Path]:
        """List the reports of runs, oldest first."""
        return sorted(path for path in self.runs.glob("*.json") if not path.name.startswith("."))

    def written_places(self) -> list[Path]:
        """List the files and folders directly in the archive's folder that writers write to."""
        folders = (self.articles, self.pages, self.runs, self.quarantine, self.tables)
        files = (self.index, self.folder / "search.sqlite", self.lock, self.manifest, self.manifest_head, self.stamps)
        return [*folders, *files, self.left_out, self.remote_writer]

    def relative(self, path: Path) -> str:
        """Return *path* as in records and the index: relative to the folder, with slashes."""
        return path.relative_to(self.folder).as_posix()

    def inside(self, name: str) -> Path:
        """Return the path of the file *name* of this archive; raise UnsafeName if it would lead outside."""
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in parts):
            raise UnsafeName(f"{name!r}: not a path inside an archive; was the record changed by hand?")
        return self.folder.joinpath(*parts)


def index_name(warc: str) -> str:
    """Return the name of the CDXJ index of the WARC file *warc*."""
    return f"{warc.removesuffix(WARC)}{CDXJ}"


def warc_name(cdxj: str) -> str:
    """Return the name of the WARC file whose index is *cdxj*."""
    return f"{cdxj.removesuffix(CDXJ)}{WARC}"


def safe_site(site: str) -> str:
    """Return *site* if it is a valid folder name; raise UnsafeName otherwise."""
    if not _SITE.fullmatch(site) or ".." in site:
        raise UnsafeName(
            f"site {site!r}: not a valid folder name; use a-z, 0-9, dot and hyphen, at most 100 characters"
        )
    return site


def safe_run(run: str) -> str:
    """Return *run* if it is a valid file name; raise UnsafeName otherwise."""
    if not _RUN.fullmatch(run):
        raise UnsafeName(f"run {run!r}: not a valid file name; use letters, digits, hyphen and underscore")
    return run


def month_of(published_at: datetime | None) -> str:
    """Return the month under which a record is filed, "2017-09" or "undated"."""
    return f"{published_at.year:04d}-{published_at.month:02d}" if published_at else UNDATED


def site_of_file(path: Path) -> str | None:
    """Return the site whose records *path* contains, or ``None`` for a file outside an archive."""
    name = path.parent.name
    return name.removeprefix("site=") if name.startswith("site=") else None


def month_of_file(path: Path) -> str | None:
    """Return the month whose records *path* contains ("2017-09", "undated"), or ``None`` for any other name."""
    name = path.name.partition(".")[0]
    return name if name == UNDATED or _MONTH.fullmatch(name) else None
