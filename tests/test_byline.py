"""Printed credits of many house styles, of our own invention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.article import Credit
from newsarchive.parsers.bylines import lexicon
from newsarchive.parsers.bylines.parser import Byline, is_byline, is_collective, parse_byline, picture_credit

_FIELDS = {
    "A": "authors",
    "P": "photographers",
    "T": "translators",
    "C": "compilers",
    "S": "sources",
}


def _reading(text: str, language: str | None = None) -> str | None:
    """Write a reading the way the rows below do: ``A=Name;Name P=Name S=Outlet``."""
    found = parse_byline(text, language=language)
    if found is None:
        return None
    lists = ((sign, getattr(found, name)) for sign, name in _FIELDS.items())
    return " ".join(f"{sign}={';'.join(names)}" for sign, names in lists if names)


NAMES = [
    ("Minh Khuê", "A=Minh Khuê"),
    ("MINH KHUÊ", "A=Minh Khuê"),
    ("LÊ VĂN KHOÁT", "A=Lê Văn Khoát"),
    ("Đ. HIẾU", "A=Đ. Hiếu"),
    ("H.A", "A=H.A"),
    ("N.T.K", "A=N.T.K"),
    ("Th.Hà", "A=Th.Hà"),
    ("HM", "A=HM"),
    ("Ng.Khuê - H.Trà", "A=Ng.Khuê;H.Trà"),
    ("Nguyễn Khuê - Lê Trà - T.Sơn", "A=Nguyễn Khuê;Lê Trà;T.Sơn"),
    ("Nguyễn Khuê-Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("NGUYỄN KHUÊ – LÊ TRÀ", "A=Nguyễn Khuê;Lê Trà"),
    ("Nguyễn Khuê, Lê Trà và Hồ Sen", "A=Nguyễn Khuê;Lê Trà;Hồ Sen"),
    ("Nguyễn Khuê; Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Nguyễn Khuê | Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Nguyễn Khuê & Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Nguyễn Khuê + Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Nguyễn Khuê/Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Lê Thị Thanh-Trà", "A=Lê Thị Thanh-Trà"),
    ("• Nguyễn Khuê •", "A=Nguyễn Khuê"),
    ("Lê Trà -", "A=Lê Trà"),
    ("Lê Trà (12)", "A=Lê Trà"),
    ("Lê Trà./.", "A=Lê Trà"),
    ("lê trà", "A=lê trà"),
    ("H'Lan Niê", "A=H'Lan Niê"),
    ("Y Thanh Kbuôr", "A=Y Thanh Kbuôr"),
    ("K’SREH (TTXVN)", "A=K’SREH S=TTXVN"),
    ("Hà Giang", "A=Hà Giang"),
    ("Mây Lang Thang", "A=Mây Lang Thang"),
    ("Jane Doe", "A=Jane Doe"),
    ("L\u00ea Tra\u0300", "A=Lê Trà"),
    ("L&ecirc; Tr&agrave;", "A=Lê Trà"),
    ("\u200bLê\u00a0Trà\ufeff", "A=Lê Trà"),
    ("Нồ Sen", "A=Hồ Sen"),
    ("Lá Cỏ", "A=Lá Cỏ"),
    ("Ếch Ộp", "A=Ếch Ộp"),
    ("Trang Khuê", "A=Trang Khuê"),
    ("Trang Khuê/Hồ Sen", "A=Trang Khuê;Hồ Sen"),
    ("Giàng A Sến", "A=Giàng A Sến"),
    ("K' Sen", "A=K' Sen"),
    ("Công Tằng Tôn Nữ Trà Sen", "A=Công Tằng Tôn Nữ Trà Sen"),
    ("L.TH.S.", "A=L.Th.S."),
    ("Tr.Ng.", "A=Tr.Ng."),
    ("(Lê Trà)", "A=Lê Trà"),
    ("(Nguyễn Khuê - Lê Trà)", "A=Nguyễn Khuê;Lê Trà"),
    ("♦ Lê Trà", "A=Lê Trà"),
    ("_ Lê Trà", "A=Lê Trà"),
    ("Nguyễn Khuê * Lê Trà", "A=Nguyễn Khuê;Lê Trà"),
    ("Lê Du Lịch", "A=Lê Du Lịch"),
    ("Lê Văn Tỷ", "A=Lê Văn Tỷ"),
    ("Khuê Sự", "A=Khuê Sự"),
    ("Nguyen Hai Dang", "A=Nguyen Hai Dang"),
    ("Nh. Khuê - Lê Tr.", "A=Nh. Khuê;Lê Tr."),
]

BESIDE_A_NAME = [
    ("Lê Trà 05/06/2023", "A=Lê Trà"),
    ("Lê Trà05/06/2023", "A=Lê Trà"),
    ("Lê Trà | 05/06/2023 08:30", "A=Lê Trà"),
    ("Lê Trà - Thứ tư, 05/06/2023 - 08:30 (GMT+7)", "A=Lê Trà"),
    ("08:30 05/06/2023 - Lê Trà", "A=Lê Trà"),
    ("Lê Trà\n2023-06-05", "A=Lê Trà"),
    ("Lê Trà 2 giờ trước", "A=Lê Trà"),
    ("Lê Trà • 5 phút đọc", "A=Lê Trà"),
    ("Lê Trà 10:20", "A=Lê Trà"),
    ("Đăng ngày: 05/06/2023 - 10:20\nLê Trà", "A=Lê Trà"),
    ("Lê Trà, 05/06/2023 08:30 PM", "A=Lê Trà"),
    ("Lê Trà letra@bao-vi-du.vn", "A=Lê Trà"),
    ("Lê Trà (letra@bao-vi-du.vn)", "A=Lê Trà"),
    ("Lê Trà - Email: letra@bao-vi-du.vn", "A=Lê Trà"),
    ("Lê Trà Email", "A=Lê Trà"),
    ("Lê\u00a0Trà(letra@bao-vi-du.vn)", "A=Lê Trà"),
    ("Lê Trà – Chủ nhật, 05/06/2023 – 08:30", "A=Lê Trà"),
    ("UserLê Trà", "A=Lê Trà"),
    ("User Lê Trà", "A=Lê Trà"),
]

LABELS = [
    ("Tin, ảnh: Anh Phong", "A=Anh Phong P=Anh Phong"),
    ("Tin, ảnh: ANH PHONG", "A=Anh Phong P=Anh Phong"),
    ("Tin-ảnh: Quốc Việt", "A=Quốc Việt P=Quốc Việt"),
    ("Tin/ảnh: Quốc Việt", "A=Quốc Việt P=Quốc Việt"),
    ("Bài & Ảnh : Thu Trà", "A=Thu Trà P=Thu Trà"),
    ("Bài và ảnh Minh Khuê", "A=Minh Khuê P=Minh Khuê"),
    ("Bài viết và hình ảnh: Thu Trà", "A=Thu Trà P=Thu Trà"),
    ("Bài: Minh Khuê, ảnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Bài: Minh Khuê - Ảnh: Thu Trà - Đồ họa: Hà Chi", "A=Minh Khuê P=Thu Trà"),
    ("Bài Minh Khuê, ảnh Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Minh Khuê - ảnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Minh Khuê - tin, ảnh", "A=Minh Khuê P=Minh Khuê"),
    ("Minh KhuêẢnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Tin, clip: Minh Khuê", "A=Minh Khuê"),
    ("Bai va anh: Le Thu Tra", "A=Le Thu Tra P=Le Thu Tra"),
    ("Thực hiện: Minh Khuê", "A=Minh Khuê"),
    ("Tác giả: Minh Khuê", "A=Minh Khuê"),
    ("Người dịch: Minh Khuê", "T=Minh Khuê"),
    ("Tổng hợp: Minh Khuê", "C=Minh Khuê"),
    ("Minh Khuê, phóng viên Báo Lao Động", "A=Minh Khuê S=Báo Lao Động"),
    ("Minh Khuê, nhóm phóng viên", "A=Minh Khuê;nhóm phóng viên"),
    ("Ảnh: Lê Trà", "P=Lê Trà"),
    ("Ảnh: Lê Trà/TTXVN phát", "P=Lê Trà S=TTXVN"),
    ("Ảnh: VGP/Lê Trà", "P=Lê Trà S=VGP"),
    ("Ảnh: EPA-EFE", "S=EPA-EFE"),
    ("Ảnh: Reuters.", "S=Reuters"),
    ("Ảnh: Sở Y tế Nghệ An", "S=Sở Y tế Nghệ An"),
    ("Ảnh: Công ty Ví Dụ cung cấp", "S=Công ty Ví Dụ"),
    ("Ảnh: FB Lê Trà", "S=FB Lê Trà"),
    ("Ảnh: David Beckman", "P=David Beckman"),
    ("Ảnh, video: Lê Trà", "P=Lê Trà"),
    ("Ảnh: Lê Trà, Video: Hồ Sen", "P=Lê Trà;Hồ Sen"),
    ("Đồ họa: LÊ TRÀ", "P=Lê Trà"),
    ("Nguồn: https://www.bao-vi-du.vn/bai-1.html", "S=bao-vi-du.vn"),
    ("Nguồn tin: AFP", "S=AFP"),
    ("Photo: Lê Trà Stylist: Hồ Sen", "P=Lê Trà"),
    ("Tin ảnh: Minh Khuê", "A=Minh Khuê P=Minh Khuê"),
    ("Bài: Minh Khuê. Ảnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Nội dung: Minh Khuê. Ảnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Tác giả bài viết: Minh Khuê", "A=Minh Khuê"),
    ("Khuê Anh - Ảnh: Thu Trà", "A=Khuê Anh P=Thu Trà"),
    ("LÊ ANH - Ảnh: HÀ ANH - Video: THU TRÀ", "A=Lê Anh P=Hà Anh"),
    ("Bài: Sen Thơ / Ảnh: Thu Trà", "A=Sen Thơ P=Thu Trà"),
    ("Khuê Anh - Nguồn: AFP", "A=Khuê Anh S=AFP"),
    ("Bai: Le Anh - Anh: Thu Tra", "A=Le Anh P=Thu Tra"),
    ("Đăng bởi: Thu Trà", "A=Thu Trà"),
    ("Người viết: Thu Trà lúc 14/03/2022 04:12", "A=Thu Trà"),
    ("Đăng bởi: Thu Trà vào lúc 14/03/2022", "A=Thu Trà"),
    ("Đăng bởi: Trần Lúc 14/03/2022", "A=Trần Lúc"),
    ("Author: Hoang Minh", "A=Hoang Minh"),
    ("Bởi Thu Trà", "A=Thu Trà"),
    ("Viết bởi Thu Trà", "A=Thu Trà"),
    ("Ảnh: Thu Trà chụp", "P=Thu Trà"),
    ("Ảnh: Thu Trà (chụp lại từ clip)", "P=Thu Trà"),
    ("Ảnh: Thu Trà (chụp qua màn hình)", "P=Thu Trà"),
    ("PV - Ảnh: Thu Trà", "A=PV P=Thu Trà"),
    ("Ảnh: Tư liệu TTXVN", "S=TTXVN"),
    ("Bài—ảnh: Thu Trà", "A=Thu Trà P=Thu Trà"),
    ("Minh Khuê - Ảnh: Bệnh viện Ví Dụ", "A=Minh Khuê S=Bệnh viện Ví Dụ"),
    ("Bản dịch của Thu Trà", "T=Thu Trà"),
    ("Truyện ngắn của Thu Trà", "A=Thu Trà"),
    ("Bài viết của PV Thu Trà", "A=Thu Trà"),
    ("Minh họa: ZOT", "P=ZOT"),
    ("Đăng bởi Admin", ""),
    ("Chữ: Minh Khuê\nẢnh: Thu Trà", "A=Minh Khuê P=Thu Trà"),
    ("Tổ chức thực hiện: Lê Anh\nNội dung: Minh Khuê\nTrình bày: Thu Trà", "A=Minh Khuê"),
]

ROLES = [
    ("Minh Khuê (thực hiện)", "A=Minh Khuê"),
    ("MINH KHUÊ thực hiện", "A=Minh Khuê"),
    ("Minh Khuê - Thu Trà (ghi)", "A=Minh Khuê;Thu Trà"),
    ("Minh Khuêghi", "A=Minh Khuê"),
    ("Nhóm phóng viên thực hiện", "A=Nhóm phóng viên"),
    ("Minh Khuê (lược dịch)", "T=Minh Khuê"),
    ("Minh Khuê (dịch từ The Guardian)", "T=Minh Khuê S=The Guardian"),
    ("Minh Khuê (biên dịch theo Reuters)", "T=Minh Khuê S=Reuters"),
    ("Minh Khuê (tổng hợp từ CNN, Daily Mail)", "C=Minh Khuê S=CNN;Daily Mail"),
    ("Minh Khuê tổng hợp từ báo nước ngoài", "C=Minh Khuê"),
    ("M.K (TH)", "C=M.K"),
    ("M.K (t/h)", "C=M.K"),
    ("Minh Khuê (st)", "C=Minh Khuê"),
    ("T.H", "A=T.H"),
    ("Minh Khuê (viết và tổng hợp)", "A=Minh Khuê C=Minh Khuê"),
    ("Nhạc sĩ Hồ Sen kể, Lê Trà ghi", "A=Lê Trà"),
    ("Minh Khuê/VOV.VN (tổng hợp)", "C=Minh Khuê S=VOV.VN"),
    ("Minh Khuê (ghi từ Kuala Lumpur)", "A=Minh Khuê"),
    ("Minh Khuê (t.h)", "C=Minh Khuê"),
    ("Minh Khuê (t.hợp)", "C=Minh Khuê"),
    ("Theo Minh Khuê (t/h)", "C=Minh Khuê"),
    ("Minh Khuê (dịch và giới thiệu)", "T=Minh Khuê"),
    ("Minh Khuê ghi theo lời kể của chị Sen", "A=Minh Khuê"),
    ("Minh Khuê (lược ghi từ hội thảo)", "A=Minh Khuê"),
    ("Minh Khuê dịch từ tiếng Anh", "T=Minh Khuê"),
    ("Minh Khuê chuyển ngữ", "T=Minh Khuê"),
    ("Minh Khuê lược dịch theo Le Monde", "T=Minh Khuê S=Le Monde"),
]

SOURCES = [
    ("Theo Dân Trí.", "S=Dân Trí"),
    ("(Theo Dân trí)", "S=Dân trí"),
    ("Theo TTXVN/Vietnam+", "S=TTXVN;Vietnam+"),
    ("Theo Lê Trà (TTXVN)", "A=Lê Trà S=TTXVN"),
    ("Theo Lê Trà/Tuổi Trẻ", "A=Lê Trà S=Tuổi Trẻ"),
    ("Theo Lê Trà  Tuổi Trẻ", "A=Lê Trà S=Tuổi Trẻ"),
    ("Theo Lê Trà Tuổi Trẻ", "A=Lê Trà S=Tuổi Trẻ"),
    ("Theo Gia đình & Xã hội", "S=Gia đình & Xã hội"),
    ("Theo Đời sống và Pháp luật", "S=Đời sống và Pháp luật"),
    ("Theo Thanh Niên và Tuổi Trẻ", "S=Thanh Niên;Tuổi Trẻ"),
    ("Lê Trà Theo Infonet", "A=Lê Trà S=Infonet"),
    ("Lê TràTheo Infonet", "A=Lê Trà S=Infonet"),
    ("Lê Trà (theo Reuters, AFP, BBC)", "A=Lê Trà S=Reuters;AFP;BBC"),
    ("Lê Trà (Reuters, AFP)", "A=Lê Trà S=Reuters;AFP"),
    ("Lê Trà (Báo Hải Dương)", "A=Lê Trà S=Báo Hải Dương"),
    ("Lê Trà/TTXVN", "A=Lê Trà S=TTXVN"),
    ("Hồ Sen-Lê Trà/TTXVN", "A=Hồ Sen;Lê Trà S=TTXVN"),
    ("Lê Trà (P/v TTXVN tại Nga)", "A=Lê Trà S=TTXVN"),
    ("Lê Trà/VOV-Tây Bắc", "A=Lê Trà S=VOV-Tây Bắc"),
    ("Lê Trà - SunPlanet", "A=Lê Trà S=SunPlanet"),
    ("Lê Trà (theo Khoa học 5/2013)", "A=Lê Trà S=Khoa học"),
    ("VnExpress", "S=VnExpress"),
    ("Trang tin Ví Dụ", "S=Trang tin Ví Dụ"),
    ("Theo Tuổi Trẻ, Người Lao Động", "S=Tuổi Trẻ;Người Lao Động"),
    ("Lê Trà (TTXVN tại Pháp)", "A=Lê Trà S=TTXVN"),
    ("Lê Trà (PV Báo Nhân Dân)", "A=Lê Trà S=Báo Nhân Dân"),
    ("(Theo Lê Trà/VOV)", "A=Lê Trà S=VOV"),
    ("Theo Tiền Giang/TTXVN", "S=Tiền Giang;TTXVN"),
    ("Lê Trà/Cổng TTĐT", "A=Lê Trà S=Cổng TTĐT"),
    ("Lê Trà (theo lời kể của Lam Giang)", "A=Lê Trà"),
    ("ỐC SÊN (Theo Reuters)", "A=Ốc Sên S=Reuters"),
    ("LÊ TRÀTheo Reuters", "A=Lê Trà S=Reuters"),
    ("Theo H.Khuê - L.Trà\nTiền Phong", "A=H.Khuê;L.Trà S=Tiền Phong"),
    ("Lê Trà TTXVN", "A=Lê Trà S=TTXVN"),
    ("Lê Trà, đặc phái viên TTXVN", "A=Lê Trà S=TTXVN"),
    ("Nguồn hình ảnh, Getty Images", "S=Getty Images"),
    ("Tác giả, Lê Trà\nVai trò, BBC News Tiếng Việt", "A=Lê Trà"),
    ("Lê Trà (PV TTXVN thường trú tại Anh)", "A=Lê Trà S=TTXVN"),
    ("Lê Trà (từ TP Vinh)", "A=Lê Trà"),
    ("Theo Le Tra (Tien Phong)", "A=Le Tra S=Tien Phong"),
    ("Theo Pháp luật TP", "S=Pháp luật TP"),
    ("(Lê Trà/VOV.VN)", "A=Lê Trà S=VOV.VN"),
    ("(TTXVN / Vietnam+)", "S=TTXVN;Vietnam+"),
    ("LÊ TRÀ (THEO REUTERS VÀ TASS)", "A=Lê Trà S=REUTERS;TASS"),
    ("LÊ TRÀ, TỪ NEW YORK", "A=Lê Trà"),
    ("THEO TUỔI TRẺ", "S=TUỔI TRẺ"),
    ("Theo Lê Trà\nBáo Tin tức", "A=Lê Trà S=Báo Tin tức"),
    ("Theo Lê Trà - Thời báo Kinh tế Sài Gòn", "A=Lê Trà S=Thời báo Kinh tế Sài Gòn"),
    ("Lê Trà/Sinh viên Việt Nam", "A=Lê Trà S=Sinh viên Việt Nam"),
    ("LÊ TRÀ/NÔNG THÔN NGÀY NAY", "A=Lê Trà S=NÔNG THÔN NGÀY NAY"),
    ("LÊ TRÀ VTC", "A=Lê Trà S=VTC"),
    ("Lê Trà, gửi cho BBC từ California", "A=Lê Trà S=BBC"),
    ("Lê Trà (Báo Ảnh Việt Nam)", "A=Lê Trà S=Báo Ảnh Việt Nam"),
    ("Lê Trà, phóng viên TTXVN tại Berlin", "A=Lê Trà S=TTXVN"),
    ("Lê Trà\nPhóng viên BBC Đông Nam Á", "A=Lê Trà S=BBC"),
    ("L.Trà/Paris", "A=L.Trà"),
    ("Lê Trà (San Jose)", "A=Lê Trà"),
    ("TTXVN-SGGP", "S=TTXVN;SGGP"),
    ("Theo DanViet", "S=DanViet"),
    ("Theo Công lý và Xã hội", "S=Công lý và Xã hội"),
    ("Lê Trà (Nhà báo & Công luận)", "A=Lê Trà S=Nhà báo & Công luận"),
    ("Lê Trà (Áo Trắng)", "A=Lê Trà S=Áo Trắng"),
    ("Theo Lê Trà/New York Times", "A=Lê Trà S=New York Times"),
    ("Theo Tin tức", "S=Tin tức"),
    ("Lê Trà (theo đài BBC)", "A=Lê Trà S=đài BBC"),
]

TITLES = [
    ("Bếp trưởng Lê Trà", "A=Lê Trà"),
    ("PGS.TS. Hồ Văn Khuê, Học viện Ví Dụ", "A=Hồ Văn Khuê"),
    ("GS, TS HỒ VĂN KHUÊ", "A=Hồ Văn Khuê"),
    ("PGS - TS - BS Hồ Văn Khuê", "A=Hồ Văn Khuê"),
    ("Luật sư Hồ Văn Khuê (Đoàn Luật sư TP.HCM)", "A=Hồ Văn Khuê"),
    ("Đại tá, TS HỒ VĂN KHUÊ", "A=Hồ Văn Khuê"),
    ("BS.CKII Lê Thị Trà - Bệnh viện Ví Dụ", "A=Lê Thị Trà"),
    ("Độc giả Trà Lê", "A=Trà Lê"),
    ("Lê Thị Trà (Hà Nội)", "A=Lê Thị Trà"),
    ("Lê Thị Trà (từ London)", "A=Lê Thị Trà"),
    ("Phóng viên Lê Trà thường trú tại Paris", "A=Lê Trà"),
    ("TS Hồ Văn Khuê - nguyên Phó viện trưởng Viện Ví Dụ", "A=Hồ Văn Khuê"),
    ("Hồ Văn Khuê (Chủ tịch Hội Ví Dụ)", "A=Hồ Văn Khuê"),
    ("Lê Trà (ghi theo lời kể của nhân vật)", "A=Lê Trà"),
    ("Lê Trà (KTS)", "A=Lê Trà"),
    ("THS. LÊ TRÀ", "A=Lê Trà"),
    ("Lê Trà - nhà báo", "A=Lê Trà"),
    ("Lê Trà - Cộng tác viên", "A=Lê Trà"),
    ("Lê Trà - Học sinh lớp 12", "A=Lê Trà"),
    ("Lê Trà | Chuyên gia tài chính", "A=Lê Trà"),
    ("Lê Trà - Học viện Báo chí & Tuyên truyền", "A=Lê Trà"),
    ("Chuyên gia phong thủy Lê Trà", "A=Lê Trà"),
    ("Lê Trà\nPhóng viên", "A=Lê Trà"),
    ("Lê Trà\n\n  nguyên Vụ trưởng Vụ Ví Dụ, Bộ Ví Dụ", "A=Lê Trà"),
]

COLLECTIVES = [
    ("PV", "A=PV"),
    ("P.V", "A=P.V"),
    ("PV - CTV", "A=PV;CTV"),
    ("Nhóm PV Kinh tế", "A=Nhóm PV Kinh tế"),
    ("Nhóm phóng viên miền Trung - Tây Nguyên", "A=Nhóm phóng viên miền Trung - Tây Nguyên"),
    ("Ban Bạn đọc", "A=Ban Bạn đọc"),
    ("Lê Trà - PV", "A=Lê Trà;PV"),
    ("PV/VOV", "A=PV S=VOV"),
    ("PV (tổng hợp)", "C=PV"),
    ("(PV)", "A=PV"),
    ("(PV/VOV)", "A=PV S=VOV"),
    ("CTV - PV", "A=CTV;PV"),
    ("PV và CTV", "A=PV;CTV"),
    ("PV & CTV", "A=PV;CTV"),
    ("Nhóm phóng viên Tuổi Trẻ", "A=Nhóm phóng viên Tuổi Trẻ S=Tuổi Trẻ"),
    ("Ban Pháp luật - Bạn đọc", "A=Ban Pháp luật - Bạn đọc"),
    ("(Nhóm PV)", "A=Nhóm PV"),
    ("Nhóm PVTS", "A=Nhóm PVTS"),
    ("PV và TTXVN", "A=PV S=TTXVN"),
    ("Ban Thời sự VTV", "A=Ban Thời sự VTV"),
    ("PV Báo Nhân Dân", "A=PV S=Báo Nhân Dân"),
    ("Nhóm PV thường trú Tây Nguyên", "A=Nhóm PV thường trú Tây Nguyên"),
]

NAMELESS = ["(Tổng hợp)", "Ảnh minh họa", "Ảnh: Internet", "Ảnh tư liệu", "Ảnh: nhân vật cung cấp", "Nguồn: sưu tầm"]


@pytest.mark.parametrize(("text", "expected"), NAMES + BESIDE_A_NAME + LABELS + ROLES + SOURCES + TITLES + COLLECTIVES)
def test_vietnamese_credits_are_read(text: str, expected: str | None) -> None:
    assert _reading(text) == expected


@pytest.mark.parametrize("text", NAMELESS)
def test_a_credit_may_be_anonymous(text: str) -> None:
    found = parse_byline(text)
    assert found is not None
    assert found.credits == []


NOT_BYLINES = [
    "",
    "Đăng lúc 14/03/2022",
    "Hà Nội lúc 14/03/2022 04:12",
    "Ông Lam mất lúc 14/03/2022",
    "Khai mạc vào lúc 04:12 14/03/2022",
    "Hà Nội",
    "TP.HCM",
    "Xem Thêm",
    "TIN MỚI NHẤT",
    "Văn hóa - Giải trí",
    "Thể thao",
    "Facebook",
    "Email Print",
    "Theo đó, các bên sẽ ký kết vào tháng sau.",
    "Theo kế hoạch, dự án hoàn thành năm 2027",
    "Theo Bộ Y tế, số ca mắc giảm",
    "Theo bà Trà, mọi việc đã ổn.",
    "Theo chân đoàn quân",
    "Ông Hồ Văn Khuê",
    "Bà Lê Thị Trà, Phó giám đốc Sở",
    "HLV Lê Văn Khoát",
    "Lê Trà (trái) và Minh Khuê",
    "Lê Trà (35 tuổi)",
    "Lê Trà và chồng",
    "Lê Trà và Minh Khuê.",
    "Lê Trà trong buổi tập.",
    "PV: Thưa ông, vì sao lại như vậy?",
    "Lê Trà: Tôi không biết",
    "(Còn nữa)",
    "Kỳ 2: Đi tìm lời giải",
    "Ảnh cưới của Lê Trà",
    "Ảnh: người dân tập trung đông ở hiện trường",
    "Video: Cá voi mắc cạn ở bãi biển",
    "Nguồn nước bị ô nhiễm",
    "Bài thuốc hay từ cây cỏ",
    "Thực hiện nghiêm chỉ thị",
    "Tổng hợp tin tức trong ngày",
    "Dịch bệnh lan rộng",
    "Hotline: 0900 123 456",
    "Email: bandoc@vidu.vn",
    "Ban Bạn đọc bandoc@vidu.vn",
    "Mọi ý kiến xin gửi về bandoc@vidu.vn",
    "Hà Nội, ngày 12/06/2017",
    "Độc Giả Gửi Bài",
    "Bài Tiếp Theo",
    "Real Madrid",
    "LGBT",
    "RSS",
    "Chuyên trang: Sức khỏe",
    "Tòa soạn",
    "Lê Anh: Tôi không biết",
    "- Hà Anh: 9 điểm",
    "“Lê Trà”",
    "Phỏng vấn Lê Trà",
    "Biên kịch: Lê Trà",
    "Gặp Lê Trà",
    "NGUỒN LỰC CHO PHÁT TRIỂN",
    "VIDEO: LÊ TRÀ TRONG BUỔI TẬP",
    "MC Lê Trà",
    "Bầu Trà",
    "Nghi phạm Lê Trà",
    "(Hết)",
    "20/01/2022 01:39 PM",
    "Q.Tong bien tap: LE TRA",
    "XYZ (4-4-2): Lê Trà - Minh Khuê, Văn Khoát",
    "Bất động sản Việt Nam",
    "Tết Nguyên Đán",
    "Premier League",
    "XÉT XỬ",
    "Góp Ý",
    "Đường Dây Nóng",
    "Tổng Biên tập: Lê Trà",
    "Phó Tổng biên tập: Lê Trà",
    "Q.Tổng biên tập: Lê Trà",
    "Chị Lê Thị Trà",
    "Anh Hồ Văn Khuê",
    "Lê Trà (SN 1990)",
    "Truyện Ngắn",
    "Hướng Dẫn Sử Dụng",
    "KẾT LUẬN",
    "Anh - Pháp",
    "Thái Bình - Nam Định",
    "Quà từ thiên nhiên",
    "Tây Ban Nha",
    "Chủ tịch UBND tỉnh Lê Trà",
    "Tag: Lê Trà",
    "12/06/2017 08:30",
    "Công ty cổ phần Ví Dụ",
    "Lê Trà ghi bàn mở tỷ số",
    "Minh Khuê thực hiện ước mơ",
    "Đội hình ra sân: Lê Trà, Minh Khuê, Văn Khoát",
    "Diễn viên: Lê Trà, Minh Khuê",
    "Bài thơ: Quê Hương",
    "1. Lê Trà",
    "Lê Trà " * 60,
    # offices in title case
    "Sở Y Tế",
    "Thư Viện Tỉnh",
    "Phòng Văn Thể",
    "Hội Cựu Chiến Binh",
    "Đồn Biên Phòng",
]


@pytest.mark.parametrize("text", NOT_BYLINES)
def test_sentences_captions_and_labels_are_not_bylines(text: str) -> None:
    assert _reading(text) is None


OTHER_LANGUAGES = [
    ("By Jane Doe", None, "A=Jane Doe"),
    ("By JANE DOE", None, "A=Jane Doe"),
    ("By Jane Doe and John Roe, Reuters", None, "A=Jane Doe;John Roe S=Reuters"),
    ("By Jane Doe, Staff Writer", None, "A=Jane Doe"),
    ("By Staff Reporter Jane Doe in London", None, "A=Jane Doe"),
    ("By National Correspondent Jane Doe", None, "A=Jane Doe"),
    ("By Health Tom Doe", None, "A=Tom Doe"),
    # an office, of whose name no part is a person
    ("oprac. JW", "pl", "C=JW"),
    ("Global Affairs Canada", "en", None),
    ("Foreign Affairs Canada", "en", None),
    ("By The Associated Press", None, "S=The Associated Press"),
    ("By Jane van der Roe for The Guardian", None, "A=Jane van der Roe S=The Guardian"),
    ("By Jane Doe | Satellite imagery by Skyline", None, None),
    ("By Jane Doe | Photos by John Roe", None, "A=Jane Doe P=John Roe"),
    ("Von Jana Müller und Jörg Groß (dpa)", None, "A=Jana Müller;Jörg Groß S=dpa"),
    ("Skribent: Ingrid Malmsten", "sv", "A=Ingrid Malmsten"),
    ("Připravila: Ludmila Havránková", "cs", "A=Ludmila Havránková"),
    ("Szöveg: Somogyvári Réka", "hu", "A=Somogyvári Réka"),
    ("Articol: Podul Vechi", "ro", None),
    ("Авторка: Орися Калинчук", "uk", "A=Орися Калинчук"),
    ("Автор текста: Варвара Селиванова", "ru", "A=Варвара Селиванова"),
    ("Haberi hazırlayan: Defne Karaören", "tr", "A=Defne Karaören"),
    ("Rozmawiała: Jagoda Wierzbińska", "pl", "A=Jagoda Wierzbińska"),
    ("작성자: 관리자", "ko", ""),
    ("Von Jana Müller, Foto Jörg Groß", None, "A=Jana Müller P=Jörg Groß"),
    ("Texte Ann Reed, photos John Roe", "fr", "A=Ann Reed P=John Roe"),
    ("Ann Reed, foto John Roe", None, None),
    ("Von ELBE-online-Redakteur Jörg Groß", None, "A=Jörg Groß"),
    ("Von Wirtschaftsredakteurin Jana Müller", None, "A=Jana Müller"),
    ("Par Amélie Dupré, envoyée spéciale à Rome", None, "A=Amélie Dupré"),
    ("Por Lucía Pérez y José Núñez", None, "A=Lucía Pérez;José Núñez"),
    ("Di Giulia Verdi e Marco Neri", None, "A=Giulia Verdi;Marco Neri"),
    ("Door Sanne de Wit en Joris Bakker", None, "A=Sanne de Wit;Joris Bakker"),
    ("Autor: Zofia Wójcik", "pl", "A=Zofia Wójcik"),
    ("Jane Doe", "en", "A=Jane Doe"),
    ("Jane Doe, Political Editor", "en", "A=Jane Doe"),
    ("Text: Jana Müller, Foto: Jörg Groß", "de", "A=Jana Müller P=Jörg Groß"),
    # after an initial, a newspaper's name is a family name; agencies are written in capitals
    ("By Edda H. Sun", "en", "A=Edda H. Sun"),
    ("By Edda H. Sun Jun 05, 2013 12:55 AM", "en", "A=Edda H. Sun"),
    ("By Edda H. AFP", "en", "A=Edda H. S=AFP"),
    ("By Edda H. Reuters", "en", "A=Edda H. S=Reuters"),
    ("By Edda Marlow Sun", "en", "A=Edda Marlow S=Sun"),
    # the office of a place, of whose name no part is a person
    ("Posted by Wend County Health Department", "en", None),
    ("By Edda Beach Health Reporter", "en", "A=Edda Beach"),
    ("By Edda Beach Sports", "en", "A=Edda Beach"),
    ("By Edda Beach New York Times", "en", "A=Edda Beach S=New York Times"),
    ("TOMAS ABU SKAILL", "en", "A=Tomas Abu Skaill"),
    ("TOMAS SKAILL AFP", "en", "A=Tomas Skaill S=AFP"),
    ("By Edda Marlow | Filed Under | News", "en", "A=Edda Marlow"),
    ("Read more", "en", None),
    ("By signing up you agree to our terms", None, None),
]


@pytest.mark.parametrize(("text", "language", "expected"), OTHER_LANGUAGES)
def test_credits_of_other_languages_are_read(text: str, language: str | None, expected: str | None) -> None:
    assert _reading(text, language) == expected


def test_raw_is_as_displayed_and_names_in_capitals_are_normalized() -> None:
    found = parse_byline("  Tin,  ảnh: MINH   KHUÊ ")
    assert found is not None
    assert found.raw == "Tin, ảnh: MINH KHUÊ"
    assert found.credits == [Credit(name="Minh Khuê"), Credit(name="Minh Khuê", role="photographer")]


@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("PV", True),
        ("Nhóm phóng viên", True),
        ("NPVĐT", True),
        ("Ban Thời sự", True),
        ("Nhóm P.V", True),
        ("Ban Mai", False),
        ("Lê Trà", False),
        ("TTXVN", False),
    ],
)
def test_groups_are_distinguished_from_people(name: str, collective: bool) -> None:
    assert is_collective(name) is collective


@pytest.mark.parametrize(
    ("text", "is_credit"),
    [
        ("Tin, ảnh: Anh Phong", True),
        ("Anh Phong", True),
        ("Hồ Sen - Lê Trà", True),
        ("Lê Trà (thực hiện)", True),
        ("Lê Trà lược dịch", True),
        ("Lê Trà ghi", True),
        ("L.T.", True),
        ("Lê Trà | 08:15 12/03/2024", True),
        ("12/03/2024 08:15 - Lê Trà", True),
        ("Theo VnExpress", True),
        ("Lê Trà (TTXVN)", True),
        ("Lê Trà. Ảnh: Hồ Sen", True),
        ("By Jane Doe", True),
        ("Lê Trà và cộng sự", True),
        ("By Ansgar, staff writer.", True),
        ("By Tet, they say, the river will tell.", False),
        ("By Carlisle, the train was empty.", False),
        ("Bác sĩ Lê Trà và đồng nghiệp", False),  # a caption
        ("Sáng nay trời mưa to.", False),
        ("Dear Friends,", False),
        ("Người dân đi lại khó khăn", False),
        ("Sáng nay, theo ghi nhận, trời mưa to và nước lên rất nhanh ở nhiều nơi. " * 3, False),
        ("Địa điểm: Nhà hát Hòa Bình", False),
        ("Thời gian: 20h ngày 12/3", False),
        ("Nội dung: Hội thảo khoa học", False),
        ("Video: Toàn cảnh lễ hội", False),
        ("Kỹ thuật: 8 điểm", False),
        ("Diễn viên: Minh Quế, Bá Kha", False),
        ("Ảnh: Cây cầu mới nhìn từ bờ nam sông Lãng.", False),
        ("12/03/2024 08:15", False),
        ("", False),
    ],
)
def test_a_credit_line_is_distinguished_from_a_paragraph(text: str, is_credit: bool) -> None:
    assert is_byline(text) is is_credit


def test_every_label_of_the_lexicon_makes_a_credit_line() -> None:
    lines = [f"{label.capitalize()}: Lam Thu Giang" for label, work in lexicon.LABELS.items() if work != "unrecorded"]
    unread = [line for line in lines if not is_byline(line) or not (parse_byline(line) or Byline(raw="")).credits]
    assert unread == []


def test_labels_without_a_colon_are_labels_with_one_too() -> None:
    assert (lexicon.LABELS_WITHOUT_COLON | lexicon.LABELS_WITH_OF) - lexicon.LABELS.keys() == set()


def test_work_that_is_not_recorded_makes_no_credit_line_alone() -> None:
    lines = [f"{label.capitalize()}: Lam Thu Giang" for label, work in lexicon.LABELS.items() if work == "unrecorded"]
    assert [line for line in lines if is_byline(line)] == []


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("Cầu mới bắc qua sông. Ảnh: Lan Anh", "Cầu mới bắc qua sông.", "Lan Anh"),
        ("Cầu mới bắc qua sông (Ảnh: Lan Anh)", "Cầu mới bắc qua sông", "Lan Anh"),
        ("Cầu mới bắc qua sông. (Ảnh: Lan Anh/TTXVN).", "Cầu mới bắc qua sông.", "Lan Anh/TTXVN"),
        ("Cầu mới bắc qua sông - Ảnh: L.A.", "Cầu mới bắc qua sông", "L.A."),
        ("Cầu mới. Ảnh: Minh Quân (TTXVN)", "Cầu mới.", "Minh Quân (TTXVN)"),
        ("Ảnh: REUTERS", "", "REUTERS"),
        ("The bridge. Photo: Jane Doe", "The bridge.", "Jane Doe"),
        ("Die Brücke. Foto: dpa", "Die Brücke.", "dpa"),
        ("Cầu mới (Nguồn: Reuters)", "Cầu mới", "Reuters"),
        ("Bức ảnh: kỷ niệm của cả một thời tuổi trẻ.", "Bức ảnh: kỷ niệm của cả một thời tuổi trẻ.", None),
        ("Ảnh cưới của đôi trẻ bên cầu", "Ảnh cưới của đôi trẻ bên cầu", None),
        ("Cầu mới bắc qua sông", "Cầu mới bắc qua sông", None),
        ("", "", None),
    ],
)
def test_a_caption_gives_up_the_credit_at_its_end(caption: str, text: str, credit: str | None) -> None:
    assert picture_credit(caption) == (text, credit)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    parse_byline(text)
    parse_byline(text, language="en")
    is_byline(text)
    picture_credit(text)


_PIECES = [
    "Tin",
    "ảnh",
    ":",
    "Theo",
    "Lê Trà",
    "(",
    ")",
    "-",
    " ",
    "/",
    ",",
    "TTXVN",
    "tổng hợp",
    "\n",
    ".",
    "By",
    "M.K",
    "&",
    "“",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_no_heap_of_credit_words_makes_it_raise(text: str) -> None:
    found = parse_byline(text)
    assert found is None or all(credit.name.strip() for credit in found.credits)
    picture_credit(text)
    parse_byline(text, language="de")


@pytest.mark.parametrize("agency", ["Getty Images", "Shutterstock", "iStock", "AFP via Getty Images"])
def test_the_person_named_with_a_picture_agency_took_the_picture(agency: str) -> None:
    found = parse_byline(f"Ann Plumrose/{agency}", language="en")
    assert found is not None
    assert (found.authors, found.photographers) == ([], ["Ann Plumrose"])
