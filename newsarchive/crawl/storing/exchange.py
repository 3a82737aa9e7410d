"""Where Scrapy ends: a Response becomes a Page, a Failure becomes a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.crawl.plan import now
from newsarchive.crawl.politeness.breaker import SiteFailing
from newsarchive.crawl.politeness.noarchive import NotToBeArchived
from newsarchive.crawl.politeness.retry import KnownAlready, LeadsToOthers, RefusedRequest
from newsarchive.crawl.politeness.takedown import TakenDown
from newsarchive.crawl.shutdown import NotSent
from newsarchive.crawl.storing.raw_response import WIRE, Wire, pairs
from newsarchive.page import Page
from newsarchive.warc import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

# Reason -> what a person is told; the reasons are the keys of the run's report.
REASONS = {
    "private": "it is at a private address; add --allow-private if it is your own",
    "robots": "robots.txt forbids it (or cannot be had: HTTP 5xx, no answer in time)",
    "site failing": "it fails again and again; run the same command later",
    "noarchive": "its publisher asks that no copy be kept; NEWSARCHIVE_NOARCHIVE says otherwise",
    "taken down": "it is on the takedown list of the archive",
    "no such host": "its name cannot be resolved; is the address right, is the network up?",
    "refused": "the connection was refused; is the server running?",
    "timeout": "it did not answer in time; try again later",
    "too large": "it is larger than DOWNLOAD_MAXSIZE",
    "unreachable": "the connection failed; try again later",
}


# The last step to an article, in the letters of other archives: M by a list made for machines, L by a link.
_STEPS = {"sitemaps": "M", "feeds": "M", "listings": "L", "days": "L"}


class HowFound(TypedDict, total=False):
    """Fields of an Exchange; see there."""

    via: str | None
    hops: str | None
    found_by: str | None
    fetch_ms: int | None


def page_of(response: Response) -> Page:
    """Return *response* as a Page fetched now, with its headers as they came."""
    redirects = response.meta.get("redirect_urls", ())
    content_type = response.headers.get("Content-Type")
    wire: Wire | None = response.meta.get(WIRE)
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        content_type=content_type.decode("latin-1") if content_type else None,
        headers=wire.headers if wire else pairs(response.headers),
        fetched_at=now(),
        requested_url=redirects[0] if redirects else response.url,
        redirects=tuple(redirects),
    )


def exchange_of(response: Response) -> Exchange:
    """Return *response* as a Page with all that went over the wire for it."""
    wire: Wire | None = response.meta.get(WIRE)
    if wire is None:  # somebody else's project without KeepWire: the decompressed body is kept
        return Exchange(page=page_of(response), **how_found(response.request))
    return Exchange(
        page=page_of(response),
        wire_body=wire.body,
        request_headers=wire.request_headers,
        ip_address=wire.ip_address,
        **how_found(response.request),
    )


def how_found(request: Request | None) -> HowFound:
    """Return how the address of *request* was met, and how long its server took to answer."""
    meta = request.meta if request else {}
    candidate = request.cb_kwargs.get("candidate") if request else None
    latency = meta.get("download_latency")
    found = HowFound(fetch_ms=round(latency * 1000) if latency is not None else None)
    if candidate is not None:
        steps = _STEPS.get(candidate.way or "", "") or "L" * candidate.hops
        hops = steps + "R" * len(meta.get("redirect_urls", ()))
        found["via"], found["hops"], found["found_by"] = candidate.via, hops, candidate.way
    return found


def reason_of(failure: Failure) -> str:
    """Return why a request failed, as one of REASONS or "HTTP 503"."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, KnownAlready):
        return "known"
    if isinstance(error, LeadsToOthers):
        return "other site"
    if isinstance(error, NotSent):
        return "not sent"
    if isinstance(error, SiteFailing):
        return "site failing"
    if isinstance(error, NotToBeArchived):
        return "noarchive"
    if isinstance(error, TakenDown):
        return "taken down"
    if isinstance(error, RefusedRequest):
        return "private" if "private" in str(error) else "refused scheme"
    if isinstance(error, IgnoreRequest):
        return "robots" if "robots.txt" in str(error) else "ignored"
    for kind, reason in (
        (CannotResolveHostError, "no such host"),
        (DownloadConnectionRefusedError, "refused"),
        (DownloadTimeoutError, "timeout"),
        (DownloadCancelledError, "too large"),
    ):
        if isinstance(error, kind):
            return reason
    return "unreachable"
