from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.publishers import Publisher, all_publishers
from newsarchive.publishers.canonical import article_id, canonical_url, site_of

HUE = "https://huengaynay.vn/van-hoa/hoi-lang-161942.html"
HUE_OLD = "https://huengaynay.vn/hoi-lang-a39296.html"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        # scheme, host, port, slashes, fragment
        ("http://huengaynay.vn/van-hoa/hoi-lang-161942.html", HUE),
        ("  HTTPS://WWW.HueNgayNay.VN:443//van-hoa///hoi-lang-161942.html/#binh-luan\n", HUE),
        ("//huengaynay.vn/van-hoa/./x/../hoi-lang-161942.html", HUE),
        ("http://huengaynay.vn:80/van-hoa/hoi-lang-161942.html", HUE),
        ("https://huengaynay.vn.:443/van-hoa/hoi-lang-161942.html", HUE),
        ("https://user:pw@huengaynay.vn/van-hoa/hoi-lang-161942.html", HUE),
        ("https://huengaynay.vn", "https://huengaynay.vn/"),
        ("https://a.vn/(S(lit3py55t21z5v55vlm25s55))/tin/cau.aspx", "https://a.vn/tin/cau.aspx"),
        ("https://a.vn/(X(1)S(lit3py55t21z5v55vlm25s55))/tin/cau.aspx", "https://a.vn/tin/cau.aspx"),
        ("https://a.vn/S(lit3py55)/tin/cau.aspx", "https://a.vn/tin/cau.aspx"),
        ("https://a.vn/S(hop)/tin/cau.aspx", "https://a.vn/S(hop)/tin/cau.aspx"),
        ("https://a.vn/tin/Cau_(S(moi))", "https://a.vn/tin/Cau_(S(moi))"),
        # a known publisher's other hosts
        ("https://m.huengaynay.vn/van-hoa/hoi-lang-161942.html", HUE),
        ("https://amp.huengaynay.vn/van-hoa/hoi-lang-161942.html", HUE),
        ("http://baothuathienhue.vn/hoi-lang-a39296.html", HUE_OLD),
        ("http://www.baothuathienhue.vn/hoi-lang-a39296.html", HUE_OLD),
        ("https://news.zing.vn/hoi-lang-post861.html", "https://znews.vn/hoi-lang-post861.html"),
        # paths did not stay when the domain changed
        ("https://hanoimoi.com.vn/tin/hoi-lang-12345.html", "https://hanoimoi.com.vn/tin/hoi-lang-12345.html"),
        # a desk of its own is no other rendering
        ("http://thethao.vnexpress.net/x-1234567.html", "https://thethao.vnexpress.net/x-1234567.html"),
        ("https://bbc.com/vietnamese/articles/c1a2.amp", "https://www.bbc.com/vietnamese/articles/c1a2"),
        # query
        (f"{HUE}?utm_source=zalo&fbclid=1&gidzl=a&zarsrc=30", HUE),
        (f"{HUE}?page=2&print=1", HUE),
        ("http://baothuathienhue.vn/amp.aspx?newid=27689", "https://huengaynay.vn/amp.aspx?newid=27689"),
        ("https://huengaynay.vn/tim-kiem?p=2&q=a&UTM_X=1", "https://huengaynay.vn/tim-kiem?p=2&q=a"),
        ("https://laodong.vn/thoi-su?page=2", "https://laodong.vn/thoi-su?page=2"),
        # a site nobody described
        ("http://www.baovidu.vn/a/?b=2&a=1&utm_medium=x", "https://www.baovidu.vn/a?a=1&b=2"),
        ("http://m.baovidu.vn/a", "https://m.baovidu.vn/a"),
        ("https://baovidu.vn/?a&b=&a=%20", "https://baovidu.vn/?a&a=+&b="),
        ("https://baovidu.vn:8443/a", "https://baovidu.vn:8443/a"),
        ("http://baovidu.vn:8080/a", "http://baovidu.vn:8080/a"),
        ("https://web.archive.org/web/2020/http://x.vn/a", "https://web.archive.org/web/2020/http://x.vn/a"),
        # the demo server
        ("https://bao.example/cau-moi/?share=facebook", "https://bao.example/cau-moi"),
        ("https://bao.example/?share=x&nb=1&p=12", "https://bao.example/?p=12"),
        ("https://bao.example/cau-moi?p=2&share=jetpack-whatsapp", "https://bao.example/cau-moi?p=2"),
        ("https://bao.example/cau-moi?share=press-this", "https://bao.example/cau-moi"),
        ("https://bao.example/so-lieu?share=12", "https://bao.example/so-lieu?share=12"),
        ("https://bao.example/gia?share=email-moi&nb=1", "https://bao.example/gia?nb=1&share=email-moi"),
        ("http://127.0.0.1:8765/tin-1.html?utm_source=x", "http://127.0.0.1:8765/tin-1.html"),
        ("https://bao.example/tin.php?id=1&PHPSESSID=0ab", "https://bao.example/tin.php?id=1"),
        ("https://bao.example/tin-1.html;jsessionid=0AB.node1?id=1", "https://bao.example/tin-1.html?id=1"),
        ("https://bao.example/tin-1?AspxAutoDetectCookieSupport=1", "https://bao.example/tin-1"),
        ("https://bao.example/tin-1?PageSpeed=noscript", "https://bao.example/tin-1"),
        ("https://bao.example/tin-1?__cf_chl_tk=aB3.x-1&id=2", "https://bao.example/tin-1?id=2"),
        (
            "https://bao.example/index.php?view=article&catid=3:x&id=12:a&layout=default&page=&option=com_content&Itemid=5",
            "https://bao.example/index.php?id=12:a&option=com_content&view=article",
        ),
        (
            "https://bao.example/index.php?option=com_content&view=category&id=3&layout=blog&Itemid=5",
            "https://bao.example/index.php?Itemid=5&id=3&layout=blog&option=com_content&view=category",
        ),
        (
            "https://bao.example/tin/-/content/cau-moi?inheritRedirect=false&redirect=%2Ftin",
            "https://bao.example/tin/-/content/cau-moi",
        ),
        (
            "https://bao.example/index.php?option=com_content&view=article&Itemid=5",
            "https://bao.example/index.php?Itemid=5&option=com_content&view=article",
        ),
        ("https://bao.example/-/go?redirect=%2Ftin", "https://bao.example/-/go?redirect=/tin"),
        ("https://bao.example/tin.aspx?ItemID=1&Source=%2Frss", "https://bao.example/tin.aspx?ItemID=1&Source=/rss"),
        ("https://bao.example/go?redirect=%2Ftin%2Fcau-moi", "https://bao.example/go?redirect=/tin/cau-moi"),
        (
            "https://bao.example/Pages/tin.aspx?ItemID=12&Source=%2FPages",
            "https://bao.example/Pages/tin.aspx?ItemID=12",
        ),
        ("https://bao.example/tin.aspx?ItemID=12&source=zalo", "https://bao.example/tin.aspx?ItemID=12&source=zalo"),
        ("https://bao.example/di.aspx?Source=%2FPages", "https://bao.example/di.aspx?Source=/Pages"),
        ("https://bao.example/toc-do?speed=page", "https://bao.example/toc-do?speed=page"),
        ("http://localhost:8765/", "http://localhost:8765/"),
        ("http://[::1]:8765/a", "http://[::1]:8765/a"),
        ("http://localhost/a", "http://localhost/a"),
        # no address of a page
        ("mailto:toasoan@huengaynay.vn", "mailto:toasoan@huengaynay.vn"),
        ("javascript:void(0)", "javascript:void(0)"),
        ("https://[broken", "https://[broken"),
        ("https://x.vn:port/", "https://x.vn:port/"),
        ("https:///a", "https:///a"),
        ("", ""),
    ],
)
def test_one_page_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://x.vn/người-quê", "https://x.vn/ng%C6%B0%E1%BB%9Di-qu%C3%AA"),
        ("https://x.vn/ng%c6%b0%e1%bb%9di-qu%c3%aa", "https://x.vn/ng%C6%B0%E1%BB%9Di-qu%C3%AA"),
        (
            unicodedata.normalize("NFD", "https://x.vn/tìm?q=Huế"),
            unicodedata.normalize("NFC", "https://x.vn/tìm?q=Huế"),
        ),
        ("https://x.vn/e%CC%82", "https://x.vn/ê"),
        ("https://x.vn/%7Ea%2Db", "https://x.vn/~a-b"),
        ("https://x.vn/t?q=a%20b", "https://x.vn/t?q=a+b"),
        ("https://báo.vn/a", "https://xn--bo-mia.vn/a"),
    ],
)
def test_encoded_and_raw_letters_are_the_same_address(url: str, other: str) -> None:
    assert canonical_url(url) == canonical_url(other)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://x.vn/a%2Fb", "https://x.vn/a/b"),
        ("https://x.vn/a%3Fb", "https://x.vn/a?b"),
        ("https://x.vn/a%2520b", "https://x.vn/a%20b"),
        ("https://x.vn/A", "https://x.vn/a"),
        ("https://x.vn/?q=a%26b", "https://x.vn/?q=a&b"),
        ("https://x.vn/?q=a%2Bb", "https://x.vn/?q=a+b"),
        ("https://x.vn/?id=1", "https://x.vn/?id=2"),
    ],
)
def test_parameters_that_select_a_page_stay_in_the_url(url: str, other: str) -> None:
    assert canonical_url(url) != canonical_url(other)


