"""An archive -> a folder that can be published: data, card, metadata, rights, checksums; whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.appending import draft_name, naming, remove
from newsarchive.archive.reader import read_lines
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
    """Something lies where the release is to be written; nothing is ever overwritten."""


class NothingToRelease(LookupError):
    """No record is left: the selection holds none, or all are withheld."""


def release(archive: Path, folder: Path, about: About, *, takedown: Iterable[Path] = ()) -> Facts:
    """Write the archive's records as the release *folder*, which must not exist, and return what is in it.

    *archive* may be another release: what that one leaves out, this one does too. Nothing is taken from the clock: the
    same archive, *about* and lists give the same bytes. *takedown* are lists
    beside the archive's own (`takedown.txt`). Raise FolderExists, NothingToRelease or BadTakedownList.
    """
    if folder.exists():
        raise FolderExists(f"{folder}: something is there already; name a new folder, or remove it first")
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
                f"{archive}: no record is left to release; look at the dates, the takedown list and what was left out"
            )
        facts.withdrawn |= withheld.ids
        _write_json(building / "croissant.json", croissant(about, data, columns))
        _write_json(building / "datapackage.json", data_package(about, data, columns, facts))
        _write_texts(building, _texts(about, facts))
        (building / "README.md").write_text(data_card(about, data, columns, facts), "utf-8")
        make_bag(building, about, facts)
    return facts


def _lacking(files: Iterable[Path]) -> set[str]:
    """Return what the records were cut of already, when *files* are a release: it must not come back as empty."""
    first = next((line for file in files for line in read_lines(file) if line.strip()), b"{}")
    names = msgspec.json.decode(first, type=dict[str, msgspec.Raw]).keys()
    whole = {one: {name for name in gone if "." not in name} for one, gone in WITHOUT.items()}
    return {one for one, gone in whole.items() if names and not gone & names}


def _texts(about: About, facts: Facts) -> dict[str, str]:
    return {
        "LICENSE.md": license_note(about),
        "TAKEDOWN.md": takedown_note(about, facts),
        "CITATION.cff": citation(about),
        WITHDRAWN: _withdrawn(facts),
    }


def _withdrawn(facts: Facts) -> str:
    head = "# Ids of articles that were withdrawn: delete them from earlier copies.\n"
    return head + "".join(f"{one}\n" for one in sorted(facts.withdrawn))


def _write_texts(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


@contextmanager
def _built_beside(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which becomes *folder* at the end, and is removed when anything fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = draft_name(folder)
    try:
        with naming(folder):
            building.mkdir()
            yield building
            building.rename(folder)
    except BaseException:
        remove(building)
        raise
