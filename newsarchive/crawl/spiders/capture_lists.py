"""Lists of captures: what a web archive is asked for, and the answers of CDX services.

Formats read: the JSON rows of the Wayback Machine and OutbackCDX, pywb's JSON lines, CDXJ and CDX-11 lines.
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server, https://pywb.readthedocs.io (CDXJ server),
https://iipc.github.io/warc-specifications (CDXJ, CDX).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.warc import Exchange

_CDX_11 = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_OTHER_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_HTML = ("text/html", "application/xhtml+xml")
_REVISIT = "warc/revisit"
_PAGES = (*_HTML, _REVISIT, "unk", "-", "")


@dataclass(frozen=True, kw_only=True)
class CaptureList:
    """What one answer of a CDX service says.

    *resume* is the key to continue with, ``None`` for the last part; *damage* says what could not be read. *more* are
    the URLs of the lists to read next, and *note* is what the user should know.
    """

    captures: Sequence[Capture]
    resume: str | None = None
    damage: str | None = None
    more: Sequence[str] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaptureQuery:
    """Which captures to list: those of *domains*, in this order, from the day *first* to the day *last*, inclusive.

    A domain may have a path behind it, and then means what is below that.
    """

    domains: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    newest_first: bool = False

    def arguments(self, domain: str) -> dict[str, str]:
        """Return the arguments of a CDX service that ask for the captures of *domain*."""
        host, slash, path = domain.partition("/")
        asked = {"url": f"{host}/{path}" if slash else host}
        asked |= {"matchType": "prefix" if slash else "domain", "output": "json"}
        if self.first:
            asked["from"] = f"{self.first:%Y%m%d}"
        if self.last:
            asked["to"] = f"{self.last:%Y%m%d}235959"
        return asked


class BadCapture(ValueError):
    """A web archive's response does not hold the page of the capture that was requested."""


class CaptureSource(Protocol):
    """A service that lists captures and hands out their pages."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return a URL on each host that is asked."""

    @property
    def list_statuses(self) -> tuple[int, ...]:
        """Return the HTTP statuses, besides 2xx, with which a list may come."""

    @property
    def is_in_order(self) -> bool:
        """Tell whether lists come in order of time, so that a crawl with a limit can stop between two of them."""

    @property
    def is_one_at_a_time(self) -> bool:
        """Tell whether the service gets one request at a time."""

    def lists(self, query: CaptureQuery) -> Sequence[str]:
        """Return the URLs of the lists to begin with."""

    def read(self, url: str, status: int, body: bytes, query: CaptureQuery) -> CaptureList:
        """Read the list that *url* returned."""

    def page_url(self, capture: Capture) -> str:
        """Return where *capture* lies in the web archive."""

    def name(self, capture: Capture) -> str:
        """Return the key under which an archive remembers that *capture* was fetched."""

    def byte_range(self, capture: Capture) -> tuple[int, int] | None:
        """Return which part of the file at `page_url` is the capture: its offset and length; ``None`` for all."""

    def captured(self, exchange: Exchange, asked: Capture) -> Exchange:
        """Return the exchange that the archive holds, given its response; raise BadCapture when that is not it."""


def read_listing(body: bytes, *, revisits: bool = True) -> CaptureList:
    """Read the answer of a CDX service; captures of anything but pages are left out.

    Without *revisits*, so are revisit records: a service that does not resolve them has no page there.
    What cannot be read is named in *damage*, with all rows taken that are whole: a list that breaks off, a page of
    HTML or a JSON error with status 200, a line of an exception.
    """
    text = body.decode("utf-8", "replace").strip().lstrip("\ufeff")
    if text.startswith("<"):
        return CaptureList(captures=(), damage="an HTML page instead of a list")
    rows, resume, damage = _json_rows(text) if text.startswith("[") else _lines(text)
    return CaptureList(captures=[one for row in rows if (one := _capture(row, revisits))], resume=resume, damage=damage)


_Rows = tuple[list[Mapping[str, Any]], str | None, str | None]


def _json_rows(text: str) -> _Rows:
    """Read a table: names, rows, and behind an empty row the key to resume with."""
    damage = None
    try:
        table = json.loads(text)
    except ValueError:
        table, damage = _whole_rows(text), "the JSON breaks off"
    rows = [row for row in table if isinstance(row, list)]
    if rows != table and not damage:
        damage = "the JSON is not a table"
    resume = str(rows[-1][0]) if len(rows) > 1 and rows[-2] == [] and rows[-1] else None
    if not rows or not rows[0]:
        return [], resume, damage
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if len(row) > 1], resume, damage


def _whole_rows(text: str) -> list[Any]:
    """Return the rows of a JSON table before the place where it breaks off."""
    decoder, at = json.JSONDecoder(), 1
    rows: list[Any] = []
    while True:
        at = text.find("[", at)
        if at < 0:
            return rows
        try:
            row, at = decoder.raw_decode(text, at)
        except ValueError:
            return rows
        rows.append(row)


def _lines(text: str) -> _Rows:
    rows: list[Mapping[str, Any]] = []
    bad = ""
    for line in text.splitlines():
        row = _row(line)
        if row is not None and str(row.get("timestamp", "")).isdigit():
            rows.append(row)
        elif line.strip() and not line.lstrip().startswith(("CDX ", "!")):  # the head of a CDX file or a CDXJ file
            bad = bad or line
    return rows, None, f'not a line of a list: "{" ".join(bad.split())[:80]}"' if bad else None


def _row(line: str) -> Mapping[str, Any] | None:
    head, brace, rest = line.partition("{")
    if not brace:
        parts = line.split()
        return dict(zip(_CDX_11, parts, strict=False)) if len(parts) >= len(_CDX_11) - 1 else None
    try:
        said = json.loads(brace + rest)
    except ValueError:
        return None
    return dict(zip(("urlkey", "timestamp"), head.split(), strict=False)) | said if isinstance(said, dict) else None


def _capture(row: Mapping[str, Any], revisits: bool) -> Capture | None:
    said = {_OTHER_NAMES.get(name, name): str(value) for name, value in row.items()}
    url, status, kind = (said.get(name, "") for name in ("original", "statuscode", "mimetype"))
    at = moment(said.get("timestamp", ""))
    kind = kind.partition(";")[0].strip().lower()
    is_html = kind in _PAGES or said.get("mime-detected") in _HTML  # the server's word, or what Common Crawl found
    is_page = status in ("200", "-", "") and is_html and (revisits or kind != _REVISIT)
    if at is None or not is_page or urlsplit(url).scheme not in ("http", "https"):
        return None
    return Capture(url=url, at=at, digest=said.get("digest", ""), place=_place(said))


def _place(said: Mapping[str, str]) -> str:
    """Return where a record lies as "file offset length", "" when the row does not say."""
    file, offset, length = (said.get(name, "") for name in ("filename", "offset", "length"))
    is_told = file and all(one.isascii() and one.isdigit() and len(one) < 16 for one in (offset, length))
    return f"{file} {offset} {length}" if is_told and int(length) else ""


def moment(timestamp: str) -> datetime | None:
    """Read the 14 digits of a web archive (fewer: the beginning of that time), ``None`` when they are no time."""
    digits = timestamp.strip()
    if not digits.isdigit() or not 4 <= len(digits) <= 14:
        return None
    full = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
