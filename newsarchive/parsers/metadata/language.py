"""The language of a page's text as a BCP 47 tag: the declared language, checked against the letters of the text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice

from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.text import DENSE_FACTOR, clean

_BCP47 = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?$", re.I)
# Not "ă", the fourth most frequent vowel of Romanian.
_VIETNAMESE = re.compile("[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SAMPLE = 2000  # characters; more text does not change the language found
_SHORTEST = 25  # characters; shorter texts are menu items, labels and names
_MOST_PARAGRAPHS = 20  # paragraphs; a bound for texts that do not fill the sample
_MOST_PIECES = 2000  # texts; a bound for large pages
_ENOUGH = 400  # characters; fewer have too few frequent words
_FEW_SHARED = 3  # words of the lists below that two languages share; similar languages share more
_FEWEST_WORDS = 60  # words; fewer have no clear majority of another language's frequent words
# The most frequent short words of each language; most of those are words that similar languages lack.
_STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to in that is was for with a on it as are be by at from have",
        "de": "der die und das nicht ist mit ein auf dem den von zu im sich des für eine es auch",
        "fr": "le la les des est une dans pour que avec de et du un en qui par sur ne pas",
        "es": "el los las que una por con del para está de la en y se un al no su es",
        "it": "il che di della per con una sono gli non e la un del le dei nel alla è da",
        "pt": "o os que não uma com para dos em ao de a e do da um no na se por",
        "nl": "het een van voor met is dat niet op zijn de en te aan er ook om bij als door",
        "sv": "och att det som är på för inte av med en i den till har ett de om var så",
        "da": "og at det er til af ikke en på der den de i for med som har et fra om",
        "no": "og det er på som til ikke av har å en i for med at den de et fra om",
        "pl": "się nie na jest że do to z w i o od po jak przez ale za który tym są",
        "tr": "ve bir bu için ile gibi kadar çok olarak daha da de ne olan sonra göre en ise her o",
        "cs": "se že jako podle však byl při také který v na je ve by aby už pro a s z",
        "sk": "sa že sú ako podľa bol pri aj ktorý v na je vo by aby už pre a s z",
        "sl": "in je ki so pri tudi kot bil še lahko v na se da za pa bi po od bo",
        "hu": "a az és hogy nem egy is meg csak már volt még ez mint van ki vagy amely szerint ha pedig",
        "ro": "și în nu din cu pentru este că care să pe au fost mai lui sunt de a la şi",
        "ca": "els amb per que una dels és aquest més també de la i el en un les al no va",
        "fi": "ja on ei että oli mutta myös hän ovat kun se ole kuin jos voi sen joka tai mukaan vuoden",
        "et": "ja on ei et oli ka kui mis seda oma see ta aga kes ning või siis pole selle aasta",
        "lv": "un ir par ar kas uz arī lai tika pēc no ka kā bet vai to tas jau pie līdz",
        "lt": "ir kad į su iš yra buvo kaip apie tik bet nuo dėl per dar jau tai ar po savo",
        "id": "yang dan di dengan untuk dari ini itu tidak pada ke dalam akan juga oleh adalah para ada saat telah",
        # Vietnamese without diacritics
        "vi": "cua va cac la duoc trong khong nguoi nhung cho",
    }.items()
}
# Of languages that share many of these words with one above, and that resemble their relatives too much: Croatian,
# Bosnian and Serbian in Latin letters; Icelandic and Faroese; Galician; Afrikaans; Malay.
_STOP_WORDS_OF_OTHERS = tuple(
    frozenset(words.split())
    for words in (
        "i je u na se da za su od s koji što kako iz ali bi ne sa nije samo",
        "og að í á er það sem ekki við um til fyrir en var því með af eru hann ég",
        "o a os as de que e non unha un en do da para por ao na no coa máis",
        "die en van in het is nie dat wat te vir met om op was ook deur sy hulle word",
        "yang dan di dengan untuk dari ini itu tidak pada ke dalam akan juga oleh adalah kepada telah boleh bahawa",
    )
)
# Templates declare one of these if nobody chose a language; whoever declares another one has chosen it.
_DEFAULTS = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "pl", "tr", "id", "vi"})
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)
_PERSIAN = re.compile("[پچژگ]")
# Languages that share a script: the first whose letters are in a text is its language. None: letters of languages that
# are not listed here. The Persian yeh and kaf do not count, because they are typed in Arabic texts, too.
_BY_LETTERS: dict[str, tuple[tuple[str | None, re.Pattern[str]], ...]] = {
    "ru": (
        ("be", re.compile("[ўЎ]")),
        ("uk", re.compile("[їєґЇЄҐ]")),
        ("sr", re.compile("[јЈ]")),  # or Macedonian
        (None, re.compile("[^\u0400-\u045f\u0490\u0491]")),
        ("uk", re.compile("[іІ]")),
    ),
    "ar": (("ur", re.compile("[ٹڈڑےں]")), (None, re.compile("[ڤڵێۆەېۍځښړ]")), ("fa", _PERSIAN)),
}
# Bulgarian has no letter of its own, but writes "ъ" as a vowel, and lacks "ы", "э" and "ё".
_RUSSIAN, _BULGARIAN = re.compile("[ыэёЫЭЁ]"), re.compile("ъ")
# Serbian and Macedonian share their frequent letters, and have a few rare ones each.
_SERBIAN, _MACEDONIAN = re.compile("[ђћЂЋ]"), re.compile("[ѓќѕЃЌЅ]")
# Formal Persian may have few of the letters that Arabic lacks, but no word ends in "ة".
_ARABIC = re.compile("ة")
# Letters of a language that its relatives in `_by_relative_letters` lack.
_LACKS = {"ru": _RUSSIAN, "ar": _ARABIC}
# Scripts of one language only; of the first three, pages mix the letters.
_CJK = frozenset({"ja", "ko", "zh"})
# A letter that is neither Latin, with Vietnamese marks or others, nor a sign.
_OTHER_LETTER = re.compile("[\u0370-\u1cff\u3040-\ud7ff]")
_OWN_SCRIPTS = _CJK | {"th", "el", "he"}
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# The beginnings of names of character encodings, which some templates declare as the language: "utf-8", "iso-8859-1".
_ENCODINGS = frozenset({"utf", "iso", "win", "gbk", "big"})


def read_language(
    document: Document, article: ArticleNode, title: str, publisher_language: str | None = None, hint: str | None = None
) -> Resolution[str]:
    """Extract the language as a BCP 47 tag; *title* is the headline, *publisher_language* the publisher's usual one.

    *hint* is the language that the user states for the site; it counts if nothing else gives a language, because a
    page in another language is common on most sites.
    """
    text = _sample(document, title)
    root = document.root if document.root.tag == "html" else document.root.find(".//html")
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") if root is not None else None
    meta = document.meta("content-language", "og:locale", "language", "dc.language")
    declarations: list[tuple[str | None, Source, str, float]] = [
        (_tag(declared), Source.ATTRIBUTE, "lang", 0.0),
        (_tag(article.text("inLanguage")), Source.JSON_LD, "inLanguage", -0.3),
        (_tag(meta), Source.META, "language", -0.1),
        (publisher_language, Source.PUBLISHER_FILE, "", -0.65),
        (_tag(hint), Source.REQUEST, "language", 0.0),
    ]
    # A template's lang="en" on Vietnamese or Chinese text is common; the letters are better evidence.
    tags = [tag for tag, *_ in declarations[:3] if tag]
    certain = "vi" if _is_vietnamese(text) else _by_own_script(text, tags) or _by_words(text, tags)
    if certain or not tags:
        declarations.append((certain or language_of(text), Source.TEXT, "", 0.6 if certain else 0.2))
    usable = [
        Candidate(value=tag, source=source, name=name, adjustment=adjustment)
        for tag, source, name, adjustment in declarations
        if tag
    ]
    return Resolution(most_trusted(_agreeing(usable)), usable)


def _sample(document: Document, title: str) -> str:
    """Return the headline and the first paragraphs of the page, or its longer texts if it has few paragraphs."""
    text = title
    paragraphs = (paragraph for paragraph in map(text_of, document.by_tag.get("p", ())) if len(paragraph) >= _SHORTEST)
    for paragraph in islice(paragraphs, _MOST_PARAGRAPHS):
        text = f"{text} {paragraph}"
        if len(text) >= _SAMPLE:
            break
    if len(text) < _ENOUGH:
        displayed = (piece for piece in islice(document.root.itertext(), _MOST_PIECES) if len(piece) >= _SHORTEST)
        text = " ".join((text, *displayed))
    return text[:_SAMPLE]


def _agreeing(candidates: list[Candidate[str]]) -> list[Candidate[str]]:
    """Return the declared tags (which may include a region) that match the text's language; all tags if none match."""
    text = next((candidate for candidate in candidates if candidate.source is Source.TEXT), None)
    if text is None:
        return candidates
    return [
        candidate
        for candidate in candidates
        if candidate is not text and candidate.value.partition("-")[0] == text.value
    ] or candidates


