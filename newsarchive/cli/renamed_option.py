"""Options whose former name still works for one version, without being shown in the help."""

from __future__ import annotations

from typing import Any

import click


class RenamedOption(click.Option):
    """A Click option that also accepts the names in *former*, which its help does not list."""

    def __init__(self, *args: Any, former: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Register the former names with *parser* beside the current ones."""
        current = self.opts
        self.opts = [*current, *self.former]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts = current
