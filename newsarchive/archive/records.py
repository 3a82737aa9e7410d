"""A record from an article and the page it was read from; what makes two texts the same, or nearly."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Sequence

from newsarchive.article import Article, Http, Record
from newsarchive.page import Page
from newsarchive.warc import Kept

_WORD = re.compile(r"\w+")
_BITS = 64
# For each bit of a byte: the table that turns a byte into 1 or 0. Counting ones is then two calls into C per bit.
_ONE_BIT = tuple(bytes((byte >> bit) & 1 for byte in range(256)) for bit in range(7, -1, -1))


def record_of(
    article: Article, kept: Kept, *, site: str, id: str, extractor: str, aliases: Sequence[str] = ()
) -> Record:
    """Return *article* as a record of *site*, with where it came from; revision 1, as the writer counts on.

    *aliases* are further URLs of the article; those that led here by redirect are added.
    """
    page = kept.page
    fields = {one.name: getattr(article, one.name) for one in dataclasses.fields(Article)}
    url = article.url or page.url
    others = dict.fromkeys(one for one in (*aliases, page.requested_url, *page.redirects) if one)
    return Record(
        **{**fields, "url": url},
        id=id,
        site=site,
        aliases=[one for one in others if one not in (url, article.canonical_url)],
        fingerprint=fingerprint(_text(article)),
        text_sha256=text_sha256(article),
        fetched_at=page.fetched_at,
        first_seen_at=page.fetched_at,
        http=_http(page),
        payload_sha256=kept.payload_sha256,
        warc=kept.place,
        extractor=extractor,
    )


def text_sha256(article: Article) -> str:
    """Return the SHA-256 of title, lead and body: another one means another revision."""
    return hashlib.sha256(_text(article).encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(text: str) -> str | None:
    """Return the 64-bit SimHash of *text* as 16 hex digits, or ``None`` when it has no word.

    Made of runs of three words, in lower case; near-duplicates differ in few bits. Method: M. Charikar, Similarity
    Estimation Techniques from Rounding Algorithms, STOC 2002.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words:
        return None
    runs = list(map(" ".join, zip(words, words[1:], words[2:], strict=False))) or [" ".join(words)]
    hashes = b"".join([hashlib.blake2b(run.encode("utf-8"), digest_size=_BITS // 8).digest() for run in runs])
    bits = 0
    for place in range(_BITS // 8):
        column = hashes[place :: _BITS // 8]
        for table in _ONE_BIT:
            bits = bits << 1 | (column.translate(table).count(1) * 2 > len(runs))
    return f"{bits:016x}"


def _text(article: Article) -> str:
    return "\n\n".join(part for part in (article.title, article.lead, article.body) if part)


def _http(page: Page) -> Http:
    return Http(
        status=page.status,
        etag=page.header("ETag"),
        last_modified=page.header("Last-Modified"),
        content_type=page.content_type or page.header("Content-Type"),
    )
