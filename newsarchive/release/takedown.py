"""The takedown list: articles (by id, URL or URL pattern) that are not released and not fetched again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from newsarchive.archive.reading.json_files import BadFile, read_small

#: The list in the folder of the archive, if there is one.
USUAL_NAME = "takedown.txt"
#: The list in a release: withdrawn ids, which holders of an earlier copy should delete.
WITHDRAWN = "withdrawn.txt"

_ID = re.compile(r"[a-z0-9.-]+:[0-9a-f]{16}")
_START = re.compile(r"https?://(?:www\.)?", re.I)


class Named(Protocol):
    """The attributes of a record by which a list can name it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def url(self) -> str | None:
        """The URL of the response."""

    @property
    def canonical_url(self) -> str | None:
        """The canonical URL."""

    @property
    def aliases(self) -> Sequence[str]:
        """Other URLs of the article."""


class BadTakedownList(ValueError):
    """Raised for an invalid line; the message names the file and the line."""


@dataclass(frozen=True, kw_only=True)
class Takedown:
    """What to withhold: *ids*, *urls* (without scheme, `www.` and final slash) and *patterns* of such URLs."""

    ids: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ids or self.urls or self.patterns)

    def holds(self, record: Named) -> bool:
        """Return whether *record* is withheld, by its id or any of its URLs."""
        return record.id in self.ids or any(
            self.holds_url(url) for url in (record.url, record.canonical_url, *record.aliases) if url
        )

    def holds_url(self, url: str) -> bool:
        """Return whether *url* is withheld, with or without `www.`, with http or https."""
        bare = _bare(url)
        return bare in self.urls or any(pattern.fullmatch(bare) for pattern in self.patterns)

    def __or__(self, other: Takedown) -> Takedown:
        return Takedown(
            ids=self.ids | other.ids, urls=self.urls | other.urls, patterns=(*self.patterns, *other.patterns)
        )


def read_takedown(path: Path) -> Takedown:
    """Read a takedown list. A line is an id (`site:0123456789abcdef`), a URL or a URL with `*`; `#` begins a comment.

    Raise BadTakedownList for any other line: a typing error must not publish an article that should be withheld.
    """
    try:
        text = read_small(path).decode("utf-8-sig")
    except BadFile as error:
        raise BadTakedownList(f"{path}: {error}") from error
    return parsed_takedown(text.splitlines(), str(path))


def parsed_takedown(lines: Iterable[str], place: str) -> Takedown:
    """Parse the *lines* of a takedown list; see read_takedown. *place* is its name in messages.

    Raise BadTakedownList, whose message names the line, for one that is not an id, a URL or a URL with ``*``.
    """
    ids, urls, patterns = set(), set(), []
    for number, word in _words(lines):
        if _ID.fullmatch(word):
            ids.add(word)
        elif not _is_address(word):
            raise BadTakedownList(
                f'{place}:{number}: "{word[:80]}" is not an id, a URL or a URL with *; write one per line'
            )
        elif "*" in word:
            patterns.append(re.compile(".*".join(map(re.escape, _bare(word).split("*"))), re.S))
        else:
            urls.add(_bare(word))
    return Takedown(ids=frozenset(ids), urls=frozenset(urls), patterns=tuple(patterns))


def takedown_of(archive: Path, lists: Iterable[Path] = ()) -> Takedown:
    """Return what *lists* and the lists in the folder *archive* (or release) withhold; raise BadTakedownList."""
    own = [path for name in (USUAL_NAME, WITHDRAWN) if (path := archive / name).is_file()]
    whole = Takedown()
    for path in (*own, *lists):
        whole |= read_takedown(path)
    return whole


def _words(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        # "#" within a URL begins its fragment; a comment begins after a space.
        word = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if word:
            yield number, word


def _is_address(word: str) -> bool:
    return not re.search(r"\s", word) and bool(_START.match(word) or ("*" in word and "/" in word))


def _bare(url: str) -> str:
    address = _START.sub("", url, count=1).partition("#")[0]
    host, slash, path = address.partition("/")
    return (host.lower() + slash + path).rstrip("/")
