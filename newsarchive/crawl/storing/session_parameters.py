"""Query parameters that identify a visit and not a page, learned for each site from repeated pages.

A parameter is learned once an article was fetched with the same title and text under three of its values. A parameter
that may identify an article is never learned: the URL without the parameter must look like an article's, the name of
the parameter must not ("id", "news"), and its values must look like tokens. A parameter is rejected as soon as one
article, anywhere on the site, has another text under another value.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from newsarchive.crawl.site import Site
from newsarchive.crawl.url_shapes import looks_like_article
from newsarchive.publishers.tracking import is_tracking, without_parameters

_VALUES = 3  # values of a parameter with the same page before the parameter is learned
_MOST_PAGES = 20_000  # pages with such parameters that are remembered; about 20 MB
# Eight characters or more with a digit among letters, sixteen digits, or a UUID: not a page number, a date or a word of
# a slug. Base64 may be padded.
_TOKEN = re.compile(
    r"(?=\w*\d)(?=\w*[A-Za-z])\w{8,128}(?:=|%3D){0,2}|\d{16,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.I | re.A,
)


@dataclass(kw_only=True)
class _Sightings:
    """A page under several values of one parameter: *urls* are its canonical URLs by value."""

    text: str
    title: bytes
    urls: dict[str, str] = field(default_factory=dict)


class SessionParameters:
    """Learns the session parameters of sites and stores them in ``Site.session_parameters``."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, str], _Sightings] = OrderedDict()
        self._telling: set[tuple[str, str]] = set()  # site and parameter under whose values pages differ

    def learn(self, site: Site, url: str, text_sha256: str, title: bytes) -> list[str]:
        """Register an article at *url*; return its canonical URLs so far, if a parameter is learned.

        *title* is a digest, see `crawl.storing.identity.title_digest`.
        """
        before: list[str] = []
        for name, value in _tokens(url):
            bare = without_parameters(url, {name})
            if (site.key, name) in self._telling or name in site.session_parameters or not site.is_article_url(bare):
                continue
            key = site.canonical(bare), name
            page = self._pages.setdefault(key, _Sightings(text=text_sha256, title=title))
            if len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
            if (page.text, page.title) != (text_sha256, title) and value not in page.urls:
                self._telling.add((site.key, name))
                continue
            page.urls[value] = site.canonical(url)
            if len(page.urls) >= _VALUES:
                site.session_parameters.add(name)
                before += page.urls.values()
        return before


def _tokens(url: str) -> list[tuple[str, str]]:
    """Return name and value of the parameters of *url* that may be session parameters."""
    pairs = (part.partition("=") for part in url.partition("#")[0].partition("?")[2].split("&"))
    return [
        (name, value)
        for name, _, value in pairs
        if name and _TOKEN.fullmatch(value) and not is_tracking(name) and not _may_name_article(name)
    ]


def _may_name_article(name: str) -> bool:
    return looks_like_article(f"https://a.example/?{name}=1234")
