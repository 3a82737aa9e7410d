"""Pages that say with status 200 that their article does not exist, in the template of an article."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_FILE = "not_found.toml"
# A notice is short; behind its title there may be advice and links, but no article.
_LONGEST = 1500


def is_not_found_notice(title: str | None, body: str) -> bool:
    """Tell whether a page with this *title* and *body* is a notice that there is no such article.

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
