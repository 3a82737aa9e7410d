"""Scrapy's settings for newsarchive: polite by default, quiet, and lean; `scrapy settings` explains Scrapy's own."""

from importlib.util import find_spec

import newsarchive


def user_agent(contact: str) -> str:
    """Return how we introduce ourselves; *contact* is whom a paper can write to."""
    return f"newsarchive/{newsarchive.__version__} (+{contact})"


BOT_NAME = "newsarchive"

# newsarchive's own settings
NEWSARCHIVE_FOLDER = "data"
NEWSARCHIVE_PUBLISHERS: str | None = None  # a folder of publisher files that add to ours
NEWSARCHIVE_CONTACT = "https://pypi.org/project/newsarchive/"  # your address or web page: papers want to know who asks
NEWSARCHIVE_TAKEDOWN: list[str] = []  # lists of what is never asked for, beside takedown.txt in the archive's folder
NEWSARCHIVE_ALLOW_PRIVATE = False  # fetch from private and loopback addresses
NEWSARCHIVE_HOURS: str | None = None  # "22-6": requests at these hours only
NEWSARCHIVE_TIMEZONE = "Asia/Ho_Chi_Minh"  # whose hours they are
NEWSARCHIVE_MAX_WAIT = 300.0  # seconds: the longest Retry-After that is waited for
NEWSARCHIVE_BREAKER_FAILURES = 20  # in a row, of one host, until it is paused; 0: never
NEWSARCHIVE_BREAKER_PAUSE = 30.0  # seconds of the first pause; each next one in a row is twice as long
NEWSARCHIVE_BREAKER_MAX_PAUSE = 900.0
NEWSARCHIVE_BREAKER_OPENINGS = 6  # pauses in a row until the site is left for a later run
NEWSARCHIVE_NOARCHIVE = "named"  # whose noarchive counts: "named" ours, "respect" every robot's, "ignore" nobody's
NEWSARCHIVE_MOST_SECTIONS = 80  # listings found on the front page that are followed
NEWSARCHIVE_MOST_HOPS = 5  # how far links from article to article are followed, on a site without a publisher file
NEWSARCHIVE_FLUSH_RECORDS = 200  # a batch is made durable when it has so many records
NEWSARCHIVE_FLUSH_SECONDS = 5.0  # or is so old
NEWSARCHIVE_MAX_WARC_BYTES = 1 << 30  # then the next file of the site begins; 64 MiB for crawls into an object store
NEWSARCHIVE_PUSH_SECONDS = 300.0  # between two uploads of a crawl into an object store
NEWSARCHIVE_READERS: int | None = (
    None  # processes that read pages beside the crawl; None: one less than cores, 4 at most
)
NEWSARCHIVE_METRICS: str | None = None  # an address for Prometheus, such as 127.0.0.1:9410
NEWSARCHIVE_PROGRESS = False  # a live display on the terminal
NEWSARCHIVE_PROGRESS_SECONDS = 60.0  # between two lines of it where standard error is no terminal

# Where the spiders come from
SPIDER_LOADER_CLASS = "newsarchive.crawl.spiders.loader.PublisherSpiders"

# Who asks, and how often
USER_AGENT = user_agent(NEWSARCHIVE_CONTACT)
ROBOTSTXT_USER_AGENT = "newsarchive"  # the product alone: an address in the User-Agent must match no group
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
RETRY_TIMES = 3
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # counted and reported; one line per page would drown the log
REDIRECT_MAX_TIMES = 5
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",  # no zstd: what is sent is kept as it came, and few WARC readers know it
}

# How much, at most
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20

# The way of a response (lower numbers are nearer to the spider)
TWISTED_DNS_RESOLVER = "newsarchive.crawl.network.private_addresses.PublicResolver"
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "newsarchive.crawl.network.private_addresses.RefusePrivate": 20,
    "newsarchive.crawl.politeness.hours.Hours": 25,
    "newsarchive.crawl.politeness.takedown.RefuseTakenDown": 25,
    "newsarchive.crawl.frontier.redirects.SkipKnownRedirects": 30,
    "newsarchive.crawl.politeness.noarchive.RespectNoArchive": 40,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # whose a page is, the frontier says
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsarchive.crawl.politeness.robots.StrictRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsarchive.crawl.politeness.retry.PatientRetry": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newsarchive.crawl.storing.raw_response.Unpack": 590,
    "newsarchive.crawl.storing.raw_response.KeepWire": 595,  # sees final responses, before they are decompressed (590)
    "newsarchive.crawl.frontier.redirects.QuietRedirect": 600,
    "newsarchive.crawl.storing.error_responses.ArchiveNonArticleResponses": 610,
    "newsarchive.crawl.politeness.breaker.Breaker": 620,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES: dict[str, int] = {
    "newsarchive.crawl.storing.pipelines.KeepPage": 100,
    "newsarchive.crawl.storing.pipelines.ExtractArticle": 200,
    "newsarchive.crawl.storing.pipelines.StoreRecord": 300,
}
EXTENSIONS: dict[str, int | None] = {
    "newsarchive.crawl.telemetry.log_filter.PlainLog": 0,
    "newsarchive.crawl.storing.session.ArchiveSession": 0,
    "newsarchive.crawl.counters.RunMeasures": 10,
    "newsarchive.crawl.telemetry.prometheus.Metrics": 15,
    "newsarchive.crawl.telemetry.progress.PrintPlannedFetches": 20,
    "newsarchive.crawl.telemetry.progress.Progress": 30,
    "newsarchive.crawl.politeness.robots.RobotsPace": 40,
    "newsarchive.crawl.shutdown.EndSoon": 45,
    "newsarchive.crawl.politeness.throttle.PoliteThrottle": 50,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.logstats.LogStats": None,
}

# What a crawl of newspapers does without; each was measured, together they halve the cost of a page
CONCURRENT_ITEMS = 1
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
STATS_DUMP = False
STATS_CLASS = "newsarchive.crawl.counters.PlainStats"
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
WARN_ON_GENERATOR_RETURN_VALUE = False
ASYNCIO_EVENT_LOOP: str | None = "uvloop.Loop" if find_spec("uvloop") else None
