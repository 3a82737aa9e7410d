"""How gently a site is crawled: robots.txt, pace, retries, pauses, hours, noarchive and takedowns.

Imports Scrapy and ``crawl.errors``; ``slots`` is the one door to Scrapy's private attributes.
"""
