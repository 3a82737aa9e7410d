"""What a command that finds little says, and names that people write instead of parts of URLs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import preloaded
import pytest
from crawling import MAIN
from handmade_site import page, serving, small_site
from scrapy import Request
from scrapy.http import HtmlResponse

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site, section_slug
from newsarchive.crawl.spiders.links import Links, PageLink
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.crawl.spiders.sources.listings import Listings
from newsarchive.crawl.storing.items import Fetched
from newsarchive.monitoring.article_numbers import Numbers
from newsarchive.publishers import all_publishers


def test_a_watch_of_a_site_without_a_feed_says_so_and_what_to_use(tmp_path: Path) -> None:
    site = small_site(3)
    with serving(site):
        command = [*MAIN, "watch", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--rounds", "1"]
        done = preloaded.run([*command, "--every", "1s", "--delay", "0"])
    assert done.returncode == 7, "as of a crawl"
    assert "no feed was found" in done.stderr
    assert "--discover listings" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("sinse", 'unknown argument "sinse"; did you mean "since"?'),
        ("colour", "choose from url, since, until"),
        ("urls", 'unknown argument "urls"'),
    ],
)
def test_an_unknown_argument_of_a_spider_is_an_error(name: str, remedy: str) -> None:
    with pytest.raises(BadPlan) as failed:
        NewsSpider("https://bao.example/", **{name: "2017"})
    assert remedy in str(failed.value)
    assert NewsSpider("https://bao.example/", since="2017").plan.since == date(2017, 1, 1)


def test_the_sources_of_a_spider_are_chosen_under_the_name_of_the_option() -> None:
    for name in ("discover", "by"):
        assert NewsSpider("https://bao.example/", **{name: "feeds,listings"}).plan.by == {"feeds", "listings"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kinh tế", "kinh-te"),
        ("Đời sống", "doi-song"),
        ("Văn hóa & Giải trí", "van-hoa-giai-tri"),
        ("/kinh-te/", "kinh-te"),
        ("the-thao/bong-da", "the-thao/bong-da"),
    ],
)
def test_a_displayed_name_becomes_the_part_of_a_url(name: str, slug: str) -> None:
    assert section_slug(name) == slug


def test_a_publishers_section_is_chosen_by_its_displayed_name() -> None:
    publisher = next(
        publisher
        for publisher in all_publishers().values()
        if any("kinh-te" in section for section in publisher.sections)
    )
    site = Site(start=publisher.home, publisher=publisher)
    assert site.sections("Kinh tế") == site.sections("kinh-te") != ()
    with pytest.raises(BadPlan, match='has no section "Chuyện lạ"'):
        site.sections("Chuyện lạ")


def test_a_section_of_an_unknown_site_is_chosen_by_the_text_of_its_link() -> None:
    links = Links(
        inside=(
            PageLink(url="https://bao.example/business", text=" Kinh  tế "),
            PageLink(url="https://bao.example/kinh-te", text="Tiền"),
            PageLink(url="https://bao.example/the-thao", text="Thể thao"),
        ),
        feeds=(),
        next_page=None,
    )
    site = Site(start="https://bao.example/")
    found = [seed.url for seed in Listings().linked_seeds(links, site, Plan(section="kinh tế"))]
    assert found == ["https://bao.example/business", "https://bao.example/kinh-te"]


@pytest.mark.parametrize(("stored", "gaps"), [(6, 0), (60, 1)])
def test_gaps_are_reported_only_where_enough_articles_are_stored(stored: int, gaps: int) -> None:
    numbers = Numbers()
    for place, number in enumerate([*range(1000, 1030), *range(1060, 1090)]):
        numbers.add(number, date(2024, 1, 1), is_stored=place < stored)
    assert len(numbers.holes()) == gaps


def test_a_front_page_with_a_feed_gives_no_warning(tmp_path: Path) -> None:
    site = small_site(1)
    feed = b"<rss version='2.0'><channel><item><link>/cho-que-ngay-mua-1001.html</link></item></channel></rss>"
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    site.pages |= {"/": page(f"<html><head>{head}</head></html>"), "/rss.xml": (200, {}, feed)}
    with serving(site):
        command = [*MAIN, "watch", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--rounds", "1"]
        done = preloaded.run([*command, "--delay", "0"])
    assert "1 new article," in done.stderr
    assert "no feed" not in done.stderr


@pytest.mark.parametrize(("options", "hint"), [({"language": "it"}, "it"), ({}, None)])
def test_the_stated_language_of_a_site_applies_to_its_pages(options: dict[str, str], hint: str | None) -> None:
    url = "https://bao.example/faro-1874.html"
    spider = NewsSpider("https://bao.example/", **options)
    candidate: Any = SimpleNamespace(url=url, canonical=url, is_offsite=False, hops=0, via=None, source=None)
    request = Request(url, cb_kwargs={"candidate": candidate})
    spider._archive = None
    items = spider.parse_article(HtmlResponse(url, body=b"<h1>Faro</h1>", request=request), candidate)
    fetched = next(item for item in items if isinstance(item, Fetched))
    assert fetched.exchange.page.language_hint == hint
