"""What one article is: a shared canonical URL is not believed, a moved article is one, a notice is no revision."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from raw_server import Ran, RawServer, article, crawled, front, moved, newspaper, path_of, raw_server, reply
from scrapy import Request
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler
from search_pieces import found

import newsarchive
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.reasons import Reason
from newsarchive.archive.records import record_of
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article
from newsarchive.crawl.errors import AlreadyKnown
from newsarchive.crawl.frontier.frontier import Frontier
from newsarchive.crawl.frontier.redirects import SkipKnown
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.site import site_at
from newsarchive.crawl.spiders.requests import RequestFactory
from newsarchive.crawl.storing.identity import title_digest, why_no_revision
from newsarchive.crawl.storing.known import KnownUrl
from newsarchive.crawl.storing.session_parameters import SessionParameters
from newsarchive.page import Page
from newsarchive.parsers.metadata.not_found import is_not_found_notice
from newsarchive.search import ArticleReference, revisions_of
from newsarchive.warc import Exchange

LISTINGS = ("--discover", "listings")
NOTICE = ["Bài viết bạn tìm không còn trên trang báo, mời bạn đọc xem những bài viết khác cùng chuyên mục ở dưới đây."]


def canonical(server: RawServer, number: int) -> str:
    return f'<link rel="canonical" href="{server.url}{path_of(number)}">'


@pytest.mark.parametrize("named", [1, 3])
def test_articles_that_all_name_one_canonical_url_stay_articles(named: int, tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2, 3)) as server:
        for number in (1, 2, 3):
            server.routes[path_of(number)] = reply(article(number, head=canonical(server, named)))
        done = crawled(server, tmp_path, *LISTINGS)
        again = crawled(server, tmp_path, *LISTINGS, "--refresh", "9999d")
    assert (done.numbers, len({record.id for record in done.records})) == ([1, 2, 3], 3)
    assert len(again.records) == 3
    assert len(newsarchive.load(tmp_path)) == 3


def test_a_page_under_a_second_url_with_the_same_text_is_the_same_article(tmp_path: Path) -> None:
    second = path_of(1).replace("doi-song", "noi-bat")
    with raw_server(newspaper(1)) as server:
        server.routes |= {"/": front([second, path_of(1)])}
        server.routes |= {path: reply(article(1, head=canonical(server, 1))) for path in (second, path_of(1))}
        crawled(server, tmp_path, *LISTINGS)
    assert len(newsarchive.load(tmp_path)) == 1


def test_pages_of_comments_are_the_article_that_they_name_whichever_comes_first(tmp_path: Path) -> None:
    pages = [*(f"{path_of(1)}?cpage={number}" for number in (2, 3, 4)), path_of(1)]
    with raw_server({"/": front(pages)}) as server:
        server.routes |= {path: reply(article(1, head=canonical(server, 1))) for path in pages}
        done = crawled(server, tmp_path, *LISTINGS)
    assert (len(newsarchive.load(tmp_path)), len(done.records)) == (1, 1)


@pytest.mark.parametrize("comments", ["{}?cpage=2", "{}?replytocom=77", "{}/comment-page-2/"])
@pytest.mark.parametrize("is_later", [False, True])
def test_a_page_of_comments_is_not_requested_beside_its_article(comments: str, is_later: bool, tmp_path: Path) -> None:
    url = comments.format(path_of(1))
    with raw_server(newspaper(1, 2)) as server:
        if is_later:
            crawled(server, tmp_path, *LISTINGS)
        server.routes |= {"/": front([url, path_of(1), path_of(2)]), url: reply(article(1))}
        done = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, server.counts[url]) == ([1, 2], 0)


@pytest.mark.parametrize(
    "text", ["", "<h1>Bến thuyền dựng lại</h1><p>Bà con vừa góp công.</p>"], ids=["shell", "teaser"]
)
def test_the_amp_version_that_a_page_without_an_article_declares_is_requested(text: str, tmp_path: Path) -> None:
    amp = "/tin-nhanh" + path_of(1)
    shell = f'<html><head><title>Báo Bến Sông</title><link rel="amphtml" href="{amp}"></head><body>{text}</body></html>'
    with raw_server(newspaper(1, 2)) as server:
        server.routes |= {path_of(1): reply(shell), amp: reply(article(1, head=canonical(server, 1)))}
        done = crawled(server, tmp_path, *LISTINGS)
        again = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, again.numbers, server.counts[amp]) == ([1, 2], [1, 2], 1)
    assert {record.canonical_url for record in done.records} >= {server.url + path_of(1)}


def test_the_amp_version_of_a_page_with_an_article_is_not_requested(tmp_path: Path) -> None:
    amp = "/tin-nhanh" + path_of(1)
    with raw_server(newspaper(1, 2)) as server:
        server.routes[path_of(1)] = reply(article(1, head=f'<link rel="amphtml" href="{amp}">'))
        done = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, server.counts[amp]) == ([1, 2], 0)


def test_a_later_run_finds_the_version_of_an_article_that_is_stored(tmp_path: Path) -> None:
    amp, printed = "/amp" + path_of(1), path_of(1) + "?print=1"
    with raw_server({**newspaper(2), "/": front([amp, path_of(2)])}) as server:
        server.routes |= {amp: reply(article(1)), printed: reply(article(1))}
        crawled(server, tmp_path)
        server.routes["/"] = front([printed, path_of(2)])
        again = crawled(server, tmp_path)
    assert (again.numbers, server.counts[amp], server.counts[printed]) == ([1, 2], 1, 0)


def shell_with(amp: str) -> bytes:
    head = f'<head><title>Báo Bến Sông</title><link rel="amphtml" href="{amp}"></head>'
    return reply(f'<html>{head}<body><div id="root"></div></body></html>')


def test_the_declared_amp_version_is_not_stored_beside_another_version(tmp_path: Path) -> None:
    amp, printed = "/amp" + path_of(1), path_of(1) + "?print=1"
    with raw_server(newspaper(2)) as server:
        server.routes |= {"/": front([path_of(1), printed, path_of(2)]), path_of(1): shell_with(amp)}
        server.routes |= {url: reply(article(1)) for url in (amp, printed)}
        done = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, server.counts[amp] + server.counts[printed]) == ([1, 2], 1)


def test_the_amp_version_of_an_article_that_is_stored_is_not_requested(tmp_path: Path) -> None:
    amp = "/amp" + path_of(1)
    with raw_server(newspaper(1, 2)) as server:
        crawled(server, tmp_path, *LISTINGS)
        server.routes |= {path_of(1): shell_with(amp), amp: reply(article(1))}
        again = crawled(server, tmp_path, *LISTINGS, "--refresh", "36500d")
    assert (again.numbers, server.counts[path_of(1)], server.counts[amp]) == ([1, 2], 2, 0)


def test_the_amp_version_on_another_host_is_not_requested_for_a_list_of_urls(tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    with raw_server({}) as other, raw_server({}) as server:
        server.routes |= {path_of(1): shell_with(f"{other.url}/c/1"), path_of(2): reply(article(2))}
        urls.write_text("".join(f"{server.url}{path_of(number)}\n" for number in (1, 2)), "utf-8")
        crawled(server, tmp_path / "data", "--urls", str(urls))
    assert (server.counts[path_of(1)], other.counts["/c/1"]) == (1, 0)


@pytest.mark.parametrize("comments", ["{}?cpage={}", "/2018/05{}/comments?page={}", "{}?replytocom={}"])
def test_versions_that_are_listed_without_their_page_are_one_article(comments: str, tmp_path: Path) -> None:
    pages = [comments.format(path_of(1), number) for number in ("1", "2", "3")]
    answers = {url: reply(article(1, head=f"<!--{url}-->") + f"<ol><li>Ý kiến {url}</ol>") for url in pages}
    with raw_server(newspaper(2)) as server:
        server.routes |= {"/": front([*pages[:2], path_of(2)]), **answers}
        done = crawled(server, tmp_path, *LISTINGS)
        server.routes |= {"/": front(pages[1:])}  # an hour later
        again = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, len(again.records), again.code) == ([1, 2], 2, 0)
    assert sum(server.counts[url] for url in pages) == 1


@pytest.mark.parametrize("is_known", [False, True])
def test_another_version_is_requested_if_the_first_one_cannot_be_stored(is_known: bool, tmp_path: Path) -> None:
    first, second = f"{path_of(1)}?cpage=1", f"{path_of(1)}?cpage=2"
    with raw_server(newspaper(2)) as server:
        if is_known:
            server.routes["/"] = front([first, path_of(2)])
            crawled(server, tmp_path, *LISTINGS)
        server.routes |= {"/": front([first, second, path_of(2)]), second: reply(article(1))}
        done = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, server.counts[first]) == ([1, 2], 1)


def test_a_canonical_url_that_nothing_contradicts_is_believed(tmp_path: Path) -> None:
    second = path_of(1).replace("doi-song", "noi-bat")
    with raw_server({}) as server:
        server.routes |= {"/": front([second]), second: reply(article(1, head=canonical(server, 1)))}
        done = crawled(server, tmp_path, *LISTINGS)
    assert [record.canonical_url for record in done.records] == [server.url + path_of(1)]


@pytest.mark.parametrize("source", ["unknown site", "publisher file"])
def test_an_article_that_is_listed_with_its_amp_version_is_requested_once(source: str, tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2)) as server:
        plain = path_of(1)
        amp = f"/amp{plain}"
        server.routes["/"] = front([amp, plain, path_of(2)])
        server.routes[amp] = reply(article(1, head=canonical(server, 1)))
        options = ("--publishers", str(_publisher_file(tmp_path, server))) if source == "publisher file" else ()
        done = crawled(server, tmp_path / "data", *LISTINGS, *options)
    assert done.numbers == [1, 2]
    assert [path for path in server.requests if path in (amp, plain)] == [plain]


def test_the_amp_version_is_requested_if_only_it_is_listed(tmp_path: Path) -> None:
    amp = f"{path_of(1)}?amp=1"
    with raw_server({"/": front([amp]), amp: reply(article(1))}) as server:
        planned = crawled(server, tmp_path, *LISTINGS, "--dry-run")
        done = crawled(server, tmp_path, *LISTINGS)
        crawled(server, tmp_path, *LISTINGS)
    assert amp in planned.out
    assert (done.numbers, server.counts[amp]) == ([1], 1)


@pytest.mark.parametrize(
    "answer",
    [
        reply("", "404 Not Found"),
        reply("", "410 Gone"),
        reply("", "500 Internal Server Error"),
        reply("<html><head><title>Báo Bến Sông</title></head><body><div id=app></div></body></html>"),
    ],
    ids=["404", "410", "500", "empty"],
)
def test_the_amp_version_is_requested_if_the_page_itself_cannot_be_stored(answer: bytes, tmp_path: Path) -> None:
    plain, amp = path_of(1), f"/amp{path_of(1)}"
    with raw_server(newspaper(2)) as server:
        server.routes |= {"/": front([amp, plain, path_of(2)]), plain: answer, amp: reply(article(1))}
        done = crawled(server, tmp_path, *LISTINGS)
        again = crawled(server, tmp_path, *LISTINGS)
    assert (done.numbers, again.numbers) == ([1, 2], [1, 2])
    assert (server.counts[amp], server.counts[path_of(2)]) == (1, 1)


def test_a_request_is_not_sent_once_its_article_is_stored() -> None:
    """Another page may be that article, and be fetched while the request waits in the queue."""
    crawler, site = get_crawler(), site_at("https://bao.example/", {})
    stats = crawler.stats = MemoryStatsCollector(crawler)
    stored: dict[str, KnownUrl] = {}
    archive: Any = SimpleNamespace(known=stored.get, found=lambda finding, again=False: None)
    frontier = Frontier(site=site, plan=plan_from({"refresh": "9999d"}), archive=archive, stats=stats)
    crawler.spider = SimpleNamespace(frontier=frontier)  # type: ignore[assignment]

    def request(*, known_too: bool = False) -> Request:
        candidate = frontier.judge(url, known_too=known_too)
        assert candidate
        return RequestFactory(print, needs_browser=False).article(candidate, print)

    url = f"https://bao.example{path_of(1)}"
    waiting = request()
    SkipKnown(crawler).process_request(waiting)
    stored[url] = KnownUrl(id="bao.example:1", published=date(2018, 5, 2))
    with pytest.raises(AlreadyKnown):
        SkipKnown(crawler).process_request(waiting)
    SkipKnown(crawler).process_request(request(known_too=True))  # a revisit


def test_a_page_is_known_under_the_name_that_an_older_archive_gave_it() -> None:
    start = "https://bao.example/index.php?"
    former = f"{start}Itemid=5&id=12:cau-moi&option=com_content&view=article"
    other = former.replace("12:", "13:").replace("Itemid=5&", "")
    names = {former: KnownUrl(id="bao.example:1"), other: KnownUrl(id="bao.example:2")}
    archive: Any = SimpleNamespace(known=names.get, found=lambda finding, again=False: None)
    stats = MemoryStatsCollector(get_crawler())
    frontier = Frontier(site=site_at("https://bao.example/", {}), plan=plan_from({}), archive=archive, stats=stats)
    link = f"{start}option=com_content&view=article&id=12:cau-moi&Itemid=5"
    assert frontier.judge(link) is None
    assert frontier.judge(link.replace("12:", "13:")) is None
    assert frontier.has_discovered(former)
    assert frontier.has_discovered(other)
    new = frontier.judge(link.replace("12:", "14:"))
    assert new is not None
    assert new.canonical == other.replace("13:", "14:")
    assert frontier.known_redirect_target(new, link) == former


def _publisher_file(folder: Path, server: RawServer) -> Path:
    (folder / "publishers").mkdir()
    text = f'name = "Bến Sông"\ndomains = ["127.0.0.1:{server.port}"]\narticle_url = \'-\\d{{6}}\\.html$\'\n'
    (folder / "publishers" / "bensong.toml").write_text(text, "utf-8")
    return folder / "publishers"


TOKENS = ("a81f0c22d9", "b71e5d0931", "c0ffee1234", "d4e5f60718")


def learned(
    *pages: tuple[str, str],
    known: tuple[str, ...] = (),
    stored: Sequence[tuple[str, str]] = (),
    titles: dict[str, str] | None = None,
) -> tuple[set[str], list[str]]:
    """Return which parameters are learned from pages, each a URL and its text, and what the last one replaces.

    The title of a page is its text, unless *titles* has another one for a stored URL.
    """
    site = site_at("https://bao.example/", {})
    site.session_parameters.update(known)
    titles = dict(stored) if titles is None else titles
    sessions = SessionParameters(lambda start: [found for found in stored if found[0].startswith(start)], titles.get)
    before: list[str] = []
    for url, text in pages:
        before = sessions.learn(site, f"https://bao.example{url}", text, title_digest(text))
    return site.session_parameters, before


def test_a_parameter_is_learned_when_an_article_comes_again_under_three_values() -> None:
    page = "/tin/cau-go-mo-lai-100001.html?loai=2&sid="
    assert learned(*((page + token, "text") for token in TOKENS[:2])) == (set(), [])
    names, before = learned(*((page + token, "text") for token in TOKENS[:3]))
    assert names == {"sid"}
    assert before == [f"https://bao.example{page}{token}" for token in TOKENS[:3]]


def test_an_article_that_came_before_its_parameter_was_learned_is_the_same_when_it_comes_again() -> None:
    first, second = (f"/tin/cau-go-mo-lai-10000{number}.html?sid=" for number in (1, 2))
    pages = [(second + TOKENS[0], "two"), *((first + token, "one") for token in TOKENS[:3])]
    assert learned(*pages, (second + TOKENS[1], "two"))[1] == [f"https://bao.example{second}{TOKENS[0]}"]
    assert learned(*pages, (second + TOKENS[1], "other"))[1] == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("osCsid={}&id=100001", {"osCsid"}),
        ("osCsid={}&catid=8", set()),
        ("id={}&newsid=100001", set()),
    ],
)
def test_a_name_with_id_is_a_sessions_if_another_one_names_the_article(query: str, names: set[str]) -> None:
    assert learned(*((f"/xem-tin-tuc-trong-ngay?{query.format(token)}", "text") for token in TOKENS))[0] == names


def test_two_parameters_that_change_together_are_learned_together() -> None:
    pages = [f"/tin/cau-go-mo-lai-100001.html?phien={token}&luc={token[::-1]}" for token in TOKENS]
    assert learned(*((page, "text") for page in pages[:3]))[0] == {"phien", "luc"}
    assert learned(*((page, page) for page in pages[:3]))[0] == set()


@pytest.mark.parametrize("page", ["/tin/cau-go-mo-lai-100001.html?loai=2&phien=", "/tin/cau-go-mo-lai-100001.html?ab="])
def test_a_parameter_that_changes_with_each_run_is_learned_from_the_archive(page: str) -> None:
    stored = [(f"https://bao.example{page}{token}", "text") for token in TOKENS[:2]]
    name = page[:-1].rpartition("&")[2].rpartition("?")[2]
    names, before = learned((page + TOKENS[2], "text"), stored=stored)
    assert (names, before) == ({name}, [*(url for url, _ in stored), f"https://bao.example{page}{TOKENS[2]}"])
    assert learned((page + TOKENS[2], "text"), stored=[(url, "other") for url, _ in stored])[0] == set()
    # Once it is learned, the other articles' former URLs are named as well.
    assert learned((page + TOKENS[2], "text"), stored=stored, known=(name,))[1] == [url for url, _ in stored]


@pytest.mark.parametrize(
    ("page", "name", "bare"),
    [
        ("/sid/{}/tin/cau-go-mo-lai-100001.html", "/sid/*", "/tin/cau-go-mo-lai-100001.html"),
        ("/sid-{}/tin/cau-go-mo-lai-100001.html", "/sid-*", "/tin/cau-go-mo-lai-100001.html"),
        ("/vi/session/{}/cau-go-mo-lai-100001.html?loai=2", "/vi/session/*", "/vi/cau-go-mo-lai-100001.html?loai=2"),
        ("/tin/cau-go-mo-lai-100001.html;phien={}?loai=2", ";phien", "/tin/cau-go-mo-lai-100001.html?loai=2"),
    ],
)
def test_a_token_in_the_path_is_learned_like_a_parameter(page: str, name: str, bare: str) -> None:
    pages = [(page.format(token), "text") for token in TOKENS]
    assert learned(*pages[:2])[0] == set()
    assert learned(*pages[:3])[0] == {name}
    stored = [(f"https://bao.example{url}", text) for url, text in pages[:2]]
    assert learned(pages[2], stored=stored)[0] == {name}
    site = site_at("https://bao.example/", {})
    site.session_parameters.add(name)
    assert site.canonical(f"https://bao.example{pages[3][0]}") == f"https://bao.example{bare}"


@pytest.mark.parametrize("place", ["/{}/", "/vi/{}/", "/vi/{}/tin/", "/s/{}/"])
def test_a_token_that_nothing_announces_is_learned_from_two_articles(place: str) -> None:
    first, second = (f"{place}cau-go-mo-lai-10000{number}.html" for number in (1, 2))
    name = f"{place.partition('{')[0]}*"
    pages = [(page.format(token), page) for page in (first, second) for token in TOKENS[:3]]
    assert learned(*pages[:-1]) == (set(), [])
    assert learned(*pages) == ({name}, [f"https://bao.example{url}" for url, _ in pages[3:]])
    assert learned((first.format(TOKENS[3]), "other"), *pages)[0] == set()


NUMBERS = ("1712345", "1712399", "1713001", "1720450")


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/tin/cau-go-mo-lai-10000{}.html?sid={}", "sid"),
        ("/xem.html?SID={1}&newsid=10000{0}", "SID"),
        ("/tin/cau-go-mo-lai-10000{}.html;sid={}", ";sid"),
    ],
)
def test_a_session_of_digits_is_learned_from_two_articles_under_its_name(page: str, name: str) -> None:
    pages = [(page.format(at, number), f"text {at}") for at in (1, 2) for number in NUMBERS[:3]]
    assert learned(*pages[:-1]) == (set(), [])
    assert learned(*pages) == ({name}, [f"https://bao.example{url}" for url, _ in pages[3:]])
    assert learned((page.format(1, NUMBERS[3]), "other"), *pages)[0] == set()


@pytest.mark.parametrize("place", ["sid/{}", "sid-{}", "session={}"])
def test_a_session_of_digits_in_the_path_is_learned_from_two_articles(place: str) -> None:
    pages = [
        (f"/{place.format(number)}/tin/cau-go-mo-lai-10000{at}.html", f"text {at}")
        for at in (1, 2)
        for number in NUMBERS[:3]
    ]
    assert learned(*pages[:-1]) == (set(), [])
    assert learned(*pages)[0] == {f"/{place.format('*')}"}


@pytest.mark.parametrize(
    "page",
    [
        "/tin/cau-go-mo-lai-10000{}.html?trang={}",  # a page, a day, a story: no names of sessions
        "/lich-chieu-phim-trong-tuan-{}?ngay={}",
        "/tin/cau-go-mo-lai-10000{}.html?story={}",
        "/tin/cau-go-mo-lai-10000{}.html?s={}",
        "/modules.php?name=News&file=article{}&sid={}",  # no article without it
        "/tran/{}/{}/lich-thi-dau-va-ket-qua-100001.html",
        "/thong-ke-phien-giao-dich-san-{}.html?session={}",  # days and sessions of a market or a council
        "/phien/{}/lich-thi-dau-va-ket-qua.html;session={}",
        "/session/{1}/nghi-quyet-cua-hoi-dong-{0}.html",
        "/session-{1}/nghi-quyet-cua-hoi-dong-{0}.html",
    ],
)
def test_a_number_that_may_name_an_article_is_no_session(page: str) -> None:
    pages = [(page.format(at, number), f"text {at}") for at in (1, 2, 3) for number in NUMBERS]
    assert learned(*pages) == (set(), [])


def test_numbers_of_stories_behind_one_script_are_no_sessions() -> None:
    """The first three are one notice; the name of the script looks like an article's."""
    page = "/tin-tuc-va-su-kien.php?sid="
    assert learned(*((page + number, "notice") for number in NUMBERS)) == (set(), [])


