"""Ctrl-C ends every long command at any moment: without a traceback, with the exit code that its help names."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import object_store
import pytest
from archive_pieces import NOW, small_archive

from newsarchive import swallowed_interrupts
from newsarchive.__main__ import run
from newsarchive.archive.findings import Finding
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.demo import newspaper, serve
from newsarchive.publishers.canonical import site_of
from newsarchive.storage import Store, push
from newsarchive.swallowed_interrupts import act_on_swallowed_interrupts, interrupt_is_handled, interrupts_blocked

#: Long commands -> their arguments. {data}: a large archive of its own, {site}: a slow site, {w}: an empty folder,
#: {publishers}: a publisher file of the site, {release}: a release of its articles, {pushed}: an archive in a store.
LONG = {
    "backfill": "nld --from {site}/cdx/ --to {w}/out --allow-private",
    "browse": "{data} --port 0",
    "coverage": "{data} --json",
    "crawl": "{site}/ --to {w}/out --allow-private --delay 0.2",
    "crawl --retry-failed": "--to {failed} --allow-private --delay 0.2",
    "demo": "--serve",
    "duplicates": "{data}",
    "export": "{data} -o {w}/all.csv",
    "extract": "-",
    "extract --again": "{data}",
    "mcp": "{data}",
    "merge": "{data} --to {w}/merged",
    "pack": "{data}",
    "plan": "{site}/ --to {w}/out --allow-private --delay 0.2",
    "probe": "{site}/ --allow-private --delay 0.2",
    "pull": "{pushed} {w}/pulled",
    "push": "{data} s3://news/{unique}",
    "rehydrate": "{release} --to {w}/back --allow-private --delay 0.2",
    "release": "{data} --to {w}/release --title Báo --contact a@b.vn",
    "search": "xã {data}",
    "sites check": "lamgiang --live --publishers {publishers} --allow-private --delay 0.2",
    "stats": "{data}",
    "verify": "{data}",
    "watch": "{site}/ --to {w}/out --allow-private --delay 0.2",
}
_INTERRUPTED = 130
# Python exits by the signal itself if it arrived while code in a string ran, as when a dataclass is made: whoever
# caught it, and with whatever exit code. Shells show both as 130.
_INTERRUPTED_CODES = {_INTERRUPTED, -signal.SIGINT}
# What ends by Ctrl-C has done what it should; backfill and the check find nothing on the server and end by themselves.
_ENDS_WELL = {"backfill": 3, "browse": 0, "demo": 0, "sites check": 1}


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Interrupts are acted on as in the command, with short pauses, also where this process ignores them."""
    monkeypatch.setattr(swallowed_interrupts, "_FIRST", 0.1)
    monkeypatch.setattr(swallowed_interrupts, "_NEXT", 0.1)
    monkeypatch.setattr(swallowed_interrupts, "_repetition", swallowed_interrupts._Repetition())
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    restore = act_on_swallowed_interrupts()
    try:
        yield
    finally:
        restore()
        signal.signal(signal.SIGINT, former)


@contextlib.contextmanager
def interrupted() -> Iterator[None]:
    """The block must end by an interrupt, which is not repeated any more: it would end the tests."""
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        try:
            yield
        except KeyboardInterrupt:
            interrupt_is_handled()
            raise


@pytest.mark.usefixtures("acting")
def test_an_interrupt_that_python_swallows_is_repeated() -> None:
    class Lock:
        pass

    def interrupted_while_a_lock_is_removed(reference: object) -> None:
        raise KeyboardInterrupt

    lock = Lock()
    reference = weakref.ref(lock, interrupted_while_a_lock_is_removed)
    del lock
    with interrupted():
        time.sleep(10)
    assert reference() is None


@pytest.mark.usefixtures("acting")
def test_an_interrupt_that_a_library_discards_is_repeated_until_it_is_handled() -> None:
    discarded = 0
    with interrupted():
        for _ in range(3):
            try:
                if not discarded:
                    signal.raise_signal(signal.SIGINT)
                time.sleep(5)
            except BaseException:
                discarded += 1
                if discarded == 3:
                    raise
    assert discarded == 3


@pytest.mark.usefixtures("acting")
def test_a_cleanup_after_an_interrupt_is_not_interrupted_again() -> None:
    cleaned = []

    def clean() -> Iterator[None]:
        try:
            yield
        finally:
            time.sleep(0.4)
            cleaned.append("generator")

    with interrupted():
        try:
            with contextlib.contextmanager(clean)():
                signal.raise_signal(signal.SIGINT)
        finally:
            time.sleep(0.4)
            cleaned.append("finally")
    assert cleaned == ["generator", "finally"]


