"""`newsarchive diff`: an article's revisions, compared."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest
from archive_pieces import NOW, SITE, article_of, page_of, record_from
from click.testing import CliRunner, Result

from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.removals import deletion_of
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.warc import Exchange

URL = "https://baovidu.example/tin-1.html"
ID = f"{SITE}:{URL}"
LONG = "Sáng nay trời mưa to trên cả vùng núi phía tây của tỉnh. " * 9


@pytest.fixture
def archive_folder(tmp_path: Path) -> Path:
    """Article 1 in three revisions, the last a new reading of the second's page; article 2 in one."""
    with ArchiveWriter(tmp_path, run="20261122T0140Z") as archive:
        stored_page = archive.keep(Exchange(page=page_of(1)), SITE)
        first = article_of(1, text=f"{LONG}Có ba người bị thương.")
        archive.store(record_from(first, stored_page))
        archive.store(record_from(article_of(2), archive.keep(Exchange(page=page_of(2)), SITE)))
        later = archive.keep(Exchange(page=page_of(1, text="mới", at=NOW + timedelta(days=1))), SITE)
        second = dataclasses.replace(
            article_of(1, text=f"{LONG}Có bốn người bị thương."), authors=["Hoài Thương"], published_at=None
        )
        archive.store(record_from(second, later))
        third = dataclasses.replace(second, title="Tin \x1b[31m1", authors=["Thương Hoài", "Hoài Thương"])
        archive.store(record_from(third, later))
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_added_and_removed_words_are_marked_between_the_unchanged_parts(archive_folder: Path) -> None:
    shown = run(ID, archive_folder).output
    assert "revision 1 -> 2, fetched 2026-11-22 01:40Z -> 2026-11-23 01:40Z" in shown
    assert "…" in shown
    assert "Có [-ba-] {+bốn+} người bị thương." in shown
    assert shown.count(LONG) == 0
    assert "published_at\n    [-2017-09-21T09:00:00+07:00-]\n" in shown
    assert "authors\n    {+Hoài Thương+}\n" in shown
    assert "blocks" not in shown


def test_a_new_extraction_is_distinguished_from_a_changed_page(archive_folder: Path) -> None:
    shown = run(ID, archive_folder, "--revisions", 2, 3).output
    assert "revision 2 -> 3, the same page extracted again" in shown
    assert "authors\n    {+Thương Hoài+}\n" in shown
    assert "\x1b" not in shown


def test_an_article_is_found_by_its_address(archive_folder: Path) -> None:
    assert run(URL, archive_folder).output == run(ID, archive_folder).output


def test_json_holds_every_change_whole(archive_folder: Path) -> None:
    comparison = json.loads(run(ID, archive_folder, "--json", "--revisions", 1, 3).output)
    assert [row["revision"] for row in comparison["revisions"]] == [1, 2, 3]
    (difference,) = comparison["differences"]
    assert [row["field"] for row in difference["changes"]] == ["title", "body", "blocks", "published_at", "authors"]
    assert difference["changes"][0] == {"field": "title", "old": "Tin 1", "new": "Tin \x1b[31m1"}
    assert comparison["not_found"] is None


def test_one_revision_is_nothing_to_compare(archive_folder: Path) -> None:
    done = run(f"{SITE}:https://baovidu.example/tin-2.html", archive_folder)
    assert (done.exit_code, "nothing to compare" in done.output) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [((ID, "--revisions", 1, 9), "no revision 9; choose from 1, 2, 3"), (("khong",), "no such article")],
)
def test_what_is_not_there_is_refused(archive_folder: Path, arguments: tuple[str, ...], complaint: str) -> None:
    done = run(arguments[0], archive_folder, *arguments[1:])
    assert done.exit_code
    assert complaint in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("visits", "is_removed"),
    [
        ([("missing", 410, 3)], True),
        ([("missing", 404, 3), ("unchanged", 200, 4)], False),
        ([("unchanged", 200, 3), ("missing", 404, 4)], True),
        ([("missing", 404, 0)], False),
        ([("listing", 200, 3)], False),
    ],
)
def test_an_article_taken_down_is_noted_and_stays_stored(
    archive_folder: Path, visits: list[tuple[str, int, int]], is_removed: bool
) -> None:
    with ArchiveWriter(archive_folder, run="20261130T0140Z") as archive:
        for outcome, status, day in visits:
            archive.visit(Visit(url=URL, outcome=outcome, at=NOW + timedelta(days=day), status=status))
    shown = run(ID, archive_folder).output
    assert ("removed: https://baovidu.example/tin-1.html returned 4" in shown) is is_removed
    assert "revision 2 -> 3" in shown
    records = [
        record for path in archive_folder.glob("articles/*/*.gz") for record in read_records(path) if record.id == ID
    ]
    assert (deletion_of(archive_folder, records) is not None) is is_removed
