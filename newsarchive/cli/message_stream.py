"""The standard streams of a command: no escapes on a terminal, and a failed write of a message ends no command."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, BinaryIO, TextIO, cast

from newsarchive.escapes import DIRECTIONS
from newsarchive.json_lines import json_line
from newsarchive.redaction import redacted

# Control characters and escape sequences that our messages never contain: in a text from a page, they could set the
# window's title or make the terminal send input. Colors and the live display's cursor sequences (CSI) pass.
_UNUSED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[(?:[0-9;]*m|[0-9;]*[ABCDGHJK]|\?25[hl]))"
)
# On standard output only colors pass: just the live display, on standard error, moves the cursor.
_NOT_A_COLOR = re.compile(rf"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f{DIRECTIONS}]|\x1b(?!\[[0-9;]*m)")
_EVENT = re.compile(r"(Error|Warning|WARNING): ?")


def drop_output(stream: IO[str]) -> None:
    """Write nothing more to *stream*, not even what waits in it: Python would report that at the process's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class TerminalStream:
    """Standard output on a terminal: passes text on to *stream*, with � for escapes and direction marks.

    Commands replace them already when they print text from pages; this stream does it again, in case one does not. A
    file or a pipe needs no such stream: it gets data unchanged.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        #: The same for bytes in UTF-8.
        self.buffer: BinaryIO = cast(BinaryIO, _BinaryTerminalStream(stream.buffer, without_escapes))

    def write(self, text: str) -> int:
        """Write *text* and return its length."""
        self._stream.write(without_escapes(text.replace("\r\n", "\n")))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the stream, such as *encoding* or *isatty*."""
        return getattr(self._stream, name)


def without_escapes(text: str) -> str:
    """Return *text* with � for each escape sequence but colors, and for each direction mark."""
    return _NOT_A_COLOR.sub("\ufffd", text)


def output_of_data(shown: Callable[[str], str]) -> BinaryIO:
    """Return standard output for UTF-8 data: a file or a pipe gets it unchanged, a terminal as *shown* returns it."""
    output = sys.stdout.buffer
    return cast(BinaryIO, _BinaryTerminalStream(output, shown)) if sys.stdout.isatty() else output


class _BinaryTerminalStream(io.RawIOBase):
    """A binary stream that decodes UTF-8, and passes it on as *shown* returns it; line ends become line feeds."""

    def __init__(self, stream: BinaryIO, shown: Callable[[str], str]) -> None:
        self._stream = stream
        self._shown = shown
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.write(self._shown(self._decoder.decode(bytes(data))).encode())
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


class MessageStream:
    """A text stream that passes text on to *stream* and drops it once that cannot be written.

    Terminal escapes other than those of commands' own messages are replaced by �, and passwords in URLs by ***. If the
    reader of the messages ends (`2>&1 | head`) or their disk is full, the command continues; its exit code says how it
    ended.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write *text* and return its length."""
        try:
            self._stream.write(_UNUSED.sub("\ufffd", redacted(text)))
        except OSError:
            drop_output(self._stream)
        return len(text)

    def flush(self) -> None:
        """Flush what was written."""
        try:
            self._stream.flush()
        except OSError:
            drop_output(self._stream)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the stream, such as *encoding* or *isatty*."""
        return getattr(self._stream, name)


class JsonMessageStream(MessageStream):
    """A MessageStream of JSON Lines: lines of JSON pass, any other line becomes the "message" of a JSON object.

    Its "event" is "error" or "warning" for a line that begins so, else "message".
    """

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream)
        self._lock = threading.RLock()  # the handler of a signal may log while its thread writes
        self._line = ""

    def write(self, text: str) -> int:
        """Write the lines that *text* completes."""
        with self._lock:
            *lines, self._line = (self._line + text).split("\n")
            for line in lines:
                if line.strip():
                    super().write(as_json_line(line) + "\n")
        return len(text)


def as_json_line(line: str) -> str:
    """Return *line* if it is a JSON object, else a JSON object with the line as its message."""
    if line.startswith("{"):
        with suppress(ValueError):
            json.loads(line)
            return line
    found = _EVENT.match(line)
    return json_line(found[1].lower() if found else "message", message=line[found.end() if found else 0 :])


def write_messages_as_json() -> None:
    """From now on, each line on standard error is JSON; the end of the command restores it."""
    if not isinstance(sys.stderr, JsonMessageStream):
        sys.stderr = JsonMessageStream(sys.stderr)
