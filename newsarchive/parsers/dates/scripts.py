"""Convert dates of other scripts and calendars to Gregorian dates in Latin letters, which the grammar parses.

Month names and the words for am and pm come from the Unicode CLDR (Babel), the Persian calendar from jdatetime. Both
are loaded only for texts with letters or years that need them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.lexicons.dates import CJK_LABELS, LABELS_OF_OTHER_SCRIPTS

_ENGLISH = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Letters beyond Latin; Vietnamese ones (1E00-1EFF) are Latin.
_FOREIGN = re.compile("[\u0370-\u1dff\u2e80-\ud7ff]")
_FOREIGN_WORDS = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\u200c]+[.．]?")
_BLANK = re.compile(r"\s(?=[,.](?:\s|$))")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HIDDEN = re.compile("[\u064b-\u065f\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
# Years of the Buddhist era for 1957 to 2057, and Solar Hijri years for 1971 to 2034.
_BUDDHIST = re.compile(r"(?<!\d)(25\d\d)(?!\d)")
_JALALI = re.compile(r"(?<!\d)(13[5-9]\d|14[01]\d)([/-])(\d{1,2})\2(\d{1,2})(?!\d)")
_OTHER_YEAR = re.compile(r"(?<!\d)(?:25\d\d(?!\d)|1[34]\d\d[/-]\d)")
# "18 พ.ย. 66", "18/11/66": 50 to 99 are years of the Buddhist era, 2007 to 2056.
_THAI_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2}\s?[\u0e00-\u0e7f.]{3,12}\s|\d{1,2}([/.-])\d{1,2}\2)([5-9]\d)(?![\d:.])")
_BUDDHIST_YEARS = 543  # years that the Buddhist era is ahead of the Gregorian calendar
_LONGEST_REWRITTEN = 200  # characters; timestamps are short, and the many patterns take time

# The languages of each script, by the first code points of the script: tried if the language is unknown.
_LANGUAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("\u0370", "\u03ff", ("el",)),
    ("\u0400", "\u052f", ("ru", "uk", "bg", "sr", "mk", "be", "kk")),
    ("\u0530", "\u058f", ("hy",)),
    ("\u0590", "\u05ff", ("he",)),
    ("\u0600", "\u06ff", ("ar", "fa", "ur")),
    ("\u0900", "\u097f", ("hi", "mr", "ne")),
    ("\u0980", "\u09ff", ("bn",)),
    ("\u0a00", "\u0a7f", ("pa",)),
    ("\u0a80", "\u0aff", ("gu",)),
    ("\u0b80", "\u0bff", ("ta",)),
    ("\u0c00", "\u0c7f", ("te",)),
    ("\u0c80", "\u0cff", ("kn",)),
    ("\u0d00", "\u0d7f", ("ml",)),
    ("\u0d80", "\u0dff", ("si",)),
    ("\u0e00", "\u0e7f", ("th",)),
    ("\u0e80", "\u0eff", ("lo",)),
    ("\u1000", "\u109f", ("my",)),
    ("\u10a0", "\u10ff", ("ka",)),
    ("\u1200", "\u137f", ("am",)),
    ("\u1780", "\u17ff", ("km",)),
    ("\u3040", "\u30ff", ("ja",)),
    ("\u3400", "\u9fff", ("zh", "ja")),
    ("\uac00", "\ud7af", ("ko",)),
)

# "2022 m. Sep 14 d." (Lithuanian), "2022. gada 14. Sep" (Latvian), "14/ Sep /2022" (Portuguese).
_ANY_MONTH = "|".join(_ENGLISH[1:])
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(\d{{4}})\.?(?:\s?m\.|\sgada|ko)?,?\s(?:(\d{{1,2}})\.?\s)?({_ANY_MONTH})(?:\s(\d{{1,2}})(?:\s?d\.|a)?)?(?!\d|:)"
)
_JOINED_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})[/.-]\s({_ANY_MONTH})\s?[/.-](\d{{4}})(?!\d)")
# Languages with two scripts, whose plain code denotes the other script in CLDR.
_LATIN_LOCALES = {"sr": "sr_Latn"}

# Regions with different month names: Arabic of the Levant ("تشرين الثاني"), the Maghreb and Mauritania.
_REGIONS = {"ar": ("ar_SY", "ar_MA", "ar_DZ", "ar_MR")}

# Eras of Japan and Taiwan -> the year before their first.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(元|\d{{1,3}})\s?年")
# Japanese forms with an initial: "R4.9.14", "H31/4/30". Initial -> the year before the first of the era.
_INITIALS = {"R": 2018, "H": 1988, "S": 1925}
_INITIAL_ERA = re.compile(r"(?<![A-Za-z0-9])([RHS])\s?(\d{1,2})([./年])\s?(\d{1,2})[./月]\s?(\d{1,2})日?(?!\d)")
# Taiwanese forms without the era: "111/09/14", "112.3.5"; only on pages from Taiwan.
_TAIWANESE = re.compile(r"(?<![\d/.-])(1[01]\d)([/.-])(\d{1,2})\2(\d{1,2})(?![\d/.-])")
_SHORT_YEAR = re.compile(r"(?<!\d)(1[01]\d)年(?=\s?\d{1,2}月)")
_CJK_DATE = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?")
_KOREAN_DATE = re.compile(r"(?<!\d)(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.(?=\s|$|\D)")
_WEEKDAY = re.compile(
    r"[（(]\s?[月火水木金土日祝一二三四五六월화수목금토일]\s?[)）]|(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?"
    r"|[월화수목금토일]요일"
)
_CJK_CLOCK = re.compile(r"(\d{1,2})\s?[時时點点시]\s?(?:(?:(\d{1,2})\s?[分분]?|(半))(?:\s?(\d{1,2})\s?[秒초])?)?")
# "11月18日2023年": the year follows the day.
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일],?\s?(\d{4})\s?[年년]")
# Numbers in Chinese characters before a unit of a date or a clock time: "二〇二二年九月十四日", "下午四點零五分".
_NUMERALS = "〇零○Ｏ一二三四五六七八九十廿卅两兩"
_IN_NUMERALS = re.compile(f"([{_NUMERALS}]{{1,4}})(?=\\s?[年月日号號時时點点分秒])")
_VALUES = {"〇": 0, "零": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2} | {
    numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)
}
# "4 آذار/مارس 2024": the month in both of the calendars' Arabic names.
_BOTH_MONTHS = re.compile(r"(?<=\d\s)([\u0621-\u064a]{3,10})\s?/\s?[\u0621-\u064a]{3,10}(?=\s\d{4})")
_THAI_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})\s?น\.?")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
_LIKE_CLOCK = re.compile(_CLOCK)
# Words for parts of the day in East Asian languages that are missing from CLDR's am and pm: the small hours, noon and
# the evening.
_CJK_HALVES = {
    "am": ("上午", "早上", "早晨", "清晨", "凌晨", "午前", "오전", "새벽"),
    "pm": ("下午", "晚上", "傍晚", "中午", "午後", "오후"),
}


# Letters that look alike: Persian names of months typed on an Arabic keyboard. Then common spellings of month names
# that CLDR spells otherwise: "सितम्बर" for "सितंबर", "আগষ্ট" for "আগস্ট".
_SPELLINGS = str.maketrans("يك", "یک")
_OTHER_SPELLINGS = (
    ("सितम्बर", "सितंबर"),
    ("नवम्बर", "नवंबर"),
    ("दिसम्बर", "दिसंबर"),
    ("अक्तूबर", "अक्टूबर"),
    ("फरवरी", "फ़रवरी"),
    ("আগষ্ট", "আগস্ট"),
)

_LABELS = {
    label: re.compile(rf"(?<!\w)(?:{words.translate(_SPELLINGS)})(?!\w)", re.I)
    for label, words in LABELS_OF_OTHER_SCRIPTS.items()
}
# The labels of both times stand before their dates ("公開日：2023-11-08") or right behind them ("2023-11-08 公開").
_CJK_DAY = r"\d{4}[-./]\d{1,2}[-./]\d{1,2}"
_CJK_DAY_PATTERN = re.compile(_CJK_DAY)
_CJK_BEFORE = {
    label: re.compile(rf"(?:{words})(?:[日时時]?[间間刻]?|日?[于於]|일시?)[\s:：]{{0,3}}(?={_CJK_DAY})")
    for label, words in CJK_LABELS.items()
}
_CJK_BEHIND = {
    label: re.compile(
        rf"({_CJK_DAY}(?:\s{{0,2}}\d{{1,2}}:\d\d(?::\d\d)?(?:\s[ap]m\s)?)?)\s{{0,2}}(?:最終|最后|初回)?(?:{words})"
    )
    for label, words in CJK_LABELS.items()
}
_CJK_LABEL_FIRST = re.compile(rf"(?:{'|'.join(CJK_LABELS.values())}).{{0,8}}?{_CJK_DAY}")


class _Names(NamedTuple):
    months: Mapping[str, int]
    morning: tuple[str, ...]
    evening: tuple[str, ...]
    night: tuple[str, ...]


def needs_rewriting(text: str) -> bool:
    """Return whether *text* has letters or years that the grammar of Latin dates does not parse."""
    if text.isascii():
        return ("25" in text or "/" in text or "-" in text) and _OTHER_YEAR.search(text) is not None
    return _FOREIGN.search(text) is not None or _OTHER_YEAR.search(text) is not None


def in_latin_gregorian(text: str, language: str | None = None, *, is_taiwan: bool = False) -> str:
    """Return *text* with its dates and clock times in Latin letters, digits and Gregorian years.

    *language* (BCP 47) selects the month names; without it, the month names of all languages of the
    script are tried. If *is_taiwan*, three-digit years are years of the Republic of China.
    """
    text = with_latin_dates(text, language, is_taiwan=is_taiwan)
    return _BLANK.sub("", " ".join(_FOREIGN_WORDS.sub(" ", text).split()))


def with_latin_dates(text: str, language: str | None = None, *, is_taiwan: bool = False) -> str:
    """Return *text* with dates, clock times and their labels as `in_latin_gregorian`, and all other words unchanged."""
    text = _HIDDEN.sub("", _ascii_digits(text[:_LONGEST_REWRITTEN])).translate(_SPELLINGS)
    for spelling, usual in _OTHER_SPELLINGS:
        text = text.replace(spelling, usual)
    text = _BOTH_MONTHS.sub(r"\1", text)
    languages = _languages_of(text, language)
    if language and language.startswith("ja"):
        text = _INITIAL_ERA.sub(_of_initial, text)
    if is_taiwan:
        text = _TAIWANESE.sub(lambda match: f"{int(match[1]) + 1911}-{int(match[3]):02}-{int(match[4]):02}", text)
    if _CJK.search(text):
        text = _from_cjk(text)
    text = _THAI_CLOCK.sub(r"\1:\2", text)
    if "th" in languages or language == "th":
        text = _THAI_SHORT_YEAR.sub(r"\g<1>25\3", text)
    text = _from_persian(text)
    for names in map(_names, languages):
        text = _with_halves(_with_nights(text, names.night), names.morning, names.evening)
        text = _with_months(text, names.months)
    text = _BUDDHIST.sub(lambda match: str(int(match[1]) - _BUDDHIST_YEARS), text)
    for label, pattern in _LABELS.items():
        text = pattern.sub(f" {label} ", text)
    return text


def with_latin_months(text: str, language: str) -> str:
    """Return *text* with the month names of *language*, which uses Latin letters, in English and after the day."""
    names = _names(_LATIN_LOCALES.get(language, language.replace("-", "_").partition("_")[0]))
    english = " ".join(_with_months(text, names.months).split())
    english = _YEAR_FIRST.sub(lambda match: f"{match[2] or match[4]} {match[3]} {match[1]}", english)
    return _JOINED_MONTH.sub(r"\1 \2 \3", english)


def with_latin_halves(text: str, language: str) -> str:
    """Return *text* with the am and pm words of *language*, which uses Latin letters, replaced by "am" and "pm"."""
    names = _names(language)
    return _with_halves(_with_nights(text, names.night), names.morning, names.evening)


def _ascii_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(sign)) if not sign.isascii() and unicodedata.decimal(sign, None) is not None else sign
        for sign in text
    )


def _languages_of(text: str, language: str | None) -> list[str]:
    main = (language or "").replace("-", "_").partition("_")[0]
    found = [
        language for first, last, ones in _LANGUAGES if any(first <= sign <= last for sign in text) for language in ones
    ]
    return [main] if main in found else list(dict.fromkeys(found))


def _from_cjk(text: str) -> str:
    text = _IN_NUMERALS.sub(lambda match: _number(match[1]), text)
    text = _ERA.sub(lambda match: f"{_ERAS[match[1]] + (1 if match[2] == '元' else int(match[2]))}年", text)
    text = _SHORT_YEAR.sub(lambda match: f"{int(match[1]) + 1911}年", text)
    text = _YEAR_LAST.sub(lambda match: f"{match[3]}年{match[1]}月{match[2]}日", text)
    text = _CJK_DATE.sub(lambda match: f"{match[1]}-{int(match[2]):02}-{int(match[3]):02} ", text)
    text = _KOREAN_DATE.sub(lambda match: f"{match[1]}-{int(match[2]):02}-{int(match[3]):02} ", text)
    text = _CJK_CLOCK.sub(_clock, _WEEKDAY.sub(" ", text))
    text = _with_halves(text, _CJK_HALVES["am"], _CJK_HALVES["pm"])
    first = _CJK_DAY_PATTERN.search(text)
    is_behind = first is not None and _CJK_LABEL_FIRST.search(text, 0, first.end()) is None
    for label in CJK_LABELS if first else ():
        if is_behind:
            text = _CJK_BEHIND[label].sub(rf" {label} \1 ", text)
        else:
            text = _CJK_BEFORE[label].sub(f" {label} ", text)
    return text


def _of_initial(match: re.Match[str]) -> str:
    return f"{_INITIALS[match[1]] + int(match[2])}-{int(match[4]):02}-{int(match[5]):02} "


def _number(numerals: str) -> str:
    """Convert a number in Chinese characters ("二〇二二", "十四", "廿三") to digits; return other text unchanged."""
    spelled = numerals.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = spelled.partition("十")
    if not ten:
        return "".join(str(_VALUES[numeral]) for numeral in spelled)
    if len(tens) > 1 or len(ones) > 1:
        return numerals
    return str(10 * _VALUES.get(tens, 1) + _VALUES.get(ones, 0))


def _clock(match: re.Match[str]) -> str:
    minute = 30 if match[3] else int(match[2] or 0)
    return f"{match[1]}:{minute:02}" + (f":{int(match[4]):02}" if match[4] else "")


def _with_halves(text: str, morning: tuple[str, ...], evening: tuple[str, ...]) -> str:
    """Insert "am" or "pm" after each clock time that one of the words precedes or follows."""
    if not _LIKE_CLOCK.search(text):
        return text
    for half, words in (("am", morning), ("pm", evening)):
        for word in words:
            if word in text:
                name = re.escape(word)
                text = re.sub(rf"{name}\s?({_CLOCK})", rf" \1 {half} ", text)
                text = re.sub(rf"({_CLOCK})\s?{name}(?!\w)", rf"\1 {half} ", text)
    return text


def _with_nights(text: str, words: tuple[str, ...]) -> str:
    """Insert "pm" after each clock time of the late evening that one of *words* for "at night" precedes or follows."""
    for word in words if _LIKE_CLOCK.search(text) else ():
        if word in text:
            name = re.escape(word)
            late = r"(?:[6-9]|1[01])[:.]\d{2}(?:[:.]\d{2})?"
            text = re.sub(rf"{name}\s?({late})(?![:.]?\d)", r" \1 pm ", text)
            text = re.sub(rf"(?<![\d:.])({late})\s?{name}(?!\w)", r"\1 pm ", text)
    return text


def _with_months(text: str, months: Mapping[str, int]) -> str:
    """Replace months next to a number with their English names."""
    folded = text.casefold()
    for name, number in months.items():
        if name not in folded:
            continue
        pattern = (
            rf"(?i)(\d[\s.,ªº/-]{{0,3}}(?:de\s)?){re.escape(name)}\.?(?!\w)|(?<!\w){re.escape(name)}([\s.,/]{{0,3}}\d)"
        )
        text = re.sub(pattern, lambda match, n=number: f"{match[1] or ''} {_ENGLISH[n]} {match[2] or ''}", text)  # type: ignore[misc]
        folded = text.casefold()
    return text


def _from_persian(text: str) -> str:
    """Convert dates of the Solar Hijri calendar (Iran, Afghanistan) to Gregorian ones."""
    text = _JALALI.sub(lambda match: _gregorian(int(match[1]), int(match[3]), int(match[4])) or match[0], text)
    if any("\u0600" <= sign <= "\u06ff" for sign in text):
        text = _persian_date().sub(_persian, text)
    return text


@cache
def _persian_date() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(\d{{1,2}})\s?({'|'.join(_persian_months())})(?:\s?ماه)?،?\s?(1[34]\d\d)(?!\d)")


@cache
def _persian_months() -> tuple[str, ...]:
    import jdatetime

    return tuple(jdatetime.date.j_months_fa)


def _persian(match: re.Match[str]) -> str:
    month = _persian_months().index(match[2]) + 1
    return _gregorian(int(match[3]), month, int(match[1])) or match[0]


def _gregorian(year: int, month: int, day: int) -> str | None:
    import jdatetime

    try:
        return f"{jdatetime.date(year, month, day).togregorian().isoformat()} "
    except ValueError:
        return None


@lru_cache(maxsize=256)  # a page may declare any language
def _names(language: str) -> _Names:
    """Return the month names and the words for am and pm of *language*, longest first."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return _Names({}, (), (), ())
    months: dict[str, int] = {}
    for regional in (locale, *map(Locale.parse, _REGIONS.get(language, ()))):
        for kind in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in regional.months[kind][width].items():
                    for spelling in (name, name.rstrip(".")):
                        if len(spelling) > 1 and not spelling[0].isdigit():
                            months.setdefault(spelling.casefold(), number)
    ordered = {name: months[name] for name in sorted(months, key=len, reverse=True)}
    morning, evening = _MORE_HALVES.get(language, ((), ()))
    return _Names(
        ordered,
        morning + _periods(locale, _is_morning),
        evening + _periods(locale, _is_evening),
        _MORE_NIGHTS.get(language, ()) + _periods(locale, _is_night),
    )


