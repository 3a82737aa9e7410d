"""What sort of page it is: an article of some kind, a list of them, or neither."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsarchive.article import Kind
from newsarchive.parsers.document import Document, compile_xpath
from newsarchive.parsers.evidence import Candidate, Reading
from newsarchive.parsers.story import Story

_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage"})
_VIDEO_PATH = re.compile(r"(?:^|[/.])(?:video|videos|clip|tv)(?:[/.-]|$)", re.I)
_GALLERY_PATH = re.compile(r"/(?:photo|photos|gallery|galleries|album|anh|xem-albumphoto|infographic)(?:[/-]|$)", re.I)
_LIVE_PATH = re.compile(r"/(?:live|liveblog|live-blog|truc-tiep|tuong-thuat)(?:[/-]|$)", re.I)
_LIST_PATH = re.compile(r"/(?:tag|tags|topic|topics|category|search|tim-kiem|author|page|chuyen-de|rss)(?:/|$)", re.I)
_FEED = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)
_LINKS = compile_xpath("count(//a[@href])")
_PARAGRAPH, _TEXT = 120, 400


def read_kind(
    document: Document,
    story: Story,
    *,
    text: str,
    title: str | None,
    dated: bool,
    pictures: int,
    address: str | None,
    is_article_url: bool | None,
) -> Reading:
    """Decide the kind from URL, declarations and text; the value of the chosen candidate is a Kind.

    *address* is the page's canonical URL; *is_article_url* what the publisher's file says of its shape.
    """
    candidates = list(_signs(document, story, text, title, dated, address, is_article_url))
    score = sum(one.trust if one.value == "article" else -one.trust for one in candidates)
    if not candidates:
        return Reading(Candidate("other", "nothing on the page", 1.0), candidates)
    if score > 0:
        kind = _sort(document, story, text, pictures, address)
        return Reading(Candidate(kind, f"signs of an article outweigh by {score:.2f}", score), candidates)
    many = _LINKS(document.root) >= 15 or any(one.value == "listing" and one.trust >= 1 for one in candidates)
    return Reading(Candidate("listing" if many else "other", "no article", -score), candidates)


def _signs(
    document: Document,
    story: Story,
    text: str,
    title: str | None,
    dated: bool,
    address: str | None,
    is_article_url: bool | None,
) -> list[Candidate]:
    signs: list[Candidate] = []

    def sign(kind: str, source: str, weight: float) -> None:
        signs.append(Candidate(kind, source, weight))

    if _FEED.match(document.html[:500]):
        sign("listing", "a feed or sitemap", 9.0)
    if address is not None and _is_front(address):
        sign("listing", "url of a front page", 2.0)
    if is_article_url is not None:
        sign(
            "article" if is_article_url else "listing",
            "url, by the publisher's pattern",
            1.5 if is_article_url else 0.8,
        )
    if address is not None and _LIST_PATH.search(urlsplit(address).path):
        sign("listing", "url of a list", 1.0)
    if story.is_article:
        sign("article", "json-ld type", 1.2)
    elif story.page_types & _LIST_TYPES:
        sign("listing", "json-ld type", 0.8)
    declared = document.meta("og:type")
    if declared:
        article = declared.casefold().startswith(("article", "video", "newsarticle", "news"))
        sign("article" if article else "listing", "meta og:type", 0.6)
    if any(name.startswith("article:published") for name in document.metas):
        sign("article", "meta article:published_time", 0.8)
    if text:
        long = len(text) >= _TEXT and any(len(one) >= _PARAGRAPH for one in text.split("\n\n"))
        sign("article" if long else "listing", "running text" if long else "little text", 0.7 if long else 0.4)
    if title and dated:
        sign("article", "a headline and a time", 0.3)
    return signs


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
    path = urlsplit(address or document.url or "").path
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
