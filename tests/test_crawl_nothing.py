"""A crawl that finds no article anywhere says so, and why that may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, MAIN
from handmade_site import HandmadeSite, SiteResponse, crawl, page, serving, small_site
from raw_server import article, crawled, front, newspaper, path_of, raw_server, reply

from newsarchive.crawl.spiders.numbered_links import NumberedLinks
from newsarchive.crawl.url_shapes import number_template

CHECK = page("<script>document.cookie='D1N=1';location.reload()</script>")


@pytest.mark.parametrize("response", [CHECK, (302, {"Location": "/"}, b""), page("")], ids=["check", "loop", "empty"])
def test_a_site_without_articles_is_not_a_successful_crawl(response: SiteResponse, tmp_path: Path) -> None:
    # Not only when Scrapy calls a spider that stayed open without a request, after five seconds: here, never.
    code = f"from scrapy.core.engine import ExecutionEngine as e; e._SLOT_HEARTBEAT_INTERVAL = 1e6; {MAIN[-1]}"
    with serving(HandmadeSite({"/": response})) as site:
        done = preloaded.run([*MAIN[:-1], code, "crawl", f"{site.url}/", "--to", str(tmp_path), *HERE])
    assert done.returncode == 7
    assert f"{site.url}/: no article URL was discovered" in done.stderr


def test_a_site_that_moved_to_another_domain_is_reported_with_the_new_url(tmp_path: Path) -> None:
    with serving(small_site(2)) as new, serving(HandmadeSite({})) as old:
        moved = new.url.replace("127.0.0.1", "localhost")
        old.respond = lambda path: (301, {"Location": moved + path}, b"")
        done = crawl(old, tmp_path)
    assert done.code == 7
    assert f"it redirects to {moved}/, crawl that" in done.err


def test_a_second_run_with_nothing_new_succeeds(tmp_path: Path) -> None:
    with serving(small_site(2)) as site:
        assert [crawl(site, tmp_path).code for _ in range(2)] == [0, 0]


def test_a_crawl_whose_articles_all_fail_is_not_successful(tmp_path: Path) -> None:
    with serving(small_site(2)) as site:
        whole = site.respond
        site.respond = lambda path: whole(path) if path in ("/", "/robots.txt") else (500, {}, b"")
        done = crawl(site, tmp_path)
        site.respond = whole
        assert crawl(site, tmp_path).code == 0
        site.respond = lambda path: whole(path) if path in ("/", "/robots.txt") else (500, {}, b"")
        assert crawl(site, tmp_path).code == 0
    assert done.code == 3
    assert "no article was fetched (2 failed requests): the server returned HTTP 500" in done.err


@pytest.mark.parametrize(
    ("numbers", "answer", "code", "stored"),
    [
        ((101, 102, 103), article, 0, 3),
        ((101, 102), article, 7, 0),
        ((101, 102, 103), lambda number: "<p>Hết</p>", 7, 0),
    ],
    ids=["articles", "too few", "no articles"],
)
def test_links_that_differ_in_a_number_are_followed_if_no_url_is_an_articles(
    numbers: Sequence[int], answer: Callable[[int], str], code: int, stored: int, tmp_path: Path
) -> None:
    paths = [f"/xem?id={number}" for number in numbers]
    with raw_server({"/": front([*paths, "/lien-he"])}) as server:
        server.routes |= {path: reply(answer(number)) for path, number in zip(paths, numbers, strict=True)}
        done = crawled(server, tmp_path)
        again = crawled(server, tmp_path)
    assert (done.code, len(done.records)) == (again.code, len(again.records)) == (code, stored)
    assert all(server.counts[path] == (len(numbers) > 2) for path in paths)


@pytest.mark.parametrize(
    ("templates", "taken"),
    [
        (["/print.php?id={}"], "/print.php?id={}"),
        (["/print/{}", "/xem?id={}"], "/xem?id={}"),
        (["/xem?id={}", "/in/print.aspx?id={}"], "/xem?id={}"),
    ],
)
def test_print_versions_are_followed_only_if_the_pages_are_not_linked(templates: list[str], taken: str) -> None:
    links = NumberedLinks()
    for number in (101, 102, 103):
        for template in templates:
            links.add("https://bao.example" + template.format(number), via="")
    assert [url for url, _ in links.take()] == [f"https://bao.example{taken.format(n)}" for n in (101, 102, 103)]


def test_print_versions_are_followed_if_the_other_numbered_links_are_no_articles(tmp_path: Path) -> None:
    prints = [f"/print.php?id={number}" for number in range(101, 105)]
    places = [f"/muc?so={number}" for number in range(1, 5)]
    with raw_server({"/": front([*places, *prints[:3]])}) as server:
        server.routes |= {path: reply(f"<h1>Mục {path[-1]}</h1><p>Chưa có tin.</p>") for path in places}
        server.routes |= {path: reply(article(number)) for number, path in enumerate(prints, 101)}
        assert len(crawled(server, tmp_path).records) == 3
        server.routes["/"] = front([*places, *prints])
        assert len(crawled(server, tmp_path).records) == 4
    assert all(server.counts[path] == 1 for path in (*places, *prints))


def test_links_that_differ_in_a_number_are_not_followed_beside_articles(tmp_path: Path) -> None:
    paths = [f"/anh?id={number}" for number in range(5)]
    with raw_server(newspaper(1)) as server:
        server.routes["/"] = front([path_of(1), *paths])
        assert crawled(server, tmp_path).numbers == [1]
        assert not any(path in server.requests for path in paths)


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("http://bao.example/xem?id=12", "http://bao.example/xem?id=#"),
        ("http://bao.example/?mod=xem&p=12", "http://bao.example/?mod=xem&p=#"),
        ("http://bao.example/bai/12", "http://bao.example/bai/#"),
        ("http://bao.example/bai-12.html", "http://bao.example/bai-#.html"),
        ("http://bao.example/xem?cat=12", None),
        ("http://bao.example/xem?page=12", None),
        ("http://bao.example/?paged=12", None),
        ("http://bao.example/xem?replytocom=12", None),
        ("http://bao.example/trang/12", None),
        ("http://bao.example/luu-tru?year=2017", None),
        ("http://bao.example/thoi-su", None),
        ("http://bao.example/print.php?id=12", "http://bao.example/print.php?id=#"),
        ("http://bao.example/print/12", "http://bao.example/print/#"),
        ("http://bao.example/print.php?page=12", None),
        ("http://bao.example/tag/print/12", None),
    ],
)
def test_a_number_that_may_identify_an_article(url: str, template: str | None) -> None:
    assert number_template(url) == template
