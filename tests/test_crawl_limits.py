"""What no response can use up: time, memory or disk space. Limits are set small here, in the real command."""

from __future__ import annotations

import gzip
import os
import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import preloaded
import pytest
from click.testing import CliRunner
from crawling import HERE, MAIN, Crawl, last_report, records, run
from handmade_site import SiteResponse, article, page, serving, small_site
from ports import free_port

from newsarchive.archive.layout import safe_site
from newsarchive.cli import main
from newsarchive.crawl.network.private_addresses import refused_host
from newsarchive.publishers.canonical import site_of

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
CLOSED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
Raw = Callable[[str], Iterable[bytes]]


@dataclass
class Wire:
    """A server that sends bytes as they are written in the test, and keeps those it received."""

    raw: dict[str, Raw] = field(default_factory=dict)
    pages: dict[str, SiteResponse] = field(default_factory=dict)
    others: SiteResponse = (404, {}, b"")
    received: list[bytes] = field(default_factory=list)
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode("latin-1") for request in self.received]

    def respond(self, path: str) -> Iterable[bytes]:
        """Return what is sent for *path*; the connection is closed after it."""
        if path in self.raw:
            return self.raw[path](path)
        status, headers, body = self.pages.get(path, self.others)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return [f"HTTP/1.1 {status} .\r\n{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode(), body]


@contextmanager
def wired(wire: Wire, host: str = "127.0.0.1", port: int = 0) -> Iterator[Wire]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines = list(iter(self.rfile.readline, b"\r\n"))
            if not lines or b"" in lines:
                return
            wire.received.append(b"".join(lines))
            try:
                for piece in wire.respond(wire.paths[-1]):
                    self.wfile.write(piece)
            except OSError:
                return  # the crawler has hung up, which is what most of these tests want

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True
        block_on_close = False

    with Server((host, port), Handler) as server:
        wire.url = f"http://{host}:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield wire
        server.shutdown()


def crawl(
    url: str,
    folder: Path,
    *arguments: str,
    here: Sequence[str] = HERE,
    first: str = "",
    seconds: int = 250,
    **settings: Any,
) -> Crawl:
    """Run `newsarchive crawl` with other *settings* than its own, behind a *first* line; it ends within *seconds*."""
    set_up = "".join(f"s.{name} = {value!r}; " for name, value in settings.items())
    code = f"{first}\nimport newsarchive.crawl.settings as s; {set_up}{MAIN[-1]}"
    done = preloaded.run(
        [*MAIN[:-1], code, "crawl", url, "--to", str(folder), *here, *arguments],
        timeout=seconds,
        env={**os.environ},
    )
    return Crawl(done.returncode, done.stdout, done.stderr, folder, last_report(folder))


def gzipped(size: int) -> bytes:
    """Return a small gzip file of so many MB of nothing."""
    return gzip.compress(b"<urlset>") + gzip.compress(bytes(1 << 20)) * size


def article_path(number: int) -> str:
    return f"/cho-que-ngay-mua-{1000 + number}.html"


def numbers(folder: Path) -> list[str]:
    return sorted(str(record.url)[-9:-5] for record in records(folder))


def drip(_: str) -> Iterator[bytes]:
    """Send a byte now and then, for ever: no pause is ever longer than a moment."""
    yield CHUNKED
    while True:
        yield b"1\r\na\r\n"
        time.sleep(0.2)


def drip_head(_: str) -> Iterator[bytes]:
    """Never come to the end of the headers."""
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-A: a\r\n"
        time.sleep(0.2)


def stream(_: str) -> Iterator[bytes]:
    """Send without end and without a Content-Length."""
    yield CHUNKED
    while True:
        yield b"4000\r\n" + b"a" * 0x4000 + b"\r\n"


def huge(_: str) -> Iterator[bytes]:
    """Announce more than anybody wants."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000000\r\n\r\n"
    while True:
        yield b"a" * 0x4000


# A second for the two pages that never end; the others may take longer on a busy machine.
SHORT_TIME = """
from scrapy.downloadermiddlewares.downloadtimeout import DownloadTimeoutMiddleware

def process_request(self, request, former=DownloadTimeoutMiddleware.process_request):
    if request.url.endswith(("1001.html", "1002.html")):
        request.meta["download_timeout"] = 1
    return former(self, request)

DownloadTimeoutMiddleware.process_request = process_request
"""


def test_a_body_that_drips_for_ever_is_given_up_as_a_whole(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(3).pages, raw={article_path(1): drip, article_path(2): drip_head})
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, first=SHORT_TIME, RETRY_ENABLED=False)
    assert done.code == 0, done.err
    assert numbers(tmp_path) == ["1003"]
    assert (done.report["errors"], done.report["extracted"]["truncated"]) == ({"timeout": 1}, 1)


def test_a_silent_server_is_asked_twice_and_one_that_hangs_up_four_times(tmp_path: Path) -> None:
    paths = drips, silent, hung_up = article_path(1), article_path(2), article_path(3)
    wire = Wire(pages=small_site(4).pages, raw={drips: drip, silent: drip_head, hung_up: lambda _: []})
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, first=SHORT_TIME)
    assert [wire.paths.count(path) for path in paths] == [2, 2, 4]
    assert done.report["errors"] == {"timeout": 1, "unreachable": 1}


@pytest.mark.parametrize("path", ["/robots.txt", "/"])
def test_what_a_whole_site_depends_on_is_requested_again_after_silence_as_after_other_failures(
    path: str, tmp_path: Path
) -> None:
    wire = Wire(pages=small_site(2).pages)

    wire.raw[path] = lambda path: (
        drip_head(path) if wire.paths.count(path) < 4 else Wire(pages=wire.pages).respond(path)
    )
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, first=SHORT_TIME.replace("1001.html", path))
    assert (done.code, len(numbers(tmp_path)), wire.paths.count(path)) == (0, 2, 4)


def _stalled(page: bytes) -> Callable[[str], Iterator[bytes]]:
    """Return what sends *page* and neither the last chunk nor the end of the connection."""

    def send(_: str) -> Iterator[bytes]:
        yield CHUNKED + b"%x\r\n%b\r\n" % (len(page), page)
        time.sleep(60)

    return send


def test_a_page_that_came_before_its_server_fell_silent_is_stored(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(3).pages)
    whole, cut = (wire.pages[article_path(number)][2] for number in (1, 2))
    wire.raw = {article_path(1): _stalled(whole), article_path(2): _stalled(cut[: cut.rindex(b"</p>")])}
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, first=SHORT_TIME, RETRY_ENABLED=False)
    assert numbers(tmp_path) == ["1001", "1002", "1003"], done.err
    assert [record.http.truncated for record in records(tmp_path) if str(record.url).endswith("2.html")] == [True]


def test_a_body_without_end_or_of_ten_gigabytes_is_cut_off_at_the_size_limit(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(3).pages, raw={article_path(1): stream, article_path(2): huge})
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, DOWNLOAD_MAXSIZE=100_000, DOWNLOAD_TIMEOUT=30, RETRY_ENABLED=False)
    assert done.code == 0, done.err
    assert numbers(tmp_path) == ["1003"]
    assert sum(done.report["errors"].values()) == 2
    assert "timeout" not in done.report["errors"]


SMUGGLED = "\r\nX-Injected: a\r\n\r\nGET /smuggled.html HTTP/1.1\r\nHost: a"
ENDS = (
    SMUGGLED,
    "\r\nX-Injected: a",
    "%0d%0aX-Injected:%20a",
    "\n X-Injected: a",
    "\0X-Injected: a",
    "\u010d\u010aX-Injected",  # their low bytes are a line end
)
TARGETS = [f"/tach-doi-yeu-cau-{2001 + place}.html{end}" for place, end in enumerate(ENDS)]


def split_links() -> bytes:
    """Return links with line ends in them, as they are and as character references."""
    coded = [escape(target).replace("\r", "&#13;").replace("\n", "&#10;") for target in TARGETS]
    return page("".join(f'<a href="{target}">a</a>' for target in (*TARGETS, *coded)))[2]


def sending(*pieces: bytes) -> Raw:
    return lambda _: pieces


def moved(location: str) -> bytes:
    return f"HTTP/1.1 302 .\r\nContent-Length: 0\r\nConnection: close\r\nLocation: {location}\r\n\r\n".encode()


def test_line_ends_in_an_address_split_no_request(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(9).pages)
    wire.raw = {article_path(number + 1): sending(moved(target)) for number, target in enumerate(TARGETS)}
    with wired(wire):
        places = "".join(
            f"<url><loc>{wire.url}{escape(target)}</loc></url>" for target in TARGETS if "\0" not in target
        )
        robots = f"Sitemap: {wire.url}/danh-sach.txt\nSitemap: {wire.url}/{SMUGGLED}"
        wire.pages |= {
            "/": (200, {"Content-Type": "text/html"}, wire.pages["/"][2] + split_links()),
            "/robots.txt": (200, {}, robots.encode()),
            "/danh-sach.txt": (200, {}, "".join(f"{wire.url}{target}\n" for target in TARGETS).encode()),
            "/sitemap.xml": (200, {}, f"<urlset>{places}</urlset>".encode()),
        }
        done = crawl(f"{wire.url}/", tmp_path, RETRY_ENABLED=False)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert {"/danh-sach.txt", "/sitemap.xml"} <= set(wire.paths)
    assert {str(number) for number in range(2001, 2007)} <= {path[18:22] for path in wire.paths}
    for request in wire.received:
        first = request.split(b"\r\n")[0]
        assert first.count(b" ") == 2, request
        assert not re.search(rb"[\r\n]X-Injected|\0", request), request
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", request), request
    assert not any(path.startswith("/smuggled") for path in wire.paths)


def sitemap_trap(wire: Wire, path: str) -> Iterable[bytes]:
    """Serve as any sitemap an index that names itself, another one ever deeper, and sitemaps of other hosts."""
    deeper = int((re.findall(r"\d+", path) or ["0"])[0]) + 1
    names = [
        path,
        f"/sitemap-{deeper}.xml",
        "http://bao-khac.example/sitemap.xml",
        f"{wire.url}9/sitemap.xml",
        "file:///a",
    ]
    body = "".join(f"<sitemap><loc>{urljoin(wire.url, name)}</loc></sitemap>" for name in names)
    return [CLOSED, f"<sitemapindex>{body}</sitemapindex>".encode()]


def test_endlessly_nested_sitemaps_are_followed_three_levels_deep(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(2).pages)
    wire.raw = {f"/sitemap-{number}.xml": lambda path: sitemap_trap(wire, path) for number in range(1, 40)}
    wire.raw["/sitemap.xml"] = lambda path: sitemap_trap(wire, path)
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path)
    assert done.code == 0, done.err
    assert numbers(tmp_path) == ["1001", "1002"]
    assert [path for path in wire.paths if "sitemap" in path] == [
        "/sitemap.xml",
        *(f"/sitemap-{number}.xml" for number in (1, 2, 3)),
    ]
    assert not done.report["errors"]


@pytest.mark.parametrize("count", [2_000, pytest.param(50_001, marks=pytest.mark.soak)])
def test_urls_of_other_hosts_in_a_list_are_not_requested(count: int, tmp_path: Path) -> None:
    wire = Wire(pages=small_site(2).pages)
    foreign = "".join(
        f"<url><loc>http://h{number}.example/cho-que-{number}.html</loc></url>" for number in range(count)
    )
    wire.pages["/sitemap.xml"] = (200, {}, f"<urlset>{foreign}</urlset>".encode())
    wire.pages["/phinh.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzipped(120))
    with wired(wire):
        wire.pages["/robots.txt"] = (200, {}, f"Sitemap: {wire.url}/phinh.xml.gz".encode())
        done = crawl(f"{wire.url}/", tmp_path)
    assert done.code == 0, done.err
    assert numbers(tmp_path) == ["1001", "1002"]
    assert "/phinh.xml.gz" in wire.paths
    assert done.report["counts"]["errors"] == 0, done.report
    assert done.report["counts"]["pages"] < 9


@pytest.mark.parametrize("packed", [pytest.param(False, marks=pytest.mark.soak), True])
def test_a_robots_txt_of_a_hundred_megabytes_closes_the_site(packed: bool, tmp_path: Path) -> None:
    wire = Wire(pages=small_site(2).pages)
    if packed:
        wire.pages["/robots.txt"] = (200, {"Content-Encoding": "gzip"}, gzipped(100))
    else:
        wire.raw["/robots.txt"] = stream
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, DOWNLOAD_MAXSIZE=200_000, RETRY_ENABLED=False)
    assert done.code == 4, done.err
    assert "Traceback" not in done.err
    assert wire.paths == ["/robots.txt"]


@pytest.mark.parametrize(("pace", "code"), [("Crawl-delay: 1e308", 4), ("Crawl-delay: 0.1", 0)])
def test_a_robots_txt_that_asks_for_a_crawl_without_end_closes_the_site(pace: str, code: int, tmp_path: Path) -> None:
    wire = Wire(pages=small_site(2, robots=f"User-agent: *\n{pace}\n").pages)
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path)
    assert done.code == code, done.err
    assert ("asks for more than an hour between two requests" in done.err) == bool(code)
    assert wire.paths[:1] == ["/robots.txt"]
    assert (len(wire.paths) == 1) == bool(code)


def test_a_robots_txt_that_does_not_come_in_time_closes_the_site(tmp_path: Path) -> None:
    wire = Wire(pages=small_site(2).pages)
    wire.raw["/robots.txt"] = drip
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path, DOWNLOAD_TIMEOUT=1, RETRY_ENABLED=False)
    assert done.code == 4, done.err
    assert "is incomplete" in done.err
    assert wire.paths == ["/robots.txt"]


def test_a_long_robots_txt_is_read_as_far_as_half_a_megabyte(tmp_path: Path) -> None:
    long_rule = b"Disallow: /%s\n" % (b"x" * 4000)
    rules = b"User-agent: *\nDisallow: /cho-que-ngay-mua-1001.html\n" + long_rule * 150
    wire = Wire(pages=small_site(3).pages)
    wire.pages["/robots.txt"] = (200, {}, rules + b"Disallow: /cho-que-ngay-mua-1002.html\n")
    with wired(wire):
        done = crawl(f"{wire.url}/", tmp_path)
    assert done.code == 0, done.err
    assert numbers(tmp_path) == ["1002", "1003"]


# A name server that turns round; 127.0.0.2 stands for an address of the open Internet here.
REBINDING = """
import socket, newsarchive.crawl.network.private_addresses as addresses
answers = iter(["127.0.0.2"])
socket.gethostbyname = lambda name: next(answers, "127.0.0.1")
addresses.is_public = lambda address: address == "127.0.0.2"
"""


@pytest.mark.parametrize(
    ("cached", "stored"), [pytest.param(True, ["1001", "1002"], marks=pytest.mark.soak), (False, [])]
)
def test_a_name_that_turns_private_between_two_look_ups_reaches_no_private_address(
    cached: bool, stored: list[str], tmp_path: Path
) -> None:
    inside, outside = Wire(pages=small_site(2).pages), Wire(pages=small_site(2).pages)
    with wired(inside, port=(port := free_port())), wired(outside, "127.0.0.2", port):
        url = outside.url.replace("127.0.0.2", "bao.example")
        done = crawl(f"{url}/", tmp_path, here=("--delay", "0"), first=REBINDING, DNSCACHE_ENABLED=cached)
    assert inside.received == []
    assert outside.paths[0] == "/robots.txt"
    assert numbers(tmp_path) == stored, done.err
    assert "Traceback" not in done.err


REBINDING_LATER = """
import socket, newsarchive.crawl.network.private_addresses as addresses
seen = set()
def resolve(name):
    public = name == "bao.example" or (name.startswith("xoay") and name not in seen)
    seen.add(name)
    return "127.0.0.2" if public else "127.0.0.1"
socket.gethostbyname = resolve
addresses.is_public = lambda address: address == "127.0.0.2"
"""


def test_names_that_turn_private_in_redirects_sitemaps_and_robots_reach_no_private_address(tmp_path: Path) -> None:
    """The names of "xoay" are public at their first look-up only, those of "rieng" never."""
    inside, outside = Wire(pages=small_site(4).pages), Wire(pages=small_site(4).pages)
    with wired(inside, port=(port := free_port())), wired(outside, "127.0.0.2", port):

        def moved(name: str, path: str) -> SiteResponse:
            return (302, {"Location": f"http://{name}.bao.example:{port}{path}"}, b"")

        sitemaps = "".join(f"Sitemap: http://{name}.bao.example:{port}/map.xml\n" for name in ("xoay1", "rieng1"))
        index = "".join(
            f"<sitemap><loc>http://{name}.bao.example:{port}/map.xml</loc></sitemap>" for name in ("xoay2", "rieng2")
        )
        for number, name in ((1, "xoay3"), (2, "rieng3")):
            path = f"/cho-que-ngay-mua-{1000 + number}.html"
            outside.pages[path] = moved(name, path)
        links = "".join(
            f'<a href="http://{name}.bao.example:{port}/cho-que-ngay-mua-{1000 + number}.html">Chợ quê</a>'
            for number, name in ((1, "xoay4"), (2, "rieng4"))
        )
        root = small_site(4).pages["/"]
        outside.pages["/"] = (root[0], root[1], root[2].replace(b"</a>", b"</a>" + links.encode(), 1))
        outside.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, f"Sitemap: /map.xml\n{sitemaps}".encode())
        outside.pages["/map.xml"] = (
            200,
            {"Content-Type": "application/xml"},
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'.encode(),
        )
        outside.pages["/sitemap.xml"] = moved("xoay5", "/sitemap.xml")
        done = crawl(
            f"http://bao.example:{port}/",
            tmp_path,
            here=("--delay", "0"),
            first=REBINDING_LATER,
            DNSCACHE_ENABLED=False,
        )
    assert inside.received == []
    hosts = {host for request in outside.received for host in re.findall(rb"Host: ([^:\r]+)", request)}
    assert {b"bao.example", b"xoay1.bao.example", b"xoay3.bao.example"} <= hosts, "the names were followed"
    assert not any(host.startswith(b"rieng") for host in hosts)
    assert {"1003", "1004"} <= set(numbers(tmp_path)), done.err
    assert "Traceback" not in done.err


PRIVATE = (
    "0x7f.1",
    "2130706433",
    "017700000001",
    "127.1",
    "0",
    "0.0.0.0",
    "127.0.0.1.",
    "\uff11\uff12\uff17.0.0.1",
    "127\u30020.0.1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::]",
    "[::1]",
    "[fd00::1]",
    "[fe80::1%25eth0]",
    "169.254.169.254",
    "2852039166",
    "100.64.0.1",
)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_in_disguise_is_refused_as_written(host: str) -> None:
    assert refused_host(f"http://{host}:8000/latest/meta-data/")


def test_redirects_to_private_addresses_in_disguise_are_not_sent_even_to_a_proxy(tmp_path: Path) -> None:
    site = small_site(len(PRIVATE) + 1)
    with serving(site):
        pages = {f"http://bao.example{path}": page for path, page in site.pages.items()}
        for place, host in enumerate(PRIVATE):
            target = f"http://{host.encode('idna').decode()}/tin-tu-ben-trong-{place}.html"
            pages[f"http://bao.example{article_path(place + 1)}"] = 302, {"Location": target}, b""
        site.pages = pages
        done = run("http://bao.example/", tmp_path, "--delay", "0", "--proxy-resolves", env={"http_proxy": site.url})
    assert done.report["errors"] == {"private": len(PRIVATE)}, done.err
    assert {urlsplit(path).netloc for path in site.paths} == {"bao.example"}
    assert len(records(tmp_path)) == 1


CLIMBING = (
    "/../../../../etc/passwd-2001.html",
    "/..%2f..%2f..%2fetc%2fpasswd-2002.html",
    "/%2e%2e%2f%2e%2e%2fpasswd-2003.html",
    "/..\\..\\passwd-2004.html",
    "/cho-que-2005.html%00.jsonl.gz",
    f"/{'dai' * 1700}-2006.html",
    "/site=baovidu/2017-09.jsonl.gz",
    "//etc/passwd-2008.html",
    "/cho-que-2009.html?tep=../../../etc/passwd",
)
_LAYOUT = re.compile(
    r"articles/site=[a-z0-9.-]+/(\d{4}-\d\d|undated)\.jsonl\.gz|pages/site=[a-z0-9.-]+/[\w-]+-\d{4}\.(warc\.gz|cdxj)"
    r"|runs/[\w-]+\.(json|html|visits\.jsonl\.gz|found\.jsonl\.gz)|\.?(index|search)\.sqlite[\w.-]*|writer\.lock|manifest\.(head|jsonl)"
)


def test_names_from_addresses_never_lead_out_of_the_archive(tmp_path: Path) -> None:
    wire, archive = Wire(others=article(1), pages={"/robots.txt": (404, {}, b"")}), tmp_path / "a" / "archive"
    with wired(wire):
        listed = tmp_path / "list.txt"
        listed.write_text("".join(f"{wire.url}{path}\n" for path in CLIMBING), "utf-8")
        done = crawl(f"{wire.url}/", archive, "--urls", str(listed))
    assert done.code == 0, done.err
    assert len(records(archive)) >= 7
    files = [
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink()
    ]
    assert [
        file for file in files if file != "list.txt" and not _LAYOUT.fullmatch(file.removeprefix("a/archive/"))
    ] == []
    assert max(len(Path(file).name) for file in files) < 100
    assert CliRunner().invoke(main, ["verify", str(archive)]).exit_code == 0


@pytest.mark.parametrize(
    "host",
    ["..", "../..", "a/../../b", "-", "%2e%2e", "a\0b", "a" * 5000, "..%2f..", "xn--..", "bao.example:80x", "~", ""],
)
def test_a_host_of_odd_characters_names_no_folder_outside(host: str) -> None:
    assert safe_site(site_of(f"http://{host}/"))


ESCAPES = "\x1b]0;đổi tên\x07\x1b[2J\x9b31m\u202e"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


def test_no_command_prints_terminal_escapes_of_a_site(tmp_path: Path) -> None:
    site = small_site(3)
    title = article(1)[2].decode().replace("Chợ quê", f"Chợ {ESCAPES} quê")
    wire = Wire(pages={**site.pages, article_path(1): page(title)})
    wire.pages[article_path(2)] = (200, {"Content-Encoding": f"{ESCAPES[:4]}", "Content-Type": "text/html"}, b"a")
    wire.pages[article_path(3)] = (302, {"Location": f"/cho-{ESCAPES[:4]}-3001.html"}, b"")
    with wired(wire):
        wire.pages["/sitemap.xml"] = (200, {}, f"{wire.url}/cho-que-{ESCAPES}-4001.html\n".encode())
        dry = crawl(f"{wire.url}/", tmp_path / "dry", "--dry-run", "-v")
        done = crawl(f"{wire.url}/", tmp_path, "-v", NEWSARCHIVE_PROGRESS_SECONDS=0.05)
    assert "4001" in dry.out
    assert "4001" in " ".join(wire.paths)
    shown = {"dry": dry.out + dry.err, "crawl": done.out + done.err}
    for arguments in (
        ["status"],
        ["coverage"],
        ["coverage", "--urls"],
        ["coverage", "--json"],
        ["search", "chợ"],
        ["stats"],
    ):
        shown[" ".join(arguments)] = CliRunner().invoke(main, [*arguments, str(tmp_path)]).output
    (record,) = [record for record in records(tmp_path) if str(record.url).endswith("1001.html")]
    shown["show"] = CliRunner().invoke(main, ["show", record.id, str(tmp_path)]).output
    assert "\x1b" in str(record.title) or "đổi tên" in shown["show"]
    assert {name: ACTING.findall(text) for name, text in shown.items() if ACTING.search(text)} == {}
