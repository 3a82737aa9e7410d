"""Undated links of sitemaps beside the period: a few are fetched first, the others only if one of these is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from newsarchive.crawl.spiders.sources import LinkCandidate

_AT_EACH_END = 2
_NUMBER = re.compile(r"\d{4,18}(?!.*\d{4})")  # the last one in a URL


class BesidePeriod:
    """The links without a date of the months before and after the period, by sitemap.

    Where sitemaps are split by UTC, the articles of the first hours of a day in the east are in the sitemap of the day
    before. These are at one end of a list in order, or have the highest numbers.
    """

    def __init__(self) -> None:
        self._links: dict[str, list[LinkCandidate]] = {}
        self._samples: dict[str, list[LinkCandidate]] = {}

    def __bool__(self) -> bool:
        return bool(self._links)

    def add(self, sitemap: str, link: LinkCandidate) -> None:
        """Put a *link* of a *sitemap* beside the period aside."""
        self._links.setdefault(sitemap, []).append(link)

    def sample(self) -> list[LinkCandidate]:
        """Return the links of each sitemap that are fetched first; they are remembered for `decide`."""
        fresh = [sitemap for sitemap in self._links if sitemap not in self._samples]
        self._samples |= {sitemap: _sample(self._links[sitemap]) for sitemap in fresh}
        return [link for sitemap in fresh for link in self._samples[sitemap]]

    def decide(self, is_inside: Callable[[str], bool]) -> tuple[list[LinkCandidate], list[LinkCandidate]]:
        """Return the links of the sitemaps with a sample for which *is_inside*, and the links of the others."""
        links, self._links = self._links, {}
        wanted: list[LinkCandidate] = []
        unwanted: list[LinkCandidate] = []
        for sitemap, found in links.items():
            sample = self._samples.pop(sitemap, [])
            (wanted if any(is_inside(link.url) for link in sample) else unwanted).extend(found)
        return wanted, unwanted


def _sample(links: Sequence[LinkCandidate]) -> list[LinkCandidate]:
    numbered = sorted(links, key=lambda link: int(found[0]) if (found := _NUMBER.search(link.url)) else 0)
    ends = (*links[:_AT_EACH_END], *links[-_AT_EACH_END:], *numbered[-_AT_EACH_END:])
    return list({link.url: link for link in ends}.values())
