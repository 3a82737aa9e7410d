"""MkDocs hooks: parts of the documentation that are derived from the package when the site is built."""

from __future__ import annotations

import json

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from newsarchive.article import json_schema
from newsarchive.release.dictionary import dictionary_table, names_table

SCHEMA_PATH = "schema/newsarchive-1.schema.json"
#: Marker in a page -> function that returns the Markdown to put in its place.
GENERATED = {
    "<!-- table: fields -->": dictionary_table,
    "<!-- table: other names -->": names_table,
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the JSON Schema of a record to the site."""
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    files.append(File.generated(config, SCHEMA_PATH, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace each marker of GENERATED in *markdown* by the table that it names."""
    for marker, table in GENERATED.items():
        if marker in markdown:
            markdown = markdown.replace(marker, table())
    return markdown
