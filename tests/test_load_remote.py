"""Archives at a URL, packed with Zstandard, or as Parquet: read as the folder they were made from."""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from object_store import PREFIX, serving

import newsarchive
from newsarchive.article import BadRecord, Record
from newsarchive.dataset import NoArchive, UnknownSite
from newsarchive.dataset.remote import Unreachable

SAMPLE = Path("data/sample")
LINES = b"".join(gzip.decompress(path.read_bytes()) for path in sorted(SAMPLE.glob("articles/*/*.jsonl.gz")))


@pytest.fixture(scope="module")
def options() -> Iterator[dict[str, Any]]:
    """Serve data/sample at PREFIX; give what leads there without the environment."""
    with serving() as address:
        import s3fs

        s3fs.S3FileSystem().put(f"{SAMPLE}/", f"{PREFIX.removeprefix('s3://')}/", recursive=True)
        yield {"key": "any", "secret": "any", "client_kwargs": {"endpoint_url": address}}


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the name of every object that is asked for with GET."""
    import s3fs

    keys: list[str] = []
    call = s3fs.S3FileSystem._call_s3

    async def noted(self: Any, method: str, *args: Any, **arguments: Any) -> Any:
        if method == "get_object":
            keys.append(arguments.get("Key") or next(arg["Key"] for arg in args if "Key" in arg))
        return await call(self, method, *args, **arguments)

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", noted)
    return keys


@pytest.mark.parametrize("stalled", ["_LONGEST_LISTING", "_STALLED"])
def test_a_store_that_sends_byte_by_byte_is_given_up(stalled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dripping(SimpleHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._begin()

        def do_GET(self) -> None:
            self._begin()
            with suppress(OSError):
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.05)

        def _begin(self) -> None:
            if stalled == "_LONGEST_LISTING":
                time.sleep(3)
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setattr(f"newsarchive.dataset.remote.{stalled}", 0.4)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(Unreachable, match="hardly anything arrived for"):
        list(newsarchive.load(f"http://127.0.0.1:{server.server_port}/all.jsonl"))
    server.shutdown()


SELECTIONS: list[dict[str, Any]] = [
    {},
    {"sites": "tinmau"},
    {"since": "2017-10", "until": "2018-02"},
    {"sites": ["baovidu"], "since": "2018"},
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_archive_in_a_bucket_loads_as_the_folder(options: dict[str, Any], selection: dict[str, Any]) -> None:
    there = newsarchive.load(PREFIX, **selection, storage_options=options)
    here = newsarchive.load(SAMPLE, **selection)
    assert list(there) == list(here)
    assert there.sites == here.sites
    assert len(there) == len(here) > 0
    assert there.to_arrow().equals(here.to_arrow())


def test_files_outside_the_selection_are_never_fetched(options: dict[str, Any], fetched: list[str]) -> None:
    # Another bucket option makes another cache: nothing is there yet.
    fresh = {**options, "default_block_size": 6 << 20}
    dataset = newsarchive.load(PREFIX, sites="tinmau", since="2017-09", until="2017-10", storage_options=fresh)
    assert "2 files of tinmau" in repr(dataset)
    assert fetched == []
    assert len(list(dataset)) > 0
    assert len(list(dataset)) > 0
    months = ["2017-09", "2017-10"]
    assert sorted(fetched) == [f"paper/articles/site=tinmau/{month}.jsonl.gz" for month in months]


def test_an_object_is_fetched_again_when_it_has_changed(options: dict[str, Any]) -> None:
    import s3fs

    system = s3fs.S3FileSystem(**options)
    lines = LINES.splitlines(keepends=True)
    system.pipe("news/growing/a.jsonl", b"".join(lines[:2]))
    dataset = newsarchive.load("s3://news/growing", storage_options=options)
    assert len(dataset) == 2
    system.pipe("news/growing/a.jsonl", b"".join(lines[:3]))
    system.pipe("news/growing/b.jsonl.gz", gzip.compress(lines[3]))
    assert len(dataset) == 4


@pytest.mark.parametrize(
    "place", ["articles/site=tinmau/2017-09.jsonl.gz", "articles/site=*/2017-*.jsonl.gz", "articles/site=tinmau"]
)
def test_a_url_may_be_a_file_a_glob_or_a_folder(options: dict[str, Any], place: str) -> None:
    there = newsarchive.load(f"{PREFIX}/{place}", storage_options=options)
    here = newsarchive.load(f"{SAMPLE}/{place}")
    assert list(there) == list(here) != []


@pytest.fixture
def web() -> Iterator[str]:
    """Serve data/sample over HTTP, with listings and without ETags."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    pytest.importorskip("aiohttp")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SAMPLE))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("place", ["", "/articles/site=tinmau/2017-09.jsonl.gz"])
