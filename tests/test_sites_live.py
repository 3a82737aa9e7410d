"""`newsarchive sites check --live` against a server of our own: what works, moved, is empty, dead or forbidden."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ports import free_port

from newsarchive.cli.fetch import fetch_page
from newsarchive.cli.site_live import LiveAddress, LiveCheck, State, write_verified
from newsarchive.cli.sites import command
from newsarchive.publishers import Publisher, all_publishers

FEED = "<rss><channel><item><link>/mo-lai-cho-noi-10001.html</link><pubDate>{day}</pubDate></item></channel></rss>"
SITEMAP = "<urlset><url><loc>{url}/mo-lai-cho-noi-10001.html</loc><lastmod>2026-11-27</lastmod></url></urlset>"
LISTING = '<a href="/mo-lai-cho-noi-10001.html">Chợ nổi họp lại</a> <a href="/lien-he">Liên hệ</a>'


class Site:
    """A server whose answers a test may change: path -> status, body; a redirect's body is its target."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[str] = []
        self.responses: dict[str, tuple[int, str]] = {
            "/": (200, LISTING),
            "/robots.txt": (200, f"User-agent: *\nDisallow: /kin/\nSitemap: {url}/so-do-khac.xml\n"),
            "/tin.rss": (200, FEED.format(day="Fri, 27 Nov 2026 08:00:00 +0700")),
            "/so-do.xml": (200, SITEMAP.format(url=url)),
            "/so-do/2026-10.xml": (200, SITEMAP.format(url=url)),
            "/xa-hoi": (200, LISTING),
            "/ngay/27-11-2026": (200, LISTING),
        }


@contextmanager
def served() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(self.path)
            status, text = site.responses.get(self.path, (404, ""))
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", text)
            body = text.encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as server:
        yield server


def publisher_file(site: Site, folder: Path, more: str = "") -> Path:
    path = folder / "baovidu.toml"
    lines = f"""name = "Báo Ví Dụ"
domains = ["{site.url.removeprefix("http://")}"]
article_url = '-\\d+\\.html$'
feeds = ["{site.url}/tin.rss"]
sitemaps = ["{site.url}/so-do.xml"]
monthly_sitemaps = ["{site.url}/so-do/{{yyyy}}-{{m}}.xml"]
sections = ["{site.url}/xa-hoi"]
archive = ["{site.url}/ngay/{{d}}-{{m}}-{{yyyy}}"]
{more}"""
    path.write_text(lines, "utf-8")
    return path


def checked(site: Site, folder: Path, more: str = "") -> dict[str, LiveAddress]:
    publisher_file(site, folder, more)
    run = LiveCheck(delay=0, allow_private=True, today=date(2026, 11, 28))
    publisher = all_publishers(folder)["baovidu"]
    # The front page of a publisher is at https; the server of the test speaks http only.
    return {
        address.url.removeprefix(site.url): address for address in run.check(publisher) if "https" not in address.url
    }


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, ["check", "--live", "--allow-private", "--delay", "0", *map(str, arguments)])


def test_what_each_address_gives_is_counted_and_dated(site: Site, tmp_path: Path) -> None:
    found = checked(site, tmp_path)
    assert {path: address.state for path, address in found.items()} == dict.fromkeys(
        ("/robots.txt", "/tin.rss", "/so-do.xml", "/so-do/2026-10.xml", "/xa-hoi", "/ngay/27-11-2026"), State.WORKS
    )
    assert found["/tin.rss"].detail == "1 entry, newest 2026-11-27"
    assert found["/so-do.xml"].detail == "1 URL, newest 2026-11-27"
    assert found["/xa-hoi"].detail == "1 article link"
    assert found["/robots.txt"].detail == f"names sitemaps that the file lacks: {site.url}/so-do-khac.xml"


@pytest.mark.parametrize(
    ("path", "response", "state", "detail"),
    [
        ("/tin.rss", (404, ""), State.DEAD, "the server returned 404 Not Found"),
        ("/tin.rss", (503, ""), State.DEAD, "the server returned 503 Service Unavailable"),
        ("/tin.rss", (200, "<rss><channel></channel></rss>"), State.EMPTY, "0 entries"),
        ("/tin.rss", (200, "<html>Không có trang này</html>"), State.EMPTY, "0 entries"),
        ("/so-do.xml", (200, "<urlset></urlset>"), State.EMPTY, "0 URLs"),
        ("/xa-hoi", (200, '<a href="/lien-he">Liên hệ</a>'), State.EMPTY, "0 article links"),
        ("/xa-hoi", (301, "/xa-hoi/"), State.WORKS, "1 article link"),
        ("/xa-hoi", (301, "/doi-song"), State.MOVED, "to {url}/doi-song"),
        ("/ngay/27-11-2026", (302, "/"), State.MOVED, "to {url}/"),
    ],
)
def test_dead_moved_and_empty_addresses_are_reported(
    site: Site, tmp_path: Path, path: str, response: tuple[int, str], state: State, detail: str
) -> None:
    site.responses |= {path: response, "/xa-hoi/": (200, LISTING), "/doi-song": (200, LISTING)}
    found = checked(site, tmp_path)
    assert (found[path].state, found[path].detail) == (state, detail.format(url=site.url))


def test_what_robots_txt_forbids_is_not_requested(site: Site, tmp_path: Path) -> None:
    site.responses["/robots.txt"] = (200, "User-agent: *\nDisallow: /xa-hoi\n")
    assert checked(site, tmp_path)["/xa-hoi"].state is State.FORBIDDEN
    assert "/xa-hoi" not in site.requests


