"""Dates that lists show decide before anything is fetched, and a dry run predicts the crawl."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from crawling import HERE, run
from raw_server import article, crawled, path_of, raw_server, reply, sitemap, xml

from newsarchive.cli import main
from newsarchive.counting import duration_of
from newsarchive.crawl.clock import local_day, now
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.site import site_at
from newsarchive.crawl.spiders.link_dates import DisplayedDays
from newsarchive.crawl.spiders.links import links_of
from newsarchive.crawl.spiders.sources import SourceResponse
from newsarchive.crawl.spiders.sources.links_on_pages import linked_articles
from newsarchive.crawl.url_shapes import looks_like_article
from newsarchive.demo import Served, newspaper, serve
from newsarchive.page import Page

NEWSPAPER = newspaper(200)
MONTHS = Counter(f"{story.time:%Y-%m}" for story in NEWSPAPER.stories)
MONTH = max(MONTHS, key=lambda month: MONTHS[month])
PERIOD = ("--since", MONTH, "--until", MONTH)


@pytest.mark.parametrize(("source", "most"), [(None, 1.5), ("sitemaps", 1.3)])
def test_a_month_costs_little_more_than_its_articles(source: str | None, most: float, tmp_path: Path) -> None:
    with serve(NEWSPAPER) as site:
        done = run(f"{site.url}/", tmp_path, *HERE, *PERIOD, *(("--discover", source) if source else ()))
        stored = done.report["counts"]["stored"]
        assert stored >= MONTHS[MONTH] - 1  # robots.txt hides one article
        assert len(site.responses) <= most * stored
        assert not any("/p/" in path for path, _ in site.responses)


def _asked_articles(site: Served) -> set[str]:
    return {path.partition("?")[0] for path, _ in site.responses} & NEWSPAPER.article_paths


def test_listings_are_judged_by_the_days_they_show(tmp_path: Path) -> None:
    with serve(NEWSPAPER) as site:
        done = run(f"{site.url}/", tmp_path, *HERE, *PERIOD, "--discover", "listings")
        stored = done.report["counts"]["stored"]
        assert stored >= MONTHS[MONTH] - 1
        assert len(_asked_articles(site)) <= stored + 15


def _listing(days: dict[int, int]) -> bytes:
    """Return a page that displays beside each article its day of May 2018."""
    return reply(
        "".join(f'<p><a href="{path_of(n)}">Tin {n}</a> <span>{day:02d}/05/2018</span></p>' for n, day in days.items())
    )


@pytest.mark.parametrize(
    ("wrong", "fetched"), [({}, 0), ({28: 2}, 1)], ids=["exact", "one article was published before"]
)
def test_an_article_just_outside_the_period_is_not_fetched_if_the_listing_is_exact(
    wrong: dict[int, int], fetched: int, tmp_path: Path
) -> None:
    inside = [n for n in range(60) if 1 < n % 28 + 1 < 28]
    days = {n: n % 28 + 1 for n in (*inside, 27)} | wrong
    with raw_server({"/": _listing(days), **{path_of(n): reply(article(n)) for n in days}}) as server:
        run(
            f"{server.url}/",
            tmp_path,
            *HERE,
            "--discover",
            "listings",
            "--since",
            "2018-05-02",
            "--until",
            "2018-05-27",
        )
        assert server.counts[path_of(27)] == fetched
        assert all(server.counts[path_of(n)] == 1 for n in inside)


def test_a_listing_proves_exact_by_many_articles_and_no_exception() -> None:
    displayed = DisplayedDays()
    for number in range(60):
        displayed.expect(str(number), date(2018, 5, 1))
        displayed.compare(str(number), date(2018, 5, 1))
        displayed.compare("of no listing", date(2018, 5, 9))
    assert displayed.are_exact
    displayed.expect("other", date(2018, 5, 1))
    displayed.compare("other", date(2018, 4, 30))
    assert not displayed.are_exact


def test_a_dry_run_predicts_what_the_crawl_stores(tmp_path: Path) -> None:
    with serve(NEWSPAPER) as site:
        dry = run(f"{site.url}/", tmp_path / "dry", "--allow-private", *PERIOD, "--discover", "sitemaps", "--dry-run")
        real = run(f"{site.url}/", tmp_path / "real", *HERE, *PERIOD, "--discover", "sitemaps")
    lines = [line.split("\t") for line in dry.out.splitlines()]
    assert {source for _, _, source in lines} == {"sitemaps"}
    assert sum(day.startswith(MONTH) for _, day, _ in lines) >= real.report["counts"]["stored"] * 0.9
    assert abs(len(lines) - real.report["counts"]["stored"]) <= 6
    assert f"{MONTH} " in dry.err
    assert "at one request each 1 s" in dry.err


def test_a_dry_run_leaves_out_the_days_beside_the_period(tmp_path: Path) -> None:
    """They are fetched only because a feed may state a day in another time zone."""
    numbers = range(4, 9)  # published on 2018-05-05 to 2018-05-09
    with raw_server() as server:
        items = "".join(
            f"<item><link>{server.url}{path_of(number)}</link>"
            f"<pubDate>{number + 1:02d} May 2018 07:30:00 +0700</pubDate></item>"
            for number in numbers
        )
        server.routes = {path_of(number): reply(article(number)) for number in numbers}
        server.routes["/rss"] = xml(f"<rss><channel><title>Tin</title>{items}</channel></rss>")
        server.routes["/"] = reply('<link rel="alternate" type="application/rss+xml" href="/rss">')
        period = ("--since", "2018-05-06", "--until", "2018-05-08", "--discover", "feeds")
        planned = crawled(server, tmp_path, *period, "--dry-run")
        done = crawled(server, tmp_path, *period)
    stored = [str(record.url) for record in done.records]
    assert sorted(line.split("\t")[0] for line in planned.out.splitlines()) == sorted(stored)
    assert done.numbers == [5, 6, 7]


@pytest.mark.parametrize("is_split_by_utc", [False, True])
@pytest.mark.parametrize("is_sorted", [False, True])
def test_the_sitemap_of_the_month_before_is_sampled(is_sorted: bool, is_split_by_utc: bool, tmp_path: Path) -> None:
    times = {number: f"2018-04-{number:02d}T07:30:00" for number in range(1, 13)}
    times |= {12: "2018-05-01T03:00:00"} if is_split_by_utc else {}
    times |= {number: f"2018-05-{number:02d}T07:30:00" for number in (13, 14, 15)}
    months = {4: [*range(1, 13)], 5: [13, 14, 15]}
    if not is_sorted:
        months[4] = [1, 2, 12, *range(3, 12)]
    with raw_server() as server:
        for number, time in times.items():
            page = article(number).replace(f"2018-05-{number % 28 + 1:02d}T07:30:00", time)
            server.routes[path_of(number)] = reply(page)
        places = [f"{server.url}/sitemap-2018-{month:02d}.xml" for month in months]
        server.routes["/sitemap.xml"] = xml(sitemap(places, "sitemapindex", "sitemap"))
        for place, numbers in zip(places, months.values(), strict=True):
            entries = [server.url + path_of(number) for number in numbers]
            server.routes[place.removeprefix(server.url)] = xml(sitemap(entries))
        period = ("--since", "2018-05-01", "--until", "2018-05-31", "--discover", "sitemaps")
        planned = crawled(server, tmp_path, *period, "--dry-run")
        done = crawled(server, tmp_path, *period)
    fetched = sum(path in map(path_of, months[4]) for path in server.requests)
    assert done.numbers == ([12, 13, 14, 15] if is_split_by_utc else [13, 14, 15])
    assert fetched == (12 if is_split_by_utc else 4 + (not is_sorted))
    assert len(planned.out.splitlines()) == 3
    shown = CliRunner().invoke(main, ["coverage", str(tmp_path), "--json"], catch_exceptions=False)
    covered = json.loads(shown.stdout)["months"]
    assert sum(month["discovered"] for month in covered) == 15, "those that were not requested are in the ledger, too"
    reasons = sum((Counter(month["reasons"]) for month in covered), Counter())
    assert reasons == {"outside dates": 11 if is_split_by_utc else 12}


def test_the_lines_of_a_dry_run_are_a_list_of_urls(tmp_path: Path) -> None:
    with raw_server({path_of(1): reply(article(1))}) as server:
        (tmp_path / "urls").write_text(f"{server.url}{path_of(1)}\t2018-05-02\tsitemaps\n", "utf-8")
        done = run("", tmp_path / "archive", *HERE, "--urls", str(tmp_path / "urls"))
    assert done.report["counts"]["stored"] == 1


@pytest.mark.parametrize(
    ("teasers", "days"),
    [
        ('<div><h3><a href="{}">A</a></h3><span>02/05/2018 08:00</span></div>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><time datetime="2018-05-02T20:00:00+07:00">hôm qua</time></li>', [date(2018, 5, 2)]),
        ('<li><time datetime="2018-05-01T20:00:00Z"></time><a href="{}">A</a></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>02/05</span></li>', []),
        ('<li><a href="{}">A</a><span>5/2/2018 8:15:00 AM</span></li>', []),
        ('<li><a href="{}">A</a><span>5/13/2018 8:15:00 AM</span></li>', [date(2018, 5, 13)]),
        ('<li><a href="{}">A</a><span>2/5/2018 8:15</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>May 2, 2018</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>Tháng Năm 2, 2018</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>2 Tháng Năm, 2018</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>Đăng ngày 2 Tháng Mười Hai, 2017</span></li>', [date(2017, 12, 2)]),
        ('<li><a href="{}">A</a><span>Tháng Năm 2018</span></li>', []),
        ('<li><a href="{}">A</a><p>Chợ phiên mở lại vào 2 Tháng Năm, 2018 ở bến đò</p></li>', []),
        ('<li><a href="{}">A</a><span data-date="2018-05-02">hôm qua</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><abbr data-utime="1525230000">hôm qua</abbr></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><b data-published-at="2018-05-02">hôm qua</b></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><b data-post-timestamp="1525230000">hôm qua</b></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><abbr data-modified-time="1525230000">hôm qua</abbr></li>', []),
        ('<li><a href="{}">A</a><b data-start-date="2018-05-02">Lễ hội</b></li>', []),
        ('<li><a href="{}">A</a><b data-match-time="2018-05-02 19:00">Chung kết</b></li>', []),
        ('<li><a href="{}">A</a><b data-birthdate="1990-05-02">Nghệ sĩ</b></li>', []),
        ('<li><a href="{}">A</a><b data-article="1525230000">Đọc tiếp</b></li>', []),
        ('<li><a href="{}">A</a><abbr title="02/05/2018 08:15">hôm qua</abbr></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span data-time="1525223700">x</span></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span data-time="152522">x</span></li>', []),
        ('<li><a href="{}">A</a><span>15 phút</span></li>', []),
        ('<li><a href="{}">A</a><p>Mất 3 giờ trước khi cứu được người cuối cùng</p></li>', []),
        ('<li><a href="{}">A</a><img title="Cầu cũ, ảnh 02/05/2018" src="/a.jpg"></li>', []),
        ('<li><a href="{}">A</a><p>Lễ hội đua ghe của làng bắt đầu vào May 2, 2018</p></li>', []),
        ('</ul><dl><dt>02/05/2018</dt><dd><a href="{}">A</a></dd></dl>', [date(2018, 5, 2)]),
        ('</ul><dl><dt><a href="{}">A</a></dt><dd>02/05/2018 - Tóm tắt</dd></dl>', [date(2018, 5, 2)]),
        ('</ul><h3>Thứ Tư, 02/05/2018</h3><ul><li><a href="{}">A</a></li>', [date(2018, 5, 2)]),
        ('</ul><h3>Giải bóng làng khai mạc ngày 02/05/2018</h3><ul><li><a href="{}">A</a></li>', []),
        ('</ul><h3>02/05/2018</h3><p>x</p><h3>Đọc nhiều</h3><ul><li><a href="{}">A</a></li>', []),
        ('<li><a href="{}">A</a><p>Ngày 02/05/2018</p><p>03/05/2018</p></li>', []),
        ('<li><a href="{}">Hội làng ngày 02/05/2018</a></li>', []),
        ('<li><a href="{}">A</a><p>Hội đua ghe ở bến khai mạc ngày 02/05/2018 trên sông.</p></li>', []),
        ('<li><a href="{}">A</a><p>Hội đua ghe ở bến sẽ khai mạc ngày 02/05/2018</p></li>', []),
        ('<li><a href="{}">A</a><p>Nguyễn Văn An - Báo Bến Sông, ngày 02/05/2018</p></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><p>02/05/2018 | Nguyễn Văn An, Báo Bến Sông</p></li>', [date(2018, 5, 2)]),
        ('<li><a href="{}">A</a><span>02/05/2098</span></li>', []),
        ('<li><a href="{}">A</a><meta itemprop="datePublished" content="2018-05-02"></li>', [date(2018, 5, 2)]),
        (
            '<li><a href="{}">A</a><time class="entry-date published" datetime="2018-05-02">x</time>'
            '<time class="updated" datetime="2019-01-01">x</time></li>',
            [date(2018, 5, 2)],
        ),
        (
            '<li><a href="{}">A</a><time class="updated published" datetime="2018-05-02">x</time></li>',
            [date(2018, 5, 2)],
        ),
        ('<li><a href="{}">A</a><time class="updated" datetime="2018-05-02">x</time></li>', []),
        ('<li><a href="{}">A</a><span class="mh-meta-date updated">02/05/2018</span></li>', [date(2018, 5, 2)]),
        (
            '<li><a href="{}">A</a><meta itemprop="dateModified" datetime="2018-05-02"><p>03/05/2018</p></li>',
            [date(2018, 5, 3)],
        ),
        ('<li><a href="{}">A</a><span data-pubdate="2018-05-02 08:15:00"></span></li>', [date(2018, 5, 2)]),
    ],
)
def test_the_date_in_a_teaser_is_its_articles(teasers: str, days: list[date]) -> None:
    html = "<body><p>03/06/2019</p><ul>" + teasers.format(path_of(1)) + teasers.format(path_of(2)) + "</ul></body>"
    page = Page(url="https://bensong.example/", body=html.encode(), content_type="text/html; charset=utf-8")
    found = links_of(page, is_dated=looks_like_article).days
    assert sorted(found.values()) == days * 2


@pytest.mark.parametrize(
    ("times", "changed"),
    [
        ('<time class="updated" datetime="2018-05-02">x</time>', date(2018, 5, 2)),
        ('<time class="updated" datetime="2018-05-02">x</time><i>01/05/2018</i>', None),
        ("<i>01/05/2018</i>", None),
    ],
)
def test_a_day_of_the_last_change_only_bounds_the_day_of_publication(times: str, changed: date | None) -> None:
    page = Page(url="https://bensong.example/", body=f'<li><a href="{path_of(1)}">A</a>{times}</li>'.encode())
    links = links_of(page, is_dated=looks_like_article)
    assert [*links.changes.values()] == ([changed] if changed else [])
    site = site_at(str(page.url), {})
    read = SourceResponse(site=site, plan=plan_from({}), url=str(page.url), body=page.body, links=links)
    assert [found.changed for found in linked_articles(read)] == [changed]


def test_a_listing_ends_where_all_articles_were_last_changed_before_the_period(tmp_path: Path) -> None:
    def listing(start: int) -> bytes:
        days = '<time class="updated" datetime="2018-05-02">x</time>'
        items = "".join(f'<li><a href="{path_of(number)}">A</a>{days}</li>' for number in range(start, start + 3))
        return reply(f'<ul>{items}</ul><a rel="next" href="/?page={start + 3}">2</a>')

    articles = {path_of(number): reply(article(number)) for number in range(1, 7)}
    with raw_server({**articles, "/": listing(1), "/?page=4": listing(4)}) as server:
        crawled(server, tmp_path, "--discover", "listings", "--since", "2018-06-01")
        assert not server.counts["/?page=4"]
        assert not any(server.counts[path_of(number)] for number in range(1, 7))


def test_a_time_since_publication_is_a_day() -> None:
    html = f'<ul><li><a href="{path_of(1)}">A</a><time>1 phút trước</time></li></ul>'
    page = Page(url="https://bensong.example/", body=html.encode(), content_type="text/html; charset=utf-8")
    before = local_day(now() - timedelta(minutes=1), "vi")
    assert {*links_of(page, is_dated=looks_like_article).days.values()} <= {before, local_day(now(), "vi")}
    assert links_of(page, is_dated=looks_like_article).days


@pytest.mark.parametrize(
    ("seconds", "text"), [(45, "45 s"), (600, "10 min"), (12_000, "3 h 20 min"), (190_800, "2 d 5 h")]
)
def test_a_duration_is_written_in_its_largest_units(seconds: float, text: str) -> None:
    assert duration_of(seconds) == text
