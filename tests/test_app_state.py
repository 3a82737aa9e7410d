"""Values that only the state of a JavaScript application gives."""

from __future__ import annotations

import json
import time

import pytest

from newsarchive import Article, extract

TITLE = "Night ferry sails again after the storm"
PARAGRAPHS = (
    "The night ferry left the quay at ten, for the first time since the storm broke the ramp in the old harbor.",
    "Forty passengers were on board, most of them bakers and nurses who work on the other side of the bay.",
    "The council paid for the new ramp, and the crew painted the rails with what was left from the summer.",
)
STORY = {
    "id": 73125,
    "title": TITLE,
    "publishedAt": "2023-11-08T19:40:00Z",
    "author": {"firstName": "Piers", "lastName": "Landry"},
    "category": {"name": "Harbor"},
    "tags": [{"name": "ferries"}, {"name": "storms"}],
}


def _read(script: str) -> Article:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return extract(
        f"<html lang=en><title>{TITLE}</title><body><main><h1>{TITLE}</h1><div class=copy>{text}</div></main>"
        f"{script}</body></html>",
        "https://hadley.example/73125.html",
    )


def _next(story: object) -> str:
    state = {"props": {"pageProps": {"post": story}}, "page": "/[slug]"}
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'


def _values(article: Article) -> tuple[object, ...]:
    published = article.published_at.isoformat() if article.published_at else None
    return article.authors, published, article.section, article.tags


EXPECTED = (["Piers Landry"], "2023-11-08T19:40:00+00:00", "Harbor", ["ferries", "storms"])


@pytest.mark.parametrize(
    "script",
    [
        _next(STORY),
        # Nuxt writes JavaScript rather than JSON.
        f'<script>window.__NUXT__={{data:[{{post:{{id:73125,title:"{TITLE}",publishedAt:new Date(1699472400000),ad:!1,'
        f'author:{{name:"Piers Landry"}},category:{{name:"Harbor"}},tags:[{{name:"ferries"}},{{name:"storms"}}]}}}}]}};'
        "</script>",
        # Arc's Fusion keeps the parts of an article in objects of their own.
        "<script>window.Fusion=window.Fusion||{};Fusion.globalContent="
        + json.dumps(
            {
                "headlines": {"basic": TITLE},
                "first_publish_date": "2023-11-08T19:40:00Z",
                "credits": {"by": [{"type": "author", "name": "Piers Landry"}]},
                "taxonomy": {"primary_section": {"name": "Harbor"}, "tags": [{"text": "ferries"}, {"text": "storms"}]},
            }
        )
        + ";</script>",
        # Next's stream has JSON in strings.
        f"<script>self.__next_f.push([1,{json.dumps(json.dumps({'post': STORY}))}])</script>",
    ],
    ids=["next", "nuxt", "fusion", "stream"],
)
def test_the_state_of_an_application_gives_the_values_that_the_page_lacks(script: str) -> None:
    assert _values(_read(script)) == EXPECTED


@pytest.mark.parametrize(
    "story",
    [
        {**STORY, "title": "The bridge is closed on Monday"},
        {"teasers": [{**STORY, "title": "The bridge is closed on Monday"}], "seo": {"title": TITLE}},
        {**STORY, "title": "The bridge is closed on Monday", "next": {"title": TITLE}},
        {**STORY, "title": "The bridge is closed on Monday", "related": [{"title": TITLE}]},
        # The values of a list are not those of its items.
        {**STORY, "title": None, "items": [{"title": TITLE}, {"title": "The bridge is closed on Monday"}]},
    ],
    ids=["other article", "teasers beside the title", "next article", "related article", "list"],
)
def test_the_state_of_another_article_gives_no_value(story: object) -> None:
    assert _values(_read(_next(story))) == ([], None, None, [])


@pytest.mark.parametrize("reference", ["12", "5f3a9c1e77d2a40011b2c9d0", "/harbor/", "https://hadley.example/harbor"])
def test_a_reference_to_a_section_or_tag_is_not_its_name(reference: str) -> None:
    found = _read(_next({**STORY, "category": reference, "tags": [reference, {"name": "storms"}]}))
    assert _values(found) == (EXPECTED[0], EXPECTED[1], None, ["storms"])


def test_a_photographer_among_the_authors_in_a_state_is_no_author() -> None:
    authors = [{"name": "Anna Reed", "role": "Photographer"}, {"name": "Piers Landry", "role": "Writer"}]
    assert _read(_next({**STORY, "author": None, "authors": authors})).authors == ["Piers Landry"]


def test_a_date_around_the_article_is_that_of_the_visit() -> None:
    found = _read(_next({"date": "2026-11-29", "story": {"title": TITLE, "author": "Piers Landry"}}))
    assert _values(found)[:2] == (["Piers Landry"], None)


@pytest.mark.parametrize("date", ["NaN", "-Infinity", "1e999", '{"date": NaN}', "9" * 5_000, f'"{"9" * 100_000}"'])
def test_a_number_that_is_no_time_is_no_date(date: str) -> None:
    story = json.dumps({**STORY, "publishedAt": 0}).replace('"publishedAt": 0', f'"publishedAt": {date}')
    state = f'{{"props": {{"post": {story}}}}}'
    found = _read(f'<script id="__NEXT_DATA__" type="application/json">{state}</script>')
    assert (found.published_at, found.body) == (None, "\n\n".join(PARAGRAPHS))


def test_what_the_page_displays_takes_precedence_over_the_state() -> None:
    html = _next({**STORY, "publishedAt": "2023-11-10T06:00:00Z", "author": {"name": "Anna Reed"}})
    found = _read(f"<p>By Piers Landry</p>{html}".replace("<p>By", "<p class=byline>By"))
    assert found.authors == ["Piers Landry"]


@pytest.mark.parametrize("script", ["{" * 5_000, '{"a":' * 5_000 + f'"{TITLE}"', f'{{"title":"{TITLE}"' * 900])
def test_a_state_of_unclosed_objects_gives_no_value(script: str) -> None:
    assert _values(_read(f'<script type="application/json" id="__NEXT_DATA__">{script}</script>'))[0] == []


def test_a_long_state_of_broken_objects_takes_less_than_a_second() -> None:
    # Each error of the decoder counts the lines before it: 400 objects before each of five titles, far into the text.
    state = "{x " * 800_000 + f' "{TITLE}" {"{x " * 400}' * 5
    begun = time.process_time()
    _read(f'<script type="application/json" id="__NEXT_DATA__">{state}</script>')
    assert time.process_time() - begun < 1