@pytest.mark.parametrize("slug", ["lich-thi-dau-va-ket-qua", "doi-hinh-ra-san-2027", "tin-trong-ngay.html"])
def test_the_number_of_an_object_before_a_page_without_one_is_no_token(slug: str) -> None:
    """Matches that have not begun show one text, and the same pages below their numbers."""
    pages = [(f"/tran/{token}/{page}", page) for page in (slug, f"{slug}-som") for token in TOKENS]
    assert learned(*pages) == (set(), [])


def test_a_session_in_the_path_that_nothing_announces_costs_few_requests(tmp_path: Path) -> None:
    """Each page links to all articles, each link with another token."""
    numbers = range(1, 5)
    drawn = Random(5)

    def links() -> list[str]:
        return [f"/{drawn.getrandbits(64):016x}{path_of(number)}" for number in numbers]

    def page(path: str, headers: Mapping[str, str]) -> bytes | None:
        number = next((number for number in numbers if path.endswith(path_of(number))), None)
        if number is None:
            return front(links()) if path == "/" else None
        beside = "".join(f'<li><a href="{url}">Cầu gỗ</a></li>' for url in links())
        return reply(article(number).replace("</body>", f"<ul>{beside}</ul></body>"))

    with raw_server({}) as server:
        server.default = page
        done = crawled(server, tmp_path, "--max-pages", "100")
        first = len(server.requests)
        crawled(server, tmp_path, "--max-pages", "100")
    assert len(newsarchive.load(tmp_path)) == len(numbers), done.err
    assert first < 60
    assert len(server.requests) - first < 15


