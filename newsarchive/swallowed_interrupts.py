"""Act on every Ctrl-C: Python and libraries discard its exception, or turn it into another one."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

INTERRUPTED = 130  # the exit code, as shells show the signal
# seconds until an interrupt is repeated: by then, the code that caught its exception cleans up, or has discarded it
_FIRST = 1.0
_NEXT = 1.0  # seconds between the further repetitions
_MOST = 3  # the third Ctrl-C of a person ends the process at once


class _Repetition:
    """Raises KeyboardInterrupt in the main thread again and again, until an exception of it is being handled."""

    def __init__(self) -> None:
        self.count = 0
        self.is_armed = False
        self._is_repeat = False
        self._armed = 0
        # Once disarmed, the repeating thread sends nothing more; the handler of the signal may run inside `disarm`.
        self._lock = threading.RLock()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Raise KeyboardInterrupt, unless this is a repetition and the first one is being handled, or has been."""
        if self._is_repeat:
            self._is_repeat = False
            # In a `finally` or `with` that cleans up, nothing was discarded.
            if not self.is_armed or is_interrupt(sys.exc_info()[1]):
                return
        else:
            self.count += 1
            if self.count >= _MOST:
                end_at_once("newsarchive: ended at once; what was stored is safe")
            self.arm()
        raise KeyboardInterrupt

    def arm(self) -> None:
        self._armed += 1
        self.is_armed = True
        with suppress(RuntimeError):  # the interpreter is shutting down: the process ends anyway
            # Not threading.Thread, which waits for locks that the interrupted code may hold.
            _thread.start_new_thread(self._repeat, (self._armed,))

    def disarm(self) -> None:
        with self._lock:
            self._armed += 1
            self.is_armed = False

    def _repeat(self, armed: int) -> None:
        time.sleep(_FIRST)
        while armed == self._armed:
            self._send(armed)
            time.sleep(_NEXT)

    def _send(self, armed: int) -> None:
        with self._lock:
            # A repetition that the main thread has not seen yet suffices: the second would look like a person's.
            if armed != self._armed or self._is_repeat:
                return
            if signal.getsignal(signal.SIGINT) != self.on_signal:  # other code acts on signals by now: it is told once
                self.disarm()
            else:
                self._is_repeat = True
            interrupt_main_thread()


_repetition = _Repetition()


def act_on_swallowed_interrupts() -> Callable[[], None]:
    """Repeat an interrupt whose KeyboardInterrupt was discarded; the third one of a person ends the process at once.

    Destructors, callbacks of the interpreter (such as those of the locks of modules), bare ``except`` clauses and C
    code discard exceptions, and the program would go on to its own end. Return what restores the former state. The
    handler of SIGINT stays if it is not Python's own (``nohup`` and background jobs ignore the signal).
    """
    former = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        if unraisable.exc_type is KeyboardInterrupt:
            _repetition.arm()
        else:
            former(unraisable)

    def restore() -> None:
        _repetition.disarm()
        sys.unraisablehook = former
        if is_ours and signal.getsignal(signal.SIGINT) == _repetition.on_signal:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    sys.unraisablehook = hook
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_ours:
        signal.signal(signal.SIGINT, _repetition.on_signal)
    return restore


def interrupt_is_handled() -> None:
    """Declare that a KeyboardInterrupt was caught on purpose: the command goes on, or ends well."""
    _repetition.disarm()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Let the processes that are started in the block never receive SIGINT: a terminal sends it to all of them.

    A process could set its own handler only after its imports. This process acts on the signal as usual.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # multiprocessing starts this process before its first one, and then lets SIGINT through again.
    resource_tracker.ensure_running()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


@contextmanager
def handled_by_asyncio() -> Iterator[None]:
    """Leave SIGINT in the block to `asyncio.run`, which replaces only Python's own handler, and cancels its task."""
    is_ours = signal.getsignal(signal.SIGINT) == _repetition.on_signal
    if is_ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if is_ours:
            signal.signal(signal.SIGINT, _repetition.on_signal)


def end_at_next_interrupt() -> None:
    """Let Ctrl-C end the process without any cleanup, for a command that has nothing to clean up."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: end_at_once("\nInterrupted."))


def was_interrupted() -> bool:
    """Return whether a Ctrl-C arrived that no code has handled on purpose."""
    return _repetition.is_armed


def is_interrupt(error: BaseException | None) -> bool:
    """Return whether *error* is, or was raised because of, a KeyboardInterrupt.

    Python raises a RuntimeError in its place if a class was being made (``__set_name__``).
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def end_at_once(message: str) -> NoReturn:
    """Print *message* on standard error and end the process as interrupted, without any cleanup."""
    with suppress(OSError):  # the terminal may be closed
        os.write(2, f"{message}\n".encode())
    os._exit(INTERRUPTED)


def interrupt_main_thread() -> None:
    """Send SIGINT to the main thread."""
    if hasattr(signal, "pthread_kill"):  # ends a system call in which the main thread waits
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
