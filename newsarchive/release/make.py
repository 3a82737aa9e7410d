"""Make a release of an archive: data, data card, metadata, rights and checksums, in one atomic step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.appending import draft_name, make_folder, naming, remove
from newsarchive.archive.reading.lines import read_lines
from newsarchive.dataset import load
from newsarchive.release.about import About
from newsarchive.release.bag import make_bag
from newsarchive.release.card import citation, data_card, license_note, takedown_note
from newsarchive.release.columns import WITHOUT, columns_without
from newsarchive.release.croissant import croissant
from newsarchive.release.data_files import write_data
from newsarchive.release.data_package import data_package
from newsarchive.release.facts import Facts
from newsarchive.release.takedown import WITHDRAWN, takedown_of


class FolderExists(FileExistsError):
    """Raised when the output folder exists; nothing is overwritten."""


class NothingToRelease(LookupError):
    """Raised when there is no record to release: none is selected, or all are withheld."""


def release(archive: Path, folder: Path, about: About, *, takedown: Iterable[Path] = ()) -> Facts:
    """Write the records of *archive* to the release *folder*, which must not exist, and return its counts.

    *archive* may be another release; what it leaves out is left out here too. The clock is not read: the same archive,
    *about* and lists give the same bytes. *takedown* names lists besides the archive's own `takedown.txt`. Raise
    FolderExists, NothingToRelease or BadTakedownList.
    """
    if folder.exists():
        raise FolderExists(f"{folder}: exists already; name a new folder, or remove it first")
    withheld = takedown_of(archive, takedown)
    records = load(
        archive,
        sites=about.sites or None,
        since=about.since,
        until=about.until,
        revisions="all" if about.all_revisions else "latest",
    )
    about = replace(about, without=about.without | _lacking(records.files[:1]))
    columns = columns_without(about.without)
    with _built_beside(folder) as building:
        data, facts = write_data(records, columns, withheld, building, respect_ai_training=about.respects_ai_training)
        if not facts.records:
            raise NothingToRelease(
                f"{archive}: no record to release; check the dates, the takedown list and the options"
            )
        facts.withdrawn |= withheld.ids
        _write_json(building / "croissant.json", croissant(about, data, columns))
        _write_json(building / "datapackage.json", data_package(about, data, columns, facts))
        _write_texts(building, _texts(about, facts))
        (building / "README.md").write_text(data_card(about, data, columns, facts), "utf-8")
        make_bag(building, about, facts)
    return facts


def _lacking(files: Iterable[Path]) -> set[str]:
    """Return the keys of WITHOUT whose fields *files* lack, if they are a release: they must not return as empty."""
    first = next((line for file in files for line in read_lines(file) if line.strip()), b"{}")
    try:
        names = msgspec.json.decode(first, type=dict[str, msgspec.Raw]).keys()
    except msgspec.DecodeError:  # whoever reads the records names the file and the line
        return set()
    whole = {option: {name for name in removed if "." not in name} for option, removed in WITHOUT.items()}
    return {option for option, removed in whole.items() if names and not removed & names}


def _texts(about: About, facts: Facts) -> dict[str, str]:
    return {
        "LICENSE.md": license_note(about),
        "TAKEDOWN.md": takedown_note(about, facts),
        "CITATION.cff": citation(about),
        WITHDRAWN: _withdrawn(facts),
    }


def _withdrawn(facts: Facts) -> str:
    head = "# Ids of articles that were withdrawn: delete them from earlier copies.\n"
    return head + "".join(f"{id}\n" for id in sorted(facts.withdrawn))


def _write_texts(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


@contextmanager
def _built_beside(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; rename it to *folder* at the end, or remove it after an error."""
    make_folder(folder.parent)
    building = draft_name(folder)
    try:
        with naming(folder):
            building.mkdir()
            yield building
            building.rename(folder)
    except BaseException:
        remove(building)
        raise
