"""What leaves the machine and what may come back: private addresses, proxies, the browser and limits of responses.

Imports Scrapy, Twisted and ``crawl.errors``.
"""
