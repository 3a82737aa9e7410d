"""The rules of class names and phrases: their examples and counter-examples, and what every rule must have."""

from __future__ import annotations

import re

import pytest

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


@pytest.mark.parametrize(("rule", "name"), CLASS_EXAMPLES)
def test_a_class_rule_matches_its_examples(rule: str, name: str) -> None:
    element = next(parse(f'<div class="{name}" type="{name.rpartition(" ")[2]}">x</div>'.encode()).iter("div"))
    verdict = traits_of(element).verdict
    assert verdict is not None
    assert verdict.rule == rule


@pytest.mark.parametrize(("rule", "name"), CLASS_COUNTERS)
def test_a_class_rule_passes_over_its_counter_examples(rule: str, name: str) -> None:
    assert rule_of_class(name) != rule


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=f"{r.id} {t[:30]}") for r, t in PHRASE_EXAMPLES])
def test_a_phrase_rule_matches_its_examples_as_whole_blocks(rule: object, text: str) -> None:
    verdict = MATCHERS[rule.scope](text)  # type: ignore[attr-defined]
    assert verdict is not None
    assert verdict.label == rule.label  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=f"{r.id} {t[:30]}") for r, t in PHRASE_COUNTERS])
def test_no_phrase_rule_matches_a_counter_example(rule: object, text: str) -> None:
    assert [match(text) for match in MATCHERS.values()] == [None] * len(MATCHERS)


def test_every_rule_has_an_id_of_its_own_a_label_a_reason_and_examples() -> None:
    rules = [*class_rules(), *phrase_rules()]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.label in LABELS
        assert rule.reason
        assert rule.counter_examples
    # "start" and "hint" are matched only where the structure agrees: other tests show them at work.
    assert all(rule.examples for rule in rules if getattr(rule, "scope", "block") in MATCHERS)


@pytest.mark.parametrize("phrase", [phrase for rule in phrase_rules() for phrase in rule.phrases])
def test_no_phrase_has_two_unbounded_repetitions(phrase: str) -> None:
    """A phrase is matched against text that a stranger wrote: two unbounded repeats take quadratic time."""
    assert len(re.findall(r"(?<!\\)[*+](?![+])", phrase.replace(r"\s*", "").replace(r"\W*", ""))) <= 2
