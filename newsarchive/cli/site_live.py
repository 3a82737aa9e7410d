"""Request the addresses of a publisher file, one at a time: which work, moved, are empty or do not respond."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from newsarchive.archive.appending import replace_file
from newsarchive.cli.fetch import CannotFetch, fetch_page
from newsarchive.page import Page
from newsarchive.publishers import Publisher

USER_AGENT = "newsarchive"
_MOST_BYTES = 20_000_000  # sitemaps of large archives
_LONGEST_PAUSE = 60.0  # seconds; a robots.txt that asks for more is kept to this
_ABSENT = re.compile(r"returned (?:404|410) ")
_WWW = re.compile(r"^www\.")
_TABLE = re.compile(r"^\[", re.M)
_VERIFIED = re.compile(r"^verified = .*\n", re.M)


class State(StrEnum):
    """The outcome of requesting one address."""

    WORKS = "works"
    MOVED = "moved"
    EMPTY = "empty"
    DEAD = "dead"
    FORBIDDEN = "forbidden"
    ABSENT = "absent"
    SKIPPED = "skipped"
    UNREACHED = "unreached"

    @property
    def is_problem(self) -> bool:
        """Whether the publisher file needs a correction."""
        return self in (State.MOVED, State.EMPTY, State.DEAD, State.FORBIDDEN)


@dataclass(frozen=True, kw_only=True)
class LiveAddress:
    """One requested address: its *kind* (robots, feed, sitemap, section, archive, home), *state* and what was found."""

    kind: str
    url: str
    state: State
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.state:<9} {self.kind:<8} {self.url}{f'  ({self.detail})' if self.detail else ''}"


@dataclass
class LiveCheck:
    """Requests of one run: one host at a time, with *delay* seconds between two requests to a host.

    robots.txt is requested first and obeyed; a Crawl-delay longer than *delay* counts. Tests set *fetch* and *sleep*.
    """

    delay: float = 1.0
    allow_private: bool = False
    today: date = field(default_factory=date.today)
    fetch: Callable[..., Page] = fetch_page
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self._robots: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}
        self._unreached: set[str] = set()  # hosts

    def check(self, publisher: Publisher) -> Iterator[LiveAddress]:
        """Request every address of *publisher*, and yield the results; patterns stand for yesterday or last month."""
        addresses = list(_addresses(publisher, self.today))
        for host in dict.fromkeys(_root(url) for _, url in addresses):
            yield self._read_robots(host, publisher)
            for kind, url in addresses:
                if _root(url) == host:
                    yield self._request(kind, url, publisher)

    def _read_robots(self, root: str, publisher: Publisher) -> LiveAddress:
        url = f"{root}/robots.txt"
        rules = RobotFileParser(url)
        self._robots[root] = rules
        try:
            page = self._fetch(url, root, publisher)
        except CannotFetch as error:
            # No file: no rules. A file that cannot be read closes its host, as for a crawl (RFC 9309, 2.3.1.4).
            is_absent = _ABSENT.search(str(error)) is not None
            rules.parse([] if is_absent else ["User-agent: *", "Disallow: /"])
            state = State.ABSENT if is_absent else _state(error)
            if state is State.UNREACHED:
                self._unreached.add(root)
            return LiveAddress(kind="robots", url=url, state=state, detail=_reason(error, url))
        rules.parse(page.body.decode("utf-8", "replace").splitlines())
        unnamed = [address for address in rules.site_maps() or () if not _is_among(address, publisher.sitemaps)]
        detail = f"names sitemaps that the file lacks: {', '.join(unnamed[:3])}" if unnamed else ""
        return LiveAddress(kind="robots", url=url, state=State.WORKS, detail=detail)

    def _request(self, kind: str, url: str, publisher: Publisher) -> LiveAddress:
        root = _root(url)
        if root in self._unreached:
            return LiveAddress(kind=kind, url=url, state=State.UNREACHED, detail="as robots.txt")
        if not self._robots[root].can_fetch(USER_AGENT, url):
            return LiveAddress(kind=kind, url=url, state=State.FORBIDDEN, detail="robots.txt")
        if publisher.browser and kind in ("section", "archive"):
            return LiveAddress(kind=kind, url=url, state=State.SKIPPED, detail="needs a browser")
        try:
            page = self._fetch(url, root, publisher)
        except CannotFetch as error:
            return LiveAddress(kind=kind, url=url, state=_state(error), detail=_reason(error, url))
        if page.redirects and not _is_same(url, page.url or url):
            return LiveAddress(kind=kind, url=url, state=State.MOVED, detail=f"to {page.url}")
        found = list(_listed(kind, page, publisher))
        state = State.WORKS if found or kind == "home" else State.EMPTY
        return LiveAddress(kind=kind, url=url, state=state, detail=_summary(kind, found))

    def _fetch(self, url: str, root: str, publisher: Publisher) -> Page:
        delay = self._robots[root].crawl_delay(USER_AGENT)
        pause = min(max(self.delay, publisher.delay or 0.0, float(delay or 0)), _LONGEST_PAUSE)
        waited = time.monotonic() - self._last.get(root, -pause)
        if waited < pause:
            self.sleep(pause - waited)
        try:
            return self.fetch(url, allow_private=self.allow_private, max_bytes=_MOST_BYTES)
        finally:
            self._last[root] = time.monotonic()


def write_verified(path: Path, day: date) -> None:
    """Set ``verified = DAY`` in the publisher file at *path*; raise ArchiveError when it cannot be written."""
    text = _VERIFIED.sub("", path.read_text("utf-8"))
    table = _TABLE.search(text)
    head, following = (text[: table.start()], text[table.start() :]) if table else (text, "")
    head = f"{head.rstrip()}\nverified = {day}\n"
    replace_file(path, f"{head}\n{following}".encode() if following else head.encode())


def _addresses(publisher: Publisher, today: date) -> Iterator[tuple[str, str]]:
    yield "home", publisher.home
    yield from (("feed", url) for url in publisher.feeds)
    yield from (("sitemap", url) for url in publisher.sitemaps)
    last_month = today.replace(day=1) - timedelta(days=1)
    yield from (("sitemap", url) for url in publisher.sitemaps_of(last_month, last_month))
    yield from (("section", url) for url in publisher.sections)
    yield from (("archive", publisher.fill(pattern, day=today - timedelta(days=1))) for pattern in publisher.archive)


def _listed(kind: str, page: Page, publisher: Publisher) -> Iterator[tuple[str, date | None]]:
    """Yield the URLs that a feed, a sitemap or a listing names, with their days where it says them."""
    from newsarchive.crawl.spiders.links import links_of
    from newsarchive.crawl.spiders.sources.feeds import feed_entries, is_feed
    from newsarchive.crawl.spiders.sources.sitemaps import is_sitemap, sitemap_entries
    from newsarchive.crawl.url_shapes import looks_like_article

    address = page.url or ""
    if kind == "feed" or (kind == "sitemap" and is_feed(page.body)):
        if is_feed(page.body):
            yield from ((entry.url, entry.published) for entry in feed_entries(page.body, address))
    elif kind == "sitemap":
        if is_sitemap(page.body):
            yield from ((entry.url, entry.changed) for entry in sitemap_entries(page.body, address))
    else:
        for link in links_of(page).inside:
            is_article = publisher.is_article_url(link.url)
            if looks_like_article(link.url) if is_article is None else is_article:
                yield link.url, None


def _summary(kind: str, found: list[tuple[str, date | None]]) -> str:
    singular, several = {"feed": ("entry", "entries"), "sitemap": ("URL", "URLs")}.get(
        kind, ("article link", "article links")
    )
    days = [day for _, day in found if day]
    newest = f", newest {max(days)}" if days else ""
    return f"{len(found):,} {singular if len(found) == 1 else several}{newest}"


def _state(error: CannotFetch) -> State:
    return State.UNREACHED if error.is_unreached else State.DEAD


def _reason(error: CannotFetch, url: str) -> str:
    return str(error).removeprefix(f"{url}: ").partition(";")[0]


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_among(url: str, others: Iterable[str]) -> bool:
    return any(_is_same(url, other) for other in others)


def _is_same(first: str, second: str) -> bool:
    """Whether two URLs differ in no more than http or https, "www." and a final slash."""
    parts = [urlsplit(url) for url in (first, second)]
    keys = [(_WWW.sub("", part.netloc), part.path.rstrip("/"), part.query) for part in parts]
    return keys[0] == keys[1]
