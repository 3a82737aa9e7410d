"""What a page says: one module per field; knows nothing of Scrapy, of files or of the clock."""
