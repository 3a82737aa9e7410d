"""`newsarchive diff`: show what changed between the revisions of an article."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.terminal import print_json
from newsarchive.escapes import on_one_line, plain

if TYPE_CHECKING:
    from newsarchive.archive.visits import Visit
    from newsarchive.article import Record
    from newsarchive.differences import Change, PieceKind

# Characters of unchanged text shown around a change.
_CONTEXT = 60
_MARKS: dict[PieceKind, tuple[str, str]] = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}
_COLORS: dict[PieceKind, dict[str, Any]] = {
    "gone": {"fg": "red", "strikethrough": True},
    "new": {"fg": "green"},
    "same": {},
}


@click.command()
@click.argument("article", metavar="ID|URL")
@archive_argument
@click.option(
    "--revisions",
    nargs=2,
    type=click.IntRange(1),
    metavar="OLD NEW",
    help="Compare these two [default: each revision with the one before].",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(article: str, folder: Path, revisions: tuple[int, int] | None, as_json: bool) -> None:
    """Show what changed in an article of ARCHIVE (a folder, by default data), field by field and word by word.

    Metadata of the fetch (time, URL, headers) are not compared. If the article has since been removed from the site,
    the output says so; stored revisions are kept.
    """
    from newsarchive.archive.removals import deletion_of
    from newsarchive.cli.article_reference import article_reference
    from newsarchive.search import revisions_of

    records = revisions_of(folder, article_reference(article))
    pairs = [_chosen(records, revisions)] if revisions else list(pairwise(records))
    deletion = deletion_of(folder, records)
    if as_json:
        print_json(_json(records, pairs, deletion))
    else:
        _print(records, pairs, deletion)


def _chosen(records: Sequence[Record], numbers: tuple[int, int]) -> tuple[Record, Record]:
    by_number = {record.revision: record for record in records}
    for number in numbers:
        if number not in by_number:
            known = ", ".join(map(str, sorted(by_number)))
            raise click.BadParameter(f"no revision {number}; choose from {known}", param_hint="--revisions")
    return by_number[numbers[0]], by_number[numbers[1]]


def _json(records: Sequence[Record], pairs: Sequence[tuple[Record, Record]], deletion: Visit | None) -> dict[str, Any]:
    from newsarchive.differences import changes

    facts = ("revision", "url", "fetched_at", "extractor", "text_sha256", "payload_sha256")
    return {
        "id": records[0].id,
        "url": records[-1].url,
        "not_found": deletion,
        "revisions": [{name: getattr(record, name) for name in facts} for record in records],
        "differences": [
            {
                "old": old.revision,
                "new": new.revision,
                "extracted_again": _is_reextraction(old, new),
                "changes": changes(old, new),
            }
            for old, new in pairs
        ],
    }


def _is_reextraction(old: Record, new: Record) -> bool:
    return old.payload_sha256 is not None and old.payload_sha256 == new.payload_sha256


def _print(records: Sequence[Record], pairs: Sequence[tuple[Record, Record]], deletion: Visit | None) -> None:
    from newsarchive.differences import changes

    last = records[-1]
    click.echo(f"{on_one_line(last.id)}  {on_one_line(last.url)}")
    if deletion:
        click.echo(
            f"removed: {on_one_line(deletion.url)} returned {deletion.status} on {_day(deletion.at)}; "
            "stored revisions are kept"
        )
    if not pairs:
        click.echo(f"one revision, fetched {_day(last.fetched_at)}: nothing to compare")
    for old, new in pairs:
        found = changes(old, new)
        click.echo(f"\n{_heading(old, new)}{'' if found else ': no field differs'}")
        for change in found:
            for line in _lines(change, {change.field for change in found}):
                click.echo(line)


def _heading(old: Record, new: Record) -> str:
    names = f"revision {old.revision} -> {new.revision}"
    if _is_reextraction(old, new):
        return f"{names}, the same page extracted again ({on_one_line(old.extractor)} -> {on_one_line(new.extractor)})"
    return f"{names}, fetched {_day(old.fetched_at)} -> {_day(new.fetched_at)}"


def _day(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z" if at else "at an unknown time"


def _lines(change: Change, fields: set[str]) -> Iterator[str]:
    if change.field == "blocks" and "body" in fields:
        return  # the same text as body, which is shown
    yield f"  {change.field}"
    if isinstance(change.old, list) and isinstance(change.new, list):
        yield from _list_lines(change.old, change.new)
    elif isinstance(change.old, str) and isinstance(change.new, str):
        yield from (f"    {line}" for line in _marked_words(change.old, change.new).split("\n") if line.strip())
    else:
        yield from (f"    {_styled(kind, _shown(value))}" for kind, value in _sides(change) if value not in (None, ""))


def _sides(change: Change) -> tuple[tuple[PieceKind, Any], tuple[PieceKind, Any]]:
    return ("gone", change.old), ("new", change.new)


def _list_lines(old: list[Any], new: list[Any]) -> Iterator[str]:
    removed, added = [item for item in old if item not in new], [item for item in new if item not in old]
    yield from (f"    {_styled('gone', _shown(item))}" for item in removed)
    yield from (f"    {_styled('new', _shown(item))}" for item in added)
    if not removed and not added:
        yield "    same entries, in another order or number"


def _marked_words(old: str, new: str) -> str:
    from newsarchive.differences import word_changes

    pieces = word_changes(old, new)
    shown = [
        _shortened(text, at > 0, at < len(pieces) - 1) if kind == "same" else _styled(kind, plain(text))
        for at, (kind, text) in enumerate(pieces)
    ]
    return "".join(shown)


def _shortened(text: str, after: bool, before: bool) -> str:
    """Shorten unchanged *text* to the part *after* the previous change and the part *before* the next."""
    text = plain(text)
    if len(text) <= 3 * _CONTEXT:
        return text
    return f"{text[:_CONTEXT] if after else ''}…{text[-_CONTEXT:] if before else ''}"


def _styled(kind: PieceKind, text: str) -> str:
    """Mark *text*: by color on a terminal, by brackets in a file."""
    body = text.rstrip()
    trailing = text[len(body) :]
    if not body:  # only a paragraph break
        return _styled(kind, "¶") + (trailing if kind == "new" else " ") if "\n" in text else trailing
    if sys.stdout.isatty():
        return click.style(body, **_COLORS[kind]) + trailing
    opening, closing = _MARKS[kind]
    return f"{opening}{body}{closing}{trailing}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {on_one_line(str(item))}" for name, item in value.items() if item is not None)
    return plain(str(value))
