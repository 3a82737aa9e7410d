"""An archive from a stranger: whatever it says, commands print no terminal escapes and do not crash."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.archive.findings import bit_of, finding_from_json
from newsarchive.archive.layout import Layout
from newsarchive.cli import main
from newsarchive.cli.message_stream import MessageStream

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
# A window title, a cleared screen, a color by C1, text from right to left, a line break and a backspace.
_ESCAPES = "\x1b]0;tin\x07\x1b[2J\x9b31m\u202etin\u2066\u2028\r\n\x08\x7f"
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose record, run report, findings and takedown list are full of escapes."""
    layout = Layout(Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("hostile") / "data")))
    path = layout.article_files()[0]
    record = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    texts = dict.fromkeys(("title", "lead", "section", "publisher", "language", "byline", "published_raw"), _ESCAPES)
    listed = {"authors": [_ESCAPES, "=1+1"], "tags": [_ESCAPES]}
    place = {"warc": {**record["warc"], "file": f"../{_ESCAPES}"}, "url": f"https://baovidu.example/{_ESCAPES}"}
    _append(path, {**record, **texts, **listed, **place, "id": f"baovidu:{_ESCAPES}"})
    report = layout.report_files()[0]
    (layout.runs / "20261124T0140Z.json").write_text(
        json.dumps(_spoilt(json.loads(report.read_text("utf-8")))), "utf-8"
    )
    finding = {"url": f"https://baovidu.example/{_ESCAPES}", "site": "baovidu", "found_at": "2026-11-22T01:40:00Z"}
    _append(layout.found_of("a"), {**finding, "way": "a source of a later version"})
    layout.takedown.write_text(f"https://baovidu.example/{_ESCAPES}\n", "utf-8")
    return layout.folder


def _append(path: Path, line: dict[str, object]) -> None:
    with path.open("ab") as stream:
        stream.write(gzip.compress(json.dumps(line).encode() + b"\n"))


def _spoilt(value: object) -> object:
    """Return *value* with escapes before each text but times."""
    if isinstance(value, dict):
        return {key: _spoilt(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_spoilt(item) for item in value]
    return _ESCAPES + value if isinstance(value, str) and not value[:4].isdigit() else value


@pytest.mark.parametrize(
    "words",
    ["status", "stats", "verify", "coverage", "coverage --urls", "methods", "methods --bibtex", "search tin", "alarms"],
)
def test_no_command_hands_the_escapes_of_an_archive_to_the_terminal(folder: Path, words: str) -> None:
    name, *rest = words.split()
    done = CliRunner().invoke(main, [name, str(folder), *rest] if name != "search" else [name, *rest, str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert _ACTING.search(done.output) is None, done.output
    assert _ACTING.search(done.stderr) is None, done.stderr


def test_an_error_about_a_name_with_escapes_is_printed_without_them() -> None:
    done = CliRunner().invoke(main, ["stats", _ESCAPES])
    assert done.exit_code == 1
    assert "␛]0;tin␇" in done.stderr
    assert _ACTING.search(done.stderr) is None


def test_a_source_of_a_later_version_is_no_error() -> None:
    line = b'{"url": "https://baovidu.example/1", "site": "baovidu", "way": "telepathy"}'
    assert bit_of(finding_from_json(line).way) == 0


def test_messages_keep_colors_and_lose_other_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    MessageStream(sys.stderr).write("\x1b[31mđỏ\x1b[0m\x1b[2K\r\ttin\n\x1b]0;x\x07\x9b1m\x1bP\x00")
    assert capsys.readouterr().err == "\x1b[31mđỏ\x1b[0m\x1b[2K\r\ttin\n�]0;x��1m�P�"
    MessageStream(sys.stderr).write("\x1b[?25l\x1b[1A\x1b[6n\x1b[c\x1b[?1049h")
    assert capsys.readouterr().err == "\x1b[?25l\x1b[1A�[6n�[c�[?1049h"


def test_a_command_that_reads_runs_no_alarm_of_the_archive(folder: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(folder, tmp_path / "data"))
    (archive / "newsarchive.toml").write_text(f'[alarms]\ncommand = "touch {tmp_path}/run"\n', "utf-8")
    for name in ("status", "stats", "verify", "coverage", "methods"):
        CliRunner().invoke(main, [name, str(archive)])
        assert not (tmp_path / "run").exists(), name
    CliRunner().invoke(main, ["alarms", str(archive), "--test"])
    assert (tmp_path / "run").exists(), "the alarm would have been seen"
