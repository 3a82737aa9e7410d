"""The error for a plotting library that is not installed."""

from __future__ import annotations

from newsarchive.extras import install_hint


class MissingLibrary(ImportError):
    """Raised when a library that charts or pages need is not installed."""


def missing(library: str, purpose: str) -> MissingLibrary:
    """Return an error that names the *purpose* of the missing *library* and how to install it."""
    return MissingLibrary(f"{purpose} needs {library}; {install_hint('report')}")
