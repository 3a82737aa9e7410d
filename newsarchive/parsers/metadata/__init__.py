"""Everything else a page declares or displays of itself: title, section, tags, address, language, publisher, type.

Imports ``parsers.html``, ``parsers.lexicons`` and the modules beside this package.
"""
