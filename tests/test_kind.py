"""The kind of a page: a list of teasers is no article, however much text it has."""

from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.parsers.metadata.page_type import is_error_page

SENTENCE = "Chuyến đò sớm chở hai mươi học trò qua sông, ai cũng ôm cặp sách trước ngực cho khỏi ướt mưa phùn. "
TEASER = "<div><h3><a href='/doi-song/tin-{0}-1200{0}.html'>Tin {0}</a></h3><i>1{0}/09/2017 08:00</i><p>{1}</p></div>"


def _page(body: str) -> str:
    return f"<html lang=vi><body><h1>Đời sống</h1><span>Thứ Hai, 11/09/2017 12:28</span>{body}</body></html>"


@pytest.mark.parametrize("count", [3, 8])
def test_paragraphs_under_headings_that_link_elsewhere_are_a_listing(count: int) -> None:
    page = _page("".join(TEASER.format(number, SENTENCE * 2) for number in range(count)))
    assert extract(page, "https://baovidu.example/doi-song").kind in ("listing", "other")


def test_an_article_with_related_teasers_behind_it_is_an_article() -> None:
    text = "".join(f"<p>{SENTENCE * 2} {number}.</p>" for number in range(5))
    page = _page(f"<div class=content>{text}</div>" + "".join(TEASER.format(n, SENTENCE) for n in range(3)))
    assert extract(page, "https://baovidu.example/doi-song/chuyen-do-som-120034.html").kind == "article"


