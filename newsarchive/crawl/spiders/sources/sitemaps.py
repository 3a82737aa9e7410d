"""Sitemaps: parsed as a stream, including compressed and damaged ones (sitemaps.org)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.sitemap import Sitemap

from newsarchive.crawl.clock import now
from newsarchive.crawl.spiders.sources.escaped_xml import escaped_root, in_utf_8, is_escaped, unescaped_xml
from newsarchive.crawl.spiders.sources.interface import (
    DiscoverySource,
    LinkCandidate,
    Seed,
    SourceResponse,
    plausible_day,
)
from newsarchive.crawl.url_shapes import listed_address, looks_like_article, may_be_entry, web_address
from newsarchive.warc.unpacking import may_be_packed, unpack

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site
    from newsarchive.crawl.spiders.links import Links

log = logging.getLogger(__name__)

#: The longest period whose sitemaps and date archives are listed.
MOST_DAYS = timedelta(days=3700)
# An address written into a sitemap as it is: the parser would drop the sign and what follows it up to the next.
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,20};)")
# An entity of HTML, which XML does not know: the parser would drop it and what follows it.
_HTML_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
_BARE_LESS_THAN = re.compile(rb"<(?![\w:/!?])")
# A news sitemap nests its date; without the elements around it, the date stands beside the URL (Google's news schema).
_NEWS_ELEMENT = re.compile(rb"</?(?:\w{1,20}:)?(?:news|publication)(?:\s[^>]{0,300})?>")
_MAX_SITEMAP = 100 * 1024 * 1024  # sitemaps.org allows 50 MB uncompressed; some sites exceed it
_XML_FILES = (".xml", ".xml.gz")
_SITEMAP_NAME = re.compile(r"sitemap|site[-_]map", re.I)
# The posts of WordPress, in its own sitemaps and in those of its plugins (Yoast, Rank Math, XML Sitemaps): other names
# list its pages, categories, tags and authors.
_POSTS = re.compile(r"/(?:wp-sitemap-posts-post-\d+|post-sitemap\d*|sitemap-pt-post-[\w-]+)\.xml(?:\.gz)?$", re.I)
_SITEMAP_ELEMENT = re.compile(rb"<(?:\w{1,20}:)?sitemap\b", re.I)
_ESCAPED_ROOT = escaped_root(b"urlset", b"sitemapindex")
_ROOT = re.compile(rb"<(\w{1,20}:)?(urlset|sitemapindex)\b", re.I)
# The elements that are read, under the prefix of the root element.
_ELEMENT = r"<(/?)(?:{prefix})(urlset|sitemapindex|url|sitemap|loc|lastmod)(?=[\s/>])"
# A date or a number may follow, after a tab or a blank; another blank belongs to the URL, though it should be encoded.
_PLAIN_URL = re.compile(
    r"[\"']?(https?://[^\t<>\"]{1,4000}?)(?=[\"']|[,;]?(?:\t|\s{1,80}(?:[\d#(]|https?://)|\s{0,80}$))", re.I
)
# A line of a list that has only the paths of its URLs.
_PLAIN_PATH = re.compile(r"/[^\s<>\"'{}\\]{1,4000}")
_JSON_URL = re.compile(r"\"(https?://[^\s\"\\]{1,4000})\"", re.I)
_ANY_URL = re.compile(rb"(?<=[>\"'])\s{0,100}(https?://[^\s<>\"']{1,4000})", re.I)
_LINE_BREAK = re.compile(r"[ \t]*[\r\n]\s*")  # written by a program that wraps long lines
# Several URLs in one entry; the parser would keep the last.
_SECOND_URL = re.compile(rb"(?<=</loc>)(?=\s{0,100}<loc>)")
# Several sitemaps written into one file; the parser would end after the first.
_SECOND_ROOT = re.compile(
    rb"</(urlset|sitemapindex)>\s{0,100}(?:<[?!][^>]{0,500}>\s{0,100}){0,5}<\1(?:\s[^>]{0,2000})?>"
)
_AROUND = " \t\r\n\u00a0<>\"'"  # a URL
_MOST_BEFORE = 20_000  # bytes to search for the root element
_MOST_TAGS = 2_000_000  # 50,000 entries of twenty elements; each parsed element uses memory until the end


class Sitemaps(DiscoverySource):
    """The sitemaps in the publisher file, in robots.txt and on the front page, and the default sitemap URL."""

    name = "sitemaps"
    description = "the sitemaps in the publisher file, in robots.txt and on the front page"
    step = "M"

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the known sitemaps, those of the plan's months (without a plan, of this and the last), and a probe."""
        if site.publisher:
            yield from (Seed("sitemap", url, source=self.name) for url in site.publisher.sitemaps)
            last = plan.until or now().date()
            first = plan.since or last.replace(day=1) - timedelta(days=1)
            for url in site.publisher.sitemaps_of(max(first, last - MOST_DAYS), last):
                yield Seed("sitemap", url, source=self.name, lists_month=plan.since is not None)
        yield Seed("probe", site.at_root("/sitemap.xml"), source=self.name)

    def linked_seeds(self, links: Links, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the sitemaps of the site that a page declares or links to, unless one section is crawled."""
        if plan.section is None:
            yield from (Seed("sitemap", url, source=self.name) for url in links.sitemaps if site.holds(url))
            yield from (Seed("probe", url, source=self.name) for url in links.linked_sitemaps if site.holds(url))

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the URLs of a sitemap, the sitemaps of an index, or the links of a page that is named as a sitemap."""
        yield from sitemap_entries(response.body, response.url)
        if response.links:
            yield from (LinkCandidate(url=link.url) for link in response.links.inside)
            yield from (LinkCandidate(url=url, is_sitemap=True) for url in response.links.linked_xml)


def sitemap_entries(body: bytes, url: str) -> Iterator[LinkCandidate]:
    """Parse a sitemap or a sitemap index (gzip or not) as a stream; a malformed one ends at its first error.

    The entries of a news sitemap are articles (Google's schema: "news:publication_date"), and so are posts.
    """
    body = _from_xml(unescaped_xml(in_utf_8(_unpacked(body)), _ESCAPED_ROOT))
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        for line in _plain_list(body, url):
            yield LinkCandidate(url=line, is_sitemap=_is_sitemap_url(line, is_mixed=False))
        return
    if body.count(b"<") > _MOST_TAGS:
        log.warning("%s has more than %d tags, and is not read as a sitemap", url, _MOST_TAGS)
        return
    sitemap = _read(body)
    is_mixed = bool(_SITEMAP_ELEMENT.search(body, 0, _MAX_SITEMAP))
    is_of_posts = _POSTS.search(urlsplit(url).path) is not None
    is_empty = True
    for entry in sitemap or ():
        place = listed_address(url, _LINE_BREAK.sub("", entry.get("loc", "").strip(_AROUND).replace("&amp;", "&")))
        if sitemap and place:
            is_empty = False
            is_sitemap = sitemap.type == "sitemapindex" or _is_sitemap_url(place, is_mixed=is_mixed)
            published = _day(entry.get("publication_date") or entry.get("news:publication_date"))
            is_page = not is_sitemap and may_be_entry(place)
            yield LinkCandidate(
                url=place,
                published=published,
                changed=_day(entry.get("lastmod")),
                is_sitemap=is_sitemap,
                is_article=is_page and (is_of_posts or published is not None),
            )

    if is_empty and (root := _ROOT.search(body, 0, _MOST_BEFORE)):
        for place in _urls_in(body, body.find(b">", root.end())):  # the root's own attributes name schemas
            yield LinkCandidate(url=place, is_sitemap=_is_sitemap_url(place, is_mixed=is_mixed))


def _urls_in(body: bytes, start: int) -> Iterator[str]:
    """Yield the URLs in a sitemap that has none where the schema puts them: in attributes, or in other elements."""
    found = (
        unescape(place.decode("utf-8", "replace")) for place in _ANY_URL.findall(body, max(start, 0), _MAX_SITEMAP)
    )
    yield from (place for place in dict.fromkeys(found) if web_address(place, place))


def _is_sitemap_url(place: str, *, is_mixed: bool) -> bool:
    """Return whether an entry in a list of pages is a sitemap; some sites confuse the two.

    Every XML file counts as a sitemap. Any other URL counts if it does not look like an article URL and either has
    "sitemap" in its path or is in a list that *is_mixed* (has ``sitemap`` elements).
    """
    path = urlsplit(place).path
    if path.lower().endswith(_XML_FILES):
        return True
    return bool(is_mixed or _SITEMAP_NAME.search(path)) and not looks_like_article(place)


def is_sitemap(body: bytes) -> bool:
    """Return whether *body*, compressed or not, starts like a sitemap."""
    return may_be_packed(body) or bool(_ROOT.search(body, 0, _MOST_BEFORE)) or is_escaped(body, _ESCAPED_ROOT)


def _unpacked(body: bytes) -> bytes:
    found = unpack(body, None, _MAX_SITEMAP)
    if found.is_too_large:
        log.warning("a sitemap of more than %d MiB, unpacked, is not read", _MAX_SITEMAP >> 20)
        return b""
    return found.data


def _from_xml(body: bytes) -> bytes:
    """Skip the server's output before the XML: script warnings, blank lines, comments."""
    root = _ROOT.search(body, 0, _MOST_BEFORE)
    if root is None:
        return body
    declared = body.rfind(b"<?xml", 0, root.start())
    return body[declared if declared >= 0 else root.start() :]


def _read(body: bytes) -> Sitemap | None:
    """Start parsing XML, unless it has no element."""
    try:
        body = _with_standard_names(body)
        if b"publication_date" in body:
            body = _NEWS_ELEMENT.sub(b"", body)
        body = _SECOND_ROOT.sub(b"", body)
        if _SECOND_URL.search(body):
            name = b"sitemap" if _SITEMAP_ELEMENT.search(body, 0, _MAX_SITEMAP) else b"url"
            body = _SECOND_URL.sub(b"</%b><%b>" % (name, name), body)
        if b"<![CDATA[" not in body:
            body = _BARE_LESS_THAN.sub(b"&lt;", _BARE_AMPERSAND.sub(b"&amp;", body))
            body = _HTML_ENTITY.sub(_as_xml, body)
        return Sitemap(body)
    except StopIteration:
        return None


def _as_xml(entity: re.Match[bytes]) -> bytes:
    """Return an entity of HTML as character references, an unknown one as the text it is."""
    text = html5.get(entity[1].decode())
    return "".join(f"&#{ord(sign)};" for sign in text).encode() if text else b"&amp;" + entity[1]


def _with_standard_names(body: bytes) -> bytes:
    """Return *body* with the element names of sitemaps.org: some are in capitals, or have an undeclared prefix."""
    root = _ROOT.search(body, 0, _MOST_BEFORE)
    if root is None or (root[1] is None and root[2].islower()):
        return body
    element = re.compile(_ELEMENT.format(prefix=re.escape((root[1] or b"").decode())).encode(), re.I)
    return element.sub(lambda found: b"<" + found[1] + found[2].lower(), body)


def _plain_list(body: bytes, url: str) -> list[str]:
    """Return the URLs of a text sitemap: one per line, or as the strings of a JSON list; a date may follow a URL.

    Lines may also be paths, if all of them are.
    """
    text = body.decode("utf-8", "replace").replace("\ufeff", "")  # concatenated files have several byte order marks
    if text.lstrip().startswith(("[", "{")):
        return [place for place in _JSON_URL.findall(text) if web_address(url, place)]
    lines = [stripped for line in text.splitlines() if (stripped := line.strip())]
    if all(map(_PLAIN_PATH.fullmatch, lines)):
        return [address for line in lines if (address := web_address(url, line))]
    return [found[1] for line in lines if (found := _PLAIN_URL.match(line)) and web_address(url, found[1])]


def _day(text: str | None) -> date | None:
    """Parse a sitemap's W3C date; a bare year or month is too imprecise to exclude a URL."""
    try:
        return plausible_day(date.fromisoformat((text or "").strip()[:10]))
    except ValueError:
        return None
