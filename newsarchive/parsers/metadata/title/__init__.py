"""The headline of an article: candidates, cleaned of site and section, and the choice among them.

Imports ``parsers.body``, ``parsers.dates``, ``parsers.evidence``, ``parsers.html`` and ``parsers.lexicons``.
"""
