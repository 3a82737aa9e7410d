"""Bytes to document: encoding, cleanup, the element tree, selectors, JSON-LD and microdata.

Imports nothing of the other parser packages but ``text`` and ``lexicons``.
"""
