"""Archives in an object store: a real server that speaks S3, on loopback."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from archive_pieces import NOW, SITE, article_of, record_from
from click.testing import CliRunner
from fsspec.registry import known_implementations
from object_store import PREFIX, serving

from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.writer import replace_entered
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import record_from_json
from newsarchive.cli import main
from newsarchive.page import Page
from newsarchive.publishers.canonical import article_id
from newsarchive.storage import Diverged, Store, StoreError, pull, push
from newsarchive.storage.lease import Lease
from newsarchive.storage.store import MANIFEST
from newsarchive.warc import Exchange

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
CACHES = ("index.sqlite", "search.sqlite", "writer.lock")


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with serving():
        yield


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    return Store(f"{PREFIX}/{abs(hash(request.node.name))}")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "here"))


@pytest.fixture
def puts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the objects that are put, by name."""
    counted: Counter[str] = Counter()
    write = Store.write

    def counting(self: Store, name: str, content: bytes) -> None:
        write(self, name, content)
        counted[name] += 1

    monkeypatch.setattr(Store, "write", counting)
    return counted


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in CACHES)
    parts = ("articles", "pages", "runs")
    return {
        record.relative_to(folder).as_posix(): record.read_bytes()
        for record in found
        if record.relative_to(folder).parts[0] in parts
    }


def add_batch(archive: Path) -> Path:
    path = sorted(archive.glob("articles/*/*.gz"))[0]
    last = gzip.decompress(path.read_bytes()).splitlines()[-1]
    with path.open("ab") as stream:
        stream.write(gzip.compress(last.replace(b'"revision":1', b'"revision":2') + b"\n"))
    return path


def test_what_is_pushed_comes_back_the_same_and_whole(store: Store, archive: Path, tmp_path: Path) -> None:
    push(archive, store)
    pull(store, tmp_path / "there")
    assert files(tmp_path / "there") == files(archive)
    assert verify(tmp_path / "there").is_whole
    assert pull(store, tmp_path / "there").files == 0


def test_a_second_push_puts_only_what_has_changed(store: Store, archive: Path, puts: Counter[str]) -> None:
    push(archive, store)
    puts.clear()
    assert push(archive, store).files == 0
    assert not puts
    changed = add_batch(archive).relative_to(archive).as_posix()
    push(archive, store)
    assert puts == {changed: 1, "manifest.json": 1}


def test_half_a_batch_is_not_put(store: Store, archive: Path, tmp_path: Path) -> None:
    path = sorted(archive.glob("articles/*/*.gz"))[0]
    whole = path.read_bytes()
    path.write_bytes(whole + gzip.compress(b"half")[:-3])
    push(archive, store)
    assert store.read(path.relative_to(archive).as_posix()) == whole


