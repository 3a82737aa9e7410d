"""How long the texts of a news page are: names, headlines, sentences, paragraphs. One place for what several rules ask.

Lengths are in characters; `has_length` counts a Chinese, Japanese or Korean character as three.
"""

from __future__ import annotations

# A person with two given names, a double surname and a title, or an agency with its city; longer is a phrase.
LONGEST_NAME = 60
# Four names and two particles; the names of the royal family of Vietnam have as many: "Công Tằng Tôn Nữ …".
WORDS_OF_NAME = 6
# Most names have less than thirty. Where no label announces a name, a longer text is rather a phrase.
LONGEST_BARE_NAME = 40
# Three or four names with their labels and places; a longer line is running text.
LONGEST_CREDIT_LINE = 160

# A date alone, a label, a menu item and most headings are shorter; text of this length is a sentence.
SENTENCE = 60
# A lead or a short paragraph; job titles, notes and captions of portraits have up to as many characters.
LONG_TEXT = 100
# Two sentences, or one that no headline, teaser or caption is made of.
PARAGRAPH = 120
# Long texts: the first may be an unmarked lead; with the second, the article's text has begun.
LEAD_AND_PARAGRAPH = 2
# Texts between the headline and what belongs to it: overline, section, author, buttons and date.
NEAR_HEADLINE = 12
# "Bến đò mở lại" has 13. A shorter text is as often the name of a section, of the site or of a component.
SHORTEST_HEADLINE = 12
# Words. A text with fewer is a name, a section, a button or a label.
WORDS_OF_HEADLINE = 5
# A longer text in a heading or a title is a paragraph.
LONGEST_TITLE = 400
