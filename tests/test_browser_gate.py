"""The proxy that a crawl's browser goes through: what it lets out, by plain sockets and by a real Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from newsarchive.crawl.network.browser import launch_options
from newsarchive.crawl.network.browser_proxy import BrowserGate
from newsarchive.crawl.network.proxy_request import BadRequest, read_request

_PUBLIC = "93.184.215.14"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nch\xc3\xa8"


@dataclass
class Origin:
    """A server that notes the heads it is sent and answers each with *says*."""

    says: Callable[[str], bytes] = lambda head: _ANSWER
    heads: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(self.says(self.heads[-1]))
            await writer.drain()
            await reader.read()  # until the other side ends it
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def with_origin(origin: Origin, act: Callable[[], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        server = await asyncio.start_server(origin.serve, "127.0.0.1", 0)
        origin.port = server.sockets[0].getsockname()[1]
        try:
            return await act()
        finally:
            server.close()

    return asyncio.run(go())


@dataclass
class World:
    """The Internet as a test wants it: *names* -> addresses; every address leads to *origin* on this machine."""

    origin: Origin
    names: dict[str, list[str]]
    connected: list[str] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        found = self.names.get(host, [host])
        if not found:
            raise OSError(f"{host}: unknown")
        return found

    async def connect(self, address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.connected.append(address)
        return await asyncio.open_connection("127.0.0.1", self.origin.port)

    def gate(self, *, most_bytes: int = 1 << 20, patience: float = 20, **options: Any) -> BrowserGate:
        return BrowserGate(
            most_bytes=most_bytes,
            patience=patience,
            resolve=self.resolve,
            connect=self.connect,
            **options,
        )


async def say(gate: BrowserGate, *texts: bytes) -> bytes:
    """Send each text on one connection to the gate and return what comes until it ends; a reset ends in b"RESET"."""
    await gate.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gate.url.rpartition(":")[2]))
    got = b""
    try:
        for text in texts:
            writer.write(text)
            await asyncio.sleep(0.05)
        while data := await reader.read(65536):
            got += data
            if got.endswith(_ANSWER[-4:]) and len(texts) == 1:
                break
    except ConnectionResetError:
        got += b"RESET"
    finally:
        writer.close()
        await gate.close()
    return got


@pytest.fixture(autouse=True)
def no_proxy_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def ask(world: World, *texts: bytes, **limits: Any) -> bytes:
    response: bytes = with_origin(world.origin, lambda: say(world.gate(**limits), *texts))
    return response


_GET = b"GET http://bao.example/tin?so=1 HTTP/1.1\r\nHost: bao.example\r\n\r\n"
_CONNECT = b"CONNECT bao.example:443 HTTP/1.1\r\nHost: bao.example:443\r\n\r\n"


def test_a_page_is_fetched_from_the_very_address_that_was_judged() -> None:
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    assert ask(world, _GET) == _ANSWER
    assert world.connected == [_PUBLIC]
    assert world.origin.heads == ["GET /tin?so=1 HTTP/1.1\r\nHost: bao.example\r\nConnection: close\r\n\r\n"]


def test_a_tunnel_passes_bytes_on_unread() -> None:
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    hello = b"\x16\x03\x01 a client's hello\r\n\r\n"
    assert ask(world, _CONNECT + hello) == b"HTTP/1.1 200 Connection established\r\n\r\n" + _ANSWER
    assert (world.connected, world.origin.heads) == ([_PUBLIC], [hello.decode()])


@pytest.mark.parametrize("request_head", [_GET, _CONNECT])
@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], [_PUBLIC, "192.168.0.7"]],
)
def test_a_name_with_any_private_address_is_refused(found: list[str], request_head: bytes) -> None:
    world = World(Origin(), {"bao.example": found})
    response = ask(world, request_head)
    assert response.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert response.endswith(f"bao.example is the private address {found[-1]}\n".encode())
    assert (world.connected, world.origin.heads) == ([], [])


def test_a_private_address_is_reached_where_the_operator_allows_it() -> None:
    world = World(Origin(), {"bao.example": ["10.1.2.3"]})
    assert ask(world, _GET, allow_private=True) == _ANSWER


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "0"])
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    async def act() -> bytes:
        return await say(
            BrowserGate(most_bytes=0, patience=20), f"CONNECT {host}:{origin.port} HTTP/1.1\r\n\r\n".encode()
        )

    origin = Origin()
    assert with_origin(origin, act).startswith(b"HTTP/1.1 403 ")
    assert origin.heads == []


def test_an_unresolved_name_is_distinguished_from_a_refused_one() -> None:
    assert ask(World(Origin(), {"bao.example": []}), _GET).startswith(b"HTTP/1.1 502 Bad Gateway\r\n")


@pytest.mark.parametrize("request_head", [_GET, _CONNECT + b"hello\r\n\r\n"])
def test_an_answer_beyond_the_limit_is_cut_and_does_not_look_whole(request_head: bytes) -> None:
    world = World(Origin(says=lambda head: b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000), {"bao.example": [_PUBLIC]})
    response = ask(world, request_head, most_bytes=1_000_000)
    assert response.endswith(b"RESET")
    assert len(response) <= 1_000_100


def test_a_server_that_falls_silent_is_left() -> None:
    world = World(Origin(says=lambda head: b"HTTP/1.1 200 OK\r\n"), {"bao.example": [_PUBLIC]})
    assert ask(world, _GET, patience=0.2).endswith(b"RESET")


def test_a_tunnel_that_carried_much_is_closed_in_a_pause_and_not_cut() -> None:
    world = World(Origin(says=lambda head: b"x" * 300_000), {"bao.example": [_PUBLIC]})
    response = ask(world, _CONNECT + b"hello\r\n\r\n", most_bytes=1_000_000)
    assert response.endswith(b"x" * 300_000)  # and ended, far within the patience of 20 s


def test_a_second_request_does_not_reach_the_first_ones_server() -> None:
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    other = b"GET http://khac.example/ HTTP/1.1\r\n\r\n"
    assert ask(world, _GET, other) == _ANSWER
    assert world.origin.heads == ["GET /tin?so=1 HTTP/1.1\r\nHost: bao.example\r\nConnection: close\r\n\r\n"]


def test_the_host_is_the_addresss_and_headers_for_the_proxy_stay_with_it() -> None:
    head = b"POST http://[2606:4700::1]:8080 HTTP/1.1\r\nHost: khac.example\r\nContent-Length: 2\r\n"
    request_head = read_request(
        head + b"Proxy-Authorization: x\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nAccept: */*\r\n\r\n"
    )
    assert (request_head.host, request_head.port, request_head.body_bytes, request_head.is_tunnel) == (
        "2606:4700::1",
        8080,
        2,
        False,
    )
    lines = request_head.head.decode().split("\r\n")
    assert lines == [
        "POST / HTTP/1.1",
        "Host: [2606:4700::1]:8080",
        "Content-Length: 2",
        "Accept: */*",
        "Connection: close",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: bao.example",
        b"GET ftp://bao.example/ HTTP/1.1",
        b"GET https://bao.example/ HTTP/1.1",
        b"CONNECT bao.example HTTP/1.1",
        b"CONNECT bao.example:99999 HTTP/1.1",
        b"GET http://bao.example/a b HTTP/1.1",
        b"GET http://bao.example/\nX HTTP/1.1",
        b"GET http://bao.example/ HTTP/1.1\r\nA: 1\nHost: khac.example",
        b"GET http://bao.example/ HTTP/1.1\r\nA: 1\rB: 2",
        b"GET http://bao.example/ HTTP/1.1\r\nA: 1\r\n folded",
        b"GET http://bao.example/ HTTP/1.1\r\nA : 1",
        b"POST http://bao.example/ HTTP/1.1\r\nTransfer-Encoding: chunked",
        b"POST http://bao.example/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
        b"POST http://bao.example/ HTTP/1.1\r\nContent-Length: +1",
        b"",
    ],
)
def test_an_ambiguous_request_is_not_sent(head: bytes) -> None:
    with pytest.raises(BadRequest):
        read_request(head + b"\r\n\r\n")
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    assert ask(world, head + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert world.connected == []


@pytest.mark.parametrize(
    ("request_head", "expected"),
    [
        (_GET, "GET http://bao.example/tin?so=1 HTTP/1.1\r\n{}Host: bao.example\r\nConnection: close\r\n\r\n"),
        (_CONNECT, "CONNECT bao.example:443 HTTP/1.1\r\nHost: bao.example:443\r\n{}\r\n"),
    ],
)
def test_requests_leave_through_the_operators_proxy(
    request_head: bytes, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://lan:m%C3%A2y@ra.example:3128")
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    assert ask(world, request_head).endswith(_ANSWER if request_head == _GET else b"established\r\n\r\n" + _ANSWER[-4:])
    assert world.connected == ["ra.example"]
    assert world.origin.heads == [expected.format("Proxy-Authorization: Basic bGFuOm3Donk=\r\n")]


def test_no_private_address_is_requested_from_the_operators_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "ra.example:3128")
    world = World(Origin(), {"doi.example": [_PUBLIC, "10.0.0.1"], "la.example": []})
    for host in (b"169.254.169.254", b"doi.example", b"la.example"):
        assert ask(world, b"GET http://%s/latest HTTP/1.1\r\n\r\n" % host).startswith(b"HTTP/1.1 403 "), host
    assert world.connected == []
    ask(world, b"GET http://la.example/ HTTP/1.1\r\n\r\n", proxy="http://ra.example:1", proxy_resolves=True)
    assert world.connected == ["ra.example"]


@pytest.mark.parametrize(("proxy", "why"), [("socks5://ra.example:1", "not an HTTP proxy"), ("ra.example:1", "407")])
def test_a_proxy_of_the_operator_that_will_not_is_named(proxy: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    world = World(
        Origin(says=lambda head: b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), {"bao.example": [_PUBLIC]}
    )
    response = ask(world, _CONNECT)
    assert response.startswith(b"HTTP/1.1 502 ")
    assert b"ra.example" in response
    assert why.encode() in response


_WILES = """<script>
const told = [];
const wait = (name, ask) => told.push(new Promise(done => { ask(done); setTimeout(done, 1500); }));
wait("fetch", done => fetch("{secret}/fetch").then(done, done));
wait("name", done => fetch("http://doi.example:{port}/name").then(done, done));
wait("rebind", done => fetch("http://xoay.example:{port}/public").catch(() => 0).then(
  () => fetch("http://xoay.example:{port}/rebind")).then(done, done));
