"""Help texts and documentation use the field's terms: phrases of an earlier, private vocabulary do not return."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import newsarchive
from newsarchive.cli import COMMANDS, main
from newsarchive.release.dictionary import dictionary

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

#: Phrase (a regular expression) -> what to write instead.
PHRASES = {
    r"\basked for\b": "requested, requests",
    r"\bthe (?:common|general) reading\b": "the generic extractor",
    r"\bfar[- ]bylines?\b": "labeled byline away from the headline",
    r"\bby lot\b": "at random",
    r"\bmet\b(?! )|\b(?:was|were|are|is|addresses|URLs?|never) met\b": "discovered",
    r"\b(?:comes?|came) to nothing\b": "failed, excluded or not an article: say which",
    r"\bbroken off\b": "interrupted or killed: say which",
    r"\b(?:any|no|some)body's\b": "of any crawler; nobody; of somebody else",
    r"(?<!there )\b(?:is|are) no (?!longer\b|more\b|less\b)\w+": "is not a …",
    r"\bbrought up\b": "updated",
    r"\btorn (?:tails?|lines?)\b": "incomplete final record",
    r"\bside cop(?:y|ies)\b": "Parquet copy",
    r"\bsearch base\b": "search index",
    r"\bmanners\b": "politeness",
    r"\berrors? of ours\b": "internal error",
    r"\bfinders?\b": "selector",
    r"\bmend(?:s|ed|ing)?\b": "repair",
    r"\bmay be given again\b": "repeatable",
    r"\b(?:is|are|was|as) told\b|\btold by\b|\btells? (?:of|whether|which|how|apart)\b": "stated, shown; decided by",
    r"\bbe told\b": "is notified, receives an alarm",
    r"\bin peace\b": "gets no requests",
    r"\blie(?:s|) (?:in|at|there|beside|behind|below)\b": "is in, is next to",
    r"\bstands? (?:in|beside|behind|at the)\b": "is in",
    r"\b(?:goes?|went) on (?:where|with|the)\b|\bgoes on\b": "continues",
    r"\b(?:the|each|every|this|that|which) papers?\b(?! cut)|\bpapers?'s?\b": "publisher, or site",
    r"\bquiet days?\b|\bsuspiciously few\b": "days below baseline",
    r"\b(?:the|its|from its) custom\b|\bits own custom\b": "baseline",
    r"\bfell behind\b|\bfall behind\b": "is below baseline",
    r"\bthe very \w+\b": "the same",
    r"\bmade anew\b|\bread anew\b|\banew\b": "again",
    r"\bas printed\b|\bprinted (?:time|date|line|byline)s?\b": "as displayed",
    r"\bfill(?:ed|s)? up with\b": "padded with",
    r"\bfates?\b": "outcome",
    r"\bways? of (?:finding|discovery)\b": "discovery source",
    r"\bhad them first\b|\bwhence\b|\bthereof\b|\bhence\b": "plain modern English",
    r"\blicence\b|\bcolours?\b|\brecogni[sz]?ses?\b|\bbehaviours?\b|\bneighbours?\b|\bfavourite\b|\bcatalogues?\b": (
        "American spelling"
    ),
    r"\bcut off\b": "truncated",
    r"\bPython Package Index\b|\bPyPI\b|\bpypi\.org\b|pip install (?:\"|')?newsarchive": "installation from a clone",
}


def commands(command: click.Command = main, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and subcommand, beginning with the main one."""
    yield names
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                if found:
                    yield from commands(found, (*names, name))


def offenses(text: str) -> list[str]:
    """Return each forbidden phrase in *text* with its line and what to write instead."""
    flat = re.sub(r"(?<=[^\s])\n[ ]*(?=[^\s#|>-])", " ", text)  # a phrase may be broken over two lines
    return [
        f"{found[0]!r} in {flat[max(0, found.start() - 40) : found.end() + 30]!r}: write {better}"
        for phrase, better in PHRASES.items()
        for found in re.finditer(phrase, flat, re.IGNORECASE)
    ]


def prose(markdown: str) -> str:
    """Return *markdown* without code blocks, inline code and the targets of links."""
    text = re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "…", text))


@pytest.mark.parametrize(
    "text",
    [
        "Finders that match are listed; nothing is told of the others.",
        "Draw some articles by lot.",
        "what the\npaper prints",
        "A licence for the compilation",
        "pip install newsarchive",
    ],
)
def test_a_phrase_that_must_not_return_is_noticed(text: str) -> None:
    assert offenses(text)


@pytest.mark.parametrize(
    "text",
    ["There is no password.", "no longer an article", "newspaper", "selectors of the publisher", "It is not a day."],
)
def test_plain_english_passes(text: str) -> None:
    assert offenses(text) == []


def test_every_command_is_scanned() -> None:
    assert {words[0] for words in commands() if words} == set(COMMANDS)
    assert ("sites", "check") in set(commands())


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: " ".join(words) or "newsarchive")
def test_help_texts_use_plain_terms(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0
    assert offenses(shown.output) == []


@pytest.mark.parametrize("name", [name for name in newsarchive.__all__ if not name.startswith("__")])
def test_public_docstrings_use_plain_terms(name: str) -> None:
    found = getattr(newsarchive, name)
    documented = [found, *(value for key, value in vars(found).items() if not key.startswith("_"))]
    assert [
        offenses(inspect.getdoc(value) or "") for value in documented if offenses(inspect.getdoc(value) or "")
    ] == []


@pytest.mark.parametrize("name", list(dictionary()))
def test_the_data_dictionary_uses_plain_terms(name: str) -> None:
    entry = dictionary()[name]
    assert offenses(". ".join([entry.meaning, entry.missing, entry.source, entry.unit, *entry.parts.values()])) == []


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_documents_use_plain_terms(page: Path) -> None:
    assert offenses(prose(page.read_text("utf-8"))) == []
