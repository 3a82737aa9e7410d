"""Full-text search over many articles: the time to build the index, and the time of queries."""
