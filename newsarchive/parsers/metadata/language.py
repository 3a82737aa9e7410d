"""What the page is called and in which language: canonical address, publisher's name, BCP 47 tag."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsarchive.parsers.evidence import (
    FINDER,
    GUESS,
    JSON_LD,
    META,
    MICRODATA,
    VISIBLE,
    Candidate,
    Reading,
    most_trusted,
)
from newsarchive.parsers.html.document import Document, clean
from newsarchive.parsers.html.schema_org import Story, text_in

_BCP47 = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?$", re.I)
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SAMPLE = 2000
# The most frequent short words that its neighbours lack; enough to tell a page of a few hundred words.
_STOP_WORDS = {
    "en": frozenset(["the", "and", "of", "to", "in", "that", "is", "was", "for", "with"]),
    "de": frozenset(["der", "die", "und", "das", "nicht", "ist", "mit", "ein", "auf", "dem"]),
    "fr": frozenset(["le", "la", "les", "des", "est", "une", "dans", "pour", "que", "avec"]),
    "es": frozenset(["el", "los", "las", "que", "una", "por", "con", "del", "para", "está"]),
    "it": frozenset(["il", "che", "di", "della", "per", "con", "una", "sono", "gli", "non"]),
    "pt": frozenset(["o", "os", "que", "não", "uma", "com", "para", "dos", "em", "ao"]),
    "nl": frozenset(["de", "het", "een", "van", "en", "is", "dat", "niet", "op", "zijn"]),
    "sv": frozenset(["och", "att", "det", "som", "är", "på", "för", "inte", "av", "med"]),
    "da": frozenset(["og", "at", "det", "er", "til", "af", "ikke", "en", "på", "der"]),
    "no": frozenset(["og", "det", "er", "på", "som", "til", "ikke", "av", "har", "å"]),
    "pl": frozenset(["się", "nie", "na", "jest", "że", "do", "to", "z", "w", "i"]),
    "tr": frozenset(["ve", "bir", "bu", "için", "ile", "da", "de", "çok", "olarak", "daha"]),
    "id": frozenset(["yang", "dan", "di", "dengan", "untuk", "dari", "ini", "itu", "tidak", "pada"]),
    # Vietnamese without its marks
    "vi": frozenset(["cua", "va", "cac", "la", "duoc", "trong", "khong", "nguoi", "nhung", "cho"]),
}
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
)


def read_canonical(document: Document, story: Story) -> Reading:
    """Read the page's own address as it declares it, absolute; not yet folded by `canonical_url`."""
    candidates = []
    for node in document.links.get("canonical", ())[:1]:
        candidates.append(Candidate(node.get("href") or "", "link canonical", FINDER))
    candidates.append(Candidate(document.meta("og:url") or "", "meta og:url", META))
    for key in ("mainEntityOfPage", "url"):
        value = next(iter(story.values(key)), None)
        address = value if isinstance(value, str) else value.get("@id") if isinstance(value, dict) else None
        candidates.append(Candidate(address if isinstance(address, str) else "", f"json-ld {key}", MICRODATA - 0.2))
    candidates.append(Candidate(document.url or "", "url", GUESS))
    usable = [one._replace(value=link) for one in candidates if (link := _address(document, one.value))]
    return Reading(most_trusted(_same_page(document, usable)), usable)


def _address(document: Document, link: str) -> str | None:
    absolute = document.absolute(link) if link.strip() else ""
    try:
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.hostname else None


def _same_page(document: Document, candidates: list[Candidate]) -> list[Candidate]:
    """Leave out a front page that templates name as canonical on every page."""
    if document.url and _path(document.url):
        return [one for one in candidates if _path(one.value)]
    return candidates


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path.strip("/") + parts.query


def read_publisher(document: Document, story: Story, known: str | None) -> Reading:
    """Read the publisher's name as the paper writes it; *known* is the name in its publisher file."""
    candidates = [Candidate(known or "", "publisher file", FINDER)]
    candidates.append(Candidate(document.meta("og:site_name") or "", "meta og:site_name", JSON_LD))
    candidates.append(Candidate(text_in(story.values("publisher")), "json-ld publisher", MICRODATA))
    candidates.append(
        Candidate(document.meta("application-name", "dc.publisher", "publisher") or "", "meta publisher", META)
    )
    for kind in ("NewsMediaOrganization", "WebSite", "Organization"):
        node = next(story.nodes(kind), {})
        candidates.append(Candidate(text_in(node.get("name")), f"json-ld {kind}", VISIBLE))
    usable = [one for one in candidates if 1 < len(one.value) < 100 and not one.value.startswith("http")]
    return Reading(most_trusted(usable), usable)


def read_language(document: Document, story: Story, text: str, known: str | None = None) -> Reading:
    """Read the language as a BCP 47 tag; *text* is what the article says, *known* the publisher's usual language."""
    root = document.root if document.root.tag == "html" else document.root.find(".//html")
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") if root is not None else None
    candidates = [
        Candidate(_tag(declared), "html lang", META),
        Candidate(_tag(story.text("inLanguage")), "json-ld inLanguage", VISIBLE),
        Candidate(_tag(document.meta("content-language", "og:locale", "language", "dc.language")), "meta", VISIBLE),
        Candidate(known, "publisher file", GUESS),
    ]
    vietnamese = _is_vietnamese(text)
    # A template's lang="en" on Vietnamese text is common; the letters do not lie.
    if vietnamese or not any(one.value for one in candidates[:3]):
        candidates.append(
            Candidate("vi" if vietnamese else language_of(text), "text", JSON_LD if vietnamese else VISIBLE - 0.1)
        )
    usable = [one for one in candidates if one.value]
    return Reading(most_trusted(_refined(usable)), usable)


def _refined(candidates: list[Candidate]) -> list[Candidate]:
    """Let a declared tag stand before the text's when both name the same language: it may carry a region."""
    text = next((one for one in candidates if one.source == "text"), None)
    if text is None:
        return candidates
    agreeing = [one for one in candidates if one is not text and one.value.partition("-")[0] == text.value]
    return [one._replace(trust=one.trust + 1) for one in agreeing] or candidates


def _is_vietnamese(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_VIETNAMESE.findall(sample)) * 25 > len(sample) > 0


def _tag(text: str | None) -> str | None:
    match = _BCP47.match(clean(text).partition(",")[0].strip()) if text else None
    if match is None:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)


def language_of(text: str) -> str | None:
    """Guess the language of *text* from its letters and its shortest words; ``None`` when too little speaks."""
    if _is_vietnamese(text):
        return "vi"
    sample = text[:_SAMPLE]
    for language, letters in _SCRIPTS:
        if len(letters.findall(sample)) * 5 > len(sample):
            return language
    words = sample.casefold().split()
    counts = {language: sum(word in stop for word in words) for language, stop in _STOP_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * 12 > len(words) > 10 else None
