"""A site that fails is left alone, tried once, and taken up again or given up."""

from __future__ import annotations

import logging
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import preloaded
import pytest
from crawling import Crawl, last_report, records
from handmade_site import HandmadeSite, serving, small_site
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsarchive.crawl.errors import UnresolvedHost
from newsarchive.crawl.politeness.breaker import Breaker

_PROGRAM = """
import sys
from pathlib import Path
from newsarchive.crawl.run import CrawlFailed, Options, crawl
settings = {
    "NEWSARCHIVE_BREAKER_FAILURES": 3,
    "NEWSARCHIVE_BREAKER_PAUSE": 0.8,
    "NEWSARCHIVE_BREAKER_OPENINGS": 2,
    "RETRY_TIMES": 9,
}
options = Options(folder=Path(sys.argv[2]), delay=0.0, allow_private=True, settings=settings)
try:
    crawl(sys.argv[1], {}, options)
except CrawlFailed as failure:
    sys.exit(f"{failure}")
"""


def crawl(site: HandmadeSite, folder: Path) -> Crawl:
    program = [sys.executable, "-c", _PROGRAM, f"{site.url}/", str(folder)]
    done = preloaded.run(program)
    return Crawl(done.returncode, done.stdout, done.stderr, folder, last_report(folder))


def article_request_times(site: HandmadeSite) -> list[float]:
    return [moment for path, moment in site.requests if path.endswith(".html")]


def test_a_failing_site_is_paused_probed_and_resumed(tmp_path: Path) -> None:
    site = small_site(6)
    site.respond = lambda path: (
        (500, {}, b"") if path.endswith(".html") and len(article_request_times(site)) <= 7 else None
    )
    with serving(site):
        done = crawl(site, tmp_path)
    assert len(records(tmp_path)) == 6, done.err
    assert done.report["finish_reason"] == "finished"
    assert "times in a row (HTTP 500); no requests to it for 1 s" in done.err
    assert "responds again" in done.err
    assert any(later - sooner > 0.35 for sooner, later in pairwise(article_request_times(site)))


def test_a_site_that_keeps_failing_is_given_up_and_the_next_run_fetches_what_is_missing(tmp_path: Path) -> None:
    site = small_site(6)
    site.respond = lambda path: (500, {}, b"") if path.endswith(".html") else None
    with serving(site):
        done = crawl(site, tmp_path)
        assert done.report["finish_reason"] == "site_failing"
        assert "given up, run again later" in done.err
        assert list(done.report["hosts_left"].values()) == ["HTTP 500, given up after 2 pauses"]
        # Six and the retries of two may leave before the third failure is seen; then one probe after each pause.
        # Nine retries of each would be sixty requests.
        assert len(article_request_times(site)) <= 6 + 2 + 2
        site.respond = lambda _: None
        crawl(site, tmp_path)
    assert len(records(tmp_path)) == 6


def test_a_site_whose_name_was_never_resolved_is_given_up_without_a_pause(tmp_path: Path) -> None:
    done = preloaded.run([sys.executable, "-c", _PROGRAM, "http://bao.invalid/", str(tmp_path)])
    assert "its host name cannot be resolved; check the address and the network" in done.stderr
    assert "no requests to it for" not in done.stderr
    report = last_report(tmp_path)
    assert report["errors"].keys() == {"no such host"}
    assert report["counts"]["retries"] < 9


@pytest.mark.parametrize("has_responded", [True, False])
def test_a_name_that_cannot_be_resolved_for_a_while_costs_a_pause(
    has_responded: bool, caplog: pytest.LogCaptureFixture
) -> None:
    crawler = get_crawler(
        settings_dict={
            f"NEWSARCHIVE_BREAKER_{name}": value for name, value in (("FAILURES", 2), ("PAUSE", 30), ("OPENINGS", 6))
        }
    )
    crawler.stats = crawler.stats or SimpleNamespace(inc_value=lambda *_: None)
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={}, get_slot_key=lambda _: "bao.example"))
    breaker = Breaker(crawler)
    request = Request("http://bao.example/", meta={"download_slot": "bao.example"})
    if has_responded:
        breaker.process_response(request, Response(request.url))
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            breaker.process_exception(request, CannotResolveHostError())
    assert ("no requests to it for" in caplog.text) is has_responded
    if has_responded:
        breaker.process_request(request)
    else:
        with pytest.raises(UnresolvedHost):
            breaker.process_request(request)
