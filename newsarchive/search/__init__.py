"""Full-text search over an archive: a base beside the records that keeps itself up, for Vietnamese as it is typed."""

from newsarchive.search.asking import ask_base
from newsarchive.search.base import search_base
from newsarchive.search.database import open_base, register
from newsarchive.search.find import Found, Hit, find, matching_keys
from newsarchive.search.folding import fold
from newsarchive.search.lookup import Asked, UnknownArticle, revisions_of
from newsarchive.search.query import BadQuery
from newsarchive.search.ranking import Search

__all__ = [
    "Asked",
    "BadQuery",
    "Found",
    "Hit",
    "Search",
    "UnknownArticle",
    "ask_base",
    "find",
    "fold",
    "matching_keys",
    "open_base",
    "register",
    "revisions_of",
    "search_base",
]
