"""Other Python processes of this installation; they do not search the working folder for modules.

Python would search it first: a user's ``calendar.py`` there is not the one that libraries import, and a stranger's must
not be executed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def python_command(code: str, *arguments: str) -> list[str]:
    """Return the command line of a Python process that runs *code*, and finds the modules that this process finds."""
    path = [folder for folder in sys.path if isinstance(folder, str)]
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {path!r}; {code}", *arguments]


@contextmanager
def without_working_folder() -> Iterator[None]:
    """Start processes of multiprocessing inside, which has no other way to pass the option -P on.

    See https://docs.python.org/3/using/cmdline.html#envvar-PYTHONSAFEPATH.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
