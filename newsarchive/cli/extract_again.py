"""`newsarchive extract ARCHIVE --again`: re-extract the stored pages, show differences, write new revisions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.archive_options import publishers_option
from newsarchive.cli.terminal import print_json, progress_bar
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.reextract import FieldTally, ReextractionReport

_Command = TypeVar("_Command", bound=Callable[..., Any])


def reextraction_options(command: _Command) -> _Command:
    """Give *command* the option *again* and the options that belong to it."""
    options = (
        click.option("--again", is_flag=True, help="Extract every stored page of an archive again."),
        click.option("--yes", is_flag=True, help="With --again: write new revisions without asking."),
        click.option(
            "--workers",
            type=click.IntRange(1),
            metavar="N",
            help="With --again or --to: number of processes [default: one per core].",
        ),
        click.option(
            "--site",
            "--sites",
            "sites",
            metavar="SITE",
            multiple=True,
            help="With --again or --to: only this site; repeatable.",
        ),
        publishers_option,
        click.option(
            "--json", "as_json", is_flag=True, help="With --explain, --again or --to: print JSON instead of text."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def extract_again(
    folder: Path, *, yes: bool, workers: int | None, sites: Collection[str], publishers: Path | None, as_json: bool
) -> None:
    """Show what the current parsers extract differently from the archive *folder*, and write it after confirmation.

    With *yes*, write without asking. *workers* is the number of processes, ``None`` for one per processor; *sites* are
    the keys of the sites to extract, all if empty; *publishers* is a folder with further publisher files.
    """
    from newsarchive.reextract import Rereading

    with Rereading(folder, workers=workers or cores(), publishers=publishers) as job:
        for message in job.repairs:
            click.echo(f"repaired: {message}", err=True)
        with progress_bar("extracting", job.count()) as advance:
            report = job.compare(sites, on_article=lambda: advance(1))
        if not as_json:
            _print(report)
        if report.differing and (yes or _is_confirmed(report.differing)):
            with progress_bar("writing", report.differing) as advance:
                job.write(on_article=lambda: advance(1))
        _print_end(report, as_json)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Write {count_of(count, 'new revision')}?", err=True)


def _print(report: ReextractionReport) -> None:
    for site, tallies in sorted(report.sites.items()):
        for field, tally in tallies.items():
            click.echo(f"{on_one_line(site)}: {field}: {_counts(tally)}")
            for how, examples in tally.examples.items():
                for example in examples:
                    click.echo(f"    {how}: {on_one_line(example.id)}  {on_one_line(example.url)}")
                    for mark, text in (("-", example.old), ("+", example.new)):
                        if text:
                            click.echo(f"      {mark} {on_one_line(text)}")
    for reason, count in report.unread.most_common():
        ids = ", ".join(on_one_line(address) for address in report.unread_examples.get(reason, ()))
        click.echo(f"not compared: {count:,}: {reason}{f' (such as {ids})' if ids else ''}")


def _counts(tally: FieldTally) -> str:
    counts = (("changed", tally.changed), ("lost", tally.lost), ("gained", tally.gained))
    return ", ".join(f"{count:,} {name}" for name, count in counts if count)


def _print_end(report: ReextractionReport, as_json: bool) -> None:
    if as_json:
        import msgspec

        print_json(msgspec.to_builtins(report))
    written = f"{count_of(report.written, 'new revision')} written" if report.written else "nothing written"
    remedy = "; use --yes to write the new revisions" if report.differing and not report.written else ""
    click.echo(
        f"{count_of(report.articles, 'page')} extracted again: {report.same:,} unchanged, "
        f"{report.differing:,} changed; {written}{remedy}",
        err=True,
    )
