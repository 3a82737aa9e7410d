"""Publish an archive as a dataset (records, data card, metadata, checksums), and compare a release with an archive.

It imports the dataset package and what is below it, never the parsers or the crawler.
"""
