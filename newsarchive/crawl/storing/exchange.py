"""Convert Scrapy's objects to the archive's: a Response to a Page, a Failure to a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from newsarchive.crawl.clock import now
from newsarchive.crawl.politeness.retry import INCOMPLETE
from newsarchive.crawl.politeness.robots import REFUSED_AI_CRAWLERS
from newsarchive.crawl.storing.raw_response import CHECKSUM_ERROR, WIRE, Wire, pairs
from newsarchive.page import Page
from newsarchive.warc import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


#: Key in a request's meta: the last hop to an article, in the letters of Heritrix: M for a machine-readable list, L for
#: a link on a page.
STEP = "newsarchive_step"


class HowFound(TypedDict, total=False):
    """The fields of an Exchange; see Exchange."""

    via: str | None
    hops: str | None
    found_by: str | None
    fetch_ms: int | None


def page_of(response: Response, language_hint: str | None = None) -> Page:
    """Return *response* as a Page fetched now, with its headers as received; *language_hint* as in Page."""
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
        truncated=INCOMPLETE in response.flags,
        checksum_error=CHECKSUM_ERROR in response.flags,
        refused_ai_crawlers=tuple(response.meta.get(REFUSED_AI_CRAWLERS, ())),
        language_hint=language_hint,
    )


def exchange_of(response: Response, language_hint: str | None = None) -> Exchange:
    """Return *response* as a Page with everything that was transferred for it; *language_hint* as in Page."""
    wire: Wire | None = response.meta.get(WIRE)
    if wire is None:  # another project without KeepWire: the decompressed body is archived
        return Exchange(page=page_of(response, language_hint), **how_found(response.request))
    return Exchange(
        page=page_of(response, language_hint),
        wire_body=wire.body,
        request_headers=wire.request_headers,
        ip_address=wire.ip_address,
        **how_found(response.request),
    )


def how_found(request: Request | None) -> HowFound:
    """Return how the URL of *request* was discovered, and the response time of its server."""
    meta = request.meta if request else {}
    candidate = request.cb_kwargs.get("candidate") if request else None
    latency = meta.get("download_latency")
    found = HowFound(fetch_ms=round(latency * 1000) if latency is not None else None)
    if candidate is not None:
        steps = "L" * candidate.hops or meta.get(STEP, "")
        hops = steps + "R" * len(meta.get("redirect_urls", ()))
        found["via"], found["hops"], found["found_by"] = candidate.via, hops, candidate.source
    return found
