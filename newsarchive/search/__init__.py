"""Full-text search over an archive, with or without Vietnamese diacritics; each search first updates the index.

This package imports the archive and the data model, never the parsers, the crawler or the data-frame libraries.
"""

from newsarchive.search.access import ask_index
from newsarchive.search.counts import Counts, count_labels
from newsarchive.search.find import Hit, SearchHit, find, matching_keys
from newsarchive.search.folding import fold
from newsarchive.search.index import search_index
from newsarchive.search.lookup import ArticleReference, UnknownArticle, records_of, revisions_of
from newsarchive.search.matches import Search
from newsarchive.search.opening import open_index
from newsarchive.search.query import BadQuery
from newsarchive.search.refresh import IndexProgress

__all__ = [
    "ArticleReference",
    "BadQuery",
    "Counts",
    "Hit",
    "IndexProgress",
    "Search",
    "SearchHit",
    "UnknownArticle",
    "ask_index",
    "count_labels",
    "find",
    "fold",
    "matching_keys",
    "open_index",
    "records_of",
    "revisions_of",
    "search_index",
]
