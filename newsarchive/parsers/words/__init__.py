"""Language data of the parsers: words that mean something on a news page."""
