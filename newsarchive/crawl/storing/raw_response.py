"""KeepWire: the response as received, for the WARC; Unpack: its body decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from newsarchive.crawl.politeness.retry import INCOMPLETE, missing_ends
from newsarchive.redaction import redacted_headers
from newsarchive.warc.unpacking import MAX_BODY, may_be_packed, unpack, unpacked

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers

WIRE = "newsarchive_wire"
#: Flag of a response whose compressed body has a wrong checksum.
CHECKSUM_ERROR = "checksum error"
_PAGE_HEAD = 1024
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_END = re.compile(rb"</html\s*>", re.I)
# A page that ends there, or has only scripts and comments after it: "</html>" may be quoted in a script, and then the
# article may go on.
_CLOSED = re.compile(_END.pattern + rb"\s*(?:\Z|<(?:!--|script\b|noscript\b))", re.I)
_TAIL = 4096
# Flags of Scrapy for a body whose end did not come.
_LOST = {"dataloss", "download_stopped"}


@dataclass(frozen=True, kw_only=True)
class Wire:
    """The response as received, for the WARC file: Transfer-Encoding is removed, Content-Encoding is not."""

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    request_headers: tuple[tuple[str, str], ...] = field(repr=False)
    ip_address: str | None = None


# Text is compressed to a fifth or a thirtieth; Deflate at its best to a thousandth (RFC 1951).
_MOST_RATIO = 100


class Unpack(HttpCompressionMiddleware):
    """Downloader middleware: decode Content-Encoding as the archive's own readers do.

    Both use newsarchive.warc.unpacking.

    A truncated body gets the flag INCOMPLETE: the connection broke, the compressed stream has no end, or the server
    sent a part (206) although the request was for the whole. A body is
    complete, and gets no flag, if its compressed stream ends or its ``</html>`` was received and only the declared
    length was wrong (some servers count the length of the page before they compress it), or only the end of the stream
    is missing.
    """

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """Decompress the body; raise DownloadCancelledError if it would exceed DOWNLOAD_MAXSIZE."""
        if request.method == "HEAD":
            return response
        if not response.body:
            if _LOST & {*response.flags}:
                response.flags.append(INCOMPLETE)
            return response
        names = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        is_asked = response.status != 206 or "Range" in request.headers
        lacks_start, lacks_end = (not is_asked and missing_ends(response)) or (False, False)
        is_lost = bool(_LOST & {*response.flags}) or lacks_start or lacks_end
        if not names and not is_lost and (not may_be_packed(response.body) or _is_gzip_file(response)):
            return response
        most = request.meta.get("download_maxsize", self._max_size) or MAX_BODY
        # Lists of captures may have a gigabyte, but only if they were also long on their way.
        most = min(most, max(MAX_BODY, _MOST_RATIO * len(response.body)))
        found = unpack(response.body, names or None, most)
        if found.is_too_large:
            raise DownloadCancelledError(f"{response.url} is larger than {most} bytes, unpacked")
        is_packed = found.data is not response.body
        has_end = (is_packed and found.is_whole) or _END.search(found.data[-_TAIL:])
        if lacks_start or (is_lost and not has_end):
            found = replace(found, is_whole=False)
        elif not is_lost and _CLOSED.search(found.data[-_TAIL:]):  # a filter on the server that never ended its stream
            found = replace(found, is_whole=True)
        if is_packed or names:
            if self.stats:
                self.stats.inc_value("httpcompression/response_bytes", len(found.data))
                self.stats.inc_value("httpcompression/response_count")
            response.headers.pop("Content-Encoding", None)
            response = _with_body(response, found.data)
        if not found.is_whole:
            response.flags.append(INCOMPLETE)
        if found.has_wrong_checksum:
            response.flags.append(CHECKSUM_ERROR)
        return response


def _is_gzip_file(response: Response) -> bool:
    """Return whether the body is a gzip file and not a compressed page, for which some servers declare that type.

    Sitemaps are gzip files, and their parser reads them up to its own limit.
    """
    kind = response.headers.get("Content-Type") or b""
    if b"gzip" not in kind and not urlsplit(response.url).path.endswith(".gz"):
        return False
    return not _PAGE.search(unpacked(response.body, None, _PAGE_HEAD))


def _with_body(response: Response, body: bytes) -> Response:
    kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
    # Not by response.replace(): it would search the packed body for an encoding, which takes milliseconds.
    kept = {name: getattr(response, name) for name in Response.attributes if name not in ("headers", "body")}
    unpacked = kind(body=body, **kept)
    unpacked.headers = response.headers  # as an argument, each would be looked up and copied again
    return unpacked


class KeepWire:
    """Downloader middleware: keep the response as received in ``request.meta``, before it is decompressed."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Save *response* as received in the request's meta; return it unchanged."""
        request.meta[WIRE] = Wire(
            headers=pairs(response.headers),
            body=response.body,
            request_headers=redacted_headers(pairs(request.headers)),
            ip_address=str(response.ip_address) if response.ip_address else None,
        )
        if response.status == 304 and "Content-Encoding" in response.headers:
            del response.headers["Content-Encoding"]  # no body: nothing to decompress, regardless of the header
        return response


def pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return *headers* as text, one pair for each value."""
    # Headers.items() would look up each name again.
    found = dict.items(headers) if isinstance(headers, dict) else headers.items()
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in found for value in values)
