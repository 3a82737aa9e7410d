"""`newsarchive backfill`: a site's past, from a web archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.crawl import Failed, tell
from newsarchive.cli.crawl_options import fetching, fetching_of


@click.command(
    epilog="Exit codes are those of `newsarchive crawl`. --replay http://host/coll/{timestamp}id_/{url} says where "
    "pages are played back, when --from is a CDX service alone."
)
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True)
@click.option("--from", "source", metavar="WHERE", default="wayback", show_default=True,
              help="wayback, or the address of a pywb collection, as http://127.0.0.1:8080/news/.")  # fmt: skip
@click.option("--replay", metavar="ADDRESS", help="Where pages are played back, when --from is a CDX service.")
@click.option("--since", metavar="DAY", help="First day of publication: 2005-03-31, 2005-03 or 2005.")
@click.option("--until", metavar="DAY", help="Last day of publication, included.")
@click.option(
    "--captures", "which", type=click.Choice(["first", "last", "all"]), default="first", show_default=True,
    help="Of each article the first capture, the last, or all that differ, as revisions.",
)  # fmt: skip
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The archive's folder.",
)
@click.option("--include", metavar="REGEX", help="Only articles whose address matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose address matches.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop when N articles are stored.")
@click.option("--dry-run", is_flag=True, help="Print the captures that would be fetched; fetch and store none.")
@fetching
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
def command(
    targets: tuple[str, ...], folder: Path, source: str, replay: str | None, which: str, quiet: bool, **words: Any
) -> None:
    """Fetch from a web archive what it has of each TARGET's articles: a publisher's key, or a site's address.

    Articles that are in the archive are not fetched again, so the same command goes on after an interruption. Pages
    are stored under the address they had, with the time of their capture.
    """
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_jobs
    from newsarchive.crawl.spiders.backfill import backfill_jobs
    from newsarchive.crawl.spiders.web_archive import web_archive
    from newsarchive.publishers import all_publishers

    options = Options(folder=folder, progress=not quiet and not words["dry_run"], at_once=1, **fetching_of(words))
    place = web_archive(source, replay)
    jobs = backfill_jobs(targets, words, all_publishers(options.publishers), place, which)
    try:
        outcomes = crawl_jobs(jobs, options)
    except CrawlFailed as error:
        raise Failed(error) from error
    tell(outcomes, quiet=quiet)
