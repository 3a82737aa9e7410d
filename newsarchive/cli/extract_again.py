"""`newsarchive extract ARCHIVE --again`: every stored page read anew; the differences first, then new revisions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.terminal import on_one_line, print_json

if TYPE_CHECKING:
    from newsarchive.reextract import Report, Tally

_Command = TypeVar("_Command", bound=Callable[..., Any])


def again_options(command: _Command) -> _Command:
    """Give *command* the option *again* and those that go with it."""
    options = (
        click.option("--again", is_flag=True, help="Read every stored page of an archive anew."),
        click.option("--yes", is_flag=True, help="With --again: write new revisions without asking."),
        click.option(
            "--workers",
            type=click.IntRange(1),
            metavar="N",
            help="With --again or --to: read in so many processes [default: one for each core].",
        ),
        click.option(
            "--site",
            "--sites",
            "sites",
            metavar="SITE",
            multiple=True,
            help="With --again or --to: only this site; may be given again.",
        ),
        click.option(
            "--publishers",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="FOLDER",
            help="Publisher files that add to ours.",
        ),
        click.option("--json", "as_json", is_flag=True, help="With --again or --to: print one JSON object."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_again(
    folder: Path, *, yes: bool, workers: int | None, sites: Collection[str], publishers: Path | None, as_json: bool
) -> None:
    """Show what today's parsers read otherwise in the archive *folder*, and write it when that is agreed to."""
    from newsarchive.reextract import Rereading

    with Rereading(folder, workers=workers or cores(), publishers=publishers) as rereading:
        for message in rereading.mended:
            click.echo(f"mended: {message}", err=True)
        with _progress("reading", rereading.count()) as tell:
            report = rereading.compare(sites, tell=tell)
        if not as_json:
            _print(report)
        if report.differing and (yes or _is_agreed(report.differing)):
            with _progress("writing", report.differing) as tell:
                rereading.write(tell=tell)
        _print_end(report, as_json)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(label: str, length: int) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error, if that is a terminal."""
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield lambda: bar.update(1)


def _is_agreed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Write {count:,} new revisions?", err=True)


def _print(report: Report) -> None:
    for site, tallies in sorted(report.sites.items()):
        for field, tally in tallies.items():
            click.echo(f"{on_one_line(site)}: {field}: {_counts(tally)}")
            for how, examples in tally.examples.items():
                for one in examples:
                    click.echo(f"    {how}: {on_one_line(one.id)}  {on_one_line(one.url)}")
                    for mark, text in (("-", one.old), ("+", one.new)):
                        if text:
                            click.echo(f"      {mark} {on_one_line(text)}")
    for reason, count in report.unread.most_common():
        ids = ", ".join(on_one_line(one) for one in report.unread_examples.get(reason, ()))
        click.echo(f"not compared: {count:,}: {reason}{f' (as {ids})' if ids else ''}")


def _counts(tally: Tally) -> str:
    told = (("changed", tally.changed), ("lost", tally.lost), ("gained", tally.gained))
    return ", ".join(f"{count:,} {name}" for name, count in told if count)


def _print_end(report: Report, as_json: bool) -> None:
    if as_json:
        import msgspec

        print_json(msgspec.to_builtins(report))
    written = f"{report.written:,} new revisions written" if report.written else "nothing written"
    remedy = "; --yes writes the new revisions" if report.differing and not report.written else ""
    click.echo(
        f"{report.articles:,} articles read again: {report.same:,} the same, {report.differing:,} otherwise; "
        f"{written}{remedy}",
        err=True,
    )
