"""The option that names a search index, and the progress line of building one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.renamed_option import RenamedOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.search import Progress

_Command = TypeVar("_Command", bound=Callable[..., Any])
_QUIET_SECONDS = 2.0


def index_option(command: _Command) -> _Command:
    """Give *command* the option *index*, a path."""
    return click.option(
        "--index",
        "index",
        cls=RenamedOption,
        former=["--base"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="File of the search index [default: search.sqlite in the archive].",
    )(command)


@contextmanager
def index_progress() -> Iterator[Callable[[Progress], None] | None]:
    """Yield what shows the progress of building an index on standard error; ``None`` where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    line = ProgressLine("indexing")
    yield lambda progress: line.show(progress.records, progress.done, progress.total)
    line.end()


class ProgressLine:
    """One line on standard error that counts records, with the share done and the time left; silent for 2 seconds."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._start = monotonic()
        self._shown = False

    def show(self, records: int, done: int, total: int) -> None:
        """Show that *records* are done, *done* of *total* bytes or other units."""
        passed = monotonic() - self._start
        if passed < _QUIET_SECONDS:
            return
        share = done / total if total else 1.0
        left = passed * (1 - share) / share if share else 0.0
        text = f"{self._verb}: {records:,} records, {share:.0%}, about {left:.0f} s left"
        click.echo(f"\r{text:<70}", nl=False, err=True)
        self._shown = True

    def end(self) -> None:
        """Finish the line, if there is one."""
        if self._shown:
            click.echo(err=True)
