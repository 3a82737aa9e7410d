"""TolerantHttp: a download handler that reads slightly broken HTTP the way browsers do.

It is Scrapy's own handler with another response parser; the rest (TLS, proxies, connection pool, limits) is unchanged.
What it reads and Twisted's parser refuses: header lines up to 1 MiB (Twisted: 16 KiB), header names that are no token,
a first continuation line, unusual status lines, contradicting or non-numeric Content-Length (the body then ends with
the connection), an unknown Transfer-Encoding, chunk sizes with padding or bare line feeds, and bodies that are called
chunked and are not. A body whose end is missing comes with Scrapy's flag ``dataloss``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.web._newclient import STATUS, ParseError
from twisted.web.http import PotentialDataLoss, _DataLoss

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web.iweb import IResponse

_MOST_HEADER = 1 << 20  # bytes of one header line; Chromium takes 256 KiB of all together
_MOST_HEADERS = 4 << 20  # bytes of all header lines of a response
_MOST_INTERIM = 100  # 1xx responses before the final one (RFC 9110, 15.2, names no limit)
# "HTTP/1.1 200 OK", also without a version's dot, with more blanks, or with the ICY of old streaming servers.
_STATUS_LINE = re.compile(rb"\s*(?:HTTP|ICY)\s*/?\s*(\d+(?:\.\d+)?)?\s+(\d{3})\b\s*(.*)", re.I | re.S)
_USUAL_STATUS = re.compile(rb"HTTP/1\.[01] \d{3}(?: |$)")
# No page is so long: a length beyond it is an error of the server's, and not a reason to refuse the response.
_MOST_LENGTH = 1 << 33
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-f]{1,15})\s*(?:;.*)?", re.I | re.S)
_LONGEST_SIZE_LINE = 4096
_SIZE_BYTES = b"0123456789abcdefABCDEF \t\r;"


class TolerantHttp(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with `TolerantParser`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class TolerantParser(_LenientHTTPClientParser):
    """Scrapy's lenient parser, tolerant also of what it refuses, but not of headers or 1xx responses without end."""

    MAX_LENGTH = _MOST_HEADER
    # Class attributes, because instances of Scrapy's parser are turned into this class.
    _header_bytes = 0
    _interim = 0

    def lineReceived(self, line: bytes) -> None:
        """Skip blank lines before the status line, and a continuation of no header; raise ParseError if too long."""
        self._header_bytes += len(line) + 1
        if self._header_bytes > _MOST_HEADERS:
            raise ParseError(f"the headers are longer than {_MOST_HEADERS:,} bytes", line[:80])  # type: ignore[no-untyped-call]
        if self.state == STATUS and not line.strip():
            return
        if self.state != STATUS and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            line = line.lstrip()
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:
        """Read a status line, which may be unusual."""
        found = _STATUS_LINE.match(status)
        if found and not _USUAL_STATUS.match(status):
            version = b"1.0" if found[1] in (None, b"1.0") else b"1.1"
            status = b"HTTP/%s %s %s" % (version, found[2], found[3])
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:
        """Take the header; one whose name cannot be a header's is skipped, as in browsers."""
        try:
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]
        except ValueError:
            return

    def allHeadersReceived(self) -> None:
        """Settle how the body ends: what contradicts itself is left out, and the connection's end ends the body."""
        if 100 <= self.response.code < 200:
            self._interim += 1
            if self._interim > _MOST_INTERIM:
                what = f"more than {_MOST_INTERIM} responses with status 1xx"
                raise ParseError(what, b"%d" % self.response.code)  # type: ignore[no-untyped-call]
        lengths = self.connHeaders.getRawHeaders(b"content-length", ())
        values = {one.strip() for line in lengths for one in line.split(b",")}
        length = next(iter(values)) if len(values) == 1 else b""
        if values and not (length.isdigit() and len(length) < 20 and int(length) <= _MOST_LENGTH):
            self.connHeaders.removeHeader(b"content-length")
        elif len(values) == 1:
            self.connHeaders.setRawHeaders(b"content-length", [*values])
        encodings = self.connHeaders.getRawHeaders(b"transfer-encoding", ())
        if any(b"chunked" in one.lower() for one in encodings):
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
        else:
            self.connHeaders.removeHeader(b"transfer-encoding")
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class ChunkedBody:
    """Reads a chunked body (RFC 9112, 7.1) as far as it goes; *deliver* gets its data, *finish* what follows it.

    A body whose first bytes are no chunk size was not chunked: it is delivered as it is, until the connection ends.
    """

    def __init__(self, deliver: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._deliver, self._finish = deliver, finish
        self._buffer = bytearray()
        self._left = 0  # bytes of the chunk that is being read
        self._read: Callable[[], bool] = self._size
        self._has_begun = False

    def dataReceived(self, data: bytes) -> None:
        """Read the next piece."""
        self._buffer += data
        while self._buffer and self._read():
            pass

    def noMoreData(self) -> None:
        """Hear that the connection has ended; raise _DataLoss inside a body, PotentialDataLoss for an unchunked one."""
        if self._read == self._plain:
            raise PotentialDataLoss
        if self._read != self._done:
            raise _DataLoss("the chunked body has no end")

    def _size(self) -> bool:
        line, feed, rest = bytes(self._buffer).partition(b"\n")
        if not feed and len(line) <= _LONGEST_SIZE_LINE and (self._has_begun or not line.strip(_SIZE_BYTES)):
            return False
        if feed and self._has_begun and not line.strip():  # the line end behind the last chunk
            self._buffer = bytearray(rest)
            return True
        size = _CHUNK_SIZE.fullmatch(line.rstrip(b"\r")) if feed else None
        if size is None:
            self._read = self._broken if self._has_begun else self._plain
            return True
        self._has_begun, self._left = True, int(size[1], 16)
        self._buffer = bytearray(rest)
        self._read = self._chunk if self._left else self._trailer
        return True

    def _chunk(self) -> bool:
        data = bytes(self._buffer[: self._left])
        del self._buffer[: self._left]
        self._left -= len(data)
        self._deliver(data)
        if not self._left:
            self._read = self._size
        return True

    def _trailer(self) -> bool:
        line, feed, rest = bytes(self._buffer).partition(b"\n")
        if not feed:
            return False
        self._buffer = bytearray(rest)
        if not line.strip():
            self._read = self._done
            self._finish(rest)
            return False
        return True

    def _plain(self) -> bool:
        data = bytes(self._buffer)
        self._buffer.clear()
        self._deliver(data)
        return False

    def _broken(self) -> bool:
        self._buffer.clear()
        # The protocol answers by closing the connection; what has been delivered stays.
        raise _DataLoss("no chunk size where one should be")

    def _done(self) -> bool:
        return False


# Twisted makes the decoder from this table.
TolerantParser._transferDecoders = {b"chunked": ChunkedBody}  # type: ignore[dict-item]


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Request) -> Deferred[IResponse]:
        answer: Deferred[IResponse] = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = TolerantParser  # as Scrapy does: Twisted names its parser's class itself
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
