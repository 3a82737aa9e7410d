"""The JSON Lines that a running command writes on standard error with `--log json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def json_line(event: str, **fields: Any) -> str:
    """Return one line of JSON: the time, the *event* ("progress", "log", "end", "error") and its *fields*."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"time": at, "event": event, **fields}, ensure_ascii=True, default=str)
