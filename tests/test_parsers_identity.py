from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.page import Page
from newsarchive.parsers.metadata.language import language_of

VIETNAMESE = "Bến đò ngang mở lại sáng nay sau hai tuần nước lớn, người dân hai bờ đến chợ sớm hơn mọi ngày."


def page(head: str = "", lang: str = "", text: str = VIETNAMESE) -> str:
    return f"<html lang='{lang}'><head>{head}</head><body><h1>Bến đò mở lại</h1><p>{text}</p>"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<link rel=canonical href='https://example.vn/do-1.html'>", "https://example.vn/do-1.html"),
        ("<link rel=canonical href='/do-1.html'>", "https://example.vn/do-1.html"),
        ("<meta property='og:url' content='https://example.vn/do-2.html'>", "https://example.vn/do-2.html"),
        ("<link rel=canonical href='https://example.vn/'>", "https://example.vn/do.html"),
        ("<link rel=canonical href='javascript:void(0)'>", "https://example.vn/do.html"),
        ("", "https://example.vn/do.html"),
    ],
)
def test_the_canonical_address_is_the_pages_own(head: str, expected: str) -> None:
    assert extract(page(head), "https://example.vn/do.html?utm_source=x").canonical_url == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<https://example.vn/do-1.html>; rel="canonical"', "https://example.vn/do-1.html"),
        ("</a.css>; rel=preload; as=style, </do-1.html>; rel=canonical", "https://example.vn/do-1.html"),
        ("<https://example.vn/?p=7>; rel=shortlink", "https://example.vn/do.html"),
    ],
)
def test_the_canonical_address_may_be_declared_in_a_header(header: str, expected: str) -> None:
    body = Page(url="https://example.vn/do.html", body=page().encode(), headers=(("link", header),))
    assert extract(body).canonical_url == expected


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", VIETNAMESE, "vi"),
        ("vi-VN", VIETNAMESE, "vi-VN"),
        (
            "de_at",
            "Die Fähre fährt wieder, und die Leute beider Ufer kommen nun früher zum Markt als zuvor.",
            "de-AT",
        ),
        ("", "The ferry runs again and the people of the town are glad that it is in time for the market.", "en"),
    ],
)
def test_letters_outweigh_what_a_template_declares(declared: str, text: str, expected: str) -> None:
    assert extract(page(lang=declared, text=text), "https://example.com/a.html").language == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("渡し船は今日から再び動きます。川の水が引きました。", "ja"),
        ("Паром снова ходит через реку каждый день", "ru"),
        ("x y z", None),
        ("Пором знову ходить через річку, і його чекають на обох берегах щодня.", "uk"),
        ("Паром зноў ходзіць праз раку, і людзі чакаюць яго на абодвух берагах.", "be"),
        ("Фериботът отново пресича реката, а хората го чакат на двата бряга всеки ден.", "bg"),
        ("Скела поново прелази реку, а људи је већ чекају на обе обале сваког дана.", "sr"),
        ("Скелата повторно ја минува реката, а луѓето ја чекаат на двата брега секој ден.", "mk"),
        ("Скела је на реци, а људи на обали.", None),  # Serbian or Macedonian
        ("Паром өзеннен қайта өтеді, адамдар оны екі жағада күн сайын күтеді.", None),  # Kazakh
        ("Подъезд к реке закрыт, объяснил объезд и сменщик паромщика Ильин, новый человек тут.", "ru"),
        ("تعود العبارة إلى النهر والناس ينتظرونها كل يوم على الضفتين", "ar"),
        ("قایق دوباره از رودخانه می‌گذرد و مردم هر روز در دو ساحل چشم به راهند", "fa"),
        ("کشتی پھر سے دریا پار کرتی ہے اور لوگ دونوں کناروں پر روز انتظار کرتے ہیں", "ur"),
        ("খেয়া আবার নদী পার হয়, আর দুই পাড়ের মানুষ রোজ তার জন্য অপেক্ষা করে।", "bn"),
        ("ბორანი ისევ გადადის მდინარეზე და ხალხი ორივე ნაპირზე ელოდება.", "ka"),
        ("A komp újra átkel a folyón, és az emberek mindkét parton várnak rá, már reggel hat óta.", "hu"),
        ("Feribotul trece din nou râul, iar oamenii îl așteaptă pe cele două maluri în fiecare zi.", "ro"),
        ("Přívoz zase jezdí přes řeku a lidé na něj čekají na obou březích už od rána, protože je nový.", "cs"),
        ("Prievoz opäť jazdí cez rieku a ľudia naň čakajú na oboch brehoch už od rána, aj keď je malý.", "sk"),
        ("Lautta kulkee taas joen yli, ja ihmiset odottavat sitä molemmilla rannoilla, kun se on uusi.", "fi"),
        ("Parvlaev sõidab jälle üle jõe ja inimesed ootavad seda mõlemal kaldal, sest see on uus.", "et"),
        ("Prāmis atkal iet pāri upei, un cilvēki to gaida abos krastos jau no rīta, lai tiktu uz tirgu.", "lv"),
        ("Keltas vėl kelia per upę, ir žmonės jo laukia abiejuose krantuose jau nuo ryto, kad spėtų į turgų.", "lt"),
        ("قایق از رودخانه می‌گذرد و مردم هر روز در دو ساحل رود با کالا و بار منتظر هستند پس", "fa"),
        # Languages without a list share some of the words of one that has a list.
        (
            "Skela ponovo prelazi rijeku, ali ljudi koji su je čekali na obali kažu da nije za sve kao što je bila.",
            None,
        ),
        ("Ang lantsa ay muling tumatawid sa ilog, at ang mga tao ay naghihintay na sa mga pampang.", None),
        ("A balsa volve cruzar o río, e a xente agarda por ela nas dúas beiras con nenos e unha banda.", None),
        ("Die pont vaar weer oor die rivier, en die mense van die dorpe wag op albei oewers met die kinders.", None),
        ("Ferjan siglir aftur yfir ána og fólk bíður á báðum bökkum, en það er kalt og vatnið er hátt.", None),
        ("Feri boleh menyeberangi sungai dan orang kampung telah diberitahu bahawa tiada bayaran kepada anak.", None),
        ("Kivuko kinavuka mto tena na watu wa vijiji wanasubiri kwa furaha na watoto wao katika kingo za mto.", None),
        (
            "El transbordador torna a creuar el riu, i la gent l'espera a les dues ribes amb els nens des de fa dies.",
            "ca",
        ),
    ],
)
def test_the_script_or_the_small_words_of_a_text_give_its_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_the_publisher_is_called_what_the_page_calls_it() -> None:
    head = "<meta property='og:site_name' content='Báo Bến Đò'>"
    assert extract(page(head), "https://example.vn/do.html").publisher == "Báo Bến Đò"


