"""AutoThrottle that never goes below the minimum delay of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle

from newsarchive.crawl.politeness.slots import HostSlots

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class PoliteThrottle(AutoThrottle):
    """Extension: adjust delays to the server's latency, but never below the delay in its robots.txt."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        if key := request.meta.get("download_slot"):
            HostSlots(self.crawler).keep_pace(key)
