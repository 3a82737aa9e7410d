"""The authors of an article: candidates in metadata, at the headline and in the text, and the choice among them.

Imports ``article``, ``parsers.bylines``, ``parsers.html``, ``parsers.lexicons`` and the modules beside this package.
"""
