"""The report of a re-extraction: changes by publisher and field, with examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsarchive.reextract.reading import How, Reread

_EXAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Example:
    """An article with a different field value."""

    id: str
    url: str | None
    old: str
    new: str


@dataclass(kw_only=True)
class FieldTally:
    """How often a field differs on one site: *changed*, *lost* (now empty), *gained* (was empty)."""

    changed: int = 0
    lost: int = 0
    gained: int = 0
    examples: dict[How, list[Example]] = field(default_factory=dict)

    def add(self, how: How, example: Example) -> None:
        """Count one article and keep the first few of each kind as examples."""
        setattr(self, how, getattr(self, how) + 1)
        kept = self.examples.setdefault(how, [])
        if len(kept) < _EXAMPLES:
            kept.append(example)


@dataclass(kw_only=True)
class ReextractionReport:
    """The result of a re-extraction: counts of articles, and differences by site and field.

    *unread* counts the reasons for which pages could not be compared; *written* is the number of revisions stored.
    """

    articles: int = 0
    same: int = 0
    differing: int = 0
    written: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    unread_examples: dict[str, list[str]] = field(default_factory=dict)
    sites: dict[str, dict[str, FieldTally]] = field(default_factory=dict)

    def add(self, reread: Reread) -> None:
        """Count the comparison of one record."""
        self.articles += 1
        if reread.unread:
            self.unread[reread.unread] += 1
            ids = self.unread_examples.setdefault(reread.unread, [])
            ids += [reread.id] if len(ids) < _EXAMPLES else []
            return
        self.same += not reread.differences
        self.differing += bool(reread.differences)
        fields = {difference.field for difference in reread.differences}
        for difference in reread.differences:
            if difference.field == "blocks" and "body" in fields:
                continue  # the body, with its structure
            tallies = self.sites.setdefault(reread.site, {})
            example = Example(id=reread.id, url=reread.url, old=difference.old, new=difference.new)
            tallies.setdefault(difference.field, FieldTally()).add(difference.how, example)
