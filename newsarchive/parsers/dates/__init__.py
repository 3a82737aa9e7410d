"""When an article was published and updated: the timestamp grammar, the candidates on a page and their resolution.

Imports ``parsers.html``, ``parsers.lexicons`` and the modules beside this package.
"""
