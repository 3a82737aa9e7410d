"""Single conditions of the rules of the body: a page on which each one decides."""

from __future__ import annotations

import json

import pytest

from newsarchive import extract
from newsarchive.article import Article
from newsarchive.parsers.body.lists.last_parts import is_marked_note

URL = "https://news.example/harbour/new-crane-1811.html"
TITLE = "The harbour of Little Wend lifts its first boat in nine years"
TEXT = [
    "The crane swung the boat over the wall at dawn, and three hundred people who had waited since five began to clap.",
    "It had rusted in a shed behind the customs house since the old one fell, for want of a bolt that nobody makes.",
    "A smith from the next valley forged the bolt in one night and asked for nothing but a seat in the first boat.",
    "From Monday on the crane lifts two boats a day, and the fishermen of the far bank may use it on Sundays as well.",
]
SECOND = [text.replace("the ", "that ") for text in TEXT[:3]]
CLOSING = "The smith has not been seen in Little Wend since that morning."
QUOTED = "Whoever has seen that wall from below will never again complain of the price of a rope."


def paragraphs(texts: list[str] = TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(main: str) -> Article:
    return extract(f"<html lang=en><body><h1>{TITLE}</h1>{main}</body></html>", url=URL)


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


@pytest.mark.parametrize("field", ["<input type=text>", "<button>Send</button>", "<iframe src=/clip></iframe>"])
def test_an_aside_with_a_field_or_a_button_among_the_paragraphs_is_not_text(field: str) -> None:
    call = "Did you see the boat come over the wall? Tell the harbour master what you remember of it."
    aside = f"<aside><p>{call}</p>{field}</aside>"
    assert texts(read(f"<div>{paragraphs(TEXT[:2])}{aside}{paragraphs(TEXT[2:])}</div>")) == TEXT
    assert call in texts(read(f"<div>{paragraphs(TEXT[:2])}<aside><p>{call}</p></aside>{paragraphs(TEXT[2:])}</div>"))


@pytest.mark.parametrize(
    ("link", "unfolds"),
    [
        ('<a href="#">Read on</a>', True),
        ('<a href="javascript:more()">Read on</a>', True),
        ("<a>Read on</a>", True),
        ("<a href=/harbour/more>Read on</a>", False),
    ],
)
def test_hidden_prose_is_text_if_a_link_below_it_unfolds_it(link: str, unfolds: bool) -> None:
    hidden = f'<div style="display:none"><p>{TEXT[3]}</p></div>'
    assert (TEXT[3] in texts(read(f"<div>{paragraphs(TEXT[:3])}{hidden}<p>{link}</p></div>"))) is unfolds


_HIDE = 'style="display:none"'


@pytest.mark.parametrize(
    ("panel", "unfolds"),
    [
        pytest.param(f"<h3>When?</h3><div {_HIDE} itemprop=acceptedAnswer>%s</div>", True, id="an answer"),
        pytest.param(f"<h3>When?</h3><div {_HIDE}><div itemprop=acceptedAnswer>%s</div></div>", True, id="in a box"),
        pytest.param(f"<h3><button aria-expanded=false>When?</button></h3><div {_HIDE}>%s</div>", True, id="a panel"),
        pytest.param(f"<button aria-expanded=false>Share</button><div {_HIDE}>%s</div>", False, id="no heading"),
        pytest.param(f"<h3>When?</h3><div {_HIDE}>%s</div>", False, id="no button"),
        pytest.param(
            f"<h3><button aria-expanded=false>2 comments</button></h3><div {_HIDE}>%s</div>", False, id="comments"
        ),
        pytest.param(f"<h3>When?</h3><div {_HIDE} role=region aria-labelledby=b>%s</div>", False, id="a label"),
    ],
)
def test_hidden_prose_is_text_if_its_markup_says_that_a_heading_or_question_unfolds_it(
    panel: str, unfolds: bool
) -> None:
    box = f"<div>{panel % f'<p>{TEXT[3]}</p>'}</div>"
    assert (TEXT[3] in texts(read(f"<div>{paragraphs(TEXT[:3])}{box}</div>"))) is unfolds


@pytest.mark.parametrize(
    ("heading", "is_text"),
    [
        *((heading, False) for heading in ("How to subscribe?", "Share this", "Share this article", "Contact us")),
        *(
            (heading, False)
            for heading in ("Wie kann ich abonnieren?", "Artikel teilen", "Chia sẻ bài viết", "Liên hệ")
        ),
        *(
            (heading, True)
            for heading in ("Who owns the ferry?", "How to sign up for the vaccine?", "Follow the money")
        ),
        *((heading, True) for heading in ("Save our coast", "Wem gehört die Fähre?", "Đăng ký tiêm ở đâu?")),
    ],
)
def test_hidden_prose_below_a_heading_that_names_a_control_is_no_text(heading: str, is_text: bool) -> None:
    for panel in (
        f"<h3><button aria-expanded=false>{heading}</button></h3><div {_HIDE}><p>{TEXT[3]}</p></div>",
        f"<h3>{heading}</h3><div {_HIDE} itemprop=acceptedAnswer><p>{TEXT[3]}</p></div>",
    ):
        assert (TEXT[3] in texts(read(f"<div>{paragraphs(TEXT[:3])}<div>{panel}</div></div>"))) is is_text


_PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
_HIDDEN_TEXT = "".join(f"<div {_HIDE}><p>{text}</p></div>" for text in TEXT[1:])


@pytest.mark.parametrize(
    ("declared", "hidden", "is_text"),
    [
        pytest.param(_PAID, f"<div {_HIDE}>{paragraphs(TEXT[1:])}</div>", True, id="one element"),
        pytest.param(_PAID, _HIDDEN_TEXT, True, id="an element for each paragraph"),
        pytest.param("", _HIDDEN_TEXT, False, id="a free page"),
        pytest.param(_PAID, f"<div {_HIDE}><p>{TEXT[1]}</p></div>", False, id="a short notice"),
        pytest.param(_PAID, f"<div {_HIDE}>{paragraphs(TEXT[1:])}<button>Buy</button></div>", False, id="an offer"),
        pytest.param(_PAID, f"<div {_HIDE}><h2>What now?</h2>{paragraphs(TEXT[1:])}</div>", True, id="a chapter"),
        pytest.param(_PAID, f"<div {_HIDE}><h2><a href=/b>Pool</a></h2>{paragraphs(TEXT[1:])}</div>", False, id="next"),
        pytest.param(_PAID, f"<div {_HIDE}><h1>Pool</h1>{paragraphs(TEXT[1:])}</div>", False, id="another headline"),
        pytest.param(_PAID, f"</div><div {_HIDE}>{paragraphs(TEXT[1:])}", False, id="outside of the text"),
    ],
)
def test_hidden_paragraphs_behind_the_displayed_ones_are_text_if_the_page_is_for_subscribers(
    declared: str, hidden: str, is_text: bool
) -> None:
    article = read(f"{declared}<div><p>{TEXT[0]}</p>{hidden}</div>")
    assert [text for text in texts(article) if text != "What now?"] == (TEXT if is_text else TEXT[:1])


_OFFERS = {
    "en": [
        "Subscribe today and get unlimited access to all our stories on every device for the first month free.",
        "The monthly plan costs ten dollars and can be cancelled at any time without giving us a reason at all.",
        "Readers who pay also receive our letter in the morning and invitations to events in our reading room.",
    ],
    "de": [
        "Schließen Sie jetzt ein Abo ab und lesen Sie alle Artikel ohne Werbung auf allen Ihren Geräten weiter.",
        "Das Angebot kostet nur zehn Euro im Monat und ist jederzeit ohne Angabe von Gründen wieder kündbar.",
        "Dazu gibt es am Morgen einen Brief aus der Redaktion und Einladungen zu den Abenden im Lesesaal.",
    ],
    "vi": [
        "Đăng ký gói hội viên để đọc toàn bộ bài viết này và hàng nghìn bài viết khác của tòa soạn mỗi tháng.",
        "Gói tháng có giá năm mươi nghìn đồng, có thể hủy bất cứ lúc nào mà không phải trả thêm khoản phí nào.",
        "Mỗi sáng còn có một lá thư của tòa soạn và giấy mời tới các buổi trò chuyện với phóng viên ở thư viện.",
    ],
}


@pytest.mark.parametrize("box", [f"<div {_HIDE}>{{}}</div>", "{}"])
@pytest.mark.parametrize("rest", [0, 1])
@pytest.mark.parametrize("offer", _OFFERS.values(), ids=_OFFERS)
def test_the_hidden_offer_of_a_subscription_is_no_text(offer: list[str], rest: int, box: str) -> None:
    lines = paragraphs(offer) if box != "{}" else "".join(f"<div {_HIDE}><p>{line}</p></div>" for line in offer)
    hidden = f"<div {_HIDE}>{paragraphs(TEXT[1:])}</div>" * rest
    article = read(f"{_PAID}<div><p>{TEXT[0]}</p>{hidden}{box.format(lines)}</div>")
    assert texts(article) == (TEXT if rest else TEXT[:1])


def test_hidden_paragraphs_between_displayed_ones_are_no_rest_of_the_text() -> None:
    hidden = f"<div {_HIDE}>{paragraphs(_OFFERS['en'][1:])}<p>{_OFFERS['en'][1]}</p></div>"
    assert texts(read(f"{_PAID}<div><p>{TEXT[0]}</p>{hidden}{paragraphs(TEXT[1:])}</div>")) == TEXT


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(f'<div class="footnotes-bottom"><p>{CLOSING}</p></div>', id="the foot of the page"),
        pytest.param("<div><p>Follow us on Facebook and on Twitter.</p></div>", id="a call to follow"),
        pytest.param("<div><p>Ann Reed is a reporter for the Wend Courier.</p></div>", id="about the author"),
        pytest.param("<div><p>(12/03/2019 10:15)</p></div>", id="a date"),
        pytest.param("<div><p>You may also like…</p></div>", id="the heading of a list"),
    ],
)
def test_a_sentence_behind_the_text_that_is_about_the_page_is_not_its_last(box: str) -> None:
    for behind, is_text in ((box, False), (f"<div><p>{CLOSING}</p></div>", True)):
        article = read(f"<div><article>{paragraphs()}</article>{behind}</div>")
        assert texts(article) == ([*TEXT, CLOSING] if is_text else TEXT)


