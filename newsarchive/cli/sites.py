"""`newsarchive sites`: list publishers, check their selectors on a page, draft a file for a new one."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from newsarchive.cli.seconds import Seconds
from newsarchive.cli.terminal import escaped
from newsarchive.counting import count_of
from newsarchive.escapes import plain
from newsarchive.page import Page
from newsarchive.project import LONGEST_DELAY
from newsarchive.publishers import Publisher, Publishers, all_families, all_publishers, publisher_named

_SAVED = re.compile(r"[./\\]")  # in the name of a saved page; the key of a publisher has none of them
_FOLDER = click.option(
    "--publishers",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Folder with additional publisher files; a file with the key of a built-in one replaces it.",
)
_HTML = click.option(
    "--html",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Saved page; repeatable. Files named after it (--html pages/*.html) are saved pages, too.",
)
_PRIVATE = click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses.")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object for each publisher.")
@_FOLDER
@click.pass_context
def command(context: click.Context, as_json: bool, folder: Path | None) -> None:
    """List the publishers that newsarchive knows, check or draft their files."""
    if context.invoked_subcommand is not None:
        return
    publishers = all_publishers(folder)
    if as_json:
        for publisher in publishers.values():
            click.echo(escaped(json.dumps(_as_json(publisher), ensure_ascii=False)))
    elif sys.stdout.isatty():
        _print_table(publishers)
    else:
        for publisher in publishers.values():
            click.echo(
                "\t".join(
                    (
                        publisher.key,
                        publisher.name,
                        publisher.domains[0],
                        _scope(publisher),
                        ", ".join(publisher.families),
                    )
                )
            )


@command.command(short_help="Check the selectors of a publisher on pages, or its addresses on the web.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_HTML
@click.option("--url", "urls", multiple=True, help="URL of a page to fetch; repeatable.")
@click.option("--live", is_flag=True, help="Request the addresses in the files of the publishers (all without NAME).")
@click.option("--delay", type=Seconds(0, LONGEST_DELAY), default=1.0, help="With --live: seconds between two requests.")
@click.option(
    "--write/--no-write", default=True, help="With --live: set `verified` in a file whose addresses all work (default)."
)
@_FOLDER
@_PRIVATE
@click.pass_context
def check(
    context: click.Context,
    names: tuple[str, ...],
    files: tuple[Path, ...],
    urls: tuple[str, ...],
    live: bool,
    delay: float,
    write: bool,
    folder: Path | None,
    allow_private: bool,
) -> None:
    """Show which selectors of publisher NAME match on pages, and what is extracted.

    The exit code is 1 if a page has no title, no date or no body, or if a selector contradicts the generic
    extractor, which reads the page without the publisher's file.

    With --live no page is needed: robots.txt, feeds, sitemaps, sections and date archives of each NAME are requested,
    one host at a time. The exit code is 1 if an address moved, is empty, does not respond or is closed by robots.txt.
    """
    publishers = all_publishers(folder)
    if live:
        if files or urls:
            raise click.UsageError("--live needs no page; leave out --html and --url, or --live")
        context.exit(_check_live(publishers, names, delay, write, allow_private))
    from newsarchive.cli.site_check import check_page, report

    names, files = _files_among(names, files)
    if len(names) != 1:
        raise click.UsageError("name one publisher; several can be checked with --live only")
    publisher = publisher_named(names[0], publishers)
    pages = _pages(files, urls, allow_private)
    if not pages:
        raise click.UsageError("no page given; add --html FILE or --url URL, or --live")
    checked = [check_page(page, publisher, publishers) for page in pages]
    for lines in map(report, checked):
        click.echo(plain(lines))
    context.exit(1 if any(result.missing or result.disagreements for result in checked) else 0)


def _check_live(publishers: Publishers, names: tuple[str, ...], delay: float, write: bool, allow_private: bool) -> int:
    from newsarchive.archive.appending import ArchiveError
    from newsarchive.cli.site_live import LiveCheck, State, write_verified

    chosen = [publisher_named(name, publishers) for name in names] or list(publishers.values())
    run = LiveCheck(delay=delay, allow_private=allow_private)
    faulty = 0
    for publisher in chosen:
        click.echo(f"{publisher.key} ({publisher.name})")
        problems = unreached = 0
        for address in run.check(publisher):
            problems += address.state.is_problem
            unreached += address.state is State.UNREACHED
            click.echo(f"  {plain(str(address))}")
        faulty += problems + unreached > 0
        if unreached:
            click.echo(f"  {count_of(unreached, 'request')} reached no server; check the network and run this again")
        if problems:
            needs = "address needs" if problems == 1 else "addresses need"
            click.echo(f"  {problems} {needs} a correction in {publisher.file}")
        elif write and not unreached and publisher.file is not None:
            try:
                write_verified(publisher.file, run.today)
            except ArchiveError as error:
                click.echo(f"  verified = {run.today} is not written: {error}; copy the file to a folder of your own")
            else:
                click.echo(f"  verified = {run.today} is written to {publisher.file}")
    if len(chosen) > 1:
        click.echo(f"{len(chosen) - faulty} of {len(chosen)} publishers have only addresses that work")
    return 1 if faulty else 0


@command.command(short_help="Draft a publisher file from article pages.")
@click.argument("urls", nargs=-1)
@_HTML
@_FOLDER
@_PRIVATE
def new(urls: tuple[str, ...], files: tuple[Path, ...], folder: Path | None, allow_private: bool) -> None:
    """Draft a publisher file from article pages: URLs to fetch, or saved pages.

    A URL that is the name of a file is a saved page, as after --html. With saved pages nothing is fetched, and the URLs
    serve only as examples of article URLs. The draft is printed on standard output, and what its selectors match on
    standard error.
    """
    from newsarchive.cli.site_draft import draft

    urls, files = _files_among(urls, files)
    if not urls and not files:
        raise click.UsageError("no article given; add a URL or --html FILE")
    pages = _pages(files, () if files else urls, allow_private)
    known = all_publishers(folder)
    text, remarks = draft(pages, urls, known, all_families(folder))
    for remark in remarks:
        click.echo(remark, err=True)
    click.echo(text, nl=False)


def _files_among(arguments: tuple[str, ...], files: tuple[Path, ...]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Return the *arguments* that are not files, and *files* with those that are.

    A shell replaces --html pages/*.html by the name of every page, of which only the first is the option's value.
    """
    found = [argument for argument in arguments if _SAVED.search(argument) and Path(argument).is_file()]
    others = tuple(argument for argument in arguments if argument not in found)
    return others, (*files, *map(Path, found))


