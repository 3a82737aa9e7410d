"""Rebuild data/sample, a small archive of invented articles, from sample.toml: python data/make_sample.py."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from newsarchive.archive.records import record_of
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article, Block, Credit, Picture
from newsarchive.page import Page
from newsarchive.warc import Exchange

HERE = Path(__file__).resolve().parent
FIRST_RUN = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
SECOND_RUN = FIRST_RUN + timedelta(days=1)
BLOCKS = {"heading": "h2", "quote": "blockquote", "list_item": "li", "paragraph": "p"}


def main(folder: Path) -> None:
    """Write the sample archive to *folder*, whose previous contents are deleted."""
    source = tomllib.loads((HERE / "sample.toml").read_text("utf-8"))
    shutil.rmtree(folder, ignore_errors=True)
    articles = [article_of(entry, source["sites"][entry["site"]]) for entry in source["articles"]]
    sites = [entry["site"] for entry in source["articles"]]
    write_run(folder, FIRST_RUN, list(zip(sites, articles, strict=True)))
    revised = [
        (entry["site"], revision_of(article, entry))
        for entry, article in zip(source["articles"], articles, strict=True)
    ]
    write_run(folder, SECOND_RUN, [(site, article) for site, article in revised if article])
    for cache in ("index.sqlite", "writer.lock"):
        (folder / cache).unlink()


def write_run(folder: Path, begun: datetime, articles: list[tuple[str, Article]]) -> None:
    """Write *articles* as a run that fetches a page every ten seconds."""
    with ArchiveWriter(folder, run=begun.strftime("%Y%m%dT%H%MZ"), software="newsarchive sample") as archive:
        for number, (site, article) in enumerate(articles):
            page = page_of(article, begun + timedelta(seconds=10 * number))
            stored = archive.keep(Exchange(page=page), site)
            digest = hashlib.sha256(str(article.canonical_url).encode()).hexdigest()[:16]
            archive.store(record_of(article, stored, site=site, id=f"{site}:{digest}", extractor="newsarchive sample"))
        archive.write_report(report_of(archive.run, begun, articles))


def report_of(run: str, begun: datetime, articles: list[tuple[str, Article]]) -> dict[str, Any]:
    """Return the report of a run, which `newsarchive status` and `coverage` read."""
    revisions = sum(article.modified_at is not None for _, article in articles)
    counts = {"pages": len(articles), "new": len(articles) - revisions, "revisions": revisions}
    return {
        "run": run,
        "sites": sorted({site for site, _ in articles}),
        "started_at": begun,
        "finished_at": begun + timedelta(seconds=10 * len(articles)),
        "finish_reason": "finished",
        "counts": counts,
    }


def article_of(entry: dict[str, Any], site: dict[str, str]) -> Article:
    """Return the article described by an entry of sample.toml."""
    url = f"{site['home']}/{entry['path']}"
    blocks = [block_of(text) for text in entry["body"]]
    return Article(
        url=url,
        canonical_url=url,
        kind=entry.get("kind", "article"),
        language="vi",
        title=entry["title"],
        dateline=entry.get("dateline"),
        lead=entry["lead"],
        body="\n\n".join(block.text for block in blocks),
        blocks=blocks,
        word_count=word_count_of(entry["lead"], blocks),
        published_at=entry.get("published"),
        published_precision=entry.get("precision"),
        published_raw=entry.get("printed"),
        byline=entry.get("byline"),
        authors=[name for name, role in entry.get("credits", ()) if role == "author"],
        credits=[Credit(name=name, role=role) for name, role in entry.get("credits", ())],
        section=entry["section"],
        sections=[entry["section"]],
        tags=entry.get("tags", []),
        pictures=[
            Picture(url=f"{site['home']}/{path}", caption=caption or None, credit=credit or None)
            for path, caption, credit in entry.get("pictures", ())
        ],
        publisher=site["name"],
        paywalled=entry.get("paywalled"),
    )


def block_of(text: str) -> Block:
    """Return the block described by a line such as "quote: …"."""
    kind, colon, content = text.partition(": ")
    if colon and kind == "list":
        return Block(kind="list_item", text=content)
    if colon and kind == "quote":
        return Block(kind="quote", text=content)
    return Block(kind="heading", text=content) if colon and kind == "heading" else Block(text=text)


def word_count_of(lead: str | None, blocks: list[Block]) -> int:
    """Return the number of tokens between blanks in *lead* and *blocks*."""
    return sum(len(text.split()) for text in (lead or "", *(block.text for block in blocks)))


def revision_of(article: Article, entry: dict[str, Any]) -> Article | None:
    """Return the later correction of *article* by its publisher, or ``None``."""
    if "revised_body" not in entry:
        return None
    blocks = [block_of(text) for text in entry["revised_body"]]
    modified = entry["published"] + timedelta(hours=5)
    text = "\n\n".join(block.text for block in blocks)
    count = word_count_of(article.lead, blocks)
    return replace(
        article, title=entry["revised_title"], blocks=blocks, body=text, word_count=count, modified_at=modified
    )


def page_of(article: Article, at: datetime) -> Page:
    """Return the HTML page of *article*."""
    body = "".join(f"<{BLOCKS[block.kind]}>{escape(block.text)}</{BLOCKS[block.kind]}>\n" for block in article.blocks)
    pictures = "".join(
        f'<figure><img src="{picture.url}"><figcaption>{escape(picture.caption or "")}</figcaption></figure>\n'
        for picture in article.pictures
    )
    html = (
        f'<!doctype html>\n<html lang="vi">\n<meta charset="utf-8">\n<title>{escape(article.title or "")}</title>\n'
        f'<link rel="canonical" href="{article.canonical_url}">\n<article>\n<h1>{escape(article.title or "")}</h1>\n'
        f"<time>{escape(article.published_raw or '')}</time>\n<p><strong>{escape(article.lead or '')}</strong></p>\n"
        f'{body}{pictures}<p class="byline">{escape(article.byline or "")}</p>\n</article>\n</html>\n'
    )
    content_type = "text/html; charset=utf-8"
    headers = (("Content-Type", content_type), ("ETag", f'"{hashlib.sha256(html.encode()).hexdigest()[:12]}"'))
    return Page(url=article.url, body=html.encode(), content_type=content_type, headers=headers, fetched_at=at)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "sample")
