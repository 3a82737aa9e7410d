"""Tables of a dataset: the same from JSON Lines, from the Parquet side copy and from a mixture, in every library."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import preloaded
import pytest
from archive_pieces import article_of, page_of, record_from, small_archive

from newsarchive import load
from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import BadRecord
from newsarchive.columns import table_columns
from newsarchive.dataset import Dataset, NoArchive
from newsarchive.dataset.packing import Stamp, fields_digest, pack
from newsarchive.dataset.queries import columns_in
from newsarchive.warc import Exchange

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for part in ("articles", "pages", "runs"):
        shutil.copytree(SAMPLE / part, tmp_path / part)
    return tmp_path


def _add(folder: Path, number: int, text: str, published: str | None = None, run: str = "later") -> None:
    with ArchiveWriter(folder, run=run) as writer:
        stored_page = writer.keep(Exchange(page=page_of(number, text=text)), "baovidu")
        writer.store(record_from(article_of(number, text=text, published=published), stored_page))


def _nothing(folder: Path) -> None:
    pass


def _all(folder: Path) -> None:
    pack(folder)


def _some(folder: Path) -> None:
    pack(folder)
    _add(folder, 901, "Thêm sau khi chép.", "2017-09-20T08:00:00+07:00")


@pytest.mark.parametrize("prepare", [_nothing, _all, _some], ids=["lines", "side copy", "both"])
@pytest.mark.parametrize("revisions", ["latest", "all"])
def test_every_table_agrees_with_iteration(archive: Path, prepare: Callable[[Path], None], revisions: Any) -> None:
    prepare(archive)
    articles = load(archive, revisions=revisions)
    expected = sorted((article.id, article.revision, article.title) for article in articles)
    count = len(expected)
    names = ["id", "revision", "title"]
    frame = articles.to_arrow()
    assert sorted(zip(*(frame[name].to_pylist() for name in names), strict=True)) == expected
    assert sorted(articles.to_polars(lazy=True).select(names).collect().rows()) == expected
    assert sorted(articles.sql("select id, revision, title from articles").fetchall()) == expected
    assert articles.to_duckdb().sql("select count(*) from articles").fetchall() == [(count,)]
    assert len(articles.to_huggingface()) == len(articles.to_pandas()) == len(articles) == count
    assert frame.schema == load(SAMPLE).to_arrow().schema


def test_an_article_whose_month_changed_is_counted_once(archive: Path) -> None:
    _add(archive, 902, "Bản đầu.", "2018-01-31T23:00:00+07:00", run="one")
    _add(archive, 902, "Bản sau.", "2018-02-01T01:00:00+07:00", run="two")
    for _ in range(2):
        articles = load(archive, sites="baovidu")
        found = [article for article in articles if article.title == "Tin 902"]
        assert [record.revision for record in found] == [2]
        assert len(articles) == len(list(articles)) == articles.to_arrow().num_rows
        assert articles.sql("select count(*) from articles").fetchall() == [(len(articles),)]
        pack(archive)


def test_only_what_has_changed_is_copied_again(archive: Path) -> None:
    first = pack(archive)
    assert (first.packed > 10, first.fresh) == (True, 0)
    assert pack(archive).packed == 0
    _add(archive, 903, "Một tin nữa.", "2017-09-21T08:00:00+07:00")
    again = pack(archive)
    assert (again.packed, again.fresh) == (1, first.packed - 1)


def test_the_parquet_copy_is_read_instead_of_the_lines_but_never_when_stale(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(archive)
    for reader in ("tables.read_lines", "tables.read_blocks", "iterating.read_batches"):
        monkeypatch.setattr(f"newsarchive.dataset.{reader}", _must_not_be_called)
    assert load(archive).to_arrow().num_rows == 24
    for path in (archive / "articles").rglob("*.gz"):
        os.utime(path, (5, 5))  # as after a copy
    assert load(archive).to_arrow().num_rows == len(load(archive)) == 24
    monkeypatch.undo()
    for path in (archive / "tables").rglob("*.parquet"):
        path.write_bytes(b"a copy that was made of something else")
    stamps = archive / "tables.json"
    stamps.write_bytes(stamps.read_bytes().replace(b'"source":"', b'"source":"9').replace(b'"size":', b'"size":9'))
    assert load(archive).to_arrow().num_rows == 24
    stamps.write_bytes(b"{torn")
    assert load(archive).to_arrow().num_rows == 24
    shutil.rmtree(archive / "tables")
    assert len(load(archive)) == 24


def forged_copies(archive: Path, into: Path) -> Path:
    """Return *archive* as a stranger sends it: its Parquet copies have other texts, and their stamps fit them."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    pack(archive)
    path = archive / "tables.json"
    stamps = msgspec.json.decode(path.read_bytes(), type=dict[str, Stamp])
    for name, stamp in stamps.items():
        copy = archive / "tables" / f"{name.removeprefix('articles/').removesuffix('.jsonl.gz')}.parquet"
        table = parquet.read_table(copy)
        titles = pa.array(["Tin giả"] * table.num_rows, pa.string())
        parquet.write_table(table.set_column(table.schema.get_field_index("title"), "title", titles), copy)
        found = copy.stat()
        stamps[name] = msgspec.structs.replace(
            stamp,
            rows=9000,
            packed=found.st_size,
            sha256=hashlib.sha256(copy.read_bytes()).hexdigest(),
            inode=found.st_ino,
            changed_ns=found.st_ctime_ns,
        )
    path.write_bytes(msgspec.json.encode(stamps))
    assert "Tin giả" in load(archive).to_arrow()["title"].to_pylist(), "a forgery that would be believed here"
    return Path(shutil.copytree(archive, into))


