"""Small pages rebuilt from reports of extraction errors, each with what must be read from it; see reading_cases/."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Article, extract

FOLDER = Path(__file__).parent / "reading_cases"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines()]


@cache
def article_of(file: str, url: str) -> Article:
    return extract((FOLDER / file).read_bytes(), url=url)


def value_of(article: Article, field: str) -> Any:
    if field in ("published_local", "published_at"):
        return article.published_at.isoformat() if article.published_at else None
    if field == "modified_at":
        return article.modified_at.isoformat() if article.modified_at else None
    if field.startswith("pictures."):
        return [getattr(picture, field.partition(".")[2]) for picture in article.pictures]
    if field == "lead+body":
        return f"{article.lead or ''}\n\n{article.body}"
    return getattr(article, field)


def on_one_line(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return re.sub(r"\s+", " ", text).strip()


def holds_in_order(texts: list[str], whole: str) -> bool:
    place = 0
    for text in texts:
        place = whole.find(on_one_line(text), place)
        if place < 0:
            return False
    return True


@pytest.mark.parametrize("case", CASES, ids=[f"{case['kind'][0]}-{case['name']}-{case['field']}" for case in CASES])
def test_a_page_rebuilt_from_a_report_is_read_as_wanted(case: dict[str, Any]) -> None:
    actual, expected = value_of(article_of(case["file"], case["url"]), case["field"]), case["expected"]
    paragraphs = [text for text in actual.split("\n\n") if text.strip()] if isinstance(actual, str) else []
    match case["check"]:
        case "eq":
            assert actual == expected
        case "local":
            assert (actual or "").startswith(expected)
        case "null":
            assert actual in (None, "", [])
        case "in":
            assert actual in expected
        case "notin":
            assert actual not in expected
        case "paras":
            assert len(paragraphs) == expected
        case "parasmin":
            assert len(paragraphs) >= expected
        case "lacks":
            assert [text for text in expected if on_one_line(text) in on_one_line(actual)] == []
        case "contains":
            assert holds_in_order(expected, on_one_line(actual))
        case unknown:
            pytest.fail(f"unknown check {unknown}")


def test_every_kind_of_report_has_pages() -> None:
    assert {case["kind"][0] for case in CASES} == set("ABCDEFGHIJKLMNOPQRSTUVW")
