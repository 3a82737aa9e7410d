"""Write an archive of many invented articles directly to its files."""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.search.text import Text
from newsarchive.archive.layout import Layout
from newsarchive.article import Block, Record, to_json

SITES = 10
MONTHS = 60
_FIRST = datetime(2017, 1, 1, 6, tzinfo=timezone(timedelta(hours=7)))
_BATCH = 500
SECTIONS = ("Thời sự", "Kinh tế", "Văn hóa", "Giáo dục", "Thể thao", "Pháp luật", "Đời sống", "Thế giới")


def write_archive(folder: Path, count: int, seed: int = 1) -> int:
    """Write *count* articles of SITES sites and MONTHS months to *folder*; return the size of their JSON in bytes."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return sum(pool.map(partial(_write_site, folder, count, seed), range(SITES)))


def _write_site(folder: Path, count: int, seed: int, site: int) -> int:
    text, layout, size = Text(seed * SITES + site), Layout(folder), 0
    waiting: defaultdict[Path, list[bytes]] = defaultdict(list)
    for number in range(site, count, SITES):
        record = article(text, number, count)
        line = to_json(record) + b"\n"
        size += len(line)
        path = layout.articles_of(record.site, record.published_at)
        waiting[path].append(line)
        if len(waiting[path]) >= _BATCH:
            _write(path, waiting.pop(path))
    for path, lines in waiting.items():
        _write(path, lines)
    return size


def article(text: Text, number: int, count: int) -> Record:
    """Return article *number* of *count*, which are spread evenly over time."""
    site = f"bao{number % SITES}"
    published = _FIRST + timedelta(minutes=int(number * MONTHS * 30 * 24 * 60 / count))
    url = f"https://{site}.example/tin-{number}.html"
    paragraphs = text.paragraphs()
    return Record(
        id=f"{site}:{hashlib.sha256(url.encode()).hexdigest()[:16]}",
        site=site,
        url=url,
        canonical_url=url,
        kind="article",
        language="vi",
        publisher=f"Báo {number % SITES}",
        title=text.sentence(7)[:-1],
        lead=text.sentence(18),
        body="\n\n".join(paragraphs),
        blocks=[Block(text=paragraph) for paragraph in paragraphs],
        published_at=published,
        published_precision="minute",
        section=SECTIONS[number % len(SECTIONS)],
        sections=[SECTIONS[number % len(SECTIONS)]],
        authors=[f"Tác Giả {number % 997}"],
        byline=f"Tác Giả {number % 997}",
        fingerprint=hashlib.blake2b(url.encode(), digest_size=8).hexdigest(),
        text_sha256=hashlib.sha256(url.encode()).hexdigest(),
        fetched_at=published,
        first_seen_at=published,
        extractor="made up",
    )


def _write(path: Path, lines: list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(gzip.compress(b"".join(lines), compresslevel=1))
