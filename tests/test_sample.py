"""`newsarchive sample`: by lot, and the same again from the same seed."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner

from newsarchive import load
from newsarchive.archive.reading.lines import OnError
from newsarchive.article import Record, to_json
from newsarchive.cli import main
from newsarchive.dataset.iterating import records_in
from newsarchive.dataset.packing import pack
from newsarchive.dataset.sampling import sampled

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
RECORDS = list(load(SAMPLE))


def drawn(*arguments: str) -> list[str]:
    lines = CliRunner().invoke(main, ["sample", *arguments, "--json"]).stdout.splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_the_same_seed_draws_the_same() -> None:
    assert drawn("5", str(SAMPLE)) == drawn("5", str(SAMPLE), "--seed", "0")
    assert len(set(drawn("5", str(SAMPLE)))) == 5
    assert drawn("5", str(SAMPLE)) != drawn("5", str(SAMPLE), "--seed", "1")


def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    assert set(drawn("4", str(SAMPLE))) < set(drawn("9", str(SAMPLE)))


def test_the_order_of_the_records_decides_nothing() -> None:
    mixed = random.Random(1).sample(RECORDS, len(RECORDS))
    assert {record.id for record in sampled(mixed, 6, 3)} == {record.id for record in sampled(RECORDS, 6, 3)}


def test_every_article_has_the_same_chance() -> None:
    counts = Counter(record.id for seed in range(400) for record in sampled(RECORDS, 6, seed))
    assert len(counts) == len(RECORDS)
    assert 60 < min(counts.values()) <= 100 <= max(counts.values()) < 140


def test_a_sample_comes_in_the_order_of_the_archive_and_is_never_more_than_there_is() -> None:
    ids = [record.id for record in RECORDS]
    few = drawn("7", str(SAMPLE))
    assert few == sorted(few, key=ids.index)
    assert drawn("100", str(SAMPLE)) == ids
    assert drawn("0", str(SAMPLE)) == []


def test_filters_are_applied_before_sampling() -> None:
    assert len(drawn("100", str(SAMPLE), "--site", "tinmau", "--since", "2018", "--until", "2018")) == 5


@pytest.mark.parametrize("revisions", ["latest", "all"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_gives_what_a_pass_over_its_records_gives(
    tmp_path: Path, packed: bool, revisions: Literal["latest", "all"]
) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "a")
    if packed:
        pack(folder)
    dataset = load(folder, revisions=revisions)
    for count, seed in ((0, 0), (1, 0), (5, 1), (5, 2), (99, 3)):
        assert list(dataset.sample(count, seed=seed)) == sampled(dataset, count, seed)


def test_only_files_with_sampled_records_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def noted(files: Sequence[Path], on_error: OnError, *, progress: bool) -> Iterator[Record]:
        read.extend(files)
        return records_in(files, on_error, progress=progress)

    monkeypatch.setattr("newsarchive.dataset.dataset.records_in", noted)
    (record,) = load(SAMPLE).sample(1)
    assert record.published_at
    assert read == [SAMPLE / "articles" / f"site={record.site}" / f"{record.published_at:%Y-%m}.jsonl.gz"]


def test_records_are_whole_and_listings_short() -> None:
    done = CliRunner().invoke(main, ["sample", "1", str(SAMPLE), "--json"])
    record = next(record for record in RECORDS if record.id == json.loads(done.stdout)["id"])
    assert json.loads(done.stdout) == json.loads(to_json(record))
    shown = CliRunner().invoke(main, ["sample", "1", str(SAMPLE)]).stdout.splitlines()
    assert (shown[0], shown[2]) == (record.title, f"  {record.id}  {record.url}")
