"""Recognize soft 404s: pages with status 200 and an article template that state that the article does not exist."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_FILE = "not_found.toml"
_LONGEST_NOTICE = 1500  # characters; a notice is short: advice and links may follow its title, but not an article
_LONGEST_ALONE = 300  # characters of a text that itself is a notice, under any title
_SENTENCE_END = re.compile(r"[.!?…](?:\s|$)|\n")


def is_not_found_notice(title: str | None, body: str) -> bool:
    """Return whether a page with this *title* and *body* is a notice that the article does not exist.

    The whole title must be such a sentence, and the text short: see ``lexicons/not_found.toml`` for examples. Some
    systems keep the title of a removed article and show the notice in place of its text: in that case the first
    sentence of a very short text must be such a sentence.
    """
    if title and len(body) <= _LONGEST_NOTICE and _is_notice(title):
        return True
    return len(body) <= _LONGEST_ALONE and _is_notice(_SENTENCE_END.split(body.strip(), maxsplit=1)[0])


def _is_notice(text: str) -> bool:
    text = " ".join(unicodedata.normalize("NFC", text).split()).casefold().rstrip(" .!…")
    return _titles().fullmatch(text) is not None


@cache
def _titles() -> re.Pattern[str]:
    languages = tomllib.loads((files("newsarchive.parsers.lexicons") / _FILE).read_text("utf-8"))
    patterns = [pattern for language in languages.values() for pattern in language["patterns"]]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
