"""Parse JSON-LD scripts into plain nodes; repair a script only if strict parsing fails."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import msgspec

_WRAPPING = re.compile(r"(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|//[^\n\r]*[\n\r]|\s)+")
_UNWRAPPING = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;|\s)+$")
# Repetitions are bounded throughout: the input is untrusted and must not cause quadratic time.
_BLANKS = r"[ \t\r\n]{0,80}"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\xa0\u2028\u2029\u200b\ufeff]")  # also blanks that JSON does not know
_TRAILING_COMMA = re.compile(rf",(?={_BLANKS}[}}\]])")
_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')
_MISSING_COMMA = re.compile(rf'(["\]}}])[ \t\r]{{0,80}}\n{_BLANKS}(?=")')
# A quotation mark inside a string: the punctuation that surrounds a key or a value is missing beside the mark.
_INNER_QUOTE = re.compile(rf'([^\s\[{{:,\\]{_BLANKS})"(?={_BLANKS}[^\s\]}}:,])')
_TOKEN = re.compile(
    r"""(?P<double>"(?:[^"\\]|\\.)*+(?:"|\\?$))|(?P<single>'(?:[^'\\]|\\.)*+(?:'|\\?$))
    |(?P<comment>//[^\n\r]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|$)|<!--(?:[^-]|-(?!->))*+(?:-->|$))
    |(?P<unfilled>\{\{[^{}"'\r\n]{1,80}\}\})|(?P<word>[A-Za-z_$@][\w$@]*+)|(?P<sign>[^\s"'/A-Za-z_$@]|[\s/])""",
    re.X | re.S,
)
_ESCAPED_QUOTE = re.compile("&(?:quot|#34|#[xX]22);")
_CURLED_QUOTE = re.compile("[“”„]")
_BARE_QUOTE = re.compile(r'(?<!\\)"')
_DOUBLE_COMMA = re.compile(rf",(?:{_BLANKS},)+")
_COMMA_BEFORE_KEY = re.compile(rf'(["\]}}])[ \t\r\n]{{1,80}}(?="[\w@:]{{1,60}}"{_BLANKS}:)')
_ESCAPED_END = re.compile(rf'\\"(?={_BLANKS}(?:[}}\]]|,{_BLANKS}"[\w@:]{{1,60}}"{_BLANKS}:))')
# A value that a template writes without quotation marks: "datePublished": 2024-03-05T14:05:00+07:00, "url": https://…
# A number, a literal, a list and an object are values as they are.
_BARE_VALUE = re.compile(
    rf'(?<=":)(?P<blank>{_BLANKS})(?!(?:true|false|null)\b|-?\d+(?:\.\d+)?{_BLANKS}(?:[,}}\]]|$))'
    rf'(?P<value>[^\s"\'{{\[,][^"\r\n{{}}\[\]]{{0,500}}?)(?={_BLANKS}(?:,{_BLANKS}["\r\n}}]|[}}\r\n]))'
)
# A key without a value, which a template writes if it has none: "wordCount":,
_NO_VALUE = re.compile(rf'(?<="):(?={_BLANKS}[,}}])')
# The beginning of a string that is the value of a key, and the marks that may end it: another key or a bracket follows.
_OPENS_STRING = re.compile(rf'"[\w@:]{{1,60}}"{_BLANKS}:{_BLANKS}"')
_ENDS_STRING = re.compile(rf'(?<!\\)"(?={_BLANKS}(?:[}}\]]|,{_BLANKS}"[\w@:]{{1,60}}"{_BLANKS}:))')
_KEY = re.compile(rf'"[\w@:]{{1,60}}"{_BLANKS}:|,{_BLANKS}(?:[A-Za-z_$@][\w$@]{{0,60}}{_BLANKS}:|/[/*])')
_LONE_KEY = re.compile(rf'[{{,]{_BLANKS}"[\w@:]{{0,60}}"$')
_LITERALS = frozenset(("true", "false", "null"))
_CLOSINGS = {"{": "}", "[": "]"}
# characters; repair takes a microsecond for each, and a page may have 200 scripts; no known invalid script is longer
_MOST_REPAIRED = 150_000
_WRAPPER = 200  # characters at each end; comments and CDATA marks around the data
_DEPTH = 12  # levels of lists and objects; a bound for hostile pages


def nodes_of(*scripts: str) -> list[dict[str, Any]]:
    """Return every node of a page's JSON-LD *scripts*, lists and @graph flattened; invalid scripts are skipped."""
    nodes: list[dict[str, Any]] = []
    left = _MOST_REPAIRED
    for script in scripts:
        if '"schema:' in script:
            script = script.replace('"schema:', '"')  # names with the prefix that a context may give schema.org
        try:
            value = msgspec.json.decode(script)
            if isinstance(value, str):
                value = msgspec.json.decode(value)  # encoded twice
            _collect(value, nodes, 0)
        except (msgspec.DecodeError, RecursionError):
            if len(script) <= left:
                left -= len(script)
                for value in _repairs(script):
                    _collect(value, nodes, 0)
    return nodes


def types_of(node: Mapping[str, Any]) -> list[str]:
    """Return the types of *node* without their namespace ("schema:Person" -> "Person")."""
    types = node.get("@type")
    if isinstance(types, dict):
        types = types.get("@list")
    names = types if isinstance(types, list) else [types]
    return [name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)]


def is_article_type(name: str) -> bool:
    """Return whether *name* is a schema.org type of articles, such as NewsArticle or BlogPosting."""
    return name.endswith("Article") or (name.endswith("Posting") and name != "JobPosting")


def _repairs(script: str) -> Iterator[Any]:
    script = script.strip()
    start = _WRAPPING.match(script[:_WRAPPER])
    script = script[start.end() :] if start else script
    script = script[:-_WRAPPER] + _UNWRAPPING.sub("", script[-_WRAPPER:])
    text = _LONE_BACKSLASH.sub(" ", _separated(script))
    if not _BARE_QUOTE.search(text) and '\\"' in text:
        text = text.replace('\\"', '"')  # the quotation mark is escaped although it is not inside a string
    for attempt in (text, _tidied(text), _INNER_QUOTE.sub(r"\1\"", text), _escaped(text), _quoted(script), ""):
        values = [value for value in _objects(attempt or relaxed(script)) if value]
        if values:
            yield from values
            return


def _quoted(script: str) -> str:
    """Return *script* with quotation marks around bare values."""
    return _separated(_BARE_VALUE.sub(r'\g<blank>"\g<value>"', script))


def _separated(script: str) -> str:
    """Return *script* with a comma at the end of a line that lacks it, and without trailing commas and controls."""
    script = _NO_VALUE.sub(":null", _MISSING_COMMA.sub(r"\1,", script))
    return _CONTROL.sub(" ", _TRAILING_COMMA.sub("", script))


def _escaped(text: str) -> str:
    """Return *text* with the quotation marks inside its strings escaped; a string ends before a key or a bracket."""
    ends = (found.start() for found in _ENDS_STRING.finditer(text))
    written: list[str] = []
    at, end = 0, -1
    for opening in _OPENS_STRING.finditer(text):
        if opening.start() < at:
            continue
        end = next((end for end in itertools.chain((end,), ends) if end >= opening.end()), -1)
        if end < 0:
            break
        value = text[opening.end() : end]
        if _KEY.search(value) is None:  # else the string ended before, in front of a comment or another fault
            written += (text[at : opening.end()], _BARE_QUOTE.sub(r'\\"', value))
            at = end
    return "".join((*written, text[at:]))


def _tidied(text: str) -> str:
    """Return *text* with exactly one comma between two values, and strings that end at their last quote."""
    text = _DOUBLE_COMMA.sub(",", _COMMA_BEFORE_KEY.sub(r"\1,", text))
    return _ESCAPED_END.sub('"', text)


def relaxed(script: str) -> str:
    """Convert *script*, written as JavaScript, to JSON: comments, single quotes, bare keys, a missing end.

    Linear in the length of *script*: each token is processed once.
    """
    if _ESCAPED_QUOTE.search(script[:_WRAPPER]):
        script = unescape(script)
    if '"' not in script and "'" not in script:
        script = _CURLED_QUOTE.sub('"', script)
    written: list[str] = []
    closing: list[str] = []
    for token in _TOKEN.finditer(script):
        kind, text = token.lastgroup, token[0]
        if kind == "comment":
            continue
        if kind == "unfilled":  # "image": {{ image }}
            written.append("null")
            continue
        if kind in ("double", "single"):
            written.append(_json_string(text))
        elif kind == "word":
            written.append(text if text in _LITERALS else msgspec.json.encode(text).decode())
        else:
            written.append("," if text == ";" and closing else text)  # some templates separate fields by semicolons
            if text in _CLOSINGS:
                closing.append(_CLOSINGS[text])
            elif closing and text == closing[-1]:
                closing.pop()
    end = "".join(written).rstrip()
    if closing[-1:] == ["}"] and _LONE_KEY.search(end[-_WRAPPER:]):
        end = f"{end}:"  # the script ends within a key
    end = f"{end}null" if end.endswith(":") else end.removesuffix(",")
    return _TRAILING_COMMA.sub("", end + "".join(reversed(closing)))


def _json_string(text: str) -> str:
    """Return a string in either kind of quotation marks, possibly truncated, as JSON."""
    inner = text[1:-1] if len(text) > 1 and text[-1] == text[0] else text[1:]
    plain = _LONE_BACKSLASH.sub(" ", inner.replace("\\'", "'")).rstrip("\\")
    if text[0] == "'":
        plain = _BARE_QUOTE.sub(r'\\"', plain)
    return f'"{_CONTROL.sub(" ", plain)}"'


def _objects(text: str) -> Iterator[Any]:
    """Decode one JSON value after another ("{…}{…}"); stop at the first invalid one."""
    import json

    decoder, at = json.JSONDecoder(strict=False), 0
    while at < len(text):
        if text[at] not in "{[":
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _collect(value: Any, nodes: list[dict[str, Any]], depth: int) -> None:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, nodes, depth + 1)
    elif isinstance(value, dict):
        nodes.append(value)
        _collect(value.get("@graph"), nodes, depth + 1)
