from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.cli.site_draft import draft
from newsarchive.cli.sites import command
from newsarchive.page import Page
from newsarchive.publishers import FINDER_FIELDS, Publisher, all_families, all_publishers, publisher_from_toml

PAGES = Path(__file__).parent / "pages"
HUE = PAGES / "huengaynay"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


# --- the list


def test_the_list_is_one_line_for_each_publisher_when_piped() -> None:
    lines = run().output.splitlines()
    assert len(lines) == len(all_publishers())
    assert "huengaynay\tHuế ngày nay\thuengaynay.vn\tprovincial, Huế\tnewscontents" in lines


def test_the_list_as_json_holds_finders_and_domains() -> None:
    rows = {row["key"]: row for row in map(json.loads, run("--json").output.splitlines())}
    assert rows["huengaynay"]["domains"][-1] == "news.baothuathienhue.vn"
    assert rows["huengaynay"]["finders"]["title"][0] == "css: .detail__title"


def test_the_list_holds_the_publishers_of_ones_own_folder(tmp_path: Path) -> None:
    (tmp_path / "baovidu.toml").write_text('name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]', "utf-8")
    assert "baovidu\tBáo Ví Dụ" in run("--publishers", tmp_path).output


# --- check


def test_a_page_whose_finders_match_passes() -> None:
    result = run("check", "huengaynay", "--html", HUE / "2026.html", "--html", HUE / "2018.html")
    assert result.exit_code == 0, result.output
    assert "1 × css: .detail__title  “Hội làng " in result.output
    assert "0 × css: .pubdate" in result.output
    assert "1 × css: .pubdate" in result.output
    assert "an article URL" in result.output


def test_a_field_without_a_match_is_told_to_be_read_in_the_common_way() -> None:
    output = run("check", "huengaynay", "--html", HUE / "2026.html").output
    assert "→ generic extractor: Văn hóa" in output


def test_a_page_without_title_time_or_body_fails(tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_text("<html><body><p>x</p></body></html>")
    result = run("check", "huengaynay", "--html", page)
    assert result.exit_code == 1
    for name in ("title", "published", "body"):
        assert f"MISSING: {name}" in result.output
    assert "no URL in the page" in result.output


def test_a_printed_time_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<div class="detail__time">hôm nào đó</div>')
    assert "“hôm nào đó” (not a date)" in run("check", "huengaynay", "--html", page).output


def test_a_check_without_a_page_asks_for_one() -> None:
    result = run("check", "huengaynay")
    assert result.exit_code == 2
    assert "--html FILE or --url URL" in result.output


# --- new


def test_a_draft_names_the_family_of_a_page_and_what_its_finders_give() -> None:
    result = run("new", "--html", PAGES / "baocantho" / "2026.html")
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout)["family"] == "newscontents"
    assert "css: .pubdate (from family newscontents): 1 × " in result.stderr
    assert "already known as baocantho" in result.stderr


@pytest.mark.parametrize(
    ("page", "finders"),
    [
        ("kinhtedothi/2020", {"title": "css: h1.title_detail_news", "body": "css: #cotent_detail"}),
        ("dantri/2025", {"published": "css: time.author-time", "body": "css: div.singular-content"}),
        ("qdnd/2026", {"title": "css: h1.post-title", "body": "css: div.post-content"}),
    ],
)
def test_a_draft_for_an_unknown_cms_makes_finders_from_the_pages_own_marks(page: str, finders: dict[str, str]) -> None:
    text, _ = draft([Page(body=(PAGES / f"{page}.html").read_bytes())], [], {}, {})
    given = tomllib.loads(text)
    assert {name: given[name][0] for name in finders} == finders


KNOWN = all_publishers()
WITH_SELECTORS = [path for path in sorted(PAGES.glob("*/*.html")) if "body" in KNOWN[path.parent.name].finder_sources]


