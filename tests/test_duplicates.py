"""Near-duplicates: reprints are found with who was first, unrelated texts are not, and many can be looked through."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from search_pieces import store

from newsarchive import load
from newsarchive.article import Record
from newsarchive.cli import main
from newsarchive.dataset.duplicates import clusters, near_pairs
from newsarchive.demo import newspaper

_STORIES = newspaper(60).stories[-60:]


def copy_of(number: int) -> str:
    """Return a text of some 300 words."""
    return "\n\n".join(block.text for story in _STORIES[5 * number : 5 * number + 5] for block in story.blocks)


def with_changes(text: str, every: int) -> str:
    words = text.split(" ")
    words[::every] = ["khác"] * len(words[::every])
    return " ".join(words)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    agency, other = copy_of(0), copy_of(1)
    articles = [
        ("bao1", "b", "Cùng một tin", agency, "2018-03-02T09:00:00+07:00"),
        # 01:30 in UTC, half an hour before 09:00 in Hà Nội.
        ("bao2", "a", "Cùng một tin", agency, "2018-03-02T01:30:00+00:00"),
        ("bao3", "c", "Cùng một tin này", with_changes(agency, 150), None),
        ("bao1", "d", "Hai lần", other, "2018-03-05T09:00:00+07:00"),
        ("bao1", "e", "Hai lần", other, "2018-03-06T09:00:00+07:00"),
        ("bao2", "f", "Tin riêng", copy_of(2), "2018-03-06T09:00:00+07:00"),
        ("bao1", "g", "Ngắn", "Mất điện.", "2018-03-06T09:00:00+07:00"),
        ("bao2", "h", "Ngắn", "Mất điện.", "2018-03-06T09:00:00+07:00"),
    ]
    fields = ("site", "url", "title", "body", "published")
    given = [dict(zip(fields, article, strict=True)) for article in articles]
    return store(
        tmp_path_factory.mktemp("papers"), [{**row, "url": f"https://x.example/{row['url']}"} for row in given]
    )


def test_near_duplicates_are_found_with_the_earliest_first(archive: Path) -> None:
    found = clusters(load(archive))
    assert [[article.id[-1] for article in cluster.articles] for cluster in found] == [["a", "b", "c"], ["d", "e"]]
    assert found[0].first.site == "bao2"
    assert found[0].sites == ("bao2", "bao1", "bao3")
    first, same, changed = found[0].articles
    assert (first.distance, same.distance) == (0, 0)
    assert 0 < changed.distance <= 6


def test_distance_zero_finds_only_equal_texts(archive: Path) -> None:
    assert [len(cluster.articles) for cluster in clusters(load(archive), distance=0)] == [2, 2]


def test_only_clusters_across_sites_are_returned_on_request(archive: Path) -> None:
    assert [cluster.first.id[-1] for cluster in clusters(load(archive), across_sites=True)] == ["a"]


def test_short_texts_are_left_out_by_default(archive: Path) -> None:
    assert len(clusters(load(archive), min_words=1)) == 3


@pytest.mark.parametrize("distance", [-1, 9])
def test_an_invalid_distance_is_refused(distance: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 8"):
        clusters([], distance=distance)


@settings(max_examples=60)
@given(seed=st.integers(0, 1 << 32), distance=st.integers(1, 8), count=st.integers(2, 60))
def test_bands_find_every_pair_that_comparing_all_finds(seed: int, distance: int, count: int) -> None:
    chance = random.Random(seed)
    prints = {chance.getrandbits(64) for _ in range(count)}
    for fingerprint in list(prints):
        prints.add(fingerprint ^ sum(1 << bit for bit in chance.sample(range(64), chance.randint(1, distance + 2))))
    every = {(a, b) for a in prints for b in prints if a < b and (a ^ b).bit_count() <= distance}
    assert {tuple(sorted(pair)) for pair in near_pairs(sorted(prints), distance)} == every


def test_many_texts_are_not_compared_all_with_all() -> None:
    chance = random.Random(3)
    prints = [chance.getrandbits(64) for _ in range(30_000)]
    prints.append(prints[0] ^ 0b10101)
    assert list(dict.fromkeys(near_pairs(prints, 3))) == [(prints[0], prints[-1])]


def test_a_chain_of_edits_is_one_cluster(archive: Path) -> None:
    record = next(iter(load(archive)))
    chain = [_printed(record, number, (1 << 5 * number) - 1) for number in range(4)]
    assert [len(cluster.articles) for cluster in clusters(chain, distance=5)] == [4]
    assert clusters(chain, distance=4) == []


def test_a_fingerprint_of_another_kind_is_skipped(archive: Path) -> None:
    record = next(iter(load(archive)))
    assert clusters([replace(record, fingerprint="không"), replace(record, fingerprint=None)]) == []


def _printed(record: Record, number: int, print_: int) -> Record:
    at = datetime.fromisoformat(f"2018-03-0{number + 1}T09:00:00+07:00")
    return replace(record, id=f"bao1:{number}", fingerprint=f"{print_:016x}", published_at=at)


def test_the_command_prints_them(archive: Path) -> None:
    done = CliRunner().invoke(main, ["duplicates", str(archive), "--across-sites", "--distance", "0"])
    assert done.stdout.splitlines() == [
        "Cùng một tin: 2 articles",
        "  2018-03-02 01:30  bao2  bao2:a  0",
        "  2018-03-02 09:00  bao1  bao1:b  0",
        "",
    ]
    assert done.stderr == "1 text in 2 articles\n"


def test_the_command_prints_json(archive: Path) -> None:
    done = CliRunner().invoke(main, ["duplicates", str(archive), "--json", "--site", "bao1"])
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert (found["first"], found["sites"]) == ("bao1:d", ["bao1"])
    assert [row["distance"] for row in found["articles"]] == [0, 0]
    assert (
        CliRunner().invoke(main, ["duplicates", str(archive), "--site", "bao2"]).stderr == "no near-duplicates found\n"
    )
