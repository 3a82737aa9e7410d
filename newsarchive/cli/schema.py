"""`newsarchive schema`: print the JSON Schema of a record or of a project file."""

from __future__ import annotations

import json

import click

from newsarchive.article import json_schema


@click.command()
@click.option("--project", is_flag=True, help="Print the schema of newsarchive.toml instead, for editors.")
def command(project: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of a record, which is one line of an archive."""
    from newsarchive import project as project_file

    schema = project_file.json_schema() if project else json_schema()
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
