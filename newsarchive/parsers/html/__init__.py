"""From bytes to a document: encoding, cleanup, the element tree, selectors, JSON-LD and microdata.

Imports ``parsers.lexicons`` and ``parsers.text``.
"""
