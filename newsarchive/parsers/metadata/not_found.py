"""Recognize pages with status 200 that say that their article does not exist, in the template of an article."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_FILE = "not_found.toml"
# A notice is short. Advice and links may follow its title, but no article.
_LONGEST = 1500


def is_not_found_notice(title: str | None, body: str) -> bool:
    """Return whether a page with this *title* and *body* is a notice that the article does not exist.

    The whole title must be such a sentence, and the text short: see ``lexicons/not_found.toml`` for examples.
    """
    if not title or len(body) > _LONGEST:
        return False
    text = " ".join(unicodedata.normalize("NFC", title).split()).casefold().rstrip(" .!…")
    return _titles().fullmatch(text) is not None


@cache
def _titles() -> re.Pattern[str]:
    languages = tomllib.loads((files("newsarchive.parsers.lexicons") / _FILE).read_text("utf-8"))
    patterns = [one for language in languages.values() for one in language["patterns"]]
    return re.compile("|".join(f"(?:{one})" for one in patterns))
