"""`newsarchive watch`: keep an archive up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.access_options import access_options, take_access
from newsarchive.cli.alarms import send_run_alarms
from newsarchive.cli.archive_options import folder_option
from newsarchive.cli.crawl import CommandFailed, print_outcomes
from newsarchive.cli.crawl_options import (
    concurrent_sites_option,
    fetch_options,
    limit_options,
    log_option,
    take_fetch_options,
)
from newsarchive.cli.project_options import project_options
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.json_lines import json_line

if TYPE_CHECKING:
    from newsarchive.crawl.run import Outcome


@click.command(
    epilog="Exit codes are those of `newsarchive crawl`, after --rounds those of the last round; 130 (Ctrl-C) is the "
    "normal end of a watch."
)
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@folder_option
@click.option(
    "--every", metavar="PERIOD", default="15m", show_default=True, help="Time between two rounds: 90s, 15m, 6h."
)
@click.option("--rounds", type=click.IntRange(1), metavar="N", help="Stop after N rounds.")
@click.option(
    "--discover",
    "by",
    cls=RenamedOption,
    former=["--by"],
    metavar="SOURCES",
    default="feeds",
    show_default=True,
    help="Discovery sources to check; see `newsarchive crawl`.",
)
@click.option(
    "--refresh",
    metavar="PERIOD",
    help="Fetch stored articles again that were published within this period: 12h, 7d, 2w.",
)
@click.option("--include", metavar="REGEX", help="Only articles whose URL matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose URL matches.")
@click.option("--language", metavar="TAG", help="Language of a site without a publisher file: vi (usual), en, en-GB.")
@access_options
@limit_options
@fetch_options
@concurrent_sites_option
@click.option("--metrics", metavar="HOST:PORT", help="Serve Prometheus metrics at this address: 127.0.0.1:9410.")
@log_option
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    targets: tuple[str, ...],
    folder: Path,
    every: str,
    rounds: int | None,
    quiet: bool,
    **plan: Any,
) -> None:
    """Check the feeds of each TARGET every few minutes and store what is new, until Ctrl-C.

    Without TARGET, the sites of the archive's project file (see `newsarchive init`) are watched.
    """
    from newsarchive.crawl.clock import now
    from newsarchive.crawl.plan import seconds_of
    from newsarchive.crawl.run import CrawlFailed, Options
    from newsarchive.crawl.watch import watch
    from newsarchive.monitoring.alarms import AlarmHistory

    warned = AlarmHistory()
    failed: CommandFailed | None = None  # in the last round
    project = project_options(ctx)

    def on_round(outcomes: Sequence[Outcome], pause: float) -> None:
        nonlocal failed
        failed = None
        for outcome in outcomes:
            outcome.report["warnings"] = warned.fresh(outcome.site, outcome.report.get("warnings", ()), now())
        send_run_alarms(project.file if project else None, folder, outcomes)
        try:
            print_outcomes(outcomes, quiet=quiet, as_json=log == "json")
        except CommandFailed as error:
            if not error.is_requested:  # what ends the watch is reported at its end
                failed = error
                error.show()
        if pause and not quiet:
            following = datetime.now().astimezone() + timedelta(seconds=pause)
            text = f"next round at {following:%H:%M:%S}"
            click.echo(
                text if log == "text" else json_line("pause", until=following.isoformat("T", "seconds")), err=True
            )

    at_once, metrics = plan.pop("at_once"), plan.pop("metrics")
    log = plan.pop("log")
    settings = project.settings() if project else {}
    own = {site: values for site, values in project.own.items() if site in targets} if project else {}
    access = take_access(plan, targets, plan["publishers"], project)
    fetching = take_fetch_options(plan)
    options = Options(
        folder=folder, at_once=at_once, metrics=metrics, log=log, settings=settings, access=access, **fetching
    )
    try:
        watch(targets, plan, options, every=seconds_of("every", every), rounds=rounds, on_round=on_round, own=own)
    except CrawlFailed as error:
        ending = CommandFailed(error, as_json=log == "json")
        if failed and failed.message == ending.message:  # the last round has shown it
            ctx.exit(ending.exit_code)
        raise ending from error
    if failed:
        ctx.exit(failed.exit_code)
