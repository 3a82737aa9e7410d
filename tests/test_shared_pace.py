"""A server that responds to every name below its domain is not sent many requests at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request, signals
from scrapy.signalmanager import SignalManager
from scrapy.utils.httpobj import urlparse_cached

from newsarchive.crawl import settings
from newsarchive.crawl.politeness.shared_pace import SharePace


def _slot(request: Request) -> str:
    return str(request.meta.get("download_slot") or urlparse_cached(request).hostname)


@pytest.fixture
def crawler() -> Any:
    downloader = SimpleNamespace(get_slot_key=_slot)
    return SimpleNamespace(engine=SimpleNamespace(downloader=downloader), signals=SignalManager())


def _paces(crawler: Any, urls: list[str]) -> list[str]:
    requests = [Request(url) for url in urls]
    for request in requests:  # as before a request is queued, so that the scheduler knows its pace
        crawler.signals.send_catch_log(signals.request_scheduled, request=request, spider=None)
    return [_slot(request) for request in requests]


def test_the_hosts_of_a_site_beyond_the_first_ten_share_one_pace(crawler: Any) -> None:
    middleware = SharePace.from_crawler(crawler)
    hosts = [f"h{number}.bao.example" for number in range(30)]
    paces = _paces(crawler, [f"https://{host}/tin-1.html" for host in hosts])
    assert paces[:10] == hosts[:10]
    assert set(paces[10:]) == {"other hosts of bao.example"}
    assert _paces(crawler, [f"https://{hosts[3]}/tin-2.html", f"https://{hosts[20]}/tin-2.html"]) == [
        paces[3],
        paces[20],
    ]
    robots = Request(f"https://{hosts[25]}/robots.txt")  # is never queued
    middleware.process_request(robots)
    assert _slot(robots) == "other hosts of bao.example"
    assert "newsarchive.crawl.politeness.shared_pace.SharePace" in settings.DOWNLOADER_MIDDLEWARES


def test_many_sites_keep_a_pace_each(crawler: Any) -> None:
    kept = cast("object", SharePace.from_crawler(crawler))
    hosts = [f"www.bao-{number}.example" for number in range(30)]
    assert _paces(crawler, [f"https://{host}/" for host in hosts]) == hosts
    assert kept is not None
