"""`newsarchive release`: make a data set that can be published from an archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, revisions_option
from newsarchive.counting import count_of

if TYPE_CHECKING:
    from newsarchive.release.about import About
    from newsarchive.release.facts import Facts

_LICENSES = "CC0-1.0, CC-BY-4.0, CC-BY-NC-4.0, ODbL-1.0 and others"


def _time(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from newsarchive.dataset.selection import span_start

    try:
        span_start(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return value


@click.command()
@archive_argument
@click.option(
    "-o",
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="New folder for the data set.",
)
@click.option("--title", required=True, help="Title of the data set.")
@click.option("--contact", required=True, metavar="ADDRESS", help="Mail address or web page for takedown requests.")
@click.option("--creator", "creators", multiple=True, metavar="NAME", help="Creator of the data set; repeatable.")
@click.option("--license", "license", metavar="SPDX", help=f"License of the compilation: {_LICENSES}.")
@click.option("--version", default="1.0.0", show_default=True, help="Version of the data set.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Day of the release [default: today]."
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["bodies", "images", "personal"]),
    help="Leave out texts, image URLs, or bylines, credits and tags; repeatable.",
)
@click.option("--site", "sites", metavar="SITE", multiple=True, help="Only this site; repeatable.")
@click.option("--since", metavar="TIME", callback=_time, help="Published at or after this time: 2017, 2017-09-11.")
@click.option(
    "--until",
    metavar="TIME",
    callback=_time,
    help="Published at or before this time; a day, month or year is included whole.",
)
@revisions_option
@click.option(
    "--takedown",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with ids and URLs to withhold, in addition to ARCHIVE/takedown.txt; repeatable.",
)
@click.option(
    "--respect-ai-training",
    "respects_ai_training",
    is_flag=True,
    help="Leave out articles whose publisher states that machines may not be trained on them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as one JSON object.")
def command(folder: Path, target: Path, takedown: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Write the records of ARCHIVE (by default data) into a new FOLDER that is ready to be published.

    The folder holds Parquet and JSON Lines, a data card for the Hugging Face hub, Croissant and Frictionless metadata,
    checksums (it is a BagIt bag), notes on rights and takedown, and a citation file. The same archive, options and
    date give the same bytes.
    """
    from newsarchive.release.make import release
    from newsarchive.release.tables import NoParquet

    about = _about(options)
    try:
        facts = release(folder, target, about, takedown=takedown)
    except NoParquet as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(target, about, facts)
    else:
        _print(target, about, facts)


def _about(options: dict[str, Any]) -> About:
    from newsarchive.release.about import About, BadRelease

    day, revisions = options.pop("day"), options.pop("revisions")
    try:
        return About(
            **{
                **options,
                "date": day.date() if day else date.today(),
                "without": frozenset(options["without"]),
                "all_revisions": revisions == "all",
            }
        )
    except BadRelease as error:
        raise click.UsageError(str(error)) from error


def _print(target: Path, about: About, facts: Facts) -> None:
    left_out = f"; withheld by the takedown list: {len(facts.withdrawn):,}" if facts.withdrawn else ""
    if about.respects_ai_training:
        left_out += f"; left out because their publisher reserves AI training: {facts.reserved:,}"
    click.echo(f"{target}: {count_of(facts.records, 'record')} of {count_of(len(facts.sites), 'site')}{left_out}")
    if about.license is None:
        click.echo("no license is set for the compilation; set one with --license", err=True)


def _print_json(target: Path, about: About, facts: Facts) -> None:
    from newsarchive.cli.terminal import print_json

    first, last = facts.span or (None, None)
    header = {"folder": str(target), "name": about.name, "version": about.version, "without": sorted(about.without)}
    counts = {"records": facts.records, "sites": {key: site.articles for key, site in sorted(facts.sites.items())}}
    left_out = {"withdrawn": len(facts.withdrawn), "reserved": facts.reserved}
    print_json({**header, **counts, "first": first, "last": last, **left_out})
