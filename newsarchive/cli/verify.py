"""newsarchive verify: check that an archive is whole, and mend a torn tail."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.archive.verify import Report, verify

_SHOWN = 20


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--repair",
    is_flag=True,
    help="First cut torn tails off into quarantine/ and make caches anew; never touches anything else.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(folder: Path, repair: bool, as_json: bool) -> None:
    """Check that the archive FOLDER is whole: every batch, line, revision, raw response and cache.

    Exit status 0: whole (or mended just now); 1: something is torn or damaged.
    """
    report = verify(folder, repair=repair)
    if as_json:
        _print_json(report)
    else:
        _print(report)
    sys.exit(0 if report.is_whole else 1)


def _print(report: Report) -> None:
    for message in report.mended:
        click.echo(f"mended: {message}")
    for problem in report.problems[:_SHOWN]:
        click.echo(str(problem), err=True)
    if len(report.problems) > _SHOWN:
        click.echo(f"… and {len(report.problems) - _SHOWN} more; --json lists all", err=True)
    click.echo(
        f"{report.folder}: {report.state}; {report.articles} articles in {report.records} records, "
        f"{report.pages} raw responses, {report.files} files, {len(report.problems)} problems"
    )


def _print_json(report: Report) -> None:
    import msgspec

    shown = {**msgspec.to_builtins(report), "state": report.state}
    click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode())
