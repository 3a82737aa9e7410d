"""Full-text search over an archive: a base beside the records, kept up by itself, that reads Vietnamese as it is typed."""

from newsarchive.search.folding import fold

__all__ = ["fold"]