wait("script", done => fetch("/chuyen-fetch").then(done, done));
wait("frame", done => { const f = document.createElement("iframe"); f.onload = done; f.src = "/chuyen-frame";
  document.documentElement.append(f); });
wait("socket", done => { const s = new WebSocket("ws://127.0.0.1:{port}/socket"); s.onerror = s.onopen = done; });
wait("worker", done => navigator.serviceWorker.register("/tho.js").then(
  () => navigator.serviceWorker.ready).then(done));
</script>"""
_WORKER = """self.addEventListener("install", event => event.waitUntil(fetch("{secret}/worker").catch(() => 0)));"""


def _paper(secret: Origin) -> Origin:
    """A site at a public address whose page sends its reader's browser to *secret*, by every way there is."""

    def says(head: str) -> bytes:
        path = head.split(" ")[1]
        if path.startswith("/chuyen-"):
            place = f"http://127.0.0.1:{secret.port}/{path.removeprefix('/chuyen-')}-redirect"
            return f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
        kind, text = ("javascript", _WORKER) if path == "/tho.js" else ("html", _WILES)
        text = text.replace("{secret}", f"http://127.0.0.1:{secret.port}").replace("{port}", str(secret.port))
        return f"HTTP/1.1 200 OK\r\nContent-Type: text/{kind}\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()

    return Origin(says=says)