def _is_vietnamese(text: str) -> bool:
    sample = text[:_SAMPLE]
    # In a Vietnamese text, the first quarter is enough.
    return any(len(_VIETNAMESE.findall(sample, 0, end)) * 25 > len(sample) for end in (_SAMPLE // 4, _SAMPLE))


def _by_own_script(text: str, declared: list[str]) -> str | None:
    """Return the language of the script of *text*, if none of the *declared* tags uses that script.

    Chinese letters may be Japanese or Korean if the page declares that. The Cyrillic, Arabic and Devanagari scripts
    belong to many languages: their text is only known not to be in the declared language if that one has Latin letters.
    """
    if text.isascii() or _OTHER_LETTER.search(text) is None:
        return None
    mains = {tag.partition("-")[0] for tag in declared}
    if len(mains) == 1 and (relative := _by_relative_letters(text, *mains)):
        return relative
    counts = ((language, len(letters.findall(text))) for language, letters in _SCRIPTS)
    found, count = next(((language, count) for language, count in counts if count * 5 > len(text)), (None, 0))
    is_latin = mains <= _DEFAULTS  # languages that are written in Latin letters only
    if (found not in _OWN_SCRIPTS and not is_latin) or not mains or mains & (_CJK if found in _CJK else {found}):
        return None
    # A text in the declared language may quote much of another one.
    is_most = count * (DENSE_FACTOR if found in _CJK else 1) > len(_LATIN.findall(text))
    if not is_most or found is None:
        return None
    return found if found in _OWN_SCRIPTS else _of_letters(found, "".join(dict(_SCRIPTS)[found].findall(text)))


def _by_relative_letters(text: str, declared: str) -> str | None:
    """Return the language whose letters *text* has and the *declared* one lacks.

    Ukrainian for ``ru``, Persian for ``ar``: the pages of a bilingual site often declare one of the two.
    """
    own = _LACKS.get(declared)
    if own is None:
        return None
    letters = "".join(dict(_SCRIPTS)[declared].findall(text))
    found = _of_letters(declared, letters) if len(letters) * 2 > len(text) else None
    return found if found in ("uk", "fa") and own.search(letters) is None else None


def _by_words(text: str, declared: list[str]) -> str | None:
    """Return the language of the frequent words of *text* if the first of the *declared* tags is clearly another one.

    A template's lang="en" on German text is common too. Similar languages, such as Danish and Norwegian, share too many
    words for that.
    """
    main = declared[0].partition("-")[0] if declared else ""
    words = text.casefold().split() if main in _DEFAULTS else []
    if len(words) < _FEWEST_WORDS:
        return None
    if sum(map(_own_words()[main].__contains__, words)) * 12 > len(words):
        return None  # so on nearly all pages, before the words of all languages are counted
    best, count = _most_frequent(words)
    shared = _shared_words(main, best)
    count -= sum(map(shared.__contains__, words))
    own = sum(map((_STOP_WORDS[main] - shared).__contains__, words))
    return best if own * 12 <= len(words) < count * 10 and count > own * 4 else None


def _shared_words(language: str, other: str) -> frozenset[str]:
    """Return the frequent words of both languages, which tell nothing ("a" and "as"); none for similar languages."""
    shared = _STOP_WORDS[language] & _STOP_WORDS[other]
    return shared if len(shared) <= _FEW_SHARED else frozenset()


@cache
def _own_words() -> dict[str, frozenset[str]]:
    """Return the frequent words of each of `_DEFAULTS` that tell it from any language that is not similar."""
    return {
        language: _STOP_WORDS[language].difference(*(_shared_words(language, other) for other in _STOP_WORDS))
        for language in _DEFAULTS
    }


def _most_frequent(words: list[str]) -> tuple[str, int]:
    """Return the language whose frequent words are most of *words*, and their number."""
    counts = Counter(words)
    sums = {language: sum(map(counts.__getitem__, counts.keys() & stop)) for language, stop in _STOP_WORDS.items()}
    best = max(sums, key=lambda language: sums[language])
    return best, sums[best]


def _of_letters(language: str, text: str) -> str | None:
    """Return which of the languages that share the script of *language* has *text*, which consists of its letters.

    A name or a quotation has letters of another language; a text has one in a hundred.
    """
    for other, letters in _BY_LETTERS.get(language, ()):
        if len(letters.findall(text)) * 100 > len(text):
            return other if other != "sr" else _serbian_or_macedonian(text)
    if language == "ar" and _PERSIAN.search(text) and not _ARABIC.search(text):
        return "fa"
    if language == "ru" and not _RUSSIAN.search(text) and len(_BULGARIAN.findall(text)) * 200 > len(text):
        return "bg"
    return language


def _serbian_or_macedonian(text: str) -> str | None:
    serbian, macedonian = len(_SERBIAN.findall(text)), len(_MACEDONIAN.findall(text))
    return "sr" if serbian > macedonian else "mk" if macedonian > serbian else None


def _tag(text: str | None) -> str | None:
    match = _BCP47.match(clean(text).partition(",")[0].strip()) if text else None
    if match is None:
        return None
    language, script, region = match.groups()
    if language.lower() in _ENCODINGS:
        return None
    parts = [language.lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)


def language_of(text: str) -> str | None:
    """Guess the language of *text* (a BCP 47 tag) from its letters and shortest words.

    ``None`` if there is too little evidence: ten words or fewer, or few of a language's most frequent words.
    """
    if _is_vietnamese(text):
        return "vi"
    sample = text[:_SAMPLE]
    for language, letters in _SCRIPTS if _OTHER_LETTER.search(sample) else ():
        if len(own := letters.findall(sample)) * 5 > len(sample):
            return _of_letters(language, "".join(own))
    words = sample.casefold().split()
    best, count = _most_frequent(words)
    return best if count * 12 > len(words) > 10 and _are_words_of(best, words) else None


def _are_words_of(language: str, words: list[str]) -> bool:
    """Return whether *words* have many different ones of the frequent words of *language*, and no more of a relative's.

    Two or three are not enough: "sa" and "na" are frequent in Slovak and in Tagalog, "a", "o" and "na" in Portuguese
    and in Hausa.
    """
    counts = Counter(words)
    own = _STOP_WORDS[language]
    if len(own & counts.keys()) < min(7, 3 + len(words) // 30):
        return False
    count = sum(counts[word] for word in own)
    return all(sum(counts[word] for word in other) <= count for other in _STOP_WORDS_OF_OTHERS)
