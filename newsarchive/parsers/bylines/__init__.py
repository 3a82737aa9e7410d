"""The grammar of credit lines: labels, person names, job titles, outlets and places in one line of text.

Works on strings only. Imports ``article``, ``parsers.lexicons`` and ``parsers.text``.
"""
