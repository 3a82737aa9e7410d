"""Lists of captures: queries to web archives, and parsing of CDX responses.

Supported formats: the JSON rows of the Wayback Machine and OutbackCDX, pywb's JSON lines, CDXJ and CDX-11 lines.
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server, https://pywb.readthedocs.io (CDXJ server),
https://iipc.github.io/warc-specifications (CDXJ, CDX).
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.url_shapes import is_web_address
from newsarchive.redaction import without_userinfo
from newsarchive.warc import Exchange

_CDX_11 = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_CDX_7 = (*_CDX_11, "length")  # the columns of a table that does not name them (Wayback CDX server)
_OTHER_NAMES = {
    "url": "original",
    "uri": "original",
    "mime": "mimetype",
    "status": "statuscode",
    "datetime": "timestamp",
}
# A line whose URL contains blanks: key, time, URL, type, status, digest.
_SPACED_LINE = re.compile(r"(\S.{0,2000}?) (\d{4,17}) (https?://.{1,2000}?) (\S+/\S+|-|unk) (\d{3}|-) (\S+)")
# What protects a JSON response from scripts of other sites: )]}' before it, or a call around it (JSONP).
_GUARD = re.compile(r"(?:\)\]\}'?,?|(?:/\*\*/)?[\w.$]{1,80}\((?=[\[{]))\s*")
_NOTHING_FOUND = re.compile(r"no captures (?:were )?found", re.I)
_WITH_PAGE = ("200", "203", "-", "")  # 203: changed by a proxy (RFC 9110, 15.3.4); without a status: unknown
_TIME_COLUMNS = ("timestamp", "datetime")  # each page of a list may repeat the names of its columns
_STATUS = re.compile(r"\d{3}|-")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?)?")
# A URL that an old list gives without its scheme.
_NO_SCHEME = re.compile(r"(?:[\w-]{1,63}\.){1,9}[a-z]{2,24}(?::\d{1,5})?/", re.I)
_TABLE = re.compile(r"\[\s*\[\s*\"urlkey\"")
_SEPARATOR = re.compile(r"[\s,]*")
_LAST_COMMA = re.compile(r",\s*\]\s*\Z")
_HTML = ("text/html", "application/xhtml+xml")
_REVISIT = "warc/revisit"
_PAGES = (*_HTML, _REVISIT, "unk", "-", "")


@dataclass(frozen=True, kw_only=True)
class CaptureList:
    """The parsed response of a CDX service.

    *resume* is the resume key, ``None`` for the last part; *damage* describes what could not be read. *more* are the
    URLs of the lists to read next, and *note* is a message for the user. *has_end*: the list is complete, whatever the
    connection did after it.
    """

    captures: Sequence[Capture]
    resume: str | None = None
    damage: str | None = None
    more: Sequence[str] = ()
    note: str | None = None
    has_end: bool = False


@dataclass(frozen=True, kw_only=True)
class CaptureQuery:
    """Which captures to list: those of *domains*, in this order, from the day *first* to the day *last*, inclusive.

    A domain may be followed by a path; the query then covers only URLs below that path.
    """

    domains: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    newest_first: bool = False

    def arguments(self, domain: str) -> dict[str, str]:
        """Return the query parameters of a CDX request for the captures of *domain*."""
        host, slash, path = domain.partition("/")
        arguments = {"url": f"{host}/{path}" if slash else host}
        arguments |= {"matchType": "prefix" if slash else "domain", "output": "json"}
        if self.first:
            arguments["from"] = f"{self.first:%Y%m%d}"
        if self.last:
            arguments["to"] = f"{self.last:%Y%m%d}235959"
        return arguments


class BadCapture(ValueError):
    """A web archive's response does not hold the page of the capture that was requested."""


