"""The place, newspaper or agency displayed before an article's first sentence: "TTH.VN -", "BERLIN (AP) —"."""

from __future__ import annotations

import re
from itertools import islice

from newsarchive.parsers.bylines.foreign_names import is_known_person, is_listed
from newsarchive.parsers.bylines.lexicon import PLACES, TOWNS
from newsarchive.parsers.bylines.person_names import is_person
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.dateline import INITIALS

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĐƠƯẠ-Ỹ"
# "(Dân trí) -", "(CTO) - ", "(Reuters) —", "(Chinhphu.vn) -"; initials need no dash: "(CLO) "
_IN_BRACKETS = re.compile(
    r"\(((?:[^()\d.,;!?]|\.(?=\w)){2,30})\)\s*[-–—―]+\s*(?=\S)"
    rf"|\(([{_UPPER}][{_UPPER}&.]{{1,9}})\)\s*:?\s*(?=\S)"
    rf"|\[([{_UPPER}][\w&.]{{1,15}})\]\s*[-–—―]+\s*(?=\S)"
)
# "BERLIN (AP) —", "HÀ NỘI, 5/12 (TTXVN) -", "Berlin (dpa) -", "PARIS, Dec 5 (Reuters) -"
_PLACE_AND_AGENCY = re.compile(
    rf"([{_UPPER}][^()!?:;]{{1,50}}?\s*\((?:[{_UPPER}][\w.+/ ]{{1,24}}|dpa|afp|ots)\))\s*\.?\s?[-–—―]+\s*(?=\S)"
)
# No word has more than sixty letters: the bound keeps hostile pages fast.
# "JAKARTA, KOMPAS.com -", "SOLO, KOMPAS -": the place and the newspaper, as Indonesian sites write them.
_PLACE_AND_PAPER = re.compile(
    rf"([{_UPPER}]{{3,60}}(?: [{_UPPER}]{{2,60}}){{0,2}}, [{_UPPER}]{{3,60}}[\w.]{{0,20}})"
    r"(?:\s+[-–—―]+|[–—―]+)\s*(?=\S)"
)
# "TTH.VN -", "SGGPO - ", "TTO - ", "GD&TĐ -"
_INITIALS = re.compile(
    rf"((?:[{_UPPER}][{_UPPER}\d+&]{{1,9}}(?:\.(?:VN|vn|COM\.VN)| Online)?|ICTnews))\s*[-–—―]+\s*(?=\S)"
)
# "YênBái - ", "LaiChâu – ": a province's name in one word, as its newspaper writes its own
_GLUED_NAME = re.compile(rf"([{_UPPER}][^\W\d_{_UPPER}]{{1,60}}[{_UPPER}][^\W\d_]{{1,60}})\s*[-–—―]+\s*(?=\S)")
# "LONDON — ", "NEW YORK — "
_PLACE = re.compile(
    rf"([{_UPPER}]{{3,60}}(?:[ .'’-]{{1,2}}[{_UPPER}]{{2,60}}){{0,3}}(?:, [{_UPPER}][\w. ]{{1,20}})?)"
    rf"\s*(?:—|--)\s*(?=[{_UPPER}\"“'‘«\d])"
)
# "Washington CNN —", "Kyiv, Ukraine —": a line of its own, of capitalized words.
_CAPITALIZED = rf"[{_UPPER}](?:[^\W\d_]|[.'’-]){{0,60}}"
_LINE = re.compile(rf"({_CAPITALIZED}(?:,? (?:{_CAPITALIZED}|\({_CAPITALIZED}\))){{0,4}})\s*(?:[—–]|--)")
# "<b>Bình Thuận</b> - Từ đầu tháng …": the bold words, and the dash behind them.
_DASH = re.compile(r"(?:\s+[-–—―]+|[–—―]+)\s*(?=\S)")
_WORDS_OF_PLACE = 4  # words; "Bà Rịa - Vũng Tàu", "New York City"
_WORDS_OF_FULL_NAME = 3  # words; places of two words have the form of names: "Sơn La"
# Words that open a text in the same way: days, and the labels of interviews and media.
_NO_PLACE = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "update", "updated"}
    | {"breaking", "exclusive", "opinion", "video", "audio", "photos", "watch", "live", "quiz", "infographic", "clip"}
    | {"pv", "hỏi", "đáp", "ảnh"}
)
# <span class="location-stamp">Hà Nội</span>Triển lãm …
_STAMP_CLASS = re.compile(
    r"(?<![a-z])(?:location|place|dateline|dia-?danh|noi-?viet|spitzmarke"
    r"|(?:loc|ort|ortsmarke|city|town|lieu|ville|lugar|ciudad|luogo|plaats|miejsce|noi)(?![a-z]))",
    re.I,
)
_MOST_IN_STAMP = 6  # elements; a place, a dash and a line that may be broken
_LONGEST_STAMP = 30  # characters; a place, an agency and a date: "(PLO)", "HÀ NỘI, 30/11 -"
_VIETNAMESE = re.compile("[đơưăĐƠƯĂ\u1ea0-\u1ef9]")
# "BHG Online", "LCĐT" (điện tử), "BPO"
_ONLINE = re.compile("(?: Online|(?<=..)(?:ĐT|O))$")
_FEWEST_INITIALS = 3  # letters; two are initials of a person
_NO_INITIAL = frozenset(("VÀ", "AND", "BÁO", "ONLINE"))
_SENTENCE = re.compile(rf"[{_UPPER}\"“”'‘’«„(\[\d]")


