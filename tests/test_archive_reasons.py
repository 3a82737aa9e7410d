"""Why a URL is not stored is said in one list, and in the same words by every version's files."""

from __future__ import annotations

import pytest

from newsarchive.archive.reasons import Reason, current_reason, explanation, group_of, with_current_reasons
from newsarchive.monitoring.run_history import PastRun


def test_every_reason_has_a_meaning_and_a_word_of_its_own() -> None:
    assert all(reason.meaning for reason in Reason)
    assert len({reason.value for reason in Reason}) == len(Reason)


@pytest.mark.parametrize(
    ("earlier", "today"),
    [
        ("error of ours", Reason.INTERNAL_ERROR),
        ("known not to be an article", Reason.NOT_ARTICLE_BEFORE),
        ("a listing", Reason.LISTING),
        ("other", Reason.NOT_ARTICLE),
        ("robots", Reason.ROBOTS),
        ("HTTP 503", "HTTP 503"),
    ],
)
def test_the_words_of_earlier_versions_are_read(earlier: str, today: str) -> None:
    assert current_reason(earlier) == today


def test_counts_of_two_versions_are_added_up() -> None:
    assert with_current_reasons({"other": 2, "not an article": 1}) == {"not an article": 3}


def test_the_report_of_an_earlier_version_counts_its_pages_that_were_no_articles() -> None:
    assert PastRun(run="r", extracted={"listing": 2, "other": 3, "unreadable": 1, "new": 9}).no_articles == 6


def test_statuses_are_errors_and_rules_are_not() -> None:
    assert (group_of("HTTP 500"), group_of("robots"), group_of("error of ours")) == ("error", "skipped", "error")


def test_an_explanation_says_what_to_do() -> None:
    assert "add --allow-private" in explanation("private")
    assert explanation("HTTP 500") == "the server returned HTTP 500"
