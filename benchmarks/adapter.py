"""newsarchive as a system of the benchmark."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import newsarchive


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Return what `newsarchive.extract` reads, in the benchmark's words."""
    return _answers(newsarchive.extract(html, url))


def extract_without_publishers(html: bytes, url: str) -> dict[str, Any]:
    """Return what the generic extractor reads where no publisher has a file."""
    return _answers(newsarchive.extract(html, url, publishers={}))


def _answers(article: newsarchive.Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "published": _published(article),
        "authors": article.authors,
        "body": "\n\n".join(text for text in (article.lead, article.body) if text),
    }


def _published(article: newsarchive.Article) -> datetime | None:
    # The measures want no zone where the page wrote none; newsarchive then fills in its readers' (a ZoneInfo).
    value = article.published_at
    return value.replace(tzinfo=None) if value is not None and isinstance(value.tzinfo, ZoneInfo) else value


extract.package = "newsarchive"  # type: ignore[attr-defined]
extract_without_publishers.package = "newsarchive"  # type: ignore[attr-defined]