def cut_dateline(text: str, marked: str = "", publisher: str = "", site: str = "") -> tuple[str | None, str]:
    """Split *text* into its dateline (``None`` without one) and the remainder, without brackets and dash.

    Unknown initials are accepted if the page sets them in bold (*marked* is the bold text at its beginning), or if they
    are the initials of *publisher*, the publisher's name, or of *site*, from `name_of_site`: "BHG -" on "baohagiang".
    """
    for pattern in (_IN_BRACKETS, _PLACE_AND_AGENCY, _PLACE_AND_PAPER, _PLACE):
        match = pattern.match(text)
        if match and _starts_sentence(text, match) and match[0].split(" ")[0].casefold() not in _NO_PLACE:
            return next(mark for mark in match.groups() if mark).strip(), text[match.end() :]
    is_vietnamese = _VIETNAMESE.search(text) is not None
    match = _INITIALS.match(text)
    if (
        match
        and _starts_sentence(text, match)
        and (
            _are_initials_of_publisher(match[1], marked)
            or _is_short_for(match[1], publisher)
            or (is_vietnamese and _is_short_for_site(match[1], site))
        )
    ):
        return match[1], text[match.end() :]
    match = _GLUED_NAME.match(text) if site and is_vietnamese else None
    if match and fold(match[1]) in (site, _without_newspaper(site)) and _starts_sentence(text, match):
        return match[1], text[match.end() :]
    return _cut_bold_place(text, marked)


def dateline_above(line: str, node: Node) -> str | None:
    """Return the place, perhaps with the outlet, in *line*, alone in *node* above the text: "Washington CNN —".

    The place is known, the outlet is, or the class of an element says what the line is: "Prologue —" opens a story.
    """
    match = _LINE.fullmatch(line)
    if match is None or match[1].split()[0].casefold().strip(",") in _NO_PLACE or _is_of_person(match[1]):
        return None
    place, outlet = match[1].partition(",")[0].casefold(), match[1].rpartition(" ")[2].strip("()")
    is_known = place in PLACES or place in TOWNS or (outlet != match[1] and is_listed(outlet))
    around = (node, *islice(node.iterdescendants(), _MOST_IN_STAMP))
    return match[1] if is_known or any(_STAMP_CLASS.search(box.get("class") or "") for box in around) else None


