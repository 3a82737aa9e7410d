"""Pages, records and archives of our own making, for the tests of everything that stores or loads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsarchive.archive.records import record_of
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article, Block, Record
from newsarchive.page import Page
from newsarchive.warc import Exchange, StoredPage

NOW = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
SITE = "baovidu"


def page_of(number: int = 1, *, text: str = "Chợ phiên họp lại.", at: datetime = NOW) -> Page:
    return Page(
        url=f"https://baovidu.example/tin-{number}.html",
        body=f"<p>{text} {number}".encode(),
        content_type="text/html",
        headers=(("Content-Type", "text/html"), ("ETag", f'"{number}"')),
        fetched_at=at,
    )


def article_of(number: int = 1, *, text: str = "Chợ phiên họp lại.", published: str | None = None) -> Article:
    day = datetime.fromisoformat("2017-09-20T09:00:00+07:00") + timedelta(days=number % 10)
    url = f"https://baovidu.example/tin-{number}.html"
    return Article(
        url=url,
        canonical_url=url,
        kind="article",
        title=f"Tin {number}",
        body=f"{text} Số {number}.",
        blocks=[Block(text=f"{text} Số {number}.")],
        published_at=datetime.fromisoformat(published) if published else day,
    )


def record_from(article: Article, stored_response: StoredPage, *, site: str = SITE) -> Record:
    return record_of(article, stored_response, site=site, id=f"{site}:{article.url}", extractor="newsarchive test")


def add(
    archive: ArchiveWriter, number: int = 1, *, text: str = "Chợ phiên họp lại.", published: str | None = None
) -> str:
    """Keep page *number* and store its article; return what the archive says."""
    stored_response = archive.keep(Exchange(page=page_of(number, text=text)), SITE)
    return archive.store(record_from(article_of(number, text=text, published=published), stored_response))


def small_archive(folder: Path, count: int = 3) -> Path:
    """Write *count* articles as one run, and say that it has finished."""
    with ArchiveWriter(folder, run="20261122T0140Z") as archive:
        for number in range(1, count + 1):
            add(archive, number)
        archive.write_report({"finished_at": NOW})
    return folder