@pytest.mark.parametrize(
    ("text", "is_note"),
    [
        ("(Còn nữa)", True),
        ("（完）", True),
        ("* Tên nhân vật đã được thay đổi", True),
        ("(Fin)", False),
        ("(Fin) and more", False),
        ("* Giá vé", False),
    ],
)
def test_a_note_is_marked_by_brackets_around_it_or_an_asterisk_before_it(text: str, is_note: bool) -> None:
    assert is_marked_note(text) is is_note


def test_a_sentence_in_a_script_without_stops_ends_the_text_if_it_is_long_enough() -> None:
    thai = [
        "เรือลำแรกถูกยกข้ามกำแพงท่าเรือเมื่อรุ่งสางต่อหน้าผู้คนกว่าสามร้อยคนที่รอคอยมาตั้งแต่ตีห้าด้วยความตื่นเต้น",
        "ปั้นจั่นเก่าขึ้นสนิมอยู่ในโรงเก็บของหลังด่านศุลกากรมานานหลายปีเพราะขาดสลักเกลียวตัวเดียวที่ไม่มีใครผลิตแล้ว",
        "ช่างตีเหล็กจากหุบเขาข้างเคียงตีสลักเกลียวตัวนั้นเสร็จในคืนเดียวและขอเพียงที่นั่งในเรือลำแรกเท่านั้นเป็นค่าแรง",
    ]
    closing = "ช่างตีเหล็กไม่ได้กลับมาที่ท่าเรืออีกเลยนับแต่เช้าวันนั้น"
    for behind in (f"<section>{closing}</section>", "<section>อ่านต่อ</section>"):
        for page in (f"<div><div>{paragraphs(thai)}</div>{behind}</div>", f"<div>{paragraphs(thai)}{behind}</div>"):
            article = extract(f"<html lang=th><body><h1>เรือลำแรก</h1>{page}</body></html>", url=URL)
            assert (closing in texts(article)) is (closing in behind), page


