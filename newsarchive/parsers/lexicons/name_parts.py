"""Regular expressions for the start of a part of a class or id: "related-posts" and "boxRelated", not "unrelated"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BEGINS_WITH_LETTER = re.compile(r"[a-z](?![?*+{|])")


def at_part_start(alternatives: Iterable[str]) -> str:
    """Return a regex for any of *alternatives* that is not preceded by a letter, in a lower-case name.

    Equivalent to ``(?<![a-z])(?:…)``, but each branch begins with a letter and looks back after it: `re` then skips to
    these letters, and leaves a branch at the first letter. Each of *alternatives* must begin with a letter.
    """
    return "|".join(f"{letter}(?<![a-z]{letter})(?:{rests})" for letter, rests in _by_letter(alternatives).items())


def _by_letter(alternatives: Iterable[str]) -> dict[str, str]:
    """Return the rests of *alternatives* behind their first letter, by that letter, in their order."""
    rests: dict[str, list[str]] = {}
    for alternative in alternatives:
        if _BEGINS_WITH_LETTER.match(alternative) is None:
            raise ValueError(f"{alternative}: must begin with a letter; write one alternative for each beginning")
        rests.setdefault(alternative[0], []).append(alternative[1:])
    return {letter: "|".join(each) for letter, each in rests.items()}


class NameMatcher:
    """Rules for names as one regular expression; where several match at one place, the first counts."""

    def __init__(self, rules: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        """Compile *rules*: the id of each, its alternatives, and the beginnings that it excludes (both regexes)."""
        self._ids: list[str] = []
        branches: dict[str, list[str]] = {}
        for rule_id, alternatives, excluded in rules:
            exceptions = _by_letter(excluded)
            for letter, rests in _by_letter(alternatives).items():
                but_not = f"(?!{exceptions[letter]})" if letter in exceptions else ""
                branches.setdefault(letter, []).append(f"(?P<r{len(self._ids)}>{but_not}(?:{rests}))")
                self._ids.append(rule_id)
        self._pattern = re.compile(
            "|".join(f"{letter}(?<![a-z]{letter})(?:{'|'.join(each)})" for letter, each in branches.items())
        )

    def search(self, name: str) -> str | None:
        """Return the id of a rule that a part of the lower-case *name* begins with."""
        match = self._pattern.search(name)
        return self._ids[int(match.lastgroup[1:])] if match and match.lastgroup else None
