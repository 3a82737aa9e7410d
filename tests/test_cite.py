"""newsarchive cite: BibTeX, CSL-JSON and APA with id, revision and capture time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from search_pieces import store

from newsarchive.article import Record
from newsarchive.citation import apa, bibtex, cite, csl
from newsarchive.cli import main

RECORD = Record(
    id="baovidu:0123abcd",
    site="baovidu",
    publisher="Báo Ví Dụ",
    title="Lãi suất 5% & {giá} lúa_mới",
    authors=["Lê Thị Thử", "Trần Mẫu"],
    published_at=datetime.fromisoformat("2017-09-01T00:30:00+07:00"),
    published_precision="minute",
    canonical_url="https://baovidu.example/a_b.html",
    language="vi",
    section="Kinh tế",
    text_sha256="",
    revision=2,
    fetched_at=datetime(2026, 11, 22, 1, 40, tzinfo=UTC),
)
NOTE = "Archived copy baovidu:0123abcd, revision 2, captured 2026-11-22T01:40:00+00:00"


def test_bibtex_keeps_names_whole_and_escapes_special_characters() -> None:
    entry = bibtex(RECORD)
    assert entry.splitlines()[0] == "@article{baovidu-2017-0123abcd,"
    assert "  author = {{Lê Thị Thử} and {Trần Mẫu}}," in entry
    assert r"  title = {{Lãi suất 5\% \& \textbraceleft{}giá\textbraceright{} lúa\_mới}}," in entry
    assert "  date = {2017-09-01}," in entry
    assert "  url = {https://baovidu.example/a_b.html}," in entry
    assert NOTE in entry
    assert entry.count("{") == entry.count("}"), "BibTeX counts every brace"
    assert r"\{" not in entry
    odd = bibtex(Record(**{**vars(RECORD), "title": "Một } hai\nba", "canonical_url": "https://a.example/{x"}))
    assert r"title = {{Một \textbraceright{} hai ba}}," in odd
    assert "url = {https://a.example/%7Bx}," in odd


def test_csl_has_the_fields_of_a_newspaper_article() -> None:
    item = csl(RECORD)
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "Lê Thị Thử"}, {"literal": "Trần Mẫu"}]
    assert item["issued"] == {"date-parts": [[2017, 9, 1]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert item["archive_location"] == "baovidu:0123abcd, revision 2"
    assert json.loads(cite(RECORD, "csl")) == [item]


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({}, "Lê Thị Thử, & Trần Mẫu. (2017, September 1). Lãi suất 5% & {giá} lúa_mới. Báo Ví Dụ. https://"),
        ({"authors": []}, "Lãi suất 5% & {giá} lúa_mới. (2017, September 1). Báo Ví Dụ. https://"),
        ({"authors": [], "published_at": None}, "Lãi suất 5% & {giá} lúa_mới. (n.d.). Báo Ví Dụ. https://"),
        (
            {"authors": ["Nhà A."], "title": "Vì sao\nthế?"},
            "Nhà A. (2017, September 1). Vì sao thế? Báo Ví Dụ. https://",
        ),
        ({"published_precision": "month", "authors": ["An"]}, "An. (2017, September). Lãi suất"),
    ],
)
def test_apa_begins_with_authors_or_title(changes: dict[str, object], beginning: str) -> None:
    record = Record(**{**vars(RECORD), **changes})
    assert apa(record).startswith(beginning)
    assert apa(record).endswith(f"[{NOTE}]")


def test_the_command_cites_the_revision_that_is_named(tmp_path: Path) -> None:
    url = "https://baovidu.example/mot"
    store(tmp_path, [{"url": url, "title": "Bản đầu"}])
    store(tmp_path, [{"url": url, "title": "Bản sau"}], run="20261123T0140Z")
    for options, title in (([], "Bản sau"), (["--revision", "1"], "Bản đầu"), (["--style", "apa"], "Bản sau")):
        done = CliRunner().invoke(main, ["cite", "baovidu:mot", str(tmp_path), *options])
        assert done.exit_code == 0
        assert title in done.stdout
    assert CliRunner().invoke(main, ["cite", "baovidu:mot", str(tmp_path), "--revision", "9"]).exit_code == 2
    with pytest.raises(ValueError, match="choose from bibtex, csl, apa"):
        cite(RECORD, "mla")  # type: ignore[arg-type]
