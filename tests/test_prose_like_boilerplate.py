"""Prose that begins like boilerplate is prose, in the middle of a text and as its last paragraph."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsarchive import extract

DATA = tomllib.loads((Path(__file__).parent / "prose_like_boilerplate.toml").read_text("utf-8"))
SENTENCES = [(language, text) for language, kinds in DATA.items() for text in kinds["sentences"]]
HEADINGS = [(language, text) for language, kinds in DATA.items() for text in kinds["headings"]]
TITLE = "How the ferry came back to the river after seven winters"
TEXT = [
    "On the first morning the carpenters carried out the broken boards, and the clerk counted each of them in chalk.",
    "By noon the whole of both parishes stood on the bank, and the school had been closed because nobody was in it.",
    "The skipper let the boat down himself, with the rope that his grandfather had bought from the navy after the war.",
    "It floated, which surprised those who had built it more than those who had only watched and given advice.",
]


def read(body: list[str], language: str = "en") -> list[str]:
    page = (
        f"<html lang={language}><body><header><a href=/>News</a></header><main><article><h1>{TITLE}</h1>"
        f"<div class=article-body>{''.join(body)}</div></article></main></body></html>"
    )
    article = extract(page, url="https://news.example/ferry-104233.html")
    return [text for text in (article.lead, *(block.text for block in article.blocks)) if text]


def test_there_are_three_hundred_of_them() -> None:
    assert len(SENTENCES) + len(HEADINGS) >= 300


@pytest.mark.parametrize(("language", "sentence"), SENTENCES, ids=[text[:40] for _, text in SENTENCES])
def test_a_sentence_that_begins_like_boilerplate_stays(language: str, sentence: str) -> None:
    paragraphs = [f"<p>{text}</p>" for text in TEXT]
    middle = read([*paragraphs[:2], f"<p>{sentence}</p>", *paragraphs[2:]], language)
    assert middle == [*TEXT[:2], sentence, *TEXT[2:]]
    assert read([*paragraphs, f"<p>{sentence}</p>"], language) == [*TEXT, sentence]


@pytest.mark.parametrize(("language", "heading"), HEADINGS, ids=[text[:40] for _, text in HEADINGS])
@pytest.mark.parametrize("shape", ["<h3>{}</h3>", "<p><strong>{}</strong></p>"])
def test_a_subheading_that_begins_like_boilerplate_stays(language: str, heading: str, shape: str) -> None:
    paragraphs = [f"<p>{text}</p>" for text in TEXT]
    middle = read([*paragraphs[:2], shape.format(heading), *paragraphs[2:]], language)
    assert middle == [*TEXT[:2], heading, *TEXT[2:]]
    late = read([*paragraphs[:3], shape.format(heading), paragraphs[3]], language)
    assert late == [*TEXT[:3], heading, TEXT[3]]
