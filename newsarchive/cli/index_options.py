"""The option that names a search index, and the progress of building one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.renamed_option import RenamedOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.search import IndexProgress

_Command = TypeVar("_Command", bound=Callable[..., Any])


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
def index_progress() -> Iterator[Callable[[IndexProgress], None]]:
    """Yield what shows the progress of building an index on standard error."""
    from newsarchive.dataset.showing.progress import ProgressLine

    with ProgressLine("indexing") as line:
        yield lambda progress: line.show(progress.records, progress.done, progress.total)
