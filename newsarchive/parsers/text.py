"""Cleaning of strings: whitespace, invisible characters, markup and case."""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from functools import lru_cache

_OPENINGS = frozenset(("{{", "${", "<%", "{%"))


_UNFILLED = re.compile(r"(?:\{\{[^{}]*\}\}|\$\{[^{}]*\}|<%[^%]*%>|\{%[^%]*%\})\s*")


# Joiners are part of the spelling in Persian, Hindi, Malayalam and other languages; after Latin letters they are noise.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]|(?<![\u0590-\U0010ffff])[\u200c\u200d]")


_ASCII_SIGNS = bytes(code for code in range(0x80) if not chr(code).isalnum())


_LONGEST_TITLE = 300  # characters; texts that are compared often are titles and names, whose keys are remembered


_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,400}>")


#: The signs that end a sentence, in all scripts.
FULL_STOPS = frozenset(".!?…。！？؟।۔")
#: Letters of Chinese, Japanese and Korean, which say in one character what takes about three Latin letters.
DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
DENSE_FACTOR = 3  # Latin letters that one of them is worth


def latin_length(text: str) -> int:
    """Return the length of *text* in Latin letters: a Chinese, Japanese or Korean letter says as much as three."""
    return len(text) if text.isascii() else len(text) + (DENSE_FACTOR - 1) * len(DENSE.findall(text))


def has_length(text: str, least: int) -> bool:
    """Return whether `latin_length` of *text* is at least *least*; most texts are long or short enough to tell."""
    return len(text) >= least or (DENSE_FACTOR * len(text) >= least and latin_length(text) >= least)


def clean(text: str | None) -> str:
    """Return *text* on one line in NFC: runs of whitespace become one space, invisible characters are dropped."""
    if not text:
        return ""
    if text.isprintable():  # the space is the only whitespace in it, and it contains no invisible character
        text = text.strip(" ") if "  " not in text else " ".join(text.split())
    else:
        text = " ".join(text.split())
        if not text.isascii() and not text.isprintable():
            text = " ".join(_INVISIBLE.sub("", text).split())
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_unfilled(text: str) -> bool:
    """Return whether *text* is a template's unfilled placeholder: ``{{$blog->name}}``, ``${title}``, ``<%= x %>``."""
    return text[:2] in _OPENINGS and _UNFILLED.fullmatch(text) is not None


def plain(text: str | None) -> str:
    """Return *text* cleaned by `clean`, with double-escaped entities resolved and tags removed."""
    if text and "&" in text:
        text = html_entities.unescape(text)
    if text and "<" in text:
        text = _TAG.sub(" ", text)
    return clean(text)


def folded(text: str) -> str:
    """Return the letters and digits of *text* in lower case: the key for comparing texts and names."""
    return _folded_title(text) if len(text) < _LONGEST_TITLE else _folded(text)


def _folded(text: str) -> str:
    # One pass removes all ASCII punctuation; each of the few other characters takes a pass of its own.
    utf8 = text.casefold().encode("utf-8", "surrogatepass")
    cleaned = utf8.translate(None, _ASCII_SIGNS).decode("utf-8", "surrogatepass")
    if not cleaned.isalnum():
        for sign in set(cleaned):
            if not sign.isalnum():
                cleaned = cleaned.replace(sign, "")
    return cleaned


# Cached: each extractor of a page requests the keys of the same titles, names and sections.
_folded_title = lru_cache(maxsize=256)(_folded)


def without_marks(text: str) -> str:
    """Return *text* without diacritics, as host names are written: "sông vang" -> "song vang"."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
