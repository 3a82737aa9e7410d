"""`python -m benchmarks.rule_audit --data FOLDER`: count how often each labeling rule fires and how often it is wrong.

FOLDER contains sets of gold pages (`pages.jsonl` and the pages, see `benchmarks.pages`); only pages with a gold body
count. A rule is *wrong* if it removes a block that the gold body contains (8 of 10 three-word sequences or more) and
that the extracted text does not contain elsewhere: a chapter's heading in a table of contents is not lost.
`region.text` is wrong if it puts a block into the body that the gold body does not contain. Blocks of fewer than four
words are not judged, nor are blocks without a letter (line numbers beside code), nor captions, leads and other labels
whose text a gold body may or may not contain.

A rule that is wrong in more than 5 % of its uses, or that never fires, should be narrowed or removed; the number of
pages says whether it is wrong in general or on one long list. Rules for pointers to other articles ("Read more: …", a
linked headline between paragraphs) are in a table of their own: newsarchive's body never contains pointers, the gold
bodies of some sets do. Sets are split in two halves by publisher (a hash of the registered domain). Look only at pages
of half 0.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive import extract
from newsarchive.parsers.body.labels import BODY_LABELS
from newsarchive.parsers.lexicons.block_rules import class_rules, phrase_rules

_FEWEST_WORDS, _SHARE = 4, 0.8
_LETTERS = re.compile(r"[^\W\d_]")
# Labels whose text a gold body may or may not contain, depending on its maker.
_NOT_JUDGED = frozenset(("lead", "title", "dateline", "caption"))
# Of identical blocks, the first one counts.
_SAME_AGAIN = frozenset(("block.doubled", "block.repeated"))
# Rules whose blocks are pointers to other articles, which a gold body may contain.
_POINTERS = frozenset(
    ("block.headline", "block.linked", "block.pointers", "list.linked", "list.heading", "label.related")
)
_KEPT = BODY_LABELS | {"lead", "title"}
_MOST_EXAMPLES = 3


def words(text: str) -> list[str]:
    """Return the words of *text*, folded for comparison."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def runs(all_words: list[str]) -> set[tuple[str, ...]]:
    """Return the three-word sequences of *all_words*."""
    return {tuple(all_words[place : place + 3]) for place in range(len(all_words) - 2)}


def half(url: str | None, name: str) -> int:
    """Return the half (0 or 1) of the publisher of *url*; *name* replaces a missing URL."""
    labels = (urlsplit(url or "").hostname or name).split(".")
    short = len(labels) > 2 and labels[-2] in ("co", "com", "org", "net", "gov", "ac") and len(labels[-1]) == 2
    return int(hashlib.md5(".".join(labels[-3:] if short else labels[-2:]).encode()).hexdigest(), 16) % 2


def audit(folders: list[Path]) -> dict[str, dict]:
    """Return *fired*, *wrong*, *pages* with a wrong use (a count per half) and *examples* of half 0 for each rule."""
    found: dict[str, dict] = defaultdict(lambda: {"fired": [0, 0], "wrong": [0, 0], "pages": [0, 0], "examples": []})
    for folder in folders:
        for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if not row.get("body"):
                continue
            page = gzip.decompress((folder / row["html_path"]).read_bytes())
            part = half(row.get("url"), row["id"])
            gold = runs(words(row["body"]))
            explained = extract(page, url=row.get("url"), explain=True)
            blocks, article = explained.blocks, explained.article
            kept = {run for block in blocks if block.label in _KEPT for run in runs(words(block.text))}
            kept |= runs(words(f"{article.lead or ''}\n{article.body or ''}"))
            wrong = {block.rule for block in blocks if _judge(found[block.rule], block, gold, kept, part)}
            for rule in wrong:
                found[rule]["pages"][part] += 1
    return found


def _judge(rule: dict, block, gold: set[tuple[str, ...]], kept: set[tuple[str, ...]], part: int) -> bool:
    """Count the use of *rule* for *block*, and return whether it is wrong."""
    own = runs(words(block.text))
    if len(own) < _FEWEST_WORDS - 2 or not _LETTERS.search(block.text):
        return False
    if block.label in _NOT_JUDGED or block.rule in _SAME_AGAIN:
        return False
    rule["fired"][part] += 1
    is_gold = len(own & gold) >= _SHARE * len(own)
    if is_gold == (block.label in BODY_LABELS) or (is_gold and len(own & kept) >= _SHARE * len(own)):
        return False
    rule["wrong"][part] += 1
    if part == 0 and len(rule["examples"]) < _MOST_EXAMPLES:
        rule["examples"].append(block.text[:100])
    return True


def markdown(found: dict[str, dict]) -> str:
    """Return the audit as tables, sorted by number of wrong uses, and the rules that never fired."""
    rules = sorted(found, key=lambda rule: -sum(found[rule]["wrong"]))
    are_pointers = [rule in _POINTERS or rule.startswith("heading.related") for rule in rules]
    others = [rule for rule, is_pointer in zip(rules, are_pointers, strict=True) if not is_pointer]
    pointers = [rule for rule, is_pointer in zip(rules, are_pointers, strict=True) if is_pointer]
    lines = [*_table(found, others), "", "Pointers to other articles:", "", *_table(found, pointers)]
    known = {rule.id for rule in (*class_rules(), *phrase_rules())}
    lines += ["", f"Never fired: {', '.join(sorted(known - {rule for rule, c in found.items() if sum(c['fired'])}))}"]
    return "\n".join(lines)


def _table(found: dict[str, dict], rules: list[str]) -> list[str]:
    lines = [
        "| rule | fired (half 0, half 1) | wrong | pages | wrong % (half 0, half 1) | examples of wrong uses |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules:
        count = found[rule]
        shares = ", ".join(f"{100 * w / max(f, 1):.1f}" for w, f in zip(count["wrong"], count["fired"], strict=True))
        examples = "; ".join(text.replace("|", "/") for text in count["examples"])
        lines.append(f"| {rule} | {count['fired']} | {count['wrong']} | {count['pages']} | {shares} | {examples} |")
    return lines


def main() -> None:
    """Print the audit of the sets given on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rule_audit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of sets")
    parser.add_argument("--set", nargs="+", metavar="NAME", help="only these sets")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    folders = sorted(path.parent for path in args.data.glob("*/pages.jsonl"))
    print(markdown(audit([folder for folder in folders if not args.set or folder.name in args.set])))


if __name__ == "__main__":
    main()
