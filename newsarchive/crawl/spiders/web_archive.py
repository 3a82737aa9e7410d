"""Captures: what a web archive has of a site, listed by its CDX service and fetched as the paper sent it.

Formats read: the JSON rows of the Wayback Machine and OutbackCDX, pywb's JSON lines, CDXJ and CDX-11 lines.
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server, https://pywb.readthedocs.io (CDXJ server),
https://iipc.github.io/warc-specifications (CDXJ, CDX). Raw replay, as archived: the "id_" modifier of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby, pairwise
from typing import Any
from urllib.parse import urlencode, urlsplit

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.candidate import Capture

#: Which capture of an article is fetched.
WHICH = ("first", "last", "all")

_CDX_11 = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_OTHER_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_REPLAY = re.compile(r"/(\d{14})(?:id_)?/(https?:/.*)")
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")


@dataclass(frozen=True, kw_only=True)
class CaptureList:
    """What one answer of a CDX service says; *resume* is the key to ask on with, ``None`` behind the last."""

    captures: Sequence[Capture]
    resume: str | None = None


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
    """Read the answer of a CDX service; lines that make no sense, and captures of no page, are left out."""
    text = body.decode("utf-8", "replace").strip()
    rows, resume = _json_rows(text) if text.startswith("[") else (_lines(text), None)
    return CaptureList(captures=[one for row in rows if (one := _capture(row))], resume=resume)


def _json_rows(text: str) -> tuple[list[Mapping[str, Any]], str | None]:
    """Read a table: names, rows, and behind an empty row the key to ask on with."""
    try:
        table = json.loads(text)
    except ValueError:
        return [], None
    rows = [row for row in table if isinstance(row, list)]
    resume = str(rows[-1][0]) if len(rows) > 1 and rows[-2] == [] and rows[-1] else None
    if not rows or not rows[0]:
        return [], resume
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if len(row) > 1], resume


def _lines(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        head, brace, rest = line.partition("{")
        if not brace:
            yield dict(zip(_CDX_11, line.split(), strict=False))
            continue
        try:
            said = json.loads(brace + rest)
        except ValueError:
            continue
        yield dict(zip(("urlkey", "timestamp"), head.split(), strict=False)) | said


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


def chosen(captures: Sequence[Capture], which: str) -> list[list[Capture]]:
    """Return for each address in *captures*, neighbours as they come, the captures to fetch, in order of time."""
    found = []
    for _, group in groupby(captures, key=lambda one: one.url.partition("://")[2].removeprefix("www.")):
        one = sorted(group, key=lambda capture: capture.at)
        changed = [later for before, later in pairwise(one) if not later.digest or later.digest != before.digest]
        found.append({"first": one[:1], "last": one[-1:], "all": [one[0], *changed]}[which])
    return found
