"""A record as it is read from an archive: the same as any, though its texts are decoded late."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from newsarchive.archive.reading.stored import StoredRecord, stored_record
from newsarchive.article import RECORD_FIELDS, BadRecord, Block, Picture, Record, record_from_json, to_json

RECORD = Record(
    id="baovidu:0123456789abcdef",
    site="baovidu",
    text_sha256="0" * 64,
    title="Chợ nổi họp sớm",
    body='Ghe về từ ba giờ sáng, "đông như hội".\n\nĐến trưa thì tan.',
    blocks=[Block(text='Ghe về từ ba giờ sáng, "đông như hội".'), Block(kind="quote", text="Đến trưa thì tan.")],
    published_at=datetime(2017, 9, 11, 5, 28, tzinfo=UTC),
    authors=["Lê Văn Ghe"],
    pictures=[Picture(url="https://baovidu.example/ghe.jpg")],
)
LINE = to_json(RECORD)


@pytest.fixture
def read() -> StoredRecord:
    return stored_record(LINE)


def test_it_equals_the_record_of_the_same_line_from_either_side(read: StoredRecord) -> None:
    assert read == RECORD
    assert stored_record(LINE) == read
    assert record_from_json(LINE) == stored_record(LINE)
    assert read != dataclasses.replace(RECORD, title="Khác")
    assert read != dataclasses.replace(RECORD, body="Khác")
    assert read != 5


@pytest.mark.parametrize("name", ["lead", "body", "blocks", "published_at", "pictures", "http"])
def test_a_late_field_is_computed_on_first_access_and_cached(read: StoredRecord, name: str) -> None:
    assert isinstance(getattr(read._line, name), msgspec.Raw)
    assert getattr(read, name) == getattr(RECORD, name)
    assert getattr(read, name) is getattr(read, name) is getattr(read._line, name)


def test_vars_shows_every_field_as_of_any_record(read: StoredRecord) -> None:
    assert list(vars(read)) == list(RECORD_FIELDS)
    assert vars(read) == vars(RECORD)


def test_other_encoders_of_dataclasses_see_the_record(read: StoredRecord) -> None:
    assert read.body
    assert msgspec.json.encode(read) == LINE
    assert json.loads(json.dumps(dataclasses.asdict(read), default=str))["title"] == RECORD.title


@pytest.mark.parametrize("seen", [False, True])
def test_it_is_written_as_it_was_read(read: StoredRecord, seen: bool) -> None:
    if seen:
        assert read.body
        assert read.published_at
        assert all(getattr(read, name) == getattr(RECORD, name) for name in reversed(RECORD_FIELDS))
    assert to_json(read) == LINE
    assert repr(read) == repr(RECORD)
    assert dataclasses.asdict(read) == dataclasses.asdict(RECORD)


@pytest.mark.parametrize("doubled", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_double_is_a_plain_record(read: StoredRecord, doubled: object) -> None:
    double = doubled(read)  # type: ignore[operator]
    assert type(double) is Record
    assert double == RECORD


def test_a_changed_one_keeps_what_was_not_changed(read: StoredRecord) -> None:
    changed = dataclasses.replace(read, title="Khác", body="Khác")
    assert (changed.title, changed.body, changed.blocks) == ("Khác", "Khác", RECORD.blocks)


@pytest.mark.parametrize("decode", [stored_record, record_from_json])
def test_a_line_of_an_earlier_version_is_written_with_every_key(decode: Callable[[bytes], Record]) -> None:
    read = decode(b'{"schema":"newsarchive/1","id":"a:1","site":"a","text_sha256":"0"}')
    assert (read.body, read.blocks) == ("", [])
    assert json.loads(to_json(read)) == json.loads(to_json(Record(id="a:1", site="a", text_sha256="0")))


@pytest.mark.parametrize("change", [{"title": 5}, {"schema": "newsarchive/9"}, {"id": None}, {"kind": "poem"}])
def test_an_invalid_record_is_refused(change: dict[str, object]) -> None:
    line = changed(change)
    with pytest.raises(BadRecord):
        record_from_json(line)
    with pytest.raises(BadRecord):
        stored_record(line)


@pytest.mark.parametrize(
    "change", [{"body": 5}, {"body": None}, {"blocks": "a"}, {"published_at": "hôm qua"}, {"http": []}, {"tags": [5]}]
)
def test_a_field_of_a_wrong_type_is_reported_with_its_record_on_access(change: dict[str, object]) -> None:
    line = changed(change)
    with pytest.raises(BadRecord):
        record_from_json(line)
    read = stored_record(line)
    with pytest.raises(BadRecord, match=rf"record {RECORD.id}: not a record: {next(iter(change))}: .*verify"):
        getattr(read, next(iter(change)))


def changed(change: dict[str, object]) -> bytes:
    return json.dumps({**json.loads(LINE), **change}).encode()


@pytest.mark.parametrize("line", [b"", b"[]", b"{", LINE[:-1], LINE[:200], b"\xff" + LINE])
def test_a_broken_line_is_refused(line: bytes) -> None:
    with pytest.raises(BadRecord):
        stored_record(line)
