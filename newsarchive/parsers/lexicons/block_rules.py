"""Rules that classify text blocks by class names and phrases; loaded once from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from newsarchive.parsers.lexicons.pattern_facts import first_characters, needed_words

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class ClassRule:
    """A rule for words in a class or id: *stems* begin a part of the name, *words* are a whole part (both regexes).

    A part that begins with one of *exclude* does not count. Each regex must begin with a letter.
    """

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
    def alternatives(self) -> list[str]:
        """The regular expressions of the rule, each for the beginning of a part of a lower-case name."""
        return [*self.stems, *(f"{word}(?![a-z])" for word in self.words)]


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


def lexicon_records(file: str, table: str) -> list[dict[str, Any]]:
    """Return the records of the array *table* in the TOML *file* of this folder; their arrays become tuples."""
    data = tomllib.loads((_FOLDER / file).read_text("utf-8"))
    return [
        {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
        for record in data[table]
    ]


@cache
def class_rules() -> tuple[ClassRule, ...]:
    """Return the class rules, strong ones first."""
    rules = [ClassRule(**record) for record in lexicon_records("block_classes.toml", "rule")]
    return tuple(sorted(rules, key=lambda rule: rule.strength != "strong"))


@cache
def phrase_rules() -> tuple[PhraseRule, ...]:
    """Return the phrase rules in the order of the file."""
    return tuple(PhraseRule(**record) for record in lexicon_records("block_phrases.toml", "rule"))


_LEADING = re.compile(r"(\.|\[\^([^\]]*)\])\{0,(\d+)\}")


class PhraseMatcher:
    """Phrases that match a whole text, optionally followed by *tail*; a match is reported as its rule id."""

    def __init__(self, rules: Iterable[PhraseRule], ending: str) -> None:
        """Compile *rules*. Phrases that begin with any text ("[^.!?]{0,60}mua gói") are searched for, not matched."""
        fixed: list[tuple[str, str]] = []
        self._floating: list[tuple[str, tuple[str, ...], re.Pattern[str], int, str]] = []
        for rule in rules:
            for phrase in rule.phrases:
                match = _LEADING.match(phrase)
                if match is None:
                    fixed.append((rule.id, phrase))
                    continue
                inner = f"(?:{phrase[match.end() :]})"
                words = needed_words(inner) or ("",)
                self._floating.append(
                    (rule.id, words, re.compile(rf"{inner}{ending}\Z"), int(match[3]), match[2] or "")
                )
        self._fixed = Matcher(fixed, ending)

    def fullmatch(self, text: str) -> str | None:
        """Return the id of a rule that the whole of *text* matches."""
        found = self._fixed.fullmatch(text)
        if found is not None:
            return found
        for rule_id, words, pattern, most, excluded in self._floating:
            for word in words:
                if word in text:
                    break
            else:
                continue
            match = pattern.search(text, 0, len(text))
            if match and match.start() <= most and not any(sign in excluded for sign in text[: match.start()]):
                return rule_id
        return None


class Matcher:
    """Several rules of one scope; of their patterns, only those are tried that can begin with the text's character.

    These are compiled, as one regular expression for each first character, when a text first needs them.
    """

    def __init__(self, patterns: Iterable[tuple[str, str]], ending: str = "") -> None:
        """Take *patterns*, pairs of a rule's id and a regular expression of it; *ending* follows each of them."""
        self._patterns = [(rule_id, f"(?:{pattern}){ending}") for rule_id, pattern in patterns]
        self._firsts = [first_characters(pattern) for _, pattern in self._patterns]
        self._begins = frozenset[str]().union(*(firsts for firsts in self._firsts if firsts is not None))
        self._compiled: dict[str, re.Pattern[str]] = {}

    def _for(self, text: str) -> re.Pattern[str]:
        """Return the patterns that can begin as *text* does; their groups are named for their number."""
        character = text[:1] if text[:1] in self._begins else ""
        if character not in self._compiled:
            self._compiled[character] = re.compile(
                "|".join(
                    f"(?P<r{index}>{pattern})"
                    for index, ((_, pattern), firsts) in enumerate(zip(self._patterns, self._firsts, strict=True))
                    if firsts is None or character in firsts
                )
                or "(?!)"
            )
        return self._compiled[character]

    def _rule_of(self, match: re.Match[str]) -> str | None:
        return self._patterns[int(match.lastgroup[1:])][0] if match.lastgroup else None

    def fullmatch(self, text: str) -> str | None:
        """Return the id of a rule that the whole of *text* matches."""
        match = self._for(text).fullmatch(text)
        return self._rule_of(match) if match else None

    def match(self, text: str) -> str | None:
        """Return the id of a rule that the beginning of *text* matches."""
        match = self._for(text).match(text)
        return self._rule_of(match) if match else None
