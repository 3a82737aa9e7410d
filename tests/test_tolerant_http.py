"""Slightly broken HTTP is read the way browsers read it, and a robots.txt that cannot be read is no permission."""

from __future__ import annotations

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from protego import Protego
from raw_server import Ran, Route, article, crawled, front, moved, newspaper, path_of, raw_server, reply
from scrapy.http import Response
from twisted.web.http import _DataLoss

from newsarchive.crawl.politeness.robots import parsed_text, unreadable
from newsarchive.warc.unpacking import unpack

zstd = pytest.importorskip("backports.zstd" if __import__("sys").version_info < (3, 14) else "compression.zstd")

PAGE = article(2).encode()
PACKED = gzip.compress(PAGE)
QUOTED = b"<script>let frame = '<html><p>Qu\xe1\xba\xa3ng c\xc3\xa1o</p></html>';</script>"


def unended(page: bytes) -> bytes:
    """Return *page* as a servlet filter sends it that is never closed."""
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    return stream.compress(page) + stream.flush(zlib.Z_SYNC_FLUSH)


def kept(body: bytes, length: int) -> bytes:
    """Return an answer on a connection that the server keeps open."""
    return reply(body, length=length).replace(b"Connection: close", b"Connection: keep-alive", 1)


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return reply(body + end, "200 OK", "Transfer-Encoding: chunked", length=-1)


