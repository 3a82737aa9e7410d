"""Everything that imports Scrapy; nothing outside this package does."""
