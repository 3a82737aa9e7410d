"""Words in the class and id of elements that hold something other than the article, defined only in this module.

Dates and names in such an element are not the article's. The body rules decide whether its text is the article's.
"""

from __future__ import annotations

# "byline-comments" is the row below the headline: who wrote the article, and a link to the comments.
COMMENTS = (
    r"(?<!byline)(?<!byline[-_])comment(?!ary)|kommentare|reactie|discussion|disqus|leserbrief|reader-?opinion|binh-?luan|ykien"
    r"|(?<![a-z])(?:cmt|y-kien|repl(?:y|ies))(?![a-z])|comentario|komentar|phan-?hoi|thao-?luan"
)
RELATED = (
    r"related|verwandt|recommend|popular|trending|most-?(?:read|view)|tin-?(?:lien-?quan|khac|cu|moi|lq(?![a-z]))"
    r"|lien-?quan|doc-?nhieu|xem-?nhieu|cung-?(?:tac-?gia|chuyen-?muc|su-?kien|chu-?de)|bai-?(?:viet-?)?khac"
    r"|more-?(?:from|by)-|same-?author|newsletter|noi-?bat"
)
# In some systems a "teaser" is the article's own standfirst, and "latest" its last change.
OTHER_ARTICLES = rf"{RELATED}|teaser|latest"
ASIDES = r"sidebar|widget|calendar|kalender|archive-list|copyright"
# Parts that belong to a person or a picture of the article, not to its text: an author's card, a photo's credit.
ADDITIONS = r"avatar|social|bio|image|photo|card"
# The bar at the top of a page displays today's date; below the headline, templates name the line of the date so.
TOP_BAR = r"(?<![a-z])top-?bar(?![a-z])"
# Clocks with the current time and the weather, as page headers and sidebars display them.
CLOCKS = (
    r"weather|thoi-?tiet|current-?(?:date|time)|server-?time|dong-?ho|date-?now|today-?date"
    r"|(?<![a-z])(?:today|now|clock|heute|aujourdhui|oggi|vandaag|hari-?ini|segodnya)(?![a-z])|ngay-?(?:hien-?tai|hom-?nay)|gio-?hien-?tai"
)
