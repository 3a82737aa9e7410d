"""MkDocs hooks: tables and files of the documentation that are derived from the package.

The short tables are also stored in the pages, between two markers, so that the pages are complete where they are read
as plain files. ``make tables`` (``python docs/site_hooks.py``) writes them; tests/test_docs_site.py checks that they
are current.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from scrapy.utils.misc import load_object

from newsarchive import article, project
from newsarchive.archive.reasons import reasons_table
from newsarchive.cli import main
from newsarchive.crawl import settings
from newsarchive.crawl.spiders.sources import SOURCES
from newsarchive.publishers import all_publishers
from newsarchive.release.dictionary import dictionary_table, names_table

#: File of the site -> function that returns its JSON Schema.
SCHEMAS: dict[str, Callable[[], object]] = {
    "schema/newsarchive-1.schema.json": article.json_schema,
    "schema/newsarchive.toml.schema.json": project.json_schema,
}


def settings_table() -> str:
    """Return newsarchive's own Scrapy settings as a Markdown table: name, default, and the comment in settings.py."""
    source = inspect.getsource(settings)
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for node in ast.parse(source).body:
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if _is_assignment(node) else None
        name = target.id if isinstance(target, ast.Name) else ""
        if name.startswith("NEWSARCHIVE_"):
            meaning = " ".join(comments[row] for row in range(node.lineno, node.end_lineno + 1) if row in comments)
            lines.append(f"| `{name}` | `{getattr(settings, name)!r}` | {meaning} |")
    return "\n".join(lines)


def commands_reference() -> str:
    """Return the reference of all commands, from their Click definitions: text, usage, options and notes of each."""
    with click.Context(main, info_name="newsarchive") as context:
        return "\n\n".join(_command_section(main, context, level=2))


def _command_section(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    yield f"{'#' * level} {context.command_path}"
    yield from (" ".join(paragraph.split()) for paragraph in inspect.cleandoc(command.help or "").split("\n\n"))
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    records = (option.get_help_record(context) for option in command.get_params(context))
    rows = [f"| `{names}` | {_cell(text)} |" for names, text in filter(None, records)]
    yield "\n".join(["| option | meaning |", "|---|---|", *rows])
    yield " ".join((command.epilog or "").split())
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found and not found.hidden:
                with click.Context(found, info_name=name, parent=context) as inner:
                    yield from _command_section(found, inner, level + 1 if context.parent else 2)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def components_table() -> str:
    """Return the Scrapy components that newsarchive enables as a Markdown table: name, position, first sentence."""
    lines = ["| component | position | what it does |", "|---|---:|---|"]
    for components in (settings.DOWNLOADER_MIDDLEWARES, settings.ITEM_PIPELINES, settings.EXTENSIONS):
        for path, position in components.items():
            if path.startswith("newsarchive.") and position is not None:
                summary = " ".join((inspect.getdoc(load_object(path)) or "").split("\n\n")[0].split())
                lines.append(f"| `{path.removeprefix('newsarchive.')}` | {position} | {summary} |")
    return "\n".join(lines)


def publishers_table() -> str:
    """Return the publishers of Vietnamese news as a Markdown table, and the foreign ones as a list."""
    known = all_publishers()
    lines = ["| key | name | domains, newest first | scope | CMS | addresses verified |", "|---|---|---|---|---|---|"]
    for publisher in known.values():
        if publisher.scope != "foreign":
            scope = ", ".join(part for part in (publisher.scope, publisher.region) if part)
            domains = " ".join(f"`{domain}`" for domain in publisher.domains)
            day = publisher.verified.isoformat() if publisher.verified else "not yet"
            families = ", ".join(publisher.families)
            lines.append(f"| `{publisher.key}` | {publisher.name} | {domains} | {scope} | {families} | {day} |")
    foreign = [
        f"{publisher.name} (`{publisher.key}`, {publisher.country})"
        for publisher in known.values()
        if publisher.scope == "foreign"
    ]
    return "\n".join([*lines, "", f"Foreign publishers: {', '.join(foreign)}."])


def sources_table() -> str:
    """Return the discovery sources as a Markdown table: name and where articles are discovered."""
    rows = [f"| `{source.name}` | {source.description} |" for source in SOURCES.values()]
    return "\n".join(["| source | where articles are discovered |", "|---|---|", *rows])


def _is_assignment(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign)


#: Table of a page -> function that returns its Markdown. For these, a page has only the marker
#: ``<!-- generated: NAME -->``, and names another place where the same can be read; the site has the table.
BUILT: dict[str, Callable[[], str]] = {
    "commands": commands_reference,
    "components": components_table,
    "publishers": publishers_table,
}
#: The tables that pages contain between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``.
STORED: dict[str, Callable[[], str]] = {
    "fields": dictionary_table,
    "other names": names_table,
    "reasons": reasons_table,
    "settings": settings_table,
    "sources": sources_table,
}
_STORED_TABLE = re.compile(r"<!-- generated: ([a-z ]+) -->\n.*?<!-- end of \1 -->", re.S)


def with_current_tables(markdown: str) -> str:
    """Return the page *markdown* with every table of STORED as the package makes it now."""

    def current(found: re.Match[str]) -> str:
        return f"<!-- generated: {found[1]} -->\n\n{STORED[found[1]]()}\n\n<!-- end of {found[1]} -->"

    return _STORED_TABLE.sub(current, markdown)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the JSON Schemas of a record and of the project file to the site."""
    for path, schema in SCHEMAS.items():
        text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put every generated table of *markdown* in its place, as the package makes it now."""
    for name, table in BUILT.items():
        marker = f"<!-- generated: {name} -->"
        if marker in markdown:
            markdown = markdown.replace(marker, table())
    return with_current_tables(markdown)


def write_tables() -> None:
    """Write the tables of STORED into the pages of this folder; print the pages that changed."""
    for page in sorted(Path(__file__).parent.glob("*.md")):
        text = page.read_text("utf-8")
        if (current := with_current_tables(text)) != text:
            page.write_text(current, "utf-8")
            sys.stdout.write(f"{page.name}: tables updated\n")


if __name__ == "__main__":
    write_tables()
