"""The spiders and their inputs: seeds, sitemaps and feeds, links, web archives and lists of URLs.

Imports ``crawl.frontier``, ``crawl.storing``, ``crawl.network`` and the publishers.
"""
