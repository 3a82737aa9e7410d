"""`newsarchive sample`: by lot, and the same again from the same seed."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from newsarchive import load
from newsarchive.article import to_json
from newsarchive.cli import main
from newsarchive.dataset.sampling import sampled

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
RECORDS = list(load(SAMPLE))


def drawn(*words: str) -> list[str]:
    lines = CliRunner().invoke(main, ["sample", *words, "--json"]).stdout.splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_the_same_seed_draws_the_same() -> None:
    assert drawn("5", str(SAMPLE)) == drawn("5", str(SAMPLE), "--seed", "0")
    assert len(set(drawn("5", str(SAMPLE)))) == 5
    assert drawn("5", str(SAMPLE)) != drawn("5", str(SAMPLE), "--seed", "1")


def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    assert set(drawn("4", str(SAMPLE))) < set(drawn("9", str(SAMPLE)))


def test_the_order_of_the_records_decides_nothing() -> None:
    mixed = random.Random(1).sample(RECORDS, len(RECORDS))
    assert {one.id for one in sampled(mixed, 6, 3)} == {one.id for one in sampled(RECORDS, 6, 3)}


def test_every_article_has_the_same_chance() -> None:
    counts = Counter(one.id for seed in range(400) for one in sampled(RECORDS, 6, seed))
    assert len(counts) == len(RECORDS)
    assert 60 < min(counts.values()) <= 100 <= max(counts.values()) < 140


def test_a_sample_comes_in_the_order_of_the_archive_and_is_never_more_than_there_is() -> None:
    ids = [one.id for one in RECORDS]
    few = drawn("7", str(SAMPLE))
    assert few == sorted(few, key=ids.index)
    assert drawn("100", str(SAMPLE)) == ids
    assert drawn("0", str(SAMPLE)) == []


def test_filters_come_before_the_lot() -> None:
    assert len(drawn("100", str(SAMPLE), "--site", "tinmau", "--since", "2018", "--until", "2018")) == 5


def test_records_are_whole_and_listings_short() -> None:
    done = CliRunner().invoke(main, ["sample", "1", str(SAMPLE), "--json"])
    record = next(one for one in RECORDS if one.id == json.loads(done.stdout)["id"])
    assert json.loads(done.stdout) == json.loads(to_json(record))
    shown = CliRunner().invoke(main, ["sample", "1", str(SAMPLE)]).stdout.splitlines()
    assert (shown[0], shown[2]) == (record.title, f"  {record.id}  {record.url}")
