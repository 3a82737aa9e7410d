"""newsarchive browse in a real Chromium: search, narrow, read, compare; and the command's beginning and end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from browsing import FLOOD, HOSTILE, build
from click.testing import CliRunner

import newsarchive
from newsarchive.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command as a process of its own; yield it and the address it prints."""
    command = [sys.executable, "-m", "newsarchive", "browse", str(folder), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("browse") / "data")


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    with _served(archive, "--sql") as (_, url):
        assert url.startswith("http://127.0.0.1:")
        yield url


@pytest.fixture(scope="module")
def tab(address: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    from newsarchive.crawl.network.browser import launch_options

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(base_url=address)
        page.set_default_timeout(20_000)
        yield page
        browser.close()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """Yield the tab at the front page; whatever it asks of any other host, or complains of, fails the test."""
    messages: list[str] = []

    def hears(event: str, note: Any) -> None:
        tab.on(event, note)  # type: ignore[call-overload]

    notes = {
        "request": lambda request: messages.append(request.url) if not request.url.startswith(tab.url[:17]) else None,
        "pageerror": lambda error: messages.append(str(error)),
        "console": lambda message: messages.append(message.text) if _is_complaint(message, tab) else None,
        "dialog": lambda dialog: messages.append("dialog"),
    }
    tab.goto("/")
    for event, note in notes.items():
        hears(event, note)
    yield tab
    for event, note in notes.items():
        tab.remove_listener(event, note)
    assert messages == []


def _is_complaint(message: Any, tab: Page) -> bool:
    address = urlsplit(unquote(message.location["url"]))
    wrong = f"{address.path}?{address.query}".removesuffix("?") in WRONG
    return message.type == "error" and not (wrong and message.text.startswith("Failed to load"))


def _search(page: Page, words: str) -> list[str]:
    page.get_by_label("Words").fill(words)
    page.get_by_role("button", name="Search").click()
    return page.locator(".hits h3").all_inner_texts()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("words", ["Đà Nẵng", "da nang"])
def test_a_visitor_finds_with_and_without_diacritics(page: Page, words: str) -> None:
    assert _search(page, words) == ["Lũ lớn về Đà Nẵng"]
    assert page.locator(".hits mark").first.inner_text() == "Đà Nẵng"


@pytest.mark.needs("chromium")
def test_a_visitor_requires_diacritics(page: Page) -> None:
    page.get_by_label("insist on diacritics").check()
    assert _search(page, "da nang") == []
    assert _search(page, "Đà Nẵng") == ["Lũ lớn về Đà Nẵng"]


def _awaited(page: Page, status: str) -> None:
    """Wait for the page whose status is or ends with *status*; right after a click, the page before is still there."""
    page.get_by_role("status").filter(has_text=re.compile(rf"(^|\s){re.escape(status)}\s*$")).wait_for()


@pytest.mark.needs("chromium")
def test_a_visitor_narrows_by_a_facet_and_widens_again(page: Page) -> None:
    _search(page, "chợ")
    _awaited(page, "28 articles")
    page.locator("#facet-section").get_by_role("link", name="Kinh tế").click()
    _awaited(page, "14 articles")
    page.locator("#facet-month").get_by_role("link", name="2017-10").click()
    _awaited(page, "5 articles")
    page.get_by_role("link", name="Remove section Kinh tế").click()
    _awaited(page, "9 articles")
    assert page.get_by_label("Words").input_value() == "chợ"


@pytest.mark.needs("chromium")
def test_a_visitor_clicks_a_month_of_the_timeline(page: Page) -> None:
    _search(page, "chợ")
    page.get_by_role("link", name="2017-10: 9 articles").click()
    _awaited(page, "9 articles")


@pytest.mark.needs("chromium")
def test_a_visitor_reads_an_article_and_its_stored_page(page: Page) -> None:
    _search(page, "da nang")
    page.get_by_role("link", name="Lũ lớn về Đà Nẵng").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Lũ lớn về Đà Nẵng"
    article = page.get_by_role("article").inner_text()
    for text in ("Thời sự", "2017-10-02 06:30", "Lê Thử", "Nước lên nhanh", "Bảy nhà", "Cầu sau lũ", "lũ lụt"):
        assert text in article
    assert page.get_by_role("link", name="Live page").get_attribute("href") == "https://baovidu.example/lu-100.html"
    page.get_by_role("link", name="Archived page as text").click()
    assert page.locator("body").inner_text().startswith("<p>Bảy nhà")
    assert page.evaluate("document.contentType") == "text/plain"


@pytest.mark.needs("chromium")
def test_a_visitor_compares_two_revisions(page: Page) -> None:
    page.goto(f"/article/{FLOOD}")
    page.get_by_role("link", name="Compare side by side").click()
    title = page.get_by_role("row").filter(has_text="title").first
    assert title.locator(".old").inner_text() == "Lũ về Đà Nẵng trong đêm"
    assert title.locator(".new").inner_text() == "Lũ lớn về Đà Nẵng"
    assert title.locator("ins").inner_text().strip() == "lớn"
    assert "trong đêm" in title.locator("del").last.inner_text()
    page.get_by_label("new").select_option("1")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("Nothing differs").wait_for()


@pytest.mark.needs("chromium")
def test_hostile_text_is_shown_and_never_run(page: Page) -> None:
    _search(page, "thân bài")
    page.locator(".hits h3 a").click()
    assert page.get_by_role("heading", level=1).inner_text() == f"\u2068{HOSTILE}\u202c\u2069"
    assert page.locator(".body").inner_text() == f"\u2068{HOSTILE} thân bài\u202c\u2069"
    for path in ("/tables/articles?site=songlam&_size=max", "/?site=songlam", "/tables"):
        page.goto(path)
        assert page.evaluate("window.hit") is None
        assert page.locator("img[src=x]").count() == 0


def test_a_public_address_gives_a_warning_and_ctrl_c_ends_the_server(archive: Path) -> None:
    with _served(archive, "--host", "0.0.0.0") as (process, url):
        assert url.startswith("http://0.0.0.0:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=250)
    assert (process.returncode, out) == (0, "")
    warning = "Warning: 0.0.0.0 is not a loopback address; anyone who can reach it can read the archive"
    assert err == f"{warning}\nPress Ctrl-C to stop.\n"


def test_a_port_in_use_is_an_error_in_one_line(archive: Path) -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        port = occupied.getsockname()[1]
        done = CliRunner().invoke(main, ["browse", str(archive), "--port", str(port)])
    assert done.exit_code == 1
    assert done.stderr == (
        f"Error: 127.0.0.1:{port}: another process uses this port; choose another one, or 0 for a free one\n"
    )


def test_a_folder_without_articles_is_an_error_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["browse", str(tmp_path), "--port", "0"])
    assert done.exit_code == 1
    assert "no articles here" in done.stderr
    assert "Traceback" not in done.output


def test_without_datasette_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if (browse := sys.modules.get("newsarchive.browse")) is not None:
        # The import below sets the attribute to another module; the other tests need this one again.
        monkeypatch.setattr(newsarchive, "browse", browse)
    for name in [module for module in sys.modules if module.startswith(("datasette", "newsarchive.browse"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    done = CliRunner().invoke(main, ["browse", str(tmp_path)])
    assert done.exit_code == 1
    assert 'pip install ".[browse]"' in done.stderr


PATHS = (
    "/",
    "/?q=chợ",
    "/?q=chợ&section=Kinh tế&author=Trần Mẫu&month=2017-10",
    "/?q=không có gì",
    f"/article/{FLOOD}",
    f"/article/{FLOOD}?revision=1",
    f"/compare/{FLOOD}",
    f"/cite/{FLOOD}",
    "/trend?term=chợ&term=lũ",
    # Datasette's own pages, with --sql
    "/tables",
    "/tables/articles?title__contains=Chợ&_sort=id",
    "/tables?sql=select published_date, count(*) from articles group by 1",
    "/-/versions",
)
#: Pages that say what is wrong, with their status.
WRONG = {
    "/article/none": 404,
    f"/article/{FLOOD}?revision=9": 404,
    "/none": 404,
    '/?q="': 400,
    "/?q=chợ&since=mai": 400,
    "/trend?term=!": 400,
    "/tables?sql=select": 400,
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    try:
        # Colors are the same in both widths.
        schemes = ("light", "dark") if width == 390 else ("light",)
        found = {path: _violations(page, path, schemes) for path in (*PATHS, *WRONG)}
        assert {path: some for path, some in found.items() if some} == {}
    finally:
        page.set_viewport_size({"width": 1280, "height": 720})


AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(results => results.violations)"


def _violations(page: Page, path: str, schemes: Sequence[str] = ("light", "dark")) -> list[str]:
    """Return what axe finds on the page at *path* in the color *schemes*, and whether the page is too wide."""
    from axe_playwright_python.sync_playwright import Axe

    response = page.goto(path)
    assert response is not None
    assert response.status == WRONG.get(path, 200) or path.startswith("file:"), path
    found: list[str] = []
    page.evaluate(Axe().axe_script)
    # Everything but colors is the same in both schemes.
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        rows = page.evaluate(AXE, RULES if scheme == "light" else COLORS)
        found += [f"{scheme}: {row['id']}: {node['html'][:120]}" for row in rows for node in row["nodes"][:3]]
    page.emulate_media(color_scheme="light")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    return found


@pytest.mark.needs("chromium")
def test_on_a_phone_facets_are_behind_a_button_above_the_results(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        page.goto("/?q=chợ")
        button = page.locator(".facets summary")
        facet = page.get_by_role("link", name="Kinh tế", exact=True).first
        assert button.is_visible()
        assert not page.locator("#facet-section").is_visible()
        assert button.bounding_box()["y"] < page.locator(".hits").bounding_box()["y"]  # type: ignore[index]
        button.click()
        assert page.locator("#facet-section").is_visible()
        assert facet.count() == 1
    finally:
        page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.needs("chromium")
def test_targets_are_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        small = []
        for path in ("/?q=chợ", "/?q=khong-co-tu-nay", f"/article/{FLOOD}", f"/compare/{FLOOD}", f"/cite/{FLOOD}"):
            page.goto(path)
            if page.locator(".facets summary").count():
                page.locator(".facets summary").click()
            small += page.eval_on_selector_all(
                ":is(a:not(.skip), button, select, summary, input:not([type=checkbox], [type=hidden])):not([hidden])",
                "all => all.map(one => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])"
                ".filter(([_, box]) => box.height && (box.height < 44 || box.width < 24)).map(([name]) => name)",
            )
        assert small == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.needs("chromium")
def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    assert link.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.needs("chromium")
def test_a_visitor_comes_back_from_an_article_to_the_results(page: Page) -> None:
    _search(page, "chợ")
    page.get_by_role("link", name="Next →").click()
    page.locator(".hits h3 a").first.click()
    page.get_by_role("link", name="Back to the results").click()
    _awaited(page, "page 2 of 2")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_a_report(archive: Path, tmp_path: Path, tab: Page, width: int) -> None:
    report = tmp_path / "report.html"
    assert CliRunner().invoke(main, ["report", str(archive), "-o", str(report)]).exit_code == 0
    tab.set_viewport_size({"width": width, "height": 844})
    try:
        assert _violations(tab, report.as_uri()) == []
    finally:
        tab.set_viewport_size({"width": 1280, "height": 720})
