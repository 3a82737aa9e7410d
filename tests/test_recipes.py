"""The recipes' archive is what they say it is, and each of their pictures is one that they make."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import newsarchive
from newsarchive.archive.verify import verify
from newsarchive.dataset.gaps import gaps_in
from newsarchive.dataset.statistics import articles_by_day
from newsarchive.demo.three_sites import AGENCY, GAP, NAMES, write_three_sites

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "recipes.md").read_text("utf-8")
MADE = re.findall(r'"(recipe-[a-z]+\.png)"', PAGE)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_three_sites(tmp_path_factory.mktemp("papers") / "archive")


def test_the_three_sites_are_a_whole_archive(archive: Path) -> None:
    report = verify(archive)
    assert report.is_whole
    assert report.articles > 1000
    assert newsarchive.load(archive).sites == sorted(NAMES)


def test_the_three_sites_are_always_the_same(archive: Path, tmp_path: Path) -> None:
    again = write_three_sites(tmp_path)
    files = sorted(path.relative_to(archive) for path in archive.rglob("*.gz"))
    assert [(again / file).read_bytes() for file in files] == [(archive / file).read_bytes() for file in files]


def test_the_three_sites_have_what_the_recipes_look_for(archive: Path) -> None:
    latest, every = list(newsarchive.load(archive)), list(newsarchive.load(archive, revisions="all"))
    reports = [record for record in latest if any(credit.name == AGENCY for credit in record.credits)]
    assert len({report.site for report in reports}) == len(NAMES)
    titles: dict[str, set[str | None]] = {}
    for record in every:
        titles.setdefault(record.id, set()).add(record.title)
    assert sum(len(title) > 1 for title in titles.values()) > 50
    assert max(Counter(len(record.authors) for record in latest)) == 2
    gaps = {site: gaps_in(counts) for site, counts in articles_by_day(latest).items()}
    assert {site for site, runs in gaps.items() if runs} == {GAP[0]}
    assert gaps[GAP[0]][0].first <= GAP[1] <= GAP[2] <= gaps[GAP[0]][0].last


def test_five_recipes_have_their_pictures() -> None:
    assert len(MADE) == len(set(MADE)) == 5
    shown = re.findall(r"!\[[^\]]{20,}\]\(images/(recipe-[a-z]+\.png)\)", PAGE)
    assert shown == MADE
    assert {path.name for path in (ROOT / "docs" / "images").glob("recipe-*.png")} == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_a_picture_is_small(name: str) -> None:
    whole = (ROOT / "docs" / "images" / name).read_bytes()
    assert whole.startswith(b"\x89PNG\r\n\x1a\n")
    assert 5_000 < len(whole) < 80_000
