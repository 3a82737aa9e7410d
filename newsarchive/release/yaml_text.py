"""Plain values as YAML 1.2, for the data card and the citation file. JSON strings are valid YAML strings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def yaml_text(value: Mapping[str, Any]) -> str:
    """Return *value* (mappings, lists, strings, numbers, booleans) as a YAML document; keys keep their order."""
    return "".join(f"{line}\n" for line in _block(value))


def _block(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entry(f"{key}:", inner)
    else:
        for inner in value:
            yield from _item(inner)


def _entry(key: str, value: Any) -> Iterator[str]:
    if not _is_nested(value):
        yield f"{key} {_scalar(value)}"
        return
    yield key
    yield from (f"  {line}" for line in _block(value))


def _item(value: Any) -> Iterator[str]:
    if not _is_nested(value):
        yield f"- {_scalar(value)}"
        return
    for number, line in enumerate(_block(value)):
        yield f"{'  ' if number else '- '}{line}"


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str) and len(value) > 0


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