def test_a_parquet_copy_from_elsewhere_is_never_read(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = forged_copies(archive, tmp_path_factory.mktemp("unpacked") / "data")
    articles = load(folder)
    titles = {article.title for article in articles}
    assert len(articles) == 24
    assert "Tin giả" not in titles
    assert set(articles.to_arrow()["title"].to_pylist()) == titles
    assert set(articles.to_polars(lazy=True).collect()["title"].to_list()) == titles
    assert {title for (title,) in articles.sql("select title from articles").fetchall()} == titles
    assert (pack(folder).packed, pack(folder).packed) == (len(list((folder / "articles").rglob("*.gz"))), 0)
    assert set(load(folder).to_arrow()["title"].to_pylist()) == titles


def test_a_parquet_copy_that_was_overwritten_is_not_read_whatever_its_size_and_time(archive: Path) -> None:
    pack(archive)
    for copy in (archive / "tables").rglob("*.parquet"):
        found = copy.stat()
        copy.write_bytes(bytes(found.st_size))
        os.utime(copy, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert load(archive).to_arrow().num_rows == len(load(archive)) == 24


def test_tables_contains_only_parquet_and_the_stamps_of_an_earlier_version_are_read(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(archive)
    assert {path.suffix for path in (archive / "tables").rglob("*") if path.is_file()} == {".parquet"}
    (archive / "tables.json").rename(archive / "tables" / "stamps.json")  # where earlier versions wrote it
    with monkeypatch.context() as patched:
        for reader in ("tables.read_lines", "tables.read_blocks", "iterating.read_batches"):
            patched.setattr(f"newsarchive.dataset.{reader}", _must_not_be_called)
        assert load(archive).to_arrow().num_rows == 24
    assert pack(archive).packed == 0
    assert not (archive / "tables" / "stamps.json").exists()
    assert (archive / "tables.json").exists()


def _cut_short(archive: Path) -> None:
    copy = next((archive / "tables").rglob("*.parquet"))
    copy.write_bytes(copy.read_bytes()[:100])


def _gone(archive: Path) -> None:
    next((archive / "tables").rglob("*.parquet")).unlink()


def _of_fewer_columns(archive: Path) -> None:
    import pyarrow.parquet as parquet

    stamps = archive / "tables.json"
    for copy in (archive / "tables").rglob("*.parquet"):
        parquet.write_table(parquet.read_table(copy).drop(["paywalled"]), copy)
    stamps.write_bytes(stamps.read_bytes().replace(b'"fields":"', b'"fields":"earlier'))


@pytest.mark.parametrize("spoil", [_cut_short, _gone, _of_fewer_columns])
def test_a_changed_parquet_copy_is_not_read_and_is_made_again(archive: Path, spoil: Callable[[Path], None]) -> None:
    pack(archive)
    spoil(archive)
    assert load(archive).to_arrow().num_rows == load(archive).to_polars().height == len(load(archive)) == 24
    assert pack(archive).packed > 0
    assert pack(archive).packed == 0
    assert load(archive, columns=["paywalled"]).to_arrow().num_rows == 24


def test_a_packed_archive_is_read_without_pyarrow(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(archive)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert len(load(archive)) == sum(1 for _ in load(archive)) == 24


def _must_not_be_called(*_: object, **__: object) -> None:
    raise AssertionError("the lines were read")


def test_sql_reads_only_the_columns_that_a_query_names() -> None:
    assert columns_in("select site, count(*) from articles group by all") == ["id", "revision", "site"]
    assert len(columns_in("select * from articles")) == len(columns_in("from articles")) > 30
    assert "body" in columns_in("select title from articles where Body like '%chợ%'")


def test_sql_gives_times_as_aware_datetimes() -> None:
    pytest.importorskip("pytz", reason="DuckDB asks for it; the extra duckdb brings it")
    [(first,)] = load(SAMPLE).sql("select min(published_at) from articles").fetchall()
    assert first == min(record.published_at for record in load(SAMPLE) if record.published_at)


@pytest.mark.parametrize(
    "query",
    [
        "select articles from articles",
        "select to_json(a) from articles a",
        "select site, a\nfrom articles AS a where a.site = 'tinmau'",
        "select count(distinct t) from (from articles) t",
        'select "articles" from "articles"',
        "select title from articles union all by name from articles",
    ],
)
def test_sql_that_uses_whole_rows_gets_every_column(query: str) -> None:
    assert len(columns_in(query)) > 30


def test_sql_that_names_its_table_reads_no_more_for_it() -> None:
    for query in (
        "select a.title from articles a join articles as b on a.id = b.id where b.title = a.title",
        "select articles.title, count(*) as articles from articles where 1 union select title from articles where 2",
    ):
        assert columns_in(query) == ["id", "revision", "title"]


def test_sql_reads_lists_and_structs(archive: Path) -> None:
    pack(archive)
    names = load(archive).sql("select distinct unnest(authors) as name from articles order by 1").fetchall()
    assert ("Lam Giang",) in names
    roles = load(archive).sql("select distinct c.role from articles, unnest(credits) as u(c)").fetchall()
    assert ("author",) in roles


def test_a_span_of_days_is_exact_in_every_table(archive: Path) -> None:
    pack(archive)
    narrow = load(archive, since="2017-09-10", until="2017-09-12")
    expected = sorted(record.id for record in narrow)
    assert 0 < len(expected) < len(load(archive, since="2017-09", until="2017-09"))
    assert sorted(narrow.to_arrow()["id"].to_pylist()) == expected
    assert sorted(id for (id,) in narrow.sql("select id from articles").fetchall()) == expected
    assert sorted(narrow.to_polars(lazy=True).collect()["id"].to_list()) == expected


def _odd(folder: Path, line: bytes) -> Path:
    (path,) = (path for path in (folder / "articles").rglob("2017-10.jsonl.gz") if "tinmau" in str(path))
    path.write_bytes(path.read_bytes() + gzip.compress(line + b"\n"))
    return path


def _line(pair: bytes) -> bytes:
    return b'{"id": "tinmau:1", "site": "tinmau", "text_sha256": "x", %s}' % pair


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"id": "tinmau:1", "site": "tinmau", "text_sha256": "x", "revision": "two"}', "revision"),
        (b'{"id": "tinmau:1"}', "not a record"),
        (b'{"schema": "newsarchive/9", "id": "tinmau:1", "site": "tinmau", "text_sha256": "x"}', "upgrade newsarchive"),
        (b"not json", "not a record"),
        (_line(b'"revision": 1099511627776'), "revision"),
        (_line(b'"warc": {"file": "x", "offset": 9223372036854775808, "length": 1}'), "offset"),
        (_line(b'"published_at": "2017-10-01T08:00:00"'), "timezone"),
        (_line(b'"published_at": "2017-10-01"'), "published_at"),
        (_line(b'"kind": "podcast"'), "podcast"),
        (_line(b'"tags": null'), "tags"),
    ],
)
def test_an_invalid_line_is_named_by_every_table_or_skipped(archive: Path, line: bytes, message: str) -> None:
    path = _odd(archive, line)
    for table in (Dataset.to_arrow, Dataset.to_duckdb, Dataset.to_pandas):
        with pytest.raises(BadRecord, match=message) as raised:
            table(load(archive))
        assert path.name in str(raised.value)
    (bad,) = pack(archive).bad
    assert path.name in bad
    with pytest.warns(ArchiveWarning):
        assert load(archive, on_error="skip").to_arrow().num_rows == 24


@pytest.mark.parametrize("packed", [False, True])
def test_records_of_another_site_in_a_file_are_not_counted_for_its_site(archive: Path, packed: bool) -> None:
    moved = next((archive / "articles" / "site=tinmau").glob("2017-09.jsonl.gz"))
    target = archive / "articles" / "site=baovidu" / "2017-08.jsonl.gz"
    moved.rename(target)
    if packed:
        pack(archive)
    articles = load(archive, sites="baovidu")
    assert {article.site for article in articles} == {"baovidu"}
    assert len(list(articles)) == len(articles) == articles.to_arrow().num_rows == 12
    assert articles.sql("select distinct site from articles").fetchall() == [("baovidu",)]
    assert len(load(archive)) == len(load(archive).to_arrow()) == 24


def test_a_folder_name_may_look_like_a_glob(archive: Path) -> None:
    place = archive / "Báo [2017] *'?"
    shutil.copytree(SAMPLE / "articles", place / "articles")
    pack(place)
    assert load(place).to_polars().height == load(place).to_polars(lazy=True).collect().height == 24
    assert load(place).sql("select count(title) from articles").fetchall() == [(24,)]


def test_a_missing_key_has_its_default_in_every_table(archive: Path) -> None:
    _odd(archive, _line(b'"title": "Tin"'))
    (row,) = (row for row in load(archive).to_arrow().to_pylist() if row["id"] == "tinmau:1")
    (record,) = (record for record in load(archive) if record.id == "tinmau:1")
    assert (row["tags"], row["body"], row["kind"]) == (record.tags, record.body, record.kind) == ([], "", "other")


def test_a_copy_without_source_is_deleted(archive: Path) -> None:
    pack(archive)
    (archive / "articles" / "site=tinmau" / "2017-09.jsonl.gz").unlink()
    pack(archive)
    assert not (archive / "tables" / "site=tinmau" / "2017-09.parquet").exists()


def test_a_month_without_sections_changes_no_type(tmp_path: Path) -> None:
    small_archive(tmp_path)
    articles = load(tmp_path)
    assert articles.to_arrow().schema == load(SAMPLE).to_arrow().schema
    pack(tmp_path)
    assert articles.to_arrow().schema == load(SAMPLE).to_arrow().schema
    assert articles.sql("select section, tags from articles").fetchall() == [(None, [])] * 3
    assert articles.to_polars(lazy=True).collect_schema() == load(SAMPLE, columns="all").to_polars().schema


def test_describe_has_a_row_for_each_site_and_for_all(archive: Path) -> None:
    description = load(archive).describe()
    assert description["site"].to_list() == ["baovidu", "tinmau", "all"]
    assert description["articles"].to_list() == [12, 12, 24]
    assert all(0 <= share <= 1 for share in description["authors"])
    days = [record.published_date for record in load(archive) if record.published_date]
    assert (description["first"].to_list()[-1], description["last"].to_list()[-1]) == (min(days), max(days))


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    articles = load(SAMPLE)
    assert [record.id for record in articles.sample(5, seed=3)] == [record.id for record in articles.sample(5, seed=3)]
    assert len(articles.sample(99)) == 24


def test_the_command_packs_and_says_how_much(archive: Path) -> None:
    command = [sys.executable, "-m", "newsarchive", "pack", str(archive)]
    done = preloaded.run(command)
    assert done.returncode == 0, done.stderr
    assert "files copied, 0 up to date" in done.stderr
    assert (archive / "search.sqlite").exists()
    empty = preloaded.run([*command[:-1], str(archive / "runs")])
    assert empty.returncode == 1
    assert "no articles to pack" in empty.stderr


def test_an_empty_folder_has_nothing_to_pack(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="no articles to pack"):
        pack(tmp_path)


def test_times_are_the_same_instants(archive: Path) -> None:
    pack(archive)
    expected = {record.id: record.published_at for record in load(archive)}
    table = load(archive, columns=["id", "published_at"]).to_arrow()
    for id, at in zip(table["id"].to_pylist(), table["published_at"].to_pylist(), strict=True):
        assert (at and at.astimezone(UTC)) == expected[id]


@pytest.mark.parametrize(
    ("missing", "ask", "extra"),
    [
        (["pandas", "pyarrow"], Dataset.to_pandas, "pandas"),
        (["pyarrow"], Dataset.to_duckdb, "polars"),
        (["pyarrow"], Dataset.describe, "polars"),
        (["pyarrow"], lambda articles: articles.to_polars(lazy=True), "polars"),
    ],
)
def test_a_missing_library_is_reported_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, missing: list[str], ask: Callable[[Dataset], Any], extra: str
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=rf'pip install "\.\[{extra}\]"'):
        ask(load(SAMPLE))


def test_a_copy_of_an_earlier_version_whose_objects_have_fewer_keys_is_not_used() -> None:
    columns = dict(table_columns())
    http = columns["http"]
    columns["http"] = replace(http, parts=http.parts[:-1])
    assert fields_digest(columns.values()) != fields_digest(table_columns().values())
