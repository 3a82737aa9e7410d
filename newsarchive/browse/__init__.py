"""A local web page for an archive: search, facets, articles, revisions, trends and citations, built on Datasette.

It imports the search, the dataset package, the citations and, for stored pages, the HTML decoder of the parsers. It is
the only folder that imports Datasette.
"""
