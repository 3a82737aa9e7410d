"""Printed times: every family of formats, every decision, every decoy."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import extract, parse_timestamp
from newsarchive.parsers.dates.timestamp import parse_change

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2024, 11, 5, 10, 0, tzinfo=VIETNAM)
NOON = "2017-09-11T12:28:00+07:00"


def read(text: str, now: datetime | None = NOW) -> tuple[str, str] | None:
    found = parse_timestamp(text, now=now)
    return (found.value.isoformat(), found.precision) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Thứ Hai, 11/09/2017 12:28",
        "THỨ HAI, 11/09/2017 12:28",
        "Thứ hai ngày 11/9/2017 lúc 12:28",
        "Thứ 2, 11-09-2017 | 12:28",
        "T2, 11.09.2017 12:28",
        "Thu hai, 11/09/2017 12:28",
        unicodedata.normalize("NFD", "Thứ Hai,  11/09/2017 12:28"),
        "Thứ Hai, ngày 11 tháng 9 năm 2017, 12 giờ 28 phút",
        "Thứ hai, 11 Tháng 9, 2017 - 12:28",
        "11 Tháng Chín 2017, 12:28",
        "11 thg 9, 2017 12:28",
        "Tháng Chín 11, 2017 12:28",
        "12:28 | Thứ hai, 11/09/2017",
        "Thứ Hai, 12:28, 11/09/2017",
        "12h28 11/09/2017",
        "12g28 ngày 11/09/2017",
        "12h28’ ngày 11/9/2017",
        "12:28 , 11/09/2017",
        "11/09/17 12:28",
        "11.09.17 | 12:28",
        "Thứ hai,11/09/2017,12:28",
        "Thứ\xa0Hai,\xa011/09/2017\u202f12:28",
        "Thứ Hai, 11∕09∕2017 12：28",
        "Thứ Hai, 11/09/2017&nbsp;12:28",
        "2017/09/11 12:28",
        "2017-09-11T12:28",
        "September 11, 2017 12:28",
        "11. September 2017, 12.28 Uhr",
        "11 septembre 2017 à 12h28",
        "11 de septiembre de 2017 a las 12:28",
        "11 września 2017, 12:28",
        "2017년 9월 11일 12:28",
        "Thứ 2,11/9/2017 12:28",
        "Thứ 2-11/09/2017 12:28",
        "12:28-11/09/2017",
        "12 giờ 28 - 11/09/2017",
        "12h28p ngày 11/9/2017",
        "12:28 giờ, 11/09/2017",
        "11/09/2017 lúc: 12:28",
        "11/09/2017 / 12:28",
        "12:28 ∙ 11/09/2017",
        "12:28 │ 11/09/2017",
        "12:28 (GMT+7) - Thứ Hai, 11/09/2017",
        "12:28 GMT+7, 11/09/2017",
        "Thứ Hai, 11/09/2017 (GMT+7) 12:28",
        "11-Th9-2017 12:28",
        "2017/09/11 [12:28]",
    ],
)
def test_every_order_and_separator_reads_the_same_minute(text: str) -> None:
    assert read(text) == (NOON, "minute")


@pytest.mark.parametrize(
    "text",
    [
        "ClockThứ Hai, 11/09/2017 12:28",
        "access_time11/09/2017 12:28",
        "🕒 Thứ Hai, 11/09/2017 12:28",
        "\uf017 11/09/2017 12:28",
        "Thời sựThứ Hai, 11/09/2017 12:28",
        "Lam Giang11/09/2017 12:28",
        "11/09/2017 12:28Chia sẻ",
        "11/09/2017 12:28Bến đò cũ vừa mở lại",
        "Thứ Hai, 11/09/201712:28",
        "(BVD) - Thứ Hai, 11/09/2017 12:28",
        "Thứ Hai, 11/09/2017 | 12:28\n0",
        "Đăng lúc: 12:28 11/09/2017",
        "Cập nhật lúc 12:28, ngày 11/09/2017",
        "Ngày phát hành 12:28 | 11/9/2017",
        "<b>Thứ Hai, 11/09/2017</b> 12:28",
        "11/09/2017&amp;nbsp;12:28",
        "3 - 11/09/2017 12:28",
        "Luật số 5 qua vòng một, Thứ Hai, 11/09/2017 12:28",
    ],
)
def test_noise_glued_to_the_stamp_does_not_hide_it(text: str) -> None:
    assert read(text) == (NOON, "minute")


def test_the_raw_text_is_the_time_as_displayed_without_the_icon() -> None:
    found = parse_timestamp("ClockThứ Hai, 11/09/2017 12:28")
    assert found is not None
    assert found.raw == "Thứ Hai, 11/09/2017 12:28"


@pytest.mark.parametrize("name", ["hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy", "Hai", "TƯ", "2", "7"])
def test_a_weekday_is_never_used_to_compute(name: str) -> None:
    assert read(f"Thứ {name}, 11/09/2017 12:28") == (NOON, "minute")


@pytest.mark.parametrize(
    "text", ["CN, 10/09/2017", "Chủ nhật, 10/9/2017", "Chúa nhật 10-09-2017", "chu nhat, 10/09/2017"]
)
def test_sunday_has_many_names(text: str) -> None:
    assert read(text) == ("2017-09-10T00:00:00+07:00", "day")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("11/09/2017 08:15 SA", 8),
        ("11/09/2017 08:15 CH", 20),
        ("11/09/2017 12:15 SA", 0),
        ("11/09/2017 12:15 CH", 12),
        ("11/09/2017 8:15 a.m.", 8),
        ("11/09/2017 1:15 pm", 13),
        ("8 giờ 15 sáng 11/09/2017", 8),
        ("3h15 chiều 11/9/2017", 15),
        ("1h15 trưa 11/9/2017", 13),
        ("11h15 trưa 11/9/2017", 11),
        ("8h15 tối 11/9/2017", 20),
        ("11h15 đêm 11/9/2017", 23),
        ("12h15 đêm 11/9/2017", 0),
        ("12:15 sáng 11/9/2017", 0),
        ("2h15 sáng 11/9/2017", 2),
        ("15:15 PM 11/09/2017", 15),  # a marker on a 24-hour clock says nothing
        ("00:15 AM - 11/09/2017", 0),
        ("16h15 chiều 11/9/2017", 16),
    ],
)
def test_halves_of_the_day_move_the_hour(text: str, hour: int) -> None:
    assert read(text) == (f"2017-09-11T{hour:02}:15:00+07:00", "minute")


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("GMT+7", "+07:00"),
        ("(GMT +7)", "+07:00"),
        ("[GMT+7]", "+07:00"),
        ("UTC+7", "+07:00"),
        ("(UTC+07:00)", "+07:00"),
        ("GMT+0700", "+07:00"),
        ("(+07:00)", "+07:00"),
        ("+07:00", "+07:00"),
        ("ICT", "+07:00"),
        ("GMT+7Like 0", "+07:00"),
        ("(giờ Việt Nam)", "+07:00"),
        ("GMT", "+00:00"),
        ("UTC", "+00:00"),
        ("(GMT+9)", "+09:00"),
        ("GMT-5", "-05:00"),  # behind, not ahead as POSIX has it
        ("- 13:40", "+07:00"),  # a second clock, no zone
    ],
)
def test_a_displayed_zone_is_used(text: str, offset: str) -> None:
    assert read(f"Thứ Hai, 11/09/2017 12:28 {text}") == (f"2017-09-11T12:28:00{offset}", "minute")


def test_a_timestamp_states_whether_its_zone_was_displayed() -> None:
    zoned, bare = parse_timestamp("11/09/2017 12:28 GMT+7"), parse_timestamp("11/09/2017 12:28")
    assert zoned is not None
    assert bare is not None
    assert (zoned.zoned, bare.zoned) == (True, False)


def test_a_time_without_a_zone_is_in_the_requested_zone() -> None:
    found = parse_timestamp("11.09.2017 12:28", tz="Europe/Berlin")
    assert found is not None
    assert found.value.isoformat() == "2017-09-11T12:28:00+02:00"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Hanoi/Huế.*IANA"):
        parse_timestamp("11/09/2017", tz="Hanoi/Huế")


def test_vietnam_time_is_always_seven_hours_ahead() -> None:
    assert read("2017-09-11 12:28:00") == ("2017-09-11T12:28:00+07:00", "second")


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2017-09-11T12:28:40+07:00", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11T12:28:40.1234567+07:00", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11T12:28:40.000 +07:00", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11T12:28:40 07:00", "2017-09-11T12:28:40+07:00", "second"),  # the plus was lost in an address
        ("2017-09-11, 12:28:40+07:00", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11T12:28:40+0700", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11T05:28:40Z", "2017-09-11T05:28:40+00:00", "second"),
        ("20170911T122840", "2017-09-11T12:28:40+07:00", "second"),
        ("Mon, 11 Sep 2017 12:28:40 +0700", "2017-09-11T12:28:40+07:00", "second"),
        ("Mon, 11 Sep 2017 05:28:40 GMT", "2017-09-11T05:28:40+00:00", "second"),
        ("Mon, 11 Sep 17 12:28:40 +0700", "2017-09-11T12:28:40+07:00", "second"),
        ("Mon Sep 11 12:28:40 ICT 2017", "2017-09-11T12:28:40+07:00", "second"),
        ("1505107720", "2017-09-11T12:28:40+07:00", "second"),
        ("1505107720123", "2017-09-11T12:28:40+07:00", "second"),
        ("/Date(1505107720000)/", "2017-09-11T12:28:40+07:00", "second"),
        ("9/11/2017 12:28:40 PM", "2017-09-11T12:28:40+07:00", "second"),  # ASP.NET writes en-US
        ("Thứ Năm, 7/3/2024 | 2:02:15 PM", "2024-03-07T14:02:15+07:00", "second"),  # a Thursday with the day first
        ("Thứ Sáu, 7/11/2014 | 10:22:15 PM", "2014-11-07T22:22:15+07:00", "second"),  # a Friday in either order
        ("7/3/2024 (Thứ 5) 2:02:15 PM", "2024-03-07T14:02:15+07:00", "second"),
        ("Thứ Tư, 7/3/2024 2:02:15 PM", "2024-07-03T14:02:15+07:00", "second"),  # a Wednesday with the month first
        ("Thứ Tư, 7/3/2024 14:02:15", "2024-03-07T14:02:15+07:00", "second"),  # but the order is the Vietnamese one
        ("10/25/2019 9:05:00 AM", "2019-10-25T09:05:00+07:00", "second"),
        ("01/20/2022 16:31:32", "2022-01-20T16:31:32+07:00", "second"),  # only one order fits
        ("09/11/2017 12:28:40 PM", "2017-11-09T12:28:40+07:00", "second"),  # padded: day first
        ("07/08/2022 01:39 PM", "2022-08-07T13:39:00+07:00", "minute"),
        ("11/09/2017 12 giờ 28 phút 40 giây", "2017-09-11T12:28:40+07:00", "second"),
        ("2017-09-11 T 12:28:40", "2017-09-11T12:28:40+07:00", "second"),
        (r"\/Date(1505107720000)\/", "2017-09-11T12:28:40+07:00", "second"),
        ("03/02/2026 07:00", None, None),  # beyond the moment of reading
        ("9g ngày 11-9-2017", "2017-09-11T09:00:00+07:00", "hour"),
        ("09/2017", "2017-09-01T00:00:00+07:00", "month"),
        ("September 2017", "2017-09-01T00:00:00+07:00", "month"),
        ("11.09.17", "2017-09-11T00:00:00+07:00", "day"),
        ("9h tối ngày 11/9/2017", "2017-09-11T21:00:00+07:00", "hour"),
        ("2017-09", "2017-09-01T00:00:00+07:00", "month"),
        ("Tháng 9/2017", "2017-09-01T00:00:00+07:00", "month"),
        ("ngày 11 tháng 9 năm 2017", "2017-09-11T00:00:00+07:00", "day"),
        ("05.15.13, 22:47", "2013-05-15T22:47:00+07:00", "minute"),  # no day comes first there
        ("05.15.2013", "2013-05-15T00:00:00+07:00", "day"),
        ("5.15.2013", None, None),
        ("Jun 6 2013, 10:12p", "2013-06-06T22:12:00+07:00", "minute"),
        ("Jun 6 2013, 10:12a", "2013-06-06T10:12:00+07:00", "minute"),
        ("10:12p 6/6/2013", "2013-06-06T10:12:00+07:00", "minute"),  # minutes in Vietnamese
        ("24/08/20", "2020-08-24T00:00:00+07:00", "day"),
    ],
)
def test_machine_readable_and_rare_time_formats_are_parsed(text: str, value: str | None, precision: str | None) -> None:
    assert read(text) == ((value, precision) if value else None)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("vừa xong", "2024-11-05T10:00:00+07:00", "minute"),
        ("30 giây trước", "2024-11-05T09:59:30+07:00", "second"),
        ("5 phút trước", "2024-11-05T09:55:00+07:00", "minute"),
        ("một giờ trước", "2024-11-05T09:00:00+07:00", "hour"),
        ("2 tiếng trước", "2024-11-05T08:00:00+07:00", "hour"),
        ("3h trước", "2024-11-05T07:00:00+07:00", "hour"),
        ("cách đây 3 giờ", "2024-11-05T07:00:00+07:00", "hour"),
        ("1 ngày 2 giờ trước", "2024-11-04T08:00:00+07:00", "hour"),
        ("Văn hóa - 1 giờ trước", "2024-11-05T09:00:00+07:00", "hour"),
        ("2 ngày trước", "2024-11-03T00:00:00+07:00", "day"),
        ("1 tuần trước - 24k lượt xem", "2024-10-29T00:00:00+07:00", "day"),
        ("15 tháng trước", "2023-08-01T00:00:00+07:00", "month"),
        ("Thể thao3 giờ trước", "2024-11-05T07:00:00+07:00", "hour"),
        ("3 giờ trướcChia sẻ", "2024-11-05T07:00:00+07:00", "hour"),
        ("5p trước", "2024-11-05T09:55:00+07:00", "minute"),
        ("8h sáng nay", "2024-11-05T08:00:00+07:00", "hour"),
        ("chiều qua 1h15", "2024-11-04T13:15:00+07:00", "minute"),
        ("tối qua lúc 9h30", "2024-11-04T21:30:00+07:00", "minute"),
        ("Đời sống - Hôm qua", "2024-11-04T00:00:00+07:00", "day"),
        ("ngày 30 tháng 10", "2024-10-30T00:00:00+07:00", "day"),
        ("Thứ Tư, 30/10", "2024-10-30T00:00:00+07:00", "day"),
        ("08:00 ngày 30 tháng 10", "2024-10-30T08:00:00+07:00", "minute"),
        ("11:00 5/11", "2023-11-05T11:00:00+07:00", "minute"),  # an hour ahead: last year has the newest
        ("Đời sống | 08:35", "2024-11-05T08:35:00+07:00", "minute"),
        ("Cập nhật 08:35", "2024-11-05T08:35:00+07:00", "minute"),
        ("hôm nay, 08:05", "2024-11-05T08:05:00+07:00", "minute"),
        ("Hôm qua lúc 21:40", "2024-11-04T21:40:00+07:00", "minute"),
        ("Hôm kia", "2024-11-03T00:00:00+07:00", "day"),
        ("Cập nhật 15 phút trước", "2024-11-05T09:45:00+07:00", "minute"),
        ("14h30 ngày 4/11", "2024-11-04T14:30:00+07:00", "minute"),
        ("08:00 ngày 30/12", "2023-12-30T08:00:00+07:00", "minute"),  # the newest that is not in the future
        ("08:00 ngày 29/2", "2024-02-29T08:00:00+07:00", "minute"),
        ("23:50", "2024-11-04T23:50:00+07:00", "minute"),
        ("lúc 8h35", "2024-11-05T08:35:00+07:00", "minute"),
        ("3 hours ago", "2024-11-05T07:00:00+07:00", "hour"),
        ("vor 3 Stunden", "2024-11-05T07:00:00+07:00", "hour"),
        ("il y a 2 heures", "2024-11-05T08:00:00+07:00", "hour"),
    ],
)
def test_relative_time_is_read_against_the_fetch(text: str, value: str, precision: str) -> None:
    assert read(text) == (value, precision)
    assert read(text, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "Đăng: 11/09/2017 12:28 - Cập nhật: 12/09/2017 08:00",
        "Cập nhật: 12/09/2017 08:00, Đăng: 11/09/2017 12:28",
        "Cập nhật 13:45 ngày 11/09/2017, xuất bản 12:28 ngày 11/09/2017",
        "Thứ hai, 11/09/2017 12:28 (cập nhật 13:45 11/09/2017)",
        "11/09/2017 12:28 | Cập nhật lần cuối: 15/10/2018 07:00",
        "Updated Sept. 12, 2017, 8:00 a.m. Published Sept. 11, 2017, 12:28 p.m.",
        "Publié le 11/09/2017 à 12:28, mis à jour le 12/09/2017 à 08:00",
        "11/09/2017 12:28 - 15/09/2017 08:00",
    ],
)
def test_published_beats_updated_in_any_order(text: str) -> None:
    assert read(text) == (NOON, "minute")


def test_a_solar_date_beside_a_lunar_gloss_wins() -> None:
    assert read("Thứ hai, 11/09/2017 12:28 (tức 21 tháng 7 năm Đinh Dậu)") == (NOON, "minute")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GMT+7",
        "lần thứ hai",
        "31/02/2017 08:00",
        "29/02/2019",
        "11/09/2017 25:61",
        "13/13/2017",
        "00/00/0000 00:00",
        "01/01/0001 00:00:00",
        "1970-01-01T00:00:00Z",
        "201-08-29T05:45:22+07:00",
        "Thành lập ngày 14.8.1929",
        "9999999999999",
        "Tổng đài 1900123456",
        "ĐT: 024.3974.1234",
        "Hotline: 0912 345 678",
        "Tỷ số 2-1, 3-2",
        "Điểm chuẩn: 25.5",
        "Giá: 12.500.000 đ",
        "1.234 lượt xem",
        "phiên bản 17.5.12",
        "192.168.1.20",
        "20170911122840123",
        "Số 20/11-2024",
        "1/2 quãng đường",
        "13-15/03/2015",
        "6 tháng đầu năm",
        "trong 3 ngày qua",
        "61 ngày",
        "mùng 3 Tết",
        "15/8 âm lịch",
        "ngày 15 tháng 01 âm lịch",
        "ngày 15/7 năm Nhâm Dần",
        "15/7 năm Giáp Thìn lúc 08:00",
        "10 tháng Giêng 2024",
        "13 - 15/03/2015",
        "13-15 tháng 3 năm 2015",
        "từ 13 đến 15/3/2015",
        "Phiên bản 1.12.2023",
        "số nhà 5/10/12",
        "Tỷ số 2-1, 08:30",
        "16:9",
        "tỷ lệ 12:10",
        "Thời lượng 03:25",
        "+07:00",
        "2 giờ 30 phút",
        "2 ngày trước Tết",
        "3 ngày trước đó",
        "2 năm trước",
        "Sáng nay, 5 người lên thuyền",
        "Giá lúa hôm nay nhích lên",
        "Công điện 05/CĐ-TTg ngày 5/1/2024",
        "Giấy chứng nhận ĐKKD do Sở KHĐT cấp lần đầu ngày 05/01/2010",
        "Rằm tháng Bảy",
        "Giấy phép số 60/GP-BTTTT cấp ngày 01/02/2023",
        "Giấy phép số 12/GP-STTTT, ngày 15-07-2008",
        "Nghị định số 119/2017/NĐ-CP ngày 01/11/2017",
    ],
)
def test_other_times_give_nothing(text: str) -> None:
    assert read(text) is None


def test_without_now_a_toll_free_number_is_still_no_time() -> None:
    assert parse_timestamp("1900123456") is None


def test_a_time_more_than_two_days_ahead_is_refused() -> None:
    assert read("07/11/2024 09:00") is not None
    assert read("08/11/2024 09:00") is None


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    parse_timestamp(text)
    parse_timestamp(text, now=NOW)


@pytest.mark.parametrize("scrap", ["1", " ", "Thứ ", "11/", "9:", "11/09/2017 ", "tháng ", "GMT+", "1/1-", "(", "jan "])
def test_hostile_repetition_is_read_in_linear_time(scrap: str) -> None:
    read(scrap * 50_000)


FORMATS = [
    "%d/%m/%Y %H:%M",
    "%H:%M %d-%m-%Y",
    "Thứ Hai, %d/%m/%Y | %H:%M",
    "%d.%m.%Y %H:%M (GMT+7)",
    "%Hh%M ngày %d/%m/%Y",
    "ngày %d tháng %m năm %Y, %H giờ %M phút",
    "%Y-%m-%dT%H:%M+07:00",
    "Clock%d/%m/%Y, %H:%M",
]


@given(
    st.datetimes(datetime(1997, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(FORMATS),
)
def test_every_minute_survives_print_and_reading(moment: datetime, shape: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    found = parse_timestamp(moment.strftime(shape))
    assert found is not None
    assert found.value.astimezone(UTC) == moment.replace(tzinfo=VIETNAM).astimezone(UTC)
    assert found.precision == "minute"


@pytest.mark.parametrize(
    "text",
    [
        "11 سبتمبر 2017",
        "11 أيلول، 2017",
        "11 Σεπτεμβρίου 2017",
        "11 בספטמבר 2017",
        "11. septembra 2017",
        "11. rujna 2017",
        "11 септември 2017",
        "11 сентябрь 2017",
        "11. септембар 2017",
        "11 setembre de 2017",
        "11 shtator 2017",
        "Setyembre 11, 2017",
    ],
)
def test_months_are_named_in_many_languages(text: str) -> None:
    assert read(text) == ("2017-09-11T00:00:00+07:00", "day")


def test_catalan_joins_de_and_a_vowel() -> None:
    assert read("11 d’octubre de 2017") == ("2017-10-11T00:00:00+07:00", "day")


@pytest.mark.parametrize(
    ("printed", "language", "value"),
    [
        ("6 มิถุนายน 2554", "th", "2011-06-06T00:00"),
        ("4 มี.ค. 2567 | 09.30 น.", "th", "2024-03-04T09:30"),
        ("04/03/2567 09:30", None, "2024-03-04T09:30"),
        ("۱۴ اسفند ۱۴۰۲ - ۰۹:۳۰", "fa", "2024-03-04T09:30"),
        ("۱۴۰۲/۱۲/۱۴ ۰۹:۳۰", None, "2024-03-04T09:30"),
        ("الثلاثاء ٥ مارس ٢٠٢٤ ٠٣:٢٠ م", "ar", "2024-03-05T15:20"),
        ("05/03/2024 03:20 مساءً", None, "2024-03-05T15:20"),
        ("5 آذار/مارس 2024 - 15:20", "ar", "2024-03-05T15:20"),
        ("5 مارس 2024، 12:05 ص", None, "2024-03-05T00:05"),
        ("५ मार्च २०२४, ०९:३०", "hi", "2024-03-05T09:30"),
        ("৫ মার্চ ২০২৪, ০৯:৩০", "bn", "2024-03-05T09:30"),
        ("5 მარტი, 2024 09:30", "ka", "2024-03-05T09:30"),
        ("5 березня 2024 р., 09:30", "uk", "2024-03-05T09:30"),
        ("5 март 2024 г., 09:30", "bg", "2024-03-05T09:30"),
        ("2024年3月5日(火) 9時30分", "ja", "2024-03-05T09:30"),
        ("令和6年3月5日 午後3時20分", "ja", "2024-03-05T15:20"),
        ("民國113年3月5日 09:30", "zh-TW", "2024-03-05T09:30"),
        ("2024/03/05 下午03:20:11", "zh-TW", "2024-03-05T15:20"),
        ("입력 2024.03.05. 오후 3:20", "ko", "2024-03-05T15:20"),
        ("5/3/2024 3:20 μμ", "el", "2024-03-05T15:20"),
        ("5/3/2024 3:20 ΜΜ", "el", "2024-03-05T15:20"),
        ("5/3/2024 12:05 Π.Μ.", "el", "2024-03-05T00:05"),
        ("5/3/2024 3:20:11 μμ", "el", "2024-03-05T15:20"),
        ("5/3/2024 3:20:11 م", "ar", "2024-03-05T15:20"),
        ("5/3/2024 下午 3:20:11", "zh-TW", "2024-03-05T15:20"),
        ("5/3/2024 3:20:11 p. m.", "es", "2024-03-05T15:20"),
        ("5/3/2024 3:20:11 PM", "vi", "2024-05-03T15:20"),
        ("05/03/2024 03:20 مساءا", "ar", "2024-03-05T15:20"),
        ("۱۵ اسفند ۱۴۰۲، ۳:۲۰ بعد از ظهر", "fa", "2024-03-05T15:20"),
        ("۱۵ اسفند ۱۴۰۲، ۹:۲۰ قبل از ظهر", "fa", "2024-03-05T09:20"),
        ("৫ মার্চ ২০২৪, ০৩:২০ পিএম", "bn", "2024-03-05T15:20"),
        ("৫ মার্চ ২০২৪, ১২:০৫ এএম", "bn", "2024-03-05T00:05"),
        ("5 मार्च 2024 3:20 पीएम", "hi", "2024-03-05T15:20"),
        ("5 ಮಾರ್ಚ್ 2024, 3:20 ಅಪರಾಹ್ನ", "kn", "2024-03-05T15:20"),
        ("5 مارچ 2024 3:20 بعد دوپہر", "ur", "2024-03-05T15:20"),
        ("5 de marzo de 2024, 3:20 p. m.", "es", "2024-03-05T15:20"),
        ("05/03/2024 3:20 (chiều)", "vi", "2024-03-05T15:20"),
        ("5. listopada 2024. u 09:30", "hr", "2024-10-05T09:30"),
        ("5 listopada 2024, 09:30", "pl", "2024-11-05T09:30"),
        ("Dienstag, 5. Mrz. 2024 um 9 Uhr 30", "de", "2024-03-05T09:30"),
        ("Tue 5 Mar 2024 09.30", "en", "2024-03-05T09:30"),
        ("Kamis, 7 Maret 2024 pukul 08:40 WIB", "id", "2024-03-07T08:40"),
        ("3/5/2024", "en-US", "2024-03-05T00:00"),
        ("3/5/2024", "en", "2024-05-03T00:00"),
        ("25/3/2024", "en-US", "2024-03-25T00:00"),
    ],
)
def test_dates_of_other_languages_scripts_and_calendars_are_read(
    printed: str, language: str | None, value: str
) -> None:
    found = parse_timestamp(printed, language=language)
    assert found is not None
    assert found.value.isoformat().startswith(value)


@pytest.mark.parametrize(
    ("printed", "offset"), [("March 5, 2024 3:30 PM ET", "-05:00"), ("July 5, 2024 3:30 p.m. ET", "-04:00")]
)
def test_eastern_time_has_the_offset_of_its_season(printed: str, offset: str) -> None:
    found = parse_timestamp(printed, language="en-US")
    assert found is not None
    assert found.value.isoformat().endswith(f"15:30:00{offset}")


@pytest.mark.parametrize("printed", ["giá 2560 đồng", "2567 người", "căn hộ 1402/12", "Điều 25 khoản 2 năm 2600"])
def test_a_number_like_a_year_of_another_era_alone_is_not_a_date(printed: str) -> None:
    assert parse_timestamp(printed) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri Mar 13 21:30:09 EST 2015", "2015-03-13T21:30:09+11:00"),
        ("9:30PM EST, 13 March 2015", "2015-03-13T21:30:00+11:00"),
        ("13 June 2015 9:30PM EST", "2015-06-13T21:30:00+10:00"),
        ("13 March 2015 9:30PM GMT", "2015-03-14T08:30:00+11:00"),
        ("13 March 2015 21:30 -05:00", "2015-03-13T21:30:00-05:00"),
    ],
)
def test_on_australian_pages_est_is_the_time_of_their_own_east(text: str, expected: str) -> None:
    assert _published(text, "https://ferry.example.com.au/news/a-1.html") == expected


def test_elsewhere_est_is_the_time_of_the_american_east() -> None:
    assert _published("13 June 2015 9:30PM EST", "https://ferry.example.com/news/a-1.html")[-6:] == "-05:00"


def _published(text: str, url: str) -> str:
    page = f"<html lang=en><body><h1>The ferry runs again after the flood</h1><p class=date>{text}</p><p>It ran.</p>"
    published = extract(page, url).published_at
    assert published is not None
    return published.isoformat()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Última actualización: 6 de marzo de 2024, 11:00"),
        ("es", "Actualización: 6 de marzo de 2024, 11:00"),
        ("pt", "Última atualização: 6 de março de 2024 às 11h00"),
        ("de", "Letzte Aktualisierung: 6. März 2024, 11:00 Uhr"),
        ("de", "Zuletzt bearbeitet am 6. März 2024, 11:00 Uhr"),
        ("cs", "Poslední úprava 6. 3. 2024 11:00"),
        ("hu", "Utolsó frissítés: 2024.03.06. 11:00"),
        ("ro", "Ultima actualizare: 06.03.2024, 11:00"),
        ("uk", "Останнє оновлення: 06.03.2024 11:00"),
        ("ru", "Последнее обновление: 06.03.2024 11:00"),
        ("th", "อัปเดตล่าสุด: 6 มี.ค. 2567 11:00"),
    ],
)
def test_the_last_change_is_labeled_as_such_in_the_words_of_many_languages(language: str, text: str) -> None:
    found = parse_timestamp(text, language=language)
    assert found is not None
    assert (found.label, found.value.isoformat()) == ("updated", "2024-03-06T11:00:00+07:00")


def test_a_line_on_an_extension_is_no_change_of_the_page() -> None:
    found = parse_timestamp("La actualización del padrón, 6 de marzo de 2024", language="es")
    assert found is not None
    assert found.label is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hu", "Megjelent: 2024. március 4. 09:30 | Frissítve: 2024.03.06. 11:00"),
        ("hu", "Frissítve: 2024.03.06. 11:00 | Megjelent: 2024. március 4. 09:30"),
        ("es", "Última actualización: 6 de marzo de 2024, 11:00 | Fecha de publicación: 4 de marzo de 2024, 9:30"),
    ],
)
def test_a_clock_time_belongs_to_the_date_before_it_in_a_line_of_two(language: str, text: str) -> None:
    found = parse_timestamp(text, language=language)
    changed = parse_change(text, language=language)
    assert found is not None
    assert changed is not None
    assert (found.label, found.value.isoformat()) == ("published", "2024-03-04T09:30:00+07:00")
    assert changed.value.isoformat() == "2024-03-06T11:00:00+07:00"
