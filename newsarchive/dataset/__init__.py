"""Load an archive lazily, as Python objects or as tables.

This package imports the archive, the search, the language functions and the charts, never the parsers or the crawler.
It is the only package that imports Polars, pandas, DuckDB and datasets.
"""

from newsarchive.dataset.dataset import Dataset
from newsarchive.dataset.loading import UnknownSite, load
from newsarchive.dataset.selection import NoArchive
from newsarchive.dataset.tables import FRAME_COLUMNS

__all__ = ["FRAME_COLUMNS", "Dataset", "NoArchive", "UnknownSite", "load"]
