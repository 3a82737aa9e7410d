"""What the spider hands to the pipelines, and what they hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newsarchive.article import Article, WarcPlace
from newsarchive.page import Page
from newsarchive.warc import Exchange


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A page that should be an article, as it came; *address* is the canonical URL it was asked under."""

    exchange: Exchange
    address: str

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.exchange.page


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A fetched page that lies in the WARC; *payload_sha256* is of its decoded bytes."""

    fetched: Fetched
    warc: WarcPlace
    payload_sha256: str


@dataclass(frozen=True, kw_only=True)
class Read:
    """A kept page and what it says."""

    kept: Kept
    article: Article


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An address that a dry run would fetch; *changed* is what its sitemap or feed says."""

    url: str
    changed: date | None = None
