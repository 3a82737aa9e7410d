"""Publication and modification times: the date grammar, the candidates on a page and the selection among them.

Imports ``article``, ``parsers.html``, ``parsers.lexicons`` and its sibling modules.
"""
