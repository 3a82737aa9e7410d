"""The time zone of a page's readers, for times displayed without one."""

from __future__ import annotations

from datetime import timedelta, timezone
from urllib.parse import urlsplit

VIETNAM = timezone(timedelta(hours=7))

_BY_COUNTRY = {
    "vn": "Asia/Ho_Chi_Minh",
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "ch": "Europe/Zurich",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "es": "Europe/Madrid",
    "pt": "Europe/Lisbon",
    "nl": "Europe/Amsterdam",
    "be": "Europe/Brussels",
    "lu": "Europe/Luxembourg",
    "pl": "Europe/Warsaw",
    "cz": "Europe/Prague",
    "se": "Europe/Stockholm",
    "dk": "Europe/Copenhagen",
    "no": "Europe/Oslo",
    "fi": "Europe/Helsinki",
    "gr": "Europe/Athens",
    "tr": "Europe/Istanbul",
    "ru": "Europe/Moscow",
    "ua": "Europe/Kyiv",
    "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "cn": "Asia/Shanghai",
    "tw": "Asia/Taipei",
    "hk": "Asia/Hong_Kong",
    "sg": "Asia/Singapore",
    "my": "Asia/Kuala_Lumpur",
    "th": "Asia/Bangkok",
    "id": "Asia/Jakarta",
    "au": "Australia/Sydney",
    "nz": "Pacific/Auckland",
    "za": "Africa/Johannesburg",
    "na": "Africa/Windhoek",
    "br": "America/Sao_Paulo",
    "ar": "America/Argentina/Buenos_Aires",
    "mx": "America/Mexico_City",
    "uk": "Europe/London",
    "gb": "Europe/London",
    "ie": "Europe/Dublin",
    "is": "Atlantic/Reykjavik",
    "hu": "Europe/Budapest",
    "sk": "Europe/Bratislava",
    "si": "Europe/Ljubljana",
    "hr": "Europe/Zagreb",
    "rs": "Europe/Belgrade",
    "ba": "Europe/Sarajevo",
    "mk": "Europe/Skopje",
    "al": "Europe/Tirane",
    "ro": "Europe/Bucharest",
    "bg": "Europe/Sofia",
    "md": "Europe/Chisinau",
    "by": "Europe/Minsk",
    "lt": "Europe/Vilnius",
    "lv": "Europe/Riga",
    "ee": "Europe/Tallinn",
    "ge": "Asia/Tbilisi",
    "az": "Asia/Baku",
    "ir": "Asia/Tehran",
    "iq": "Asia/Baghdad",
    "sa": "Asia/Riyadh",
    "ae": "Asia/Dubai",
    "qa": "Asia/Qatar",
    "lb": "Asia/Beirut",
    "eg": "Africa/Cairo",
    "ma": "Africa/Casablanca",
    "dz": "Africa/Algiers",
    "tn": "Africa/Tunis",
    "ng": "Africa/Lagos",
    "gh": "Africa/Accra",
    "ke": "Africa/Nairobi",
    "tz": "Africa/Dar_es_Salaam",
    "pk": "Asia/Karachi",
    "bd": "Asia/Dhaka",
    "lk": "Asia/Colombo",
    "np": "Asia/Kathmandu",
    "mm": "Asia/Yangon",
    "kh": "Asia/Phnom_Penh",
    "la": "Asia/Vientiane",
    "ph": "Asia/Manila",
    "pe": "America/Lima",
    "co": "America/Bogota",
    "ve": "America/Caracas",
    "cl": "America/Santiago",
    "uy": "America/Montevideo",
    "bo": "America/La_Paz",
    "ec": "America/Guayaquil",
}
# Languages of one country only; other languages share their country's code or do not imply a country (en, es, ar).
_BY_LANGUAGE = {"vi": "vn", "cs": "cz", "sv": "se", "da": "dk", "nb": "no", "el": "gr", "uk": "ua", "he": "il"}
_BY_LANGUAGE |= {"hi": "in", "ja": "jp", "ko": "kr", "zh": "cn", "sl": "si", "sr": "rs", "sq": "al", "be": "by"}
_BY_LANGUAGE |= {"et": "ee", "ka": "ge", "fa": "ir", "ne": "np", "si": "lk", "my": "mm", "km": "kh", "lo": "la"}
# Country-code domains that are also used worldwide.
_GENERIC = frozenset({"co", "la"})
_OWN_COUNTRY = frozenset(
    (
        "de",
        "fr",
        "it",
        "nl",
        "pl",
        "no",
        "fi",
        "tr",
        "ru",
        "th",
        "id",
        "is",
        "hu",
        "sk",
        "hr",
        "bg",
        "ro",
        "lt",
        "lv",
        "mk",
    )
)


def zone_of(url: str | None, language: str | None) -> str:
    """Return the IANA name of the zone of *url*'s country or of *language*; UTC if neither identifies one."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    country = host.rpartition(".")[2]
    if country in _BY_COUNTRY and country not in _GENERIC:
        return _BY_COUNTRY[country]
    main, _, region = (language or "").partition("-")
    if region == "AR" and main == "ar":
        region = ""  # Facebook's code for Arabic, in any country
    return _BY_COUNTRY.get(region.lower()) or _BY_COUNTRY.get(
        _BY_LANGUAGE.get(main, main if main in _OWN_COUNTRY else ""), "UTC"
    )