def _pages(files: tuple[Path, ...], urls: tuple[str, ...], allow_private: bool) -> list[Page]:
    from newsarchive.cli.fetch import fetch_page

    saved = [Page(requested_url=str(path), body=path.read_bytes()) for path in files]
    return saved + [fetch_page(url, allow_private=allow_private) for url in urls]


def _scope(publisher: Publisher) -> str:
    return ", ".join(part for part in (publisher.scope, publisher.region) if part)


def _as_json(publisher: Publisher) -> dict[str, Any]:
    verified = {"verified": publisher.verified.isoformat() if publisher.verified else None}
    patterns = {
        "article_url": publisher.article_patterns,
        "selectors": {key: list(v) for key, v in publisher.selector_sources.items()},
    }
    names = (
        "key",
        "name",
        "domains",
        "language",
        "country",
        "region",
        "scope",
        "timezone",
        "families",
        "monthly_sitemaps",
        "sources",
        "feeds",
        "sitemaps",
        "sections",
    )
    return {name: getattr(publisher, name) for name in names} | patterns | verified


def _print_table(publishers: Publishers) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for heading in ("key", "name", "domain", "scope", "CMS"):
        table.add_column(heading, no_wrap=heading in ("key", "domain"))
    for publisher in publishers.values():
        table.add_row(
            publisher.key, publisher.name, publisher.domains[0], _scope(publisher), ", ".join(publisher.families)
        )
    Console().print(table)
