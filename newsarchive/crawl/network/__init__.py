"""Network access of a crawl: private addresses, proxies, the browser and response limits.

Imports Scrapy, Twisted and ``crawl.errors``.
"""