# What a server sends for a page -> how often it is fetched.
WHOLE = {
    "gzip that is plain": (reply(PAGE, "200 OK", "Content-Encoding: gzip"), 1),
    "deflate that is gzip": (reply(PACKED, "200 OK", "Content-Encoding: deflate"), 1),
    "raw deflate": (reply(zlib.compress(PAGE)[2:-4], "200 OK", "Content-Encoding: deflate"), 1),
    "blank lines before gzip": (reply(b"\r\n" + PACKED, "200 OK", "Content-Encoding: gzip"), 1),
    "gzip that is raw deflate": (reply(zlib.compress(PAGE)[2:-4], "200 OK", "Content-Encoding: gzip"), 1),
    "a length that no page has": (reply(PAGE, "200 OK", "Content-Length: 99999999999", length=-1), 1),
    "a status line with blanks": (reply(PAGE).replace(b"HTTP/1.1 200", b"HTTP/1.1   200", 1), 1),
    "br that is plain": (reply(PAGE, "200 OK", "Content-Encoding: br"), 1),
    "gzip that is br": (reply(brotli.compress(PAGE), "200 OK", "Content-Encoding: gzip"), 1),
    "br that is zstd": (reply(zstd.compress(PAGE), "200 OK", "Content-Encoding: br"), 1),
    "an encoding nobody knows": (reply(PAGE, "200 OK", "Content-Encoding: utf-8"), 1),
    "gzip that is not declared": (reply(PACKED), 1),
    "packed twice, said once": (reply(gzip.compress(PACKED), "200 OK", "Content-Encoding: gzip"), 1),
    "two members": (reply(gzip.compress(PAGE[:900]) + gzip.compress(PAGE[900:]), "200", "Content-Encoding: gzip"), 1),
    "bytes behind the member": (reply(PACKED + b"\0\0junk", "200 OK", "Content-Encoding: gzip"), 1),
    "a stream that is never ended": (reply(unended(PAGE), "200 OK", "Content-Encoding: gzip"), 1),
    "a stream that ends in a script": (reply(unended(PAGE + b"<script>count("), "200", "Content-Encoding: gzip"), 1),
    "the length before packing": (reply(PACKED, "200 OK", "Content-Encoding: gzip", length=len(PAGE)), 1),
    "a length too large": (reply(PAGE, length=len(PAGE) + 500), 1),
    "a length in characters": (reply(PAGE, length=len(PAGE.decode())), 1),
    "a length in characters, HTTP/1.0": (reply(PAGE, length=len(PAGE.decode())).replace(
        b"HTTP/1.1 200 OK\r\nConnection: close", b"HTTP/1.0 200 OK"), 1),
    "a length in characters, connection kept": ([kept(PAGE, len(PAGE.decode())), 4.0], 1),
    "a length in characters, in two pieces": ([kept(PAGE, len(PAGE.decode()))[:-9], 0.2, PAGE[-9:], 4.0], 1),
    "a response behind the page": (reply(PAGE, length=len(PAGE)) + reply(b"<p>Bad request.</p>" * 20, "400"), 1),
    "line ends behind the length": (reply(PAGE + b"\r\n\r\n", length=len(PAGE)), 1),
    "two lengths": (reply(PAGE, "200 OK", f"Content-Length: {len(PAGE) + 7}"), 1),
    "a length in words": (reply(PAGE, "200 OK", "Content-Length: many", length=-1), 1),
    "a header line of 40 kB": (reply(PAGE, "200 OK", f"Content-Security-Policy: {'img-src a.vn ' * 3100}"), 1),
    "a header name with blanks": (reply(PAGE, "200 OK", "X Powered By: PHP", "Bad(Name): 1", ": nothing"), 1),
    "a header without colon": (reply(PAGE, "200 OK", "Warning notice"), 1),
    "a status without phrase": (reply(PAGE, "200"), 1),
    "chunked that is plain": (reply(PAGE, "200 OK", "Transfer-Encoding: chunked", length=-1), 1),
    "an unknown transfer encoding": (reply(PAGE, "200 OK", "Transfer-Encoding: identity", length=-1), 1),
    "chunks without an end": (chunked(PAGE, end=b""), 1),
    "chunk sizes with blanks": (reply(b"%x  \r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "200 OK",
                                      "Transfer-Encoding: chunked", length=-1), 1),
    "a few interim responses": (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 20 + reply(PAGE), 1),
    "a blank line first": (b"\r\n" + reply(PAGE), 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], dict[str, int], str]:
    """Crawl one page for each of WHOLE; return the lengths of their texts and how often each was fetched."""
    folder = tmp_path_factory.mktemp("odd")
    paths = {name: path_of(place) for place, name in enumerate(WHOLE, 1)}
    with raw_server({"/": front([*paths.values()])}) as server:
        for name, path in paths.items():
            server.routes[path] = WHOLE[name][0]
        done = crawled(server, folder, "--discover", "listings")
        names = {path: name for name, path in paths.items()}
        bodies = {names[str(record.url).removeprefix(server.url)]: len(record.body) for record in done.records}
        again = Ran(folder, "extract", str(folder), "--again", "--yes", "--workers", "1")
        assert len(again.records) == len(done.records), again.out
    return bodies, {name: server.counts[path] for name, path in paths.items()}, done.err


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_is_read_whole_however_it_is_sent(name: str, odd: tuple[dict[str, int], dict[str, int], str]) -> None:
    bodies, fetched, expected = odd
    assert bodies.get(name) == bodies["gzip that is plain"] > 250, expected
    assert fetched[name] == WHOLE[name][1]


@pytest.mark.parametrize(
    "response",
    [
        reply(PAGE[:-250], length=len(PAGE)),
        chunked(PAGE[:-250], end=b"ffff\r\n<"),
        chunked(PAGE[:-250], end=b"what?\r\n"),
        reply(PACKED[:-60], "200 OK", "Content-Encoding: gzip"),
        reply(unended(PAGE[:-250] + QUOTED), "200 OK", "Content-Encoding: gzip"),
        reply(PAGE[:-60], "206 Partial Content", f"Content-Range: bytes 0-{len(PAGE) - 61}/{len(PAGE)}"),
        reply(PAGE[9:], "206 Partial Content", f"Content-Range: bytes 9-{len(PAGE) - 1}/{len(PAGE)}"),
    ],
    ids=["length", "chunks", "no chunk size", "gzip", "end in a script", "first part", "last part"],
)
def test_a_page_whose_end_never_comes_is_stored_and_marked(response: bytes, tmp_path: Path) -> None:
    with raw_server({**newspaper(1, 2), path_of(2): response}) as server:
        done = crawled(server, tmp_path, "--discover", "listings", "-v")
        assert server.counts[path_of(2)] == 4  # it may be better the next time
    assert done.numbers == [1, 2]
    assert [record.http.truncated for record in done.records if "-so-2-" in str(record.url)] == [True]
    assert [record.http.truncated for record in done.records if "-so-1-" in str(record.url)] == [False]
    assert len(Ran(tmp_path, "extract", str(tmp_path), "--again", "--yes", "--workers", "1").records) == 2


