"""`newsarchive stats`: counts by group, and the quiet days."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from search_pieces import first_file, store

from newsarchive import load
from newsarchive.article import Credit
from newsarchive.cli import main
from newsarchive.dataset.census import census
from newsarchive.dataset.statistics import GROUPS, tallies
from newsarchive.search import Search, count_labels, open_index, search_index
from newsarchive.search.labels import exact_name

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["stats", *arguments])


def rows(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


def test_the_sites_are_counted() -> None:
    assert run(str(SAMPLE)).stdout.splitlines() == [
        "site     articles  revisions  signed  words       first        last",
        "baovidu        12         13       9    442  2017-09-09  2020-11-22",
        "tinmau         12         12      10    274  2017-09-11  2020-11-02",
        "",
        "no days below baseline between the first and the last article",
    ]


@pytest.mark.parametrize("by", ["month", "section", "kind", "year", "day"])
def test_every_article_is_counted_once(by: str) -> None:
    found = rows(str(SAMPLE), "--by", by)
    assert sum(row["articles"] for row in found) == 24
    assert [row[by] for row in found] == sorted(row[by] for row in found)


def test_an_author_is_counted_for_each_signed_article() -> None:
    expected = Counter(name for record in load(SAMPLE) for name in record.authors or [None])
    assert {row["author"]: row["articles"] for row in rows(str(SAMPLE), "--by", "author")} == expected


def test_two_groups_make_pairs() -> None:
    expected = Counter((record.site, record.section) for record in load(SAMPLE, since="2018"))
    found = rows(str(SAMPLE), "--by", "site,section", "--since", "2018")
    assert {(row["site"], row["section"]): row["articles"] for row in found} == expected


def test_the_largest_come_first_on_request() -> None:
    counts = [row["articles"] for row in rows(str(SAMPLE), "--by", "author", "--top", "3")]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)


def test_agencies_are_separate_from_authors(tmp_path: Path) -> None:
    agency = [Credit(name="Hãng tin Ví Dụ", role="agency")]
    store(tmp_path, [{"title": "Một", "credits": agency}, {"title": "Hai", "authors": ["Lê Thử"]}])
    assert [(row["agency"], row["articles"]) for row in rows(str(tmp_path), "--by", "agency")] == [
        ("Hãng tin Ví Dụ", 1),
        (None, 1),
    ]


SPELLINGS = [["Trần Hoà"], ["Trần Hòa"], ["Trần Hòa", "Lê Thử"], ["TRẦN HOÀ", "Trần Hòa"], ["Trần Hoa"], []]


def test_names_that_differ_in_tone_placement_only_count_as_one_however_one_asks(tmp_path: Path) -> None:
    articles = [
        {"title": f"Tin {n}", "authors": names, "section": ("Khoa học", "Hoà bình", "Hòa bình")[n % 3]}
        for n, names in enumerate(SPELLINGS)
    ]
    folder = store(tmp_path, articles)
    expected = {"Trần Hòa": 4, "Trần Hoa": 1, "Lê Thử": 1}
    assert {row["author"]: row["articles"] for row in rows(str(folder), "--by", "author")} == {**expected, None: 1}
    counted = census(load(folder))
    assert counted.joined("authors") == expected
    assert counted.joined("sections") == {"Khoa học": 2, "Hoà bình": 4}
    assert [row["articles"] for row in rows(str(folder), "--by", "section")] == [4, 2]
    united = [{exact_name(name) for name in names} for names in load(folder).to_polars()["authors"].to_list()]
    assert Counter(chain.from_iterable(united)) == {exact_name(name): number for name, number in expected.items()}
    with closing(open_index(search_index(folder))) as index:
        facets = count_labels(index, Search(query="")).labels
    assert facets is not None
    assert {exact_name(name): number for name, number in facets["author"]} == {
        exact_name(name): number for name, number in expected.items()
    }
    assert sorted(number for _, number in facets["section"]) == [2, 4]


def test_credits_and_breadcrumbs_are_counted_as_the_browser_counts_them(tmp_path: Path) -> None:
    photo, agency = Credit(name="Ảnh Thử", role="photographer"), Credit(name="Hãng tin Ví Dụ", role="agency")
    articles = [
        {"title": "Một", "authors": ["Lê Thử"], "credits": [photo], "section": "Giá", "sections": ["Kinh tế", "Giá"]},
        {"title": "Hai", "authors": ["Ảnh Thử"], "credits": [agency, photo], "section": "Kinh tế"},
        {"title": "Ba"},
    ]
    folder = store(tmp_path, articles)
    with closing(open_index(search_index(folder))) as index:
        facets = count_labels(index, Search(query="")).labels
    assert facets is not None
    for group, facet in (("credit", "author"), ("breadcrumb", "section")):
        found = {row[group]: row["articles"] for row in rows(str(folder), "--by", group)}
        assert found.pop(None) == 1
        assert found == dict(facets[facet])  # type: ignore[index]
    assert {row["author"]: row["articles"] for row in rows(str(folder), "--by", "author")} == {
        "Lê Thử": 1,
        "Ảnh Thử": 1,
        None: 1,
    }


def test_pairs_of_groups_unite_spellings_too(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"title": f"Tin {n}", "authors": names} for n, names in enumerate(SPELLINGS)])
    found = {(row["site"], row["author"]): row["articles"] for row in rows(str(folder), "--by", "site,author")}
    assert found["baovidu", "Trần Hòa"] == 4
    assert len(found) == 4


@pytest.fixture(scope="module")
def daily(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Five articles a day, and three days without any."""
    start = datetime.fromisoformat("2018-05-07T08:00:00+07:00")
    return str(
        store(
            tmp_path_factory.mktemp("daily"),
            [
                {"title": f"Tin {day} {n}", "published": (start + timedelta(days=day, hours=n)).isoformat()}
                for day in range(60)
                for n in range(5)
                if day not in (30, 31, 32)
            ],
        )
    )


