"""Decide which URL is fetched next, or why a URL is not fetched; in one process or distributed through Redis.

Imports ``crawl.errors``, ``crawl.outcomes``, the archive and the publishers.
"""
