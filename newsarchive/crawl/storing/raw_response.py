"""KeepWire: what went over the wire for a response, for the WARC; Unpack: what it says."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from newsarchive.crawl.politeness.retry import CUT_OFF
from newsarchive.members import inflated

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers

WIRE = "newsarchive_wire"
_GZIPS = (b"gzip", b"x-gzip")
_PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What went over the wire, for the WARC: Transfer-Encoding is undone, Content-Encoding is still on."""

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    request_headers: tuple[tuple[str, str], ...] = field(repr=False)
    ip_address: str | None = None


class Unpack(HttpCompressionMiddleware):
    """Undo Content-Encoding as Scrapy does; what is one sound gzip member, in a quarter of the time.

    A gzip member without its end gets the flag CUT_OFF: where a server closes the connection behind each answer,
    nothing else tells that half of one is missing.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Unpack as Scrapy does."""
        encoding, packed = response.headers.get("Content-Encoding") or b"", response.body
        unpacked = super().process_response(request, response)
        # The member's last bytes are its length: where they fit, there is no need to unpack it once more.
        fits = isinstance(unpacked, Response) and packed[-4:] == (len(unpacked.body) & 0xFFFFFFFF).to_bytes(4, "little")
        if encoding.lower() in _GZIPS and not fits and is_cut_off(packed):
            unpacked.flags.append(CUT_OFF)
        return unpacked

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        whole = inflated(body, max_size) if encoding in _GZIPS else None
        # Scrapy's way gives what can be had of a damaged one, and refuses what is too large.
        return HttpCompressionMiddleware._decode(body, encoding, max_size) if whole is None else whole


class KeepWire:
    """Keep the response as received in ``request.meta``; stands between redirects and decompression."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note what came; pass it on."""
        request.meta[WIRE] = Wire(
            headers=pairs(response.headers),
            body=response.body,
            request_headers=pairs(request.headers),
            ip_address=str(response.ip_address) if response.ip_address else None,
        )
        if response.status == 304 and "Content-Encoding" in response.headers:
            del response.headers["Content-Encoding"]  # no body: nothing to decompress, whatever the header says
        return response


def is_cut_off(packed: bytes) -> bool:
    """Tell whether *packed* begins as a gzip member and ends before that does."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    if not packed:
        return False
    try:
        while packed and not inflate.eof:
            inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    except zlib.error:
        return False
    return not inflate.eof


def pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return *headers* as text, one pair for each value."""
    # Their own items() would look each name up again.
    found = dict.items(headers) if isinstance(headers, dict) else headers.items()
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in found for value in values)
