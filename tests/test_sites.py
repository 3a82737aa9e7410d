from __future__ import annotations

import dataclasses
import json
import tomllib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.cli.site_check import check_page
from newsarchive.cli.site_draft import draft
from newsarchive.cli.sites import command
from newsarchive.demo import newspaper
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.publishers import SELECTOR_FIELDS, Publisher, all_families, all_publishers, publisher_from_toml

PAGES = Path(__file__).parent / "pages"
HUE = PAGES / "huengaynay"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


# --- the list


def test_the_list_is_one_line_for_each_publisher_when_piped() -> None:
    lines = run().output.splitlines()
    assert len(lines) == len(all_publishers())
    assert "huengaynay\tHuế ngày nay\thuengaynay.vn\tprovincial, Huế\tnewscontents" in lines


def test_the_list_as_json_has_selectors_and_domains() -> None:
    rows = {row["key"]: row for row in map(json.loads, run("--json").output.splitlines())}
    assert rows["huengaynay"]["domains"][-1] == "news.baothuathienhue.vn"
    assert rows["huengaynay"]["selectors"]["title"][0] == "css: .detail__title"


def test_the_list_holds_the_publishers_of_ones_own_folder(tmp_path: Path) -> None:
    (tmp_path / "baovidu.toml").write_text('name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]', "utf-8")
    assert "baovidu\tBáo Ví Dụ" in run("--publishers", tmp_path).output


# --- check


def test_a_page_whose_selectors_match_passes() -> None:
    result = run("check", "huengaynay", "--html", HUE / "2026.html", "--html", HUE / "2018.html")
    assert result.exit_code == 0, result.output
    assert "1 × css: .detail__title  “Hội làng " in result.output
    assert "0 × css: .pubdate" in result.output
    assert "1 × css: .pubdate" in result.output
    assert "an article URL" in result.output


def test_a_field_without_a_match_is_extracted_by_the_generic_extractor() -> None:
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


def test_elements_that_a_remove_selector_matches_but_that_stay_are_counted(tmp_path: Path) -> None:
    (tmp_path / "baovidu.toml").write_text(
        'name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]\nremove = ["css: .hop", "css: .the"]', "utf-8"
    )
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>Bến đò mở lại</h1><time>02/03/2024 08:00</time><p>Chiếc đò gỗ được sơn lại màu xanh từ tuần trước.</p>"
        "<div class=hop><p>Bản tin này do nhóm phóng viên thực tập của báo thực hiện.</p></div>"
        "<div class=the><a href=/x>Chợ nổi họp lại</a></div>",
        "utf-8",
    )
    output = run("check", "baovidu", "--publishers", tmp_path, "--html", page).output
    assert "thực hiện.” (1 kept, because removing it would remove prose)" in output
    assert output.count("kept") == 1


def test_a_displayed_time_that_cannot_be_parsed_is_reported(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<div class="detail__time">hôm nào đó</div>')
    assert "“hôm nào đó” (not a date)" in run("check", "huengaynay", "--html", page).output


def test_a_check_needs_a_page() -> None:
    result = run("check", "huengaynay")
    assert result.exit_code == 2
    assert "--html FILE or --url URL" in result.output


# --- new


def test_a_draft_names_the_family_of_a_page_and_what_its_selectors_give() -> None:
    result = run("new", "--html", PAGES / "baocantho" / "2026.html")
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout)["family"] == "newscontents"
    assert "css: .pubdate (from family newscontents): 1 × " in result.stderr
    assert "already known as baocantho" in result.stderr


@pytest.mark.parametrize(
    ("page", "selectors"),
    [
        ("kinhtedothi/2020", {"title": "css: h1.title_detail_news", "body": "css: #cotent_detail"}),
        ("dantri/2025", {"published": "css: time.author-time", "body": "css: div.singular-content"}),
        ("qdnd/2026", {"title": "css: h1.post-title", "body": "css: div.post-content"}),
    ],
)
def test_a_draft_for_an_unknown_cms_makes_selectors_from_the_pages_own_classes(
    page: str, selectors: dict[str, str]
) -> None:
    text, _ = draft([Page(body=(PAGES / f"{page}.html").read_bytes())], [], {}, {})
    given = tomllib.loads(text)
    assert {name: given[name][0] for name in selectors} == selectors


KNOWN = all_publishers()
WITH_SELECTORS = [path for path in sorted(PAGES.glob("*/*.html")) if "body" in KNOWN[path.parent.name].selector_sources]


