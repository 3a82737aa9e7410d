"""Display datasets and results: as tables, in notebooks, with progress.

This package imports the modules of dataset and the charts.
"""
