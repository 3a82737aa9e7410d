"""`newsarchive plan`: what a crawl will find, request, take and store, before it begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.cli.access_options import access_options, take_access
from newsarchive.cli.archive_options import folder_option
from newsarchive.cli.crawl import CommandFailed, print_outcomes
from newsarchive.cli.crawl_options import concurrent_sites_option, fetch_options, take_fetch_options
from newsarchive.cli.plan_text import print_plans
from newsarchive.cli.project_options import project_options


@click.command(epilog="Exit codes are those of `newsarchive crawl`.")
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@folder_option
@click.option("--since", metavar="DAY", help="First day of publication: 2017-09-01, 2017-09 or 2017.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--section", metavar="NAME", help="Only this section; see `newsarchive crawl`.")
@click.option("--include", metavar="REGEX", help="Only articles whose URL matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose URL matches.")
@click.option("--discover", "by", metavar="SOURCES", help=f"Only these sources: {', '.join(DISCOVERY_SOURCES)}.")
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Follow at most N pages of each listing.")
@click.option(
    "--max-pages",
    type=click.IntRange(1),
    metavar="N",
    default=200,
    show_default=True,
    help="Fetch at most N pages of each site for the plan; what is not read is named.",
)
@click.option("--language", metavar="TAG", help="Language of a site without a publisher file: vi (usual), en, en-GB.")
@access_options
@fetch_options
@concurrent_sites_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object for each site.")
@click.pass_context
def command(ctx: click.Context, /, targets: tuple[str, ...], folder: Path, as_json: bool, **plan: Any) -> None:
    """Show what a crawl of each TARGET will find and take: sources, articles, requests, time and disk space.

    The sources of articles (robots.txt, sitemaps, feeds, sections, date archives) are read, no article is fetched, and
    nothing is stored. Articles that are in the archive already are not counted. Without TARGET, the sites of the
    archive's project file are planned; the last lines say what to change in it.
    """
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_all

    project = project_options(ctx)
    own = {site: values for site, values in project.own.items() if site in targets} if project else {}
    access = take_access(plan, targets, plan["publishers"], project)
    at_once = plan.pop("at_once")
    options = Options(folder=folder, at_once=at_once, print_urls=False, access=access, **take_fetch_options(plan))
    try:
        outcomes = crawl_all(targets, {**plan, "dry_run": True}, options, own)
    except CrawlFailed as error:
        raise CommandFailed(error) from error
    print_plans(outcomes, at_once, as_json=as_json)
    print_outcomes(outcomes, quiet=True)