def test_the_section_is_what_the_page_calls_the_folder_of_its_address() -> None:
    text = "".join(f"<p>{SENTENCE * 2} {number}.</p>" for number in range(5))
    page = _page(f"<nav><a href='/the-thao'>Thể thao</a><a href='/kinh-te/'>Kinh tế</a></nav><div>{text}</div>")
    assert extract(page, "https://baovidu.example/kinh-te/chuyen-do-som-120034.html").section == "Kinh tế"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Không tìm thấy trang", "Trang bạn tìm không còn hoặc đã chuyển sang địa chỉ khác."),
        ("Bài viết không tồn tại", "Bài viết đã bị xóa hoặc đường dẫn không đúng."),
        ("Tin bài không tồn tại hoặc đã bị gỡ bỏ", "Mời bạn xem các tin khác."),
        ("Thông báo", "Bài viết đang được cập nhật, mời bạn quay lại sau."),
        ("Đăng nhập", "Bạn cần đăng nhập để xem nội dung này."),
        ("Runtime Error", "Server Error in '/' Application."),
        ("Hệ thống đang bảo trì", "Xin bạn vui lòng quay lại sau ít phút."),
        ("Xác minh bạn không phải là robot", "Đánh dấu vào ô bên dưới để tiếp tục."),
        ("429 Too Many Requests", "You have sent too many requests in a given amount of time."),
        ("Access denied | baovidu.example used Cloudflare to restrict access", "The owner has banned you."),
        ("Sorry, this page isn't available.", "The link you followed may be broken."),
        ("Error 404", "It may have been moved or deleted."),
        ("Page not found", "Please check the address or go back to the front page."),
        ("Service unavailable", "Please try again later."),
        ("Seite nicht gefunden", "Bitte prüfen Sie die Adresse."),
        ("Page introuvable", "Vérifiez l'adresse."),
        ("Страница не найдена", "Проверьте адрес."),
        ("ページが見つかりません", "アドレスを確認してください。"),
        ("Báo Cầu Ngang", "Trang bạn yêu cầu không có trên hệ thống của chúng tôi."),
        ("Rất tiếc!", "Bài báo này đã bị gỡ bỏ. Mời bạn quay về trang chủ."),
        ("Thông báo", "Đường dẫn bạn truy cập không đúng hoặc đã thay đổi."),
        ("Oops! That page can’t be found.", "Maybe try a search?"),
        ("Whoops", "This story has been removed at the request of its author."),
        ("Penner Courier", "The page you’re looking for doesn’t exist."),
        ("Sorry", "The article you requested could not be found on our site."),
        ("Well, this is awkward", "Nothing was found at this location."),
        ("Упс", "К сожалению, такой страницы больше нет."),
        ("पेज नहीं मिला", "आप जो पेज खोज रहे हैं वह मौजूद नहीं है।"),
        ("Checking your browser before accessing", "Your browser will redirect to the requested content shortly."),
        ("Hmm, we couldn't find that page", "Try the search box or go back to the home page."),
        ("Diese Seite gibt es nicht", "Vielleicht hilft Ihnen die Suche weiter."),
        ("Cette page n’existe plus", "Revenez à l’accueil."),
        ("¡Ups! No encontramos la página", "El enlace puede estar roto."),
        ("Ups, nie ma takiej strony", "Sprawdź, czy adres jest poprawny."),
        ("Доступ запрещён", "У вас нет прав."),
        ("존재하지 않는 기사입니다", "다른 기사를 확인해 주세요."),
        ("405 Method Not Allowed", "The method is not allowed for this page."),
        ("408 Request Timeout", "The server did not answer in time."),
        ("抱歉，您访问的页面出错了", "请返回首页。"),
    ],
)
def test_an_error_page_is_not_an_article(title: str, text: str) -> None:
    html = (
        f"<meta property=og:type content=article><title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    )
    assert extract(html, "https://bao-cau-ngang.example/a-104233.html").kind == "other"


@pytest.mark.parametrize(
    ("title", "beside"),
    [
        ("Không tìm thấy nạn nhân sau hai ngày", "<span>09:30 05/03/2024</span>"),
        ("Cầu Mỹ Thuận bảo trì, xe đi đường vòng", "<span>09:30 05/03/2024</span>"),
        ("Page not found: a poet's last notebook", "<span>March 5, 2024</span><p>By Ann Ferry</p>"),
    ],
)
def test_a_short_article_with_a_date_about_what_was_not_found_is_one(title: str, beside: str) -> None:
    text = "Lực lượng tại chỗ tiếp tục làm việc trong đêm, mưa lớn làm nước lên nhanh hơn dự kiến của xã."
    html = (
        f"<meta property=og:type content=article><title>{title}</title><article><h1>{title}</h1>{beside}<p>{text}</p>"
    )
    assert extract(html, "https://bao-cau-ngang.example/a-104233.html").kind == "article"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Fehler 404: Wie Behörden ihre Links verlieren",
            "Die Stadt hat ihre alte Seite abgeschaltet, ohne umzuleiten.",
        ),
        ("Error 404: how a village vanished from the map", "The clerk typed the name three times and found nothing."),
        ("Lỗi 404: vì sao trang của xã biến mất", "Cán bộ xã cho biết máy chủ cũ đã bị hỏng từ tháng trước."),
        ("500 hộ dân bãi giữa được di dời trước lũ", "Xuồng máy đưa bà con sang trường học bên kia sông."),
        ("450 people slept in the school hall", "The river came over the dyke shortly after midnight."),
        ("Erreur 500: la panne qui a coûté cher", "Le maire a présenté la facture au conseil."),
        ("Hệ thống thủy lợi Gò Mưa được nâng cấp", "Tuyến kênh dài bốn cây số được đổ bê tông trong mùa khô."),
        ("Trang trại không còn lợn sau dịch", "Ông chủ trại cho biết sẽ nuôi lại từ tháng giêng."),
        ("Bài hát đã bị xóa khỏi mạng sau một đêm", "Ca sĩ cho biết sẽ đăng lại bản mới."),
        ("Sorry, says the minister", "He had called the ferrymen lazy, and on Monday he took it back."),
        ("Forbidden love on the ferry", "The play opens in the barn on Friday."),
        ("A page can't be found in every archive", "The clerk turned the shelves over twice and gave up."),
        (
            "Story of the ferry removed from the minutes",
            "The council took the tale of the ferry out of its minutes after two members objected.",
        ),
        ("Gỡ biển quảng cáo", "Biển quảng cáo sai phép ở đầu cầu đã bị gỡ sáng nay."),
        ("Bridge under maintenance until spring", "Drivers take the long way round by the mill."),
        ("Wartungsarbeiten an der Fähre dauern länger", "Bis Freitag fährt nur das kleine Boot."),
        ("Accès refusé aux camions sur le vieux pont", "La barrière sera baissée dès lundi."),
        ("Bảo trì cầu phao", "Website của huyện cho biết cầu đóng hai ngày."),
        ("Minister deletes post", "The post was deleted within an hour, but the potters had copied it by then."),
        ("Minister deletes post", "The post was deleted. Her office says that she had mixed up two villages."),
        ("Maypole taken down", "The post was removed on Monday, since the wood had rotted."),
        ("Lost chapter found", "The story was removed from the book in 1931, as the printer feared the bishop."),
        ("Harbour museum", "Our site is down by the quay, and the maintenance of the boats can be watched there."),
        ("Request blocked by mayor, say bakers", "They had asked for a second oven in March."),
        ("The baker says that he will be right back", "He left for the mill in March and sent a card from the coast."),
        ("Museum loses a page", "The page is no longer available to readers, since the ink has begun to fade."),
        ("Ferryman writes again", "Readers asked for it. Here is the story you requested: the mill and the flood."),
        ("Phạt báo Bến Đá", "Bài báo đã bị gỡ sau một giờ, nhưng nhiều người đã kịp đọc và chia sẻ trên mạng."),
        ("Phạt trang tin", "Bài viết bị gỡ sau một giờ, nhưng nhiều người đã kịp đọc và chia sẻ trên mạng."),
        ("No encontramos la página que faltaba, dice el archivero", "El libro vuelve a la biblioteca sin ella."),
        ("Nie ma takiej strony w kronice", "Historyk szukał jej przez dwa lata."),
        ("Etwas schiefgelaufen ist beim Bau der Fähre nie", "Der Meister zeigt die Pläne von 1950."),
        ("Доступ запрещён на старый мост", "Барьер опустят в понедельник."),
        ("Старая книга", "Такой страницы нет ни в одной другой книге, говорит хранитель музея."),
    ],
)
def test_a_short_undated_article_about_errors_and_repairs_is_one(title: str, text: str) -> None:
    assert not is_error_page(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 | Báo Cầu Ngang", ""),
        ("Báo Cầu Ngang - Lỗi 404: Không tìm thấy trang", "Mời bạn về trang chủ."),
        ("Rất tiếc! Bài viết này đã bị xóa", "Mời bạn về trang chủ."),
        ("Oops! Something went wrong", "Please try again later."),
        ("We'll be right back", "Thank you for your patience."),
        ("Request blocked", "Reference number 18.2f."),
        ("Penner Courier", "Our site is down for scheduled maintenance. Please check back soon."),
        ("Fehler 404 – Seite nicht gefunden – Laubener Bote", "Zur Startseite."),
        ("PAGE NOT FOUND", "Go to the front page."),
        ("Error 404: how did you get here", "The page you requested could not be found."),
        ("Lo sentimos, página no encontrada", "Vuelva a la portada."),
        ("Penner Courier", "Sorry, this page was deleted or is no longer available. Go to the front page."),
        ("Báo Cầu Ngang", "Bài viết này đã bị gỡ bỏ hoặc không còn tồn tại. Mời bạn về trang chủ."),
    ],
)
def test_a_message_beside_a_site_name_or_with_an_apology_is_an_error_page(title: str, text: str) -> None:
    assert is_error_page(title, text)


