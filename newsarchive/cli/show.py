"""`newsarchive show`: show an article in the terminal, or the page it was extracted from."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.article_reference import article_reference
from newsarchive.cli.index_options import index_option
from newsarchive.cli.terminal import print_json, print_table
from newsarchive.escapes import on_one_line, plain

if TYPE_CHECKING:
    from newsarchive.article import Block, Record

_WIDEST = 88


@click.command()
@click.argument("article", metavar="ID|URL")
@archive_argument
@click.option("--revision", type=click.IntRange(1), metavar="N", help="Show this revision [default: the latest].")
@click.option("--revisions", is_flag=True, help="List the revisions; `newsarchive diff` compares them.")
@click.option("--raw", is_flag=True, help="Print the page as it was fetched (byte for byte, unless on a terminal).")
@index_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print the record as one line of JSON (with --revisions, each record)."
)
def command(
    article: str, folder: Path, revision: int | None, revisions: bool, raw: bool, index: Path | None, as_json: bool
) -> None:
    """Show an article of ARCHIVE (a folder, by default data), named by its id, the beginning of its id, or its URL.

    Any URL of the article works: with www. or m., with tracking parameters, or one that redirects to it.
    """
    if raw and (revisions or as_json):
        raise click.UsageError(f"--raw cannot be combined with {'--json' if as_json else '--revisions'}")
    from newsarchive.search import revisions_of

    records = revisions_of(folder, article_reference(article), index)
    chosen = _chosen(records, revision)
    if raw:
        _print_page(folder, chosen)
    elif as_json:
        for record in records if revisions else [chosen]:
            print_json(record)
    elif revisions:
        _print_revisions(records)
    else:
        _print(folder, chosen, records)


def _chosen(records: Sequence[Record], number: int | None) -> Record:
    for record in records:
        if record.revision == number:
            return record
    if number is not None:
        known = ", ".join(str(record.revision) for record in records)
        raise click.BadParameter(f"no revision {number}; choose from {known}", param_hint="--revision")
    return records[-1]


def _print_page(folder: Path, record: Record) -> None:
    from newsarchive.warc import read_page

    if record.warc is None:
        raise click.ClickException(f"{record.id}: the page of this record was not stored; --json prints the record")
    body = read_page(folder, record.warc).page.body
    if sys.stdout.isatty():
        click.echo(plain(body.decode("utf-8", "replace")))
    else:
        sys.stdout.buffer.write(body)


def _print_revisions(records: Sequence[Record]) -> None:
    rows = [
        (
            f"{record.revision}",
            f"{record.fetched_at:%Y-%m-%d %H:%MZ}" if record.fetched_at else "",
            record.title,
            len(record.body),
        )
        for record in records
    ]
    print_table(["revision", "fetched", "title", "characters"], rows, left=3)


def _print(folder: Path, record: Record, records: Sequence[Record]) -> None:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for part in (
        _head(record, width),
        _text(record, width),
        _images(record, width),
        _source(folder, record, records),
    ):
        lines = list(part)
        if lines:
            click.echo("\n".join(lines) + "\n")


def _head(record: Record, width: int) -> Iterator[str]:
    yield from (_bold(line) for line in _wrapped(record.title or "(no title)", width))
    facts = (record.publisher or record.site, " › ".join(record.sections) or record.section, _when(record))
    yield " · ".join(on_one_line(fact) for fact in facts if fact)
    if record.byline or record.authors:
        yield on_one_line(record.byline or ", ".join(record.authors))


def _when(record: Record) -> str:
    if record.published_at is None:
        return "undated"
    whole_day = record.published_precision in ("day", "month")
    shown = f"{record.published_at:%Y-%m-%d}" if whole_day else record.published_at.isoformat(" ", "minutes")
    changed = f", changed {record.modified_at.isoformat(' ', 'minutes')}" if record.modified_at else ""
    return shown + changed


def _text(record: Record, width: int) -> Iterator[str]:
    if record.lead:
        dateline = f"{record.dateline} – " if record.dateline else ""
        yield from (_bold(line) for line in _wrapped(dateline + record.lead, width))
        yield ""
    before: Block | None = None
    for block in record.blocks:
        if before and not before.kind == block.kind == "list_item":
            yield ""
        yield from _block(block, width)
        before = block


def _block(block: Block, width: int) -> Iterator[str]:
    if block.kind == "heading":
        yield from (_bold(line) for line in _wrapped(block.text, width, "## ", "   "))
    else:
        first, others = {"quote": ("> ", "> "), "list_item": ("- ", "  ")}.get(block.kind, ("", ""))
        yield from _wrapped(block.text, width, first, others)


def _images(record: Record, width: int) -> Iterator[str]:
    for picture in record.pictures:
        caption = " – ".join(text for text in (picture.caption, picture.credit) if text) or "(no caption)"
        yield from _wrapped(caption, width, "[image] ", "  ")
        yield f"  {on_one_line(picture.url)}"


def _source(folder: Path, record: Record, records: Sequence[Record]) -> Iterator[str]:
    fetched = f", fetched {record.fetched_at:%Y-%m-%d %H:%MZ}" if record.fetched_at else ""
    yield f"{on_one_line(record.id)}, revision {record.revision} of {len(records)}{fetched}"
    for name in dict.fromkeys((record.url, record.canonical_url)):
        if name:
            yield f"source    {on_one_line(name)}"
    if record.warc:
        location = f"{folder / record.warc.file}, byte {record.warc.offset} (print it with --raw)"
        yield f"archived  {on_one_line(location)}"


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> Iterator[str]:
    for line in plain(text).split("\n"):
        yield from textwrap.wrap(
            line, width, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
        )
        first = others


def _bold(text: str) -> str:
    return click.style(text, bold=True)
