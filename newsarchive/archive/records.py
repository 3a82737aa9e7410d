"""Make a record from an article and its page; define when two texts are equal, or nearly equal."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256

from newsarchive.article import Article, Http, Record
from newsarchive.page import Page
from newsarchive.warc import StoredPage

_WORD = re.compile(r"\w+")
_BYTES = 8  # of a fingerprint
_NO_BYTES = blake2b(digest_size=_BYTES)
_READ = tuple(field.name for field in dataclasses.fields(Article))


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Digests of an article's text: *fingerprint* finds near-duplicates, *text_sha256* equal texts."""

    fingerprint: str | None
    text_sha256: str


def marks_of(article: Article) -> Marks:
    """Return the digests of title, lead and body; they take about a third of a millisecond."""
    text = _text(article)
    return Marks(fingerprint=fingerprint(text), text_sha256=_sha256(text))


def record_of(
    article: Article,
    kept: StoredPage,
    *,
    site: str,
    id: str,
    extractor: str,
    aliases: Sequence[str] = (),
    marks: Marks | None = None,
) -> Record:
    """Return *article*, extracted from *kept* by *extractor* ("newsarchive 0.1"), as a record of *site* with this *id*.

    Its revision is 1, which the writer corrects. *aliases* are further URLs of the article; URLs that redirected here
    are added. *marks* are the article's digests, if already computed.
    """
    page = kept.page
    marks = marks or marks_of(article)
    fields = {name: getattr(article, name) for name in _READ}
    url = article.url or page.url
    others = dict.fromkeys(address for address in (*aliases, page.requested_url, *page.redirects) if address)
    return Record(
        **{**fields, "url": url},
        id=id,
        site=site,
        aliases=[other for other in others if other not in (url, article.canonical_url)],
        fingerprint=marks.fingerprint,
        text_sha256=marks.text_sha256,
        fetched_at=page.fetched_at,
        first_seen_at=page.fetched_at,
        retrieved_from=page.retrieved_from,
        http=_http(page),
        payload_sha256=kept.payload_sha256,
        warc=kept.place,
        extractor=extractor,
    )


def text_sha256(article: Article) -> str:
    """Return the SHA-256 of title, lead and body: a different one means a new revision."""
    return _sha256(_text(article))


def fingerprint(text: str) -> str | None:
    """Return the 64-bit SimHash of *text* as 16 hex digits, or ``None`` if it has no word.

    Features are word trigrams in lower case; near-duplicates differ in few bits. Method: M. Charikar, Similarity
    Estimation Techniques from Rounding Algorithms, STOC 2002.
    """
    words = " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower())).encode("utf-8").split(b" ")
    if words == [b""]:
        return None
    runs = list(map(b" ".join, zip(words, words[1:], words[2:], strict=False))) or [b" ".join(words)]
    hashes = bytearray()
    for run in runs:
        state = _NO_BYTES.copy()  # to make a new one takes twice as long
        state.update(run)
        hashes += state.digest()
    ones = int.from_bytes(
        b"\1" * len(runs)
    )  # the lowest bit of every byte: Python counts the bits of long integers in C
    bits = 0
    for place in range(_BYTES):
        column = int.from_bytes(hashes[place::_BYTES])
        for bit in range(7, -1, -1):
            bits = bits << 1 | ((column >> bit & ones).bit_count() * 2 > len(runs))
    return f"{bits:016x}"


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(article: Article) -> str:
    return "\n\n".join(part for part in (article.title, article.lead, article.body) if part)


def _http(page: Page) -> Http:
    return Http(
        status=page.status,
        etag=page.header("ETag"),
        last_modified=page.header("Last-Modified"),
        content_type=page.content_type or page.header("Content-Type"),
        truncated=page.truncated,
        checksum_error=page.checksum_error,
    )
