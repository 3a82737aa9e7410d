"""A site whose pages are empty without JavaScript, crawled by a real Chromium."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import preloaded
import pytest
from crawling import HERE, MAIN, records, run

from newsarchive.crawl.network import browser_folder
from newsarchive.crawl.network.browser import leads_outside
from newsarchive.crawl.network.browser_folder import remove_abandoned

_STORY = """
const put = (tag, name, text) => { const e = document.createElement(tag); e.className = name; e.textContent = text;
  document.querySelector("main").append(e); };
put("h1", "title", "Làng Gạo Đỏ mở lại phiên chợ nổi");
put("time", "published", "Thứ Hai, 11/09/2017 12:28");
put("p", "lead", "Sau hai mùa nước cạn, ghe xuồng lại về bến cũ.");
for (const text of ["Bà con chở gạo, cá khô và vải thổ cẩm về từ tờ mờ sáng, bến đông kín người.",
  "Ban quản lý chợ cho biết phiên kế tiếp họp vào rằm tháng tám, có đua ghe và hát bội."])
  put("p", "text", text);
"""
_FILES = {
    "/": ("text/html", '<main><script>document.write("<a href=/cho-noi-1001.html>Chợ nổi</a>")</script></main>'),
    "/cho-noi-1001.html": (
        "text/html",
        '<html lang="vi"><img src="/anh.png"><main></main><script src="/bai.js"></script></html>',
    ),
    "/bai.js": ("text/javascript", _STORY),
    "/anh.png": ("image/png", ""),
}
_GOOD = '<html lang="vi"><main></main><script src="/bai.js"></script></html>'
# Pages that attack the browser, and what each tries.
_HOSTILE = {
    "/cua-so-2001.html": """<script>for (let i = 0; i < 30; i++) {
        open("/bung-ra?" + i); open("/bung-ra?kin" + i, "_blank", "noopener");
        const a = document.createElement("a"); a.href = "/bung-ra?lien" + i; a.target = "_blank";
        document.documentElement.append(a); a.click(); }</script>""",
    "/tai-ve-2002.html": """<script>const a = document.createElement("a"); a.download = "../../tep-la.exe";
        a.href = URL.createObjectURL(new Blob([new Uint8Array(3e8)])); document.documentElement.append(a); a.click();
        </script>""",
    "/treo-2003.html": "<script>setTimeout(() => { for (;;); }, 700)</script>",
    "/treo-2004.html": "<script>for (;;);</script>",
    "/phinh-2005.html": """<main></main><script>document.querySelector("main").textContent = "x".repeat(2e6);
        Object.defineProperty(Element.prototype, "outerHTML", {get: () => "tin giả"});</script>""",
    "/tep-2006.html": '<script>location = "file:///etc/passwd"</script>',
    "/tep-2007.html": '<iframe src="file:///etc/passwd"></iframe><script>open("chrome://settings")</script>',
    "/tep-2008.html": '<script>location = "chrome://version"</script>',
    "/hop-thoai-2009.html": "<script>for (let i = 0; i < 50; i++) alert(i); onbeforeunload = () => 'ở lại';</script>",
    "/chuyen-tep-2011.html": "a redirect to file:///etc/passwd",
    "/dinh-kem-2012.html": "a file to download",
    "/xoay-2010.html": "<script>setTimeout(() => location.reload(), 5)</script>",
}
_PUBLISHER = """name = "Báo Gạo Đỏ"
domains = ["127.0.0.1:{port}"]
article_url = '-\\d+\\.html$'
browser = {browser}
title = ["css: main h1"]
published = ["css: main time"]
lead = ["css: main p.lead"]
body = ["css: main"]
"""


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    requests: list[str] = []
    cookies: list[str] = []
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            cookies.append(self.headers.get("Cookie", ""))
            kind, text = _FILES.get(self.path) or ("text/html", pages.get(self.path, ""))
            if self.path == "/" and pages:
                text = "<main>" + "".join(f'<a href="{path}">Tin {path}</a>' for path in pages) + "</main>"
            self.send_response(302 if self.path == "/chuyen-tep-2011.html" else 200 if text else 404)
            if self.path == "/chuyen-tep-2011.html":
                self.send_header("Location", "file:///etc/passwd")
            if self.path == "/dinh-kem-2012.html":
                self.send_header("Content-Disposition", "attachment; filename=../../tep-la.exe")
            self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
            self.send_header("Set-Cookie", "renewed=phien-moi; Path=/; Max-Age=1000")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield SimpleNamespace(
        port=httpd.server_port,
        url=f"http://127.0.0.1:{httpd.server_port}",
        requests=requests,
        cookies=cookies,
        pages=pages,
    )
    httpd.shutdown()
    httpd.server_close()


def _publishers(folder: Path, port: int, *, with_browser: bool) -> Path:
    folder.mkdir()
    (folder / "gaodo.toml").write_text(_PUBLISHER.format(port=port, browser=str(with_browser).lower()), "utf-8")
    return folder


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("access", ["cookies", "browser-profile"])
def test_an_article_that_a_script_writes_is_stored(access: str, server: SimpleNamespace, tmp_path: Path) -> None:
    publishers = _publishers(tmp_path / "publishers", server.port, with_browser=True)
    known = tmp_path / "access"
    if access == "cookies":
        lines = ("# Netscape HTTP Cookie File", "127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tphien-cu")
        known.write_text("\n".join(lines), "utf-8")
        known.chmod(0o600)
    else:
        known.mkdir(mode=0o700)
    arguments = ("--publishers", str(publishers), "--by", "listings", f"--{access}", str(known), *HERE)
    done = run(f"{server.url}/", tmp_path / "data", *arguments)
    assert done.code == 0, done.err
    assert any("renewed=phien-moi" in cookie for cookie in server.cookies), "the browser keeps the session"
    assert any("sid=phien-cu" in cookie for cookie in server.cookies) is (access == "cookies")
    assert access == "cookies" or (known / "Default").is_dir(), "the profile is used"
    stored = b"".join(gzip.decompress(path.read_bytes()) for path in (tmp_path / "data").rglob("*.gz"))
    assert b"phien-" not in stored
    assert b"renewed=***" in stored
    (record,) = records(tmp_path / "data")
    assert record.title == "Làng Gạo Đỏ mở lại phiên chợ nổi"
    assert record.published_raw == "Thứ Hai, 11/09/2017 12:28"
    assert [block.text[:8] for block in record.blocks] == ["Bà con c", "Ban quản"]
    assert "/anh.png" not in server.requests  # pictures are not fetched


def test_without_the_browser_the_page_is_not_an_article(server: SimpleNamespace, tmp_path: Path) -> None:
    publishers = _publishers(tmp_path / "publishers", server.port, with_browser=False)
    arguments = ("--urls", "-", "--publishers", str(publishers), *HERE)
    run("", tmp_path / "data", *arguments, stdin=f"{server.url}/cho-noi-1001.html\n")
    assert records(tmp_path / "data") == []


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://169.254.169.254/", "file:///etc/passwd"],
)
def test_the_browser_asks_nothing_of_private_addresses(url: str) -> None:
    assert asyncio.run(leads_outside(url)) is False


def _run_with(patch: str, tmp_path: Path, port: int = 9, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a crawl that needs a browser, on a machine that *patch* describes."""
    publisher_files = _publishers(tmp_path / "publishers", port, with_browser=True)
    arguments = (
        "crawl",
        f"http://127.0.0.1:{port}/",
        "--to",
        str(tmp_path / "data"),
        "--publishers",
        str(publisher_files),
        *HERE,
    )
    main = f"{patch}\nfrom newsarchive.cli import main; main()"
    return preloaded.run([sys.executable, "-c", main, *arguments, *more])


