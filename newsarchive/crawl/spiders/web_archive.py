"""Web archives with replay: a CDX service lists captures, which are fetched as the original site sent them.

Raw replay, as archived: the "id_" modifier of the Wayback Machine and of pywb.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from newsarchive.crawl.errors import BadOption
from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.spiders.capture_lists import CaptureList, CaptureQuery, CaptureSource, moment, read_listing
from newsarchive.crawl.spiders.common_crawl import CommonCrawl
from newsarchive.crawl.url_shapes import is_web_address
from newsarchive.publishers.canonical import canonical_url
from newsarchive.redaction import has_password, redacted
from newsarchive.warc import Exchange
from newsarchive.warc.unpacking import unpack

_REPLAY = re.compile(r"/(\d{14})(?:id_)?/(https?:/.*)")
_ORIGINAL = "x-archive-orig-"
# Response headers that the web archive adds.
_ITS_OWN = (
    "memento-datetime",
    "link",
    "content-location",
    "x-archive-",
    "x-app-server",
    "x-ts",
    "x-tr",
    "server-timing",
)


@dataclass(frozen=True, kw_only=True)
class WebArchive:
    """A web archive: the URLs of its CDX service (*cdx*) and of its replay (*replay*).

    *replay* has the placeholders ``{timestamp}`` and ``{url}``. *lines* is the number of captures per request if the
    service gives resume keys; ``None`` if it does not, such as pywb.
    """

    cdx: str
    replay: str
    lines: int | None = None

    list_statuses = (404,)  # pywb, if it has no capture
    is_in_order = False
    is_one_at_a_time = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return a URL on each host that is requested."""
        return self.cdx, self.replay

    def lists(self, query: CaptureQuery) -> Sequence[str]:
        """Return the URL of the first list of each domain."""
        return [self.listing_url(domain, query.first, query.last) for domain in query.domains]

    def listing_url(self, domain: str, first: date | None, last: date | None, resume: str | None = None) -> str:
        """Return the URL of the list of a *domain*'s captures between two days; see CaptureQuery."""
        arguments = CaptureQuery(domains=(domain,), first=first, last=last).arguments(domain)
        if self.lines:
            # The service's filters remove nine tenths of the lines; the remaining lines are checked here.
            arguments |= {"collapse": "digest", "filter": "mimetype:(text/html|application/xhtml|warc/revisit).*"}
            arguments |= {"limit": str(self.lines), "showResumeKey": "true"}
            if resume:
                arguments["resumeKey"] = resume
        return f"{self.cdx}?{urlencode(arguments)}"

    def read(self, url: str, status: int, body: bytes, query: CaptureQuery) -> CaptureList:
        """Parse the list that *url* returned; *more* is its continuation, if the list has a resume key."""
        listing = read_listing(body)
        if status == 404 and (listing.damage or not body.strip()):
            return CaptureList(captures=(), damage="HTTP 404")
        if not listing.resume:
            return listing
        arguments = dict(parse_qsl(url.partition("?")[2]))
        following = f"{self.cdx}?{urlencode(arguments | {'resumeKey': listing.resume})}"
        return dataclasses.replace(listing, more=(following,))

    def page_url(self, capture: Capture) -> str:
        """Return the URL that replays *capture* as the original site sent it."""
        return self.replay.format(timestamp=capture.timestamp, url=capture.url)

    def name(self, capture: Capture) -> str:
        """Return the key under which an archive records that *capture* was fetched."""
        return canonical_url(self.page_url(capture))

    def byte_range(self, capture: Capture) -> None:
        """Return ``None``: each capture has its own replay URL."""

    def captured(self, exchange: Exchange, capture: Capture) -> Exchange:
        """Convert the replayed response to the archived exchange."""
        return as_captured(exchange, capture)


#: The web archives known by name.
WEB_ARCHIVES: Mapping[str, WebArchive] = {
    "wayback": WebArchive(
        cdx="https://web.archive.org/cdx/search/cdx",
        replay="https://web.archive.org/web/{timestamp}id_/{url}",
        lines=50_000,
    )
}


_COMMON_CRAWL = "commoncrawl"


