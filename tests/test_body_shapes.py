"""Small pages, each with one shape of a text that must be kept, or of a box that must not be."""

from __future__ import annotations

import re
from typing import Any

import pytest

from newsarchive import Article, extract

VI = [
    "Sáng thứ ba, hợp tác xã Bầu Sen mở cổng kho lúa mới sau bảy tháng xây dựng bằng tiền góp của bà con trong ấp.",
    "Kho rộng hai nghìn mét vuông, có bốn quạt gió lớn và một dãy máy sấy chạy bằng trấu ép do thợ trong xã lắp lấy.",
    "Bà Lê Thị Nụ, chủ nhiệm, cho biết vụ này kho nhận được chừng sáu trăm tấn, đủ cho cả ba ấp nằm dọc kênh Mười.",
    "Những năm trước, lúa phơi ngoài đường gặp mưa là mọc mầm, thương lái ép giá xuống còn một nửa so với đầu vụ.",
]
EN = [
    "The harbour office of Little Wend reopened on Tuesday after a winter in which the clock tower lost its roof twice.",
    "Carpenters from three villages worked through the frost, and the last slate was laid an hour before the ceremony.",
    "The harbour master, Edda Marlow, said that the tide tables would again be printed on the premises from next month.",
    "Fishermen had been reading them from a chalkboard outside the bakery, which they described as a mixed blessing.",
]
DE = [
    "Die Mühle am Oberbach mahlt seit Dienstag wieder, nachdem der Verein das Wasserrad drei Jahre lang erneuert hat.",
    "Das Holz kam aus dem Gemeindewald, die Eisenteile schmiedete ein Betrieb, der sonst nur Gartentore herstellt.",
    "Müllerin Karla Brandt sagte, das erste Mehl gehe an die Bäckerei im Dorf, die daraus ein dunkles Brot backe.",
    "Wer zusehen will, kann an jedem zweiten Samstag kommen; die Führung dauert etwa eine Stunde und kostet nichts.",
]
FR = [
    "La bibliothèque de Saint-Orle a rouvert mardi ses portes, deux ans après la crue qui avait noyé ses réserves.",
    "Les habitants ont séché les livres un par un dans la salle des fêtes, avec des ventilateurs prêtés par l'usine.",
    "La directrice, Anne Villard, assure que neuf ouvrages sur dix ont pu être sauvés grâce à cette patience.",
    "Une étagère vide rappelle désormais la hauteur de l'eau, marquée d'un trait bleu à un mètre trente du sol.",
]
JA = [
    "港町の小さな図書館が火曜日、二年ぶりに再び扉を開いた。",
    "住民は水に濡れた本を一冊ずつ乾かし、体育館に並べた。",
    "館長の話では、十冊のうち九冊が救われたという。",
    "壁には水位を示す青い線が残されている。",
]
ZH = [
    "海边小镇的图书馆周二重新开放，距离洪水已经两年。",
    "居民们把湿透的书一本一本晾干，摆满了体育馆。",
    "馆长说，十本书里有九本保住了。",
    "墙上留着一道蓝线，标出当时的水位。",
]
RU = [
    "Во вторник в посёлке Нижний Брод снова открылась библиотека, которую два года назад затопило паводком.",
    "Жители сушили книги по одной в спортивном зале, где для этого расставили вентиляторы с местной фабрики.",
    "Заведующая Анна Рыбкина говорит, что девять книг из десяти удалось спасти благодаря такому терпению.",
    "На стене оставили синюю черту на высоте полутора метров: до неё той весной поднималась вода.",
]
TITLES = {
    id(VI): "Bầu Sen mở kho lúa chung đầu tiên",
    id(EN): "Harbour office of Little Wend reopens",
    id(DE): "Die Mühle am Oberbach mahlt wieder",
    id(FR): "La bibliothèque de Saint-Orle rouvre ses portes",
    id(JA): "港町の図書館、二年ぶりに再開",
    id(ZH): "小镇图书馆两年后重新开放",
    id(RU): "В Нижнем Броду открылась библиотека",
}


def p(text: str, more: str = "") -> str:
    return f"<p{more}>{text}</p>"


def paragraphs(texts: list[str]) -> str:
    return "".join(map(p, texts))


def page(texts: list[str], inside: str, *, before: str = "", after: str = "", head: str = "") -> str:
    """Return a page: *inside* is the text's element, *before* and *after* stand beside it in the article."""
    return (
        f"<html><head><meta charset=utf-8><title>{TITLES[id(texts)]}</title>{head}</head><body>"
        "<header><a href=/>Home</a> <a href=/a>News</a></header>"
        f"<main><article><h1>{TITLES[id(texts)]}</h1>{before}<div class=c1>{inside}</div>{after}</article></main>"
        "<footer><p>All rights reserved by the paper of the village.</p></footer></body></html>"
    )


def among(texts: list[str], middle: str) -> str:
    """Return a page with *middle* between the second and the third paragraph."""
    return page(texts, paragraphs(texts[:2]) + middle + paragraphs(texts[2:]))


def behind(texts: list[str], last: str) -> str:
    """Return a page with *last* as the last line of the text."""
    return page(texts, paragraphs(texts) + last)


def read(html: str) -> Article:
    return extract(html, url="https://paper.example/news/a-1.html")


