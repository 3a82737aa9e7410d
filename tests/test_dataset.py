"""load: an archive as records and as tables; what is read, what is left shut, and how errors speak."""

from __future__ import annotations

import builtins
import dataclasses
import gzip
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from archive_pieces import add, small_archive
from click.testing import CliRunner
from search_pieces import store

import newsarchive
from newsarchive import load
from newsarchive.archive.caches import remake_caches
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.reading.lines import ArchiveWarning, read_records
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import RECORD_FIELDS, BadRecord, Record, to_json
from newsarchive.cli import main
from newsarchive.dataset import NoArchive, UnknownSite
from newsarchive.dataset.showing import progress
from newsarchive.dataset.tables import TABLE_COLUMNS, UnknownColumn

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
HANOI = timezone(timedelta(hours=7))


@pytest.fixture
def archive_folder(tmp_path: Path) -> Path:
    return small_archive(tmp_path)


def test_the_sample_archive_is_complete_and_as_described() -> None:
    assert verify(SAMPLE).state == "whole"
    dataset = load(SAMPLE)
    assert (len(dataset), len(load(SAMPLE, revisions="all")), dataset.sites) == (24, 25, ["baovidu", "tinmau"])
    assert {record.kind for record in dataset} == {"article", "video", "gallery", "live"}
    assert sum(record.published_at is None for record in dataset) == 1
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.suffix in (".gz", ".json")) < 100_000


@pytest.mark.parametrize("shown_in", ["terminal", "notebook", "neither"])
def test_reading_for_more_than_two_seconds_shows_progress_in_terminals_and_notebooks(
    shown_in: str, archive_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0.0)
    monkeypatch.setattr(progress, "_BETWEEN_SECONDS", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: shown_in == "terminal")
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)  # other tests run notebooks
    if shown_in == "notebook":
        monkeypatch.setitem(sys.modules, "ipykernel", sys)
    Layout(archive_folder).index.unlink(missing_ok=True)
    dataset = load(archive_folder)
    for read in (len, list, newsarchive.Dataset.to_arrow):
        read(dataset)  # type: ignore[operator]
        assert ("reading:" in capsys.readouterr().err) == (shown_in != "neither"), read


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that shows its only item, in seconds, to the progress line of a notebook."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setattr(progress, "_in_notebook", lambda: True)
    return now


