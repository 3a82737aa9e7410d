"""Downloader middleware: the hosts of a site beyond the first few share one pace, because they may be one server."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scrapy import signals

from newsarchive.crawl.politeness.slots import HostSlots
from newsarchive.publishers.canonical import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_MOST_HOSTS = 10  # large publishers have a host for each section, on several servers


class SharePace:
    """Downloader middleware: send the requests to all further hosts of a site one after the other, as to one host.

    A server that responds to every name below its domain (``*.example.com``) could otherwise be sent as many requests
    at once as it has links to such names.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._slots = HostSlots(crawler)
        self._known: set[str] = set()
        self._hosts: Counter[str] = Counter()  # by site
        # The scheduler keeps a queue for each pace: further hosts then do not take the places of the first ones.
        crawler.signals.connect(self.process_request, signal=signals.request_scheduled)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SharePace:
        """Build from a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give *request* the pace of its site's further hosts, unless its host is one of the first."""
        host = self._slots.key_of(request)
        if host in self._known:
            return
        site = site_of(request.url)
        if self._hosts[site] < _MOST_HOSTS:
            self._hosts[site] += 1
            self._known.add(host)
        else:
            request.meta["download_slot"] = f"other hosts of {site}"
