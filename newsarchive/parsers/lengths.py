"""How long the texts of a news page are: names, headlines, sentences, paragraphs. One place for what several rules ask.

Lengths are in characters; `has_length` counts a Chinese, Japanese or Korean character as three.
"""

from __future__ import annotations

# Most names have less than thirty; the rest are agencies ("Thông tấn xã Việt Nam") and names with a title.
LONGEST_NAME = 40
# A date alone, a label, a menu item and most headings are shorter; text of this length is a sentence.
SENTENCE = 60
# Two sentences, or one that no headline, teaser or caption is made of.
PARAGRAPH = 120
# Three or four names with their labels and places; a longer line is running text.
LONGEST_CREDIT_LINE = 160
# Texts between the headline and what belongs to it: overline, section, author, buttons and date.
NEAR_HEADLINE = 12
