"""The damage table of docs/security.md: verify names every kind of damage to every kind of file of an archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from archive_pieces import NOW, SITE, add, page_of

from newsarchive.archive.findings import Finding
from newsarchive.archive.layout import Layout
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.dataset.packing import pack
from newsarchive.members import read_members
from newsarchive.storage import Store, pull, push
from newsarchive.warc import Exchange

PAGE = Path(__file__).resolve().parent.parent / "docs" / "security.md"
# Kind of file, as the table calls it -> the file that is damaged, and another of its kind.
KINDS = {
    "records": ("articles/site=baovidu/2017-09.jsonl.gz", "articles/site=baovidu/2017-10.jsonl.gz"),
    "raw responses": ("pages/site=baovidu/first-0001.warc.gz", "pages/site=baovidu/second-0001.warc.gz"),
    "visits": ("runs/first.visits.jsonl.gz", "runs/second.visits.jsonl.gz"),
    "findings": ("runs/first.found.jsonl.gz", "runs/second.found.jsonl.gz"),
    "ledger of WARC files": ("runs/warcs.jsonl.gz", "runs/first.found.jsonl.gz"),
    "run reports": ("runs/first.json", "runs/second.json"),
    "the manifest": ("manifest.jsonl", "runs/second.json"),
    "its head": ("manifest.head", "runs/second.json"),
    "the takedown list": ("takedown.txt", "runs/second.json"),
    "CDXJ": ("pages/site=baovidu/first-0001.cdxj", "pages/site=baovidu/second-0001.cdxj"),
    "the index": ("index.sqlite", "manifest.head"),
    "Parquet copies": ("tables/site=baovidu/2017-09.parquet", "tables/site=baovidu/2017-10.parquet"),
    "their stamps": ("tables.json", "runs/second.json"),
    "removed final records": (
        "quarantine/articles__site=baovidu__2017-09.jsonl.gz.*.torn",
        "quarantine/articles__site=baovidu__2017-10.jsonl.gz.*.torn",
    ),
}


def rows() -> list[tuple[str, str, str]]:
    """Return kind, damage and what is promised for every cell of the table."""
    lines = PAGE.read_text("utf-8").partition("## Damage in an archive")[2].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    heads, found = table[0], table[1:]
    return [
        (row[0].partition(", `")[0], damage, cell)
        for row in found
        for damage, cell in zip(heads[1:], row[1:], strict=True)
    ]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an archive with every kind of file, and the copy that was made of it before its last run."""
    folder = tmp_path_factory.mktemp("damage") / "data"
    _write(folder, "first", 1, text="Chợ phiên họp lại.")
    (folder / "takedown.txt").write_text("baovidu:0123456789abcdef\n")
    for month in ("09", "10"):
        with (folder / f"articles/site=baovidu/2017-{month}.jsonl.gz").open("ab") as stream:
            stream.write(b"\x1f\x8b\x08 half a batch " + month.encode())
    _write(folder, "first", 20, text="Chợ phiên họp sớm.")
    pack(folder)
    older = folder.with_name("older")
    shutil.copytree(folder, older)
    # Of what a later run only adds to, or leaves alone, the older copy is one from before the first.
    _write(folder, "first", 40, text="Chợ phiên họp muộn.")
    _write(folder, "second", 60, text="Chợ phiên tan.")
    with (folder / "takedown.txt").open("a") as stream:
        stream.write("baovidu:fedcba9876543210\n")
    _write(folder, "second", 80, text="Chợ phiên vãn.")
    pack(folder)
    assert verify(folder).state == "whole"
    return folder, older