WORDLESS = b"<html><head><title>Faro Lanterna 1874</title></head><body><h1>Faro Lanterna 1874</h1></body></html>"


@pytest.mark.parametrize(
    ("body", "hint", "language"),
    [
        (WORDLESS, "it-CH", "it-CH"),
        (WORDLESS, None, None),
        (WORDLESS, "not a tag", None),
        (WORDLESS.replace(b"<html", b'<html lang="pt"'), "it", "pt"),
        ("<h1>Chợ nổi họp lại bên bờ sông sau nhiều năm vắng</h1>".encode(), "it", "vi"),
    ],
)
def test_the_stated_language_of_a_site_counts_last(body: bytes, hint: str | None, language: str | None) -> None:
    """Most sites also have pages in another language, which declare it or show it by their words."""
    assert extract(Page(url="https://example.com/a.html", body=body, language_hint=hint)).language == language


def test_the_stated_language_determines_the_calendar_of_dates() -> None:
    body = WORDLESS.replace(b"</h1>", b"</h1><p>Published: 03/04/2024</p>")
    found = {
        hint: extract(Page(url="https://example.com/a.html", body=body, language_hint=hint)).published_at
        for hint in ("it", "en-US")
    }
    assert [(day.month, day.day) for day in found.values() if day] == [(4, 3), (3, 4)]
