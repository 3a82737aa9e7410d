"""Options of the command line: renamed ones keep their former name, hidden, for one version."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from newsarchive.cli import COMMANDS, main
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.counting import count_of


def subcommand(name: str) -> click.Command:
    with click.Context(main) as context:
        found = main.get_command(context, name)
    assert found
    return found


RENAMED = [
    (name, option.opts[-1], former)
    for name in COMMANDS
    for option in subcommand(name).params
    if isinstance(option, RenamedOption)
    for former in option.former
]


@pytest.mark.parametrize(("command", "current", "former"), RENAMED)
def test_a_renamed_option_accepts_its_former_name(command: str, current: str, former: str) -> None:
    found = subcommand(command)
    option = next(param for param in found.params if current in param.opts)
    arguments = [] if isinstance(option, click.Option) and option.is_flag else ["7"]
    with click.Context(found) as context:
        by_current, _, _ = found.make_parser(context).parse_args([current, *arguments])
        by_former, _, _ = found.make_parser(context).parse_args([former, *arguments])
    assert option.name in by_current
    assert by_former == by_current
    assert former not in CliRunner().invoke(main, [command, "--help"]).output


def test_the_options_renamed_in_this_version_are_among_them() -> None:
    assert {("crawl", "--discover", "--by"), ("coverage", "--sources", "--methods")} <= set(RENAMED)
    assert {("watch", "--concurrent-sites", "--at-once"), ("search", "--index", "--base")} <= set(RENAMED)
    assert {("export", "--to", "--out"), ("report", "--to", "--output")} <= set(RENAMED)


def test_every_command_that_takes_a_short_option_for_its_output_calls_it_to() -> None:
    outputs = [param.opts for name in COMMANDS for param in subcommand(name).params if "-o" in param.opts]
    assert len(outputs) == 4
    assert all(names == ["-o", "--to"] for names in outputs)


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles"), (1204, "1,204 articles")]
)
def test_a_count_agrees_with_its_noun(number: int, shown: str) -> None:
    assert count_of(number, "article") == shown
