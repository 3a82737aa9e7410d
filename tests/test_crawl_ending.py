"""A crawl that is asked to end does not first send what waits for a slow host."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from crawling import HERE, MAIN, last_report
from handmade_site import serving, small_site


def test_an_interrupted_crawl_does_not_wait_for_the_delay_of_a_host(tmp_path: Path) -> None:
    with serving(small_site(3, "User-agent: *\nCrawl-delay: 600\n")) as site:
        command = [*MAIN, "crawl", f"{site.url}/", "--to", str(tmp_path), *HERE]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 250
        while not site.paths:
            assert time.monotonic() < end, "nothing was asked for"
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=250)
    assert process.returncode == 130, err
    report = last_report(tmp_path)
    assert (report["finish_reason"], report["errors"], report["skipped"]) == ("shutdown", {}, {})
