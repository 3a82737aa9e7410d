"""Match the text of a block against the phrase rules from TOML, by scope."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.lengths import LITTLE_TEXT, LONGEST_HEADING
from newsarchive.parsers.lexicons.block_rules import Matcher, PhraseMatcher, phrase_rules
from newsarchive.parsers.lexicons.body import OF_PAGE, REPORTED, TO_READER

_LONGEST_END = 700  # characters; the longest notice behind a text: rights, contact and the newspaper's license
# A phrase may follow any punctuation except the copyright sign.
_SIGNS = re.compile(r"[^\w©(]*(?:\((?!c\))[^\w©(]*)*")
_VERDICTS = {rule.id: Verdict(rule.label, rule.id, rule.reason) for rule in phrase_rules()}
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_STOP_INSIDE = re.compile(r"[.!?]\s")
_MOST_SENTENCES = 4  # sentences; an offer has a call, a price and a button; more are a paragraph
_SHORT_CALL = 25  # characters; "Kiểm tra hộp thư ngay!"
_OF_SENTENCES = ("wall.", "widget.consent")
# Rules for what a page asks of its reader: a statement in which it addresses nobody is of the text.
_CALLS = frozenset(("widget.subscribe.en", "widget.newsletter", "widget.app", "end.support"))
_SHORTEST_PROSE = 90  # characters; a sentence of the article; those of notices are shorter or match by themselves
# Offers of newsletters and notices on advertising have long sentences of their own.
_APPENDED = frozenset(("end.follow", "end.contributed", "end.rights", "end.report-error", "legal.copyright"))
_OF_WRITER = re.compile(r"\b(?:him|her|them|me|author|writer|columnist|editor|reporter|correspondent)\b", re.I)
_FEWEST_WORDS = 6  # words; a call may end in a full stop, but is shorter than a statement
_STOPS = frozenset(".。")
_QUOTES = "\"'”’»)"
_COUNT = r"(?:\s*\(?\d{1,5}\)?)?"


def _matcher(*scopes: str, ending: str = r"\W*") -> Matcher:
    return Matcher(
        ((rule.id, phrase) for rule in phrase_rules() if rule.scope in scopes for phrase in rule.phrases), ending
    )


_BLOCK = PhraseMatcher((rule for rule in phrase_rules() if rule.scope == "block"), r"\W*")
_END = PhraseMatcher((rule for rule in phrase_rules() if rule.scope == "end"), r"\W*")
_HEADING = _matcher("heading", ending=rf"{_COUNT}\W*")
_HINT = _matcher("hint", ending=rf"{_COUNT}\W*")
_START = _matcher("start", ending=r"\b")
# The same phrases followed by a few more words, as in many headings of lists: "Related articles from the valley".
_LOOSE_HEADING = _matcher("heading", "hint", ending=r"\b[^.!?]{0,40}(?:\.\.\.)?")


def normalized(text: str) -> str:
    """Return *text* in the normalized form for phrase matching: in lower case, without leading punctuation."""
    lower = text.lower().replace("\u0307", "")  # the dot that the Turkish capital I keeps in lower case
    return lower[_SIGNS.match(lower).end() :]  # type: ignore[union-attr]


def block_verdict(text: str) -> Verdict | None:
    """Return the verdict on the whole *text* of a block, in any position."""
    return _of_block(text) if len(text) <= LITTLE_TEXT else None


def end_verdict(text: str) -> Verdict | None:
    """Return the verdict on the whole *text* of a block after the last paragraph."""
    if len(text) > _LONGEST_END:
        return None
    rule = _END.fullmatch(normalized(text))
    return _VERDICTS[rule] if rule and not (_is_prose(text, rule) or _is_behind_prose(text, rule, _END)) else None


def heading_verdict(text: str) -> Verdict | None:
    """Return what *text* announces if it is, as a whole, the heading of a list of other articles or of comments."""
    return _of_heading(text) if len(text) <= LONGEST_HEADING else None


def heading_hint(text: str) -> Verdict | None:
    """Return what *text* may announce if the following blocks agree: the words also occur in ordinary sub-headings."""
    return _hinted(text) if len(text) <= LONGEST_HEADING else None


def is_exact_hint(text: str) -> bool:
    """Return whether *text* is, as a whole, one of the headings that `heading_hint` finds, without further words."""
    return _HINT.fullmatch(normalized(text)) is not None


# Cached: all pages of a site share the text around the articles, and several rules check each block.
@lru_cache(maxsize=10_000)
def _of_block(text: str) -> Verdict | None:
    rule = _BLOCK.fullmatch(normalized(text))
    if rule is not None and _is_behind_prose(text, rule, _BLOCK):
        return None
    rule = rule or _of_sentences(text)
    return _VERDICTS[rule] if rule and not _is_prose(text, rule) else None


def _is_prose(text: str, rule: str) -> bool:
    """Return whether *text*, which *rule* matches, is a sentence of an article.

    It tells what somebody said ("Sign up or leave, the coach said."), or makes a statement in which the page addresses
    nobody ("The village newsletter reaches every inbox on Friday.").
    """
    if text.rstrip(_QUOTES)[-1:] not in _STOPS or text.count(" ") + 1 < _FEWEST_WORDS:
        return False
    if REPORTED.search(text) is not None:
        return True
    return rule in _CALLS and TO_READER.search(text) is None and OF_PAGE.search(text) is None


def _is_behind_prose(text: str, rule: str, matcher: PhraseMatcher) -> bool:
    """Return whether *text* is a paragraph of the article, and only its last sentences match *rule* of *matcher*.

    "School groups can watch the stones turn from a gallery above the gears, and the flour is sold there. Follow us on
    Facebook": such phrases have other words before them. What is said of a writer belongs to the call to follow her.
    """
    if rule not in _APPENDED or len(text) < _SHORTEST_PROSE or _OF_WRITER.search(text) is not None:
        return False
    ends = [end.end() for end in _SENTENCES.finditer(text)]
    last = max((end for end in ends[-_MOST_SENTENCES:] if matcher.fullmatch(normalized(text[end:]))), default=0)
    return any(end - start >= _SHORTEST_PROSE for start, end in pairwise([0, *ends]) if end <= last)


def _of_sentences(text: str) -> str | None:
    """Return the rule of paywalls or consent that a sentence of *text* matches, if each matches or is a short call."""
    if _STOP_INSIDE.search(text) is None:
        return None
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]
    if not 1 < len(sentences) <= _MOST_SENTENCES:
        return None
    found = None
    for sentence in sentences:
        rule = _BLOCK.fullmatch(normalized(sentence))
        if rule is None and len(sentence) > _SHORT_CALL:
            return None
        if found is None and rule is not None and rule.startswith(_OF_SENTENCES):
            found = rule
    return found


@lru_cache(maxsize=10_000)
def _of_heading(text: str) -> Verdict | None:
    rule = _HEADING.fullmatch(normalized(text))
    return _VERDICTS[rule] if rule else None


@lru_cache(maxsize=10_000)
def _hinted(text: str) -> Verdict | None:
    lower = normalized(text)
    rule = _HINT.fullmatch(lower) or _LOOSE_HEADING.fullmatch(lower)
    return _VERDICTS[rule] if rule else None


def start_verdict(text: str) -> Verdict | None:
    """Return the verdict on the first words of *text*, for a block whose structure agrees."""
    lower = normalized(text[:120])
    rule = _START.match(lower) or _BLOCK_START.match(lower)
    return _VERDICTS[rule] if rule else None


_BLOCK_START = _matcher("heading", "hint", ending=r"\b")
