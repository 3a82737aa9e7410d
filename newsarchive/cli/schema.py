"""`newsarchive schema`: the JSON Schema of an archive line."""

from __future__ import annotations

import json

import click

from newsarchive.article import json_schema


@click.command()
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of one line of an archive."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
