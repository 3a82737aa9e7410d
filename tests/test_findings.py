"""Every discovered URL is recorded with its sources and reasons, whatever file is incomplete or deleted."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive.findings import SOURCE_NAMES, Finding, bit_of, finding_from_json, sources_in
from newsarchive.archive.index import Index, IndexedArticle
from newsarchive.archive.layout import Layout
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import BadRecord

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
URL = "https://example.vn/bai-1.html"


def finding(minute: int = 0, **values: Any) -> Finding:
    values = {"url": URL, "source": "sitemaps", **values}
    return Finding(site="example", at=NOON + timedelta(minutes=minute), **values)


def lines(folder: Path) -> list[Finding]:
    return [
        finding_from_json(line)
        for path in Layout(folder).found_files()
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def indexed(folder: Path, url: str = URL) -> IndexedArticle | None:
    index = Index(Layout(folder).index, writable=False)
    try:
        return index.found(url)
    finally:
        index.close()


def write(folder: Path, *findings: Finding, run: str = "r1") -> None:
    with ArchiveWriter(folder, run=run) as writer:
        for finding in findings:
            writer.found(finding)


def test_only_what_is_new_is_written(tmp_path: Path) -> None:
    first, again, other_source = finding(), finding(1), finding(2, source="feeds")
    write(tmp_path, first, again, other_source, finding(3, source="feeds"))
    write(tmp_path, finding(4), run="r2")
    assert lines(tmp_path) == [first, other_source]
    assert indexed(tmp_path) == IndexedArticle(sources=bit_of("sitemaps") | bit_of("feeds"), reason=None, tried=False)


def test_the_latest_reason_counts_and_can_be_removed(tmp_path: Path) -> None:
    write(tmp_path, finding(reason="excluded"), finding(1, reason="HTTP 503", tried=True))
    assert indexed(tmp_path) == IndexedArticle(sources=bit_of("sitemaps"), reason="HTTP 503", tried=True)
    write(tmp_path, finding(2), run="r2")
    assert indexed(tmp_path) == IndexedArticle(sources=bit_of("sitemaps"), reason=None, tried=False)


def test_another_source_leaves_the_outcome_of_the_url(tmp_path: Path) -> None:
    write(tmp_path, finding(reason="HTTP 503", tried=True))
    with ArchiveWriter(tmp_path, run="r2") as writer:
        writer.found(finding(1, source="feeds"), again=True)
    assert indexed(tmp_path) == IndexedArticle(
        sources=bit_of("sitemaps") | bit_of("feeds"), reason="HTTP 503", tried=True
    )


def test_the_index_is_rebuilt_from_the_files_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, finding(1, reason="HTTP 503", tried=True), run="z-earlier")
    write(tmp_path, finding(2, source="links", day=date(2024, 4, 30)), run="a-later")
    before = indexed(tmp_path)
    Layout(tmp_path).index.unlink()
    write(tmp_path, run="r3")
    assert (
        indexed(tmp_path)
        == before
        == IndexedArticle(sources=bit_of("sitemaps") | bit_of("links"), reason=None, tried=False)
    )


def test_an_incomplete_batch_is_cut_and_its_url_is_written_when_discovered_again(tmp_path: Path) -> None:
    write(tmp_path, finding())
    write(tmp_path, finding(url=f"{URL}?2"), run="r1")
    path = Layout(tmp_path).found_of("r1")
    path.write_bytes(path.read_bytes()[:-3])
    assert verify_state(tmp_path) == "damaged"
    write(tmp_path, finding(9, url=f"{URL}?2"), run="r2")
    assert [line.url for line in lines(tmp_path)] == [URL, f"{URL}?2"]


def verify_state(folder: Path) -> str:
    (folder / "articles").mkdir(exist_ok=True)
    return verify(folder).state


def test_findings_are_written_before_they_fill_the_memory(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as writer:
        for number in range(4500):
            writer.found(finding(url=f"{URL}?{number}"))
        assert len(lines(tmp_path)) == 4000


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_each_source_has_its_bit(source: str) -> None:
    assert sources_in(bit_of(source)) == [source]


def test_a_line_that_is_not_a_finding_says_so() -> None:
    with pytest.raises(BadRecord, match="not a finding"):
        finding_from_json(b'{"site": 1}')


def test_a_finding_of_an_earlier_version_keeps_its_source(tmp_path: Path) -> None:
    line = b'{"url":"https://example.vn/bai-1.html","site":"example","at":"2024-05-01T12:00:00Z","way":"feeds"}'
    assert finding_from_json(line).source == "feeds"
    path = Layout(tmp_path).found_of("r0")
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(line + b"\n", mtime=0))
    write(tmp_path, finding(1, source="feeds"), run="r1")  # nothing new, so no second line
    assert indexed(tmp_path) == IndexedArticle(sources=bit_of("feeds"), reason=None, tried=False)
    assert len(lines(tmp_path)) == 1
