"""Monitoring of crawls: coverage, status, alarms, run history and the run page, all computed from archives.

Needs no Scrapy: imports the archive, the publishers and the charts.
"""
