"""A site's past from a real web archive: pywb over what an earlier crawl wrote, and over pages of a former domain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, MAIN, last_report, records, run
from web_archive import playing

from newsarchive.article import Record
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.spiders.capture_lists import moment, read_listing
from newsarchive.crawl.spiders.captures import CaptureStore, chosen
from newsarchive.crawl.spiders.web_archive import played_back, web_archive
from newsarchive.demo import newspaper, serve
from newsarchive.demo.story import ORIGIN
from newsarchive.page import Page
from newsarchive.warc import Exchange, info_bytes, warc_bytes

NEWSPAPER = newspaper()
EXPECTED = {str(article.canonical_url).partition("example")[2] for article in NEWSPAPER.expected}
PATHS = sorted(path for path in EXPECTED if path in NEWSPAPER.pages)[:12]
OLD, NEW = "http://www.lamgiang-cu.example", ORIGIN
FIRST, SECOND = datetime(2015, 3, 1, 5, tzinfo=UTC), datetime(2018, 6, 1, 5, tzinfo=UTC)
FILE = "name = \"Báo Lam Giang\"\ndomains = [{}]\nsame_paths = true\narticle_url = '-a?\\d{{4,}}\\.html$'\n"


def _publishers(folder: Path, *domains: str) -> Path:
    folder.mkdir()
    (folder / "lamgiang.toml").write_text(FILE.format(", ".join(map(json.dumps, domains))), "utf-8")
    return folder


def _backfill(archive: str, to: Path, publishers: Path, *arguments: str) -> list[Record]:
    command = [*MAIN, "backfill", "lamgiang", "--from", archive, "--to", str(to), "--publishers", str(publishers)]
    done = preloaded.run([*command, *HERE, *arguments])
    assert done.returncode == 0, done.stderr
    return records(to)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the archive of a crawl of the demo newspaper, which is then shut, and its publisher files."""
    home = tmp_path_factory.mktemp("crawled")
    with serve(NEWSPAPER) as site:
        publishers = _publishers(home / "publishers", site.url.partition("://")[2])
        done = run(f"{site.url}/", home / "data", "--publishers", str(publishers), *HERE)
        assert done.code == 0, done.err
    return home / "data", publishers


@pytest.mark.needs("pywb")
def test_a_backfill_gives_the_same_articles_as_the_crawl_with_the_times_of_capture(
    crawled: tuple[Path, Path], wayback: str, tmp_path: Path
) -> None:
    archive, publishers = crawled
    with playing(sorted((archive / "pages").rglob("*.warc.gz")), tmp_path, wayback) as web:
        found = _backfill(web, tmp_path / "data", publishers)
    assert len(found) >= 40
    assert {(record.id, record.text_sha256, record.published_at) for record in found} == {
        (record.id, record.text_sha256, record.published_at) for record in records(archive)
    }
    # An article that the newspaper serves twice has two captures, perhaps in different seconds.
    captures = set()
    for index in (archive / "pages").rglob("*.cdxj"):
        for line in index.read_text("utf-8").splitlines():
            _, at, fields = line.split(" ", 2)
            captures.add((json.loads(fields)["url"], at[:14]))
    for record in found:
        assert record.fetched_at is not None
        assert record.fetched_at.microsecond == 0
        assert (record.url, record.fetched_at.strftime("%Y%m%d%H%M%S")) in captures
        assert record.url is not None
        assert not record.url.startswith(web)
        assert record.retrieved_from is not None
        assert record.retrieved_from.startswith(web)
        assert record.retrieved_from.endswith(f"id_/{record.url}")
        assert not any(alias.startswith(web) for alias in record.aliases)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, wayback: str) -> Iterator[str]:
    """Play back PATHS as they were in 2015 on the old domain, and in 2018, every second one changed, on the new."""
    home = tmp_path_factory.mktemp("past")
    pieces = [info_bytes("past.warc.gz", FIRST, {"software": "a test"})]
    for number, path in enumerate(PATHS):
        body = NEWSPAPER.pages[path].body
        later = body.replace(b"</p>", " Có bổ sung.</p>".encode()) if number % 2 else body
        for host, text, at in ((OLD, body, FIRST), (NEW, later, SECOND)):
            page = Page(
                url=host + path,
                body=text.replace(ORIGIN.encode(), host.encode()),
                headers=(("Content-Type", "text/html; charset=utf-8"), ("X-Cache", "HIT")),
                fetched_at=at,
            )
            pieces.append(bytes(warc_bytes(Exchange(page=page))))
    (home / "past.warc.gz").write_bytes(b"".join(pieces))
    with playing([home / "past.warc.gz"], home, wayback) as web:
        yield web


