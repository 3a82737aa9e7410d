"""A server that sends exactly the bytes it is given, a small newspaper on it, and `newsarchive` run on that."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import preloaded
from crawling import MAIN

from newsarchive.article import Record, record_from_json
from newsarchive.members import read_members

Route = bytes | Sequence[bytes | float] | Callable[[str, Mapping[str, str]], "bytes | None"]

_TOWNS = ("Bến Đình", "Phú Lạc", "Xuân Hòa", "Gò Sậy", "Tân Hiệp", "Đá Bạc", "Mỹ Thuận", "Cồn Én")


class RawServer:
    """*routes* are whole answers by path with query (bytes; numbers are pauses in seconds), or make them."""

    def __init__(self, routes: dict[str, Route] | None = None) -> None:
        self.routes: dict[str, Route] = routes or {}
        self.default: Callable[[str, Mapping[str, str]], bytes | None] | None = None
        self.requests: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.requests)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.requests.append(path)
            route = self.routes.get(path, self.default)
            reply_bytes = route(path, headers) if callable(route) else route
            pieces = (
                [reply_bytes or reply(b"<h1>404</h1>", "404 Not Found")]
                if not isinstance(reply_bytes, list)
                else reply_bytes
            )
            try:
                for piece in pieces:
                    time.sleep(piece) if isinstance(piece, float) else connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)
                while connection.recv(65536):
                    pass
            except OSError:  # the client has closed the connection
                return


@contextmanager
def raw_server(routes: dict[str, Route] | None = None) -> Iterator[RawServer]:
    server = RawServer(routes)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.close()


def reply(
    body: bytes | str = b"",
    status: str = "200 OK",
    *headers: str,
    kind: str | None = "text/html; charset=utf-8",
    length: int | None = None,
) -> bytes:
    """Return a whole answer; *length* is the Content-Length, by default the true one, below 0 none."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"Content-Length: {len(body) if length is None else length}"] if length is None or length >= 0 else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(to: str, *headers: str, status: str = "302 Found") -> bytes:
    return reply(b"", status, f"Location: {to}", *headers, kind=None)


def path_of(number: int) -> str:
    return f"/doi-song/chuyen-lang-so-{number}-ben-song-{200000 + number}.html"


def article(number: int, *, head: str = "", title: str | None = None, paragraphs: Sequence[str] | None = None) -> str:
    """Return the page of one article; published on the day 2018-05-<number>."""
    town = _TOWNS[number % len(_TOWNS)]
    title = title or f"{town} dựng lại bến thuyền thứ {number}"
    paragraphs = paragraphs or [
        f"Bà con {town} vừa góp công dựng lại bến thuyền thứ {number}, nơi chuyến đò sớm nào cũng đông khách đi chợ.",
        f"Bến cũ hư hỏng từ trận lụt cách đây {number + 2} năm, ván mục và cọc nghiêng, ghe lớn không còn dám ghé vào.",
        f"Ông Phan Hữu Tài ở {town} nói rằng ai có gỗ góp gỗ, ai có sức góp sức, làm {number + 9} ngày là xong.",
    ]
    day = f"2018-05-{number % 28 + 1:02d}T07:30:00+07:00"
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{day}">{head}</head><body><article><h1>{title}</h1>'
        + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        + "</article></body></html>"
    )


def front(paths: Sequence[str], head: str = "") -> bytes:
    links = "".join(f'<li><a href="{path}">Tin số {place} trong ngày</a></li>' for place, path in enumerate(paths))
    return reply(f'<html lang="vi"><head><title>Báo Bến Sông</title>{head}</head><body><ul>{links}</ul></body></html>')


def xml(text: str) -> bytes:
    return reply(text, kind="application/xml")


def sitemap(urls: Sequence[str], root: str = "urlset", entry: str = "url") -> str:
    entries = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def newspaper(*numbers: int) -> dict[str, Route]:
    """Return the routes of a front page and its articles."""
    paths = [path_of(number) for number in numbers]
    return {"/": front(paths), **{path: reply(article(n)) for path, n in zip(paths, numbers, strict=True)}}


class Ran:
    """What a command said, and the records of the archive *folder* behind it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        done = preloaded.run([*MAIN, *arguments])
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.records = _records(folder)
        self.numbers = sorted(
            int(found[1]) for record in self.records if (found := re.search(r"-so-(\d+)-", str(record.url)))
        )

    @property
    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def _records(folder: Path) -> list[Record]:
    files = sorted((folder / "articles").rglob("*.jsonl.gz"))
    members = [member for path in files for member in read_members(path)]
    return [record_from_json(line) for member in members for line in getattr(member, "data", b"").splitlines()]


def crawled(server: RawServer, folder: Path, *arguments: str) -> Ran:
    options = ("--to", str(folder), "--allow-private", "--delay", "0")
    return Ran(folder, "crawl", f"{server.url}/", *options, *arguments)
