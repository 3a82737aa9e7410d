"""The publishers newsarchive knows: one TOML file each in this folder, CMS families in families/."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.publishers.loader import (
    BadPublisherFile,
    Family,
    check_finders,
    publisher_from_toml,
    read_families,
    read_publishers,
)
from newsarchive.publishers.publisher import FINDER_FIELDS, Publisher

__all__ = [
    "FINDER_FIELDS",
    "BadPublisherFile",
    "Family",
    "Publisher",
    "Publishers",
    "UnknownPublisher",
    "all_families",
    "all_publishers",
    "check_finders",
    "publisher_from_toml",
    "publisher_named",
    "publisher_of",
]

_HERE = Path(__file__).parent


class UnknownPublisher(LookupError):
    """A publisher key that no file has; the message lists the nearest."""


class Publishers(dict[str, Publisher]):
    """Publishers by key, with an index of their hosts."""

    @cached_property
    def by_host(self) -> dict[str, Publisher]:
        """Publisher by host without "www."; the hosts are those that the files name."""
        return {_bare(host): one for one in self.values() for host in (*one.domains, *one.mobile)}


def all_publishers(folder: Path | None = None) -> Publishers:
    """Return every publisher by key; files in *folder* (and its families/) add to ours or replace a namesake.

    Raises BadPublisherFile for the first file that is wrong. Finders of our own files are compiled on first use, those
    in *folder* at once.
    """
    if folder is None:
        return _our_publishers()
    theirs = read_publishers(folder, all_families(folder))
    for one in theirs.values():
        check_finders(one.finder_sources, folder / f"{one.key}.toml")
    return _distinct({**_our_publishers(), **theirs})


def all_families(folder: Path | None = None) -> dict[str, Family]:
    """Return every CMS family by key; files in *folder*/families add to ours or replace them."""
    return _our_families() if folder is None else {**_our_families(), **read_families(folder / "families")}


def publisher_of(url: str, publishers: Mapping[str, Publisher] | None = None) -> Publisher | None:
    """Return the publisher whose domain *url* is on (a subdomain counts), or ``None``; never raises."""
    known = publishers if publishers is not None else _our_publishers()
    hosts = known.by_host if isinstance(known, Publishers) else Publishers(known).by_host
    try:
        netloc = urlsplit(url.strip()).netloc
    except ValueError:
        return None
    host = _bare(netloc.rpartition("@")[2].lower())
    if host in hosts:
        return hosts[host]
    labels = host.partition(":")[0].rstrip(".").split(".")
    return next((hosts[name] for name in _endings(labels) if name in hosts), None)


def publisher_named(key: str, publishers: Mapping[str, Publisher] | None = None) -> Publisher:
    """Return the publisher with *key* (or one of its domains); raise UnknownPublisher naming the nearest keys."""
    known = publishers if publishers is not None else _our_publishers()
    found = known.get(key) or publisher_of(f"https://{key}/", known)
    if found is None:
        near = get_close_matches(key.lower(), list(known), n=3, cutoff=0.5)
        nearest = f"did you mean {' or '.join(near)}?" if near else "`newsarchive sites` lists them all"
        raise UnknownPublisher(f'no publisher "{key}"; {nearest}')
    return found


@cache
def _our_families() -> dict[str, Family]:
    return read_families(_HERE / "families")


@cache
def _our_publishers() -> Publishers:
    return _distinct(read_publishers(_HERE, _our_families()))


def _distinct(publishers: Mapping[str, Publisher]) -> Publishers:
    claimed: dict[str, Publisher] = {}
    for one in publishers.values():
        for host in (*one.domains, *one.mobile):
            other = claimed.setdefault(_bare(host), one)
            if other is not one:
                raise BadPublisherFile(
                    f"{one.file}: domains: {host} is also claimed by {other.file}; "
                    f"leave it to one of them, or name the file {other.key}.toml to replace it"
                )
    return Publishers(publishers)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _endings(labels: list[str]) -> list[str]:
    return [".".join(labels[start:]) for start in range(len(labels))]
