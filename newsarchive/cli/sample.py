"""`newsarchive sample`: sample articles at random."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options, json_option
from newsarchive.cli.terminal import print_json
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.article import Record


@click.command()
@click.argument("count", metavar="N", type=click.IntRange(0))
@archive_argument
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the random sample.")
@dataset_options
@json_option
def command(count: int, folder: Path, seed: int, as_json: bool, **selection: Any) -> None:
    """Sample N articles of ARCHIVE (a folder, by default data) at random.

    The same seed gives the same articles, and mostly the same ones when the archive has grown.
    """
    for record in dataset_of(folder, progress=False, **selection).sample(count, seed=seed):
        if as_json:
            print_json(record)
        else:
            _print(record)


def _print(record: Record) -> None:
    at = f"{record.published_at:%Y-%m-%d %H:%M}" if record.published_at else "undated"
    facts = (at, record.publisher or record.site, record.section, ", ".join(record.authors))
    click.echo(on_one_line(record.title) or "(no title)")
    click.echo("  " + " · ".join(on_one_line(fact) for fact in facts if fact))
    click.echo(f"  {on_one_line(record.id)}  {on_one_line(record.url)}".rstrip() + "\n")
