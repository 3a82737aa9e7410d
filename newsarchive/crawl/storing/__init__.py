"""From response to stored record: raw responses, extraction in worker processes, pipelines, the run report.

Imports the archive, the extraction and ``crawl.outcomes``.
"""
