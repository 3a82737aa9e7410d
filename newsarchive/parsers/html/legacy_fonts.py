"""Convert text for pre-Unicode Vietnamese fonts (TCVN3, VNI, VISCII) to Unicode.

Such pages declare Latin-1 or no encoding: the letters were correct only in a font like .VnTime or VNI-Times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# TCVN3 ("ABC"), after TCVN 5712:1993: capitals with a tone were small letters in a capital font.
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)

# VISCII, RFC 1456: Latin-1 positions and six control codes.
_VISCII = str.maketrans(
    "\x02\x05\x06\x14\x19\x1e" + "".join(map(chr, range(0x80, 0x100))),
    "ẲẴẪỶỸỴ"
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
)

# VNI Windows: a vowel, then one character for its diacritic, its tone or both; some letters are single characters.
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT, _ROOF, _BOWL = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323", "\u0302", "\u0306"
_VNI_MARKS = {
    **dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)),
    **dict(zip("áàåãä", (_ROOF + tone for tone in (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)), strict=True)),
    **dict(zip("éèúüë", (_BOWL + tone for tone in (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)), strict=True)),
    "â": _ROOF,
    "ê": _BOWL,
}
_VNI_MARKS |= {sign.upper(): marks for sign, marks in _VNI_MARKS.items()}
_ALONE = str.maketrans("ôöÔÖíìæóòîñÍÌÆÓÒÎÑ", "ơưƠƯíìỉĩịỵđÍÌỈĨỊỴĐ")
_VNI = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_MARKS)}])|[ôöÔÖíìæóòîñÍÌÆÓÒÎÑ]")

# Very frequent words with diacritics: a correctly decoded Vietnamese page contains many of them, an incorrectly decoded
# page hardly any.
_FREQUENT = re.compile(
    r"\b(?:của|và|các|là|được|trong|không|người|những|với|một|đã|này|để|ở|tại|cũng|đến|về|năm|ngày|Việt|tỉnh|đồng)\b"
)
_SAMPLE = 200_000  # characters; more text does not change the result


def _from_vni(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        base, sign = match[1], match[2]
        return base.translate(_ALONE) + _VNI_MARKS[sign] if base else match[0].translate(_ALONE)

    return unicodedata.normalize("NFC", _VNI.sub(letter, text))


_DECODERS: tuple[Callable[[str], str], ...] = (
    lambda text: text.translate(_TCVN3),
    _from_vni,
    lambda text: text.translate(_VISCII),
)


def count_vietnamese_words(text: str) -> int:
    """Count very frequent Vietnamese words (with diacritics) in the first 200,000 characters of *text*."""
    return sum(1 for _ in _FREQUENT.finditer(text[:_SAMPLE]))


def read_vietnamese_fonts(text: str) -> str:
    """Return *text* (Latin-1 letters) in Unicode if it was written for a Vietnamese font, else unchanged."""
    plain = count_vietnamese_words(text)
    counted = [(count_vietnamese_words(decode(text[:_SAMPLE])), decode) for decode in _DECODERS]
    count, best = max(counted, key=lambda count_and_text: count_and_text[0])
    return best(text) if count >= 3 and count > 2 * plain else text
