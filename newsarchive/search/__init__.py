"""Full-text search over an archive: a base beside the records that keeps itself up, for Vietnamese as it is typed."""

from newsarchive.search.base import search_base
from newsarchive.search.database import open_base, register
from newsarchive.search.folding import fold

__all__ = ["fold", "open_base", "register", "search_base"]
