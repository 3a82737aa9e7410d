"""A page that takes too long costs itself only, wherever it is extracted; and Ctrl-C ends every run."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from archive_pieces import page_of, small_archive
from click.testing import CliRunner

from newsarchive.archive.layout import Layout
from newsarchive.cli import extract_pages, main
from newsarchive.crawl.storing import extraction_workers
from newsarchive.demo import newspaper, serve
from newsarchive.from_warc import reading as warc_reading
from newsarchive.from_warc.cluster import piece_of
from newsarchive.from_warc.pieces import End, read_frames
from newsarchive.from_warc.reading import ImportTask
from newsarchive.from_warc.wanted import Wanted
from newsarchive.reextract import reading as rereading
from newsarchive.time_limit import TimeLimitExceeded, time_limit


def never_ends(*arguments: object, **options: object) -> None:
    for _ in itertools.count():
        pass


def test_a_pattern_that_never_ends_is_stopped() -> None:
    with pytest.raises(TimeLimitExceeded), time_limit(0.1):
        re.fullmatch(r"(a+)+", "a" * 60 + "b")


def test_work_within_the_limit_is_let_alone_also_afterwards() -> None:
    with time_limit(0.2):
        pass
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_work_in_another_thread_is_stopped_too() -> None:
    found: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.1):
                never_ends()
        except TimeLimitExceeded:
            found.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert found == ["stopped"]


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page takes for ever, and a second is too long."""
    for module in (extraction_workers, extract_pages, warc_reading, rereading):
        monkeypatch.setattr(module, "extract", never_ends)
        monkeypatch.setattr(module, "time_limit", partial(time_limit, 0.1))


@pytest.mark.usefixtures("endless")
def test_the_first_page_of_a_crawl_is_given_up() -> None:
    with pytest.raises(extraction_workers.ExtractionFailed, match="took longer than"):
        extraction_workers.extraction_of(page_of(), {})


@pytest.mark.usefixtures("endless")
def test_extract_names_the_page_and_fails(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page_of().body)
    done = CliRunner().invoke(main, ["extract", str(tmp_path / "a.html")])
    assert (done.exit_code, "a.html: takes longer than" in done.stderr) == (1, True)


@pytest.mark.usefixtures("endless")
def test_pages_of_a_warc_file_are_passed_over_on_a_cluster_too(tmp_path: Path) -> None:
    """A cluster's workers extract in threads."""
    (path,) = Layout(small_archive(tmp_path)).page_files()
    pieces: list[bytes] = []
    task = ImportTask(name=str(path), wanted=Wanted(), copy=True)
    thread = threading.Thread(target=lambda: pieces.append(piece_of(task)))
    thread.start()
    thread.join(60)
    (tmp_path / "piece").write_bytes(pieces[0])
    with (tmp_path / "piece").open("rb") as piece:
        (end,) = read_frames(piece)
    assert isinstance(end, End)
    assert end.counts["too slow"] == 3


@pytest.mark.usefixtures("endless")
def test_extract_again_counts_the_pages_that_take_too_long(tmp_path: Path) -> None:
    small_archive(tmp_path)
    done = CliRunner().invoke(main, ["extract", str(tmp_path), "--again", "--yes", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "extraction of its page takes longer than" in done.output


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.5])
def test_ctrl_c_in_the_first_half_second_exits_as_interrupted(delay: float) -> None:
    command = [sys.executable, "-m", "newsarchive", "extract", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=250)
    # Python itself was still starting if it shows a traceback without the function that handles interrupts.
    started = b"Traceback" not in errors or b"in run\n" in errors
    assert process.returncode in (130, -signal.SIGINT) or not started, errors  # shells show both as 130


STUCK = """
import sys, time
from pathlib import Path
from newsarchive.crawl import process, run
from newsarchive.crawl.storing import pipelines

def never_ends(self, item):
    print("stuck", flush=True)
    while True:
        time.sleep(0.01)

if len(sys.argv) > 3:
    process._TO_CLOSE, process._TO_STOP = 0, 0.5
pipelines.StoreRecord.process_item = never_ends
settings = {"DOWNLOAD_TIMEOUT": 2}
run.crawl(sys.argv[1], {}, run.Options(folder=Path(sys.argv[2]), delay=0, allow_private=True, settings=settings))
"""


def test_a_third_ctrl_c_or_time_ends_a_crawl_that_hangs(tmp_path: Path) -> None:
    with serve(newspaper()) as site:
        for times, arguments in ((3, [str(tmp_path / "a")]), (1, [str(tmp_path / "b"), "soon"])):
            command = [sys.executable, "-c", STUCK, site.url, *arguments]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert "stuck" in process.stdout.readline()
                for _ in range(times):
                    process.send_signal(signal.SIGINT)
                    time.sleep(0.3)
                # Of two signals, a process that had no time to act on the first may receive only one.
                while times > 1 and process.poll() is None:
                    process.send_signal(signal.SIGINT)
                    time.sleep(0.3)
                assert process.wait(timeout=250) == 130


STARTING = """
import signal, sys
from twisted.internet._signals import _WithSignalHandling
from newsarchive.__main__ import run

def install(self, former=_WithSignalHandling.install):
    signal.raise_signal(signal.SIGINT)
    former(self)

_WithSignalHandling.install = install
run()
"""


def test_ctrl_c_while_twisted_starts_ends_a_crawl(tmp_path: Path) -> None:
    """Twisted discards each exception of its startup."""
    with serve(newspaper()) as site:
        arguments = ["crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--delay", "0"]
        done = subprocess.run(
            [sys.executable, "-c", STARTING, *arguments], capture_output=True, text=True, timeout=250, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr
        assert not [url for url in site.requests if "tin-" in url]
