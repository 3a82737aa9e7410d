"""Log filter: server text in the log (messages, headers, URLs) must not act on the terminal."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from scrapy import signals

from newsarchive.escapes import DIRECTIONS
from newsarchive.redaction import redacted

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Control characters that act on a terminal.
ACTING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{DIRECTIONS}]")


class PlainText(logging.Filter):
    """Replace control characters in a message and its traceback, except line feed and tab, with \ufffd."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Remove terminal escapes from *record* and accept it; a formatter adds its colors later."""
        record.msg, record.args = redacted(ACTING.sub("\ufffd", record.getMessage())), ()
        if record.exc_info and not record.exc_text:
            shown = ACTING.sub("\ufffd", logging.Formatter().formatException(record.exc_info))
            record.exc_text = redacted(shown)
        return True


class PlainLog:
    """Extension: remove terminal escapes from log messages.

    Messages below LOG_LEVEL are not even formatted: Scrapy logs three messages for every page.
    """

    def __init__(self, crawler: Crawler) -> None:
        logging.getLogger("scrapy").setLevel(crawler.settings["LOG_LEVEL"])
        crawler.signals.connect(self._opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PlainLog:
        """Create the extension for a crawler."""
        return cls(crawler)

    def _opened(self) -> None:
        for handler in logging.getLogger().handlers:
            if not any(isinstance(filter, PlainText) for filter in handler.filters):
                handler.addFilter(PlainText())
