"""Extraction on a Dask cluster; the only module that imports distributed."""

from __future__ import annotations

import logging
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
from newsarchive.from_warc.reading import Task, read_warc

if TYPE_CHECKING:
    from types import ModuleType

# So many files are read ahead of the one being stored, for each thread of the workers.
_AHEAD = 3
_PATIENCE = "20s"
_PACKAGE = "newsarchive"


class BadCluster(ConnectionError):
    """Raised if a cluster cannot do the work; the message says why and what to do."""


class Cluster:
    """Reads tasks on the workers of the scheduler at *address* ("tcp://host:8786"); pieces come as files in *spool*.

    Workers open the files themselves, by the same paths or URLs. What a worker that died was doing is given to another;
    a file whose reading has ended several workers is read here, without the page that did it. Raise BadCluster.
    """

    def __init__(self, address: str, spool: Path) -> None:
        self._library = _library()
        self._address = address
        self._spool = spool
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised
        try:
            self._client = self._library.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            remedy = f"start `dask scheduler` there, and `dask worker {address}` beside it"
            raise BadCluster(f"{address}: no scheduler answers; {remedy}") from error
        try:
            self._threads = self._checked()
            # Through the scheduler each piece would be copied twice more: a sixth of all CPU time was that.
            self._direct = all(map(_is_reachable, self._client.nthreads()))
        except BaseException:
            self._client.close()
            raise

    def read(self, tasks: Iterable[Task]) -> Iterator[Path]:
        """Yield the piece of each task; whoever takes it removes it."""
        rest = enumerate(tasks)
        waiting: deque[tuple[int, Task, Any]] = deque()
        while True:
            while len(waiting) < self._threads * _AHEAD and (one := next(rest, None)):
                waiting.append((*one, self._client.submit(piece_of, one[1], pure=False)))
            if not waiting:
                return
            number, task, future = waiting.popleft()
            yield self._piece(number, task, future)

    def stop(self) -> None:
        """Cancel pending tasks and disconnect from the cluster."""
        self._client.close()

    def _piece(self, number: int, task: Task, future: Any) -> Path:
        try:
            data: bytes = self._client.gather(future, direct=self._direct)
        except (self._library.KilledWorker, MemoryError):
            # Its neighbours on those workers are suspected, too: here it shows which page it was, if any.
            return Processes(1, self._spool).read_alone(task, number)
        except (CancelledError, OSError) as error:
            raise BadCluster(
                f"{self._address}: the scheduler is gone; start it and run the same command again"
            ) from error
        except ModuleNotFoundError as error:
            raise BadCluster(f"{self._address}: a worker has come without {error.name}; {_remedy()}") from error
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
                f"{self._address}: has no worker; run `dask worker {self._address}` on its hosts"
            ) from error
        # Asked by a function that every Python has, so that a worker without our package can answer.
        versions = self._client.run(version, _PACKAGE, on_error="return")
        for worker, found in sorted(versions.items()):
            if isinstance(found, Exception):
                raise BadCluster(f"{worker}: has no newsarchive; {_remedy()}")
            if found != newsarchive.__version__:
                ours = newsarchive.__version__
                raise BadCluster(f"{worker}: has newsarchive {found}, here is {ours}, which may differ; {_remedy()}")
        return sum(self._client.nthreads().values()) or 1


def piece_of(task: Task) -> bytes:
    """Return the piece of *task* whole: what a worker does."""
    out = BytesIO()
    read_warc(task, out)
    return out.getvalue()


def _is_reachable(worker: str) -> bool:
    """Return whether the worker at the address is reachable from here; behind a gateway it is not."""
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
