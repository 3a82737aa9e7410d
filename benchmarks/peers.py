"""Adapters: each is extract(html: bytes, url: str) -> dict with any of title, published, authors, body.

`@system(fields, package)` names the fields that a system supports, so that the report shows a dash and not a zero for
the others, and the distribution whose version is shown.
"""

import re
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from dateutil import parser as dateutil_parser
from w3lib.encoding import html_to_unicode

PEERS = {}  # name -> adapter, quality and timing
FLOORS = {}  # name -> adapter, timing only
EVERY = ("title", "published", "authors", "body")


def system(fields, package, registry=PEERS):
    def register(function):
        function.fields, function.package = tuple(fields), package
        registry[function.__name__] = function
        return function

    return register


def decode(html):
    """Decode as UTF-8 if valid, else with the declared encoding (like a browser without a header)."""
    try:
        return html.decode("utf-8-sig")
    except UnicodeDecodeError:
        return html_to_unicode(None, html)[1]


def to_datetime(value):
    if not value or isinstance(value, datetime):
        return value or None
    try:
        return dateutil_parser.parse(str(value))
    except (ValueError, OverflowError):
        return None


def _trafilatura(html, url, **options):
    import trafilatura

    doc = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
    if doc is None:
        return {}
    return {
        "title": doc.title,
        "published": to_datetime(doc.date),
        "authors": [name.strip() for name in (doc.author or "").split(";") if name.strip()],
        "body": doc.text,
    }


@system(EVERY, "trafilatura")
def trafilatura(html, url):
    return _trafilatura(html, url)


@system(EVERY, "trafilatura")
def trafilatura_fast(html, url):
    return _trafilatura(html, url, fast=True)


@system(EVERY, "newspaper4k")
def newspaper4k(html, url):
    from newspaper import Article

    article = Article(url or "https://example.org/", fetch_images=False)
    article.download(input_html=decode(html))
    article.parse()
    return {
        "title": article.title,
        "published": to_datetime(article.publish_date),
        "authors": article.authors,
        "body": article.text,
    }


@system(EVERY, "news-please")
def news_please(html, url):
    from newsplease import NewsPlease

    article = NewsPlease.from_html(decode(html), url=url or None, fetch_images=False)
    return {
        "title": article.title,
        "published": to_datetime(article.date_publish),
        "authors": article.authors,
        "body": article.maintext,
    }


@cache
def _goose():
    from goose3 import Goose

    return Goose({"enable_image_fetching": False})


@system(EVERY, "goose3")
def goose3(html, url):
    article = _goose().extract(raw_html=decode(html))
    return {
        "title": article.title,
        "published": to_datetime(article.publish_date),
        "authors": article.authors,
        "body": article.cleaned_text,
    }


@system(("title", "body"), "readability-lxml")
def readability(html, url):
    import html_text
    from readability import Document

    doc = Document(decode(html), url=url or None)
    return {"title": doc.short_title(), "body": html_text.extract_text(doc.summary(html_partial=True))}


@system(("body",), "resiliparse")
def resiliparse(html, url):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(decode(html))
    return {"body": extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)}


LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}
HTML_LANG = re.compile(r"""<html\b[^>]*?\blang\s*=\s*["']?\s*([A-Za-z]{2})""", re.I)


@cache
def _stoplist(language):
    import justext

    return justext.get_stoplist(language)


@system(("body",), "jusText")
def justext(html, url):
    from justext import justext as classify

    text = decode(html)
    lang = HTML_LANG.search(text[:20000])
    stoplist = _stoplist(LANGUAGES.get(lang[1].lower(), "English") if lang else "English")
    paragraphs = classify(
        text, stoplist, 50, 200, 0.1, 0.2, 0.2, 200, True
    )  # the settings published by article-extraction-benchmark
    return {"body": "\n".join(p.text for p in paragraphs if not p.is_boilerplate)}


@system(("published",), "htmldate")
def htmldate(html, url):
    from htmldate import find_date

    return {"published": to_datetime(find_date(html, original_date=True, url=url or None))}


@system(("published",), "htmldate")
def htmldate_fast(html, url):
    from htmldate import find_date

    return {"published": to_datetime(find_date(html, original_date=True, extensive_search=False, url=url or None))}


def _names(value):
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    return _names(value.get("name")) if isinstance(value, dict) else []


@system(("title", "published", "authors"), "extruct")
def extruct(html, url):
    """Extract JSON-LD, then microdata, then OpenGraph: the quality of structured data alone."""
    from extruct import extract

    data = extract(
        decode(html),
        base_url=url or None,
        syntaxes=["json-ld", "microdata", "opengraph"],
        uniform=True,
        errors="ignore",
    )
    nodes = []
    for item in data.get("json-ld", []) + data.get("microdata", []):
        nodes += item["@graph"] if isinstance(item.get("@graph"), list) else [item]
    nodes = [node for node in nodes if isinstance(node, dict) and re.search("Article|Posting", str(node.get("@type")))]
    graph = next(iter(data.get("opengraph", [])), {})

    def first(key):
        return next((node[key] for node in nodes if node.get(key)), None)

    title = first("headline") or graph.get("og:title")
    return {
        "title": title if isinstance(title, str) else None,
        "published": to_datetime(first("datePublished") or graph.get("article:published_time")),
        "authors": _names(first("author")),
    }


@cache
def _publishers():
    from urllib.parse import urlsplit

    from fundus import PublisherCollection

    by_domain = {}
    for publisher in PublisherCollection:
        by_domain.setdefault(urlsplit(publisher.domain).hostname.removeprefix("www."), publisher)
    return by_domain


@system(EVERY, "fundus")
def fundus(html, url):
    """Run Fundus's newest parser for the domain. Fundus made the gold of the set `fundus`: not comparable there."""
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname or ""
    publisher = _publishers().get(host.removeprefix("www.")) or _publishers().get(host.split(".", 1)[-1])
    if publisher is None:
        return {}
    got = publisher.parser().parse(decode(html), "catch")
    body = got.get("body")
    date = got.get("publishing_date")
    return {
        "title": got.get("title") if isinstance(got.get("title"), str) else None,
        "published": date if isinstance(date, datetime) else None,
        "authors": got.get("authors") if isinstance(got.get("authors"), list) else [],
        "body": "" if body is None or isinstance(body, Exception) else str(body),
    }


@system((), "lxml", FLOORS)
def parse_lxml(html, url):
    import lxml.html

    lxml.html.document_fromstring(html)
    return {}


@system((), "resiliparse", FLOORS)
def parse_resiliparse(html, url):
    from resiliparse.parse.html import HTMLTree

    HTMLTree.parse(decode(html))
    return {}


@system((), "selectolax", FLOORS)
def parse_selectolax(html, url):
    from selectolax.lexbor import LexborHTMLParser

    LexborHTMLParser(html)
    return {}


def installed(system):
    """Return whether the distribution of *system* is installed."""
    try:
        version(system.package)
    except PackageNotFoundError:
        return False
    return True


def serves(name, set_name):
    """Return whether *system* applies to the set: Fundus only supports its own publishers."""
    return name != "fundus" or set_name == "fundus"
