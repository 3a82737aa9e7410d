"""RSS, Atom and JSON feeds: each entry is an article, regardless of its URL."""

from __future__ import annotations

import calendar
import dataclasses
import io
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from newsarchive.crawl.spiders.link_dates import may_begin_with_month
from newsarchive.crawl.spiders.sources.escaped_xml import escaped_root, in_utf_8, is_escaped, unescaped_xml
from newsarchive.crawl.spiders.sources.interface import (
    DiscoverySource,
    LinkCandidate,
    Seed,
    SourceResponse,
    plausible_day,
)
from newsarchive.crawl.url_shapes import listed_address, looks_like_article, web_address
from newsarchive.parsers.dates.timestamp import parse_timestamp

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site
    from newsarchive.crawl.spiders.links import Links

log = logging.getLogger(__name__)

_OPML = re.compile(rb"<opml\b", re.I)
_OUTLINE = re.compile(rb"\bxmlUrl\s{0,9}=\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.I)
_LINK_ELEMENT = re.compile(rb"<(?:\w{1,20}:)?link\s([^<>]{1,2000})>")
_ATTRIBUTE = re.compile(rb"\b(rel|href)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')")
# RSS 1.0 lists its items twice; some feeds have only the table of contents (RSS 1.0, 5.3.5).
_CONTENTS = re.compile(
    rb"<rdf:li\s[^<>]{0,300}?\b(?:rdf:)?resource\s{0,9}=\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.I
)
_ESCAPED_ROOT = escaped_root(b"rss", b"feed", b"rdf:rdf")
# Written by programs that read the feed as HTML, where this element has no content.
_EMPTY_LINK = re.compile(rb"<link\s{0,9}/>\s{0,99}(https?://[^\s<>\"']{1,4000})", re.I)
_MOST_TAGS = 50_000  # 2,500 entries of twenty elements
# Bases for relative URLs, one for each entry. Each extends the base around it, so that nested ones cost their square.
_BASE = re.compile(rb"(?<=[\s:])base\s{0,9}=")
_MOST_BASES = 2500
# feedparser takes 2 microseconds for an attribute; those of HTML in an entry are counted, too.
_ATTRIBUTE_SIGN = re.compile(rb"=")
_MOST_ATTRIBUTES = 200_000
# feedparser compares each with all others of its entry: 24,000 of them take minutes.
_KEYWORD = re.compile(rb"</?(?:[\w.-]{1,40}:)?(?:category|keywords|subject|tags)(?=[\s/>])[^<>]*>", re.I)
# All but those with the URL and the time of an entry.
_EXTENSION = re.compile(
    rb"</?(?!(?:atom\w{0,9}|a10|rss|rdf|dc|dcterms|feedburner|pheedo):)[a-z][\w.-]{0,40}:[^<>]{0,4000}>", re.I
)
_SCHEMES = ("http://", "https://")
_HEAD = 1000
_BLANK = b"\xef\xbb\xbf \t\r\n"
_LONGEST_DATE = 80  # characters
_DIGITS = re.compile(r"\d+", re.A)
_TIME = re.compile(r"\d{1,2}:\d{2}:\d{2}", re.A)
_NO_ZEROS = str.maketrans("", "", "0:")
# RSS 1.0 has no time of publication of its own; feeds have that of Dublin Core, which feedparser takes for a change.
_PUBLISHED = re.compile(rb"<(?:pubDate|published|issued|dcterms:(?:issued|created|available))\b", re.I)
_DC_DATE = re.compile(rb"(</?)dc:date\b", re.I)
# feedparser reads these in other calendars.
_YEAR_FIRST = re.compile(r"\s*(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")


class Feeds(DiscoverySource):
    """RSS, Atom and JSON feeds: those in the publisher file, and those that pages declare or link to."""

    name = "feeds"
    description = "RSS, Atom and JSON feeds"
    step = "M"

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the feeds in the publisher file."""
        yield from (Seed("list", url, source=self.name) for url in (site.publisher.feeds if site.publisher else ()))

    def needs_front_page(self, site: Site) -> bool:
        """Return whether no feed is known: the front page declares some."""
        return not (site.publisher and site.publisher.feeds)

    def linked_seeds(self, links: Links, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the feeds of the site that a page declares, unless one section is crawled.

        A page that declares none may link to feeds, or to a page of feeds; what it links to may be something else.
        """
        if plan.section is not None:
            return
        # A declared feed may be on the host of a service, such as FeedBurner; its entries are the site's.
        yield from (Seed("list", url, source=self.name) for url in links.feeds)
        if not links.feeds and not (site.publisher and site.publisher.feeds):
            yield from (Seed("probe", url, source=self.name) for url in links.linked_feeds if site.holds(url))

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the entries; those outside the site may lead to it, through a proxy that counts clicks.

        A host outside the site is such a proxy if all entries are on it; an entry between those of the site is, unless
        its URL is that of an article, which is then another site's.
        """
        site = response.site
        entries = list(feed_entries(response.body, response.url, site.holds, language=site.language))
        hosts = {urlsplit(entry.url).netloc for entry in entries}
        is_proxied = len(hosts) == 1 and not any(response.site.holds(entry.url) for entry in entries)
        for entry in entries:
            is_link_of_proxy = not response.site.holds(entry.url) and not looks_like_article(entry.url)
            yield dataclasses.replace(entry, is_offsite=is_proxied or is_link_of_proxy)


def listed_feeds(body: bytes, url: str) -> list[str]:
    """Return the feeds in a list of feeds (OPML 2.0)."""
    if not _OPML.search(body, 0, _HEAD):
        return []
    places = (unescape((double or single).decode("utf-8", "replace")) for double, single in _OUTLINE.findall(body))
    return [address for place in places if (address := web_address(url, place))]


def older_entries(body: bytes, url: str) -> str | None:
    """Return the URL of the next page of a feed, which lists older entries (RFC 5005; Blogger)."""
    for element in _LINK_ELEMENT.findall(body):
        attributes = {name: double or single for name, double, single in _ATTRIBUTE.findall(element)}
        if attributes.get(b"rel") == b"next":
            return web_address(url, unescape(attributes.get(b"href", b"").decode("utf-8", "replace")))
    return None


def feed_entries(
    body: bytes, url: str, is_inside: Callable[[str], bool] = lambda url: False, *, language: str = "vi"
) -> Iterator[LinkCandidate]:
    """Parse an RSS, Atom or JSON feed; skip entries without a link.

    Dates that are not in a format of feeds are read in the *language* of the site. The URL of an entry is its first URL
    that *is_inside* (belongs to the site) and is not the front page, or else its first URL.
    """
    if body.lstrip(_BLANK).startswith(b"{"):
        yield from _json_entries(body, url, is_inside, language)
        return
    body = _first_tags(unescaped_xml(in_utf_8(body), _ESCAPED_ROOT), url)
    body = _EMPTY_LINK.sub(rb"<link>\1</link>", _KEYWORD.sub(b"", body))
    if not _PUBLISHED.search(body):
        body = _DC_DATE.sub(rb"\1pubDate", body)
    entries = _parsed(body, url)
    links = Counter(entry.get("link") for entry in entries)
    is_made_now = len(entries) > 1 and _is_moment({entry.get("published") for entry in entries})
    for entry in entries:
        # A shared link may be that of a section, or of an article that the feed lists twice.
        orders = (True, False) if links[entry.get("link")] > 1 else (False,)
        found = [_article_place(_urls_in(entry, is_id_first=order), url, is_inside) for order in orders]
        published = None if is_made_now else _first_day(entry, language)
        changed = _entry_day(entry, "updated", language) if "updated" in entry else published
        changed = None if is_made_now else changed
        for address in dict.fromkeys(filter(None, found)):
            yield LinkCandidate(url=address, published=published, changed=changed)
    for double, single in () if entries else _CONTENTS.findall(body):
        if place := listed_address(url, unescape((double or single).decode("utf-8", "replace"))):
            yield LinkCandidate(url=place)


def _parsed(body: bytes, url: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries as feedparser reads them.

    Its handlers of extensions raise errors for an element in the wrong place (gml:pos outside georss:where); such a
    feed is read without its extensions.
    """
    import feedparser

    # feedparser would treat bytes as a file name; it parses a stream. The HTML of descriptions is not used.
    parse = partial(
        feedparser.parse,
        response_headers={"content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    try:
        entries: Sequence[Mapping[str, Any]] = parse(io.BytesIO(body)).entries
    except (LookupError, AttributeError, TypeError, ValueError) as error:
        log.info("%s: read without its extensions: %r", url, error)
        entries = parse(io.BytesIO(_EXTENSION.sub(b"", body))).entries
    return entries


def _first_tags(body: bytes, url: str) -> bytes:
    """Return what of a feed is parsed: feedparser takes 20 microseconds for a tag, in which nothing else is fetched."""
    *_, remainder = parts = body.split(b"<", _MOST_TAGS)
    ends = [len(body) - len(remainder) - 1] if len(parts) > _MOST_TAGS else []
    for sign, most in ((_BASE, _MOST_BASES), (_ATTRIBUTE_SIGN, _MOST_ATTRIBUTES)):
        excess = next(islice(sign.finditer(body), most, None), None)
        ends += [body.rfind(b"<", 0, excess.start())] if excess else []
    if not ends:
        return body
    bounds = f"{_MOST_TAGS:,} tags, {_MOST_ATTRIBUTES:,} attributes or {_MOST_BASES:,} bases"
    log.warning("%s has more than %s; only the entries before are read", url, bounds)
    return body[: min(ends)]


def _is_moment(texts: set[str | None]) -> bool:
    """Return whether *texts* is one time, to the second: that at which the feed was made, if its entries share it."""
    time = _TIME.search(next(iter(texts)) or "") if len(texts) == 1 else None
    return time is not None and any(time[0].translate(_NO_ZEROS))


def _first_day(entry: Mapping[str, Any], language: str) -> date | None:
    """Return the day of publication of an entry, or else that of its creation (Dublin Core)."""
    return _entry_day(entry, "published" if "published" in entry else "created", language)


def _article_place(texts: Iterable[str], url: str, is_inside: Callable[[str], bool]) -> str | None:
    places = [address for text in texts if (address := listed_address(url, text))]
    # A proxy may have the article's URL in its own: https://proxy.example/url?sa=t&url=https%3A%2F%2F…
    queries = (urlsplit(address).query for address in places if not is_inside(address))
    places += [value for query in queries for _, value in parse_qsl(query) if value.startswith(_SCHEMES)]
    own = (address for address in places if is_inside(address) and not _is_front_page(address))
    return next(own, places[0] if places else None)


def _json_entries(body: bytes, url: str, is_inside: Callable[[str], bool], language: str) -> Iterator[LinkCandidate]:
    """Parse a JSON Feed (jsonfeed.org, version 1.1), or an RSS feed in JSON, which keeps the names of RSS."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            places = [str(item[key]) for key in ("url", "external_url", "link") if item.get(key)]
            identifier = str(item.get("id") or "")  # a URL, if the feed was made of an RSS feed
            places += [identifier] if identifier.startswith(_SCHEMES) else []
            place = _article_place(places, url, is_inside)
            published = _stated_day(item.get("date_published") or item.get("pubDate"), language)
            changed = _stated_day(item.get("date_modified"), language) or published
            if place:
                yield LinkCandidate(url=place, published=published, changed=changed)


def _urls_in(entry: Mapping[str, Any], *, is_id_first: bool) -> Iterator[str]:
    """Yield the URLs that an entry gives for its article, best first.

    A feed behind a proxy (FeedBurner, Pheedo) links to the proxy, and keeps the article's own URL in an element
    ``origLink``. If an entry has no link, a guid that is a URL identifies it, regardless of isPermaLink; with
    *is_id_first*, the guid precedes the link.
    """
    identifier = str(entry.get("id") or "")
    has_url = identifier.startswith(_SCHEMES)
    yield from (str(value) for name, value in entry.items() if name.endswith("_origlink") or name == "origlink")
    if has_url and is_id_first:
        yield identifier
    yield str(entry.get("link") or "")
    if has_url:
        yield identifier


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def is_feed(body: bytes) -> bool:
    """Return whether *body* starts like an RSS or Atom feed."""
    start = body[:_HEAD].lower()
    return (
        any(mark in start for mark in (b"<rss", b"<feed", b"<rdf"))
        or (start.lstrip(_BLANK).startswith(b"{") and b"jsonfeed.org" in start)
        or is_escaped(body, _ESCAPED_ROOT)
    )


def _entry_day(entry: Mapping[str, Any], name: str, language: str) -> date | None:
    """Return the day of an entry: *name* is "published" or "updated"."""
    text, parsed = entry.get(name), entry.get(f"{name}_parsed")
    if isinstance(text, str) and _DIGITS.fullmatch(text.strip()):
        return _day_of_digits(text.strip())
    if isinstance(text, str) and (found := _YEAR_FIRST.match(text)):
        return _day_of_digits(f"{found[1]}{found[2]:0>2}{found[3]:0>2}")
    return _moment(parsed) if parsed else _stated_day(text, language)


def _day_of_digits(digits: str) -> date | None:
    """Return the day of a date that is a number: 20170902, 20170902081500, or a Unix time in seconds or milliseconds.

    feedparser reads such numbers as other calendars' dates, and a wrong day would lose the article.
    """
    try:
        if len(digits) in (8, 12, 14):
            return plausible_day(date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])))
        if len(digits) in (10, 13):
            return plausible_day(datetime.fromtimestamp(int(digits[:10]), UTC).date())
    except (ValueError, OverflowError):
        pass
    return None


def _stated_day(text: object, language: str) -> date | None:
    """Return the day in a date that is not in the format of feeds: "Thứ bảy, 02/09/2017 08:15 GMT+7".

    Where the day may be the month, there is none: a wrong day would lose the article.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_DATE:
        return None
    if may_begin_with_month(text, language):
        return None
    found = parse_timestamp(text, language=language)
    moment = found.value if found else None
    return plausible_day(moment.astimezone(UTC).date()) if isinstance(moment, datetime) and moment.tzinfo else None


def _moment(parsed: object) -> date | None:
    if not isinstance(parsed, tuple):
        return None
    try:
        return plausible_day(datetime.fromtimestamp(calendar.timegm(parsed), UTC).date())
    except (ValueError, OverflowError, OSError):
        return None
