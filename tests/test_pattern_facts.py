"""The first characters and the needed words of a pattern never exclude a text that the pattern matches."""

from __future__ import annotations

import re

import pytest

from newsarchive.parsers.lexicons.block_rules import Matcher, phrase_rules
from newsarchive.parsers.lexicons.pattern_facts import first_characters, needed_words


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("share this", {"s"}),
        ("(?:return|back) to top", {"r", "b"}),
        ("(?:this )?story", {"t", "s"}),
        ("[ab-d]x", {"a", "b", "c", "d"}),
        (r"\bquote", {"q"}),
        ("(?!ads)(?:ad|banner)", {"a", "b"}),
        ("a{2,3}", {"a"}),
        ("(?:nh|ph)?ận", {"n", "p", "ậ"}),
        (r"\d+ comments", None),
        ("[^.!?]{0,60}newsletter", None),
        (".", None),
        ("(?:maybe)?", None),
        ("(?i:share)", None),
        ("[a-\uffff]", None),
    ],
)
def test_a_pattern_tells_what_its_texts_can_begin_with(pattern: str, first: set[str] | None) -> None:
    assert first_characters(pattern) == first


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bnewsletters?\b.{0,9}", ("newsletter",)),
        ("(?:ab|cde).{0,9}xy", ("ab", "cde")),
        ("(?:a|[bc]).{0,9}xy", ("xy",)),
        ("(?:optional)?x", ("x",)),
        ("(?:twice){2}", ("twice",)),
        ("(?:sign up|log ?in)", ("sign up", "log")),
        (r"\d+", ()),
        ("(?:left|)", ()),
    ],
)
def test_a_pattern_tells_words_of_which_its_texts_contain_one(pattern: str, words: tuple[str, ...]) -> None:
    assert needed_words(pattern) == words


def test_the_look_up_by_first_character_finds_what_trying_every_phrase_finds() -> None:
    phrases = [(rule.id, phrase) for rule in phrase_rules() if rule.scope == "heading" for phrase in rule.phrases]
    matcher = Matcher(phrases, r"\W*")
    texts = [text for rule in phrase_rules() for text in (*rule.examples, *rule.counter_examples, "", "…", "2 ")]
    for text in map(str.lower, texts):
        every = (rule for rule, phrase in phrases if re.fullmatch(rf"(?:{phrase})\W*", text))
        assert matcher.fullmatch(text) == next(every, None)
