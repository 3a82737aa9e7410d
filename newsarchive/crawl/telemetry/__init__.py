"""What a running crawl reports: progress, Prometheus metrics, failures and the log.

Imports ``crawl.counters`` and ``crawl.outcomes``; only the settings import this package.
"""
