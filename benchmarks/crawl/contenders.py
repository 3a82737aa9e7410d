"""Run one contender in its own process: `python -m benchmarks.crawl.contenders NAME URL FOLDER`.

It prints one JSON line: articles, seconds, CPU seconds (including child processes) and the peak of memory in MB.
"""

import gzip
import json
import resource
import sys
import time
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider

# The same lean settings for all, without politeness.
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
# The settings of `scrapy startproject`, without politeness.
USUAL = {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR"}
ARTICLE = r"-a?\d{4,}\.html$"


class Download(SitemapSpider):
    """Fetch every article and extract nothing."""

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
    "download-usual": lambda: lambda response: None,
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper,
    "beautifulsoup": _beautifulsoup,
}


def scrapy_spider(name, url):
    Download.read = staticmethod(READERS[name]())
    process = CrawlerProcess(USUAL if name == "download-usual" else LEAN)
    crawler = process.create_crawler(Download)
    process.crawl(crawler, url=url)
    process.start()
    return crawler.spider.pages


def fundus(url):
    """Crawl with Fundus (its own fetching and threads) and a parser for this site."""
    from fundus import Crawler, Sitemap
    from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
    from fundus.parser.utility import extract_article_body_with_selector
    from fundus.publishers.base_objects import Publisher, PublisherGroup
    from lxml.cssselect import CSSSelector

    class Parser(ParserProxy):
        class V1(BaseParser):
            @attribute
            def title(self) -> str | None:
                return self.precomputed.meta.get("og:title")

            @attribute
            def body(self) -> ArticleBody | None:
                return extract_article_body_with_selector(
                    self.precomputed.doc, paragraph_selector=CSSSelector("article p, .content p, .fck_detail p")
                )

    class Papers(metaclass=PublisherGroup):
        default_language = "vi"
        LamGiang = Publisher(
            name="Lam Giang",
            domain=f"{url}/",
            parser=Parser,
            sources=[Sitemap(f"{url}/sitemap.xml", recursive=True)],
        )

    crawler = Crawler(Papers, delay=0.0, ignore_robots=True)
    return sum(1 for _ in crawler.crawl(only_complete=False, timeout=None))


def news_please(url):
    """Fetch and extract the URLs of the sitemaps with news-please."""
    import re
    import urllib.request

    from newsplease import NewsPlease

    def locations(address):
        with urllib.request.urlopen(address) as answer:
            body = answer.read()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        return [url.decode() for url in re.findall(rb"<loc>\s*([^<\s]+)", body)]

    found = [url for sitemap in locations(f"{url}/sitemap.xml") for url in locations(sitemap)]
    found = [url for url in found if re.search(ARTICLE, url)]
    return sum(1 for article in NewsPlease.from_urls(found, fetch_images=False).values() if article is not None)


def newsarchive(url, folder, publishers, **settings):
    from newsarchive.crawl.run import Options, crawl

    settings = {**{name: LEAN[name] for name in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN")}, **settings}
    options = Options(folder=folder, publishers=publishers, delay=0, allow_private=True, settings=settings)
    # Sitemaps only, like the other spiders: listings would cost extra requests.
    return crawl(f"{url}/", {"by": "sitemaps"}, options)["counts"]["stored"]


OTHERS = {"fundus": fundus, "news-please": news_please}


def main(name, url, folder):
    folder = Path(folder)
    began = time.monotonic()
    if name.startswith("newsarchive"):
        processes = {"newsarchive": None, "newsarchive-1": 0}[name]
        more = {} if processes is None else {"NEWSARCHIVE_READERS": processes}
        pages = newsarchive(url, folder / f"data-{name}", folder / "publishers", **more)
    elif name in OTHERS:
        pages = OTHERS[name](url)
    else:
        pages = scrapy_spider(name, url)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "name": name,
                "pages": pages,
                "seconds": round(time.monotonic() - began, 3),
                "cpu": round(sum(usage.ru_utime + usage.ru_stime for usage in used), 3),
                "cpu_main": round(used[0].ru_utime + used[0].ru_stime, 3),
                "memory": round(used[0].ru_maxrss / 1024),
                "scrapy": scrapy.__version__,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
