"""A password in an address, wherever one is given, stands in nothing that is printed or written."""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path

import preloaded
import pytest
from archive_pieces import small_archive
from click.testing import CliRunner

from newsarchive import load
from newsarchive.cli import main
from newsarchive.demo import newspaper, serve

SECRET = "mat-khau-tim-thay"
# What is run -> further environment; {url} is a site with the password, {port} its port, {data} an archive.
PLANTED = {
    "crawl http://ten:{secret}@127.0.0.1:{port}/ --allow-private --delay 0 --limit 2 --to {w}/out": {},
    "crawl http://ten:{secret}@127.0.0.1:1/ --allow-private --delay 0 --to {w}/out -v": {},
    "crawl http://ten:{secret}@127.0.0.1:{port}/ --to {w}/out": {},
    "crawl http://127.0.0.1:{port}/ --allow-private --delay 0 --limit 2 --to {w}/out -v": {
        "http_proxy": "http://ten:{secret}@127.0.0.1:1",
    },
    "crawl http://127.0.0.1:{port}/ --allow-private --to {w}/out --frontier redis://ten:{secret}@127.0.0.1:1/0": {},
    "crawl http://127.0.0.1:{port}/ --allow-private --to {w}/out --frontier redis://ten:{secret}@[/0": {},
    "crawl http://127.0.0.1:{port}/ --allow-private --to s3://ten:{secret}@bucket/prefix --spool {w}/spool": {},
    "push {data} s3://ten:{secret}@bucket/prefix": {},
    "pull s3://ten:{secret}@bucket/prefix {w}/out": {},
    "push {data} ftp://ten:{secret}@127.0.0.1/x": {},
    "backfill baotintuc --from http://ten:{secret}@127.0.0.1:1/cdx --allow-private --to {w}/out": {},
    "sites new http://ten:{secret}@127.0.0.1:{port}/": {},
    "init {w}/new http://ten:{secret}@127.0.0.1:{port}/": {},
    "init {w}/new baotintuc --contact http://ten:{secret}@127.0.0.1:1/": {},
    "sites check nope --url http://ten:{secret}@127.0.0.1:1/": {},
    "extract http://ten:{secret}@127.0.0.1:1/a.warc.gz --to {w}/out": {},
    "extract s3://ten:{secret}@bucket/a.warc.gz --to {w}/out": {},
    "extract {w}/page.html --to {w}/out --cluster tcp://ten:{secret}@127.0.0.1:1": {},
    "stats http://ten:{secret}@127.0.0.1:1/data": {},
    "stats s3://ten:{secret}@bucket/data": {},
    "show {data} http://ten:{secret}@127.0.0.1/x": {},
    "watch http://ten:{secret}@127.0.0.1:1/ --allow-private --to {w}/out --rounds 1": {},
    "crawl --urls {w}/urls.txt --allow-private --delay 0 --to {w}/out -v": {},
    "crawl http://127.0.0.1:{port}/ --allow-private --to {w}/out --contact http://ten:{secret}@a.example/": {},
    "merge {data} --to s3://ten:{secret}@bucket/merged": {},
    "release {data} --to s3://ten:{secret}@bucket/release": {},
    "export {data} --to s3://ten:{secret}@bucket/a.csv": {},
    "demo --to http://ten:{secret}@127.0.0.1:1/": {},
    "extract http://ten:{secret}@127.0.0.1:1/page.html": {},
    "rehydrate http://ten:{secret}@127.0.0.1:1/release": {},
}


# Where nothing listens, both would wait for their server to start.
IMPATIENT = {
    "--cluster": "from newsarchive.from_warc import cluster; cluster._PATIENCE = '0.5s'",
    "--frontier": "from newsarchive.crawl.frontier import redis; redis._PATIENCE_AT_FIRST = 0.5",
}


@pytest.fixture(scope="module")
def port() -> object:
    with serve(newspaper()) as site:
        yield site.url.rpartition(":")[2].strip("/")


@pytest.mark.parametrize("command", PLANTED)
def test_a_password_in_a_url_is_never_stored_or_printed(tmp_path: Path, port: str, command: str) -> None:
    data = small_archive(tmp_path / "data", 2)
    (tmp_path / "page.html").write_text("<p>x")
    given = tmp_path / "urls.txt"
    given.write_text(f"http://ten:{SECRET}@127.0.0.1:{port}/tin-1001.html\n")
    known = {"secret": SECRET, "port": port, "w": tmp_path, "data": data}
    environment = {name: value.format(**known) for name, value in PLANTED[command].items()}
    environment |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    words = [word.format(**known) for word in command.split()]
    code = [*(IMPATIENT[word] for word in words if word in IMPATIENT), "from newsarchive.__main__ import run; run()"]
    done = preloaded.run(
        [sys.executable, "-c", "\n".join(code), *words],
        timeout=250,
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), **environment},
    )
    assert not re.search("No such (option|command)", done.stderr)
    assert SECRET not in done.stdout
    assert SECRET not in done.stderr
    assert not [path for path in tmp_path.rglob("*") if SECRET in path.name]
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != given]
    assert not [path for path in files if SECRET.encode() in _content(path)]


def test_an_error_in_python_shows_no_password_of_a_url() -> None:
    with pytest.raises(OSError, match=r"http://ten:\*\*\*@127.0.0.1:1/") as found:
        list(load(f"http://ten:{SECRET}@127.0.0.1:1/a.jsonl.gz"))
    assert SECRET not in "".join(traceback.format_exception(found.value))


@pytest.mark.parametrize("command", ["merge {data} --to", "release {data} --to", "export {data} --to", "pack"])
def test_a_command_that_writes_to_a_folder_makes_none_of_an_address(tmp_path: Path, command: str) -> None:
    data = small_archive(tmp_path / "data", 2)
    done = CliRunner().invoke(main, [*command.format(data=data).split(), "s3://bucket/prefix"])
    assert done.exit_code == 2
    assert "s3://bucket/prefix: an address, not a path" in done.stderr


def _content(path: Path) -> bytes:
    import gzip

    data = path.read_bytes()
    try:
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError):
        return data
