"""Determine an article's canonical URL: the declared one, unless other pages contradict it."""

from __future__ import annotations

import re
from collections import OrderedDict
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from newsarchive.archive.originals import lines_at
from newsarchive.archive.reasons import Reason
from newsarchive.crawl.site import Site
from newsarchive.parsers.metadata.page_type import mentions_error
from newsarchive.parsers.text import DENSE
from newsarchive.publishers.canonical import article_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.index import Known
    from newsarchive.archive.writer import ArchiveWriter
    from newsarchive.article import Article, Record

_SHORTEST_SLUG = 8  # shorter slugs (index, news) do not identify an article
_MOST_TITLES = 100_000  # about 20 MB
_LONGEST_NOTICE = 1500  # characters, as of notices that an article does not exist
_WORD = re.compile(r"\w+")
_DENSE_RUN = re.compile(f"{DENSE.pattern}+")


class _Stored(msgspec.Struct):
    id: str
    title: str | None = None
    lead: str | None = None
    body: str | None = None
    published_at: str | None = None


_stored = msgspec.json.Decoder(_Stored)


class Identity:
    """Determines the canonical URL of each page of a crawl or an import.

    A template may declare one article's URL in every page. A declared URL is accepted only while the article stored
    under it has the same text or title; otherwise, or if *is_contradicted* returns true, the page's own URL counts. The
    declaration of a page variant (AMP, mobile, print), which keeps the slug, is accepted.

    *is_contradicted* takes a declared URL, and the text and title (see `title_digest`) of the page that declares it; it
    returns whether another page, not stored yet, has a better claim to that URL. *stored_title* returns the title of
    the article at a canonical URL, if that article is on disk.
    """

    def __init__(
        self,
        known_id: Callable[[str], Known | None],
        is_contradicted: Callable[[str, str, bytes], bool],
        stored_title: Callable[[str], str | None],
    ) -> None:
        self._known_id, self._is_contradicted, self._stored_title = known_id, is_contradicted, stored_title
        self._titles: OrderedDict[str, bytes] = OrderedDict()
        # Declared URL -> pages whose declaration of it was rejected: own URL, text, title.
        self._doubted: dict[str, list[tuple[str, str, bytes]]] = {}

    def canonical(self, site: Site, url: str, article: Article, text_sha256: str) -> str:
        """Return the canonical URL of the *article* that was fetched from *url*."""
        named = declared_canonical(site, article.canonical_url)
        return self.settle(site, site.canonical(url), named, text_sha256, article.title)

    def settle(self, site: Site, own: str, named: str | None, text_sha256: str, title: str | None) -> str:
        """Return a page's canonical URL: its *own* or the *named* (declared) URL, see `declared_canonical`."""
        digest = title_digest(title)
        settled = self._settled(site, own, named, text_sha256, digest)
        self._titles[article_id(site.key, settled)] = digest
        if len(self._titles) > _MOST_TITLES:
            self._titles.popitem(last=False)
        return settled

    def _settled(self, site: Site, own: str, named: str | None, text_sha256: str, title: bytes) -> str:
        if named is None or named == own:
            return self._same_text(own, text_sha256, title)
        known = self._known_id(article_id(site.key, named))
        if known is None or known.id is None:
            if _is_variant(own, named) or not self._is_contradicted(named, text_sha256, title):
                return named
        elif known.text_sha256 == text_sha256 or self._title_of(known.id, named) == title:
            return named
        elif known.url and site.canonical(known.url) == own:
            return named  # an earlier revision of the same article
        for other, text, other_title in self._doubted.get(named, ()):
            if (text, other_title) == (text_sha256, title):
                return other  # the article is stored under this URL
        self._doubted.setdefault(named, []).append((own, text_sha256, title))
        return own

    def _title_of(self, id: str, url: str) -> bytes:
        found = self._titles.get(id)
        return title_digest(self._stored_title(url)) if found is None else found

    def _same_text(self, own: str, text_sha256: str, title: bytes) -> str:
        """Return *own*, or the URL of a stored page that declared *own* and has the same text or title."""
        for other, text, other_title in self._doubted.get(own, ()):
            if text == text_sha256 or title == other_title:
                return other
        return own


