"""newsarchive as a system of the benchmark."""

from __future__ import annotations

from typing import Any

import newsarchive


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Return what `newsarchive.extract` reads, in the benchmark's words."""
    article = newsarchive.extract(html, url)
    return {
        "title": article.title,
        "published": article.published_at,
        "authors": article.authors,
        "body": "\n\n".join(text for text in (article.lead, article.body) if text),
    }


extract.package = "newsarchive"  # type: ignore[attr-defined]
