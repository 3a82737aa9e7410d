"""Newspaper templates of the 2010s: byline and date in one box above the text, data of scripts below it."""

from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.article import Article

_TEXT = [
    "The harbour office of Little Wend reopened on Tuesday after a winter in which its tower lost the roof twice.",
    "Carpenters from three villages worked through the frost, and the last slate was laid an hour before the ceremony.",
    "Fishermen had been reading the tides from a chalkboard outside the bakery, which they called a mixed blessing.",
]
_BODY = "".join(f"<p>{text}</p>" for text in _TEXT)


def _read(above: str, below: str = "", head: str = "") -> Article:
    page = (
        f"<html lang=en><head>{head}</head><body><div><h1>Harbour office reopens</h1>{above}"
        f"<div class=story>{_BODY}</div>{below}</div></body></html>"
    )
    return extract(page, "https://wendpost.example/2013/06/harbour-office-reopens")


@pytest.mark.parametrize(
    "row",
    [
        "<div class=subhead><div class=date><span>Updated:</span> June 4, 2013, 4:56 PM ET</div>"
        "<cite class=source>By <a href=/edda>Edda Marlow</a> | Wend.com</cite></div>",
        "<div class=sty_pub>First Published: 08:19 IST(19/7/2013) | Last Updated: 13:52 IST(19/7/2013)</div>",
    ],
)
def test_a_row_of_byline_and_date_is_not_the_lead(row: str) -> None:
    article = _read(row)
    assert article.lead is None
    assert article.body == "\n\n".join(_TEXT)


def test_a_subhead_of_words_remains_the_lead() -> None:
    lead = "Two winters, three villages and one clock (19/7/2013)."
    assert _read(f"<div class=subhead>{lead}</div>").lead == lead


_BIO = "Edda Marlow has over ten years of tide tables, clocks and bells behind her, and she keeps two boats."


def test_the_description_in_the_authors_box_is_not_the_lead() -> None:
    box = f"<div class=author-dropdown><a href=/edda>Staff page</a><div class=description><p>{_BIO}</p></div></div>"
    assert _read(box).lead is None


@pytest.mark.parametrize("kind", ["headline-box", "author-and-summary"])
def test_a_description_in_another_box_is_the_lead(kind: str) -> None:
    lead = "summary" if "summary" in kind else "description"
    assert _read(f"<div class={kind}><a href=/edda>Staff</a><div class={lead}>{_BIO}</div></div>").lead == _BIO


@pytest.mark.parametrize(
    "line", ["First Published 4 hours ago • Updated 2 hours ago", "Updated: 12 mins ago", "Cập nhật 4 giờ trước"]
)
def test_the_age_of_an_article_is_not_text(line: str) -> None:
    assert _with_line(f"<p>{line}</p>") == "\n\n".join(_TEXT)


@pytest.mark.parametrize(
    "line", ["Updated rules came 4 days ago", "Published 4 hours ago, the list named nine boats.", "He left 4 days ago"]
)
def test_a_sentence_with_an_age_is_text(line: str) -> None:
    assert _with_line(f"<p>{line}</p>").startswith(line)


def test_special_for_a_newspaper_is_not_a_second_author() -> None:
    head = '<meta name=author content="Edda Marlow and Karla Brandt, Special for WEND TODAY">'
    assert _read("", head=head).authors == ["Edda Marlow", "Karla Brandt"]


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Associated Press in Pennerford", "Associated Press"),
        ("Reuters in Wend", "Reuters"),
        ("Friends in Pennerford", "Friends in Pennerford"),
    ],
)
def test_the_place_of_an_agencys_office_is_not_part_of_its_name(byline: str, name: str) -> None:
    assert _read("", head=f'<meta name=author content="{byline}">').authors == [name]


def _section_of(menu: str) -> str | None:
    page = f"<html lang=en><body>{menu}<h1>Harbour office reopens</h1><div class=story>{_BODY}</div></body></html>"
    return extract(page, "https://wendpost.example/yourtown/news/office.html").section


def test_a_dropdown_of_a_menu_is_not_a_breadcrumb() -> None:
    names = ["Harbour", "Boats", "Tides", "Bells", "Clocks", "Slates", "Bakery", "Traffic", "Weather", "Games"]
    links = "".join(f"<li><a href=/{name.lower()}/>{name}</a></li>" for name in names)
    assert _section_of(f"<ul><li class=navLink><a href=/>HOME</a><ul>{links}</ul></li></ul>") is None
    few = "".join(f"<a href=/{name.lower()}/>{name}</a> &gt; " for name in names[:2])
    assert _section_of(f"<div class=navLink><a href=/>Home</a> &gt; {few}</div>") is not None


