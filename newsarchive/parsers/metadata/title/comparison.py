"""Compare titles: the parts between separators, the words, and how alike two titles are."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.parsers.evidence import Candidate
from newsarchive.parsers.lengths import WORDS_OF_HEADLINE
from newsarchive.parsers.text import DENSE, folded, without_marks

TitleCandidate = Candidate[str]
ORNAMENTS = "⋆★☆✦✩✪✯✱✶❖◆◇■□●○▶►▪❘❙"
_SEPARATOR = re.compile(rf"\s+(?:[|\-–—·•»«:‹›<>~/*]+|[{ORNAMENTS}])\s+|\s*[|｜»]\s*|\s+::?\s+|\s+：\s*")
# With «…» as quotation marks, only the other signs separate.
_SEPARATOR_BESIDE_QUOTES = re.compile(rf"\s+(?:[|\-–—·•:‹›<>~/*]+|[{ORNAMENTS}])\s+|\s*[|｜]\s*|\s+::?\s+|\s+：\s*")
ORNAMENT_SIGNS = frozenset(ORNAMENTS)
SIGNS = frozenset("|｜-–—·•»«:：‹›<>~/*") | ORNAMENT_SIGNS
SECTION_WORDS = 3  # words; the name of a section has at most as many
_WORD = re.compile(r"\w+")
LONGEST_HEADLINE = 200  # characters; longer texts are leads
# letters; shorter words and the endings of files are in any URL, and of this length, "the" and "cua" are in any heading
_SHORTEST_IN_ADDRESS = 3
_FEWEST_IN_ADDRESS = 3  # words; a URL with fewer has the name of a section or a number in place of a headline
_SHARE_IN_ADDRESS = 0.6  # share of words; URLs leave out short words and have a number or the ending of a file
_SHORTEST_DENSE = 8  # characters; Chinese, Japanese and Korean have no spaces between words, or few


@lru_cache(maxsize=64)  # each step for a candidate asks for those of the same text
def separators_in(text: str) -> tuple[re.Match[str], ...]:
    """Return the signs in *text* that may separate headline, section and site."""
    is_quoting = 0 <= text.find("«") < text.rfind("»")
    return tuple((_SEPARATOR_BESIDE_QUOTES if is_quoting else _SEPARATOR).finditer(text))


def words_of(text: str) -> list[str]:
    """Return the words of *text* in lower case."""
    return _WORD.findall(text.casefold())


def _parts(text: str) -> set[str]:
    """Return the words of *text*; of Chinese, Japanese and Korean, which separate few words, the characters."""
    return {part for word in words_of(text) for part in (word if DENSE.search(word) else (word,))}


def likeness(candidate: TitleCandidate, declared: list[TitleCandidate]) -> float:
    """Return the share of words (0 to 1) that *candidate* has in common with the most similar of *declared*."""
    words = _parts(candidate.value)
    shares = []
    for other in declared:
        theirs = _parts(other.value)
        if words and theirs:
            shares.append(len(words & theirs) / max(len(words), len(theirs)))
    return max(shares, default=0.0)


def is_of_address(title: str, heading: str, address: str) -> bool:
    """Return whether the words of *address*, a URL, are those of *title*, and none of them is in *heading*.

    Then *heading* is that of a dialog or a panel to search in, and not a headline: content systems make the URL from
    the headline.
    """
    words = {word for word in words_of(address.rstrip("/").rpartition("/")[2]) if len(word) >= _SHORTEST_IN_ADDRESS}
    own, other = (set(words_of(without_marks(text))) for text in (title, heading))
    shared = {word for word in words & other if len(word) > _SHORTEST_IN_ADDRESS}
    return not shared and len(words & own) >= max(_FEWEST_IN_ADDRESS, _SHARE_IN_ADDRESS * len(words))


def contains_other(text: str, heading: str) -> bool:
    """Return whether one of the two texts contains the other."""
    own, other = folded(text), folded(heading)
    return bool(own and other) and (own in other or other in own)


def is_last_part(heading: str, title: str) -> bool:
    """Return whether *heading* is the site's name after the headline in *title*: "Headline | The Daily Ferry"."""
    key = folded(heading)
    if not folded(title).endswith(key) or SIGNS.isdisjoint(title):
        return False
    parts = _SEPARATOR.split(title)
    return len(parts) > 1 and folded(parts[-1]) == key and len(parts[0]) > len(parts[-1])


def names_site(piece: str, names: list[str]) -> bool:
    """Return whether *piece* is one of the site's *names* (comparison keys), or contains or abbreviates one."""
    key = folded(piece)
    return any(
        key == name or (len(name) > 3 and name in key and len(key) < 3 * len(name)) or (len(key) > 3 and key in name)
        for name in names
    )


def may_be_headline(text: str) -> bool:
    """Return whether *text* has the length of a headline and does not end like a sentence of the text."""
    long_enough = len(words_of(text)) >= WORDS_OF_HEADLINE or (len(DENSE.findall(text)) >= _SHORTEST_DENSE)
    return long_enough and len(text) <= LONGEST_HEADLINE and text[-1] not in ".:;。"
