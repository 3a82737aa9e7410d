"""Small pages from body_shapes.toml, each with one shape of a text that must be kept or of a box that must not be."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Article, extract

DATA = tomllib.loads((Path(__file__).with_suffix(".toml").parent / "body_shapes.toml").read_text("utf-8"))
TEXTS: dict[str, dict[str, Any]] = DATA["texts"]
_PLACE = re.compile(r"\{(\d)(?:-(\d))?\}")


def filled(markup: str, texts: list[str]) -> str:
    """Return *markup* with {1} replaced by the first of *texts*, and {1-3} by the first three as paragraphs."""

    def of(match: re.Match[str]) -> str:
        first, last = int(match[1]), match[2]
        return texts[first - 1] if last is None else "".join(f"<p>{text}</p>" for text in texts[first - 1 : int(last)])

    return _PLACE.sub(of, markup)


def page(case: dict[str, Any]) -> str:
    """Return the page of *case*: its "whole" page, or its "html" in the text's element of an ordinary one."""
    language = TEXTS[case["texts"]]
    title, texts = language["title"], language["paragraphs"]
    if "whole" in case:
        return filled(case["whole"].replace("{title}", title), texts)
    head, before, html, after = (filled(case.get(key, ""), texts) for key in ("head", "before", "html", "after"))
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        "<header><a href=/>Home</a> <a href=/a>News</a></header>"
        f"<main><article><h1>{title}</h1>{before}<div class=c1>{html}</div>{after}</article></main>"
        "<footer><p>All rights reserved by the paper of the village.</p></footer></body></html>"
    )


def text_of(article: Article) -> str:
    parts = (article.dateline, article.lead, article.body)
    return re.sub(r"\s+", " ", " ¶ ".join(part for part in parts if part))


def read(case: dict[str, Any]) -> str:
    return text_of(extract(page(case), url="https://paper.example/news/a-1.html"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in DATA["case"]])
def test_the_text_is_complete_in_order_and_nothing_else_is_in_it(case: dict[str, Any]) -> None:
    text, place = read(case), 0
    for part in case["keeps"]:
        part = filled(part, TEXTS[case["texts"]]["paragraphs"])
        found = text.find(part, place)
        assert found >= 0, f"{part!r} is missing, or out of order, in {text!r}"
        place = found + len(part)
    assert not [part for part in case.get("lacks", []) if part in text]
    for part in case.get("once", []):
        assert text.count(filled(part, TEXTS[case["texts"]]["paragraphs"])) == 1, text
