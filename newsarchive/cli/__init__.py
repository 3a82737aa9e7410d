"""The command `newsarchive`: one small module per sub-command, imported when it is called."""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module
from typing import Any

import click

# Command -> one line of help, shown without importing the command's module.
COMMANDS: dict[str, str] = {
    "backfill": "Fetch what a web archive has of a site: the Wayback Machine, or any pywb.",
    "browse": "Search and read an archive in the browser, on this machine.",
    "coverage": "Show what of each site and month was found and stored, and why the rest was not.",
    "crawl": "Crawl publishers, or any news site by its URL, into an archive.",
    "demo": "Serve the demo newspaper, crawl it and show what came out.",
    "diff": "Show what changed in an article from one revision to the next.",
    "duplicates": "Find texts that are nearly the same, and which paper had them first.",
    "export": "Write articles to a file: JSON Lines, CSV, Parquet, SQLite, a Hugging Face dataset.",
    "extract": "Read saved pages, or all pages of an archive again with today's parsers.",
    "merge": "Add several archives to one, without duplicates.",
    "pull": "Fetch an archive from an object store (s3://), each file verified.",
    "push": "Put what is new of an archive into an object store (s3://).",
    "pack": "Keep a Parquet copy of an archive, from which tables load many times faster.",
    "rehydrate": "Fetch again the texts of a release that has none; tell what changed or is gone.",
    "release": "Make a data set of an archive that can be published.",
    "report": "Show on one page what an archive holds: time, hours, bylines, lengths, fields, gaps.",
    "sample": "Draw some articles by lot, the same ones again from the same seed.",
    "schema": "Print the JSON Schema of an archive line.",
    "search": "Find articles by their words, with or without diacritics.",
    "show": "Show an article in the terminal, its revisions, or the page it was read from.",
    "sites": "List, check and draft publisher files.",
    "stats": "Count articles by site, month, section, author or agency, and find the quiet days.",
    "status": "Show how each site of an archive stands: last run, articles, what fell behind.",
    "verify": "Check that an archive is whole; mend a torn tail.",
    "watch": "Keep an archive up to date: look at its sites' feeds every few minutes.",
}


class _Commands(click.Group):
    """Sub-commands by name; each lives in newsarchive.cli.NAME as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"newsarchive.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.showwarning = _show_warning
                return super().invoke(ctx)
        except BrokenPipeError:
            # `newsarchive … | head`: the reader has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except ImportError as error:
            if "pip install" in str(error):
                raise click.ClickException(one_line(error)) from error
            raise
        except (LookupError, ValueError, OSError) as error:
            if type(error).__module__.startswith("newsarchive.") or isinstance(error, OSError):
                raise click.ClickException(one_line(error)) from error
            raise


def _show_warning(message: Warning | str, category: type[Warning], *place: Any, **named: Any) -> None:
    """Say a warning of ours as one line; whoever runs a command has no use for the line of code."""
    shown = one_line(message) if isinstance(message, Warning) else message
    click.echo(
        f"Warning: {shown}" if category.__module__.startswith("newsarchive.") else f"{category.__name__}: {shown}",
        err=True,
    )


def one_line(error: BaseException) -> str:
    """Return what *error* says, in one line; of an OSError the file and what is wrong with it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(str(error.args[0] if error.args else error).split())


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsarchive", prog_name="newsarchive")
def main() -> None:
    """Collect news pages into an archive that outlives its crawler, Vietnamese newspapers first."""
