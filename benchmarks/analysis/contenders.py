"""The contenders: each function does one task with the library in its name and returns a result to compare.

Each runs in its own process, so that its imports are included in the time. The queries of the peers (`COUNT` and so on)
are the fastest form we know, with columns and types given where that is faster.
"""

import gzip
import json
from operator import itemgetter
from pathlib import Path

SITE, YEAR = "bao3", "2019"
FIVE = ["site", "title", "section", "byline", "published_at"]
_MONTH = "strftime(published_at, '%Y-%m')"
_TYPES = "{site: 'VARCHAR', published_at: 'TIMESTAMPTZ'}"
_FIVE_TYPES = "{site: 'VARCHAR', title: 'VARCHAR', section: 'VARCHAR', byline: 'VARCHAR', published_at: 'TIMESTAMPTZ'}"


def lines_of(folder, pattern="site=*/*.jsonl.gz"):
    return sorted(str(path) for path in Path(folder, "articles").glob(pattern))


def tables_of(folder, pattern="site=*/*.parquet"):
    return sorted(str(path) for path in Path(folder, "tables").rglob(pattern))


def _ours(folder, **options):
    import newsarchive

    return newsarchive.load(folder, **options)


def _duckdb(query):
    import duckdb

    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    return base.sql(query)


def _counted(rows):
    return sorted([site, month, int(count)] for site, month, count in rows)


# Count by site and month.


def count_newsarchive(folder):
    query = f"select site, {_MONTH} m, count(*) from articles group by all"
    return _counted(_ours(folder).sql(query).fetchall())


def count_newsarchive_polars(folder):
    return _counted_polars(_ours(folder, columns=["site", "published_at"]).to_polars(lazy=True))


def count_duckdb_parquet(folder):
    query = f"select site, {_MONTH}, count(*) from read_parquet({tables_of(folder)}) group by all"
    return _counted(_duckdb(query).fetchall())


def count_polars_parquet(folder):
    import polars as pl

    return _counted_polars(pl.scan_parquet(tables_of(folder)))


def _counted_polars(frame):
    import polars as pl

    month = pl.col("published_at").dt.strftime("%Y-%m").alias("m")
    return _counted(frame.select("site", month).group_by("site", "m").len().collect().rows())


def count_pandas_parquet(folder):
    import pandas as pd

    return _counted_pandas(pd.read_parquet(tables_of(folder), columns=["site", "published_at"], partitioning=None))


def _counted_pandas(frame):
    import pandas as pd

    month = pd.to_datetime(frame["published_at"], utc=True).dt.strftime("%Y-%m")
    found = frame.groupby([frame["site"].astype(str), month]).size()
    return _counted((site, month, count) for (site, month), count in found.items())


def count_duckdb_lines(folder):
    files = f"read_json({lines_of(folder)}, format = 'newline_delimited', columns = {_TYPES})"
    return _counted(_duckdb(f"select site, {_MONTH}, count(*) from {files} group by all").fetchall())


def count_duckdb_guessing(folder):
    files = f"read_json({lines_of(folder)}, format = 'newline_delimited')"
    month = "strftime(cast(published_at as timestamptz), '%Y-%m')"
    return _counted(_duckdb(f"select site, {month}, count(*) from {files} group by all").fetchall())


def _polars_lines(folder, pattern="site=*/*.jsonl.gz", columns=("site", "published_at")):
    import polars as pl

    frame = pl.scan_ndjson(lines_of(folder, pattern), schema=dict.fromkeys(columns, pl.String))
    return frame.with_columns(pl.col("published_at").str.to_datetime(time_zone="UTC"))


def count_polars_lines(folder):
    return _counted_polars(_polars_lines(folder))


def count_pandas_lines(folder):
    """Read one site of ten; the time is multiplied by ten."""
    return _counted_pandas(_pandas_lines(folder, "site=bao0/*.jsonl.gz", ["site", "published_at"]))


def _pandas_lines(folder, pattern, columns):
    import pandas as pd

    files = lines_of(folder, pattern)
    return pd.concat([pd.read_json(file, lines=True, convert_dates=["published_at"])[columns] for file in files])


# Title and time of one site and one year.


def part_newsarchive(folder):
    part = _ours(folder, sites=SITE, since=YEAR, until=YEAR, columns=["title", "published_at"])
    return _titles(part.to_polars()["title"])


def _titles(titles):
    return [len(titles), sum(map(len, titles))]


def part_duckdb_parquet(folder):
    files = tables_of(folder, f"site={SITE}/{YEAR}-*.parquet")
    return _titles(_duckdb(f"select title, published_at from read_parquet({files})").df()["title"])


