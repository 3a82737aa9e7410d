"""The authors of an article: candidates in metadata, at the headline and in the text, and their selection.

Imports ``article``, ``parsers.bylines``, ``parsers.html``, ``parsers.lexicons`` and its sibling modules.
"""
