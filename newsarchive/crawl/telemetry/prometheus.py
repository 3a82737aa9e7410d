"""Metrics of the crawls of this process for Prometheus, served at the address in NEWSARCHIVE_METRICS.

The metrics need no counting: each scrape reads Scrapy's statistics and RunMeasures. The counters of a site continue
from one crawl to the next crawl of the same site, as in a watch. Names follow
https://prometheus.io/docs/practices/naming/.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

import newsarchive
from newsarchive.crawl.counters import BOUNDS, RESPONSE_BYTES, RESPONSES, RunMeasures
from newsarchive.crawl.errors import BadOption, BadPlan
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.extras import install_hint
from newsarchive.loopback import is_expected_host, is_loopback

if TYPE_CHECKING:
    from prometheus_client.core import Metric
    from scrapy import Spider
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"

# Metric -> what the metric counts, the name of its second label, and its key in Scrapy's statistics.
_COUNTED: dict[str, tuple[str, str, str]] = {
    "pages": ("Responses by HTTP status.", "status", RESPONSES),
    "extracted": ("Extracted pages, by outcome.", "outcome", "newsarchive/extracted/"),
    "skipped": ("URLs that were not requested, by reason.", "reason", "newsarchive/skipped/"),
    "errors": ("Failed requests, by cause.", "cause", "newsarchive/errors/"),
}
_SUMMED: dict[str, tuple[str, str]] = {
    "bytes": ("Bytes of responses, as received.", RESPONSE_BYTES),
    "retries": ("Repeated requests.", "retry/count"),
    "not_modified": ("Responses 304: stored articles that have not changed.", "newsarchive/not_modified"),
    "not_found": ("Articles that were not found (404, 410).", "newsarchive/not_found"),
    "pauses": ("Pauses that a server requested (429, 503).", "newsarchive/pauses"),
}
_STORED, _LATENCY, _LATENCY_SUM = "newsarchive/stored", "newsarchive/latency/", "newsarchive/latency_sum"


class Metrics:
    """Extension: serve Prometheus metrics of all crawls of the process (NEWSARCHIVE_METRICS)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._collector = listen(crawler.settings["NEWSARCHIVE_METRICS"])
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension for a crawler if metrics are on; raise what `listen` raises."""
        if not crawler.settings["NEWSARCHIVE_METRICS"]:
            raise NotConfigured
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self._collector.begin(site_of(spider), self._crawler)

    def _closed(self, spider: Spider) -> None:
        self._collector.end(site_of(spider), self._crawler)


class SiteMetrics:
    """The running and the ended crawls, by site; a Prometheus registry reads this collector at each scrape.

    Each scrape runs in a separate thread, so the collector copies every collection before iterating over it.
    """

    def __init__(self) -> None:
        self._running: dict[str, Crawler] = {}
        self._ended: dict[str, Counter[str]] = {}
        self._last_article: dict[str, float] = {}
        # A scrape between the two steps of ending a crawl would see a counter decrease.
        self._lock = Lock()

    def begin(self, site: str, crawler: Crawler) -> None:
        """Include *crawler* in the metrics from now on."""
        with self._lock:
            self._running[site] = crawler
            self._ended.setdefault(site, Counter())

    def end(self, site: str, crawler: Crawler) -> None:
        """Keep the counts of *crawler*, and drop the reference to it."""
        last = _last_article(crawler)
        if last is not None:
            self._last_article[site] = last
        with self._lock:
            if self._running.pop(site, None) is crawler:
                self._ended[site] = self._ended[site] + _numbers(crawler)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; prometheus_client calls this method."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

        with self._lock:
            running = self._running.copy()
            numbers = {site: ended + self._running_numbers(site) for site, ended in self._ended.items()}
        yield InfoMetricFamily("newsarchive", "This version.", value={"version": newsarchive.__version__})
        for name, (text, label, start) in _COUNTED.items():
            family = CounterMetricFamily(f"newsarchive_{name}", text, labels=("site", label))
            for site, counted in numbers.items():
                for key, number in _starting(counted, start):
                    family.add_metric((site, key), number)
            yield family
        for name, (text, key) in {**_SUMMED, "stored": ("Articles that are stored on disk.", _STORED)}.items():
            family = CounterMetricFamily(f"newsarchive_{name}", text, labels=("site",))
            for site, counted in numbers.items():
                family.add_metric((site,), counted[key])
            yield family
        yield _latencies(numbers)
        for name, (text, values) in self._gauges(running).items():
            gauge = GaugeMetricFamily(f"newsarchive_{name}", text, labels=("site",))
            for site, value in values.items():
                gauge.add_metric((site,), value)
            yield gauge

    def _running_numbers(self, site: str) -> Counter[str]:
        return _numbers(self._running[site]) if site in self._running else Counter()

    def _gauges(self, running: dict[str, Crawler]) -> dict[str, tuple[str, dict[str, float]]]:
        lasts = self._last_article.copy()
        lasts |= {site: last for site, crawler in running.items() if (last := _last_article(crawler)) is not None}
        now = time.monotonic()
        sites = self._ended.copy()
        return {
            "running": ("1 while the site is being crawled.", {site: float(site in running) for site in sites}),
            "queue": (
                "URLs in the queue.",
                {site: float(queued(crawler)) for site, crawler in running.items()},
            ),
            "seconds_since_last_article": (
                "Seconds since this process last stored an article.",
                {site: now - last for site, last in lasts.items()},
            ),
        }


def queued(crawler: Crawler) -> int:
    """Return how many URLs wait: for a response, for their turn, or to become a request."""
    stats = crawler.stats.get_stats()
    requests = stats.get("scheduler/enqueued", 0) - stats.get("scheduler/dequeued", 0)
    sent = len(crawler.engine.downloader.active) if crawler.engine else 0
    return int(requests + sent + getattr(crawler.spider, "waiting", 0))


_App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_serving: dict[str, SiteMetrics] = {}


def listen(address: str) -> SiteMetrics:
    """Start to serve metrics at *address* ("host:port", or a port on loopback), once for each address.

    Raise BadPlan without the library, BadOption, and OSError if the address cannot be bound. The server ends with the
    process.
    """
    host, port = host_and_port(address)
    if address not in _serving:
        try:
            from prometheus_client import CollectorRegistry, make_wsgi_app
        except ImportError as error:
            raise BadPlan(f"metrics need prometheus_client; {install_hint('metrics')}") from error
        collector, registry = SiteMetrics(), CollectorRegistry(auto_describe=False)
        registry.register(collector)
        try:
            _serve(_guarded(make_wsgi_app(registry), host), host, port)
        except OSError as error:
            raise OSError(error.errno, f"metrics cannot be served there: {error.strerror}", address) from error
        if not is_loopback(host):
            _log.warning("anyone who can reach %s can read the metrics; 127.0.0.1:%d keeps them here", host, port)
        _serving[address] = collector
    return _serving[address]


def _guarded(app: _App, host: str) -> _App:
    """Return *app* with requests from other sites' pages refused; on loopback, also check the Host header."""
    known = {"localhost", host.lower()}
    is_exposed = not is_loopback(host)  # then Prometheus may use any host name

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        is_from_page = "HTTP_ORIGIN" in environ or environ.get("HTTP_SEC_FETCH_SITE", "none") not in (
            "none",
            "same-origin",
        )
        if is_from_page or not (is_exposed or is_expected_host(environ.get("HTTP_HOST", ""), known)):
            start("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Metrics are not served to other web pages.\n"]
        return app(environ, start)

    return answer


