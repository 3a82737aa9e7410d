"""The machine-readable files of the demo newspaper: robots.txt, sitemap index, monthly sitemaps and RSS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from email.utils import format_datetime
from html import escape

from newsarchive.demo.story import NAME, ORIGIN, Story

#: The sitemap of this month is served as a .gz file, as many publishers do with older ones.
PACKED_MONTH = "2017-09"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_TRACKED = "?utm_source=rss&utm_medium=feed&utm_campaign=trang-chu"


def robots(hidden: str) -> bytes:
    """Return robots.txt, which disallows the folder of *hidden* for every crawler."""
    folder = hidden.rpartition("/")[0]
    return f"User-agent: *\nDisallow: {folder}/\n\nSitemap: {ORIGIN}/sitemap.xml\n".encode()


def by_month(stories: Iterable[Story]) -> dict[str, list[Story]]:
    """Return *stories* by month (``2017-09``), in the order given."""
    months: dict[str, list[Story]] = {}
    for story in stories:
        months.setdefault(f"{story.time:%Y-%m}", []).append(story)
    return months


def sitemap_path(month: str) -> str:
    """Return the path of the sitemap of *month*."""
    return f"/sitemaps/{month}.xml{'.gz' if month == PACKED_MONTH else ''}"


def sitemap_index(months: Mapping[str, Sequence[Story]]) -> str:
    """Return the index of the monthly sitemaps."""
    rows = (
        f"<sitemap><loc>{ORIGIN}{sitemap_path(month)}</loc><lastmod>{max(map(_changed, stories))}</lastmod></sitemap>"
        for month, stories in months.items()
    )
    return f"{_HEAD}<sitemapindex {_XMLNS}>\n" + "\n".join(rows) + "\n</sitemapindex>\n"


def sitemap(stories: Iterable[Story]) -> str:
    """Return the sitemap of *stories*."""
    rows = (f"<url><loc>{ORIGIN}{story.path}</loc><lastmod>{_changed(story)}</lastmod></url>" for story in stories)
    return f"{_HEAD}<urlset {_XMLNS}>\n" + "\n".join(rows) + "\n</urlset>\n"


def _changed(story: Story) -> str:
    return (story.modified or story.time).isoformat()


def rss(stories: Iterable[Story]) -> str:
    """Return the feed of *stories*; its links carry tracking parameters."""
    items = "\n".join(map(_item, stories))
    return (
        f'{_HEAD}<rss version="2.0"><channel><title>{NAME}</title><link>{ORIGIN}/</link>'
        f"<description>Tin mới</description><language>vi</language>\n{items}\n</channel></rss>\n"
    )


def _item(story: Story) -> str:
    link = escape(ORIGIN + story.path + _TRACKED)
    return (
        f"<item><title>{escape(story.title)}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{story.id}</guid><pubDate>{format_datetime(story.time)}</pubDate>'
        f"<description>{escape(story.lead)}</description></item>"
    )
