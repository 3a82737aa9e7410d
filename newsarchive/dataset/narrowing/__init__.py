"""Narrow a dataset by filters, slices, searches and samples.

This package imports the search index and the modules of dataset, never the data-frame libraries.
"""