@pytest.fixture
def publishers(tmp_path: Path) -> Path:
    return _publishers(tmp_path / "publishers", "baolamgiang.example", "lamgiang-cu.example")


@pytest.mark.needs("pywb")
@pytest.mark.parametrize(("which", "at"), [("first", {FIRST}), ("last", {SECOND})])
def test_one_capture_of_each_article_is_stored_under_its_address_of_today(
    past: str, publishers: Path, tmp_path: Path, which: str, at: set[datetime]
) -> None:
    found = _backfill(past, tmp_path / "data", publishers, "--captures", which)
    assert sorted(str(record.canonical_url) for record in found) == [
        f"https://baolamgiang.example{path}" for path in PATHS
    ]
    assert {record.fetched_at for record in found} == at


@pytest.mark.needs("pywb")
def test_all_captures_that_differ_become_revisions_and_no_second_run_asks_again(
    past: str, publishers: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    _backfill(past, folder, publishers, "--captures", "all", "--limit", "5")
    found = _backfill(past, folder, publishers, "--captures", "all")
    revisions = {str(record.canonical_url).partition("example")[2]: 0 for record in found}
    for record in found:
        revisions[str(record.canonical_url).partition("example")[2]] += 1
    assert revisions == {path: 1 + number % 2 for number, path in enumerate(PATHS)}
    assert {record.text_sha256 for record in _backfill(past, folder, publishers, "--captures", "all")} == {
        record.text_sha256 for record in found
    }
    assert len(records(folder)) == len(found)
    assert last_report(folder)["counts"]["stored"] == 0


@pytest.mark.needs("pywb")
def test_days_bound_publication(past: str, publishers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    before = _backfill(past, folder, publishers, "--since", "2013", "--until", "2014-12")
    assert {record.published_at for record in before} <= {None}  # a page without a date is kept whatever is asked
    found = _backfill(past, folder, publishers, "--since", "2014")
    assert len(found) == len(PATHS) > len(before)


@pytest.mark.parametrize(
    "body",
    [
        '[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],\n'
        '["vn,bao)/a-1.html","20100102030405","http://bao.vn/a-1.html","text/html","200","ABC","12"],\n'
        '[],\n["vn,bao)/b 2010"]]',
        '{"urlkey":"vn,bao)/a-1.html","timestamp":"20100102030405","url":"http://bao.vn/a-1.html",'
        '"mime":"text/html; charset=utf-8","status":"200","digest":"ABC"}\n',
        'vn,bao)/a-1.html 20100102030405 {"url":"http://bao.vn/a-1.html","mime":"text/html","status":"200",'
        '"digest":"ABC"}\n',
        " CDX N b a m s k r M S V g\n"
        "vn,bao)/a-1.html 20100102030405 http://bao.vn/a-1.html text/html 200 ABC - - 12 0 x.warc.gz\n",
    ],
    ids=["wayback", "pywb", "cdxj", "cdx-11"],
)
def test_every_kind_of_list_is_read(body: str) -> None:
    listing = read_listing(body.encode())
    (capture,) = listing.captures
    assert (capture.url, capture.timestamp, capture.digest) == ("http://bao.vn/a-1.html", "20100102030405", "ABC")
    assert listing.resume == ("vn,bao)/b 2010" if body.startswith("[") else None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[[]]",
        b"not found",
        b"[[1,2",
        b"{broken}\n",
        b"\xff\xfe\x00",
        b'[["original"],["http://bao.vn/a"]]',
        b"vn,bao)/x 20101332000000 http://bao.vn/x text/html 200 A - -",
        b"vn,bao)/x 20100102030405 javascript:alert(1) text/html 200 A - -",
        b"vn,bao)/x 20100102030405 http://bao.vn/x image/png 200 A - -",
        b"vn,bao)/x 20100102030405 http://bao.vn/x text/html 404 A - -",
    ],
)
def test_a_list_that_makes_no_sense_names_no_capture(body: bytes) -> None:
    assert not read_listing(body).captures


@pytest.mark.parametrize(
    ("body", "damage"),
    [
        (b"", None),
        (b"[]", None),
        (b'[["original","timestamp"],["http://bao.vn/a-1.html","2010"]]', None),
        (b'[["original","timestamp"],["http://bao.vn/a-1.html","2010"],["http', "is truncated"),
        (b'[["vn,bao)/a","2010","http://bao.vn/a-1.html","text/html","200","X","9"]]', None),
        (b'[["a","b"],["http://bao.vn/a-1.html","2010"]]', "does not name its columns"),
        (b"<html><h1>504 Gateway Time-out</h1></html>", "HTML page"),
        (b'{"error": "slow down"}', "not a line"),
        (b'{"message": "x",\n"code": 429}', "not a line"),
        (b"org.archive.wayback.exception.Blocked: too many", "not a line"),
        (b'vn,bao)/a 2010 {"url":"http://bao.vn/a-1.html"}\nvn,bao)/b 2011 {"url":"ht', "not a line"),
    ],
)
def test_a_list_that_cannot_be_read_says_so(body: bytes, damage: str | None) -> None:
    found = read_listing(body).damage
    assert (found is None) == (damage is None)
    assert (damage or "") in (found or "")


def test_captures_are_chosen_address_by_address() -> None:
    lines = "\n".join(
        f"k 201{year}0101000000 {url} text/html 200 {digest} -"
        for url, year, digest in [
            ("http://bao.vn/a", 2, "A"),
            ("http://bao.vn/a", 1, "A"),
            ("https://www.bao.vn/a", 3, "B"),
            ("http://bao.vn/b", 1, "C"),
        ]
    )
    store = CaptureStore()
    store.add((capture.url[-1], capture) for capture in read_listing(lines.encode()).captures)
    assert store.count() == 2
    groups = list(store.groups())
    years = {
        which: [[c.at.year for c in chosen(group, which)] for group in groups] for which in ("first", "last", "all")
    }
    assert years == {"first": [[2011, 2013], [2011]], "last": [[2013, 2012], [2011]], "all": [[2011, 2013], [2011]]}
    assert not list(store.groups())


def test_addresses_of_a_web_archive_are_made_and_read() -> None:
    at = web_archive("http://127.0.0.1:8080/news/")
    assert (
        at.listing_url("bao.vn", None, None) == "http://127.0.0.1:8080/news/cdx?url=bao.vn&matchType=domain&output=json"
    )
    wayback = web_archive("wayback").listing_url("bao.vn/tin", datetime(2005, 1, 1).date(), None, "key 1")
    for part in ("from=20050101", "resumeKey=key+1", "matchType=prefix", "showResumeKey=true", "collapse=digest"):
        assert part in wayback
    capture = played_back("https://web.archive.org/web/20100102030405id_/http://bao.vn/a?b=1")
    assert capture is not None
    assert (capture.url, capture.timestamp) == ("http://bao.vn/a?b=1", "20100102030405")
    assert moment("2010") == datetime(2010, 1, 1, tzinfo=UTC)
    assert played_back("https://bao.vn/a") is None


@pytest.mark.parametrize(
    ("name", "replay", "message"),
    [
        ("waybak", None, "not a web archive"),
        ("http://cdx.example/coll", "http://x/{timestamp}", "{url}"),
        ("http://cdx.example/coll", "http://x/{nobody}", "{timestamp}"),
    ],
)
def test_an_unknown_web_archive_is_reported(name: str, replay: str | None, message: str) -> None:
    with pytest.raises(BadPlan, match=message.replace("{", r"\{")):
        web_archive(name, replay)