def part_polars_parquet(folder):
    import polars as pl

    files = tables_of(folder, f"site={SITE}/{YEAR}-*.parquet")
    return _titles(pl.scan_parquet(files).select("title", "published_at").collect()["title"])


def part_pandas_parquet(folder):
    import pandas as pd

    files = tables_of(folder, f"site={SITE}/{YEAR}-*.parquet")
    return _titles(pd.read_parquet(files, columns=["title", "published_at"], partitioning=None)["title"])


def part_duckdb_lines(folder):
    files = lines_of(folder, f"site={SITE}/{YEAR}-*.jsonl.gz")
    types = "{title: 'VARCHAR', published_at: 'TIMESTAMPTZ'}"
    query = f"select title, published_at from read_json({files}, format = 'newline_delimited', columns = {types})"
    return _titles(_duckdb(query).df()["title"])


def part_polars_lines(folder):
    frame = _polars_lines(folder, f"site={SITE}/{YEAR}-*.jsonl.gz", ("title", "published_at"))
    return _titles(frame.collect()["title"])


def part_pandas_lines(folder):
    return _titles(_pandas_lines(folder, f"site={SITE}/{YEAR}-*.jsonl.gz", ["title", "published_at"])["title"])


# Every article, by iteration.


def walk_newsarchive(folder):
    return _walked(record.title for record in _ours(folder))


def walk_newsarchive_all(folder):
    return _walked(record.title for record in _ours(folder, revisions="all"))


def _walked(titles):
    count = length = 0
    for title in titles:
        count += 1
        length += len(title)
    return [count, length]


def walk_json(folder):
    return _walked(json.loads(line)["title"] for line in _gzip_lines(folder))


def walk_msgspec_dicts(folder):
    import msgspec

    decode = msgspec.json.Decoder().decode
    return _walked(decode(line)["title"] for line in _gzip_lines(folder))


def read_newsarchive(folder):
    return _read((record.title, record.published_at, record.authors, record.body) for record in _ours(folder))


def _read(found):
    count = length = 0
    for title, at, authors, body in found:
        count += bool(at)
        length += len(title) + len(authors) + len(body)
    return [count, length]


_READ = ("title", "published_at", "authors", "body")


def read_json(folder):
    return _read(map(itemgetter(*_READ), map(json.loads, _gzip_lines(folder))))


def read_msgspec_dicts(folder):
    import msgspec

    return _read(map(itemgetter(*_READ), map(msgspec.json.Decoder().decode, _gzip_lines(folder))))


def _gzip_lines(folder):
    for path in lines_of(folder):
        with gzip.open(path, "rb") as stream:
            yield from stream


def walk_pandas(folder):
    """Read one site of ten; the time is multiplied by ten."""
    import pandas as pd

    chunks = (
        chunk
        for path in lines_of(folder, "site=bao0/*.jsonl.gz")
        for chunk in pd.read_json(path, lines=True, chunksize=5000)
    )
    return _walked(row.title for chunk in chunks for row in chunk.itertuples())


# The number of articles, and five columns of all articles.


def length_newsarchive(folder):
    return len(_ours(folder))


def length_duckdb_parquet(folder):
    return _duckdb(f"select count(*) from read_parquet({tables_of(folder)})").fetchall()[0][0]


def length_polars_parquet(folder):
    import polars as pl

    return pl.scan_parquet(tables_of(folder)).select(pl.len()).collect().item()


def length_pandas_parquet(folder):
    import pandas as pd

    return len(pd.read_parquet(tables_of(folder), columns=["id"], partitioning=None))


def length_gzip(folder):
    return sum(1 for _ in _gzip_lines(folder))


def five_newsarchive(folder):
    return list(_ours(folder, columns=FIVE).to_polars().shape)


def five_duckdb_parquet(folder):
    return list(_duckdb(f"select {', '.join(FIVE)} from read_parquet({tables_of(folder)})").pl().shape)


def five_polars_parquet(folder):
    import polars as pl

    return list(pl.scan_parquet(tables_of(folder)).select(FIVE).collect().shape)


def five_pandas_parquet(folder):
    import pandas as pd

    return list(pd.read_parquet(tables_of(folder), columns=FIVE, partitioning=None).shape)


def five_duckdb_lines(folder):
    files = f"read_json({lines_of(folder)}, format = 'newline_delimited', columns = {_FIVE_TYPES})"
    return list(_duckdb(f"select * from {files}").pl().shape)


def five_polars_lines(folder):
    return list(_polars_lines(folder, columns=FIVE).collect().shape)


def five_pandas_lines(folder):
    """Read one site of ten; the time is multiplied by ten."""
    return list(_pandas_lines(folder, "site=bao0/*.jsonl.gz", FIVE).shape)
