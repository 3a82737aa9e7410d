from __future__ import annotations

import unicodedata

import pytest

from newsarchive import extract
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.encoding import decode
from newsarchive.parsers.text import clean

SENTENCE = (
    "Mưa lớn làm ngập nhiều tuyến đường của tỉnh; người dân đã được đưa đến nơi an toàn, không có thiệt hại về người."
)
TITLE = "Bến đò cũ ở xã Đông Hải được sửa trước mùa mưa"

_TCVN3_LETTERS = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
_UNICODE_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_VISCII = {
    "à": 0xE0, "â": 0xE2, "ã": 0xE3, "ò": 0xF2, "ó": 0xF3, "ô": 0xF4, "ù": 0xF9, "Đ": 0xD0, "đ": 0xF0, "ũ":
    0xFB, "ơ": 0xBD, "ư": 0xDF, "ạ": 0xD5, "ả": 0xE4, "ậ": 0xA7, "ế": 0xAA, "ề": 0xAB, "ệ": 0xAE, "ỉ": 0xEF,
    "ớ": 0xBE, "ờ": 0xB6, "ở": 0xB7, "ợ": 0xFE, "ủ": 0xFC, "ử": 0xD8,
}  # fmt: skip
_VNI = {
    "à": "aø", "â": "aâ", "ã": "aõ", "ò": "oø", "ó": "où", "ô": "oâ", "ù": "uø", "Đ": "Ñ", "đ": "ñ", "ũ": "uõ",
    "ơ": "ô", "ư": "ö", "ạ": "aï", "ả": "aû", "ậ": "aä", "ế": "eá", "ề": "eà", "ệ": "eä", "ỉ": "æ", "ớ": "ôù",
    "ờ": "ôø", "ở": "ôû", "ợ": "ôï", "ủ": "uû", "ử": "öû",
}  # fmt: skip


def _page(charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    paragraphs = "".join(f"<p>{SENTENCE}</p>" for _ in range(4))
    return f"<html lang=vi><head>{meta}<title>{TITLE}</title></head><body><h1>{TITLE}</h1>{paragraphs}</body></html>"


def _cp1258(text: str) -> bytes:
    """Write *text* as windows-1258 does: tones as marks behind their letter."""
    out = []
    for char in text:
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            letter = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark != tone))
            out.append((letter + tone).encode("cp1258"))
    return b"".join(out)


def _mapped(text: str, letters: dict[str, str]) -> bytes:
    return "".join(letters.get(char, char) for char in text).encode("latin-1")


ENCODED = {
    "utf-8": _page("utf-8").encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + _page().encode(),
    "utf-8 that calls itself latin-1": _page("iso-8859-1").encode(),
    "utf-8 that calls itself windows-1258": _page("windows-1258").encode(),
    "utf-8 with one broken letter": _page("utf-8").encode() + "é".encode()[:1],
    "utf-8 twice": _page("utf-8").encode().decode("latin-1").encode(),
    "utf-8 twice, truncated inside a letter": _page("utf-8").encode().decode("latin-1").encode() + "é".encode()[:1],
    "utf-16": _page().encode("utf-16"),
    "NFD": unicodedata.normalize("NFD", _page("utf-8")).encode(),
    "character references": _page().encode("ascii", "xmlcharrefreplace"),
    "windows-1258": _cp1258(_page("windows-1258")),
    "windows-1258, not said": _cp1258(_page()),
    "TCVN3": _mapped(_page("x-user-defined"), dict(zip(_UNICODE_LETTERS, _TCVN3_LETTERS, strict=True))),
    "TCVN3 that calls itself latin-1": _mapped(
        _page("iso-8859-1"), dict(zip(_UNICODE_LETTERS, _TCVN3_LETTERS, strict=True))
    ),
    "VISCII": _mapped(_page("viscii"), {letter: chr(code) for letter, code in _VISCII.items()}),
    "VNI": _mapped(_page(), _VNI),
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED.keys())
def test_vietnamese_text_is_read_in_every_encoding(body: bytes) -> None:
    article = extract(body)
    assert article.title == TITLE
    assert SENTENCE in f"{article.lead} {article.body}"
    assert article.language == "vi"


