"""The documentation site builds without a warning, holds what the package defines, and loads nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newsarchive import __all__ as PUBLIC_NAMES
from newsarchive import article, project
from newsarchive.archive.reasons import Reason
from newsarchive.article import RECORD_FIELDS
from newsarchive.cli import COMMANDS
from newsarchive.crawl import settings

ROOT = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("site_hooks", ROOT / "docs" / "site_hooks.py")
assert _SPEC
assert _SPEC.loader
site_hooks = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(site_hooks)
# Attributes by which a browser loads something at once; a link that a reader may click is not one.
_LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
_LOADING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "preconnect",
    "prefetch",
    "dns-prefetch",
    "modulepreload",
    "manifest",
}


class _Resources(HTMLParser):
    """Collect the addresses that a page loads when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _LOADING:
            self.found.append(values.get(_LOADING[tag]) or "")
        elif tag == "link" and _LOADING_LINKS & set((values.get("rel") or "").split()):
            self.found.append(values.get("href") or "")


def resources_of(page: str) -> list[str]:
    parser = _Resources()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    # A proxy that refuses every connection: the build must not need the network.
    closed = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **closed}, capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_page_that_loads_something_from_elsewhere_would_be_noticed() -> None:
    page = '<link rel="stylesheet" href="https://fonts.example/x.css"><script src="//cdn.example/x.js"></script>'
    assert resources_of(page) == ["https://fonts.example/x.css", "//cdn.example/x.js"]
    assert (
        resources_of('<a href="https://datasette.io">Datasette</a><link rel="canonical" href="https://x.example">')
        == []
    )


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    outside = {
        (page.name, address)
        for page in pages
        for address in resources_of(page.read_text("utf-8"))
        if re.match(r"(?:[a-z]+:)?//", address)
    }
    assert outside == set()


def test_no_style_sheet_loads_anything_from_another_host(site: Path) -> None:
    sheets = list(site.rglob("*.css"))
    assert sheets
    loading = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']+")
    assert [found for sheet in sheets for found in loading.findall(sheet.read_text("utf-8"))] == []


def test_the_search_index_is_bundled_and_contains_the_pages(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text("utf-8")
    found = {page["location"].partition("#")[0] for page in json.loads(index.removeprefix("var __index = "))["docs"]}
    assert {"tutorial.html", "cli.html", "api.html", "data-dictionary.html"} <= found
    assert (site / "assets" / "iframe-worker.js").exists()
    assert "assets/iframe-worker.js" in (site / "index.html").read_text("utf-8")


def test_every_command_is_in_the_reference(site: Path) -> None:
    page = (site / "cli.html").read_text("utf-8")
    assert [name for name in COMMANDS if f'id="newsarchive-{name}"' not in page] == []


def test_every_option_and_every_note_of_a_command_is_in_the_reference(site: Path) -> None:
    page = (site / "cli.html").read_text("utf-8")
    assert "--concurrent-sites N" in page
    assert "7 no article found" in page
    assert "Sentinel" not in page


def test_former_option_names_are_not_in_the_reference(site: Path) -> None:
    assert "--at-once" not in (site / "cli.html").read_text("utf-8")


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    page = (site / "api.html").read_text("utf-8")
    names = [name for name in PUBLIC_NAMES if not name.startswith("__")]
    assert [name for name in names if not re.search(rf'id="newsarchive\.(?:[\w.]+\.)?{name}"', page)] == []


def test_every_field_is_in_the_data_dictionary(site: Path) -> None:
    page = (site / "data-dictionary.html").read_text("utf-8")
    assert [name for name in RECORD_FIELDS if f"<td><code>{name}</code></td>" not in page] == []


def test_every_setting_is_in_the_reference_with_its_meaning(site: Path) -> None:
    page = (site / "settings.html").read_text("utf-8")
    rows = dict(re.findall(r"<td><code>(NEWSARCHIVE_\w+)</code></td>\s*<td>.*?</td>\s*<td>(.*?)</td>", page, re.S))
    assert set(rows) == {name for name in vars(settings) if name.startswith("NEWSARCHIVE_")}
    assert [name for name, meaning in rows.items() if not meaning.strip()] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_tables_stored_in_a_page_are_current(page: Path) -> None:
    text = page.read_text("utf-8")
    assert site_hooks.with_current_tables(text) == text, "run `make tables`"


def test_every_generated_table_is_in_a_page() -> None:
    text = "".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))
    assert set(re.findall("<!-- generated: ([a-z ]+) -->", text)) == {*site_hooks.STORED, *site_hooks.BUILT}
    assert set(re.findall("<!-- end of ([a-z ]+) -->", text)) == set(site_hooks.STORED)


def test_an_outdated_table_is_replaced_and_the_text_around_it_stays() -> None:
    page = "Sources:\n\n<!-- generated: sources -->\n| old |\n<!-- end of sources -->\n\nMore text.\n"
    current = site_hooks.with_current_tables(page)
    assert "| old |" not in current
    assert "| `sitemaps` |" in current
    assert current.startswith("Sources:\n\n<!-- generated: sources -->\n\n| source |")
    assert current.endswith("|\n\n<!-- end of sources -->\n\nMore text.\n")
    assert site_hooks.with_current_tables(current) == current


def test_every_reason_why_a_url_is_not_stored_is_documented(site: Path) -> None:
    page = (site / "monitoring.html").read_text("utf-8")
    assert [reason for reason in Reason if f"<td><code>{reason.value}</code>" not in page] == []


def test_every_scrapy_component_is_documented(site: Path) -> None:
    page = (site / "scrapy.html").read_text("utf-8")
    enabled = {**settings.DOWNLOADER_MIDDLEWARES, **settings.ITEM_PIPELINES, **settings.EXTENSIONS}
    ours = [name.removeprefix("newsarchive.") for name in enabled if name.startswith("newsarchive.")]
    rows = dict(re.findall(r"<td><code>(crawl\.[\w.]+)</code></td>\s*<td[^>]*>\d+</td>\s*<td>(.*?)</td>", page))
    assert [name for name in ours if not rows.get(name)] == []


def test_the_published_schemas_are_those_that_the_code_makes(site: Path) -> None:
    assert json.loads((site / "schema" / "newsarchive-1.schema.json").read_text("utf-8")) == article.json_schema()
    assert json.loads((site / "schema" / "newsarchive.toml.schema.json").read_text("utf-8")) == project.json_schema()
