"""WARC files as other people's tools write them: Common Crawl's news crawler, wget, browsertrix."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile


@dataclass(frozen=True, kw_only=True)
class Capture:
    url: str
    body: bytes
    date: str = "2024-03-05T06:07:08Z"
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    chunked: bool = False
    packed: bool = False
    headers: tuple[tuple[str, str], ...] = ()


def story(title: str, *, words: str = "", language: str = "vi", date: str = "2024-03-05T05:00:00+07:00") -> bytes:
    text = words or "Sáng sớm nay, ghe xuồng từ các ngả sông đã về chợ nổi, chở theo bưởi, cam và rau xanh của mùa này."
    paragraphs = "".join(f"<p>{text} {title} {number}.</p>" for number in range(1, 5))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="article:published_time" content="{date}">'
        f"</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def record(kind: str, fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (("WARC-Type", kind), *fields))
    return f"WARC/1.0\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(capture: Capture) -> bytes:
    body, headers = capture.body, [("Content-Type", capture.content_type), *capture.headers]
    if capture.packed:
        body, headers = gzip.compress(body, mtime=0), [*headers, ("Content-Encoding", "gzip")]
    if capture.chunked:
        halves = (body[: len(body) // 2], body[len(body) // 2 :], b"")
        body = b"".join(b"%x\r\n%s\r\n" % (len(half), half) for half in halves)
        headers.append(("Transfer-Encoding", "chunked"))
    head = f"HTTP/1.1 {capture.status} OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    fields = [
        ("WARC-Record-ID", f"<urn:uuid:{zlib.crc32(capture.url.encode()):08x}-0000-4000-8000-000000000000>"),
        ("WARC-Date", capture.date),
        ("WARC-Target-URI", capture.url),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record("response", fields, head.encode() + body)


def revisit(url: str, date: str, of: Capture) -> bytes:
    fields = [
        ("WARC-Date", date),
        ("WARC-Target-URI", url),
        ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", of.url),
        ("WARC-Refers-To-Date", of.date),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record("revisit", fields, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")


def records_of(captures: Sequence[Capture | bytes]) -> list[bytes]:
    """Return the records of a crawl: warcinfo, then request, response and metadata of each capture."""
    found = [record("warcinfo", [("WARC-Date", "2024-03-05T00:00:00Z")], b"software: StormCrawler\r\n")]
    for capture in captures:
        if isinstance(capture, bytes):
            found.append(capture)
            continue
        fields = [("WARC-Date", capture.date), ("WARC-Target-URI", capture.url)]
        request_record = record("request", fields, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        found += [request_record, response(capture), record("metadata", fields, b"fetchTimeMs: 12\r\n")]
    return found


def packed(records: Sequence[bytes]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def write_warc(path: Path, captures: Sequence[Capture | bytes]) -> Path:
    """Write *captures* as *path* ends: .warc, .warc.gz, or .wacz."""
    records = records_of(captures)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".wacz":
        with ZipFile(path, "w", ZIP_STORED) as archive:
            archive.writestr("datapackage.json", "{}")
            archive.writestr("archive/data.warc.gz", packed(records))
            archive.writestr("pages/pages.jsonl", "{}\n")
    else:
        path.write_bytes(packed(records) if path.suffix == ".gz" else b"".join(records))
    return path
