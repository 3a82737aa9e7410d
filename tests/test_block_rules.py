"""The rules of class names and phrases: their examples and counter-examples, and what every rule must have."""

from __future__ import annotations

import re

from newsarchive.parsers.body.class_names import traits_of
from newsarchive.parsers.body.labels import LABELS
from newsarchive.parsers.body.phrases import block_verdict, end_verdict, heading_verdict
from newsarchive.parsers.html.tree import parse
from newsarchive.parsers.lexicons.block_rules import class_rules, phrase_rules

CLASS_EXAMPLES = [(rule.id, name) for rule in class_rules() for name in rule.examples]
CLASS_COUNTERS = [(rule.id, name) for rule in class_rules() for name in rule.counter_examples]
PHRASE_EXAMPLES = [(rule, text) for rule in phrase_rules() for text in rule.examples]
PHRASE_COUNTERS = [(rule, text) for rule in phrase_rules() for text in rule.counter_examples]
MATCHERS = {"block": block_verdict, "end": end_verdict, "heading": heading_verdict}


def rule_of_class(name: str) -> str | None:
    element = next(parse(f'<div class="{name}">x</div>'.encode()).iter("div"))
    verdict = traits_of(element).verdict
    return verdict.rule if verdict else None


# Each of these tests is of all rules at once: a test for each example costs a hundred times what it does.


def test_class_rules_match_their_examples() -> None:
    found = {}
    for rule, name in CLASS_EXAMPLES:
        element = next(parse(f'<div class="{name}" type="{name.rpartition(" ")[2]}">x</div>'.encode()).iter("div"))
        verdict = traits_of(element).verdict
        found[rule, name] = verdict and verdict.rule
    assert {example: rule for example, rule in found.items() if rule != example[0]} == {}


def test_class_rules_pass_over_their_counter_examples() -> None:
    assert [(rule, name) for rule, name in CLASS_COUNTERS if rule_of_class(name) == rule] == []


def test_phrase_rules_match_their_examples_as_whole_blocks() -> None:
    found = {(rule, text): MATCHERS[rule.scope](text) for rule, text in PHRASE_EXAMPLES}
    wrong = [(rule.id, text) for (rule, text), verdict in found.items() if not verdict or verdict.label != rule.label]
    assert wrong == []


def test_no_phrase_rule_matches_a_counter_example() -> None:
    matched = [
        (rule.id, text) for rule, text in PHRASE_COUNTERS if any(match(text) is not None for match in MATCHERS.values())
    ]
    assert matched == []


def test_every_rule_has_an_id_of_its_own_a_label_a_reason_and_examples() -> None:
    rules = [*class_rules(), *phrase_rules()]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.label in LABELS
        assert rule.reason
        assert rule.counter_examples
    # "start" and "hint" are matched only where the structure agrees: other tests show them at work.
    assert all(rule.examples for rule in rules if getattr(rule, "scope", "block") in MATCHERS)


def test_no_phrase_has_two_unbounded_repetitions() -> None:
    """A phrase is matched against text that a stranger wrote: two unbounded repeats take quadratic time."""
    phrases = [phrase for rule in phrase_rules() for phrase in rule.phrases]
    unbounded = re.compile(r"(?<!\\)[*+](?![+])")
    counts = {phrase: len(unbounded.findall(re.sub(r"\\[sW]\*", "", phrase))) for phrase in phrases}
    assert {phrase: count for phrase, count in counts.items() if count > 2} == {}