def test_killed_between_any_two_puts_no_record_is_without_its_page(
    store: Store, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    write, puts_left = Store.write, 1

    def dying(self: Store, name: str, content: bytes) -> None:
        nonlocal puts_left
        if not puts_left:
            raise Killed
        puts_left -= 1
        write(self, name, content)

    for part in ("articles", "pages"):
        shutil.rmtree(archive / part / "site=baovidu")
    monkeypatch.setattr(Store, "write", dying)
    kills = 0
    while True:
        puts_left = 1
        try:
            push(archive, store)
            break
        except Killed:
            kills += 1
            assert_every_record_has_its_page(store)
        if kills == 3:
            add_batch(archive)  # the crawl goes on meanwhile
    assert kills > 8
    pull(store, tmp_path / "there")
    assert files(tmp_path / "there") == files(archive)


def test_an_interrupted_first_push_is_pulled_only_with_the_option(
    store: Store, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, cache = tmp_path / "there", tmp_path / "cache"
    nothing = CliRunner().invoke(main, ["pull", store.url, str(there)])
    assert (nothing.exit_code, there.exists()) == (1, False)
    assert "no archive there" in nothing.stderr
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", lambda self, name, content: _interrupt_at(MANIFEST, self, name, content))
        with pytest.raises(KeyboardInterrupt):
            push(archive, store)
    refused = CliRunner().invoke(main, ["pull", store.url, str(there)])
    assert (refused.exit_code, there.exists()) == (1, False)
    assert "run push again where the archive is" in refused.stderr
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    shown = CliRunner().invoke(main, ["status", store.url])
    assert "parts of the archive are missing" in shown.stderr
    rescued = CliRunner().invoke(main, ["pull", store.url, str(tmp_path / "rescued"), "--unfinished", "-q"])
    assert (rescued.exit_code, rescued.stderr.count("\n")) == (0, 1), rescued.stderr
    assert files(tmp_path / "rescued") == files(archive)
    push(archive, store)
    assert CliRunner().invoke(main, ["pull", store.url, str(there)]).exit_code == 0
    assert verify(there).is_whole


def _interrupt_at(last: str, store: Store, name: str, content: bytes, write: Any = Store.write) -> None:
    if name == last:
        raise KeyboardInterrupt
    write(store, name, content)


def assert_every_record_has_its_page(store: Store) -> None:
    sizes = store.names()
    for name in sizes:
        if name.startswith("articles/"):
            for line in gzip.decompress(store.read(name) or b"").splitlines():
                place = record_from_json(line).warc
                assert place is not None
                assert sizes[place.file].size >= place.offset + place.length


def test_what_an_interrupted_push_uploaded_is_pulled_and_the_push_continued(
    store: Store, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(archive, store)
    add_batch(archive)
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["newsarchive.storage.push"], "write_manifest", lambda *_: None)
        push(archive, store)
    pull(store, tmp_path / "there")
    assert files(tmp_path / "there") == files(archive)
    add_batch(tmp_path / "there")
    push(tmp_path / "there", store)
    sorted(archive.glob("articles/*/*.gz"))[0].write_bytes(gzip.compress(b"{}\n"))
    with pytest.raises(StoreError, match="has content that"):
        push(archive, store)


def test_a_file_that_has_diverged_is_not_overwritten(store: Store, archive: Path, tmp_path: Path) -> None:
    push(archive, store)
    pull(store, tmp_path / "there")
    path = sorted((tmp_path / "there").glob("articles/*/*.gz"))[0]
    path.write_bytes(gzip.compress(b"mine\n"))
    with pytest.raises(Diverged, match="differs from"):
        pull(store, tmp_path / "there")
    assert gzip.decompress(path.read_bytes()) == b"mine\n"


def test_of_two_copies_that_were_written_to_apart_the_newer_report_stays(
    store: Store, archive: Path, tmp_path: Path
) -> None:
    """A restored backup writes a run of its own; the store has later states of older files, and a batch it lacks."""
    verify(archive, repair=True)
    push(archive, store)
    backup = Path(shutil.copytree(archive, tmp_path / "backup"))
    report = next(iter(Layout(archive).report_files()))
    newer = report.read_bytes() + b"\n"
    replace_entered(Layout(archive), report, newer, run=report.stem)
    batch = add_batch(archive)
    verify(archive, repair=True)
    push(archive, store)
    own = Layout(backup).run_report("20300101T0000Z")
    replace_entered(Layout(backup), own, b"{}\n", run=own.stem)
    push(backup, store)
    assert store.read(Layout(archive).relative(report)) == newer
    assert store.read(Layout(backup).relative(own)) == b"{}\n"
    assert (backup / batch.relative_to(archive)).read_bytes() == batch.read_bytes()
    assert Layout(backup).run_report(report.stem).read_bytes() == newer
    pull(store, archive)
    assert files(archive) == files(backup)
    for folder in (archive, backup):
        found = verify(folder)
        assert found.is_whole, found.problems


def test_a_push_that_would_have_to_choose_between_two_reports_changes_nothing(
    store: Store, archive: Path, tmp_path: Path
) -> None:
    verify(archive, repair=True)
    push(archive, store)
    backup = Path(shutil.copytree(archive, tmp_path / "backup"))
    for folder in (archive, backup):
        report = next(iter(Layout(folder).report_files()))
        replace_entered(Layout(folder), report, folder.name.encode(), run=report.stem)
    push(archive, store)
    before = {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    names_in_store = store.names()
    with pytest.raises(Diverged, match="merge the two"):
        push(backup, store)
    assert {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()} == before
    assert store.names() == names_in_store


def test_a_file_with_a_flipped_bit_in_the_store_is_refused(store: Store, archive: Path, tmp_path: Path) -> None:
    push(archive, store)
    name = next(name for name in store.names() if name.endswith(".jsonl.gz"))
    content = bytearray(store.read(name) or b"")
    content[len(content) // 2] ^= 1
    store.write(name, bytes(content))
    with pytest.raises(StoreError, match="content differs from its digest"):
        pull(store, tmp_path / "there")
    assert not (tmp_path / "there" / name).exists()


def test_a_large_file_is_uploaded_in_parts_and_appears_after_the_last(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.storage.store.PART", 5 << 20)
    file = tmp_path / "large"
    file.write_bytes(os.urandom(12 << 20))
    with pytest.raises(StoreError, match="shorter"):
        store.write_file("large", file, 13 << 20)
    assert store.read("large") is None
    store.write_file("large", file, 12 << 20)
    assert store.read("large") == file.read_bytes()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("s3://none-such/a", "create the bucket first"),
        ("s3://", "not the URL"),
        ("data", "not the URL"),
        ("ftp://127.0.0.1:9/a", "Connection refused; check the URL, or use the form s3://bucket/prefix"),
        ("github://a", "check the URL, or use the form s3://bucket/prefix"),
    ],
)
def test_a_wrong_address_is_reported_in_one_line(url: str, message: str) -> None:
    done = CliRunner().invoke(main, ["push", str(SAMPLE), url])
    assert done.exit_code == 1
    assert message in done.output
    assert done.output.count("\n") == 1


def test_a_store_whose_library_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {"class": "no_such_library.System", "err": "install no-such-library to access it"}
    monkeypatch.setitem(known_implementations, "nosuch", missing)
    done = CliRunner().invoke(main, ["push", str(SAMPLE), "nosuch://a/b"])
    assert (done.exit_code, str(done.exception)) == (1, "nosuch://a/b: install no-such-library to access it")


def test_the_commands_push_and_pull(archive: Path, store: Store, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["push", str(archive), store.url])
    assert "files uploaded" in done.output, done.output
    done = CliRunner().invoke(main, ["pull", store.url, str(tmp_path / "there"), "--without-pages", "--json"])
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "there" / "pages").exists()
    assert (tmp_path / "there" / "articles").exists()


def test_an_archive_pulled_without_pages_verifies_as_such_until_something_else_is_missing(
    archive: Path, store: Store, tmp_path: Path
) -> None:
    verify(archive, repair=True)  # the sample has no manifest yet
    push(archive, store)
    there = tmp_path / "there"
    pull(store, there, parts=("articles/", "runs/"))
    done = CliRunner().invoke(main, ["verify", str(there)])
    assert done.exit_code == 0, done.output
    assert "pages were left out by pull" in done.output
    assert "0 problems" in done.output
    head = str(verify(there).head and verify(there).head.sha256)  # type: ignore[union-attr]
    proof = CliRunner().invoke(main, ["verify", str(there), "--against", head])
    assert proof.exit_code == 1, "nothing can be proved of what is not there"
    verify(there, repair=True)
    assert verify(there).is_whole
    lost = next((there / "articles").rglob("*.jsonl.gz"))
    lost_bytes = lost.read_bytes()
    lost.unlink()
    assert not verify(there).is_whole
    lost.write_bytes(lost_bytes)
    pull(store, there)
    report = verify(there)
    assert (report.is_whole, report.left_out) == (True, 0)
    next((there / "pages").rglob("*.warc.gz")).unlink()
    assert not verify(there).is_whole, "a later loss is a loss"


def test_reading_commands_work_on_an_archive_in_a_store(
    archive: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    push(archive, store)
    done = CliRunner().invoke(main, ["status", store.url])
    assert done.exit_code == 0, done.output
    assert "fetched into" in done.stderr
    local = CliRunner().invoke(main, ["status", str(archive)]).stdout
    assert done.stdout == local.replace(str(archive), store.url)
    for words in ("stats {}", "trend lũ --in {}", "keyness {} --against {} --against-until 2017"):
        again = CliRunner().invoke(main, words.format(store.url, store.url).split())
        assert "fetched into" not in again.stderr
        assert again.stdout == CliRunner().invoke(main, words.format(archive, archive).split()).stdout
        assert again.exit_code == 0
    assert not list((tmp_path / "cache").rglob("*.warc.gz"))
    none = CliRunner().invoke(main, ["status", f"{store.url}-no-such-archive"])
    assert none.exit_code == 1
    assert "no archive there" in none.output


def test_a_moved_article_counts_once_also_in_a_store_and_in_a_copy_of_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    archive = tmp_path / "moved"
    old, new = (f"https://baovidu.example/{name}.html" for name in ("old", "new"))
    with ArchiveWriter(archive, run="20261122T0140Z") as writer:
        for url in (old, new):
            page = Page(url=url, body=b"<p>x", content_type="text/html", fetched_at=NOW)
            article = replace(article_of(1), url=url, canonical_url=url)
            kept = writer.keep(Exchange(page=page), SITE)
            writer.store(replace(record_from(article, kept), id=article_id(SITE, url)))
        later = NOW + timedelta(days=1)
        writer.visit(Visit(url=old, outcome="redirect", target=new, status=301, at=later))
        writer.write_report({"finished_at": later})
    push(archive, store)
    assert CliRunner().invoke(main, ["pull", store.url, str(tmp_path / "copy"), "-q"]).exit_code == 0
    for place in (str(archive), store.url, str(tmp_path / "copy")):
        counted = CliRunner().invoke(main, ["stats", place, "--json"])
        assert json.loads(counted.stdout.splitlines()[0])["articles"] == 1, place


def test_an_unfinished_run_in_a_store_is_running_while_its_lease_is_held(
    archive: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    report = sorted((archive / "runs").glob("*.json"))[-1]
    values = json.loads(report.read_text("utf-8"))
    report.write_text(json.dumps(values | {"finished_at": None, "finish_reason": None}), "utf-8")
    push(archive, store)
    lease = Lease(store, 60)
    assert "running" in CliRunner().invoke(main, ["status", store.url]).stdout
    lease.release()
    assert "killed" in CliRunner().invoke(main, ["status", store.url]).stdout


def test_a_file_in_a_folder_is_replaced_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads while it is written, or after a kill, sees the former content and no draft."""
    store = Store((tmp_path / "there").as_uri())
    store.write("manifest.json", b"old")
    (tmp_path / "long").write_bytes(b"new" * 1000)
    seen = []
    replace = Path.replace

    def looking(draft: Path, target: Path) -> Path:
        seen.append((store.read("manifest.json"), list(store.names())))
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", looking)
    store.write("manifest.json", b"new")
    monkeypatch.setattr("newsarchive.storage.store.PART", 100)
    store.write_file("manifest.json", tmp_path / "long", 3000)
    assert seen == [(b"old", ["manifest.json"]), (b"new", ["manifest.json"])]
    assert store.read("manifest.json") == b"new" * 1000
