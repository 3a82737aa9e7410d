"""The manifest: a chain of entries that names every byte the archive has stored; written, compared, joined.

It may import what writes bytes (appending, layout, lock) and nothing of what the bytes mean.
"""
