"""A printed time -> an aware datetime and how much of it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsarchive.article import Precision


@dataclass(frozen=True, kw_only=True)
class Timestamp:
    """A moment as printed: *value* is aware, *precision* says how much was printed, *raw* is the text read."""

    value: datetime
    precision: Precision
    raw: str


def parse_timestamp(text: str, *, now: datetime | None = None, tz: str = "Asia/Ho_Chi_Minh") -> Timestamp | None:
    """Read the first publication time printed in *text*, or return ``None``."""
    raise NotImplementedError
