"""The grammar of credit lines: labels, person names, job titles, outlets and locations in one line of text.

The package works on strings only. Imports ``article``, ``parsers.lexicons`` and ``parsers.text``.
"""