def test_days_below_baseline_are_shown_below(daily: str) -> None:
    assert run(daily).stdout.splitlines()[-3:] == [
        "days below baseline",
        "site     first       last        found  expected  around",
        "baovidu  2018-06-06  2018-06-08      0        15",
    ]


def test_gaps_alone_are_listed_day_by_day(daily: str) -> None:
    (gap,) = rows(daily, "--gaps")
    assert (gap["site"], gap["first"], gap["last"], gap["found"], gap["expected"]) == (
        "baovidu",
        "2018-06-06",
        "2018-06-08",
        0,
        15,
    )
    assert gap["days"][1] == {"day": "2018-06-07", "found": 0, "expected": 5.0}
    assert rows(daily, "--gaps", "--until", "2018-06-01") == []


def test_the_last_day_is_never_below_baseline_because_the_crawl_may_have_ended_on_it(tmp_path: Path) -> None:
    start = datetime.fromisoformat("2018-05-07T00:00:00+07:00")
    hours = [*range(24 * 40), 24 * 40]
    values = [{"title": f"Tin {n}", "published": (start + timedelta(hours=n)).isoformat()} for n in hours]
    assert rows(str(store(tmp_path, values)), "--gaps") == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--by", "colour"], 2, '"colour" is not a group; choose from site, year'),
        (["--site", "khongco"], 1, 'no articles of "khongco"; its sites are baovidu, tinmau'),
        (["--since", "mai"], 2, "not a time"),
    ],
)
def test_an_unknown_group_is_named(arguments: list[str], code: int, message: str) -> None:
    done = run(str(SAMPLE), *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_bad_line_is_named_and_skipped_on_request(tmp_path: Path) -> None:
    store(tmp_path, [{"title": "Tin"}])
    path = first_file(tmp_path)
    path.write_bytes(path.read_bytes() + gzip.compress(b"{}\n"))
    assert f"{path}:2: not a record" in run(str(tmp_path)).stderr
    done = run(str(tmp_path), "--skip-bad", "--json")
    assert json.loads(done.stdout)["articles"] == 1
    assert done.stderr.startswith("Warning: ")


def test_without_records_there_are_no_rows() -> None:
    assert tallies([], ["site"]) == []
    assert set(GROUPS) >= {"site", "month", "section", "author", "agency"}
