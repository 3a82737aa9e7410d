"""Findings: every URL that a crawl discovered, through which source, and why it was not requested.

They are stored in `runs/<run>.found.jsonl.gz`, batch by batch like records. A line is written only if it adds something
new about its URL (its discovery, another source, another reason), so a daily crawl of known lists adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from newsarchive.article import BadRecord

#: The sources through which a URL is discovered: a list by a person, a sitemap, a feed, a listing, a date archive,
#: a link in another article, a web archive's list. Their positions are bits in the index: append new ones only.
SOURCE_NAMES = ("urls", "sitemaps", "feeds", "listings", "days", "links", "captures")
#: The discovery sources that a crawl can be restricted to: all but a list of URLs and a web archive.
DISCOVERY_SOURCES = tuple(source for source in SOURCE_NAMES if source not in ("urls", "captures"))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding about *url* (canonical) of *site* at the time *at*.

    *source* is the discovery source (one of SOURCE_NAMES). *day* is the day of publication, or else of the last
    change, if the source states it. *reason* is why it was not requested or, if *tried*, how its fetch failed;
    ``None``: it is waiting, or stored. *requested* is the URL to fetch if that is not *url*: a canonical URL is https,
    but some sites respond only to http.
    """

    url: str
    site: str
    at: datetime | None = None
    source: str | None = None
    day: date | None = None
    reason: str | None = None
    tried: bool = False
    requested: str | None = None


class _FormerNames(msgspec.Struct):
    """The keys of a finding that earlier versions wrote under another name."""

    way: str | None = None


_decoder = msgspec.json.Decoder(Finding)
_former_names = msgspec.json.Decoder(_FormerNames)


def finding_from_json(line: bytes) -> Finding:
    """Decode one line of a run's findings, of this or an earlier version; raise BadRecord."""
    try:
        finding = _decoder.decode(line)
        if finding.source is None and b'"way"' in line:
            return replace(finding, source=_former_names.decode(line).way)
        return finding
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a finding: {error}") from error


def bit_of(source: str | None) -> int:
    """Return the bit of *source* in the index; 0 for none, and for a source that only a later version knows."""
    return 1 << SOURCE_NAMES.index(source) if source in SOURCE_NAMES else 0


def sources_in(bits: int) -> list[str]:
    """Return the names of the sources in *bits*."""
    return [source for position, source in enumerate(SOURCE_NAMES) if bits >> position & 1]
