"""A small news site with one article an hour; a test may change its layout and its sitemap while it is served."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_STORY = (
    "Sáng nay chợ phiên vùng cao họp trở lại sau nhiều ngày mưa lớn. Bà con mang rau, mật ong và vải dệt xuống chợ từ "
    "khi trời còn tối. Ban quản lý chợ cho biết lượng người đông gấp đôi phiên trước, đường vào chợ đã thông."
)


@dataclass
class HourlySite:
    """Articles *first* to *last*, one an hour from 2024-03-01 on; *layout* "old" or "new" (which hides its authors)."""

    last: int = 30
    layout: str = "old"
    broken: bool = False
    url: str = ""
    requests: int = 0

    def page(self, path: str) -> tuple[int, str, str]:
        """Return status, type and body of *path*."""
        if path == "/sitemap.xml":
            return 200, "application/xml", self._sitemap()
        number = path.rpartition("-")[2].removesuffix(".html")
        if path.startswith("/tin/") and number.isdigit():
            return (
                (503, "text/html", "") if self.broken else (200, "text/html; charset=utf-8", self._article(int(number)))
            )
        return 404, "text/html", "<title>Không có trang này</title>"

    def address(self, number: int) -> str:
        """Return the path of an article."""
        return f"/tin/cho-phien-vung-cao-hop-lan-thu-{1000 + number}.html"

    def _sitemap(self) -> str:
        places = "".join(f"<url><loc>{self.url}{self.address(number)}</loc></url>" for number in range(self.last))
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'

    def _article(self, number: int) -> str:
        number -= 1000
        time = f"2024-03-{1 + number // 24:02}T{number % 24:02}:30:00+07:00"
        author = {"old": '<p class="author">Lê Thử Nghiệm</p>', "new": "<div data-widget=8></div>"}[self.layout]
        body = "".join(f"<p>{_STORY} Phiên thứ {number}, đoạn {part}.</p>" for part in range(3))
        return (
            f"<!DOCTYPE html><html lang=vi><head><title>Chợ phiên vùng cao họp lần thứ {number}</title>"
            f'<meta property="og:type" content="article"><meta property="article:published_time" content="{time}">'
            f"</head><body><article><h1>Chợ phiên vùng cao họp lần thứ {number}</h1>{author}"
            f'<div class="content">{body}</div></article></body></html>'
        )


@contextmanager
def served(site: HourlySite) -> Iterator[HourlySite]:
    """Serve *site* on 127.0.0.1 while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests += 1
            status, kind, text = site.page(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
