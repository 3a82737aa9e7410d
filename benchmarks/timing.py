"""Call one system on one input: CPU and wall-clock seconds, a time limit, no network."""

from __future__ import annotations

import signal
import socket
import statistics
import time

TIMEOUT_S = 60


class TimeIsUp(BaseException):
    """Raised at the time limit. It is not an Exception, so that a system's `except Exception` does not catch it."""


def _on_alarm(signum, frame):
    raise TimeIsUp


def _no_network(*args, **kwargs):
    raise OSError("network is off in the benchmark")


def forbid_network():
    """Refuse every connection and DNS look-up from now on: some peers fetch resources themselves."""
    socket.socket.connect = socket.getaddrinfo = _no_network


def timed(function, *arguments):
    """Return (result or None, CPU seconds, wall-clock seconds, error text or None)."""
    signal.signal(signal.SIGALRM, _on_alarm)
    result, error = None, None
    signal.setitimer(signal.ITIMER_REAL, TIMEOUT_S)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        result = function(*arguments)
    except TimeIsUp:
        error = f"timeout {TIMEOUT_S}s"
    except Exception as reason:  # a crash is counted, not raised
        error = f"{type(reason).__name__}: {reason}"[:200]
    finally:
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        signal.setitimer(signal.ITIMER_REAL, 0)
    return result, cpu, wall, error


def summary(seconds):
    """Return rates and percentiles of a list of CPU seconds per call."""
    ordered = sorted(seconds)
    return {
        "per_s": len(ordered) / sum(ordered),
        "ms_mean": 1e3 * statistics.fmean(ordered),
        "ms_median": 1e3 * statistics.median(ordered),
        "ms_p95": 1e3 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "ms_max": 1e3 * ordered[-1],
    }
