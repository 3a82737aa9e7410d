"""`newsarchive watch`: round after round in one process."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, MAIN, records

from newsarchive.archive.lock import is_locked
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import seconds_of
from newsarchive.demo import newspaper, serve


def _watching(url: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [*MAIN, "watch", f"{url}/", "--to", str(folder), *HERE, *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _await_round(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    messages = ""
    for line in process.stderr:
        messages += line
        if line.startswith("next round"):
            return messages
    raise AssertionError(messages)


def test_a_later_round_brings_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    with serve(newspaper(edition=1)) as served:
        port = int(served.url.rpartition(":")[2])
        process = _watching(served.url, tmp_path, "--every", "6s", "--rounds", "2")
        assert "20 new articles" in _await_round(process)
        assert not is_locked(tmp_path / "writer.lock")  # between rounds others may write
    with serve(newspaper(edition=2), port) as served:
        messages = process.communicate(timeout=60)[1]
        requested_articles = set(served.requests) & served.newspaper.article_paths
    assert process.returncode == 0, messages
    assert "1 new article," in messages
    assert len(requested_articles) == 1
    assert len(records(tmp_path)) == 21


def test_an_interrupted_watch_ends_at_once_and_says_so(tmp_path: Path) -> None:
    with serve(newspaper()) as served:
        process = _watching(served.url, tmp_path, "--every", "1h")
        _await_round(process)
        process.send_signal(signal.SIGINT)
        messages = process.communicate(timeout=20)[1]
    assert (process.returncode, messages.strip()) == (130, "Interrupted; what was stored is safe.")


def test_a_round_that_fails_does_not_end_the_watch(tmp_path: Path) -> None:
    command = [*MAIN, "watch", "http://127.0.0.1:9/", "--to", tmp_path, *HERE, "--every", "1s", "--rounds", "2"]
    done = preloaded.run(command)
    assert done.returncode == 3, "the exit code is that of the last round"
    assert done.stderr.count("the connection was refused") == 2


@pytest.mark.parametrize("text", ["", "0s", "5", "m", "-1h", "1w"])
def test_a_period_needs_a_number_and_a_unit(text: str) -> None:
    with pytest.raises(BadPlan, match="--every"):
        seconds_of("every", text)
    assert seconds_of("every", "15m") == 900
