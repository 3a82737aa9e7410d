"""What a command takes from the project file of its archive; kept in its Click context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from newsarchive.project import ProjectFile

_KEY = "newsarchive.project"


@dataclass(frozen=True, kw_only=True)
class ProjectOptions:
    """What a command takes from a project: its *file*, and by site the *own* options of single sites."""

    file: ProjectFile
    own: Mapping[str, Mapping[str, Any]]

    def settings(self) -> dict[str, Any]:
        """Return the settings by which the run report records the project."""
        return {"NEWSARCHIVE_PROJECT": {"file": str(self.file.path), "sha256": self.file.sha256}}


def keep_project(ctx: click.Context, options: ProjectOptions) -> None:
    """Keep *options* for the command of *ctx*."""
    ctx.meta[_KEY] = options


def project_options(ctx: click.Context) -> ProjectOptions | None:
    """Return what `keep_project` kept for the command of *ctx*; ``None`` without a project."""
    found = ctx.meta.get(_KEY)
    return found if isinstance(found, ProjectOptions) else None
