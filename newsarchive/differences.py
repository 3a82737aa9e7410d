"""Compare two versions of an article: which fields differ, and which words of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import msgspec

from newsarchive.article import Article

PieceKind = Literal["same", "gone", "new"]
Piece = tuple[PieceKind, str]

# The content of a page. Its URL is not included: a move from http to https does not change the article.
READ_FIELDS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Article) if field.name != "url")

_LINE = re.compile(r"[^\n]*\n\s*|[^\n]+")
# A word or a punctuation mark with the spaces after it; a line end is a token, so that a new paragraph is a change.
_WORD = re.compile(r"\s*\n\s*|\w+[^\S\n]*|[^\w\s][^\S\n]*|[^\S\n]+")
# difflib's time grows up to the product of both lengths; beyond this, whole pieces count as removed and added.
_MOST_PAIRS = 4_000_000


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that differs; *old* and *new* are JSON values, ``None`` or empty if the page lacks the value."""

    field: str
    old: Any = dataclasses.field(repr=False)
    new: Any = dataclasses.field(repr=False)


def changes(old: Article, new: Article) -> list[Change]:
    """List the fields in which two versions differ, in the order of the record, without the facts of the request.

    Times are equal if they are the same instant with the same offset.
    """
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in READ_FIELDS)
    values = ((name, msgspec.to_builtins(was), msgspec.to_builtins(now)) for name, was, now in pairs if was is not now)
    return [Change(field=name, old=was, new=now) for name, was, now in values if was != now]


def word_changes(old: str, new: str) -> list[Piece]:
    """Return the pieces of *new* and *old* in order, each marked as kept, added or removed.

    Joined, "same" and "new" give *new* exactly. Spaces between words come from *new* and do not count as a change; line
    ends do. Texts too long and too different to be compared word by word are compared by paragraph, or as a whole.
    """
    pieces: list[Piece] = []
    pairs_left = _MOST_PAIRS
    for was, now in _hunks(_LINE.findall(old), _LINE.findall(new)):
        if _keys(was) == _keys(now):
            pieces.append(("same", "".join(now)))
            continue
        removed, added = _WORD.findall("".join(was)), _WORD.findall("".join(now))
        pairs_left -= len(removed) * len(added)
        pieces += _by_word(removed, added) if pairs_left >= 0 else [("gone", "".join(removed)), ("new", "".join(added))]
    return _joined(pieces)


def _by_word(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for was, now in _hunks(old, new):
        if _keys(was) == _keys(now):
            yield "same", "".join(now)
        else:
            yield "gone", "".join(was)
            yield "new", "".join(now)


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the equal and the different runs, in order; together they are both texts."""
    was, now = _keys(old), _keys(new)
    head = common_start(was, now)
    common_end = common_start(was[head:][::-1], now[head:][::-1])
    yield old[:head], new[:head]
    ends = len(old) - common_end, len(new) - common_end
    if (ends[0] - head) * (ends[1] - head) > _MOST_PAIRS:
        yield old[head : ends[0]], new[head : ends[1]]
    else:
        matcher = SequenceMatcher(None, was[head : ends[0]], now[head : ends[1]], autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            yield old[head + a : head + b], new[head + c : head + d]
    yield old[ends[0] :], new[ends[1] :]


def _keys(pieces: Sequence[str]) -> list[str]:
    return [" ".join(piece.split()) for piece in pieces]


def common_start(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pieces, or letters, at the beginning *old* and *new* share."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (was, now) in pairs if was != now), min(len(old), len(new)))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for kind, text in pieces:
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        elif text:
            joined.append((kind, text))
    return joined
