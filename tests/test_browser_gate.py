"""The proxy that a crawl's browser goes through: what it lets out, by plain sockets and by a real Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from newsarchive.crawl.browser_gate import BrowserGate
from newsarchive.crawl.proxy_request import BadRequest, read_request

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
        return self.names.get(host, [host])

    async def connect(self, address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.connected.append(address)
        return await asyncio.open_connection("127.0.0.1", self.origin.port)

    def gate(self, *, most_bytes: int = 1 << 20, patience: float = 20, allow_private: bool = False) -> BrowserGate:
        return BrowserGate(
            most_bytes=most_bytes,
            patience=patience,
            allow_private=allow_private,
            resolve=self.resolve,
            connect=self.connect,
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


def ask(world: World, *texts: bytes, **limits: Any) -> bytes:
    answer: bytes = with_origin(world.origin, lambda: say(world.gate(**limits), *texts))
    return answer


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


@pytest.mark.parametrize("asked", [_GET, _CONNECT])
@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], [_PUBLIC, "192.168.0.7"]],
)
def test_a_name_with_any_private_address_is_refused(found: list[str], asked: bytes) -> None:
    world = World(Origin(), {"bao.example": found})
    answer = ask(world, asked)
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert answer.endswith(f"bao.example is the private address {found[-1]}\n".encode())
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


def test_a_name_without_an_address_is_told_apart_from_a_refusal() -> None:
    assert ask(World(Origin(), {"bao.example": []}), _GET).startswith(b"HTTP/1.1 502 Bad Gateway\r\n")


@pytest.mark.parametrize("asked", [_GET, _CONNECT + b"hello\r\n\r\n"])
def test_an_answer_beyond_the_limit_is_cut_and_does_not_look_whole(asked: bytes) -> None:
    world = World(Origin(says=lambda head: b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000), {"bao.example": [_PUBLIC]})
    answer = ask(world, asked, most_bytes=1_000_000)
    assert answer.endswith(b"RESET")
    assert len(answer) <= 1_000_100


def test_a_server_that_falls_silent_is_left() -> None:
    world = World(Origin(says=lambda head: b"HTTP/1.1 200 OK\r\n"), {"bao.example": [_PUBLIC]})
    assert ask(world, _GET, patience=0.2).endswith(b"RESET")


def test_a_tunnel_that_carried_much_is_closed_in_a_pause_and_not_cut() -> None:
    world = World(Origin(says=lambda head: b"x" * 300_000), {"bao.example": [_PUBLIC]})
    answer = ask(world, _CONNECT + b"hello\r\n\r\n", most_bytes=1_000_000)
    assert answer.endswith(b"x" * 300_000)  # and ended, far within the patience of 20 s


def test_a_second_request_does_not_reach_the_first_ones_server() -> None:
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    other = b"GET http://khac.example/ HTTP/1.1\r\n\r\n"
    assert ask(world, _GET, other) == _ANSWER
    assert world.origin.heads == ["GET /tin?so=1 HTTP/1.1\r\nHost: bao.example\r\nConnection: close\r\n\r\n"]


def test_the_host_is_the_addresss_and_headers_for_the_proxy_stay_with_it() -> None:
    head = b"POST http://[2606:4700::1]:8080 HTTP/1.1\r\nHost: khac.example\r\nContent-Length: 2\r\n"
    asked = read_request(head + b"Proxy-Authorization: x\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nAccept: */*\r\n\r\n")
    assert (asked.host, asked.port, asked.body_bytes, asked.is_tunnel) == ("2606:4700::1", 8080, 2, False)
    lines = asked.head.decode().split("\r\n")
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
def test_a_request_that_could_be_read_two_ways_is_not_sent(head: bytes) -> None:
    with pytest.raises(BadRequest):
        read_request(head + b"\r\n\r\n")
    world = World(Origin(), {"bao.example": [_PUBLIC]})
    assert ask(world, head + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert world.connected == []
