"""The demo newspaper holds together: what it prints, what it tells machines, how its server answers."""

from __future__ import annotations

import gzip
import http.client
import re
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from ports import free_port

from newsarchive.demo import HOST, ORIGIN, Newspaper, Served, Story, newspaper, serve
from newsarchive.demo.newspaper import CONTACT_PATH, GONE_PATH, HIDDEN_PATH, TOPIC_PATH, old_path

_LINK = re.compile(r"""<(?:a|link|img)\b[^>]*?\b(?:href|src)=["']([^"']+)["']""")
_LOC = re.compile(r"<(?:loc|link)>([^<]+)</")


@pytest.fixture(scope="module")
def demo_newspaper() -> Newspaper:
    return newspaper()


@pytest.fixture(scope="module")
def site(demo_newspaper: Newspaper) -> Iterator[Served]:
    with serve(demo_newspaper) as served:
        yield served


def _text(demo_newspaper: Newspaper, path: str) -> str:
    reply = demo_newspaper.pages[path]
    charset = "cp1258" if b"charset=windows-1258" in reply.body else "utf-8"
    return unicodedata.normalize("NFC", reply.body.decode(charset))


def _trapped(demo_newspaper: Newspaper, trap: str) -> Story:
    return next(story for story in demo_newspaper.stories if trap in story.traps)


def _fetch(url: str, **headers: str) -> http.client.HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: http.client.HTTPResponse = urllib.request.urlopen(urllib.request.Request(url, headers=named))
    return response


def _linked(demo_newspaper: Newspaper) -> set[str]:
    found = set()
    for path, reply in demo_newspaper.pages.items():
        if reply.content_type.startswith("text/html"):
            links = (urljoin(ORIGIN + path, unescape(link)) for link in _LINK.findall(_text(demo_newspaper, path)))
            found |= {urlsplit(link).path for link in links if link.startswith(ORIGIN)}
    return found


def test_newspaper_has_forty_articles_in_six_sections_and_six_months(demo_newspaper: Newspaper) -> None:
    assert len(demo_newspaper.stories) >= 44
    assert len(demo_newspaper.sections) == 6
    assert {f"{story.time:%Y-%m}" for story in demo_newspaper.stories} == {
        "2017-09",
        "2017-10",
        "2017-11",
        "2017-12",
        "2018-01",
        "2018-02",
    }
    assert {story.layout for story in demo_newspaper.stories} == {"old", "new", "magazine"}


def test_no_two_articles_share_number_title_or_path(demo_newspaper: Newspaper) -> None:
    for values in (
        [s.id for s in demo_newspaper.stories],
        [s.title for s in demo_newspaper.stories],
        [s.path for s in demo_newspaper.stories],
    ):
        assert len(set(values)) == len(values)


def test_every_article_has_lead_and_three_to_twelve_parts(demo_newspaper: Newspaper) -> None:
    for story in demo_newspaper.stories:
        assert story.lead
        assert 3 <= len(story.parts) <= 12, story.title
        assert all(block.text == unicodedata.normalize("NFC", block.text) for block in story.blocks)


def test_credited_names_are_in_the_byline(demo_newspaper: Newspaper) -> None:
    for story in demo_newspaper.stories:
        assert all(credit.name.lower() in (story.byline or "").lower() for credit in story.credits), story.title


def test_every_link_resolves_except_the_broken_one(demo_newspaper: Newspaper) -> None:
    assert {path for path in _linked(demo_newspaper) if path not in demo_newspaper.pages} == {GONE_PATH}


def test_every_article_is_reached_by_sitemap_and_by_listing(demo_newspaper: Newspaper) -> None:
    sitemaps = [path for path in demo_newspaper.pages if path.startswith("/sitemaps/")]
    named = {urlsplit(loc).path for path in sitemaps for loc in _LOC.findall(_text(demo_newspaper, path))}
    assert named == demo_newspaper.article_paths
    listed = {path for path in demo_newspaper.pages if re.search(r"^/[a-z-]+(/p/\d+)?$", path)}
    links = {link for path in listed for link in _LINK.findall(_text(demo_newspaper, path))}
    assert demo_newspaper.article_paths <= links


