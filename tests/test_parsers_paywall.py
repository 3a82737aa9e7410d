from __future__ import annotations

import pytest

from newsarchive import extract


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}</script>'


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (ld("true"), False),
        (ld("false"), True),
        (ld('"False"'), True),
        ("<meta property='article:content_tier' content='locked'>", True),
        ("<meta property='article:content_tier' content='metered'>", False),
        ("<meta property='article:content_tier' content='sometimes'>", None),
        ("<meta itemprop='isAccessibleForFree' content='false'>", True),
        ("", None),
    ],
)
def test_the_mark_of_paid_content_is_read_and_its_absence_is_unknown(head: str, paywalled: bool | None) -> None:
    html = f"<html><head>{head}</head><h1>Bến đò mở lại</h1><p>Chữ.</p>"
    assert extract(html, "https://example.vn/do.html").paywalled is paywalled
