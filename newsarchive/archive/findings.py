"""Findings: every URL that a crawl discovered, through which source, and why it was not requested.

They are stored in `runs/<run>.found.jsonl.gz`, batch by batch like records. A line is written only if it adds something
new about its URL (its discovery, another source, another reason), so a daily crawl of known lists adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from newsarchive.article import BadRecord

#: The sources through which a URL is discovered: a list by a person, a sitemap, a feed, a listing, a date archive,
#: a link in another article, a web archive's list. Their positions are bits in the index: append new ones only.
WAYS = ("urls", "sitemaps", "feeds", "listings", "days", "links", "captures")
#: The discovery sources that a crawl can be restricted to: all but a list of URLs and a web archive.
DISCOVERY_SOURCES = tuple(source for source in WAYS if source not in ("urls", "captures"))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding about *url* (canonical) of *site* at the time *at*.

    *way* is the source (one of WAYS). *day* is the day of publication, or else of the last change, if the source states
    it. *reason* is why it was not requested or, if *tried*, how its fetch failed; ``None``: it is waiting, or stored.
    *requested* is the URL to fetch if that is not *url*: a canonical URL is https, but some sites respond only to http.
    """

    url: str
    site: str
    at: datetime | None = None
    way: str | None = None
    day: date | None = None
    reason: str | None = None
    tried: bool = False
    requested: str | None = None


_decoder = msgspec.json.Decoder(Finding)


def finding_from_json(line: bytes) -> Finding:
    """Decode one line of a run's findings; raise BadRecord."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a finding: {error}") from error


def bit_of(source: str | None) -> int:
    """Return the bit of *source* in the index; 0 for none."""
    return 1 << WAYS.index(source) if source else 0


def ways_of(bits: int) -> list[str]:
    """Return the sources (WAYS) of *bits*."""
    return [source for place, source in enumerate(WAYS) if bits >> place & 1]