def test_a_given_publishers_rules_are_used() -> None:
    demo = Publisher(
        key="demo",
        name="Demo",
        domains=("127.0.0.1:8765",),
        article_patterns=(r"/tin-\d+$",),
        keep_query=("id",),
        rewrite={r"^/amp(?=/)": "", r"\.print$": ""},
    )
    assert canonical_url("http://127.0.0.1:8765/amp/tin-1.print?id=3&x=1", demo) == "http://127.0.0.1:8765/tin-1?id=3"
    assert site_of("http://127.0.0.1:8765/", demo) == "demo"


ADDRESSES = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["x.vn", "m.tuoitre.vn", "127.0.0.1", "báo.vn", "baothuathienhue.vn", "[::1]", "a..b", "-"]),
    st.sampled_from(["", ":80", ":443", ":8000"]),
    st.text(max_size=30),
    st.text(max_size=30),
    st.text(max_size=5),
)


@given(st.one_of(st.text(max_size=80), ADDRESSES))
@example("https://x.vn/%")
@example("https://x.vn/%E1%BB")
@example("https://x.vn/?%E1=%E1")
@example("https://x.vn/a/..")
@example("\uf9b1")  # NFC has another letter for it
@example("https://x.vn/\ud800")
def test_the_address_of_an_address_is_itself(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert site_of(once) == site_of(url)


@given(st.one_of(st.text(max_size=300), ADDRESSES))
@example("../../etc/passwd")
@example("https://../x")
@example("https://" + "a" * 300 + ".vn/")
@example("https://..%2f..%2f/x")
def test_a_site_is_a_safe_folder_name(url: str) -> None:
    name = site_of(url)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", name)
    assert ".." not in name
    assert len(name) <= 120


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://huengaynay.vn/a", "huengaynay"),
        ("http://news.baothuathienhue.vn/a", "huengaynay"),
        ("https://www.baovidu.vn/a", "baovidu.vn"),
        ("https://thethao.baovidu.com.vn/a", "baovidu.com.vn"),
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://tap-chi.blogspot.com/a", "tap-chi.blogspot.com"),
        ("https://com.vn/a", "com.vn"),
        ("https://báo.vn/", "xn--bo-mia.vn"),
        ("http://127.0.0.1:8765/a", "127.0.0.1-8765"),
        ("http://127.0.0.1/a", "127.0.0.1"),
        ("http://localhost:80/a", "localhost"),
        ("baovidu.vn", "baovidu.vn"),
        ("", "unknown"),
        ("https://[broken", "unknown"),
    ],
)
def test_a_site_is_a_publisher_or_a_registered_name(url: str, site: str) -> None:
    assert site_of(url) == site


def test_no_site_of_a_stranger_is_a_key_of_ours() -> None:
    # keys have no dot, names of strange sites do (or are localhost): a stranger cannot write into our folder
    assert not [key for key in all_publishers() if "." in key or key in {"localhost", "unknown"}]


def test_an_id_is_the_site_and_sixteen_hex_digits() -> None:
    assert article_id("huengaynay", HUE) == "huengaynay:" + article_id("x", HUE)[2:]
    assert re.fullmatch("huengaynay:[0-9a-f]{16}", article_id("huengaynay", HUE))
    assert article_id("x", HUE) != article_id("x", HUE_OLD)


def test_an_id_never_changes() -> None:
    # written into archives: a new rule for it would be a new archive
    assert article_id("huengaynay", HUE) == "huengaynay:013ac2af11099897"
