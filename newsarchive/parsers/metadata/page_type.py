"""Classify a page: an article of some kind, a listing, or neither."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.article import Kind
from newsarchive.parsers.evidence import Candidate, Resolution, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.tree import compile_xpath
from newsarchive.parsers.lengths import LONGEST_BARE_NAME, PARAGRAPH
from newsarchive.parsers.metadata.title.comparison import LONGEST_HEADLINE
from newsarchive.parsers.text import has_length

# Two words, or, in languages without spaces between words, as many characters as two words have.
_SENTENCE = re.compile(r"[^\W\d_]{2,}\s[^\W\d_]{2,}|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{6}")
_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage"})
_VIDEO_PATH = re.compile(r"(?:^|[/.])(?:video|videos|clip|tv)(?:[/.]|-[^/]*/|-\d+(?:[/.]|$)|$)", re.I)
_VIDEO_SLUG = re.compile(r"/(?:videos?|clip)-[^/]*/?$", re.I)  # of a headline that begins with the word
_GALLERY_PATH = re.compile(r"/(?:photo|photos|gallery|galleries|album|anh|xem-albumphoto|infographic)(?:[/-]|$)", re.I)
_LIVE_PATH = re.compile(r"/(?:live|liveblog|live-blog|truc-tiep|tuong-thuat)(?:[/-]|$)", re.I)
_LIST_PATH = re.compile(r"/(?:tag|tags|topic|topics|category|search|tim-kiem|author|page|chuyen-de|rss)(?:/|$)", re.I)
_FEED = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)
_LINKS = compile_xpath("count(//a[@href])")
_LINKED_HEADINGS = compile_xpath("count(//h2[a[@href]] | //h3[a[@href]] | //a[@href]/h2 | //a[@href]/h3)")
_LONGEST_ERROR = 700  # characters; message, advice and a few links; an article about errors is longer
_MOST_SITE_WORDS = 5  # words; "The Daily River of Springfield": more is a headline
# Separators between a site's name and a title, and between the sentences of a message.
_BESIDE = re.compile(r"\s+[-–—|»·•]+\s+|[|»]")
_SENTENCE_ENDS = re.compile(r"[.!?…](?:\s|$)|\n")
_PART = re.compile(r"[:!?.,，：！。](?:\s+|$)|[，：！。]")
_LISTS = frozenset(
    (
        "a feed or sitemap",
        "url of a front page",
        "url of a list",
        "paragraphs under headings that link elsewhere",
        "paragraphs cut short",
        "links with dates below the headline",
    )
)
_SHORTEST_ARTICLE = 400  # characters; a notice of three or four sentences is an article
_MANY_LINKS = 15  # links; the menu of a site: a page without text that has none is no listing either
_FEWEST_TEASERS = 3  # paragraphs; one or two may be an article's own
_PICTURES_OF_ALBUM = 3  # captioned pictures; without a paragraph, they are a gallery
_CROWD_OF_LINKS = 150  # links on a page with little text, without date and author; menus have up to a hundred
_CUT_SHARE = 0.3  # share of paragraphs that end in an ellipsis; in an article, they are quotes
# headings of other articles on a page with little text, date and author, which a listing has at least
_SEVERAL_HEADINGS = 8


def read_kind(
    document: Document,
    article: ArticleNode,
    *,
    text: str,
    teasers: int,
    is_list: bool = False,
    title: str | None,
    is_dated: bool,
    is_signed: bool = False,
    pictures: int,
    address: str | None,
    is_article_url: bool | None,
) -> Resolution[Kind]:
    """Classify the page by URL, declared metadata and text; the value of the chosen candidate is a Kind.

    *teasers* counts the paragraphs below a heading that links elsewhere; *is_list*: links with dates are all that the
    page holds below its headline; *address* is the page's canonical URL;
    *is_article_url* is the result of the publisher file's URL patterns; *title* is the headline; *is_dated*: the page
    has a headline and a time; *is_signed*: it names an author.
    """
    if not is_dated and not is_signed and is_error_page(title or "", text):
        error = _sign("other", "an error page", 1.0)
        return Resolution(error, [error])
    candidates = [
        *_address_signs(document, address, is_article_url),
        *_declared_signs(document, article, is_dated=is_dated),
        *_text_signs(text, teasers, is_dated),
        *((_sign("listing", "links with dates below the headline", 1.2),) if is_list else ()),
        *_listing_signs(document, text, title or "", is_known=is_dated or is_signed),
    ]
    score = sum(candidate.trust if candidate.value == "article" else -candidate.trust for candidate in candidates)
    if not candidates:
        return Resolution(_sign("other", "nothing on the page", 1.0), candidates)
    if score > 0 and title and (text or is_dated or pictures):
        kind = _sort(document, article, text, pictures, address)
        return Resolution(_sign(kind, "signs of an article outweigh", score), candidates)
    is_list = any(candidate.name in _LISTS for candidate in candidates)
    is_list = is_list or len(document.menu_links) + _LINKS(document.root) >= _MANY_LINKS
    return Resolution(_sign("listing" if is_list else "other", "signs against an article outweigh", -score), candidates)


def is_error_page(title: str, text: str) -> bool:
    """Return whether *title* and *text* state that the article is unavailable: not found, maintenance, no access.

    A headline about such a page ("Error 404: how links die") is not such a page: the title must consist
    of the message and optionally the site's name, or the text must be a message too.
    """
    if len(text) > _LONGEST_ERROR:
        return False
    patterns = _error_patterns()
    parts = [_PART.split(part) for part in _BESIDE.split(title[:LONGEST_HEADLINE].strip())]
    if any(map(_is_message, parts)) and all(_is_message(part) or _may_be_site(part) for part in parts):
        return True
    if patterns.text.search(text[:LONGEST_HEADLINE]) is None and not _begins_with_message(text):
        return False
    return patterns.inside.search(title[:LONGEST_HEADLINE]) is not None or all(map(_may_be_site, parts))


def is_refusal(title: str, text: str) -> bool:
    """Return whether an error page (see `is_error_page`) states that the server fails or refuses.

    Other error pages state that something is missing.
    """
    return is_error_page(title, text) and _error_patterns().refusal.search(f"{title}\n{text}") is not None


def mentions_error(title: str, text: str) -> bool:
    """Return whether *title* or the beginning of *text* has the words of an error page; an article may have them."""
    patterns = _error_patterns()
    found = patterns.inside.search(title[:LONGEST_HEADLINE]) or patterns.text.search(text[:LONGEST_HEADLINE])
    return found is not None or _begins_with_message(text)


def _is_message(sentences: list[str]) -> bool:
    """Return whether each of *sentences* is a message of a page without an article; an apology may precede it."""
    patterns = _error_patterns()
    bare = [sentence.strip(" .!?…") for sentence in sentences]
    messages = [sentence for sentence in bare if sentence and patterns.sorry.fullmatch(sentence) is None]
    return bool(messages) and all(patterns.title.fullmatch(message) for message in messages)


def _begins_with_message(text: str) -> bool:
    """Return whether *text* is a message and little advice; an apology may precede the message."""
    if len(text) > LONGEST_HEADLINE:
        return False
    patterns = _error_patterns()
    sentences = (sentence.strip() for sentence in _SENTENCE_ENDS.split(text))
    first = next((one for one in sentences if one and patterns.sorry.fullmatch(one) is None), "")
    return patterns.message.fullmatch(first) is not None


def _may_be_site(sentences: list[str]) -> bool:
    """Return whether *sentences*, a part of a title, may be a site's name: a few words, the first with a capital."""
    name = " ".join(sentences).strip()
    return len(name) <= LONGEST_BARE_NAME and len(name.split()) <= _MOST_SITE_WORDS and not name[:1].islower()