NOTE = "# Những trang dưới đây nặng quá, xin đừng đọc: chúng làm máy chủ của báo chậm lại mỗi buổi sáng\n".encode()
RULES = f"User-agent: *\nDisallow: {path_of(2)}\n".encode()


@pytest.mark.parametrize(
    ("response", "stored"),
    [
        (reply(RULES, "200 OK", "Content-Encoding: gzip", kind="text/plain"), [1]),
        (reply(gzip.compress(RULES), kind="text/plain"), [1]),
        (reply(RULES, kind="text/plain", length=-1), [1]),
        (reply(NOTE + RULES, kind="text/plain", length=len((NOTE + RULES).decode())), [1]),
        ([kept(NOTE + RULES, len((NOTE + RULES).decode())).replace(b"text/html", b"text/plain"), 4.0], [1]),
        (reply(b"", "404 Not Found"), [1, 2]),
        (reply(b"<html><body>Trang chu</body></html>"), [1, 2]),
        (reply(gzip.compress(RULES)[:-12], "200 OK", "Content-Encoding: gzip", kind="text/plain"), []),
        (reply(RULES, kind="text/plain", length=900), []),
        (reply(b"", kind="text/plain", length=900), []),
        (reply(bytes(range(256)) * 4, kind="text/plain"), []),
        (reply(b"", "403 Forbidden"), []),
        (reply(b"", "302 Found", "Location: /robots.txt"), []),
    ],
    ids=[
        "says gzip",
        "gzip",
        "no length",
        "characters",
        "characters, connection kept",
        "404",
        "a page",
        "half",
        "cut",
        "cut at once",
        "bytes",
        "403",
        "circle",
    ],
)
def test_a_robots_txt_that_cannot_be_read_closes_the_site(response: Route, stored: list[int], tmp_path: Path) -> None:
    with raw_server({**newspaper(1, 2), "/robots.txt": response}) as server:
        done = crawled(server, tmp_path, "--discover", "listings")
    assert done.numbers == stored
    assert ("nothing is fetched from this host" in done.err) == (not stored)


LOGIN = b"<form><input name=a><input type='password'></form>"


@pytest.mark.parametrize(
    ("place", "stored"),
    [
        ("/dang-nhap", []),
        ("/users/sign_in", []),
        ("/wp-login.php", []),
        # Where redirects of unknown paths end, pages may have a form to log in.
        ("/", [1, 2]),
        ("/vi/", [1, 2]),
        ("/404.html", [1, 2]),
        ("/blogin/tin", [1, 2]),
    ],
)
def test_a_robots_txt_that_redirects_to_a_login_closes_the_site(place: str, stored: list[int], tmp_path: Path) -> None:
    home = front([path_of(1), path_of(2)]).partition(b"\r\n\r\n")[2]
    pages = {
        place: reply(b"<html><h1>Bao Ben Song</h1>" + LOGIN),
        "/": reply(home + LOGIN),
        "/robots.txt": moved(place),
    }
    with raw_server({**newspaper(1, 2), **pages}) as server:
        done = crawled(server, tmp_path, "--discover", "listings")
    assert done.numbers == stored
    assert ("redirects to a login" in done.err) == (not stored)


