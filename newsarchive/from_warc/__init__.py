"""Extract WARC files from any crawler (Common Crawl, wget, browsertrix) into an archive, on all cores or on a cluster.

It imports the extraction, the archive, the WARC modules, and `crawl.site` for URL rules, but not Scrapy itself.
"""
