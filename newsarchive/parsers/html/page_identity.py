"""The identity of a page: URLs and headlines that show whether structured data describes it or another page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LONGEST_TITLE, SHORTEST_HEADLINE
from newsarchive.parsers.text import clean, folded

_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "title")
_MOST_HEADINGS = 6  # headings of each level; further ones are of other articles
_FEWEST_WORDS = 3  # words; headlines of one or two share them by chance
# share of words of the longer headline that the other must contain: editors shorten and rephrase headlines, but not
# beyond that
_COMMON_SHARE = 0.5
_WORD = re.compile(r"\w+")
_HOME = re.compile(r"(?:index|home|default)(?:\.\w+)?")
_AMP = (".amp", "/amp")


@dataclass(frozen=True)
class PageIdentity:
    """The page's own URLs, as keys to compare with, and its *headlines*."""

    addresses: frozenset[str]
    headlines: tuple[str, ...]

    @cached_property
    def _titles(self) -> list[str]:
        """The headlines as keys to compare with."""
        return [key for text in self.headlines if (key := folded(text))]

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        """The words of each headline."""
        return [frozenset(_WORD.findall(text.casefold())) for text in self.headlines]

    def is_address(self, url: str) -> bool | None:
        """Return whether *url* is the page's own; ``None`` (unknown) for a front page or invalid URL."""
        key = _address_key(url)
        return key in self.addresses if key and self.addresses else None

    def is_headline(self, text: str) -> bool | None:
        """Return whether *text* is one of the page's headlines, possibly shortened, extended or slightly rephrased.

        ``None`` if *text* is empty or the page has no headline.
        """
        if not text or not self._titles:
            return None
        text = clean(text[:LONGEST_TITLE]).rstrip("…. ")
        key = folded(text)
        if any(_is_part(key, title) or _is_part(title, key) for title in self._titles):
            return True
        words = frozenset(_WORD.findall(text.casefold()))
        return len(words) >= _FEWEST_WORDS and any(
            len(words & others) >= _COMMON_SHARE * max(len(words), len(others)) for others in self._words
        )


def page_identity(document: Document) -> PageIdentity:
    """Return the identity of *document*, computed once."""
    # The URL may become known after the first access to the page.
    return document.remembered(f"identity {document.url}", _read)


def _read(document: Document) -> PageIdentity:
    links = [node.get("href") or "" for node in document.links.get("canonical", ())[:1]]
    metas = [document.meta(name) or "" for name in ("og:url", *_TITLE_METAS)]
    addresses = (document.url or "", *(document.absolute(address) for address in (*links, metas[0]) if address))
    headings = [
        text_of(node)[:LONGEST_TITLE]
        for tag in ("title", "h1", "h2")
        for node in document.by_tag.get(tag, ())[: 1 if tag == "title" else _MOST_HEADINGS]
        if tag != "h2" or not _is_of_card(node)
    ]
    # The site's name as the title of every page is no page's headline.
    site = folded(document.meta("og:site_name", "application-name") or "")
    titles = list(dict.fromkeys(text for text in (*metas[1:], *headings) if text and folded(text) != site))
    return PageIdentity(
        frozenset(key for address in addresses if (key := _address_key(address))),
        tuple(titles),
    )


def _is_of_card(heading: Node) -> bool:
    """Return whether *heading* is the heading of a card: it links to what it names, or stands beside the article."""
    return heading.find(".//a") is not None or any(
        ancestor.tag in ("a", "aside") for ancestor in heading.iterancestors()
    )


@lru_cache(maxsize=16)  # a page states its own URL several times
def _address_key(url: str) -> str:
    """Return path and query of *url* as a key, without the parts that differ between renderings of one page."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    path = (path[:-4] if path.endswith(_AMP) else path).casefold()
    if not path.strip("/") or _HOME.fullmatch(path.strip("/")):
        return parts.query.casefold() and f"?{parts.query.casefold()}"
    return path


def _is_part(part: str, whole: str) -> bool:
    return part == whole or (len(part) >= SHORTEST_HEADLINE and part in whole)
