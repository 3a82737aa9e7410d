"""Lists and separate elements in and behind the text: of the article itself, or of links to other articles.

Imports the modules beside this package.
"""
