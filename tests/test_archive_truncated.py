"""Any file of an archive cut at any byte, as a power cut leaves it: what was whole before the cut stays."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from archive_pieces import NOW, SITE, add, page_of

from newsarchive.archive.findings import Finding
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.members import Member, read_members
from newsarchive.warc import Exchange, read_stored_pages


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has finished, one that has not: records, revisions, visits, findings, WARC files and their indexes."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with ArchiveWriter(folder, run="first", batch=3) as archive:
        for number in range(1, 6):
            add(archive, number)
            archive.visit(Visit(url=f"https://baovidu.example/{number}", outcome="listing", at=NOW))
            archive.found(Finding(url=f"https://baovidu.example/m-{number}", site=SITE, at=NOW, source="links"))
        archive.write_report({"run": "first", "finished_at": NOW})
    with ArchiveWriter(folder, run="second", batch=2) as archive:
        for number in (1, 2, 6):
            add(archive, number, text="Chợ phiên thôi họp.")
        archive.keep(Exchange(page=page_of(3, at=NOW + timedelta(days=1))), SITE)
        archive.write_report({"run": "second"})
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def cuts(path: Path) -> list[int]:
    """Sizes at which to cut: at the edges of every batch, and here and there inside."""
    size = path.stat().st_size
    edges = {0, size // 2, size - 1}
    if path.suffix == ".gz":
        for member in read_members(path):
            edges |= {member.offset, member.offset + 11}
    return sorted(edge for edge in edges if 0 <= edge < size)


def cases(folder: Path) -> Iterator[tuple[Path, int]]:
    for name in files(folder):
        for size in cuts(folder / name):
            yield name, size


def lines_before(path: Path, size: int) -> set[bytes]:
    """The lines of the batches that end before the cut."""
    batches = [
        member for member in read_members(path) if isinstance(member, Member) and member.offset + member.length <= size
    ]
    return {line for batch in batches for line in batch.data.splitlines()}


def all_lines(folder: Path) -> set[bytes]:
    layout = Layout(folder)
    paths = [*layout.article_files(), *layout.visit_files(), *layout.found_files()]
    return {line for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()}


def cut(whole: Path, folder: Path, name: Path, size: int) -> Path:
    shutil.copytree(whole, folder)
    os.truncate(folder / name, size)
    return folder


def lost_lines(whole: Path, name: Path, size: int) -> set[bytes]:
    """What the cut itself takes."""
    path = whole / name
    return (
        lines_before(path, path.stat().st_size) - lines_before(path, size) if path.name.endswith(".jsonl.gz") else set()
    )


def check(whole: Path, folder: Path, name: Path, size: int) -> None:
    """Cut, look, mend, write on: at each step nothing that was whole before the cut is missing."""
    expected = all_lines(whole) - lost_lines(whole, name, size)
    pages = (
        {stored_page.place.offset for stored_page in read_stored_pages(whole / name)}
        if name.suffixes[-2:] == [".warc", ".gz"]
        else set()
    )
    cut(whole, folder, name, size)
    verify(folder)  # reports, whatever it finds; raises nothing
    mended = verify(folder, repair=True)
    assert not [problem for problem in mended.problems if problem.repairable], mended.problems
    assert all_lines(folder) == expected
    if name.name == "manifest.head" or name.suffix in (".lock", ".sqlite", ".cdxj"):
        assert mended.state in ("whole", "repaired"), mended.problems
    else:
        assert any(problem.file.startswith(name.as_posix()) for problem in mended.problems), mended.problems
    with ArchiveWriter(folder, run="later") as archive:
        assert [damage for damage in archive.repairs if damage.quarantine] == []
        add(archive, 99)
    assert all_lines(folder) > expected
    if pages:
        before = {stored_page.place.offset for stored_page in read_stored_pages(folder / name)}
        assert before == {
            stored_page.place.offset
            for stored_page in read_stored_pages(whole / name)
            if stored_page.place.offset + stored_page.place.length <= size
        }


def test_any_file_cut_anywhere_costs_only_what_was_cut(whole: Path, tmp_path: Path) -> None:
    for number, (name, size) in enumerate(cases(whole)):
        try:
            check(whole, tmp_path / str(number), name, size)
        except Exception as error:
            error.add_note(f"{name} cut at {size}")
            raise
        shutil.rmtree(tmp_path / str(number))


@pytest.mark.soak
def test_any_file_cut_at_every_byte_costs_only_what_was_cut(whole: Path, tmp_path: Path) -> None:
    for name in files(whole):
        size = (whole / name).stat().st_size
        step = 61 if name.suffix == ".sqlite" else 1
        for at in range(0, size, step):
            check(whole, tmp_path / f"{at}", name, at)
            shutil.rmtree(tmp_path / f"{at}")


def test_a_crawl_opens_what_was_cut_by_itself(whole: Path, tmp_path: Path) -> None:
    """Without `verify`: opening mends the tails, and records are read up to them."""
    for number, (name, size) in enumerate(cases(whole)):
        if not name.name.endswith(".jsonl.gz"):
            continue
        folder = cut(whole, tmp_path / str(number), name, size)
        with ArchiveWriter(folder, run="later") as archive:
            add(archive, 99)
        assert all_lines(folder) > all_lines(whole) - lost_lines(whole, name, size)
        assert all(list(read_records(path)) for path in Layout(folder).article_files() if path.stat().st_size)


def test_zeros_at_the_end_of_any_file_are_repaired(whole: Path, tmp_path: Path) -> None:
    """Some file systems leave a file's new length and none of its bytes."""
    for number, name in enumerate(file for file in files(whole) if file.name.endswith(".gz")):
        folder = Path(shutil.copytree(whole, tmp_path / str(number)))
        with (folder / name).open("ab") as stream:
            stream.write(bytes(700))
        assert verify(folder).state == "incomplete"
        assert verify(folder, repair=True).state == "repaired"
        assert (folder / name).read_bytes() == (whole / name).read_bytes()


def test_every_gzip_file_is_read_by_the_standard_library(whole: Path) -> None:
    for name in files(whole):
        if name.name.endswith(".gz"):
            assert gzip.decompress((whole / name).read_bytes()), name
