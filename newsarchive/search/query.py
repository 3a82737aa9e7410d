"""Parse the text of a query to a tree. Every text with a word in it is a valid query.

Words typed side by side must all occur in an article; articles that have them side by side come first. "…" requires the
phrase; AND, OR, NOT (in capitals), -word, ( ) and word* have the meaning of SQLite's FTS5
(https://www.sqlite.org/fts5.html#full_text_query_syntax); title:, lead: and body: search in that field, text: in these
three, without byline, tags and captions. Text that does not fit this grammar is treated as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.search.folding import words_of

_PIECE = re.compile(
    r"""(?P<field>title|lead|body|text):(?=\S)
    | (?P<minus>(?<!\S)-)(?=[^\W_]|")
    | (?P<sign>[()])
    | "(?P<phrase>[^"]*)(?:"(?P<open>\*)?|$)
    | (?P<word>[^\s()"]+)""",
    re.X,
)
_OPERATORS = ("AND", "OR", "NOT")
# Deeper nesting than people type; SQLite rejects expressions deeper than 256.
_DEEPEST = 20
_MOST_WORDS = 200


class BadQuery(ValueError):
    """Raised for a query without a word to search, or with a prefix of too many words."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words typed side by side; *phrase* if quoted, *prefix* if the last one is a prefix of a word."""

    words: tuple[str, ...]
    phrase: bool = False
    prefix: bool = False
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class All:
    """All of *parts*, and none of *but_not*."""

    parts: tuple[Query, ...]
    but_not: tuple[Query, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Any:
    """At least one of *parts*."""

    parts: tuple[Query, ...]


Query = Run | All | Any
_Token = tuple[str, str]


def parse_query(text: str) -> Query:
    """Parse *text* to a query; raise BadQuery if it contains no word."""
    query = _Parser(_tokens(text)).whole()
    if query is None:
        raise BadQuery(f"{text!r}: no word to search; write words, such as da nang, besides NOT and punctuation")
    return query


def is_loose(query: Query) -> bool:
    """Return whether the query has words side by side without quotes, which may be apart in the text."""
    if isinstance(query, Run):
        return len(query.words) > 1 and not query.phrase
    return any(is_loose(part) for part in query.parts)


def runs_of(query: Query) -> list[Run]:
    """Return the runs that a matching article may contain."""
    if isinstance(query, Run):
        return [query]
    return [run for part in query.parts for run in runs_of(part)]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for piece in _PIECE.finditer(text):
        kind = str(piece.lastgroup)
        if piece["phrase"] is not None:
            found.append(("open phrase" if piece["open"] else "phrase", piece["phrase"]))
        elif kind == "word" and piece["word"] in _OPERATORS:
            found.append((piece["word"], ""))
        else:
            found.append((kind, piece[0]))
    return found


class _Parser:
    """A recursive-descent parser: alternatives of conjunctions of runs and groups. It accepts all text."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._words = 0

    def whole(self) -> Query | None:
        parts = []
        while self._at < len(self._tokens):
            parts.append(self._alternatives())
            self._at += self._peek() == ("sign", ")")  # unbalanced
        return _together([part for part in parts if part is not None], [])

    def _alternatives(self) -> Query | None:
        parts = [self._conjunction()]
        while self._peek()[0] == "OR":
            self._at += 1
            parts.append(self._conjunction())
        found = [part for part in parts if part is not None]
        return Any(parts=tuple(found)) if len(found) > 1 else (found[0] if found else None)

    def _conjunction(self) -> Query | None:
        wanted: list[Query] = []
        unwanted: list[Query] = []
        target = wanted
        while (kind := self._peek()[0]) != "OR" and self._peek() not in (("end", ""), ("sign", ")")):
            if kind in ("NOT", "minus"):
                target = unwanted
                self._at += 1
            elif kind == "AND":
                self._at += 1
            else:
                part = self._one()
                if part is not None:
                    target.append(part)
                target = wanted
        return _together(wanted, unwanted)

    def _one(self) -> Query | None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "field":
            return self._run(text[:-1]) if self._peek()[0] in ("word", "phrase", "open phrase") else None
        if kind == "sign":
            return self._bracket()
        self._at -= 1
        return self._run(None)

    def _bracket(self) -> Query | None:
        if self._depth >= _DEEPEST:
            return None
        self._depth += 1
        inner = self._alternatives()
        self._depth -= 1
        self._at += self._peek() == ("sign", ")")
        return inner

    def _run(self, field: str | None) -> Query | None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind in ("phrase", "open phrase"):
            return self._made(words_of(text), field, phrase=True, prefix=kind == "open phrase")
        words = words_of(text)
        # A field applies to the word after it: title:lũ lụt is lũ in the title and lụt anywhere.
        while field is None and not text.endswith("*") and self._peek()[0] == "word":
            text = self._tokens[self._at][1]
            self._at += 1
            words += words_of(text)
        return self._made(words, field, phrase=False, prefix=text.endswith("*"))

    def _made(self, words: list[str], field: str | None, *, phrase: bool, prefix: bool) -> Run | None:
        words = words[: max(0, _MOST_WORDS - self._words)]
        self._words += len(words)
        return Run(words=tuple(words), phrase=phrase, prefix=prefix, field=field) if words else None

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")


def _together(wanted: list[Query], unwanted: list[Query]) -> Query | None:
    if not wanted:
        return None
    return wanted[0] if len(wanted) == 1 and not unwanted else All(parts=tuple(wanted), but_not=tuple(unwanted))
