"""Recognize names of countries, which follow the name of a person or an employer in author fields."""

from __future__ import annotations

from functools import cache


def is_country(text: str) -> bool:
    """Return whether *text* is the name of a country or territory in one of four languages, or "UK" or "USA"."""
    return text.casefold() in _countries()


@cache
def _countries() -> frozenset[str]:
    """Return the names of countries, folded (CLDR). Vietnamese ones ("Đức", "Anh", "Nga") are names of people too."""
    from babel import Locale

    territories = (Locale(language).territories for language in ("en", "de", "fr", "es"))
    names = (name for names in territories for code, name in names.items() if len(code) == 2)
    return frozenset({*map(str.casefold, names), "uk", "usa", "việt nam"})