def web_archive(name: str, replay: str | None = None) -> CaptureSource:
    """Return the web archive *name*: one of WEB_ARCHIVES, "commoncrawl", or the address of a pywb collection.

    With *replay*, *name* is the URL of only a CDX service, such as an OutbackCDX collection.
    "commoncrawl+http://host/" is a mirror of Common Crawl; its WARC files are below *replay*, or else below the same
    address. Raise BadOption for anything else.
    """
    kind, _, mirror = name.partition("+")
    if kind == _COMMON_CRAWL:
        return _common_crawl(mirror, replay)
    if name in WEB_ARCHIVES:
        if replay is not None:
            raise BadOption(f"--replay: {name} has its own address; leave --replay out, or name a CDX server in --from")
        return WEB_ARCHIVES[name]
    _check_source(name)
    if replay is None:
        home = name.rstrip("/")
        return WebArchive(cdx=f"{home}/cdx", replay=f"{home}/{{timestamp}}id_/{{url}}")
    _check_password(replay, "--replay")
    try:
        example = replay.format(timestamp="20170911081500", url="http://a.example/")
    except (LookupError, ValueError):
        example = ""
    if "{timestamp}" not in replay or "{url}" not in replay or not is_web_address(example):
        raise BadOption(
            "--replay: write the address with {timestamp} and {url}, as http://host/coll/{timestamp}id_/{url}"
        )
    return WebArchive(cdx=name, replay=replay)


def name_of(archive: CaptureSource) -> str:
    """Return the name of a web archive for --from, or else a URL on its host."""
    if archive == CommonCrawl():
        return _COMMON_CRAWL
    return next((name for name, known in WEB_ARCHIVES.items() if known == archive), archive.addresses[0])


def _common_crawl(mirror: str, data: str | None) -> CommonCrawl:
    archive = CommonCrawl()
    index = mirror or archive.index
    files = data or mirror or archive.data
    _check_source(index)
    if data is not None:
        _check_password(data, "--replay")
        if not is_web_address(data):
            raise BadOption(f'--replay: "{data}" is not a web address; write the URL below which the WARC files lie')
    return CommonCrawl(index=index.rstrip("/"), data=files.rstrip("/"))


def _check_source(address: str) -> None:
    _check_password(address, "--from")
    if not is_web_address(address):
        known = ", ".join((*WEB_ARCHIVES, _COMMON_CRAWL))
        raise BadOption(f'--from: "{address}" is not a web archive; name {known}, or the address of a pywb collection')


def _check_password(address: str, option: str) -> None:
    if has_password(address):
        raise BadOption(f"{option} {redacted(address)}: the URL must not contain a user name or password; remove them")


def played_back(url: str) -> Capture | None:
    """Return the capture that a replay URL identifies: an archive may respond with its nearest capture."""
    found = _REPLAY.search(url)
    at = moment(found[1]) if found else None
    return Capture(url=found[2], at=at) if found and at else None


def as_captured(exchange: Exchange, requested: Capture) -> Exchange:
    """Convert a web archive's response to the archived exchange: the original URL, headers and time."""
    page = exchange.page
    capture = played_back(page.url or "") or requested
    kept = tuple((name, value) for name, value in page.headers if not name.lower().startswith(_ITS_OWN))
    original = tuple((name[len(_ORIGINAL) :], value) for name, value in page.headers if _is_original(name))
    present = {name.lower() for name, _ in original} | {"date", "server"}
    headers = (*original, *((name, value) for name, value in kept if not original or name.lower() not in present))
    as_it_was = dataclasses.replace(
        page,
        url=capture.url,
        fetched_at=capture.at,
        headers=headers,
        requested_url=None,
        redirects=(),
        retrieved_from=page.url,
    )
    exchange = dataclasses.replace(exchange, page=as_it_was, request_headers=(), ip_address=None)
    return _decoded(exchange, page.header(f"{_ORIGINAL}Content-Encoding"))


def _decoded(exchange: Exchange, encoding: str | None) -> Exchange:
    """Decode a body that the web archive left encoded; store the body as received, with a header that declares it.

    Some archives replay the compressed bytes, and declare the encoding only in the original headers, or not at all.
    """
    page = exchange.page
    found = unpack(page.body, encoding)
    if found.data == page.body:
        return exchange
    headers = (*page.headers, ("Content-Encoding", encoding or "gzip"))
    decoded = dataclasses.replace(page, body=found.data, headers=headers, checksum_error=found.has_wrong_checksum)
    return dataclasses.replace(exchange, page=decoded, wire_body=page.body)


def _is_original(name: str) -> bool:
    return name.lower().startswith(_ORIGINAL) and name.lower() not in (
        f"{_ORIGINAL}content-encoding",
        f"{_ORIGINAL}transfer-encoding",
        f"{_ORIGINAL}content-length",
    )
