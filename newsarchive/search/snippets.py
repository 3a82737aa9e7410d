"""Snippets: the part of an article that shows the match, as displayed, with the positions of the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsarchive.search.folding import WORD
from newsarchive.search.query import Run

_LENGTH = 180
_Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A part of a text; *marks* are (start, end) of the matching words, in characters of *text*."""

    text: str
    marks: tuple[_Place, ...] = ()


def marked(text: str, runs: Sequence[Run], form: Callable[[str], str]) -> Snippet:
    """Return the whole *text* with every occurrence of *runs* marked; *form* folds a word."""
    return Snippet(text=text, marks=_apart(place for place, _ in _places(text, runs, form)))


def best_snippet(texts: Iterable[str], runs: Sequence[Run], form: Callable[[str], str]) -> Snippet:
    """Return the part with the most distinct words of *runs*, from the first of *texts* that has that many.

    If none has any, return the beginning of the first text.
    """
    texts = [text for text in texts if text]
    best: tuple[int, str, _Place] | None = None
    for text in texts:
        count, window = _best_window(_places(text, runs, form))
        if count and (best is None or count > best[0]):
            best = (count, text, window)
    if best is None:
        return _cut(texts[0], (0, 0), (), form) if texts else Snippet(text="")
    return _cut(best[1], best[2], runs, form)


def _places(text: str, runs: Sequence[Run], form: Callable[[str], str]) -> list[tuple[_Place, str]]:
    """Return the positions of the words of *runs*, each with the run or word that it belongs to."""
    if not _may_have(text, runs, form):
        return []
    found = [(form(word[0]), word.start(), word.end()) for word in WORD.finditer(text)]
    places: list[tuple[_Place, str]] = []
    for run in runs:
        words = [form(word) for word in run.words]
        whole = list(_standing(found, words, run.prefix))
        if not whole and not run.phrase:
            singles = [(word, run.prefix and word == words[-1]) for word in dict.fromkeys(words)]
            places += [(place, word) for word, prefix in singles for place in _standing(found, [word], prefix)]
        places += [(place, " ".join(words)) for place in whole]
    return sorted(places)


def _may_have(text: str, runs: Sequence[Run], form: Callable[[str], str]) -> bool:
    """Return whether any word of *runs* is in *text*; this takes a third of the time of finding its position."""
    there = set(map(form, WORD.findall(text)))
    return any(run.prefix or not there.isdisjoint(map(form, run.words)) for run in runs)


def _apart(places: Iterable[_Place]) -> tuple[_Place, ...]:
    """Return the sorted *places* with overlapping ones merged."""
    out: list[_Place] = []
    for start, end in places:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _standing(found: Sequence[tuple[str, int, int]], words: list[str], prefix: bool) -> Iterator[_Place]:
    """Yield the positions where *words* are side by side; with *prefix*, the last one may be a prefix."""
    length = len(words)
    for at, (word, start, _) in enumerate(found):
        if word != words[0] and not (prefix and length == 1 and word.startswith(words[0])):
            continue
        piece = [token[0] for token in found[at : at + length]]
        whole = piece == words or (prefix and piece[:-1] == words[:-1] and piece[-1].startswith(words[-1]))
        if whole and len(piece) == length:
            yield start, found[at + length - 1][2]


def _best_window(places: Sequence[tuple[_Place, str]]) -> tuple[int, _Place]:
    """Return the maximum number of distinct words in a snippet, and the first window with that many."""
    best = (0, (0, 0))
    inside: Counter[str] = Counter()
    end = 0
    for at, ((start, _), word) in enumerate(places):
        while end < len(places) and places[end][0][1] - start <= _LENGTH:
            inside[places[end][1]] += 1
            end += 1
        if len(inside) > best[0]:
            best = (len(inside), (start, places[end - 1][0][1]))
        if at < end:
            inside[word] -= 1
            if not inside[word]:
                del inside[word]
        else:
            end += 1  # a match longer than a snippet
    return best


def _cut(text: str, window: _Place, runs: Sequence[Run], form: Callable[[str], str]) -> Snippet:
    """Return *window* of *text* and the words around it, about _LENGTH characters; … marks omissions."""
    first = _word_edge(text, max(0, min(window[0] - _LENGTH // 4, len(text) - _LENGTH)))
    last = len(text) if first + _LENGTH >= len(text) else max(_word_edge(text, first + _LENGTH), window[1])
    piece = " ".join(text[first:last].split())
    shown = f"{'…' if first else ''}{piece}{'…' if last < len(text) else ''}"
    return marked(shown, runs, form)


def _word_edge(text: str, at: int) -> int:
    """Return the nearest end of a word before *at*, or *at* itself in a very long word."""
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    edge = max(text.rfind(" ", max(0, at - 40), at), text.rfind("\n", max(0, at - 40), at))
    return edge + 1 if edge >= 0 else at
