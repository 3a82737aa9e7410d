"""A release has the columns it says it has."""

from __future__ import annotations

import json

import pytest

from newsarchive.article import Block, Credit, Picture, Record, Video
from newsarchive.dataset.tables import arrow_schema as loader_schema
from newsarchive.release.columns import WITHOUT, columns_without, left_out, line_of
from newsarchive.release.dictionary import dictionary
from newsarchive.release.tables import arrow_schema

RECORD = Record(
    id="baovidu:0123456789abcdef",
    site="baovidu",
    title="Chợ quê họp lại",
    lead="Sau lũ, chợ lại đông.",
    body="Bà con về chợ.",
    blocks=[Block(text="Bà con về chợ.")],
    byline="Thu Cúc",
    authors=["Thu Cúc"],
    credits=[Credit(name="Thu Cúc")],
    tags=["chợ quê"],
    pictures=[Picture(url="https://baovidu.example/a.jpg", caption="Quầy rau", credit="Ảnh: Thu Cúc")],
    videos=[Video(url="https://baovidu.example/a.mp4", caption="Thu Cúc kể chuyện chợ")],
    text_sha256="0" * 64,
)


@pytest.mark.parametrize(
    ("without", "present", "absent"),
    [
        ((), {"lead", "body", "blocks", "pictures", "authors"}, {"warc"}),
        (("bodies",), {"title", "url", "text_sha256", "pictures", "authors"}, {"lead", "body", "blocks", "links"}),
        (("images",), {"lead", "body", "authors"}, {"pictures", "videos"}),
        (("personal",), {"title", "body", "pictures"}, {"byline", "authors", "credits", "tags"}),
        (
            ("bodies", "images", "personal"),
            {"id", "url", "text_sha256"},
            {"lead", "body", "blocks", "links", "pictures", "videos", "byline", "authors", "credits", "tags", "warc"},
        ),
    ],
)
def test_columns_left_out_are_absent(without: tuple[str, ...], present: set[str], absent: set[str]) -> None:
    columns = columns_without(without)
    line = json.loads(line_of(RECORD, columns))
    assert list(line) == [column.name for column in columns]
    assert present <= set(line)
    assert not absent & set(line)
    assert {column for column in left_out(without) if "." not in column} == absent - {"warc"}


@pytest.mark.parametrize(
    ("without", "parts"),
    [((), ["url", "caption", "credit"]), (("bodies",), ["url", "credit"]), (("personal",), ["url"])],
)
def test_captions_and_credits_are_left_out_with_texts_and_names(without: tuple[str, ...], parts: list[str]) -> None:
    line = json.loads(line_of(RECORD, columns_without(without)))
    assert list(line["pictures"][0]) == parts


def test_without_personal_no_name_of_a_writer_remains() -> None:
    assert "Thu Cúc".encode() not in line_of(RECORD, columns_without(["personal"]))


def test_columns_are_those_of_the_data_dictionary() -> None:
    columns = {column.name: column for column in columns_without()}
    for name, entry in dictionary().items():
        if name != "warc":
            assert columns[name].meaning == entry.meaning
            assert tuple(part.name for part in columns[name].parts) == tuple(entry.parts)
            assert columns[name].many == entry.type.startswith("list of ")
            assert columns[name].required == (not entry.missing.startswith("null"))
            assert (columns[name].kind == "time") == (entry.type == "date-time")


def test_everything_that_can_be_left_out_exists() -> None:
    entries = dictionary()
    for name in (name for names in WITHOUT.values() for name in names):
        field, _, part = name.partition(".")
        assert field in entries
        assert not part or part in entries[field].parts


@pytest.mark.parametrize("names", [(), ("title", "revision", "pictures", "http", "published_at", "tags")])
def test_the_parquet_file_has_the_types_of_the_loader(names: tuple[str, ...]) -> None:
    chosen = tuple(column for column in columns_without() if not names or column.name in names)
    assert arrow_schema(chosen) == loader_schema([column.name for column in chosen])