def test_the_writers_name_above_links_to_share_the_page_is_no_heading_of_a_list() -> None:
    links = "<p><a href=/share/a>Send this report</a></p><p><a href=/share/b>Print this report</a></p>"
    page = f"<html lang=en><body><h1>{TITLE}</h1><div>{paragraphs()}{{}}{links}</div></body></html>"
    for line, rule in (("By Ann Reed", False), ("The crane in numbers", True)):
        blocks = extract(page.format(f"<p><b>{line}</b></p>"), url=URL, explain=True).blocks
        assert (next(block.rule for block in blocks if block.text == line) == "list.heading") is rule


def test_works_on_other_sites_below_an_ambiguous_heading_are_text() -> None:
    works = ["The Cranes of the North", "A Short History of Bolts"]
    for host, is_text in (("https://library.example.org", True), ("", False)):
        lines = "".join(f"<p><a href={host}/{number}>{work}</a></p>" for number, work in enumerate(works))
        article = read(f"<div>{paragraphs(TEXT[:2])}<h3>More on cranes</h3>{lines}{paragraphs(TEXT[2:])}</div>")
        assert ("More on cranes" in texts(article)) is is_text


@pytest.mark.parametrize(("call", "is_text"), [("More boats!", False), ("The boats:", True)])
def test_a_call_above_a_list_of_links_is_not_the_texts(call: str, is_text: bool) -> None:
    links = "".join(f"<li><a href=/boats/{number}>Boat {number}</a></li>" for number in range(1, 5))
    article = read(f"<div>{paragraphs(TEXT[:2])}<p>{call}</p><ul>{links}</ul>{paragraphs(TEXT[2:])}</div>")
    assert ("Boat 1" in texts(article)) is is_text