class _ErrorPatterns(NamedTuple):
    """*title*: whole titles; *inside*: the same within a title; *text*: within a text; *sorry*: before a title.

    *message* is the first sentence of a short text. *refusal* is found in the messages of servers that fail or refuse.
    """

    title: re.Pattern[str]
    inside: re.Pattern[str]
    text: re.Pattern[str]
    message: re.Pattern[str]
    sorry: re.Pattern[str]
    refusal: re.Pattern[str]


@cache
def _error_patterns() -> _ErrorPatterns:
    source = resources.files("newsarchive.parsers.lexicons") / "error_pages.toml"
    languages = tomllib.loads(source.read_text("utf-8")).values()
    title, text, sentence, sorry, refusal = (
        "|".join(f"(?:{phrase})" for language in languages for phrase in language.get(key, ()))
        for key in ("title", "text", "sentence", "sorry", "refusal")
    )
    inside, message = rf"(?<!\w)(?:{title})(?!\w)", rf"(?:(?:{sorry})[,:]? )?(?:{sentence})"
    return _ErrorPatterns(*(re.compile(pattern, re.I) for pattern in (title, inside, text, message, sorry, refusal)))


def _sign(kind: Kind, reason: str, weight: float) -> Candidate[Kind]:
    """Return one candidate as evidence for a *kind*; its trust is *weight*."""
    return Candidate(value=kind, source=Source.PAGE, name=reason, adjustment=weight)  # a page has no trust value


