"""Decode the bytes of a page in any encoding, regardless of the encoding that the page declares."""

from __future__ import annotations

import codecs
import re

from newsarchive.parsers.html.legacy_fonts import count_vietnamese_words, read_vietnamese_fonts

# bytes; browsers search the first 1024 for the declared encoding; old templates have long comments before it
_HEAD = 4096
_SAMPLE = 20_000  # bytes; more of a page do not change what its letters show
_LONGEST_REPAIR = 1_000_000  # characters; a bound, as the repair takes time for each
_ASCII, _LETTERS = bytes(range(0x80)), bytes((*range(0x41, 0x5B), *range(0x61, 0x7B)))
# Share of letters outside ASCII, in percent: 20 to 25 in Vietnamese, 4 in French, 8 in Polish.
_VIETNAMESE_SHARE = 0.06
_FONT_SAMPLE = 200_000  # bytes; counting words and letters of a whole page takes time
_CYRILLIC_SHARE = 0.5  # share of letters outside ASCII; nearly all of a Russian text are, a few of a French one
_TAG = re.compile(rb"<[^<>]{1,500}>")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF8_SAMPLE = 500_000  # bytes; a bound for large pages
# "ö" and "–" in UTF-8. In windows-1252 these bytes are "Ã¶" and "â€“", which no language writes; "LIBERTÉ»" has the
# bytes of another letter.
_UTF8_OF_WESTERN = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")
_ENOUGH_OF_UTF8 = 3  # letters; fewer may be a coincidence
_MANY = 20  # valid sequences for each wrong byte, in a page that declares another encoding
# The escape sequences of ISO-2022-JP (RFC 1468), all of whose bytes are ASCII.
_ESCAPES = (b"\x1b$B", b"\x1b$@")
_RUSSIAN = re.compile(r"(?<![а-яё])(?:и|в|на|не|что|с|по|это|как|для)(?![а-яё])", re.I)
_CYRILLIC = re.compile("[а-яё]", re.I)
# The characters that are frequent in Japanese (hiragana), Korean (syllables) and Chinese, and the least share of each
# among the characters outside ASCII: about half, nearly all, and a tenth in news.
_OF_CHINESE = re.compile("[的一是了在不有人这這中大为為上个個国國我以要他时時来來用们們到地于於出就对對成会會年和]")
_EAST_ASIAN = (
    ("euc_jp", re.compile("[\u3041-\u3093]"), 0.2),
    ("cp932", re.compile("[\u3041-\u3093]"), 0.2),
    ("cp949", re.compile("[\uac00-\ud7a3]"), 0.9),
    ("gb18030", _OF_CHINESE, 0.05),
    ("big5", _OF_CHINESE, 0.05),
)
_ENOUGH_FOREIGN = 100  # bytes outside ASCII; of fewer, a declaration of a Western encoding is believed
_WRONG_SHARE = 0.02  # of the characters outside ASCII; a page may be cut off, or another system wrote a part of it
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# The encodings that browsers use for these labels (WHATWG Encoding Standard, section 4.2), where Python's codec covers
# fewer characters.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
# The encodings that browsers assume for pages in these languages (HTML Standard, 13.2.3.2); Vietnamese, Chinese,
# Japanese and Korean pages are detected by their letters.
_BY_LANGUAGE = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "tg", "tt", "uk"), "cp1251"),
    **dict.fromkeys(("tr", "az", "ku"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    "el": "cp1253",
    "he": "cp1255",
    "th": "cp874",
}
_OTHER_SCRIPTS = frozenset({"cp1251", "cp1253", "cp1255", "cp1256", "cp874"})
_LANGUAGE = re.compile(rb"""<html\b[^<>]{0,300}?\slang\s*=\s*["']?([a-zA-Z]{2})(?![a-zA-Z])""", re.I)
# š, ť, ž, ś, ź and their capitals in windows-1250, where ISO 8859-2 has no letters; ą, ś, š, ź, ž in ISO 8859-2.
# "ł" within words, where Western encodings have a superscript three, and "ż", or a word in "ą" or "ę": formulas, too,
# have raised threes.
_POLISH = re.compile(rb"[a-z]\xb3[a-z]")
_POLISH_TOO = re.compile(rb"[a-z]\xbf[a-z]|[a-z][\xb9\xb1\xea][\s.,]")
_WINDOWS_1250 = b"\x8a\x8c\x8d\x8e\x8f\x9a\x9c\x9d\x9e\x9f"
_LATIN_2 = b"\xb1\xb6\xb9\xbc\xbe\xa1\xa6"
# Small letters in KOI8, capitals in windows-1251; and the reverse.
_KOI8_SMALL, _WINDOWS_1251_SMALL = bytes(range(0xC0, 0xE0)), bytes(range(0xE0, 0x100))
# Python has no codec for it: the bytes are decoded as Latin-1 and the letters replaced by the font's table.
_FONT_LABELS = re.compile(r"tcvn|viscii|vni|x-user-defined|vps", re.I)

# "ế" and similar letters as they should be; "áº" and "Ã¡" are the bytes of such letters decoded as windows-1252.
_ONCE = (b"\xe1\xba", b"\xe1\xbb")
_TWICE = (b"\xc3\xa1\xc2\xbb", b"\xc3\x83\xc2")
# As text, both sequences contain one of these letters; the search for a single letter is fast.
_DOUBLE_ENCODING_MARKS = ("\u00c3", "\u00bb")
# "â" and a control character: a quotation mark or a dash encoded twice; text never has these control characters.
_PUNCTUATION_TWICE = "\u00e2\u0080"
# The same, decoded as windows-1252 in between ("â€™"), and correct punctuation.
_PUNCTUATION_TWICE_1252, _PUNCTUATION = "\u00e2\u20ac", b"\xe2\x80"
# The rarer letter of each.
_CONTROL, _EURO = "\u0080", "\u20ac"
_FONT_NAME = re.compile(rb"V(?:NI-|(?<=\.V)n)")  # .VnTime, VNI-Times; begins with one letter for the same reason


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode *body*: as UTF-8 if valid, else as declared, else as detected; never raises.

    The declaration is that of *content_type*, the response header, or of the page's <meta>; its names are read as
    browsers do (WHATWG Encoding Standard).

    UTF-8 that was encoded twice is decoded twice, and text for Vietnamese fonts (TCVN3, VNI, VISCII) is converted to
    Unicode. NUL characters are dropped.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _tidy(body.removeprefix(mark).decode(name, "replace"))
    if (switched := _switched(body)) is not None:
        return _tidy(body.decode(switched, "replace"))
    if (wide := _utf16_without_mark(body)) is not None:
        return _tidy(body.decode(wide, "replace"))
    try:
        return _tidy(repair_double_encoding(body.decode("utf-8-sig"), body))
    except UnicodeDecodeError:
        return _tidy(_declared_or_detected(body, content_type))


def has_escapes(body: bytes) -> bool:
    """Return whether *body* is in an encoding that switches by escape sequences and whose bytes are all ASCII.

    These are ISO-2022-JP (RFC 1468), ISO-2022-KR (RFC 1557) and HZ (RFC 1843).
    """
    return _switched(body) is not None


def _switched(body: bytes) -> str | None:
    """Return the encoding whose escape sequences occur in *body*: ISO-2022-JP or -KR, or HZ (RFC 1843) if declared."""
    if b"\x1b" in body:
        if any(escape in body for escape in _ESCAPES):
            return "iso2022_jp"
        if b"\x1b$)C" in body:  # RFC 1557
            return "iso2022_kr"
    return "hz" if b"hz-gb-2312" in body[:_HEAD].lower() and b"~{" in body else None


def _utf16_without_mark(body: bytes) -> str | None:
    """Return the byte order of UTF-16 text, most of whose characters are markup; ``None`` for any other text."""
    head = body[:_HEAD]
    if head.count(0) * 4 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def repair_double_encoding(text: str, body: bytes) -> str:
    """Repair double encoding and letters for Vietnamese fonts in *text*, which *body* is in UTF-8.

    Returns *text* itself if nothing needs repair.
    """
    if text.isascii():
        return text
    if any(sign in text for sign in _DOUBLE_ENCODING_MARKS) and _is_encoded_twice(body):
        text = _once(text[:_LONGEST_REPAIR]) + text[_LONGEST_REPAIR:]
    if (_CONTROL in text and _PUNCTUATION_TWICE in text) or (
        _EURO in text and text.count(_PUNCTUATION_TWICE_1252) > 2 and _PUNCTUATION not in body
    ):
        # Only these marks: the letters of the page are correct, and "nhé…”" consists of the bytes of a Chinese one.
        text = _TWICE_MARK.sub(_run_once, text)
    return read_vietnamese_fonts(text) if _FONT_NAME.search(body) else text


def _is_encoded_twice(body: bytes) -> bool:
    return any(body.count(sign) > 2 for sign in _TWICE) and not any(sign in body for sign in _ONCE)


def _tidy(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text


def _once(text: str) -> str:
    """Decode double-encoded UTF-8 run by run: the rest of the page may be correct already."""
    return _TWICE_RUN.sub(_run_once, text)


# Windows-1252's characters for the bytes 80-FF, with the five that it leaves undefined.
_HIGH = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0x100))
_BYTE_OF = {ord(char): 0x80 + index for index, char in enumerate(_HIGH)} | {code: code for code in range(0x80, 0xA0)}
# The bytes of one character in UTF-8, as characters.
_ENCODED_LETTER = re.compile("[\u00c2-\u00df][\u0080-\u00bf]|[\u00e1-\u00ec\u00ee\u00ef][\u0080-\u00bf]{2}")
_TWICE_RUN = re.compile(f"[{re.escape(''.join(map(chr, _BYTE_OF)))}]{{2,}}")
_SECOND_HALF = re.escape("".join(chr(code) for code, byte in _BYTE_OF.items() if byte < 0xC0))
_TWICE_MARK = re.compile(f"\u00e2[\u0080\u20ac][{_SECOND_HALF}]")


