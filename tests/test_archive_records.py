"""A record from an article; the same text and nearly the same text."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from archive_pieces import article_of, page_of, record_from

from newsarchive.archive.records import fingerprint, text_sha256
from newsarchive.article import Article, Record, WarcPlace
from newsarchive.warc import StoredPage

PLACE = WarcPlace(file="pages/site=baovidu/r-0001.warc.gz", offset=10, length=20)
LONG = " ".join(f"từ{number}" for number in range(400))


@pytest.fixture
def record() -> Record:
    page = dataclasses.replace(
        page_of(1), requested_url="https://baovidu.example/1", redirects=("https://m.baovidu.example/1",)
    )
    return record_from(article_of(1), StoredPage(page=page, place=PLACE, payload_sha256="ab"))


def test_a_record_states_the_origin_of_its_article(record: Record) -> None:
    assert (record.warc, record.payload_sha256, record.extractor) == (PLACE, "ab", "newsarchive test")
    assert (record.http.etag, record.http.status, record.http.content_type) == ('"1"', 200, "text/html")
    assert record.fetched_at == record.first_seen_at == page_of(1).fetched_at


def test_the_urls_that_led_to_a_page_are_its_aliases(record: Record) -> None:
    assert record.aliases == ["https://baovidu.example/1", "https://m.baovidu.example/1"]


def test_an_article_extracted_without_a_url_gets_that_of_its_page() -> None:
    stored_page = StoredPage(page=page_of(7), place=PLACE, payload_sha256="ab")
    assert record_from(Article(title="Chợ"), stored_page).url == "https://baovidu.example/tin-7.html"


@pytest.mark.parametrize("change", [{"title": "Khác"}, {"lead": "Khác"}, {"body": "Khác"}])
def test_another_title_lead_or_body_is_another_text(change: dict[str, str]) -> None:
    assert text_sha256(dataclasses.replace(article_of(1), **change)) != text_sha256(article_of(1))


def test_another_section_is_the_same_text() -> None:
    assert text_sha256(dataclasses.replace(article_of(1), section="Khác")) == text_sha256(article_of(1))


def _distance(first: str, other: str) -> int:
    return (int(fingerprint(first) or "", 16) ^ int(fingerprint(other) or "", 16)).bit_count()


def test_a_text_with_one_word_changed_has_nearly_the_same_fingerprint() -> None:
    assert _distance(LONG, LONG.replace("từ200", "khác")) <= 6


def test_other_texts_have_other_fingerprints() -> None:
    assert _distance(LONG, " ".join(f"chữ{number}" for number in range(400))) > 16


def test_a_fingerprint_is_blind_to_case_normal_form_and_punctuation() -> None:
    assert fingerprint("Chợ phiên, họp lại!") == fingerprint(unicodedata.normalize("NFD", "CHỢ PHIÊN HỌP LẠI"))


# Stored archives hold these: a change of the method must change the schema.
@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), ("…", None), ("chợ", "c406eb7ccaf74f3e"), ("chợ phiên họp lại bên sông", "8844f60ec90200b2")],
)
def test_a_fingerprint_stays_what_it_was(text: str, expected: str | None) -> None:
    assert fingerprint(text) == expected
