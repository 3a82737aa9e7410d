"""`python -m benchmarks.second_opinion --data FOLDER`: compare the rules with a learned block labeler (scikit-learn).

A gradient-boosted classifier is trained on the text blocks of half 0 (by publisher) of the gold pages: is the block in
the gold body? Its features are about seventy numbers of a block and its neighbors, and hashed class names; no word
list. On half 1 it is compared with the rules: precision, recall and F1 of the words that each puts into the body. The
output also lists the rules with which it disagrees most, with the share of their blocks that the gold body contains;
these rules may need to be narrowed or deleted. A copy of a text that the body contains elsewhere is no dispute: the
classifier judges each block alone. This is a diagnosis only; newsarchive does not use the classifier.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import zlib
from collections import defaultdict
from pathlib import Path

from benchmarks.rule_audit import half, runs, words
from newsarchive.parsers.body.labels import BODY_LABELS
from newsarchive.parsers.body.reader import read_body
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.document import Document

_HASHED = 24
_TAGS = ("p", "div", "li", "h1", "h2", "h3", "h4", "td", "a", "blockquote", "figcaption", "section", "span", "button")
_AROUND = 2
_KEPT = BODY_LABELS | {"lead"}


def own_features(block: TextBlock, place: int, total: int) -> list[float]:
    """Return the features of *block* itself: size, links, style, punctuation, tag, context, hashed class names."""
    text, size = block.text, max(block.size, 1)
    box, parent = block.box, block.box.parent
    depth, node = 0, box.node
    while node is not None and depth < 60:
        node, depth = node.getparent(), depth + 1
    numbers = [
        float(min(size, 2000)),
        len(text.split()),
        block.linked / size,
        block.links,
        block.bold / size,
        block.slanted / size,
        sum(map(text.count, ".,;:!?。、，")) / size,
        float(text[-1:] in '.!?…。！？"”»'),
        float(text[:1].isupper()),
        sum(map(str.isdigit, text)) / size,
        place / max(total, 1),
        depth,
        min(box.size, 20_000),
        box.linked / max(box.size, 1),
        min(parent.size, 20_000) if parent else 0,
        parent.linked / max(parent.size, 1) if parent else 0,
        *(float(box.tag == tag) for tag in _TAGS),
        *(float(parent is not None and parent.tag == tag) for tag in _TAGS),
    ]
    hashed = [0.0] * _HASHED
    around = box
    for _ in range(4):
        if around is None:
            break
        for name in f"{around.node.get('class') or ''} {around.node.get('id') or ''}".lower().split()[:8]:
            hashed[zlib.crc32(name.encode()) % _HASHED] += 1
        around = around.parent
    return numbers + hashed


def page_rows(page: bytes, url: str | None, title: str | None, body: str) -> list[tuple]:
    """Return features, presence in the gold body, words, label, rule and "is a copy" of each judged block."""
    document = Document(page, url, menus=False)
    table = read_body(document, {}, title=title).table
    blocks = [block for block in table.blocks if block.picture is None and block.text] if table else []
    own = [own_features(block, place, len(blocks)) for place, block in enumerate(blocks)]
    gold = runs(words(body))
    kept = {run for block in blocks if block.label in _KEPT for run in runs(words(block.text))}
    empty = [0.0] * len(own[0]) if own else []
    found = []
    for place, block in enumerate(blocks):
        block_runs = runs(words(block.text))
        if len(block_runs) < 2:
            continue
        near = [own[place + step] if 0 <= place + step < len(own) else empty for step in range(-_AROUND, _AROUND + 1)]
        features = own[place] + [number for row in near for number in row[:16]]
        held = len(block_runs & gold) >= 0.8 * len(block_runs)
        is_copy = block.label not in _KEPT and len(block_runs & kept) >= 0.8 * len(block_runs)
        found.append((features, held, len(words(block.text)), block.label, block.rule, is_copy))
    return found


def main() -> None:
    """Train on half 0, compare on half 1, print the figures and the disputed rules."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    parser = argparse.ArgumentParser(prog="python -m benchmarks.second_opinion", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of sets")
    parser.add_argument("--set", nargs="+", metavar="NAME", help="only these sets")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    halves: tuple[list, list] = ([], [])
    for folder in sorted(path.parent for path in args.data.glob("*/pages.jsonl")):
        if args.set and folder.name not in args.set:
            continue
        for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("body"):
                page = gzip.decompress((folder / row["html_path"]).read_bytes())
                rows = page_rows(page, row.get("url"), row.get("title"), row["body"])
                halves[half(row.get("url"), row["id"])].extend((folder.name, *row) for row in rows)
    train, test = halves
    model = HistGradientBoostingClassifier(max_iter=300, learning_rate=0.08, max_leaf_nodes=31, l2_regularization=1.0)
    model.fit([row[1] for row in train], [row[2] for row in train])
    chances = model.predict_proba([row[1] for row in test])[:, 1]
    for name in sorted({row[0] for row in test}):
        rows = [(row, chance) for row, chance in zip(test, chances, strict=True) if row[0] == name]
        rules = _figures([(row[4] in _KEPT, row[2], row[3]) for row, _ in rows])
        learned = _figures([(chance > 0.5, row[2], row[3]) for row, chance in rows])
        print(f"{name}: rules P {rules[0]:.3f} R {rules[1]:.3f} F1 {rules[2]:.3f}; ", end="")
        print(f"learned P {learned[0]:.3f} R {learned[1]:.3f} F1 {learned[2]:.3f}")
    disputes: dict[str, list] = defaultdict(list)
    for row, chance in zip(test, chances, strict=True):
        if (chance > 0.5) != (row[4] in _KEPT) and not row[6]:
            disputes[row[5] or "outside"].append(row[2])
    print("\n| rule | disputed blocks (half 1) | of them in the gold body |\n|---|---|---|")
    for rule, held in sorted(disputes.items(), key=lambda item: -len(item[1])):
        print(f"| {rule} | {len(held)} | {sum(held) / len(held):.2f} |")


def _figures(rows: list[tuple[bool, bool, int]]) -> tuple[float, float, float]:
    """Return precision, recall and F1, weighted by words, of rows (predicted, in the gold body, words)."""
    both = sum(count for taken, held, count in rows if taken and held)
    taken_words = sum(count for taken, _, count in rows if taken)
    held_words = sum(count for _, held, count in rows if held)
    precision, recall = both / max(taken_words, 1), both / max(held_words, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    main()
