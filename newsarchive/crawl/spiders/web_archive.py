"""Captures: what a web archive has of a site, listed by its CDX service and fetched as the paper sent it.

Formats read: the JSON rows of the Wayback Machine and OutbackCDX, pywb's JSON lines, CDXJ and CDX-11 lines.
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server, https://pywb.readthedocs.io (CDXJ server),
https://iipc.github.io/warc-specifications (CDXJ, CDX). Raw replay, as archived: the "id_" modifier of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.redaction import has_password, redacted

_CDX_11 = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_OTHER_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_REPLAY = re.compile(r"/(\d{14})(?:id_)?/(https?:/.*)")
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")


@dataclass(frozen=True, kw_only=True)
class CaptureList:
    """What one answer of a CDX service says.

    *resume* is the key to continue with, ``None`` for the last part; *damage* says what could not be read.
    """

    captures: Sequence[Capture]
    resume: str | None = None
    damage: str | None = None


@dataclass(frozen=True, kw_only=True)
class WebArchive:
    """A web archive: where it lists its captures (*cdx*) and where it plays them back (*replay*).

    *replay* has the seeds ``{timestamp}`` and ``{url}``. *lines* is how many captures are asked for at a time, where
    the service gives keys to ask on with; ``None`` where it does not, as pywb.
    """

    cdx: str
    replay: str
    lines: int | None = None

    def listing_url(self, domain: str, first: date | None, last: date | None, resume: str | None = None) -> str:
        """Return the address of the list of a *domain*'s captures from one day to the other, both included.

        *domain* may have a path behind it, and then means what is below that.
        """
        host, slash, path = domain.partition("/")
        asked: dict[str, str] = {"url": f"{host}/{path}" if slash else host}
        asked |= {"matchType": "prefix" if slash else "domain", "output": "json"}
        if first:
            asked["from"] = f"{first:%Y%m%d}"
        if last:
            asked["to"] = f"{last:%Y%m%d}235959"
        if self.lines:
            # The service's own filters spare it and us nine tenths of the lines; what it lets through is judged here.
            asked |= {"collapse": "digest", "filter": "mimetype:(text/html|application/xhtml|warc/revisit).*"}
            asked |= {"limit": str(self.lines), "showResumeKey": "true"}
            if resume:
                asked["resumeKey"] = resume
        return f"{self.cdx}?{urlencode(asked)}"

    def page_url(self, capture: Capture) -> str:
        """Return the address at which *capture* is played back as the paper sent it."""
        return self.replay.format(timestamp=capture.timestamp, url=capture.url)


#: The web archives known by name.
WEB_ARCHIVES: Mapping[str, WebArchive] = {
    "wayback": WebArchive(
        cdx="https://web.archive.org/cdx/search/cdx",
        replay="https://web.archive.org/web/{timestamp}id_/{url}",
        lines=50_000,
    )
}


def web_archive(name: str, replay: str | None = None) -> WebArchive:
    """Return the web archive *name*: one of WEB_ARCHIVES, or the address of a pywb collection.

    With *replay*, *name* is the address of a CDX service alone, such as an OutbackCDX collection.
    """
    if name in WEB_ARCHIVES:
        return WEB_ARCHIVES[name]
    if urlsplit(name).scheme not in ("http", "https"):
        known = ", ".join(WEB_ARCHIVES)
        raise BadPlan(f'--from: "{name}" is no web archive; name {known}, or the address of a pywb collection')
    for address in (name, replay or ""):
        if has_password(address):
            raise BadPlan(f"--from {redacted(address)}: the address has no user name or password; give it alone")
    if replay is None:
        home = name.rstrip("/")
        return WebArchive(cdx=f"{home}/cdx", replay=f"{home}/{{timestamp}}id_/{{url}}")
    try:
        replay.format(timestamp="", url="")
    except (LookupError, ValueError):
        replay = ""
    if "{timestamp}" not in replay or "{url}" not in replay:
        raise BadPlan(
            "--replay: write the address with {timestamp} and {url}, as http://host/coll/{timestamp}id_/{url}"
        )
    return WebArchive(cdx=name, replay=replay)


def read_listing(body: bytes) -> CaptureList:
    """Read the answer of a CDX service; captures of anything but pages are left out.

    What cannot be read is named in *damage*, with all rows taken that are whole: a list that breaks off, a page of
    HTML or a JSON error with status 200, a line of an exception.
    """
    text = body.decode("utf-8", "replace").strip().lstrip("\ufeff")
    if text.startswith("<"):
        return CaptureList(captures=(), damage="an HTML page instead of a list")
    rows, resume, damage = _json_rows(text) if text.startswith("[") else _lines(text)
    return CaptureList(captures=[one for row in rows if (one := _capture(row))], resume=resume, damage=damage)


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


def _capture(row: Mapping[str, Any]) -> Capture | None:
    said = {_OTHER_NAMES.get(name, name): str(value) for name, value in row.items()}
    url, status, kind = (said.get(name, "") for name in ("original", "statuscode", "mimetype"))
    at = moment(said.get("timestamp", ""))
    is_page = status in ("200", "-", "") and kind.partition(";")[0].strip().lower() in _PAGES
    if at is None or not is_page or urlsplit(url).scheme not in ("http", "https"):
        return None
    return Capture(url=url, at=at, digest=said.get("digest", ""))


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


def played_back(url: str) -> Capture | None:
    """Return which capture a replay address stands for: an archive may answer with the nearest one it has."""
    found = _REPLAY.search(url)
    at = moment(found[1]) if found else None
    return Capture(url=found[2], at=at) if found and at else None
