"""Python commands in processes of their own, forked from one that has the crawler's modules loaded.

Loading them, and compiling the extractor's patterns, is four fifths of a small crawl. What concerns the start, an
interrupt or the terminal is tested with a process that is started afresh.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import multiprocessing
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

# No module here may install Twisted's reactor: each crawl chooses its own.
_MODULES = (
    "_strptime",
    "encodings.charmap",
    "encodings.idna",
    "feedparser",
    "filelock",
    "isal.igzip",
    "multiprocessing.popen_fork",
    "multiprocessing.synchronize",
    "newsarchive.archive.manifest.joining",
    "newsarchive.archive.verify",
    "newsarchive.cli.backfill",
    "newsarchive.cli.crawl",
    "newsarchive.cli.extract",
    "newsarchive.cli.extract_again",
    "newsarchive.cli.extract_pages",
    "newsarchive.cli.extract_warcs",
    "newsarchive.cli.project_defaults",
    "newsarchive.cli.verify",
    "newsarchive.crawl.frontier.redirects",
    "newsarchive.crawl.network.tolerant_http",
    "newsarchive.crawl.politeness.noarchive",
    "newsarchive.crawl.politeness.shared_pace",
    "newsarchive.crawl.politeness.takedown",
    "newsarchive.crawl.politeness.throttle",
    "newsarchive.crawl.run",
    "newsarchive.crawl.shutdown",
    "newsarchive.crawl.spiders.backfill",
    "newsarchive.crawl.spiders.common_crawl",
    "newsarchive.crawl.spiders.news",
    "newsarchive.crawl.spiders.url_list",
    "newsarchive.crawl.spiders.web_archive",
    "newsarchive.crawl.storing.error_responses",
    "newsarchive.crawl.storing.pipelines",
    "newsarchive.crawl.storing.search_index",
    "newsarchive.crawl.watch",
    "newsarchive.from_warc.job",
    "newsarchive.from_warc.processes",
    "newsarchive.reextract",
    "newsarchive.search.index",
    "newsarchive.storage.crawling",
    "newsarchive.storage.indexes",
    "newsarchive.storage.lease",
    "newsarchive.storage.pull",
    "newsarchive.storage.push",
    "newsarchive.storage.pusher",
    "s3fs",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.datauri",
    "scrapy.core.downloader.handlers.file",
    "scrapy.core.downloader.handlers.ftp",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.downloader.handlers.s3",
    "scrapy.core.downloader.middleware",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.httpauth",
    "scrapy.downloadermiddlewares.httpcache",
    "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.offsite",
    "scrapy.downloadermiddlewares.stats",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.dupefilters",
    "scrapy.extensions.closespider",
    "scrapy.extensions.corestats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logcount",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memdebug",
    "scrapy.extensions.memusage",
    "scrapy.extensions.spiderstate",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.metacopy",
    "scrapy.spidermiddlewares.referer",
    "scrapy.spidermiddlewares.start",
    "scrapy.spidermiddlewares.urllength",
    "scrapy.squeues",
    "scrapy.utils.engine",
    "twisted.web.client",
    "uvloop",
    "warcio",
)

_forking = multiprocessing.get_context("fork")


class Process:
    """A running *command*, as of subprocess.Popen; its output is in `communicate`, and nobody needs to read it before.

    *command* is `python -c CODE …` or `python -m MODULE …`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str | None = None,
    ) -> None:
        self.args = [str(word) for word in command]
        assert self.args[0] == sys.executable
        self.returncode: int | None = None
        self._output = ("", "")
        self._files = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115
        request = {
            "words": self.args[1:],
            "env": dict(os.environ if env is None else env),
            "cwd": str(cwd or Path.cwd()),
        }
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(_server())
        with tempfile.TemporaryFile() as given:
            given.write((stdin or "").encode())
            given.seek(0)
            streams = [stream.fileno() for stream in (given, *self._files)]
            socket.send_fds(self._connection, [b"!"], streams)
            self._connection.sendall(json.dumps(request).encode() + b"\n")
        self._replies = self._connection.makefile()
        self.pid = int(self._replies.readline())

    def poll(self) -> int | None:
        """Return the exit code, negative after a signal, or ``None`` while the process runs."""
        return self._waited(0)

    def wait(self, timeout: float = 250) -> int:
        """Wait for the end and return the exit code; raise TimeoutExpired if it does not come."""
        if self._waited(timeout) is None:
            raise subprocess.TimeoutExpired(self.args, timeout, *map(_text, self._files))
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float = 250) -> tuple[str, str]:
        """Wait for the end, and return standard output and standard error."""
        self.wait(timeout)
        return self._output

    def send_signal(self, number: signal.Signals) -> None:
        """Send the signal *number* unless the process has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ends just now
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once (SIGKILL)."""
        self.send_signal(signal.SIGKILL)

    def _waited(self, timeout: float) -> int | None:
        if self.returncode is None and select.select([self._connection], [], [], timeout)[0]:
            self.returncode = int(self._replies.readline())
            out, err = self._files
            self._output = (_text(out), _text(err))
            for used in (*self._files, self._replies, self._connection):
                used.close()
        return self.returncode


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    timeout: float = 250,
    check: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run *command* (see Process), as subprocess.run does, and capture its output."""
    process = Process(command, env=env, cwd=cwd, stdin=stdin)
    try:
        code = process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    done = subprocess.CompletedProcess(process.args, code, *process.communicate())
    if check:
        done.check_returncode()
    return done


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def _server() -> str:
    """Return the address of the process that has the modules: one for all workers of a run, which ends with the run.

    The first worker that needs it starts it.
    """
    name = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    run = os.getppid() if name else os.getpid()  # xdist starts the workers
    address = f"\0newsarchive-tests-{name or uuid.uuid4().hex}"  # a name without a file (Linux)
    until, is_started = time.monotonic() + 250, False
    while not _is_listening(address):
        if not is_started:
            # Not Popen, which complains of a process that lives on.
            silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1)]
            command = [sys.executable, __file__, address[1:], str(run)]
            os.posix_spawn(sys.executable, command, os.environ, file_actions=silent)
            is_started = True
        assert time.monotonic() < until, "the process for forked commands does not start"
        time.sleep(0.02)
    return address


def _is_listening(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(address) == 0


def _serve(name: str, run: int) -> dict[str, Any]:
    """Fork a process for each request and return the request there; end when the process *run* has ended."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(f"\0{name}")
    except OSError:  # another worker was faster
        raise SystemExit from None
    listener.listen()
    watched = os.pidfd_open(run)
    for module in _MODULES:
        importlib.import_module(module)
    _fill_caches()
    assert "twisted.internet.reactor" not in sys.modules
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if watched in select.select([watched, listener], [], [])[0]:
            raise SystemExit
        connection, _ = listener.accept()
        with connection:
            if os.fork() == 0:
                listener.close()
                os.close(watched)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _, streams, *_ = socket.recv_fds(connection, 1, 3)
                if not streams:  # only to see whether this process is there
                    os._exit(0)
                with connection.makefile() as lines:
                    request: dict[str, Any] = json.loads(lines.readline())
                process = os.fork()
                if process == 0:
                    for number, stream in enumerate(streams):
                        os.dup2(stream, number)
                        os.close(stream)
                    return request
                connection.sendall(b"%d\n" % process)
                connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
                os._exit(0)


