"""newsarchive as a system of the benchmark."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import newsarchive

_ZONE = re.compile(r"[+-]\d{2}:?\d{2}|\d ?Z\b|GMT|UTC")


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Return what `newsarchive.extract` reads, in the benchmark's words."""
    article = newsarchive.extract(html, url)
    return {
        "title": article.title,
        "published": _published(article),
        "authors": article.authors,
        "body": "\n\n".join(text for text in (article.lead, article.body) if text),
    }


def _published(article: newsarchive.Article) -> datetime | None:
    # newsarchive always answers with a zone; the measures want none where the page wrote none.
    value = article.published_at
    if value is None or _ZONE.search(article.published_raw or "") or article.language == "vi":
        return value
    return value.replace(tzinfo=None)


extract.package = "newsarchive"  # type: ignore[attr-defined]
