"""Pages as WARC 1.1 (ISO 28500), the web archives' own format, and back: the one door for warcio."""

from newsarchive.warc.cdxj import cdxj_in, cdxj_of
from newsarchive.warc.exchange import Copied, Exchange, Kept
from newsarchive.warc.reading import kept_in, read_kept, read_page, read_pages
from newsarchive.warc.record import BadWarc
from newsarchive.warc.streaming import RawRecord, read_records
from newsarchive.warc.writing import WarcBytes, info_bytes, origin_bytes, warc_bytes

__all__ = [
    "BadWarc",
    "Copied",
    "Exchange",
    "Kept",
    "RawRecord",
    "WarcBytes",
    "cdxj_in",
    "cdxj_of",
    "info_bytes",
    "kept_in",
    "origin_bytes",
    "read_kept",
    "read_page",
    "read_pages",
    "read_records",
    "warc_bytes",
]
