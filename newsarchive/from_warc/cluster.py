"""Extraction on a Dask cluster; the only module that imports distributed."""

from __future__ import annotations

import logging
import re
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import newsarchive
from newsarchive.extras import install_hint
from newsarchive.from_warc.processes import Processes
from newsarchive.from_warc.reading import ImportTask, read_warc

if TYPE_CHECKING:
    from types import ModuleType

# How many files, per worker thread, are extracted ahead of the one being stored.
_AHEAD = 3
_PATIENCE = "20s"
_PACKAGE = "newsarchive"


class BadCluster(ConnectionError):
    """Raised if the cluster cannot do the work; the message says why and what to do."""


class DaskCluster:
    """Runs tasks on the workers of the scheduler at *address* ("tcp://host:8786"); pieces arrive as files in *spool*.

    Workers open the files themselves, by the same paths or URLs. The task of a worker that died goes to another worker;
    a file that has killed several workers is read on this machine, without the page that did it. Raise BadCluster.
    """

    def __init__(self, address: str, spool: Path) -> None:
        if not re.search(r":\d+/?$", address):
            raise BadCluster(f"{address}: not the address of a Dask scheduler; write tcp://HOST:8786")
        self._library = _library()
        self._address = address
        self._spool = spool
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the errors that matter are raised
        try:
            self._client = self._library.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            remedy = f"start `dask scheduler` there, and `dask worker {address}` beside it"
            raise BadCluster(f"{address}: no scheduler responds; {remedy}") from error
        try:
            self._threads = self._checked()
            # Through the scheduler, each piece would be copied twice more, which cost a sixth of all CPU time.
            self._direct = all(map(_is_reachable, self._client.nthreads()))
        except BaseException:
            self._client.close()
            raise

    def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
        """Yield the path of each task's piece, in the order of the tasks; the caller removes the file."""
        remaining = enumerate(tasks)
        waiting: deque[tuple[int, ImportTask, Any]] = deque()
        while True:
            while len(waiting) < self._threads * _AHEAD and (numbered := next(remaining, None)):
                waiting.append((*numbered, self._client.submit(piece_of, numbered[1], pure=False)))
            if not waiting:
                return
            number, task, future = waiting.popleft()
            yield self._piece(number, task, future)

    def stop(self) -> None:
        """Cancel pending tasks and disconnect from the cluster."""
        self._client.close()

    def _piece(self, number: int, task: ImportTask, future: Any) -> Path:
        try:
            data: bytes = self._client.gather(future, direct=self._direct)
        except (self._library.KilledWorker, MemoryError):
            # A page that crashes its worker makes the other tasks of that worker fail, too. Reading the file here
            # identifies the page, if there is one.
            return Processes(1, self._spool).read_alone(task, number)
        except (CancelledError, OSError) as error:
            raise BadCluster(
                f"{self._address}: the scheduler does not respond any more; start it and run the same command again"
            ) from error
        except ModuleNotFoundError as error:
            raise BadCluster(f"{self._address}: a new worker has no module {error.name}; {_remedy()}") from error
        finally:
            future.release()
        path = self._spool / f"{number}.piece"
        path.write_bytes(data)
        return path

    def _checked(self) -> int:
        """Return the number of threads of the workers; raise BadCluster unless all have this version of newsarchive."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise BadCluster(
                f"{self._address}: no worker is connected; run `dask worker {self._address}` on its hosts"
            ) from error
        # Uses the standard library only, so that a worker without newsarchive can respond.
        versions = self._client.run(version, _PACKAGE, on_error="return")
        for worker, found in sorted(versions.items()):
            if isinstance(found, Exception):
                raise BadCluster(f"{worker}: newsarchive is not installed; {_remedy()}")
            if found != newsarchive.__version__:
                ours = newsarchive.__version__
                raise BadCluster(f"{worker}: has newsarchive {found}, this machine has {ours}; {_remedy()}")
        return sum(self._client.nthreads().values()) or 1


def piece_of(task: ImportTask) -> bytes:
    """Run *task* on a worker and return its piece as bytes."""
    out = BytesIO()
    read_warc(task, out)
    return out.getvalue()


def _is_reachable(worker: str) -> bool:
    """Return whether this machine can connect to the worker's address; it cannot if the worker is behind a gateway."""
    parts = urlsplit(worker)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=2).close()
    except OSError:
        return False
    return True


def _remedy() -> str:
    return f"install newsarchive {newsarchive.__version__} on the workers and restart them"


def _library() -> ModuleType:
    try:
        import distributed
    except ImportError as error:
        raise BadCluster(f"--cluster needs Dask's distributed; {install_hint('cluster')}") from error
    library: ModuleType = distributed
    return library
