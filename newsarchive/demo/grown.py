"""Articles generated from word lists, so that a test can create a demo newspaper of any size."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from newsarchive.article import Block, Credit, Picture
from newsarchive.demo.story import DemoSection, Story

_FIRST_ID = 100_000
_START = datetime(2017, 9, 1, 5, 0, tzinfo=timezone(timedelta(hours=7)))
_DAYS = 180
_LAYOUTS = ("old", "new", "magazine")


def stories(count: int, sections: Sequence[DemoSection]) -> Iterator[Story]:
    """Return *count* stories (none if it is negative) with distinct titles, spread over six months."""
    for number in range(max(0, count)):
        yield _story(number, count, sections)


def _story(number: int, count: int, sections: Sequence[DemoSection]) -> Story:
    chance = Random(number)
    words = _words()
    subject, place, turn = _combination(number, len(words["subjects"]), len(words["places"]))
    minutes = number * _DAYS * 24 * 60 // count
    time = _START + timedelta(minutes=minutes)
    slots = _slots(words["places"][place], words["subjects"][subject])
    name = chance.choice(words["names"])
    return Story(
        id=_FIRST_ID + number,
        section=sections[number % len(sections)],
        title=_title(slots, turn),
        time=time,
        layout=_layout(number, time),
        dateline=chance.choice(("BLG", "BLG.VN")),
        lead=_sentence(chance, words["leads"], slots),
        parts=tuple(_parts(chance, slots, f"/anh/{time:%Y/%m/%d}/{_FIRST_ID + number}.png")),
        byline=name,
        credits=(Credit(name=name),),
        tags=(words["subjects"][subject],),
        traps=frozenset({"json-ld"} if number % 2 else ()),
    )


def _combination(number: int, subjects: int, places: int) -> tuple[int, int, int]:
    """Return a subject, a place and how often all combinations were used before: unique for each number."""
    remainder, subject = divmod(number, subjects)
    turn, place = divmod(remainder, places)
    return subject, (place + 7 * subject) % places, turn


def _slots(place: str, subject: str) -> dict[str, str]:
    return {"Place": place, "place": place[0].lower() + place[1:], "subject": subject}


def _title(slots: dict[str, str], turn: int) -> str:
    later = f" lần thứ {turn + 1}" if turn else ""
    return f"{slots['Place']} tổ chức {slots['subject']}{later}"


def _layout(number: int, time: datetime) -> str:
    return "magazine" if number % 9 == 8 else _LAYOUTS[time.year * 12 + time.month > 2017 * 12 + 11]


def _parts(chance: Random, slots: dict[str, str], picture: str) -> Iterator[Block | Picture]:
    openings = chance.sample(_words()["openings"], k=chance.randint(3, 5))
    for place, opening in enumerate(openings):
        sentences = [opening, *chance.sample(_words()["sentences"], k=chance.randint(1, 3))]
        yield Block(text=" ".join(_filled(chance, template, slots) for template in sentences))
        if place == 0 and chance.random() < 0.5:
            yield Picture(url=picture, caption=_sentence(chance, _words()["captions"], slots))


def _sentence(chance: Random, templates: Sequence[str], slots: dict[str, str]) -> str:
    return _filled(chance, chance.choice(templates), slots)


def _filled(chance: Random, template: str, slots: dict[str, str]) -> str:
    words = _words()
    return template.format(
        **slots, name=chance.choice(words["names"]), number=chance.randint(12, 480), job=chance.choice(words["jobs"])
    )


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources.files("newsarchive.demo") / "words.toml").read_text("utf-8"))
