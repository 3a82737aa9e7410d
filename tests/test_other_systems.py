"""On Windows, which has no fcntl, archives are read and searched; what writes one says where it can."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
# Windows has neither module; None makes their import fail.
WITHOUT = """
import json, sys
sys.modules["fcntl"] = sys.modules["resource"] = None
from newsarchive.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
        code = 0
    except SystemExit as end:
        code = end.code or 0
    print("CODE", code, flush=True)
"""


def test_without_unix_locks_an_archive_is_read_and_writers_say_where_they_work(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("*.sqlite*")  # a lock file left by another system looks held here
    data = str(shutil.copytree(SAMPLE, tmp_path / "data", ignore=ignored))
    # It comes from Linux, with the index that its last writer made.
    subprocess.run([sys.executable, "-m", "newsarchive", "status", data], check=True, capture_output=True, timeout=250)
    commands = [["stats", data], ["search", "xã", data], ["status", data], ["verify", data], ["coverage", data]]
    commands += [["export", data, "-o", str(tmp_path / "all.csv")], ["extract", "--help"], ["crawl", "--help"]]
    writing = [["merge", data, "--to", str(tmp_path / "merged")]]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, json.dumps([*commands, *writing])],
        capture_output=True, text=True, check=False, timeout=250,
    )  # fmt: skip
    codes = [line for line in done.stdout.splitlines() if line.startswith("CODE")]
    assert codes == ["CODE 0"] * len(commands) + ["CODE 1"], done.stderr
    assert "Traceback" not in done.stderr
    assert "archives are written on Linux and macOS only; on Windows, run newsarchive in WSL 2" in done.stderr
