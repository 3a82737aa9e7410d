"""`newsarchive crawl`: a publisher or a site into an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from newsarchive.crawl.run import CrawlFailed


@click.command(
    epilog="Exit codes: 0 done, 1 wrong input or unusable folder, 2 no such option, 3 site unreachable, 4 robots.txt "
    "forbids it, 5 the archive is in use, 6 private address, 7 no page reads as an article, 130 interrupted."
)
@click.argument("target", required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The archive's folder.",
)
@click.option("--since", metavar="DAY", help="First day of publication, as 2017-09-01.")
@click.option("--until", metavar="DAY", help="Last day of publication, included.")
@click.option("--section", metavar="NAME", help="Only this section: a part of its address, or all of it.")
@click.option("--include", metavar="REGEX", help="Only articles whose address matches.")
@click.option("--exclude", metavar="REGEX", help="No articles whose address matches.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop when N articles are stored.")
@click.option("--max-pages", type=click.IntRange(1), metavar="N", help="Fetch N pages at most, listings included.")
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Turn at most N pages of each listing.")
@click.option("--refresh", metavar="PERIOD", help="Visit known articles again that are younger than 12h, 7d, 2w.")
@click.option("--urls", metavar="FILE", help="Fetch the addresses in FILE (- for standard input), and nothing else.")
@click.option("--dry-run", is_flag=True, help="Print the articles that would be fetched; fetch and store none.")
@click.option(
    "--publishers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of more publisher files.",
)
@click.option("--contact", metavar="ADDRESS", help="Your mail address or web page, for the User-Agent.")
@click.option(
    "--delay", type=click.FloatRange(0), metavar="SECONDS", help="A fixed pause between two requests to a host."
)
@click.option("--allow-private", is_flag=True, help="Also fetch from this machine and its own network.")
@click.option("-v", "--verbose", count=True, help="Show Scrapy's log; twice for all of it.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
def command(target: str | None, folder: Path, **words: Any) -> None:
    """Crawl TARGET into an archive: a publisher's key (see `newsarchive sites`), or the address of any news site.

    Known articles are not fetched again, so the same command again brings only what is new, and a crawl that was
    broken off goes on.
    """
    # Scrapy and Twisted take a second to import: only now.
    from newsarchive.crawl.plan import read_urls
    from newsarchive.crawl.report import told
    from newsarchive.crawl.run import CrawlFailed, Options, crawl

    quiet = words.pop("quiet")
    options = Options(
        folder=folder,
        progress=not quiet and not words["dry_run"],
        **{name: words.pop(name) for name in ("publishers", "contact", "delay", "allow_private", "verbose")},
    )
    if words["urls"]:
        words["urls"] = read_urls(words["urls"])
    try:
        report = crawl(target, words, options)
    except CrawlFailed as error:
        raise _Failed(error) from error
    if not quiet:
        for line in told(report):
            click.echo(line, err=True)


class _Failed(click.ClickException):
    def __init__(self, error: CrawlFailed) -> None:
        super().__init__(" ".join(str(error).split()))
        self.exit_code = int(error.code)  # type: ignore[misc]