def test_the_questions_of_a_quiz_are_text_though_only_buttons_are_beside_them() -> None:
    questions = ["Who forged the bolt?", "How many boats does it lift?"]
    buttons = "<button>Two</button><button>Four</button>"
    quiz = "".join(f"<div><div>{question}</div>{buttons}</div>" for question in questions)
    assert texts(read(f"<div>{paragraphs()}{quiz}</div>"))[-2:] == questions
    assert questions[0] not in texts(read(f"<div>{paragraphs()}<div><div>{questions[0]}</div>{buttons}</div></div>"))


def test_posts_with_buttons_to_answer_are_the_text_of_a_page_that_has_no_other() -> None:
    posts = "".join(
        f"<div><b>Ann {name}</b><p>{text}</p><button>Like</button><button>Reply</button></div>"
        for name, text in zip(("Reed", "Marsh", "Lee", "Hill"), TEXT, strict=True)
    )
    assert TEXT[0] in texts(read(f"<div>{posts}</div>"))
    assert TEXT[0] not in texts(read(f"<div>{paragraphs([QUOTED] * 3)}</div><div>{posts}</div>"))


def test_the_author_heads_a_chapter_about_someone_who_does_not_write() -> None:
    about = "Lucy Marsh was born in the lighthouse and painted the harbour wall for sixty years."
    writes = "Lucy Marsh is a reporter who lives in the lighthouse and writes about the harbour."
    for line, is_text in ((about, True), (writes, False)):
        box = f"<div><h3>The author</h3><p>{line}</p></div>"
        assert (line in texts(read(f"<div>{paragraphs(TEXT[:2])}{box}{paragraphs(TEXT[2:])}</div>"))) is is_text


@pytest.mark.parametrize(("rel", "is_text"), [("rel=tag", False), ("", True)])
def test_links_that_say_that_they_are_keywords_are_not_text(rel: str, is_text: bool) -> None:
    links = ", ".join(f"<a {rel} href=/{word}>{word}</a>" for word in ("cranes", "harbours", "bolts"))
    article = read(f"<div>{paragraphs(TEXT[:2])}<p>{links}</p>{paragraphs(TEXT[2:])}</div>")
    assert ("cranes, harbours, bolts" in texts(article)) is is_text