def _run_once(match: re.Match[str]) -> str:
    """Decode the characters of a run that are the bytes of a letter; the others (a no-break space) are kept."""
    run = match[0]
    try:
        return bytes(_BYTE_OF[ord(char)] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        octets = "".join(chr(_BYTE_OF[ord(char)]) for char in run)
    pieces, end = [], 0
    for letter in _ENCODED_LETTER.finditer(octets):
        pieces += [run[end : letter.start()], letter[0].encode("latin-1").decode("utf-8", "replace")]
        end = letter.end()
    return "".join((*pieces, run[end:]))


def _declared_or_detected(body: bytes, content_type: str | None) -> str:
    name = _declared(body, content_type)
    if name in (None, "utf-8", "cp1252") and _is_mostly_utf8(body, sure=name != "cp1252") and not _east_asian(body):
        return body.decode("utf-8", "replace")
    if name in (None, "utf-8", "fonts", "cp1252", "cp1258"):
        return _western_or_vietnamese(body, name)
    assert name is not None
    return body.decode(_other_east_asian(body, name) or name, "replace")


def _declared(body: bytes, content_type: str | None) -> str | None:
    for source in ((content_type or "").encode("ascii", "ignore"), body[:_HEAD]):
        for match in _CHARSET.finditer(source):
            name = _codec(match[1].decode("ascii", "replace"))
            if name:
                return name
    return None


def _codec(label: str) -> str | None:
    if _FONT_LABELS.search(label):
        return "fonts"
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python's codecs that are not text encodings (zip, rot13, idna …) are never a page's charset.
    return _WIDER.get(found.name, found.name) if found._is_text_encoding and found.name not in _NO_CHARSET else None


_NO_CHARSET = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem", "utf-7"}
)


