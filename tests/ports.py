"""Ports for servers that are started later, or started again, by a number that the test chooses."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

_FIRST, _LAST = 10_000, 32_767
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_claims: list[socket.socket] = []


def free_port() -> int:
    """Return a port of 127.0.0.1 that stays free until the test uses it, also between two servers.

    A port that the system chose, and that was closed again, may be given to any connection in the meantime. These
    ports are below those that the system chooses from, and no two processes of tests receive the same one.
    """
    last = _LAST
    with suppress(OSError, ValueError):
        last = max(_FIRST + 5000, min(_LAST, int(_RANGE.read_text().split()[0]) - 1))
    for number in range(last - _FIRST):
        if not _is_claimed(port := _FIRST + number) and _is_unused(port):
            return port
    raise AssertionError("all ports are in use")


def _is_claimed(port: int) -> bool:
    """Claim *port* for this process until it ends; return whether a process of tests has done so before."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0newsarchive-test-port-{port}")  # a name without a file (Linux)
    except OSError:
        claim.close()
        return True
    _claims.append(claim)
    return False


def _is_unused(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
