"""Reading WARC files again: one process, two processes, two workers of a cluster."""
