"""The progress of a long operation, on standard error, in a terminal or a notebook, after two seconds."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import Self

from newsarchive.counting import count_of

_QUIET_SECONDS = 2.0
_BETWEEN_SECONDS = 0.5
_WIDTH = 72


class ProgressLine:
    """A line that counts records, with the completed share and the remaining time.

    The line is not shown for the first two seconds, or if standard error is neither a terminal nor a notebook.
    """

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._start = self._last = monotonic()
        self._shown = False
        self._visible = self.can_be_shown()

    @staticmethod
    def can_be_shown() -> bool:
        """Return whether standard error is a terminal or shown in a notebook."""
        return sys.stderr.isatty() or _in_notebook()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            print(file=sys.stderr)

    def show(self, records: int | None, done: int, total: int) -> None:
        """Show the number of *records*, if known, and *done* of *total* bytes (or another unit; 0 if unknown)."""
        now = monotonic()
        passed = now - self._start
        if not self._visible or passed < _QUIET_SECONDS or now - self._last < _BETWEEN_SECONDS:
            return
        self._last = now
        share = min(1.0, done / total) if total else 0.0
        left = f", {share:.0%}, about {passed * (1 - share) / share:.0f} s left" if share else ""
        counted = "" if records is None else f" {count_of(records, 'record')}"
        text = f"{self._verb}:{counted}{left if counted else left.removeprefix(',')}"
        print(f"\r{text:<{_WIDTH}}", end="", file=sys.stderr, flush=True)
        self._shown = True


def _in_notebook() -> bool:
    """Return whether this process is the kernel of a notebook, which shows standard error below the cell."""
    return "ipykernel" in sys.modules
