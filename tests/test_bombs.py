"""Decompression bombs in files: each reader stops at its limit and says where; none fills the memory."""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from archive_pieces import small_archive
from click.testing import CliRunner

from newsarchive import load, members
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest import chain
from newsarchive.archive.reading import zstandard
from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import BadRecord, WarcPlace
from newsarchive.cli import main
from newsarchive.dataset import parquet_records
from newsarchive.from_warc.sources import opened
from newsarchive.warc import BadWarc, read_page, read_pages
from newsarchive.warc import read_records as read_warc_records
from newsarchive.warc.unpacking import unpacked

SMALL = 1 << 16


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are a thousandth of what they are: the bombs are, too."""
    monkeypatch.setattr(members, "MAX_MEMBER", SMALL)
    monkeypatch.setattr(zstandard, "MAX_LINE", SMALL)


def bomb(size: int = 4 * SMALL, *, start: bytes = b"", end: bytes = b"\n") -> bytes:
    return gzip.compress(start + b" " * size + end, 9)


@pytest.mark.usefixtures("small_limits")
def test_a_batch_that_unpacks_to_gigabytes_is_reported_and_the_other_batches_are_read(tmp_path: Path) -> None:
    folder = small_archive(tmp_path)
    path = Layout(folder).article_files()[0]
    path.write_bytes(bomb() + path.read_bytes() + bomb())
    found = [str(problem) for problem in verify(folder).problems if "unpack to more than" in str(problem)]
    assert len(found) == 2
    assert found[0].startswith("articles/site=baovidu/2017-09.jsonl.gz: ")
    assert "bytes at 0 unpack to more than" in found[0]
    with pytest.raises(BadRecord, match=r"2017-09.jsonl.gz: \d+ bytes at 0 unpack to more than"):
        len(load(folder))
    with pytest.warns(UserWarning, match="unpack to more than"):
        assert len(list(read_records(path, on_error="skip"))) == 3
    with ArchiveWriter(folder, run="later") as archive:
        assert all(damage.quarantine is None for damage in archive.repairs)


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_a_line_without_end_is_named_with_its_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"records{ending}"
    line = b" " * 4 * SMALL
    if ending.endswith(".zst"):
        import pyarrow as pa

        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            stream.write(line)
    else:
        path.write_bytes(gzip.compress(line) if ending.endswith(".gz") else line)
    with pytest.raises(BadRecord, match=rf"records{ending}:1: a line of more than"):
        list(read_records(path))


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "deflate", "br", "gzip, br, deflate"])
def test_a_body_packed_once_or_often_is_unpacked_up_to_a_limit(encoding: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
    }
    body = b" " * 16 * SMALL
    for name in encoding.split(", "):
        body = packers[name](body)
    assert len(unpacked(body, encoding, SMALL)) <= SMALL


def test_a_body_that_claims_encodings_without_end_comes_back_as_it_is() -> None:
    assert unpacked(b"abc", ",".join(["gzip"] * 100_000)) == b"abc"


@pytest.mark.usefixtures("small_limits")
def test_a_record_of_a_warc_file_that_unpacks_to_gigabytes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(bomb(start=b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 262144\r\n\r\n"))
    with pytest.raises(BadWarc, match=r"a.warc.gz: \d+ bytes at 0 unpack to more than"):
        list(read_pages(path))
    done = CliRunner().invoke(main, ["extract", str(path)])
    assert (done.exit_code, "unpack to more than" in done.stderr) == (1, True)


@pytest.mark.parametrize("place", [(10**30, 10), (0, 10**30), (-1, 10), (0, -1), (10**6, 10**15)])
def test_a_place_of_any_size_fills_no_memory(tmp_path: Path, place: tuple[int, int]) -> None:
    folder = small_archive(tmp_path)
    (path,) = Layout(folder).page_files()
    where = WarcPlace(file=Layout(folder).relative(path), offset=place[0], length=place[1])
    with pytest.raises(BadWarc, match="no complete response at byte"):
        read_page(folder, where)


def _dictionary(content: bytes, *, length: int | None = None) -> bytes:
    return b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(content) if length is None else length) + content


@pytest.mark.parametrize(
    "start", [_dictionary(b"", length=0xFFFFFFF0), _dictionary(b"no dictionary"), _dictionary(b"\x28\xb5\x2f\xfdtorn")]
)
def test_a_zstd_dictionary_that_is_too_long_or_none_is_named(start: bytes) -> None:
    with pytest.raises(BadWarc, match=r"a.warc.zst: its Zstandard dictionary|ends within"):
        list(read_warc_records(io.BytesIO(start + b"\x28\xb5\x2f\xfd" * 40_000), "a.warc.zst"))


@pytest.mark.parametrize("length", ["9" * 30, "9" * 5000, "-1", "1e9", "٣"])
def test_a_record_that_claims_any_length_is_named(length: str) -> None:
    head = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n".encode()
    with pytest.raises(BadWarc, match=r"a\.warc: "):
        list(read_warc_records(io.BytesIO(head), "a.warc"))


def test_a_wacz_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", b"WARC/1.1\r\nContent-Length: 99999999\r\n\r\n" + b" " * (1 << 24))
    with opened(str(path)) as files:
        name, stream = next(files)
        with pytest.raises(BadWarc, match=r"a.wacz/archive/a.warc: ends within"):
            list(read_warc_records(stream, name))


DEEP = b'{"id": ' + b"[" * 200_000
WIDE = [
    {"published_at": "0001-01-01T00:00:00+14:00", "fetched_at": "0001-01-01T00:00:00+14:00"},
    {"published_at": "9999-12-31T23:59:59-14:00", "fetched_at": "9999-12-31T23:59:59-14:00"},
    {"warc": {"file": "pages/x.warc.gz", "offset": 10**30, "length": 10**30}},
    {"revision": 10**30},
    {"revision": -(10**18)},
    {"http": {"status": 10**30}},
    {"url": "http://[", "canonical_url": "\ud800"},
    {"aliases": ["\x00"] * 1000},
]


def hostile_lines(folder: Path) -> Iterator[bytes]:
    first = next(iter(read_records(Layout(folder).article_files()[0])))
    from newsarchive.article import to_json

    plain = json.loads(to_json(first))
    yield DEEP
    for number, change in enumerate(WIDE):
        yield json.dumps({**plain, "id": f"baovidu:{number:016x}", **change}).encode()


@pytest.fixture
def hostile_archive(tmp_path: Path) -> Path:
    folder = small_archive(tmp_path / "data")
    path = Layout(folder).article_files()[0]
    with path.open("ab") as stream:
        stream.write(members.pack(b"".join(line + b"\n" for line in hostile_lines(folder))))
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "verify {0}",
        "verify {0} --repair",
        "coverage {0}",
        "status {0}",
        "stats {0}",
        "export {0} --to {1}/out.csv",
        "export {0} --to {1}/out.parquet --skip-bad",
        "export {0} --to {1}/out.jsonl.gz --skip-bad",
        "stats {0} --skip-bad",
        "extract {0} --again --yes",
        "search chợ {0}",
        "show baovidu:0000000000000003 {0}",
        "merge {0} --to {1}/all",
        "pack {0}",
        "duplicates {0}",
    ],
)
def test_hostile_records_crash_no_command(hostile_archive: Path, tmp_path: Path, command: str) -> None:
    done = CliRunner().invoke(main, command.format(hostile_archive, tmp_path).split())
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (0, 1), done.output


@pytest.mark.parametrize(
    ("change", "command"),
    [
        ({"title": "\ud800"}, "release {0} --to {1}/out --title t --contact a@b.vn"),
        ({"published_at": "0001-01-01T00:00:00+14:00", "published_date": "0001-01-01"}, "report {0} -o {1}/out.html"),
    ],
)
def test_a_hostile_first_record_crashes_no_command(change: dict[str, str], command: str, tmp_path: Path) -> None:
    from newsarchive.article import to_json

    folder = small_archive(tmp_path / "data", 1)
    path = Layout(folder).article_files()[0]
    record = {**json.loads(to_json(next(iter(read_records(path))))), **change}
    path.write_bytes(members.pack(json.dumps(record).encode() + b"\n"))
    (folder / "index.sqlite").unlink()
    done = CliRunner().invoke(main, command.format(folder, tmp_path).split())
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert (done.exit_code == 0) == ("title" not in change), done.output


def _measured(folder: Path, *arguments: str) -> tuple[int, int]:
    """Return exit status and peak memory in MiB of a command."""
    code = (
        "import resource, subprocess, sys;"
        "done = subprocess.run([sys.executable, '-m', 'newsarchive', *sys.argv[1:]], stdout=subprocess.DEVNULL);"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=900
    )
    status, memory = done.stdout.split()
    return int(status), int(memory)


def _pack_zeros(size: int) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    pieces = [stream.compress(b" " * (1 << 20)) for _ in range(size >> 20)]
    return b"".join([*pieces, stream.flush()])


@pytest.mark.soak
@pytest.mark.parametrize(
    "command",
    ["verify data", "stats data", "export data --to out.csv", "extract a.warc.gz", "extract a.warc.gz --to new"],
)
def test_two_megabytes_that_unpack_to_two_gigabytes_stay_below_one(tmp_path: Path, command: str) -> None:
    folder = small_archive(tmp_path / "data")
    packed = _pack_zeros(2 << 30)
    for path in (Layout(folder).article_files()[0], Layout(folder).page_files()[0]):
        with path.open("ab") as stream:
            stream.write(packed)
    head = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 2147483648\r\n\r\n"
    )
    for place in (tmp_path / "a.warc.gz", folder / "a.warc.gz"):
        place.write_bytes(gzip.compress(head) + packed)
    status, memory = _measured(tmp_path, *command.split())
    assert status in (0, 1)
    assert memory < 1000, f"{memory} MiB"


def _parquet(folder: Path, column: str, value: object, rows: int) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = load(small_archive(folder)).to_arrow().slice(0, 1)
    values = {name: row[name].combine_chunks() for name in row.column_names}
    values[column] = pa.array([value], row.schema.field(column).type)
    path = folder / "records.parquet"
    pq.write_table(pa.table(values).take([0] * rows), path, compression="zstd")
    return path


@pytest.mark.parametrize(
    ("column", "value", "rows", "message"),
    [
        ("body", "a" * (1 << 20), 1, "bytes expand to"),
        ("title", "a" * 10_000, 300, "its texts expand to more than"),
        ("tags", ["a" * 1000] * 20, 300, "its texts expand to more than"),
        ("pictures", [{"url": "a", "caption": "a" * 9000}], 300, "its texts expand to more than"),
        ("title", "a" * 100_000, 2, "a record of"),
        ("paywalled", None, 60_000, "declare 60,000 records"),
    ],
)
def test_a_small_parquet_file_that_expands_to_gigabytes_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: object, rows: int, message: str
) -> None:
    path = _parquet(tmp_path, column, value, rows)
    monkeypatch.setattr(parquet_records, "MAX_MEMBER", 4 * SMALL)
    monkeypatch.setattr(parquet_records, "MAX_LINE", SMALL)
    monkeypatch.setattr(parquet_records, "_MOST_REPEATED", 1)
    monkeypatch.setattr(parquet_records, "_MOST_UNPACKED", 1)
    done = CliRunner().invoke(main, ["stats", str(path)])
    assert (done.exit_code, message in done.stderr) == (1, True), done.stderr
    assert "records.parquet: " in done.stderr


def test_texts_that_are_repeated_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _parquet(tmp_path, "title", "a" * 10_000, 100)
    monkeypatch.setattr(parquet_records, "MAX_LINE", SMALL)
    assert [len(record.title or "") for record in load(path, revisions="all")] == [10_000] * 100


@pytest.mark.parametrize("report", ["{}", "[]", "{", '{"counts": 1}', '{"finish_reason": "x", "versions": 3}'])
def test_a_report_of_any_form_is_named_or_passed_over(tmp_path: Path, report: str) -> None:
    folder = small_archive(tmp_path / "a")
    (Layout(folder).runs / "20271122T0140Z.json").write_text(report)
    for which in ([], ["--run", "20271122T0140Z"]):
        done = CliRunner().invoke(main, ["status", str(folder), *which, "--html", str(tmp_path / "a.html")])
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert done.exit_code == 0 or "20271122T0140Z.json: " in done.stderr or "no run has ended" in done.stderr


@pytest.mark.parametrize(
    ("name", "command", "said"),
    [
        ("runs/20271122T0140Z.json", "status {a}", ""),  # the log names it
        ("runs/20271122T0140Z.json", "status {a} --html {w} --run 20271122T0140Z", "not a report of a run"),
        ("manifest.head", "verify {a}", "manifest.head: cannot be read: 70,000,000 bytes"),
        ("tables.json", "verify {a}", "tables.json: cannot be read (70,000,000 bytes"),
        ("left-out.json", "verify {a}", ""),
        ("pages/site=baovidu/a-0001.cdxj", "verify {a} --repair", ""),
        ("newsarchive.toml", "stats {a}", "newsarchive.toml: not a TOML file: 70,000,000 bytes"),
        ("takedown.txt", "release {a} --to {w} --title A --contact a@b.example", "takedown.txt: 70,000,000 bytes"),
    ],
)
def test_a_sparse_file_in_an_archive_is_named_and_fills_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str, said: str
) -> None:
    """It costs its sender nothing: a disk image, a ZIP file or `tar --sparse` has it in some bytes."""
    folder = small_archive(tmp_path / "a")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("ab") as stream:
        stream.truncate(70_000_000)
    read_bytes = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: pytest.fail(f"{path} is read") if path.match(name) else read_bytes(path)
    )
    words = [word.format(a=folder, w=tmp_path / "w") for word in command.split()]
    done = CliRunner().invoke(main, words)
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert said in done.output


def test_a_manifest_line_without_end_is_counted_without_being_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(small_archive(tmp_path))
    monkeypatch.setattr(chain, "_LONGEST_ENTRY", 1 << 16)
    before = chain.read_chain(layout)
    with layout.manifest.open("ab") as stream:
        stream.truncate(stream.tell() + (3 << 20))
    found = chain.read_chain(layout)
    assert before is not None
    assert found is not None
    assert (found.torn, found.sha256, found.faults) == (3 << 20, before.sha256, [])
    with layout.manifest.open("ab") as stream:
        stream.write(b"\n")
    found = chain.read_chain(layout)
    assert found is not None
    assert [text for _, text in found.faults if "is not an entry" in text]
    assert found.size == layout.manifest.stat().st_size
    ArchiveWriter(tmp_path, run="again").close()  # it notes the fault and goes on
    assert not verify(tmp_path).is_whole
