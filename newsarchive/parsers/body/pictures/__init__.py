"""The pictures of an article: their addresses, their captions, and those displayed above the text.

Imports the modules beside this package.
"""
