"""The contents of an article page: text, authors, source; and of a page that compares two revisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from newsarchive.article import Block, Record
from newsarchive.browse.results import Pieces
from newsarchive.differences import changes, word_changes

# The body is compared as text, so its blocks need no comparison.
_REPEATED = frozenset({"blocks"})
_DIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, kw_only=True)
class RevisionDifference:
    """A field in which two revisions differ: the parts of the *old* and the *new* text, with changes marked."""

    field: str
    old: Pieces
    new: Pieces


def differences(old: Record, new: Record) -> list[RevisionDifference]:
    """Return the fields in which two revisions differ, in the order of the record."""
    return [
        _difference(change.field, _text(change.old), _text(change.new))
        for change in changes(old, new)
        if change.field not in _REPEATED or old.body == new.body
    ]


def parts(record: Record) -> list[tuple[str, Sequence[Block]]]:
    """Return the blocks of the body, with list items grouped; without blocks, the paragraphs of the body."""
    blocks = record.blocks or [Block(text=text) for text in record.body.split("\n\n") if text]
    out: list[tuple[str, Sequence[Block]]] = []
    for kind, some in groupby(blocks, key=lambda block: block.kind):
        run = list(some)
        out += [("list", run)] if kind == "list_item" else [(kind, [block]) for block in run]
    return out


def when(record: Record) -> str:
    """Return the time of publication as precisely as the page displayed it."""
    at = record.published_at
    if at is None:
        return "undated"
    if record.published_precision in ("day", "month"):
        return f"{at:%Y-%m}" if record.published_precision == "month" else f"{at:%Y-%m-%d}"
    return f"{at:%Y-%m-%d %H:%M} {at:%Z}".strip()


def outward(url: str | None) -> str | None:
    """Return *url*, with directional controls percent-encoded, if it is http or https with a host; else ``None``."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    is_safe = parts.scheme in ("http", "https") and parts.hostname
    return _DIRECTIONAL.sub(lambda control: quote(control[0]), url) if url and is_safe else None


def path_of(kind: str, id: str) -> str:
    """Return the path of the article *id*; *kind* is "article", "compare", "cite" or "page"."""
    return f"/{kind}/{quote(id, safe=':')}"


def _difference(field: str, old: str, new: str) -> RevisionDifference:
    return RevisionDifference(field=field, old=_pieces(new, old), new=_pieces(old, new))


def _pieces(other: str, text: str) -> Pieces:
    """Return the parts of *text*, marked where they are not in *other*; only the second text is exact."""
    return [(piece, kind == "new") for kind, piece in word_changes(other, text) if kind != "gone"]


def _text(value: Any) -> str:
    """Return a JSON value as text for a comparison by words."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(f"{name}: {_text(item)}" for name, item in value.items() if item is not None)
    return msgspec.json.encode(value).decode()
