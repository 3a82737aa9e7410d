"""Act on a Ctrl-C that Python swallows: its exception is discarded, or turned into another one."""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Hook = Callable[[Any], Any]

_SOON = 0.05  # seconds, until the code that discards exceptions has returned


def act_on_swallowed_interrupts() -> Hook:
    """Repeat an interrupt whose KeyboardInterrupt was raised in a destructor or a callback of the interpreter.

    Python calls `sys.unraisablehook` with such an exception, and goes on. The import system has such a callback (the
    locks of modules), so that a Ctrl-C while a command starts could be lost. Return the hook that was replaced.
    """
    former = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        if unraisable.exc_type is not KeyboardInterrupt:
            former(unraisable)
            return
        again = threading.Timer(_SOON, _thread.interrupt_main)
        again.daemon = True
        with suppress(RuntimeError):  # the interpreter is shutting down: the process ends anyway
            again.start()

    sys.unraisablehook = hook
    return former


def is_interrupt(error: BaseException | None) -> bool:
    """Return whether *error* is, or was raised because of, a KeyboardInterrupt.

    Python raises a RuntimeError in its place if a class was being made (``__set_name__``).
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