def _address_signs(document: Document, address: str | None, is_article_url: bool | None) -> Iterator[Candidate[Kind]]:
    if _FEED.match(document.html[:500]):
        yield _sign("listing", "a feed or sitemap", 9.0)
    if address is not None and _is_front(address):
        yield _sign("listing", "url of a front page", 2.0)
    elif address is not None and _LIST_PATH.search(urlsplit(address).path):
        yield _sign("listing", "url of a list", 1.0)
    if is_article_url is not None:
        reason = "url, by the publisher's pattern"
        yield _sign("article", reason, 1.5) if is_article_url else _sign("listing", reason, 0.8)


def _declared_signs(document: Document, article: ArticleNode, *, is_dated: bool) -> Iterator[Candidate[Kind]]:
    if article.is_article:
        yield _sign("article", "json-ld type", 1.2)
    elif article.page_types & (_LIST_TYPES - {"ItemList"} if is_dated else _LIST_TYPES):
        # Below a dated headline, a list of items is that of related articles.
        yield _sign("listing", "json-ld type", 0.8)
    declared = document.meta("og:type")
    if declared:
        is_article = declared.casefold().startswith(("article", "video", "newsarticle", "news"))
        kind: Kind = "article" if is_article else "listing"
        yield _sign(kind, "meta og:type", 0.6)
    if document.meta("article:published_time", "article:published"):
        yield _sign("article", "meta article:published_time", 0.8)


def _text_signs(text: str, teasers: int, is_dated: bool) -> Iterator[Candidate[Kind]]:
    if text:
        # Interviews, notices and old pages have short paragraphs only: below a dated headline, they are no teasers.
        is_told = is_dated and not teasers
        is_long = has_length(text, _SHORTEST_ARTICLE) and (
            is_told or any(has_length(paragraph, PARAGRAPH) for paragraph in text.split("\n\n"))
        )
        if is_long:
            yield _sign("article", "running text", 0.7)
        else:
            yield _sign("listing", "little text", 0.2 if is_told and _SENTENCE.search(text) else 0.4)
    if teasers >= _FEWEST_TEASERS and 2 * teasers >= text.count("\n\n") + 1:
        # Content systems declare og:type "article" for listings too, and these display no date of their own.
        yield _sign("listing", "paragraphs under headings that link elsewhere", 1.2 if is_dated else 1.5)
    if is_dated:
        yield _sign("article", "a headline and a time", 0.3)


def _listing_signs(document: Document, text: str, title: str, *, is_known: bool) -> Iterator[Candidate[Kind]]:
    """Yield evidence of a listing page; *is_known*: the page has an author, or a headline and a time."""
    paragraphs = text.split("\n\n")
    cut = sum(paragraph.endswith(("...", "…")) for paragraph in paragraphs)
    if cut >= _FEWEST_TEASERS and cut >= _CUT_SHARE * len(paragraphs):
        yield _sign("listing", "paragraphs cut short", 1.2)
    if _listing_titles().match(title):
        yield _sign("listing", "title of a list", 0.6)
    is_bare = not is_known and not has_length(text, _SHORTEST_ARTICLE)
    if is_bare and (_LINKS(document.root) >= _CROWD_OF_LINKS or _LINKED_HEADINGS(document.root) >= _SEVERAL_HEADINGS):
        yield _sign("listing", "many links and little text", 0.3)


@cache
def _listing_titles() -> re.Pattern[str]:
    source = resources.files("newsarchive.parsers.lexicons") / "listing_titles.toml"
    languages = tomllib.loads(source.read_text("utf-8")).values()
    return re.compile("|".join(f"(?:{title})" for language in languages for title in language["title"]), re.I)


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


def _sort(document: Document, article: ArticleNode, text: str, pictures: int, address: str | None) -> Kind:
    path = urlsplit(address).path if address else ""
    types = set(article.types)
    short = not has_length(text, 1200)
    if "LiveBlogPosting" in types or _LIVE_PATH.search(path):
        return "live"
    declared = (document.meta("og:type") or "").casefold()
    if short and (declared.startswith("video") or "VideoObject" in types or _VIDEO_PATH.search(path)):
        return "video"
    if not has_length(text, PARAGRAPH) and _VIDEO_SLUG.search(path):
        return "video"
    is_album = pictures >= _PICTURES_OF_ALBUM and not has_length(text, PARAGRAPH)
    if "ImageGallery" in article.page_types or _GALLERY_PATH.search(path) or (short and pictures >= 8) or is_album:
        return "gallery"
    return "article"
