"""Pages into WARC and back, read by others as well as by us."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import subprocess
import sys
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as some
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders

from newsarchive.article import WarcPlace
from newsarchive.members import member_in
from newsarchive.page import Page
from newsarchive.warc import (
    BadWarc,
    Exchange,
    StoredPage,
    info_bytes,
    read_page,
    read_pages,
    read_stored_pages,
    stored_pages_in,
    warc_bytes,
)
from newsarchive.warc.record import digest_field, one_line, record_id

BODY = "<html><p>Chợ phiên họp lại bên bờ sông</p></html>".encode()
NOW = datetime(2026, 11, 22, 1, 40, 5, 123456, tzinfo=UTC)
PAGE = Page(
    url="https://baovidu.example/thoi-su/cho.html?a=1&b=ơ",
    body=BODY,
    content_type="text/html; charset=utf-8",
    headers=(("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
    fetched_at=NOW,
    requested_url="http://baovidu.example/cho",
    redirects=("http://baovidu.example/cho", "https://m.baovidu.example/cho"),
    language_hint="vi",
)


def with_headers(*headers: tuple[str, str]) -> Page:
    return dataclasses.replace(PAGE, headers=(*PAGE.headers, *headers))


def file_of(folder: Path, *exchanges: Exchange) -> Path:
    path = folder / "x.warc.gz"
    with path.open("wb") as stream:
        stream.write(info_bytes("x.warc.gz", NOW, {"software": "newsarchive\r\nfalse: true"}))
        for exchange in exchanges:
            packed = warc_bytes(exchange)
            stream.write(bytes(packed))
    return path


def one_page(page: Page, wire_body: bytes | None = None) -> Page:
    return read_one(warc_bytes(Exchange(page=page, wire_body=wire_body)).response).page


def read_one(packed: bytes) -> StoredPage:
    member = member_in(packed, 0)
    assert member is not None
    (stored_page,) = stored_pages_in(member, Path("x"), "x")
    return stored_page


def test_a_page_comes_back_as_it_went_in() -> None:
    assert one_page(PAGE) == PAGE


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("br", brotli.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("GZIP", gzip.compress),
        ("identity", lambda body: body),
        ("gzip", lambda body: body),
        ("deflate", lambda body: body),
        ("br", lambda body: body),
    ],
)
def test_the_bytes_as_received_are_stored_and_unpacked_on_reading(encoding: str, pack: object) -> None:
    assert callable(pack)
    page = with_headers(("Content-Encoding", encoding), ("Content-Length", str(len(pack(BODY)))))
    assert one_page(page, pack(BODY)) == page


def test_a_body_whose_packing_was_undone_does_not_claim_to_be_packed() -> None:
    page = with_headers(("Content-Encoding", "gzip"), ("Content-Length", "7"), ("Transfer-Encoding", "chunked"))
    back = one_page(page)
    assert back.body == BODY
    assert back.header("Content-Encoding") is None
    assert back.header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert back.header("X-Archive-Orig-Content-Length") == "7"
    assert back.header("X-Archive-Orig-Transfer-Encoding") == "chunked"


def test_a_chunked_response_of_another_archiver_is_joined() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = head + b"4\r\n<p>x\r\n3\r\ny z\r\n0\r\n\r\n"
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://a.example/\r\n"
        b"WARC-Date: 2017-09-11T05:28:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: " + str(len(block)).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )
    stored_page = read_one(gzip.compress(record))
    assert stored_page.page.body == b"<p>xy z"
    assert stored_page.page.fetched_at == datetime(2017, 9, 11, 5, 28, tzinfo=UTC)


def test_a_gzip_body_that_broke_off_is_read_as_far_as_it_goes() -> None:
    page = with_headers(("Content-Encoding", "gzip"))
    whole = gzip.compress(BODY * 500)
    assert one_page(page, whole[: len(whole) // 2]).body.startswith(BODY[:20])


def test_place_and_digest_are_exact(tmp_path: Path) -> None:
    second = dataclasses.replace(PAGE, url="https://baovidu.example/2", body=b"2", redirects=(), requested_url=None)
    path = file_of(tmp_path, Exchange(page=PAGE), Exchange(page=second))
    stored_page = list(read_stored_pages(path, "pages/x.warc.gz"))
    assert [each.page for each in stored_page] == [PAGE, second]
    for stored in stored_page:
        piece = path.read_bytes()[stored.place.offset :][: stored.place.length]
        assert piece == warc_bytes(Exchange(page=stored.page)).response
        assert read_page(tmp_path, dataclasses.replace(stored.place, file="x.warc.gz")).page == stored.page
    assert list(read_pages(path)) == [PAGE, second]


def test_warcio_itself_finds_every_digest_right(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        Exchange(
            page=with_headers(("Content-Encoding", "gzip")), wire_body=gzip.compress(BODY), ip_address="192.0.2.7"
        ),
        Exchange(
            page=dataclasses.replace(PAGE, body=b"", status=304), request_headers=(("User-Agent", "newsarchive"),)
        ),
    )
    command = "from warcio.cli import main; main(['check', '-v', __import__('sys').argv[1]])"
    done = subprocess.run([sys.executable, "-c", command, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("digest pass") == 4
    assert "fail" not in done.stdout


def test_the_records_are_those_of_the_standard(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE, ip_address="192.0.2.7", request_headers=(("Accept", "text/html"),)))
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.content_stream().read()) for record in ArchiveIterator(stream)
        ]
    info, (_, response, body), (_, request, _), (_, metadata, _) = records
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "metadata"]
    assert info[2] == b"software: newsarchive false: true\r\n"
    assert (response.protocol, body) == ("WARC/1.1", BODY)
    assert response.get_header("WARC-Date") == "2026-11-22T01:40:05.123456Z"
    assert response.get_header("WARC-IP-Address") == "192.0.2.7"
    for beside in (request, metadata):
        assert beside.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")


def records_in(packed: bytes) -> list[tuple[str, StatusAndHeaders, bytes]]:
    found = []
    for record in ArchiveIterator(BytesIO(packed), check_digests="raise"):
        found.append((record.rec_type, record.rec_headers, record.content_stream().read()))
    return found


@pytest.mark.parametrize(
    ("exchange", "lines"),
    [
        (Exchange(page=PAGE), [b"charsetForLinkExtraction: utf-8"]),
        (
            Exchange(
                page=dataclasses.replace(PAGE, content_type=None, headers=(), body=b"<meta charset='windows-1258'>"),
                via="https://baovidu.example/sitemap.xml",
                hops="MR",
                found_by="sitemaps",
                fetch_ms=312,
            ),
            [
                b"via: https://baovidu.example/sitemap.xml",
                b"hopsFromSeed: MR",
                b"fetchTimeMs: 312",
                b"charsetForLinkExtraction: windows-1258",
                b"newsarchive-found-by: sitemaps",
            ],
        ),
        (
            Exchange(page=dataclasses.replace(PAGE, content_type=None, headers=()), via="https://a/\r\nb: c"),
            [b"via: https://a/ b: c"],
        ),
    ],
)
def test_the_metadata_record_states_how_a_page_was_discovered(exchange: Exchange, lines: list[bytes]) -> None:
    (_, response, _), _, (kind, fields, body) = records_in(bytes(warc_bytes(exchange)))
    assert (kind, fields.get_header("Content-Type")) == ("metadata", "application/warc-fields")
    assert fields.get_header("WARC-Target-URI") == response.get_header("WARC-Target-URI")
    assert body.splitlines() == lines


@pytest.mark.parametrize(
    ("status", "profile"),
    [(200, "identical-payload-digest"), (203, "identical-payload-digest"), (304, "server-not-modified")],
)
def test_a_revisit_refers_to_the_response_it_repeats(status: int, profile: str) -> None:
    original = read_one(warc_bytes(Exchange(page=PAGE)).response)
    later = dataclasses.replace(
        PAGE,
        status=status,
        fetched_at=NOW + timedelta(days=7),
        body=b"" if status == 304 else BODY,
        url="https://b.example/",
    )
    (kind, fields, body), *_ = records_in(bytes(warc_bytes(Exchange(page=later), original)))
    assert (kind, body) == ("revisit", b"")
    assert fields.get_header("WARC-Profile") == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    assert fields.get_header("WARC-Refers-To-Target-URI") == PAGE.url
    assert fields.get_header("WARC-Refers-To-Date") == "2026-11-22T01:40:05.123456Z"
    (_, first, _), *_ = records_in(warc_bytes(Exchange(page=PAGE)).response)
    assert fields.get_header("WARC-Payload-Digest") == first.get_header("WARC-Payload-Digest")


def test_a_revisit_is_not_a_page_of_its_own(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE))
    (original,) = read_stored_pages(path)
    path.write_bytes(path.read_bytes() + bytes(warc_bytes(Exchange(page=PAGE), original)))
    assert list(read_stored_pages(path)) == [original]


@given(some.text(max_size=40), some.binary(max_size=40))
def test_names_and_digests_are_those_of_the_standard_library(text: str, data: bytes) -> None:
    assert record_id(text) == f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}>"
    digest = hashlib.sha256(data).digest()
    assert digest_field(digest) == f"sha256:{base64.b32encode(digest).decode()}"
    assert len(f"x{one_line(text)}y".splitlines()) == 1


def test_a_packed_body_is_not_packed_again() -> None:
    page = with_headers(("Content-Encoding", "gzip"))
    wire = gzip.compress(bytes(range(256)) * 500)
    response_record = warc_bytes(Exchange(page=page, wire_body=wire)).response
    assert wire in response_record
    assert len(response_record) < len(wire) + 1200
    assert read_one(response_record).page.body == bytes(range(256)) * 500


@pytest.mark.parametrize("size", [0, 1, 65_500, 65_531, 65_535, 65_536, 200_000])
def test_a_compressed_body_of_any_size_is_stored_as_received(size: int) -> None:
    body = Random(size).randbytes(size)  # does not shrink: the packed body is longer still
    packed = warc_bytes(
        Exchange(page=with_headers(("Content-Encoding", "gzip")), wire_body=gzip.compress(body))
    ).response
    assert read_one(packed).page.body == body
    assert gzip.decompress(packed).endswith(gzip.compress(body)[-8:] + b"\r\n\r\n")


def test_the_request_names_its_host_and_target(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE, request_headers=(("Accept", "text/html"),)))
    text = gzip.decompress(path.read_bytes())
    assert b"GET /thoi-su/cho.html?a=1&b=" in text
    assert b"Host: baovidu.example\r\nAccept: text/html\r\n\r\n" in text


def test_the_same_exchange_gives_the_same_bytes() -> None:
    assert warc_bytes(Exchange(page=PAGE)) == warc_bytes(Exchange(page=PAGE))


def test_a_header_cannot_begin_another(tmp_path: Path) -> None:
    page = dataclasses.replace(with_headers(("X-A", "1\r\nX-B: 2")), redirects=("http://a.example/\r\nWARC-Type: x",))
    back = one_page(page)
    assert (back.header("X-A"), back.header("X-B")) == ("1 X-B: 2", None)
    assert back.redirects == ("http://a.example/ WARC-Type: x",)


@given(
    body=some.binary(max_size=200),
    encoding=some.sampled_from([None, "gzip", "deflate", "br", "gzip,br", "nix", ","]),
    headers=some.lists(some.tuples(some.from_regex(r"[A-Za-z][A-Za-z-]{0,9}", fullmatch=True), some.text(max_size=20))),
    status=some.integers(100, 599),
)
def test_any_response_can_be_stored_and_read(
    body: bytes, encoding: str | None, headers: list[tuple[str, str]], status: int
) -> None:
    packing = [("Content-Encoding", encoding)] if encoding else []
    clean = [
        (name, value) for name, value in headers if name.casefold() not in ("transfer-encoding", "content-encoding")
    ]
    page = dataclasses.replace(PAGE, body=body, status=status, headers=(*packing, *clean))
    packed = warc_bytes(Exchange(page=page, wire_body=body))
    stored_page = read_one(packed.response)
    assert (stored_page.payload_sha256, stored_page.page.status, stored_page.page.url) == (
        packed.payload_sha256,
        status,
        PAGE.url,
    )


@pytest.mark.parametrize("page", [dataclasses.replace(PAGE, url=None), dataclasses.replace(PAGE, fetched_at=None)])
def test_a_page_without_url_or_time_cannot_be_stored(page: Page) -> None:
    with pytest.raises(ValueError, match="its URL and the time of the fetch"):
        warc_bytes(Exchange(page=page))


def test_a_truncated_file_gives_the_pages_before_the_damage(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE), Exchange(page=PAGE))
    whole = path.read_bytes()
    places = [stored_page.place for stored_page in read_stored_pages(path)]
    for size in range(places[0].offset, len(whole), 13):
        path.write_bytes(whole[:size])
        ends = [place.offset + place.length for place in places]
        assert len(list(read_stored_pages(path))) == sum(size >= end for end in ends), size


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        (WarcPlace(file="../x.warc.gz", offset=0, length=9), "not a path inside an archive"),
        (WarcPlace(file="/etc/passwd", offset=0, length=9), "not a path inside an archive"),
        (WarcPlace(file="nix.warc.gz", offset=0, length=9), "does not exist"),
        (WarcPlace(file="x.warc.gz", offset=0, length=40), "no complete response"),
        (WarcPlace(file="x.warc.gz", offset=3, length=400), "no complete response"),
        (WarcPlace(file="x.warc.gz", offset=10**9, length=40), "no complete response"),
    ],
)
def test_a_place_that_holds_no_response_is_named(tmp_path: Path, place: WarcPlace, complaint: str) -> None:
    file_of(tmp_path, Exchange(page=PAGE))
    with pytest.raises(BadWarc, match=complaint):
        read_page(tmp_path, place)


def test_a_damaged_record_is_named_or_on_request_passed_over(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE), Exchange(page=dataclasses.replace(PAGE, url="https://b.example/")))
    first, second = (stored_page.place for stored_page in read_stored_pages(path))
    spoilt = bytearray(path.read_bytes())
    spoilt[first.offset + 50] ^= 0xFF
    path.write_bytes(spoilt)
    with pytest.raises(BadWarc, match=f"{first.length} bytes at {first.offset} are damaged"):
        list(read_stored_pages(path))
    assert [stored_page.place for stored_page in read_stored_pages(path, on_error="skip")] == [second]


def test_a_member_that_is_not_a_warc_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"<html>no WARC</html>"))
    with pytest.raises(BadWarc, match="not a WARC record"):
        list(read_pages(path))


def test_a_hostile_body_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.warc.unpacking.MAX_BODY", 1000)
    for encoding, pack in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        assert len(one_page(with_headers(("Content-Encoding", encoding)), pack(bytes(10**6))).body) == 1000
    # brotli counts in blocks of 32 KiB
    assert len(one_page(with_headers(("Content-Encoding", "br")), brotli.compress(bytes(10**6))).body) < 10**5


def test_an_unpacked_warc_file_is_read_too(tmp_path: Path) -> None:
    path = file_of(tmp_path, Exchange(page=PAGE))
    plain = path.with_suffix("")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    assert list(read_pages(plain)) == [PAGE]
    assert BytesIO(plain.read_bytes()).read(4) == b"WARC"
