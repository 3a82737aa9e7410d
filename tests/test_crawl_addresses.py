from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsarchive.cli import main
from newsarchive.crawl.errors import RefusedRequest
from newsarchive.crawl.network import address_table
from newsarchive.crawl.network.private_addresses import RefusePrivate, is_public, refused_host
from newsarchive.crawl.politeness.retry import retry_after


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # cloud metadata
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("168.63.129.16", False),  # Azure's platform server
        ("192.0.0.192", False),  # metadata of Oracle's cloud
        ("192.0.0.9", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("203.0.113.5", False),
        ("240.0.0.1", False),
        ("fec0::1", False),
        ("::7f00:1", False),  # IPv4-compatible
        ("::ffff:0:7f00:1", False),  # IPv4-translated
        ("64:ff9b:1::7f00:1", False),
        ("64:ff9b:1::5db8:d70e", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:a9fe:a9fe::", False),
        ("2002:5db8:d70e::", True),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),  # Teredo
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("100::1", False),
        ("ff02::1", False),
        ("2001:200::1", True),
        ("2a00:1450:4001::200e", True),
        ("1.1.1.1", True),
        ("100.128.0.1", True),
        ("no address", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost/", "localhost"),
        ("http://a.localhost./", "a.localhost"),
        ("http://user:word@10.0.0.1/", "10.0.0.1"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1%00.bao.example/", "127.0.0.1"),
        ("http://127.0.0\u200b.1/", "127.0.0.1"),
        ("http://loc\u00adalhost/", "localhost"),
        ("https://bao.example/", None),
        ("https://93.184.215.14/", None),
    ],
)
def test_a_private_host_is_refused_as_written(url: str, host: str | None) -> None:
    assert refused_host(url) == host


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("soon", None),
        ("", None),
        ("9" * 400, float("inf")),
        (b"\xb2", None),  # "²" is a digit and no number
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2020 99999999999999999999:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_seconds(text: str | bytes, seconds: float | None) -> None:
    assert retry_after(Response("https://bao.example/", headers={"Retry-After": text})) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=9), usegmt=True)
    seconds = retry_after(Response("https://bao.example/", headers={"Retry-After": later}))
    assert seconds is not None
    assert 8 * 3600 < seconds <= 9 * 3600


def behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch, places: dict[str, list[str]], **settings: object
) -> Callable[[str], str | None]:
    """Return what says why a request is refused, where an HTTP proxy is set and names have these addresses."""

    async def look_up(self: object, host: str, port: object) -> list[tuple[object, ...]]:
        if host not in places:
            raise socket.gaierror("unknown here")
        return [(None, None, None, None, (place, 0)) for place in places[host]]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    monkeypatch.setenv("http_proxy", "http://10.0.0.1:3128")
    refusing = RefusePrivate(get_crawler(settings_dict=settings))

    def reason(url: str) -> str | None:
        try:
            asyncio.run(refusing.process_request(Request(url)))
        except RefusedRequest as error:
            return str(error)
        return None

    return reason


def test_a_name_of_a_private_address_is_refused_behind_a_proxy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = behind_a_proxy(
        monkeypatch,
        {
            "in.example": ["93.184.215.14", "192.168.1.7"],
            "azure.example": ["168.63.129.16"],
            "bao.example": ["1.1.1.1"],
        },
    )
    assert "in.example (192.168.1.7) is a private address" in str(reason("http://in.example/"))
    assert "azure.example (168.63.129.16) is a private address" in str(reason("http://azure.example/"))
    assert reason("http://bao.example/") is None


def test_a_name_that_turns_private_during_a_crawl_is_refused_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {"bao.example": ["1.1.1.1"]}
    reason = behind_a_proxy(monkeypatch, places)
    assert reason("http://bao.example/") is None
    places["bao.example"] = ["192.168.1.7"]
    monkeypatch.setattr("newsarchive.crawl.network.private_addresses._JUDGED_FOR", 0)
    assert "bao.example (192.168.1.7) is a private address" in str(reason("http://bao.example/"))


def test_a_name_that_only_the_proxy_resolves_is_refused_unless_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "cannot resolve the name" in str(behind_a_proxy(monkeypatch, {})("http://bao.example/"))
    assert behind_a_proxy(monkeypatch, {}, NEWSARCHIVE_PROXY_RESOLVES=True)("http://bao.example/") is None


def test_the_table_of_addresses_cites_a_document_for_each_row() -> None:
    rows = {**address_table._IPV4, **address_table._IPV6}
    assert all("RFC" in cited or "learn.microsoft.com" in cited for cited in rows.values())


def test_a_web_archive_at_a_private_address_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["backfill", "baotintuc", "--from", "http://10.0.0.1/cdx", "--to", str(tmp_path)])
    assert (done.exit_code, "10.0.0.1 is a private address" in done.stderr) == (6, True)
