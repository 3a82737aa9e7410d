"""Language data for the parsers: words, phrases and names, as TOML files and as named constants.

Imports no other part of newsarchive.
"""
