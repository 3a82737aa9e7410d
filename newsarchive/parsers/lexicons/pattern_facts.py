"""What a regular expression says of the texts it can match: their first characters, and words they must contain.

Most texts match no rule. These facts tell in one look-up that a rule need not be tried.
"""

from __future__ import annotations

from typing import Any

_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_ASSERTIONS = frozenset(("AT", "ASSERT", "ASSERT_NOT"))
# characters of a range; "[a-z]" has 26; a whole script has too many letters to search for each
_WIDEST_RANGE = 64


def first_characters(pattern: str) -> frozenset[str] | None:
    """Return the characters that a text can begin with if *pattern* matches at its start; ``None``: any, or none."""
    return _first(_parsed(pattern))


def needed_words(pattern: str) -> tuple[str, ...]:
    """Return texts of which each text that *pattern* matches contains at least one; empty if unknown."""
    return _needed(_parsed(pattern))


def _parsed(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]  # its former name, sre_parse, is deprecated

    return _parser.parse(pattern)


def _inner(name: str, value: Any) -> list[Any]:
    """Return the alternatives in one part of a parsed pattern."""
    if name == "BRANCH":
        return list(value[1])
    if name == "SUBPATTERN":
        _, added_flags, dropped_flags, inner = value
        return [] if added_flags or dropped_flags else [inner]
    return [value] if name == "ATOMIC_GROUP" else []


def _first(parsed: Any) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for code, value in parsed:
        name = str(code)
        if name in _ASSERTIONS:
            continue
        is_optional = name in _REPEATS and value[0] == 0
        characters = _first(value[2]) if name in _REPEATS else _first_of(name, value)
        if characters is None:
            return None
        found |= characters
        if not is_optional:
            return found
    return None  # the whole pattern may match nothing


def _first_of(name: str, value: Any) -> frozenset[str] | None:
    if name == "LITERAL":
        return frozenset(chr(value))
    if name == "IN":
        return _members(value)
    each = [_first(inner) for inner in _inner(name, value)]
    known = [characters for characters in each if characters is not None]
    return frozenset().union(*known) if each and len(known) == len(each) else None


def _members(members: Any) -> frozenset[str] | None:
    """Return the characters of a class such as [a-z]; ``None`` for [^a-z], a class of letters, and a wide range."""
    found: set[str] = set()
    for code, value in members:
        name = str(code)
        if name == "LITERAL":
            found.add(chr(value))
        elif name == "RANGE" and value[1] - value[0] < _WIDEST_RANGE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(found)


def _needed(parsed: Any) -> tuple[str, ...]:
    """Return the best of the candidates in *parsed*: that whose shortest text is the longest."""
    candidates: list[tuple[str, ...]] = []
    run = ""
    for code, value in parsed:
        name = str(code)
        if name == "LITERAL":
            run += chr(value)
            continue
        if name in _ASSERTIONS:
            continue
        candidates.append((run,))
        run = ""
        if name in _REPEATS:
            candidates.append(_needed(value[2]) if value[0] else ())
        elif alternatives := [_needed(inner) for inner in _inner(name, value)]:
            candidates.append(() if () in alternatives else tuple(word for each in alternatives for word in each))
    candidates.append((run,))
    best = max(candidates, key=_shortest)
    return best if _shortest(best) else ()


def _shortest(words: tuple[str, ...]) -> int:
    return min(map(len, words), default=0)
