from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.parsers.body.pictures.images import captioned, picture_url
from newsarchive.parsers.html.document import Document


def url_of(markup: str) -> str | None:
    document = Document(markup.encode(), "https://example.vn/bai/do.html")
    return picture_url(document, document.by_tag["img"][0])


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<img src='/anh/do.jpg'>", "https://example.vn/anh/do.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src='/anh/do.jpg'>", "https://example.vn/anh/do.jpg"),
        ("<img src='/anh/nho.jpg' data-original='/anh/to.jpg'>", "https://example.vn/anh/to.jpg"),
        ("<img srcset='/a.jpg 300w, /b.jpg 900w'>", "https://example.vn/b.jpg"),
        ("<img srcset='/a.jpg 300w, , /b.jpg 900w'>", "https://example.vn/b.jpg"),
        ("<img srcset='/a.jpg wide, /b.jpg 2x'>", "https://example.vn/b.jpg"),
        ("<img srcset=','>", None),
        ("<img src='/anh/logo.png'>", None),
        ("<img src='/anh/do.jpg' width=20>", None),
        ("<img alt='không có'>", None),
        ("<img src='#'>", None),
        ("<img src='#' data-actual='/anh/do.jpg'>", "https://example.vn/anh/do.jpg"),
        ("<img src='about:blank'>", None),
    ],
)
def test_the_address_is_that_of_the_picture_itself(markup: str, url: str | None) -> None:
    assert url_of(markup) == url


def test_of_the_sizes_of_a_background_the_largest_is_the_picture() -> None:
    markup = "<div data-bgset='/anh/nho.jpg 300w, /anh/to.jpg 900w'></div>"
    document = Document(markup.encode(), "https://example.vn/bai/do.html")
    assert picture_url(document, document.by_tag["div"][0]) == "https://example.vn/anh/to.jpg"


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("Đò qua sông. Ảnh: Lê Bến", "Đò qua sông.", "Lê Bến"),
        ("Đò qua sông. (Reuters)", "Đò qua sông.", "Reuters"),
        ("Đò qua sông.", "Đò qua sông.", None),
        ("", None, None),
    ],
)
def test_a_credit_is_parted_from_its_caption(caption: str, text: str | None, credit: str | None) -> None:
    picture = captioned("https://example.vn/a.jpg", caption)
    assert (picture.caption, picture.credit) == (text, credit)


ABOVE = "".join(
    f"<p>{line}</p>"
    for line in (
        "Sáng nay bè cá của hợp tác xã Khe Bướm được kéo vào vịnh để tránh lũ về.",
        "Ông Lý Văn Khoai nói cả xóm thức trắng hai đêm để kéo bè và neo lại.",
        "Đến trưa hôm sau chưa có hộ nào báo mất cá hay mất lồng trong vịnh.",
    )
)


@pytest.mark.parametrize(
    ("below", "is_own"),
    [
        ("<div class=rating><img src=/x.jpg> <span>Bình chọn cho bài viết</span></div>", False),
        ("<div class=share><p>Chia sẻ bài viết</p><a href=/f><img src=/x.jpg></a></div>", False),
        ("<div><p>Quảng cáo</p><img src=/x.jpg></div>", False),
        ("<p><img src=/x.jpg></p>", True),
        ("<div><img src=/x.jpg><p>Từ khóa: <a href=/tag/a>Bè cá</a>, <a href=/tag/b>Vịnh Khe Bướm</a></p></div>", True),
        ("<div><ul class=tags><li><a href=/tag/a>Bè cá</a></li></ul><p><img src=/x.jpg></p></div>", True),
        ("<div><p><img src=/x.jpg></p><p>Chia sẻ</p></div>", True),
        ("<div><img src=/x.jpg><a href=/b-2.html>Xem thêm</a></div>", True),
        ("<div><p><img src=/x.jpg></p><span>Share this article</span></div>", True),
        ("<div><img src=/x.jpg><p>© Báo Phù Lưu</p></div>", True),
        ("<figure><img src=/x.jpg><div class=share>Chia sẻ bài viết</div></figure>", True),
        ("<div><p><img src=/x.jpg></p><p><i>Bè cá nối đuôi nhau. Ảnh: Lê Bến</i></p></div>", True),
    ],
)
def test_a_picture_among_the_words_of_a_box_behind_the_text_is_the_boxs(below: str, *, is_own: bool) -> None:
    page = (
        f"<html lang=vi><main><h1>Bè nuôi cá được kéo vào bờ tránh lũ</h1><div class=text>{ABOVE}{below}</div></main>"
    )
    pictures = extract(page, "https://example.vn/bai/be.html").pictures
    assert [picture.url for picture in pictures] == ["https://example.vn/x.jpg"] * is_own


@pytest.mark.parametrize(
    ("frame", "is_found"),
    [
        ("<figure data-src='/anh/be.jpg'><figcaption>Bè cá trong vịnh</figcaption></figure>", True),
        ("<figure><span data-src='/anh/be.jpg'></span><figcaption>Bè cá trong vịnh</figcaption></figure>", True),
        ("<figure style='background-image:url(/anh/be.jpg)'><figcaption>Bè cá trong vịnh</figcaption></figure>", True),
        ("<figure data-src='/phim/be.mp4'><figcaption>Bè cá trong vịnh</figcaption></figure>", False),
        ("<aside><figure><img src='/anh/be.jpg'><figcaption>Bè cá trong vịnh</figcaption></figure></aside>", True),
        ("<aside class=inset><img src='/anh/be.jpg'><p class=caption>Bè cá trong vịnh</p></aside>", True),
        ("<aside><img src='/anh/be.jpg'><p>Bè cá trong vịnh</p></aside>", False),
        ("<aside><img src='/anh/be.jpg'><p class=caption><a href=/b-2.html>Bè cá trong vịnh</a></p></aside>", False),
    ],
)
def test_a_lazy_picture_without_an_image_and_one_in_an_aside_are_found(frame: str, is_found: bool) -> None:
    page = f"<article><h1>Kéo bè vào vịnh tránh lũ</h1><div class=c>{ABOVE}{frame}{ABOVE}</div></article>"
    pictures = extract(page, "https://example.vn/bai/be-104233.html").pictures
    assert [(picture.url, picture.caption) for picture in pictures] == (
        [("https://example.vn/anh/be.jpg", "Bè cá trong vịnh")] if is_found else []
    )
