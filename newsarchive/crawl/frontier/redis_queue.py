"""RedisQueue: a spider's waiting URLs, kept in the distributed frontier."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec
from scrapy import signals

from newsarchive.article import Record
from newsarchive.crawl.counters import MALFORMED_ENTRIES, WRONG_KEYS
from newsarchive.crawl.frontier.candidate import UrlCandidate
from newsarchive.crawl.frontier.redis import RedisSite, SiteLeaseLost
from newsarchive.crawl.storing.known import KnownUrl
from newsarchive.crawl.storing.session import ArchiveSession, archive_flushed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

T = TypeVar("T")

# The prefix of each entry; no MessagePack array begins with this byte.
_VERSION = b"\x01"
_MOST_KEPT = 200  # URLs collected before one write to Redis


class _Item(msgspec.Struct, array_like=True):
    """A candidate as stored in Redis."""

    url: str
    canonical: str
    changed: date | None = None
    hops: int = 0
    source: str | None = None
    via: str | None = None
    again: bool = False


class _Doubt(msgspec.Struct, array_like=True):
    """What Redis knows about a URL that was not an article; see KnownUrl."""

    since: datetime | None = None
    last: datetime | None = None
    published: date | None = None
    outside: bool = False


_decoder = msgspec.msgpack.Decoder(_Item)
_doubt = msgspec.msgpack.Decoder(_Doubt)


class RedisQueue:
    """The WaitingQueue of *crawler*'s spider, kept in *site*; *is_due* selects the stored URLs to fetch again.

    The queue reports the outcome of a URL to the other workers once the outcome is on this worker's disk. If another
    worker has taken the site, *lost* is true, and the spider ends.
    """

    def __init__(self, crawler: Crawler, site: RedisSite, is_due: Callable[[UrlCandidate], bool]) -> None:
        self._crawler, self._site, self._is_due = crawler, site, is_due
        self._archive = crawler.get_extension(ArchiveSession)
        self._kept: list[UrlCandidate] = []
        self._open: set[str] = set()
        self._targets: dict[str, str] = {}
        self._stored: list[str] = []
        self._failed: list[str] = []
        self.lost = False
        for handler, signal in (
            (self._item_finished, signals.item_scraped),
            (self._item_finished, signals.item_dropped),
            (self._report, archive_flushed),
        ):
            crawler.signals.connect(handler, signal)

    def add(self, candidate: UrlCandidate) -> None:
        """Queue *candidate*, unless this round has already discovered it."""
        self._kept.append(candidate)
        if len(self._kept) >= _MOST_KEPT:
            self._offer()

    def take(self) -> UrlCandidate | None:
        """Return the next candidate, ``None`` if the queue is empty."""
        self._offer()
        while not self.lost:
            item = self._unless_lost(self._site.take)
            if item is None:
                return None
            candidate = _unpacked(item)
            if candidate is None or not self._site.holds(candidate.canonical):
                self._quarantine(item)
                continue
            known = self._archive.known(candidate.canonical) if self._archive else None
            if known and not candidate.again:  # the article was stored, and the notice to Redis was lost
                self.finish(candidate.canonical, remembered=True)
            elif candidate.canonical not in self._open:
                self._open.add(candidate.canonical)
                return _candidate(candidate, known)
        return None

    def _quarantine(self, item: bytes) -> None:
        """Set aside a malformed entry and count it."""
        log.warning("%s: set aside an entry of the queue that cannot be read: %r", self._site.site, item[:80])
        if self._crawler.stats:
            self._crawler.stats.inc_value(MALFORMED_ENTRIES)
        self._unless_lost(self._site.quarantine)

    def meet(self, candidate: UrlCandidate, target: str) -> bool:
        """Return whether *target*, where *candidate* redirects, was discovered in this round or is already stored."""
        self._offer()
        item = _packed(replace(candidate, url=target, canonical=target), again=False)
        is_queued = bool(self._unless_lost(lambda: self._site.meet(target, item)))
        if not is_queued:
            self._open.add(target)
            self._targets[candidate.canonical] = target
        return is_queued

    def finish(self, canonical: str, *, remembered: bool) -> None:
        """Record the outcome of *canonical*; *remembered* is whether the archive has received an outcome to store."""
        for url in (canonical, self._targets.pop(canonical, None)):
            if url:
                self._open.discard(url)
                (self._stored if remembered else self._failed).append(url)

    def recover(self) -> None:
        """Queue again the URLs that only appear to be in progress: a response from Redis may have been lost."""
        self._offer()
        self._unless_lost(lambda: self._site.recover({*self._open, *self._stored, *self._failed}))

    def size(self) -> int:
        """Return the number of waiting URLs, in Redis and in this process."""
        return self._site.size() + len(self._kept)

    def _offer(self) -> None:
        kept, self._kept = self._with_doubts(self._kept), []
        for again in (False, True):
            items = [
                (candidate.canonical, _packed(candidate, again=again))
                for candidate in kept
                if self._is_due(candidate) is again
            ]
            if items:
                self._unless_lost(lambda items=items, again=again: self._site.offer(items, again=again))  # type: ignore[misc]

    def _with_doubts(self, kept: list[UrlCandidate]) -> list[UrlCandidate]:
        """Return *kept* with what any worker recorded about non-articles, because any worker may recheck these URLs."""
        doubts = self._doubts(
            [candidate.canonical for candidate in kept if candidate.known is None or candidate.known.id is None]
        )
        known = {url: _known(doubt) for url, doubt in doubts.items()}
        return [replace(candidate, known=known.get(candidate.canonical, candidate.known)) for candidate in kept]

    def _doubts(self, urls: Sequence[str]) -> dict[str, _Doubt]:
        """Return what any worker has recorded about those of *urls* that were not articles."""
        recorded = self._unless_lost(lambda: self._site.doubts(urls)) or []  # also empty if the lease is lost
        found: dict[str, _Doubt] = {}
        for url, doubt in zip(urls, recorded, strict=False):
            try:
                found |= {url: _doubt.decode(doubt)} if doubt else {}
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                log.warning("%s: the entry for %s in Redis cannot be read; it is fetched", self._site.site, url)
        return found

    def _item_finished(self, item: object, response: Response | None) -> None:
        candidate: UrlCandidate | None = response.cb_kwargs.get("candidate") if response else None
        if candidate:
            self.finish(candidate.canonical, remembered=True)
        if isinstance(item, Record):  # other URLs of the article may also wait
            self._stored += [url for url in (item.canonical_url, item.url, *item.aliases) if url]

    def _report(self) -> None:
        """Queue new links, then report outcomes to other workers: else an article may be done and its links lost."""
        self._offer()
        stored, self._stored = self._stored, []
        failed, self._failed = self._failed, []
        doubtful = self._doubtful(stored)
        self._unless_lost(lambda: self._site.doubt(doubtful))
        self._unless_lost(lambda: self._site.settle([url for url in stored if url not in doubtful], stored=True))
        self._unless_lost(lambda: self._site.settle(failed, stored=False))

    def _doubtful(self, urls: Sequence[str]) -> dict[str, bytes]:
        """Return what is known about those of *urls* that were not articles, since the first such outcome."""
        known = {url: found for url in urls if (found := self._archive and self._archive.known(url)) and not found.id}
        before = self._doubts(list(known))
        return {url: _packed_doubt(found, before.get(url)) for url, found in known.items()}

    def _unless_lost(self, call: Callable[[], T]) -> T | None:
        if self.lost:
            return None
        try:
            return call()
        except SiteLeaseLost as error:
            self.lost = True
            log.warning("%s", error)
            return None
        finally:
            if self._crawler.stats and self._site.keys_set_aside:
                self._crawler.stats.set_value(WRONG_KEYS, self._site.keys_set_aside)


def _packed(candidate: UrlCandidate, *, again: bool) -> bytes:
    item = _Item(
        url=candidate.url,
        canonical=candidate.canonical,
        changed=candidate.changed,
        hops=candidate.hops,
        source=candidate.source,
        via=candidate.via,
        again=again,
    )
    return _VERSION + msgspec.msgpack.encode(item)


def _unpacked(item: bytes) -> _Item | None:
    """Return a decoded entry, with or without a version (as earlier workers wrote it); ``None`` if malformed."""
    try:
        return _decoder.decode(item.removeprefix(_VERSION))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _packed_doubt(known: KnownUrl, before: _Doubt | None) -> bytes:
    since = before.since if before and before.outside == known.outside else known.since
    doubt = _Doubt(since=since, last=known.last, published=known.published, outside=known.outside)
    return msgspec.msgpack.encode(doubt)


def _known(doubt: _Doubt) -> KnownUrl:
    return KnownUrl(since=doubt.since, last=doubt.last, published=doubt.published, outside=doubt.outside)


def _candidate(item: _Item, known: KnownUrl | None) -> UrlCandidate:
    return UrlCandidate(
        url=item.url,
        canonical=item.canonical,
        changed=item.changed,
        known=known,
        hops=item.hops,
        source=item.source,
        via=item.via,
    )
