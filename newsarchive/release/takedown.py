"""The takedown list: articles that are in no release and are never fetched again, by id, address or pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

#: Read from the archive's folder when it is there.
USUAL_NAME = "takedown.txt"
#: In a release: the ids that were withdrawn, for holders of an earlier copy to delete. A takedown list itself.
WITHDRAWN = "withdrawn.txt"

_ID = re.compile(r"[a-z0-9.-]+:[0-9a-f]{16}")
_START = re.compile(r"https?://(?:www\.)?", re.I)


class Named(Protocol):
    """A record, as far as a list can name it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def url(self) -> str | None:
        """The address that answered."""

    @property
    def canonical_url(self) -> str | None:
        """The address that stands for it."""

    @property
    def aliases(self) -> Sequence[str]:
        """Other addresses that led to it."""


class BadTakedownList(ValueError):
    """A line that names nothing; the message tells file and line."""


@dataclass(frozen=True, kw_only=True)
class Takedown:
    """What is withheld: *ids*, *urls* (without scheme, `www.` and the last slash) and *patterns* of such URLs."""

    ids: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ids or self.urls or self.patterns)

    def holds(self, record: Named) -> bool:
        """Tell whether *record* is withheld, by its id or any of its addresses."""
        return record.id in self.ids or any(
            self.holds_url(url) for url in (record.url, record.canonical_url, *record.aliases) if url
        )

    def holds_url(self, url: str) -> bool:
        """Tell whether this address is withheld: with or without `www.`, by http or https."""
        bare = _bare(url)
        return bare in self.urls or any(one.fullmatch(bare) for one in self.patterns)

    def __or__(self, other: Takedown) -> Takedown:
        return Takedown(
            ids=self.ids | other.ids, urls=self.urls | other.urls, patterns=(*self.patterns, *other.patterns)
        )


def read_takedown(path: Path) -> Takedown:
    """Read a list: an id (`site:0123456789abcdef`), a URL or a URL with `*` a line, `#` before a comment.

    Raise BadTakedownList for a line that is none of these: a slip of the pen must not publish what was to be withheld.
    """
    return parsed_takedown(path.read_text("utf-8-sig").splitlines(), str(path))


def parsed_takedown(lines: Iterable[str], place: str) -> Takedown:
    """Read the *lines* of a list, see read_takedown; *place* names it in messages."""
    ids, urls, patterns = set(), set(), []
    for number, word in _words(lines):
        if _ID.fullmatch(word):
            ids.add(word)
        elif not _is_address(word):
            raise BadTakedownList(f'{place}:{number}: "{word[:80]}" is no id, URL or URL with *; write one a line')
        elif "*" in word:
            patterns.append(re.compile(".*".join(map(re.escape, _bare(word).split("*"))), re.S))
        else:
            urls.add(_bare(word))
    return Takedown(ids=frozenset(ids), urls=frozenset(urls), patterns=tuple(patterns))


def takedown_of(archive: Path, lists: Iterable[Path] = ()) -> Takedown:
    """Return what *lists* withhold, together with those that lie in the folder *archive* (it may be a release)."""
    own = [path for name in (USUAL_NAME, WITHDRAWN) if (path := archive / name).is_file()]
    whole = Takedown()
    for path in (*own, *lists):
        whole |= read_takedown(path)
    return whole


def _words(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        # A fragment belongs to a URL, a comment stands after a blank.
        word = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if word:
            yield number, word


def _is_address(word: str) -> bool:
    return not re.search(r"\s", word) and bool(_START.match(word) or ("*" in word and "/" in word))


def _bare(url: str) -> str:
    rest = _START.sub("", url, count=1).partition("#")[0]
    host, slash, path = rest.partition("/")
    return (host.lower() + slash + path).rstrip("/")
