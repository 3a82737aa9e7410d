"""Find the JSON-LD node that describes this page's article among the nodes of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import is_article_type, types_of
from newsarchive.parsers.html.page_identity import page_identity
from newsarchive.parsers.text import is_unfilled, plain

# How well a type describes an article; types of articles that are not listed rank as Article.
_RANKS = {
    "NewsArticle": 6,
    "ReportageNewsArticle": 6,
    "AnalysisNewsArticle": 6,
    "OpinionNewsArticle": 6,
    "BackgroundNewsArticle": 6,
    "ReviewNewsArticle": 6,
    "AskPublicNewsArticle": 6,
    "LiveBlogPosting": 6,
    "Report": 5,
    "SocialMediaPosting": 4,
    "DiscussionForumPosting": 4,
    "Review": 3,
    "Recipe": 3,
    "HowTo": 3,
    "PodcastEpisode": 3,
    "VideoObject": 2,
    "WebPage": 1,
    "MedicalWebPage": 1,
    "FAQPage": 1,
    "QAPage": 1,
    "AboutPage": 1,
    "ItemPage": 1,
    "CreativeWork": 1,
}
_LONGEST = 100_000  # characters; a bound: names, headlines and lists of keywords are shorter
_MOST_ADDRESSES = 5  # URLs that a node states for one key; a bound for hostile pages
_NESTED = ("mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed", "subjectOf", "blogPost")


_ARTICLE = 3  # lowest rank of an article; lower ranks describe the page
_VIDEO = 2  # rank of a video
_OTHER_ARTICLE = 5  # rank of a subtype of Article that the table does not have
# Letters of Vietnamese, Chinese, Japanese and Korean.
_FAMILY_FIRST = re.compile("[đơư\u1ea0-\u1ef9\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", re.I)
_ADDRESSES = ("url", "mainEntityOfPage", "@id")


class ArticleNode:
    """The JSON-LD description of the page's article; *node* is empty if there is none.

    A node counts if its URL or its headline is the page's own, or if it states neither. A node that states the URL or
    headline of another article is ignored: related articles and videos are declared with the same types.
    """

    def __init__(self, document: Document) -> None:
        self._nodes = list(_with_nested(document.json_ld))
        ranked = [(rank, node) for node in self._nodes if (rank := _rank(node))]
        judged = [(rank, describes_page(document, node), node) for rank, node in ranked]
        usable = [entry for entry in judged if entry[1] or (entry[1] is None and entry[0] != _VIDEO)]
        rank, _, self.node = max(usable, key=_preference, default=(0, None, {}))
        if any(is_own is False for _, is_own, _ in judged):
            # The selectors of publisher files read the same nodes.
            own = sorted(usable, key=_preference, reverse=True)
            document.article_nodes = [node for _, _, node in own if any(map(is_article_type, types_of(node)))]
        #: Whether the node has an article type, rather than the type of a page or a video.
        self.is_article = rank >= _ARTICLE
        #: The node's types, without their namespace.
        self.types = types_of(self.node)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for node in self._nodes:
            key = node.get("@id")
            if isinstance(key, str) and len(node) > len(found.get(key, ())):
                found[key] = node
        return found

    @cached_property
    def page_types(self) -> set[str]:
        """The types of all nodes of the page."""
        return {type_name for node in self._nodes for type_name in types_of(node)}

    def nodes(self, type_name: str) -> list[dict[str, Any]]:
        """Return the page's nodes of type *type_name*."""
        if type_name not in self.page_types:
            return []
        return [node for node in self._nodes if type_name in types_of(node)]

    def values(self, key: str) -> list[Any]:
        """Return the values under *key* as a list, with references resolved."""
        return [self.follow(value) for value in as_list(self.node.get(key))]

    def follow(self, value: Any) -> Any:
        """Return the node that *value* refers to if it is only ``{"@id": …}``, else *value*."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str) and "name" not in value:
            return self._by_id.get(value["@id"], value)
        return value

    def text(self, key: str) -> str | None:
        """Return the first text under *key*; for a node, its name."""
        return next((text for value in self.values(key) if (text := text_in(value))), None)


def text_in(value: Any) -> str:
    """Return *value* if it is text, a node's name or ``@value``, else an empty string.

    PHP encodes a time as ``{"date": …, "timezone": …}``, MongoDB as ``{"$date": …}``.
    """
    if isinstance(value, str):
        return "" if is_unfilled(value) else plain(value[:_LONGEST])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.0f}"  # Unix time, as some systems write their times
    if isinstance(value, dict):
        return text_in(
            value.get("name") or value.get("@value") or _full_name(value) or value.get("date") or value.get("$date")
        )
    if isinstance(value, list):
        return next((text for item in value if (text := text_in(item))), "")
    return ""


def _full_name(person: dict[str, Any]) -> str:
    """Return the name of a Person from its parts, family name first if its language orders names so."""
    given_name, family_name = text_in(person.get("givenName")), text_in(person.get("familyName"))
    return (
        f"{family_name} {given_name}".strip()
        if _FAMILY_FIRST.search(given_name + family_name)
        else f"{given_name} {family_name}".strip()
    )


def as_list(value: Any) -> list[Any]:
    """Return *value* as a list; ``None`` becomes an empty list, a JSON-LD ``@list`` its members."""
    if isinstance(value, dict) and isinstance(value.get("@list"), list):
        value = value["@list"]
    return value if isinstance(value, list) else [] if value is None else [value]


def _with_nested(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        for key in _NESTED:
            for value in as_list(node.get(key)):
                if isinstance(value, dict) and len(value) > 2:
                    yield value


def describes_page(document: Document, node: dict[str, Any]) -> bool | None:
    """Return whether *node* describes the page's own article; ``None`` if it states neither URL nor headline."""
    page = page_identity(document)
    stated = (address for key in _ADDRESSES for address in as_list(node.get(key))[:_MOST_ADDRESSES])
    urls = [address.get("@id") or address.get("url") if isinstance(address, dict) else address for address in stated]
    addresses = [page.is_address(document.absolute(url)) for url in urls if isinstance(url, str) and url]
    if True in addresses:
        return True
    headline = text_in(node.get("headline")) or text_in(node.get("name"))
    titled = page.is_headline(headline)
    return titled if titled is not None else False if False in addresses else None


def _preference(judged: tuple[int, bool | None, dict[str, Any]]) -> tuple[bool, bool, int]:
    rank, is_own, _ = judged
    return rank >= _ARTICLE, is_own is True, rank


def _rank(node: dict[str, Any]) -> int:
    return max(map(_rank_of, types_of(node)), default=0)


def _rank_of(type_name: str) -> int:
    return _RANKS.get(type_name) or (_OTHER_ARTICLE if is_article_type(type_name) else 0)