@pytest.mark.parametrize(
    "page",
    [
        "/tin/{}",  # it names the article
        "/tin/{}/",
        "/sid/{}/anh",  # no article without it
        "/{}/cau-go-mo-lai-100001.html",  # nothing announces it: it may be a section or an object
        "/vi/{}/cau-go-mo-lai-100001.html",
        "/s/{}/cau-go-mo-lai-100001.html",
    ],
)
def test_a_part_of_the_path_that_may_name_an_article_is_not_learned(page: str) -> None:
    assert learned(*((page.format(token), "text") for token in TOKENS)) == (set(), [])
    assert learned(*((f"/sid/{token}/cau-go-mo-lai-100001.html", token) for token in TOKENS)) == (set(), [])
    assert learned(*((f"/201{at}-05-02/cau-go-mo-lai-100001.html", "text") for at in range(4))) == (set(), [])


EVENTS = ("seagames33", "asiancup2027", "worldcup2026", "u23asean2027")


@pytest.mark.parametrize("place", ["/{}/", "/sid/{}/", "/tin;giai={}/"])
def test_the_name_of_an_event_in_the_path_is_no_token(place: str) -> None:
    page = f"{place}lich-thi-dau-va-ket-qua-100001.html"
    assert learned(*((page.format(event), "text") for event in EVENTS)) == (set(), [])


