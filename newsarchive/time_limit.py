"""A time limit for a piece of work, so that no page can block a run forever."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds of work that one page may cost. A typical page takes milliseconds, the slowest known page a second.
PAGE_SECONDS = 30.0


class TimeLimitExceeded(BaseException):
    """Raised to stop the work; not an Exception, so that no handler on the way treats it as an error of the page."""


@contextmanager
def time_limit(seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Raise TimeLimitExceeded in the block if the block takes longer than *seconds*.

    In the main thread, the limit is CPU time, and a regex or a loop is stopped at any point. In another thread, the
    limit is wall-clock time, and code in C is stopped only after it returns to Python.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_timer(seconds):
            yield


# Whether a block with a limit runs in the main thread.
_is_limited = False


def _stop(number: int, frame: FrameType | None) -> None:
    if _is_limited:
        raise TimeLimitExceeded


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    global _is_limited
    before = signal.getsignal(signal.SIGVTALRM)
    if before is not _stop:
        signal.signal(signal.SIGVTALRM, _stop)
    was_limited, _is_limited = _is_limited, True
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        _is_limited = was_limited
        signal.setitimer(signal.ITIMER_VIRTUAL, left)
        # Without another handler, ours stays: to set one takes a hundredth of the time that a page takes.
        if before not in (_stop, signal.SIG_DFL):
            signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    thread, lock, is_on = threading.get_ident(), threading.Lock(), True

    def stop() -> None:
        with lock:
            if is_on:
                _raise_in(thread, TimeLimitExceeded)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            is_on = False


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