@pytest.mark.parametrize(("quotation", "is_text"), [("blockquote", True), ("div", False)])
def test_the_footer_of_a_quotation_does_not_end_the_text(quotation: str, is_text: bool) -> None:
    source = f"<{quotation}><p>{QUOTED}</p><footer><p>Ann Reed, builder of walls</p></footer></{quotation}>"
    more = paragraphs([f"<a href=/smith>The smith</a>{CLOSING[9:]}", TEXT[3], f"{TEXT[3]} Or so they say."])
    article = read(f"<div><div>{paragraphs([*TEXT[:3], *SECOND])}{source}</div><section>{more}</section></div>")
    assert (CLOSING in texts(article)) is is_text


@pytest.mark.parametrize(
    ("closing", "is_text"),
    [("Nobody came back.", True), ("Niemand kam zurück.", True), ("Ông khóc nức.", True), ("Sail on.", False)],
)
def test_a_sentence_of_three_words_behind_the_text_is_its_last(closing: str, is_text: bool) -> None:
    article = read(f"<div><div>{paragraphs()}</div><div><p>{closing}</p></div></div>")
    assert texts(article) == ([*TEXT, closing] if is_text else TEXT)


@pytest.mark.parametrize(("style", "pictures"), [("", ["https://news.example/crane.jpg"]), ("display:none", [])])
def test_a_picture_above_the_text_that_the_page_hides_is_not_the_articles(style: str, pictures: list[str]) -> None:
    figure = f'<figure style="{style}"><img src=/crane.jpg><figcaption>The crane at dawn</figcaption></figure>'
    assert [picture.url for picture in read(f"{figure}<div>{paragraphs()}</div>").pictures] == pictures


@pytest.mark.parametrize(
    ("code", "is_text"), [("It holds the rope.", True), ("function lift() { boat.up(); } lift().", False)]
)
def test_code_in_the_state_of_a_page_is_not_its_text(code: str, is_text: bool) -> None:
    state = json.dumps({"headline": TITLE, "body": {"lines": [*TEXT, code]}})
    page = f"<body><h1>{TITLE}</h1><script id=__NEXT_DATA__ type=application/json>{state}</script></body>"
    article = extract(f"<html lang=en>{page}</html>", url=URL)
    assert texts(article)[:4] == TEXT
    assert (code in texts(article)) is is_text


@pytest.mark.parametrize("is_lead", [True, False])
def test_on_a_page_without_a_headline_the_description_tells_a_lead(is_lead: bool) -> None:
    lead = "A crane that rusted for nine years lifts boats again in the harbour of Little Wend, thanks to a smith."
    description = lead if is_lead else "The whole valley saw for nine years what a harbour is without a crane."
    head = f'<meta property="og:title" content="{TITLE}"><meta property="og:description" content="{description}">'
    body = f"<div class=a><p>{lead}</p></div><div class=b><div class=article-body>{paragraphs(TEXT * 3)}</div></div>"
    article = extract(f"<html lang=en><head>{head}</head><body>{body}</body></html>", url=URL)
    assert article.lead == (lead if is_lead else None)


def test_posts_with_a_button_to_answer_are_the_text_of_a_page_that_has_nothing_else() -> None:
    posts = [
        f"<div><span>{name}</span> <time>2 hours ago</time><p>{text}</p><button>Reply</button></div>"
        for name, text in zip(("ann", "tom", "eva"), TEXT, strict=False)
    ]
    assert set(TEXT[:3]) <= set(texts(read(f"<div>{''.join(posts)}</div>")))
    assert set(TEXT[:3]).isdisjoint(texts(read(f"<div>{paragraphs(SECOND)}</div><div>{''.join(posts)}</div>")))


