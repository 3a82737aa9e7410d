"""`newsarchive schema`: print the JSON Schema of a record."""

from __future__ import annotations

import json

import click

from newsarchive.article import json_schema


@click.command()
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of a record, which is one line of an archive."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
