from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from newsarchive.cli import fetch
from newsarchive.cli.fetch import CannotFetch, fetch_page

PAGE = "<h1>Hội làng</h1>".encode()


class _SmallSite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        handler = getattr(self, "page_" + self.path.strip("/").replace("-", "_"), None)
        self.send_error(404) if handler is None else handler()

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_plain(self) -> None:
        self.send(PAGE)

    def page_packed(self) -> None:
        self.send(gzip.compress(PAGE), Content_Encoding="gzip")

    def page_mislabeled(self) -> None:
        self.send(PAGE, Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.send(gzip.compress(bytes(3_000_000)), Content_Encoding="gzip")

    def page_long(self) -> None:
        self.send(bytes(20_000))

    def page_moved(self) -> None:
        self.send(b"", 302, Location="/plain")

    def page_to_file(self) -> None:
        self.send(b"", 302, Location="file:///etc/hostname")

    def page_slow(self) -> None:
        self.send(b"")
        self.drip(b"x")

    def page_slow_headers(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 10, at_once=3)

    def page_slow_interim_responses(self) -> None:
        self.drip(b"HTTP/1.1 100 Continue\r\n\r\n", at_once=25)

    def drip(self, data: bytes, *, at_once: int = 1) -> None:
        with suppress(OSError):  # the client has left
            for start in range(0, 20 * at_once, at_once):
                self.wfile.write(data[start % len(data) :][:at_once])
                time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _SmallSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_comes_with_its_address_and_the_time_of_the_visit(site: str) -> None:
    page = fetch_page(f"{site}/moved", allow_private=True)
    assert page.body == PAGE
    assert page.url == f"{site}/plain"
    assert page.redirects == (f"{site}/moved",)
    assert page.content_type == "text/html; charset=utf-8"
    assert page.fetched_at is not None


def test_a_packed_page_is_unpacked(site: str) -> None:
    assert fetch_page(f"{site}/packed", allow_private=True).body == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("absent", "the server returned 404"),
        ("long", "larger than 10,000 bytes"),
        ("bomb", "larger than 10,000 bytes"),
        ("slow", "took too long"),
        ("slow-headers", "took too long"),
        ("slow-interim-responses", "took too long"),
        ("to-file", "not allowed"),
    ],
)
def test_what_cannot_be_fetched_is_named_with_the_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(CannotFetch, match=reason) as caught:
        fetch_page(f"{site}/{path}", allow_private=True, max_bytes=10_000, seconds=0.5)
    assert str(caught.value).startswith(f"{site}/{path}: ")


def test_a_private_address_is_not_fetched_unless_allowed(site: str) -> None:
    with pytest.raises(CannotFetch, match=r"127\.0\.0\.1, a private address; add --allow-private"):
        fetch_page(f"{site}/plain")


@pytest.mark.parametrize("variable", ["http_proxy", "https_proxy"])
def test_a_proxy_without_a_port_opens_no_other_port_of_its_host(
    variable: str, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "http://127.0.0.1")
    monkeypatch.setenv("no_proxy", urlsplit(site).netloc)
    with pytest.raises(CannotFetch, match=r"127\.0\.0\.1, a private address"):
        fetch_page(f"{site}/plain")


@pytest.mark.parametrize(
    ("proxy", "scheme", "place"),
    [
        ("http://ra.example", "http", ("ra.example", 80)),
        ("ra.example", "https", ("ra.example", 443)),
        ("http://Ra.example:3128", "https", ("ra.example", 3128)),
    ],
)
def test_a_proxy_without_a_port_is_reached_at_that_of_the_scheme(
    proxy: str, scheme: str, place: tuple[str, int]
) -> None:
    assert fetch._place(proxy, scheme) == place


def test_a_page_that_is_not_packed_as_declared_is_read(site: str) -> None:
    assert fetch_page(f"{site}/mislabeled", allow_private=True).body == PAGE


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "::ffff:10.0.0.1"],
)
def test_a_name_that_resolves_to_a_private_address_is_not_fetched(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 80))])
    with pytest.raises(CannotFetch, match="a private address"):
        fetch_page("http://baovidu.vn/")


@pytest.mark.parametrize("url", ["ftp://baovidu.vn/a", "file:///etc/hostname", "baovidu.vn", ""])
def test_only_the_web_is_fetched(url: str) -> None:
    with pytest.raises(CannotFetch):
        fetch_page(url)
