"""Reading never raises, whatever the bytes: mutated pages, a short form here and 100,000 in `make soak`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import extract
from newsarchive.article import Article, to_json

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*/*.html"))]
SCRAPS = [
    b"<div>" * 200,
    b"</table></td><tr>",
    b"<p>" * 300,
    b"<!--",
    b"]]>",
    b"\x00" * 50,
    b"&#x1F600;&bogus;&#xD800;",
    "Thứ Hai, 11/09/2017 12:28 ".encode() * 20,
    "Tin, ảnh: ".encode() * 30,
    b'<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":[[[',
    b'<meta property="article:published_time" content="99999-99-99T99:99:99+99:99">',
    b"<base href='//[::1'>",
    b'<a href="http://[">',
    b"\xff\xfe\xfd",
    "Ä‘Æ°á»£c".encode(),
]


def _cut(page: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(page))
    return page[:start] + page[start + rng.randrange(1, 400) :]


def _flip(page: bytes, rng: random.Random) -> bytes:
    out = bytearray(page)
    for _ in range(rng.randrange(1, 30)):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _insert(page: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(page))
    return page[:place] + rng.choice(SCRAPS) + page[place:]


def _repeat(page: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(page))
    return page[:start] + page[start : start + rng.randrange(1, 2000)] * rng.randrange(2, 20) + page[start:]


def _truncate(page: bytes, rng: random.Random) -> bytes:
    return page[: rng.randrange(len(page))]


def _splice(page: bytes, rng: random.Random) -> bytes:
    other = rng.choice(PAGES)
    return page[: rng.randrange(len(page))] + other[rng.randrange(len(other)) :]


def _recode(page: bytes, rng: random.Random) -> bytes:
    coding = rng.choice(["utf-16", "cp1258", "latin-1", "utf-7", "utf-8-sig"])
    return page.decode("utf-8", "replace").encode(coding, "replace")


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [_cut, _flip, _insert, _repeat, _truncate, _splice, _recode]


def _mutant(seed: int) -> bytes:
    rng = random.Random(seed)
    page = rng.choice(PAGES)
    for _ in range(rng.randrange(1, 5)):
        page = rng.choice(MUTATIONS)(page, rng) or b" "
    return page


@pytest.mark.parametrize("batch", range(4))
def test_a_mutated_page_is_read_without_an_error(batch: int) -> None:
    for seed in range(batch * 100, batch * 100 + 100):
        article = extract(_mutant(seed), "https://baovidu.example/thoi-su/mot-tin-12345.html")
        assert isinstance(article, Article)
        to_json(article)


def test_no_example_has_a_deadline() -> None:
    assert settings(max_examples=1).deadline is None


@given(st.binary(max_size=2000))
@settings(max_examples=200)
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    assert isinstance(extract(body), Article)


@given(st.text(max_size=2000))
@settings(max_examples=200)
def test_any_text_is_read_without_an_error(text: str) -> None:
    to_json(extract(f"<html><body><h1>{text}</h1><p>{text}</p><script>{text}</script></body></html>"))


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_address_is_accepted_without_an_error(url: str) -> None:
    assert isinstance(extract(PAGES[0], url), Article)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_mutants_are_read_within_a_second_each() -> None:
    slow: list[tuple[int, float]] = []
    for seed in range(100_000):
        page = _mutant(seed)
        start = time.process_time()
        to_json(extract(page, "https://baovidu.example/thoi-su/mot-tin-12345.html"))
        if (spent := time.process_time() - start) > 1:
            slow.append((seed, spent))
    assert not slow