def _is_mostly_utf8(body: bytes, *, sure: bool) -> bool:
    """Return whether *body* is UTF-8 except for some bytes: truncated letters, or a part that another system wrote.

    Valid multi-byte letters are rarely a coincidence. If another encoding is declared (not *sure*), nearly all must be
    valid.
    """
    sample = body[:_UTF8_SAMPLE]
    right = len(_UTF8_LETTER.findall(sample))
    wrong = len(_UTF8_LETTER.sub(b"", sample).translate(None, _ASCII))
    if not sure:
        return right > _MANY * wrong
    # In other encodings but EUC-JP, fewer than one of ten such bytes belong to a sequence that is also valid UTF-8.
    if 3 * right >= wrong:
        return True
    texts = {text.rpartition(b">")[2] for text in sample.split(b"<") if not text.isascii()}
    whole = sum(not _UTF8_LETTER.sub(b"", text).translate(None, _ASCII) for text in texts)
    return 2 * whole >= len(texts) > 0


def _western_or_vietnamese(body: bytes, name: str | None) -> str:
    if name not in ("fonts", "cp1258") and _high_share(_TAG.sub(b"", body[:_FONT_SAMPLE])) < _VIETNAMESE_SHARE:
        return _western(body, name)
    latin = body.decode("latin-1")
    fonts = read_vietnamese_fonts(latin)
    windows = body.decode("cp1258", "replace")
    if fonts is not latin:
        return fonts
    if name == "cp1258" or count_vietnamese_words(_composed(windows)) >= 3:
        return windows
    return _western(body, name)


def _western(body: bytes, name: str | None) -> str:
    if (usual := _usual_encoding(body)) is not None:
        return body.decode(usual, "replace")
    if (russian := _russian(body)) is not None:
        return russian
    if (east_asian := _east_asian(body)) is not None:
        return body.decode(east_asian, "replace")
    text = _TAG.sub(b"", body[:_SAMPLE])
    # In Western text only some letters are outside ASCII, and detection by frequency often fails.
    is_western = _high_share(text) <= 0.5 or (name == "cp1252" and len(text.translate(None, _ASCII)) < _ENOUGH_FOREIGN)
    if not is_western:
        return body.decode(_detected(text), "replace")
    if name != "cp1252" and len(_UTF8_OF_WESTERN.findall(body[:_UTF8_SAMPLE])) >= _ENOUGH_OF_UTF8:
        return _with_utf8_letters(body)
    return body.decode("cp1252", "replace")


