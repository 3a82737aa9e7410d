"""Responses to article URLs that hold no page (redirects, 304, 404, 410), archived in the WARC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newsarchive.crawl.clock import now
from newsarchive.crawl.site import Site
from newsarchive.crawl.storing.exchange import how_found
from newsarchive.crawl.storing.raw_response import pairs
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.url_shapes import leads_on
from newsarchive.page import Page
from newsarchive.redaction import redacted_headers
from newsarchive.warc import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MOVED = (301, 302, 303, 307, 308)
_KEPT = frozenset({*_MOVED, 304, 404, 410})


class ArchiveNonArticleResponses:
    """Downloader middleware: append redirects and error responses of articles to the WARC file.

    KeepPage archives the pages themselves.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveNonArticleResponses:
        """Create the middleware for a crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive *response* if it is a redirect or an error response; return it unchanged."""
        is_displayed = response.status in _MOVED and not leads_on(
            response.url, (response.headers.get("Location") or b"").decode("latin-1")
        )
        if response.status in _KEPT and not is_displayed and "candidate" in request.cb_kwargs:
            self._keep(request, response)
        return response

    def _keep(self, request: Request, response: Response) -> None:
        session = self._crawler.get_extension(ArchiveSession)
        site = getattr(self._crawler.spider, "site", None)
        if session is None or not isinstance(site, Site):
            return
        try:
            session.keep(_exchange(request, response), site.key)
        except DropItem:  # the archive is closed and the crawl is ending: the session has logged the reason
            return


def _exchange(request: Request, response: Response) -> Exchange:
    redirects = request.meta.get("redirect_urls", ())
    page = Page(
        url=response.url,
        body=response.body,
        status=response.status,
        content_type=(response.headers.get("Content-Type") or b"").decode("latin-1") or None,
        headers=pairs(response.headers),
        fetched_at=now(),
        requested_url=redirects[0] if redirects else response.url,
        redirects=tuple(redirects),
    )
    return Exchange(
        page=page,
        wire_body=response.body,
        request_headers=redacted_headers(pairs(request.headers)),
        ip_address=str(response.ip_address) if response.ip_address else None,
        **how_found(request),
    )
