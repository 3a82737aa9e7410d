"""Derive the regular expressions of article URLs in a publisher file from examples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_NUMBERED = re.compile(r"(?P<mark>-(?:[a-z]+\d+[a-z]+|[a-z]*)|\.|/)(?P<number>\d{2,})(?P<end>\.[a-z]+|/?)$")
_SLUG = re.compile(r"/[^/.-]+(?:-[^/.-]+){4,}(?P<end>\.[a-z]+|/?)$")
_NUMBERS = re.compile(r"/(?:\d+[a-z])+\d+\.[a-z]+$")
_IN_FOLDER = re.compile(r"/(?P<folder>[a-z]+)/[^/.]+(?P<end>\.[a-z]+|/?)$")
_MONTH = re.compile(r"/\d{6}/[^/]+/?$")
_DAY = re.compile(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$")


def article_patterns(urls: Iterable[str]) -> list[str]:
    """Return regular expressions that match the ends of the article *urls*: prefix, number of digits, suffix."""
    found: dict[str, None] = {}
    numbers: dict[tuple[str, str], list[int]] = {}
    for url in urls:
        path = urlsplit(url).path
        if numbered := _NUMBERED.search(path):
            numbers.setdefault((numbered["mark"], numbered["end"]), []).append(len(numbered["number"]))
        elif month := _MONTH.search(path) or _DAY.search(path):
            found[re.sub(r"[^/]+/?$", "[^/]+/?$", re.sub(r"\d+(?=/)", lambda m: rf"\d{{{len(m[0])}}}", month[0]))] = (
                None
            )
        elif slug := _SLUG.search(path):
            found[r"/[^/.-]+(?:-[^/.-]+){4,}" + _end(slug["end"])] = None
        elif _NUMBERS.search(path) or _IN_FOLDER.search(path):
            found[_last_part_pattern(path)] = None
    for (mark, end), lengths in numbers.items():
        # Article ids grow by a digit now and then; ids of ten digits or more are timestamps of one length.
        shortest = max(1, min(lengths) - (2 if min(lengths) < 10 else 0))
        found[rf"{_mark(mark)}\d{{{shortest},}}{_end(end)}"] = None
    return list(found)


def _last_part_pattern(path: str) -> str:
    if numbers := _NUMBERS.search(path):
        return re.sub(r"\d+", r"\\d+", numbers[0]).replace(".", r"\.") + "$"
    last = _IN_FOLDER.search(path)
    return f"/{re.escape(last['folder'])}/[^/]+{_end(last['end'])}" if last else ""


def _mark(mark: str) -> str:
    return re.sub(r"\d+", r"\\d+", mark).replace(".", r"\.")


def _end(end: str) -> str:
    return r"/?$" if end in ("", "/") else f"{re.escape(end)}$"
