"""Three invented newspapers, half a year of each, as an archive to try an analysis on.

It has what a real corpus has: seasonal subjects, agency reports published by several newspapers, headlines
that change after publication, co-authors, and missing days.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from newsarchive.archive.layout import Layout
from newsarchive.archive.records import marks_of
from newsarchive.article import Credit, Record, to_json
from newsarchive.demo import grown
from newsarchive.demo.story import DemoSection, Story
from newsarchive.publishers.canonical import article_id

AGENCY = "Hãng tin Sông Lặng"
#: Site -> name.
NAMES: Mapping[str, str] = {
    "baodoiche.example": "Báo Đồi Chè",
    "tinbenxuoi.example": "Tin Bến Xuôi",
    "vanxuoi.example": "Vạn Xuôi Hằng Ngày",
}
#: The days on which one newspaper has no articles.
GAP = ("tinbenxuoi.example", date(2017, 12, 5), date(2017, 12, 14))

_STORIES = 3000
_SECTIONS = tuple(
    DemoSection(slug=slug, name=name)
    for slug, name in (("thoi-su", "Thời sự"), ("kinh-te", "Kinh tế"), ("van-hoa", "Văn hóa"), ("giao-duc", "Giáo dục"))
)
_NAMES = {
    "baodoiche.example": ("Hoài An", "Quốc Bình", "Thu Trà", "Khánh Vy", "Trúc Lam"),
    "tinbenxuoi.example": ("Bích Ngân", "Minh Hà", "Cẩm Tú", "Mạnh Tùng", "Trúc Lam"),
    "vanxuoi.example": ("Diệu Linh", "Hữu Phước", "Ngọc Sương", "An Khê", "Mạnh Tùng"),
}
_AGENCY = 4  # of a hundred stories, agency reports
_RETITLED = 8  # of a hundred stories, headlines changed later
_REWRITTEN = 4  # of a hundred stories, texts changed later
_BY_TWO = 30  # of a hundred stories, those by two authors


def write_three_sites(folder: Path) -> Path:
    """Write the archive of the three newspapers (about 1,200 articles, 2017-09 to 2018-02) to *folder* and return it.

    The content never changes. It is generated, not crawled, so it has no raw pages.
    """
    layout, lines = Layout(folder), dict[Path, list[bytes]]()
    for record in _records():
        lines.setdefault(layout.articles_of(record.site, record.published_at), []).append(to_json(record) + b"\n")
    for path, month in lines.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(b"".join(month), mtime=0))
    return folder


@dataclass(frozen=True, kw_only=True)
class _Printing:
    """A story as one newspaper publishes it."""

    site: str
    story: Story


def _records() -> Iterator[Record]:
    subjects: dict[str, int] = {}
    for number, story in enumerate(grown.stories(_STORIES, _SECTIONS)):
        chance = Random(number)
        subject = subjects.setdefault(story.tags[0], len(subjects))
        if chance.random() < _season(subject, story.time):
            for printing in _printings(story, chance):
                if printing.site != GAP[0] or not GAP[1] <= printing.story.time.date() <= GAP[2]:
                    yield from _revisions(printing, chance)


def _season(subject: int, time: datetime) -> float:
    """Return how likely a newspaper writes about a subject in a month: each has its season and is rare outside it."""
    apart = abs(subject % 6 - (time.month - 9) % 12)
    return (1.0, 0.5, 0.15, 0.05)[min(apart, 6 - apart)]


def _printings(story: Story, chance: Random) -> Iterator[_Printing]:
    sites = chance.sample(sorted(NAMES), k=len(NAMES))
    if chance.randrange(100) >= _AGENCY:
        yield _Printing(site=sites[0], story=_signed(story, sites[0], chance))
        return
    yield from (
        _Printing(site=site, story=reprint) for site, reprint in zip(sites, _reprints(story, chance), strict=False)
    )


def _signed(story: Story, site: str, chance: Random) -> Story:
    staff = _NAMES[site]
    first = chance.randrange(len(staff))
    names = [staff[first]]
    if chance.randrange(100) < _BY_TWO:
        names.append(staff[(first + chance.choice((1, 1, 1, 2))) % len(staff)])
    return replace(story, byline=" - ".join(names), credits=tuple(Credit(name=name) for name in names))


def _reprints(story: Story, chance: Random) -> Iterator[Story]:
    """Yield an agency report as newspapers republish it: each later, with another headline, without the last part."""
    reprint = replace(story, byline=f"Theo {AGENCY}", credits=(Credit(name=AGENCY, role="agency"),))
    titles = (story.title, f"{story.title}: nhiều người dự", story.title.replace(" tổ chức ", " mở "))
    for number in range(chance.choice((2, 3, 3))):
        later = timedelta(hours=number * chance.uniform(0.5, 14))
        reprint = replace(reprint, title=titles[number], time=reprint.time + later)
        yield replace(reprint, parts=reprint.parts[: len(reprint.parts) - (number == 2)])


def _revisions(printing: _Printing, chance: Random) -> Iterator[Record]:
    first = _record(printing, revision=1, fetched=printing.story.time + timedelta(minutes=chance.randint(4, 40)))
    yield first
    later = timedelta(hours=chance.expovariate(1 / 4))
    number = chance.randrange(100)
    if number < _RETITLED:
        title = chance.choice((f"{first.title}, đông người dự", str(first.title).replace(" tổ chức ", " dời ngày mở ")))
        yield _revised(first, replace(printing.story, title=title), later)
    elif number < _RETITLED + _REWRITTEN:
        yield _revised(first, replace(printing.story, lead=f"{printing.story.lead} (Đã bổ sung.)"), later)


def _record(printing: _Printing, *, revision: int, fetched: datetime) -> Record:
    url = f"https://{printing.site}{printing.story.path}"
    article = replace(
        printing.story.expected(), url=url, canonical_url=url, publisher=NAMES[printing.site], pictures=[]
    )
    marks = marks_of(article)
    return Record(
        **vars(article),
        id=article_id(printing.site, url),
        revision=revision,
        site=printing.site,
        fingerprint=marks.fingerprint,
        text_sha256=marks.text_sha256,
        fetched_at=fetched.astimezone(UTC).replace(microsecond=0),
        first_seen_at=fetched.astimezone(UTC).replace(microsecond=0),
        extractor="newsarchive demo",
    )


def _revised(first: Record, story: Story, later: timedelta) -> Record:
    """Return the second revision of *first*, which keeps its URL and id."""
    assert first.fetched_at
    article = replace(
        first, title=story.title, lead=story.lead, modified_at=(story.time + later).replace(microsecond=0), revision=2
    )
    marks = marks_of(article)
    fetched = (first.fetched_at + later).replace(microsecond=0)
    return replace(article, fingerprint=marks.fingerprint, text_sha256=marks.text_sha256, fetched_at=fetched)
