"""The command line of another Python process of this installation."""

from __future__ import annotations

import sys


def python_command(code: str, *arguments: str) -> list[str]:
    """Return the command line of a Python process that runs *code*, and finds the modules that this process finds.

    Python would search the working folder first: a user's ``calendar.py`` there is not the one that libraries import,
    and a stranger's must not be executed.
    """
    path = [folder for folder in sys.path if isinstance(folder, str)]
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {path!r}; {code}", *arguments]