def test_a_web_server_is_read_file_by_file_or_by_its_listings(web: str, place: str) -> None:
    there = newsarchive.load(f"{web}{place}", sites="tinmau", until="2018")
    assert list(there) == list(newsarchive.load(f"{SAMPLE}{place}", sites="tinmau", until="2018")) != []


def test_an_unknown_site_is_refused_with_the_known_ones(options: dict[str, Any]) -> None:
    with pytest.raises(UnknownSite, match=r"did you mean tinmau\?"):
        newsarchive.load(PREFIX, sites="tinmao", storage_options=options)


@pytest.mark.parametrize("place", ["s3://news/nothing", "s3://news/nothing.jsonl", "s3://news/no-*.jsonl"])
def test_a_url_without_archive_is_named(options: dict[str, Any], place: str) -> None:
    with pytest.raises(NoArchive) as refused:
        newsarchive.load(place, storage_options=options)
    assert str(refused.value).startswith(f"{place}: no archive")


def test_a_store_that_does_not_respond_is_reported_in_one_line() -> None:
    closed = {"key": "any", "secret": "any", "client_kwargs": {"endpoint_url": "http://127.0.0.1:9"}}
    closed["config_kwargs"] = {"retries": {"max_attempts": 0}}
    with pytest.raises(Unreachable, match="check the URL and your credentials") as refused:
        newsarchive.load("s3://news/paper", storage_options=closed)
    assert "\n" not in str(refused.value)


def test_an_unknown_scheme_is_reported() -> None:
    with pytest.raises(Unreachable, match="gopher://x/y: Protocol not known"):
        newsarchive.load("gopher://x/y")


@pytest.mark.parametrize(("library", "url"), [("fsspec.core", "memory://a"), ("s3fs", "s3://news/paper")])
def test_a_missing_library_is_reported_with_the_remedy(monkeypatch: pytest.MonkeyPatch, library: str, url: str) -> None:
    if library == "s3fs":
        registry = pytest.importorskip("fsspec.registry")
        for name in ("s3", "s3a"):
            monkeypatch.delitem(registry._registry, name, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=r'pip install "\.\[cloud\]"'):
        newsarchive.load(url)


def test_a_name_that_points_outside_the_folder_is_refused() -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    memory.store["/escape/../../x.jsonl"] = memory.store.get("/x") or _memory_file(memory, "/x", LINES)
    try:
        with pytest.raises(Unreachable, match="not a valid file name"):
            newsarchive.load("memory://escape")
    finally:
        memory.store.clear()


def _memory_file(memory: Any, name: str, content: bytes) -> Any:
    memory.pipe(name, content)
    return memory.store[name]


@pytest.fixture(params=["python", "pyarrow"])
def unpacker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pyarrow":
        for name in ("compression.zstd", "backports.zstd"):
            monkeypatch.setitem(sys.modules, name, None)
    return str(request.param)


def _zstd(data: bytes) -> bytes:
    pa = pytest.importorskip("pyarrow")
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