def test_a_loop_shows_its_progress_after_two_seconds(
    clock: list[float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ArchiveWriter(tmp_path, run="20261122T0140Z") as archive:
        add(archive, 1, published="2017-09-20T09:00:00+07:00")
        add(archive, 2, published="2017-10-20T09:00:00+07:00")
    records = iter(load(tmp_path, revisions="all"))
    next(records)
    clock[0] = 1.9
    next(records)
    assert capsys.readouterr().err == ""
    clock[0] = 4.0
    assert next(records, None) is None
    assert re.fullmatch(r"\rreading: 2 records, [45]\d%, about [345] s left *\n", capsys.readouterr().err)


def test_a_loop_that_is_left_ends_its_line_of_progress(
    clock: list[float], archive_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in load(archive_folder, revisions="all"):
        clock[0] += 3
        if clock[0] > 5:
            break
    assert re.fullmatch(r"\rreading: 1 record *\n", capsys.readouterr().err)


def test_a_filter_that_finds_nothing_shows_progress_too(
    clock: list[float], archive_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(record: Record) -> bool:
        clock[0] += 3
        return False

    assert list(load(archive_folder, revisions="all").filter(never)) == []
    assert "reading: 3 records" in capsys.readouterr().err


@pytest.mark.parametrize("switched_off", [True, False])
def test_a_loop_shows_no_progress_in_pipes_or_if_it_is_switched_off(
    switched_off: bool,
    clock: list[float],
    archive_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(progress, "_in_notebook", lambda: switched_off)
    for _ in load(archive_folder, revisions="all", progress=not switched_off):
        clock[0] += 3
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", [["export"], ["sample", "3"]])
def test_no_progress_is_mixed_with_records_that_a_command_prints(
    command: list[str], archive_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0.0)
    monkeypatch.setattr(progress, "_BETWEEN_SECONDS", 0.0)
    monkeypatch.setattr(progress.ProgressLine, "can_be_shown", staticmethod(lambda: True))
    done = CliRunner().invoke(main, [*command, str(archive_folder)])
    assert (done.exit_code, done.stdout.count("Tin ")) == (0, 3)
    assert "reading:" not in done.output[done.output.index("Tin ") :]


def test_iterating_leaves_the_switch_interval_of_the_interpreter_as_it_was(archive_folder: Path) -> None:
    before = sys.getswitchinterval()
    outer = iter(load(archive_folder))
    next(outer)
    assert sys.getswitchinterval() < before
    list(load(archive_folder))
    assert sys.getswitchinterval() < before
    list(outer)
    assert sys.getswitchinterval() == before


def test_every_field_is_an_attribute() -> None:
    record = next(iter(load(SAMPLE)))
    assert isinstance(record, Record)
    assert record.published_at == datetime(2017, 9, 9, 8, 15, tzinfo=HANOI)
    assert [credit.role for credit in record.credits] == ["author", "photographer"]


def test_only_the_latest_revision_is_returned_unless_all_are_requested() -> None:
    def revised(record: Record) -> bool:
        return "bến đò Vạn Xuôi" in (record.title or "")

    assert [record.revision for record in load(SAMPLE).filter(revised)] == [2]
    assert [record.revision for record in load(SAMPLE, revisions="all").filter(revised)] == [1, 2]


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2017", "2017", 8),
        ("2017-09", "2017-09", 4),
        ("2017-09-30", "2017-10-01", 2),
        (date(2017, 9, 30), date(2017, 9, 30), 1),
        ("2019", None, 6),
        (None, "2017-09", 4),
        # A naive time is local, an aware one is an instant: 22:10 in Hà Nội is 15:10 in UTC.
        (datetime(2017, 9, 30, 22, 10), datetime(2017, 9, 30, 22, 10), 1),
        (datetime(2017, 9, 30, 15, 10, tzinfo=UTC), "2017-09-30T15:10:00+00:00", 1),
        (datetime(2017, 9, 30, 15, 10, 1, tzinfo=UTC), datetime(2017, 9, 30, 17, 4, 59, tzinfo=UTC), 0),
        # In October as displayed, but in September in UTC.
        (datetime(2017, 9, 30, 17, 0, tzinfo=UTC), datetime(2017, 9, 30, 18, 0, tzinfo=UTC), 1),
        ("2030", None, 0),
        ("9999-12", None, 0),
        (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), 23),
    ],
)
def test_a_span_includes_both_ends(since: Any, until: Any, count: int) -> None:
    assert len(load(SAMPLE, since=since, until=until)) == count


def test_an_undated_record_is_in_no_span() -> None:
    assert any(record.published_at is None for record in load(SAMPLE))
    assert all(record.published_at for record in load(SAMPLE, since="0001", until="9999"))


@pytest.mark.parametrize("indexed", [True, False])
def test_files_of_other_sites_and_months_are_not_opened(
    indexed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "sample"
    shutil.copytree(SAMPLE, archive)
    layout = Layout(archive)
    if indexed:
        remake_caches(layout, Manifest(layout))
    opened: list[str] = []
    real = Path.open

    def open_(self: Path, *arguments: Any, **kwargs: Any) -> Any:
        opened.append(f"{self.parent.name}/{self.name}")
        return real(self, *arguments, **kwargs)

    monkeypatch.setattr(Path, "open", open_)
    assert len(load(archive, sites="tinmau", since="2017-10", until="2018-01")) == 4
    if indexed:
        assert set(opened) == {"site=tinmau/2017-10.jsonl.gz", "site=tinmau/2018-01.jsonl.gz"}
    else:  # the other months are searched for later revisions
        assert {name.split("/")[0] for name in opened} == {"site=tinmau"}


def test_sites_are_one_or_several() -> None:
    assert len(load(SAMPLE, sites="tinmau")) == 12
    assert len(load(SAMPLE, sites=["tinmau", "baovidu"])) == 24


def test_a_loader_is_lazy() -> None:
    assert sys.getsizeof(load(SAMPLE)) < 1000
    iterator = iter(load(SAMPLE))
    assert next(iterator).site == "baovidu"


def test_the_repr_describes_the_dataset() -> None:
    assert repr(load(SAMPLE, sites="tinmau", until="2017")).endswith("sample: 2 files of tinmau>")
    assert load(SAMPLE)
    assert not load(SAMPLE, since="2030")


@pytest.mark.parametrize(
    ("place", "count"),
    [
        ("articles", 24),
        ("articles/site=tinmau", 12),
        ("articles/site=tinmau/2017-09.jsonl.gz", 2),
        ("articles/*/2017-*.jsonl.gz", 8),
    ],
)
def test_a_part_of_an_archive_is_loaded_by_folder_file_or_pattern(place: str, count: int) -> None:
    assert len(load(f"{SAMPLE}/{place}")) == count


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_records_combined_in_one_file_load_the_same(tmp_path: Path, name: str) -> None:
    lines = b"".join(to_json(record) + b"\n" for record in load(SAMPLE, revisions="all"))
    (tmp_path / name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    assert list(load(tmp_path / name)) == list(load(SAMPLE))
    assert list(load(tmp_path)) == list(load(SAMPLE))
    assert len(load(tmp_path / name, sites="tinmau", since="2018")) == 8


def test_the_archive_of_a_running_crawl_is_read_without_incomplete_records(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive, 1)
        archive.flush()
        dataset = load(tmp_path)
        assert len(dataset) == 1
        add(archive, 2)
        archive.flush()
        assert len(dataset) == 2
        with archive.layout.article_files()[0].open("ab") as stream:
            stream.write(gzip.compress(b"x")[:15])
        with pytest.warns(ArchiveWarning, match="the last 15 bytes are not a whole batch"):
            assert len(dataset) == 2


def spoil(folder: Path) -> Path:
    path = Layout(folder).article_files()[0]
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join([lines[0], b'{"id": 7}\n', *lines[1:]])))
    return path


def test_a_bad_line_is_named(archive_folder: Path) -> None:
    path = spoil(archive_folder)
    with pytest.raises(BadRecord, match=rf"{path}:2: not a record: .*newsarchive verify"):
        list(load(archive_folder))


def test_a_bad_line_is_skipped_on_request(archive_folder: Path) -> None:
    spoil(archive_folder)
    with pytest.warns(ArchiveWarning, match=":2: not a record"):
        assert len(load(archive_folder, on_error="skip")) == 3


def test_a_line_with_one_invalid_field_is_named_or_skipped_on_request(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    first, *rest = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    odd = first.replace(b'"authors":', b'"authors":7,"was":')
    path.write_bytes(gzip.compress(odd + b"".join(rest)))
    with pytest.raises(BadRecord, match=r"record .*: not a record: authors: .*newsarchive verify"):
        print([record.authors for record in load(archive_folder)])
    with pytest.warns(ArchiveWarning, match=":1: not a record"):
        assert len(list(load(archive_folder, on_error="skip"))) == 2


NARROW = ["id", "published_at"]


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b'"published_at":"2017-', b'"published_at":"20-17-'),
        (b'"schema":"newsarchive/1"', b'"schema":"newsarchive/9"'),
        (b'"text_sha256":', b'"other":'),
    ],
    ids=["time", "schema", "missing key"],
)
def test_a_bad_line_in_one_of_several_files_is_named_or_skipped_when_only_some_columns_are_read(
    tmp_path: Path, whole: bytes, broken: bytes
) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        for number, month in enumerate(("2017-08", "2017-09", "2017-10"), start=1):
            add(archive, number, published=f"{month}-20T09:00:00+07:00")
    path = Layout(tmp_path).article_files()[1]
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(whole, broken)))
    with pytest.raises(BadRecord, match=rf"{path}:1: "):
        load(tmp_path, columns=NARROW).to_arrow()
    with pytest.warns(ArchiveWarning, match=rf"{path}:1: "):
        found = load(tmp_path, columns=NARROW, on_error="skip").to_arrow()
    assert [at.month for at in found["published_at"].to_pylist()] == [8, 10]