def test_sitemap_index_names_every_month_and_one_is_packed(demo_newspaper: Newspaper) -> None:
    named = {urlsplit(loc).path for loc in _LOC.findall(_text(demo_newspaper, "/sitemap.xml"))}
    assert named == {path for path in demo_newspaper.pages if path.startswith("/sitemaps/")}
    assert [path for path in named if path.endswith(".gz")] == ["/sitemaps/2017-09.xml.gz"]


def test_robots_names_the_sitemap_and_closes_the_hidden_page(demo_newspaper: Newspaper) -> None:
    robots = _text(demo_newspaper, "/robots.txt")
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in robots
    assert any(HIDDEN_PATH.startswith(rule) for rule in re.findall(r"Disallow: (\S+)", robots))
    assert HIDDEN_PATH in _text(demo_newspaper, "/")


def test_feed_links_carry_tracking_parameters(demo_newspaper: Newspaper) -> None:
    links = [link for link in _LOC.findall(_text(demo_newspaper, "/rss/trang-chu.rss")) if link.endswith("trang-chu")]
    assert len(links) == 20
    assert all("?utm_source=rss&amp;" in link for link in links)


def test_pages_carry_what_their_editors_wrote(demo_newspaper: Newspaper) -> None:
    for story in demo_newspaper.stories:
        page = unescape(_text(demo_newspaper, story.path))
        printed = [story.title, story.lead, story.byline or "", *(block.text for block in story.blocks)]
        printed += [picture.caption or "" for picture in story.pictures]
        assert [text for text in printed if text not in page] == [], story.title
        assert f"{story.time:%d/%m/%Y}" in page


def test_first_page_glues_its_clock_to_the_weekday(demo_newspaper: Newspaper) -> None:
    page = _text(demo_newspaper, _trapped(demo_newspaper, "first-page").path)
    assert "ClockThứ Hai, 11/09/2017 12:28" in re.sub(r"<[^>]+>", "", page)
    assert page.index("11/09/2017") < page.index("<h1")
    for phrase in ("ĐÁNH GIÁ", "Ý kiến bình luận", "BẠN CÓ THỂ QUAN TÂM", "Return to top"):
        assert phrase in page


def test_the_midnight_page_declares_another_time_in_its_metadata(demo_newspaper: Newspaper) -> None:
    page = _text(demo_newspaper, _trapped(demo_newspaper, "midnight").path)
    assert "T00:00:00Z" in page
    assert "23/01/2018 17:20" in page


def test_amp_page_names_the_article_as_canonical(demo_newspaper: Newspaper) -> None:
    story = _trapped(demo_newspaper, "amp")
    assert f'<link rel="canonical" href="{ORIGIN}{story.path}">' in _text(demo_newspaper, f"/amp{story.path}")


def test_second_edition_changes_one_article_and_adds_one(demo_newspaper: Newspaper) -> None:
    before = {story.id: story for story in demo_newspaper.stories}
    after = {story.id: story for story in newspaper(edition=2).stories}
    assert [number for number in after if number not in before] == [46566]
    changed = [number for number in before if after[number] != before[number]]
    assert changed == [46540]
    assert after[46540].path == before[46540].path
    assert after[46540].blocks != before[46540].blocks


def test_unknown_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="two editions"):
        newspaper(edition=3)


def test_the_large_newspaper_is_always_the_same_and_repeats_no_title() -> None:
    large = newspaper(3000)
    assert len(large.stories) == 3000
    assert len({story.title for story in large.stories}) == 3000
    assert large == newspaper(3000)
    assert all(large.pages[story.path].body for story in large.stories[::500])


def test_served_pages_use_the_address_of_the_server(demo_newspaper: Newspaper, site: Served) -> None:
    for path in demo_newspaper.pages:
        reply = demo_newspaper.pages[path]
        if reply.status == 200 and not reply.packed:
            assert _fetch(site.url + path).read() == reply.body.replace(ORIGIN.encode(), site.url.encode())


def test_the_server_compresses_on_request(site: Served, demo_newspaper: Newspaper) -> None:
    packed = _fetch(site.url + "/", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.read()) == _fetch(site.url + "/").read()


def test_packed_sitemap_is_a_gzip_file(site: Served, demo_newspaper: Newspaper) -> None:
    response = _fetch(f"{site.url}/sitemaps/2017-09.xml.gz", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] is None
    assert b"<urlset" in gzip.decompress(response.read())


