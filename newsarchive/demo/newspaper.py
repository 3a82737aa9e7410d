"""The whole demo site as a value: every page by its path, and the expected articles."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from newsarchive.article import Article
from newsarchive.demo import feeds, grown, layouts, listings
from newsarchive.demo.pictures import png
from newsarchive.demo.story import ORIGIN, DemoSection, Story, written_stories

#: Disallowed by robots.txt and linked from the front page: must never be fetched.
HIDDEN_PATH = "/xem-truoc/ban-nhap-chua-duyet-777.html"
#: Linked from a section listing; the response is 404.
GONE_PATH = "/kinh-te/phien-cho-da-bai-bo-40404.html"
#: Pages whose URLs look like an article's but which are not articles.
CONTACT_PATH = "/lien-he-toa-soan-900.html"
TOPIC_PATH = "/chuyen-de-mua-nuoc-noi-901.html"

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The response to one path; URLs in *body* start with ORIGIN, which the server replaces by its own origin."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    location: str | None = None
    modified: datetime | None = None
    packed: bool = False
    """Whether the file is gzip (a .gz sitemap); *body* is its decompressed content."""


class Pages(Mapping[str, Reply]):
    """Replies by path, rendered on request, so that a newspaper of 20,000 articles opens in a second."""

    def __init__(self, makers: dict[str, Callable[[], Reply]]) -> None:
        self._makers = makers

    def __getitem__(self, path: str) -> Reply:
        return self._makers[path]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, path: object) -> bool:
        return path in self._makers


@dataclass(frozen=True, kw_only=True)
class Newspaper:
    """The demo newspaper: *stories*, newest first, and every response of its server, by path."""

    edition: int
    stories: tuple[Story, ...]

    @cached_property
    def expected(self) -> tuple[Article, ...]:
        """The ground truth: the expected article of each story, newest first."""
        return tuple(story.expected() for story in self.stories)

    @cached_property
    def article_paths(self) -> frozenset[str]:
        """The paths of the articles themselves."""
        return frozenset(story.path for story in self.stories)

    @cached_property
    def sections(self) -> tuple[DemoSection, ...]:
        """The sections, by path."""
        return tuple(sorted({story.section for story in self.stories}, key=lambda section: section.slug))

    @cached_property
    def pages(self) -> Pages:
        """Every path whose response is not 404."""
        makers: dict[str, Callable[[], Reply]] = {}
        for pages in (_articles(self), _amp(self), _moved(self), _listings(self), _feeds(self), _extras(self)):
            makers.update(pages)
        return Pages(makers | _pictures(self.stories))


def newspaper(articles: int = 0, edition: int = 1) -> Newspaper:
    """Return the demo newspaper, grown with generated articles until it has at least *articles*.

    *edition* 2 is the newspaper a little later: one article has changed, another is new. The same arguments always give
    the same newspaper. Raise ValueError for another edition.
    """
    if edition not in (1, 2):
        raise ValueError(f"edition {edition}: the demo newspaper has two editions; choose 1 or 2")
    written = written_stories(edition)
    sections = tuple(sorted({story.section for story in written}, key=lambda section: section.slug))
    grown_stories = grown.stories(articles - len(written), sections)
    return Newspaper(edition=edition, stories=_newest_first((*written, *grown_stories)))


def _newest_first(stories: Iterable[Story]) -> tuple[Story, ...]:
    return tuple(sorted(stories, key=lambda story: (story.time, story.id), reverse=True))


def _articles(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    neighbours = _related(newspaper.stories)
    for story in newspaper.stories:
        yield story.path, partial(_article, story, newspaper, neighbours[story.id])


def _related(stories: Sequence[Story]) -> dict[int, tuple[Story, ...]]:
    """Return, for each story, the three before it in its section (the oldest link to the newest)."""
    by_section: dict[str, list[Story]] = {}
    for story in stories:
        by_section.setdefault(story.section.slug, []).append(story)
    return {
        story.id: (*of_section[place + 1 : place + 4], *of_section[: max(0, place + 4 - len(of_section))])
        for of_section in by_section.values()
        for place, story in enumerate(of_section)
    }


def _article(story: Story, newspaper: Newspaper, related: Sequence[Story]) -> Reply:
    around = layouts.Surroundings(sections=newspaper.sections, related=related, popular=newspaper.stories[:3])
    html = layouts.article_html(story, around)
    kind, body = "text/html; charset=utf-8", html.encode()
    if "windows-1258" in story.traps:
        kind, body = "text/html", _windows_1258(html)
    elif "latin-1" in story.traps:
        kind = "text/html; charset=iso-8859-1"
    return Reply(content_type=kind, body=body, modified=story.modified or story.time)


def _windows_1258(html: str) -> bytes:
    """Encode as Windows does: tone marks are combining characters, all other letters are precomposed."""
    out: list[str] = []
    for letter in html:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        out.append(base + tones)
    return "".join(out).encode("cp1258", "xmlcharrefreplace")


def _amp(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    for story in newspaper.stories:
        if "amp" in story.traps:
            yield layouts.amp_path(story), partial(_html, layouts.amp_html, story)


def _moved(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    for story in newspaper.stories:
        if "moved" in story.traps:
            yield old_path(story), partial(Reply, status=301, location=ORIGIN + story.path)


def old_path(story: Story) -> str:
    """Return the former path of a moved story, which redirects to its page."""
    return f"/tin-cu/{story.id}.html"


def _listings(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    newest = newspaper.stories[0].modified or newspaper.stories[0].time
    for listing in listings.of_newspaper(newspaper.stories, newspaper.sections, extra=_odd_links(newspaper.stories)):
        for number in range(1, listing.page_count + 1):
            yield listing.path(number), partial(_html, listing.html, number, modified=newest)


def _odd_links(stories: Sequence[Story]) -> dict[str, list[tuple[str, str]]]:
    """Return links, by listing, that a crawler must handle: broken, disallowed and to pages that are not articles."""
    moved = [(old_path(story), story.title) for story in stories if "moved" in story.traps]
    amp = [(layouts.amp_path(story), story.title) for story in stories if "amp" in story.traps]
    return {
        "/": [(HIDDEN_PATH, "Bản nháp chưa duyệt"), (TOPIC_PATH, "Chuyên đề: Mùa nước nổi"), *moved, *amp],
        "/kinh-te": [(GONE_PATH, "Phiên chợ đã bãi bỏ")],
    }


def _feeds(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    months = feeds.by_month(newspaper.stories)
    yield "/robots.txt", partial(Reply, content_type="text/plain; charset=utf-8", body=feeds.robots(HIDDEN_PATH))
    yield "/sitemap.xml", partial(_xml, feeds.sitemap_index, months)
    for month, stories in months.items():
        path = feeds.sitemap_path(month)
        yield path, partial(_xml, feeds.sitemap, stories, packed=path.endswith(".gz"))
    yield (
        "/rss/trang-chu.rss",
        partial(_xml, feeds.rss, newspaper.stories[:20], kind="application/rss+xml; charset=utf-8"),
    )


def _extras(newspaper: Newspaper) -> Iterator[tuple[str, Callable[[], Reply]]]:
    yield CONTACT_PATH, partial(_html, layouts.contact_html, newspaper.sections)
    yield TOPIC_PATH, partial(_html, listings.topic_html, newspaper.stories, newspaper.sections)
    yield HIDDEN_PATH, partial(Reply, body="<!DOCTYPE html><title>Bản nháp</title><p>Chưa duyệt.".encode())
    yield "/anh/bieu-trung.png", partial(_png, "/anh/bieu-trung.png")


def _pictures(stories: Iterable[Story]) -> dict[str, Callable[[], Reply]]:
    return {picture.url: partial(_png, picture.url) for story in stories for picture in story.pictures}


def _png(path: str) -> Reply:
    return Reply(content_type="image/png", body=png(path))


def _html(write: Callable[..., str], *about: object, modified: datetime | None = None) -> Reply:
    return Reply(body=write(*about).encode(), modified=modified)


def _xml(write: Callable[..., str], *about: object, kind: str = "application/xml", packed: bool = False) -> Reply:
    return Reply(content_type="application/gzip" if packed else kind, body=write(*about).encode(), packed=packed)