@pytest.mark.parametrize("size", [1, 40, 700, 5000])
def test_lines_are_read_whole_however_they_are_split_when_unpacked(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = small_archive(tmp_path, 12)
    monkeypatch.setattr("newsarchive.members._PIECE", size)
    found = load(archive, columns=NARROW).to_arrow().to_pylist()
    assert [tuple(row.values()) for row in found] == [(record.id, record.published_at) for record in load(archive)]
    assert len(found) == 12


@pytest.mark.parametrize("size", [1, 40, 700, 5000])
@pytest.mark.parametrize("small", [0, 1 << 20])
def test_records_are_whole_and_in_order_however_large_the_files_are(
    size: int, small: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = small_archive(tmp_path, 12)
    expected = [record for file in sorted(archive.glob("articles/*/*.gz")) for record in read_records(file)]
    monkeypatch.setattr("newsarchive.members._PIECE", size)
    monkeypatch.setattr("newsarchive.dataset.iterating._SMALL", small)
    assert list(load(archive)) == expected
    assert len(expected) == 12


@pytest.mark.parametrize("columns", [["id", "title"], ["id", "title", "authors"]])
def test_a_line_that_is_not_utf_8_is_named_or_skipped_when_only_some_columns_are_read(
    archive_folder: Path, columns: list[str]
) -> None:
    path = next(archive_folder.glob("articles/*/*.jsonl.gz"))
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    title = json.loads(lines[0])["title"].encode()
    path.write_bytes(gzip.compress(lines[0].replace(title, b"\xff" + title) + b"".join(lines[1:])))
    with pytest.raises(BadRecord, match=":1:"):
        load(archive_folder, columns=columns).to_arrow()
    with pytest.warns(ArchiveWarning, match=":1:"):
        titles = load(archive_folder, columns=columns, on_error="skip").to_arrow()["title"].to_pylist()
    assert all(isinstance(text, str) for text in titles)


def test_a_damaged_batch_is_named_or_skipped(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive, 1)
        archive.flush()
        add(archive, 2)
    path = Layout(tmp_path).article_files()[0]
    spoilt = bytearray(path.read_bytes())
    spoilt[30] ^= 0xFF
    path.write_bytes(spoilt)
    with pytest.raises(BadRecord, match="bytes at 0 are damaged"):
        list(load(tmp_path))
    with pytest.warns(ArchiveWarning, match="are damaged"):
        assert [record.title for record in load(tmp_path, on_error="skip")] == ["Tin 2"]


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
def test_text_of_other_tools_is_normalized_to_nfc(tmp_path: Path, ending: str, escaped: bool) -> None:
    record = replace(next(iter(load(SAMPLE))), title="Chợ Đà Nẵng", body="Một.\n\u0303Hai.", tags=["chợ quê"])
    taken_apart = json.loads(unicodedata.normalize("NFD", json.dumps(json.loads(to_json(record)), ensure_ascii=False)))
    path = tmp_path / f"cua-ai-do.{ending}"
    line = json.dumps(taken_apart, ensure_ascii=escaped).encode() + b"\n"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist([taken_apart]), path)
    elif ending == "jsonl.zst":
        path.write_bytes(pa.Codec("zstd").compress(line, asbytes=True))
    else:
        path.write_bytes(gzip.compress(line) if ending.endswith("gz") else line)
    (read,) = load(path)
    assert (read.title, read.body, read.tags) == (record.title, record.body, record.tags)
    assert load(path).to_polars()["title"].to_list() == [record.title]
    assert load(path).to_arrow()["tags"].to_pylist() == [record.tags]
    assert load(path).sql("select title from articles").fetchall() == [(record.title,)]


def test_parquet_partitioned_by_site_is_read_with_the_site_of_its_folder(tmp_path: Path) -> None:
    table = load(SAMPLE).to_arrow()
    for site in ("baovidu", "tinmau"):
        part = table.filter(pc.equal(table["site"], site)).drop_columns("site")
        (tmp_path / f"site={site}").mkdir()
        pq.write_table(part, tmp_path / f"site={site}" / "part-0.parquet")
    assert {(record.id, record.site) for record in load(tmp_path)} == {
        (record.id, record.site) for record in load(SAMPLE)
    }
    assert {record.site for record in load(tmp_path, sites="tinmau")} == {"tinmau"}
    pq.write_table(table.drop_columns("site"), tmp_path / "le-loi.parquet")
    with pytest.raises(BadRecord, match="no column site"):
        list(load(tmp_path / "le-loi.parquet"))


def test_json_lines_of_another_kind_are_refused_with_their_position(tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text('{"headline": "Chợ"}\n')
    with pytest.raises(BadRecord, match=r"other\.jsonl:1: not a record: .*missing required field"):
        list(load(tmp_path / "other.jsonl"))


def test_an_incomplete_final_record_is_left_out_with_a_warning(tmp_path: Path) -> None:
    line = to_json(next(iter(load(SAMPLE))))
    (tmp_path / "a.jsonl").write_bytes(line + b"\n" + line[:50])
    with pytest.warns(ArchiveWarning, match="last line is incomplete"):
        assert len(load(tmp_path / "a.jsonl")) == 1


def test_an_incomplete_gzip_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"{}" * 50)[:-9])
    with pytest.raises(BadRecord, match="was it copied completely"):
        list(load(tmp_path / "a.jsonl.gz"))


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("nix", r"nix: no such folder or file; name the folder of an archive"),
        ("empty", r"empty: no articles here yet; fill it with `newsarchive crawl`"),
        ("data", r"data: not an archive; name .*data/sample, or fill this folder"),
    ],
)
def test_a_missing_archive_is_reported_with_the_remedy(tmp_path: Path, place: str, complaint: str) -> None:
    (tmp_path / "empty" / "articles").mkdir(parents=True)
    small_archive(tmp_path / "data" / "sample")
    with pytest.raises(NoArchive, match=complaint):
        load(tmp_path / place)


