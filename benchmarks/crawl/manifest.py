"""Measure the cost of the manifest for a crawl: python -m benchmarks.crawl.manifest [PAGES]

The archive writer stores pages of typical size, alternately with the manifest and with one that does nothing. The
difference is compared with the CPU time of a whole crawl of the same pages: `--page-ms` gives the time per page that
`python -m benchmarks.crawl` measures (default: 5.3 ms).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from newsarchive.archive.manifest.chain import Head
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.pages import _Open
from newsarchive.archive.records import record_of
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article
from newsarchive.page import Page
from newsarchive.warc import Exchange

AT = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
WORDS = ("chợ phiên họp lại sáng nay bên bến đò người dân mang rau cá ra bán từ sớm trời còn mờ sương",)


def _pages(count: int) -> list[tuple[Page, Article]]:
    chance = random.Random(1)
    found = []
    for number in range(count):
        text = " ".join(chance.choices(WORDS[0].split(), k=600))
        filler = "".join(f'<div class="c{chance.random()}">{chance.random()}</div>' for _ in range(900))
        url = f"https://baovidu.example/tin-{number}.html"
        body = f"<html><body>{filler}<p>{text}</body></html>".encode()
        page = Page(url=url, body=body, fetched_at=AT + timedelta(seconds=number), content_type="text/html")
        published = datetime(2017, 1 + number % 12, 3, tzinfo=UTC)
        found.append((page, Article(url=url, title=f"Tin {number}", body=text, published_at=published)))
    return found


def _store(pages: list[tuple[Page, Article]]) -> tuple[float, float, int]:
    """Return CPU seconds, wall-clock seconds and the size of the manifest in bytes."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        cpu, clock = time.process_time(), time.perf_counter()
        with ArchiveWriter(folder, run="r") as writer:
            for number, (page, article) in enumerate(pages, 1):
                kept = writer.keep(Exchange(page=page), "baovidu")
                writer.store(record_of(article, kept, site="baovidu", id=str(article.url), extractor="benchmark"))
                if number % 50 == 0:
                    writer.flush()  # as after five seconds of a crawl of ten pages a second
        spent = time.process_time() - cpu, time.perf_counter() - clock
        path = Path(folder) / "manifest.jsonl"
        return *spent, path.stat().st_size if path.exists() else 0


def _without(pages: list[tuple[Page, Article]]) -> tuple[float, float, int]:
    head = Head(entry=1, sha256="")
    with (
        patch.object(Manifest, "append", lambda self, *files, **options: head),
        patch.object(Manifest, "close", lambda self, run: None),
        patch.object(_Open, "append", lambda self, packed: self.warc.append(packed)),
    ):
        return _store(pages)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="?", type=int, default=2000)
    parser.add_argument("--page-ms", type=float, default=5.3)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    pages = _pages(asked.pages)
    with_it, without = [], []
    for _ in range(asked.rounds):
        without.append(_without(pages))
        with_it.append(_store(pages))
    # The minimum of the rounds: other processes can only add time.
    cpu, clock = (
        1000 * (min(figures[of] for figures in with_it) - min(figures[of] for figures in without)) / asked.pages
        for of in (0, 1)
    )
    print(
        json.dumps(
            {
                "pages": asked.pages,
                "page_bytes": sum(len(page.body) for page, _ in pages) // asked.pages,
                "manifest_cpu_ms_per_page": round(cpu, 4),
                "manifest_clock_ms_per_page": round(clock, 4),
                "manifest_bytes_per_page": round(with_it[-1][2] / asked.pages, 1),
                "share_of_crawl_cpu_percent": round(100 * cpu / asked.page_ms, 2),
                "cores": os.cpu_count(),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
