"""The argument and options that select an archive, sites and dates within it, and publisher files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.counting import count_of
from newsarchive.redaction import redacted

if TYPE_CHECKING:
    from newsarchive.archive.reading.lines import OnError
    from newsarchive.dataset import Dataset
    from newsarchive.storage.pull import Pulled

_Command = TypeVar("_Command", bound=Callable[..., Any])


class ReadableArchive(click.Path):
    """An archive to read: a folder, or an object store (s3://bucket/prefix), whose records are copied to a cache."""

    name = "archive"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the folder; of an archive in a store the folder of its local copy, brought up to date."""
        if "://" not in str(value) or (ctx and ctx.resilient_parsing):
            return Path(str(super().convert(value, param, ctx)))
        from newsarchive.storage.mirror import mirror_of

        folder = mirror_of(str(value), _tell_fetched)
        if ctx:
            ctx.meta.setdefault(_GIVEN, {})[folder] = redacted(str(value))
        return folder


_GIVEN = f"{__name__}.given"


def archive_as_given(folder: Path) -> str:
    """Return how the command line named the archive whose records *folder* contains: an object store by its URL."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(_GIVEN, {}).get(folder, folder) if context else folder)


def _tell_fetched(done: Pulled, folder: Path) -> None:
    if done.files:
        click.echo(f"{count_of(done.files, 'file')} fetched into {folder}, {done.bytes:,} bytes", err=True)
    if done.unfinished:
        click.echo(
            "the first push to this store has not ended or was interrupted: parts of the archive are missing", err=True
        )


def archive_argument(command: _Command) -> _Command:
    """Give *command* the argument *folder*: an archive, by default the folder `data`."""
    readable = ReadableArchive(path_type=Path)
    return click.argument(
        "folder", metavar="[ARCHIVE]", type=readable, default=Path("data"), callback=_archive_comes_last
    )(command)


def _archive_comes_last(context: click.Context, parameter: click.Parameter, folder: Path) -> Path:
    """Return *folder*; refuse `newsarchive search data "ben do"`, whose query is a folder and whose archive is none."""
    if folder.exists():
        return folder
    for argument in context.command.params[: context.command.params.index(parameter)]:
        text = context.params.get(argument.name or "")
        if isinstance(argument, click.Argument) and isinstance(text, str) and Path(text).is_dir():
            is_default = context.get_parameter_source("folder") is click.core.ParameterSource.DEFAULT
            given = argument.make_metavar(context) if is_default else f"'{folder}'"
            raise click.UsageError(f"{text} is a folder; the archive comes last: {context.command_path} {given} {text}")
    return folder


def folder_option(command: _Command) -> _Command:
    """Give *command* the option *folder*: the archive to write, by default the folder `data`."""
    return click.option(
        "--to",
        "folder",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        default=Path("data"),
        show_default=True,
        help="Folder of the archive.",
    )(command)


def publishers_option(command: _Command) -> _Command:
    """Give *command* the option *publishers*: a folder, or ``None`` for the built-in publisher files alone."""
    return click.option(
        "--publishers",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Folder with additional publisher files.",
    )(command)


def selection_options(command: _Command) -> _Command:
    """Give *command* the options *sites*, *since* and *until* (both ends included)."""
    options = (
        click.option("--site", "sites", metavar="SITE", multiple=True, help="Only this site; repeatable."),
        click.option(
            "--since",
            metavar="TIME",
            callback=_start,
            help="Published at or after this time: 2017, 2017-09, 2017-09-11 or an ISO 8601 time.",
        ),
        click.option(
            "--until",
            metavar="TIME",
            callback=_end,
            help="Published at or before this time; a day, month or year is included whole.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def dataset_options(command: _Command) -> _Command:
    """Give *command* the options of `selection_options` and *skip_bad*; see `dataset_of`."""
    skip = click.option(
        "--skip-bad", is_flag=True, help="Skip damaged lines and lines that are not records, with a warning."
    )
    return selection_options(skip(command))


def dataset_of(
    folder: Path,
    *,
    sites: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    skip_bad: bool = False,
    **kwargs: Any,
) -> Dataset:
    """Return the part of the archive *folder* selected by `dataset_options`; *kwargs* go to newsarchive.load."""
    from newsarchive.dataset import load

    on_error: OnError = "skip" if skip_bad else "raise"
    return load(folder, sites=sites or None, since=since, until=until, on_error=on_error, **kwargs)


def revisions_option(command: _Command) -> _Command:
    """Give *command* the option *revisions*: "latest" or "all", as newsarchive.load takes it."""
    return click.option(
        "--revisions",
        type=click.Choice(["latest", "all"]),
        default="latest",
        show_default=True,
        help="Include only the latest revision of each article, or all.",
    )(command)


def json_option(command: _Command) -> _Command:
    """Give *command* the option *as_json*."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")(command)


def _start(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    from newsarchive.dataset.selection import span_start

    return _span_end(context, _parsed(span_start, value), is_start=True)


def _end(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    from newsarchive.dataset.selection import span_end

    return _span_end(context, _parsed(span_end, value), is_start=False)


def _span_end(context: click.Context, at: datetime | None, *, is_start: bool) -> datetime | None:
    """Return *at*, one end of a time span; raise BadParameter if the other end is known and the span is empty."""
    from newsarchive.dataset.selection import check_span

    other = context.params.get("until" if is_start else "since")
    try:
        check_span(*((at, other) if is_start else (other, at)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return at


def _parsed(parse: Callable[[str | None], datetime | None], value: str | None) -> datetime | None:
    try:
        return parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def require_sites(
    folder: Path, requested: Iterable[str], found: Collection[str], present: Callable[[], Sequence[str]]
) -> None:
    """Raise ClickException for the first *requested* site that is not in *found*; the message lists *present* sites."""
    for site in requested:
        if site not in found:
            known = ", ".join(present()[:10])
            raise click.ClickException(
                f'{folder}: no site "{site}" in this archive; '
                + (f"choose from {known}" if known else "it holds no site yet, crawl one first")
            )
