"""The text of an article: its blocks, lead, dateline, captions and images, apart from everything around them.

Imports ``parsers.html``, ``parsers.lexicons``, ``parsers.bylines`` and the modules beside this package.
"""
