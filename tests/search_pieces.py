"""Articles with words of our choice, in archives of our making, for the tests of searching."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from archive_pieces import NOW

from newsarchive.archive.layout import Layout
from newsarchive.archive.records import fingerprint
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Block, Record
from newsarchive.page import Page
from newsarchive.search import Search, SearchHit, find, open_index, search_index
from newsarchive.warc import Exchange


def store(folder: Path, articles: Iterable[dict[str, Any]], run: str = "20261122T0140Z") -> Path:
    """Write *articles* (fields of a Record; *published* is an ISO 8601 time) into the archive *folder*."""
    from datetime import datetime

    with ArchiveWriter(folder, run=run) as archive:
        for number, given in enumerate(articles, start=1):
            fields = dict(given)
            site = fields.pop("site", "baovidu")
            url = fields.pop("url", f"https://{site}.example/tin-{run}-{number}.html")
            published = fields.pop("published", "2017-09-20T09:00:00+07:00")
            body = fields.pop("body", "")
            page = Page(url=url, body=f"<p>{body}</p>".encode(), content_type="text/html", fetched_at=NOW)
            stored_response = archive.keep(Exchange(page=page), site)
            archive.store(
                Record(
                    **{
                        "id": f"{site}:{url.rpartition('/')[2]}",
                        "site": site,
                        "url": url,
                        "canonical_url": url,
                        "kind": "article",
                        "body": body,
                        "blocks": [Block(text=piece) for piece in body.split("\n\n") if piece],
                        "published_at": datetime.fromisoformat(published) if published else None,
                        "text_sha256": f"{hash((fields.get('title'), fields.get('lead'), body)) & (1 << 64) - 1:064x}",
                        "fingerprint": fingerprint(f"{fields.get('title')} {body}"),
                        "fetched_at": NOW,
                        "first_seen_at": NOW,
                        "warc": stored_response.place,
                        **fields,
                    }
                )
            )
    return folder


def found(folder: Path, query: str, **options: Any) -> SearchHit:
    """Search the archive *folder*, its base brought up first."""
    with closing(open_index(search_index(folder))) as base:
        return find(base, Search(query=query, **options))


def ids(folder: Path, query: str, **options: Any) -> list[str]:
    """Return the ids found, without their site, best first."""
    return [hit.id.partition(":")[2] for hit in found(folder, query, **options).hits]


def first_file(folder: Path) -> Path:
    """Return the first file of records."""
    return Layout(folder).article_files()[0]
