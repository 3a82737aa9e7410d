"""Language data for the parsers: words, phrases and names, as TOML files and as named constants.

Does not import any other part of newsarchive.
"""
