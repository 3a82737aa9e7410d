"""Files of records, of an archive or another tool -> lines and records: whole batches only, text in NFC.

It may import ``archive.layout`` of the archive, and neither writes nor locks anything.
"""
