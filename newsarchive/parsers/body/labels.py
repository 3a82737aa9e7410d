"""The labels of a page's text blocks, and the verdict of a rule."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Label = Literal[
    "text",
    "heading",
    "quote",
    "list item",
    "table",
    "lead",
    "dateline",
    "caption",
    "credit",
    "byline",
    "title",
    "time",
    "tags",
    "related list",
    "widget",
    "comment",
    "advertisement",
    "legal",
    "navigation",
]
LABELS: tuple[str, ...] = get_args(Label)
#: The labels whose blocks are the article's body.
BODY_LABELS = frozenset(("text", "heading", "quote", "list item", "table"))


class Verdict(NamedTuple):
    """The result of *rule* for an element or block: its *label* and the reason.

    A *strong* verdict is overridden only if the element holds most of the page's text; a weak one is overridden sooner.
    """

    label: str
    rule: str
    reason: str
    strong: bool = True


class LabeledBlock(NamedTuple):
    """One text block of a page as `extract(..., explain=True)` shows it.

    *place* is the path of the element that contains it, *rule* the id of the rule that set *label*, *reason* why the
    rule exists.
    """

    text: str
    label: str
    rule: str
    reason: str
    place: str
