"""kill -9 of every job that writes: nothing that was stored is lost, and the next run leaves no draft behind."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import preloaded
import pytest
from archive_pieces import NOW, SITE, add, page_of
from object_store import serving

from newsarchive.archive.findings import Finding
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.demo import Served, newspaper, serve
from newsarchive.storage import Store, pull, push
from newsarchive.storage.pull import PushUnfinished, require_archive
from newsarchive.storage.store import StoreError
from newsarchive.warc import Exchange

ARTICLES = 150
# Job -> its command; {a} is the archive that must not lose anything, {b} another one, {w} a work folder, {url} a site.
JOBS = {
    "crawl": "crawl {url} --to {a} --allow-private --delay 0",
    "crawl with a takedown list": "crawl {url} --to {w}/taken --allow-private --delay 0",
    "merge into": "merge {b} --to {a} -q",
    "merge from": "merge {a} {b} --to {w}/all -q",
    "extract --again": "extract {a} --again --yes --workers 1",
    "extract --to": "extract {b}/pages --to {a} --workers 1",
    "pack": "pack {a} -q",
    "export": "export {a} --to {w}/out.parquet --force",
    "export csv": "export {a} --to {w}/out.csv --force",
    "release": "release {a} --to {w}/release --title Thử --contact a@b.example --date 2026-11-22",
    "pull": "pull file://{w}/store {w}/pulled -q",
    "push": "push {a} file://{w}/pushed -q",
    "push to S3": "push {a} s3://news/{n} -q",
    "pull from S3": "pull s3://news/ready {w}/pulled -q",
    "verify --repair": "verify {a} --repair",
    "coverage": "coverage {a}",
    "search": "search chợ {a}",
}
# Where a job writes another archive, which must be whole in the end, too.
OTHERS = {
    "merge from": "all",
    "pull": "pulled",
    "pull from S3": "pulled",
    "crawl with a takedown list": "taken",
}


@dataclass(frozen=True)
class Place:
    """What a job works on."""

    folder: Path
    url: str

    @property
    def name(self) -> str:
        """A prefix in the object store that no other place has."""
        return f"{self.folder.parent.name}-{self.folder.name}"

    def pushed(self, job: str) -> Store | None:
        """Return the store that *job* pushes to, if any."""
        urls = {"push": f"file://{self.folder}/pushed", "push to S3": f"s3://news/{self.name}"}
        return Store(urls[job]) if job in urls else None

    def command(self, job: str) -> list[str]:
        arguments = JOBS[job].split()
        known = {"a": self.folder / "a", "b": self.folder / "b", "w": self.folder, "url": self.url, "n": self.name}
        return [sys.executable, "-m", "newsarchive", *(word.format(**known) for word in arguments)]


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(newspaper()) as served:
        yield served


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two archives, an object store with one of them, and one with a takedown list."""
    folder = tmp_path_factory.mktemp("kills")
    _write(folder / "a", 1, "Chợ phiên họp lại.")
    _write(folder / "b", ARTICLES // 2, "Chợ phiên họp muộn.")
    (folder / "taken").mkdir()
    (folder / "taken" / "takedown.txt").write_text("https://baovidu.example/tin-1.html\n")
    push(folder / "a", Store(f"file://{folder / 'store'}"))
    with serving():
        push(folder / "a", Store("s3://news/ready"))
        yield folder


def _write(folder: Path, start: int, text: str) -> None:
    with ArchiveWriter(folder, run=f"first-{start}", batch=20) as archive:
        for number in range(start, start + ARTICLES):
            add(archive, number, text=text, published=f"2017-{1 + number % 12:02d}-01T00:00:00+07:00")
            archive.visit(Visit(url=f"https://baovidu.example/{number}", outcome="listing", at=NOW))
            archive.found(Finding(url=f"https://baovidu.example/m-{number}", site=SITE, at=NOW, source="links"))
            archive.keep(Exchange(page=page_of(number, at=NOW)), SITE)
        archive.write_report({"run": f"first-{start}", "finished_at": NOW})


def lines_in(folder: Path) -> set[tuple[str, int]]:
    return {(record.id, record.revision) for path in Layout(folder).article_files() for record in read_records(path)}


def leftovers(folder: Path) -> list[str]:
    """Drafts and folders of jobs that were killed."""
    names = ("*.draft*", ".reading-*", "*.part", "*.tmp", "*.lines", "*-journal", ".*.building*", "*.new")
    found = {path for name in names for path in folder.rglob(name)}
    return sorted(path.relative_to(folder).as_posix() for path in found)


def kill_at(place: Place, job: str, seconds: float) -> bool:
    """Begin *job*, kill it after so many *seconds*, and tell whether it was still at work."""
    process = preloaded.Process(place.command(job))
    time.sleep(seconds)
    at_work = process.poll() is None
    process.kill()
    process.wait()
    return at_work


def seconds_alone(place: Place, job: str) -> float:
    """Return how long *job* takes in a process of its own, as the one that is killed."""
    begun = time.monotonic()
    preloaded.run(place.command(job), check=True, timeout=300)
    return time.monotonic() - begun


def run_whole(place: Place, job: str) -> None:
    done = preloaded.run(place.command(job))
    already = "exists already" in done.stderr  # the kill came after the end
    assert done.returncode == 0 or (job == "release" and already), f"{job}: {done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr


def is_whole_or_refused(store: Store, folder: Path) -> bool:
    """Pull *store* into the new *folder*; tell whether that is a whole archive, or refused as not (wholly) pushed.

    What is refused leaves nothing in *folder*, and what `--unfinished` downloads nevertheless says that it is partial.
    """
    if not store.names():
        with pytest.raises(StoreError, match="no archive there"):
            require_archive(store)
        return not folder.exists()
    try:
        pull(store, folder)
    except PushUnfinished:
        refused = not folder.exists()
        partial = pull(store, folder, unfinished=True).unfinished
        shutil.rmtree(folder)
        return refused and partial
    report = verify(folder)
    shutil.rmtree(folder)
    return report.is_whole


def kills(ready: Path, site: Served, folder: Path, job: str, count: int) -> int:
    """Kill *job* until *count* kills came while it was at work, at random moments; return how many did.

    The moments follow the machine: they are parts of what the job has just taken, and come earlier when it was over
    before. After four attempts for each kill it gives up.
    """
    moment = random.Random(job)
    usual = seconds_alone(Place(shutil.copytree(ready, folder / "usual"), site.url), job)
    hits = 0
    for number in range(4 * count):
        if hits == count:
            break
        place = Place(shutil.copytree(ready, folder / str(number)), site.url)
        before = lines_in(place.folder / "a")
        hit = kill_at(place, job, moment.uniform(0.2, 1.0) * usual)
        hits += hit
        usual *= 1.0 if hit else 0.8
        assert lines_in(place.folder / "a") >= before
        store = place.pushed(job)
        assert store is None or is_whole_or_refused(store, place.folder / "half"), (job, number)
        run_whole(place, job)
        for name in ("a", *([OTHERS[job]] if job in OTHERS else [])):
            report = verify(place.folder / name, repair=name == "a" and job not in ("crawl", "merge into"))
            assert report.is_whole, (job, number, name, report.problems)
        assert lines_in(place.folder / "a") >= before
        if store is not None:
            pull(store, place.folder / "back")
            assert lines_in(place.folder / "back") == before
            assert verify(place.folder / "back").is_whole
        assert not leftovers(place.folder), (job, number)
        shutil.rmtree(place.folder)
    return hits


@pytest.mark.parametrize("job", ["merge into", "extract --to", "pull"])
def test_a_job_that_is_killed_loses_nothing_and_leaves_nothing(
    ready: Path, site: Served, tmp_path: Path, job: str
) -> None:
    kills(ready, site, tmp_path, job, 1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_two_hundred_kills_of_all_writing_jobs_lose_nothing_and_leave_nothing(
    ready: Path, site: Served, tmp_path: Path, job: str
) -> None:
    each = 200 // len(JOBS) + 1
    assert kills(ready, site, tmp_path, job, each) == each