@pytest.mark.parametrize(
    ("place", "is_read"),
    [
        ("/dong-y?return_to=/robots.txt", False),
        ("/age-check?next=%2Frobots.txt", False),
        ("/consent?lang=vi&continue=https%3A%2F%2Fbao.example%2Frobots.txt", False),
        # Servers redirect unknown paths so.
        ("/?next=/robots.txt", True),
        ("/vi/?redirect=/robots.txt", True),
        ("/404?url=/robots.txt", True),
        ("/error.aspx?aspxerrorpath=/robots.txt", True),
        ("/khong-tim-thay?redirect_from=/robots.txt", True),
        ("/vi/?return=/", True),
    ],
)
def test_a_redirect_to_a_page_that_would_lead_back_to_the_robots_txt_is_not_permission(
    place: str, is_read: bool
) -> None:
    response = Response(f"https://bao.example{place}", body=b"<html><h1>Bao Ben Song</h1></html>")
    assert (unreadable(response) is None) == is_read


@pytest.mark.parametrize("body", [b"# Moi trang deu doc duoc\n", b"Sitemap: https://bao.example/sitemap.xml\n"])
def test_a_robots_txt_without_rules_is_read_whatever_its_address_says(body: bytes) -> None:
    assert unreadable(Response("https://tep.example/robots?dest=robots.txt", body=body)) is None


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_chunks_are_read_in_any_pieces(size: int) -> None:
    received: list[bytes] = []
    remainder: list[bytes] = []
    from newsarchive.crawl.network.tolerant_http import ChunkedBody

    body = ChunkedBody(received.append, remainder.append)
    sent = b"5\r\nabcde\r\n1;x=y\r\nf\r\n0\r\nTrailer: 1\r\n\r\n"
    for start in range(0, len(sent), size):
        body.dataReceived(sent[start : start + size])
    body.noMoreData()
    assert (b"".join(received), remainder) == (b"abcdef", [b""])


@pytest.mark.parametrize("packed", [PACKED, brotli.compress(PAGE)], ids=["gzip", "br"])
def test_a_bomb_is_unpacked_as_far_as_allowed(packed: bytes) -> None:
    found = unpack(packed, "gzip" if packed is PACKED else "br", 500)
    assert (found.is_too_large, len(found.data)) == (True, 500)


