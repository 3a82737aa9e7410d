from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner, Result
from dask_cluster import ROOT, RunningCluster, running_cluster
from foreign_warcs import Capture, story, write_warc
from warc_imports import Here, stored

from newsarchive.cli.extract import command
from newsarchive.from_warc import cluster as cluster_module
from newsarchive.from_warc.cluster import BadCluster, DaskCluster
from newsarchive.from_warc.job import ImportReport, store_warcs
from newsarchive.from_warc.processes import Processes
from newsarchive.from_warc.reading import ImportTask
from newsarchive.from_warc.sources import sources_of
from newsarchive.from_warc.wanted import Wanted


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight files in which some articles come again, changed and unchanged, and the last of which is torn."""
    folder = tmp_path_factory.mktemp("warcs")
    for number in range(8):
        captures = [
            Capture(
                url=f"https://{host}/chuyen-cho-noi-{10_000 + (number // 2) * 10 + page}.html",
                body=story(f"Chuyện {page} {number // 3}"),
                date=f"2024-03-{number + 1:02}T00:00:{page:02}Z",
                chunked=page % 2 == 0,
            )
            for host in ("chonoi.example", "vnexpress.net")
            for page in range(5)
        ]
        write_warc(folder / f"{number}.warc.gz", captures)
    torn = folder / "7.warc.gz"
    torn.write_bytes(torn.read_bytes()[:-500])
    return folder


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("dask")) as running:
        yield running


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of the archive that are no cache and tell of no time."""
    found = [*folder.glob("articles/*/*"), *folder.glob("pages/*/*"), *folder.glob("runs/*.visits.jsonl.gz")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def run(warcs: Path, folder: Path, readers: Any) -> ImportReport:
    return store_warcs(sources_of([str(warcs)]), folder, readers, wanted=Wanted())


@pytest.fixture(scope="module")
def expected(warcs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("one")
    report = run(warcs, folder, lambda spool: Processes(1, spool))
    assert report.read == 7
    assert report.stored == {"new": 40, "revised": 10, "unchanged": 29}
    return contents(folder)


def test_two_processes_give_the_same_bytes_as_one(warcs: Path, tmp_path: Path, expected: dict[str, bytes]) -> None:
    run(warcs, tmp_path / "out", lambda spool: Processes(2, spool))
    assert contents(tmp_path / "out") == expected


def test_a_cluster_gives_the_same_bytes_as_one_process(
    warcs: Path, tmp_path: Path, expected: dict[str, bytes], dask: RunningCluster
) -> None:
    done = _extract(str(warcs), "--to", str(tmp_path / "out"), "--cluster", dask.address)
    assert "ends within the record" in done.stderr
    assert done.exit_code == 1
    assert contents(tmp_path / "out") == expected


def test_workers_that_are_killed_lose_nothing(
    warcs: Path, tmp_path: Path, expected: dict[str, bytes], dask: RunningCluster
) -> None:
    class Killing(DaskCluster):
        def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
            for number, piece in enumerate(super().read(tasks)):
                if number == 1:
                    dask.workers[-1].send_signal(signal.SIGKILL)
                yield piece

    before = dask.alive
    run(warcs, tmp_path / "out", lambda spool: Killing(dask.address, spool))
    assert dask.alive == before - 1
    assert contents(tmp_path / "out") == expected


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, one with a page that ends every process that reads it."""
    for number in range(2):
        pages = [
            Capture(
                url=f"https://chonoi.example/tin-{number}{page}.html-10{page}.html", body=story(f"Tin {number} {page}")
            )
            for page in range(3)
        ]
        write_warc(tmp_path / "in" / f"{number}.warc.gz", pages)
    _poison(tmp_path, monkeypatch, needle="Tin 0 1")
    return tmp_path / "in"


def test_a_page_that_ends_its_process_costs_only_itself(poisoned: Path, tmp_path: Path) -> None:
    report = run(poisoned, tmp_path / "out", lambda spool: Processes(1, spool))
    assert [failure.name for failure in report.failed] == [str(poisoned / "0.warc.gz")]
    assert "crashed its process" in report.failed[0].reason
    assert report.stored == {"new": 5}


@pytest.mark.soak
def test_a_page_that_ends_the_workers_of_a_cluster_costs_only_itself(poisoned: Path, tmp_path: Path) -> None:
    run(poisoned, tmp_path / "one", lambda spool: Processes(1, spool))
    with running_cluster(tmp_path / "dask", workers=6) as dask:
        report = run(poisoned, tmp_path / "out", lambda spool: DaskCluster(dask.address, spool))
        assert dask.alive == 2
    assert "crashed its process" in report.failed[0].reason
    assert contents(tmp_path / "out") == contents(tmp_path / "one")


def test_a_cluster_without_a_scheduler_is_named(tmp_path: Path) -> None:
    monkey = pytest.MonkeyPatch()
    monkey.setattr(cluster_module, "_PATIENCE", "1s")
    with pytest.raises(BadCluster, match="no scheduler responds"):
        DaskCluster("tcp://127.0.0.1:9", tmp_path)
    monkey.undo()


def test_a_worker_of_another_version_is_named(
    tmp_path: Path, dask: RunningCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.__version__", "9.9.9")
    with pytest.raises(BadCluster, match=r"has newsarchive .* this machine has 9\.9\.9"):
        DaskCluster(dask.address, tmp_path)


def test_a_worker_without_our_package_is_named(
    tmp_path: Path, dask: RunningCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "_PACKAGE", "newsarchive-that-nobody-installed")
    with pytest.raises(BadCluster, match=r"tcp://.*: newsarchive is not installed; install newsarchive"):
        DaskCluster(dask.address, tmp_path)


def test_a_missing_library_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadCluster, match=r'pip install "\.\[cluster\]"'):
        DaskCluster("tcp://127.0.0.1:9", tmp_path)


def test_a_job_killed_in_the_middle_continues_and_stores_nothing_twice(warcs: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _KILLED, str(warcs), str(tmp_path / "out")]
    assert preloaded.run(arguments, cwd=Path(__file__).parent).returncode == -signal.SIGKILL
    report = run(warcs, tmp_path / "out", Here)
    assert report.done == 4
    assert _texts(tmp_path / "out") == _texts_of_a_whole_run(warcs, tmp_path / "whole")
    assert not list(tmp_path.glob("out/.reading-*"))


_KILLED = """
import os, signal, sys
from pathlib import Path

from newsarchive.archive.writer import ArchiveWriter
from warc_imports import run

store, left = ArchiveWriter.store, [33]
def store_and_die(self, record):
    left[0] -= 1
    if not left[0]:
        self.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    return store(self, record)
ArchiveWriter.store = store_and_die
run([Path(sys.argv[1])], Path(sys.argv[2]))
"""


def _texts(folder: Path) -> list[tuple[str, int, str]]:
    return sorted((record.id, record.revision, record.text_sha256) for record in stored(folder))


def _texts_of_a_whole_run(warcs: Path, folder: Path) -> list[tuple[str, int, str]]:
    run(warcs, folder, Here)
    return _texts(folder)


def _poison(home: Path, monkeypatch: pytest.MonkeyPatch, needle: str) -> None:
    """Let every Python that is started end itself when it is to read a page with *needle*."""
    (home / "site").mkdir()
    (home / "site" / "sitecustomize.py").write_text(
        f"""
import importlib.abc, os, sys
class Poison(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "newsarchive.from_warc.reading":
            sys.meta_path.remove(self)
            import newsarchive.extraction as extraction
            extract = extraction.extract
            def deadly(page, **more):
                if {needle.encode()!r} in page.body:
                    os._exit(11)
                return extract(page, **more)
            extraction.extract = deadly
sys.meta_path.insert(0, Poison())
""",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", f"{home / 'site'}:{ROOT}")


def _extract(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))
