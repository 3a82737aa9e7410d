from __future__ import annotations

import pytest

from newsarchive import extract

URL = "https://example.com/a/the-ferry-runs-again.html"


def authors(printed: str = "", head: str = "") -> list[str]:
    body = "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting.</p>" * 3
    return extract(f"<html lang=en><head>{head}</head><h1>The ferry runs again</h1>{printed}{body}", URL).authors


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("<div>By <a>Ann Ferry</a></div>", ["Ann Ferry"]),
        ("<div>By:<span><a>Ann Ferry</a>,</span><span><a>Bo Reed</a></span></div>", ["Ann Ferry", "Bo Reed"]),
        ("<div>By <a>Ann Ferry</a><span>, </span><a>Bo Reed</a></div>", ["Ann Ferry", "Bo Reed"]),
        ("<div>By <a>Ann Ferry</a><i>River Desk</i></div>", ["Ann Ferry"]),
    ],
)
def test_names_in_an_element_each_are_one_byline(printed: str, names: list[str]) -> None:
    assert authors(printed) == names


@pytest.mark.parametrize("name", ["author", "article:author", "byl", "articleAuthor"])
def test_authors_are_told_in_metas(name: str) -> None:
    assert authors(head=f"<meta name='{name}' content='By Ann Ferry'>") == ["Ann Ferry"]


def test_the_papers_own_name_is_no_author() -> None:
    head = "<meta property='og:site_name' content='River News'><meta name='author' content='River News'>"
    assert authors("<div>By <a>Ann Ferry</a></div>", head) == ["Ann Ferry"]
