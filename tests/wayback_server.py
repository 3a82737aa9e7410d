"""A server in the dialect of the Wayback Machine, with captures of the demo newspaper, and a command that asks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from newsarchive.demo import newspaper
from newsarchive.demo.story import ORIGIN

NEWSPAPER = newspaper()
PATHS = sorted(path for path in NEWSPAPER.article_paths if NEWSPAPER.pages[path].status == 200)[:12]
FILE = 'name = "Báo Lam Giang"\ndomains = ["baolamgiang.example"]\narticle_url = \'-a?\\d{4,}\\.html$\'\n'
COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
OF_ITS_OWN = """
import sys
import newsarchive.crawl.spiders.web_archive as captures
captures.WEB_ARCHIVES = {
    "wayback": captures.WebArchive(cdx=sys.argv[1] + "/cdx", replay=sys.argv[1] + "/web/{timestamp}id_/{url}", lines=4)
}
sys.argv[1:] = sys.argv[2:]
from newsarchive.cli import main
main()
"""


class Wayback:
    """A server with captures of PATHS and of pages that are none; *requests* are the queries and the pages fetched."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.busy = 1  # lists that are refused at first
        rows = [self._row(path) for path in PATHS]
        rows += [self._row("/muc/thoi-su"), self._row("/loi-a99999.html", status="404")]
        self.rows = sorted(rows)

    @staticmethod
    def _row(path: str, status: str = "200") -> list[str]:
        return [f"example,baolamgiang){path}", "20160102030405", ORIGIN + path, "text/html", status, f"D{path}", "9"]

    def listing(self, query: dict[str, list[str]]) -> bytes:
        limit, after = int(query["limit"][0]), query.get("resumeKey", [""])[0]
        rows = [row for row in self.rows if row[0] > after]
        found: list[list[str]] = [COLUMNS, *rows[:limit]]
        if len(rows) > limit:
            found += [[], [rows[limit - 1][0]]]
        return json.dumps(found).encode()


@contextmanager
def serving_captures(wayback: Wayback) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wayback.requests.append(self.path)
            status, body = 404, b""
            if self.path.startswith("/cdx"):
                wayback.busy -= 1
                status = 503 if wayback.busy >= 0 else 200
                body = wayback.listing(parse_qs(urlsplit(self.path).query))
            elif "id_/" in self.path:
                path = self.path.partition("id_/")[2].removeprefix(ORIGIN)
                status, body = 200, NEWSPAPER.pages[path].body
            self.send_response(status)
            if status == 503:
                self.send_header("Retry-After", "1")  # by default, a crawl waits longer
            self.send_header("Content-Type", "application/json" if "cdx" in self.path else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
