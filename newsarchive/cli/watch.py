"""`newsarchive watch`: keep an archive up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.crawl import Failed, tell
from newsarchive.cli.crawl_options import fetching, fetching_of, side_by_side

if TYPE_CHECKING:
    from newsarchive.crawl.run import Outcome


@click.command(epilog="Exit codes are those of `newsarchive crawl`; 130 is the usual end of a watch, by Ctrl-C.")
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The archive's folder.",
)
@click.option(
    "--every", metavar="PERIOD", default="15m", show_default=True, help="From one round to the next: 90s, 15m, 6h."
)
@click.option("--rounds", type=click.IntRange(1), metavar="N", help="End after N rounds.")
@click.option(
    "--by", metavar="WAYS", default="feeds", show_default=True, help="Where to look; see `newsarchive crawl`."
)
@click.option("--refresh", metavar="PERIOD", help="Visit known articles again that are younger than 12h, 7d, 2w.")
@click.option("--include", metavar="REGEX", help="Only articles whose address matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose address matches.")
@fetching
@side_by_side
@click.option("--metrics", metavar="HOST:PORT", help="Let Prometheus scrape the crawl there, as 127.0.0.1:9410.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
def command(targets: tuple[str, ...], folder: Path, every: str, rounds: int | None, quiet: bool, **words: Any) -> None:
    """Look at the feeds of each TARGET every few minutes and store what is new, in one process, until Ctrl-C."""
    from newsarchive.crawl.plan import now, seconds_of
    from newsarchive.crawl.run import CrawlFailed, Options
    from newsarchive.crawl.watch import watch
    from newsarchive.monitoring.alarms import Told

    warned = Told()

    def told(outcomes: Sequence[Outcome], pause: float) -> None:
        for one in outcomes:
            one.report["warnings"] = warned.fresh(one.site, one.report.get("warnings", ()), now())
        try:
            tell(outcomes, quiet=quiet)
        except Failed as error:
            click.echo(f"Error: {error.message}", err=True)
        if pause and not quiet:
            click.echo(f"next round at {datetime.now() + timedelta(seconds=pause):%H:%M:%S}", err=True)

    at_once, metrics = words.pop("at_once"), words.pop("metrics")
    options = Options(folder=folder, at_once=at_once, metrics=metrics, **fetching_of(words))
    try:
        watch(targets, words, options, every=seconds_of("every", every), rounds=rounds, told=told)
    except CrawlFailed as error:
        raise Failed(error) from error
