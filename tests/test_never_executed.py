"""Nothing a page says is ever run: no module of ours can evaluate, unpickle or start what it reads."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import records
from handmade_site import crawl, serving, small_site

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "newsarchive").rglob("*.py"))
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
MODULES_THAT_RUN = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml", "subprocess", "pty", "code", "xmlrpc"}
ATTRIBUTES = {"system", "popen", "execv", "execve", "execvp", "spawnv", "posix_spawn", "create_subprocess_shell"}
ATTRIBUTES |= {"create_subprocess_exec", "evaluate", "add_script_tag", "unsafe_load", "literal_eval"}
#: Place -> why it may.
ALLOWED = {
    ("newsarchive/cli/service.py", "subprocess"): "runs systemctl for the operator; unit files hold no text of a page",
    (
        "newsarchive/crawl/storing/extraction_workers.py",
        "create_subprocess_exec",
    ): "starts this Python with our own options; pages are data",
    (
        "newsarchive/crawl/storing/search_index.py",
        "subprocess",
    ): "starts this Python with the folder of the archive as its argument, without a shell",
    (
        "newsarchive/monitoring/delivery.py",
        "subprocess",
    ): "runs the operator's command from the project file, without a shell; an alarm's text is its standard input",
}


def dangers(source: str) -> Iterator[str]:
    """Name what in *source* could run what it is given."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.func.id
        elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            yield node.attr
        elif isinstance(node, ast.Import):
            yield from ({name.name.partition(".")[0] for name in node.names} & MODULES_THAT_RUN)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES_THAT_RUN:
            yield str(node.module)
        elif isinstance(node, ast.ImportFrom):
            yield from ({name.name for name in node.names} & ATTRIBUTES)


@pytest.mark.parametrize(
    "source",
    [
        "eval(a)",
        "import pickle",
        "from yaml import load",
        "import os\nos.system(a)",
        "from os import popen",
        "page.evaluate(a)",
    ],
)
def test_the_search_finds_what_it_looks_for(source: str) -> None:
    assert list(dangers(source))


def test_no_module_can_run_what_a_page_says() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), danger) for path in MODULES for danger in dangers(path.read_text("utf-8"))
    }
    assert len(MODULES) > 100
    assert found == set(ALLOWED)


def test_code_in_a_page_stays_text(tmp_path: Path) -> None:
    sentinel = tmp_path / "run"
    python = f"__import__('pathlib').Path('{sentinel}').touch()"
    pickled = f"cposix\nsystem\n(S'touch {sentinel}'\ntR."
    yaml = f"!!python/object/apply:os.system ['touch {sentinel}']"
    tries = (python, pickled, yaml, f"$(touch {sentinel})", f"`touch {sentinel}`", f"{{{{ {python} }}}}")
    site = small_site(len(tries))
    for place, code in enumerate(tries):
        path = f"/cho-que-ngay-mua-{1001 + place}.html"
        status, headers, body = site.pages[path]
        data = f'{{"@type":"NewsArticle","author":"{code}","n":{code}}}'
        hostile_markup = f'<script>{code}</script><script type="application/ld+json">{data}</script>'
        text = (
            body.decode()
            .replace("</title>", f" {code}</title>{hostile_markup}")
            .replace("</article>", f"<p>{code}</p></article>")
        )
        site.pages[path] = status, {**headers, "X-Robots-Tag": code.replace("\n", " ")}, text.encode()
    archive = tmp_path / "archive"
    with serving(site):
        done = crawl(site, archive)
    assert done.code == 0, done.err
    assert len(records(archive)) == len(tries)
    assert any("__import__" in str(record.body) for record in records(archive))
    assert not sentinel.exists()


def test_a_module_in_the_working_folder_is_not_run_by_worker_processes(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (tmp_path / "struct.py").write_text(f"open({str(ran)!r}, 'w')")
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "archive")
    pages = [str(path) for path in (tmp_path / "archive").rglob("*.warc.gz")][:2]
    command = tmp_path / "bin" / "newsarchive"
    command.parent.mkdir()
    command.write_text("from newsarchive.cli import main\n\nif __name__ == '__main__':\n    main()\n")
    for job in (["archive", "--again"], [*pages, "--to", "imported"]):
        words = [sys.executable, str(command), "extract", *job, "--workers", "2"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=250)
        assert done.returncode in (0, 3), done.stderr
    assert not ran.exists()
