from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from foreign_warcs import Capture, story, write_warc
from warc_imports import Here, hosts

from newsarchive.cli import main
from newsarchive.cli.extract import command
from newsarchive.from_warc import processes
from newsarchive.from_warc.sources import BadSource, sources_of


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process; the others are tested beside the cluster."""
    monkeypatch.setattr(processes, "Processes", lambda count, spool: Here(spool))


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    captures = [
        Capture(url=f"https://{host}/chuyen-cho-noi-10001.html", body=story("Chuyện chợ"))
        for host in ("vnexpress.net", "tuoitre.vn", "chonoi.example")
    ]
    return write_warc(tmp_path / "a.warc.gz", captures)


def extract(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in arguments])


def test_sites_may_be_named_in_a_row_or_one_by_one(warc: Path, tmp_path: Path) -> None:
    extract(warc, "--to", tmp_path / "one", "--sites", "vnexpress,tuoitre")
    extract(warc, "--to", tmp_path / "other", "--site", "vnexpress", "--site", "tuoitre.vn")
    assert hosts(tmp_path / "one") == hosts(tmp_path / "other") == ["tuoitre.vn", "vnexpress.net"]


def test_the_report_is_one_object_and_failures_go_to_standard_error(warc: Path, tmp_path: Path) -> None:
    done = extract(warc, "--to", tmp_path / "out", "--json", "--host", "chonoi.example")
    assert json.loads(done.stdout)["stored"] == {"new": 1}
    assert "1 WARC file: 1 read; 1 of 3 responses parsed; 1 new" in done.stderr
    assert done.exit_code == 0


def test_a_failed_file_is_reported_with_its_reason_and_the_exit_code(warc: Path, tmp_path: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-200])
    done = extract(warc, "--to", tmp_path / "out")
    assert done.exit_code == 1
    assert f"failed: {warc}: ends within the record" in done.stderr
    assert "Run the same command again to retry them." in done.stderr


def test_an_unknown_site_is_refused_with_the_nearest(warc: Path, tmp_path: Path) -> None:
    done = extract(warc, "--to", tmp_path / "out", "--sites", "vnexpres")
    assert "did you mean vnexpress" in str(done.exception)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["--again"], ["--url", "https://x.example/"], ["--explain"]])
def test_options_that_do_not_go_together_are_refused(warc: Path, tmp_path: Path, arguments: list[str]) -> None:
    assert extract(warc, "--to", tmp_path / "out", *arguments).exit_code == 2


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket "news" on a real server that speaks S3."""
    s3fs = pytest.importorskip("s3fs")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.makedirs("news", exist_ok=True)
    yield system
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_files_of_an_object_store_are_read_by_glob_and_known_again(bucket: Any, warc: Path, tmp_path: Path) -> None:
    write_warc(tmp_path / "b.wacz", [Capture(url="https://chonoi.example/b-10002.html", body=story("Trong tệp nén"))])
    bucket.put(str(warc), "news/crawl/a.warc.gz")
    bucket.put(str(tmp_path / "b.wacz"), "news/crawl/b.wacz")
    bucket.pipe("news/crawl/notes.txt", b"x")
    for expected in ("2 read; 4 of 4 responses parsed; 4 new", "0 read, 2 imported before"):
        done = extract("s3://news/crawl/*.wa*", "--to", tmp_path / "out", "--workers", 1)
        assert expected in done.stderr, done.stderr
    assert [source.name for source in sources_of(["s3://news/crawl"])] == [
        "s3://news/crawl/a.warc.gz",
        "s3://news/crawl/b.wacz",
    ]
    bucket.put(str(tmp_path / "b.wacz"), "news/crawl/a.warc.gz")
    assert sources_of(["s3://news/crawl/a.warc.gz"])[0].stamp != ""


@pytest.mark.parametrize("word", ["s3://news/none*.gz", "s3://news/none.warc.gz"])
def test_an_object_that_is_not_there_is_named(bucket: Any, word: str) -> None:
    with pytest.raises(BadSource, match="none"):
        sources_of([word])


def test_no_progress_bar_is_begun_where_there_is_no_terminal(tmp_path: Path) -> None:
    pages = Path(__file__).resolve().parent.parent / "data" / "sample" / "pages"
    done = CliRunner().invoke(main, ["extract", str(pages), "--to", str(tmp_path), "--workers", "1"])
    again = CliRunner().invoke(main, ["extract", str(tmp_path), "--again", "--workers", "1"])
    assert done.stderr.startswith("3 WARC files: 3 read"), done.stderr
    assert "pages extracted again" in again.stderr.splitlines()[0]
