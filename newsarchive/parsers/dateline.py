"""The place, paper or agency printed in front of an article's first sentence: "TTH.VN -", "BERLIN (AP) —"."""

from __future__ import annotations

import re

from newsarchive.parsers.words.dateline import INITIALS

_DASH = r"\s*(?:[-–—―]+|:)\s*"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĐƠƯẠ-Ỹ"
# "(Dân trí) -", "(CTO) - ", "(Reuters) —"
_IN_BRACKETS = re.compile(r"\(([^()\d.,;!?]{2,30})\)\s*[-–—―]+\s*(?=\S)")
# "BERLIN (AP) —", "HÀ NỘI, 5/12 (TTXVN) -", "Berlin (dpa) -", "PARIS, Dec 5 (Reuters) -"
_PLACE_AND_AGENCY = re.compile(
    rf"([{_UPPER}][^()!?:;]{{1,50}}?\s*\((?:[{_UPPER}][\w.+/ ]{{1,24}}|dpa|afp|ots)\))\s*[-–—―]+\s*(?=\S)"
)
# "TTH.VN -", "SGGPO - ", "TTO - "
_INITIALS = re.compile(rf"([{_UPPER}][{_UPPER}\d+]{{1,9}}(?:\.(?:VN|vn|COM\.VN))?)\s*[-–—―]+\s*(?=\S)")
# "LONDON — ", "NEW YORK — "
_PLACE = re.compile(
    rf"([{_UPPER}]{{3,}}(?:[ .'’-]{{1,2}}[{_UPPER}]{{2,}}){{0,3}}(?:, [{_UPPER}][\w. ]{{1,20}})?)"
    rf"\s*(?:—|--)\s*(?=[{_UPPER}\"“'‘«\d])"
)
_SENTENCE = re.compile(rf"[{_UPPER}\"“”'‘’«„(\[\d]")


def cut_dateline(text: str, marked: str = "") -> tuple[str | None, str]:
    """Split *text* into its dateline (``None`` when it has none) and what follows, brackets and dash taken off.

    *marked* is what the page sets in bold at the beginning of *text*: initials that nobody knows are believed then.
    """
    for pattern in (_IN_BRACKETS, _PLACE_AND_AGENCY, _PLACE):
        match = pattern.match(text)
        if match and _starts_sentence(text, match):
            return match[1].strip(), text[match.end() :]
    match = _INITIALS.match(text)
    if match and _starts_sentence(text, match) and _is_paper(match[1], marked):
        return match[1], text[match.end() :]
    return None, text


def _starts_sentence(text: str, match: re.Match[str]) -> bool:
    return _SENTENCE.match(text, match.end()) is not None


def _is_paper(initials: str, marked: str) -> bool:
    return "." in initials or initials in INITIALS or marked.rstrip(" -–—:") == initials