def paths(origin: Origin) -> set[str]:
    return {head.split(" ")[1] for head in origin.heads}


async def _browse(options: dict[str, Any], *urls: str) -> None:
    """Open *urls* in Chromium, each until its promises are kept."""
    from playwright.async_api import Error, async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**options)
        tab = await browser.new_page()
        for url in urls:
            with suppress(Error):  # a page that the gate refused
                await tab.goto(url)
                await tab.evaluate("typeof told === 'undefined' || Promise.all(told).then(() => true)")
        await browser.close()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("allowed", [False, True])
def test_a_page_cannot_send_its_browser_to_this_machine(allowed: bool) -> None:
    secret = Origin()
    site = _paper(secret)
    world = World(site, {"bao.example": [_PUBLIC], "doi.example": ["127.0.0.1"]})
    rebinding = iter([[_PUBLIC]])

    async def resolve(host: str, port: int) -> Sequence[str]:
        return next(rebinding, ["127.0.0.1"]) if host == "xoay.example" else await world.resolve(host, port)

    async def connect(address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if address == _PUBLIC:
            return await world.connect(address, port)
        return await asyncio.open_connection(address, port)

    async def act() -> None:
        server = await asyncio.start_server(secret.serve, "127.0.0.1", 0)
        secret.port = server.sockets[0].getsockname()[1]
        gate = BrowserGate(most_bytes=0, patience=20, allow_private=allowed, resolve=resolve, connect=connect)
        options = launch_options(gate.url)
        # Service workers are for https, which no test server has.
        options["args"].append("--unsafely-treat-insecure-origin-as-secure=http://bao.example")
        await gate.open()
        try:
            await _browse(options, "http://bao.example/", "http://bao.example/chuyen-page")
        finally:
            await gate.close()
            server.close()

    with_origin(site, act)
    assert {"/", "/tho.js", "/public", "/chuyen-fetch", "/chuyen-frame", "/chuyen-page"} <= paths(site)
    wiles = {"/fetch", "/name", "/rebind", "/fetch-redirect", "/frame-redirect", "/socket", "/worker", "/page-redirect"}
    assert paths(secret) - {"/favicon.ico"} == (wiles if allowed else set())


_STUN = """<script>
const told = [new Promise(done => {
  const peer = new RTCPeerConnection({iceServers: [{urls: "stun:ADDRESS"}]});
  peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done();
  peer.createDataChannel("x");
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
  setTimeout(done, 1500);
})];
</script>"""


class _Datagrams(asyncio.DatagramProtocol):
    count = 0

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.count += 1


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("gated", [True, False])
def test_a_page_cannot_send_datagrams_past_the_proxy(gated: bool) -> None:
    datagrams = _Datagrams()
    site = Origin()

    async def act() -> None:
        udp, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: datagrams, ("127.0.0.1", 0))
        page = _STUN.replace("ADDRESS", "{}:{}".format(*udp.get_extra_info("sockname"))).encode()
        site.says = lambda head: b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page
        gate = BrowserGate(most_bytes=0, patience=20, allow_private=True)
        await gate.open()
        try:
            await _browse(launch_options(gate.url if gated else None), f"http://127.0.0.1:{site.port}/")
        finally:
            await gate.close()
            udp.close()

    with_origin(site, act)
    assert "/" in paths(site)
    assert bool(datagrams.count) is not gated
