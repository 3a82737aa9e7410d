"""Display datasets and results: as tables, plots and reports, in notebooks, with progress.

This package imports the modules of dataset and the charts.
"""
