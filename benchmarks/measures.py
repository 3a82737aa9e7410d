"""Score an extraction against gold values: body shingles, snippets, titles, times, names."""

from __future__ import annotations

import random
import re
import statistics
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime

TOKEN = re.compile(r"\w+")


def shingles(text, n=4):
    tokens = TOKEN.findall(text or "")
    return Counter(tuple(tokens[i : i + n]) for i in range(max(1, len(tokens) - n + 1))) if tokens else Counter()


def body_counts(gold, got):
    """Return (tp, fp, fn) normalized to sum 1, exactly as article-extraction-benchmark's evaluate.py does."""
    gold, got = shingles(gold), shingles(got)
    tp = (gold & got).total()
    fp, fn = got.total() - tp, gold.total() - tp
    total = tp + fp + fn
    return (tp / total, fp / total, fn / total) if total else (0.0, 0.0, 0.0)


def precision(tp, fp, fn):
    return 1.0 if fp == fn == 0 else tp / (tp + fp) if tp + fp else 0.0


def recall(tp, fp, fn):
    return 1.0 if fp == fn == 0 else tp / (tp + fn) if tp + fn else 0.0


def page_f1(tp, fp, fn):
    return 1.0 if fp == fn == 0 else 2 * tp / (2 * tp + fp + fn)


def body_summary(counts):
    precisions = [precision(*c) for c in counts if c[0] + c[1] > 0]
    recalls = [recall(*c) for c in counts if c[0] + c[2] > 0]
    p = statistics.fmean(precisions) if precisions else 0.0
    r = statistics.fmean(recalls) if recalls else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def bootstrap_error(counts, rounds=300):
    rng = random.Random(0)
    draws = [body_summary(rng.choices(counts, k=len(counts)))[2] for _ in range(rounds)]
    return statistics.stdev(draws)


def snippet_counts(gold, got):
    text = " ".join((got or "").split())
    tp = sum(" ".join(piece.split()) in text for piece in gold["with"])
    fp = sum(" ".join(piece.split()) in text for piece in gold["without"])
    return tp, fp, len(gold["with"]) - tp


FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)


def fold(text):
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(FOLD).casefold().split())


def token_f1(gold, got):
    gold, got = Counter(TOKEN.findall(gold)), Counter(TOKEN.findall(got))
    same = (gold & got).total()
    return 2 * same / (gold.total() + got.total()) if same else float(gold == got)


def parse_gold_date(text):
    """-> (datetime, has_time)"""
    return datetime.fromisoformat(text), len(text) > 10


def clean_date(value):
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value if isinstance(value, datetime) else None


def date_match(gold_text, got):
    """Return (same day, same minute); the second is None if the gold value has no time."""
    gold, has_time = parse_gold_date(gold_text)
    if got is None:
        return False, False if has_time else None
    try:
        if gold.tzinfo and got.tzinfo:
            got = got.astimezone(gold.tzinfo)
        elif gold.tzinfo:
            got = got.replace(tzinfo=gold.tzinfo)
        elif got.tzinfo and has_time:
            got = got.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return False, False if has_time else None
    same_day = got.date() == gold.date()
    if not has_time:
        return same_day, None
    return same_day, got.replace(second=0, microsecond=0, tzinfo=None) == gold.replace(
        second=0, microsecond=0, tzinfo=None
    )


def name_set(names):
    return {folded for name in names or [] if (folded := " ".join(str(name).casefold().split()))}


def names_f1(gold, got):
    gold, got = name_set(gold), name_set(got)
    return 2 * len(gold & got) / (len(gold) + len(got)) if gold or got else 1.0


def score_page(row, got):
    """Return every measure for which the page has gold values."""
    scores = {}
    if "body" in row:
        scores["body"] = body_counts(row["body"], got["body"])
        scores["body_exact"] = TOKEN.findall(row["body"]) == TOKEN.findall(got["body"])
    if "snippets" in row:
        scores["snippets"] = snippet_counts(row["snippets"], got["body"])
    if "title" in row:
        gold, title = fold(row["title"]), fold(got["title"])
        scores["title_exact"], scores["title_f1"] = gold == title, token_f1(gold, title)
    if "published" in row:
        scores["day"], minute = date_match(row["published"], got["published"])
        scores["day_missing"] = got["published"] is None
        if minute is not None:
            scores["minute"] = minute
    if row.get("authors"):
        scores["authors_f1"] = names_f1(row["authors"], got["authors"])
    elif "authors" in row:
        scores["no_author"] = not name_set(got["authors"])
    return scores


def summarise(pages, fields):
    """Average the page scores of one system over a set."""

    def values(key):
        return [page[key] for page in pages if key in page]

    def mean(key):
        return statistics.fmean(values(key)) if values(key) else None

    out = {}
    if "body" in fields and (counts := values("body")):
        out["body_p"], out["body_r"], out["body_f1"] = body_summary(counts)
        out["body_f1_err"] = bootstrap_error(counts) if len(counts) > 1 else 0.0
        out["body_page_f1"] = statistics.fmean(page_f1(*c) for c in counts)
        out["body_exact"] = mean("body_exact")
        out["body_empty"] = sum(c[0] + c[1] == 0 for c in counts)
    if "body" in fields and (counts := values("snippets")):
        tp, fp, fn = map(sum, zip(*counts, strict=True))
        out["snip_p"], out["snip_r"] = tp / max(1, tp + fp), tp / max(1, tp + fn)
        out["snip_f1"] = 2 * tp / max(1, 2 * tp + fp + fn)
    if "title" in fields:
        out["title_exact"], out["title_f1"] = mean("title_exact"), mean("title_f1")
    if "published" in fields:
        out["day"], out["minute"], out["day_missing"] = mean("day"), mean("minute"), mean("day_missing")
    if "authors" in fields:
        out["authors_f1"], out["no_author"] = mean("authors_f1"), mean("no_author")
    return {key: value for key, value in out.items() if value is not None}
