from __future__ import annotations

import pytest

from newsarchive.parsers.body.dateline import cut_dateline


@pytest.mark.parametrize(
    ("text", "dateline", "remainder"),
    [
        ("TTH.VN - Sáng nay, bến đò mở lại.", "TTH.VN", "Sáng nay, bến đò mở lại."),
        ("TTH - Sáng nay, bến đò mở lại.", "TTH", "Sáng nay, bến đò mở lại."),
        ("HNN.VN – Sáng nay, bến đò mở lại.", "HNN.VN", "Sáng nay, bến đò mở lại."),
        ("TTO - Trường làng có thư viện.", "TTO", "Trường làng có thư viện."),
        ("(Dân trí) - Trường làng có thư viện.", "Dân trí", "Trường làng có thư viện."),
        ("(NLĐO)- Trường làng có thư viện.", "NLĐO", "Trường làng có thư viện."),
        ("(Chinhphu.vn) - Trường làng có thư viện.", "Chinhphu.vn", "Trường làng có thư viện."),
        ("(CLO) Trường làng có thư viện.", "CLO", "Trường làng có thư viện."),
        ("HÀ NỘI (TTXVN) - Trường làng có thư viện.", "HÀ NỘI (TTXVN)", "Trường làng có thư viện."),
        ("BERLIN (AP) — The ferry runs again.", "BERLIN (AP)", "The ferry runs again."),
        ("Bremen (dpa) - Die Fähre fährt wieder.", "Bremen (dpa)", "Die Fähre fährt wieder."),
        ("OSLO, Dec 5 (Reuters) - The ferry runs again.", "OSLO, Dec 5 (Reuters)", "The ferry runs again."),
        ("NEW ULM — The ferry runs again.", "NEW ULM", "The ferry runs again."),
    ],
)
def test_a_dateline_is_cut_from_the_first_sentence(text: str, dateline: str, remainder: str) -> None:
    assert cut_dateline(text) == (dateline, remainder)


@pytest.mark.parametrize(
    "text",
    [
        "EU - Mỹ bàn chuyện thuế.",
        "WHO - tổ chức y tế của Liên hợp quốc - vừa họp.",
        "FIFA – cơ quan điều hành bóng đá – vừa họp.",
        "Bến Đò - Gò Mưa là tuyến xe mới.",
        "(Ảnh minh họa) cho bài viết này.",
        "Ông Tư (65 tuổi) - người giữ đình - kể lại.",
        "LONDON — eine Stadt am Fluss.",
        "FÄHRE, BRÜCKE-Pläne und Straßen sind ein Thema.",
        "",
    ],
)
def test_a_sentence_that_begins_with_initials_or_brackets_is_left_whole(text: str) -> None:
    assert cut_dateline(text) == (None, text)


def test_marks_of_the_page_are_a_dateline_only_before_a_sentence() -> None:
    text = "VTV - đài truyền hình ấy chưa có tin gì về con đò."
    assert cut_dateline(text, "VTV") == (None, text)
    text = "GòMưa - vùng đất ấy có thêm bến đò."
    assert cut_dateline(text, site="baogomua") == (None, text)


def test_a_glued_name_is_a_dateline_only_if_it_is_the_sites() -> None:
    text = "TikTok - Ứng dụng này có thêm nút tắt."
    assert cut_dateline(text, site="baogomua") == (None, text)
    assert cut_dateline(text.replace("TikTok", "GòMưa"), site="baogomua")[0] == "GòMưa"


def test_a_place_in_bold_is_a_dateline_and_a_person_is_not() -> None:
    assert cut_dateline("Sơn La - Từ đầu tháng, bến đò mở lại.", "Sơn La")[0] == "Sơn La"
    text = "Mạch Văn Lặng - Từ đầu tháng, ông mở lại bến đò."
    assert cut_dateline(text, "Mạch Văn Lặng") == (None, text)


def test_unknown_initials_are_believed_where_the_page_sets_them_in_bold() -> None:
    text = "XYZ - Sáng nay, bến đò mở lại."
    assert cut_dateline(text) == (None, text)
    assert cut_dateline(text, "XYZ") == ("XYZ", "Sáng nay, bến đò mở lại.")


@pytest.mark.parametrize(
    ("initials", "site"),
    [
        ("BSNO", "Báo Sông Nước"),
        ("SN", "Sông Nước Online"),
        ("SN&BĐ", "Sông nước và Bến đò"),
        ("SNBĐ", "Sông nước & Bến đò"),
    ],
)
def test_initials_of_the_publisher_are_a_dateline(initials: str, site: str) -> None:
    text = f"{initials} - Sáng nay, bến đò mở lại."
    assert cut_dateline(text) == (None, text)
    assert cut_dateline(text, publisher=site) == (initials, "Sáng nay, bến đò mở lại.")


@pytest.mark.parametrize(("mark"), ["QĐND Online", "ICTnews", "ĐNĐT"])
def test_a_publishers_mark_may_end_in_small_letters(mark: str) -> None:
    assert cut_dateline(f"{mark} - Bến đò mở lại.") == (mark, "Bến đò mở lại.")


@pytest.mark.parametrize(
    ("place", "is_cut"),
    [("Bình Thuận", True), ("Sơn La", True), ("Nguyễn Văn An", False), ("Jana Müller", False)],
)
def test_a_place_in_bold_is_a_dateline_and_the_name_of_a_person_begins_a_sentence(place: str, *, is_cut: bool) -> None:
    text = f"{place} - Giám đốc bến đò mở lại bến."
    assert cut_dateline(text, place) == ((place, "Giám đốc bến đò mở lại bến.") if is_cut else (None, text))


@pytest.mark.parametrize(
    ("mark", "site"),
    [
        ("BSN", "baosongnuoc"),
        ("SNĐT", "baosongnuoc"),
        ("BSN Online", "baosongnuoc"),
        ("SôngNước", "baosongnuoc"),
        ("SNU", "songnuoc"),
    ],
)
def test_initials_of_the_newspaper_that_its_domain_names_are_a_dateline(mark: str, site: str) -> None:
    assert cut_dateline(f"{mark} - Sáng nay, bến đò mở lại.", site=site) == (mark, "Sáng nay, bến đò mở lại.")


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("SN - Sáng nay, bến đò mở lại.", "baosongnuoc"),
        ("WHO - Tổ chức Y tế thế giới - vừa họp.", "baosongnuoc"),
        ("NSN - Nhóm thợ của làng - vừa họp.", "baosongnuoc"),
        ("UNESCO - Tổ chức của Liên hợp quốc - vừa họp.", "unesco"),
        ("BSN - cánh đồng lớn - được mùa.", "baosongnuoc"),
        ("Sông Nước - Bến Đò là tuyến xe mới.", "baosongnuoc"),
        ("BếnĐò - Sáng nay xe chạy.", "baosongnuoc"),
    ],
)
def test_other_initials_are_no_dateline_of_the_site(text: str, site: str) -> None:
    assert cut_dateline(text, site=site) == (None, text)
