"""The error for a drawing library that is not installed."""

from __future__ import annotations

from newsarchive.extras import install_hint


class MissingLibrary(ImportError):
    """A library that charts or pages need and that is not installed."""


def missing(library: str, purpose: str) -> MissingLibrary:
    """Return the error that says what *library* is needed for and how to get it."""
    return MissingLibrary(f"{purpose} needs {library}; {install_hint('report')}")