def test_teasers_that_are_cut_short_are_a_listing_whatever_the_page_declares() -> None:
    teasers = "".join(f"<div><a href=/t{n}>Tin {n}</a><p>{SENTENCE[:90]} phần {n}...</p></div>" for n in range(6))
    page = f"<html lang=vi><meta property=og:type content=article><body><h1>Xe</h1>{teasers}</body></html>"
    assert extract(page, "https://baovidu.example/xe").kind == "listing"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Tin tức, tin nóng trong ngày", "listing"),
        ("Đọc báo tin tức mới nhất 24h", "listing"),
        ("Category: Ferries", "listing"),
        ("Tin tức giả lan nhanh hơn nước lũ", "article"),
        ("Đọc báo mỗi sáng ở bến đò", "article"),
        ("Latest news from the ferry reached the valley by pigeon", "article"),
        ("Latest news - Penner Courier", "listing"),
        ("News of the ferry", "article"),
    ],
)
def test_the_title_of_a_list_is_a_sign_among_others(title: str, kind: str) -> None:
    text = "".join(f"<p>{SENTENCE} {number}.</p>" for number in range(2))
    links = "<p><a href=/a>Một</a></p>" * 20
    head = "<html lang=vi><meta property=og:type content=article>"
    page = f"{head}<body><h1>{title}</h1><div>{text}</div>{links}</body></html>"
    assert extract(page, "https://baovidu.example/ben/do-som-mot-chuyen-qua-song.html").kind == kind


