"""When an article was published and updated: the date grammar, the candidates on a page and the choice among them.

Imports ``article``, ``parsers.html``, ``parsers.lexicons`` and the modules beside this package.
"""
