"""Label the blocks of the element that contains the article: text, or what else stands among it.

Imports the modules beside this package, and ``lists`` for lists of links.
"""