def test_an_unknown_site_is_reported_with_similar_ones() -> None:
    with pytest.raises(UnknownSite, match=r'no articles of "tinmao"; did you mean tinmau\?'):
        load(SAMPLE, sites="tinmao")


def test_a_file_of_another_tool_is_distinguished_from_a_damaged_archive(tmp_path: Path) -> None:
    (tmp_path / "theirs.jsonl").write_bytes(b'{"headline": "Tin"}\n')
    with pytest.raises(BadRecord, match=r"theirs\.jsonl:1: not a record: .*`id`; give a file that newsarchive wrote"):
        list(load(tmp_path / "theirs.jsonl"))


def test_an_article_in_several_files_counts_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(SAMPLE / "articles", tmp_path / name / "articles")
    two = load(f"{tmp_path}/*/articles/site=*/*.jsonl.gz")
    assert len(two) == len(list(two)) == two.to_arrow().num_rows == two.to_polars(lazy=True).collect().height == 24
    assert two.sql("select count(*) from articles").fetchall() == [(24,)]
    assert len(load(f"{tmp_path}/*/articles/site=*/*.jsonl.gz", revisions="all")) == 50


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst"])
def test_complete_records_of_a_truncated_file_are_read_on_request(tmp_path: Path, ending: str) -> None:
    lines = [to_json(record) + b"\n" for record in load(SAMPLE)]
    if ending == ".jsonl.gz":
        packed = gzip.compress(b"".join(lines[:20])) + gzip.compress(b"".join(lines[20:]))[:-20]
    else:
        packed = pa.compress(b"".join(lines), "zstd", asbytes=True)[:-20]
    path = tmp_path / f"torn{ending}"
    path.write_bytes(packed)
    with pytest.raises(BadRecord, match="was it copied completely"):
        len(load(path))
    with pytest.warns(ArchiveWarning, match="not a complete"):
        read = [to_json(record) + b"\n" for record in load(path, on_error="skip")]
    assert read == lines[: len(read)]
    assert len(read) >= (20 if ending == ".jsonl.gz" else 0)