@pytest.mark.parametrize("path", WITH_SELECTORS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_draft_is_a_valid_file_whose_pattern_matches_its_page(path: Path) -> None:
    url = json.loads(path.with_suffix(".json").read_text("utf-8"))["url"]
    text, _ = draft([Page(body=path.read_bytes())], [], {}, all_families())
    publisher = publisher_from_toml(text, Path("draft.toml"), all_families())
    assert publisher.is_article_url(url)
    # BBC's pages carry neither ids nor lasting class names around the text
    assert ("body" in publisher.selectors) is (path.parent.name != "bbcvietnamese")


MASTHEAD_DAY = datetime(2026, 11, 28, 22, 5, tzinfo=timezone(timedelta(hours=7)))
PARAGRAPHS = (
    "Nước từ kênh chính được đưa lên ruộng cao trong ba ngày liền, bà con thay nhau canh máy suốt đêm.",
    "Xã thuê thêm hai máy bơm dầu, đặt ở đầu con mương cạn nhất, và phân lịch cho từng xóm lấy nước.",
    "Cán bộ khuyến nông khuyên giữ mực nước ba phân cho đến khi lúa trổ đều trên cả cánh đồng.",
)
TITLES = ("Xã thuê máy bơm chống hạn", "Cầu ván qua suối được thay mới", "Lớp học đêm khai giảng khóa ba")
#: Layouts whose header shows today's date or a clock, and whose cards show other dates.
LAYOUTS = {
    "one class for the masthead and the article": (
        '<div class="top"><span class="date">{now:%d/%m/%Y}</span></div><div class="page"><div class="detail">'
        '<h1 class="title">{title}</h1><span class="date">{time:%d/%m/%Y %H:%M}</span>{lead}{text}</div></div>'
    ),
    "a clock in the header": (
        '<header><div class="post-time">{now:%H:%M %d/%m/%Y}</div></header><article><h1>{title}</h1>'
        '<p class="post-time">{time:%H:%M %d/%m/%Y}</p>{lead}{text}</article>'
    ),
    "cards of other articles first": (
        '<div class="cards"><h3><a href="/k">Chợ nổi họp lại</a></h3><time class="time">28/11/2026 20:10</time></div>'
        '<main><h1 class="title">{title}</h1><time class="time">{time:%d/%m/%Y %H:%M}</time>{lead}{text}</main>'
    ),
    "no container around the article": (
        '<p class="ngay">Huế, {now:%d/%m/%Y}</p><h1>{title}</h1><p class="ngay gio">{time:%d/%m/%Y - %H:%M}</p>{lead}'
        '<div class="noi-dung">{text}</div><p class="ngay">{now:%d/%m/%Y %H:%M}</p>'
    ),
    "no date at the article": (
        '<div id="today" class="date">{now:%d/%m/%Y %H:%M}</div><article><h1>{title}</h1>{lead}{text}</article>'
        '<ul class="related"><li><a href="/k">Chợ nổi họp lại</a> <span class="date">27/11/2026 08:00</span></li></ul>'
    ),
}


def dated_page(layout: str, title: str, time: datetime) -> Page:
    url = f"https://baovidu.vn/{time:%Y%m%d%H%M}-bai-viet-{time:%d%H%M}.html"
    lead = (
        f'<p class="sapo">{title}: việc làm trong một tuần, không ai phải nghỉ buổi đồng nào, theo lời trưởng xóm.</p>'
    )
    text = "".join(f"<p>{paragraph} {time:%d}.</p>" for paragraph in PARAGRAPHS)
    head = f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
    published = f'<meta property="article:published_time" content="{time.isoformat()}">'
    body = LAYOUTS[layout].format(now=MASTHEAD_DAY, time=time, title=title, lead=lead, text=text)
    page = f"<html><head>{head}{published}<link rel=canonical href={url}></head><body>{body}</body></html>"
    return Page(url=url, body=page.encode(), fetched_at=MASTHEAD_DAY)


def test_a_draft_from_a_page_without_an_article_says_so() -> None:
    links = "".join(
        f"<li><a href=/tin/cho-noi-hop-lai-{n}.html>Chợ nổi họp lại sau mùa nước lũ</a></li>" for n in range(20)
    )
    front = Page(url="https://baovidu.example/", body=f"<title>Báo Ví Dụ</title><ul>{links}</ul>".encode())
    article = dated_page("a clock in the header", TITLES[0], MASTHEAD_DAY)
    _, remarks = draft([front, article], [], {}, {})
    assert [remark for remark in remarks if "give pages of articles" in remark] == [
        "https://baovidu.example/: listing page; give pages of articles, or the draft has no selectors"
    ]


def drafted(pages: list[Page]) -> Publisher:
    text, _ = draft(pages, [], all_publishers(), all_families())
    return publisher_from_toml(text, Path("baovidu.toml"), all_families())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("same_day", [False, True], ids=["other days", "today"])
def test_a_draft_never_selects_a_date_that_is_not_the_articles(layout: str, same_day: bool) -> None:
    days = [MASTHEAD_DAY - timedelta(days=9 * number, hours=3 + number, minutes=7) for number in range(3)]
    pages = [dated_page(layout, title, time) for title, time in zip(TITLES, days, strict=True)]
    draft = drafted(pages[:1] if same_day else pages)
    for page, title, time in zip(pages, TITLES, days, strict=True):
        article = extract(page, publishers={"baovidu": draft})
        assert article.title == title
        assert article.published_at == (
            time if "published" in draft.selectors else extract(page, publishers={}).published_at
        )
        checked = check_page(page, draft, {"baovidu": draft})
        assert (checked.missing, checked.disagreements) == ((), {})
    assert ("published" in draft.selectors) is (layout != "no date at the article")


@pytest.mark.parametrize("layout", ["old", "new"])
def test_a_draft_for_the_demo_newspaper_has_no_wrong_selector(layout: str) -> None:
    site = newspaper()
    stories = [
        story for story in site.stories if story.layout == layout and not story.traps & {"windows-1258", "latin-1"}
    ]
    pages = [Page(url=f"https://baovidu.vn{story.path}", body=site.pages[story.path].body) for story in stories]
    draft = drafted(pages[:4])
    assert {"title", "published", "body"} <= set(draft.selectors)
    for story, page in zip(stories, pages, strict=True):
        article = extract(page, publishers={"baovidu": draft})
        assert (article.title, article.published_at) == (story.title, story.time)
        assert check_page(page, draft, {"baovidu": draft}).disagreements == {}


def test_every_publisher_file_agrees_with_the_generic_extractor_on_its_pages() -> None:
    disagreeing = {}
    for path in sorted(PAGES.glob("*/*.html")):
        url = json.loads(path.with_suffix(".json").read_text("utf-8"))["url"]
        checked = check_page(Page(url=url, body=path.read_bytes()), KNOWN[path.parent.name], KNOWN)
        if checked.disagreements or checked.missing:
            disagreeing[f"{path.parent.name}/{path.name}"] = (checked.missing, checked.disagreements)
    assert disagreeing == {}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('published = "css: .top .date"', "DISAGREES: published: the generic extractor extracts 2026-11-10 "),
        (
            'title = "css: .ten-bao"',
            "DISAGREES: title: the generic extractor extracts “Lớp học đêm khai giảng khóa ba”",
        ),
        ('byline = "css: .ky-ten"', "DISAGREES: byline: the generic extractor extracts Kiều Sơn Lâm"),
        ('body = "css: .quang-cao"', "DISAGREES: body: it holds 0% of the text"),
    ],
)
def test_a_selector_that_contradicts_the_generic_extractor_fails_the_check(
    line: str, complaint: str, tmp_path: Path
) -> None:
    page = dated_page("one class for the masthead and the article", TITLES[2], MASTHEAD_DAY - timedelta(days=18))
    other = "<div class=quang-cao>Mua ba tặng một.</div>"
    author = "<meta name=author content='Kiều Sơn Lâm'><p class=ky-ten>Âu Minh Khoa</p><b class=ten-bao>Báo Ví Dụ</b>"
    saved = tmp_path / "page.html"
    saved.write_bytes(page.body.replace(b"</body>", f"{author}{other}</body>".encode()))
    (tmp_path / "baovidu.toml").write_text(f'name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]\n{line}', "utf-8")
    result = run("check", "baovidu", "--html", saved, "--publishers", tmp_path)
    assert complaint in result.output
    assert result.exit_code == 1


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
    publisher = publisher_from_toml(text, Path("draft.toml"), {})
    assert all(publisher.is_article_url(url) for url in urls)