def _with_utf8_letters(body: bytes) -> str:
    """Return *body* decoded as windows-1252, except for its UTF-8 letters: two systems wrote the page."""
    pieces, end = [], 0
    for letter in _UTF8_LETTER.finditer(body):
        pieces += [body[end : letter.start()].decode("cp1252", "replace"), letter[0].decode("utf-8", "replace")]
        end = letter.end()
    return "".join((*pieces, body[end:].decode("cp1252", "replace")))


def _usual_encoding(body: bytes) -> str | None:
    """Return the encoding of pages in the language that *body* declares, if Western encodings lack its letters."""
    language = _LANGUAGE.search(body[:_HEAD])
    name = _BY_LANGUAGE.get(language[1].decode().lower()) if language else None
    if name is None and _is_polish(body):
        name = "cp1250"
    if name == "cp1250" and _count(body, _WINDOWS_1250) == 0 < _count(body, _LATIN_2):
        return "iso8859-2"
    if name in _OTHER_SCRIPTS and _high_share(_TAG.sub(b"", body[:_SAMPLE])) < _CYRILLIC_SHARE:
        return None  # the page is in Latin letters despite the declared language
    if name == "cp1251" and _count(body, _KOI8_SMALL) > _count(body, _WINDOWS_1251_SMALL):
        return "koi8_u"
    return name


def _count(body: bytes, characters: bytes) -> int:
    return len(body) - len(body.translate(None, characters))


def _is_polish(body: bytes) -> bool:
    """Return whether *body* has the letters of Polish in windows-1250 or ISO 8859-2; Big5 has these bytes as well."""
    if len(_POLISH.findall(body)) <= 2 or _POLISH_TOO.search(body) is None:
        return False
    return _high_share(_TAG.sub(b"", body[:_SAMPLE])) < _CYRILLIC_SHARE


def _russian(body: bytes) -> str | None:
    """Return *body* decoded as windows-1251 if the result is Russian, even if it declares a Western encoding."""
    if _high_share(_TAG.sub(b"", body[:_SAMPLE])) < _CYRILLIC_SHARE:
        return None
    text = body[:_FONT_SAMPLE].decode("cp1251", "replace")
    foreign = sum(1 for sign in text if not sign.isascii())
    is_cyrillic = len(_CYRILLIC.findall(text)) > 0.9 * foreign
    return body.decode("cp1251", "replace") if is_cyrillic and len(_RUSSIAN.findall(text)) > 2 else None


def _east_asian(body: bytes) -> str | None:
    """Return the encoding in which *body* is Chinese, Japanese or Korean by its most frequent characters, if any.

    Servers declare ISO 8859-1 for such pages too. A text in another of these encodings has few of these characters.
    """
    sample = _TAG.sub(b" ", body[:_FONT_SAMPLE])
    if _high_share(sample) < _CYRILLIC_SHARE:
        return None
    return next((entry[0] for entry in _EAST_ASIAN if _has_its_letters(sample, *entry)), None)


def _has_its_letters(sample: bytes, name: str, frequent: re.Pattern[str], share: float) -> bool:
    """Return whether *sample*, decoded as *name*, is valid and has the *share* of *frequent* characters."""
    text = sample.decode(name, "replace")
    foreign = sum(1 for sign in text if not sign.isascii())
    return text.count("\ufffd") <= _WRONG_SHARE * foreign and len(frequent.findall(text)) >= share * foreign


def _other_east_asian(body: bytes, declared: str) -> str | None:
    """Return the encoding of an East Asian page that has none of the letters of the one that it *declared*."""
    expected = next((entry for entry in _EAST_ASIAN if entry[0] == declared), None)
    if expected is None or _has_its_letters(_TAG.sub(b" ", body[:_FONT_SAMPLE]), *expected):
        return None
    return _east_asian(body)


def _high_share(text: bytes) -> float:
    """Return the number of bytes outside ASCII for each ASCII letter."""
    letters = len(text) - len(text.translate(None, _LETTERS))
    return len(text.translate(None, _ASCII)) / max(1, letters)


def _composed(text: str) -> str:
    from unicodedata import normalize

    return normalize("NFC", text[:200_000])


def _detected(text: bytes) -> str:
    """Return the encoding in which *text*, without tags, is most probably written.

    The tags are left out because one may declare ISO 8859-1, as servers do for any page.
    """
    from bs4.dammit import EncodingDetector

    guesses = (_codec(guess) for guess in EncodingDetector(text, is_html=True).encodings)
    return next((guess for guess in guesses if guess and _decodes(text, guess)), "cp1252")


def _decodes(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
