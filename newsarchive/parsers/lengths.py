"""How long the texts of a news page are: names, headlines, sentences, paragraphs. One place for what several rules ask.

Lengths are in characters, but for those that name words. `has_length` counts a Chinese, Japanese or Korean character as
three. Shares are of a text's letters, 0 to 1.
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

# "Bến đò mở lại" has 13. A shorter text is as often the name of a section, of the site or of a component.
SHORTEST_HEADLINE = 12
# A shorter link is a name, an account or a button; a longer one may be the headline of another article.
SHORTEST_LINK = 15
# A text with fewer words is a name, a section, a button or a label.
WORDS_OF_HEADLINE = 5
# A longer text in a heading or a title is a paragraph.
LONGEST_TITLE = 400
# A heading in the text, or of a list of other articles; a longer line is a sentence.
LONGEST_HEADING = 90

# "Năm nay trời lạnh." A text with fewer words is a name or a button, even if it ends in a full stop.
WORDS_OF_SENTENCE = 4
# Thai, Lao, Burmese and Khmer end sentences without a sign and write several words as one.
SENTENCE_WITHOUT_STOP = 25
# A date alone, a label, a menu item and most headings are shorter; text of this length is a sentence.
SENTENCE = 60
# A lead or a short paragraph; job titles, notes and captions of portraits have up to as many.
LONG_TEXT = 100
# Two sentences, or one that no headline, teaser or caption is made of.
PARAGRAPH = 120
# Three sentences: a lead, a teaser, a notice or an offer of the page. An article has more.
LITTLE_TEXT = 250
# What a photo story tells below a picture; a longer text is of the article.
LONGEST_CAPTION = 400
# The number of a picture in a gallery: "123 / 456".
LONGEST_SLIDE_NUMBER = 9

# Long texts: the first may be an unmarked lead; with the second, the article's text has begun.
LEAD_AND_PARAGRAPH = 2
# Texts between the headline and what belongs to it: overline, section, author, buttons and date.
NEAR_HEADLINE = 12

# The share of letters in links: running text links a name or a source.
FEW_LINKS = 0.2
# A block with this share of its letters in links is a link, beside a date, a number or an arrow; the same for bold.
NEARLY_ALL = 0.8