class CaptureSource(Protocol):
    """A service that lists captures and serves their pages."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return a URL on each host that is requested."""

    @property
    def list_statuses(self) -> tuple[int, ...]:
        """Return the HTTP statuses, besides 2xx, of responses that may contain a list."""

    @property
    def is_in_order(self) -> bool:
        """Return whether lists are in chronological order, so that a crawl with a limit can stop between two lists."""

    @property
    def is_one_at_a_time(self) -> bool:
        """Return whether the service receives only one request at a time."""

    def lists(self, query: CaptureQuery) -> Sequence[str]:
        """Return the URLs of the first lists."""

    def read(self, url: str, status: int, body: bytes, query: CaptureQuery) -> CaptureList:
        """Parse the list that *url* returned."""

    def page_url(self, capture: Capture) -> str:
        """Return the URL of *capture* in the web archive."""

    def name(self, capture: Capture) -> str:
        """Return the key under which an archive records that *capture* was fetched."""

    def byte_range(self, capture: Capture) -> tuple[int, int] | None:
        """Return the offset and length of the capture in the file at `page_url`; ``None`` for the whole file."""

    def captured(self, exchange: Exchange, capture: Capture) -> Exchange:
        """Return the archived exchange from the response; raise BadCapture if the response does not contain it."""


def read_listing(body: bytes, *, revisits: bool = True) -> CaptureList:
    """Parse the response of a CDX service; captures of anything but pages are skipped.

    Without *revisits*, revisit records are skipped too: a service that does not resolve them has no page for them. All
    complete rows are used, and *damage* describes the unreadable remainder: a truncated list, an HTML page or a JSON
    error with status 200, a line of an exception.
    """
    encoding = "utf-16" if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
    text = body.decode(encoding, "replace").strip().lstrip("\ufeff")
    if text.startswith("<") and (table := _TABLE.search(text)):  # after the warnings of a script
        text = text[table.start() :]
    if text.startswith("<"):
        return CaptureList(captures=(), damage="an HTML page instead of a list")
    if guard := _GUARD.match(text):
        text = text[guard.end() :].rstrip(";) \n")
    rows, resume, damage = _json_rows(text) if text.startswith("[") else _lines(text)
    times = [str(row.get("timestamp") or row.get("datetime")) for row in rows]
    timeless = sum(moment(time) is None and time.lower() not in _TIME_COLUMNS for time in times)
    return CaptureList(
        note=f"rows without a valid time: {timeless:,} of {len(rows):,}" if timeless else None,
        captures=[capture for row in rows if (capture := _capture(row, revisits))],
        resume=resume,
        damage=damage,
        has_end=text.startswith("[") and damage is None,
    )


_Rows = tuple[list[Mapping[str, Any]], str | None, str | None]


def _json_rows(text: str) -> _Rows:
    """Parse a table: column names, rows, and after an empty row the resume key."""
    damage = None
    try:
        table = json.loads(_LAST_COMMA.sub("]", text))
    except (ValueError, RecursionError):
        table, damage = _rows_of_several(text), None
        if table is None:
            table, damage = _whole_rows(text), "the JSON is truncated"
    if table and not damage and all(isinstance(row, dict) for row in table):
        return table, None, None
    rows = [row for row in table if isinstance(row, list)]
    if rows != table and not damage:
        damage = "the JSON is not a table"
    resume = str(rows[-1][0]) if len(rows) > 1 and rows[-2] == [] and rows[-1] else None
    if not rows or not rows[0]:
        return [], resume, damage
    first = [str(name).lower() for name in rows[0]]
    names, rows = (first, rows[1:]) if "timestamp" in first else (_CDX_7, rows)
    if names is _CDX_7 and not (len(rows[0]) == len(_CDX_7) and moment(str(rows[0][1]))):
        return [], None, "a JSON table that does not name its columns"
    return [dict(zip(names, row, strict=False)) for row in rows if len(row) > 1], resume, damage


def _rows_of_several(text: str) -> list[Any] | None:
    """Return the rows of several JSON arrays in a row, tables or single rows; ``None`` if one is not whole."""
    decoder, at = json.JSONDecoder(), 0
    rows: list[Any] = []
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, list):
            return None
        is_table = all(isinstance(row, list) for row in value)
        rows += [row for row in value if not (rows and row == rows[0])] if is_table else [value]
        at = _SEPARATOR.match(text, at).end()  # type: ignore[union-attr]
    return rows


def _whole_rows(text: str) -> list[Any]:
    """Return the complete rows of a truncated JSON table."""
    decoder, at = json.JSONDecoder(), 1
    rows: list[Any] = []
    while True:
        at = text.find("[", at)
        if at < 0:
            return rows
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return rows
        rows.append(row)