def test_a_byte_order_mark_is_not_part_of_the_first_line(tmp_path: Path) -> None:
    line = to_json(Record(id="a:1", site="a", text_sha256=""))
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n" + line.replace(b"a:1", b"a:2") + b"\r\n")
    assert len(load(tmp_path / "a.jsonl")) == load(tmp_path / "a.jsonl").to_arrow().num_rows == 2
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert len(load(tmp_path / "empty.jsonl")) == 0


@pytest.mark.parametrize("when", ["yesterday", "2017-13", "2017-02-30", "11/09/2017", "", 2017])
def test_an_invalid_time_is_refused(when: Any) -> None:
    with pytest.raises(ValueError, match="not a time"):
        load(SAMPLE, since=when)


def test_a_table_has_every_field_in_the_order_of_the_record() -> None:
    table = load(SAMPLE).to_arrow()
    assert table.column_names == list(TABLE_COLUMNS)
    assert [name for name in table.column_names if name in RECORD_FIELDS] == list(RECORD_FIELDS)
    assert table.schema.field("published_at").type == pa.timestamp("us", tz="UTC")
    assert table.num_rows == 24
    table.validate(full=True)


def test_a_table_has_the_values_of_the_records() -> None:
    records = list(load(SAMPLE, revisions="all"))
    rows = load(SAMPLE, revisions="all").to_arrow().to_pylist()
    for record, row in zip(records, rows, strict=True):
        expected = json.loads(to_json(record))
        for name in ("published_at", "modified_at", "fetched_at", "first_seen_at"):
            expected[name] = getattr(record, name)
        expected["http"] = dataclasses.asdict(record.http)  # with the keys that earlier versions did not write
        expected |= {"published_date": record.published_date, "utc_offset": record.utc_offset}
        assert row == expected


