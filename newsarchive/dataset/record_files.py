"""Find the record files of an archive, a folder of files, one file, a glob or a URL."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsarchive.archive.layout import Layout, NoArchive

_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def names_at(place: str, storage_options: Mapping[str, Any] | None) -> list[Path]:
    """Return the names of the record files at *place*, which may be a URL, without fetching them."""
    if "://" not in place:
        return files_at(place)
    from newsarchive.dataset.remote import remote_names

    return [Path(name) for name in remote_names(place, storage_options)]


def files_at(place: str) -> list[Path]:
    """Return the record files at *place* as local paths; ~ is the home folder. Raise NoArchive."""
    path = Path(place).expanduser()
    if path.is_dir():
        files = Layout(path).article_files() or sorted(
            file for file in path.rglob("*.jsonl*") if file.name.endswith(_ENDINGS) and _is_data(file, path)
        )
        files = files or sorted(file for file in path.rglob("*.parquet") if _is_data(file, path))
        if not files:
            raise NoArchive(_nothing_in(path))
        return files
    if path.is_file():
        return [path]
    # Path.glob does not accept an absolute pattern.
    files = [Path(name) for name in sorted(glob.glob(str(path), recursive=True)) if Path(name).is_file()]  # noqa: PTH207
    if not files:
        raise NoArchive(f"{place}: no such folder or file; name the folder of an archive, a file, or a quoted glob")
    return files


def _is_data(file: Path, folder: Path) -> bool:
    """Exclude files that are not record files or that belong to a nested archive."""
    parts = file.relative_to(folder).parts
    return not {"runs", "articles", "quarantine", "tables", "annotations", "manifest.jsonl"} & set(parts)


def _nothing_in(folder: Path) -> str:
    others = sorted(folder.parent for folder in folder.glob("*/articles"))
    if others:
        return f"{folder}: not an archive; name {others[0].as_posix()}, or fill this folder with `newsarchive crawl`"
    return f"{folder}: no articles here yet; fill it with `newsarchive crawl` (or, to try, `newsarchive demo`)"