@pytest.mark.parametrize(("status", "state"), [(404, State.WORKS), (500, State.FORBIDDEN)])
def test_without_a_robots_txt_all_is_open_and_with_an_unreadable_one_all_is_closed(
    site: Site, tmp_path: Path, status: int, state: State
) -> None:
    site.responses["/robots.txt"] = (status, "")
    assert checked(site, tmp_path)["/xa-hoi"].state is state


def test_sections_that_need_a_browser_are_not_judged(site: Site, tmp_path: Path) -> None:
    assert checked(site, tmp_path, "browser = true")["/xa-hoi"].state is State.SKIPPED


def test_private_addresses_are_refused_unless_allowed(site: Site, tmp_path: Path) -> None:
    publisher_file(site, tmp_path)
    publisher = all_publishers(tmp_path)["baovidu"]
    assert {address.state for address in LiveCheck(delay=0).check(publisher)} == {State.DEAD, State.FORBIDDEN}
    assert site.requests == []


def test_hosts_are_requested_one_at_a_time_at_the_pace_of_robots_txt(site: Site) -> None:
    site.responses["/robots.txt"] = (200, "User-agent: *\nCrawl-delay: 7\n")
    pauses: list[float] = []
    with served() as other:
        order: list[str] = []

        def fetch(url: str, **options: object) -> object:
            order.append(url)
            return fetch_page(url, allow_private=True)

        sections = (f"{site.url}/xa-hoi", f"{other.url}/xa-hoi", f"{site.url}/")
        hosts = tuple(server.url.removeprefix("http://") for server in (site, other))
        publisher = Publisher(key="baovidu", name="Báo Ví Dụ", domains=hosts, sections=sections)
        run = LiveCheck(delay=0.5, allow_private=True, fetch=fetch, sleep=pauses.append)  # type: ignore[arg-type]
        list(run.check(publisher))
        expected = [f"{site.url}/robots.txt", f"{site.url}/xa-hoi", f"{site.url}/"]
        assert [url for url in order if not url.startswith("https")] == [
            *expected,
            f"{other.url}/robots.txt",
            f"{other.url}/xa-hoi",
        ]
    assert [round(pause) for pause in pauses if pause > 1] == [7, 7]
    assert len([pause for pause in pauses if 0.3 < pause <= 0.5]) >= 1


# --- what is written back


@pytest.fixture
def home_at_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Publisher, "home", property(lambda publisher: f"http://{publisher.domains[0]}/"))


@pytest.mark.usefixtures("home_at_http")
def test_a_file_whose_addresses_all_work_is_marked_verified(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = publisher_file(site, tmp_path, f'title = "css: h1"\n\n[sources]\n"{site.url}/tin.rss" = "2026-02-06 ours"\n')
    today = date(2026, 3, 1)
    monkeypatch.setattr("newsarchive.cli.site_live.LiveCheck", partial(LiveCheck, today=today))
    site.responses |= {"/so-do/2026-2.xml": (200, SITEMAP.format(url=site.url)), "/ngay/28-2-2026": (200, LISTING)}
    result = run("baovidu", "--publishers", tmp_path)
    assert result.exit_code == 0, result.output
    assert f"verified = {today} is written to {path}" in result.output
    publisher = all_publishers(tmp_path)["baovidu"]
    assert publisher.verified == today
    assert publisher.sources == {f"{site.url}/tin.rss": "2026-02-06 ours"}


@pytest.mark.usefixtures("home_at_http")
def test_a_file_with_a_dead_address_is_left_as_it_is(site: Site, tmp_path: Path) -> None:
    path = publisher_file(site, tmp_path)
    before = path.read_bytes()
    del site.responses["/tin.rss"]
    result = run("baovidu", "--publishers", tmp_path)
    assert result.exit_code == 1
    assert f"dead      feed     {site.url}/tin.rss  (the server returned 404 Not Found)" in result.output
    assert f"a correction in {path}" in result.output
    assert path.read_bytes() == before


@pytest.mark.usefixtures("home_at_http")
def test_a_host_that_is_not_reached_says_nothing_about_its_file(tmp_path: Path) -> None:
    path = publisher_file(Site(f"http://127.0.0.1:{free_port()}"), tmp_path)
    before = path.read_bytes()
    result = run("baovidu", "--publishers", tmp_path)
    assert result.exit_code == 1
    assert "unreached robots" in result.output
    assert "7 requests reached no server; check the network" in result.output
    assert "correction" not in result.output
    assert path.read_bytes() == before


def test_the_day_of_the_check_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "baovidu.toml"
    path.write_text('name = "x"\ndomains = ["x.vn"]\nverified = 2025-01-01\n\n[sources]\n"x.vn" = "2026 y"\n', "utf-8")
    write_verified(path, date(2026, 12, 1))
    assert path.read_text("utf-8") == (
        'name = "x"\ndomains = ["x.vn"]\nverified = 2026-12-01\n\n[sources]\n"x.vn" = "2026 y"\n'
    )


def test_live_accepts_no_page_and_a_page_check_accepts_one_name(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>x</h1>")
    assert "--live needs no page" in run("huengaynay", "--html", page).output
    result = CliRunner().invoke(command, ["check", "huengaynay", "plo", "--html", str(page)])
    assert "name one publisher" in result.output
