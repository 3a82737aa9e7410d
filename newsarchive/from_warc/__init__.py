"""WARC files of others (Common Crawl's, wget's, browsertrix') -> an archive, on all cores or on a cluster."""
