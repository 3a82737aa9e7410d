"""Translate a parsed query to expressions of SQLite's FTS5, and match texts against exact queries.

Syntax: https://www.sqlite.org/fts5.html#full_text_query_syntax.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from newsarchive.search.folding import tone_variants, without_bars
from newsarchive.search.query import All, Any, Query, Run

_TEXT = "{title lead body rest}"
# The fields of the query language that stand for several columns.
_COLUMNS: Mapping[str, tuple[str, ...]] = {"text": ("title", "lead", "body")}


def match_expression(query: Query, *, together: bool) -> str:
    """Return the FTS5 expression of *query* for `articles_fts`.

    With *together*, words typed side by side must be side by side in the text; otherwise all of them must occur.
    """
    if isinstance(query, Run):
        return _run(query, together)
    if isinstance(query, Any):
        return _joined("OR", [match_expression(part, together=together) for part in query.parts])
    wanted = _joined("AND", [match_expression(part, together=together) for part in query.parts])
    for part in query.but_not:
        # An excluded phrase stays a phrase: -"da nang" does not exclude every article with da and nang.
        wanted = f"({wanted} NOT {match_expression(part, together=True)})"
    return wanted


def title_expression(query: Query, *, together: bool) -> str | None:
    """Return an expression for articles with *query* in the title; ``None`` if it names another field."""
    if isinstance(query, Run):
        return _run(replace(query, field="title"), together) if query.field in (None, "title", "text") else None
    parts = [text for part in query.parts if (text := title_expression(part, together=together))]
    if not parts or (isinstance(query, All) and len(parts) < len(query.parts)):
        return None
    return _joined("OR" if isinstance(query, Any) else "AND", parts)


def marks_expression(query: Query) -> str:
    """Return the expression for `articles_marks`: a superset of the articles that match *query* exactly."""
    if isinstance(query, Run):
        words = [_joined("OR", [f'"{variant}"' for variant in tone_variants(word)]) for word in query.words]
        if query.prefix:
            words[-1] = _joined("OR", [f'"{variant}"*' for variant in tone_variants(query.words[-1])])
        return _joined("AND", words)
    return _joined("OR" if isinstance(query, Any) else "AND", [marks_expression(part) for part in query.parts])


def marks_suffice(query: Query, *, together: bool) -> bool:
    """Whether `articles_marks` alone decides *query*: it has no phrase, no field and no exclusion."""
    if isinstance(query, Run):
        return query.field is None and (len(query.words) == 1 or not (together or query.phrase))
    excluded = isinstance(query, All) and bool(query.but_not)
    return not excluded and all(marks_suffice(part, together=together) for part in query.parts)


def fulfils(query: Query, texts: Mapping[str, str], *, together: bool) -> bool:
    """Return whether *texts*, lower-case NFC by field (title, lead, body, rest), match *query* with diacritics."""
    if isinstance(query, Run):
        fields = texts.values() if query.field is None else [texts[name] for name in _columns(query.field)]
        if together or query.phrase:
            return any(_pattern(query).search(text) for text in fields)
        words = [replace(query, words=(word,), prefix=False) for word in query.words]
        words[-1] = replace(words[-1], prefix=query.prefix)
        return all(any(_pattern(word).search(text) for text in fields) for word in words)
    if isinstance(query, Any):
        return any(fulfils(part, texts, together=together) for part in query.parts)
    return all(fulfils(part, texts, together=together) for part in query.parts) and not any(
        fulfils(part, texts, together=True) for part in query.but_not
    )


def comparable(text: str | None) -> str:
    """Return *text* in the form that *fulfils* expects."""
    return unicodedata.normalize("NFC", text).lower() if text else ""


@cache
def _pattern(run: Run) -> re.Pattern[str]:
    words = ["(?:" + "|".join(map(re.escape, tone_variants(word))) + ")" for word in run.words]
    end = "" if run.prefix else r"(?![^\W_])"
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(words) + end)


def _columns(field: str) -> tuple[str, ...]:
    return _COLUMNS.get(field, (field,))


def _run(run: Run, together: bool) -> str:
    words = [str(without_bars(word)) for word in run.words]
    field = f"{{{' '.join(_columns(run.field))}}}" if run.field else _TEXT
    if len(words) == 1 or together or run.phrase:
        return f'{field} : "{" ".join(words)}"{"*" if run.prefix else ""}'
    singles = [f'"{word}"' for word in words]
    singles[-1] += "*" if run.prefix else ""
    return f"{field} : {_joined('AND', singles)}"


def _joined(operator: str, parts: list[str]) -> str:
    return f"({f' {operator} '.join(parts)})"
