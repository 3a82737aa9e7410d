"""Findings: every address that a crawl met, by which way, and why it was not asked for; so that nothing is silent.

They lie in `runs/<run>.found.jsonl.gz`, batch by batch like records. A line is written only when it says something
new of its address (a first meeting, another way, another reason), so a daily crawl of known lists adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from newsarchive.article import BadRecord

#: The ways in which an address is met: named by a person, in a sitemap, a feed, a listing, a page of a day's articles,
#: by a link in another article, in the list of a web archive. Their places are bits in the index: new ones go last.
WAYS = ("urls", "sitemaps", "feeds", "listings", "days", "links", "captures")
#: The discovery sources that a crawl can be restricted to; the others are a list of URLs and a web archive.
DISCOVERY_SOURCES = tuple(way for way in WAYS if way not in ("urls", "captures"))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is to be said of *url* (canonical) of *site* since *at*.

    *way* is the one (of WAYS) by which it was met now. *day* is the day of publication (else of the last change) as
    far as the list tells. *reason* says why it was not asked for, or what its fetch failed with when *tried*; ``None``
    means that it is waiting, or that the archive has it. *requested* is the address to fetch, where that is not *url*:
    a canonical URL is https, but some sites answer only to http.
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


def bit_of(way: str | None) -> int:
    """Return the bit that stands for *way* in the index; 0 for none."""
    return 1 << WAYS.index(way) if way else 0


def ways_of(bits: int) -> list[str]:
    """Return the WAYS that *bits* stand for."""
    return [way for place, way in enumerate(WAYS) if bits >> place & 1]
