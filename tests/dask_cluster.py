"""A real Dask cluster on this machine: a scheduler and worker processes of the tests' own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ports import free_port

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class RunningCluster:
    address: str
    home: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, count: int = 1) -> None:
        """Start *count* workers, each a process of its own that nobody starts again when it dies."""
        import distributed

        wanted = self.alive + count
        for _ in range(count):
            arguments = [
                "worker",
                self.address,
                "--no-nanny",
                "--nthreads",
                "1",
                "--no-dashboard",
                "--memory-limit",
                "0",
            ]
            self.workers.append(_started([*arguments, "--local-directory", str(self.home)], self.home))
        with distributed.Client(self.address, timeout="100s", set_as_default=False) as client:
            client.wait_for_workers(wanted, timeout=100)

    @property
    def alive(self) -> int:
        return sum(worker.poll() is None for worker in self.workers)


@contextmanager
def running_cluster(home: Path, workers: int = 2) -> Iterator[RunningCluster]:
    """Start a scheduler and *workers* workers below *home*; all are ended with the block."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    arguments = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = _started(arguments, home)
    cluster = RunningCluster(address=f"tcp://127.0.0.1:{port}", home=home, scheduler=scheduler)
    try:
        _wait(port, scheduler)
        cluster.add(workers)
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait(20)


def _started(arguments: list[str], home: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"}
    log = (home / f"{arguments[0]}-{time.monotonic_ns()}.log").open("wb")
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], env=environment, stdout=log, stderr=log)


def _wait(port: int, scheduler: subprocess.Popen[bytes]) -> None:
    for _ in range(1000):
        assert scheduler.poll() is None, "the scheduler ended before it answered"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the scheduler did not answer within 100 seconds")
