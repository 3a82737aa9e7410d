"""Where articles are found: what sitemaps, feeds and listings name, as values; nothing here fetches."""

from __future__ import annotations

import calendar
import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

log = logging.getLogger(__name__)

_GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# .NET's writers call UTF-16 whatever encoding the text is sent in; the parser would believe them and find nothing.
_CALLED_UTF_16 = re.compile(rb"\s*<\?xml[^>]{,100}utf-16[^>]{,100}>", re.I)
# An address written into a sitemap as it is: the parser would drop the sign and what follows it up to the next.
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,20};)")
_MAX_SITEMAP = 100 * 1024 * 1024  # sitemaps.org allows 50 MB unpacked; papers are generous
_XML_FILES = (".xml", ".xml.gz")
_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", re.I)
_MOST_BEFORE = 20_000  # bytes in which the root element is looked for
_MOST_WRAPS = 3  # a .gz that the server packs again for the way, and says so only once
_MOST_TAGS = 2_000_000  # 50,000 entries of twenty elements; each element met takes memory until the end
# Content systems write 0001-01-01, 1970-01-01 or 9999-12-31 where they have no date; then there was no web.
_YEARS = range(1990, 2100)


@dataclass(frozen=True, kw_only=True)
class ListedUrl:
    """One address that a sitemap or feed names; *changed* is the day of its last change, or of its publication."""

    url: str
    changed: date | None = None
    published: date | None = None
    is_sitemap: bool = False


def sitemap_entries(body: bytes, url: str) -> Iterator[ListedUrl]:
    """Read a sitemap or an index of sitemaps (gzip or not) as a stream; a broken one ends where it breaks."""
    body = _from_xml(_as_utf_8(_unpacked(body)))
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from (ListedUrl(url=line) for line in _plain_list(body))
        return
    sitemap = _read(body, url)
    for entry in sitemap or ():
        place = web_address(url, entry.get("loc", ""))
        if sitemap and place:
            is_sitemap = _is_sitemap_entry(sitemap.type, place)
            yield ListedUrl(url=place, changed=_day(entry.get("lastmod")), is_sitemap=is_sitemap)


def _is_sitemap_entry(root: str, place: str) -> bool:
    """Tell whether an entry is a sitemap: of an index, or an XML file in a list of pages; some sites mix the two up."""
    return root == "sitemapindex" or urlsplit(place).path.lower().endswith(_XML_FILES)


def feed_entries(body: bytes, url: str) -> Iterator[ListedUrl]:
    """Read an RSS or Atom feed; entries without a link are passed over."""
    import feedparser

    # Given bytes, feedparser would take them for a file's name; given a stream, it reads the stream.
    for entry in feedparser.parse(io.BytesIO(body), response_headers={"content-location": url}).entries:
        # A feed behind a proxy links to the proxy, and keeps the article's own URL in an element of its own.
        place = web_address(url, entry.get("feedburner_origlink") or entry.get("link") or _url_in(entry.get("id", "")))
        if place:
            published = _moment(entry.get("published_parsed"))
            changed = _moment(entry.get("updated_parsed")) if "updated" in entry else published
            yield ListedUrl(url=place, published=published, changed=changed)


def _url_in(identifier: str) -> str:
    """Return a guid that is a URL: it names the entry where no link does, whatever isPermaLink says."""
    return identifier if identifier.startswith(("http://", "https://")) else ""


def is_feed(body: bytes) -> bool:
    """Tell by its beginning whether *body* is an RSS or Atom feed."""
    start = body[:1000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf"))


def is_sitemap(body: bytes) -> bool:
    """Tell by its beginning whether *body* is a sitemap, packed or not."""
    return body.startswith(_GZIP) or bool(_ROOT.search(body, 0, _MOST_BEFORE))


def _unpacked(body: bytes) -> bytes:
    try:
        for _ in range(_MOST_WRAPS):
            if not body.startswith(_GZIP):
                break
            body = gunzip(body, max_size=_MAX_SITEMAP)
        return body
    except (OSError, EOFError, zlib.error, ValueError) as error:
        log.warning("a sitemap cannot be unpacked: %s", error)
        return b""


def _from_xml(body: bytes) -> bytes:
    """Leave out what a server prints before the XML: warnings of its script, blank lines, comments."""
    root = _ROOT.search(body, 0, _MOST_BEFORE)
    if root is None:
        return body
    declared = body.rfind(b"<?xml", 0, root.start())
    return body[declared if declared >= 0 else root.start() :]


def _as_utf_8(body: bytes) -> bytes:
    text = body.decode("utf-16", "replace").encode() if body.startswith(_UTF_16) else body
    return _CALLED_UTF_16.sub(b"", text, count=1) if _CALLED_UTF_16.match(text) else text


def _read(body: bytes, url: str) -> Sitemap | None:
    """Begin to read XML, unless it has no element at all or more than any list of articles needs."""
    if body.count(b"<") > _MOST_TAGS:
        log.warning("%s has more than %d tags, and is no sitemap", url, _MOST_TAGS)
        return None
    try:
        return Sitemap(body if b"<![CDATA[" in body else _BARE_AMPERSAND.sub(b"&amp;", body))
    except StopIteration:
        return None


def web_address(base: str, place: str) -> str | None:
    """Return the web address that *place* is when read at *base*; ``None`` for other schemes, and where none is one."""
    try:
        address = urljoin(base, place)
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return address if place and is_web else None
    except ValueError:  # [ without ], or a port that is no number
        return None


def _plain_list(body: bytes) -> list[str]:
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines())
    return [line for line in lines if line.startswith(("http://", "https://")) and web_address(line, line)]


def _day(text: str | None) -> date | None:
    """Read a W3C date as sitemaps write it; a year alone or a month alone says too little to leave anything out."""
    try:
        return _likely(date.fromisoformat((text or "").strip()[:10]))
    except ValueError:
        return None


def _likely(day: date) -> date | None:
    return day if day.year in _YEARS else None


def _moment(parsed: object) -> date | None:
    if not isinstance(parsed, tuple):
        return None
    try:
        return _likely(datetime.fromtimestamp(calendar.timegm(parsed), UTC).date())
    except (ValueError, OverflowError, OSError):
        return None
