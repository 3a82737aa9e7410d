"""The data model: keys, order, JSON and its errors."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import jsonschema
import pytest
from itemadapter import ItemAdapter

from newsarchive.article import (
    RECORD_FIELDS,
    Article,
    BadRecord,
    Block,
    Credit,
    Http,
    Picture,
    Record,
    WarcPlace,
    json_schema,
    record_from_json,
    to_json,
)
from newsarchive.release.dictionary import dictionary

DOCUMENTED_KEYS = list(dictionary())


@pytest.fixture
def record() -> Record:
    return Record(
        id="baovidu:0123456789abcdef",
        site="baovidu",
        url="https://baovidu.example/thoi-su/cho-phien-1.html",
        kind="article",
        language="vi",
        title="Chợ phiên họp lại bên bờ sông",
        body="Đoạn một.\n\nĐoạn hai.",
        blocks=[Block(text="Đoạn một."), Block(kind="quote", text="Đoạn hai.")],
        published_at=datetime.fromisoformat("2017-09-11T12:28:00+07:00"),
        published_precision="minute",
        published_raw="Thứ Hai, 11/09/2017 12:28",
        credits=[Credit(name="Lam Giang"), Credit(name="Lam Giang", role="photographer")],
        pictures=[Picture(url="https://baovidu.example/a.jpg", caption="Một góc chợ")],
        text_sha256="0" * 64,
        fetched_at=datetime(2026, 11, 22, 1, 40, tzinfo=UTC),
        http=Http(etag='"1"'),
        warc=WarcPlace(file="pages/site=baovidu/x.warc.gz", offset=0, length=10),
    )


def test_a_line_has_every_documented_key_in_the_documented_order(record: Record) -> None:
    assert list(json.loads(to_json(record))) == DOCUMENTED_KEYS
    assert list(RECORD_FIELDS) == DOCUMENTED_KEYS


def test_absent_values_are_null_never_missing() -> None:
    line = json.loads(to_json(Record(id="a:1", site="a", text_sha256="")))
    assert line["title"] is None
    assert line["published_at"] is None
    assert line["tags"] == []


def test_times_are_written_with_their_offset(record: Record) -> None:
    line = json.loads(to_json(record))
    assert line["published_at"] == "2017-09-11T12:28:00+07:00"
    assert line["fetched_at"] == "2026-11-22T01:40:00Z"


def test_a_record_survives_the_round_trip(record: Record) -> None:
    assert record_from_json(to_json(record)) == record


def test_text_is_written_as_utf8_not_as_escapes(record: Record) -> None:
    assert "Chợ phiên họp lại bên bờ sông".encode() in to_json(record)


def test_an_old_line_without_newer_keys_still_loads() -> None:
    assert record_from_json('{"id": "a:1", "site": "a", "text_sha256": ""}').kind == "other"


def test_an_old_line_whose_response_has_fewer_keys_is_written_with_all_of_them(record: Record) -> None:
    line = to_json(record).replace(b',"truncated":false', b"")
    assert b"truncated" not in line
    assert to_json(record_from_json(line)) == to_json(record)


def test_an_unknown_key_is_ignored() -> None:
    assert record_from_json('{"id": "a:1", "site": "a", "text_sha256": "", "mood": "calm"}').id == "a:1"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "not a record"),
        (b'{"site": "a"}', "missing required field `id`"),
        (b'{"id": 7, "site": "a", "text_sha256": ""}', r"Expected `str`"),
        (b'{"id": "a", "site": "a", "text_sha256": "", "kind": "poem"}', "Invalid enum value"),
        (b"\xff\xfe", "not a record"),
        (b'{"id": "a", "site": "a", "text_sha256": "", "schema": "newsarchive/9"}', "upgrade newsarchive"),
    ],
)
def test_a_bad_line_is_refused_by_name(line: bytes, complaint: str) -> None:
    with pytest.raises(BadRecord, match=complaint):
        record_from_json(line)


def test_scrapys_item_adapter_understands_an_article() -> None:
    article = Article(title="Chợ phiên")
    assert ItemAdapter.is_item(article)
    assert ItemAdapter(article)["title"] == "Chợ phiên"


def test_long_text_stays_out_of_the_repr() -> None:
    assert "Đoạn" not in repr(Article(title="Chợ", lead="Đoạn mở", body="Đoạn một"))


def test_values_are_frozen(record: Record) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.title = "khác"  # type: ignore[misc]


def test_a_record_validates_against_its_schema(record: Record) -> None:
    jsonschema.validate(json.loads(to_json(record)), json_schema())


def test_the_schema_refuses_a_line_with_a_key_missing(record: Record) -> None:
    line = json.loads(to_json(record))
    del line["section"]
    with pytest.raises(jsonschema.ValidationError, match="section"):
        jsonschema.validate(line, json_schema())
