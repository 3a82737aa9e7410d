"""Re-extraction from WARC files: one process, two processes, two workers of a cluster."""
