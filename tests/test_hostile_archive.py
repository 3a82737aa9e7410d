"""An archive from a stranger: whatever it says, commands print no terminal escapes and do not crash."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sys
import threading
import traceback
import tty
import warnings
from contextlib import redirect_stdout, suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from newsarchive.archive.findings import bit_of, finding_from_json
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import OnError, read_records
from newsarchive.article import BadRecord
from newsarchive.cli import main, schema
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
    _append(layout.found_of("a"), {**finding, "source": "a source of a later version"})
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
    "command_line",
    [
        "status",
        "stats",
        "verify",
        "verify --json",
        "coverage",
        "coverage --urls",
        "methods",
        "methods --bibtex",
        "search tin",
        "alarms",
    ],
)
def test_no_command_prints_terminal_escapes_of_an_archive(folder: Path, command_line: str) -> None:
    name, *rest = command_line.split()
    done = CliRunner().invoke(main, [name, str(folder), *rest] if name != "search" else [name, *rest, str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert _ACTING.search(done.output) is None, done.output
    assert _ACTING.search(done.stderr) is None, done.stderr


# A color that no command prints, a window title, and text from right to left.
_IN_EVERY_TEXT = "\x1b[95mtin\x1b]0;x\x07\u202e "
# Enumerations, times, digests and names of files; a record with another value there is damaged.
_NO_TEXT = re.compile("schema|id|site|kind|canonical_url|.*_at|.*precision|role|fingerprint|.*sha256|warc|revision")
_OWN_STYLE = re.compile(r"\x1b\[(?!95)[0-9;]*m|\r\n")


def _with_escapes(value: object, name: str = "") -> object:
    """Return *value* with escapes before each text."""
    if isinstance(value, dict):
        return {key: item if _NO_TEXT.fullmatch(key) else _with_escapes(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_escapes(item, name) for item in value]
    if name == "url":
        return f"{value}#{_IN_EVERY_TEXT}"
    return _IN_EVERY_TEXT + value if isinstance(value, str) else value


@pytest.fixture(scope="module")
def escapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of records, one of them in two revisions, and a page, all texts with escapes."""
    folder = tmp_path_factory.mktemp("escapes")
    layout = Layout(Path(shutil.copytree(SAMPLE, folder / "data")))
    for path in layout.article_files():
        lines = [_with_escapes(json.loads(line)) for line in gzip.decompress(path.read_bytes()).splitlines()]
        path.write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    path = layout.article_files()[0]
    first = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    _append(path, {**first, "revision": 2, "title": f"{_IN_EVERY_TEXT} khác", "body": f"Khác {first['body']}"})
    _append(path, {**first, "id": f"{first['id']}1", "canonical_url": f"{first['canonical_url']}?1"})
    text = "Từ tờ mờ sáng các bà đã bày mâm xôi bảy sắc dọc con đường lát gạch dẫn vào đình. " * 5
    head = f"<title>{_IN_EVERY_TEXT}Hội</title><meta name='author' content='{_IN_EVERY_TEXT}Lê Thử'>"
    body = f"<article><h1>{_IN_EVERY_TEXT}Hội làng mở lại</h1><p>{_IN_EVERY_TEXT}{text}</p></article>"
    (folder / "page.html").write_text(f"<html><head>{head}</head><body>{body}</body></html>", "utf-8")
    return folder


def _on_a_terminal(args: list[str]) -> str:
    """Run a command with a pseudo-terminal as standard output; return what it printed."""
    main_end, terminal = os.openpty()
    tty.setraw(terminal)
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(main_end, 65536):
                parts.append(part)
        except OSError:  # the other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(terminal, "w", encoding="utf-8") as stream, redirect_stdout(stream), suppress(SystemExit):
        main(args, standalone_mode=False)
    reader.join()
    os.close(main_end)
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    "command_line",
    [
        "show ID ARCHIVE",
        "show ID ARCHIVE --json",
        "show ID ARCHIVE --revisions",
        "show ID ARCHIVE --revisions --json",
        "diff ID ARCHIVE",
        "diff ID ARCHIVE --json",
        *(f"cite ID ARCHIVE --style {style}" for style in ("bibtex", "apa", "csl")),
        "search tin ARCHIVE",
        "search tin ARCHIVE --json",
        *(f"stats ARCHIVE --by {group}" for group in ("section", "author", "section --json")),
        "sample 3 ARCHIVE",
        "sample 3 ARCHIVE --json",
        *(f"concordance các ARCHIVE --width 100{form}" for form in ("", " --json", " --csv")),
        *(f"ngrams ARCHIVE --length 1{form}" for form in ("", " --json", " --csv")),
        "duplicates ARCHIVE --distance 8 --min-words 1",
        "duplicates ARCHIVE --distance 8 --min-words 1 --json",
        "export ARCHIVE",
        "export ARCHIVE --columns title,tags,url",
        "export ARCHIVE --format csv",
        "extract PAGE",
        "extract PAGE --explain",
        "sites check vnexpress --html PAGE",
        "extract ARCHIVE --again",
        "extract ARCHIVE --again --json",
    ],
)
def test_no_text_of_an_article_controls_the_terminal(escapes: Path, command_line: str) -> None:
    names = {"ID": _revised(escapes / "data"), "ARCHIVE": str(escapes / "data"), "PAGE": str(escapes / "page.html")}
    shown = _on_a_terminal([names.get(word, word) for word in command_line.split()])
    assert _ACTING.search(_OWN_STYLE.sub("\n", shown)) is None
    assert re.search("tin|95m", shown), "the command printed no text of an article"