def test_a_missing_browser_is_named_with_its_remedy(tmp_path: Path) -> None:
    done = _run_with("import newsarchive.crawl.network.browser as b; b.find_spec = lambda name: None", tmp_path)
    assert done.returncode == 1
    assert 'pip install ".[browser]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_crawl_whose_browser_has_no_network_says_so_and_opens_no_page(tmp_path: Path) -> None:
    fails = (
        "import newsarchive.crawl.network.browser_proxy as g\nasync def fails(self): raise OSError('no more files')\n"
    )
    done = _run_with(f"{fails}g.BrowserGate.open = fails", tmp_path)
    assert done.returncode == 1
    assert ": no more files" in done.stderr
    assert "Error: gaodo: its browser has no proxy to connect through (see above)" in done.stderr
    assert not list(tmp_path.glob("data/articles/**/*.gz"))


@pytest.mark.needs("chromium")
def test_a_script_beyond_the_size_limit_does_not_reach_the_browser(server: SimpleNamespace, tmp_path: Path) -> None:
    limit = "import newsarchive.crawl.settings as s; s.DOWNLOAD_MAXSIZE = 700"
    done = _run_with(limit, tmp_path, server.port, "--by", "listings", "-v")
    assert "/bai.js" in server.requests
    assert "127.0.0.1 sent more than 700 bytes" in done.stderr
    assert records(tmp_path / "data") == []


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(("/cua-so-", "/treo-2003", "/phinh-", "/dinh-kem-"), id="some"),
        pytest.param(("/",), id="all", marks=pytest.mark.soak),
    ],
)
def test_pages_that_attack_the_browser_cost_only_themselves(
    hostile: tuple[str, ...], server: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages.update({path: text for path, text in _HOSTILE.items() if path.startswith(hostile)})
    server.pages["/cho-noi-1001.html"] = _GOOD
    temporary = Path(tempfile.mkdtemp(dir="/tmp"))  # Chromium's sockets need a short path
    monkeypatch.setenv("TMPDIR", str(temporary))
    for seconds in (4, 16, 64):  # a page that hangs takes all of them, and on a busy machine the others take some
        folder = tmp_path / str(seconds)
        folder.mkdir()
        limits = (
            f"import newsarchive.crawl.settings as s; s.DOWNLOAD_TIMEOUT = {seconds}; s.DOWNLOAD_MAXSIZE = 1_000_000\n"
            "s.RETRY_ENABLED = False"
        )
        done = _run_with(limits, folder, server.port, "--by", "listings", "-v")
        if "its scripts made a document of 2,0" in done.stderr and records(folder / "data"):
            break
    assert done.returncode == 0, done.stderr
    assert set(server.pages) <= set(server.requests)
    assert "its scripts made a document of 2,0" in done.stderr
    assert [path for path in server.requests if path.startswith("/bung-ra")] == []
    assert [record.title for record in records(folder / "data")] == ["Làng Gạo Đỏ mở lại phiên chợ nổi"]
    stored = b"".join(gzip.decompress(path.read_bytes()) for path in (folder / "data").rglob("*.gz"))
    assert b"root:x:0" not in stored
    assert len(stored) < 1_000_000
    assert not list(temporary.rglob("*"))
    temporary.rmdir()
    assert not list(tmp_path.rglob("*tep-la*"))


_OWNER = """
import os, sys
from newsarchive.crawl.network.browser_folder import use_browser_folder
folder = use_browser_folder()
(folder / "profile").mkdir()
print(folder.name, flush=True)
sys.stdin.read()
"""


def test_only_the_folders_of_browsers_whose_crawl_was_killed_are_removed(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    owners = [
        subprocess.Popen(
            [sys.executable, "-c", _OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(2)
    ]
    # Neither name has an id of a process: containers that share the folder have ids of their own.
    live, killed = [owner.stdout.readline().strip() for owner in owners if owner.stdout]
    owners[1].kill()
    owners[1].wait()
    (tmp_path / "na-browser-link").symlink_to(tmp_path / live)
    (tmp_path / "na-browser-file").touch()
    (tmp_path / "other").mkdir()
    assert (tmp_path / killed).exists()
    remove_abandoned(tmp_path)
    kept = {"na-browser-link", "na-browser-file", "other"}
    assert {path.name for path in tmp_path.iterdir()} == {live, *kept}
    assert (tmp_path / live / "profile").exists()
    owners[0].communicate(timeout=250)
    assert {path.name for path in tmp_path.iterdir()} == kept, "the owner removes its folder when it ends"


def test_a_folder_that_is_removed_before_its_owner_locks_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def mkdtemp(former: Callable[..., str] = tempfile.mkdtemp, **options: Any) -> str:
        made.append(folder := former(**options))
        if len(made) == 1:
            remove_abandoned(tmp_path)
        return folder

    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
    folder = browser_folder._locked_folder(tmp_path)
    assert (str(folder), len(made), folder.exists()) == (made[1], 2, True)


@pytest.mark.needs("chromium")
@pytest.mark.soak
@pytest.mark.timeout(120)
def test_no_file_of_the_browser_outlives_a_driver_that_dies(server: SimpleNamespace, tmp_path: Path) -> None:
    server.pages["/treo-2004.html"] = _HOSTILE["/treo-2004.html"]
    publisher_files = _publishers(tmp_path / "publishers", server.port, with_browser=True)
    temporary = Path(tempfile.mkdtemp(dir="/tmp"))
    arguments = ("crawl", server.url, "--to", str(tmp_path / "data"), "--publishers", str(publisher_files), *HERE, "-q")
    crawl = subprocess.Popen(
        [*MAIN, *arguments, "--by", "listings"], stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(temporary)}
    )
    _wait_until(lambda: "/treo-2004.html" in server.requests)
    [driver, *_] = [process for process in _descendants(crawl.pid) if b"run-driver" in _command(process)]
    os.kill(driver, signal.SIGKILL)
    crawl.send_signal(signal.SIGINT)
    crawl.wait(60)
    assert list(temporary.iterdir()) == []
    temporary.rmdir()


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.needs("chromium")
@pytest.mark.soak
@pytest.mark.timeout(120)
@pytest.mark.parametrize("page", ["/treo-2004.html", "/xoay-2010.html"])
def test_no_process_of_the_browser_outlives_a_killed_crawl(page: str, server: SimpleNamespace, tmp_path: Path) -> None:
    server.pages[page] = _HOSTILE[page]
    publisher_files = _publishers(tmp_path / "publishers", server.port, with_browser=True)
    arguments = ("crawl", server.url, "--to", str(tmp_path / "data"), "--publishers", str(publisher_files), *HERE, "-q")
    crawl = subprocess.Popen([*MAIN, *arguments, "--by", "listings"], stderr=subprocess.DEVNULL)
    _wait_until(lambda: page in server.requests)
    started = _descendants(crawl.pid)
    assert len(started) > 3, "the driver, the browser and its processes"
    crawl.kill()
    crawl.wait()
    _wait_until(lambda: not any(_is_running(process) for process in started))


def _descendants(process: int) -> list[int]:
    """Return the processes that *process* started, and those that they started (Linux)."""
    parents = {int(path.parent.name): state[1] for path in Path("/proc").glob("[0-9]*/stat") if (state := _state(path))}
    found = [process]
    for parent in found:
        found += [child for child, its in parents.items() if its == str(parent)]
    return found[1:]


def _state(path: Path) -> list[str]:
    """Return the fields of /proc/PID/stat after the name: state, parent, …; none if the process has ended."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _is_running(process: int) -> bool:
    return _state(Path(f"/proc/{process}/stat"))[:1] not in ([], ["Z"])


def _wait_until(is_so: Callable[[], bool], seconds: float = 250) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)
