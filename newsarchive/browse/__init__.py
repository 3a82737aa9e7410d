"""An archive as a local web page: search, facets, articles, their revisions; Datasette over the search base."""
