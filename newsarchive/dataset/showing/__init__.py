"""Display datasets and results: as tables, in notebooks, with progress.

It imports the modules of dataset and the charts.
"""