@pytest.mark.parametrize(
    ("text", "charset"),
    [("Größe, Maß und 5 €", "iso-8859-15"), ("L’été à Évry coûte 5 €", "windows-1252"), ("東京の天気", "shift_jis")],
)
def test_a_declared_charset_is_believed(text: str, charset: str) -> None:
    assert text in decode(f'<meta charset="{charset}"><p>{text}</p>'.encode(charset))


JAPANESE = (
    "月曜の朝、廃校となった小学校の給食室に、十年ぶりに大豆を煮る湯気が立ちのぼった。集まったのは卒業生たちだ。" * 4
)
CHINESE = "晚上七点，石板街尽头的裁缝铺还亮着灯，十五个年轻人围在一张旧案板旁量布，学员里有护士和大学生。" * 4
TRADITIONAL = "晚上七點，石板街盡頭的裁縫鋪還亮著燈，十五個年輕人圍在一張舊案板旁量布，他們都是這裡的學生。" * 4
KOREAN = "월요일 아침 여섯 시, 기차가 끊긴 간이역 대합실에서 갓 구운 빵 냄새가 퍼졌다. " * 4
ARABIC = "فجر السبت خرج أول دلو من الماء الصافي من العين الغربية فوق أسوار النخيل في الواحة. " * 4
POLISH = "W sobotę rano pierwsza fura z sianem przejechała po nowych balach, a sołtys zdjął taśmę z barierki. " * 4


@pytest.mark.parametrize("declared", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (JAPANESE, "euc_jp"),
        (JAPANESE, "shift_jis"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (KOREAN, "euc_kr"),
        (ARABIC, "cp1256"),
        (POLISH, "cp1250"),
        (POLISH, "iso-8859-2"),
    ],
)
def test_a_page_that_declares_no_or_a_wrong_charset_is_read_by_its_letters(
    text: str, charset: str, declared: str
) -> None:
    page = f"<html><head>{declared}<title>x</title></head><body><p>{text}</p></body></html>"
    assert text in decode(page.encode(charset))


def test_french_prose_with_a_cube_and_a_few_japanese_words_in_utf_8_stay_what_they_are() -> None:
    french = "Le bassin contient 40 m³ d'eau, le second 12 m³ et le troisième à peine 9 m³. " * 5
    assert french in decode(f"<p>{french}</p>".encode("latin-1"))
    japanese = f"<p>{JAPANESE}</p>".encode() + b"<p>\xa9 \xe9</p>"
    assert JAPANESE in decode(japanese)


def test_a_charset_in_the_header_comes_before_the_pages_own() -> None:
    body = '<meta charset="iso-8859-1"><p>Привет, мир</p>'.encode("koi8-r")
    assert "Привет" in decode(body, "text/html; charset=koi8-r")


def test_an_unknown_charset_is_passed_over() -> None:
    assert "caf" in decode(b'<meta charset="no-such"><p>caf\xe9 cr\xe8me</p>')


def test_western_text_is_not_mistaken_for_a_vietnamese_font() -> None:
    text = "Où est passé l'été ? Les élèves rêvent à la forêt, déjà, près de l'île. " * 20
    assert text.strip() in decode(text.encode("latin-1"))


@pytest.mark.parametrize(
    ("charset", "title"),
    [("iso-8859-1", "Zürich prüft die Brücken"), ("iso-8859-2", "Łódź naprawia mosty, choć późno")],
)
def test_what_json_ld_says_is_read_in_the_encoding_of_its_page(charset: str, title: str) -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}"}}</script>'
    page = f'<html><head><meta charset="{charset}">{script}</head><body><p>{SENTENCE[:20]}</p></body></html>'
    assert extract(page.encode(charset, "xmlcharrefreplace")).title == title


