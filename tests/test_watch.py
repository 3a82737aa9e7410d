"""`newsarchive watch`: round after round in one process."""

from __future__ import annotations

import signal
import subprocess
from collections import Counter
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, MAIN, records
from ports import free_port

from newsarchive.archive.lock import is_locked
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import seconds_of
from newsarchive.demo import newspaper, serve


def _watching(url: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [*MAIN, "watch", f"{url}/", "--to", str(folder), *HERE, *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _await(process: subprocess.Popen[str], start: str) -> None:
    """Read messages until one begins with *start*."""
    assert process.stderr is not None
    messages = []
    for line in process.stderr:
        messages.append(line)
        if line.startswith(start):
            return
    raise AssertionError(messages)


def test_a_later_round_brings_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    port = free_port()
    with serve(newspaper(edition=1), port) as served:
        process = _watching(served.url, tmp_path, "--every", "1s")
        _await(process, "20 new articles,")
    with serve(newspaper(edition=2), port) as served:
        _await(process, "1 new article,")  # however many rounds found nothing, or no server, before
        process.send_signal(signal.SIGINT)
        messages = process.communicate(timeout=250)[1]
        requested_articles = Counter(path for path in served.requests if path in served.newspaper.article_paths)
    assert process.returncode == 130, messages
    assert list(requested_articles.values()) == [1]
    assert len(records(tmp_path)) == 21


def test_an_interrupted_watch_ends_at_once_and_says_so(tmp_path: Path) -> None:
    with serve(newspaper()) as served:
        process = _watching(served.url, tmp_path, "--every", "1h")
        _await(process, "next round")
        assert not is_locked(tmp_path / "writer.lock")  # between rounds others may write
        process.send_signal(signal.SIGINT)
        messages = process.communicate(timeout=250)[1]
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
