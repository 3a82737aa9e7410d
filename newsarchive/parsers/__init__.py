"""Parsers turn the bytes of one page into the fields of one article.

They never touch Scrapy, files or the clock. They import only ``page``, ``article`` and one another.
"""
