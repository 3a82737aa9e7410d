"""A port of the tests is theirs until they use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ports import free_port


def test_no_two_processes_receive_the_same_port_and_the_system_gives_it_to_nobody() -> None:
    code = "from ports import free_port; print(*(free_port() for _ in range(20)))"
    mine = {free_port() for _ in range(20)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    others = {int(port) for port in done.stdout.split()}
    assert (len(mine), len(others), mine & others) == (20, 20, set())
    chosen_by_system = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert max(mine | others) < chosen_by_system
