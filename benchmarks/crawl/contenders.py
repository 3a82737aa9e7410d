"""One contender crawls the site in a process of its own: `python -m benchmarks.crawl.contenders NAME URL FOLDER`.

It prints one JSON line: articles, seconds, CPU seconds (helpers' included) and the peak of memory in MB.
"""

import json
import resource
import sys
import time
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider

# The same engine for all: what newsarchive measured as lean, and no politeness.
LEAN = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "CONCURRENT_ITEMS": 4,
    "COOKIES_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}
ARTICLE = r"-a?\d{4,}\.html$"


class Download(SitemapSpider):
    """Fetch every article and look at nothing."""

    name = "download"
    sitemap_rules = ((ARTICLE, "article"),)
    read = staticmethod(lambda response: None)

    def __init__(self, url, **words):
        super().__init__(sitemap_urls=[f"{url}/sitemap.xml"], **words)
        self.pages = 0

    def article(self, response):
        self.pages += 1
        self.read(response)


def _trafilatura():
    from trafilatura import bare_extraction

    return lambda response: bare_extraction(response.body, url=response.url, with_metadata=True)


def _newspaper():
    from newspaper import Article

    def read(response):
        article = Article(response.url, language="vi")
        article.download(input_html=response.text)
        article.parse()

    return read


def _beautifulsoup():
    from bs4 import BeautifulSoup

    def read(response):
        soup = BeautifulSoup(response.body, "lxml")
        return soup.h1, soup.select("article p"), soup.find("time")

    return read


READERS = {
    "download": lambda: lambda response: None,
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper,
    "beautifulsoup": _beautifulsoup,
}


def scrapy_spider(name, url):
    Download.read = staticmethod(READERS[name]())
    process = CrawlerProcess(LEAN)
    crawler = process.create_crawler(Download)
    process.crawl(crawler, url=url)
    process.start()
    return crawler.spider.pages


def newsarchive(url, folder, publishers, **settings):
    from newsarchive.crawl.run import Options, crawl

    settings = {**{name: LEAN[name] for name in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN")}, **settings}
    options = Options(folder=folder, publishers=publishers, delay=0, allow_private=True, settings=settings)
    # By sitemap alone, as the spiders beside it: listings cost pages that these do not fetch.
    return crawl(f"{url}/", {"by": "sitemaps"}, options)["counts"]["stored"]


def main(name, url, folder):
    folder = Path(folder)
    began = time.monotonic()
    if name.startswith("newsarchive"):
        processes = {"newsarchive": None, "newsarchive-1": 0}[name]
        more = {} if processes is None else {"NEWSARCHIVE_READERS": processes}
        pages = newsarchive(url, folder / f"data-{name}", folder / "publishers", **more)
    else:
        pages = scrapy_spider(name, url)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "name": name,
                "pages": pages,
                "seconds": round(time.monotonic() - began, 3),
                "cpu": round(sum(one.ru_utime + one.ru_stime for one in used), 3),
                "cpu_main": round(used[0].ru_utime + used[0].ru_stime, 3),
                "memory": round(used[0].ru_maxrss / 1024),
                "scrapy": scrapy.__version__,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