def test_the_text_before_the_damage_is_stored() -> None:
    packed = gzip.compress(b"".join(b"%d " % number + PAGE for number in range(40)), mtime=0)
    found = unpack(packed[: len(packed) // 2], "gzip")
    assert found.data.startswith(b"0 " + PAGE[:200])
    assert not found.is_whole


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PAGE)[:-8] + b"12345678", "gzip"),
        (gzip.compress(PAGE[:50])[:-8] + b"12345678" + gzip.compress(PAGE[50:]), "gzip"),
        (brotli.compress(PAGE) + b"\n<!-- cached -->", "br"),
        (brotli.compress(PAGE), "brotli"),
        (zstd.compress(PAGE[:50]) + zstd.compress(PAGE[50:]) + b"\n", "zstd"),
    ],
    ids=["checksum", "checksum of the first member", "after brotli", "name of brotli", "zstd frames"],
)
def test_what_browsers_ignore_in_a_compressed_body_is_ignored(body: bytes, encoding: str) -> None:
    found = unpack(body, encoding)
    assert (found.data, found.is_whole) == (PAGE, True)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_damage_in_the_middle_of_a_compressed_body_is_not_its_end(encoding: str) -> None:
    page = b"".join(b"%d " % (number * 7919) + PAGE for number in range(400))
    body = bytearray(gzip.compress(page) if encoding == "gzip" else brotli.compress(page))
    body[len(body) // 2 :] = b"\xff" * 40
    found = unpack(bytes(body), encoding)
    assert found.data[:999] == page[:999]
    assert not found.is_whole


@pytest.mark.parametrize(
    ("robots", "is_kept"),
    [
        (BOM_UTF8 * 2 + RULES, True),
        ((b"# " + b"x" * 98 + b"\n") * 6000 + RULES, True),
        (b"<html><body><pre>" + RULES + b"</pre></body></html>", True),
        (RULES.replace(b"\n", b"\r\n\0"), True),
        (RULES.replace(b"Dis", b"\xe2\x80\x8bDis"), True),
        (RULES.replace(b"*", b"Googlebot, *"), True),
        (RULES.replace(b": /", b": http://bao.example/"), True),
        (b"User-agent: *\nDisallow: https://BAO.example\n", True),
        (b"User-agent: *\nDisallow: https://bao.example.net\n", False),
        (RULES.replace(b": /", b": "), True),
        (b"User-agent: *\nDisallow: .html\n", True),
        (b"User-agent: *\nDisallow: ?print=\n", False),
        (b"User-agent: NewsArchive/1.0 (+http://a.example)\nDisallow: /\n\nUser-agent: *\nDisallow:\n", True),
        (b"User-agent: newsarchives/1.0\nDisallow: /\n", False),
        (b"User-agent: *\\nDisallow: /\\n", True),
        (b"User-agent: * Disallow: /doi-song/ Sitemap: http://bao.example/s.xml", True),
        (b"User-agent: *\n# a comment, Disallow: /\n", False),
        (RULES.replace(b": /", b": http://other.example/"), False),
        (b"<html><body>Trang chu, <a href='/'>user</a></body></html>", False),
        (RULES.replace(b":", b" ="), True),
        (RULES.replace(b":", "：".encode()), True),
        (RULES.partition(b"\n")[2], True),
        (b"# Our rules\nSitemap: http://bao.example/s.xml\n" + RULES.partition(b"\n")[2], True),
        (RULES.partition(b"\n")[2] + b"User-agent: *\nDisallow: /x\n", False),
        (RULES.replace(b"*", b'"*"').replace(b"\n", b"\r\n"), True),
        (RULES.replace(b"*\n", b"*"), True),
        (RULES.replace(b": /", b': "/'), False),
    ],
    ids=[
        "two marks",
        "long",
        "in a page",
        "NUL",
        "zero-width",
        "agents",
        "whole URL",
        "whole host",
        "longer host",
        "no slash",
        "ending",
        "parameter",
        "version",
        "other version",
        "escaped breaks",
        "one line",
        "comment",
        "other host",
        "page",
        "equals sign",
        "wide colon",
        "no agent",
        "comment and no agent",
        "agent below",
        "quoted agent",
        "agent glued to the rule",
        "half a quotation",
    ],
)
def test_the_rules_of_an_unusual_robots_txt_are_found(robots: bytes, is_kept: bool) -> None:
    parser = Protego.parse(parsed_text(robots, "bao.example").decode("utf-8", "replace"))
    assert parser.can_fetch(path_of(2), "newsarchive") is not is_kept


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: * Allow: / Sitemap: {}",
        b"Sitemap: {} Sitemap: http://bao.example/b.xml",
        b'Sitemap: <a href="{}">{}</a><br>',
    ],
)
def test_the_sitemaps_of_an_unusual_robots_txt_are_found(robots: bytes) -> None:
    place = "http://bao.example/s.xml"
    parser = Protego.parse(parsed_text(robots.replace(b"{}", place.encode()), "bao.example").decode())
    assert place in parser.sitemaps


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        (b"User-agent: *\n\0\0\nDisallow: /x\n", True),
        (b"# x", True),
        (b"<html><head><title>404 Not Found</title></head><body>Page not found</body></html>", True),
        (b"<html><head><title>Just a moment...</title></head><body></body></html>", False),
        ("<html><head><title>Hệ thống đang bảo trì</title></head><body></body></html>".encode(), False),
        (b"<html><title>Access denied</title><body>Access denied. User-Agent: newsarchive</body></html>", False),
        (b"User-agent: *\n", True),
        (b"Service Unavailable", False),
        (b'{"error": "backend"}', False),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", False),
        (b"\0" * 60, False),
    ],
)
def test_an_error_instead_of_a_robots_txt_is_not_permission(body: bytes, is_read: bool) -> None:
    assert (unreadable(Response("http://bao.example/robots.txt", body=body)) is None) == is_read


