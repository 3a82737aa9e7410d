"""The region of an article: the element that contains its text.

Imports the modules beside this package.
"""
