"""Keep the writing direction of a text inside the text: what it opens, it closes (Unicode Standard Annex 9)."""

from __future__ import annotations

import re
from typing import Any

_FIRST_STRONG_ISOLATE, _POP_ISOLATE, _POP_FORMATTING = "\u2068", "\u2069", "\u202c"
_ISOLATES = "\u2066\u2067\u2068"
# Embeddings and overrides, isolates, and the two characters that end them; not the marks U+200E and U+200F.
_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")


def isolated(value: Any) -> Any:
    """Return a string with directional controls as an isolate that has an end for each beginning; else *value* itself.

    A web page may contain U+202E, which reverses all letters to the end of the line, also those that follow the text.
    The text keeps its controls, except those that end what it has not begun.
    """
    if type(value) is not str or not _CONTROL.search(value):
        return value
    opened: list[str] = []
    balanced = _CONTROL.sub(lambda control: _kept(control[0], opened), value)
    balanced += "".join(reversed(opened))
    is_isolated = balanced == value and value[0] == _FIRST_STRONG_ISOLATE and _end(value) == len(value) - 1
    return balanced if is_isolated else f"{_FIRST_STRONG_ISOLATE}{balanced}{_POP_ISOLATE}"


def _kept(control: str, opened: list[str]) -> str:
    """Return *control*, or "" if it ends nothing; *opened* is the stack of the controls that end what is open."""
    if control == _POP_FORMATTING:
        return opened.pop() if opened and opened[-1] == _POP_FORMATTING else ""
    if control == _POP_ISOLATE:
        if _POP_ISOLATE not in opened:
            return ""
        # The end of an isolate ends all embeddings and overrides inside it (rule X6a).
        while opened.pop() != _POP_ISOLATE:
            pass
        return control
    opened.append(_POP_ISOLATE if control in _ISOLATES else _POP_FORMATTING)
    return control


def _end(value: str) -> int:
    """Return the index of the control that ends the isolate at the beginning of the balanced *value*."""
    depth = 0
    for control in _CONTROL.finditer(value):
        depth += (control[0] in _ISOLATES) - (control[0] == _POP_ISOLATE)
        if not depth:
            return control.start()
    return -1
