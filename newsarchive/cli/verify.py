"""`newsarchive verify`: check the integrity of an archive, and repair an incomplete final record."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.archive.verify import Report, verify
from newsarchive.counting import count_of

_SHOWN = 20


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--repair",
    is_flag=True,
    help="First move incomplete final records to quarantine/ and rebuild caches; nothing else is changed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(folder: Path, repair: bool, as_json: bool) -> None:
    """Check the archive in FOLDER: every batch, record, revision, raw response and cache.

    The exit status is 0 if the archive is intact or was repaired, and 1 if something is incomplete or damaged.
    """
    report = verify(folder, repair=repair)
    if as_json:
        _print_json(report)
    else:
        _print(report)
    sys.exit(0 if report.is_whole else 1)


def _print(report: Report) -> None:
    for message in report.mended:
        click.echo(f"repaired: {message}")
    for problem in report.problems[:_SHOWN]:
        click.echo(str(problem), err=True)
    if len(report.problems) > _SHOWN:
        click.echo(f"… and {len(report.problems) - _SHOWN} more; --json lists all", err=True)
    click.echo(
        f"{report.folder}: {report.state}; {count_of(report.articles, 'article')} in "
        f"{count_of(report.records, 'record')}, {count_of(report.pages, 'raw response')}, "
        f"{count_of(report.files, 'file')}, {count_of(len(report.problems), 'problem')}"
    )


def _print_json(report: Report) -> None:
    import msgspec

    shown = {**msgspec.to_builtins(report), "state": report.state}
    click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode())
