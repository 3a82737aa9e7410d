"""Words in the class and id of elements that hold something other than the article: the one list of them.

Dates and names in such an element are not the article's. Whether text in it is the article's, the body's rules decide.
"""

from __future__ import annotations

COMMENTS = r"comment(?!ary)|kommentare|reactie|discussion|disqus|leserbrief|reader-?opinion|binh-?luan|ykien"
OTHER_ARTICLES = (
    r"related|verwandt|teaser|recommend|popular|trending|most-?(?:read|view)|latest|tin-?(?:lien-?quan|khac|cu|moi)"
    r"|lien-?quan|doc-?nhieu|xem-?nhieu"
)
ASIDES = r"sidebar|widget|calendar|kalender|archive-list|copyright"
# What belongs to a person or a picture of the article, not to its text: an author's card, a photo's credit.
ADDITIONS = r"avatar|social|bio|image|photo|card"
