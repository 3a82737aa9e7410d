"""Readings compared: fields, and words within them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.article import Article, Block, Http, Record
from newsarchive.differences import Change, changes, word_changes

ARTICLE = Article(
    url="https://baovidu.vn/mot-post1.html",
    title="Mưa lớn ở A Lưới",
    body="Sáng nay trời mưa.",
    published_at=datetime(2024, 5, 1, 8, tzinfo=timezone(timedelta(hours=7))),
    authors=["Anh Phong"],
    blocks=[Block(text="Sáng nay trời mưa.")],
)
TEXTS = st.text(alphabet="ab ,.\n\tđ", max_size=60)


def test_a_reading_does_not_differ_from_itself() -> None:
    assert changes(ARTICLE, dataclasses.replace(ARTICLE)) == []


def test_changes_are_json_values_in_the_order_of_the_record() -> None:
    new = dataclasses.replace(
        ARTICLE,
        title=None,
        authors=["Anh Phong", "Hoài Thương"],
        published_at=datetime(2024, 5, 1, 8, 30, tzinfo=timezone(timedelta(hours=7))),
        blocks=[Block(kind="heading", text="Sáng nay trời mưa.")],
    )
    assert changes(ARTICLE, new) == [
        Change(field="title", old="Mưa lớn ở A Lưới", new=None),
        Change(
            field="blocks",
            old=[{"kind": "paragraph", "text": "Sáng nay trời mưa."}],
            new=[{"kind": "heading", "text": "Sáng nay trời mưa."}],
        ),
        Change(field="published_at", old="2024-05-01T08:00:00+07:00", new="2024-05-01T08:30:00+07:00"),
        Change(field="authors", old=["Anh Phong"], new=["Anh Phong", "Hoài Thương"]),
    ]


def test_facts_of_the_fetch_are_not_changes() -> None:
    record = Record(id="a:1", site="a", text_sha256="0", title="x", url="http://a.vn/1")
    other = dataclasses.replace(
        record, revision=2, text_sha256="1", url="https://a.vn/1", fetched_at=datetime.now(UTC), http=Http(status=203)
    )
    assert changes(record, other) == []


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("một hai", "một hai", [("same", "một hai")]),
        ("một hai", "một hai ba", [("same", "một hai "), ("new", "ba")]),
        ("ba người chết", "bốn người chết", [("gone", "ba "), ("new", "bốn "), ("same", "người chết")]),
        ("ở Huế.", "ở Huế, sáng nay.", [("same", "ở Huế"), ("new", ", sáng nay"), ("same", ".")]),
        ("một  hai", "một hai", [("same", "một hai")]),
        ("một hai", "một\n\nhai", [("same", "một"), ("new", "\n\n"), ("same", "hai")]),
        ("đoạn một\n\nđoạn hai\n\nđoạn ba", "đoạn một\n\nđoạn ba", None),
    ],
)
def test_changed_words_are_found(old: str, new: str, pieces: list[tuple[str, str]] | None) -> None:
    if pieces is None:
        pieces = [("same", "đoạn một\n\n"), ("gone", "đoạn hai\n\n"), ("same", "đoạn ba")]
    assert word_changes(old, new) == pieces


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(text for kind, text in pieces if kind != "gone") == new
    assert "".join("".join(text for kind, text in pieces if kind != "new").split()) == "".join(old.split())


def test_giant_texts_are_compared_without_every_pair_of_words() -> None:
    old, new = "một hai " * 50_000, "hai một ba " * 50_000
    assert [kind for kind, _ in word_changes(old, new)] == ["gone", "new"]
    lines = "".join(f"dòng {number}\n" for number in range(30_000))
    assert word_changes(lines, lines + "thêm")[-1] == ("new", "thêm")