def test_a_draft_from_a_page_escapes_the_direction_marks_of_its_name(tmp_path: Path) -> None:
    name = "<meta property='og:site_name' content='Báo \u202eVí Dụ'>"
    link = "<link rel='canonical' href='https://baovidu.example/tin-123456.html'>"
    (tmp_path / "page.html").write_text(f"<html><head>{name}{link}</head><body><h1>Tin</h1></body></html>", "utf-8")
    done = CliRunner().invoke(main, ["sites", "new", "--html", str(tmp_path / "page.html")])
    assert 'name = "Báo \\u202eVí Dụ"' in done.stdout
    assert _ACTING.search(done.output) is None


def _revised(archive: Path) -> str:
    record: str = json.loads(gzip.decompress(Layout(archive).article_files()[0].read_bytes()).splitlines()[0])["id"]
    return record


def test_an_error_about_a_name_with_escapes_is_printed_without_them() -> None:
    done = CliRunner().invoke(main, ["stats", _ESCAPES])
    assert done.exit_code == 1
    assert "␛]0;tin␇" in done.stderr
    assert _ACTING.search(done.stderr) is None


def test_a_source_of_a_later_version_is_ignored() -> None:
    line = b'{"url": "https://baovidu.example/1", "site": "baovidu", "source": "telepathy"}'
    assert bit_of(finding_from_json(line).source) == 0


def test_messages_keep_colors_and_lose_other_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    MessageStream(sys.stderr).write("\x1b[31mđỏ\x1b[0m\x1b[2K\r\ttin\n\x1b]0;x\x07\x9b1m\x1bP\x00")
    assert capsys.readouterr().err == "\x1b[31mđỏ\x1b[0m\x1b[2K\r\ttin\n�]0;x��1m�P�"
    MessageStream(sys.stderr).write("\x1b[?25l\x1b[1A\x1b[6n\x1b[c\x1b[?1049h")
    assert capsys.readouterr().err == "\x1b[?25l\x1b[1A�[6n�[c�[?1049h"


def test_a_command_that_does_not_escape_a_text_still_prints_no_terminal_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @click.command()
    def command() -> None:
        click.echo(f"{click.style('đậm', bold=True)} {_ESCAPES}")
        click.echo(_ESCAPES.encode())
        sys.stdout.buffer.write(_ESCAPES.encode())
        print(_ESCAPES)

    monkeypatch.setattr(schema, "command", command)
    shown = _on_a_terminal(["schema"])
    assert "\x1b[1mđậm\x1b[0m" in shown
    assert shown.count("tin") == 8
    assert _ACTING.search(re.sub(r"\x1b\[[0-9;]*m", "", shown)) is None
    assert "\x1b" in CliRunner().invoke(main, ["schema"]).stdout  # a pipe gets data unchanged


def test_the_line_ends_of_csv_are_line_feeds_on_a_terminal() -> None:
    """An invented \ufffd at the end of each line would look like a letter of the last column."""
    shown = _on_a_terminal(["ngrams", "--csv", str(SAMPLE)])
    assert "text,occurrences,articles" in shown.splitlines()
    assert "\ufffd" not in shown


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_errors_and_warnings_in_python_show_no_escapes_of_an_archive(tmp_path: Path, on_error: OnError) -> None:
    """Python prints the messages of exceptions, of their causes and of warnings as they are."""
    path = Layout(Path(shutil.copytree(SAMPLE, tmp_path / "data"))).article_files()[0]
    record = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    _append(path, {**record, "schema": _ESCAPES})
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        try:
            list(read_records(path, on_error=on_error))
        except BadRecord:
            messages = traceback.format_exc()
        else:
            messages = "".join(str(warning.message) for warning in shown)
    assert "␛]0;tin␇" in messages
    assert _ACTING.search(messages) is None


def test_a_command_that_reads_runs_no_alarm_of_the_archive(folder: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(folder, tmp_path / "data"))
    (archive / "newsarchive.toml").write_text(f'[alarms]\ncommand = "touch {tmp_path}/run"\n', "utf-8")
    for name in ("status", "stats", "verify", "coverage", "methods"):
        CliRunner().invoke(main, [name, str(archive)])
        assert not (tmp_path / "run").exists(), name
    CliRunner().invoke(main, ["alarms", str(archive), "--test"])
    assert (tmp_path / "run").exists(), "the alarm would have been seen"
