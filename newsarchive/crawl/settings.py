"""Scrapy's settings for newsarchive: polite by default, quiet, and lean; `scrapy settings` explains Scrapy's own."""

from importlib.util import find_spec

import newsarchive


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header; *contact* is the operator's mail address or web page, if given."""
    product = f"newsarchive/{newsarchive.__version__}"
    return f"{product} (+{contact})" if contact else product


BOT_NAME = "newsarchive"

# newsarchive's own settings
NEWSARCHIVE_FOLDER = "data"  # folder of the archive
NEWSARCHIVE_PUBLISHERS: str | None = None  # folder with additional publisher files
NEWSARCHIVE_PROJECT: dict[str, str] | None = None  # project file and its SHA-256, for the run report
NEWSARCHIVE_CONTACT: str | None = None  # your mail address or web page, sent in the User-Agent
NEWSARCHIVE_PROXY: str | None = None  # HTTP proxy of all sites; without it, http_proxy and https_proxy
NEWSARCHIVE_PROXY_RESOLVES = False  # behind a proxy, also request hosts whose address this machine cannot check
NEWSARCHIVE_ACCESS: dict[str, dict[str, object]] = {}  # by site or "*": cookies, headers, browser_profile, proxy
NEWSARCHIVE_TAKEDOWN: list[str] = []  # takedown lists, in addition to takedown.txt in the archive's folder
NEWSARCHIVE_ALLOW_PRIVATE = False  # fetch from private and loopback addresses
NEWSARCHIVE_HOURS: str | None = None  # send requests only at these hours, such as "22-6"
NEWSARCHIVE_TIMEZONE = "Asia/Ho_Chi_Minh"  # time zone of NEWSARCHIVE_HOURS
NEWSARCHIVE_MAX_WAIT = 300.0  # longest Retry-After that a crawl obeys, in seconds
NEWSARCHIVE_BREAKER_FAILURES = 20  # consecutive failures after which a host is paused; 0: never
NEWSARCHIVE_BREAKER_PAUSE = 30.0  # first pause in seconds; each further consecutive pause is twice as long
NEWSARCHIVE_BREAKER_MAX_PAUSE = 900.0  # longest pause in seconds
NEWSARCHIVE_BREAKER_OPENINGS = 6  # consecutive pauses after which the host is left for a later run
NEWSARCHIVE_NOARCHIVE = "named"  # obey noarchive: "named" for newsarchive, "respect" for all robots, "ignore" never
NEWSARCHIVE_MOST_SECTIONS = 80  # maximum number of listings followed from a front page
NEWSARCHIVE_MOST_HOPS = 5  # maximum depth of links between articles, on a site without a publisher file
NEWSARCHIVE_FLUSH_RECORDS = 1000  # write to disk (fsync) when this many records wait
NEWSARCHIVE_FLUSH_SECONDS = 5.0  # or when they have waited this many seconds
NEWSARCHIVE_MAX_WARC_BYTES = 1 << 30  # maximum size of a WARC file; 64 MiB when crawling into an object store
NEWSARCHIVE_PUSH_SECONDS = 300.0  # seconds between two uploads when crawling into an object store
NEWSARCHIVE_READERS: int | None = None  # extraction workers (processes); None: number of cores minus one, at most 4
NEWSARCHIVE_SEARCH_INDEX = True  # update the search index every minute and at the end of the crawl
NEWSARCHIVE_METRICS: str | None = None  # address that serves Prometheus metrics, such as 127.0.0.1:9410
NEWSARCHIVE_PRINT_URLS = True  # print the URLs that a dry run would fetch
NEWSARCHIVE_PROGRESS = False  # show progress on standard error
NEWSARCHIVE_LOG = "text"  # progress and log on standard error: "text", or "json" for JSON Lines
NEWSARCHIVE_PROGRESS_SECONDS = 60.0  # seconds between two lines of progress where standard error is not a terminal

# Spiders
SPIDER_LOADER_CLASS = "newsarchive.crawl.spiders.loader.PublisherSpiders"

# Identity and request rate
USER_AGENT = user_agent(NEWSARCHIVE_CONTACT)
ROBOTSTXT_USER_AGENT = "newsarchive"  # the product name only: robots.txt groups must not match the URL in USER_AGENT
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
RETRY_TIMES = 3
# Scrapy's, and those of Cloudflare for a site that fails for a moment: 520 unknown error, 521 refused, 523 unreachable.
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # counted and reported; one line per page would drown the log
REDIRECT_MAX_TIMES = 5
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",  # no zstd: bodies are stored as sent, and few WARC readers support zstd
}

