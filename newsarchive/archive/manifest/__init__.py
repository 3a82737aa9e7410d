"""The manifest: a hash chain of entries that covers every byte stored in the archive; written, compared, joined.

It may import the modules that write bytes (appending, layout, lock), and none that interpret them.
"""
