"""The parts of a page that stand beside its article: other whole articles and small boxes.

Imports the modules beside this package.
"""