def _serve(app: _App, host: str, port: int) -> None:
    import socket
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True
        address_family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]

    class Handler(WSGIRequestHandler):
        timeout = 10  # a client that sends nothing must not occupy a thread forever

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = make_server(host, port, app, Server, handler_class=Handler)
    Thread(target=server.serve_forever, daemon=True).start()


def host_and_port(address: str) -> tuple[str, int]:
    """Parse "127.0.0.1:9410", "[::1]:9410", ":9410" or "9410" (the last two: loopback); raise BadOption."""
    host, _, port = str(address).strip().rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadOption(f'metrics: "{address}" is not an address; write 127.0.0.1:9410')
    return host.strip("[]") or _LOOPBACK, int(port)


def site_of(spider: Spider) -> str:
    """Return the name of the site that *spider* crawls: its key in the archive."""
    return str(getattr(getattr(spider, "site", None), "key", spider.name))


def _numbers(crawler: Crawler) -> Counter[str]:
    """Return all values that only increase."""
    stats: dict[str, Any] = crawler.stats.get_stats().copy()
    kept = (*(start for _, _, start in _COUNTED.values()), *(key for _, key in _SUMMED.values()))
    numbers = Counter({key: value for key, value in stats.items() if key.startswith(kept)})
    session, measures = crawler.get_extension(ArchiveSession), crawler.get_extension(RunMeasures)
    numbers[_STORED] = session.stored.total() if session else 0
    if measures:
        numbers[_LATENCY_SUM] = measures.latencies.total  # type: ignore[assignment]
        for place, count in enumerate(measures.latencies.counts):
            numbers[f"{_LATENCY}{place}"] = count
    return numbers


def _last_article(crawler: Crawler) -> float | None:
    measures = crawler.get_extension(RunMeasures)
    return measures.last_article if measures else None


def _starting(numbers: Counter[str], start: str) -> Iterable[tuple[str, int]]:
    return [(key.removeprefix(start), number) for key, number in numbers.items() if key.startswith(start)]


def _latencies(numbers: dict[str, Counter[str]]) -> Metric:
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily("newsarchive_latency_seconds", "Seconds until a response began.", labels=("site",))
    for site, counted in numbers.items():
        buckets, below = [], 0
        for place, bound in enumerate((*map(str, BOUNDS), "+Inf")):
            below += counted[f"{_LATENCY}{place}"]
            buckets.append((bound, below))
        family.add_metric((site,), buckets, sum_value=counted[_LATENCY_SUM])
    return family