def test_several_questions_beside_buttons_are_a_quiz() -> None:
    questions = ["How old was the crane?", "Who forged the bolt?"]
    bars = [f"<div><p>{question}</p><button>A</button><button>B</button></div>" for question in questions]
    for asked, is_text in ((questions, True), (questions[:1], False)):
        article = read(f"<div>{paragraphs(TEXT[:2])}{''.join(bars[: len(asked)])}{paragraphs(TEXT[2:])}</div>")
        assert [question in texts(article) for question in asked] == [is_text] * len(asked)


def test_the_credit_above_a_caption_is_no_button_of_its_picture() -> None:
    for line, is_shown in (("Photo: Ann Reed", True), ("Enlarge", False)):
        figure = f"<figure><img src=/crane.jpg><div>{line}</div><figcaption>The crane on Monday.</figcaption></figure>"
        article = read(f"<div>{paragraphs(TEXT[:2])}{figure}{paragraphs(TEXT[2:])}</div>")
        shown = " ".join(f"{picture.caption} {picture.credit}" for picture in article.pictures)
        assert ("Ann Reed" in shown) is is_shown
        assert "Enlarge" not in shown


@pytest.mark.parametrize("value", ["/p/crane.jpg", "url(/p/crane.jpg)", "url('/p/crane.jpg')"])
def test_the_address_of_a_background_may_be_written_as_in_style_sheets(value: str) -> None:
    figure = f'<figure><div data-bg="{value}"></div><figcaption>The crane on Monday.</figcaption></figure>'
    article = read(f"<div>{paragraphs(TEXT[:2])}{figure}{paragraphs(TEXT[2:])}</div>")
    assert [picture.url for picture in article.pictures] == ["https://news.example/p/crane.jpg"]


@pytest.mark.parametrize(("note", "is_text"), [("ชาวบ้านที่ท่าเรือเก่าบอกว่าจะรอเรือลำใหม่ต่อไป", True), ("ท่าเรือเก่า", False)])
def test_a_last_sentence_in_a_script_without_full_stops_is_text(note: str, is_text: bool) -> None:
    article = read(f"<div><div>{paragraphs()}</div><div><p>{note}</p></div></div>")
    assert (note in texts(article)) is is_text


@pytest.mark.parametrize("signature", ["Lam Giang<br>Minh Tú", "<b>Lam Giang<br>Minh Tú</b>"])
def test_names_on_lines_of_their_own_below_the_text_are_two_authors(signature: str) -> None:
    sentence = "Sáng sớm hôm qua, người dân ấp Bầu Sen kéo nhau ra bến đò cũ để xem chiếc thuyền gỗ mới đóng xong."
    body = "".join(f"<p>{sentence} Lần thứ {number}.</p>" for number in range(2, 6))
    page = f"<html lang=vi><body><h1>Bến đò cũ có thuyền mới</h1><div>{body}<p align=right>{signature}</p></div></body>"
    assert extract(page, url=URL).authors == ["Lam Giang", "Minh Tú"]


@pytest.mark.parametrize(
    ("above", "name", "is_text"),
    [
        ("<p class=img><img src=/crane.jpg></p>", "img", False),
        ("<p class=photo><img src=/crane.jpg></p>", "img", True),
        ("<p class=img>The old crane had been drawn in this place, but the drawing was stolen.</p>", "img", True),
        ("<p class=img><img src=/crane.jpg></p>", "big", True),
    ],
)
def test_a_paragraph_with_the_class_of_the_picture_above_is_its_caption(above: str, name: str, is_text: bool) -> None:
    caption = "The crane behind the customs house of Little Wend."
    article = read(f"<div>{paragraphs(TEXT[:2])}{above}<p class={name}>{caption}</p>{paragraphs(TEXT[2:])}</div>")
    assert (caption in texts(article)) is is_text
    assert (caption in [picture.caption for picture in article.pictures]) is not is_text


@pytest.mark.parametrize(
    "label",
    ["Liên quan", "Passend dazu", "Articles liés", "Lo más leído", "Mais lidas", "Articoli correlati", "Kapcsolódó"],
)
def test_the_label_of_one_other_article_between_the_paragraphs_is_no_text(label: str) -> None:
    pointer = f"<h3>{label}</h3><p><a href=/tin/1042.html>The second crane of Little Wend was sold to a circus</a></p>"
    article = read(f"<div>{paragraphs(TEXT[:2])}{pointer}{paragraphs(TEXT[2:])}</div>")
    assert texts(article) == TEXT


