"""A crawl that may open too few files says so in one message."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from crawling import HERE, MAIN

from newsarchive.demo import newspaper, serve


@pytest.mark.parametrize("most", [14, 20, 22])
def test_a_crawl_without_file_handles_reports_it_once_with_a_remedy(tmp_path: Path, most: int) -> None:
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({most}, {most})); "
    with serve(newspaper(articles=3)) as site:
        arguments = ["crawl", f"{site.url}/", "--to", str(tmp_path / "a"), *HERE, "-q"]
        done = subprocess.run(
            [*MAIN[:-1], limited + MAIN[-1], *arguments], capture_output=True, text=True, timeout=250, check=False
        )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line]
    assert "ulimit -n" in line
