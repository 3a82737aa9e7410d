"""Rules that classify text blocks by class names and phrases; loaded once from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class ClassRule:
    """A rule for words in a class or id: *stems* begin a part of the name, *words* are a whole part (both regexes)."""

    id: str
    label: str
    strength: str
    reason: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    stems: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """The regular expression of the rule, to be matched at the beginning of a part of a lower-case name."""
        parts = [*self.stems, *(f"{word}(?![a-z])" for word in self.words)]
        but_not = f"(?!{'|'.join(self.exclude)})" if self.exclude else ""
        return f"{but_not}(?:{'|'.join(parts)})"


@dataclass(frozen=True, kw_only=True)
class PhraseRule:
    """A rule that classifies a block by its words.

    *scope*: "block" (the whole block is one of *phrases*), "end" (the same, only after the last paragraph), "heading"
    (the whole block, a heading or label of what follows), "start" (the block begins so; its structure must agree).
    """

    id: str
    language: str
    label: str
    scope: str
    reason: str
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


def _records(name: str) -> list[dict[str, Any]]:
    data = tomllib.loads((_FOLDER / name).read_text("utf-8"))
    return [
        {key: tuple(value) if isinstance(value, list) else value for key, value in rule.items()}
        for rule in data["rule"]
    ]


@cache
def class_rules() -> tuple[ClassRule, ...]:
    """Return the class rules, strong ones first."""
    rules = [ClassRule(**record) for record in _records("block_classes.toml")]
    return tuple(sorted(rules, key=lambda rule: rule.strength != "strong"))


@cache
def phrase_rules() -> tuple[PhraseRule, ...]:
    """Return the phrase rules in the order of the file."""
    return tuple(PhraseRule(**record) for record in _records("block_phrases.toml"))


_LEADING = re.compile(r"(\.|\[\^([^\]]*)\])\{0,(\d+)\}")


class PhraseMatcher:
    """Phrases that match a whole text, optionally followed by *tail*; a match is reported as its rule id."""

    def __init__(self, rules: Iterable[PhraseRule], ending: str) -> None:
        """Compile *rules*. Phrases that begin with any text ("[^.!?]{0,60}mua gói") are searched for, not matched."""
        fixed: list[tuple[str, str]] = []
        self._floating: list[tuple[str, re.Pattern[str], int, str]] = []
        for rule in rules:
            anchored = [phrase for phrase in rule.phrases if not _LEADING.match(phrase)]
            if anchored:
                fixed.append((rule.id, f"(?:{'|'.join(anchored)}){ending}"))
            for phrase in rule.phrases:
                match = _LEADING.match(phrase)
                if match:
                    pattern = re.compile(rf"(?:{phrase[match.end() :]}){ending}\Z")
                    self._floating.append((rule.id, pattern, int(match[3]), match[2] or ""))
        self._fixed = Matcher(fixed)

    def fullmatch(self, text: str) -> str | None:
        """Return the id of a rule that the whole of *text* matches."""
        found = self._fixed.fullmatch(text)
        if found is not None:
            return found
        for rule_id, pattern, most, excluded in self._floating:
            match = pattern.search(text, 0, len(text))
            if match and match.start() <= most and not any(sign in excluded for sign in text[: match.start()]):
                return rule_id
        return None


class Matcher:
    """Several rules of one scope as one regular expression."""

    def __init__(self, patterns: Iterable[tuple[str, str]], before: str = "") -> None:
        """Compile *patterns*, pairs of a rule's id and its regular expression; *before* precedes all of them."""
        pairs = list(patterns)
        self._ids = [rule_id for rule_id, _ in pairs]
        alternatives = "|".join(f"(?P<r{index}>{pattern})" for index, (_, pattern) in enumerate(pairs))
        self._pattern = re.compile(f"{before}(?:{alternatives})")

    def search(self, text: str) -> str | None:
        """Return the id of a rule found anywhere in *text*."""
        match = self._pattern.search(text)
        return self._ids[int(match.lastgroup[1:])] if match and match.lastgroup else None

    def fullmatch(self, text: str) -> str | None:
        """Return the id of a rule that the whole of *text* matches."""
        match = self._pattern.fullmatch(text)
        return self._ids[int(match.lastgroup[1:])] if match and match.lastgroup else None

    def match(self, text: str) -> str | None:
        """Return the id of a rule that the beginning of *text* matches."""
        match = self._pattern.match(text)
        return self._ids[int(match.lastgroup[1:])] if match and match.lastgroup else None
