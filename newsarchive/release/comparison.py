"""Compare the articles of a release with an archive into which they were fetched again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from newsarchive.archive.index import Index, Known
from newsarchive.archive.reading.lines import decode_lines
from newsarchive.article import BadRecord, Record, to_json
from newsarchive.dataset import load
from newsarchive.differences import READ_FIELDS

ComparisonOutcome = Literal["same", "changed", "not found", "not reached", "withheld"]
_TEXTS = ("title", "lead", "body")
# A number computed from the body: "body" or "text" reports its change.
_COMPUTED = frozenset({"word_count"})


@dataclass(frozen=True, kw_only=True)
class ComparedArticle:
    """The outcome of fetching one article of a release again.

    *fields* are the fields of the release that differ; "text" means a lead or body that the release does not contain.
    *reason* says why an article was not found (404, 410) or not reached.
    """

    id: str
    url: str | None
    outcome: ComparisonOutcome
    fields: tuple[str, ...] = ()
    reason: str | None = None


class Released(msgspec.Struct, frozen=True):
    """The fields of a released record that are needed to request the article again and to identify it."""

    id: str
    site: str
    text_sha256: str
    revision: int = 1
    url: str | None = None
    canonical_url: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def address(self) -> str | None:
        """The URL to request."""
        return self.url or self.canonical_url


def released(release: Path) -> list[Released]:
    """Return the latest revision of each article of *release* (a folder or a file of JSON Lines); raise BadRecord."""
    latest: dict[str, Released] = {}
    for article in _lines(release, msgspec.json.Decoder(Released).decode):
        if article.id not in latest or latest[article.id].revision <= article.revision:
            latest[article.id] = article
    return list(latest.values())


def outcome_of(article: Released, canonical: str, index: Index) -> ComparedArticle | Known:
    """Return the outcome for *article*, requested as *canonical*; or its index entry, if the stored text differs."""
    known = _followed(index.by_url(canonical), index)
    if known and known.id:
        return (
            ComparedArticle(id=article.id, url=article.address, outcome="same")
            if known.text_sha256 == article.text_sha256
            else known
        )
    if known and known.outcome == "missing":
        return ComparedArticle(id=article.id, url=article.address, outcome="not found", reason=f"HTTP {known.status}")
    discovery = index.found(canonical)
    reason = (
        f"classified as {known.outcome}" if known else (discovery.reason if discovery else None) or "not requested yet"
    )
    return ComparedArticle(id=article.id, url=article.address, outcome="not reached", reason=reason)


def changed(release: Path, folder: Path, stored: Mapping[str, tuple[Released, str]]) -> Iterator[ComparedArticle]:
    """Yield in which fields the articles *stored* in the archive *folder* differ from those of *release*.

    *stored* maps the id in the release to the released article and its id in the archive. An article counts as the
    same if any of its revisions in the archive has the released text.
    """
    texts: dict[str, set[str]] = {}
    latest: dict[str, Record] = {}
    ids = {id for _, id in stored.values()}
    for record in load(folder, revisions="all") if ids else ():
        if record.id in ids:
            texts.setdefault(record.id, set()).add(record.text_sha256)
            latest[record.id] = max(record, latest.get(record.id, record), key=lambda record: record.revision)
    for old in _lines(release, msgspec.json.decode) if ids else ():
        article, id = stored.get(old["id"], (None, ""))
        if article and article.revision == old.get("revision", 1) and id in latest:
            same = article.text_sha256 in texts[id]
            fields = () if same else tuple(_fields(old, msgspec.json.decode(to_json(latest[id]))))
            yield ComparedArticle(
                id=article.id, url=article.address, outcome="same" if same else "changed", fields=fields
            )


def _followed(known: Known | None, index: Index) -> Known | None:
    """Return the entry of the redirect target, or *known* if it is not a redirect."""
    target = known.target if known and known.outcome == "redirect" and not known.id else None
    return index.by_url(target) if target else known


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    compared = [name for name in READ_FIELDS if name in old and name not in _COMPUTED]
    differing = [name for name in compared if old[name] != _like(old[name], new[name])]
    yield from differing
    # The text differs, but in none of the parts that the release contains.
    if not {*_TEXTS} & {*differing}:
        yield "text"


def _like(old: Any, new: Any) -> Any:
    """Return *new*, a list of objects, with only the keys of *old*: a release may lack captions or credits."""
    if not (isinstance(old, list) and old and isinstance(old[0], dict)):
        return new
    return [{key: item[key] for key in old[0] if key in item} for item in new]


def _lines(release: Path, decode: Callable[[bytes], Any]) -> Iterator[Any]:
    def decoded(line: bytes) -> Any:
        try:
            return decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadRecord(f"not a record of a release: {error}") from error

    for file in load(release).files:
        yield from decode_lines(file, decoded, "raise")


def counted(found: Sequence[ComparedArticle]) -> dict[ComparisonOutcome, int]:
    """Count *found* by outcome, without zeros, in the order in which outcomes are shown."""
    outcomes: Iterable[ComparisonOutcome] = ("same", "changed", "not found", "not reached", "withheld")
    return {outcome: count for outcome in outcomes if (count := sum(article.outcome == outcome for article in found))}
