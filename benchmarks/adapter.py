"""The adapter for newsarchive."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import newsarchive


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Return the result of `newsarchive.extract` with the field names of the benchmark."""
    return _answers(newsarchive.extract(html, url))


def extract_without_publishers(html: bytes, url: str) -> dict[str, Any]:
    """Return the result of the generic extractor, without publisher files."""
    return _answers(newsarchive.extract(html, url, publishers={}))


def _answers(article: newsarchive.Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "published": _published(article),
        "authors": article.authors,
        "body": "\n\n".join(text for text in (article.lead, article.body) if text),
    }


def _published(article: newsarchive.Article) -> datetime | None:
    # The measures expect no zone if the page has none; newsarchive then assumes the publisher's zone (a ZoneInfo).
    value = article.published_at
    return value.replace(tzinfo=None) if value is not None and isinstance(value.tzinfo, ZoneInfo) else value


extract.package = "newsarchive"  # type: ignore[attr-defined]
extract_without_publishers.package = "newsarchive"  # type: ignore[attr-defined]
