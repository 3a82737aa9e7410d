"""The result of labeling: the text, pictures and credit lines of the article's region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from newsarchive.parsers.body.table import TextBlock


@dataclass(slots=True)
class Findings:
    """The labeled blocks of one region: its *text*, *pictures* with their captions, and credit lines (*bylines*).

    *walled*: the text ends at a paywall notice.
    """

    text: list[TextBlock] = field(default_factory=list)
    pictures: list[tuple[TextBlock, list[TextBlock]]] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    walled: bool = False


def unlabeled(blocks: Iterable[TextBlock]) -> list[TextBlock]:
    """Return the blocks of text among *blocks* that no rule has labeled."""
    return [block for block in blocks if not block.label and block.picture is None]
