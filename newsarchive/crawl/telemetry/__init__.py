"""What a running crawl tells about itself: progress, Prometheus metrics, failures and the log.

Imports ``crawl.counters`` and ``crawl.outcomes``; nothing imports this package but the settings.
"""
