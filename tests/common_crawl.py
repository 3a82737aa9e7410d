"""A small Common Crawl: collections with an index each, and WARC files that answer byte ranges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from raw_server import RawServer, article, path_of, raw_server, reply
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SITE_URL = "http://bensong.example"
Row = dict[str, str]


@dataclass(kw_only=True)
class Collection:
    """One crawl: its span of days, and the *rows* of its index, *page_size* to a page."""

    name: str
    first: str
    last: str
    rows: list[Row] = field(default_factory=list)
    page_size: int = 3
    file: bytes = b""

    @property
    def filename(self) -> str:
        return f"crawl-data/{self.name}/segments/1.1/warc/{self.name}-00000.warc.gz"

    def add(self, number: int, at: str, body: bytes | str | None = None, **options: Any) -> Row:
        """Capture article *number* at the 14 digits *at*; *options* are those of `member`, or change the row."""
        url = options.pop("url", SITE_URL + path_of(number))
        row = {name: options.pop(name) for name in ("mime", "status", "digest", "said_url") if name in options}
        packed, digest = member(url, at, article(number) if body is None else body, **options)
        listed: Row = {
            "urlkey": f"example,bensong){path_of(number)}",
            "timestamp": at,
            "url": row.pop("said_url", url),
            "mime": "text/html",
            "mime-detected": "text/html",
            "status": "200",
            "digest": digest,
            "length": str(len(packed)),
            "offset": str(len(self.file)),
            "filename": self.filename,
            **row,
        }
        self.file += packed
        self.rows.append(listed)
        return listed


def member(
    url: str,
    at: str,
    body: bytes | str,
    *,
    http: str = "200 OK",
    kind: str = "response",
    warc: Mapping[str, str] = {},
) -> tuple[bytes, str]:
    """Return a record as one gzip member, as Common Crawl writes it, and its payload's digest."""
    payload = body.encode() if isinstance(body, str) else body
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Crawl-Content-Encoding", "gzip"),
        ("Content-Length", str(len(payload))),
        ("X-Powered-By", "a newspaper"),
    ]
    date = f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:]}Z"
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(payload),
        http_headers=StatusAndHeaders(http, headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": date, "WARC-IP-Address": "203.0.113.7", **warc},
    )
    writer.write_record(record)
    return out.getvalue(), (record.rec_headers.get_header("WARC-Payload-Digest") or "").partition(":")[2]


class CommonCrawlServer:
    """Answers as the index server and the data host do, both at one address; *odd* are answers to give instead."""

    def __init__(self, server: RawServer, collections: Sequence[Collection]) -> None:
        self.server = server
        self.collections = collections
        self.odd: dict[str, list[bytes]] = {}
        self.ranges: list[str] = []
        server.default = self._answer

    @property
    def requests(self) -> list[str]:
        """What was requested, without robots.txt."""
        return [path for path in self.server.requests if path != "/robots.txt"]

    def _answer(self, path: str, headers: Mapping[str, str]) -> bytes | None:
        for part, responses in self.odd.items():
            if part in path and responses:
                return responses.pop(0)
        if path == "/collinfo.json":
            return _json([_info(collection) for collection in self.collections])
        for collection in self.collections:
            if path.startswith(f"/{collection.name}-index?"):
                return _index(collection, parse_qs(urlsplit(path).query))
            if path == f"/{collection.filename}":
                return self._part(collection.file, headers.get("range", ""))
        return None

    def _part(self, file: bytes, byte_range: str) -> bytes:
        self.ranges.append(byte_range)
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", byte_range)
        assert found, byte_range
        first, last = int(found[1]), int(found[2])
        content_range = f"Content-Range: bytes {first}-{last}/{len(file)}"
        return reply(file[first : last + 1], "206 Partial Content", content_range, kind="application/octet-stream")


@contextmanager
def common_crawl(*collections: Collection) -> Iterator[CommonCrawlServer]:
    with raw_server() as server:
        yield CommonCrawlServer(server, collections)


def no_captures(url: str = "bensong.example") -> bytes:
    """Return what pywb answers for a URL that its index does not have."""
    message = {"message": f"No Captures found for: {url}", "url": url, "status": "not_found"}
    return reply(json.dumps(message), "404 Not Found", kind="application/json")


def _json(value: object) -> bytes:
    return reply(json.dumps(value), kind="application/json")


def _info(collection: Collection) -> dict[str, str]:
    home = f"https://index.commoncrawl.org/{collection.name}"
    return {
        "id": collection.name,
        "name": f"{collection.name} Index",
        "timegate": f"{home}/",
        "cdx-api": f"{home}-index",
        "from": f"{collection.first}T01:02:03",
        "to": f"{collection.last}T04:05:06",
    }


def _index(collection: Collection, query: Mapping[str, list[str]]) -> bytes:
    first, last = query.get("from", ["0"])[0], query.get("to", ["9"])[0]
    rows = sorted((row for row in collection.rows if first <= row["timestamp"] <= last), key=lambda row: row["urlkey"])
    if not rows:
        return no_captures(query["url"][0])
    pages = -(-len(rows) // collection.page_size)
    if "showNumPages" in query:
        return _json({"pages": pages, "pageSize": 5, "blocks": pages})
    start = int(query["page"][0]) * collection.page_size
    lines = "".join(json.dumps(row) + "\n" for row in rows[start : start + collection.page_size])
    return reply(lines, kind="text/x-ndjson")
