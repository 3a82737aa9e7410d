"""TolerantHttp: a download handler that parses slightly malformed HTTP as browsers do.

The handler is Scrapy's own with a different response parser; TLS, proxies, connection pool and limits are unchanged.
Unlike Twisted's parser, this parser accepts header lines up to 1 MiB (Twisted: 16 KiB), header names that are not
tokens, a continuation line before the first header, unusual status lines, contradictory or non-numeric Content-Length
(the body then ends with the connection), a Content-Length that is too small (a count of characters, not of bytes), an
unknown Transfer-Encoding, chunk sizes with padding or bare line feeds, and bodies that are declared as chunked but are
not. An incomplete body gives its response Scrapy's flag ``dataloss``, and ``silence`` beside it if the end had not come
after DOWNLOAD_TIMEOUT: a server that keeps the connection may have nothing more to send.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ResponseReader,
    _ScrapyAgent,
)
from scrapy.http import Response as ScrapyResponse
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.web._newclient import STATUS, ParseError
from twisted.web.http import PotentialDataLoss, _DataLoss

if TYPE_CHECKING:
    from scrapy import Request as ScrapyRequest
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web._newclient import Response as TxResponse
    from twisted.web.client import URI, Agent, _StandardEndpointFactory
    from twisted.web.iweb import IResponse

_MOST_HEADER = 1 << 20  # bytes of one header line; Chromium accepts 256 KiB for all headers
_MOST_HEADERS = 4 << 20  # bytes of all header lines of a response
_MOST_INTERIM = 100  # 1xx responses before the final response (RFC 9110, 15.2, sets no limit)
# "HTTP/1.1 200 OK", also if the version has no dot, with extra spaces, or with the ICY of old streaming servers.
_STATUS_LINE = re.compile(rb"\s*(?:HTTP|ICY)\s*/?\s*(\d+(?:\.\d+)?)?\s+(\d{3})(?!\d)\s*(.*)", re.I | re.S)
_USUAL_STATUS = re.compile(rb"HTTP/1\.[01] \d{3}(?: |$)")
# Pages are never this long: ignore a larger Content-Length as a server error instead of refusing the response.
_MOST_LENGTH = 1 << 33
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-f]{1,15})\s*(?:;.*)?", re.I | re.S)
_LONGEST_SIZE_LINE = 4096
# A server that sends a page in pieces seldom pauses longer between them.
_SILENCE = 1.0  # seconds
_OTHER_RESPONSE = re.compile(rb"\s*HTTP/\d\.\d \d{3}(?!\d)")  # some servers report a fault behind the page
_SIZE_BYTES = b"0123456789abcdefABCDEF \t\r;"


_MOST_ENDPOINTS = 1000
_T = TypeVar("_T")


class TolerantHttp(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with `TolerantParser`; what it needs for a host is made once, not for each request."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        self._agents: dict[tuple[object, float], Agent] = {}

    async def download_request(self, request: ScrapyRequest) -> Response:
        """Fetch *request*; raise Scrapy's exceptions for errors of the connection."""
        download = _Download(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        download.agents = self._agents
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(download.download_request(request))


class _Download(_ScrapyAgent):
    """One download by Scrapy; *agents* are those for direct connections, by bind address and timeout."""

    agents: dict[tuple[object, float], Agent]
    _headers: Headers | None = None

    def _get_agent(self, request: ScrapyRequest, timeout: float) -> Agent:
        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        key = request.meta.get("bindaddress"), timeout
        agent = self.agents.get(key)
        if agent is None:
            agent = self.agents[key] = super()._get_agent(request, timeout)
            assert isinstance(agent, _BindAddressAgent)
            agent._endpointFactory = _Endpoints(agent._endpointFactory)
        return agent

    def _cancel(self, _: object, txresponse: TxResponse) -> None:  # type: ignore[override]
        """Abort the connection; after a timeout, end the body with what was received."""
        reader = txresponse._bodyProtocol
        is_timeout = not self._timeout_cl.active()  # type: ignore[misc]
        if is_timeout and isinstance(reader, _ResponseReader) and reader._bytes_received:
            reader._finish_response(flags=["dataloss", "silence"])
        super()._cancel(_, txresponse)

    def _cb_timeout(self, result: _T, request: ScrapyRequest, url: str, timeout: float) -> _T:
        is_partial = isinstance(result, ScrapyResponse) and "dataloss" in result.flags
        is_timeout = not self._timeout_cl.active()  # type: ignore[misc]
        return result if is_partial and is_timeout else super()._cb_timeout(result, request, url, timeout)

    def _headers_from_twisted_response(self, response: TxResponse) -> Headers:  # type: ignore[override]
        """Convert the headers of *response*; Scrapy asks for them before the body and again after it."""
        if self._headers is None:
            self._headers = super()._headers_from_twisted_response(response)
        return self._headers


class _Endpoints:
    """The endpoints of an agent, each made once: to make one encodes the name of its host and creates a TLS context.

    An endpoint holds no connection, and each connection looks the address of the host up again.
    """

    def __init__(self, factory: _StandardEndpointFactory) -> None:
        self._factory = factory
        self._made: dict[tuple[bytes, bytes, int], IStreamClientEndpoint] = {}
        self._bindAddress = factory._bindAddress  # the agent reads it

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        """Return the endpoint for the host of *uri*."""
        key = uri.scheme, uri.host, uri.port
        endpoint = self._made.get(key)
        if endpoint is None:
            if len(self._made) >= _MOST_ENDPOINTS:
                self._made.clear()
            endpoint = self._made[key] = self._factory.endpointForURI(uri)
        return endpoint


class TolerantParser(_LenientHTTPClientParser):
    """Scrapy's lenient parser with more tolerance for malformed responses, but with limits for headers and 1xx."""

    MAX_LENGTH = _MOST_HEADER
    # These are class attributes because instances of Scrapy's parser are converted to this class.
    _header_bytes = 0
    _interim = 0

    def lineReceived(self, line: bytes) -> None:
        """Skip blank lines before the status line; parse a continuation line without a header as a header.

        Raise ParseError if all headers together are too long.
        """
        self._header_bytes += len(line) + 1
        if self._header_bytes > _MOST_HEADERS:
            raise ParseError(f"the headers are longer than {_MOST_HEADERS:,} bytes", line[:80])  # type: ignore[no-untyped-call]
        if self.state == STATUS and not line.strip():
            return
        if self.state != STATUS and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            line = line.lstrip()
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:
        """Parse a status line, including unusual forms."""
        found = _STATUS_LINE.match(status)
        if found and not _USUAL_STATUS.match(status):
            version = b"1.0" if found[1] in (None, b"1.0") else b"1.1"
            status = b"HTTP/%s %s %s" % (version, found[2], found[3])
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:
        """Store the header; skip a header with an invalid name, as browsers do."""
        try:
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]
        except ValueError:
            return

    def allHeadersReceived(self) -> None:
        """Determine how the body ends: drop contradictory headers, so that the body ends with the connection."""
        if 100 <= self.response.code < 200:
            self._interim += 1
            if self._interim > _MOST_INTERIM:
                what = f"more than {_MOST_INTERIM} responses with status 1xx"
                raise ParseError(what, b"%d" % self.response.code)  # type: ignore[no-untyped-call]
        lengths = self.connHeaders.getRawHeaders(b"content-length", ())
        values = {length.strip() for line in lengths for length in line.split(b",")}
        length = next(iter(values)) if len(values) == 1 else b""
        if values and not (length.isdigit() and len(length) < 20 and int(length) <= _MOST_LENGTH):
            self.connHeaders.removeHeader(b"content-length")
        elif len(values) == 1:
            self.connHeaders.setRawHeaders(b"content-length", [*values])
        encodings = self.connHeaders.getRawHeaders(b"transfer-encoding", ())
        if any(b"chunked" in encoding.lower() for encoding in encodings):
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
            super().allHeadersReceived()  # type: ignore[no-untyped-call]
            return
        self.connHeaders.removeHeader(b"transfer-encoding")
        counted = self.connHeaders.getRawHeaders(b"content-length") if self.response.code >= 200 else None
        if counted and int(counted[0]):
            self.response.length = int(counted[0])
            keeps = None if self._closes() else self._close
            decoder = partial(CountedBody, self.response.length, close=keeps)
            self._transferDecoders = {b"counted": decoder}  # type: ignore[dict-item]
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"counted"])
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def _closes(self) -> bool:
        """Return whether the server closes the connection after this response, as HTTP/1.0 does unless it says so."""
        options = b",".join(self.connHeaders.getRawHeaders(b"connection", ())).lower()
        return b"keep-alive" not in options and (b"close" in options or self.response.version[1:] == (1, 0))

    def _close(self) -> None:
        """Close the connection after this response, instead of keeping it for the next request."""
        self.connHeaders.setRawHeaders(b"connection", [b"close"])