@pytest.mark.parametrize(("sent_range", "is_read"), [("bytes 0-1/2", True), ("bytes 0-1/900", False), ("", False)])
def test_a_part_of_a_robots_txt_is_not_permission(sent_range: str, is_read: bool) -> None:
    response = Response("http://bao.example/robots.txt", 206, headers={"Content-Range": sent_range}, body=b"#\n")
    assert (unreadable(response) is None) == is_read


def test_a_response_that_is_not_http_is_reported_as_such(tmp_path: Path) -> None:
    with raw_server({**newspaper(1, 2), path_of(2): b"SSH-2.0-OpenSSH_9.2\r\n\r\n"}) as server:
        done = crawled(server, tmp_path, "--discover", "listings")
    assert done.numbers == [1]
    assert "1 bad response" in done.err


class Endless(list[bytes | float]):
    """An answer of *piece* again and again, a hundred megabytes each time; *sent* counts the bytes of all times."""

    def __init__(self, piece: bytes) -> None:
        self.piece, self.sent = piece, 0

    def __iter__(self) -> Iterator[bytes | float]:
        yield b"" if self.piece.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n"
        for _ in range(100_000_000 // len(self.piece)):
            self.sent += len(self.piece)
            yield self.piece


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 1000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
        b"X-%d: %b\r\n" % (1, b"x" * 50_000),
    ],
    ids=["early hints", "continue", "headers"],
)
def test_interim_responses_and_headers_without_end_are_cut_off(tmp_path: Path, flood: bytes) -> None:
    with raw_server({"/": front([path_of(1), path_of(2)])}) as server:
        server.routes |= {path_of(1): (response := Endless(flood)), path_of(2): reply(PAGE)}
        done = crawled(server, tmp_path, "--discover", "listings")
    assert [str(record.url).removeprefix(server.url) for record in done.records] == [path_of(2)], done.err
    assert 0 < response.sent < 60_000_000  # three attempts; what the sockets hold comes on top of the limit


def test_what_a_host_needs_for_connections_is_made_once() -> None:
    from twisted.web.client import URI

    from newsarchive.crawl.network.tolerant_http import _Endpoints

    made: list[bytes] = []

    class Factory:
        _bindAddress = None

        def endpointForURI(self, uri: URI) -> object:
            made.append(uri.toBytes())
            return object()

    endpoints = _Endpoints(Factory())  # type: ignore[arg-type]
    urls = [b"https://baovidu.example/mot", b"https://baovidu.example/hai", b"http://baovidu.example/ba"]
    first, second, third = (endpoints.endpointForURI(URI.fromBytes(url)) for url in urls)
    assert first is second is not third
    assert made == [urls[0], urls[2]]


@pytest.mark.parametrize(
    ("pieces", "delivered", "ended"),
    [
        ([b"abc", b"de"], b"abcde", [b""]),
        ([b"abcde\r\n"], b"abcde", [b"\r\n"]),
        ([b"abc", b"defg", b"h"], b"abcdefgh", []),
        ([b"abc", b"de\r\nHTTP/1.1 400 Bad"], b"abcde", [b"\r\nHTTP/1.1 400 Bad"]),
        ([b"abc", b"deHTTP/2 is new"], b"abcdeHTTP/2 is new", []),
    ],
)
def test_a_counted_body_is_longer_only_if_more_than_line_ends_follow(
    pieces: list[bytes], delivered: bytes, ended: list[bytes]
) -> None:
    from newsarchive.crawl.network.tolerant_http import CountedBody

    got, ends = bytearray(), list[bytes]()
    body = CountedBody(5, got.extend, ends.append)
    for piece in pieces:
        body.dataReceived(piece)
    body.noMoreData()
    assert (bytes(got), ends) == (delivered, ended)


def test_a_counted_body_without_its_end_is_incomplete() -> None:
    from newsarchive.crawl.network.tolerant_http import CountedBody

    body = CountedBody(5, lambda data: None, lambda data: None)
    body.dataReceived(b"abc")
    with pytest.raises(_DataLoss):
        body.noMoreData()
