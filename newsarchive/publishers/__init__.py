"""The built-in publishers: one TOML file each, here and in foreign/; families/ contains their CMS families.

Imports the standard library, msgspec and, on first use, the selectors of `newsarchive.parsers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.publishers.loader import (
    BadPublisherFile,
    Family,
    check,
    publisher_from_toml,
    read_families,
    read_publishers,
)
from newsarchive.publishers.publisher import SELECTOR_FIELDS, Publisher

__all__ = [
    "SELECTOR_FIELDS",
    "BadPublisherFile",
    "Family",
    "Publisher",
    "Publishers",
    "UnknownPublisher",
    "all_families",
    "all_publishers",
    "check",
    "publisher_from_toml",
    "publisher_named",
    "publisher_of",
]

_HERE = Path(__file__).parent


class UnknownPublisher(LookupError):
    """Raised if no publisher file has this key; the message suggests similar keys."""


class Publishers(dict[str, Publisher]):
    """Publishers by key, with an index of their domains."""

    @cached_property
    def by_domain(self) -> dict[str, Publisher]:
        """Publisher by domain without "www.": a host, or a host and the beginning of a path."""
        return {
            _bare(domain): publisher
            for publisher in self.values()
            for domain in (*publisher.domains, *publisher.mobile)
        }

    @cached_property
    def shared_hosts(self) -> frozenset[str]:
        """Hosts on which a publisher owns only a path, such as bbc.com/vietnamese and tuoitre.vn/nld."""
        return frozenset(domain.partition("/")[0] for domain in self.by_domain if "/" in domain)


def all_publishers(folder: Path | None = None) -> Publishers:
    """Return every publisher by key; files in *folder* (and its families/) add to the built-in ones or replace them.

    Raise BadPublisherFile for the first invalid file. Patterns and selectors of built-in files are compiled on first
    use, those of files in *folder* immediately.
    """
    if folder is None:
        return _our_publishers()
    theirs = read_publishers(folder, all_families(folder))
    for publisher in theirs.values():
        check(publisher, folder / f"{publisher.key}.toml")
    return _distinct({**_our_publishers(), **theirs})


def all_families(folder: Path | None = None) -> dict[str, Family]:
    """Return every CMS family by key; files in *folder*/families add to the built-in ones or replace them."""
    return _our_families() if folder is None else {**_our_families(), **read_families(folder / "families")}


# A name in the DNS has at most 253 characters (RFC 1035, 2.3.4); a port may follow.
_LONGEST_HOST = 260


def publisher_of(url: str, publishers: Mapping[str, Publisher] | None = None) -> Publisher | None:
    """Return the publisher whose domain or subdomain *url* is on, or ``None``; never raises.

    A publisher of a path ("tuoitre.vn/nld") takes precedence over the publisher of the whole host. *publishers*
    replaces the built-in ones.
    """
    given = publishers if publishers is not None else _our_publishers()
    known = given if isinstance(given, Publishers) else Publishers(given)
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    netloc = _bare(parts.netloc.rpartition("@")[2].lower())
    if len(netloc) > _LONGEST_HOST:
        return None
    for host in (netloc, *_endings(netloc.partition(":")[0].rstrip("."))):
        found = (_on_part(host, parts.path, known) if host in known.shared_hosts else None) or known.by_domain.get(host)
        if found:
            return found
    return None


def publisher_named(key: str, publishers: Mapping[str, Publisher] | None = None) -> Publisher:
    """Return the publisher with *key* or domain *key*; raise UnknownPublisher, which suggests similar keys."""
    known = publishers if publishers is not None else _our_publishers()
    found = known.get(key) or publisher_of(f"https://{key}/", known)
    if found is None:
        near = get_close_matches(key.lower(), list(known), n=3, cutoff=0.5)
        nearest = f"did you mean {' or '.join(near)}?" if near else "`newsarchive sites` lists them all"
        if "." in key:
            nearest = f"to crawl it by its address, write https://{key}/"
        raise UnknownPublisher(f'no publisher "{key}"; {nearest}')
    return found


@cache
def _our_families() -> dict[str, Family]:
    return read_families(_HERE / "families")


@cache
def _our_publishers() -> Publishers:
    families = _our_families()
    return _distinct({**read_publishers(_HERE, families), **read_publishers(_HERE / "foreign", families)})


def _distinct(publishers: Mapping[str, Publisher]) -> Publishers:
    claimed: dict[str, Publisher] = {}
    for publisher in publishers.values():
        for host in (*publisher.domains, *publisher.mobile):
            other = claimed.setdefault(_bare(host), publisher)
            if other is not publisher:
                raise BadPublisherFile(
                    f"{publisher.file}: domains: {host} is also claimed by {other.file}; "
                    f"leave it to one of them, or name the file {other.key}.toml to replace it"
                )
    return Publishers(publishers)


def _on_part(host: str, path: str, known: Publishers) -> Publisher | None:
    beginnings = [f"{host}{path[:end]}" for end, letter in enumerate(f"{path}/") if letter == "/"]
    return next((known.by_domain[domain] for domain in reversed(beginnings) if domain in known.by_domain), None)


def _bare(domain: str) -> str:
    return domain.removeprefix("www.")


def _endings(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]
