"""What sort of page it is: an article of some kind, a list of them, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsarchive.article import Kind
from newsarchive.parsers.evidence import Candidate, Reading
from newsarchive.parsers.html.document import Document, compile_xpath
from newsarchive.parsers.html.schema_org import Story

_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage"})
_VIDEO_PATH = re.compile(r"(?:^|[/.])(?:video|videos|clip|tv)(?:[/.-]|$)", re.I)
_GALLERY_PATH = re.compile(r"/(?:photo|photos|gallery|galleries|album|anh|xem-albumphoto|infographic)(?:[/-]|$)", re.I)
_LIVE_PATH = re.compile(r"/(?:live|liveblog|live-blog|truc-tiep|tuong-thuat)(?:[/-]|$)", re.I)
_LIST_PATH = re.compile(r"/(?:tag|tags|topic|topics|category|search|tim-kiem|author|page|chuyen-de|rss)(?:/|$)", re.I)
_FEED = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)
_LINKS = compile_xpath("count(//a[@href])")
_PARAGRAPH, _TEXT, _MANY_LINKS, _TEASERS = 120, 400, 15, 3


def read_kind(
    document: Document,
    story: Story,
    *,
    text: str,
    teasers: int,
    has_title: bool,
    is_dated: bool,
    pictures: int,
    address: str | None,
    is_article_url: bool | None,
) -> Reading:
    """Decide the kind from URL, declarations and text; the value of the chosen candidate is a Kind.

    *teasers* counts the text's paragraphs that stand under a heading which links elsewhere; *address* is the page's
    canonical URL; *is_article_url* what the publisher's file says of its shape; *has_title* and *is_dated* tell that
    the page has a headline, and a time as well.
    """
    candidates = [
        *_address_signs(document, address, is_article_url),
        *_declared_signs(document, story),
        *_text_signs(text, teasers, is_dated),
    ]
    score = sum(one.trust if one.value == "article" else -one.trust for one in candidates)
    if not candidates:
        return Reading(Candidate("other", "nothing on the page", 1.0), candidates)
    if score > 0 and has_title and (text or is_dated or pictures):
        kind = _sort(document, story, text, pictures, address)
        return Reading(Candidate(kind, "signs of an article outweigh", score), candidates)
    is_list = any(one.trust >= 1 for one in candidates if one.value == "listing")
    is_list = is_list or len(document.menu_links) + _LINKS(document.root) >= _MANY_LINKS
    return Reading(
        Candidate("listing" if is_list else "other", "signs against an article outweigh", -score), candidates
    )


def _address_signs(document: Document, address: str | None, is_article_url: bool | None) -> Iterator[Candidate]:
    if _FEED.match(document.html[:500]):
        yield Candidate("listing", "a feed or sitemap", 9.0)
    if address is not None and _is_front(address):
        yield Candidate("listing", "url of a front page", 2.0)
    elif address is not None and _LIST_PATH.search(urlsplit(address).path):
        yield Candidate("listing", "url of a list", 1.0)
    if is_article_url is not None:
        kind, weight = ("article", 1.5) if is_article_url else ("listing", 0.8)
        yield Candidate(kind, "url, by the publisher's pattern", weight)


def _declared_signs(document: Document, story: Story) -> Iterator[Candidate]:
    if story.is_article:
        yield Candidate("article", "json-ld type", 1.2)
    elif story.page_types & _LIST_TYPES:
        yield Candidate("listing", "json-ld type", 0.8)
    declared = document.meta("og:type")
    if declared:
        is_article = declared.casefold().startswith(("article", "video", "newsarticle", "news"))
        yield Candidate("article" if is_article else "listing", "meta og:type", 0.6)
    if document.meta("article:published_time", "article:published"):
        yield Candidate("article", "meta article:published_time", 0.8)


def _text_signs(text: str, teasers: int, is_dated: bool) -> Iterator[Candidate]:
    if text:
        is_long = len(text) >= _TEXT and any(len(one) >= _PARAGRAPH for one in text.split("\n\n"))
        yield Candidate("article", "running text", 0.7) if is_long else Candidate("listing", "little text", 0.4)
    if teasers >= _TEASERS and 2 * teasers >= text.count("\n\n") + 1:
        yield Candidate("listing", "paragraphs under headings that link elsewhere", 1.2)
    if is_dated:
        yield Candidate("article", "a headline and a time", 0.3)


def _is_front(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path.strip("/").casefold() in (
        "",
        "index.html",
        "index.php",
        "home",
        "trang-chu",
        "index.htm",
    ) and not (parts.query)


def _sort(document: Document, story: Story, text: str, pictures: int, address: str | None) -> Kind:
    path = urlsplit(address).path if address else ""
    types = set(story.types)
    short = len(text) < 1200
    if "LiveBlogPosting" in types or _LIVE_PATH.search(path):
        return "live"
    declared = (document.meta("og:type") or "").casefold()
    if short and (declared.startswith("video") or "VideoObject" in types or _VIDEO_PATH.search(path)):
        return "video"
    if "ImageGallery" in story.page_types or _GALLERY_PATH.search(path) or (short and pictures >= 8):
        return "gallery"
    return "article"