class CountedBody:
    """Decoder of a body of a declared *length*.

    If more follows at once than line ends, the length is too small: no other response was requested on this connection.
    The body then ends with the connection. If the server keeps it, *close* has the connection closed, and the body ends
    when nothing more comes.
    """

    def __init__(
        self,
        length: int,
        deliver: Callable[[bytes], None],
        finish: Callable[[bytes], None],
        *,
        close: Callable[[], None] | None = None,
    ) -> None:
        self._left, self._deliver, self._finish, self._close = length, deliver, finish, close
        self._is_longer = False
        self._end: CallLaterResult | None = None

    def dataReceived(self, data: bytes) -> None:
        """Deliver the next piece of data."""
        if self._is_longer or len(data) < self._left:
            self._left -= len(data)
            self._deliver(data)
            return
        length, self._left = self._left, 0
        rest = data[length:]
        if rest.strip() and self._close:
            self._close()
        self._is_longer = bool(rest.strip()) and not _OTHER_RESPONSE.match(rest)
        self._deliver(data if self._is_longer else data[:length])
        if not self._is_longer:
            self._finish(rest)
        elif self._close:
            self._wait()

    def _wait(self) -> None:
        self._end = call_later(_SILENCE, self._end_if_silent, self._left)

    def _end_if_silent(self, left: int) -> None:
        if self._left < left:
            self._wait()
        else:
            self._finish(b"")

    def noMoreData(self) -> None:
        """Handle the end of the connection; raise _DataLoss inside the declared length."""
        if self._end:
            self._end.cancel()
        if self._left > 0:
            raise _DataLoss("the body is shorter than declared")


