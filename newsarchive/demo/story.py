"""One article of the demo newspaper, as written in its TOML file, and the article expected from its page."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import Any, cast

from newsarchive.article import Article, Block, BlockKind, Credit, Picture, Role
from newsarchive.publishers.canonical import canonical_url

NAME = "Báo Lam Giang"
#: Origin of the newspaper in its pages; the host cannot be resolved (RFC 2606).
ORIGIN = "http://baolamgiang.example"

_MARKS: Mapping[str, BlockKind] = {"## ": "heading", "> ": "quote", "- ": "list_item"}
_PICTURE = re.compile(r"!\[(?P<file>[\w./-]+)\]\s*(?P<caption>[^|]*?)\s*(?:\|\s*(?P<credit>.+))?$")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class DemoSection:
    """A section of the newspaper; *slug* is its path."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article: *parts* are its blocks and pictures in reading order, *layout* is the design of its page.

    *traps* name the deliberate faults and peculiarities of its page (see layouts.py).
    """

    id: int
    section: DemoSection
    title: str
    time: datetime
    modified: datetime | None = None
    layout: str = "new"
    dateline: str | None = None
    lead: str
    parts: tuple[Block | Picture, ...]
    byline: str | None = None
    credits: tuple[Credit, ...] = ()
    tags: tuple[str, ...] = ()
    traps: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """Path of the page; articles of the older design have an *a* before their number."""
        mark = "a" if self.layout == "old" else ""
        return f"/{self.section.slug}/{slug_of(self.title)}-{mark}{self.id}.html"

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the body, without pictures."""
        return [part for part in self.parts if isinstance(part, Block)]

    @property
    def pictures(self) -> list[Picture]:
        """The pictures, with paths where an Article has URLs."""
        return [part for part in self.parts if isinstance(part, Picture)]

    def expected(self) -> Article:
        """Return the article expected from the page of this story."""
        return Article(
            url=ORIGIN + self.path,
            canonical_url=canonical_url(ORIGIN + self.path),
            kind="article",
            language="vi",
            title=self.title,
            dateline=self.dateline,
            lead=self.lead,
            body="\n\n".join(block.text for block in self.blocks),
            blocks=self.blocks,
            published_at=self.time,
            modified_at=self.modified,
            published_precision="minute",
            byline=self.byline,
            authors=list(dict.fromkeys(credit.name for credit in self.credits if credit.role == "author")),
            credits=list(self.credits),
            section=self.section.name,
            sections=[self.section.name],
            tags=list(self.tags),
            pictures=[replace(picture, url=ORIGIN + picture.url) for picture in self.pictures],
            publisher=NAME,
        )


def slug_of(text: str) -> str:
    """Return *text* as Vietnamese publishers write it in URLs: without diacritics, in lower case, with hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _NO_LETTER.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")


def written_stories(edition: int) -> tuple[Story, ...]:
    """Return the hand-written stories of *edition* (1 or 2), newest first."""
    folder = resources.files("newsarchive.demo") / "articles"
    files = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    stories = [story for path in files for story in _stories(tomllib.loads(path.read_text("utf-8")), edition)]
    return tuple(sorted(stories, key=lambda story: (story.time, story.id), reverse=True))


def _stories(table: dict[str, Any], edition: int) -> Iterator[Story]:
    section = DemoSection(slug=table["slug"], name=table["section"])
    for row in table["article"]:
        if row.get("edition", 1) <= edition:
            yield _story(row | (row.get("later", {}) if edition > 1 else {}), section)


def _story(row: dict[str, Any], section: DemoSection) -> Story:
    return Story(
        id=row["id"],
        section=section,
        title=row["title"],
        time=row["time"],
        modified=row.get("modified"),
        layout=row["layout"],
        dateline=row.get("dateline"),
        lead=row["lead"],
        parts=tuple(parts_of(row["text"], f"/anh/{row['time']:%Y/%m/%d}/")),
        byline=row.get("byline"),
        credits=tuple(_credit(credit) for credit in row.get("credits", ())),
        tags=tuple(row.get("tags", ())),
        traps=frozenset(row.get("traps", ())),
    )


def _credit(text: str) -> Credit:
    role, _, name = text.partition(": ")
    return Credit(name=name, role=cast(Role, role))


def parts_of(text: str, folder: str) -> Iterator[Block | Picture]:
    """Parse an article file: blank lines separate blocks, marked ``##``, ``>``, ``-`` or ``![file]``."""
    for part in text.strip().split("\n\n"):
        if part.startswith("!["):
            yield _picture(part, folder)
        elif part.startswith("- "):
            yield from (_block(line) for line in part.splitlines())
        else:
            yield _block(" ".join(part.split("\n")))


def _block(text: str) -> Block:
    kind = _MARKS.get(text[: text.find(" ") + 1])
    return Block(kind=kind, text=text.partition(" ")[2]) if kind else Block(text=text)


def _picture(text: str, folder: str) -> Picture:
    found = _PICTURE.match(" ".join(text.split("\n")))
    if found is None:
        raise ValueError(f'"{text}": not a picture; write "![file.png] Caption. | Photographer"')
    return Picture(url=folder + found["file"], caption=found["caption"] or None, credit=found["credit"])
