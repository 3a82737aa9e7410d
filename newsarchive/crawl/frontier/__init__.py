"""Which URL is fetched next, and if not, why; in one process or shared through Redis.

Imports ``crawl.errors``, ``crawl.outcomes``, the archive and the publishers.
"""
