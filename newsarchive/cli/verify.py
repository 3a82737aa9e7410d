"""newsarchive verify: check that an archive is whole, that nothing was removed, and repair what can be repaired."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.terminal import escaped
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.archive.verify import VerifyReport

_SHOWN = 20
_HEAD = re.compile(r"[0-9a-f]{64}")


def _head(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _HEAD.fullmatch(value.strip().lower()):
        raise click.BadParameter("not a head; give the 64 hex digits that an earlier `newsarchive verify` printed")
    return value.strip().lower() if value else None


@click.command(
    epilog="Exit codes: 0 whole (or repaired just now), 1 something is missing, incomplete or damaged, 2 wrong usage."
)
@click.argument(
    "folder",
    metavar="[ARCHIVE]",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("data"),
)
@click.option(
    "--repair",
    is_flag=True,
    help="First move incomplete final records to quarantine/, rebuild caches and enter in the manifest what it lacks; "
    "never touches anything else.",
)
@click.option(
    "--against",
    metavar="HEAD",
    callback=_head,
    help="Prove that nothing was removed or changed since the time when `verify` printed this head.",
)
@click.option(
    "--accept",
    metavar="REASON",
    help="Record the losses that the manifest shows as known, with your reason. They stay listed as removals.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(folder: Path, repair: bool, against: str | None, accept: str | None, as_json: bool) -> None:
    """Check that ARCHIVE is whole: every batch, line, revision, raw response, run and cache.

    The manifest names every byte that was ever stored, so a file, batch or run that is missing or was changed is named.
    Keep the head that is printed somewhere else: with --against it shows later that nothing was removed.
    """
    from newsarchive.archive.verify import verify

    report = verify(folder, repair=repair, against=against, accept=accept)
    if as_json:
        _print_json(report)
    else:
        _print(report)
    sys.exit(0 if report.is_whole else 1)


def _print(report: VerifyReport) -> None:
    for message in report.repairs:
        click.echo(on_one_line(f"repaired: {message}"))
    for problem in report.problems[:_SHOWN]:
        click.echo(on_one_line(str(problem)), err=True)
    if len(report.problems) > _SHOWN:
        click.echo(f"… and {len(report.problems) - _SHOWN} more; --json lists all", err=True)
    for removal in report.removals[:_SHOWN]:
        click.echo(on_one_line(f"{removal.file}: removed or changed by entry {removal.entry}: {removal.reason}"))
    if len(report.removals) > _SHOWN:
        click.echo(f"… and {len(report.removals) - _SHOWN} more removals; --json lists all")
    click.echo(
        f"{report.folder}: {report.state}; {count_of(report.articles, 'article')} in "
        f"{count_of(report.records, 'record')}, {count_of(report.pages, 'raw response')}, "
        f"{count_of(report.files, 'file')}, {count_of(len(report.problems), 'problem')}"
    )
    if report.left_out:
        files = count_of(report.left_out, "file")
        click.echo(f"pages were left out by pull ({files}): records are checked, raw responses are not here")
    if report.head is None:
        click.echo("no manifest yet: files that were lost go unnoticed; the next crawl, or --repair, begins one")
    else:
        click.echo(f"head {report.head.sha256} (entry {report.head.entry})")


def _print_json(report: VerifyReport) -> None:
    import msgspec

    shown = {**msgspec.to_builtins(report), "state": report.state}
    click.echo(escaped(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()))