@pytest.mark.parametrize(("name", "section"), [("More towns", None), ("Your Town", "Your Town")])
def test_a_link_to_more_of_something_is_not_a_section(name: str, section: str | None) -> None:
    assert _section_of(f"<div><a href=/yourtown>{name}</a> <a href=/about>About</a></div>") == section


def _with_line(line: str) -> str:
    page = f"<html lang=en><body><h1>Harbour office reopens</h1><div class=story>{line}{_BODY}</div></body></html>"
    return extract(page, "https://wendpost.example/2013/06/harbour-office-reopens").body


def test_a_line_whose_element_is_the_author_in_microdata_is_not_text() -> None:
    line = (
        '<div itemprop=author itemscope itemtype="http://schema.org/Person"><span itemprop=name>Edda Marlow and Karla'
        " Brandt-Holloway, Special for WEND TODAY</span><span>3:15 p.m. EDT July 18, 2013</span></div>"
    )
    assert _with_line(line) == "\n\n".join(_TEXT)


def test_a_sentence_marked_as_the_author_is_text() -> None:
    line = "<p itemprop=author>Edda Marlow spent the winter beside the tower, and this is what she saw from there.</p>"
    assert _with_line(line).startswith("Edda Marlow spent")


@pytest.mark.parametrize("kind", ["bylineComments", "byline-comments", "byline_comments"])
def test_a_row_of_byline_and_comments_holds_the_author_and_the_date(kind: str) -> None:
    row = f"<div class={kind}><p>By <a rel=author>Edda Marlow</a></p><p class=day>7:01AM BST 15 May 2013</p></div>"
    article = _read(row)
    assert article.authors == ["Edda Marlow"]
    assert str(article.published_at).startswith("2013-05-15 07:01")


@pytest.mark.parametrize("kind", ["commentByline", "comments"])
def test_who_comments_is_not_the_author(kind: str) -> None:
    row = f"<div class={kind}><p>By <a rel=author>Edda Marlow</a></p><p class=day>7:01AM BST 15 May 2013</p></div>"
    assert _read("", row).authors == []


@pytest.mark.parametrize(
    "box",
    [
        "<span class=byline-name>Edda Marlow</span> <span class=byline-title>Vorna Wendholm, Upper Wend</span>",
        "<span class=byline-title>Edda Marlow</span>",
        "<h3 class=author-title>Edda Marlow</h3>",
    ],
)
def test_a_title_beside_a_name_is_no_second_author(box: str) -> None:
    assert _read(f"<div class=byline>{box}</div>").authors == ["Edda Marlow"]


def test_data_of_scripts_with_blanks_are_not_text() -> None:
    data = '<div>{ "js_modules": [{"name": "photo"}], "assetid": "2552707", "aws": "hockey", "blogname": "" }</div>'
    page = f"<html lang=en><body><h1>Harbour office reopens</h1><div class=story>{_BODY}{data}</div></body></html>"
    assert extract(page, "https://wendpost.example/a").body == "\n\n".join(_TEXT)


def test_a_paragraph_that_shows_data_is_text() -> None:
    line = '{ "tide": "high", "bell": "rung", "boats": 9 }'
    assert _with_line(f"<p>The office sends its readers this line:</p><p>{line}</p>").count(line) == 1


def test_quoted_words_with_colons_are_text() -> None:
    line = 'The glossary reads: {see above}, "slate": "a thin stone", "tower": "a tall house", and so on.'
    page = (
        f"<html lang=en><body><h1>Harbour office reopens</h1><div class=story>{_BODY}<p>{line}</p></div></body></html>"
    )
    assert extract(page, "https://wendpost.example/a").body.endswith(line)


@pytest.mark.parametrize(
    ("displayed", "day"),
    [
        ("06.05.13", "2013-06-05"),  # the metadata say in which order
        ("05.06.13", "2013-06-05"),
        ("04.06.13", "2013-06-04"),  # another, earlier day
    ],
)
def test_metadata_show_the_order_of_a_displayed_date(displayed: str, day: str) -> None:
    article = _read(f"<div><span>{displayed}</span></div>", head='<meta name=DisplayDate content="2013-06-05">')
    assert str(article.published_at)[:10] == day
