"""Who wrote the article: author candidates in metadata, at the headline and in the text, and their resolution.

Imports ``parsers.bylines``, ``parsers.html``, ``parsers.body`` and the modules beside this package.
"""
