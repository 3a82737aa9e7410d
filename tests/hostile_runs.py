"""Runs of one sign or one phrase, of any length, and the places of a page where a hostile site may put them."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from newsarchive import extract, parse_byline, parse_timestamp
from newsarchive.crawl.url_shapes import looks_like_article
from newsarchive.page import Page
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.publishers.canonical import canonical_url

URL = "https://baovidu.example/tin-1.html"
SIGNS = [chr(code) for code in range(128)]
PHRASES = [
    "a ",
    "A ",
    "1 ",
    "aA",
    "Aa ",
    "a.",
    "a,",
    "a-",
    "a_",
    ".a",
    "a@",
    "a@b.c ",
    "@ ",
    "  \n",
    "\r\n",
    "\t ",
    "\u00a0",
    "\u200b",
    "\u200d",
    "\u0301",
    "e\u0301",
    "đ",
    "Đ ",
    "ơ ",
    "…",
    "—",
    "– ",
    "“”",
    "\ufeff",
    "()",
    "(a) ",
    "(a",
    "[]",
    "[a] ",
    "{}",
    "<>",
    "((",
    "))",
    "( ",
    " (",
    "“a” ",
    '"a" ',
    "'a' ",
    "a: ",
    "a | ",
    "| ",
    "a/b",
    "//",
    "/a",
    "a;",
    "; ",
    "a, ",
    " , ",
    "&amp;",
    "&#65;",
    "&lt;b&gt;",
    "%20",
    "%",
    "%%",
    "\\",
    "\\n",
    "2017",
    "20/9/2017 ",
    "2017-09-20T10:20:00+07:00 ",
    "10:20 ",
    "10h20 ",
    "1/1/",
    "1-1-",
    "1.1.",
    "+07:00",
    "GMT+7 ",
    "Thứ tư, ",
    "ngày 20 tháng 9 năm 2017 ",
    "2 giờ trước ",
    "Wed, 20 Sep 2017 10:20:30 GMT ",
    "a 1 ",
    "1a",
    "Nguyễn ",
    "Nguyễn Văn An ",
    "Nguyễn Văn An, ",
    "Nguyễn Văn An - ",
    "Lê (Huế) ",
    "PV ",
    "Theo ",
    "Theo Báo Ví Dụ ",
    "Ảnh: ",
    "Ảnh: Lê An ",
    "Bài và ảnh: ",
    "By ",
    "By A and ",
    " and ",
    " và ",
    "Von ",
    "記者",
    "Tin, ảnh: ",
    "Huế - ",
    "(Báo Ví Dụ) - ",
    "TTO - ",
    "Xem thêm: ",
    ">> ",
    "Tags: ",
    "# ",
    "* ",
    "- ",
    "1. ",
    "© ",
    "Bản quyền ",
    "http://",
    "https://a.b/ ",
    "www.",
    "a.html ",
    "data:image/png;base64,",
    "javascript:",
    "?a=1&",
    "&a=1",
    "<p>",
    "</p>",
    "<p>a",
    "<b>",
    "<b>a</b>",
    "<i>a ",
    "<br>",
    "<div>",
    "</div>",
    "<div>a</div>",
    "<span>",
    "<a href=a>a</a>",
    "<li>a",
    "<ul><li>",
    "<table><tr><td>a",
    "<h1>a</h1>",
    "<h2>a",
    "<img src=a>",
    "<figure><figcaption>a",
    "<!--",
    "-->",
    "<!-- a -->",
    "<script>",
    "</script>",
    "<style>",
    "<![CDATA[",
    "<?a ",
    "<meta name=author content=a>",
    "<time>10:20</time>",
    "<time datetime=2017-09-20>a</time>",
    "<article>",
    "<article><p>a",
    "<section>",
    "<blockquote>a",
    "<em>a</em> ",
    "<svg>",
    "<template>",
    "<iframe>",
    "<a ",
    "<a b=",
    '<a b="',
    "<p class=",
    "<p class=a ",
    "&",
    "&a",
    "&#",
    "&#x",
    "& ",
]
STORY = (
    "<h1>Bến đò mở lại</h1><p class=lead>Bến đò ngang mở lại sáng nay sau hai tuần nước lớn.</p>"
    "<p>Giá vé vẫn như năm ngoái, trẻ em đi học không phải trả tiền, người già trả một nửa.</p>"
)


def _page(*, head: str = "", body: str = "", title: str = "Bến đò mở lại") -> bytes:
    html = f"<!doctype html><html lang=vi><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return html.encode("utf-8", "surrogatepass")


def _meta(name: str) -> Callable[[str], object]:
    return lambda run: extract(
        _page(head=f'<meta name="{name}" property="{name}" content="{escape(run)}">', body=STORY), URL
    )


def _json_ld(name: str, *, wrap: Callable[[str], object] = lambda run: run) -> Callable[[str], object]:
    def read(run: str) -> object:
        node = {"@type": "NewsArticle", "headline": "Bến đò mở lại", "url": URL, name: wrap(run)}
        text = json.dumps(node).replace("<", "\\u003c")
        return extract(_page(head=f'<script type="application/ld+json">{text}</script>', body=STORY), URL)

    return read


def _microdata(name: str) -> Callable[[str], object]:
    def read(run: str) -> object:
        inner = (
            f"<span itemprop='{name}'>{escape(run)}</span><meta itemprop='{name}' content='{escape(run, quote=True)}'>"
        )
        return extract(
            _page(body=f"<div itemscope itemtype='https://schema.org/NewsArticle'>{STORY}{inner}</div>"), URL
        )

    return read


def _element(before: str, after: str) -> Callable[[str], object]:
    return lambda run: extract(_page(body=f"<article>{STORY}{before}{escape(run)}{after}</article>"), URL)


def _attribute(tag: str, name: str) -> Callable[[str], object]:
    return lambda run: extract(
        _page(body=f'<article>{STORY}<{tag} {name}="{escape(run)}">Lê An</{tag}></article>'), URL
    )


def _header(name: str) -> Callable[[str], object]:
    return lambda run: extract(Page(url=URL, body=_page(body=STORY), headers=((name, run),)))


# Place -> what reads a run that stands there.
PLACES: dict[str, Callable[[str], object]] = {
    "parse_timestamp": parse_timestamp,
    "parse_byline": parse_byline,
    "parse_byline en": lambda run: parse_byline(run, language="en"),
    "is_byline": is_byline,
    "canonical_url": lambda run: canonical_url(f"https://baovidu.example/{run}"),
    # A crawl follows no longer URLs.
    "looks_like_article": lambda run: looks_like_article(f"https://baovidu.example/{run[:8_000]}"),
    "looks_like_article in a query": lambda run: looks_like_article(f"https://baovidu.example/tin.nsf?{run[:8_000]}"),
    "bare": lambda run: extract(run.encode("utf-8", "surrogatepass"), URL),
    "body": lambda run: extract(_page(body=STORY + run), URL),
    "before the story": lambda run: extract(_page(body=run + STORY), URL),
    "title": lambda run: extract(_page(title=escape(run), body=STORY), URL),
    "h1": lambda run: extract(_page(body=f"<h1>{escape(run)}</h1>{STORY}"), URL),
    "paragraph": _element("<p>", "</p>"),
    "last line": _element("<p><strong>", "</strong></p>"),
    "byline": _element("<p class=author>", "</p>"),
    "time": _element("<time>", "</time>"),
    "date": _element("<span class=date>", "</span>"),
    "caption": _element("<figure><img src=a.jpg><figcaption>", "</figcaption></figure>"),
    "list item": _element("<ul><li>", "</li></ul>"),
    "tag": _element("<div class=tags><a href=/tag/a>", "</a></div>"),
    "class": _attribute("div", "class"),
    "id": _attribute("div", "id"),
    "style": _attribute("p", "style"),
    "datetime": _attribute("time", "datetime"),
    "href": _attribute("a", "href"),
    "src": _attribute("img", "src"),
    "alt": _attribute("img", "alt"),
    **{
        f"meta {name}": _meta(name)
        for name in (
            "author",
            "description",
            "keywords",
            "og:title",
            "og:url",
            "og:site_name",
            "og:locale",
            "og:image",
            "og:type",
            "article:published_time",
            "article:section",
            "article:tag",
            "article:author",
            "robots",
            "pubdate",
        )
    },
    "link canonical": lambda run: extract(_page(head=f'<link rel=canonical href="{escape(run)}">', body=STORY), URL),
    "meta charset": lambda run: extract(_page(head=f'<meta charset="{escape(run)}">', body=STORY), URL),
    "lang": lambda run: extract(_page(body=STORY).replace(b"lang=vi", f'lang="{escape(run)}"'.encode()), URL),
    "JSON-LD text": lambda run: extract(_page(head=f'<script type="application/ld+json">{run}', body=STORY), URL),
    **{
        f"JSON-LD {name}": _json_ld(name)
        for name in (
            "author",
            "headline",
            "description",
            "datePublished",
            "articleBody",
            "keywords",
            "articleSection",
            "url",
            "inLanguage",
            "image",
            "@type",
        )
    },
    "JSON-LD author name": _json_ld("author", wrap=lambda run: {"@type": "Person", "name": run}),
    "JSON-LD publisher": _json_ld("publisher", wrap=lambda run: {"@type": "Organization", "name": run}),
    **{f"microdata {name}": _microdata(name) for name in ("author", "datePublished", "headline", "articleBody")},
    "url": lambda run: extract(_page(body=STORY), f"https://baovidu.example/{run}"),
    "query": lambda run: extract(_page(body=STORY), f"https://baovidu.example/?{run}"),
    "host": lambda run: extract(_page(body=STORY), f"https://{run}.example/"),
    **{
        f"header {name}": _header(name)
        for name in ("Content-Type", "Content-Language", "Last-Modified", "Link", "X-Robots-Tag")
    },
}
