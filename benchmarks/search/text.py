"""Invented Vietnamese text: real syllables and two-syllable words with realistic frequencies, without meaning.

Zipf's law: the n-th most frequent word occurs about 1/n as often as the first. The syllables consist of Vietnamese
onsets, rhymes and tones (some are not words). An article of 3 KB has about 480 of them.
"""

from __future__ import annotations

import random
from itertools import accumulate, product

_ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
_RHYMES = (
    "a ai am an ang anh ao au ay âm ân âng ât âu ây e em en eo ê êm ên ênh i ia iêm iên iêng iêu im in inh o oa oan "
    "oang oi om on ong ô ôi ôm ôn ông ơ ơi ơm ơn u ua ui um un ung uôi uôn uông ư ưa ưng ươi ương ươu y"
)
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "aăâeêioôơuưy"
#: The most frequent words of newspapers, which get the first ranks.
FREQUENT = "và của là có được các cho trong với một không những người đã này để khi đến từ ra năm ngày ở về đó"
WORDS = 40_000
SYLLABLES = 6_000


class Text:
    """A source of sentences, reproducible by *seed*."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        fixed = random.Random(7)
        frequent = FREQUENT.split()
        syllables = [*frequent, *fixed.sample(sorted(_syllables() - set(frequent)), SYLLABLES)]
        weights = list(accumulate(1 / (rank + 2) for rank in range(len(syllables))))
        pairs = fixed.choices(syllables, cum_weights=weights, k=2 * WORDS)
        # Three quarters of the words have two syllables; frequent syllables occur in many words.
        self.words = [
            f"{pairs[2 * n]} {pairs[2 * n + 1]}" if n % 4 and n > len(frequent) else syllables[n % len(syllables)]
            for n in range(WORDS)
        ]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(WORDS)))

    def sentence(self, words: int) -> str:
        """Return a sentence with this number of words."""
        text = " ".join(self.random.choices(self.words, cum_weights=self._weights, k=words))
        return f"{text[:1].upper()}{text[1:]}."

    def paragraphs(self) -> list[str]:
        """Return a body of about 3 KB."""
        return [" ".join(self.sentence(self.random.randint(8, 24)) for _ in range(4)) for _ in range(4)]


def _syllables() -> set[str]:
    import unicodedata

    made = set()
    for onset, rhyme, tone in product(_ONSETS.split(), _RHYMES.split(), _TONES):
        vowels = [n for n, sign in enumerate(rhyme) if sign in _VOWELS]
        place = vowels[-1] if len(vowels) == 1 or rhyme[-1] not in _VOWELS else vowels[-2]
        made.add(unicodedata.normalize("NFC", f"{onset}{rhyme[: place + 1]}{tone}{rhyme[place + 1 :]}"))
    return made