@pytest.mark.parametrize("path", WITH_SELECTORS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_draft_is_a_valid_file_whose_pattern_matches_its_page(path: Path) -> None:
    url = json.loads(path.with_suffix(".json").read_text("utf-8"))["url"]
    text, _ = draft([Page(body=path.read_bytes())], [], {}, all_families())
    one = publisher_from_toml(text, Path("draft.toml"), all_families())
    assert one.is_article_url(url)
    # BBC's pages carry neither ids nor lasting class names around the text
    assert ("body" in one.finders) is (path.parent.name != "bbcvietnamese")


@pytest.mark.parametrize(
    ("urls", "patterns"),
    [
        (["https://baovidu.vn/hoi-lang-123456.html", "https://baovidu.vn/le-hoi-99887.html"], [r"-\d{3,}\.html$"]),
        (["https://baovidu.vn/hoi-lang-post123456.html"], [r"-post\d{4,}\.html$"]),
        (["https://baovidu.vn/hoi-lang-c46a1712345.html"], [r"-c\d+a\d{5,}\.html$"]),
        (["https://baovidu.vn/hoi-lang-20260218091712.htm"], [r"-\d{14,}\.htm$"]),
        (["https://baovidu.vn/van-hoa/202601/hoi-lang-3fa21bc/"], [r"/\d{6}/[^/]+/?$"]),
        (["https://baovidu.vn/2026/01/05/hoi-lang"], [r"/\d{4}/\d{2}/\d{2}/[^/]+/?$"]),
        (["https://baovidu.vn/hoi-lang-mo-lai-sau-mua.htm"], [r"/[^/.-]+(?:-[^/.-]+){4,}\.htm$"]),
    ],
)
def test_an_articles_pattern_is_read_from_the_shape_of_its_addresses(urls: list[str], patterns: list[str]) -> None:
    text, _ = draft([], urls, {}, {})
    assert tomllib.loads(text)["article_url"] == patterns
    one = publisher_from_toml(text, Path("draft.toml"), {})
    assert all(one.is_article_url(url) for url in urls)


def test_a_draft_takes_feeds_and_sections_from_the_page() -> None:
    page = """<link rel="canonical" href="https://www.baovidu.vn/van-hoa/hoi-lang-12345.html">
        <link rel="alternate" type="application/rss+xml" href="/rss/home.rss">
        <meta property="og:site_name" content='Báo "Ví" Dụ'>
        <ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/van-hoa">Văn hóa</a></li></ul>"""
    text, _ = draft([Page(body=page.encode())], [], {}, {})
    given = tomllib.loads(text)
    assert given["name"] == 'Báo "Ví" Dụ'
    assert given["domains"] == ["baovidu.vn"]
    assert given["feeds"] == ["https://www.baovidu.vn/rss/home.rss"]
    assert given["sections"] == ["https://www.baovidu.vn/van-hoa"]


def test_a_draft_without_any_address_says_so() -> None:
    text, remarks = draft([Page(body=b"<h1>x</h1>")], [], {}, {})
    assert tomllib.loads(text)["domains"] == ["example.vn"]
    assert any("no URL in the page" in remark for remark in remarks)


def test_new_without_a_page_asks_for_one() -> None:
    assert run("new").exit_code == 2


# --- the guide


def test_every_file_that_the_guide_shows_is_valid() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "add-a-publisher.md").read_text("utf-8")
    shown = [block.split("```")[0] for block in guide.split("```toml\n")[1:]]
    assert len(shown) == 2
    for text in shown:
        assert publisher_from_toml(text, Path("huengaynay.toml"), all_families()).finders["title"]


def test_the_sessions_of_the_guide_print_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    guide = (root / "docs" / "add-a-publisher.md").read_text("utf-8")
    monkeypatch.chdir(root)
    blocks = (block.split("```")[0] for block in guide.split("```\n$ ")[1:])
    shown = {line: text for line, _, text in (block.partition("\n") for block in blocks)}
    drafted = run("new", "--html", "tests/pages/huengaynay/2026.html")
    session = shown["mkdir mine"].partition("\n")[2]
    assert drafted.stderr == session
    first, second = (block.split("```")[0] for block in guide.split("```toml\n")[1:])
    assert drafted.stdout == first
    (tmp_path / "huengaynay.toml").write_text(second, "utf-8")
    page = "tests/pages/huengaynay/2026.html"
    checked = run("check", "huengaynay", "--publishers", str(tmp_path), "--html", page)
    assert checked.stdout == shown[f"newsarchive sites check huengaynay --publishers mine --html {page}"]


def test_the_guide_names_every_key_of_a_file() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "add-a-publisher.md").read_text("utf-8")
    keys = {one.name for one in dataclasses.fields(Publisher)} | set(FINDER_FIELDS)
    written = keys - {"key", "file", "finder_sources", "article_patterns", "not_article_patterns"}
    assert not [key for key in {*written, "article_url", "not_article_url"} if f"`{key}`" not in guide]
