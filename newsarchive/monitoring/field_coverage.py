"""How many of a run's articles have each field filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsarchive.article import Article

#: The fields of an article whose share of filled values reveals a redesign; two are not fields but measures of one.
FIELDS = (
    "title",
    "published_at",
    "lead",
    "body",
    "long_body",
    "byline",
    "authors",
    "section",
    "tags",
    "pictures",
    "captions",
)


# Characters: a layout of which only the first paragraph is extracted still fills the body.
_LONG = 600


def filled_fields(article: Article) -> list[str]:
    """Return those of FIELDS that *article* has: "captions" for one or more, "long_body" for 600 characters or more."""
    derived = {
        "captions": any(picture.caption for picture in article.pictures),
        "long_body": len(article.body) >= _LONG,
    }
    return [name for name in FIELDS if (derived[name] if name in derived else getattr(article, name))]


def coverage_of(fields: Mapping[str, Any]) -> dict[str, float]:
    """Return the share of articles that have each field, from a report's "fields"; empty without articles."""
    articles = fields.get("articles", 0)
    return {name: count / articles for name, count in fields.get("filled", {}).items()} if articles else {}
