"""Ordinary articles of three sentences, for pages whose values are tested: one in English, one in Vietnamese."""

TEXT = (
    "On Tuesday afternoon seventeen children sat around the old anvil to learn how a smith reads the color of steel.",
    "The class began in June, costs nothing, and meets three times a week with hammers that the last forges have lent.",
    "When the lesson ended the children swept up the coal and hung the hammers on the rack before they went home.",
)
CHU = (
    "Chiều thứ Ba, mười bảy đứa trẻ ngồi quanh cái đe cũ của làng để nghe thợ cả kể cách nhận biết màu lửa.",
    "Lớp học mở từ đầu hè, không thu tiền, mỗi tuần ba buổi, dụng cụ do các lò trong làng góp lại mà thành.",
    "Cuối buổi, lũ trẻ chia nhau quét than, xếp búa lên giá rồi mới ra về, đứa nào mặt cũng lấm lem.",
)
