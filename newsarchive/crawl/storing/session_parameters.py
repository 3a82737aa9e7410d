"""Query parameters and tokens in paths that identify a visit and not a page, learned for each site from repeated pages.

A parameter is learned once an article was fetched with the same title and text under three of its values. A parameter
that may identify an article is never learned: the URL without the parameter must look like an article's, the name of
the parameter must not ("id", "news"), and its values must look like tokens. Another name may end in "id" ("osCsid") if
the rest of the query names the article. A parameter is rejected as soon as one article, anywhere on the site, has
another text under another value. Tokens in paths (see `publishers.path_tokens`) are learned like parameters; one that
nothing announces is learned only once two articles have come under three of its values each, and so is one whose values
are numbers ("sid=1712345"), which may also be the number of a story or a section.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from newsarchive.crawl.site import Site
from newsarchive.crawl.storing.identity import title_digest
from newsarchive.crawl.url_shapes import looks_like_article
from newsarchive.publishers.canonical import canonical_url
from newsarchive.publishers.path_tokens import is_announced, is_numbered_visit, path_tokens, start_before
from newsarchive.publishers.tracking import is_tracking, without_parameters

_VALUES = 3  # values of a parameter with the same page before the parameter is learned
_ARTICLES = 2  # that must have come under that many values of a token that nothing announces, or of numbers
_MOST_PAGES = 20_000  # pages with such parameters that are remembered; about 20 MB
# Eight characters or more with a digit among letters, ten digits (a Unix time), a random fraction, or a UUID: not the
# number of a page, a date or a word of a slug. Base64 may be padded.
_TOKEN = re.compile(
    r"(?=\w*\d)(?=\w*[A-Za-z])\w{8,128}(?:=|%3D){0,2}|\d{10,128}|0?\.\d{6,20}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.I | re.A,
)


_SHORT_NUMBER = re.compile(r"\d{1,9}", re.A)

_ANY_PAGE = "https://a.example/?"
_HEX_ID = "5f3a9c1e"  # names for articles alone may have a hexadecimal value


@dataclass(kw_only=True)
class _Sightings:
    """A page under several values of its parameters: *urls* are its canonical URLs by these values."""

    text: str
    title: bytes
    urls: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def are_enough(self) -> bool:
        """Whether each of the parameters has had enough values."""
        return all(len(set(values)) >= _VALUES for values in zip(*self.urls, strict=True))


class SessionParameters:
    """Learns the session parameters of sites and stores them in ``Site.session_parameters``.

    *stored* returns the archived articles whose URL begins with a string, as pairs of URL and text digest: a site may
    begin a new session with each run, so that one run sees one value of a parameter. *stored_title* returns the title
    of the article at such a URL: articles without text (videos) have one text digest.
    """

    def __init__(
        self,
        stored: Callable[[str], Iterable[tuple[str, str]]] = lambda prefix: (),
        stored_title: Callable[[str], str | None] = lambda url: None,
    ) -> None:
        self._stored, self._stored_title = stored, stored_title
        self._pages: OrderedDict[tuple[str, tuple[str, ...]], _Sightings] = OrderedDict()
        # By site and parameters, the articles that have come under enough values.
        self._repeated: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
        # Sites and parameters under whose values pages differ.
        self._telling: set[tuple[str, tuple[str, ...]]] = set()

    def learn(self, site: Site, url: str, text_sha256: str, title: bytes) -> list[str]:
        """Register an article at *url*; return its canonical URLs so far, if its parameters are session parameters.

        *title* is a digest, see `crawl.storing.identity.title_digest`.
        """
        before: list[str] = []
        tokens = _tokens(url)
        for group in [*([token] for token in tokens), *([tokens] if len(tokens) > 1 else [])]:
            names, values = tuple(name for name, _ in group), tuple(value for _, value in group)
            if site.session_parameters.issuperset(names):
                before += self._former(site, url, names, text_sha256, title).values()
                # Of this run, before the parameter was learned: it may not be on disk yet.
                page = self._pages.pop((site.canonical(url), names), None)
                before += page.urls.values() if page and (page.text, page.title) == (text_sha256, title) else ()
                continue
            bare = without_parameters(url, names)
            if (site.key, names) in self._telling or not site.is_article_url(bare):
                continue
            key = site.canonical(bare), names
            page = self._pages.get(key)
            if page is None:
                former = self._former(site, url, names, text_sha256, title)
                page = self._pages[key] = _Sightings(text=text_sha256, title=title, urls=former)
            if len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
            if (page.text, page.title) != (text_sha256, title) and values not in page.urls:
                self._telling.add((site.key, names))
                continue
            page.urls[values] = site.canonical(url)
            repeated = self._repeated[site.key, names] if page.are_enough else set()
            repeated.add(key[0])
            is_plain = all(map(is_announced, names)) and not any(map(_SHORT_NUMBER.fullmatch, values))
            if page.are_enough and (is_plain or len(repeated) >= _ARTICLES):
                site.session_parameters.update(names)
                before += page.urls.values()
        return list(dict.fromkeys(before))

    def _former(
        self, site: Site, url: str, names: tuple[str, ...], text: str, title: bytes
    ) -> dict[tuple[str, ...], str]:
        """Return the archived URLs that differ from *url* only in their values of *names*, by these values.

        Their articles have the same *text* and *title*.
        """
        bare = site.canonical(without_parameters(url, names))
        found: dict[tuple[str, ...], str] = {}
        for stored, stored_text in self._stored(_start(canonical_url(url, site.publisher), names)):
            if stored_text != text:
                continue
            values = dict(_tokens(stored))
            is_same = site.canonical(without_parameters(stored, names)) == bare
            if is_same and values.keys() >= set(names) and title_digest(self._stored_title(stored)) == title:
                found[tuple(values[name] for name in names)] = canonical_url(stored, site.publisher)
        return found


def _start(url: str, names: tuple[str, ...]) -> str:
    """Return what a canonical *url*, with its parameters in order, has in common with those of other values."""
    if (before := start_before(url, names)) != url:
        return before
    address, mark, query = url.partition("?")
    parts = query.split("&")
    ahead = next((at for at, part in enumerate(parts) if part.partition("=")[0] in names), len(parts))
    return address + mark + "".join(f"{part}&" for part in parts[:ahead])


def _tokens(url: str) -> list[tuple[str, str]]:
    """Return name and value of the parameters of *url* that may be session parameters."""
    address, _, query = url.partition("#")[0].partition("?")
    parts = query.split("&")
    page = [address.rpartition("/")[2], *parts]
    return path_tokens(url) + [
        (name, value)
        for name, _, value in (part.partition("=") for part in parts)
        if name
        and (_TOKEN.fullmatch(value) or is_numbered_visit(name, value, _without(name, page)))
        and not is_tracking(name)
        and not _may_name_article(name, parts)
    ]


def _may_name_article(name: str, parts: list[str]) -> bool:
    """Return whether the parameter *name* may identify the article, among the *parts* of a query."""
    if not looks_like_article(f"{_ANY_PAGE}{name}=1234"):
        return False
    others = _without(name, parts)
    return looks_like_article(f"{_ANY_PAGE}{name}={_HEX_ID}") or not looks_like_article(_ANY_PAGE + others)


def _without(name: str, parts: list[str]) -> str:
    """Return the *parts* of a query, joined, without those of the parameter *name*."""
    return "&".join(part for part in parts if part.partition("=")[0] != name)
