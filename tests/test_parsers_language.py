from __future__ import annotations

import pytest

from newsarchive import extract

GERMAN = (
    "Die Fähre fährt wieder über den Fluss, und die Leute aus den Dörfern stehen mit den Kindern am Ufer. "
    "Der Fährmann sagt, dass das Wasser nicht mehr steigt und dass die Brücke im Herbst gebaut wird. "
    "Auf dem Markt ist ein Stand mit Fischen, und die Schule gibt den Kindern einen freien Tag, weil das Boot neu ist."
)
ENGLISH = (
    "The ferry runs again across the river, and the people of the villages stand with the children on the bank. "
    "The ferryman says that the water is falling and that the bridge is to be built in the autumn. "
    "On the market there is a stall with fish, and the school gives the children a day off for the new boat."
)
DANISH = (
    "Færgen sejler igen over floden, og folk fra landsbyerne står på bredden med børnene og ser på. "
    "Færgemanden siger, at vandet ikke stiger mere, og at det er til efteråret, broen skal bygges af byen. "
    "På torvet er der en bod med fisk, og skolen giver børnene fri, for det er en ny båd, der er kommet til byen."
)

PORTUGUESE = (
    "A barca voltou a atravessar o rio, e as pessoas das aldeias estão com as crianças na margem a ver o que se passa. "
    "O barqueiro diz que a água não sobe mais e que a ponte vai ser feita no outono com a ajuda dos moradores. "
    "Na praça há uma banca com peixes, e a escola dá às crianças um dia de folga para verem o barco novo da aldeia."
)
UKRAINIAN = (
    "Пором знову ходить через річку, і люди з навколишніх сіл стоять із дітьми на березі та махають хустками. "
    "Поромник каже, що вода вже не підіймається і що міст збудують восени, якщо її рівень не зміниться."
)
RUSSIAN = (
    "Паром снова ходит через реку, и люди из окрестных сёл стоят с детьми на берегу и машут платками. "
    "Паромщик говорит, что вода больше не поднимается и что мост построят осенью, если её уровень не изменится."
)
PERSIAN = (
    "قایق دوباره از رود می‌گذرد و مردم روستاها با بچه‌ها کنار پل ایستاده‌اند و چای می‌خورند. "
    "قایقران می‌گوید که آب پایین رفته است و پل تازه را پیش از پاییز می‌سازند و گذر از رود پولی نخواهد بود."
)
ARABIC = (
    "عادت العبارة إلى عبور النهر، ووقف أهالي القرى مع أطفالهم على الضفة يلوحون للركاب. "
    "وقال صاحب العبارة إن المياه لم تعد ترتفع وإن الجسر سيبنى في الخريف بمساعدة أهالي القرية."
)


def language(declared: str, text: str, head: str = "") -> str | None:
    page = f"<html lang='{declared}'><head>{head}</head><body><h1>1</h1><p>{text}</p></body></html>"
    return extract(page, "https://ferry.example/a/1.html").language


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", GERMAN, "de"),
        ("en-US", GERMAN, "de"),
        ("vi", ENGLISH, "en"),
        ("de-AT", GERMAN, "de-AT"),
        ("en", PORTUGUESE, "pt"),  # which shares "a" and "as" with English
        ("ru", UKRAINIAN, "uk"),
        ("ru", RUSSIAN, "ru"),
        ("ar", PERSIAN, "fa"),
        ("ar", ARABIC, "ar"),
        ("no", DANISH, "no"),  # too similar
        ("cs", GERMAN, "cs"),  # no template's default
        ("en", "Die Fähre fährt wieder über den Fluss.", "en"),  # too short
        ("en", f"{ENGLISH} {GERMAN}", "en"),
    ],
)
def test_frequent_words_of_another_language_are_better_evidence_than_a_template(
    declared: str, text: str, expected: str
) -> None:
    assert language(declared, text) == expected


def test_of_several_declared_languages_the_one_of_the_text_keeps_its_region() -> None:
    assert language("en", GERMAN, "<meta property='og:locale' content='de_CH'>") == "de-CH"


def test_spanish_shares_its_small_words_with_no_other_language() -> None:
    text = (
        "Ferias de libros en plazas de Lima, de Quito y de Cuzco: en mayo abren los puestos de papel y de tinta, "
        "en junio llegan los músicos con guitarras, y en julio cierran por lluvias."
    )
    assert language("", text) == "es"


def test_a_date_is_read_in_the_language_of_a_page_that_declares_none() -> None:
    text = (
        "A komp újra átkel a folyón, és az emberek mindkét parton várnak rá, már reggel hat óta. A révész szerint "
        "a víz még nem apadt le, de egy csónak már elindult. Az iskola is zárva volt, csak a piac nem."
    )
    page = f"<html><body><h1>Újra jár a komp</h1><p>2025. március 4., 07:31</p><p>{text}</p></body></html>"
    published = extract(page, "https://folyo.example/a/1.html").published_at
    assert published is not None
    assert (published.month, published.day, published.hour) == (3, 4, 7)
