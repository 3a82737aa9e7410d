"""The language of an archive: terms over time, in context, with their company, and what sets one part apart.

It counts tokens in records, takes any iterable of them, and imports the search's folding and nothing of data frames.
"""
