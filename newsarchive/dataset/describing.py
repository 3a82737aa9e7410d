"""A table that describes a dataset: articles, first and last day, and filled fields by site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from newsarchive.dataset import Dataset

_TEXTS = ("title", "lead", "body", "published_at", "byline", "section")
_LISTS = ("authors", "tags", "pictures")


def described(dataset: Dataset) -> pl.DataFrame:
    """Return a row for each site, and one for "all": articles, first and last day, shares of filled fields."""
    frame = dataset.to_polars(lazy=True)
    import polars as pl

    shares: list[Any] = [
        *(((pl.col(name).is_not_null()) & (pl.col(name).cast(pl.String) != "")).mean().alias(name) for name in _TEXTS),
        *((pl.col(name).list.len() > 0).mean().alias(name) for name in _LISTS),
    ]
    columns: list[Any] = [
        pl.len().alias("articles"),
        pl.col("published_date").min().alias("first"),
        pl.col("published_date").max().alias("last"),
        *shares,
    ]
    needed = frame.select("site", "published_date", *_TEXTS, *_LISTS).collect().lazy()
    by_site = needed.group_by("site").agg(columns).sort("site")
    whole = needed.select(pl.lit("all").alias("site"), *columns).limit(1)
    return pl.concat([by_site, whole], how="vertical_relaxed").collect()
