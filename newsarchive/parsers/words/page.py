"""Words around a page's authors and times, by what they mean, in the languages of the papers we read."""

from __future__ import annotations

import re

#: What stands before a name: "By", "Von", "Theo"…
BY = re.compile(
    r"^\s*(?:written by|posted by|reported by|story by|words by|by|von|par|por|di|door|av|af|text|autor(?:in)?|author"
    r"|auteur|autore|tác giả|bài và ảnh|bài)(?:\s*:\s*|\s+)",
    re.I,
)
#: A desk or an account of the content system, not a person.
DESKS = re.compile(
    r"\b(?:staff|editors?|editorial|redaktion|redazione|rédaction|redacción|redactie|newsroom|news desk|desk|team|admin"
    r"|administrator|webmaster|correspondents?|reporters?|contributors?|ban biên tập|tòa soạn|biên tập viên|phóng viên)\b",
    re.I,
)
#: Nothing that holds one of these is a name.
NOT_NAMES = re.compile(
    r"\b(?:min read|read more|published|updated|share|subscribe|follow|view all|posts?|minutes?|http|www|contact|email"
    r"|facebook|twitter|instagram|linkedin|comments?|photos?|getty|reuters/|more from|more by|all rights|undefined|null"
    r"|none|unknown)\b|[<>{}=_#@]",
    re.I,
)
