"""Each discovery source alone: what is requested, and what is discovered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import HERE, paths, records, run
from handmade_site import article, page, serving, small_site

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import plan_from
from newsarchive.demo import Served, newspaper, serve

NEWSPAPER = newspaper()


@pytest.fixture
def site() -> Iterator[Served]:
    with serve(NEWSPAPER) as served:
        yield served


def _others(site: Served) -> list[str]:
    return [path for path in site.requests if path not in NEWSPAPER.article_paths and path != "/robots.txt"]


def test_by_sitemaps_no_listing_or_feed_is_requested(site: Served, tmp_path: Path) -> None:
    run(f"{site.url}/", tmp_path, "--by", "sitemaps", *HERE)
    assert set(paths(site, tmp_path)) >= NEWSPAPER.article_paths
    assert [url for url in _others(site) if "sitemap" not in url and not url.endswith(".html")] == []


def test_by_feeds_only_the_front_page_and_feeds_are_requested(site: Served, tmp_path: Path) -> None:
    run(f"{site.url}/", tmp_path, "--by", "feeds", *HERE)
    found = paths(site, tmp_path)
    assert found
    assert set(found) < NEWSPAPER.article_paths
    assert {url for url in _others(site) if not url.endswith((".rss", ".xml"))} == {"/"}
    assert not [url for url in _others(site) if "sitemap" in url]


def test_by_listings_no_sitemap_or_feed_is_requested(site: Served, tmp_path: Path) -> None:
    run(f"{site.url}/", tmp_path, "--by", "listings", *HERE)
    assert len(paths(site, tmp_path)) > 20
    assert not [url for url in _others(site) if "sitemap" in url or url.endswith((".rss", ".xml"))]


def test_robots_txt_may_name_sitemaps_by_their_path_and_feeds_among_them(tmp_path: Path) -> None:
    with serving(small_site(2, "Sitemap: /so-do/tat-ca\nSitemap: /tin.rss\n")) as site:
        urls = f"<urlset><url><loc>{site.url}/cho-que-ngay-mua-1001.html</loc></url></urlset>"
        feed = "<rss><channel><item><link>/cho-que-ngay-mua-1002.html</link></item></channel></rss>"
        site.pages |= {"/": page(""), "/so-do/tat-ca": page(urls), "/tin.rss": page(feed)}
        run(f"{site.url}/", tmp_path, "--by", "sitemaps", *HERE)
    assert {str(record.url)[-9:] for record in records(tmp_path)} == {"1001.html", "1002.html"}


def test_sitemaps_that_only_count_a_years_files_are_all_read(tmp_path: Path) -> None:
    with serving(small_site(1)) as site:
        names = [f"{site.url}/so-do-2017-{number}.xml" for number in (1, 13)]
        index = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in names)
        first = f"<urlset><url><loc>{site.url}/cho-que-ngay-mua-1001.html</loc></url></urlset>"
        site.pages |= {"/sitemap.xml": page(f"<sitemapindex>{index}</sitemapindex>"), "/so-do-2017-1.xml": page(first)}
        run(f"{site.url}/", tmp_path, "--by", "sitemaps", "--since", "2017-09-01", *HERE)
    assert len(records(tmp_path)) == 1


def test_only_the_monthly_sitemaps_of_the_requested_months_are_fetched(tmp_path: Path) -> None:
    folder = tmp_path / "publishers"
    folder.mkdir()
    with serving(small_site(1)) as site:
        host = site.url.removeprefix("http://")
        sitemap = f'monthly_sitemaps = "{site.url}/so-do/{{yyyy}}/{{m}}.xml"'
        (folder / "baovidu.toml").write_text(f'name = "Báo Ví Dụ"\ndomains = ["{host}"]\n{sitemap}', "utf-8")
        for month in (1, 2, 3):
            article = f"{site.url}/2019/{month:02}/05/cho-que-ngay-mua-100{month}.html"
            urls = f"<urlset><url><loc>{article}</loc></url></urlset>"
            site.pages |= {f"/so-do/2019/{month}.xml": page(urls)}
        days = ("--since", "2019-01-20", "--until", "2019-02-28")
        run(f"{site.url}/", tmp_path / "data", "--by", "sitemaps", *days, "--publishers", str(folder), *HERE)
        requested = [path for path in site.paths if path.startswith("/so-do")]
    assert requested == ["/so-do/2019/2.xml", "/so-do/2019/1.xml"]


def test_a_publisher_on_a_path_of_anothers_host_is_crawled_apart_from_it(tmp_path: Path) -> None:
    folder = tmp_path / "publishers"
    folder.mkdir()
    with serving(small_site(2)) as site:
        host = site.url.removeprefix("http://")
        site.pages |= {"/nld/": page('<a href="/nld/cho-que-ngay-mua-1009.html">Chợ quê</a>')}
        site.pages |= {"/nld/cho-que-ngay-mua-1009.html": article(9)}
        site.pages["/"] = page(f'{site.pages["/"][2].decode()} <a href="/nld/cho-que-ngay-mua-1009.html">Chợ quê</a>')
        for key, domain in (("baovidu", host), ("nldvidu", f"{host}/nld")):
            lines = (f'name = "{key}"', f'domains = ["{domain}"]', f'sections = ["http://{domain}/"]')
            (folder / f"{key}.toml").write_text("\n".join((*lines, "article_url = '-\\d+.html$'")), "utf-8")
        for address in (f"{site.url}/", f"{site.url}/nld/"):
            run(address, tmp_path / "data", "--by", "listings", "--publishers", str(folder), *HERE)
    stored = {(record.site, str(record.url)[-9:]) for record in records(tmp_path / "data")}
    assert stored == {("baovidu", "1001.html"), ("baovidu", "1002.html"), ("nldvidu", "1009.html")}


def test_by_links_articles_are_discovered_in_articles(site: Served, tmp_path: Path) -> None:
    run(f"{site.url}/", tmp_path, "--by", "links", *HERE)
    assert len(paths(site, tmp_path)) > 10
    assert {url for url in _others(site) if not url.endswith(".html")} == {"/"}


def test_an_unknown_source_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        BadPlan, match=f'unknown discovery source "sitemap"; choose from {", ".join(DISCOVERY_SOURCES)}'
    ):
        plan_from({"by": "sitemap,feeds"})


def test_a_section_that_the_front_page_does_not_link_to_is_reported(site: Served, tmp_path: Path) -> None:
    done = run(f"{site.url}/", tmp_path, "--section", "khong-co", *HERE)
    assert f'{site.url}/ links to no "khong-co"; give the section\'s full address' in done.err
