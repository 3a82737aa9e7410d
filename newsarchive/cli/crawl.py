"""`newsarchive crawl`: crawl publishers or sites into an archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.cli import one_line
from newsarchive.cli.access_options import access_options, take_access
from newsarchive.cli.alarms import send_run_alarms
from newsarchive.cli.crawl_options import (
    concurrent_sites_option,
    fetch_options,
    limit_options,
    log_option,
    take_fetch_options,
)
from newsarchive.cli.plan_text import print_plans
from newsarchive.cli.project_options import project_options
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.cli.seconds import Seconds
from newsarchive.json_lines import json_line
from newsarchive.project import LONGEST_DELAY

if TYPE_CHECKING:
    from newsarchive.crawl.retry import Retry
    from newsarchive.crawl.run import Options, Outcome


@click.command(
    epilog="Exit codes: 0 done, 1 invalid input or unusable folder, 2 wrong usage, 3 site unreachable, 4 disallowed by "
    "robots.txt, 5 archive in use, 6 private address, 7 no article found, 8 limit reached (--max-time, --max-size), "
    "130 interrupted."
)
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    metavar="FOLDER",
    default="data",
    show_default=True,
    help="Folder of the archive, or an object store: s3://bucket/prefix.",
)
@click.option(
    "--spool",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="With --to s3://: local folder that is written first and then uploaded.",
)
@click.option("--keep-spool", is_flag=True, help="With --to s3://: keep WARC files in the spool after their upload.")
@click.option("--since", metavar="DAY", help="First day of publication: 2017-09-01, 2017-09 or 2017.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--section", metavar="NAME", help="Only this section: its name, part of its URL, or its URL.")
@click.option("--include", metavar="REGEX", help="Only articles whose URL matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose URL matches.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N stored articles.")
@click.option("--max-pages", type=click.IntRange(1), metavar="N", help="Fetch at most N pages, including listings.")
@limit_options
@click.option(
    "--discover",
    "by",
    cls=RenamedOption,
    former=["--by"],
    metavar="SOURCES",
    help=f"Discover articles only through these sources: {', '.join(DISCOVERY_SOURCES)} (comma-separated).",
)
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Follow at most N pages of each listing.")
@click.option(
    "--refresh",
    metavar="PERIOD",
    help="Fetch stored articles again that were published within this period: 12h, 7d, 2w.",
)
@click.option("--urls", metavar="FILE", help="Fetch only the URLs in FILE, one per line (- for standard input).")
@click.option(
    "--retry-failed",
    "retry",
    multiple=True,
    is_flag=False,
    flag_value="",
    metavar="[REASON,...]",
    help="Fetch only the URLs whose fetch failed before, of all sites or of TARGET; with REASON, such as 'HTTP 503', "
    "those that failed with it. See `newsarchive coverage --urls`.",
)
@click.option(
    "--dry-run", is_flag=True, help="Print the URLs of the articles that would be fetched, without fetching them."
)
@click.option("--language", metavar="TAG", help="Language of a site without a publisher file: vi (usual), en, en-GB.")
@access_options
@fetch_options
@concurrent_sites_option
@click.option(
    "--frontier", metavar="REDIS", help="Share the crawl with other workers through Redis: redis://10.0.0.5:6379/0."
)
@click.option(
    "--lease",
    type=Seconds(3, LONGEST_DELAY),
    metavar="SECONDS",
    default=20,
    show_default=True,
    help="With --frontier: seconds without a heartbeat after which a worker counts as dead and loses its sites.",
)
@click.option(
    "--search-index/--no-search-index",
    default=True,
    show_default=True,
    help="Update the search index every minute and at the end.",
)
@click.option("--metrics", metavar="HOST:PORT", help="Serve Prometheus metrics at this address: 127.0.0.1:9410.")
@log_option
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
@click.pass_context
def command(ctx: click.Context, /, targets: tuple[str, ...], folder: str, **plan: Any) -> None:
    """Crawl each TARGET into an archive. TARGET is a publisher key (see `newsarchive sites`) or the URL of a news site.

    Stored articles are not fetched again: the same command fetches only what is new, and continues an interrupted
    crawl. Without TARGET, the sites of the archive's project file (see `newsarchive init`) are crawled.
    """
    # Scrapy and Twisted take a second to import: only when the command runs.
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_all
    from newsarchive.crawl.spiders.url_list import read_urls

    quiet, frontier, lease = plan.pop("quiet"), plan.pop("frontier"), plan.pop("lease")
    spool, keep_spool = plan.pop("spool"), plan.pop("keep_spool")
    if (spool or keep_spool) and "://" not in folder:
        raise click.UsageError("--spool and --keep-spool belong to a crawl into an object store; add --to s3://…")
    project = project_options(ctx)
    if plan["urls"] and ctx.get_parameter_source("targets") == ParameterSource.DEFAULT_MAP:
        targets = ()
    own = {site: values for site, values in project.own.items() if site in targets} if project else {}
    access = take_access(plan, targets, plan["publishers"], project)
    options = Options(
        access=access,
        settings=project.settings() if project else {},
        folder=Path(folder),
        progress=not quiet and not plan["dry_run"],
        metrics=plan.pop("metrics"),
        search_index=plan.pop("search_index"),
        log=plan.pop("log"),
        at_once=plan.pop("at_once"),
        **take_fetch_options(plan),
    )
    if plan["urls"]:
        plan["urls"] = read_urls(plan["urls"])
    retry = None
    if reasons := plan.pop("retry"):
        if plan["urls"] or frontier or "://" in folder:
            raise click.UsageError("--retry-failed cannot be combined with --urls, --frontier or --to s3://")
        retry = _retry(targets, reasons, plan, options, own)
        if not retry.targets:
            click.echo(f"Nothing to retry: no such URL in {folder}; see `newsarchive coverage {folder}`.", err=True)
            return
        targets, own = retry.targets, dict(retry.own)
    try:
        if "://" in folder:
            from newsarchive.storage.crawling import crawl_into

            if frontier or plan["dry_run"]:
                raise click.UsageError(
                    "--to s3:// cannot be combined with --frontier or --dry-run; crawl into a folder and push it"
                )
            outcomes = crawl_into(folder, spool, targets, plan, options, keep=keep_spool)
        elif frontier:
            if own:
                raise click.UsageError(
                    f"--frontier cannot be combined with options of single sites ({', '.join(own)} in newsarchive.toml)"
                )
            outcomes = _crawl_shared(targets, plan, options, frontier, lease)
            if not outcomes:
                # An archive without articles, because `newsarchive merge` refuses a folder that is not an archive.
                (options.folder / "articles").mkdir(parents=True, exist_ok=True)
                if not quiet and options.log != "json":
                    click.echo("Other workers crawled every site; this worker had nothing to do.", err=True)
        else:
            outcomes = crawl_all(targets, plan, options, own)
    except (CrawlFailed, OSError) as error:
        raise CommandFailed(error, as_json=options.log == "json") from error
    send_run_alarms(project.file if project else None, options.folder, outcomes)
    if retry and not plan["dry_run"] and not quiet:
        from newsarchive.crawl.retry import retry_summary
        from newsarchive.monitoring.retries import retried_urls

        click.echo(retry_summary(retried_urls(options.folder, retry.failures)), err=True)
    if plan["dry_run"]:
        print_plans(outcomes, options.at_once, err=True, log=options.log)
    print_outcomes(outcomes, quiet=quiet, as_json=options.log == "json")


def _retry(
    targets: tuple[str, ...], reasons: tuple[str, ...], plan: dict[str, Any], options: Options, own: dict[str, Any]
) -> Retry:
    from newsarchive.crawl.retry import retry_of
    from newsarchive.monitoring.retries import UnknownReason, reasons_from
    from newsarchive.publishers import all_publishers

    try:
        chosen = reasons_from(reasons)
    except UnknownReason as error:
        raise click.UsageError(f"--retry-failed: {error}; write a TARGET before --retry-failed") from error
    return retry_of(options.folder, targets, chosen, all_publishers(options.publishers), plan, own)


def _crawl_shared(
    targets: tuple[str, ...], plan: dict[str, Any], options: Options, frontier: str, lease: float
) -> list[Outcome]:
    from newsarchive.crawl.errors import BadPlan
    from newsarchive.crawl.frontier.redis import RedisFrontier
    from newsarchive.crawl.workers import crawl_distributed

    if plan["urls"] or plan["dry_run"]:
        raise BadPlan("--frontier cannot be combined with --urls or --dry-run; name the sites to crawl")
    return crawl_distributed(targets, plan, options, RedisFrontier(frontier, lease))


def print_outcomes(outcomes: Sequence[Outcome], *, quiet: bool, as_json: bool = False) -> None:
    """Print a summary of each site on standard error, then raise CommandFailed if there is a failure.

    That is the end of the whole crawl (Ctrl-C, a limit) if there is one, else the first failure of a site. With
    *as_json*, a summary is a JSON line.
    """
    if as_json:
        _print_ends(outcomes)
    from newsarchive.crawl.storing.run_report import summary_lines

    several = len(outcomes) > 1
    dry = [outcome for outcome in outcomes if outcome.plan and not outcome.failure]
    for outcome in outcomes:
        name = f"{outcome.site}: " if several else ""
        has_summary = (
            outcome.report and outcome not in dry and not as_json and (several or _is_requested(outcome.failure))
        )
        for line in summary_lines(outcome.report) if has_summary else ():
            if not quiet or line.startswith("WARNING"):
                click.echo(name + line, err=True)
    ends = [outcome.failure for outcome in outcomes if outcome.failure and _is_requested(outcome.failure)]
    waiting = (
        [outcome.site for outcome in outcomes if not outcome.report and outcome.failure in ends] if several else []
    )
    if waiting and not quiet and not as_json:
        click.echo(f"not started: {', '.join(waiting)}", err=True)
    failed = [
        (outcome.site, outcome.failure) for outcome in outcomes if outcome.failure and outcome.failure not in ends
    ]
    for site, failure in [] if as_json else failed if ends else failed[1:]:
        click.echo(f"Error: {site}: {one_line(failure)}", err=True)
    for end in ends[:1]:
        raise CommandFailed(end, as_json=as_json) from end
    for site, failure in failed[:1]:
        raise CommandFailed(failure, f"{site}: " if several else "", as_json=as_json) from failure


def _print_ends(outcomes: Sequence[Outcome]) -> None:

    for outcome in outcomes:
        fields = {name: outcome.report.get(name) for name in ("run", "finish_reason", "counts", "warnings")}
        message = one_line(outcome.failure) if outcome.failure else None
        click.echo(json_line("end", site=outcome.site, **fields, message=message), err=True)


def _is_requested(failure: Exception | None) -> bool:
    """Return whether a crawl ended as it should: by itself, or because a person or a limit said so."""
    return failure is None or bool(getattr(failure, "is_requested", False))


class CommandFailed(click.ClickException):
    """A crawl that failed, or that a person or a limit has ended, with its exit code; shown as text or JSON."""

    def __init__(self, error: Exception, name: str = "", *, as_json: bool = False) -> None:
        super().__init__(name + one_line(error))
        self.as_json = as_json
        self.is_requested = _is_requested(error)
        self.exit_code = int(getattr(error, "code", 1))  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message, as an error if it is one."""
        if self.as_json:
            event = "ended" if self.is_requested else "error"
            click.echo(json_line(event, message=self.message, exit_code=self.exit_code), file=file, err=True)
        elif self.is_requested:
            click.echo(f"{self.message[:1].upper()}{self.message[1:]}.", file=file, err=True)
        else:
            super().show(file)
