"""Crawls into an object store: through a spool, pushed while they go on, one at a time."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import preloaded
import pytest
from crawling import HERE, MAIN, records, run
from object_store import PREFIX, serving

from newsarchive.archive.layout import Layout, index_name
from newsarchive.archive.pages import write_cdxj
from newsarchive.archive.verify import verify
from newsarchive.demo import Served, newspaper, serve
from newsarchive.members import Member, read_members
from newsarchive.storage import Store, StoreError, pull, push
from newsarchive.storage.crawling import prepare
from newsarchive.storage.indexes import add_missing_indexes
from newsarchive.storage.lease import Lease, LeaseHeld, LeaseLost
from newsarchive.storage.manifest import read_manifest
from newsarchive.storage.pusher import Pusher, clear

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with serving():
        yield


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(newspaper(30)) as served:
        yield served


def test_nothing_is_fetched_twice_even_by_a_new_machine(site: Served, tmp_path: Path) -> None:
    url, spool = f"{PREFIX}/crawl", tmp_path / "spool"
    arguments = ("--to", url, "--spool", str(spool), *HERE)
    first = run(site.url, spool, *arguments)
    assert first.code == 0, first.err
    stored = len(records(spool))
    assert stored
    assert not list(spool.glob("pages/*/*.warc.gz"))
    again = run(site.url, spool, *arguments)
    assert again.code == 0, again.err
    shutil.rmtree(spool)
    new = run(site.url, spool, *arguments)
    assert new.code == 0, new.err
    assert len(records(spool)) == stored
    reports = [json.loads(path.read_text("utf-8")) for path in spool.glob("runs/*.json")]
    assert sorted(report["counts"]["new"] for report in reports) == [0, 0, stored]
    assert all(report["upload"]["failures"] == 0 for report in reports)
    pull(Store(url), tmp_path / "whole")
    report = verify(tmp_path / "whole")
    assert report.is_whole, report.problems
    assert report.pages >= stored


def kill_crawls(site: Served, tmp_path: Path, kills: int, seed: int) -> None:
    """Kill crawls into a store at random requests; whatever was on the disk or in the store stays, each article once.

    Every third time the disk is lost as well, as with a new machine.
    """
    moment, store, spool = random.Random(seed), Store(f"{PREFIX}/killed-{seed}"), tmp_path / "spool"
    arguments = ("--to", store.url, "--spool", str(spool), *HERE)
    environment = {**os.environ, "NEWSARCHIVE_PUSH_SECONDS": "0.2"}
    for number in range(kills):
        before = len(site.requests) + moment.randint(3, 60)
        crawl = preloaded.Process([*MAIN, "crawl", site.url, *arguments, "-q"], env=environment)
        while crawl.poll() is None and len(site.requests) < before:
            time.sleep(0.02)
        crawl.kill()
        crawl.wait()
        if number == 0:
            refused = run(site.url, spool, *arguments)
            assert (refused.code, refused.err.count("\n")) == (5, 1), refused.err
        if number % 3 == 2:
            shutil.rmtree(spool, ignore_errors=True)
        index_bytes = {name: stored_file.size for name, stored_file in store.names().items()}
        on_disk = {(record.id, record.revision) for record in records(spool)} if spool.exists() else set()
        expire_lease(store)
        again = run(site.url, spool, *arguments, "--max-pages", "1")
        assert again.code in (0, 8), again.err
        assert on_disk <= {(record.id, record.revision) for record in records(spool)}
        now = store.names()
        assert not [name for name in index_bytes if name.endswith(".warc.gz") and index_name(name) not in now]
        assert all(now[name].size >= size for name, size in index_bytes.items() if name.endswith(".gz")), (
            "an object shrank"
        )
    last = run(site.url, spool, *arguments)
    assert last.code == 0, last.err
    whole = tmp_path / "whole"
    pull(store, whole)
    report = verify(whole)
    assert report.is_whole, report.problems
    for path in Layout(whole).page_files():
        index = Layout(whole).cdxj_of(path)
        assert store.read(Layout(whole).relative(index)) == index.read_bytes(), "the store has another index"
    stored = Counter(record.id for record in records(whole))
    assert len(stored) == len(site.newspaper.stories)
    assert set(stored.values()) == {1}


def expire_lease(store: Store) -> None:
    """Let the lease of a killed crawl run out, as it does two minutes later."""
    for name in store.names("lease/"):
        lease = json.loads(store.read(name) or b"{}")
        store.write(name, json.dumps({**lease, "expires": time.time() - 1}).encode())


def test_a_killed_crawl_into_a_store_loses_nothing_and_the_next_crawl_gets_its_lease(
    site: Served, tmp_path: Path
) -> None:
    kill_crawls(site, tmp_path, kills=1, seed=1)


def spool_without_indexes(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """Return an archive as it is while its WARC files grow, and the indexes that they will have."""
    spool = Path(shutil.copytree(SAMPLE, tmp_path / "spool"))
    index_bytes = {path.relative_to(spool).as_posix(): path.read_bytes() for path in spool.glob("pages/*/*.cdxj")}
    for name in index_bytes:
        (spool / name).unlink()
    return spool, index_bytes


def test_a_store_gets_the_indexes_that_were_lost_with_a_spool(tmp_path: Path) -> None:
    store, (spool, index_bytes) = Store(f"{PREFIX}/lost-spool"), spool_without_indexes(tmp_path)
    push(spool, store)
    shutil.rmtree(spool)
    prepare(store, spool)
    assert index_bytes
    assert {name: store.read(name) for name in index_bytes} == index_bytes
    assert index_bytes.keys() <= read_manifest(store).keys()
    assert not list(spool.glob("pages/**/*.warc.gz"))
    assert add_missing_indexes(store, spool) == []


def test_a_warc_file_without_captures_is_read_for_its_index_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, (spool, index_bytes) = Store(f"{PREFIX}/no-captures"), spool_without_indexes(tmp_path)
    warc = next(spool.glob("pages/*/*.warc.gz"))
    first = next(member for member in read_members(warc) if isinstance(member, Member))
    name = Layout(spool).relative(warc)
    warc.write_bytes(warc.read_bytes()[: first.length])  # its crawl was killed before the first page
    push(spool, store)
    shutil.rmtree(spool / "pages")
    assert set(add_missing_indexes(store, spool)) == index_bytes.keys()
    assert store.read(index_name(name)) == b""
    with monkeypatch.context() as patch:
        patch.setattr(Store, "chunks", lambda self, name, size: pytest.fail(f"{name} is downloaded again"))
        assert add_missing_indexes(store, spool) == []
    pull(store, tmp_path / "whole", parts=("pages/",))
    assert (tmp_path / "whole" / index_name(name)).read_bytes() == b""
    again = Store(f"{PREFIX}/no-captures-again")
    push(tmp_path / "whole", again)
    assert again.names("pages/").keys() == store.names("pages/").keys()


def test_a_pull_during_a_crawl_is_whole_and_its_indexes_follow(tmp_path: Path) -> None:
    store, (spool, index_bytes) = Store(f"{PREFIX}/growing"), spool_without_indexes(tmp_path)
    pages = {path: path.read_bytes() for path in spool.glob("pages/*/*.warc.gz")}
    for path, content in pages.items():
        path.write_bytes(content[: [member for member in read_members(path) if isinstance(member, Member)][-4].offset])
        store.write_file(Layout(spool).relative(path), path, path.stat().st_size)
    copy = tmp_path / "copy"
    pull(store, copy, parts=("pages/",), unfinished=True)
    early = {name: (copy / name).read_bytes() for name in index_bytes}
    assert all(early[name] != index_bytes[name] for name in index_bytes)
    for path, content in pages.items():
        path.write_bytes(content)
    for name, content in index_bytes.items():
        (spool / name).write_bytes(content)
    push(spool, store)
    pull(store, copy)
    assert {name: (copy / name).read_bytes() for name in index_bytes} == index_bytes
    assert verify(copy).is_whole


def test_the_push_of_an_older_copy_replaces_nothing_newer(tmp_path: Path) -> None:
    store, (old, index_bytes) = Store(f"{PREFIX}/older"), spool_without_indexes(tmp_path)
    new = Path(shutil.copytree(SAMPLE, tmp_path / "new"))
    push(new, store)
    for path in old.glob("pages/*/*.warc.gz"):
        path.write_bytes(
            path.read_bytes()[: [member for member in read_members(path) if isinstance(member, Member)][-4].offset]
        )
        write_cdxj(Layout(old), path)
    report = next(iter(Layout(old).report_files()))
    newer = report.read_bytes()
    report.write_text("{}", "utf-8")
    manifest = Layout(old).manifest
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:-1]))
    push(old, store)
    assert {name: store.read(name) for name in index_bytes} == index_bytes
    assert store.read(Layout(old).relative(report)) == newer


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_twenty_kills_of_crawls_into_a_store_lose_nothing(site: Served, tmp_path: Path) -> None:
    for part in range(4):
        kill_crawls(site, tmp_path / str(part), kills=5, seed=10 + part)


def test_an_upload_that_fails_is_counted_and_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SAMPLE, tmp_path / "spool")
    store = Store(f"{PREFIX}/failing")
    pusher = Pusher(tmp_path / "spool", store, Lease(store, 60), seconds=0.01, keep=False)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write_file", refuse)
        assert pusher.once() is not None
    assert list((tmp_path / "spool").glob("pages/*/*.warc.gz"))
    assert pusher.finish() is None
    found = pusher.statistics
    assert (found.failures, found.last_error, found.pushes) == (1, "503 Slow Down", 1)
    assert not list((tmp_path / "spool").glob("pages/*/*.warc.gz"))
    pull(store, tmp_path / "whole")
    assert verify(tmp_path / "whole").is_whole


def refuse(*_: object) -> None:
    raise StoreError("503 Slow Down")


def test_a_file_that_is_not_up_whole_is_not_cleared(tmp_path: Path) -> None:
    layout = Layout(Path(shutil.copytree(SAMPLE, tmp_path / "spool")))
    index_bytes = {layout.relative(path): path.stat().st_size - 1 for path in layout.pages.glob("*/*")}
    clear(layout, index_bytes)
    assert len(layout.page_files()) == len(index_bytes) // 2


class Broken(BaseHTTPRequestHandler):
    """Answers every request with an error, or hangs up."""

    hangs_up = False

    def handle_one_request(self) -> None:
        if self.hangs_up:
            self.close_connection = True
        else:
            super().handle_one_request()

    def do_GET(self) -> None:
        self.send_error(500)

    do_PUT = do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("hangs_up", [False, True])
def test_errors_of_a_store_end_the_crawl_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs_up: bool
) -> None:
    monkeypatch.setattr(Broken, "hangs_up", hangs_up)
    broken = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    Thread(target=broken.serve_forever, daemon=True).start()
    env = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{broken.server_port}"}
    done = run("vnexpress", tmp_path / "spool", "--to", "s3://news/broken", env=env)
    broken.shutdown()
    broken.server_close()
    assert done.code == 1
    assert done.err.count("\n") == 1, done.err
    assert "s3://news/broken" in done.err
    assert not (tmp_path / "spool").exists()


def test_one_crawl_at_a_time(tmp_path: Path) -> None:
    store = Store(f"{PREFIX}/lease")
    index_bytes = Lease(store, 60)
    with pytest.raises(LeaseHeld, match="is crawling into it"):
        Lease(store, 60)
    refused = run("vnexpress", tmp_path / "spool", "--to", store.url, "--spool", str(tmp_path / "spool"))
    assert (refused.code, refused.err.count("\n")) == (5, 1), refused.err
    index_bytes.renew()
    index_bytes.release()
    Lease(store, 60).release()


def test_an_expired_lease_is_taken_over_and_its_holder_notices() -> None:
    store = Store(f"{PREFIX}/over")
    silent = Lease(store, 0.01)
    time.sleep(0.02)
    second = Lease(store, 60)
    with pytest.raises(LeaseLost):
        silent.renew()
    second.renew()


def test_a_lease_from_a_wrong_clock_is_named_with_its_remedy() -> None:
    store = Store(f"{PREFIX}/clock")
    Lease(store, 400 * 86400)
    with pytest.raises(LeaseHeld, match=r"holds it for 400 days, so a clock is wrong; .* delete lease/00000001.json"):
        Lease(store, 60)


def test_of_two_simultaneous_requests_for_a_lease_one_succeeds() -> None:
    store = Store(f"{PREFIX}/once")
    assert store.create("a", b"first")
    assert not store.create("a", b"second")
    assert store.read("a") == b"first"


def test_refused_credentials_are_reported_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreError, match="check the credentials"):
        Store("s3://news/secret").write("a", b"b")
    s3fs.S3FileSystem.clear_instance_cache()
