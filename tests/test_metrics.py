"""What Prometheus reads while a crawl runs."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import MAIN
from hourly_site import HourlySite, served
from ports import free_port
from prometheus_client.parser import text_string_to_metric_families

from newsarchive.cli import main
from newsarchive.crawl.errors import BadOption
from newsarchive.crawl.telemetry.prometheus import host_and_port, listen


def scraped(port: int) -> dict[tuple[str, ...], float]:
    """Read the metrics as Prometheus does: name and the values of the labels behind the site -> number."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return {
        (sample.name, *(value for label, value in sorted(sample.labels.items()) if label != "site")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def until(port: int, condition: Any, seconds: float = 250) -> dict[tuple[str, ...], float]:
    """Scrape until *condition* says so of what was read."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = scraped(port)
        except OSError:
            found = {}
        if condition(found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"never came: {found}")


def _responses(found: dict[tuple[str, ...], float]) -> float:
    return sum(number for (name, *_), number in found.items() if name == "newsarchive_pages_total")


@pytest.fixture
def site() -> Iterator[HourlySite]:
    with served(HourlySite(last=40)) as server:
        yield server


def start(command: str, *arguments: str) -> preloaded.Process:
    return preloaded.Process([*MAIN, command, *arguments, "--allow-private"])


def test_a_running_crawl_is_scraped(site: HourlySite, tmp_path: Path) -> None:
    port = free_port()
    arguments = (f"{site.url}/", "--to", str(tmp_path), "--by", "sitemaps", "--delay", "0.3")
    crawl = start("crawl", *arguments, "--metrics", f"127.0.0.1:{port}")
    try:
        first = until(port, lambda found: found.get(("newsarchive_extracted_total", "new"), 0) >= 3)
        # A response is counted when it has been downloaded, and its latency a moment later.
        later = until(
            port,
            lambda found: (
                found.get(("newsarchive_extracted_total", "new"), 0) >= 6
                and found["newsarchive_latency_seconds_count",] == _responses(found)
            ),
        )
    finally:
        crawl.kill()
        crawl.wait()
    assert first["newsarchive_running",] == 1
    assert first["newsarchive_queue",] > later["newsarchive_queue",] > 0
    assert later["newsarchive_seconds_since_last_article",] >= 0
    assert later["newsarchive_pages_total", "200"] > first["newsarchive_pages_total", "200"]
    assert later["newsarchive_bytes_total",] > first["newsarchive_bytes_total",]
    assert later["newsarchive_latency_seconds_bucket", "+Inf"] == _responses(later)
    assert later["newsarchive_latency_seconds_sum",] > 0
    documented = (Path(__file__).parents[1] / "docs/monitoring.md").read_text("utf-8")
    own = {name.removeprefix("newsarchive_").partition("_seconds_")[0] for name, *_ in later if "newsarchive" in name}
    assert [name for name in sorted(own) if f"`{name}" not in documented] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "rebound.example"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_metrics_are_not_served_to_other_web_pages(metrics_port: int, headers: dict[str, str], status: int) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{metrics_port}/metrics", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            found, names = response.status, response.headers
    except urllib.error.HTTPError as error:
        found, names = error.code, error.headers
    assert found == status
    assert "access-control-allow-origin" not in names


@pytest.fixture(scope="module")
def metrics_port() -> int:
    port = free_port()
    listen(str(port))
    return port


def test_metrics_are_bound_to_this_machine_by_default(metrics_port: int, caplog: pytest.LogCaptureFixture) -> None:
    bound = {
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{metrics_port:04X}") and line.split()[3] == "0A"
    }
    assert bound == {f"0100007F:{metrics_port:04X}"}
    assert not caplog.records
    port = free_port()
    listen(f"0.0.0.0:{port}")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Host": "crawler.example"})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 200
    assert "anyone who can reach 0.0.0.0 can read the metrics" in caplog.text


def test_counters_continue_from_one_round_of_a_watch_to_the_next(site: HourlySite, tmp_path: Path) -> None:
    port, site.last = free_port(), 5
    arguments = (f"{site.url}/", "--to", str(tmp_path), "--by", "sitemaps", "--every", "1s", "--delay", "0")
    watch = start("watch", *arguments, "--metrics", str(port))
    try:
        stored = ("newsarchive_stored_total",)
        first = until(port, lambda found: found.get(stored, 0) == 5)
        site.last = 8
        later = until(port, lambda found: found.get(stored, 0) == 8)
    finally:
        watch.kill()
        watch.wait()
    assert later["newsarchive_extracted_total", "new"] == 8
    assert later["newsarchive_skipped_total", "known"] >= 5
    assert later["newsarchive_pages_total", "200"] > first["newsarchive_pages_total", "200"]


def test_an_address_in_use_is_reported_before_anything_is_fetched(site: HourlySite, tmp_path: Path) -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        address = f"127.0.0.1:{occupied.getsockname()[1]}"
        arguments = ["crawl", f"{site.url}/", "--to", str(tmp_path / "data"), "--allow-private", "--metrics", address]
        done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert f"{address}: metrics cannot be served there" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1:9410", ("127.0.0.1", 9410)),
        ("9410", ("127.0.0.1", 9410)),
        (":9410", ("127.0.0.1", 9410)),
        ("[::1]:9410", ("::1", 9410)),
        ("0.0.0.0:9410", ("0.0.0.0", 9410)),
    ],
)
def test_an_address_without_a_host_means_this_machine_alone(address: str, place: tuple[str, int]) -> None:
    assert host_and_port(address) == place


@pytest.mark.parametrize("address", ["", "localhost", "127.0.0.1:", "127.0.0.1:99999", "host:0", "host:-1"])
def test_an_invalid_address_is_refused(address: str) -> None:
    with pytest.raises(BadOption, match="write 127"):
        host_and_port(address)
