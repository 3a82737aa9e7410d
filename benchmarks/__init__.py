"""Benchmarks of quality and speed: newsarchive and its peers on the same inputs, in one run.

They import newsarchive and the peers; newsarchive never imports them.
"""
