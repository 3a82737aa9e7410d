"""`newsarchive crawl`: a publisher or a site into an archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli import one_line
from newsarchive.cli.crawl_options import fetching, fetching_of, side_by_side

if TYPE_CHECKING:
    from newsarchive.crawl.run import Options, Outcome


@click.command(
    epilog="Exit codes: 0 done, 1 wrong input or unusable folder, 2 no such option, 3 site unreachable, 4 robots.txt "
    "forbids it, 5 the archive is in use, 6 private address, 7 no page reads as an article, or none was found, "
    "130 interrupted."
)
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    metavar="FOLDER",
    default="data",
    show_default=True,
    help="The archive's folder, or an object store as s3://bucket/prefix.",
)
@click.option(
    "--spool", type=click.Path(path_type=Path), help="With --to s3://: the folder written first, then uploaded."
)
@click.option("--keep-spool", is_flag=True, help="With --to s3://: leave uploaded WARC files in the spool.")
@click.option("--since", metavar="DAY", help="First day of publication, as 2017-09-01.")
@click.option("--until", metavar="DAY", help="Last day of publication, included.")
@click.option("--section", metavar="NAME", help="Only this section: a part of its address, or all of it.")
@click.option("--include", metavar="REGEX", help="Only articles whose address matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose address matches.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop when N articles are stored.")
@click.option("--max-pages", type=click.IntRange(1), metavar="N", help="Fetch N pages at most, listings included.")
@click.option(
    "--by", metavar="WAYS", help="Look for articles by sitemaps,feeds,listings,days,links: those named alone."
)
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Turn at most N pages of each listing.")
@click.option("--refresh", metavar="PERIOD", help="Visit known articles again that are younger than 12h, 7d, 2w.")
@click.option("--urls", metavar="FILE", help="Fetch the addresses in FILE (- for standard input), and nothing else.")
@click.option("--dry-run", is_flag=True, help="Print the articles that would be fetched; fetch and store none.")
@fetching
@side_by_side
@click.option("--frontier", metavar="REDIS", help="Crawl together with other workers, as redis://10.0.0.5:6379/0.")
@click.option(
    "--lease",
    type=click.FloatRange(3),
    metavar="SECONDS",
    default=20,
    help="With --frontier: a worker that is silent for so long has died, and others take its sites.",
)
@click.option("--metrics", metavar="HOST:PORT", help="Let Prometheus scrape the crawl there, as 127.0.0.1:9410.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary, only warnings.")
def command(targets: tuple[str, ...], folder: str, **words: Any) -> None:
    """Crawl each TARGET into an archive: a publisher's key (see `newsarchive sites`), or the address of a news site.

    Known articles are not fetched again, so the same command again brings only what is new, and a crawl that was
    broken off goes on.
    """
    # Scrapy and Twisted take a second to import: only now.
    from newsarchive.crawl.plan import read_urls
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_all

    quiet, frontier, lease = words.pop("quiet"), words.pop("frontier"), words.pop("lease")
    spool, keep_spool = words.pop("spool"), words.pop("keep_spool")
    options = Options(
        folder=Path(folder),
        progress=not quiet and not words["dry_run"],
        metrics=words.pop("metrics"),
        at_once=words.pop("at_once"),
        **fetching_of(words),
    )
    if words["urls"]:
        words["urls"] = read_urls(words["urls"])
    try:
        if "://" in folder:
            from newsarchive.storage.crawling import crawl_into

            if frontier or words["dry_run"]:
                raise click.UsageError("--to s3:// goes without --frontier and --dry-run; crawl into folders and push")
            outcomes = crawl_into(folder, spool, targets, words, options, keep=keep_spool)
        elif frontier:
            outcomes = _together(targets, words, options, frontier, lease)
        else:
            outcomes = crawl_all(targets, words, options)
    except (CrawlFailed, OSError) as error:
        raise Failed(error) from error
    tell(outcomes, quiet=quiet)


def _together(
    targets: tuple[str, ...], words: dict[str, Any], options: Options, frontier: str, lease: float
) -> list[Outcome]:
    from newsarchive.crawl.frontier.redis import SharedFrontier
    from newsarchive.crawl.plan import BadPlan
    from newsarchive.crawl.workers import crawl_together

    if words["urls"] or words["dry_run"]:
        raise BadPlan("--frontier shares whole sites; name them, without --urls and --dry-run")
    return crawl_together(targets, words, options, SharedFrontier(frontier, lease))


def tell(outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    """Say on standard error what came of each site; raise the first failure, when all has been said."""
    from newsarchive.crawl.storing.run_report import told

    for one in outcomes:
        name = f"{one.site}: " if len(outcomes) > 1 else ""
        for line in told(one.report) if one.report and (name or not one.failure) else ():
            if not quiet or line.startswith("WARNING"):
                click.echo(name + line, err=True)
    failed = [(one.site, one.failure) for one in outcomes if one.failure]
    for site, failure in failed[1:]:
        click.echo(f"Error: {site}: {one_line(failure)}", err=True)
    for site, failure in failed[:1]:
        raise Failed(failure, f"{site}: " if len(outcomes) > 1 else "") from failure


class Failed(click.ClickException):
    """A crawl that could not do what was asked, with its exit code."""

    def __init__(self, error: Exception, name: str = "") -> None:
        super().__init__(name + one_line(error))
        self.exit_code = int(getattr(error, "code", 1))  # type: ignore[misc]