@pytest.mark.usefixtures("acting")
def test_an_interrupt_that_is_handled_on_purpose_is_not_repeated() -> None:
    with interrupted():
        signal.raise_signal(signal.SIGINT)
    time.sleep(0.4)


@pytest.mark.usefixtures("acting")
def test_a_repetition_that_arrives_when_the_interrupt_has_been_handled_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(swallowed_interrupts, "_FIRST", 60)  # what the thread would send is sent here
    repetition = swallowed_interrupts._repetition
    with interrupted():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            repetition._is_repeat = True
            interrupt_is_handled()
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pytest.fail("repeated")
    assert not repetition._is_repeat


@pytest.mark.usefixtures("acting")
def test_a_repetition_waits_until_the_one_before_has_been_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bool] = []
    monkeypatch.setattr(swallowed_interrupts, "_FIRST", 60)
    monkeypatch.setattr(swallowed_interrupts, "interrupt_main_thread", lambda: sent.append(True))
    repetition = swallowed_interrupts._repetition
    repetition.arm()
    for _ in range(2):
        repetition._send(repetition._armed)
    interrupt_is_handled()
    repetition._send(repetition._armed - 1)
    assert sent == [True]


@pytest.mark.usefixtures("acting")
def test_a_process_that_is_started_while_interrupts_are_blocked_receives_none() -> None:
    with interrupted(), interrupts_blocked():
        blocked = subprocess.Popen(["sleep", "60"])
        signal.raise_signal(signal.SIGINT)  # this process acts on it after the block
        assert signal.SIGINT in signal.sigpending()
    usual = subprocess.Popen(["sleep", "60"])
    for process in (blocked, usual):
        process.send_signal(signal.SIGINT)
    assert usual.wait(timeout=250) == -signal.SIGINT
    assert blocked.poll() is None
    blocked.kill()
    blocked.wait()


@pytest.mark.usefixtures("acting")
def test_the_third_interrupt_ends_any_command_at_once(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os._exit", sys.exit)
    for _ in range(2):
        with interrupted():
            signal.raise_signal(signal.SIGINT)
    with pytest.raises(SystemExit, match=f"^{_INTERRUPTED}$"):
        signal.raise_signal(signal.SIGINT)
    assert "what was stored is safe" in capfd.readouterr().err


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize("error", [ValueError("invalid schema: KeyboardInterrupt"), SystemExit(1)])
def test_a_library_that_turns_an_interrupt_into_an_error_of_its_own_exits_as_interrupted(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_module(name: str) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise error

    monkeypatch.setattr(sys, "argv", ["newsarchive", "verify", "x"])
    monkeypatch.setattr("newsarchive.cli.import_module", import_module)
    with pytest.raises(SystemExit, match=f"^{_INTERRUPTED}$"):
        run()


def test_an_interrupt_while_a_class_is_made_or_options_are_parsed_exits_as_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Interrupted:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    def import_module(name: str) -> None:
        type("Imported", (), {"name": Interrupted()})

    def parse(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)  # restored at the end
    monkeypatch.setattr(sys, "argv", ["newsarchive", "verify", "x"])
    monkeypatch.setattr("newsarchive.cli.import_module", import_module)
    with pytest.raises(SystemExit, match=f"^{_INTERRUPTED}$"):
        run()
    monkeypatch.setattr("newsarchive.cli.main.parse_args", parse)
    with pytest.raises(SystemExit, match=f"^{_INTERRUPTED}$"):
        run()


def test_other_exceptions_that_python_swallows_are_reported_as_before() -> None:
    reported: list[object] = []
    outermost, sys.unraisablehook = sys.unraisablehook, lambda unraisable: reported.append(unraisable.exc_type)
    restore = act_on_swallowed_interrupts()
    try:

        def fails(reference: object) -> None:
            raise ValueError

        lock = type("Lock", (), {})()
        reference = weakref.ref(lock, fails)
        del lock
        assert (reported, reference()) == ([ValueError], None)
    finally:
        restore()
        sys.unraisablehook = outermost


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(newspaper(), delay=0.2) as served:
        yield served.url


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory.mktemp("large") / "data", 1500)


@pytest.fixture(scope="module")
def store(large: Path) -> Iterator[str]:
    """A store with the large archive."""
    with object_store.serving():
        push(large, Store("s3://news/large"))
        yield "s3://news/large"


# The command as `python -m newsarchive` runs it. The file tells when it acts on interrupts: one that comes while Python
# itself starts shows Python's traceback.
_COMMAND = """
import runpy
from pathlib import Path
from newsarchive import swallowed_interrupts

def act(former=swallowed_interrupts.act_on_swallowed_interrupts):
    restore = former()
    Path("begun").touch()
    return restore

swallowed_interrupts.act_on_swallowed_interrupts = act
runpy.run_module("newsarchive", run_name="__main__", alter_sys=True)
"""


def started(name: str, site: str, large: Path, folder: Path, store: str = "") -> subprocess.Popen[str]:
    known = {
        "data": folder / "data",
        "failed": folder / "failed",
        "publishers": folder / "publishers",
        "pushed": store,
        "release": folder / "release.jsonl",
        "site": site,
        "unique": folder.name,
        "w": folder,
    }
    if "{data}" in LONG[name]:
        shutil.copytree(large, known["data"])
    if "{publishers}" in LONG[name]:
        known["publishers"].mkdir()
        host = site.partition("://")[2]
        publisher_file = f'name = "Báo Lam Giang"\ndomains = ["{host}"]\nfeeds = ["{site}/rss/"]\n'
        (known["publishers"] / "lamgiang.toml").write_text(publisher_file, "utf-8")
    if "{release}" in LONG[name]:
        articles = [
            {"id": f"x:{number:016x}", "site": "x", "text_sha256": "a", "url": f"{site}/tin-{number}.html"}
            for number in range(99)
        ]
        known["release"].write_text("".join(f"{json.dumps(article)}\n" for article in articles), "utf-8")
    if "{failed}" in LONG[name]:
        url = f"{site}/tin-1234567.html"
        with ArchiveWriter(known["failed"], run="20240101T0000Z") as writer:
            for number in range(99):
                address = url.replace("1234567", str(1234567 + number))
                writer.found(Finding(url=address, site=site_of(url), at=NOW, reason="HTTP 503", tried=True))
    arguments = [word.format(**known) for word in LONG[name].split()]
    command, pipe = [sys.executable, "-c", _COMMAND, *name.split(), *arguments], subprocess.PIPE
    process = subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=folder, start_new_session=True
    )
    while process.poll() is None and not (folder / "begun").exists():
        time.sleep(0.01)
    return process