def _write(folder: Path, run: str, start: int, *, text: str) -> None:
    with ArchiveWriter(folder, run=run, batch=6, max_warc_bytes=1 << 20) as archive:
        for number in range(start, start + 6):
            month = 9 + number % 2
            add(archive, number, text=text, published=f"2017-{month:02d}-01T00:00:00+07:00")
            archive.visit(Visit(url=f"https://baovidu.example/{run}/{number}", outcome="listing", at=NOW))
            archive.found(Finding(url=f"https://baovidu.example/{run}-{number}", site=SITE, at=NOW, source="links"))
            archive.keep(Exchange(page=page_of(number, at=NOW + timedelta(days=1))), SITE)
            if number % 2:
                archive.flush()
        archive.append(archive.layout.warc_ledger, msgspec.json.encode({"name": f"{run}-{start}.warc.gz"}) + b"\n")
        archive.write_report({"run": run, "finished_at": NOW, "started_with": start})


def _boundary(path: Path) -> int:
    """Return where a cut leaves whole members, or lines, or the first half of anything else."""
    if path.suffix == ".gz":
        return [member.offset for member in read_members(path)][-1]
    data = path.read_bytes()
    lines = [at for at, byte in enumerate(data[:-1], 1) if byte == 10] if path.suffix != ".sqlite" else []
    return lines[-1] if lines else len(data) // 2


def _cut_between(path: Path, older: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes()[: _boundary(path)])


def _cut_inside(path: Path, older: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def _flip(path: Path, older: Path, other: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def _zero(path: Path, older: Path, other: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _replace(path: Path, older: Path, other: Path) -> None:
    path.write_bytes(older.read_bytes())


def _swap(path: Path, older: Path, other: Path) -> None:
    ours, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(ours)


DAMAGES: dict[str, Callable[[Path, Path, Path], object]] = {
    "deleted": lambda path, older, other: path.unlink(),
    "cut between members": _cut_between,
    "cut inside a member": _cut_inside,
    "one bit flipped": _flip,
    "zeroed": _zero,
    "replaced by an older copy": _replace,
    "swapped with another": _swap,
}


def test_the_table_names_every_kind_and_every_damage() -> None:
    assert {kind for kind, _, _ in rows()} == KINDS.keys()
    assert {damage for _, damage, _ in rows()} == DAMAGES.keys()
    assert {promise for _, _, promise in rows()} == {"named", "rebuilt"}


@pytest.mark.parametrize(("kind", "damage", "promise"), rows())
def test_verify_says_of_damage_what_the_table_promises(
    archives: tuple[Path, Path], tmp_path: Path, kind: str, damage: str, promise: str
) -> None:
    folder = shutil.copytree(archives[0], tmp_path / "data")
    path, other = (next(folder.glob(name)) for name in KINDS[kind])
    older = archives[1] / path.relative_to(folder)
    before = path.read_bytes()
    if older.read_bytes() == before:  # it has not changed since: an older copy is one that had less
        older = tmp_path / "older"
        older.write_bytes(before[: len(before) // 3])
    DAMAGES[damage](path, older, other)
    assert not path.exists() or path.read_bytes() != before
    report = verify(folder)
    # Of a manifest and a head that do not fit, nobody can tell which was changed: the problem names both.
    named = [problem for problem in report.problems if Layout(folder).relative(path) in str(problem)]
    if promise == "rebuilt":
        assert report.state == "whole", report.problems
    else:
        assert named, report.problems
        assert not report.is_whole


@pytest.mark.parametrize("damage", DAMAGES)
def test_pages_are_missing_again_once_the_list_of_those_that_a_pull_left_out_is_damaged(
    archives: tuple[Path, Path], tmp_path: Path, damage: str
) -> None:
    store, folder = Store((tmp_path / "store").as_uri()), tmp_path / "data"
    push(archives[0], store)
    pull(store, folder, parts=("articles/", "runs/"))
    assert verify(folder).is_whole
    layout, older = Layout(folder), tmp_path / "older"
    older.write_bytes(b'{"by":"pull","files":[]}\n')
    if damage == "one bit flipped":  # in the name of a WARC file; that of an index, a cache, would cost nothing
        layout.left_out.write_bytes(layout.left_out.read_bytes().replace(b".warc.gz", b".warb.gz"))
    else:
        DAMAGES[damage](layout.left_out, older, layout.manifest_head)
    report = verify(folder)
    assert not report.is_whole
    assert [problem for problem in report.problems if "pages/site=baovidu/" in str(problem)]
