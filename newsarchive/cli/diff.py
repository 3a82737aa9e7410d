"""`newsarchive diff`: what changed in an article from one revision to the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import path_argument
from newsarchive.cli.terminal import on_one_line, plain, print_json

if TYPE_CHECKING:
    from newsarchive.archive.visits import Visit
    from newsarchive.article import Record
    from newsarchive.differences import Change, Fate

# So much of what stayed is shown round a change, in signs.
_AROUND = 60
_MARKS: dict[Fate, tuple[str, str]] = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}
_COLOURS: dict[Fate, dict[str, Any]] = {
    "gone": {"fg": "red", "strikethrough": True},
    "new": {"fg": "green"},
    "same": {},
}


@click.command()
@click.argument("article", metavar="ID|URL")
@path_argument
@click.option(
    "--revisions",
    nargs=2,
    type=click.IntRange(1),
    metavar="OLD NEW",
    help="Compare these two [default: all, each with the one before].",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(article: str, folder: Path, revisions: tuple[int, int] | None, as_json: bool) -> None:
    """Show what changed in an article of ARCHIVE (a folder, by default data), field by field and word by word.

    Facts of the fetch (time, address, headers) are not compared. An article that the paper has taken down since is
    said to be gone; what was stored of it stays.
    """
    from newsarchive.archive.fate import deletion_of
    from newsarchive.cli.asked_for import asked_for
    from newsarchive.search import revisions_of

    records = revisions_of(folder, asked_for(article))
    pairs = [_chosen(records, revisions)] if revisions else list(pairwise(records))
    gone = deletion_of(folder, records)
    if as_json:
        print_json(_json(records, pairs, gone))
    else:
        _print(records, pairs, gone)


def _chosen(records: Sequence[Record], numbers: tuple[int, int]) -> tuple[Record, Record]:
    by_number = {record.revision: record for record in records}
    for number in numbers:
        if number not in by_number:
            known = ", ".join(map(str, sorted(by_number)))
            raise click.BadParameter(f"there is no revision {number}; there is {known}", param_hint="--revisions")
    return by_number[numbers[0]], by_number[numbers[1]]


def _json(records: Sequence[Record], pairs: Sequence[tuple[Record, Record]], gone: Visit | None) -> dict[str, Any]:
    from newsarchive.differences import changes

    facts = ("revision", "url", "fetched_at", "extractor", "text_sha256", "payload_sha256")
    return {
        "id": records[0].id,
        "url": records[-1].url,
        "gone": gone,
        "revisions": [{name: getattr(record, name) for name in facts} for record in records],
        "differences": [
            {"old": old.revision, "new": new.revision, "read_anew": _read_anew(old, new), "changes": changes(old, new)}
            for old, new in pairs
        ],
    }


def _read_anew(old: Record, new: Record) -> bool:
    return old.payload_sha256 is not None and old.payload_sha256 == new.payload_sha256


def _print(records: Sequence[Record], pairs: Sequence[tuple[Record, Record]], gone: Visit | None) -> None:
    from newsarchive.differences import changes

    last = records[-1]
    click.echo(f"{on_one_line(last.id)}  {on_one_line(last.url)}")
    if gone:
        click.echo(
            f"gone: {on_one_line(gone.url)} answered {gone.status} on {_day(gone.at)}; what was stored of it stays"
        )
    if not pairs:
        click.echo(f"one revision, fetched {_day(last.fetched_at)}; nothing to compare")
    for old, new in pairs:
        found = changes(old, new)
        click.echo(f"\n{_heading(old, new)}{'' if found else ': the reading is the same'}")
        for change in found:
            for line in _lines(change, {one.field for one in found}):
                click.echo(line)


def _heading(old: Record, new: Record) -> str:
    names = f"revision {old.revision} -> {new.revision}"
    if _read_anew(old, new):
        return f"{names}, the same page read anew ({on_one_line(old.extractor)} -> {on_one_line(new.extractor)})"
    return f"{names}, fetched {_day(old.fetched_at)} -> {_day(new.fetched_at)}"


def _day(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z" if at else "on an unknown day"


def _lines(change: Change, fields: set[str]) -> Iterator[str]:
    if change.field == "blocks" and "body" in fields:
        return  # the body with its structure: it has been told
    yield f"  {change.field}"
    if isinstance(change.old, list) and isinstance(change.new, list):
        yield from _list_lines(change.old, change.new)
    elif isinstance(change.old, str) and isinstance(change.new, str):
        yield from (f"    {line}" for line in _marked_words(change.old, change.new).split("\n") if line.strip())
    else:
        yield from (f"    {_styled(fate, _shown(value))}" for fate, value in _sides(change) if value not in (None, ""))


def _sides(change: Change) -> tuple[tuple[Fate, Any], tuple[Fate, Any]]:
    return ("gone", change.old), ("new", change.new)


def _list_lines(old: list[Any], new: list[Any]) -> Iterator[str]:
    gone, came = [one for one in old if one not in new], [one for one in new if one not in old]
    yield from (f"    {_styled('gone', _shown(one))}" for one in gone)
    yield from (f"    {_styled('new', _shown(one))}" for one in came)
    if not gone and not came:
        yield "    the same, in another order or number"


def _marked_words(old: str, new: str) -> str:
    from newsarchive.differences import word_changes

    pieces = word_changes(old, new)
    shown = [
        _shortened(text, at > 0, at < len(pieces) - 1) if fate == "same" else _styled(fate, plain(text))
        for at, (fate, text) in enumerate(pieces)
    ]
    return "".join(shown)


def _shortened(text: str, after: bool, before: bool) -> str:
    """Return the ends of what stayed: that *after* a change and that *before* one."""
    text = plain(text)
    if len(text) <= 3 * _AROUND:
        return text
    return f"{text[:_AROUND] if after else ''}…{text[-_AROUND:] if before else ''}"


def _styled(fate: Fate, text: str) -> str:
    """Mark every line of *text*: by colour on a terminal, by signs in a file."""
    body = text.rstrip()
    blanks = text[len(body) :]
    if not body:  # a paragraph's end alone
        return _styled(fate, "¶") + (blanks if fate == "new" else " ") if "\n" in text else blanks
    if sys.stdout.isatty():
        return click.style(body, **_COLOURS[fate]) + blanks
    opening, closing = _MARKS[fate]
    return f"{opening}{body}{closing}{blanks}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {on_one_line(str(one))}" for name, one in value.items() if one is not None)
    return plain(str(value))