@pytest.mark.usefixtures("unpacker")
def test_zstandard_of_several_frames_loads(tmp_path: Path) -> None:
    half = LINES.index(b"\n", len(LINES) // 2) + 1
    (tmp_path / "all.jsonl.zst").write_bytes(_zstd(LINES[:half]) + _zstd(LINES[half:]))
    assert list(newsarchive.load(tmp_path)) == list(newsarchive.load(SAMPLE))


@pytest.mark.usefixtures("unpacker")
@pytest.mark.parametrize("spoil", [lambda data: data[:-9], lambda data: b"no frame" + data], ids=["torn", "damaged"])
def test_damaged_zstandard_is_a_bad_record(tmp_path: Path, spoil: Any) -> None:
    (tmp_path / "all.jsonl.zst").write_bytes(spoil(_zstd(LINES)))
    with pytest.raises(BadRecord, match=r"all\.jsonl\.zst: not a complete Zstandard file"):
        list(newsarchive.load(tmp_path))


def test_zstandard_without_a_library_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "all.jsonl.zst").write_bytes(_zstd(LINES))
    for name in ("compression.zstd", "backports.zstd", "pyarrow"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r'pip install "\.\[polars\]"'):
        list(newsarchive.load(tmp_path))


def _write_parquet(path: Path, drop: tuple[str, ...] = ()) -> Path:
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(newsarchive.load(SAMPLE, revisions="all").to_arrow().drop_columns(list(drop)), path)
    return path


@pytest.mark.parametrize("revisions", ["latest", "all"])
def test_parquet_reads_back_into_the_same_records(tmp_path: Path, revisions: Any) -> None:
    _write_parquet(tmp_path / "all.parquet")
    # A time keeps its instant; equal instants are equal datetimes.
    for place in (tmp_path, tmp_path / "all.parquet"):
        back = newsarchive.load(place, revisions=revisions)
        here = newsarchive.load(SAMPLE, revisions=revisions)
        assert list(back) == list(here)
        assert back.to_arrow().equals(here.to_arrow())


def test_times_that_parquet_keeps_without_a_zone_are_utc(tmp_path: Path) -> None:
    frame = newsarchive.load(SAMPLE, columns="all").to_pandas()
    frame["published_at"] = frame["published_at"].dt.tz_localize(None)
    frame.to_parquet(tmp_path / "all.parquet")
    assert list(newsarchive.load(tmp_path / "all.parquet")) == list(newsarchive.load(SAMPLE))


def test_parquet_in_a_store_loads(tmp_path: Path, options: dict[str, Any]) -> None:
    import s3fs

    s3fs.S3FileSystem(**options).put(str(_write_parquet(tmp_path / "all.parquet")), "news/tables-of-us/all.parquet")
    there = newsarchive.load("s3://news/tables-of-us", sites="tinmau", storage_options=options)
    assert list(there) == list(newsarchive.load(SAMPLE, sites="tinmau"))


def test_missing_columns_get_their_defaults(tmp_path: Path) -> None:
    path = _write_parquet(tmp_path / "few.parquet", drop=("body", "tags", "http"))
    whole: list[Record] = list(newsarchive.load(SAMPLE))
    blank = {"body": "", "tags": [], "http": type(whole[0].http)()}
    assert list(newsarchive.load(path)) == [replace(record, **blank) for record in whole]


def test_parquet_without_required_columns_is_refused(tmp_path: Path) -> None:
    path = _write_parquet(tmp_path / "few.parquet", drop=("id", "text_sha256"))
    with pytest.raises(BadRecord, match=r"few\.parquet: no column id, text_sha256;"):
        list(newsarchive.load(path))


def test_incomplete_parquet_is_a_bad_record(tmp_path: Path) -> None:
    path = _write_parquet(tmp_path / "torn.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadRecord, match=r"torn\.parquet: not a complete Parquet file"):
        list(newsarchive.load(path))
