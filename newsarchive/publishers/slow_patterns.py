r"""Find patterns and selectors of publisher files that take far too long: a file may come from an untrusted source.

A regex with nested repetitions such as ``(a+)+$`` takes time that doubles with each character, and only ending the
process stops the match. No syntactic rule rejects such regexes and accepts `(?:[\w-]+/)*`, so each pattern is tried on
growing texts generated from its own repetitions, until one text takes too long.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from newsarchive.time_limit import TimeLimitExceeded, time_limit

# Seconds for one text or page. A URL takes a pattern microseconds, and a page takes a selector up to a millisecond.
_TOO_LONG = 0.1
_STOPPED = 0.5  # a match that takes a hundred times longer with each character
_LONGEST_URL = 1000
# Text after a repetition that forces backtracking: no character class contains all three.
_ENDS = ("\x00", "/\x00", "\n\x00")
_MOST_UNITS = 30
_OFTEN = 10  # repetitions with at most this maximum are skipped
_OTHERS = "a0-_/. A"  # candidates for a negated class
_CATEGORIES = {"DIGIT": "0", "WORD": "a", "SPACE": " ", "NOT_DIGIT": "a", "NOT_WORD": "-", "NOT_SPACE": "a"}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@cache
def slow_text(pattern: str) -> str | None:
    """Return a text of up to 1,000 characters that `re.search` takes too long for, or ``None`` if none was found.

    *pattern* must be a valid regex. This is a search, not a proof: it finds the usual nested and adjacent repetitions.
    """
    compiled = re.compile(pattern)
    units = dict.fromkeys(_units(_parsed(pattern), ""))
    for prefix, unit in list(units)[:_MOST_UNITS]:
        for end in _ENDS:
            for count in _counts(len(unit)):
                text = f"{prefix}{unit * count}{end}"
                if _seconds(lambda text=text: compiled.search(text)) > _TOO_LONG:  # type: ignore[misc]
                    return text
    return None


def slow_page(select: Callable[[Any], object], pages: Iterable[Any]) -> Any | None:
    """Return the first of *pages* (small to large) for which *select* takes too long, or ``None``."""
    return next((page for page in pages if _seconds(lambda page=page: select(page)) > _TOO_LONG), None)  # type: ignore[misc]


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that *work* takes; the smaller of two if it seems slow: garbage may be collected in it."""
    seconds = _measured(work)
    return seconds if seconds <= _TOO_LONG else min(seconds, _measured(work))


def _measured(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this thread that *work* takes; it is stopped where it takes far too long."""
    begun = time.thread_time()
    try:
        with time_limit(_STOPPED):
            work()
    except TimeLimitExceeded:
        return _STOPPED
    return time.thread_time() - begun


def _counts(length: int) -> Iterator[int]:
    """Yield how often a unit is repeated: in small steps, so that a slow text comes before one that never finishes."""
    count = 1
    while count * length <= _LONGEST_URL:
        yield count
        count += max(2, count // 5) if count > 50 else 1 + (count > 20)


def _parsed(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]  # its former name, sre_parse, is deprecated

    return _parser.parse(pattern)


def _units(parsed: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the repeated part of each repetition, with a text that leads to it."""
    for code, value in parsed:
        name = str(code)
        if name in _REPEATS:
            _, most, inner = value
            if int(most) > _OFTEN:
                for unit in _samples(inner):
                    yield prefix, unit
            yield from _units(inner, prefix)
        else:
            for inner in _inside(name, value):
                yield from _units(inner, prefix)
        prefix += _sample([(code, value)])


def _inside(name: str, value: Any) -> list[Any]:
    if name == "BRANCH":
        return list(value[1])
    if name == "SUBPATTERN":
        return [value[-1]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    return [value] if name == "ATOMIC_GROUP" else []


def _samples(parsed: Any) -> Iterator[str]:
    """Yield texts that *parsed* matches: a whole one, and one for each of its parts."""
    whole = _sample(parsed)
    if whole:
        yield whole
    for code, value in parsed:
        name = str(code)
        for inner in [value[2]] if name in _REPEATS else _inside(name, value):
            yield from _samples(inner)
        if len(parsed) > 1 and (part := _sample([(code, value)])):
            yield part


def _sample(parsed: Any) -> str:
    """Return a short text that *parsed* matches; parts that depend on the surrounding text are omitted."""
    return "".join(_sample_of(str(code), value) for code, value in parsed)


def _sample_of(name: str, value: Any) -> str:
    if name == "LITERAL":
        return chr(value)
    if name == "NOT_LITERAL":
        return next(char for char in _OTHERS if ord(char) != value)
    if name == "ANY":
        return "a"
    if name == "IN":
        return _member(value)
    if name in _REPEATS:
        least, _, inner = value
        return _sample(inner) * min(max(int(least), 1), _OFTEN)
    if name in ("ASSERT", "ASSERT_NOT"):
        return ""
    return next((_sample(inner) for inner in _inside(name, value)), "")


def _member(members: Any) -> str:
    r"""Return a character of a class such as [a-z], [^/] or \w."""
    named = [(str(code), value) for code, value in members]
    if named[0][0] == "NEGATE":
        return next((char for char in _OTHERS if not any(_holds(*member, char) for member in named[1:])), "")
    name, value = named[0]
    if name == "CATEGORY":
        return _CATEGORIES.get(str(value).removeprefix("CATEGORY_"), "a")
    return chr(value[0] if name == "RANGE" else value)


def _holds(name: str, value: Any, character: str) -> bool:
    if name == "LITERAL":
        return bool(ord(character) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    letter = {"DIGIT": r"\d", "WORD": r"\w", "SPACE": r"\s", "NOT_DIGIT": r"\D", "NOT_WORD": r"\W", "NOT_SPACE": r"\S"}
    pattern = letter.get(str(value).removeprefix("CATEGORY_"), r"\w")
    return re.match(pattern, character) is not None
