"""HTML does not distinguish upper and lower case, nor quoted from unquoted attributes: the article is the same."""

import re

import pytest

from newsarchive import Article, extract

_PROSE = (
    "The ferry at Plum Mill will run again from Monday, the owner told the council on Friday evening.",
    "He has mended the rope, he said, and the county has paid for a second boat that the children will use.",
    "Until then the school bus takes the long way round by the upper bridge, which adds forty minutes.",
)
_PAGE = (
    '<html lang="en"><head><title>Ferry runs again - Penner Courier</title>'
    '<meta property="og:site_name" content="Penner Courier"><meta name="author" content="Ann Plumrose">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-03-05T08:00:00+00:00"}</script>'
    "<style>p {color: red}</style></head><body><h1>Ferry runs again</h1><nav><a href=/>Home</a></nav>"
    "<svg><path d=M0></path></svg><noscript>Switch on scripts</noscript><script>var a = 1;</script>"
    f'<div class="content">{"".join(f"<p>{text}</p>" for text in _PROSE)}'
    '<p>Tags: <a rel="tag" href="/tag/ferry">Ferry</a> <a rel="tag" href="/tag/mill">Mill</a></p></div>'
    "<script>var b = 2;</script><noscript>No</noscript><style>b {}</style><svg></svg>"
    '<footer><a href="/imprint">Imprint</a></footer></body></html>'
)


def _with_tags(page: str, spell: object) -> str:
    return re.sub(r"(?<=<)/?[a-z]+\d?", lambda tag: spell(tag[0]), page)  # type: ignore[operator]


def _mixed(tag: str) -> str:
    return tag[:2].upper() + tag[2:] if tag.startswith("/") else tag.upper()


def _values(article: Article) -> tuple[object, ...]:
    return article.title, article.body, article.authors, article.published_at, article.tags, article.publisher


@pytest.mark.parametrize("spell", [str.upper, str.title, _mixed], ids=["upper", "title", "mixed"])
def test_the_case_of_tags_makes_no_difference(spell: object) -> None:
    assert _values(extract(_with_tags(_PAGE, spell))) == _values(extract(_PAGE))


@pytest.mark.parametrize("name", ["script", "style", "svg", "noscript"])
@pytest.mark.parametrize("end", [str.upper, str.title], ids=["upper", "title"])
def test_an_element_without_text_ends_at_its_first_end_tag(name: str, end: object) -> None:
    opening = f"<{name}>x</{end(name)}>"  # type: ignore[operator]
    article = extract(_PAGE.replace("<h1>", f"{opening}<h1>"))
    assert article.body == "\n\n".join(_PROSE)


@pytest.mark.parametrize("quote", ["'", ""])
def test_the_quotation_marks_of_attributes_make_no_difference(quote: str) -> None:
    page = _PAGE.replace('rel="tag"', f"rel={quote}tag{quote}").replace(
        'class="content"', f"class={quote}content{quote}"
    )
    assert _values(extract(page)) == _values(extract(_PAGE))


def test_the_page_of_these_tests_is_read_whole() -> None:
    article = extract(_PAGE)
    assert article.body == "\n\n".join(_PROSE)
    assert (article.title, article.authors, article.tags) == ("Ferry runs again", ["Ann Plumrose"], ["Ferry", "Mill"])


@pytest.mark.parametrize("name", ["itemprop", "ITEMPROP", "itemProp"], ids=["html", "upper", "react"])
@pytest.mark.parametrize("sign", ["=", " = "], ids=["tight", "spaced"])
def test_the_spelling_of_attribute_names_makes_no_difference(name: str, sign: str) -> None:
    page = _PAGE.replace("datePublished", "dateCreatedBySomeTool")
    date = f'<meta {name}{sign}"datePublished" content="2021-03-06T08:00:00+00:00">'
    article = extract(page.replace("<h1>", f"{date}<h1>"))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2021-03-06T08:00:00+00:00"
