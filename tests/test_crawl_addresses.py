from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from newsarchive.crawl.network.private_addresses import is_public, refused_host
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
        ("https://bao.example/", None),
        ("https://93.184.215.14/", None),
    ],
)
def test_a_private_host_is_refused_as_written(url: str, host: str | None) -> None:
    assert refused_host(url) == host


@pytest.mark.parametrize(("text", "seconds"), [("120", 120.0), ("0", 0.0), ("soon", None), ("", None)])
def test_retry_after_is_read_in_seconds(text: str, seconds: float | None) -> None:
    assert retry_after(Response("https://bao.example/", headers={"Retry-After": text})) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    seconds = retry_after(Response("https://bao.example/", headers={"Retry-After": later}))
    assert seconds is not None
    assert 80 < seconds <= 90