# Limits
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
DOWNLOAD_FAIL_ON_DATALOSS = False  # the incomplete body is kept, after the usual retries
DOWNLOAD_HANDLERS: dict[str, str | None] = dict.fromkeys(
    ("http", "https"), "newsarchive.crawl.network.tolerant_http.TolerantHttp"
)

# Response processing (lower numbers are nearer to the spider)
TWISTED_DNS_RESOLVER = "newsarchive.crawl.network.private_addresses.PublicResolver"
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "newsarchive.crawl.network.access.UseProxy": 15,
    "newsarchive.crawl.network.private_addresses.RefusePrivate": 20,
    "newsarchive.crawl.politeness.shared_pace.SharePace": 22,
    "newsarchive.crawl.politeness.hours.Hours": 25,
    "newsarchive.crawl.politeness.takedown.RefuseTakenDown": 25,
    "newsarchive.crawl.frontier.redirects.SkipKnown": 30,
    "newsarchive.crawl.politeness.noarchive.RespectNoArchive": 40,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the frontier decides which site a page belongs to
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsarchive.crawl.politeness.robots.StrictRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsarchive.crawl.politeness.retry.PatientRetry": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newsarchive.crawl.frontier.redirects.FollowMetaRefresh": 580,
    "newsarchive.crawl.storing.raw_response.Unpack": 590,
    "newsarchive.crawl.storing.raw_response.KeepWire": 595,  # sees final responses, before they are decompressed (590)
    "newsarchive.crawl.frontier.redirects.QuietRedirect": 600,
    "newsarchive.crawl.storing.error_responses.ArchiveNonArticleResponses": 610,
    "newsarchive.crawl.politeness.breaker.Breaker": 620,
    "newsarchive.crawl.network.access.SendAccess": 950,  # after Scrapy's own middlewares, which end at 900
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # --depth counts the links between articles
}
ITEM_PIPELINES: dict[str, int] = {
    "newsarchive.crawl.storing.pipelines.KeepPage": 100,
    "newsarchive.crawl.storing.pipelines.ExtractArticle": 200,
    "newsarchive.crawl.storing.pipelines.StoreRecord": 300,
}
EXTENSIONS: dict[str, int | None] = {
    "newsarchive.crawl.telemetry.log_filter.PlainLog": 0,
    "newsarchive.crawl.storing.session.ArchiveSession": 0,
    "newsarchive.crawl.storing.search_index.UpdateSearchIndex": 5,  # after the session, which flushes at the end
    "newsarchive.crawl.counters.RunMeasures": 10,
    "newsarchive.crawl.politeness.pauses.Pauses": 12,
    "newsarchive.crawl.telemetry.prometheus.Metrics": 15,
    "newsarchive.crawl.telemetry.dry_run.DryRun": 20,
    "newsarchive.crawl.telemetry.progress.CrawlProgress": 30,
    "newsarchive.crawl.politeness.robots.RobotsPace": 40,
    "newsarchive.crawl.shutdown.EndSoon": 45,
    "newsarchive.crawl.limits.RunLimits": 47,
    "newsarchive.crawl.politeness.throttle.PoliteThrottle": 50,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.logstats.LogStats": None,
}

# Features that a news crawl does not need; together they double the cost of a page
CONCURRENT_ITEMS = 1
COOKIES_ENABLED = False
METAREFRESH_MAXDELAY = 10  # seconds; ignores a front page that reloads itself every few minutes
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
URLLENGTH_LIMIT = 0  # newsarchive.crawl.url_shapes.web_address has a limit
DOWNLOADER_STATS = False  # newsarchive.crawl.counters.RunMeasures counts responses
STATS_DUMP = False
STATS_CLASS = "newsarchive.crawl.counters.PlainStats"
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
LOG_VERSIONS: list[str] = []  # the run report has them, and to look them up takes a tenth of a small crawl
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
WARN_ON_GENERATOR_RETURN_VALUE = False
ASYNCIO_EVENT_LOOP: str | None = "uvloop.Loop" if find_spec("uvloop") else None
