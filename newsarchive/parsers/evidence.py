"""Candidate: one reading of one field, where it stands in the page and how far that place is trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

# How far a place is believed before anything else is known. What the page prints for its readers is looked at by
# people every day; what it writes for machines is not.
JSON_LD = 0.9
MICRODATA = 0.8
META = 0.7
FINDER = 0.95
VISIBLE = 0.6
GUESS = 0.3


class Candidate(NamedTuple):
    """A *value* read from *source* ("json-ld headline", "meta og:title", "h1"), believed as far as *trust* (0 to 1).

    *raw* is the text it was read from, where that differs.
    """

    value: Any
    source: str
    trust: float
    raw: str | None = None


@dataclass(frozen=True)
class Reading:
    """One field: the *chosen* candidate (``None``: the page does not say) and everything that was considered."""

    chosen: Candidate | None
    candidates: list[Candidate]

    @property
    def value(self) -> Any:
        """The chosen value, or ``None``."""
        return self.chosen.value if self.chosen else None


def most_trusted(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the candidate of highest trust, the first of equals."""
    return max(candidates, key=lambda one: one.trust, default=None)