def _fill_caches() -> None:
    """Fill the caches of a crawl: patterns are compiled, and files of the package read, when they are first needed."""
    from newsarchive import extract
    from newsarchive.crawl.storing.run_report import library_versions
    from newsarchive.demo import newspaper
    from newsarchive.parsers.metadata.not_found import is_not_found_notice
    from newsarchive.parsers.metadata.page_type import is_error_page

    for page in newspaper().pages.values():
        extract(page.body)
    is_error_page("", "")
    is_not_found_notice("Title", "")
    library_versions()


def _become(request: dict[str, Any]) -> None:
    """Make this process as if a shell had just started it, and run the command."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    os.fsync = lambda handle: None  # as in conftest.py
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))  # noqa: SIM115, PTH123
    # Worker processes of the command are forked as well; a spawned one would load its modules first.
    multiprocessing.get_context = lambda method=None: _forking  # type: ignore[assignment]
    flag, what, *rest = request["words"]
    sys.argv = [flag, *rest]
    sys.path[0] = ""
    main = sys.modules["__main__"]
    del main.__file__  # processes that this one spawns would import it
    if flag == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), main.__dict__)


def _end(code: object) -> None:
    """End this process as the interpreter does, but do not tear down the modules: that is a third of a small crawl.

    Only the interpreter prints a *code* that is a message; there it ends by itself.
    """
    if code is None or isinstance(code, int):
        threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, before the functions at exit
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit((code or 0) & 0xFF)


if __name__ == "__main__":
    request = _serve(sys.argv[1], int(sys.argv[2]))
    try:
        _become(request)
    except SystemExit as end:
        _end(end.code)
        raise
    _end(None)
