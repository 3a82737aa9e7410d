"""`newsarchive probe`: what a site without a publisher file offers a crawl."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path
from typing import Any

import click

from newsarchive.cli.crawl import CommandFailed, print_outcomes
from newsarchive.cli.crawl_options import fetch_options, take_fetch_options
from newsarchive.cli.plan_text import print_plans
from newsarchive.escapes import on_one_line


@click.command(epilog="Exit codes are those of `newsarchive crawl`.")
@click.argument("url", metavar="URL")
@click.option("--since", metavar="DAY", help="First day of publication: 2017-09-01, 2017-09 or 2017.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option(
    "--max-pages",
    type=click.IntRange(1),
    metavar="N",
    default=50,
    show_default=True,
    help="Fetch at most N pages; what is not read is named.",
)
@fetch_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(url: str, as_json: bool, **plan: Any) -> None:
    """Show what the news site at URL offers a crawl: its sources of articles, how many, from when, and at what cost.

    The site is read as an unknown one, without a publisher file. robots.txt and the rules for addresses are obeyed, no
    article is fetched, and nothing is stored.
    """
    from newsarchive.crawl.run import CrawlFailed, Options, crawl_unknown
    from newsarchive.publishers import all_publishers, publisher_of

    fetching = take_fetch_options(plan)
    publishers = all_publishers(fetching["publishers"])
    if url in publishers:
        raise click.UsageError(f'"{url}" is a publisher, not a URL; see what it offers with: newsarchive plan {url}')
    known = publisher_of(url, publishers)
    with tempfile.TemporaryDirectory() as folder:
        options = Options(folder=Path(folder), print_urls=False, **fetching)
        try:
            outcome = crawl_unknown(url, {**plan, "dry_run": True}, options)
        except CrawlFailed as error:
            raise CommandFailed(error) from error
    print_plans([outcome], 1, as_json=as_json)
    print_outcomes([outcome], quiet=True)
    if not as_json and outcome.plan:
        for example in outcome.plan.examples:
            click.echo(f"  such as     {on_one_line(example)}")
        click.echo()
        address = shlex.quote(url) + (" --allow-private" if fetching["allow_private"] else "")
        if known:
            click.echo(f"A publisher file describes this site: newsarchive plan {known.key}")
        else:
            examples = " ".join(shlex.quote(example) for example in outcome.plan.examples) or "URL…"
            private = " --allow-private" if fetching["allow_private"] else ""
            click.echo(on_one_line(f"Draft a publisher file: newsarchive sites new {examples}{private}"))
            click.echo(f"Crawl it as it is: newsarchive crawl {address}")