def test_text_that_is_right_stays_as_it_is_beside_doubly_encoded_text() -> None:
    wrong = "Tin tức của tỉnh".encode().decode("latin-1")
    text = Document(f"<p>Größe</p><p>{wrong}</p><p>{wrong}</p>".encode()).html
    assert "Größe" in text
    assert text.count("Tin tức của tỉnh") == 2


def test_clean_makes_one_line_of_nfc() -> None:
    assert clean(" Tin\u200b tức\u00a0\n " + unicodedata.normalize("NFD", "nóng")) == "Tin tức nóng"


_SENTENCES = {
    "vi": "Bến đò bên kia sông chạy lại từ sáng nay, sau hai tuần nước lớn và chờ đợi của bà con trong xã. ",
    "zh": "周一清晨第一班渡船离开渡口，船上坐着三十二名村民和几筐青菜，岸边的人一直送到看不见。",
    "ru": "Паром через реку снова ходит с утра, и это первый рейс за две недели, что для села на другом берегу важно. ",
    "ja": "月曜日の朝、川辺の町で七年ぶりに渡し船が動き出し、三十二人の住民を乗せて向こう岸へ渡った。",
    "fr": "Le passeur a repris la traversée après la crue, et l'été sera long pour les élèves du bourg. ",
}


def _page(language: str, charset: str, junk: bytes = b"", encoding: str | None = None) -> bytes:
    text = f"<html><head><meta charset={charset}></head><body><p>{_SENTENCES[language] * 5}</p>\n"
    return text.encode(encoding or charset) + junk + b"</body></html>"


def test_the_end_of_a_quotation_in_capitals_is_no_letter_in_utf_8() -> None:
    text = "<p>Sur la place, il a crié «LIBERTÉ», puis «ÉGALITÉ» et «FRATERNITÉ»; le maire a fermé sa fenêtre.</p>"
    text += f"<p>{_SENTENCES['fr'] * 3}</p>"
    assert text in decode(b"<meta charset=utf-8>" + text.encode("cp1252"))


@pytest.mark.parametrize(
    ("language", "junk"),
    [
        ("vi", b"<div>" + b"\xe9\xe8 " * 400 + b"</div>"),
        ("vi", b"<li>\xc4\x91\xc3...</li>" * 60),
        ("vi", b"<p>" + "Uỷ ban".encode("cp1258", "replace") * 40 + b"</p>"),
        ("zh", "<p>本店新到秋茶，欢迎品尝</p>".encode("gbk") * 3),
        ("fr", b"<p>\xa9 La Gazette</p>"),
        ("fr", b"<p>La suite de l'\xc3"),
        ("fr", b"".join(b"<p>Lampe %d: \x80</p>" % number for number in range(200))),
    ],
)
def test_a_page_declared_utf8_stays_it_when_a_part_is_something_else(language: str, junk: bytes) -> None:
    assert _SENTENCES[language] in decode(_page(language, "utf-8", junk))


@pytest.mark.parametrize(
    ("language", "declared", "encoding"),
    [
        ("zh", "utf-8", "gbk"),
        ("ru", "iso-8859-1", "cp1251"),
        ("ru", "windows-1252", "cp1251"),
        ("fr", "utf-8", "cp1252"),
        ("ja", "iso-2022-jp", "iso2022_jp"),
        ("ja", "shift_jis", "euc_jp"),
        ("ja", "shift_jis", "cp932"),
        ("zh", "big5", "gbk"),
        ("zh", "gb2312", "gbk"),
        ("vi", "utf-16", "utf-16-le"),
        ("vi", "utf-16", "utf-16-be"),
    ],
)
def test_another_encoding_than_the_declared_one_is_found(language: str, declared: str, encoding: str) -> None:
    assert _SENTENCES[language] in decode(_page(language, declared, encoding=encoding).replace(b"</body></html>", b""))


@pytest.mark.parametrize("word", ["می\u200cشود", "ശ്രീകര\u200d", "ශ්\u200dරී", "क्\u200dषिप्रा"])
def test_joiners_inside_words_stay(word: str) -> None:
    assert clean(f"  {word} ") == word


