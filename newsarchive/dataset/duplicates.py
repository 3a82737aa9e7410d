"""Near-duplicates: agency reports that several sites publish, or one article under two URLs.

Two records are near-duplicates if their fingerprints (SimHash, 64 bits; see archive/records.py) differ in few bits. In
a text of 300 to 900 words, another headline changes 4 to 9 bits, and replacing every twentieth word 8 to 16. Two
unrelated texts differ in about 32 bits, and in a million articles hardly any pair differs in 6 or fewer.

To avoid comparing all pairs, the 64 bits are split into more bands than there may be differing bits. Some bands are
then equal, so a text is compared only with texts that share enough bands with it (G. Manku, A. Jain, A. Das Sarma,
Detecting Near-Duplicates for Web Crawling, WWW 2007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations, pairwise
from math import comb, exp2

from newsarchive.article import Record

_BITS = 64
#: The largest distance allowed; larger distances are common among unrelated texts.
FARTHEST = 8
_LAST = datetime.max.replace(tzinfo=UTC)
# Inserting a text into a table takes about as long as three comparisons.
_ENTRY = 3.0


@dataclass(frozen=True, kw_only=True)
class Copy:
    """An article of a cluster; *distance* is the number of bits in which it differs from the first article."""

    id: str
    site: str
    published_at: datetime | None
    title: str | None
    url: str | None
    distance: int


@dataclass(frozen=True, kw_only=True)
class DuplicateCluster:
    """Articles with nearly the same text, sorted by publication time, undated ones last."""

    articles: tuple[Copy, ...]

    @property
    def first(self) -> Copy:
        """Return the article that was published first."""
        return self.articles[0]

    @property
    def sites(self) -> tuple[str, ...]:
        """Return the sites, in the order in which they published the text."""
        return tuple(dict.fromkeys(article.site for article in self.articles))


def clusters(
    records: Iterable[Record], *, distance: int = 6, across_sites: bool = False, min_words: int = 40
) -> list[DuplicateCluster]:
    """Return the clusters of *records* (a Dataset or a list: it is iterated twice), the largest first.

    Two articles belong to one cluster if their fingerprints differ in at most *distance* bits (0 to 8), or if a chain
    of such pairs links them. Texts of fewer than *min_words* words are excluded: short notices are similar without
    being copies. With *across_sites*, only clusters with several sites are returned. Raise ValueError for an invalid
    *distance*.
    """
    if not 0 <= distance <= FARTHEST:
        raise ValueError(f"distance={distance}: give a number from 0 to {FARTHEST}")
    counts: defaultdict[int, int] = defaultdict(int)
    for print_ in (_fingerprint(record, min_words) for record in records):
        if print_ is not None:
            counts[print_] += 1
    groups = _linked(list(counts), near_pairs(list(counts), distance), counts)
    members = _members(records, groups, min_words)
    found = [_cluster(cluster) for cluster in members.values() if len(cluster) > 1]
    wanted = [cluster for cluster in found if not across_sites or len(cluster.sites) > 1]
    return sorted(
        wanted, key=lambda cluster: (-len(cluster.articles), _moment(cluster.first.published_at), cluster.first.id)
    )


def near_pairs(prints: Sequence[int], distance: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of different 64-bit *prints* (fingerprints) with at most *distance* differing bits."""
    if not distance:
        return
    bands = _bands(len(prints), distance)
    for chosen in combinations(_masks(bands), bands - distance):
        mask = sum(chosen)
        table: defaultdict[int, list[int]] = defaultdict(list)
        for fingerprint in prints:
            table[fingerprint & mask].append(fingerprint)
        for bucket in table.values():
            for at, fingerprint in enumerate(bucket):
                yield from (
                    (fingerprint, other) for other in bucket[at + 1 :] if (fingerprint ^ other).bit_count() <= distance
                )


def _bands(count: int, distance: int) -> int:
    """Return the number of bands that minimizes the work for *count* texts."""

    def work(bands: int) -> float:
        alike = count / exp2(_BITS * (bands - distance) / bands)
        return comb(bands, distance) * (_ENTRY + alike / 2)

    return min(range(distance + 1, distance + 5), key=work)


def _masks(bands: int) -> list[int]:
    edges = [round(band * _BITS / bands) for band in range(bands + 1)]
    return [(1 << end) - (1 << start) for start, end in pairwise(edges)]


def _linked(prints: Sequence[int], pairs: Iterable[tuple[int, int]], counts: dict[int, int]) -> dict[int, int]:
    """Return the group of each fingerprint that has near-duplicates (the root of its tree of links)."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = parent[node]
        return node

    for fingerprint, other in pairs:
        parent[root(fingerprint)] = root(other)
    for fingerprint in prints:
        if counts[fingerprint] > 1:
            root(fingerprint)
    return {fingerprint: root(fingerprint) for fingerprint in parent}


def _members(records: Iterable[Record], groups: dict[int, int], min_words: int) -> dict[int, list[tuple[int, Record]]]:
    found: defaultdict[int, list[tuple[int, Record]]] = defaultdict(list)
    for record in records:
        print_ = _fingerprint(record, min_words)
        if print_ in groups:
            found[groups[print_]].append((print_, record))
    return found


def _cluster(members: list[tuple[int, Record]]) -> DuplicateCluster:
    members = sorted(members, key=lambda member: (_moment(member[1].published_at), member[1].id))
    first = members[0][0]
    return DuplicateCluster(articles=tuple(_copy(record, (print_ ^ first).bit_count()) for print_, record in members))


def _copy(record: Record, distance: int) -> Copy:
    return Copy(
        id=record.id,
        site=record.site,
        published_at=record.published_at,
        title=record.title,
        url=record.url,
        distance=distance,
    )


def _fingerprint(record: Record, min_words: int) -> int | None:
    if record.fingerprint is None or record.body.count(" ") + 1 < min_words:
        return None
    try:
        return int(record.fingerprint, 16)
    except ValueError:
        return None  # records from other tools may have other fingerprints


def _moment(at: datetime | None) -> datetime:
    if at is None:
        return _LAST
    return at if at.tzinfo else at.replace(tzinfo=UTC)