def test_a_draft_contains_the_feeds_and_sections_of_the_page() -> None:
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


def test_the_files_of_a_glob_after_html_are_saved_pages(tmp_path: Path) -> None:
    """A shell expands --html *.html to an option with one file, and further arguments."""
    source = (HUE / "2026.html").read_text("utf-8")
    pages = []
    for day in (18, 19):
        pages.append(tmp_path / f"{day}.html")
        pages[-1].write_text(source.replace("18/02/2026", f"{day}/02/2026"), "utf-8")
    drafted = run("new", "--html", *pages)
    assert drafted.exit_code == 0
    assert drafted.stderr.count("title: css: .detail__title") == 2
    assert "give pages from different days" not in drafted.stderr
    checked = run("check", "huengaynay", "--html", *pages)
    assert [line for line in checked.output.splitlines() if line.startswith(str(tmp_path))] == [*map(str, pages)]


def test_a_draft_needs_a_page() -> None:
    assert run("new").exit_code == 2


# --- the guide


def test_every_file_that_the_guide_shows_is_valid() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "add-a-publisher.md").read_text("utf-8")
    shown = [block.split("```")[0] for block in guide.split("```toml\n")[1:]]
    assert len(shown) == 2
    for text in shown:
        assert publisher_from_toml(text, Path("huengaynay.toml"), all_families()).selectors["title"]


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
    keys = {field.name for field in dataclasses.fields(Publisher)} | set(SELECTOR_FIELDS)
    written = keys - {"key", "file", "selector_sources", "article_patterns", "not_article_patterns"}
    assert not [key for key in {*written, "article_url", "not_article_url"} if f"`{key}`" not in guide]
