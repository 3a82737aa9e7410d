"""A page that also describes another article, an event, a person or a list in JSON-LD or microdata keeps its values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from newsarchive import Article, extract
from newsarchive.publishers import Publisher

URL = "https://ferry.example/river/the-ferry-runs-again-after-the-flood.html"
OTHER = "https://ferry.example/quarry/owners-of-the-quarry-agree-on-night-shifts.html"
HEADLINE = "The ferry runs again after the flood"
OWN = {
    "@type": "NewsArticle",
    "headline": HEADLINE,
    "url": URL,
    "datePublished": "2024-03-05T08:00:00+00:00",
    "author": {"@type": "Person", "name": "Ann Ferry"},
    "articleSection": "River",
    "keywords": ["ferry", "flood"],
}
ANOTHER = {
    "@type": "NewsArticle",
    "headline": "Owners of the quarry agree on night shifts",
    "url": OTHER,
    "datePublished": "2011-02-03T04:05:06+00:00",
    "dateModified": "2031-02-03T04:05:06+00:00",
    "author": {"@type": "Person", "name": "Odile Quarrington"},
    "articleSection": "Quarries",
    "keywords": ["quarry"],
    "isAccessibleForFree": False,
}
TEXT = (
    "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting at the piers.</p>"
    "<p>People from both villages came to watch the first crossing, and the school gave its pupils a free morning.</p>"
    "<p>The mayor said that the second boat will follow in spring, when the new engine has been tested thoroughly.</p>"
)
MICRODATA = (
    "<div itemscope itemtype='https://schema.org/NewsArticle'><meta itemprop=datePublished content=2011-02-03>"
    "<meta itemprop=articleSection content=Quarries><meta itemprop=keywords content=quarry>"
    f"<a itemprop=url href={OTHER}><b itemprop=headline>Owners of the quarry agree on night shifts</b></a>"
    "<i itemprop=author>Odile Quarrington</i></div>"
)
EVENT = (
    "<div itemscope itemtype='https://schema.org/Event'><b itemprop=name>Summer fair</b>"
    "<time itemprop=startDate datetime=2031-02-03T04:05>3 February 2031</time></div>"
)


def script(node: dict[str, Any]) -> str:
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def page(first: str = "", last: str = "", own: str | None = None, date: str = "") -> str:
    own = script(OWN) if own is None else own
    head = f"<head>{first}{own}</head>"
    return f"<html lang=en>{head}<body><main><h1>{HEADLINE}</h1>{date}{TEXT}</main>{last}</body></html>"


def values(article: Article) -> Article:
    return replace(article, links=[], pictures=[])


def trail(*names: str, last: str) -> dict[str, Any]:
    places = [f"https://ferry.example/{name.casefold()}/" for name in names[:-1]]
    links = zip(names, [*places, last], strict=True)
    items = [{"position": number, "name": name, "item": place} for number, (name, place) in enumerate(links)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize(
    "other",
    [
        ANOTHER,
        {key: value for key, value in ANOTHER.items() if key != "url"},
        {"@graph": [{"@type": "WebPage", "name": "Quarries", "url": "https://ferry.example/quarry/"}, ANOTHER]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": ANOTHER}]},
        {"@type": "VideoObject", "name": "Night shifts in the quarry", "uploadDate": "2011-02-03T04:05:06Z"},
        {"@type": "Event", "name": "Summer fair", "startDate": "2031-02-03T04:05"},
        {"@type": "Person", "name": "Odile Quarrington", "jobTitle": "Owner of a quarry"},
        {
            "@type": "JobPosting",
            "title": "Stonemason",
            "datePosted": "2011-02-03",
            "headline": "Stonemason wanted here",
        },
    ],
    ids=lambda other: str(other.get("@type", "graph")),
)
def test_another_thing_in_json_ld_changes_nothing(other: dict[str, Any], place: str) -> None:
    with_other = page(**{place: script(other)})
    assert values(extract(with_other, URL)) == values(extract(page(), URL))


def test_a_selector_of_a_publisher_file_reads_only_the_own_json_ld() -> None:
    selectors = {"title": ("json-ld: headline",), "section": ("json-ld: articleSection",)}
    publisher = Publisher(key="ferry", name="Ferry", domains=("ferry.example",), selector_sources=selectors)
    found = extract(page(first=script(ANOTHER)), URL, publishers={"ferry": publisher})
    assert (found.title, found.section) == (HEADLINE, "River")


def test_another_article_in_microdata_gives_no_section_and_no_tags() -> None:
    bare = page(own="", last=MICRODATA)
    found = extract(bare, URL)
    assert (found.section, found.tags, found.authors) == (None, [], [])


def test_the_start_of_an_event_is_not_the_publication() -> None:
    displayed = "<div>5 March 2024</div>"
    found = extract(page(own="", date=displayed + EVENT), URL)
    assert str(found.published_at)[:10] == "2024-03-05"
    assert extract(page(own="", date=EVENT), URL).published_at is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_breadcrumb_that_ends_in_the_page_goes_before_longer_ones(order: int) -> None:
    own = trail("River", HEADLINE, last=URL)
    other = trail("Stone", "Quarries", "Night shifts in the quarry", last="https://ferry.example/stone/quarries/")
    scripts = [script(own), script(other)][::order]
    assert extract(page(own="".join(scripts)), URL).sections == ["River"]


def test_the_breadcrumb_of_another_article_names_no_section() -> None:
    other = trail("Stone", "Quarries", "Owners agree on night shifts", last=OTHER)
    assert extract(page(own=script(other)), URL).sections == []


def test_a_section_of_several_words_is_not_another_article() -> None:
    own = trail("Science", "Environment", last="https://ferry.example/science/research-nature-and-environment/")
    assert extract(page(own=script(own)), URL).sections == ["Science", "Environment"]


def test_a_list_of_related_articles_does_not_make_a_dated_article_a_listing() -> None:
    related = script({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": ANOTHER}]})
    assert extract(page(own=related, date="<div>5 March 2024</div>"), URL).kind == "article"