class ChunkedBody:
    """Decoder of a chunked body (RFC 9112, 7.1), even incomplete; *deliver* gets the data, *finish* the bytes after it.

    A body that does not start with a chunk size is not chunked: it is delivered unchanged, until the connection ends.
    """

    def __init__(self, deliver: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._deliver, self._finish = deliver, finish
        self._buffer = bytearray()
        self._left = 0  # remaining bytes of the current chunk
        self._read: Callable[[], bool] = self._size
        self._has_begun = False

    def dataReceived(self, data: bytes) -> None:
        """Decode the next piece of data."""
        self._buffer += data
        while self._buffer and self._read():
            pass

    def noMoreData(self) -> None:
        """Handle the end of the connection; raise _DataLoss inside a body, PotentialDataLoss for an unchunked body."""
        if self._read == self._plain:
            raise PotentialDataLoss
        if self._read != self._done:
            raise _DataLoss("the chunked body is incomplete")

    def _size(self) -> bool:
        line, feed, remainder = bytes(self._buffer).partition(b"\n")
        if not feed and len(line) <= _LONGEST_SIZE_LINE and (self._has_begun or not line.strip(_SIZE_BYTES)):
            return False
        if feed and self._has_begun and not line.strip():  # the line end after the previous chunk
            self._buffer = bytearray(remainder)
            return True
        size = _CHUNK_SIZE.fullmatch(line.rstrip(b"\r")) if feed else None
        if size is None:
            self._read = self._broken if self._has_begun else self._plain
            return True
        self._has_begun, self._left = True, int(size[1], 16)
        self._buffer = bytearray(remainder)
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
        line, feed, remainder = bytes(self._buffer).partition(b"\n")
        if not feed:
            return False
        self._buffer = bytearray(remainder)
        if not line.strip():
            self._read = self._done
            self._finish(remainder)
            return False
        return True

    def _plain(self) -> bool:
        data = bytes(self._buffer)
        self._buffer.clear()
        self._deliver(data)
        return False

    def _broken(self) -> bool:
        self._buffer.clear()
        # The protocol then closes the connection; the data delivered so far is kept.
        raise _DataLoss("a chunk size is missing")

    def _done(self) -> bool:
        return False


# Twisted creates the decoder from this table.
TolerantParser._transferDecoders = {b"chunked": ChunkedBody}  # type: ignore[dict-item]


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Request) -> Deferred[IResponse]:
        response: Deferred[IResponse] = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = TolerantParser  # as Scrapy does: Twisted hard-codes its parser class
        return response


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
