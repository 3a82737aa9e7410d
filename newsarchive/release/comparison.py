"""What became of a release's articles: as the archive knows it after they were asked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from newsarchive.archive.index import Index, Known
from newsarchive.archive.reader import decode_lines
from newsarchive.article import BadRecord, Record, to_json
from newsarchive.dataset import load
from newsarchive.differences import READ_FIELDS

Fate = Literal["same", "changed", "gone", "not reached", "withheld"]
_TEXTS = ("title", "lead", "body")
# A number computed from the body: "body" or "text" reports its change.
_COMPUTED = frozenset({"word_count"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """What became of one article of a release since it was made.

    *fields* are those that differ, of those that the release has; "text" stands for a lead and body that it has not.
    *reason* says why an article is gone or was not reached.
    """

    id: str
    url: str | None
    fate: Fate
    fields: tuple[str, ...] = ()
    reason: str | None = None


class Released(msgspec.Struct, frozen=True):
    """The part of a released record that is needed to ask for it again, and to know it."""

    id: str
    site: str
    text_sha256: str
    revision: int = 1
    url: str | None = None
    canonical_url: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def address(self) -> str | None:
        """Where it is asked for."""
        return self.url or self.canonical_url


def released(release: Path) -> list[Released]:
    """Return the articles of *release* (a folder or a file of JSON Lines), each once, by its latest revision."""
    latest: dict[str, Released] = {}
    for one in _lines(release, msgspec.json.Decoder(Released).decode):
        if one.id not in latest or latest[one.id].revision <= one.revision:
            latest[one.id] = one
    return list(latest.values())


def fate_of(one: Released, canonical: str, index: Index) -> Found | Known:
    """Return what became of *one*, which was asked for as *canonical*; or what is stored of it, when that differs."""
    known = _followed(index.by_url(canonical), index)
    if known and known.id:
        return Found(id=one.id, url=one.address, fate="same") if known.text_sha256 == one.text_sha256 else known
    if known and known.outcome == "missing":
        return Found(id=one.id, url=one.address, fate="gone", reason=f"HTTP {known.status}")
    told = index.found(canonical)
    reason = f"reads as {known.outcome}" if known else (told.reason if told else None) or "not asked for yet"
    return Found(id=one.id, url=one.address, fate="not reached", reason=reason)


def changed(release: Path, folder: Path, stored: Mapping[str, tuple[Released, str]]) -> Iterator[Found]:
    """Tell in which fields the articles *stored* in the archive *folder* differ from those of *release*.

    They are given by their id in the release: as released, and the id they have in the archive. One of which the
    archive has the released text as an earlier revision is the same.
    """
    texts: dict[str, set[str]] = {}
    latest: dict[str, Record] = {}
    ids = {id for _, id in stored.values()}
    for record in load(folder, revisions="all") if ids else ():
        if record.id in ids:
            texts.setdefault(record.id, set()).add(record.text_sha256)
            latest[record.id] = max(record, latest.get(record.id, record), key=lambda one: one.revision)
    for old in _lines(release, msgspec.json.decode) if ids else ():
        one, id = stored.get(old["id"], (None, ""))
        if one and one.revision == old.get("revision", 1) and id in latest:
            same = one.text_sha256 in texts[id]
            fields = () if same else tuple(_fields(old, msgspec.json.decode(to_json(latest[id]))))
            yield Found(id=one.id, url=one.address, fate="same" if same else "changed", fields=fields)


def _followed(known: Known | None, index: Index) -> Known | None:
    """Follow a redirect to the article that it leads to."""
    target = known.target if known and known.outcome == "redirect" and not known.id else None
    return index.by_url(target) if target else known


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    compared = [name for name in READ_FIELDS if name in old and name not in _COMPUTED]
    differing = [name for name in compared if old[name] != _like(old[name], new[name])]
    yield from differing
    # The text is another one, and none of its parts that can be seen is.
    if not {*_TEXTS} & {*differing}:
        yield "text"


def _like(old: Any, new: Any) -> Any:
    """Return *new*, a list of objects, with the parts that *old* has; a release may be without captions or credits."""
    if not (isinstance(old, list) and old and isinstance(old[0], dict)):
        return new
    return [{key: one[key] for key in old[0] if key in one} for one in new]


def _lines(release: Path, decode: Callable[[bytes], Any]) -> Iterator[Any]:
    def decoded(line: bytes) -> Any:
        try:
            return decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadRecord(f"no record of a release: {error}") from error

    for file in load(release).files:
        yield from decode_lines(file, decoded, "raise")


def counted(found: Sequence[Found]) -> dict[Fate, int]:
    """Count *found* by fate, those that happened, in the order of telling."""
    fates: Iterable[Fate] = ("same", "changed", "gone", "not reached", "withheld")
    return {fate: count for fate in fates if (count := sum(one.fate == fate for one in found))}
