"""What the addresses of articles look like: some addresses -> the regexes of a publisher file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_TAIL = re.compile(r"(?P<mark>-(?:[a-z]+\d+[a-z]+|[a-z]*)|\.|/)(?P<number>\d{2,})(?P<end>\.[a-z]+|/?)$")
_SLUG = re.compile(r"/[^/.-]+(?:-[^/.-]+){4,}(?P<end>\.[a-z]+|/?)$")
_NUMBERS = re.compile(r"/(?:\d+[a-z])+\d+\.[a-z]+$")
_LAST = re.compile(r"/(?P<folder>[a-z]+)/[^/.]+(?P<end>\.[a-z]+|/?)$")
_MONTH = re.compile(r"/\d{6}/[^/]+/?$")
_DAY = re.compile(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$")


def article_patterns(addresses: Iterable[str]) -> list[str]:
    """Return regexes for the ends of article *addresses*: the mark before the number, as many digits, the suffix."""
    found: dict[str, None] = {}
    numbers: dict[tuple[str, str], list[int]] = {}
    for address in addresses:
        path = urlsplit(address).path
        if tail := _TAIL.search(path):
            numbers.setdefault((tail["mark"], tail["end"]), []).append(len(tail["number"]))
        elif month := _MONTH.search(path) or _DAY.search(path):
            found[re.sub(r"[^/]+/?$", "[^/]+/?$", re.sub(r"\d+(?=/)", lambda m: rf"\d{{{len(m[0])}}}", month[0]))] = (
                None
            )
        elif slug := _SLUG.search(path):
            found[r"/[^/.-]+(?:-[^/.-]+){4,}" + _end(slug["end"])] = None
        elif _NUMBERS.search(path) or _LAST.search(path):
            found[_from_last_part(path)] = None
    for (mark, end), lengths in numbers.items():
        # An id grows by a digit now and then; ids of ten and more digits are stamps of one length.
        fewest = max(1, min(lengths) - (2 if min(lengths) < 10 else 0))
        found[rf"{_mark(mark)}\d{{{fewest},}}{_end(end)}"] = None
    return list(found)


def _from_last_part(path: str) -> str:
    if numbers := _NUMBERS.search(path):
        return re.sub(r"\d+", r"\\d+", numbers[0]).replace(".", r"\.") + "$"
    last = _LAST.search(path)
    return f"/{re.escape(last['folder'])}/[^/]+{_end(last['end'])}" if last else ""


def _mark(mark: str) -> str:
    return re.sub(r"\d+", r"\\d+", mark).replace(".", r"\.")


def _end(end: str) -> str:
    return r"/?$" if end in ("", "/") else f"{re.escape(end)}$"