@pytest.mark.parametrize("lines", [to_json(Record(id="a:1", site="a", text_sha256="")), b""], ids=["nulls", "nothing"])
def test_the_schema_does_not_depend_on_the_records(tmp_path: Path, lines: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines)
    assert load(tmp_path / "a.jsonl").to_arrow().schema == load(SAMPLE).to_arrow().schema


def test_columns_narrow_the_tables_only() -> None:
    dataset = load(SAMPLE, columns=["title", "published_at"])
    assert dataset.to_arrow().column_names == dataset.to_polars().columns == ["title", "published_at"]
    assert list(dataset.to_pandas().columns) == ["title", "published_at"]
    assert next(iter(dataset)).body


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(UnknownColumn, match="'headline' is not a column; choose from schema, id"):
        load(SAMPLE, columns=["headline"])
    with pytest.raises(TypeError, match="give a list of names"):
        load(SAMPLE, columns="title")
    with pytest.raises(UnknownColumn, match="column title: named twice"):
        load(SAMPLE, columns=["title", "id", "title"])


def test_columns_may_be_any_iterable_of_names() -> None:
    dataset = load(SAMPLE, columns=(name for name in ("title", "id")))
    assert dataset.to_arrow().column_names == dataset.to_polars().columns == ["title", "id"]


@pytest.mark.parametrize("options", [{"revisions": "newest"}, {"on_error": "ignore"}])
def test_an_unknown_choice_is_refused(options: Any) -> None:
    with pytest.raises(ValueError, match="choose from"):
        load(SAMPLE, **options)


def test_polars_and_pandas_hold_times_in_utc() -> None:
    first = datetime(2017, 9, 9, 1, 15, tzinfo=UTC)
    assert load(SAMPLE).to_polars()["published_at"][0] == first
    assert load(SAMPLE).to_pandas()["published_at"][0] == first


def test_a_pandas_frame_has_the_same_types_with_missing_values_without_them_and_without_rows(tmp_path: Path) -> None:
    store(tmp_path, [{"word_count": 3, "paywalled": True}, {"published": "2018-01-01T00:00:00+07:00"}])
    frames = [load(tmp_path, columns="all", since=year, until=year).to_pandas() for year in ("2017", "2018", "2019")]
    frames.append(load(tmp_path, columns="all").to_pandas())
    assert [len(frame) for frame in frames] == [1, 1, 0, 2]
    assert len({tuple(map(str, frame.dtypes)) for frame in frames}) == 1
    assert frames[-1]["word_count"].sum() == 3
    assert frames[-1]["paywalled"].isna().tolist() == [False, True]


