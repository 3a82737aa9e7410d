"""The data dictionary: the meaning of each field, from which docs, data card and metadata are made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

#: Systems whose names for a field are listed: key in dictionary.toml -> heading.
DIALECTS: Mapping[str, str] = MappingProxyType(
    {
        "schema_org": "schema.org",
        "media_cloud": "Media Cloud",
        "cc_news": "CC-News, news-please",
        "fundus": "Fundus",
        "trafilatura": "trafilatura",
        "vietnamese": "Vietnamese sets",
    }
)


@dataclass(frozen=True, kw_only=True)
class DictionaryEntry:
    """One field: *type* in the JSON Lines, *missing* (the meaning of null or empty), *parts* (keys of an object).

    *names* are the names in other systems, by key of DIALECTS.
    """

    name: str
    meaning: str
    type: str
    unit: str
    missing: str
    source: str
    parts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@cache
def dictionary() -> Mapping[str, DictionaryEntry]:
    """Return the entry of every field by name, in the order of the record."""
    text = (resources.files("newsarchive.release") / "dictionary.toml").read_text("utf-8")
    return MappingProxyType(
        {name: DictionaryEntry(name=name, **values) for name, values in tomllib.loads(text).items()}
    )


def dictionary_table() -> str:
    """Return the fields as a Markdown table; the keys of an object follow it as ``pictures.url``."""
    rows = [("field", "meaning", "type", "unit or values", "missing", "source")]
    for entry in dictionary().values():
        rows.append((f"`{entry.name}`", entry.meaning, entry.type, entry.unit, entry.missing, entry.source))
        rows += [(f"`{entry.name}.{part}`", meaning, "", "", "", "") for part, meaning in entry.parts.items()]
    return "\n".join(_lines(rows))


def names_table() -> str:
    """Return the names in other systems as a Markdown table, without fields that have no other name."""
    rows = [("ours", *DIALECTS.values())]
    for entry in dictionary().values():
        if entry.names:
            rows.append((f"`{entry.name}`", *(_code(entry.names.get(key, "")) for key in DIALECTS)))
    return "\n".join(_lines(rows))


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if number == 0:
            yield f"|{'---|' * len(row)}"


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", ") if name) or "–"
