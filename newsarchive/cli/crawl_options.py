"""Options shared by every command that sends requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from newsarchive.cli.access_options import expanded
from newsarchive.cli.archive_options import publishers_option
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.cli.seconds import Seconds
from newsarchive.project import CONTACT, LONGEST_DELAY, MOST_SITES_AT_ONCE

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _contact(value: str | None) -> str | None:
    if value and not re.search(CONTACT, value):
        raise click.BadParameter("not a mail address or a web page; write you@example.org or https://example.org/crawl")
    return value


_OPTIONS = {
    "publishers": publishers_option,
    "contact": click.option(
        "--contact",
        metavar="ADDRESS",
        callback=lambda ctx, param, value: _contact(value),
        help="Your mail address or web page, sent in the User-Agent.",
    ),
    "delay": click.option(
        "--delay",
        type=Seconds(0, LONGEST_DELAY),
        metavar="SECONDS",
        help="Fixed delay between two requests to a host, instead of AutoThrottle.",
    ),
    "hours": click.option(
        "--hours", metavar="HOURS", help="Send requests only at these hours, such as 22-6 (Vietnam time by default)."
    ),
    "proxy": click.option(
        "--proxy",
        metavar="URL",
        help="HTTP proxy for all requests, instead of http_proxy and https_proxy: http://proxy.example.org:3128.",
    ),
    "proxy_resolves": click.option(
        "--proxy-resolves",
        is_flag=True,
        help="Behind a proxy, also request hosts whose name this machine cannot resolve, and so cannot check.",
    ),
    "allow_private": click.option(
        "--allow-private", is_flag=True, help="Also fetch from private and loopback addresses."
    ),
    "verbose": click.option("-v", "--verbose", count=True, help="Show Scrapy's log; -vv includes debug messages."),
}

#: For commands that crawl several hosts; a web archive is one host, so `backfill` takes one site after another.
concurrent_sites_option = click.option(
    "--concurrent-sites",
    "at_once",
    cls=RenamedOption,
    former=["--at-once"],
    type=click.IntRange(1, MOST_SITES_AT_ONCE),
    metavar="N",
    default=8,
    show_default=True,
    help="Crawl up to N sites at the same time.",
)


def limit_options(command: _Command) -> _Command:
    """Give *command* the options *max_time* and *max_size*, which end it; they are options of `plan_from`."""
    time = click.option("--max-time", metavar="TIME", help="Stop after this time: 90m, 2h, 7d.")
    size = click.option("--max-size", metavar="SIZE", help="Stop when the run has stored this much: 500MB, 20GB.")
    return time(size(command))


#: For commands that run long: the format of progress and messages. `json` is detected before Click parses the options,
#: so that an invalid option is reported as JSON, too.
log_option = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Write progress, log and summary on standard error as text or as JSON Lines.",
)


def fetch_options(command: _Command) -> _Command:
    """Give *command* the options that control how pages are fetched; see `take_fetch_options`."""
    for option in reversed(_OPTIONS.values()):
        command = option(command)
    return command


def take_fetch_options(options: dict[str, Any]) -> dict[str, Any]:
    """Remove the options of `fetch_options` from *options* and return them by their names in crawl.run.Options."""
    taken = {name: options.pop(name) for name in _OPTIONS}
    return {**taken, "proxy": expanded("--proxy", taken["proxy"])}
