"""Visits that stored no record (an unchanged article, a listing, a 404, a redirect), kept as JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from newsarchive.article import BadRecord


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One fetch that stored no record: its *outcome*, and what a later run needs to avoid repeating it.

    *outcome* is "unchanged" (the text of article *id* is as stored), "redirect" (to *target*), "missing" (404, 410),
    or another outcome of the crawl, such as the kind of a page that is not an article ("listing", "other").
    """

    url: str
    outcome: str
    at: datetime | None = None
    status: int | None = None
    target: str | None = None
    id: str | None = None
    etag: str | None = None
    last_modified: str | None = None


_decoder = msgspec.json.Decoder(Visit)


def visit_from_json(line: bytes) -> Visit:
    """Decode one line of a run's visits; raise BadRecord."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a visit: {error}") from error
