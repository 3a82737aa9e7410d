"""Site: the news site to crawl, described by its publisher file or only by its URL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.url_shapes import full_version, is_web_address, looks_like_article, without_root_dot
from newsarchive.publishers import Publisher, publisher_of
from newsarchive.publishers.canonical import canonical_url, former_url, site_of
from newsarchive.publishers.tracking import without_parameters

_MOST_IN_PROGRESS = 1000  # URLs
_A_NUMBER = 7_350_041  # that no section's URL has


@dataclass(frozen=True, kw_only=True)
class Site:
    """The site to crawl; *start* is the first URL, and *publisher* is ``None`` for a site without a publisher file.

    *language_hint* (BCP 47) is the language that the user states for a site without a file.
    """

    start: str
    publisher: Publisher | None = None
    publishers: Mapping[str, Publisher] = field(default_factory=dict, repr=False)
    #: Query parameters that identify a visit, learned by crawl.storing.session_parameters; they grow during a crawl.
    session_parameters: set[str] = field(default_factory=set, repr=False, compare=False)
    language_hint: str | None = None

    @cached_property
    def key(self) -> str:
        """The site's name in the archive."""
        return site_of(self.start, self.publisher)

    @property
    def language(self) -> str:
        """The language of the site, which determines its calendar and time zone."""
        return self.publisher.language if self.publisher else self.language_hint or "vi"

    def holds(self, url: str) -> bool:
        """Return whether *url* belongs to this site."""
        return self._holds(url)

    @cached_property
    def _holds(self) -> Callable[[str], bool]:
        """`holds` for the URLs of the pages in progress: each is judged by several components."""
        return lru_cache(_MOST_IN_PROGRESS)(self._is_on_site)

    def _is_on_site(self, url: str) -> bool:
        found = publisher_of(url, self.publishers)
        if self.publisher is not None:
            return found is self.publisher or found == self.publisher
        return site_of(url, found) == self.key

    def is_article_url(self, url: str) -> bool:
        """Return whether *url* matches the publisher file's article patterns, or else common ones."""
        declared = self.publisher.is_article_url(url) if self.publisher else None
        return looks_like_article(url) if declared is None else declared

    def has_rule_for(self, url: str) -> bool:
        """Return whether the publisher file says if *url* is an article's, so that no list knows better."""
        return self.publisher is not None and self.publisher.is_article_url(url) is not None

    def may_show_article(self, url: str) -> bool:
        """Return whether *url* is an article's, or that of an article's AMP, print or mobile version."""
        return self.is_article_url(url) or ((full := full_version(url)) is not None and self.is_article_url(full))

    def canonical(self, url: str) -> str:
        """Return the canonical URL of *url*, as far as it can be known before the fetch."""
        return self._canonical(without_parameters(url, self.session_parameters))

    def former(self, url: str) -> str | None:
        """Return the canonical URL that older archives have for *url*, if another; see `canonical.former_url`."""
        return former_url(without_parameters(url, self.session_parameters), self.publisher)

    @cached_property
    def _canonical(self) -> Callable[[str], str]:
        return lru_cache(_MOST_IN_PROGRESS)(lambda url: canonical_url(url, self.publisher))

    def sections(self, wanted: str | None) -> tuple[str, ...]:
        """Return the known listings, restricted to those that *wanted* names; raise BadPlan if there are none."""
        known = self.publisher.sections if self.publisher else ()
        if wanted is None:
            return known
        if wanted.startswith(("http://", "https://")):
            return (wanted,)
        slug = section_slug(wanted)
        chosen = tuple(url for url in known if slug in unquote(urlsplit(url).path).lower())
        if known and not chosen:
            names = ", ".join(sorted(urlsplit(url).path.strip("/") for url in known))
            raise BadPlan(f'--section: {self.key} has no section "{wanted}"; it has {names}; or give its full address')
        return chosen

    def pages_by_number(self, section: str, number: int) -> str | None:
        """Return the URL of page *number* of a listing, if the publisher file defines how pages are numbered."""
        if self.publisher is None:
            return None
        pattern = next((pattern for pattern in self.publisher.pagination if "{page}" in pattern), None)
        return self.publisher.fill(pattern, section=section, page=number) if pattern else None

    def page_template(self, section: str) -> str | None:
        """Return the URL of a listing's pages with ``{page}`` in place of the number."""
        first, second = self.pages_by_number(section, _A_NUMBER), self.pages_by_number(section, _A_NUMBER + 1)
        if first is None or second is None or first.replace(str(_A_NUMBER), str(_A_NUMBER + 1)) != second:
            return None
        return first.replace(str(_A_NUMBER), "{page}")

    @property
    def next_page_selectors(self) -> tuple[str, ...]:
        """Selectors of the link to a listing's next page."""
        return (
            tuple(pattern for pattern in self.publisher.pagination if "{page}" not in pattern) if self.publisher else ()
        )

    def at_root(self, path: str) -> str:
        """Return the URL of *path* at the root of the site's host."""
        return urljoin(self.start, path)


def section_slug(name: str) -> str:
    """Return the part of a URL that names the section *name*: "Kinh tế" is "kinh-te", "/kinh-te/" is unchanged."""
    letters = unicodedata.normalize("NFD", name.strip().strip("/").lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\s&,]+", "-", plain).strip("-")


def site_at(url: str, publishers: Mapping[str, Publisher], language: str | None = None) -> Site:
    """Return the site that *url* belongs to; raise BadPlan if *url* is not a web address.

    *language* is the language of a site without a publisher file.
    """
    if not is_web_address(url):
        raise BadPlan(f'"{url}" is neither a publisher nor a web address; write https://…, or see `newsarchive sites`')
    url = without_root_dot(url)
    publisher = publisher_of(url, publishers)
    return Site(start=url, publisher=publisher, publishers=publishers, language_hint=language)
