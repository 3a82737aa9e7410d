"""Corpus linguistics for an archive: trends, concordances, collocates, n-grams and keyness of any iterable of records.

This package imports the data model and the search, never the data-frame libraries.
"""
