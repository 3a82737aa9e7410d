"""A wrong command line gets a message that says what to write instead."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from newsarchive.cli import main

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize(("typed", "intended"), [("stat", "stats"), ("trends", "trend"), ("serach", "search")])
def test_a_mistyped_command_is_corrected(typed: str, intended: str) -> None:
    done = run(typed, "data/sample")
    assert done.exit_code == 2
    assert f'no such command "{typed}"; did you mean {intended}?' in done.output


def test_a_word_like_no_command_is_not_guessed() -> None:
    done = run("xyzzy")
    assert done.exit_code == 2
    assert "did you mean" not in done.output


def test_an_archive_written_after_the_terms_is_not_counted_as_a_term(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    done = run("trend", "chợ", "news")
    assert done.exit_code == 2
    assert "news is an archive; name it with --in news" in done.output
    assert "news is an archive; name it with --in news" in run("trend", "news", "chợ").output
    # With --in, and as the only term, such a word is a term.
    assert run("trend", "chợ", "news", "--in", "data").exit_code == 0
    assert run("trend", "news").exit_code == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("search news chợ", "news is a folder; the archive comes last: main search 'chợ' news"),
        ("search news", "news is a folder; the archive comes last: main search QUERY news"),
        ("show news 1f1bc2", "news is a folder; the archive comes last: main show '1f1bc2' news"),
        ("search bến đò news", "unexpected extra argument (news); put words that belong together in quotes"),
        ("cite 1f1bc2 news more", "unexpected extra argument (more)\n"),
        ("export news articles.csv", "unexpected extra argument (articles.csv); name the file to write with -o"),
    ],
)
def test_arguments_in_another_order_or_too_many_are_refused_with_the_remedy(
    line: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    done = run(*line.split())
    assert (done.exit_code, message in done.output) == (2, True), done.output
    assert done.output.startswith("Usage: ")


def test_a_word_that_is_also_a_folder_is_searched_if_the_archive_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "news")
    (tmp_path / "cho").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("search", "cho", "news").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stats", "{folder}/missing"], "missing: no such folder or file; name the folder of an archive"),
        (["coverage", "{folder}", "--reason", "foo"], '"foo" is not a reason (such as "HTTP 503", '),
        (["coverage", "{folder}", "--reason", "not found"], 'did you mean "not found page"?'),
        (["extract", "{folder}"], ": a folder; give a saved page, an archive with --again, or WARC files with --to"),
        (["sites", "new", "bao.example/tin"], "bao.example/tin: not a web address; write https://…"),
        (["status", "{folder}/missing"], "missing: no such folder; name the folder of an archive"),
        (["search", "x", "{folder}/missing"], "missing: no such folder; name the folder of an archive"),
        (["stats", "{folder}/notes.jsonl"], "--skip-bad"),
        (["extract", "@{folder}/missing.txt", "--to", "x"], "cannot read the list of files: No such file or directory"),
    ],
)
def test_a_message_names_the_remedy_of_the_command_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("not a record\n", "utf-8")
    done = run(*(word.format(folder=tmp_path) for word in arguments))
    assert done.exit_code == 1
    assert message in done.output
    assert "load(" not in done.output
    assert "Errno" not in done.output


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("trend x --in {data} --plot x.foo", 2, "x.foo: its name must end in .png, .svg, .pdf"),
        ("crawl http://127.0.0.1:1/ --to {data} --spool x", 2, "add --to s3://"),
        ("extract x.html --url bao.example/tin", 2, '"bao.example/tin" is not a web address; write https://…'),
        ("extract x.html --workers 2", 2, "--workers has no effect without --again or --to"),
        ("extract x.html --no-copy", 2, "has no effect without --to"),
        ("init {data}/new http://127.0.0.1:1/ --until 2017-02-30", 2, '--until: "2017-02-30" is not a day'),
        ("crawl http://127.0.0.1:1/ --since 2017-02-30", 2, '--since: "2017-02-30" is not a day'),
        ("stats {data} --since 2017-02-30", 2, "--since"),
        ("crawl http://127.0.0.1:1/ --since=", 2, "Invalid value for '--since': the value is empty"),
        ("export {data} --columns=", 2, "the value is empty; write one, or leave the option out"),
        ("watch http://127.0.0.1:1/ --every x", 2, '--every: "x" is not a period'),
        ("backfill http://127.0.0.1:1/ --from foo", 2, '--from: "foo" is not a web archive'),
        ("backfill http://127.0.0.1:1/ --from http://", 2, '--from: "http://" is not a web archive'),
        ("backfill http://127.0.0.1:1/ --from commoncrawl+http:///x", 2, '--from: "http:///x" is not a web archive'),
        ("backfill http://127.0.0.1:1/ --replay nourl", 2, "--replay: wayback has its own address; leave --replay out"),
        ("backfill http://127.0.0.1:1/ --from commoncrawl --replay nourl", 2, '--replay: "nourl" is not a web address'),
        (
            "backfill http://127.0.0.1:1/ --from http://127.0.0.1:1/cdx --replay {{timestamp}}/{{url}}",
            2,
            "--replay: write the address with {timestamp} and {url}",
        ),
        ("crawl http://127.0.0.1:1/ --to {data} --allow-private --proxy foo", 2, "not the URL of an HTTP proxy"),
        (
            "crawl http://127.0.0.1:1/ --to {data} --allow-private --metrics foo",
            2,
            '"foo" is not an address; write 127.0.0.1:9410',
        ),
        ("crawl http://127.0.0.1:1/ --to {data} --delay nan", 2, "'nan' is not a number of seconds"),
        ("sites check --live --delay nan", 2, "'nan' is not a number of seconds"),
        ("crawl http://127.0.0.1:1/ --to {data} --lease inf", 2, "Invalid value for '--lease'"),
        ("export {data} --columns title,colour", 2, "Invalid value for --columns: 'colour' is not a column"),
        ("export {data} --columns title,title", 2, "Invalid value for --columns: column title: named twice"),
        ("extract {data}/pages --to {data}/new --cluster foo", 1, "not the address of a Dask scheduler"),
        ("push {data} s9://bucket/prefix", 1, "use the form s3://bucket/prefix"),
        ("browse {data} --host 192.0.2.1 --index {data}.sqlite", 1, "name one of its own with --host"),
        ("browse {data} --host 999.1.1.1 --index {data}.sqlite", 1, "999.1.1.1:8001: this machine has no such address"),
    ],
)
def test_an_option_that_cannot_work_is_refused_with_the_remedy(
    line: str, code: int, message: str, tmp_path: Path
) -> None:
    data = shutil.copytree(ROOT / "data" / "sample", tmp_path / "data", ignore=shutil.ignore_patterns("*.sqlite"))
    done = run(*line.format(data=data).split())
    assert (done.exit_code, message in done.output) == (code, True), done.output


def test_push_to_a_folder_says_how_to_write_it(tmp_path: Path) -> None:
    archive = shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    done = run("push", str(archive), str(tmp_path / "store"))
    assert done.exit_code == 1
    assert f"or for a folder {(tmp_path / 'store').as_uri()}" in done.output


def test_a_worker_without_a_site_says_so_and_leaves_an_archive_that_merge_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.crawl.workers.crawl_distributed", lambda *arguments: [])
    monkeypatch.setattr("newsarchive.crawl.frontier.redis.RedisFrontier", lambda *arguments: None)
    idle = tmp_path / "idle"
    frontier = ("--frontier", "redis://127.0.0.1:1/0", "--contact", "you@example.org")
    done = run("crawl", "huengaynay", *frontier, "--to", str(idle))
    assert done.exit_code == 0, done.output
    assert "this worker had nothing to do" in done.output
    archive = shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    done = run("merge", str(idle), str(archive), "--to", str(tmp_path / "merged"))
    assert done.exit_code == 0, done.output
    assert "added 24 articles" in done.output


def test_a_command_without_standard_error_writes_its_messages_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def log(*_: object, **__: object) -> None:
        print("a message", file=sys.stderr, flush=True)

    monkeypatch.setattr(sys, "stderr", None)  # newsarchive … 2>&-
    monkeypatch.setattr(click.Group, "main", log)
    main([])
    assert sys.stderr is None