def test_articles_with_one_slug_in_several_sections_are_stored(tmp_path: Path) -> None:
    first, second = ([path_of(at).replace("doi-song", event) for event in EVENTS] for at in (1, 2))
    with raw_server({"/": front(first)}) as server:
        server.routes |= {url: reply(article(1)) for url in first}
        crawled(server, tmp_path, *LISTINGS)
        server.routes |= {"/": front(second), **{url: reply(article(at)) for at, url in enumerate(second, 5)}}
        done = crawled(server, tmp_path, *LISTINGS)
    stored = {urlsplit(record.url or "").path for record in done.records}
    assert stored.issuperset(second)


def test_archived_videos_without_text_are_not_one_article() -> None:
    page = "/xem-video-tin-tuc?ma="
    stored = [(f"https://bao.example{page}{token}", "") for token in TOKENS[:3]]
    assert learned((page + TOKENS[3], ""), stored=stored)[0] == {"ma"}
    titles = {url: f"Video {number}" for number, (url, _) in enumerate(stored)}
    assert learned((page + TOKENS[3], ""), stored=stored, titles=titles) == (set(), [])


@pytest.mark.parametrize(
    "value",
    ["9b2c4d1e-77d2-4a40-8011-b2c9d05f3a9{}", "YWI9PQ1{}==", "YWI9PQ1{}%3D%3D", "152522370{}", "0.48{}913377"],
    ids=["UUID", "base64", "encoded", "time", "fraction"],
)
def test_a_token_may_be_a_uuid_base64_a_time_or_a_random_fraction(value: str) -> None:
    page = "/tin/cau-go-mo-lai-100001.html?phien="
    assert learned(*((page + value.format(digit), "text") for digit in (1, 2, 3)))[0] == {"phien"}


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ([("/tin/cau-go-mo-lai-100001.html?sid=" + token, token) for token in TOKENS], "other texts"),
        ([("/tin/cau-go-mo-lai-100001.html?sid=" + TOKENS[0], "text")] * 4, "one value"),
        ([("/xem?ma=" + token, "text") for token in TOKENS], "no article without it"),
        ([("/tin-2017-2018?id=" + token, "text") for token in TOKENS], "a name that articles have"),
        ([(f"/tin/cau-go-mo-lai-100001.html?trang={page}", "text") for page in range(9)], "values that are no tokens"),
        ([("/tin/cau-go-mo-lai-100002.html?sid=" + token, token) for token in TOKENS[:2]]
         + [("/tin/cau-go-mo-lai-100001.html?sid=" + token, "text") for token in TOKENS], "another page differs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_parameter_that_may_distinguish_articles_is_not_learned(pages: list[tuple[str, str]], why: str) -> None:
    assert learned(*pages) == (set(), [])


def _undated(page: str) -> str:
    return re.sub("<meta[^>]*published_time[^>]*>", "", page)


def test_a_notice_that_several_urls_show_is_stored_once(tmp_path: Path) -> None:
    texts = ["Không tìm thấy bài viết trong kho của tòa soạn Bến Sông, nơi giữ tin của mười năm qua. " * 4] * 2
    notice = _undated(article(9, title="Tòa soạn Bến Sông kính chào bạn đọc gần xa", paragraphs=texts))
    with raw_server(newspaper(1, 2, 3, 4)) as server:
        server.routes |= {path_of(number): reply(notice) for number in (2, 3, 4)}
        done = crawled(server, tmp_path, *LISTINGS)
        crawled(server, tmp_path, *LISTINGS)
    assert len(done.records) == 2
    assert "not stored: 2 not found page" in done.err
    assert server.counts[path_of(4)] == 1


@pytest.mark.parametrize("words", ["Những khoảnh khắc đẹp ở các xã ven sông. ", "Không tìm thấy trang nào buồn hơn. "])
def test_a_series_of_pictures_with_the_same_words_is_no_notice(words: str, tmp_path: Path) -> None:
    def picture(number: int) -> str:
        figure = f"<figure><img src=/anh/{number}.jpg width=800 height=600><figcaption>Ảnh</figcaption></figure>"
        page = _undated(article(9, title="Ảnh trong ngày ở các xã ven sông Bến", paragraphs=[words * 9]))
        return page.replace("</article>", f"{figure}</article>")

    with raw_server(newspaper(1, 2, 3)) as server:
        server.routes |= {path_of(number): reply(picture(number)) for number in (1, 2, 3)}
        done = crawled(server, tmp_path, *LISTINGS)
    assert len(done.records) == 3, done.err


def test_an_undated_article_in_two_sections_is_no_notice(tmp_path: Path) -> None:
    second = path_of(1).replace("doi-song", "noi-bat")
    page = _undated(article(1))
    with raw_server({"/": front([path_of(1), second]), path_of(1): reply(page), second: reply(page)}) as server:
        done = crawled(server, tmp_path, *LISTINGS)
    assert "not found page" not in done.err


def test_a_session_parameter_is_in_the_report_and_ignored_by_the_next_run(tmp_path: Path) -> None:
    paths = [f"{path_of(1)}?sid={token}" for token in TOKENS]
    with raw_server({path: reply(article(1)) for path in paths} | {"/": front(paths[:3])}) as server:
        crawled(server, tmp_path, *LISTINGS)
        (report,) = (json.loads(path.read_text()) for path in (tmp_path / "runs").glob("*.json"))
        assert report["session_parameters"] == ["sid"]
        assert [record.canonical_url for record in newsarchive.load(tmp_path)] == [server.url + path_of(1)]
        server.routes["/"] = front(paths[3:])
        crawled(server, tmp_path, *LISTINGS)
        assert paths[3] not in server.counts
    assert len(newsarchive.load(tmp_path)) == 1


CHANGED = [
    f"Đoạn {number} đã được viết lại sau khi bến đò dời sang bờ bên kia sông hồi đầu năm nay." for number in range(4)
]


def _moves(server: RawServer, *, text: int) -> str:
    new = path_of(1).replace("doi-song", "xa-hoi")
    server.routes |= {path_of(1): moved(new, status="301 Moved Permanently"), new: reply(article(text))}
    return new


@pytest.mark.parametrize("listed", [True, False], ids=["new URL first", "redirect first"])
def test_a_moved_article_is_one_article_once_the_redirect_is_seen(listed: bool, tmp_path: Path) -> None:
    with raw_server(newspaper(1)) as server:
        runs = [crawled(server, tmp_path, *LISTINGS)]
        new = _moves(server, text=1)
        if listed:
            server.routes["/"] = front([new])
            runs.append(crawled(server, tmp_path, *LISTINGS))
        runs.append(crawled(server, tmp_path, *LISTINGS, "--refresh", "9999d"))
    assert [run.code for run in runs] == [0] * len(runs), [run.err for run in runs]
    data = newsarchive.load(tmp_path)
    assert [record.url for record in data] == [server.url + new], ([run.err for run in runs], server.requests)
    assert len(data) == 1
    assert data.to_arrow().num_rows == 1
    # Every other command counts it once, too, and finds the former record by its id.
    assert (len(data.search("")), found(tmp_path, "").total) == (1, 1)
    with Ledger(tmp_path) as ledger:
        assert [numbers.articles for numbers in ledger.sites().values()] == [1]
        assert sum(count for _, _, count in ledger.days()) == 1
        urls = {server.url + path_of(1), server.url + new} if listed else {server.url + path_of(1)}
        assert sorted(entry.url for entry in (*ledger.entries(), *ledger.undiscovered())) == sorted(urls)
    assert verify(tmp_path).articles == 1
    Layout(tmp_path).index.unlink()  # a copy without its caches
    assert [record.url for record in newsarchive.load(tmp_path)] == [server.url + new]
    assert (len(newsarchive.load(tmp_path)), verify(tmp_path).articles) == (1, 1)
    ids = {record.id for record in newsarchive.load(tmp_path, revisions="all")}
    assert len(ids) == 2
    for id in ids:
        assert [record.id for record in revisions_of(tmp_path, ArticleReference(text=id))] == [id]


def test_a_moved_article_stays_one_article_when_its_text_changes_at_the_new_url(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with raw_server(newspaper(1)) as server:
        crawled(server, archive, *LISTINGS)
        new = _moves(server, text=1)
        crawled(server, archive, *LISTINGS, "--refresh", "9999d")
        # Filed under an earlier month: the files are not in the order of the revisions.
        server.routes |= {"/": front([new]), new: reply(article(1, paragraphs=CHANGED).replace("2018-05", "2018-04"))}
        crawled(server, archive, *LISTINGS, "--refresh", "9999d")
    files = Layout(archive).article_files()
    assert [path.name for path in files] == ["2018-04.jsonl.gz", "2018-05.jsonl.gz"]

    def counted() -> list[tuple[str, int]]:
        assert verify(archive).articles == 1
        return [(record.url, record.revision) for record in newsarchive.load(archive)]

    expected = [(server.url + new, 2)]
    assert counted() == expected
    Layout(archive).index.unlink()  # a copy without its caches
    assert counted() == expected
    with ArchiveWriter(archive, run="20261122T0140Z"):
        pass  # which builds the index again from the files
    assert Layout(archive).index.exists()
    assert counted() == expected
    for change in ("UPDATE records SET texts = CAST(texts AS BLOB)", "PRAGMA user_version = 4"):
        with closing(sqlite3.connect(Layout(archive).index)) as index:  # a stranger's; that of another version
            index.execute(change)
            index.commit()
        assert counted() == expected


def test_what_a_second_visit_shows_instead_of_an_article_is_no_revision_of_it(tmp_path: Path) -> None:
    renamed, whole = path_of(3).replace("chuyen-lang", "chuyen-ben"), article(1).encode()
    words = (
        "Hệ thống vừa nhận được nhiều lượt truy cập khác thường từ mạng mà máy của quý vị đang dùng sáng nay.",
        "Quý vị hãy đánh dấu vào ô bên dưới, rồi chờ trang tải lại trong ít phút để có thể đọc tiếp các bài khác.",
        "Nếu trang không tải lại, quý vị hãy tắt các tiện ích của trình duyệt và thử thêm một lần nữa sau ít phút.",
    )
    notice = article(2, title="Xin chờ một chút", paragraphs=words)
    undated = re.sub("<meta property=.article:published_time[^>]*>", "", notice)
    with raw_server(newspaper(1, 2, 3, 4)) as server:
        crawled(server, tmp_path / "archive", *LISTINGS)
        names = f'<link rel="canonical" href="{renamed}">'
        server.routes |= {
            path_of(1): reply(whole[:-420], length=len(whole)),
            path_of(2): reply(undated),
            path_of(3): reply(article(3, head=names)),
            renamed: reply(article(3, head=names)),
            path_of(4): reply(article(4, paragraphs=["Bến thuyền đã đóng từ sáng nay, theo lệnh của xã."] * 3)),
        }
        second = crawled(server, tmp_path / "archive", *LISTINGS, "--refresh", "9999d")
        home = server.url
    assert "1 truncated" in second.err
    assert "1 error page" in second.err
    warcs = sorted(str(path) for path in (tmp_path / "archive" / "pages").rglob("*.warc.gz"))
    imported = Ran(tmp_path / "other", "extract", *warcs, "--to", str(tmp_path / "other"), "--workers", "1")
    for folder in (tmp_path / "archive", tmp_path / "other"):
        revisions = {str(record.url).removeprefix(home): record.revision for record in newsarchive.load(folder)}
        assert (revisions[path_of(1)], revisions[path_of(4)]) == (1, 2), imported.err
    assert {
        record.revision for record in newsarchive.load(tmp_path / "archive") if record.url == home + path_of(2)
    } == {1}
    assert [record.canonical_url for record in newsarchive.load(tmp_path / "archive")].count(home + renamed) == 1
    assert len(newsarchive.load(tmp_path / "archive")) == 4


def test_a_redirect_to_another_story_costs_no_article(tmp_path: Path) -> None:
    with raw_server(newspaper(1)) as server:
        crawled(server, tmp_path, *LISTINGS)
        server.routes["/"] = front([_moves(server, text=2)])
        crawled(server, tmp_path, *LISTINGS)
        crawled(server, tmp_path, *LISTINGS, "--refresh", "9999d")
    assert len(newsarchive.load(tmp_path)) == 2


def test_a_notice_in_the_template_of_an_article_is_not_a_revision(tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2)) as server:
        crawled(server, tmp_path, *LISTINGS)
        server.routes[path_of(1)] = reply(article(1, title="Bài viết không tồn tại", paragraphs=NOTICE * 3))
        done = crawled(server, tmp_path, *LISTINGS, "--refresh", "9999d")
    assert len(done.records) == 2
    assert "not found" in done.err
    shown: Ran = Ran(tmp_path, "coverage", str(tmp_path))
    assert shown.code == 0


@pytest.mark.parametrize(
    ("title", "is_notice"),
    [
        ("Bài viết không tồn tại", True),
        ("Bài viết này đã được gỡ bỏ", True),
        ("Bài viết đã được rút khỏi trang", True),
        ("Bài viết đã được rút khỏi trang khiến độc giả bất ngờ", False),
        ("Bài viết này đã hết hạn lưu trữ", True),
        ("Bài viết này đã hết hạn lưu trữ, bạn đọc vẫn tìm", False),
        ("Oops! That page can’t be found.", True),
        ("Bài viết này không tồn tại hoặc đã bị gỡ bỏ!", True),
        ("Không tìm thấy trang", True),
        ("404 - Page not found", True),
        ("The page you requested could not be found.", True),
        ("Страница не найдена", True),
        ("Bài viết không tồn tại trên đời và câu chuyện phía sau", False),
        ("Không tìm thấy nạn nhân thứ ba", False),
        ("Quốc lộ 404 mở lại", False),
        ("Not found in any map: a village", False),
        (None, False),
    ],
)
def test_a_title_is_a_notice_only_as_a_whole(title: str | None, is_notice: bool) -> None:
    assert is_not_found_notice(title, "Mời bạn về trang chủ.") == is_notice


@pytest.mark.parametrize(
    ("body", "is_notice"),
    [
        ("Bài viết này không tồn tại hoặc đã bị gỡ bỏ. Mời bạn về trang chủ.", True),
        ("Bài viết này không tồn tại hoặc đã bị gỡ bỏ, ông Tám đọc to dòng chữ trên màn hình rồi cười.", False),
        ("Ông Tám mở máy. Bài viết này không tồn tại.", False),
        ("Bài viết không tồn tại. " + "Đó là câu đầu tiên của một câu chuyện dài về cây cầu gỗ. " * 9, False),
        ("", False),
    ],
)
def test_a_short_text_that_begins_with_a_notice_is_one_under_any_title(body: str, is_notice: bool) -> None:
    assert is_not_found_notice("Cầu gỗ mở lại sau mùa lũ", body) == is_notice


def test_a_long_text_is_not_a_notice() -> None:
    assert not is_not_found_notice("404", "Một câu chuyện dài. " * 200)


@pytest.mark.parametrize(
    ("before", "title", "reason"),
    [
        ("小镇图书馆两年后重新开放", "小镇图书馆终于重新开放", None),
        ("小镇图书馆两年后重新开放", "请稍候，正在检查", Reason.ERROR_PAGE),
        ("町の図書館が二年ぶりに再開", "図書館の再開に住民の笑顔", None),
        ("町の図書館が二年ぶりに再開", "ログインの確認に失敗", Reason.ERROR_PAGE),
    ],
)
def test_an_edited_headline_without_spaces_is_no_notice(
    tmp_path: Path, before: str, title: str, reason: Reason | None
) -> None:
    url = "https://baovidu.example/tin-1.html"
    day = datetime(2024, 3, 5, tzinfo=UTC)
    page = Page(url=url, body=b"<p>x", fetched_at=day, content_type="text/html")
    stored = Article(url=url, title=before, body="书" * 300, published_at=day)
    later = Article(url=url, title=title, body="书" * 40)
    with ArchiveWriter(tmp_path, run="r") as writer:
        kept = writer.keep(Exchange(page=page), "baovidu")
        writer.store(record_of(stored, kept, site="baovidu", id=url, extractor="test"))
        record = record_of(later, kept, site="baovidu", id=url, extractor="test")
        assert why_no_revision(writer, record) is reason