def _is_variant(own: str, named: str) -> bool:
    """Return whether *own* has the slug of *named*: /amp/kinh-te/ben-do-46480.html and /kinh-te/ben-do-46480.html."""
    declared, other = urlsplit(own), urlsplit(named)
    slug = _slug(other.path)
    return len(slug) >= _SHORTEST_SLUG and _slug(declared.path) == slug and declared.query in (other.query, "")


def _slug(path: str) -> str:
    parts = [part for part in path.lower().split("/") if part not in ("", "amp", "m", "print")]
    return parts[-1].replace(".amp", "").removesuffix(".html").removesuffix(".htm") if parts else ""


def declared_canonical(site: Site, declared: str | None) -> str | None:
    """Return the canonical form of the URL that a page declares, ``None`` if it cannot be an article of *site*.

    A page may declare another site's article, or one listing for a whole section.
    """
    return site.canonical(declared) if declared and site.holds(declared) and site.is_article_url(declared) else None


def stored_title(writer: ArchiveWriter, url: str) -> str | None:
    """Return the title of the article at the canonical *url* in the archive of *writer*, if the article is on disk."""
    stored = _article_at(writer, url)
    return stored.title if stored else None


def why_no_revision(writer: ArchiveWriter, record: Record) -> Reason | None:
    """Return why *record*, of a page at the URL of a stored article, is no revision of it; ``None`` if it may be one.

    Either only a part of the page was received, and the archive has more of its text. Or a short page has nothing of
    the article: a check for robots, a login or a message in the template of articles, whatever its words, has neither
    a date nor an author nor a word of the title. A changed headline keeps some, and its article keeps its date.
    """
    is_bare = _is_bare(record)
    if not is_bare and not record.http.truncated:
        return None
    stored = _stored_article(writer, record)
    if stored is None:
        return None
    if record.http.truncated and _length(stored.lead, stored.body) > _length(record.lead, record.body):
        return Reason.TRUNCATED
    before = _words(stored.title)
    is_other = is_bare and stored.published_at is not None and before and before.isdisjoint(_words(record.title))
    return Reason.ERROR_PAGE if is_other else None


def _is_bare(record: Record) -> bool:
    """Return whether a page has nothing but a short text, as notices have."""
    return record.published_at is None and not record.authors and len(record.body) <= _LONGEST_NOTICE


class RepeatedNotices:
    """Recognizes a notice that a server shows, with status 200, at every URL that it does not know.

    Such a page is short, has words of an error page, but neither date nor author, picture nor video, and came before
    with the same title and text at a URL with another slug. An article that is listed in two sections has the same slug
    in both; the pages of a series ("Photos of the day") may share their words, but have no error in them.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, bytes], str] = OrderedDict()

    def is_one(self, record: Record) -> bool:
        """Return whether the page of *record* is such a notice; remember it."""
        if not _is_bare(record) or record.pictures or record.videos:
            return False
        if not mentions_error(record.title or "", record.body):
            return False
        slug = _slug(urlsplit(record.canonical_url or record.url or "").path)
        first = self._seen.setdefault((record.text_sha256, title_digest(record.title)), slug)
        if len(self._seen) > _MOST_TITLES:
            self._seen.popitem(last=False)
        return first != slug


def _words(title: str | None) -> set[str]:
    """Return the words of *title*; of scripts that do not separate words (Chinese, Japanese), also pairs of letters.

    One letter is too little: nearly every Japanese title has a "の".
    """
    folded = (title or "").casefold()
    pairs = (before + after for run in _DENSE_RUN.findall(folded) for before, after in pairwise(run))
    return {*_WORD.findall(folded), *pairs}


def _stored_article(writer: ArchiveWriter, record: Record) -> _Stored | Record | None:
    """Return the last revision of the article of *record*, on disk or in the batch that waits for it."""
    if writer.known_id(record.id) is None:
        return None
    return writer.waiting(record.id) or _article_at(writer, record.canonical_url or record.url or "")


def _length(*parts: str | None) -> int:
    return sum(len(part or "") for part in parts)


def _article_at(writer: ArchiveWriter, url: str) -> _Stored | None:
    place = writer.place_of(url)
    if place is None:
        return None
    id, file, offset = place
    try:
        found = [_stored.decode(line) for line in lines_at(writer.layout, id, file, offset)]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return next((article for article in reversed(found) if article.id == id), None)


def title_digest(title: str | None) -> bytes:
    """Return a digest (8 bytes) for comparing titles; it ignores whitespace and case."""
    return blake2b(" ".join((title or "").split()).casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
