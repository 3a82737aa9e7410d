"""Cookies, headers, profiles and proxies reach their own site only: no log, no record, no other host."""

from __future__ import annotations

import base64
import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawling import HERE, Crawl, records, run
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsarchive.cli import main
from newsarchive.cli.fetch import CannotFetch, fetch_page
from newsarchive.crawl.network.access import (
    Access,
    BadAccess,
    SendAccess,
    UseProxy,
    access_of,
    browser_cookies,
    check_accesses,
    read_cookies,
)
from newsarchive.crawl.settings import DOWNLOAD_HANDLERS
from newsarchive.crawl.site import Site, site_at
from newsarchive.publishers import all_publishers

SESSION, KEY, PROXY_PASSWORD = "phien-bi-mat", "chia-khoa-bi-mat", "mat-khau-proxy"
HEAD = "# Netscape HTTP Cookie File\n"
ARTICLE = """<!doctype html><html lang="vi"><head><title>{title}</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="2017-09-10T08:00:00+07:00"></head>
<body><h1>{title}</h1><div class="article-body">{text}</div></body></html>"""
PARAGRAPH = "<p>Người làng bên sông gặt lúa sớm trước mùa bão, sân đình đầy thóc phơi suốt mấy ngày nắng liền.</p>"


@dataclass
class Server:
    """A site on this machine, whose articles are for subscribers; it also serves as an HTTP proxy."""

    address: str = "127.0.0.1"
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def headers(self, path: str) -> dict[str, str]:
        return next(headers for requested_path, headers in self.requests if requested_path.endswith(path))


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    running: list[ThreadingHTTPServer] = []

    def start(address: str = "127.0.0.1") -> Server:
        known = Server(address=address)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                status, body, headers = _answer(self.path, known.requests[-1][1])
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer((address, 0), Handler)
        running.append(server)
        known.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return known

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def _answer(path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    path = re.sub(r"^http://[^/]+", "", path)  # as a proxy is asked
    if path == "/":
        links = (f'<a href="/lua-chin-som-10000{n}.html">Lúa chín sớm ở làng bên sông {n}</a>' for n in (1, 2, 3))
        return 200, f"<html><body>{''.join(links)}</body></html>".encode(), {}
    if not path.startswith("/lua"):
        return 404, b"", {}
    if path.endswith("3.html"):
        return 302, b"", {"Location": "/lua-chin-som-100002.html", "Set-Cookie": "sid=phien-bi-mat-2; Path=/"}
    if headers.get("x-closed"):
        return 403, b"", {}
    body = ARTICLE.format(title=f"Lúa chín sớm {path[-6]}", text=PARAGRAPH * 6)
    return 200, body.encode(), {"Set-Cookie": "sid=phien-bi-mat-2; Path=/; HttpOnly"}


def cookie_file(folder: Path, *lines: str, head: str = HEAD, mode: int = 0o600) -> Path:
    path = folder / "cookies.txt"
    path.write_text(head + "".join(f"{line}\n" for line in lines), "utf-8")
    path.chmod(mode)
    return path


def cookie(domain: str, name: str = "sid", value: str = SESSION, *, secure: bool = False, expires: int = 0) -> str:
    wide = str(domain.startswith(".")).upper()
    return "\t".join([domain, wide, "/", str(secure).upper(), str(expires), name, value])


def secrets_in(folder: Path, *secrets: str) -> list[str]:
    """Return the files below *folder* that hold one of *secrets*, packed or not."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        found += [path.name for secret in secrets if secret.encode() in data]
    return found


def warc_of(done: Crawl) -> str:
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in done.folder.rglob("*.warc.gz"))


def test_a_crawl_sends_cookies_and_headers_to_the_site_and_records_neither(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    site = serve()
    known = cookie_file(tmp_path, cookie("127.0.0.1"), cookie("khac.example", "other"))
    done = run(
        *(f"{site.url}/", tmp_path / "data", "--cookies", str(known), "--header", "X-Key: ${PAPER_KEY}"),
        *("-vv", *HERE),
        env={"PAPER_KEY": KEY},
    )
    assert done.code == 0, done.err
    assert len(records(done.folder)) == 2
    first = site.headers("/")
    assert (first["cookie"], first["x-key"]) == (f"sid={SESSION}", KEY)
    assert secrets_in(done.folder, SESSION, KEY) == []
    assert SESSION not in done.err + done.out
    assert KEY not in done.err + done.out
    assert "Cookie: ***\r\n" in warc_of(done)
    assert "X-Key: ***\r\n" in warc_of(done)
    assert "Set-Cookie: sid=***; Path=/; HttpOnly\r\n" in warc_of(done)
    assert SESSION in known.read_text("utf-8"), "the cookie file itself is never written"
    assert f"{SESSION}-2" not in known.read_text("utf-8")


def site_of(url: str = "https://www.nhanbao.vn/") -> Site:
    return site_at(url, all_publishers())


def sender(access: Access, site: Site) -> SendAccess:
    crawler = get_crawler(settings_dict={"NEWSARCHIVE_ACCESS": {site.key: access}})
    crawler.spider = type("S", (), {"site": site})()
    return SendAccess(crawler)


def sent(middleware: SendAccess, url: str, **meta: Any) -> set[str]:
    request = Request(url, meta=meta, headers={"X-Key": "carried along", "Cookie": "carried=along"})
    middleware.process_request(request)
    names = {name for name in ("Cookie", "X-Key") if name in request.headers}
    assert "along" not in str(request.headers.to_unicode_dict())
    return names


@pytest.mark.parametrize(
    ("url", "meta", "expected"),
    [
        ("https://www.nhanbao.vn/tin-1.html", {}, {"Cookie", "X-Key"}),
        ("https://m.nhanbao.vn/tin-1.html", {}, {"Cookie", "X-Key"}),
        ("https://nhanbao.vn.khac.example/", {}, set()),
        ("https://khac.example/", {}, set()),
        ("https://khac.example/", {"redirect_urls": ["https://www.nhanbao.vn/tin-1.html"]}, set()),
        ("https://m.nhanbao.vn/", {"redirect_urls": ["https://www.nhanbao.vn/"]}, {"Cookie"}),
        ("https://nhanbao.vn/", {"redirect_urls": ["https://www.nhanbao.vn/"]}, {"Cookie", "X-Key"}),
        ("https://www.nhanbao.vn/", {"redirect_urls": ["https://khac.example/"]}, {"Cookie"}),
        ("http://www.nhanbao.vn/tin-1.html", {}, set()),
        ("https://www.nhanbao.vn/", {"playwright": True}, set()),
    ],
)
def test_cookies_and_headers_go_to_hosts_of_the_site_only(
    url: str, meta: dict[str, Any], expected: set[str], tmp_path: Path
) -> None:
    file = cookie_file(
        tmp_path, cookie(".nhanbao.vn", secure=True), cookie("khac.example"), cookie("nhanbao.vn.khac.example")
    )
    assert sent(sender(Access(cookies=file, headers={"X-Key": KEY}), site_of()), url, **meta) == expected


def test_a_cookie_of_one_host_is_not_sent_to_another_host_of_the_site(tmp_path: Path) -> None:
    middleware = sender(
        Access(cookies=cookie_file(tmp_path, cookie("www.nhanbao.vn")), headers={"X-Key": KEY}), site_of()
    )
    assert sent(middleware, "https://www.nhanbao.vn/") == {"Cookie", "X-Key"}
    assert sent(middleware, "https://m.nhanbao.vn/") == {"X-Key"}


def test_a_cookie_that_the_site_renews_is_sent_from_then_on(tmp_path: Path) -> None:
    file = cookie_file(tmp_path, cookie("www.nhanbao.vn"))
    middleware = sender(Access(cookies=file), site_of())
    request = Request("https://www.nhanbao.vn/")
    middleware.process_request(request)
    response = Response(request.url, headers={"Set-Cookie": "sid=moi; Path=/"})
    assert middleware.process_response(request, response).headers["Set-Cookie"] == b"sid=***; Path=/"
    middleware.process_request(request)
    assert request.headers["Cookie"] == b"sid=moi"
    assert "moi" not in file.read_text("utf-8")


def test_a_request_forgets_its_secrets_also_when_it_fails(tmp_path: Path) -> None:
    middleware = sender(Access(headers={"X-Key": KEY}), site_of())
    request = Request("https://www.nhanbao.vn/")
    middleware.process_request(request)
    middleware.process_exception(request, OSError())
    assert request.headers["X-Key"] == b"***"
    middleware.process_request(request)
    assert request.headers["X-Key"] == KEY.encode(), "a retry sends it again"
    middleware.process_response(request, Response(request.url))
    assert request.headers["X-Key"] == b"***"


@pytest.mark.parametrize(
    ("lines", "head", "mode", "message"),
    [
        ([cookie("a.vn")], "", 0o600, "not a cookie file in Netscape format"),
        ([f"a.vn\tTRUE\t{SESSION}"], HEAD, 0o600, "not a cookie file in Netscape format"),
        ([], HEAD, 0o600, "it holds no cookie; log in"),
        ([cookie("a.vn", expires=1_500_000_000)], HEAD, 0o600, "every cookie in it has expired; log in"),
        ([cookie("a.vn")], HEAD, 0o640, "other accounts of this machine can read it; run chmod 600"),
        ([cookie("a.vn")], HEAD, 0o604, "other accounts of this machine can read it; run chmod 600"),
    ],
)
def test_a_cookie_file_that_cannot_be_used_is_named_with_the_remedy(
    lines: list[str], head: str, mode: int, message: str, tmp_path: Path
) -> None:
    path = cookie_file(tmp_path, *lines, head=head, mode=mode)
    with pytest.raises(BadAccess) as error:
        read_cookies(path)
    assert str(path) in str(error.value)
    assert message in str(error.value)
    assert SESSION not in str(error.value)


def test_a_cookie_file_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    cases = {tmp_path / "no.txt": "No such file or directory; correct the path", tmp_path: "not a file"}
    for path, message in cases.items():
        with pytest.raises(BadAccess, match=message):
            read_cookies(path)


def test_a_session_cookie_counts_and_a_cookie_with_a_later_end_too(tmp_path: Path) -> None:
    later = int(time.time()) + 1000
    lines = (cookie("a.vn"), cookie("a.vn", "x", expires=later), "#HttpOnly_" + cookie("a.vn", "h"))
    jar = read_cookies(cookie_file(tmp_path, *lines))
    assert {cookie.name for cookie in jar} == {"sid", "x", "h"}


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (Access(headers={"X Key": KEY}), '"X Key" is not the name of a header'),
        (Access(headers={"X-Key": f"{KEY}\nX: y"}), "the value of X-Key has a line break"),
        (Access(headers={"X-Key": "khóa-bí-mật ộ"}), "outside Latin-1"),
        (Access(headers={"Cookie": KEY}), "put cookies into a cookie file"),
        (Access(headers={"User-Agent": "Mozilla"}), "set contact"),
        (Access(headers={"host": "a.vn"}), "derived from each request"),
        (Access(browser_profile=Path("p")), "nhanbao.vn is not opened in a browser; set `browser = true`"),
        (Access(proxy=f"socks5://ten:{PROXY_PASSWORD}@a.vn:1"), r"SOCKS proxies are not supported; run an HTTP proxy"),
        (Access(proxy="https://a.vn:1"), "not the URL of an HTTP proxy; write http://"),
        (Access(proxy="http://"), "not the URL of an HTTP proxy"),
    ],
)
def test_access_that_cannot_work_is_refused_before_anything_is_fetched(access: Access, message: str) -> None:
    with pytest.raises(BadAccess) as error:
        access.check(site_of())
    assert message in str(error.value)
    assert not any(secret in str(error.value) for secret in (KEY, PROXY_PASSWORD))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("http_proxy", "socks5://127.0.0.1:1", "http_proxy: socks5://127.0.0.1:1: SOCKS proxies are not supported"),
        ("https_proxy", f"SOCKS5H://ten:{PROXY_PASSWORD}@a.vn:1", "SOCKS proxies are not supported"),
        ("http_proxy", "https://a.vn:1", "http_proxy: https://a.vn:1: not the URL of an HTTP proxy"),
        ("all_proxy", "socks5://127.0.0.1:1", "all_proxy: not read"),
        ("http_proxy", "a.vn:3128", None),
    ],
)
def test_a_proxy_of_the_environment_that_would_not_be_used_is_an_error(
    name: str, value: str, message: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(other, raising=False)
        monkeypatch.delenv(other.upper(), raising=False)
    monkeypatch.setenv(name, value)
    sites, settings = [site_of()], get_crawler(settings_dict={}).settings
    if message is None:
        check_accesses(sites, settings)
        return
    with pytest.raises(BadAccess) as error:
        check_accesses(sites, settings)
    assert message in str(error.value)
    assert PROXY_PASSWORD not in str(error.value)
    monkeypatch.setenv("no_proxy", "*")
    check_accesses(sites, settings)


def test_access_never_shows_its_secrets() -> None:
    shown = repr(Access(headers={"X-Key": KEY}, proxy=f"http://ten:{PROXY_PASSWORD}@a.vn:1"))
    assert shown == "Access(headers, proxy)"


def test_a_profile_serves_one_site_at_a_time(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir(mode=0o700)
    publisher_files = tmp_path / "publishers"
    publisher_files.mkdir()
    for key in ("mot", "hai"):
        (publisher_files / f"{key}.toml").write_text(
            f'name = "{key}"\ndomains = ["{key}.example"]\nbrowser = true\n', "utf-8"
        )
    sites = [site_at(f"https://{key}.example/", all_publishers(publisher_files)) for key in ("mot", "hai")]
    settings = get_crawler(settings_dict={"NEWSARCHIVE_ACCESS": {"*": {"browser_profile": str(profile)}}}).settings
    check_accesses(sites[:1], settings)
    with pytest.raises(BadAccess, match="is used for mot and hai; one browser at a time"):
        check_accesses(sites, settings)
    profile.chmod(0o755)
    with pytest.raises(BadAccess, match="run chmod 700"):
        check_accesses(sites[:1], settings)
    with pytest.raises(BadAccess, match="log in once with a browser profile instead"):
        Access(headers={"X-Key": KEY}).check(sites[0])


def test_the_browser_is_given_the_cookies_of_its_site_alone(tmp_path: Path) -> None:
    file = cookie_file(tmp_path, cookie(".nhanbao.vn"), cookie("khac.example"))
    cookies_of_site = browser_cookies(Access(cookies=file), site_of())
    assert [(row["domain"], row["name"], row["expires"]) for row in cookies_of_site] == [(".nhanbao.vn", "sid", -1)]


def test_access_of_one_site_overrides_access_of_all_sites(tmp_path: Path) -> None:
    described = {"*": {"proxy": "http://a.vn:1", "cookies": "c.txt"}, "nld": {"proxy": "http://b.vn:1"}}
    settings = get_crawler(
        settings_dict={"NEWSARCHIVE_ACCESS": described, "NEWSARCHIVE_PROXY": "http://c.vn:1"}
    ).settings
    assert access_of(settings, "nld") == Access(proxy="http://b.vn:1", cookies=Path("c.txt"))
    assert access_of(settings, "other").proxy == "http://a.vn:1"
    settings = get_crawler(settings_dict={"NEWSARCHIVE_ACCESS": {"nld": {"cookis": "x"}}}).settings
    with pytest.raises(BadAccess, match="unknown key among cookis; the keys are cookies"):
        access_of(settings, "nld")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--header", f"X-Key {KEY}"), "a colon is missing"),
        (("--header", "X-Key: ${NO_SUCH_VARIABLE}"), "the environment variable NO_SUCH_VARIABLE is not set"),
        (("--header", f"X-Key: {KEY}", "http://other.example/"), "--header is for one site"),
        (("--proxy", "${NO_SUCH_VARIABLE}"), "--proxy: the environment variable NO_SUCH_VARIABLE is not set"),
        (("--cookies", "no-such-file.txt"), "cookies: no-such-file.txt: No such file or directory"),
        (("--proxy", f"ftp://ten:{PROXY_PASSWORD}@a.vn"), "not the URL of an HTTP proxy"),
    ],
)
def test_options_that_cannot_be_used_are_explained_without_the_secret(
    args: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, ["crawl", "http://bao.example/", "--to", str(tmp_path / "data"), *args])
    assert done.exit_code in (1, 2)
    assert message in done.output
    assert KEY not in done.output
    assert PROXY_PASSWORD not in done.output


def test_a_crawl_uses_the_proxy_and_does_not_reveal_its_password(serve: Callable[..., Server], tmp_path: Path) -> None:
    proxy = serve()
    arguments = ("--proxy", f"http://ten:${{PROXY_PASSWORD}}@127.0.0.1:{proxy.port}", "--delay", "0", "-vv")
    arguments = (*arguments, "--language", "en-GB")
    env = {"PROXY_PASSWORD": PROXY_PASSWORD, "no_proxy": ""}
    done = run("http://bao.example/", tmp_path / "data", *arguments, "--proxy-resolves", env=env)
    assert done.code == 0, done.err
    assert len(records(done.folder)) == 2
    expected = base64.b64encode(f"ten:{PROXY_PASSWORD}".encode()).decode()
    assert proxy.headers("http://bao.example/")["proxy-authorization"] == f"Basic {expected}"
    assert proxy.headers("http://bao.example/")["accept-language"] == "en-GB,en;q=0.5"
    assert done.report["options"]["language"] == "en-GB"
    assert secrets_in(done.folder, PROXY_PASSWORD, expected) == []
    assert PROXY_PASSWORD not in done.err
    closed = run("http://bao.example/", tmp_path / "closed", *arguments, env=env)
    assert closed.code == 3
    assert "if your proxy alone resolves names, add --proxy-resolves" in closed.err


def test_a_request_uses_the_proxy_of_its_site_unless_no_proxy_lists_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "m.nhanbao.vn")
    crawler = get_crawler(settings_dict={"NEWSARCHIVE_PROXY": "http://a.vn:1"})
    crawler.spider = type("S", (), {"site": site_of()})()
    middleware = UseProxy(crawler)
    for url, proxy in (("https://www.nhanbao.vn/", "http://a.vn:1"), ("https://m.nhanbao.vn/", None)):
        request = Request(url)
        middleware.process_request(request)
        assert request.meta.get("proxy") == proxy


@pytest.mark.parametrize("middleware", [UseProxy, SendAccess])
def test_without_options_for_access_no_request_passes_a_middleware_for_them(
    middleware: type[UseProxy] | type[SendAccess],
) -> None:
    crawler = get_crawler(settings_dict={"DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS})
    crawler.spider = type("S", (), {"site": site_of()})()
    with pytest.raises(NotConfigured):
        middleware.from_crawler(crawler)


def test_a_browser_needs_the_middleware_that_removes_the_password_of_the_proxy() -> None:
    """The spider may be one of another project, which uses the add-on."""
    browser = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
    crawler = get_crawler(settings_dict={"DOWNLOAD_HANDLERS": {**DOWNLOAD_HANDLERS, "https": browser}})
    crawler.spider = type("S", (), {})()
    request = Request("https://bao.example/", meta={"playwright": True}, headers={"Proxy-Authorization": "Basic x"})
    SendAccess.from_crawler(crawler).process_request(request)
    assert "Proxy-Authorization" not in request.headers


def test_a_page_for_a_publisher_file_comes_through_the_proxy(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    monkeypatch.setenv("http_proxy", f"http://ten:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "")
    page = fetch_page("http://1.1.1.1/lua-chin-som-100003.html")
    assert page.url == "http://1.1.1.1/lua-chin-som-100002.html"
    assert [path for path, _ in proxy.requests] == [page.requested_url, page.url]
    assert proxy.requests[0][1]["proxy-authorization"].startswith("Basic ")
    with pytest.raises(CannotFetch, match="a private address"):
        fetch_page("http://10.0.0.1/lua-chin-som-100001.html")
    with pytest.raises(CannotFetch, match=r"bao\.example"):
        fetch_page("http://bao.example/lua-chin-som-100001.html")
    assert len(proxy.requests) == 2
