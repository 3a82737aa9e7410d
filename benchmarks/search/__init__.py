"""Full-text search over many articles: how long the base takes to build, and how long an answer takes."""
