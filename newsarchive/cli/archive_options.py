"""The argument and options by which commands name an archive and a part of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsarchive.archive.reader import OnError
    from newsarchive.dataset import Dataset

_Command = TypeVar("_Command", bound=Callable[..., Any])


def path_argument(command: _Command) -> _Command:
    """Give *command* the argument *folder*: an archive, by default the folder data."""
    return click.argument("folder", metavar="[ARCHIVE]", type=click.Path(path_type=Path), default=Path("data"))(command)


def selecting(command: _Command) -> _Command:
    """Give *command* the options *sites*, *since* and *until*; both times lie inside the span."""
    options = (
        click.option("--site", "sites", metavar="SITE", multiple=True, help="Only this site; may be given again."),
        click.option(
            "--since",
            metavar="TIME",
            callback=_start,
            help='Published then or later: "2017", "2017-09", "2017-09-11" or an ISO 8601 time.',
        ),
        click.option("--until", metavar="TIME", callback=_end, help="Published then or earlier; a day is all of it."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def reading(command: _Command) -> _Command:
    """Give *command* the options of *selecting* and *skip_bad*; see dataset_of."""
    skip = click.option("--skip-bad", is_flag=True, help="Pass over lines that are damaged or no records.")
    return selecting(skip(command))


def dataset_of(
    folder: Path,
    *,
    sites: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    skip_bad: bool = False,
    **more: Any,
) -> Dataset:
    """Return what the options of *reading* choose of the archive *folder*; *more* goes to newsarchive.load."""
    from newsarchive.dataset import load

    on_error: OnError = "skip" if skip_bad else "raise"
    return load(folder, sites=sites or None, since=since, until=until, on_error=on_error, **more)


def json_option(command: _Command) -> _Command:
    """Give *command* the option *as_json*."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")(command)


def _start(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    from newsarchive.dataset.selection import span_start

    return _read(span_start, value)


def _end(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    from newsarchive.dataset.selection import span_end

    return _read(span_end, value)


def _read(read: Callable[[str | None], datetime | None], value: str | None) -> datetime | None:
    try:
        return read(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def require_sites(
    folder: Path, asked: Iterable[str], found: Collection[str], present: Callable[[], Sequence[str]]
) -> None:
    """Raise ClickException for the first of the sites *asked* for that is not *found*, naming those *present*."""
    for site in asked:
        if site not in found:
            there = ", ".join(present()[:10]) or "no site yet"
            raise click.ClickException(f'{folder}: nothing of "{site}"; it has {there}')
