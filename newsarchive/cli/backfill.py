"""`newsarchive backfill`: fetch a site's past pages from a web archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import folder_option
from newsarchive.cli.crawl import CommandFailed, print_outcomes
from newsarchive.cli.crawl_options import fetch_options, log_option, take_fetch_options
from newsarchive.cli.plan_text import print_plans


@click.command(
    epilog="Exit codes are those of `newsarchive crawl`. --replay takes a URL template such as "
    "http://host/coll/{timestamp}id_/{url}; it is needed when --from is a CDX server that does not serve pages. With "
    "--from commoncrawl+URL, a mirror of Common Crawl, it is the URL below which the WARC files are, if elsewhere."
)
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True)
@click.option("--from", "source", metavar="SOURCE", default="wayback", show_default=True,
              help="wayback, commoncrawl, or the URL of a pywb collection (http://127.0.0.1:8080/news/).")  # fmt: skip
@click.option("--replay", metavar="URL", help="URL template of archived pages, when --from is a CDX server.")
@click.option("--since", metavar="DAY", help="First day of publication: 2005-03-31, 2005-03 or 2005.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option(
    "--captures", "which", type=click.Choice(["first", "last", "all"]), default="first", show_default=True,
    help="Fetch the first capture of each article, the last, or all that differ (as revisions).",
)  # fmt: skip
@folder_option
@click.option("--include", metavar="REGEX", help="Only articles whose URL matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose URL matches.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N stored articles.")
@click.option("--dry-run", is_flag=True, help="Print the captures that would be fetched, without fetching them.")
@fetch_options
@log_option
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
def command(
    targets: tuple[str, ...],
    folder: Path,
    source: str,
    replay: str | None,
    which: str,
    log: str,
    quiet: bool,
    **plan: Any,
) -> None:
    """Fetch the captures of each TARGET's articles from a web archive. TARGET is a publisher key or a site's URL.

    Articles already in the archive are not fetched again, so the same command continues after an interruption. Pages
    are stored under their original URL, with the time of their capture.
    """
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_jobs
    from newsarchive.crawl.spiders.backfill import backfill_jobs
    from newsarchive.crawl.spiders.web_archive import web_archive
    from newsarchive.publishers import all_publishers

    options = Options(
        folder=folder, progress=not quiet and not plan["dry_run"], log=log, at_once=1, **take_fetch_options(plan)
    )
    archive = web_archive(source, replay)
    jobs = backfill_jobs(targets, plan, all_publishers(options.publishers), archive, which)
    try:
        outcomes = crawl_jobs(jobs, options)
    except CrawlFailed as error:
        raise CommandFailed(error, as_json=log == "json") from error
    if plan.get("dry_run"):
        print_plans(outcomes, 1, err=True, log=log)
    print_outcomes(outcomes, quiet=quiet, as_json=log == "json")
