"""KeepWire: what went over the wire for a response, for the WARC; Unpack: what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from newsarchive.members import inflated

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers, Response

WIRE = "newsarchive_wire"


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What went over the wire, for the WARC: Transfer-Encoding is undone, Content-Encoding is still on."""

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    request_headers: tuple[tuple[str, str], ...] = field(repr=False)
    ip_address: str | None = None


class Unpack(HttpCompressionMiddleware):
    """Undo Content-Encoding as Scrapy does; what is one sound gzip member, in a quarter of the time."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        whole = inflated(body, max_size) if encoding in (b"gzip", b"x-gzip") else None
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


def pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return *headers* as text, one pair for each value."""
    # Their own items() would look each name up again.
    found = dict.items(headers) if isinstance(headers, dict) else headers.items()
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in found for value in values)