def text_of(article: Article) -> str:
    parts = (article.dateline, article.lead, article.body)
    return re.sub(r"\s+", " ", " ¶ ".join(part for part in parts if part))


def case(name: str, html: str, *, keeps: list[str], lacks: list[str] | None = None) -> Any:
    return pytest.param(html, keeps, lacks or [], id=name)


LINK = "<a href='/news/b-2.html'>{}</a>"
OUT = "<a href='https://other.example/{0}'>{0}</a>"


def carousel(count: int) -> str:
    cards = "".join(
        f"<button><img src=/v{n}.jpg><h3>Clip of the day number {n} from the pier</h3></button>" for n in range(count)
    )
    return f"<div class=strip>{cards}</div>"


def contents(headings: list[str]) -> str:
    items = "".join(f"<li><a href='#s{n}'>{text}</a></li>" for n, text in enumerate(headings))
    return f"<ul>{items}</ul>"


def sections(headings: list[str], texts: list[str]) -> str:
    return "".join(f"<h2 id=s{n}>{h}</h2><p>{t}</p>" for n, (h, t) in enumerate(zip(headings, texts, strict=False)))


CHAPTERS = ["The roof in winter", "Who paid for the slates", "Tide tables in print", "The bakery's chalkboard"]

STRUCTURE = [
    case(
        "headings in the buttons of a carousel",
        page(EN, paragraphs(EN), before=carousel(6)),
        keeps=EN,
        lacks=["Clip of the day"],
    ),
    case(
        "headings in buttons that unfold answers",
        page(
            EN,
            paragraphs(EN)
            + "".join(
                f"<div class=q><button><h3>{q}</h3></button><div><p>{a}</p></div></div>"
                for q, a in (
                    (
                        "Who owns the tower today?",
                        "The parish has owned the tower since the flood, and pays for its clock.",
                    ),
                    (
                        "When can it be visited?",
                        "On Sundays after the tide has turned, if the keeper is awake by then.",
                    ),
                )
            ),
        ),
        keeps=[*EN, "Who owns the tower today?", "The parish has owned", "When can it be visited?", "On Sundays after"],
    ),
    case(
        "a table of contents repeats the headings",
        page(EN, contents(CHAPTERS) + sections(CHAPTERS, EN)),
        keeps=[EN[0], "Who paid for the slates", EN[1], EN[3]],
        lacks=["The roof in winter Who paid"],
    ),
    case(
        "links to notes of the page are no table of contents",
        page(
            EN,
            paragraphs(EN)
            + "<ul>"
            + "".join(
                f"<li><a href='#n{n}'>{t}</a></li>"
                for n, t in enumerate(
                    [
                        "Minutes of the parish, folio nine",
                        "Letter of the slater to his aunt",
                        "Ledger of the bakery for the spring",
                    ]
                )
            )
            + "</ul>"
            + p("The papers can be read in the reading room of the county, which opens at ten on working days."),
        ),
        keeps=[
            *EN,
            "Minutes of the parish, folio nine",
            "Letter of the slater",
            "Ledger of the bakery",
            "The papers can be read",
        ],
    ),
    case(
        "a heading whose permalink carries the whole path",
        page(
            EN,
            "".join(
                f"<a id=a{n} href='/news/a-1.html#a{n}'><h2>{h}</h2></a>{p(t)}"
                for n, (h, t) in enumerate(zip(CHAPTERS, EN, strict=True))
            ),
        ),
        keeps=[text for pair in zip(CHAPTERS, EN, strict=True) for text in pair],
    ),
    case(
        "a pasted text in elements of its own, its beginning beside them",
        page(
            EN,
            f"<div class=post-body><h4>{EN[0]}</h4><div>{EN[1]}</div><div><div>"
            + "".join(f"<div>{t}</div>" for t in EN[2:] * 1)
            + "".join(f"<div>{t} The rest is silence, and the sea.</div>" for t in EN)
            + "</div></div></div>",
        ),
        keeps=[EN[0], EN[1], EN[2], EN[3]],
    ),
    case(
        "an unlinked list behind the text",
        page(
            EN,
            paragraphs(EN),
            after="<div class=x9><ul>"
            + "".join(
                f"<li>{d} at the pier, weather permitting</li>"
                for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
            )
            + "</ul></div>",
        ),
        keeps=[*EN, "Monday at the pier", "Saturday at the pier"],
    ),
    case(
        "a list of shops below a heading of picks",
        among(
            EN,
            "<h3>Editor's picks: the best lamps</h3><ul>"
            + "".join(
                f"<li><a href='https://t.shops.example/{n}'>Brass lamp number {n} at a third of its price</a></li>"
                for n in range(4)
            )
            + "</ul>",
        ),
        keeps=[*EN[:2], "Editor's picks: the best lamps", "Brass lamp number 0", "Brass lamp number 3", *EN[2:]],
    ),
]


@pytest.mark.parametrize(("html", "keeps", "lacks"), STRUCTURE)
def test_structure_decides(html: str, keeps: list[str], lacks: list[str]) -> None:
    _check(html, keeps, lacks)


def _check(html: str, keeps: list[str], lacks: list[str]) -> None:
    text = text_of(read(html))
    place = 0
    for part in keeps:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} is missing, or out of order, in {text!r}"
        place = found
    assert not [part for part in lacks if part in text]
