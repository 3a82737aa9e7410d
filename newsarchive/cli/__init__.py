"""The command `newsarchive`: one small module per sub-command, imported when it is called."""

from __future__ import annotations

import errno
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from newsarchive.cli.message_stream import MessageStream, TerminalStream, drop_output, write_messages_as_json
from newsarchive.escapes import plain
from newsarchive.redaction import redacted

# Command -> one line of help, shown without importing the command's module.
COMMANDS: dict[str, str] = {
    "alarms": "Check an archive for problems and send them by e-mail, webhook or command.",
    "backfill": "Fetch a site's past pages from a web archive: the Wayback Machine, Common Crawl or pywb.",
    "browse": "Search and read an archive in the browser, on this machine.",
    "cite": "Print how to cite an article: BibTeX, CSL-JSON or APA.",
    "collocates": "Show the words that occur near a term.",
    "concordance": "Show every occurrence of a term in its context (KWIC).",
    "coverage": "Show how many articles were discovered and stored by site and month, and why others were not.",
    "crawl": "Crawl publishers, or any news site by its URL, into an archive.",
    "demo": "Serve the demo newspaper, crawl it and show the result.",
    "diff": "Show what changed in an article from one revision to the next.",
    "duplicates": "Find near-duplicate texts, and which site published them first.",
    "export": "Write articles to a file: JSON Lines, CSV, Excel, Parquet, SQLite, a Hugging Face dataset.",
    "extract": "Extract articles from saved pages, WARC files, or the stored pages of an archive.",
    "init": "Describe a collection in a file: sites, period, pace, contact.",
    "keyness": "Show the words that set one part of an archive apart from another.",
    "mcp": "Serve an archive read-only to a language-model client (Model Context Protocol).",
    "merge": "Merge several archives into one, without duplicates.",
    "methods": "Write the methods appendix of a paper from the archive's own records.",
    "ngrams": "Count sequences of words.",
    "pack": "Make a Parquet copy of an archive, from which tables load many times faster.",
    "plan": "Show what a crawl will find and take: sources, articles, requests, time, disk space.",
    "probe": "Show what an unknown news site offers a crawl; nothing is stored.",
    "pull": "Download an archive from an object store (s3://) and verify each file.",
    "push": "Upload what is new in an archive to an object store (s3://).",
    "rehydrate": "Fetch the texts of a release that was published without them.",
    "release": "Make a data set that can be published from an archive.",
    "report": "Summarize an archive on one page with plots.",
    "sample": "Sample articles at random; the same seed gives the same articles.",
    "schema": "Print the JSON Schema of a record, or of the project file.",
    "search": "Search the full text, with or without diacritics.",
    "service": "Keep an archive up to date with systemd, and check it every night.",
    "show": "Show an article in the terminal, its revisions, or the page it was extracted from.",
    "sites": "List, check and draft publisher files.",
    "stats": "Count articles by site, month, section, author or agency; list days below baseline.",
    "status": "Show each site's last run, number of articles and warnings.",
    "trend": "Count terms over time: articles and occurrences per million words.",
    "verify": "Check the integrity of an archive; repair an incomplete final record.",
    "watch": "Keep an archive up to date: check the sites' feeds every few minutes.",
}


_INTERRUPTED = 130


