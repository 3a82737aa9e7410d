"""A mislabeled or damaged Content-Encoding is decoded alike by `crawl`, both forms of `extract`, and `show --raw`."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli
import pytest
from click.testing import CliRunner
from raw_server import Ran, article, crawled, front, path_of, raw_server, reply

from newsarchive.cli import main
from newsarchive.warc.unpacking import unpack

zstd = pytest.importorskip("backports.zstd" if __import__("sys").version_info < (3, 14) else "compression.zstd")

PAGE = article(3).encode()
PACKED = gzip.compress(PAGE, mtime=0)
WARNING = b"<br />\n<b>Warning</b>: date() in <b>/home/bao/lib.php</b> on line <b>12</b><br />\n"


def _deflated(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def _checked_zstd(data: bytes) -> bytes:
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})
    return bytes(compressor.compress(data) + compressor.flush())


# What a server sends -> its Content-Encoding, its Content-Type and its body.
MISLABELED: dict[str, tuple[str | None, str, bytes]] = {
    "warning before gzip": ("gzip", "text/html", WARNING + PACKED),
    "warning before gzip, undeclared": (None, "text/html", WARNING + PACKED),
    "blank lines and a mark before gzip": ("gzip", "text/html", b"\r\n\xef\xbb\xbf" + PACKED),
    "gzip as its type": (None, "application/x-gzip", PACKED),
    "gzip as its type and encoding": ("gzip", "application/gzip", PACKED),
    "zstd that is br": ("zstd", "text/html", brotli.compress(PAGE)),
    "zstd that is gzip": ("zstd", "text/html", PACKED),
    "zstd that is plain": ("zstd", "text/html", PAGE),
    "br that is zlib": ("br", "text/html", zlib.compress(PAGE)),
    "br that is gzip": ("br", "text/html", PACKED),
    "deflate that is br": ("deflate", "text/html", brotli.compress(PAGE)),
    "gzip that is zlib": ("gzip", "text/html", zlib.compress(PAGE)),
    "gzip that is raw deflate": ("gzip", "text/html", _deflated(PAGE)),
    "zstd behind a skippable frame": ("zstd", "text/html", b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + zstd.compress(PAGE)),
    "gzip of br": ("br, gzip", "text/html", gzip.compress(brotli.compress(PAGE))),
    "gzip in quotes": ('"gzip"', "text/html", PACKED),
    "gzip with a weight": ("gzip;q=1.0", "text/html", PACKED),
    "gzip and a comma": ("gzip,", "text/html", PACKED),
    "a charset": ("utf-8", "text/html", PAGE),
}
WRONG_CHECKSUM: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", PACKED[:-8] + b"12345678"),
    "gzip, its length": ("gzip", PACKED[:-4] + b"\0\0\0\0"),
    "gzip, first of two members": ("gzip", gzip.compress(PAGE[:90])[:-8] + b"12345678" + gzip.compress(PAGE[90:])),
    "zlib": ("deflate", zlib.compress(PAGE)[:-4] + b"1234"),
    "zstd": ("zstd", _checked_zstd(PAGE)[:-4] + b"1234"),
}


@dataclass(frozen=True)
class Decoded:
    """The texts of one page: as crawled, and as read again in three ways."""

    crawled: str | None
    again: str | None
    imported: str | None
    raw: bytes
    checksum_errors: set[bool]


@pytest.fixture(scope="module")
def decoded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decoded]:
    """Crawl every page once, extract the archive again and into another one, and print each page."""
    folder, other = tmp_path_factory.mktemp("crawled"), tmp_path_factory.mktemp("imported")
    answers = {
        **MISLABELED,
        **{name: (encoding, "text/html", body) for name, (encoding, body) in WRONG_CHECKSUM.items()},
        "two lines": (None, "text/html", gzip.compress(brotli.compress(PAGE))),
    }
    paths = {name: path_of(place) for place, name in enumerate(answers, 1)}
    with raw_server({"/": front([*paths.values()])}) as server:
        for name, (encoding, kind, body) in answers.items():
            declared = [f"Content-Encoding: {encoding}"] if encoding else []
            if name == "two lines":
                declared = ["Content-Encoding: br", "Content-Encoding: gzip"]
            server.routes[paths[name]] = reply(body, "200 OK", *declared, kind=kind)
        records = crawled(server, folder, "--discover", "listings").records
        home = server.url
    again = Ran(folder, "extract", str(folder), "--again", "--yes", "--workers", "1").records
    warcs = sorted(str(path) for path in (folder / "pages").rglob("*.warc.gz"))
    imported = Ran(other, "extract", *warcs, "--to", str(other), "--workers", "1").records

    def texts(found: list, name: str) -> list[str]:  # type: ignore[type-arg]
        return [record.body for record in found if record.url == home + paths[name]]

    def errors(found: list, name: str) -> set[bool]:  # type: ignore[type-arg]
        return {record.http.checksum_error for record in found if record.url == home + paths[name]}

    return {
        name: Decoded(
            crawled=next(iter(texts(records, name)), None),
            again="".join(texts(again, name)),  # a second revision would double it
            imported=next(iter(texts(imported, name)), None),
            raw=CliRunner().invoke(main, ["show", home + path, str(folder), "--raw"]).stdout_bytes,
            checksum_errors=errors(records, name) | errors(imported, name),
        )
        for name, path in paths.items()
    }


@pytest.mark.parametrize("name", [*MISLABELED, *WRONG_CHECKSUM, "two lines"])
def test_a_body_is_decoded_alike_by_every_command(name: str, decoded: dict[str, Decoded]) -> None:
    found = decoded[name]
    assert found.crawled is not None
    assert len(found.crawled) > 250
    assert found.again == found.crawled == found.imported
    assert found.raw == PAGE


@pytest.mark.parametrize("name", [*MISLABELED, *WRONG_CHECKSUM])
def test_a_record_says_that_a_checksum_was_wrong(name: str, decoded: dict[str, Decoded]) -> None:
    assert decoded[name].checksum_errors == {name in WRONG_CHECKSUM}


@pytest.mark.parametrize("name", WRONG_CHECKSUM)
def test_a_wrong_checksum_is_not_a_missing_end(name: str) -> None:
    encoding, body = WRONG_CHECKSUM[name]
    found = unpack(body, encoding)
    assert (found.data, found.is_whole, found.has_wrong_checksum) == (PAGE, True, True)
    cut = unpack(body[:-3], encoding)
    assert not cut.is_whole
    assert not cut.has_wrong_checksum


@pytest.mark.parametrize("pack", [zlib.compress, _deflated, zstd.compress, gzip.compress])
def test_a_truncated_stream_keeps_the_text_before_its_end(pack: object) -> None:
    page = b"".join(b"%d " % (number * 7919) + PAGE for number in range(400))
    body = pack(page)  # type: ignore[operator]
    found = unpack(body[: len(body) * 3 // 4], "zstd" if pack is zstd.compress else "deflate")
    assert page.startswith(found.data[:5000])
    assert len(found.data) >= 5000
    assert not found.is_whole


def test_a_text_that_is_not_compressed_stays_as_it_is() -> None:
    for encoding in ("gzip", "br", "zstd", "deflate", None):
        assert unpack(WARNING + PAGE, encoding).data == WARNING + PAGE


_WRONG_TRAILER = gzip.compress(b"a", mtime=0)[:-8] + bytes(8)


@pytest.mark.parametrize(
    ("encoding", "member"),
    [
        ("gzip", gzip.compress(b"", mtime=0)),
        ("gzip", _WRONG_TRAILER),
        ("zstd", b"\x50\x2a\x4d\x18\0\0\0\0"),  # a frame to skip, of no bytes
    ],
    ids=["empty members", "members with a wrong checksum", "frames without data"],
)
def test_a_body_of_endless_members_is_given_up(encoding: str, member: bytes) -> None:
    few, endless = unpack(member * 50, encoding), unpack(member * 20_000, encoding)
    assert few.is_whole
    assert not endless.is_whole
