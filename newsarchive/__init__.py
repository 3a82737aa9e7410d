"""Collect news pages into an archive that outlives its crawler, and load it back in one line."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.article import Article, Record
    from newsarchive.dataset import Dataset, load
    from newsarchive.extraction import extract
    from newsarchive.page import Page
    from newsarchive.parsers.bylines.parser import Byline, parse_byline
    from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Byline",
    "Dataset",
    "Page",
    "Record",
    "Timestamp",
    "__version__",
    "extract",
    "load",
    "parse_byline",
    "parse_timestamp",
]

# Imported on first use, so that `import newsarchive` stays quick and brings in neither Scrapy nor a data-frame library.
_HOME = {
    "Article": "newsarchive.article",
    "Byline": "newsarchive.parsers.bylines.parser",
    "Dataset": "newsarchive.dataset",
    "Page": "newsarchive.page",
    "Record": "newsarchive.article",
    "Timestamp": "newsarchive.parsers.dates.timestamp",
    "extract": "newsarchive.extraction",
    "load": "newsarchive.dataset",
    "parse_byline": "newsarchive.parsers.bylines.parser",
    "parse_timestamp": "newsarchive.parsers.dates.timestamp",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'newsarchive' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