def test_a_big_table_is_made_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load(SAMPLE).to_arrow()
    monkeypatch.setattr("newsarchive.dataset.tables._BYTES_AT_ONCE", 3000)
    parts = load(SAMPLE).to_arrow()
    assert parts.column(0).num_chunks > 5
    assert parts == whole


@pytest.mark.parametrize(
    ("call", "module", "extra"),
    [("to_arrow", "pyarrow", "polars"), ("to_polars", "polars", "polars"), ("to_pandas", "pandas", "pandas")],
)
def test_a_missing_extra_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch, call: str, module: str, extra: str
) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: Any) -> Any:
        if name == module:
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=rf'(?i)needs {module}; run `pip install "\.\[{extra}\]"'):
        getattr(load(SAMPLE), call)()


def test_loading_imports_neither_scrapy_nor_a_data_frame_library(tmp_path: Path) -> None:
    # without its caches: an index that is there is asked, by SQLite
    sample = shutil.copytree(SAMPLE, tmp_path / "sample", ignore=shutil.ignore_patterns("*.sqlite", "tables"))
    check = (
        "import sys, newsarchive; assert len(newsarchive.load(sys.argv[1])) == 24; "
        "heavy = {'scrapy', 'twisted', 'polars', 'pandas', 'pyarrow', 'lxml', 'warcio', 'sqlite3'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", check, str(sample)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_public_api_has_the_loader() -> None:
    assert newsarchive.load is load
    assert newsarchive.Dataset is type(load(SAMPLE))


def test_reading_an_archive_writes_nothing_and_warns_of_nothing(archive_folder: Path) -> None:
    before = sorted((str(path), path.stat().st_mtime_ns) for path in archive_folder.rglob("*"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(load(archive_folder)) == 3
    assert sorted((str(path), path.stat().st_mtime_ns) for path in archive_folder.rglob("*")) == before


def test_the_sample_archive_is_what_its_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLE.parent / "make_sample.py", tmp_path / "sample"], check=True)
    made = tmp_path / "sample"

    def iterated(folder: Path) -> list[Record]:
        # Where it lies in the WARC file is left to the zlib at hand.
        return [replace(record, warc=None) for record in load(folder, revisions="all")]

    assert iterated(made) == iterated(SAMPLE)
    assert [path.name for path in Layout(made).page_files()] == [path.name for path in Layout(SAMPLE).page_files()]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_json_array_is_refused_with_the_remedy(tmp_path: Path, end: str) -> None:
    records = ",".join(to_json(record).decode() for record in load(SAMPLE))
    (tmp_path / "a.jsonl").write_text(f"[{records}]{end}", "utf-8")
    with pytest.raises(BadRecord, match=r"a JSON array, not JSON Lines; write one record per line \(jq"):
        list(load(tmp_path / "a.jsonl"))
    with pytest.raises(BadRecord, match="a JSON array"):
        load(tmp_path / "a.jsonl", on_error="skip").to_arrow()


def test_an_archive_named_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SAMPLE, tmp_path / "a")
    monkeypatch.chdir(tmp_path)
    dataset = load([tmp_path / "a", "a", "a/articles/site=tinmau/*.jsonl.gz"])
    assert len(dataset) == len(list(dataset)) == dataset.to_arrow().num_rows == 24


def test_a_file_that_hides_a_module_of_python_is_not_called_a_missing_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = load(SAMPLE)

    def hidden(name: str, *arguments: Any, **kwargs: Any) -> Any:
        if name == "duckdb":
            raise ImportError("cannot import name 'token_hex' from 'secrets' (/home/lan/secrets.py)", name="secrets")
        return real(name, *arguments, **kwargs)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", hidden)
    with pytest.raises(ImportError, match=r"secrets\.py"):
        articles.sql("SELECT 1")
