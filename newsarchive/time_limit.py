"""A limit on the time that a piece of work may take, so that no page can hold a run up for ever."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds of work that one page may cost. It takes milliseconds, and the worst known one a second.
PAGE_SECONDS = 30.0


class TimeLimitExceeded(BaseException):
    """The work was stopped; no Exception, so that nothing on the way takes it for a fault of the page."""


@contextmanager
def time_limit(seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Raise TimeLimitExceeded in the block when it takes longer than *seconds*.

    In the main thread that is CPU time, and a pattern or a loop is stopped wherever it is. In another thread it is
    time by the clock, and work in C is stopped when it comes back to Python.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_timer(seconds):
            yield


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    is_on = True

    def stop(number: int, frame: FrameType | None) -> None:
        if is_on:
            raise TimeLimitExceeded

    before = signal.signal(signal.SIGVTALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        is_on = False
        signal.setitimer(signal.ITIMER_VIRTUAL, left)
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
