"""The text of an article: its blocks, lead, dateline, captions and images, separated from the rest of the page.

Imports ``article``, ``parsers.bylines``, ``parsers.dates``, ``parsers.html``, ``parsers.lexicons`` and the modules
beside this package.
"""