def _cut_bold_place(text: str, marked: str) -> tuple[str | None, str]:
    """Split *text* behind the bold words *marked*: one to four capitalized words, a dash and a sentence."""
    place = marked.strip(" -–—―:")
    words = place.split()
    match = _DASH.match(text, len(place)) if place and text.startswith(place) else None
    if match is None or not _starts_sentence(text, match) or len(words) > _WORDS_OF_PLACE:
        return None, text
    if not all(word[0].isupper() and word.isalpha() for word in words) or words[0].casefold() in _NO_PLACE:
        return None, text
    return (None, text) if _is_of_person(place) else (place, text[match.end() :])


def _is_of_person(words: str) -> bool:
    """Return whether *words* are a person's name: a sentence about the person may begin so. "Sơn La" has its form."""
    if words.casefold() in PLACES:
        return False
    return is_known_person(words) or (words.count(" ") + 1 >= _WORDS_OF_FULL_NAME and is_person(words, sure=True))


def cut_stamp(text: str, node: Node, publisher: str = "", site: str = "") -> tuple[str | None, str]:
    """Split *text* of *node* into the mark in its leading element and the remainder.

    The mark is a place if the class of the element says so; else the name of *publisher*, or that of its *site*.
    """
    first = node[0] if len(node) and not (node.text or "").strip() else None
    if first is None:
        return None, text
    stamp = text_of(first)
    is_name = _VIETNAMESE.search(text) is not None and _is_name_of(stamp, publisher, site)
    if not is_name and not _STAMP_CLASS.search(first.get("class") or ""):
        return None, text
    sentence = text.removeprefix(stamp).lstrip(" -–—:|.")
    if not 1 < len(stamp) <= _LONGEST_STAMP or not text.startswith(stamp) or not _SENTENCE.match(sentence):
        return None, text
    return stamp.rstrip(".:-–— "), sentence


def _is_name_of(stamp: str, publisher: str, site: str) -> bool:
    name = fold(stamp).replace(" ", "")
    names = {fold(publisher).replace(" ", ""), site}
    return bool(name) and name in names | {_without_newspaper(other) for other in names}


def _starts_sentence(text: str, match: re.Match[str]) -> bool:
    return _SENTENCE.match(text, match.end()) is not None


def _are_initials_of_publisher(initials: str, marked: str) -> bool:
    return "." in initials or initials.removesuffix(" Online") in INITIALS or marked.rstrip(" -–—:") == initials


def _is_short_for(initials: str, publisher: str) -> bool:
    """Return whether *initials* stand for *publisher*, with or without "Báo" or "Online": "BTNO", "GD&TĐ"."""
    words = [word for word in publisher.upper().split() if word[0].isalpha() and word not in _NO_INITIAL]
    short = "".join(word[0] for word in words)
    bare = initials.replace("&", "")
    return len(short) > 1 and bare in {f"{before}{short}{after}" for before in ("", "B") for after in ("", "O", "ĐT")}


def _is_short_for_site(initials: str, site: str) -> bool:
    """Return whether the letters of *initials* stand in *site* in this order, the first at its beginning.

    Vietnamese newspapers have the domain of their name: "BHG" and "HGĐT" for baohagiang. Two letters prove nothing, and
    an organization that writes about itself has a whole domain of initials: "UNESCO - Tổ chức …".
    """
    whole = initials.replace("&", "")
    bare = _ONLINE.sub("", whole)
    names = (site, _without_newspaper(site))
    if len(bare) < _FEWEST_INITIALS - (bare != whole) or not bare.isalpha() or fold(whole) in names:
        return False
    return any(_stand_in(fold(bare), name) for name in names)


def _stand_in(letters: str, name: str) -> bool:
    remainder = iter(name)
    return name[:1] == letters[:1] and all(letter in remainder for letter in letters)


def _without_newspaper(site: str) -> str:
    return site.removeprefix("bao")
