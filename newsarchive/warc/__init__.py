"""Read and write pages as WARC 1.1 (ISO 28500), the format of web archives; the only package that imports warcio."""

from newsarchive.warc.arc import read_arc, read_warc_or_arc
from newsarchive.warc.cdxj import cdxj_in, cdxj_of
from newsarchive.warc.exchange import Copied, Exchange, StoredPage
from newsarchive.warc.foreign import PAGE_TYPES, page_url, record_type, standardized, warc_date
from newsarchive.warc.reading import read_page, read_pages, read_stored_pages, stored_pages_in
from newsarchive.warc.record import BadWarc, IncompleteResponse
from newsarchive.warc.streaming import RawRecord, read_records
from newsarchive.warc.writing import WarcBytes, info_bytes, origin_bytes, warc_bytes

__all__ = [
    "PAGE_TYPES",
    "BadWarc",
    "Copied",
    "Exchange",
    "IncompleteResponse",
    "RawRecord",
    "StoredPage",
    "WarcBytes",
    "cdxj_in",
    "cdxj_of",
    "info_bytes",
    "origin_bytes",
    "page_url",
    "read_arc",
    "read_page",
    "read_pages",
    "read_records",
    "read_stored_pages",
    "read_warc_or_arc",
    "record_type",
    "standardized",
    "stored_pages_in",
    "warc_bytes",
    "warc_date",
]
