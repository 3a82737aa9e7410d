"""Politeness of a crawl: robots.txt, request rate, retries, pauses, crawl hours, noarchive and takedowns.

Imports Scrapy and ``crawl.errors``; only ``slots`` uses Scrapy's private attributes.
"""
