"""What a page says: parsers turn the bytes of one page into the fields of one article.

They know nothing of Scrapy, of files or of the clock, and import only ``page``, ``article`` and one another.
"""