@pytest.mark.parametrize(
    ("path", "sentences", "kind"),
    [
        ("/video/do-som-120034.html", 3, "video"),
        ("/video-ben-do/do-som-120034.html", 3, "video"),
        ("/tv/do-som-120034.html", 3, "video"),
        ("/clip-do-som-ra-ben-120034.html", 0, "video"),
        ("/videos-tu-ben-do-120034.html", 0, "video"),
        ("/video-120034.html", 3, "video"),
        ("/tv-120034", 3, "video"),
        ("/clip-do-som-ra-ben-120034.html", 3, "article"),
        ("/video-trial-begins-120034.html", 3, "article"),
        ("/tv-star-returns-to-the-ferry-120034.html", 3, "article"),
    ],
)
def test_a_headline_that_begins_with_the_word_makes_no_video_of_a_text(path: str, sentences: int, kind: str) -> None:
    text = "".join(f"<p>{SENTENCE} {number}.</p>" for number in range(sentences)) or "<p>Đò sớm ra bến.</p>"
    head = "<html lang=vi><meta property=og:type content=article>"
    page = f"{head}<body><h1>Đò sớm ra bến</h1><time datetime='2026-11-02T06:10:00+07:00'></time><div>{text}</div>"
    assert extract(page, f"https://baovidu.example{path}").kind == kind


CLOCK = "<div><span class=today>Thứ Hai, 30/11/2026 09:10</span></div>"
HOT = "".join(
    f"<li><a href=/nong-{n}.html>Một tin nóng khác số {n} của ngày hôm nay</a> <span class=date>{n}/11/2026</span></li>"
    for n in range(1, 7)
)


@pytest.mark.parametrize(("above", "beside"), [("", ""), (CLOCK, ""), ("", f"<aside><ul>{HOT}</ul></aside>")])
def test_a_page_of_dated_cards_is_a_listing_also_with_a_clock_or_a_list_in_the_sidebar(above: str, beside: str) -> None:
    cards = "".join(
        f"<article class=card><h2><a href=/tin-{n}-10000{n}.html>Xã ven sông mở lại bến đò số {n}</a></h2>"
        f"<time datetime=2024-05-0{n}>0{n}/05/2024</time><p>{SENTENCE}</p></article>"
        for n in range(1, 8)
    )
    page = f"<html lang=vi><title>Văn hóa - Báo Ví Dụ</title><body>{above}<main>{cards}</main>{beside}"
    assert extract(page, "https://baovidu.example/van-hoa").kind == "listing"
