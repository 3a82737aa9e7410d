"""The redirect in a page's scripts: the URL that they assign to ``location`` when the page loads. No script is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A script is not in a comment if the comment is in the script: old pages hide scripts from browsers in "<!-- … -->".
# What is not closed ends with the page, as in browsers; so each search is linear.
_SCRIPTS = re.compile(r"<!--.*?(?:-->|\Z)|<script\b[^>]{0,500}>(.*?)(?:</script\s*>|\Z)", re.I | re.S)
_BODY = re.compile(r"<body\b[^>]{0,500}?\bonload\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
# JavaScript reads "<!--" and, at the start of a line, "-->" as comments to the end of the line.
_SCRIPT_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|^\s*(?://|<!--|-->)[^\n]*", re.S | re.M)
# The page's own location, not a variable or the property of something else: store.location = "Hà Nội".
_OWN = r"(?<![\w$.-])(?<!\bvar )(?<!\blet )(?<!\bconst )(?:(?:window|document|self|top|parent|this)\.){0,3}location"
# A string, or a variable that holds one; a URL that is computed ("/tin/" + id) is unknown.
_PLACE = r"(?:\"([^\"\n]+)\"|'([^'\n]+)'|([A-Za-z_$][\w$]{0,50}))"
_LOCATION = re.compile(
    rf"{_OWN}(?:\.href)?\s*=\s*(?![=\s]){_PLACE}(?=\s*(?:[;}},\"'\n]|-->|\Z))"
    rf"|{_OWN}\.(?:replace|assign)\(\s*{_PLACE}\s*\)"
)
_RELOAD = re.compile(r"\blocation\.reload\(")
_COOKIE = re.compile(r"\bdocument\.cookie\s*=\s*[\"']([^\"';=\s]{1,200}=[^\"';\s]{0,2000})")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_FUNCTION = r"(?:async\s+)?(?:function\b[^{}]*|\(?[\w$, ]*\)?\s*=>\s*)\Z"
# What may precede a block or a statement that runs when the page loads: nothing, or a function that is called where it
# stands, or one for a timer or for the event of loading. Any other may never run: a named function, a condition.
_RUNS_AT_LOAD = re.compile(
    rf"\s*(?:try\s*)?\Z|\s*[(!+]\s*{_FUNCTION}|.*(?:\bset(?:Timeout|Interval)\(|\bonload\s*=|\bready\(|\$\(|\bjQuery\("
    rf"|\bload[\"']\s*,|\bDOMContentLoaded[\"']\s*,)\s*{_FUNCTION}",
    re.S,
)
_NAME = re.compile(rf"\s*(?:async\s+)?function\s+([\w$]+)\s*\([^{{}}]*\Z|.*\b([\w$]+)\s*=\s*{_FUNCTION}", re.S)
_CONDITION = re.compile(r"\b(?:if|else|case|while|for|switch|function)\b|[?]|&&|\|\||=>")
_TIMER = re.compile(r"\bset(?:Timeout|Interval)\(\s*\Z")
_BRACE = re.compile(r"[{}]")
_MOST_CHECKS = 100  # statements; a hostile page could have thousands that call each other
_MOST_CALLS = 3  # nested calls from the place where a function is called to the redirect


@dataclass(frozen=True, kw_only=True)
class ScriptRedirect:
    """What the scripts of a page do when it loads: the *place* they lead to, as written, and the *cookies* they set.

    *reloads*: a script loads the page again. A cookie has the form name=value.
    """

    place: str | None
    cookies: Sequence[str]
    reloads: bool


def script_redirect(text: str) -> ScriptRedirect:
    """Return what the scripts in the markup *text* do that concerns its URL."""
    script = "\n".join(_SCRIPT_COMMENT.sub("", script) for script in _scripts(text))
    return ScriptRedirect(
        place=next(_Script(script).places(), None),
        cookies=_COOKIE.findall(script),
        reloads=bool(_RELOAD.search(script)),
    )


def _scripts(text: str) -> Iterator[str]:
    yield from (found[1] for found in _SCRIPTS.finditer(text) if found[1])
    markup = _SCRIPTS.sub("", text)
    yield from (f"{''.join(values)};" for values in _BODY.findall(markup))


class _Script:
    """The scripts of a page as one *text*; *_masked* is the same without the content of its strings."""

    def __init__(self, text: str) -> None:
        self._text, self._checks = text, 0
        self._masked = _STRING.sub(lambda found: f"{found[0][0]}{' ' * (len(found[0]) - 2)}{found[0][0]}", text)

    def places(self) -> Iterator[str]:
        """Yield the places that the scripts lead to when the page loads."""
        for found in _LOCATION.finditer(self._text):
            string = next((found[group] for group in (1, 2, 4, 5) if found[group]), None)
            place = string or self._value(found[3] or found[6])
            if place and self._runs_at_load(found.start()):
                yield place.replace("\\/", "/")

    def _value(self, variable: str | None) -> str | None:
        """Return the string that *variable* holds, if it is assigned once."""
        if not variable:
            return None
        assigned = re.compile(
            rf"(?<![\w$.]){re.escape(variable)}\s*=(?!=)\s*(?:(?:\"([^\"\n]+)\"|'([^'\n]+)')\s*(?=[;,}}\n]|\Z))?"
        )
        values = assigned.findall(self._text)
        return "".join(values[0]) or None if len(values) == 1 else None

    def _runs_at_load(self, at: int, calls: int = 0) -> bool:
        """Return whether the statement at *at* runs whenever the page loads; *calls* are the calls followed so far."""
        self._checks += 1
        if self._checks > _MOST_CHECKS:
            return False
        if self._masked[at] != self._text[at]:  # code in a string: setTimeout("location='/vi/'", 500)
            at = max(self._masked.rfind(quote, 0, at) for quote in "\"'")
            if not _TIMER.search(self._masked, 0, at):
                return False
        before = self._before(at)
        if _CONDITION.search(_STRING.sub("", before)) and not _RUNS_AT_LOAD.match(before):
            return False
        blocks: list[int] = []
        for brace in _BRACE.finditer(self._masked, 0, at):
            if brace[0] == "{":
                blocks.append(brace.start())
            elif blocks:
                blocks.pop()
        return all(self._is_run(block, calls) for block in blocks)

    def _is_run(self, brace: int, calls: int) -> bool:
        """Return whether the block whose brace is at *brace* is run when the page loads."""
        head = self._before(brace)
        if _RUNS_AT_LOAD.match(head):
            return True
        named = _NAME.match(head)
        if named is None or calls >= _MOST_CALLS:
            return False
        name = re.escape(named[1] or named[2])
        called = re.compile(
            rf"(?<![\w$.])(?<!\bfunction ){name}\s*\(|\b(?:set(?:Timeout|Interval)\(|onload\s*=)\s*[\"']?{name}\b"
        )
        return any(self._runs_at_load(call.start(), calls + 1) for call in called.finditer(self._text))

    def _before(self, at: int) -> str:
        """Return the beginning of the statement up to *at*."""
        start = max(self._masked.rfind(mark, 0, at) for mark in ";{}") + 1
        return self._text[start:at]
