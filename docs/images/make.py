"""Make the pictures of browse and report anew, from the demo newspaper: python docs/images/make.py."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from newsarchive import load
from newsarchive.archive.records import record_of
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article, to_json
from newsarchive.crawl.network.browser import launch_options
from newsarchive.demo.newspaper import Newspaper, newspaper
from newsarchive.demo.story import ORIGIN
from newsarchive.page import Page
from newsarchive.warc import Exchange

HERE = Path(__file__).resolve().parent
HOME = "https://baolamgiang.example"
BEGUN = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
WIDTH, HEIGHT = 1060, 740
MOST_BYTES = 150_000


def main() -> None:
    """Write browse-*.png, report.png and plot-hours.png beside this file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        for edition in (1, 2):
            write_edition(folder, newspaper(1500, edition))
        report = Path(place) / "report.html"
        run("report", str(folder), "-o", str(report))
        load(folder).plot.hours().savefig(HERE / "plot-hours.png", dpi=90)
        with served(folder) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, base_url=url)
            take_pages(tab, revised_id(folder))
            tab.goto(report.as_uri())
            take(tab, "report")
            browser.close()


def write_edition(folder: Path, paper: Newspaper) -> None:
    """Write what a crawl of *paper* would have stored, a day after the edition before."""
    begun = BEGUN + timedelta(days=paper.edition - 1)
    with ArchiveWriter(folder, run=begun.strftime("%Y%m%dT%H%MZ"), software="newsarchive demo") as archive:
        for story, expected in zip(paper.stories, paper.expected, strict=True):
            text = to_json(expected).replace(ORIGIN.encode(), HOME.encode())
            article = dataclasses.replace(msgspec.json.decode(text, type=Article), kind="article")
            body = paper.pages[story.path].body.replace(ORIGIN.encode(), HOME.encode())
            page = Page(url=HOME + story.path, body=body, content_type="text/html", fetched_at=begun)
            kept = archive.keep(Exchange(page=page), "baolamgiang")
            archive.store(record_of(article, kept, site="baolamgiang", id=f"baolamgiang:{story.id}", extractor="demo"))
        archive.write_report({"begun_at": begun, "finished_at": begun})


def revised_id(folder: Path) -> str:
    """Return the id of the article that has changed most."""
    return max((one for one in load(folder) if one.revision > 1), key=lambda one: len(one.body)).id


def take_pages(tab: Tab, revised: str) -> None:
    """Take the search page (also on a phone), an article, a comparison and terms over time."""
    tab.goto("/?q=hoi+thi")
    take(tab, "browse-search")
    tab.goto(f"/article/{revised}")
    take(tab, "browse-article")
    tab.goto(f"/compare/{revised}")
    take(tab, "browse-compare")
    tab.goto("/trend?term=hội+thi&term=chợ&term=lũ")
    take(tab, "browse-trend")
    tab.set_viewport_size({"width": 390, "height": HEIGHT})
    tab.goto("/?q=hoi+thi")
    take(tab, "browse-phone")
    tab.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def take(tab: Tab, name: str) -> None:
    """Write what *tab* shows; raise when the file has grown beyond what a document should carry."""
    path = HERE / f"{name}.png"
    tab.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    tab.screenshot(path=path)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path}: {path.stat().st_size:,} bytes; take less of the page")


def run(*words: str) -> None:
    """Run a command of newsarchive."""
    subprocess.run([sys.executable, "-m", "newsarchive", *words], check=True)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `newsarchive browse` and yield its address."""
    command = [sys.executable, "-m", "newsarchive", "browse", str(folder), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