@pytest.mark.parametrize(
    ("request_header", "response_header"), [("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified")]
)
def test_unchanged_page_is_answered_with_304(
    site: Served, demo_newspaper: Newspaper, request_header: str, response_header: str
) -> None:
    url = site.url + demo_newspaper.stories[0].path
    validator = _fetch(url).headers[response_header]
    with pytest.raises(urllib.error.HTTPError) as caught:
        _fetch(url, **{request_header: validator})
    assert caught.value.code == 304


def test_changed_article_answers_200_to_the_old_etag(demo_newspaper: Newspaper) -> None:
    path = next(story.path for story in demo_newspaper.stories if story.id == 46540)
    port = free_port()
    with serve(demo_newspaper, port) as first:
        etag = _fetch(first.url + path).headers["ETag"]
    with serve(newspaper(edition=2), port) as second:
        assert _fetch(second.url + path, If_None_Match=etag).status == 200


def test_moved_article_redirects_to_its_page(site: Served, demo_newspaper: Newspaper) -> None:
    story = _trapped(demo_newspaper, "moved")
    assert old_path(story) in _text(demo_newspaper, "/")
    assert _fetch(site.url + old_path(story)).geturl() == site.url + story.path


def test_missing_page_is_404(site: Served) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        _fetch(site.url + GONE_PATH)
    assert caught.value.code == 404


@pytest.mark.parametrize("path", [CONTACT_PATH, TOPIC_PATH])
def test_pages_that_look_like_articles_are_served(site: Served, path: str) -> None:
    assert _fetch(site.url + path).status == 200


def test_mislabelled_page_is_utf8_under_another_name(site: Served, demo_newspaper: Newspaper) -> None:
    story = _trapped(demo_newspaper, "latin-1")
    response = _fetch(site.url + story.path)
    assert response.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    body = response.read()
    assert story.title in body.decode()
    assert b"charset" not in body


def test_windows_1258_page_reads_back_whole(site: Served, demo_newspaper: Newspaper) -> None:
    story = _trapped(demo_newspaper, "windows-1258")
    body = _fetch(site.url + story.path).read()
    text = unicodedata.normalize("NFC", body.decode("cp1258"))
    assert all(block.text in text for block in story.blocks)


def test_server_remembers_requests_of_many_at_once(demo_newspaper: Newspaper) -> None:
    paths = [story.path for story in demo_newspaper.stories] * 3
    with serve(demo_newspaper) as site:
        with ThreadPoolExecutor(8) as many:
            statuses = list(many.map(lambda path: _fetch(site.url + path).status, paths))
        assert set(statuses) == {200}
        assert sorted(site.requests) == sorted(paths)


def test_a_connection_serves_more_than_one_request(site: Served, demo_newspaper: Newspaper) -> None:
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc)
    for path in ("/", "/robots.txt", GONE_PATH, "/thoi-su"):
        connection.request("GET", path)
        response = connection.getresponse()
        assert len(response.read()) == int(response.headers["Content-Length"])
    connection.close()


def test_no_page_links_to_another_host(site: Served, demo_newspaper: Newspaper) -> None:
    for path, reply in demo_newspaper.pages.items():
        if reply.content_type.startswith("text/html") and reply.status == 200:
            links = (urljoin(site.url + path, unescape(link)) for link in _LINK.findall(_text(demo_newspaper, path)))
            served = {link.replace(ORIGIN, site.url) for link in links}
            assert [link for link in served if not link.startswith(site.url)] == []


def _through(site: Served, url: str) -> http.client.HTTPResponse:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": site.url}))
    response: http.client.HTTPResponse = opener.open(url)
    return response


def test_server_acts_as_a_proxy_for_the_newspapers_host(demo_newspaper: Newspaper, site: Served) -> None:
    path = demo_newspaper.stories[0].path
    body = _through(site, f"http://{HOST}{path}").read()
    assert f'<link rel="canonical" href="http://{HOST}{path}">' in body.decode()
    assert site.requests[-1] == path


def test_the_server_is_not_a_proxy_for_other_hosts(site: Served) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        _through(site, "http://other.example/")
    assert caught.value.code == 502