def test_words_of_the_text_whose_links_a_script_fills_are_no_row_of_buttons() -> None:
    line = "Nora asked, and Martin answered"
    links = "<a href='#'>Nora</a> asked, and <a href='#'>Martin</a> answered"
    assert texts(read(f"<div><p>{links}</p>{paragraphs(TEXT)}</div>")) == [line, *TEXT]
    assert texts(read(f"<div><p>Size: <a href='#'>A</a> <a href='#'>A</a></p>{paragraphs(TEXT)}</div>")) == TEXT


@pytest.mark.parametrize(
    "credit",
    [
        *("Titelbild: Ole Brandt / Archiv", "Fot. Anna Lin", "Beeld: Koos Wit", "Foto di copertina: Ugo Serra"),
        *("Symbolbild: dpa", "Cover photo: Ann Reed", "Imagen de portada: EFE", "Fotos: Ole Brandt und Gesa Thiel"),
    ],
)
def test_a_line_that_only_says_who_took_a_picture_is_not_text(credit: str) -> None:
    for main in (f"<p>{credit}</p>{paragraphs()}", f"{paragraphs()}<p>{credit}</p>"):
        assert texts(read(main)) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Bild: Das neue Werk am alten Hafen",
            "Titelbild: Ein Junge zieht ein Boot über den Deich",
            "Video: The Old Crane",
        ),
        *("Bild für Bild", "Foto: Hochwasser in Passau", "Vorbild: Ann Reed", "Fot. 3", "Images: What The Harbour Saw"),
    ],
)
def test_a_label_of_pictures_before_other_words_than_a_name_is_text(line: str) -> None:
    assert line in texts(read(f"{paragraphs(TEXT[:2])}<h3>{line}</h3>{paragraphs(TEXT[2:])}"))


_CAST = ["Regie: Ole Brandt", "Kamera: Jan Otten", "Fotografie: Gesa Thiel", "Bild: Max Ernst"]


@pytest.mark.parametrize("cast", [_CAST, ["Fotografie: Gesa Thiel", "Ton: Jan Otten"], [_CAST[0], _CAST[2]]])
@pytest.mark.parametrize(
    ("around", "line"),
    [
        ("<ul>{}</ul>", "<li>{}</li>"),
        ("{}", "<p>{}</p>"),
        ("<div>{}</div>", "<div>{}</div>"),
        ("<dl>{}</dl>", "<dd>{}</dd>"),
    ],
)
def test_who_photographed_is_text_among_the_lines_of_a_cast(around: str, line: str, cast: list[str]) -> None:
    box = around.format("".join(map(line.format, cast)))
    assert texts(read(f"{paragraphs(TEXT[:2])}{box}{paragraphs(TEXT[2:])}")) == [*TEXT[:2], *cast, *TEXT[2:]]
    assert texts(read(f"{paragraphs()}{box}")) == [*TEXT, *cast]


@pytest.mark.parametrize(
    ("line", "is_text"),
    [
        ("<p>Fotografie: Gesa Thiel</p>", True),
        ("<ul><li>Fotografie: Gesa Thiel</li></ul>", True),
        ("<p><img src=/a.jpg></p><ul><li>Fotografie: Gesa Thiel</li></ul>", True),
        ("<p><img src=/a.jpg></p><p>Fotografie: Gesa Thiel</p>", False),
        ("<p>Fotografie: Gesa Thiel</p><p><img src=/a.jpg></p>", False),
    ],
)
def test_between_paragraphs_a_credit_of_a_picture_stands_right_beside_it(line: str, is_text: bool) -> None:
    found = texts(read(f"{paragraphs(TEXT[:2])}{line}{paragraphs(TEXT[2:])}"))
    assert ("Fotografie: Gesa Thiel" in found) is is_text
