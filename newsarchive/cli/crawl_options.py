"""The options by which every command that fetches says how: the same names with the same meaning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = {
    "publishers": click.option(
        "--publishers",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of more publisher files.",
    ),
    "contact": click.option("--contact", metavar="ADDRESS", help="Your mail address or web page, for the User-Agent."),
    "delay": click.option(
        "--delay", type=click.FloatRange(0), metavar="SECONDS", help="A fixed pause between two requests to a host."
    ),
    "hours": click.option(
        "--hours", metavar="HOURS", help="Send requests at these hours only, as 22-6, on Vietnam's clock."
    ),
    "allow_private": click.option(
        "--allow-private", is_flag=True, help="Also fetch from this machine and its own network."
    ),
    "verbose": click.option("-v", "--verbose", count=True, help="Show Scrapy's log; twice for all of it."),
}

#: For commands whose sites are hosts of their own; what comes from one web archive comes one site after another.
side_by_side = click.option(
    "--at-once", type=click.IntRange(1), metavar="N", default=8, help="Visit N of the sites side by side."
)


def fetching(command: _Command) -> _Command:
    """Give *command* the options that say how to fetch, not what; see fetching_of."""
    for option in reversed(_OPTIONS.values()):
        command = option(command)
    return command


def fetching_of(words: dict[str, Any]) -> dict[str, Any]:
    """Take the options of *fetching* out of *words* and return them, as newsarchive.crawl.run.Options names them."""
    return {name: words.pop(name) for name in _OPTIONS}
