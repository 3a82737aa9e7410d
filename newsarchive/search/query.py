"""The text of a query -> a tree; any text at all is a query, or the error says that it holds no word.

Words typed side by side must all occur in an article; those articles that have them side by side come first.
"…" insists on the phrase; AND, OR, NOT (in capitals), -word, ( ) and word* do what they do in SQLite's FTS5
(https://www.sqlite.org/fts5.html#full_text_query_syntax); title:, lead: and body: look in that field. Whatever does
not fit this grammar counts as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.search.folding import words_of

_PIECE = re.compile(
    r"""(?P<field>title|lead|body):(?=\S)
    | (?P<minus>(?<!\S)-)(?=[^\W_]|")
    | (?P<sign>[()])
    | "(?P<phrase>[^"]*)(?:"(?P<open>\*)?|$)
    | (?P<word>[^\s()"]+)""",
    re.X,
)
_OPERATORS = ("AND", "OR", "NOT")
# Deeper nesting than people type; SQLite refuses expressions deeper than 256.
_DEEPEST = 20
_MOST_WORDS = 200


class BadQuery(ValueError):
    """A query without a word to look for, or one that asks for half the dictionary."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words typed side by side; *phrase* when quoted, *prefix* when the last one is only the beginning of a word."""

    words: tuple[str, ...]
    phrase: bool = False
    prefix: bool = False
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class All:
    """Every one of *parts*, and none of *but_not*."""

    parts: tuple[Query, ...]
    but_not: tuple[Query, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Any:
    """At least one of *parts*."""

    parts: tuple[Query, ...]


Query = Run | All | Any
_Token = tuple[str, str]


def parse_query(text: str) -> Query:
    """Return the query that *text* means; raise BadQuery when nothing in it can be looked for."""
    query = _Parser(_tokens(text)).whole()
    if query is None:
        raise BadQuery(f"{text!r}: no word to look for; write words, such as da nang, besides NOT and signs")
    return query


def is_loose(query: Query) -> bool:
    """Tell whether words are typed side by side without quotes, and may stand apart."""
    if isinstance(query, Run):
        return len(query.words) > 1 and not query.phrase
    return any(is_loose(part) for part in query.parts)


def runs_of(query: Query) -> list[Run]:
    """List the runs that a found article may contain."""
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
    """Reads tokens by descent: alternatives of conjunctions of runs, phrases and brackets. It refuses nothing."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._words = 0

    def whole(self) -> Query | None:
        parts = []
        while self._at < len(self._tokens):
            parts.append(self._alternatives())
            self._at += self._peek() == ("sign", ")")  # one too many
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
        # A field holds for the one word behind it: title:lũ lụt is lũ in the title and lụt anywhere.
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