def _lines(text: str) -> _Rows:
    rows: list[Mapping[str, Any]] = []
    bad = ""
    if (found := _object(text)) is not None:
        return found
    for line in text.splitlines():
        row = _row(line)
        if row is not None and moment(str(row.get("timestamp") or row.get("datetime") or "")[:8]):
            rows.append(row)
        elif line.strip() and not line.lstrip().startswith(("CDX ", "!")):  # the header line of a CDX or CDXJ file
            bad = bad or line
    return rows, None, f'not a line of a list: "{" ".join(bad.split())[:80]}"' if bad else None


def _object(text: str) -> _Rows | None:
    """Parse a JSON object that holds the list under one of its keys, or that states that nothing was found."""
    if not text.startswith("{") or "\n{" in text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or "timestamp" in value or "datetime" in value:
        return None
    if any(isinstance(part, str) and _NOTHING_FOUND.search(part) for part in value.values()):
        return [], None, None
    lists = [part for part in value.values() if isinstance(part, list) and part]
    if len(lists) != 1 or not all(isinstance(row, dict) and "timestamp" in row for row in lists[0]):
        return None
    return lists[0], None, None


def _row(line: str) -> Mapping[str, Any] | None:
    head, brace, fields = line.partition("{")
    if not brace:
        parts = line.split()
        has_blanks = len(parts) < 5 or not (parts[1].isdigit() and _STATUS.fullmatch(parts[4]))
        if has_blanks and (spaced := _SPACED_LINE.match(line)):
            parts = [part.replace(" ", "%20") for part in spaced.groups()]
        return dict(zip(_CDX_11, parts, strict=False)) if len(parts) >= len(_CDX_11) - 1 else None
    try:
        entry = json.loads(brace + fields)
    except ValueError:
        return None
    return dict(zip(("urlkey", "timestamp"), head.split(), strict=False)) | entry if isinstance(entry, dict) else None


def _capture(row: Mapping[str, Any], revisits: bool) -> Capture | None:
    fields = {
        _OTHER_NAMES.get(name, name): str(value) for name, value in row.items() if value is not None
    }  # null: unknown
    url, status, kind = (fields.get(name, "").strip() for name in ("original", "statuscode", "mimetype"))
    url = without_userinfo(f"http://{url}" if _NO_SCHEME.match(url) else url)
    status = status.partition(" ")[0].lstrip("0")
    at = moment(fields.get("timestamp", ""))
    kind = kind.partition(";")[0].strip().lower()
    is_html = kind in _PAGES or fields.get("mime-detected") in _HTML  # from the server, or detected by Common Crawl
    is_page = status in _WITH_PAGE and is_html and (revisits or kind != _REVISIT)
    if at is None or not is_page or not is_web_address(url.replace(" ", "%20")):
        return None
    return Capture(url=url, at=at, digest=fields.get("digest", ""), place=_place(fields))


def _place(fields: Mapping[str, str]) -> str:
    """Return the location of a record as "file offset length", or "" if the row has none."""
    file, offset, length = (fields.get(name, "") for name in ("filename", "offset", "length"))
    is_placed = file and all(number.isascii() and number.isdigit() and len(number) < 16 for number in (offset, length))
    return f"{file} {offset} {length}" if is_placed and int(length) else ""


def moment(timestamp: str) -> datetime | None:
    """Parse a web archive's 14-digit timestamp (fewer digits: the start of that period); ``None`` if invalid.

    Some lists have ISO 8601 timestamps, or 17 digits, with milliseconds (WARC 1.1). A month or day 00 is unknown.
    """
    iso = _TIME.match(timestamp.strip())
    digits = "".join(part or "" for part in iso.groups()) if iso else timestamp.strip()
    if not (digits.isascii() and digits.isdigit()) or not 4 <= len(digits) <= 17:
        return None
    digits = digits[:14]
    known = next((end for end in (4, 6) if digits[end : end + 2] == "00"), len(digits))
    full = digits[:known] + "00000101000000"[known:]
    full = full.removesuffix("60") + "59" if full.endswith("60") else full  # a leap second
    try:
        return datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