class _Commands(click.Group):
    """Sub-commands by name; each lives in newsarchive.cli.NAME as `command`."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        output, messages = sys.stdout, sys.stderr
        if output and output.isatty():  # there is none after >&-
            sys.stdout = TerminalStream(output)
        sys.stderr = MessageStream(messages or Path(os.devnull).open("w"))  # noqa: SIM115  # none after 2>&-
        try:
            return super().main(*args, **kwargs)
        finally:
            sys.stdout, sys.stderr = output, messages

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except KeyboardInterrupt:  # Click would exit with 1
            raise click.exceptions.Exit(_INTERRUPTED) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"newsarchive.cli.{cmd_name}").command
        _check_more(command)
        command.name = cmd_name  # each is defined as `command`; the generated reference shows this name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            if similar := get_close_matches(args[0], COMMANDS, n=1):
                ctx.fail(f'no such command "{args[0]}"; did you mean {similar[0]}?')
        name, command, args = super().resolve_command(ctx, args)
        if command and _is_log_json(command, args):
            write_messages_as_json()
        # While the shell completes a command, nothing is read.
        if name and command and not ctx.resilient_parsing and not {"-h", "--help"} & set(args):
            from newsarchive.cli.project_defaults import apply_project

            apply_project(ctx, name, command, args)
        return name, command, args

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.showwarning = _show_each_once()
                return super().invoke(ctx)
        except click.ClickException as error:
            message = error.format_message()
            if (shown := plain(redacted(message + _remedy_of(error)))) == message:
                raise
            raise (
                click.UsageError(shown, error.ctx)
                if isinstance(error, click.UsageError)
                else click.ClickException(shown)
            ) from None
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            # `newsarchive … | head`: the reader closed the pipe.
            drop_output(sys.stdout)
            ctx.exit(0)
        except ImportError as error:
            if "pip install" in str(error):
                raise click.ClickException(one_line(error)) from error
            raise
        except (LookupError, ValueError, OSError) as error:
            if isinstance(error, OSError):
                try:
                    sys.stdout.flush()
                except OSError:  # a full disk: Python would report it once more at the end of the process
                    drop_output(sys.stdout)
            if type(error).__module__.startswith("newsarchive.") or isinstance(error, OSError):
                failed = click.ClickException(one_line(error))
                failed.exit_code = getattr(error, "exit_code", failed.exit_code)  # type: ignore[misc]
                raise failed from error
            raise


def _remedy_of(error: click.ClickException) -> str:
    """Return what to write instead of arguments that are too many: Click names them only."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or not error.message.startswith("Got unexpected extra argument"):
        return ""
    parameters = context.command.params
    if any("-o" in parameter.opts for parameter in parameters):
        return "; name the file to write with -o"
    first = next((parameter for parameter in parameters if isinstance(parameter, click.Argument)), None)
    is_text = first is not None and first.type is click.STRING and first.metavar is None
    return "; put words that belong together in quotes" if is_text else ""


def _is_log_json(command: click.Command, args: Sequence[str]) -> bool:
    """Whether *args* contain `--log json`, also where an unknown option or a bad project file keeps Click from it."""
    options = args[: args.index("--")] if "--" in args else args
    wanted = "--log=json" in options or ("--log", "json") in pairwise(options)
    return wanted and any("--log" in parameter.opts for parameter in command.params)


class _LocalPath(click.Path):
    """A path on this machine: an address, which Python would take for a folder "s3:", is refused."""

    def __init__(self, like: click.Path) -> None:
        vars(self).update(vars(like))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and "://" in value:
            self.fail(f"{redacted(value)}: an address, not a path; name a file or folder on this machine", param, ctx)
        return super().convert(value, param, ctx)


class _GivenText(click.types.StringParamType):
    """The value of an option: an empty one, as of a shell variable that is not set, would count as no option at all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the value is empty; write one, or leave the option out", param, ctx)
        return super().convert(value, param, ctx)


def _check_more(command: click.Command) -> None:
    """Let the paths of *command* and its sub-commands refuse addresses, and their options of text empty values."""
    for parameter in command.params:
        if type(parameter.type) is click.Path:
            parameter.type = _LocalPath(parameter.type)
        # An option whose value may be left out (`--retry-failed`) has no value then.
        elif isinstance(parameter, click.Option) and parameter.type is click.STRING and parameter.flag_value != "":
            parameter.type = _GivenText()
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        _check_more(inner)


def _show_each_once() -> Callable[..., None]:
    """Return what prints a warning as one line, without the line of code that raised it, and not a second time."""
    shown: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *args: Any, **kwargs: Any) -> None:
        text = one_line(message) if isinstance(message, Warning) else plain(redacted(message))
        name = "Warning" if category.__module__.startswith("newsarchive.") else category.__name__
        if (line := f"{name}: {text}") not in shown:
            shown.add(line)
            click.echo(line, err=True)

    return show


def one_line(error: BaseException) -> str:
    """Return the message of *error* on one line, without terminal escapes; for an OSError the file and the cause."""
    return plain(redacted(_message(error)))


def _message(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        if error.errno in (errno.EMFILE, errno.ENFILE) and not _has_remedy(error):
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}too many open files; raise the limit (ulimit -n 4096) and run again"
        if error.errno in (errno.ENOSPC, errno.EDQUOT) and not _has_remedy(error):
            where = error.filename or "output"
            return f"{where}: cannot write: the disk is full; free some space and run the same command again"
        if error.errno in (errno.EACCES, errno.EPERM) and error.filename and not _has_remedy(error):
            return f"{error.filename}: {error.strerror}; change the owner or the mode, or run as another user"
        if error.errno == errno.EADDRINUSE and error.filename and error.strerror == os.strerror(errno.EADDRINUSE):
            return f"{error.filename}: another process uses this port; choose another one, or 0 for a free one"
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(str(error.args[0] if error.args else error).split())


def _has_remedy(error: OSError) -> bool:
    from newsarchive.archive.appending import ArchiveError

    return isinstance(error, ArchiveError)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsarchive", prog_name="newsarchive")
def main() -> None:
    """Collect news pages into an archive, and search, analyze and publish what it holds."""
