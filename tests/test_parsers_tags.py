from __future__ import annotations

import pytest

from newsarchive import extract

URL = "https://example.vn/ben-do/mo-lai-123.html"


def tags(head: str = "", body: str = "") -> list[str]:
    return extract(f"<html lang=vi><head>{head}</head><body><h1>Bến đò mở lại</h1>{body}", URL).tags


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<meta property='article:tag' content='đò'><meta property='article:tag' content='sông'>", "", ["đò", "sông"]),
        ("<meta name='keywords' content='đò, sông; chợ'>", "", ["đò", "sông", "chợ"]),
        ("", '<p><a rel="tag" href="/d">#đò</a> <a rel="category tag" href="/s">sông</a></p>', ["đò", "sông"]),
        ("<meta name='keywords' content='báo, tin'>", '<p><a rel="tag" href="/d">đò</a></p>', ["đò"]),
        ("<meta name='keywords' content='đò, đò,  , x'>", "", ["đò"]),
        ("", "", []),
    ],
)
def test_tags_come_from_the_best_place_that_has_any(head: str, body: str, expected: list[str]) -> None:
    assert tags(head, body) == expected


def test_tags_listed_in_a_menu_of_their_own_are_read() -> None:
    assert tags(body='<nav class=tags><a rel="tag" href="/d">đò</a></nav>') == ["đò"]
