"""Programs that some tests need: found, or the test is left out, loudly; in CI none may be."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent


_STARTING = ("preloaded", "crawling", "subprocess", "multiprocessing", "playwright")
_WAITING = re.compile(rf"^(?:import|from) (?:\w+, )*(?:{'|'.join(_STARTING)})\b", re.M)


@cache
def _waits(path: Path) -> int:
    """Return the place of a test file in the order of a run: 0 if it starts processes, else 1."""
    return 0 if _WAITING.search(path.read_text("utf-8")) else 1


def program_path(name: str) -> str | None:
    """Return the path of a program: from an environment of its own beside the project, from the tests' own, or PATH."""
    own = ROOT / f".venv-{name}" / "bin" / {"pywb": "wayback"}.get(name, name)
    beside = Path(sys.executable).with_name(own.name)
    return next((str(path) for path in (own, beside) if path.exists()), None) or shutil.which(own.name)


# No example has a deadline: a busy machine would decide. Each run tries the same ones; `pytest
# --hypothesis-profile=random` tries others.
for _profile, _same in (("suite", True), ("random", False)):
    settings.register_profile(
        _profile, deadline=None, derandomize=_same, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("suite")

# Collecting makes a million objects that stay until the end: no garbage to look for, neither now nor in each test.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.markexpr:  # hours, unless asked for with -m soak
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("soak")])
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
    # Files that start processes or servers come first: they are long and often wait. At the end of a run on several
    # processors, one of them would keep the others waiting.
    items.sort(key=lambda item: _waits(item.path))
    for item in items:
        for mark in item.iter_markers("needs"):
            missing = [name for name in mark.args if program_path(name) is None]
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}; .ci/run installs it"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = sorted({report.nodeid for report in terminalreporter.stats.get("skipped", [])})
    if left_out:
        terminalreporter.section("LEFT OUT: a program is missing", sep="!", red=True, bold=True)
        for line in left_out:
            terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Thousands of waits until the disk has it would only take time: what is killed leaves its files all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def wayback() -> str:
    """Path of pywb's server."""
    return _program("pywb")


@pytest.fixture(scope="session")
def hadolint() -> str:
    """Path of the linter of container files."""
    return _program("hadolint")


def _program(name: str) -> str:
    program = program_path(name)
    assert program is not None
    return program
