"""Which canonical URL a page's article has: the declared one, where other pages do not contradict it."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.crawl.site import Site
from newsarchive.publishers.canonical import article_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.index import Known
    from newsarchive.article import Article

_SHORTEST_SLUG = 8  # shorter ones (index, news) are no article's own
_MOST_TITLES = 100_000  # about 20 MB


class Identity:
    """Settles the canonical URL of each page of a crawl.

    A template may name one article's URL in every page. A declared URL is believed only while the article stored under
    it has the same text or title; else, or when that URL has been discovered as an article of its own and not been
    fetched yet, the page's own URL counts. A variant of a page (AMP, mobile, print), which keeps its slug, is believed.
    """

    def __init__(
        self,
        known_id: Callable[[str], Known | None],
        is_discovered: Callable[[str], bool],
        stored_title: Callable[[str], str | None],
    ) -> None:
        self._known_id, self._is_discovered, self._stored_title = known_id, is_discovered, stored_title
        self._titles: OrderedDict[str, bytes] = OrderedDict()
        # Declared URL -> pages that named it and were not believed: own URL, text, title.
        self._doubted: dict[str, list[tuple[str, str, bytes]]] = {}

    def canonical(self, site: Site, url: str, article: Article, text_sha256: str) -> str:
        """Return the canonical URL of the *article* that was fetched from *url*."""
        own, title = site.canonical(url), _digest(article.title)
        settled = self._settled(site, own, article.canonical_url, text_sha256, title)
        self._titles[article_id(site.key, settled)] = title
        if len(self._titles) > _MOST_TITLES:
            self._titles.popitem(last=False)
        return settled

    def _settled(self, site: Site, own: str, declared: str | None, text_sha256: str, title: bytes) -> str:
        if not (declared and site.holds(declared) and site.is_article_url(declared)):
            # A page may name another site's article, or one list for a whole section.
            return self._same_text(own, text_sha256, title)
        named = site.canonical(declared)
        if named == own:
            return self._same_text(own, text_sha256, title)
        known = self._known_id(article_id(site.key, named))
        if known is None or known.id is None:
            if _is_variant(own, named) or not self._is_discovered(named):
                return named
        elif known.text_sha256 == text_sha256 or self._title_of(known.id, named) == title:
            return named
        elif known.url and site.canonical(known.url) == own:
            return named  # its own earlier revision
        self._doubted.setdefault(named, []).append((own, text_sha256, title))
        return own

    def _title_of(self, id: str, url: str) -> bytes:
        found = self._titles.get(id)
        return _digest(self._stored_title(url)) if found is None else found

    def _same_text(self, own: str, text_sha256: str, title: bytes) -> str:
        """Return *own*, or the URL under which a page that named it has been stored with the same text or title."""
        for other, text, other_title in self._doubted.get(own, ()):
            if text == text_sha256 or title == other_title:
                return other
        return own


def _is_variant(own: str, named: str) -> bool:
    """Return whether *own* has the slug of *named*: /amp/kinh-te/ben-do-46480.html and /kinh-te/ben-do-46480.html."""
    one, other = urlsplit(own), urlsplit(named)
    slug = _slug(other.path)
    return len(slug) >= _SHORTEST_SLUG and _slug(one.path) == slug and one.query in (other.query, "")


def _slug(path: str) -> str:
    parts = [part for part in path.lower().split("/") if part not in ("", "amp", "m", "print")]
    return parts[-1].replace(".amp", "").removesuffix(".html").removesuffix(".htm") if parts else ""


def _digest(title: str | None) -> bytes:
    return blake2b(" ".join((title or "").split()).casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
