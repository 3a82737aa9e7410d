"""Values in shapes of other systems and languages: read if they are the article's, left out if they are another's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive import Article, Page, extract, parse_byline, parse_timestamp
from newsarchive.parsers.dates.date_lines import is_date_line
from newsarchive.parsers.dates.timestamp import parse_change
from newsarchive.parsers.html.encoding import decode

PROSE = (
    "<p>The ferry across the wide river runs again, after two weeks of high water and a lot of waiting on the pier.</p>"
    "<p>Its crew has painted the railing green, and the school children of both villages cross without paying.</p>"
    "<p>The council wants to buy a second boat in spring, if the mill lends the money as it did for the first one.</p>"
)

VIETNAMESE = (
    "<p>Chuyến đò qua sông Lam chạy lại sau hai tuần nước lớn, bà con hai bên bờ ra đón từ lúc trời còn chưa sáng.</p>"
    "<p>Nhà đò đã sơn lại lan can màu xanh, còn học sinh của cả hai làng thì được qua sông không phải trả tiền.</p>"
    "<p>Xã tính mua thêm một chiếc đò vào mùa xuân, nếu xưởng gỗ chịu cho vay tiền như lần đóng chiếc đầu tiên.</p>"
)


def page(
    above: str = "",
    at: str = "",
    end: str = "",
    after: str = "",
    head: str = "",
    language: str = "en",
    prose: str = PROSE,
) -> Article:
    html = (
        f"<html lang={language}><head><meta charset=utf-8><title>The ferry runs again - River News</title>{head}</head>"
        f"<body><div class=top><a href='/'>River News</a></div><div class=main>{above}<h1>The ferry runs again</h1>{at}"
        f"<div class=text>{prose}</div>{end}</div>{after}</body></html>"
    )
    return extract(html, "https://river.example/harbor/boats/ferry-4101.html")


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("hr", "Piše: Ljubica Perko", ["Ljubica Perko"]),
        ("bg", "от Цветана Друмева", ["Цветана Друмева"]),
        ("el", "Συντάκτης: Ευανθία Μαυρίδου", ["Ευανθία Μαυρίδου"]),
        ("el", "Γράφει η Ευανθία Μαυρίδου", ["Ευανθία Μαυρίδου"]),
        ("fa", "گزارش از شکوه رستگار", ["شکوه رستگار"]),
        ("hi", "द्वारा सुनयना ठाकुर", ["सुनयना ठाकुर"]),
        ("hi", "सुनयना ठाकुर, संवाददाता", ["सुनयना ठाकुर"]),
        ("bn", "লেখা: মল্লিকা দত্ত", ["মল্লিকা দত্ত"]),
        ("th", "เรื่องโดย มาลัย ทองคำดี", ["มาลัย ทองคำดี"]),
        ("ar", "سلمى الحداد ومروان قنديل", ["سلمى الحداد", "مروان قنديل"]),
        ("ar", "القاهرة - سلمى الحداد", ["سلمى الحداد"]),
        ("ar", "أحمد وليد", ["أحمد وليد"]),
        ("ko", "오태섭 선임기자", ["오태섭"]),
        ("nl", "Van onze verslaggeefster Lijsbeth Hoving", ["Lijsbeth Hoving"]),
        ("es", "Europa Press | Remedios Yuste", ["Remedios Yuste"]),
        ("en", "From Our Archive", []),
        ("nl", "Door: onze redactie", []),
        ("bn", "নিজস্ব প্রতিবেদক", []),
        ("th", "กองบรรณาธิการ", []),
        ("ru", "Редакция", []),
        ("de", "Aktualisiert von Irmgard Sölle", []),
        ("pl", "Opracowała Halina Wrzos", []),
    ],
)
@pytest.mark.parametrize("name", ["byline", "by", "writer"])
def test_a_credit_line_names_its_writers_and_no_desk(name: str, language: str, line: str, names: list[str]) -> None:
    assert page(at=f"<div class={name}>{line}</div>", language=language).authors == names


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("en", "(Reporting by Agnes Tillotson; Editing by Rupert Sayle)", ["Agnes Tillotson"]),
        ("de", "(Irmgard Halm)", ["Irmgard Halm"]),
        ("de", "(Weitere Bilder)", []),
    ],
)
def test_a_last_line_in_brackets_names_its_writers(language: str, line: str, names: list[str]) -> None:
    assert page(end=f"<p>{line}</p>", language=language).authors == names


def test_the_roles_below_the_writers_line_are_kept() -> None:
    lines = "<div><b>Nội dung:</b> Đoàn Mộc</div><div><b>Ảnh:</b> Hữu Khoan</div><div><b>Thiết kế:</b> Lê Ngàn</div>"
    credits = page(end=lines, language="vi", prose=VIETNAMESE).credits
    expected = [("Đoàn Mộc", "author"), ("Hữu Khoan", "photographer"), ("Lê Ngàn", "contributor")]
    assert [(credit.name, credit.role) for credit in credits] == expected


@pytest.mark.parametrize(
    ("language", "card"),
    [
        ("tr", "<div class=box><a href=/t>Irmak çekildi</a><span class=yazar>Nuran Beşik</span></div>"),
        ("en", "<div class=box><a href=/t>Bees swarm</a><span class=writer>Nora Pimm</span></div>"),
        ("zh", "<div class=box><a href=/t>河水退了很多</a><span class=author>记者 倪春</span></div>"),
    ],
)
def test_the_name_below_another_title_is_nobody(language: str, card: str) -> None:
    assert page(after=card, language=language).authors == []


def test_the_name_of_the_site_is_no_author() -> None:
    head = "<meta name=author content='River News'>"
    assert page(at="<div class=byline>By Ann Ferry</div>", head=head).authors == ["Ann Ferry"]


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ("<p><a href='/harbor'>Harbor</a> / <a href='/harbor/boats'>Boats</a></p>", ["Harbor", "Boats"]),
        ("<div><a href='/'>Home</a> › <a href='/harbor'>Harbor</a></div>", ["Harbor"]),
        ("<ol><li><a href='/'>Accueil</a></li><li><a href='/port'>Port</a></li></ol>", ["Port"]),
        ("<div><a href='/harbor'>Harbor</a><a href='/farms'>Farms</a><a href='/sport'>Sport</a></div>", []),
        ("<div><a href='/'>River News</a><a href='/contact'>Contact</a></div>", []),
        ("<div class=path><a href='/'>首页</a> > <a href='/gang'>港口</a></div>", ["港口"]),
    ],
)
def test_a_breadcrumb_leads_from_folder_to_folder_and_a_menu_does_not(at: str, names: list[str]) -> None:
    assert page(above=at).sections == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<div><h4>Topics</h4><ul><li><a href='/topic/a'>Boats</a><li><a href='/topic/b'>Mill</a></ul></div>", 2),
        ("<div>Argomenti: <a href='/a/f'>Boats</a>, <a href='/a/p'>Mill</a></div>", 2),
        ("<div>キーワード <a href='/k/a'>Boats</a> <a href='/k/b'>Mill</a></div>", 2),
        ("<div><h4>Latest</h4><ul><li><a href='/topic/a'>Boats</a><li><a href='/topic/b'>Mill</a></ul></div>", 0),
    ],
)
def test_tags_follow_their_label_with_or_without_a_colon(end: str, names: int) -> None:
    assert page(end=end).tags == ["Boats", "Mill"][:names]


COMMONS = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("end", "stated"),
    [
        (f"<p>Licencia: <a href={COMMONS}>CC BY 4.0</a></p>", COMMONS),
        (f"<p>Dieser Text steht unter der Lizenz <a href={COMMONS}>CC BY 4.0</a>.</p>", COMMONS),
        (f"<p>Photo license: <a href={COMMONS}>CC BY 4.0</a></p>", None),
        (f"<div><img src=/q.jpg><a rel=license href={COMMONS}>license</a></div>", None),
        (f"<p>See <a href={COMMONS}>this page</a>.</p>", None),
        (
            f"<p><a rel=license href={COMMONS}><img src=/by.png></a> License: <a href={COMMONS}>BY</a></p>",
            COMMONS,
        ),
    ],
)
def test_a_license_is_that_of_the_text(end: str, stated: str | None) -> None:
    assert page(end=end).license == stated


@pytest.mark.parametrize(
    ("language", "line", "published", "changed"),
    [
        ("uk", "Оновлено 6 березня 2024, 14:00 · Опубліковано 5 березня 2024, 09:30", 5, 6),
        ("ar", "نُشر في 05/03/2024 09:30، آخر تحديث 06/03/2024 14:00", 5, 6),
        ("hi", "प्रकाशित: 05 मार्च 2024, 09:30 | अपडेट: 06 मार्च 2024, 14:00", 5, 6),
        ("zh", "发布于 2024-03-05 09:30 更新于 2024-03-06 14:00", 5, 6),
        ("ja", "更新：2024年3月6日14時00分　掲載：2024年3月5日9時30分", 5, 6),
        ("fr", "Mise à jour : 6 mars 2024 à 14:00 - Parution : 5 mars 2024 à 9:30", 5, 6),
        ("pt", "Publicado em 05/03/2024 às 09h30. Modificado em 06/03/2024 às 14h00", 5, 6),
        ("it", "Pubblicato: 5 marzo 2024 09:30 - Ultimo aggiornamento: 6 marzo 2024 14:00", 5, 6),
    ],
)
def test_a_line_with_both_times_gives_both(language: str, line: str, published: int, changed: int) -> None:
    article = page(at=f"<div>{line}</div>", language=language)
    assert article.published_at is not None
    assert article.published_at.day == published
    assert article.modified_at is not None
    assert article.modified_at.day == changed


def test_only_a_labeled_change_is_a_change() -> None:
    assert parse_change("Обновлено: 06.03.2024, 14:00", language="ru") is not None
    assert parse_change("06.03.2024, 14:00", language="ru") is None


def test_a_line_of_two_labeled_dates_is_a_date_line_in_every_script() -> None:
    assert is_date_line("प्रकाशित: 05 मार्च 2024, 09:30 | अपडेट: 06 मार्च 2024, 14:00", "hi")


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("nl", "di 5 mrt. 2024, 15:20 uur", 15),
        ("hi", "5 मार्च 2024, 3:20 अपराह्न", 15),
        ("bn", "০৫ মার্চ ২০২৪, বিকেল ৩:২০", 15),
        ("mr", "५ मार्च २०२४ दुपारी ३:२०", 15),
    ],
)
def test_words_of_the_afternoon_move_the_hour(language: str, text: str, hour: int) -> None:
    stamp = parse_timestamp(text, language=language)
    assert stamp is not None
    assert (stamp.value.hour, stamp.value.minute) == (hour, 20)


def test_the_east_of_indonesia_has_its_own_zone() -> None:
    stamp = parse_timestamp("05/03/2024, 15:20 WIT", language="id")
    assert stamp is not None
    assert stamp.value.isoformat() == "2024-03-05T15:20:00+09:00"


@pytest.mark.parametrize(
    "html",
    [
        "<div class=bar><a href='/'>River News</a><span>Tuesday, 5 March 2024</span></div>",
        "<div class=bar><a href='/'><img src=/l.png></a><i>Gold, updated 5 March 2024 10:30</i></div>",
    ],
)
def test_a_date_beside_the_logo_is_not_the_articles(html: str) -> None:
    assert page(above=html).published_at is None


@pytest.mark.parametrize(
    "html",
    [
        "<div><p>Agnes joined the paper on March 5, 2019.</p></div>",
        "<div><p>5 March 2024, 9 pm: concert of the village band</p></div>",
        "<div><a href=/b>The old bridge is closed</a><p>published March 5, 2024</p></div>",
    ],
)
def test_a_date_below_the_text_belongs_to_its_sentence_or_its_card(html: str) -> None:
    assert page(after=html).published_at is None


def test_a_signature_below_the_text_keeps_its_date() -> None:
    published = page(after="<div><p>Published March 5, 2024</p></div>").published_at
    assert published is not None
    assert published.date().isoformat() == "2024-03-05"


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("de", "Dieser Artikel ist kostenpflichtig."),
        ("pt", "Este artigo é exclusivo para assinantes. Assine para continuar a ler."),
        ("pl", "Chcesz czytać dalej? Wykup dostęp."),
        ("cs", "Tento článek je určen pouze předplatitelům."),
        ("zh", "本文仅限付费会员阅读。"),
        ("tr", "Bu içerik yalnızca abonelere özeldir."),
        ("id", "Artikel ini khusus untuk pelanggan. Berlangganan untuk membaca selengkapnya."),
        ("da", "Denne artikel er kun for abonnenter."),
        ("el", "Το άρθρο είναι διαθέσιμο μόνο για συνδρομητές."),
    ],
)
def test_a_notice_at_the_end_of_the_text_tells_of_a_paywall(language: str, notice: str) -> None:
    article = page(end=f"<div class=gate><p>{notice}</p></div>", language=language)
    assert article.paywalled is True
    assert notice not in article.body


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        ("<p class=pic><img src=/p/boat.jpg></p><p class=cap>The boat.</p>", "The boat.", None),
        ("<div class=media><img src=/p/boat.jpg><div class=note>The boat.</div></div>", "The boat.", None),
        ("<div class=foto><img src=/p/boat.jpg><p class=pie>El bote. / Eva Corral</p></div>", "El bote.", "Eva Corral"),
        ("<figure><img src=/p/boat.jpg><figcaption>Le bac. © Yvon Lor</figcaption></figure>", "Le bac.", "Yvon Lor"),
    ],
)
def test_the_line_below_a_picture_is_its_caption(markup: str, caption: str, credit: str | None) -> None:
    html = f"<html lang=en><body><main><h1>The ferry runs again</h1><div class=text>{PROSE}{markup}{PROSE}</div></main>"
    article = extract(html, "https://river.example/ferry-4101.html")
    assert [(picture.caption, picture.credit) for picture in article.pictures] == [(caption, credit)]
    assert caption not in article.body


def test_a_paragraph_beside_a_picture_is_text() -> None:
    line = "The boat has a green railing, and a bell that rings before it leaves the pier."
    html = f"<html lang=en><body><main><h1>The ferry</h1><div><img src=/p/boat.jpg><p>{line}</p></div>{PROSE}</main>"
    assert line in extract(html, "https://river.example/ferry-4101.html").body


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ("<lite-youtube videoid=AbCdEfGhIjK></lite-youtube>", ["https://www.youtube.com/embed/AbCdEfGhIjK"]),
        ("<amp-youtube data-videoid=AbCdEfGhIjK></amp-youtube>", ["https://www.youtube.com/embed/AbCdEfGhIjK"]),
        ("<div><h3>More videos</h3><iframe src=https://www.youtube.com/embed/AbCdEfGhIjK></iframe></div>", []),
        (
            "<div><h3>Watch the interview</h3><iframe src=https://www.youtube.com/embed/AbCdEfGhIjK></iframe></div>",
            ["https://www.youtube.com/embed/AbCdEfGhIjK"],
        ),
    ],
)
def test_a_video_is_the_articles_unless_a_heading_lists_others(markup: str, urls: list[str]) -> None:
    assert [video.url for video in page(end=markup).videos] == urls


def test_a_page_declared_as_utf_8_stays_so_beside_repeated_stray_bytes() -> None:
    text = "<p>Sáng nay bến đò mở lại, bà con hai bờ cùng xuống đò.</p>".encode()
    body = b"<meta charset=utf-8>" + text * 3 + b"<a>caf\xe9 \xa9</a>" * 60
    assert "bến đò mở lại" in decode(body)
    french = "<meta charset=utf-8>" + "<p>Le café est fermé, l'été aussi.</p>" * 20
    assert "café est fermé, l'été" in decode(french.encode("latin-1"))


def test_a_date_that_begins_the_line_of_the_last_change_is_the_publication() -> None:
    line = "<p>Interview by Ann Ferry</p><p class=date>December 3, 2025. <i>Updated: December 7, 2025</i></p>"
    published = page(end=line).published_at
    assert published is not None
    assert published.date().isoformat() == "2025-12-03"


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "8.5.12", "2012-05-08T00:00"),
        ("de", "vom 1.9.17", "2017-09-01T00:00"),
        ("fr", "Le 9 juin 2024 à 14 heures 05", "2024-06-09T14:05"),
        ("sv", "den 9 juni 2024 klockan 14:05", "2024-06-09T14:05"),
    ],
)
def test_short_dates_alone_and_clock_words_are_read(language: str, text: str, value: str) -> None:
    stamp = parse_timestamp(text, language=language)
    assert stamp is not None
    assert stamp.value.isoformat().startswith(value)


@pytest.mark.parametrize("text", ["version 8.5.12", "8.5.12 fixes the login", "Build 1.9.17"])
def test_a_version_is_no_date(text: str) -> None:
    assert parse_timestamp(text, language="en") is None


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("de", "Aus Kaltenried von Irmgard Sölle", ["Irmgard Sölle"]),
        ("fr", "De Mathilde Carouge, correspondante", ["Mathilde Carouge"]),
        ("fr", "Un article de Mathilde Carouge", ["Mathilde Carouge"]),
        ("it", "Servizio di Ornella Facchin", ["Ornella Facchin"]),
        ("pl", "Rozmawiała Halina Wrzos", ["Halina Wrzos"]),
        ("cs", "Napsala Květa Rybářová", ["Květa Rybářová"]),
        ("tr", "Röportaj: Nezahat Uçkan", ["Nezahat Uçkan"]),
        ("zh", "文、图/沈若兰", ["沈若兰"]),
        ("zh", "沈若兰 发自柳坝", ["沈若兰"]),
        ("en", "Article by: | Cara Reed | RN, BSN, Certified Sleep Consultant", ["Cara Reed"]),
    ],
)
def test_verbs_and_nouns_before_a_name_are_no_part_of_it(language: str, line: str, names: list[str]) -> None:
    found = parse_byline(line, language=language)
    assert found is not None
    assert found.authors == names


def test_a_name_on_a_slide_of_voices_is_nobody() -> None:
    slide = "<div class=swiper-slide><p>The best ferry of all</p><div class=author-name>Nora Pimm</div></div>"
    assert page(after=slide).authors == []


@pytest.mark.parametrize(
    ("first", "dateline"),
    [
        ("<b>Bình Thuận</b> - ", "Bình Thuận"),
        ("JAKARTA, KOMPAS.com - ", "JAKARTA, KOMPAS.com"),
        ("Peñarrubia, 5 mar (EFE).- ", "Peñarrubia, 5 mar (EFE)"),
        ("MONDAY — ", None),
        ("<b>Hỏi</b> - ", None),
        ("<b>The mill</b> - ", None),
    ],
)
def test_a_place_before_the_first_sentence_is_the_dateline(first: str, dateline: str | None) -> None:
    html = f"<html lang=vi><body><main><h1>The ferry runs again</h1><div>{PROSE.replace('<p>', f'<p>{first}', 1)}</div>"
    assert extract(html, "https://river.example/ferry-4101.html").dateline == dateline


def test_quotations_in_another_script_are_not_the_language_of_the_text() -> None:
    english = "The teacher of the island reads the old poems to the children of the village on every Sunday morning. "
    greek = "Η θάλασσα ήταν ήρεμη και τα παιδιά έπαιζαν."
    html = f"<html lang=en><body><h1>Old poems of the island</h1>{f'<p>{english}{greek}</p>' * 6}</body></html>"
    assert extract(html, "https://river.example/poems-77.html").language == "en"
    html = f"<html lang=en><body><h1>Τα παιδιά του νησιού</h1>{f'<p>{greek * 3}</p>' * 6}</body></html>"
    assert extract(html, "https://river.example/poems-78.html").language == "el"


def test_a_license_button_is_no_picture() -> None:
    button = f"<div><a rel=license href={COMMONS}><img src=/88x31.png></a></div>"
    assert page(end=button).license == COMMONS


def test_editors_alone_do_not_replace_the_declared_organization() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry runs again","author":'
        '{"@type":"Organization","name":"River Desk Seven"}}</script>'
    )
    line = "<p class=byline>Redaktion: Irmgard Halm</p>"
    assert page(end=line, head=head, language="de").authors == ["River Desk Seven"]


def test_a_job_title_is_no_account() -> None:
    assert page(at="<span class='author vcard'>Written by RiverStaff Writer</span>").authors != ["RiverStaff Writer"]


def test_clock_and_date_with_a_bar_between_them_are_one_time() -> None:
    published = page(at="<p><span>09:30</span> | <span>05/03/2024</span></p>", language="vi").published_at
    assert published is not None
    assert (published.hour, published.minute) == (9, 30)


def test_a_stream_in_data_vid_is_a_video_of_the_article() -> None:
    stream = (
        "<div type=VideoStream data-vid=river.mediacdn.example/v/ferry.mp4>"
        "<div class=VideoCMS_Caption><p>The ferry at noon.</p></div></div>"
    )
    html = f"<html lang=vi><body><main><h1>The ferry runs again</h1><div>{PROSE}{stream}{PROSE}</div></main>"
    videos = extract(html, "https://river.example/ferry-4101.html").videos
    assert [(video.url, video.caption) for video in videos] == [
        ("https://river.mediacdn.example/v/ferry.mp4", "The ferry at noon.")
    ]


@pytest.mark.parametrize(
    "above",
    [
        "<div><a href='/'>Shop</a> | <a href='/ca'>CAD | Canada</a></div>",
        "<p><a href='/'>Home</a> › <a href='/x'>« The story before</a></p>",
    ],
)
def test_other_links_beside_home_are_no_breadcrumb(above: str) -> None:
    assert page(above=above).sections == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("tr", "Giriş Tarihi: 14.10.2025 09:15 Son Güncelleme: 14.10.2025 12:30"),
        ("tr", "Oluşturulma Tarihi: Ekim 12, 2025 10:22"),
        ("pl", "Data publikacji: 3 listopada 2025 08:45 Data aktualizacji: 3 listopada 2025 09:00"),
        ("ro", "Data publicării: 20.10.2025 18:22 Data actualizării: 20.10.2025 20:00"),
        ("ru", "Дата публикации: 30.10.2025 11:00 Дата обновления: 30.10.2025"),
        ("hu", "Közzétéve: 2025. október 22. 07:31, utolsó módosítás: 2025. október 23."),
        ("da", "Offentliggjort 17. oktober 2025 kl. 09:24 Opdateret 17. oktober 2025 kl. 10:00"),
        ("id", "Tayang: Jumat, 10 Oktober 2025 19:02 WIB Diperbarui: Jumat, 10 Oktober 2025 20:00 WIB"),
        ("fr", "Par Odile Vasseur Publié le 4 mars 2025 à 18h32, modifié le 5 mars 2025 à 07h10"),
        ("es", "Por Remedios Yuste Publicado: 04/03/2025 18:32 Actualizado: 05/03/2025 07:10"),
        ("fr", "Rédigé par Odile Vasseur le mardi 4 mars 2025 à 09:15 | Lu 120 fois"),
        ("it", "10/03/2025 - ore 09.10 | a cura di Chiara Fonte e Paolo Lido"),
        ("en", "Agnes Tillotson Published March 4, 2025 Updated March 6, 2025"),
        ("th", "เผยแพร่: 5 ต.ค. 2568 09:31 ปรับปรุง: 5 ต.ค. 2568 12:00 โดย: มาลัย ทองคำดี"),
    ],
)
def test_dates_with_their_labels_and_the_writer_are_a_date_line(language: str, line: str) -> None:
    assert is_date_line(line, language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "— Agnes Tillotson (@tillotson) March 4, 2025"),
        ("en", "Agnes Tillotson, Old Mill, October 2, 2025 – February 15, 2026"),
        ("en", "By Agnes Tillotson, published in March 2020 and updated on 3 May 2021 by her publisher in London."),
        ("de", "Eröffnet am 3. Mai 2021 von Irmgard Sölle"),
        ("de", "Am 24.11.2025 wurde die Fähre gesperrt und am 30.11.2025 freigegeben"),
    ],
)
def test_a_name_and_dates_of_something_else_are_no_date_line(language: str, line: str) -> None:
    assert not is_date_line(line, language)


def test_both_labeled_dates_below_the_writers_name_are_read_and_are_no_text() -> None:
    line = "Par Odile Vasseur<br>Publié le 4 mars 2025 à 18h32, modifié le 5 mars 2025 à 07h10"
    article = page(at=f"<p class=meta>{line}</p>", language="fr")
    assert (article.published_at and article.published_at.isoformat()[:16]) == "2025-03-04T18:32"
    assert "Vasseur" not in article.body
    assert article.authors == ["Odile Vasseur"]


def test_a_clock_time_with_a_dot_may_follow_a_dash_and_a_word() -> None:
    stamp = parse_timestamp("10/03/2025 - ore 09.10", language="it")
    assert stamp is not None
    assert (stamp.value.hour, stamp.value.minute) == (9, 10)


@pytest.mark.parametrize("name", ["author", "by", "meta"])
@pytest.mark.parametrize(
    ("joined", "names"),
    [
        ("<a href='/q/x'>Clara Fontes</a> e <a href='/q/y'>Rui Barca</a>", ["Clara Fontes", "Rui Barca"]),
        (
            "<a href='/q/x'>Clara Fontes</a>, <a href='/q/y'>Rui Barca</a> e <a href='/q/z'>Ana Cais</a>",
            ["Clara Fontes", "Rui Barca", "Ana Cais"],
        ),
    ],
)
@pytest.mark.parametrize("is_date_first", [True, False])
def test_names_in_elements_of_their_own_are_all_authors(
    name: str, joined: str, names: list[str], *, is_date_first: bool
) -> None:
    parts = (f"<div class={name}>{joined}</div>", "<time datetime=2025-03-04T07:00>4 de março de 2025, 7:00</time>")
    assert page(at="".join(parts[::-1] if is_date_first else parts), language="pt").authors == names


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("ru", "4 марта 2025, 19:45, Андрей Причалов (Самара)", ["Андрей Причалов"]),
        ("en", "Priya Harbor / Updated: Mar 4, 2025, 21:18 IST", ["Priya Harbor"]),
        ("el", "Γιώργος Καραβάς • 4.3.2025 • 21:15", ["Γιώργος Καραβάς"]),
        ("hu", "2025. március 4. 07:31<br>MTI / Révész Péter", ["Révész Péter"]),
        ("ro", "de <a href='/autor'>Andreea Punte</a> | 4 martie 2025, 12:40", ["Andreea Punte"]),
        ("tr", "4 Mart 2025 09:15<br>Ayşe Iskele / IRMAK GAZETESİ", ["Ayşe Iskele"]),
        ("pt", "Publicado em 04/03/2025 - 16:18 Por Pedro Cais – Repórter da Agência - Brasília", ["Pedro Cais"]),
        ("hi", "By: सुनयना ठाकुर | Updated: 4 Mar 2025 07:45 AM (IST)", ["सुनयना ठाकुर"]),
        ("de", "von Peter Deich, Elbzeitung Nord | 04.03.2025", ["Peter Deich"]),
        ("de", "Anna Deich<br>Freie Journalistin<br>04.03.2025 – 17:05", ["Anna Deich"]),
        ("es", "<i>Lucía Ribera</i><i>Madrid</i><i>4 MAR 2025 - 09:15 CET</i>", ["Lucía Ribera"]),
        ("es", "<i>Lucía Ribera</i><i>El puente cerrado</i><i>4 MAR 2025 - 09:15 CET</i>", []),
        ("en", "Ferry Landing, 4 March 2025", []),
        ("en", "Agnes Tillotson opened the mill on 4 March 2025", []),
        ("hu", "Nagy Duna, 2025. március 4.", []),
        ("de", "Gemälde, 1920 von Paul Deich", []),
    ],
)
def test_a_name_in_or_beside_a_line_with_the_date_is_the_author(language: str, line: str, names: list[str]) -> None:
    assert page(at=f"<div>{line}</div>", language=language).authors == names


@pytest.mark.parametrize(
    ("language", "opening", "names"),
    [
        ("zh-TW", "（中央社記者林岸君高雄24日電）", ["林岸君"]),
        ("zh", "新华社北京3月5日电（记者王渡、李舟）", ["王渡", "李舟"]),
        ("ko", "(서울=강뉴스) 최나루 기자 = ", ["최나루"]),
        ("zh", "（本报综合消息）", []),
        ("zh", "河上的大桥（见图）", []),
    ],
)
def test_the_brackets_that_open_an_east_asian_report_name_the_reporter(
    language: str, opening: str, names: list[str]
) -> None:
    prose = f"<p>{opening}{'渡口今天又开船了，两岸的村民都来看，孩子们过河不用付钱。' * 4}</p>" * 2
    assert page(prose=prose, language=language).authors == names


def test_two_japanese_full_names_are_two_people() -> None:
    found = parse_byline("田渡美咲　佐舟健一", language="ja")
    assert found is not None
    assert found.authors == ["田渡美咲", "佐舟健一"]
    single = parse_byline("田渡 美咲", language="ja")
    assert single is not None
    assert single.authors == ["田渡 美咲"]


@pytest.mark.parametrize(
    ("meta", "names"),
    [
        ("Agnes Tillotson, Zürich", ["Agnes Tillotson"]),
        ("Agnes Tillotson, Buenos Aires", ["Agnes Tillotson"]),
        ("Agnes Tillotson, Uferblatt", ["Agnes Tillotson"]),
        ("Agnes Tillotson, Suparno", ["Agnes Tillotson", "Suparno"]),
        ("Agnes Tillotson, Rupert Sayle", ["Agnes Tillotson", "Rupert Sayle"]),
    ],
)
def test_a_town_or_a_paper_after_a_name_is_no_second_author(meta: str, names: list[str]) -> None:
    assert page(head=f"<meta name=author content='{meta}'>").authors == names


def test_a_vietnamese_writer_of_one_syllable_stays_an_author() -> None:
    head = "<meta name=author content='Thu Hà, Linh'>"
    assert page(head=head, language="vi", prose=VIETNAMESE).authors == ["Thu Hà", "Linh"]


@pytest.mark.parametrize(
    ("language", "end", "names"),
    [
        ("id", "<p>Pewarta: Yuni Dermaga<br>Uploader: Joko<br>COPYRIGHT © 2025</p>", ["Yuni Dermaga"]),
        ("id", "<p>Pewarta warga<br>COPYRIGHT © 2025</p>", []),
    ],
)
def test_a_credit_above_the_copyright_notice_names_the_author(language: str, end: str, names: list[str]) -> None:
    assert page(end=end, language=language).authors == names


def test_a_credit_in_a_paragraph_below_text_without_paragraphs_is_read() -> None:
    prose = f"{PROSE.replace('<p>', '').replace('</p>', '<br><br>')}Ende.<div></div><p>Text: Irmgard Halm</p>"
    assert page(prose=prose, language="de").authors == ["Irmgard Halm"]


def test_capitals_of_turkish_names_become_their_own_small_letters() -> None:
    found = parse_byline("AYŞE YILMAZ İNCİ", language="tr")
    assert found is not None
    assert found.authors == ["Ayşe Yılmaz İnci"]


@pytest.mark.parametrize(
    "line", ["Nhà giáo ưu tú Lê Lan", "Nhà thơ trẻ Lê Lan", "Nhà báo lão thành Lê Lan", "Nghệ sĩ nhân dân Lê Lan"]
)
def test_honors_between_title_and_name_are_no_part_of_the_name(line: str) -> None:
    found = parse_byline(line)
    assert found is not None
    assert found.authors == ["Lê Lan"]


@pytest.mark.parametrize(
    ("line", "names"),
    [("Nguồn: https://thuysan.example.vn/tin/1", ["thuysan.example.vn"]), ("Xem thêm: https://a.example.vn", None)],
)
def test_the_host_of_a_url_behind_a_label_is_the_source(line: str, names: list[str] | None) -> None:
    found = parse_byline(line)
    assert (found.sources if found else None) == names


def test_a_name_above_a_source_with_a_url_is_the_author() -> None:
    prose = f"{VIETNAMESE}<p>Vân Khánh</p><p>Nguồn: https://thuysan.example.vn</p>"
    assert page(prose=prose, language="vi").authors == ["Vân Khánh"]


def test_a_romanian_page_is_not_vietnamese() -> None:
    prose = "".join(
        f"<p>{text}</p>"
        for text in (
            "Barca a fost reparată după două săptămâni, iar oamenii așteaptă să fie lăsată pe apă încă din vară.",
            "Primăria anunță că plata va fi făcută până la primăvară, fără să fie mărită taxa de trecere.",
        )
    )
    article = page(prose=prose, language="ro", at="<div>de Andreea Punte | 4 martie 2025</div>")
    assert article.language == "ro"


def test_the_sign_between_a_kicker_and_the_headline_goes_with_the_kicker() -> None:
    html = f"<html lang=en><h1><span class=kicker>Morning report</span>: The ferry runs again today</h1>{PROSE}</html>"
    assert extract(html).title == "The ferry runs again today"


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("<div><a href='/society'>Society</a> <span>14:05 04.03.2025</span></div>", "Society"),
        ("<div>Author: <a href='/user/ann'>Ann</a> | Category: <a href='/roads'>Roads</a> | 2025-03-04</div>", "Roads"),
    ],
)
def test_a_section_beside_a_date_or_behind_a_second_label_is_read(above: str, section: str) -> None:
    assert page(above=above).section == section


def test_a_short_dated_notice_without_spaces_between_words_is_an_article() -> None:
    prose = "<p>横跨老河的大桥因两座桥墩出现裂缝，将封闭到明年春天，何时通车尚不能确定。</p><p>司机需要绕行六公里。</p>"
    assert page(at="<div>2025-03-04 07:12</div>", prose=prose, language="zh").kind == "article"


ITEMS = (
    "Ferry fares rise in spring",
    "The mill gets a new roof",
    "Pupils film the wide river",
    "Potters light the kiln",
)
ITEM_SHAPES = {
    "date behind the link": "<li><a href='/a-{n}.html'>{title}</a> <span>(0{n}/11/2025)</span></li>",
    "date before the link": "<p>0{n}.11.2025 - <a href='/a-{n}.html'>{title}</a></p>",
    "a box with a teaser": "<div class=item><a href='/a-{n}.html'>{title}</a><i>0{n}.11.2025</i><p>{title}, as the"
    " council of both villages said on the pier in the morning, and it will take until the winter.</p></div>",
    "a row": "<tr><td>2025-11-0{n}</td><td><a href='/a-{n}.html'>{title}</a></td></tr>",
    "a time element": "<div><h3><a href='/a-{n}.html'>{title}</a></h3><time datetime=2025-11-0{n}>1 d</time></div>",
}


def items(shape: str) -> str:
    return "".join(ITEM_SHAPES[shape].format(n=n, title=title) for n, title in enumerate(ITEMS, 1))


@pytest.mark.parametrize("shape", ITEM_SHAPES)
def test_links_with_dates_below_the_headline_are_a_listing_without_a_date(shape: str) -> None:
    html = f"<title>On the river</title><a href='/'>River</a><main><h1>On the river</h1>{items(shape)}</main>"
    article = extract(f"<html lang=en>{html}", "https://river.example/on-the-river")
    assert article.kind not in ("article", "gallery", "video", "live")
    assert article.published_at is None


@pytest.mark.parametrize("shape", ITEM_SHAPES)
def test_links_with_dates_below_an_article_are_no_listing(shape: str) -> None:
    article = page(at="<b>04.03.2025 08:00</b>", end=f"<div>{items(shape)}</div>")
    assert article.kind == "article"
    assert (article.published_at and article.published_at.isoformat()[:16]) == "2025-03-04T08:00"


def test_a_video_above_dated_videos_keeps_its_own_date() -> None:
    html = f"<h1>The ferry</h1><b>04.03.2025 08:00</b><video src=/a.mp4></video>{items('date behind the link')}"
    published = extract(f"<html lang=en>{html}</html>", "https://river.example/video/ferry-4101.html").published_at
    assert (published and published.isoformat()[:10]) == "2025-03-04"


SHORT = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry is off the slip and runs again from noon, as the council of both villages said.",
        "Pupils of the school on the other bank cross for free until the end of the year.",
        "The miller pays for the paint, and the potters have glazed a new sign for the pier.",
        "Whoever missed the boat in the autumn may use the old ticket until the end of May.",
    )
)
OWN_DATES = {
    "a box with a teaser": "<i>04.03.2025</i>",
    "a time element": "<div><time datetime=2025-03-04>8 months</time></div>",
    "date behind the link": "<span>(04/03/2025)</span>",
}


@pytest.mark.parametrize("own", OWN_DATES)
def test_a_date_in_the_markup_of_those_on_the_cards_below_it_is_the_page_s(own: str) -> None:
    article = page(at=f"<div>{OWN_DATES[own]}</div><div>{items(own)}</div>")
    assert (article.published_at and article.published_at.isoformat()[:10]) == "2025-03-04"
    assert article.kind == "article"


@pytest.mark.parametrize("shape", ITEM_SHAPES)
def test_several_short_paragraphs_below_links_with_dates_are_no_listing(shape: str) -> None:
    head = "<meta property=article:published_time content=2025-03-04T08:00:00Z>"
    assert page(at=f"<div>{items(shape)}</div>", head=head, prose=SHORT).kind == "article"


def test_a_group_as_declared_author_gives_way_to_a_person_at_the_headline() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry runs again",'
        '"author":{"@type":"Person","name":"The River Courier & Gazette"}}</script>'
    )
    at = "<div class=author><a href='/staff/9/agnes-tillotson/'>Agnes Tillotson</a></div>"
    assert page(head=head, at=at).authors == ["Agnes Tillotson"]
    assert page(head=head).authors != []


def test_an_aside_that_holds_the_whole_page_has_the_authors_name() -> None:
    html = f"<aside class=banner><h1>The ferry runs again</h1><span class=meta-author>Agnes Tillotson</span>{PROSE}"
    assert extract(f"<html lang=en>{html}").authors == ["Agnes Tillotson"]
    aside = f"<h1>The ferry runs again</h1>{PROSE}<aside><span class=meta-author>Agnes Tillotson</span></aside>"
    assert extract(f"<html lang=en>{aside}").authors == []


def test_of_two_offsets_for_one_clock_time_the_one_that_is_not_utc_is_right() -> None:
    head = (
        "<meta itemprop=datePublished content=2025-03-04T13:46:00+00:00>"
        "<meta property=article:published_time content=2025-03-04T13:46:00-04:00>"
    )
    published = page(head=head).published_at
    assert (published and published.isoformat()) == "2025-03-04T13:46:00-04:00"


@pytest.mark.parametrize(
    ("host", "name", "names"), [("lengan", "Lê Ngàn", ["Lê Ngàn"]), ("reocao", "Rẻo Cao", []), ("hanoi", "Hà Nội", [])]
)
def test_a_name_on_a_site_of_that_name_is_an_author_if_it_has_a_family_name(
    host: str, name: str, names: list[str]
) -> None:
    html = f"<html lang=vi><meta charset=utf-8><h1>Chuyến đò sông Lam</h1><p class=author>{name}</p>{VIETNAMESE}"
    assert extract(html, f"https://{host}.example/chuyen-do-4101.html").authors == names


@pytest.mark.parametrize(
    ("end", "after", "tags"),
    [
        ("<div><a href='/tag/a'>Boats</a><a href='/tag/b'>Mill</a></div>", "", ["Boats", "Mill"]),
        ("<ul><li><a href='/topic/a'>Boats</a><li><a href='/topic/b'>Mill</a></ul>", "", ["Boats", "Mill"]),
        ("", "<div><a href='/tag/a'>Boats</a><a href='/tag/b'>Mill</a></div>", []),
        ("<div class=related><a href='/tag/a'>Boats</a><a href='/tag/b'>Mill</a></div>", "", []),
        (
            "<div><h3><a href='/b'>Bees</a></h3><p><a href='/tag/a'>Boats</a> <a href='/tag/b'>Mill</a></p></div>",
            "",
            [],
        ),
        ("<p>Also <a href='/tag/a'>Boats</a> and <a href='/tag/b'>Mill</a> are in the news.</p>", "", []),
    ],
)
def test_links_to_tag_pages_alone_below_the_text_are_tags(end: str, after: str, tags: list[str]) -> None:
    assert page(end=end, after=after).tags == tags


def test_a_signature_of_two_lines_at_the_end_of_the_text_names_the_author() -> None:
    line = "<p style='text-align: right'>Làng Vây, tháng 11/2025<br><b>T.N.H</b></p>"
    assert page(prose=VIETNAMESE + line, language="vi").authors == ["T.N.H"]
    dated = "<p style='text-align: right'>Làng Vây, tháng 11/2025<br>mùa nước nổi</p>"
    assert page(prose=VIETNAMESE + dated, language="vi").authors == []


def test_the_village_in_brackets_behind_a_name_is_no_part_of_it() -> None:
    found = parse_byline("Người gửi: Lò Thị Mai (bản Na)")
    assert found is not None
    assert found.authors == ["Lò Thị Mai"]


def test_la_joins_a_romanian_date_and_its_clock_time() -> None:
    stamp = parse_timestamp("4 martie 2025 la 09:15", language="ro")
    assert stamp is not None
    assert (stamp.value.hour, stamp.value.minute) == (9, 15)


@pytest.mark.parametrize(
    ("title", "heading"),
    [("裂缝_渡口网", "桥墩裂缝"), ("橋が通行止め", "橋が通行止めに"), ("渡口网首页新闻频道", None)],
)
def test_an_east_asian_headline_is_compared_by_its_characters(title: str, heading: str | None) -> None:
    shown = heading or "桥墩裂缝"
    prose = "横跨老河的大桥因桥墩裂缝将封闭到明年春天。" * 5
    html = f"<meta charset=utf-8><title>{title}</title><h1>{shown}</h1><p>{prose}</p>"
    assert extract(f"<html lang=zh>{html}", "https://dukou.example/a/4101.html").title == shown


@pytest.mark.parametrize(
    "other",
    [
        "<div class=ticker>14:05 <a href='/a-7.html'>The mill gets a new roof</a> <i>30.11.2025</i></div>",
        "<p>On 3 November 2025 the old ferry was tied to the pier.</p>",
        "<div class=audio-player>Listen · 2.11.2025 · Voice: Agnes Tillotson</div>",
    ],
)
def test_a_ticker_a_lead_and_a_player_at_the_headline_have_dates_of_their_own(other: str) -> None:
    assert page(above=other if "ticker" in other else "", at="" if "ticker" in other else other).published_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Published on March 4, 2025 at 9:00 a.m.",
        "This article was published on 4 March 2025.",
        "4 March 2025, 9 a.m.",
    ],
)
def test_a_line_with_the_date_may_end_with_a_full_stop(line: str) -> None:
    published = page(at=f"<p>{line}</p>").published_at
    assert (published and published.isoformat()[:10]) == "2025-03-04"


@pytest.mark.parametrize(
    "end",
    [
        "<div itemscope itemtype='https://schema.org/Review'><time datetime=2025-11-01>1.11.2025</time></div>",
        "<div class=post-navigation><a rel=prev href='/p-7.html'>Older post <span>2.11.2025</span></a></div>",
        "<div class=downloads><a href='/a.pdf'>Report 2.11.2025 (PDF)</a></div>",
    ],
)
def test_reviews_neighbors_and_files_below_the_text_have_dates_of_their_own(end: str) -> None:
    assert page(end=end).published_at is None


@pytest.mark.parametrize(
    "facts",
    [
        "<div class=box><h4>Agnes Tillotson</h4><p>Born on 3 May 1970, runs the mill.</p></div>",
        "<table><tr><th>Day</th><th>Pilot</th></tr><tr><td>3.11.2025</td><td>Agnes Tillotson</td></tr></table>",
    ],
)
def test_a_person_in_the_facts_of_a_short_text_is_no_author(facts: str) -> None:
    prose = f"<p>The ferry across the wide river runs again.</p>{facts}<p>Its crew has painted the railing green.</p>"
    assert page(prose=prose).authors == []


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("<div class=category>Harbor</div>", "Harbor"),
        ("<div class=kicker>The river rises</div>", None),
        ("<div class=category>4 March 2025</div>", None),
        ("<ul class=category-list><li>Harbor</li></ul>", None),
        ("<div class=category>Tin mới nhất</div>", None),
        ("<div class=category>Breaking news</div>", None),
        ("<div class=category>Tin tức</div>", "Tin tức"),
    ],
)
def test_a_class_names_the_section_above_the_headline(above: str, section: str | None) -> None:
    assert page(above=above).section == section


def test_a_page_whose_headline_is_beyond_the_elements_that_are_kept_is_extracted() -> None:
    html = f"<title>On the wide river today</title>{'<i></i>' * 61_000}<h1>On the wide river today</h1>{items('a row')}"
    article = extract(f"<html lang=en>{html}", "https://river.example/on-the-river")
    assert article.title == "On the wide river today"


@pytest.mark.parametrize(
    ("language", "above", "at", "day"),
    [
        (
            "vi",
            "<table><td>Hôm nay: 30/11/2026</td></table>",
            "<p>(Cập nhật: 17/11/2026 10:12)</p>",
            "2026-11-17",
        ),
        ("en", "", "<p>Printed on: 30 November 2026</p><p>Published: 20 November 2026</p>", "2026-11-20"),
        ("vi", "", "<div>Hội xuân huyện: 05/01/2027, sân vận động</div>", None),
        ("vi", "", "<div><img src=a.jpg><span>Ảnh chụp ngày 02/10/2026</span></div>", None),
        ("en", "", "<p>On view through 15 January 2027</p>", None),
        ("en", "", "<p>For immediate release: 20 November 2026</p>", "2026-11-20"),
        # Right below the headline, "today" is the article's day; behind a colon or above the headline it is a clock.
        ("vi", "", "<p>Hôm nay, 28/11/2026 09:20</p>", "2026-11-28"),
        ("en", "", "<p>Today, November 28, 2026, 9:30 am</p>", "2026-11-28"),
        ("ru", "", "<p>Сегодня, 28 ноября 2026, 10:15</p>", "2026-11-28"),
        ("en", "<p>Today, November 28, 2026, 9:30 am</p>", "", None),
        ("vi", "", "<p>Hôm nay: 28/11/2026 09:20</p>", None),
        # Beside another date it is a clock.
        ("vi", "", "<div>Hôm nay, 28/11/2026 09:20</div><div>12/11/2026</div>", "2026-11-12"),
        ("vi", "", "<div>Hôm nay, 28/11/2026</div><div>Đăng ngày 12/11/2026</div>", "2026-11-12"),
        ("en", "", "<p>Today, November 28, 2026</p><p>Published November 12, 2026</p>", "2026-11-12"),
        ("fr", "", "<p>Nous sommes le samedi 28 novembre 2026</p>", None),
        ("en", "", "<p>Today, November 28, 2026, 24 boats are moored</p>", None),
        ("en", "", "<p>Doors open 12 December 2026, 19:00</p>", None),
        ("de", "", "<p>Einlass: 12.12.2026, 19 Uhr</p>", None),
        ("vi", "", "<div>Ảnh: Lò Hạ, 02/10/2026</div><div>12/11/2026</div>", "2026-11-12"),
        ("vi", "", "<div>Ảnh: Lò Hạ, 02/10/2026</div>", None),
        ("vi", "", "<div>Bài, ảnh: Lò Hạ, 02/10/2026</div>", "2026-10-02"),
        ("vi", "", "<div>Ảnh: Lò Hạ | 02/10/2026 07:00</div>", "2026-10-02"),
        ("en", "", "<p>Photo by Ann Reed, October 2, 2026</p>", None),
        ("en", "", "<div class=event-date>12 December 2026</div>", None),
        ("en", "", "<p>River Landing, 20 November 2026</p>", "2026-11-20"),
        ("zh", "", "<p>2026-11-20 11:15:02 来源:河岸晚报 记者:李文静 责任编辑:王刚</p>", "2026-11-20"),
    ],
)
def test_todays_date_prints_events_and_photographs_at_the_headline_do_not_date_the_article(
    language: str, above: str, at: str, day: str | None
) -> None:
    found = page(above=above, at=at, language=language, prose=VIETNAMESE if language == "vi" else PROSE).published_at
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(("year", "day"), [("2026", "2026-12-20"), ("2027", None)])
def test_a_displayed_day_after_the_fetch_is_of_an_event(year: str, day: str | None) -> None:
    html = f"<html lang=en><h1>The ferry runs again</h1><p>20 December {year}</p>{PROSE}"
    fetched = Page(
        body=html.encode(), url="https://river.example/a.html", fetched_at=datetime(2026, 12, 21, tzinfo=UTC)
    )
    found = extract(fetched).published_at
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("The ferry runs again <small>(21/11/2026)</small>", "2026-11-21"),
        ("The ferry runs again <span class=post-date>21 November 2026</span>", "2026-11-21"),
        ("The ferry runs again <small>21.11.2026 • Harbor</small>", "2026-11-21"),
        ("The ferry runs again <span class=event-date>21 November 2026</span>", None),
        ("The ferry runs again <span class=ev>20:00, 21/11/2026</span>", None),
        ("The ferry of 21 November 2026", None),
    ],
)
def test_a_date_set_apart_in_the_headline_is_the_articles(heading: str, day: str | None) -> None:
    title = "The ferry runs again" if "again" in heading else "The ferry of 21 November 2026"
    html = f"<html lang=en><title>{title}</title><h1>{heading}</h1>{PROSE}"
    found = extract(html, "https://river.example/a.html").published_at
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(("fetched", "day"), [(28, None), (29, "2026-11-28")])
def test_today_below_the_headline_may_be_a_clock_if_the_page_was_fetched_that_day(
    fetched: int, day: str | None
) -> None:
    html = "<html lang=en><h1>The ferry runs again</h1><p>Today, November 28, 2026</p>" + PROSE
    shown = Page(
        url="https://river.example/a.html", body=html.encode(), fetched_at=datetime(2026, 11, fetched, 12, tzinfo=UTC)
    )
    found = extract(shown).published_at
    assert (found.date().isoformat() if found else None) == day


def test_an_update_in_the_headline_is_before_a_publication_below_it_only_a_change() -> None:
    html = (
        "<html lang=en><h1>The ferry runs again <small>Updated 21 Nov 2026</small></h1><p>19 November 2026</p>" + PROSE
    )
    article = extract(html, "https://river.example/a.html")
    assert str(article.published_at).startswith("2026-11-19")
    assert str(article.modified_at).startswith("2026-11-21")


def test_a_pointer_to_another_article_above_a_short_text_does_not_take_its_date() -> None:
    text = "<p>The ferry across the wide river runs again since Monday, after two weeks of high water.</p>"
    pointer = "<div class=rel><a href=/k/keeper.html>The keeper of the old ferry bell</a></div>"
    date = "<div>11 November 2026, 10:10</div>"
    assert str(page(at=pointer + date, prose=text).published_at).startswith("2026-11-11 10:10")
    # A card has its date in a box with the link.
    assert page(at=f"<div>{pointer}{date}</div>", prose=text).published_at is None


@pytest.mark.parametrize("age", ["1w", "3 weeks ago"])
def test_the_tooltip_of_an_age_states_the_time(age: str) -> None:
    found = page(at=f"<span title='Friday, November 20, 2026 4:05 PM'>{age}</span>").published_at
    assert str(found).startswith("2026-11-20 16:05")


def test_both_times_in_words_beside_a_bar_are_read() -> None:
    article = page(at="<p>20 November 2026 | Updated: 22 November 2026</p>")
    assert str(article.published_at).startswith("2026-11-20")
    assert str(article.modified_at).startswith("2026-11-22")


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("20.11.2026 r., godz. 11.15", "pl", "2026-11-20T11:15"),
        ("Posted at 9:15 AM on Friday, November 20, 2026", "en", "2026-11-20T09:15"),
    ],
)
def test_words_between_a_date_and_its_clock_time_are_no_border(text: str, language: str, time: str) -> None:
    stamp = parse_timestamp(text, language=language)
    assert stamp is not None
    assert stamp.value.isoformat().startswith(time)


@pytest.mark.parametrize(
    ("language", "at", "names"),
    [
        ("en", "<div><img src=p.jpg></div><p>Portrait, 4/5/1930, Agnes Tillotson</p>", []),
        ("en", "<p>Updated 4/5/2026, Agnes Tillotson</p>", ["Agnes Tillotson"]),
        (
            "es",
            "<p class=firma><i class=autor>Lucía Ribera</i> <i>Puerto Viejo</i> 20 nov 2026</p>",
            ["Lucía Ribera"],
        ),
        (
            "es",
            "<p class=firma><i class=autor>Lucía Ribera</i> y <b>Juan Mora</b> 20 nov 2026</p>",
            ["Lucía Ribera", "Juan Mora"],
        ),
        (
            "vi",
            "<div class=author-box><span class=author-name>Nông Văn Thìn</span>, <span>Trần Thị Lụa</span></div>",
            ["Nông Văn Thìn", "Trần Thị Lụa"],
        ),
        (
            "vi",
            "<p><b>Nông Văn Thìn</b> - phóng viên thường trú của báo tại các tỉnh miền núi, 21/11/2026</p>",
            ["Nông Văn Thìn"],
        ),
        (
            "en",
            "<ul><li>The ferry across the wide river runs again since Monday morning.</li>"
            "<li>The town will pay for the new landing stage and for the old ropes.</li></ul><p>By Agnes Tillotson</p>",
            ["Agnes Tillotson"],
        ),
        ("hi", "<div>रिपोर्ट: सुनयना ठाकुर</div>", ["सुनयना ठाकुर"]),
        (
            "vi",
            "<p>21/11/2026</p><p><b>(Sông Lạng) -</b> Sáng nay bà con hai bên bờ ra bến đón chuyến đò.</p>",
            [],
        ),
        ("vi", "<p>21/11/2026 10:00</p><p><b>Nông Văn Thìn</b></p>", ["Nông Văn Thìn"]),
    ],
)
def test_captions_towns_and_datelines_beside_a_date_name_nobody(language: str, at: str, names: list[str]) -> None:
    assert page(at=at, language=language, prose=VIETNAMESE if language == "vi" else PROSE).authors == names


@pytest.mark.parametrize(
    "line",
    [
        "News | 20 November 2026 | Agnes Tillotson",
        "Agnes Tillotson / Nov 20, 2026 / Leave a Comment",
        "November 20, 2026 By Agnes Tillotson Leave a Comment",
        "Agnes Tillotson on November 20, 2026",
        "Agnes Tillotson November 20, 2026 Blog",
        "Agnes Tillotson • 20 November 2026 • Harbour",
        "Posted in News on November 20, 2026 by Agnes Tillotson",
        "Reading time 5 minutes, 20 November 2026, Agnes Tillotson",
        "Port Hadley, 20 November 2026, Agnes Tillotson",
    ],
)
def test_the_name_in_a_line_with_date_section_and_town_is_the_author(line: str) -> None:
    article = page(at=f"<p>{line}</p>")
    assert (article.authors, str(article.published_at)[:10]) == (["Agnes Tillotson"], "2026-11-20")


def test_the_names_on_cards_below_short_paragraphs_are_of_other_articles() -> None:
    prose = "<p>The ferry across the river runs again, after two weeks of high water.</p>" * 2
    cards = "<h3>More stories</h3><ul><li><a href=/1>Mill prices up</a> by Rupert Sayle</li></ul>"
    assert page(at="<p>20 November 2026</p>", prose=prose, end=cards).authors == []
    assert page(at="<p>20 November 2026</p><p>by Rupert Sayle</p>", prose=prose, end=cards).authors == ["Rupert Sayle"]


def test_short_sentences_may_stand_between_the_headline_and_the_author() -> None:
    deck = "<ul><li>The ferry across the river runs again, after two weeks of high water.</li></ul>" * 3
    assert page(at=f"{deck}<p>By Agnes Tillotson</p>").authors == ["Agnes Tillotson"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Thực hiện: Châu Giang, Tấn Phát", ["Châu Giang", "Tấn Phát"]),
        ("Ảnh: TTXVN phát", []),
    ],
)
def test_a_given_name_that_is_also_a_verb_stays_whole(line: str, names: list[str]) -> None:
    found = parse_byline(line)
    assert found is not None
    assert found.authors == names


def test_a_clock_beside_a_logo_without_text_is_not_the_articles() -> None:
    top = "<div><a href='/'><img src=/l.png></a><div class=date>Thứ hai, 30/11/2026 | 09:41</div></div>"
    html = f"<html lang=vi><title>Chuyến đò</title>{top}<h1>Chuyến đò qua sông Lam</h1>{VIETNAMESE}"
    assert extract(html, "https://lam.example/a-1.html").published_at is None
    dated = html.replace("</h1>", "</h1><p>24/11/2026 08:15</p>")
    assert str(extract(dated, "https://lam.example/a-1.html").published_at).startswith("2026-11-24")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Tue, 04.03.2025 11:15 | author: Jan Pier | section: Town"),
        ("id", "Diposting oleh: Admin Kominfo | Tanggal: 4 Maret 2025 | Dibaca: 55 kali"),
        ("ko", "작성자 관리자 작성일 25-03-04 16:15 조회 34 댓글 0"),
    ],
)
def test_a_line_of_labeled_fields_dates_the_article_and_is_no_text(language: str, line: str) -> None:
    article = page(at=f"<p>{line}</p>", language=language)
    assert str(article.published_at).startswith("2025-03-04")
    assert line[-5:] not in article.body


@pytest.mark.parametrize(
    "line",
    ["04/03/2025 | Hải Phòng - Nam Định | 2-1", "04/03/2025 | Sân: Bến Đò | Trọng tài: Lê An", "Giá: 20 | Ngày: 4/3"],
)
def test_a_line_of_results_is_no_line_of_fields(line: str) -> None:
    assert not is_date_line(line, "vi")


@pytest.mark.parametrize("label", ["Hạn nộp hồ sơ", "Khai mạc"])
def test_a_deadline_and_an_opening_are_not_the_publication(label: str) -> None:
    assert page(at=f"<p>{label}: 15/12/2026</p>", language="vi", prose=VIETNAMESE).published_at is None


@pytest.mark.parametrize(
    ("language", "at", "names"),
    [
        ("vi", "<p>Nguồn: TTXVN | 21/11/2026 10:00 | Nông Văn Thìn</p>", ["Nông Văn Thìn"]),
        ("vi", "<p>Đăng ngày 11/11/2026 lúc 19:20 bởi <b>Nông Văn Thìn</b></p>", ["Nông Văn Thìn"]),
        ("zh", "<p>发布时间：2026年11月20日 | 作者：陈晓、刘洋 | 浏览：233</p>", ["陈晓", "刘洋"]),
        ("zh", "<p>2026年11月20日</p><p>本报记者 林晓 河岸报道</p>", ["林晓"]),
        (
            "zh-TW",
            "<p>2026/11/20</p><p>〔記者林怡君／河岸報導〕橫跨老河的大橋因橋墩出現裂縫將封閉到明年春天。</p>",
            ["林怡君"],
        ),
        ("en", "<p>20 November 2026</p><p><a href=/@nell>Nell Frost</a></p>", ["Nell Frost"]),
        ("en", "<p>20 November 2026</p><p><a href=/@nell/ferries>Old River</a></p>", []),
        (
            "pt",
            "<p>20/11/2026</p><a href=/autor/r>Rui Cais</a> (texto) e <a href=/autor/a>Ana Doca</a> (fotografia)",
            ["Rui Cais"],
        ),
        ("pt", "<p>Por Bruna Cais, Folha do Rio — Porto Velho</p>", ["Bruna Cais"]),
        ("pt", "<p>Por Bruna Cais — Ana Doca</p>", ["Bruna Cais", "Ana Doca"]),
    ],
)
def test_fields_accounts_and_works_beside_the_date_name_the_writer(language: str, at: str, names: list[str]) -> None:
    assert page(at=at, language=language, prose=VIETNAMESE if language == "vi" else PROSE).authors == names


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Tillotson, Agnes", ["Agnes Tillotson"]),
        ("Agnes Tillotson and Rupert Sayle", ["Agnes Tillotson", "Rupert Sayle"]),
    ],
)
def test_a_citation_may_put_the_family_name_first(content: str, names: list[str]) -> None:
    assert page(head=f"<meta name=citation_author content='{content}'>").authors == names


@pytest.mark.parametrize(
    ("end", "tags"),
    [
        (
            "<h2>Related topics</h2><ul><li><a href=/topics/1>Piers</a></li><li><a href=/topics/2>Mills</a></li></ul>",
            ["Piers", "Mills"],
        ),
        ("<div>Explore more on these topics</div><ul><li><a href=/tag/1>Piers</a></li></ul>", ["Piers"]),
        ("<h2>More on this story</h2><ul><li><a href=/n/1>Piers</a></li><li><a href=/n/2>Mills</a></li></ul>", []),
        (
            "<h2>Popular topics</h2><ul><li><a href=/topics/1>Piers</a></li><li><a href=/topics/2>Mills</a></li></ul>",
            [],
        ),
        (
            "<p>Category: <a href=/c/1>Town</a> | Tags: <a href=/tag/1>Piers</a>, <a href=/tag/2>Mills</a></p>",
            ["Piers", "Mills"],
        ),
    ],
)
def test_labels_of_topics_above_or_in_the_line_of_links_make_tags(end: str, tags: list[str]) -> None:
    assert page(at="<p>20 November 2026</p>", end=end).tags == tags


def test_the_section_may_stand_between_date_and_author() -> None:
    line = "<p>Posted on <b>20 November 2026</b> in <a href=/c>Harbor</a> by <a href=/u/lou>Lou Garner</a></p>"
    assert page(at=line).section == "Harbor"
    assert page(at=line.replace("Posted on", "Seen on")).section is None


def test_a_logo_as_h1_and_a_clock_are_no_headline() -> None:
    logo = "<div id=logo><h1>River Herald</h1></div>"
    head = "<title>River Herald - Local news and weather</title><meta property=og:title content='River Herald'>"
    headline = "<h2>The ferry runs again in spring</h2><p>4 March 2025</p>"
    html = f"<html lang=en><head>{head}</head><body>{logo}{headline}{PROSE}"
    assert extract(html, "https://river.example/a-1.html").title == "The ferry runs again in spring"
    clock = "<div class=s4-title>Hôm nay, Thứ hai, ngày 30/11/2026</div>"
    named = "<div class=title-news>Xã mở thêm chuyến đò đêm</div><div>(Ngày đăng: 13/11/2026)</div>"
    portal = f"<html lang=vi><title>Tin tức sự kiện - UBND xã Lam</title>{clock}{named}{VIETNAMESE}"
    assert extract(portal, "https://lam.gov.example/a?id=7").title == "Xã mở thêm chuyến đò đêm"


def test_captioned_pictures_without_a_paragraph_are_a_gallery() -> None:
    pictures = "".join(
        f"<figure><img src=/p{n}.jpg><figcaption>The boats lie at pier {n}.</figcaption></figure>" for n in range(3)
    )
    assert page(at=f"<p>20 November 2026</p>{pictures}", prose="").kind == "gallery"
    assert page(at=f"<p>20 November 2026</p>{pictures}").kind == "article"


def test_many_headings_that_link_to_other_pages_are_a_listing_whatever_og_type_says() -> None:
    cards = "".join(f"<h2><a href=/o/{n}>Why the river needs plan {n}</a></h2><p>By Agnes {n}</p>" for n in range(8))
    html = f"<html lang=en><meta property=og:type content=article><title>Opinion</title><h1>Opinion</h1>{cards}"
    assert extract(html, "https://river.example/opinion").kind not in ("article", "gallery")


def test_the_days_of_the_week_of_any_language_are_part_of_a_date() -> None:
    assert is_date_line("piątek, 04.03.2025 11:15 | autor: Jan Łódka | kategoria: Miasto", "pl")


def test_a_house_that_begins_a_breadcrumb_is_no_logo() -> None:
    crumbs = "<ol><li><a href='https://lam.example/'><i class=fa></i></a></li><li><a href=/xa-hoi>Xã hội</a></li></ol>"
    html = f"<html lang=vi><title>Chuyến đò</title><div>{crumbs}<div class=entry_update>24/11/2026 08:15</div></div>"
    found = extract(f"{html}<h1>Chuyến đò qua sông Lam</h1>{VIETNAMESE}", "https://lam.example/a-1.html").published_at
    assert str(found).startswith("2026-11-24")


@pytest.mark.parametrize(
    ("language", "at"),
    [
        ("en", "<div><b>When:</b> December 10, 2026</div><div><b>Where:</b> Town Hall</div>"),
        ("en", "<ul><li>Date: December 10, 2026</li><li>Venue: Town Hall</li></ul>"),
        ("vi", "<p>Thời gian: 10/12/2026</p><p>Địa điểm: Nhà văn hóa thôn</p>"),
    ],
)
def test_a_date_above_a_place_is_of_an_event(language: str, at: str) -> None:
    assert page(at=at, language=language, prose=VIETNAMESE if language == "vi" else PROSE).published_at is None


def test_a_list_of_columnists_above_the_headline_names_no_author() -> None:
    columnists = "<div><h3>Columnists</h3><a href=/author/x>Rupert Sayle</a></div>"
    assert page(above=columnists, at="<p>20 November 2026</p>").authors == []
    line = "<p>Geschrieben am <time>20. November 2026</time> von <a href=/author/u>Uli Rabe</a></p>"
    assert page(above=line, language="de").authors == ["Uli Rabe"]


@pytest.mark.parametrize("heading", ["Columnist", "Our reporter", "Journaliste", "Meet Agnes"])
def test_the_heading_of_the_box_about_the_one_author_may_be_a_job(heading: str) -> None:
    box = f"<div class=author-box><h4>{heading}</h4><a class=author-name href=/author/a>Agnes Tillotson</a></div>"
    assert page(after=box).authors == ["Agnes Tillotson"]


def test_a_name_and_a_date_without_a_blank_between_them_are_separated() -> None:
    assert page(at="<p class=byline>Agnes Tillotson20 Nov 2026</p>").authors == ["Agnes Tillotson"]


@pytest.mark.parametrize(
    ("language", "at"),
    [
        ("vi", "<div>Tỷ giá ngày 30/11/2026: USD 25.400</div>"),
        ("vi", "<div><video></video><span>Clip quay ngày 02/11/2026</span></div>"),
    ],
)
def test_a_rate_and_a_recording_at_the_headline_have_dates_of_their_own(language: str, at: str) -> None:
    assert page(at=at, language=language, prose=VIETNAMESE).published_at is None
    assert page(above=at, language=language, prose=VIETNAMESE).published_at is None


def test_a_slogan_declared_as_title_gives_way_to_the_displayed_headline() -> None:
    head = "<title>All the latest of today</title><meta property=og:title content='All the latest of today'>"
    html = f"<html lang=en><head>{head}</head><body><h1>Ferry landing opens again in spring</h1>{PROSE}"
    assert extract(html, "https://river.example/a-1.html").title == "Ferry landing opens again in spring"
    short = html.replace("Ferry landing opens again in spring", "Harbor news")
    assert extract(short, "https://river.example/a-1.html").title == "All the latest of today"


def test_the_breadcrumb_inside_the_description_of_the_page_is_read() -> None:
    items = ",".join(
        f'{{"@type":"ListItem","position":{n},"item":{{"@id":"/{name}","name":"{name}"}}}}'
        for n, name in enumerate(("Home", "Town"))
    )
    crumbs = f'{{"@type":"WebPage","breadcrumb":{{"@type":"BreadcrumbList","itemListElement":[{items}]}}}}'
    assert page(head=f"<script type='application/ld+json'>{crumbs}</script>").section == "Town"


def test_french_credits_without_a_colon_name_the_writer() -> None:
    found = parse_byline("Textes Agnès Tillot, photos Luc Rive", language="fr")
    assert found is not None
    assert found.authors == ["Agnès Tillot"]


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<p><b>Nông Văn Thìn</b></p><p><i>(*) Tên nhân vật đã được thay đổi.</i></p>", ["Nông Văn Thìn"]),
        ("<p><b>Nông Văn Thìn</b></p><p>Ông là người lái đò lâu năm nhất ở bến sông này, bà con kể.</p>", []),
        ("<p>Người viết: Nông Văn Thìn, lớp 9A trường THCS Bến Đò</p>", ["Nông Văn Thìn"]),
    ],
)
def test_notes_and_schools_behind_a_vietnamese_name_leave_it_the_writers(end: str, names: list[str]) -> None:
    article = page(prose=VIETNAMESE + end, at="<p>24/11/2026</p>", language="vi")
    assert article.authors == names
    assert "(*)" not in end or "(*) Tên nhân vật" in article.body


def test_chinese_fields_with_one_blank_between_them_are_separated() -> None:
    article = page(at="<p>来源：新华网 作者：林晓江 时间：2026-11-24 09:00</p>", language="zh")
    assert article.authors == ["林晓江"]


def test_the_name_of_a_vietnamese_newspaper_behind_a_bar_is_no_part_of_the_headline() -> None:
    title = "Làng nón vào vụ Tết"
    html = f"<html lang=vi><title>{title} | Báo Làng Nghề</title><h1>{title} | Báo Làng Nghề</h1>{VIETNAMESE}"
    assert extract(html, "https://lam.example/a-1.html").title == title
    other = html.replace("| Báo Làng Nghề", "| Nghề xưa")
    assert extract(other, "https://lam.example/a-1.html").title == f"{title} | Nghề xưa"


def test_a_text_contributed_by_a_person_is_that_persons() -> None:
    assert page(at="<p>Contributed by Agnes Tillotson, pottery volunteer</p>").authors == ["Agnes Tillotson"]
    assert parse_byline("Contributed photo") is None


OWN_LINES = {
    "vi": "<p class=dt>24/11/2026 09:00</p><p class=author>Nông Văn Thìn</p>",
    "en": "<p>By Agnes Tillotson</p><p>Nov 24, 2026</p>",
}
OTHER_BOXES = [
    ("vi", "<div class=tt>Hà Nội 24°C - 30/11/2026</div>"),
    ("vi", "<div>Ngày 30/11/2026 (nhằm 21/10 âm lịch)</div>"),
    ("vi", "<div class=i><h3><a href=/a-1.html>Cầu treo mới thay chiếc cầu khỉ cũ</a></h3><i>20/11/2026</i></div>"),
    ("vi", "<div class=video><video src=/v.mp4></video><p>Clip của xã - 20/11/2026</p></div>"),
    ("vi", "<div class=cmt><b>Lý Văn Tám</b> <span>25/11/2026 10:00</span><p>Hay quá!</p></div>"),
    ("vi", "<div><a rel=prev href=/p>Cầu treo mới thay chiếc cầu khỉ cũ</a> 20/11/2026</div>"),
    ("en", "<div class=poll><b>Should it reopen?</b><p>Until December 20, 2026</p></div>"),
    ("en", "<div class=book><i>Stone Water</i> by Rupert Sayle, published Nov 20, 2026</div>"),
    ("en", "<div class=podcast>Listen: The Tide with Rupert Sayle, Nov 20, 2026</div>"),
    ("en", "<div><a href=/2026/11>November 2026</a> (12)</div>"),
    ("en", "<div><b>Columnists</b><a href=/author/rupert-sayle>Rupert Sayle</a></div>"),
]


@pytest.mark.parametrize("place", ["above", "before the own lines", "behind the own lines"])
@pytest.mark.parametrize(("language", "box"), OTHER_BOXES)
def test_a_box_of_something_else_at_the_headline_changes_no_value(language: str, box: str, place: str) -> None:
    prose, own = VIETNAMESE if language == "vi" else PROSE, OWN_LINES[language]
    alone = page(at=own, language=language, prose=prose)
    at = f"{box}{own}" if place == "before the own lines" else f"{own}{box}" if place == "behind the own lines" else own
    found = page(above=box if place == "above" else "", at=at, language=language, prose=prose)
    assert (found.published_at, found.authors, found.section) == (alone.published_at, alone.authors, alone.section)


@pytest.mark.parametrize(("language", "box"), OTHER_BOXES[:-1])
def test_a_box_of_something_else_above_the_headline_does_not_date_an_undated_page(language: str, box: str) -> None:
    assert page(above=box, language=language, prose=VIETNAMESE if language == "vi" else PROSE).published_at is None


def test_a_series_in_the_line_of_the_date_does_not_take_the_date() -> None:
    line = (
        "<div class=meta>20 November 2026 <a href=/series/ferries>All that we know of the old river ferries</a></div>"
    )
    assert str(page(at=line).published_at).startswith("2026-11-20")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>Sơn La - 21/11/2026</p>", []),
        ("<p>Hà Giang | 21/11/2026 08:00</p>", []),
        ("<p><span>Bình Dương</span> <span>21/11/2026</span></p>", []),
        ("<p>Thanh Hà - 21/11/2026</p>", ["Thanh Hà"]),
        ("<p>Tác giả: Sơn La - 21/11/2026</p>", ["Sơn La"]),
        ("<p class=author>Hà Giang</p><p>21/11/2026</p>", ["Hà Giang"]),
    ],
)
def test_a_province_alone_beside_the_date_is_where_the_report_is_from(line: str, names: list[str]) -> None:
    article = page(at=line, language="vi", prose=VIETNAMESE)
    assert (article.authors, str(article.published_at)[:10]) == (names, "2026-11-21")
    assert "21/11" not in article.body


@pytest.mark.parametrize(
    ("shown", "tooltip", "day"),
    [
        ("4h", "Nov 12, 2026 09:30", "2026-11-12"),
        ("3m", "Recorded Sep 12, 2026", None),  # the running time of a recording
        ("3w", "Nov 12, 2026", "2026-11-12"),
    ],
)
def test_a_short_age_has_its_clock_time_in_a_tooltip_and_a_running_time_has_none(
    shown: str, tooltip: str, day: str | None
) -> None:
    found = page(at=f"<div><span title='{tooltip}'>{shown}</span></div>").published_at
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(
    "line",
    [
        "Posted in Harbor news, Boats and piers, City council on 21st November 2026 by Owen Prichard | 4 comments",
        "Posted in Harbor news, Boats and piers, City council on November 21, 2026 at 9:30 am by Owen Prichard",
        "Posted by Owen Prichard in Harbor news, Boats and piers, City council on November 21, 2026",
    ],
)
def test_a_long_line_of_sections_gives_date_and_author_and_is_not_text(line: str) -> None:
    article = page(at=f"<p>{line}</p>")
    assert str(article.published_at).startswith("2026-11-21")
    assert article.authors == ["Owen Prichard"]
    assert "Posted" not in article.body


@pytest.mark.parametrize(
    "sentence",
    [
        "Posted in Cairo, the young officer met his later wife on 3 May 1921 by Ann Reed's well",
        "Filed in the court of Boston, the suit was dropped on 3 May 2021.",
    ],
)
def test_a_sentence_that_begins_like_a_line_of_sections_is_text(sentence: str) -> None:
    assert not is_date_line(sentence)
    assert sentence in page(prose=f"<p>{sentence}</p>{PROSE}").body


def test_a_time_above_the_headline_that_is_after_the_last_change_is_a_clock() -> None:
    clock = "<div class=date-bar>Thứ hai, 30/11/2026, 08:15</div>"
    change = "<p>Cập nhật: 05:46, 14/11/2026</p>"
    assert str(page(above=clock, at=change, language="vi", prose=VIETNAMESE).published_at).startswith(
        "2026-11-14 05:46"
    )
    # The day above the headline is that of the publication if the change is later.
    assert str(page(above=clock, at=change.replace("14/", "31/"), language="vi").published_at).startswith("2026-11-30")
    early = "<div class=date-bar>Thứ hai, 30/11/2026</div>"
    later = "<p>Cập nhật: 05:46, 30/11/2026</p>"
    # A time of the same day says when on this day.
    assert str(page(above=early, at=later, language="vi", prose=VIETNAMESE).published_at).startswith("2026-11-30 05:46")


def test_a_line_of_elements_with_a_date_is_no_paragraph() -> None:
    name, change = "<a href=/u/1>Ilinca Dobre</a>", "<span>Actualizat: 19.11.2026, 08:00</span>"
    article = page(at=f"<div>{name} <span>18.11.2026, 10:40</span> {change}</div>", language="ro")
    assert str(article.published_at).startswith("2026-11-18 10:40")
    assert str(article.modified_at).startswith("2026-11-19 08:00")
    # The parts of a sentence are not all elements of their own, or end in a full stop.
    for sentence in (
        "<p>The <b>council of the river villages</b> voted on <span>18.11.2026, 10:40</span> for a second boat.</p>",
        "<p><b>The council of the villages</b> <span>18.11.2026, 10:40</span> <i>has voted for a second boat.</i></p>",
    ):
        assert page(prose=PROSE.replace("</p><p>", f"</p>{sentence}<p>", 1)).published_at is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Story by Ann Reed. Photos by Jan Moss. Published: Nov. 18, 2026", "en"),
        ("发布时间：2026年11月20日 16:00 来源：市住房和城乡建设局 字体：大 中 小 浏览次数：33", "zh"),
    ],
)
def test_credits_in_sentences_and_the_sizes_of_letters_are_parts_of_a_line_of_dates(line: str, language: str) -> None:
    assert is_date_line(line, language)
    more = "横跨老运河的大桥因中间两座桥墩发现较深的裂缝" if language == "zh" else "she left the village for good"
    assert not is_date_line(f"{line} {more}", language)


@pytest.mark.parametrize("heading", ["Media contact", "For press inquiries:", "Contact"])
def test_whom_to_ask_is_not_the_author(heading: str) -> None:
    contact = "<p>Gwen Alcott<br>press@river.example</p>"
    assert page(end=f"<div class=box><h2>{heading}</h2>{contact}</div>").authors == []
    assert page(prose=f"{PROSE}<h2>{heading}</h2>{contact}").authors == []
    assert page(prose=f"{PROSE}<h2>{heading}</h2>{contact}<p>Text: Ann Reed</p>").authors == ["Ann Reed"]


def test_the_name_of_a_registered_organization_is_no_headline() -> None:
    headline = "The ferry of the old mill runs again"
    for title, found in (
        ("Heimatverein (HVS) Seeufer e. V. für Kultur und Geschichte am See", headline),
        ("Ferry service by Lake Boats: all the times and fares for this winter", None),
    ):
        html = f"<html lang=en><title>{title}</title><div><h4>{headline}</h4><p>17 November 2026</p>{PROSE}</div>"
        assert extract(html, "https://lake.example/news/a-1.html").title == (found or title)


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("ko", "글=조민서·사진=배인호 기자", ["조민서"]),
        ("zh", "（记者 汤慧 实习生 丁一帆）", ["汤慧", "丁一帆"]),
        ("pl", "Autor: dr hab. inż. Ewa Małecka", ["Ewa Małecka"]),
        ("de", "Von Dr. med. Anna Reed", ["Dr. Anna Reed"]),
    ],
)
def test_interns_pictures_and_degrees_in_a_credit_line_do_not_hide_the_author(
    language: str, line: str, names: list[str]
) -> None:
    found = parse_byline(line, language=language)
    assert found is not None
    assert found.authors == names


@pytest.mark.parametrize(
    ("language", "at", "names"),
    [
        ("ru", "<div>Текст: <b>Жанна Репина</b></div><div>Фото: <b>Олег Сомов</b></div>", ["Жанна Репина"]),
        ("ru", "<div>Фото: <b>Олег Сомов</b></div>", []),
        ("pl", "<div><div class=label>Autor</div><div class=item>dr inż. Ewa Małecka</div></div>", ["Ewa Małecka"]),
        ("zh-TW", "<div><span>河岸報 記者<a href=/a/1>葉書瑋</a>／基隆即時報導</span></div>", ["葉書瑋"]),
        (
            "en",
            "<div><div>Zadie Colmore</div><div>Business reporter</div><div>14 November 2026</div></div>",
            ["Zadie Colmore"],
        ),
        # The job of a person in the news is not that of a newsroom, and a sentence is no job.
        ("en", "<div><div>Zadie Colmore</div><div>Harbor manager</div><div>14 November 2026</div></div>", []),
        ("en", "<div><div>Port Hadley</div><div>Our reporter met the crew.</div><div>14 November 2026</div></div>", []),
    ],
)
def test_a_label_or_a_newsrooms_job_in_an_element_of_its_own_marks_the_author(
    language: str, at: str, names: list[str]
) -> None:
    assert page(at=at, language=language).authors == names


def test_a_tag_of_one_han_character_is_a_tag() -> None:
    tags = "<div class=keywords><a href=/k/1>運河</a><a href=/k/2>橋</a><a href=/k/3>#</a></div>"
    assert page(end=tags, language="ja").tags == ["運河", "橋"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "pt",
            "<span>publicado <b>18/11/2026 10h05</b></span>, <span>última modificação <b>18/11/2026 11h20</b></span>",
        ),
        ("it", "18 novembre 2026, 10:05 (modifica il 18 novembre 2026 | 11:20)"),
    ],
)
def test_the_last_change_is_labeled_by_a_noun_in_portuguese_and_italian(language: str, line: str) -> None:
    article = page(at=f"<p>{line}</p>", language=language)
    assert str(article.published_at).startswith("2026-11-18 10:05")
    assert str(article.modified_at).startswith("2026-11-18 11:20")


@pytest.mark.parametrize(
    ("line", "is_change"),
    [
        ("18/11/2026 10h05 Atualizado há 2 dias", False),
        ("18/11/2026 10:05 Cập nhật 2 ngày trước", False),
        ("18/11/2026 10h05 (atualizado)", True),
        ("18/11/2026 10:05 cập nhật lần 2", True),
    ],
)
def test_the_age_of_the_last_change_is_no_label_of_the_time_before_it(line: str, is_change: bool) -> None:
    lines = "<p>O apito toca duas vezes.</p><p>As crianças correm.</p><div><p>Bia Melo - 01/11/2026</p></div>"
    html = f"<html lang=pt><article><h1>Biblioteca flutuante percorre o rio Tapajós</h1><p>{line}</p>{lines}</article>"
    article = extract(html, url="https://folha.example/rio-123.html")
    assert str(article.modified_at if is_change else article.published_at).startswith("2026-11-18 10:05")
    assert is_change or article.modified_at is None


# Four sentences in each language, two for a paragraph.
_EAST_ASIAN = {
    "zh": (
        "昨日清晨，渡口重新开船，第一班船坐了三十二名村民。",
        "七年前的洪水冲垮了东岸近六十米的护坡。",
        "村里的年轻人用两个冬天换好了全部木板和铁链。",
        "从下周起，渡船每天往返十二趟，学生不收船钱。",
    ),
    "ja": (
        "日曜の朝、村の古い水車小屋が十三年ぶりに動きだした。",
        "十三年前の大水で水路が崩れ、村には直す金がなかった。",
        "今年は三つの集落の人たちが交代で石を運び、水路を積み直した。",
        "秋には小屋の隣に小さなパン焼き窯を作る計画もある。",
    ),
    "ko": (
        "일요일 아침 마을의 오래된 방앗간이 열두 해 만에 다시 돌아갔다.",
        "열두 해 전 큰물에 뒷벽이 무너진 뒤로 마을에는 고칠 돈이 없었다.",
        "올해 세 마을 주민이 번갈아 나와 벽돌을 나르고 나무를 깎았다.",
        "가을에는 방앗간 옆에 작은 떡집도 들어설 예정이다.",
    ),
}


def _east_asian(language: str, last: str) -> Article:
    first, second, third, fourth = _EAST_ASIAN[language]
    text = "".join(f"<p>{line}</p>" for line in (f"{first} {second}", f"{third} {fourth}", last))
    page = f"<html lang={language}><body><h1>{_EAST_ASIAN[language][0][:12]}</h1><div>{text}</div></body></html>"
    return extract(page, url="https://river.example/tin/104233.html")


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("zh", "作者：沈若溪", "沈若溪"),
        ("zh", "文：沈若溪 图：郭怀远", "沈若溪"),
        ("ja", "執筆：水沢千尋", "水沢千尋"),
        ("ja", "水沢千尋記者", "水沢千尋"),
        ("ko", "글·사진 한서윤", "한서윤"),
        ("ko", "취재: 한서윤", "한서윤"),
    ],
)
def test_a_labeled_name_in_the_last_line_of_an_east_asian_text_is_its_authors(
    language: str, line: str, name: str
) -> None:
    article = _east_asian(language, line)
    assert (article.authors, line in article.body) == ([name], False)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "文：今夜无风"),
        ("zh", "图：旧渡口"),
        ("zh", "记者 王某"),
        ("ja", "水沢さんは記者"),
        ("ja", "文＝水車小屋の歴史"),
        ("ko", "글 쓰는 노인"),
        ("ko", "작성자: 관리자"),
    ],
)
def test_a_last_line_that_only_resembles_a_credit_is_text(language: str, line: str) -> None:
    article = _east_asian(language, line)
    assert (article.authors, line in article.body) == ([], True)


def test_an_editor_in_chief_in_the_line_of_the_date_is_no_author() -> None:
    text = "".join(f"<p>{line}</p>" for line in _FERRY)
    page = "<html lang=en><body><h1>The ferry runs again</h1><p>{} | 5 March 2024</p>" + text + "</body></html>"
    assert extract(page.format("Editor-in-chief: Nora Fenwick"), url="https://river.example/a/1.html").authors == []
    for line in ("Nora Fenwick", "Staff writer: Nora Fenwick"):
        assert extract(page.format(line), url="https://river.example/a/1.html").authors == ["Nora Fenwick"]


_FERRY = (
    "The ferry left the landing at dawn on Monday with thirty-two people and a cart of hay on board.",
    "It had been laid up for seven years, since a flood washed away sixty metres of the bank below the mill.",
    "From next week it will cross the river twelve times a day, and children pay nothing on their way to school.",
)
