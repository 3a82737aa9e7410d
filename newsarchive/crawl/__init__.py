"""Crawling: every module that imports Scrapy.

This package may import every package except ``cli``, ``demo``, ``from_warc`` and ``storage``.
"""
