"""A news site whose pages are written in the test, served on this machine, and a crawl of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawling import HERE, Crawl, run

SiteResponse = tuple[int, dict[str, str], bytes]
BODY = "<p>Sáng nay, chợ quê họp sớm hơn mọi ngày vì trời đổ mưa, người bán kẻ mua vẫn đông vui như hội.</p>" * 12


@dataclass
class HandmadeSite:
    """A server whose pages are written in the test.

    *respond* returns the response to a path, or None for that in *pages*.
    """

    pages: dict[str, SiteResponse]
    url: str = ""
    respond: Callable[[str], SiteResponse | None] = lambda _: None
    requests: list[tuple[str, float]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


def page(body: str, **headers: str) -> SiteResponse:
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, body.encode()


def article(number: int) -> SiteResponse:
    time = f'<meta property="article:published_time" content="2017-09-{number:02}T08:00:00+07:00">'
    head = f'<meta property="og:type" content="article">{time}<title>Chợ quê {number}</title>'
    body = f"<h1>Chợ quê ngày mưa {number}</h1><article>{BODY}</article>"
    return page(f"<html lang=vi><head>{head}</head><body>{body}</body></html>")


def small_site(count: int = 3, robots: str = "") -> HandmadeSite:
    links = "".join(
        f'<a href="/cho-que-ngay-mua-{1000 + number}.html">Chợ quê {number}</a>' for number in range(1, count + 1)
    )
    pages = {f"/cho-que-ngay-mua-{1000 + number}.html": article(number) for number in range(1, count + 1)}
    return HandmadeSite(
        {"/": page(links), "/robots.txt": (200, {"Content-Type": "text/plain"}, robots.encode()), **pages}
    )


@contextmanager
def serving(site: HandmadeSite) -> Iterator[HandmadeSite]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, time.monotonic()))
            site.agents.append(self.headers.get("User-Agent", ""))
            found = site.respond(self.path) or site.pages.get(self.path) or (404, {}, b"")
            self.send_response(found[0])
            for name, value in {**found[1], "Content-Length": str(len(found[2]))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found[2])

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def crawl(site: HandmadeSite, folder: Path, *arguments: str, most_bytes: int | None = None) -> Crawl:
    return run(f"{site.url}/", folder, *HERE, *arguments, most_bytes=most_bytes)