@lru_cache(maxsize=256)
def weekdays_of(language: str) -> frozenset[str]:
    """Return the days of the week in *language* (BCP 47), folded, in full and abbreviated; empty if it is unknown."""
    from babel import Locale, UnknownLocaleError

    try:
        days = Locale.parse(language.partition("-")[0]).days
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = (name for kind in days.values() for width in ("wide", "abbreviated") for name in kind[width].values())
    return frozenset(fold(name.rstrip(".")) for name in names)


def _is_morning(key: str) -> bool:
    return key == "am" or key.startswith("morning")


def _is_evening(key: str) -> bool:
    return key == "pm" or key.startswith(("afternoon", "evening"))


def _is_night(key: str) -> bool:
    return key.startswith("night")


# Words for am and pm that CLDR lacks: Indian words of official and newspaper style, "AM" and "PM" spelled out in other
# scripts, and spellings without the marks or with the spaces that CLDR leaves out.
_MORE_HALVES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ar": ((), ("مساءا", "عصرا")),
    "bn": (("পূর্বাহ্ণ", "পূর্বাহ্ন", "এএম"), ("অপরাহ্ণ", "অপরাহ্ন", "বিকেল", "সন্ধ্যে", "পিএম")),
    "el": (("ΠΜ", "Π.Μ."), ("ΜΜ", "Μ.Μ.")),
    "fa": (("قبل از ظهر", "صبح"), ("بعد از ظهر",)),
    "hi": (("पूर्वाह्न", "प्रातः", "एएम"), ("अपराह्न", "सायं", "पीएम")),
    "kn": (("ಪೂರ್ವಾಹ್ನ",), ("ಅಪರಾಹ್ನ",)),
    "mr": (("सकाळी",), ("दुपारी", "सायंकाळी", "संध्याकाळी")),
    "ur": ((), ("بعد دوپہر",)),
}

_MORE_NIGHTS = {"bn": ("রাত",)}


def _periods(locale: object, belongs: Callable[[str], bool]) -> tuple[str, ...]:
    found = {_HIDDEN.sub("", word) for key, word in _day_periods(locale) if belongs(key) and word}
    spaced = {word.replace("\xa0", " ") for word in found}
    plain = spaced | {word.replace(" ", "") for word in spaced} | {word.replace(".", "") for word in spaced}
    plain |= {word.rstrip(".") for word in spaced}
    return tuple(sorted(plain, key=len, reverse=True))


def _day_periods(locale: object) -> Iterator[tuple[str, str]]:
    keys = ("am", "pm", "morning1", "morning2", "afternoon1", "afternoon2", "evening1", "evening2", "night1", "night2")
    for kind in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = locale.day_periods.get(kind, {}).get(width, {})  # type: ignore[attr-defined]
            yield from ((key, str(names[key])) for key in keys if key in names)