def interrupt(process: subprocess.Popen[str]) -> None:
    """Send what a terminal sends: the signal to the command and to the processes that it started."""
    with contextlib.suppress(ProcessLookupError):  # it has come to its own end
        os.killpg(process.pid, signal.SIGINT)


def check_end(name: str, process: subprocess.Popen[str]) -> None:
    out, error = process.communicate(timeout=250)
    assert "Traceback" not in error + out, (name, error)
    assert "Unknown child process" not in error, name
    assert "Exception ignored" not in error, (name, error)
    # A command may have come to its own end before the signal.
    expected = _INTERRUPTED_CODES | {_ENDS_WELL.get(name, _INTERRUPTED), 0}
    assert process.returncode in expected, (name, process.returncode, error)


_FIRST_PROCESS = """
import multiprocessing, signal
from newsarchive.swallowed_interrupts import interrupts_blocked
if __name__ == "__main__":
    with interrupts_blocked():
        pool = multiprocessing.get_context("spawn").Pool(1)
    print(signal.SIGINT in pool.apply(signal.pthread_sigmask, (signal.SIG_BLOCK, ())))
    pool.terminate()
"""


def test_the_first_process_of_multiprocessing_never_receives_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "first.py").write_text(_FIRST_PROCESS, "utf-8")
    done = subprocess.run([sys.executable, "first.py"], cwd=tmp_path, capture_output=True, text=True, timeout=250)
    assert done.stdout == "True\n", done.stderr


def test_ctrl_c_ends_the_long_commands_quietly(site: str, large: Path, tmp_path: Path) -> None:
    running = {}
    for name in ("browse", "crawl", "demo", "mcp", "verify"):
        (tmp_path / name).mkdir()
        running[name] = started(name, site, large, tmp_path / name)
    time.sleep(1.5)
    for process in running.values():
        interrupt(process)
    assert running["mcp"].wait(timeout=250) in _INTERRUPTED_CODES  # while its input stays open
    for name, process in running.items():
        check_end(name, process)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seconds", [0.4, 1.5, 4])
@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_ends_every_long_command_quietly_at_any_moment(
    name: str, seconds: float, site: str, large: Path, tmp_path: Path, store: str
) -> None:
    process = started(name, site, large, tmp_path, store)
    time.sleep(seconds)
    interrupt(process)
    check_end(name, process)
