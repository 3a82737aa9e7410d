"""Filter pages: by URL first, by the response next, by the extracted article last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.article import Article
from newsarchive.page import Page
from newsarchive.publishers import Publishers, publisher_of

_HEAD = 1024
# Servers send pages as text/plain, text/xml or application/x-httpd-php; browsers look at the content (MIME Sniffing).
_IS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_RANGE = re.compile(r"bytes 0-(\d{1,15})/(\d{1,15})", re.I)
_LANG = re.compile(rb"<html[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.I)
# First UTF-8 bytes of the letters ạ to ỹ (U+1EA0 to U+1EF9), which only Vietnamese uses.
_VIETNAMESE = (b"\xe1\xba", b"\xe1\xbb")
_ENOUGH = 20
_ENTITY = re.compile(rb"&#(?:x1e[a-f]|78[4-9]|79[0-2])", re.I)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which pages to extract; without filters, all. *sites* are publisher keys, *language* is a BCP 47 code."""

    sites: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str | None = None


class ImportFilter:
    """A filter: each method returns the reason for which a page is excluded, or ``None`` to accept it."""

    def __init__(self, wanted: Wanted, publishers: Publishers) -> None:
        self._sites = frozenset(wanted.sites)
        self._hosts = tuple(host.lower().removeprefix("www.") for host in wanted.hosts)
        self._language = wanted.language.lower().partition("-")[0] if wanted.language else None
        self._publishers = publishers

    def of_address(self, url: str) -> str | None:
        """Filter by *url* alone, before anything else of the record is read."""
        if not url.lower().startswith(("http://", "https://")):
            return "not an http URL"
        if self._hosts and not self._is_on_host(url):
            return "other host"
        publisher = publisher_of(url, self._publishers) if self._sites or self._language else None
        if self._sites and (publisher is None or publisher.key not in self._sites):
            return "other site"
        if self._language and publisher and publisher.language.partition("-")[0] != self._language:
            return "other language"
        return None

    def of_page(self, page: Page) -> str | None:
        """Filter by the response, before its HTML is parsed."""
        if not _has_page(page):
            return "status not 200"
        kind = (page.content_type or "").partition(";")[0].strip().lower()
        if kind and "html" not in kind and not _IS_HTML.match(page.body):
            return "not HTML"
        if not page.body.strip():
            return "empty"
        if self._language and not self._may_be(page):
            return "other language"
        return None

    def of_article(self, article: Article) -> str | None:
        """Filter by the extracted article."""
        if self._language and (article.language or "").partition("-")[0].lower() != self._language:
            return "other language"
        return None

    def _is_on_host(self, url: str) -> bool:
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            return False
        return any(host == wanted or host.endswith(f".{wanted}") for wanted in self._hosts)

    def _may_be(self, page: Page) -> bool:
        """Return whether the page may be in the language: ``False`` only if it declares another and its text agrees.

        The templates of Vietnamese pages often declare English; their letters outweigh the declaration.
        """
        declared = _declared(page)
        if not declared or self._language in declared:
            return True
        return self._language == "vi" and _looks_vietnamese(page.body)


def _has_page(page: Page) -> bool:
    """Return whether the response has a page of its own, as a browser and the crawl see it.

    Any 2xx has, except a part or none (RFC 9110, 15.3); so does a redirect whose Location is missing or empty. The
    status 0, of a response without one, is no error to browsers either; Browsertrix writes it for pages from a cache.
    """
    if page.status == 0:
        return True
    if 300 <= page.status < 400 and page.status != 304:
        return not (page.header("Location") or "").strip()
    return (200 <= page.status < 300 and page.status not in (204, 205, 206)) or _is_whole_range(page)


def _is_whole_range(page: Page) -> bool:
    """Return whether the response with status 206 is the whole page: a server that answers all requests so."""
    found = _RANGE.match((page.header("Content-Range") or "").strip())
    return page.status == 206 and found is not None and int(found[1]) + 1 == int(found[2])


def _declared(page: Page) -> set[str]:
    header = page.header("Content-Language") or ""
    found = {language.strip().lower().partition("-")[0] for language in header.split(",") if language.strip()}
    lang = _LANG.search(page.body, 0, _HEAD)
    return found | ({lang[1].decode("ascii").lower()} if lang else set())


def _looks_vietnamese(body: bytes) -> bool:
    if sum(body.count(letter) for letter in _VIETNAMESE) >= _ENOUGH:
        return True
    # Written as entities, or in an encoding older than Unicode; the extractor decodes both.
    return _ENTITY.search(body) is not None or not _is_utf8(body)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
