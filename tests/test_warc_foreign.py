"""WARC files as the world has them: damaged, imprecise, old or of another kind; each costs what is broken, no more."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from raw_server import Ran, article, path_of

from newsarchive.from_warc.reading import ImportTask, read_warc
from newsarchive.from_warc.sources import opened
from newsarchive.from_warc.wanted import Wanted
from newsarchive.warc import BadWarc, read_records, read_warc_or_arc, warc_date

SITE = "http://bensong.example"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def record(
    number: int,
    *,
    kind: str = "response",
    head: bytes = HEAD,
    url: str | None = None,
    date: str = "2018-06-01T03:00:00Z",
    content_type: str = "application/http; msgtype=response",
    version: str = "WARC/1.0",
    more: str = "",
    length: int | None = None,
) -> bytes:
    block = head + article(number).encode()
    url = url if url is not None else SITE + path_of(number)
    lines = [
        version,
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        f"WARC-Date: {date}",
        f"WARC-Target-URI: {url}",
        *([more] if more else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def damaged(member: bytes, at: int = 150) -> bytes:
    return member[:at] + b"\xff\xff\xff\xff" + member[at + 4 :]


def imported(tmp_path: Path, content: bytes, name: str = "a.warc.gz") -> Ran:
    (tmp_path / name).write_bytes(content)
    archive = tmp_path / "archive"
    done = Ran(archive, "extract", str(tmp_path / name), "--to", str(archive), "--workers", "1")
    if done.records:
        assert Ran(archive, "verify", str(archive)).code == 0
    return done


TOO_LONG = record(2, length=9000).replace(b"</html>", b"")


@pytest.mark.parametrize(
    ("content", "name", "numbers"),
    [
        (packed(record(1)) + damaged(packed(record(2))) + packed(record(3), record(4)), "a.warc.gz", [1, 3, 4]),
        (packed(record(1)) + packed(record(2))[:-90] + packed(record(3), record(4)), "a.warc.gz", [1, 3, 4]),
        (packed(record(1)) + b"rubbish" * 50 + packed(record(3), record(4)), "a.warc.gz", [1, 3, 4]),
        (packed(record(1), TOO_LONG, record(3), record(4)), "a.warc.gz", [1, 3, 4]),
        (record(1) + TOO_LONG + record(3) + record(4), "a.warc", [1, 3, 4]),
        (record(1) + b"rubbish\r\n" * 9 + record(3) + record(4), "a.warc", [1, 3, 4]),
    ],
    ids=["member", "torn member", "rubbish", "too long", "too long, plain", "rubbish, plain"],
)
def test_damage_costs_the_record_that_has_it(content: bytes, name: str, numbers: list[int], tmp_path: Path) -> None:
    done = imported(tmp_path, content, name)
    assert [number for number in done.numbers if number != 2] == numbers, done.err
    assert done.code == 1
    assert "byte" in done.err
    assert "damaged" in done.err.splitlines()[-1]


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)], ids=["gz", "plain"])
@pytest.mark.parametrize(
    "wrong",
    [
        record(2, length=9000),
        record(2, head=HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"), length=9000),
        record(2, length=100),
        record(2, length=0),
        record(2).replace(b"Content-Length: ", b"Content-Length: about "),
        re.sub(rb"Content-Length: \d+\r\n", b"", record(2)),
    ],
    ids=["too long", "told to be chunked", "too short", "nothing", "no number", "missing"],
)
def test_a_whole_page_in_a_record_of_the_wrong_length_is_read(pack: Callable[..., bytes], wrong: bytes) -> None:
    lost: list[str] = []
    found = list(read_records(BytesIO(pack(record(1), wrong, record(3))), "a.warc", lost.append))
    assert [record.fields["warc-target-uri"] for record in found] == [SITE + path_of(number) for number in (1, 2, 3)]
    assert lost == []
    assert found[1].packed is None  # its member has the wrong length
    head, _, block = (found[1].data or b"").partition(b"\r\n\r\n")
    assert f"Content-Length: {len(block)}".encode() in head
    assert block.endswith(b"</html>")


def test_a_record_that_begins_within_the_declared_length_of_another_is_read() -> None:
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 9\r\n\r\nsoftware\n"
    found = list(read_records(BytesIO(info.replace(b"9", b"10") + record(1) + record(2)), "a.warc", [].append))
    assert [one.fields.get("warc-target-uri") for one in found] == [SITE + path_of(number) for number in (1, 2)]


def test_a_response_without_a_kind_is_a_response_and_an_old_name_of_the_url_counts(tmp_path: Path) -> None:
    unnamed = record(1).replace(b"WARC-Type: response\r\n", b"")
    draft = record(2).replace(b"WARC-Target-URI", b"WARC-Subject-URI")
    assert imported(tmp_path, packed(unnamed, draft)).numbers == [1, 2]


def test_two_files_of_one_name_in_a_wacz_are_both_read(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("archive/a.warc.gz", packed(record(1)))
        archive.writestr("archive/.//a.warc.gz", packed(record(2)))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("archive/a.warc.gz", packed(record(3)))
    with opened(str(tmp_path / "a.wacz")) as files:
        found = [one.fields["warc-target-uri"] for name, stream in files for one in read_records(stream, name)]
    assert sorted(found) == [SITE + path_of(number) for number in (1, 2, 3)]


def test_the_last_page_of_a_plain_file_is_read_if_only_its_length_is_wrong() -> None:
    found = list(read_records(BytesIO(record(1) + record(2, length=9000)), "a.warc"))
    assert [one.fields["warc-target-uri"] for one in found] == [SITE + path_of(number) for number in (1, 2)]


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a Git LFS pointer"),
        (b"\x1f\x9d\x90abc", "packed by compress"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "an MHTML page"),
        (b'{\n  "log": {"version": "1.2", "entries": []}}', "a HAR file"),
    ],
)
def test_another_file_is_named_for_what_it_is(start: bytes, what: str) -> None:
    with pytest.raises(BadWarc, match=what):
        next(read_records(BytesIO(start), "a.warc.gz"))


def test_a_damaged_byte_in_a_wacz_costs_one_record(tmp_path: Path) -> None:
    content = packed(record(1)) + damaged(packed(record(2))) + packed(record(3))
    with ZipFile(tmp_path / "whole.wacz", "w") as archive:
        archive.writestr("archive/a.warc.gz", packed(record(1)) + packed(record(2)) + packed(record(3)))
    bad = (tmp_path / "whole.wacz").read_bytes().replace(packed(record(2)), damaged(packed(record(2))))
    assert content in bad
    assert imported(tmp_path, bad, "a.wacz").numbers == [1, 3]


def test_the_head_of_a_record_ends_at_its_first_empty_line() -> None:
    head, _, block = record(2).partition(b"\r\n\r\n")
    bare = head.replace(b"\r\n", b"\n") + b"\n\n" + block
    found = list(read_records(BytesIO(packed(record(1), bare, record(3))), "a.warc.gz"))
    assert [record.fields["warc-target-uri"] for record in found] == [SITE + path_of(number) for number in (1, 2, 3)]


def test_a_member_behind_much_damage_is_found() -> None:
    content = packed(record(1)) + bytes(range(256)) * 2000 + packed(record(2))
    lost: list[str] = []
    found = list(read_records(BytesIO(content), "a.warc.gz", lost.append))
    assert [record.fields["warc-record-id"][-3:-1] for record in found] == ["01", "02"]
    assert found[1].offset == content.rindex(packed(record(2)))
    assert len(lost) == 1


@pytest.mark.parametrize(
    "torn",
    [
        lambda frame: frame[:150] + b"\xff" * 40 + frame[190:],
        lambda frame: b"XXXX" + frame[4:],
        lambda frame: frame[: len(frame) // 2],
        lambda frame: b"rubbish" * 40,
    ],
    ids=["inside", "its first bytes", "cut", "rubbish"],
)
@pytest.mark.parametrize("pack", ["zst", "gz"])
def test_reading_continues_after_a_damaged_member_or_frame(pack: str, torn: Callable[[bytes], bytes]) -> None:
    if pack == "zst":
        zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
        level = {zstd.CompressionParameter.checksum_flag: 1}
        first, two, three = (zstd.compress(record(number), options=level) for number in (1, 2, 3))
    else:
        first, two, three = (packed(record(number)) for number in (1, 2, 3))
    content = first + torn(two) + three
    lost: list[str] = []
    found = list(read_records(BytesIO(content), f"a.warc.{pack}", lost.append))
    assert [record.fields["warc-target-uri"] for record in found] == [SITE + path_of(1), SITE + path_of(3)]
    assert len(lost) == 1
    assert f"byte {len(first)}" in lost[0]


@pytest.mark.parametrize("content", [packed(record(1), record(2))[60:], b"\0" * 99 + packed(record(2))])
def test_a_gzip_file_without_its_first_bytes_loses_their_record_only(content: bytes) -> None:
    lost: list[str] = []
    found = list(read_records(BytesIO(content), "a.warc.gz", lost.append))
    assert [record.fields["warc-target-uri"] for record in found] == [SITE + path_of(2)]
    assert len(lost) == 1


def test_a_record_behind_zeros_is_found() -> None:
    lost: list[str] = []
    found = list(read_records(BytesIO(record(1) + b"\0" * 4096 + record(2)), "a.warc", lost.append))
    assert (len(found), len(lost)) == (2, 1)


@pytest.mark.parametrize(
    "member",
    [
        "archive\\a.warc.gz",
        "my-crawl/archive/a.warc.gz",
        "archive/A.WARC.GZ",
        "archive/a.warc.gz.open",
        "archive/2018/a.warc.gz",
    ],
)
def test_a_wacz_is_read_however_its_files_are_named(member: str, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.WACZ", "w") as archive:
        archive.writestr(member, packed(record(1)))
        archive.writestr("pages/extra.warc.gz", packed(record(2)))
        archive.writestr("__MACOSX/my-crawl/archive/._a.warc.gz", b"\0\5\x16\7Mac OS X")
    with opened(str(tmp_path / "a.WACZ")) as files:
        assert sum(len(list(read_records(stream, name))) for name, stream in files) == 1


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_file_that_is_compressed_twice_is_read(is_cut: bool) -> None:
    content = gzip.compress(packed(record(1), record(2), record(3)), mtime=0)
    losses: list[str] = []
    found = [*read_records(BytesIO(content[:-30] if is_cut else content), "a.warc.gz", losses.append)]
    assert (len(found), len(losses)) == ((2, 1) if is_cut else (3, 0))


@pytest.mark.parametrize(("field", "is_truncated"), [("WARC-Segment-Number: 1", True), ("WARC-Profile: x", False)])
def test_the_first_segment_of_a_page_is_a_truncated_page(field: str, is_truncated: bool, tmp_path: Path) -> None:
    found = imported(tmp_path, packed(record(1, more=field)), "a.warc.gz").records
    assert [entry.http.truncated for entry in found if entry.http] == [is_truncated]


@pytest.mark.parametrize(
    ("more", "cut", "is_truncated"),
    [
        (f"Content-Length: {len(article(1).encode())}", 60, True),
        (f"Content-Length: {len(article(1).encode()) + 10}", 0, False),  # only the length is wrong
        (f"Content-Length: {len(article(1).encode())}\r\nContent-Encoding: br", 60, False),  # of the encoded page
        ("X-Length: 9000", 60, False),
    ],
)
def test_a_page_shorter_than_its_server_declared_is_truncated(
    more: str, cut: int, is_truncated: bool, tmp_path: Path
) -> None:
    head = HEAD.replace(b"\r\n\r\n", b"\r\n" + more.encode() + b"\r\n\r\n")
    whole = record(1, head=head)
    length = len(head) + len(article(1).encode()) - cut
    data = record(1, head=head, length=length)[: len(whole) - 4 - cut] + b"\r\n\r\n"
    found = imported(tmp_path, packed(data), "a.warc.gz").records
    assert [entry.http.truncated for entry in found if entry.http] == [is_truncated]


class Unseekable(BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("articles", [2, 3])
def test_a_wacz_without_its_end_is_read_as_far_as_it_came(is_streamed: bool, articles: int, tmp_path: Path) -> None:
    out = Unseekable() if is_streamed else BytesIO()  # without seeking, sizes are written behind the data
    with ZipFile(out, "w") as archive:
        archive.writestr("pages/pages.jsonl", "{}")
        archive.writestr("archive/a.warc.gz", packed(record(1), record(2)))
        archive.writestr("archive/b.warc.gz", packed(record(3)))
    content = out.getvalue()
    end_of_part = content.index(b"archive/b.warc.gz") + 200 if articles == 2 else len(content) - 40
    (tmp_path / "a.wacz").write_bytes(content[:end_of_part])
    end = read_warc(ImportTask(name=str(tmp_path / "a.wacz"), wanted=Wanted(), copy=False), BytesIO())
    assert end.counts["articles"] == articles
    assert "not a complete WACZ file" in str(end.failure)


def test_a_zip_file_without_the_folder_of_a_wacz_is_read(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("data.warc.gz", packed(record(1)))
    with opened(str(tmp_path / "a.wacz")) as files:
        assert sum(len(list(read_records(stream, name))) for name, stream in files) == 1


@pytest.mark.parametrize(
    "content",
    [
        packed(record(1)) + record(2) + packed(record(3), record(4)),
        record(1) + record(2) + packed(record(3), record(4)),
        packed(record(1), record(2)) + record(3) + record(4),
    ],
    ids=["in the middle", "first", "last"],
)
def test_plain_and_compressed_records_may_be_in_one_file(content: bytes) -> None:
    losses: list[str] = []
    found = [*read_records(BytesIO(content), "a.warc.gz", losses.append)]
    assert [path_of(number) in record.fields["warc-target-uri"] for number, record in enumerate(found, 1)] == [True] * 4
    assert losses == []
    packed_records = [record for record in found if record.packed]
    assert all(content[record.offset :].startswith(record.packed or b"?") for record in packed_records)


@pytest.mark.parametrize(
    "data",
    [
        record(2, url=f"\r\n {SITE}{path_of(2)}"),
        record(2, version="WARC/1.2"),
        record(2, head=HEAD.replace(b"text/html; charset=utf-8", b"application/octet-stream")),
        record(2, head=HEAD.replace(b"text/html; charset=utf-8", b"text/plain")),
        record(2, head=HEAD.replace(b"text/html; charset=utf-8", b"text/xml")),
        record(2, head=HEAD.replace(b"200 OK", b"206 Partial Content\r\nContent-Range: bytes 0-899/900")),
        record(2, head=b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD),
    ],
    ids=["folded", "version", "octet-stream", "text/plain", "text/xml", "whole range", "100"],
)
def test_a_page_is_read_from_unusual_records(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(packed(data))
    end = read_warc(ImportTask(name=str(tmp_path / "a.warc.gz"), wanted=Wanted(), copy=False), BytesIO())
    assert (end.counts.get("articles"), end.failure) == (1, None), end


@pytest.mark.parametrize(
    "data",
    [
        record(2, kind="resource", head=b"", content_type="text/html"),
        record(2, head=b"", content_type="text/html"),
        record(2, url="HTTP" + SITE[4:] + path_of(2)),
        record(2, url=f"<{SITE}{path_of(2)}>"),
        record(2, url=f"http://an:mat-khau@{SITE[7:]}{path_of(2)}"),
        record(2, version="warc/1.0"),
        record(2, kind="Response"),
        record(2, more="X-Note: a line\r\n that is folded"),
        record(2, head=HEAD.replace(b"200 OK", b"203 Non-Authoritative")),
        record(2, head=HEAD.replace(b"200 OK", b"200OK")),
        record(2, head=HEAD.replace(b"200 OK", b"0200 OK")),
        record(2, head=HEAD.replace(b"200 OK", b"0 OK")),
        record(2, head=HEAD.replace(b"200 OK", b"OK")),
        record(2, date="2014"),
        record(2, date="2014-01"),
        record(2, date="20140102030405"),
        record(2, date="2009-03-65T08:43:19-0800"),
        record(2, date="yesterday", head=HEAD.replace(b"\r\n\r\n", b"\r\nDate: Fri, 01 Jun 2018 03:00:00 GMT\r\n\r\n")),
    ],
    ids=["resource", "no http", "HTTP://", "brackets", "password", "warc/1.0", "Response", "folded", "203",
         "200OK", "0200", "0", "no status", "year", "month", "digits", "clueweb", "http date"],
)  # fmt: skip
def test_a_page_in_an_unusual_record_is_stored(data: bytes, tmp_path: Path) -> None:
    done = imported(tmp_path, packed(record(1), data))
    assert done.numbers == [1, 2], done.err
    again = Ran(tmp_path / "archive", "extract", str(tmp_path / "archive"), "--again", "--yes", "--workers", "1")
    assert len(again.records) == 2
    assert not any("mat-khau" in str(record.url) for record in done.records)


def arc_record(number: int, version: int = 1, length: int | None = None) -> bytes:
    block = HEAD + article(number).encode()
    more = "200 ABC - 99 a.arc " if version == 2 else ""
    size = len(block) if length is None else length
    return f"{SITE}{path_of(number)} 1.2.3.4 20080102030405 text/html {more}{size}\n".encode() + block + b"\n"


ABOUT = b"1 0 Someone\nURL IP-address Archive-date Content-type Archive-length\n"
FILEDESC = b"filedesc://a.arc 0.0.0.0 20080101000000 text/plain %d\n%b\n" % (len(ABOUT), ABOUT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.arc", FILEDESC + arc_record(1) + arc_record(2)),
        ("a.warc.gz", packed(FILEDESC, arc_record(1), arc_record(2))),
    ],
    ids=["plain", "named WARC"],
)
def test_an_arc_file_is_read(name: str, content: bytes, tmp_path: Path) -> None:
    done = imported(tmp_path, content, name)
    assert done.numbers == [1, 2], done.err
    assert done.records[0].fetched_at == datetime(2008, 1, 2, 3, 4, 5, tzinfo=UTC)


ARC_CUT = arc_record(3)[:-300]


@pytest.mark.parametrize(
    ("content", "read", "losses"),
    [
        (FILEDESC + arc_record(1, version=2) + arc_record(2, version=2), [1, 2], 0),
        (packed(FILEDESC, arc_record(1)) + damaged(packed(arc_record(2))) + packed(arc_record(3)), [1, 3], 1),
        (damaged(packed(FILEDESC)) + packed(arc_record(1)), [1], 1),
        (FILEDESC + arc_record(1) + b"\0" * 999 + arc_record(2), [1, 2], 1),
        (FILEDESC + arc_record(1) + arc_record(2, length=99_999) + arc_record(3), [1, 2, 3], 0),
        (FILEDESC + arc_record(1) + arc_record(2)[:200] + b"\n" + arc_record(3), [1, 3], 1),
        (FILEDESC + arc_record(1) + arc_record(2) + ARC_CUT, [1, 2], 1),
        (packed(FILEDESC, arc_record(1), arc_record(2)) + packed(arc_record(3))[:-50], [1, 2], 1),
        (packed(FILEDESC, arc_record(1), arc_record(2), ARC_CUT), [1, 2], 1),
        (FILEDESC + arc_record(1).replace(b" 1.2.3.4 ", b" - ") + arc_record(2), [1, 2], 0),
        (damaged(packed(FILEDESC)) + packed(arc_record(1).replace(b" 1.2.3.4 ", b" - ")), [1], 1),
    ],
    ids=[
        "version 2",
        "damaged member",
        "damaged first member",
        "zeros",
        "length too large",
        "record cut",
        "end cut",
        "end of gzip cut",
        "last record cut before it was compressed",
        "no address",
        "no address behind damage",
    ],
)
def test_damage_in_an_arc_file_costs_only_the_damaged_record(content: bytes, read: list[int], losses: int) -> None:
    lost: list[str] = []
    found = list(read_warc_or_arc(BytesIO(content), "a.arc", lost.append))
    urls = [record.fields["warc-target-uri"] for record in found if record.fields["warc-type"] == "response"]
    assert urls == [SITE + path_of(number) for number in read]
    assert len(lost) == losses
    block = HEAD + article(read[-1]).encode()
    assert (found[-1].data or b"").endswith(b"\r\n\r\n" + block)


def test_a_block_of_an_arc_record_may_begin_like_a_url() -> None:
    block = HEAD + b"<style>a { color: red }</style>" + article(1).encode()
    record = f"{SITE}{path_of(1)} 1.2.3.4 20080102030405 text/html {len(block)}\n".encode() + block + b"\n"
    at = record.find(b"color:")
    found = list(read_warc_or_arc(BytesIO(packed(FILEDESC, record[:at], record[at:])), "a.arc.gz"))
    assert (found[-1].data or b"").endswith(block)


@pytest.mark.parametrize("content", [b"", gzip.compress(b""), b"\r\n\r\n"], ids=["empty", "empty gzip", "blank"])
def test_an_empty_file_is_reported(content: bytes) -> None:
    lost: list[str] = []
    assert list(read_records(BytesIO(content), "a.warc.gz", lost.append)) == []
    assert lost == ["a.warc.gz: is empty; is the download complete?"]


def test_a_wacz_inside_a_wacz_is_read(tmp_path: Path) -> None:
    inner = BytesIO()
    with ZipFile(inner, "w") as archive:
        archive.writestr("archive/data.warc.gz", packed(record(1), record(2)))
    outer = BytesIO()
    with ZipFile(outer, "w") as archive:
        archive.writestr("archive/one.wacz", inner.getvalue())
    assert imported(tmp_path, outer.getvalue(), "all.wacz").numbers == [1, 2]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (bz2.compress(record(1)), "bzip2"),
        (lzma.compress(record(1)), "xz"),
        (b"\x04\x22\x4d\x18" + bytes(50), "lz4"),
        (b"PK\x03\x04" + bytes(50), "ZIP"),
        (b"Rar!\x1a\x07" + bytes(50), "RAR"),
        (b"%PDF-1.7\n" + bytes(50), "PDF"),
        (lzma.compress(record(1), lzma.FORMAT_ALONE), "LZMA"),
        (gzip.compress(b"a.warc".ljust(257, b"\0") + b"ustar\0" + bytes(300), mtime=0), "tar"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(content: bytes, name: str, tmp_path: Path) -> None:
    with pytest.raises(BadWarc, match=name):
        next(read_records(BytesIO(content), "a.warc"))
    done = imported(tmp_path, content)
    assert (done.code, f"is an {name} file" in done.err or f"is a {name} file" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html>\n<html><h1>404</h1></html>", "an HTML page"),
        (b" CDX N b a m s k r M S V g\n", "an index"),
        (b'example,bao)/tin 20170912030000 {"url": "https://bao.example/tin"}\n', "an index"),
    ],
)
def test_a_file_without_records_is_named_for_what_it_holds(content: bytes, what: str) -> None:
    for data in (content, gzip.compress(content)):
        lost: list[str] = []
        assert list(read_records(BytesIO(data), "a.warc.gz", lost.append)) == []
        assert [text.startswith(f"a.warc.gz: is {what}") for text in lost] == [True]


def test_the_last_line_accounts_for_every_page_that_is_not_stored(tmp_path: Path) -> None:
    missing = record(2, head=HEAD.replace(b"200 OK", b"404 Not Found")), record(3, date="never")
    done = imported(tmp_path, packed(record(1), *missing))
    assert done.err.splitlines()[-1] == "pages not stored: 1 no date, 1 status not 200"
    assert done.code == 1


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2018-06-01T03:04:05Z", datetime(2018, 6, 1, 3, 4, 5, tzinfo=UTC)),
        ("2018-06-01T03:04:05.25Z", datetime(2018, 6, 1, 3, 4, 5, 250_000, tzinfo=UTC)),
        ("2018-06-01T10:04:05+07:00", datetime(2018, 6, 1, 3, 4, 5, tzinfo=UTC)),
        ("2018-06-01T03:04Z", datetime(2018, 6, 1, 3, 4, tzinfo=UTC)),
        ("2018-06-01", datetime(2018, 6, 1, tzinfo=UTC)),
        ("2018", datetime(2018, 1, 1, tzinfo=UTC)),
        ("2009-03-65T08:43:19-0800", datetime(2009, 3, 1, 8, tzinfo=UTC)),
        ("Fri, 01 Jun 2018 03:04:05 GMT", datetime(2018, 6, 1, 3, 4, 5, tzinfo=UTC)),
        ("2018-06-01t03:04:05z", datetime(2018, 6, 1, 3, 4, 5, tzinfo=UTC)),
        ("0000", None),
        ("1389774600", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_date_is_read_as_far_as_it_can_be(text: str | None, at: datetime | None) -> None:
    assert warc_date(text) == at


def test_noise_that_looks_like_arc_headers_is_skipped_quickly() -> None:
    noise = b"\0" + b"http:" * 200_000 + b"\n" + b"http://a 1.2.3.4 20080102030405 text/html\n" * 5_000
    began = time.process_time()
    found = list(read_warc_or_arc(BytesIO(FILEDESC + arc_record(1) + noise + arc_record(2)), "a.arc", [].append))
    assert len(found) == 3
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.arc", FILEDESC + b"aa:1 " + b"1.1.1.1 2020 x " * 10_000 + b"z\n" + arc_record(2)),
        ("a.warc.gz", packed(b"WARC/1.0\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n" * 100_000)),
    ],
    ids=["a line full of addresses", "many records in few bytes"],
)
def test_reading_time_is_proportional_to_the_bytes(name: str, content: bytes) -> None:
    began = time.process_time()
    assert sum(1 for _ in read_warc_or_arc(BytesIO(content), name, [].append)) in (2, 100_000)
    assert time.process_time() - began < 20


def test_a_later_capture_that_shows_less_is_no_revision(tmp_path: Path) -> None:
    def later(of: bytes, month: int, page: str, more: str = "") -> bytes:
        block = HEAD + page.encode()
        head = of.partition(b"\r\n\r\n")[0].replace(b"2018-06-01", b"2018-%02d-01" % month)
        head = head.rpartition(b"\r\n")[0] + f"{more}\r\nContent-Length: {len(block)}\r\n\r\n".encode()
        return head + block + b"\r\n\r\n"

    notice = re.sub(
        "<meta property=.article:published_time[^>]*>",
        "",
        article(
            2, title="Xin chờ một chút", paragraphs=["Quý vị hãy đánh dấu vào ô bên dưới rồi chờ trang tải lại."] * 3
        ),
    )
    content = packed(
        record(1),
        record(2),
        later(record(1), 7, article(1)[:-150], "\r\nWARC-Truncated: length"),
        later(record(2), 7, notice),
    )
    done = imported(tmp_path, content)
    assert [record.revision for record in done.records] == [1, 1], done.err
    assert "1 truncated, not stored" in done.err
    assert "1 error page, not stored" in done.err


def test_a_file_of_the_headers_of_pages_says_that_it_has_no_page(tmp_path: Path) -> None:
    wat = record(1, kind="metadata", head=b"", content_type="application/json")  # Common Crawl's WAT
    about = record(2, kind="metadata", head=b"", content_type="application/warc-fields")  # of a crawler
    done = imported(tmp_path, packed(wat, about), "a.warc.wat.gz")
    assert "1 not HTML" in done.err + done.out
