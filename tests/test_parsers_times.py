from __future__ import annotations

import pytest

from newsarchive import extract


def published(html: str, url: str = "https://example.com/a/b.html") -> str | None:
    found = extract(html, url).published_at
    return found.isoformat() if found else None


def article(told: str, printed: str, lang: str = "en") -> str:
    script = f'{{"@type": "NewsArticle", "headline": "The ferry runs again", "datePublished": "{told}"}}'
    return (
        f"<html lang={lang}><script type='application/ld+json'>{script}</script>"
        f"<h1>The ferry runs again</h1><div>{printed}</div>"
    )


def test_a_time_in_utc_is_given_in_the_zone_that_the_page_marks_up() -> None:
    html = article("2024-12-02T00:46:23+00:00", "<time datetime='2024-12-01T19:46:23-05:00'>December 1, 2024</time>")
    assert published(html) == "2024-12-01T19:46:23-05:00"


def test_another_moments_zone_changes_nothing() -> None:
    html = article("2024-12-02T00:46:23+00:00", "<time datetime='2024-11-30T08:00:00-05:00'>November 30</time>")
    assert published(html) == "2024-12-02T00:46:23+00:00"


def test_midnight_told_to_machines_gives_way_to_the_printed_clock() -> None:
    html = article("2024-03-05T00:00:00+07:00", "<span>Thứ Ba, 05/03/2024 12:28</span>", "vi")
    assert published(html, "https://example.vn/a.html") == "2024-03-05T12:28:00+07:00"


@pytest.mark.parametrize("told", ["2024-03-05T12:28:00+08:00", "2024-03-05T12:28:00Z"])
def test_offsets_lie_where_the_printed_clock_is_the_same(told: str) -> None:
    html = article(told, "<span>Thứ Ba, 05/03/2024, 12:28 (GMT+7)</span>", "vi")
    assert published(html, "https://example.vn/a.html") == "2024-03-05T12:28:00+07:00"


def test_a_day_in_the_address_is_the_last_resort() -> None:
    assert published("<h1>Đò</h1><p>Chữ</p>", "https://example.vn/2024/03/05/do.html") == "2024-03-05T00:00:00+07:00"


def test_a_time_in_utc_is_given_by_the_clock_of_the_pages_country() -> None:
    html = article("2018-12-31T23:11:5Z", "Neujahr", "de")
    assert published(html, "https://example.de/a.html") == "2019-01-01T00:11:05+01:00"


def test_midnight_in_utc_is_a_day_and_stays_one() -> None:
    html = article("2018-12-31T00:00:00Z", "Silvester", "de")
    assert published(html, "https://example.de/a.html") == "2018-12-31T00:00:00+00:00"


def test_a_clock_that_the_page_prints_as_its_own_was_no_utc() -> None:
    html = article("2018-12-31T23:11:00Z", "<span>31.12.2018, 23:11 Uhr</span>", "de")
    assert published(html, "https://example.de/a.html") == "2018-12-31T23:11:00+00:00"
