"""Normalize words for search: without diacritics, or with diacritics but any tone placement in the syllable."""

from __future__ import annotations

import re
import unicodedata

#: A word, including combining marks that do not compose with a letter.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_LETTERS = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")
# Grave, acute, tilde, hook above, dot below: the five tones. Other marks form other letters (ă â ê ô ơ ư).
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWEL = re.compile("[aeiouy][\u0302\u0306\u031b]?")
_D = str.maketrans("đĐ", "dD")
_CACHED = 1 << 18


def fold(text: str) -> str:
    """Return *text* in lower case without diacritics: "Hoà Đà Nẵng" and "HÒA DA NANG" become "hoa da nang".

    Unicode decomposition separates tones and vowel marks, but not đ, which is replaced here. Old and new tone placement
    (hoà, hòa) become the same. Diacritics of other scripts are kept.
    """
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text))).translate(_D).casefold()


def without_bars(text: str | None) -> str | None:
    """Return *text* in NFC with d for đ, the only Vietnamese letter that FTS5's tokenizer does not fold."""
    return unicodedata.normalize("NFC", text).replace("đ", "d").replace("Đ", "D") if text else text


def exact(text: str) -> str:
    """Return *text* in lower case with the tone at the end of each word, so that hoà and hòa are equal and hoa differs.

    A Vietnamese syllable has one tone, so only the position of the tone mark is lost.
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
    return list(dict.fromkeys(unicodedata.normalize("NFC", form) for form in (parted, *spelled)))


def words_of(text: str) -> list[str]:
    """Return the words of *text* (NFC), unchanged."""
    text = unicodedata.normalize("NFC", text)
    # Vietnamese in NFC has no combining marks. Without them, the shorter pattern finds the same words a third faster.
    return (WORD if _MARKS.search(text) else _LETTERS).findall(text)


def _exact_word(word: str) -> str:
    parted = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", _TONES.sub("", parted)) + "".join(_TONES.findall(parted))


class Words(dict[str, str]):
    """A cache of folded words; a language has few distinct words, so a word of a text costs one look-up."""

    def __init__(self, *, marks: bool) -> None:
        super().__init__()
        self._form = _exact_word if marks else fold

    def __missing__(self, word: str) -> str:
        if len(self) >= _CACHED:
            self.clear()
        folded = self[word] = self._form(word)
        return folded


#: The forms of a word without and with diacritics.
WITHOUT_MARKS = Words(marks=False)
WITH_MARKS = Words(marks=True)
