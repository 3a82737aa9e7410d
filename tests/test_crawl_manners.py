"""How a crawl behaves towards a server of our own making: robots.txt, busy responses, private addresses, odd sites."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from crawling import HERE, records, run
from handmade_site import SiteResponse, article, crawl, page, serving, small_site
from scrapy.exceptions import DownloadFailedError
from twisted.internet.error import ConnectionLost
from twisted.internet.ssl import SSL  # type: ignore[attr-defined]
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

import newsarchive
from newsarchive.crawl.politeness.robots import tls_failure
from newsarchive.crawl.settings import user_agent


def test_a_site_without_a_publisher_file_is_crawled_by_what_it_links_to(tmp_path: Path) -> None:
    site = small_site(0)
    feed = '<rss version="2.0"><channel><item><link>/cho-que-ngay-mua-1004.html</link></item></channel></rss>'
    site.pages |= {
        "/": page('<link rel=alternate type="application/rss+xml" href="/feed.rss"><a href="/nong-thon">Nông thôn</a>'),
        "/feed.rss": (200, {"Content-Type": "application/rss+xml"}, feed.encode()),
        "/nong-thon": page('<a href="/cho-que-ngay-mua-1001.html">1</a><a href="/nong-thon?trang=2">Trang sau</a>'),
        "/nong-thon?trang=2": page(
            '<a href="/cho-que-ngay-mua-1002.html">2</a><a href="/nong-thon?trang=3">Trang sau</a>'
        ),
        "/nong-thon?trang=3": page(
            '<a href="/cho-que-ngay-mua-1002.html">2</a><a href="/nong-thon?trang=4">Trang sau</a>'
        ),
        **{f"/cho-que-ngay-mua-{1000 + number}.html": article(number) for number in (1, 2, 3, 4)},
    }
    status, headers, body = site.pages["/cho-que-ngay-mua-1002.html"]
    more = body.replace(b"</body>", b'<a href="/cho-que-ngay-mua-1003.html">3</a></body>')
    site.pages["/cho-que-ngay-mua-1002.html"] = (status, headers, more)
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    assert {str(record.url)[-9:-5] for record in records(tmp_path)} == {"1001", "1002", "1003", "1004"}
    assert "/nong-thon?trang=4" not in site.paths


def test_crawl_delay_is_respected_even_with_delay_0(tmp_path: Path) -> None:
    with serving(small_site(3, "User-agent: *\nCrawl-delay: 0.8\n")) as site:
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    times = [moment for path, moment in site.requests if path.endswith(".html")]
    assert len(times) == 3
    # Two delays, and half a second by which a busy server may note the first request late.
    assert times[-1] - times[0] > 1.1


def test_crawlers_for_training_that_robots_txt_refuses_are_recorded_by_article(tmp_path: Path) -> None:
    rules = "User-agent: GPTBot\nDisallow: /cho-que-ngay-mua-1001\n\nUser-agent: CCBot\nAllow: /\n"
    with serving(small_site(2, rules)) as site:
        run(site.url, tmp_path, *HERE)
    stated = {
        str(record.url)[-9:-5]: [declaration.statement for declaration in record.ai_training]
        for record in records(tmp_path)
    }
    assert stated == {"1001": ["GPTBot: disallowed"], "1002": []}


def test_a_site_that_robots_txt_closes_is_left_alone(tmp_path: Path) -> None:
    with serving(small_site(3, "User-agent: *\nDisallow: /\n")) as site:
        done = crawl(site, tmp_path)
    assert done.code == 4
    assert "robots.txt forbids it" in done.err
    assert set(site.paths) == {"/robots.txt"}


def test_requests_that_wait_for_robots_txt_obey_it(tmp_path: Path) -> None:
    site = small_site(8, "User-agent: *\nDisallow: /\n")

    def slow_robots(path: str) -> SiteResponse | None:
        if path == "/robots.txt":
            time.sleep(0.3)
        return None

    site.respond = slow_robots
    with serving(site):
        given = tmp_path / "urls.txt"
        given.write_text("".join(f"{site.url}{path}\n" for path in site.pages if path.endswith(".html")), "utf-8")
        done = run("", tmp_path, *HERE, "--urls", str(given))
    assert done.code == 4, done.err
    assert set(site.paths) == {"/robots.txt"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_robots_txt_is_obeyed_in_each_encoding_that_says_what_it_is(encoding: str, tmp_path: Path) -> None:
    site = small_site(2)
    rules = "User-agent: *\nDisallow: /cho-que-ngay-mua-1001.html\n"
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, rules.encode(encoding))
    with serving(site):
        crawl(site, tmp_path)
    assert "/cho-que-ngay-mua-1001.html" not in site.paths
    assert "/cho-que-ngay-mua-1002.html" in site.paths


@pytest.mark.parametrize("times", [2, 3])
def test_a_packed_sitemap_that_the_server_packs_again_is_read(times: int, tmp_path: Path) -> None:
    site = small_site(2)
    with serving(site):
        places = "".join(f"<url><loc>{site.url}/cho-que-ngay-mua-{number}.html</loc></url>" for number in (1001, 1002))
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode()
        for _ in range(times):
            body = gzip.compress(body)
        headers = {"Content-Type": "application/gzip", "Content-Encoding": "gzip"}
        site.pages |= {"/map.xml.gz": (200, headers, body), "/": page("")}
        site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, f"Sitemap: {site.url}/map.xml.gz".encode())
        done = crawl(site, tmp_path)
    assert len(records(tmp_path)) == 2, done.err


@pytest.mark.parametrize("status", [500, 429])
def test_a_server_error_in_place_of_robots_txt_closes_the_site(status: int, tmp_path: Path) -> None:
    site = small_site(1)
    site.pages["/robots.txt"] = (status, {"Retry-After": "0"}, b"")
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 4
    assert set(site.paths) == {"/robots.txt"}


def test_a_section_of_a_site_without_a_publisher_file_is_found_by_its_name(tmp_path: Path) -> None:
    site = small_site(2)
    site.pages |= {
        "/": page('<a href="/nong-thon">1</a><a href="/the-thao">2</a><a href="/cho-que-ngay-mua-1002.html">3</a>'),
        "/nong-thon": page('<a href="/cho-que-ngay-mua-1001.html">1</a>'),
    }
    with serving(site):
        crawl(site, tmp_path, "--section", "nong-thon")
    assert site.paths == ["/robots.txt", "/", "/nong-thon", "/cho-que-ngay-mua-1001.html"]


def test_a_full_disk_is_reported_with_a_remedy_and_keeps_what_was_stored(tmp_path: Path) -> None:
    with serving(small_site(40)) as site:
        done = crawl(site, tmp_path, most_bytes=40_000)
    assert done.code == 1
    assert "cannot write" in done.err or "cannot be used" in done.err or "cannot be made" in done.err
    assert len(done.err.splitlines()) == 1
    counts = done.report["counts"]
    assert counts["new"] == counts["stored"] == len(records(tmp_path)) < done.report["extracted"]["new"]


def test_a_busy_server_is_paused_as_long_as_it_requests_and_then_retried(tmp_path: Path) -> None:
    site = small_site(2)
    busy = "/cho-que-ngay-mua-1001.html"
    site.respond = lambda path: (
        (429, {"Retry-After": "1"}, b"") if path == busy and site.paths.count(busy) == 1 else None
    )
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    assert len(records(tmp_path)) == 2
    first, second = (moment for path, moment in site.requests if path == busy)
    assert second - first > 0.9
    assert done.report["counts"]["retries"] == 1


def test_a_wait_longer_than_ours_is_left_for_a_later_run(tmp_path: Path) -> None:
    site = small_site(2)
    busy = "/cho-que-ngay-mua-1001.html"
    site.respond = lambda path: (503, {"Retry-After": "86400"}, b"") if path == busy else None
    with serving(site):
        done = crawl(site, tmp_path)
        assert done.report["errors"] == {"HTTP 503": 1}
        assert site.paths.count(busy) == 1
        site.respond = lambda _: None
        crawl(site, tmp_path)
    assert len(records(tmp_path)) == 2


def test_a_redirect_to_a_private_address_is_not_followed(tmp_path: Path) -> None:
    site = small_site(1)
    inside = small_site(1)
    with serving(site), serving(inside):
        target = f"{inside.url}/cho-que-ngay-mua-1001.html"
        site.respond = lambda path: (302, {"Location": target}, b"") if path.endswith("1001.html") else None
        # By way of a proxy, the site has a public host name.
        site.pages = {f"http://bao.example{path}": page for path, page in site.pages.items()}
        done = run("http://bao.example/", tmp_path, "--delay", "0", "--proxy-resolves", env={"http_proxy": site.url})
    assert done.report["errors"] == {"private": 1}
    assert inside.requests == []


def test_a_failing_front_page_is_reported_with_its_status(tmp_path: Path) -> None:
    site = small_site(0)
    site.pages["/"] = (403, {}, b"")
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 3
    assert "HTTP 403" in done.err


def test_an_unreadable_page_is_stored_and_not_requested_again(tmp_path: Path) -> None:
    site = small_site(1)
    site.pages["/cho-que-ngay-mua-1001.html"] = (200, {"Content-Type": "text/html"}, bytes(range(256)) * 40)
    with serving(site):
        assert crawl(site, tmp_path).report["extracted"] == {"not an article": 1}
        crawl(site, tmp_path)
    assert site.paths.count("/cho-que-ngay-mua-1001.html") == 1
    assert len(list((tmp_path / "pages").rglob("*.warc.gz"))) == 1


def test_the_user_agent_says_who_asks(tmp_path: Path) -> None:
    with serving(small_site(1)) as site:
        crawl(site, tmp_path, "--contact", "mailto:ai.do@truong.example")
    (agent,) = set(site.agents)
    assert agent.startswith("newsarchive/")
    assert "(+mailto:ai.do@truong.example)" in agent


def test_without_a_contact_the_user_agent_names_the_product_alone() -> None:
    assert user_agent(None) == f"newsarchive/{newsarchive.__version__}"


def test_a_canonical_url_of_another_publisher_is_not_believed(tmp_path: Path) -> None:
    site = small_site(2)
    for path in [path for path in site.pages if path.endswith(".html")]:
        status, headers, body = site.pages[path]
        site.pages[path] = (
            status,
            headers,
            body.replace(b"<title>", b'<link rel=canonical href="https://tuoitre.vn/"><title>'),
        )
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    assert {record.canonical_url for record in records(tmp_path)} == {
        f"{site.url}/cho-que-ngay-mua-100{number}.html" for number in (1, 2)
    }


@pytest.mark.parametrize("times", [1, 9], ids=["once", "always"])
def test_a_truncated_compressed_page_is_requested_again_and_then_stored_as_received(times: int, tmp_path: Path) -> None:
    site = small_site(2)
    whole = gzip.compress(article(1)[2], mtime=0)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}

    def respond(path: str) -> SiteResponse | None:
        if "1001" not in path:
            return None
        cut = site.paths.count(path) <= times
        return 200, headers, whole[:-20] if cut else whole

    site.respond = respond
    with serving(site):
        done = crawl(site, tmp_path)
    assert site.paths.count("/cho-que-ngay-mua-1001.html") == min(times, 3) + 1
    assert len(records(tmp_path)) == 2
    assert ("was incomplete in every attempt" in done.err) == (times > 3)


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ([SSL.Error([("SSL routines", "", "wrong version number")])], "speak TLS; is its address http://…?"),
        ([SSL.Error([("SSL routines", "", "tlsv1 alert protocol version")])], "the TLS handshake failed"),
        ([ConnectionLost()], ""),
        ([], ""),
    ],
)
def test_a_server_without_tls_at_an_https_address_is_named(errors: list[Exception], told: str) -> None:
    error = DownloadFailedError()
    error.__cause__ = ResponseNeverReceived([Failure(error) for error in errors])
    assert told in tls_failure(error)
    assert bool(told) == bool(tls_failure(error))