@pytest.mark.parametrize("text", ["Bến\u200c đò", "Bến đò\u200d", "\u200dBến đò", "B\u200cến đò"])
def test_joiners_beside_latin_letters_are_leftovers(text: str) -> None:
    assert clean(text) == "Bến đò"


@pytest.mark.parametrize(
    ("language", "text", "encoding", "declared"),
    [
        ("pl", "Stary młyn nad rzeką znów miele, źródło bije", "iso-8859-2", ""),
        ("pl", "Stary młyn nad rzeką znów miele, źródło bije", "cp1250", "iso-8859-1"),
        ("cs", "Stará papírna v údolí znovu vyrábí šťastně", "cp1250", ""),
        ("cs", "Stará papírna v údolí znovu vyrábí, žije", "iso-8859-2", "iso-8859-1"),
        ("tr", "Dağ köyünde eski dokuma evi yeniden açıldı", "cp1254", "iso-8859-1"),
        ("lt", "Senas malūnas prie upės vėl mala grūdus", "cp1257", "iso-8859-1"),
        ("el", "Ο παλιός νερόμυλος αλέθει ξανά", "cp1253", "iso-8859-1"),
        ("bg", "Старата воденица край реката отново мели", "cp1251", "windows-1252"),
        ("ru", "В Заречье снова открыли переправу", "koi8-r", ""),
        ("fr", "La dernière corderie du canal forme dix apprentis", "cp1252", "iso-8859-1"),
        ("en", "The caf\xe9 of the lighthouse", "cp1252", ""),
        ("pl", "Jan Nowak spotka\u0142 się z André", "utf-8", "iso-8859-1"),
    ],
)
def test_the_declared_language_decides_between_single_byte_encodings(
    language: str, text: str, encoding: str, declared: str
) -> None:
    charset = f"<meta charset={declared}>" if declared else ""
    html = f"<html lang={language}><head>{charset}</head><body><p>{f'{text}. ' * 4}</p></body></html>"
    assert text in decode(html.encode(encoding))


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("It\u00e2\u0080\u0099s\u00a0\u00e2\u0080\u009cour\u00e2\u0080\u009d\u00a0café", "It’s “our” café"),
        ("Itâ€™s ours, isnâ€™t it, and thatâ€™s all", "It’s ours, isn’t it, and that’s all"),
        # The letters of such a page are correct, whatever bytes they would be.
        ("Itâ\u0080\u0099s “Khó quá…” và “vui nhé…” CHÚ”", "It’s “Khó quá…” và “vui nhé…” CHÚ”"),
        ("« l’été\u00a0» : câ€™est, nâ€™est, dâ€™ici".replace("’", "'"), "« l'été » : c’est, n’est, d’ici"),
        # A text about the error has correct punctuation as well.
        ("“Itâ€™s” and “isnâ€™t” and “thatâ€™s”", "“Itâ€™s” and “isnâ€™t” and “thatâ€™s”"),
    ],
)
def test_punctuation_that_was_encoded_twice_is_repaired(text: str, repaired: str) -> None:
    assert extract(f"<html lang=en><title>{text}</title><h1>{text}</h1>".encode()).title == repaired


def test_raised_threes_within_formulas_are_no_polish_letters() -> None:
    text = (
        "The class counts in cubes: a\xb3b, c\xb3d, x\xb3y and z\xb3w are the formulas of Señor Peña on the old board."
    )
    html = f"<html><h1>Four formulas</h1><p>{text}</p><p>{text}</p>"
    assert "a³b" in extract(html.encode("cp1252"), "https://example.com/a-1.html").body


def test_the_only_letter_of_a_page_in_another_encoding_is_kept_at_its_end() -> None:
    assert decode(b"<h1>Caf\xe9") == "<h1>Café"
    assert extract(b"<h1>Un matin au caf\xe9").title == "Un matin au café"
