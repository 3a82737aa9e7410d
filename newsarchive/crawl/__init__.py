"""Crawling: everything that imports Scrapy, and nothing else.

May import every package but ``cli``, ``demo``, ``from_warc`` and ``storage``.
"""
