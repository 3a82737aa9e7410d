"""Words as they are searched: without marks, or with marks and the tone on any vowel of the syllable."""

from __future__ import annotations

import re
import unicodedata

#: A word, with combining marks that no letter takes up.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_LETTERS = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")
# Grave, acute, tilde, hook above, dot below: the five tones. The other marks make another letter (ă â ê ô ơ ư).
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWEL = re.compile("[aeiouy][\u0302\u0306\u031b]?")
_D = str.maketrans("đĐ", "dD")
_CACHED = 1 << 18


def fold(text: str) -> str:
    """Return *text* in lower case without marks: "Hoà Đà Nẵng" and "HÒA DA NANG" become "hoa da nang".

    Unicode decomposition drops tones and vowel marks but leaves đ, a letter of its own, which is folded here too; so
    old and new tone placement (hoà, hòa) become the same. Marks of other scripts stay.
    """
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text))).translate(_D).casefold()


def without_bars(text: str | None) -> str | None:
    """Return *text* in NFC with d for đ, the one Vietnamese letter that FTS5's tokenizer does not fold."""
    return unicodedata.normalize("NFC", text).replace("đ", "d").replace("Đ", "D") if text else text


def exact(text: str) -> str:
    """Return *text* in lower case with every word's tone at its end, so that hoà and hòa are one, and hoa another.

    A Vietnamese syllable carries one tone, so nothing is lost but where it stood.
    """
    return WORD.sub(lambda word: _exact_word(word[0]), unicodedata.normalize("NFC", text))


def tone_variants(word: str) -> list[str]:
    """Return the spellings (NFC, lower case) of *word* with its tone on each vowel: "hoà" gives hòa and hoà."""
    parted = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(parted)
    plain = _TONES.sub("", parted)
    if len(tones) != 1:
        return [unicodedata.normalize("NFC", parted)]
    spelled = [f"{plain[: vowel.end()]}{tones[0]}{plain[vowel.end() :]}" for vowel in _VOWEL.finditer(plain)]
    return list(dict.fromkeys(unicodedata.normalize("NFC", one) for one in (parted, *spelled)))


def words_of(text: str) -> list[str]:
    """Return the words of *text* (NFC) as they stand."""
    text = unicodedata.normalize("NFC", text)
    # In Vietnamese NFC leaves no combining mark; without them the shorter pattern finds the same, a third faster.
    return (WORD if _MARKS.search(text) else _LETTERS).findall(text)


def _exact_word(word: str) -> str:
    parted = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", _TONES.sub("", parted)) + "".join(_TONES.findall(parted))


class Words(dict[str, str]):
    """Folded words by the word as it stands; a language has few words, so a word of a text costs a look-up."""

    def __init__(self, *, marks: bool) -> None:
        super().__init__()
        self._form = _exact_word if marks else fold

    def __missing__(self, word: str) -> str:
        if len(self) >= _CACHED:
            self.clear()
        folded = self[word] = self._form(word)
        return folded


#: Of one word: its form without marks, and with them.
WITHOUT_MARKS = Words(marks=False)
WITH_MARKS = Words(marks=True)
