from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.time_limit import time_limit


def published(html: str, url: str = "https://example.com/a/b.html") -> str | None:
    found = extract(html, url).published_at
    return found.isoformat() if found else None


def article(declared: str, displayed: str, lang: str = "en") -> str:
    script = f'{{"@type": "NewsArticle", "headline": "The ferry runs again", "datePublished": "{declared}"}}'
    return (
        f"<html lang={lang}><script type='application/ld+json'>{script}</script>"
        f"<h1>The ferry runs again</h1><div>{displayed}</div>"
    )


def test_a_time_in_utc_is_given_in_the_zone_that_the_page_marks_up() -> None:
    html = article("2024-12-02T00:46:23+00:00", "<time datetime='2024-12-01T19:46:23-05:00'>December 1, 2024</time>")
    assert published(html) == "2024-12-01T19:46:23-05:00"


def test_another_moments_zone_changes_nothing() -> None:
    html = article("2024-12-02T00:46:23+00:00", "<time datetime='2024-11-30T08:00:00-05:00'>November 30</time>")
    assert published(html) == "2024-12-02T00:46:23+00:00"


def test_a_displayed_time_replaces_a_declared_midnight() -> None:
    html = article("2024-03-05T00:00:00+07:00", "<span>Thứ Ba, 05/03/2024 12:28</span>", "vi")
    assert published(html, "https://example.vn/a.html") == "2024-03-05T12:28:00+07:00"


@pytest.mark.parametrize("declared", ["2024-03-05T12:28:00+08:00", "2024-03-05T12:28:00Z"])
def test_the_offset_is_the_one_at_which_the_displayed_time_agrees(declared: str) -> None:
    html = article(declared, "<span>Thứ Ba, 05/03/2024, 12:28 (GMT+7)</span>", "vi")
    assert published(html, "https://example.vn/a.html") == "2024-03-05T12:28:00+07:00"


def test_a_day_in_the_address_is_the_last_resort() -> None:
    assert published("<h1>Đò</h1><p>Chữ</p>", "https://example.vn/2024/03/05/do.html") == "2024-03-05T00:00:00+07:00"


def test_a_time_in_utc_is_given_by_the_clock_of_the_pages_country() -> None:
    html = article("2018-12-31T23:11:5Z", "Neujahr", "de")
    assert published(html, "https://example.de/a.html") == "2019-01-01T00:11:05+01:00"


def test_midnight_in_utc_is_a_day_and_stays_one() -> None:
    html = article("2018-12-31T00:00:00Z", "Silvester", "de")
    assert published(html, "https://example.de/a.html") == "2018-12-31T00:00:00+00:00"


def test_a_clock_that_the_page_prints_as_its_own_was_no_utc() -> None:
    html = article("2018-12-31T23:11:00Z", "<span>31.12.2018, 23:11 Uhr</span>", "de")
    assert published(html, "https://example.de/a.html") == "2018-12-31T23:11:00+00:00"


def page(text: str, heading: str = "<h1>The ferry runs again</h1>") -> str:
    filler = "<p>Sie quert den Fluss jede Stunde.</p>" * 30
    return f"<html lang=de><body>{heading}{filler}{text}<footer>© 2020</footer></body></html>"


@pytest.mark.parametrize(
    ("displayed", "day"),
    [
        ("<div>Erschienen am: 01.11.2023</div>", "2023-11-01"),
        ("<p>Letzte Änderung: 31.10.2023 - 14:49</p><p>Erschienen am: 01.11.2023</p>", "2023-11-01"),
        ("<small>Dieser Beitrag wurde am Samstag, 3. Dezember 2011 von Eva veröffentlicht</small>", "2011-12-03"),
    ],
)
def test_far_from_the_headline_a_label_of_publication_gives_the_day(displayed: str, day: str) -> None:
    assert (published(page(displayed)) or "").startswith(day)


@pytest.mark.parametrize(
    "displayed",
    [
        "<p>Die Fähre fuhr erstmals am 01.11.2023 wieder über den Fluss.</p>",
        "<div class=comments><p>27 Sep 2016</p></div>",
        "<aside><p>27 Sep 2016</p></aside>",
        "<a href=/x>27 Sep 2016</a>",
        "<footer>27 Sep 2016</footer>",
        f"<p>Sie wurde veröffentlicht am 27.9.2016, sagt man, {'aber niemand weiß es genau. ' * 20}</p>",
    ],
)
def test_dates_in_sentences_comments_links_and_asides_are_not_the_articles(displayed: str) -> None:
    assert published(page(displayed)) is None


def test_a_distant_date_above_the_headline_is_not_the_publication_time() -> None:
    assert published(page("", f"<div>27 Sep 2016</div>{'<p>Menü</p>' * 30}<h1>The ferry runs again</h1>")) is None


@pytest.mark.parametrize("address", ["https://example.com/", "https://example.com/index.html"])
def test_a_date_alone_on_a_front_page_is_another_articles(address: str) -> None:
    assert published(page("<div>27 Sep 2016</div>"), address) is None


def test_a_feed_has_no_day_of_its_own() -> None:
    feed = "<rss><channel><title>Fähren</title><item><pubDate>27 Sep 2016</pubDate></item></channel></rss>"
    assert published(feed) is None


def test_a_two_digit_year_is_parsed_if_no_other_date_is_displayed() -> None:
    assert published(page("", "<h1>The ferry runs again</h1><span>31.10.23</span>")) == "2023-10-31T00:00:00+01:00"


def told_by(metas: str, displayed: str) -> str | None:
    return published(f"<html lang=en><head>{metas}</head><h1>The ferry runs again</h1><div>{displayed}</div>")


@pytest.mark.parametrize(
    "meta",
    [
        "<meta name=date content='2020-02-12T11:52:23'>",
        "<meta name=DC.date content=2020-02-12>",
        "<meta property=article:published_time content='February 12, 2020'>",
    ],
)
def test_an_earlier_day_beside_the_headline_wins_over_a_documents_date_and_a_day_without_a_clock(meta: str) -> None:
    assert told_by(meta, "<span>5 February 2020</span>") == "2020-02-05T00:00:00+00:00"
    assert told_by(meta, "<p>Ferry</p><p>River</p><i>15 February 2020</i>") != "2020-02-15T00:00:00+00:00"
    assert told_by(meta, "<span>Updated 5 February 2020</span>") != "2020-02-05T00:00:00+00:00"


def test_right_at_the_headline_a_later_day_wins_over_a_documents_date_only() -> None:
    day = "<time>15 February 2020</time>"
    assert told_by("<meta name=dcterms.date content=2020-02-12T11:52>", day) == "2020-02-15T00:00:00+00:00"
    assert told_by("<meta name=date content=2020-02-15T11:52>", day) == "2020-02-15T11:52:00+00:00"
    assert told_by("<meta name=pubdate content=2020-02-12>", day) == "2020-02-12T00:00:00+00:00"


def test_an_earlier_day_beside_the_headline_says_nothing_against_a_clock() -> None:
    html = article("2020-02-12T11:52:23+00:00", "<span>5 February 2020</span>")
    assert published(html) == "2020-02-12T11:52:23+00:00"


def test_declared_dates_are_read_month_first_where_the_page_displays_that_day() -> None:
    meta = "<meta name=date content='11/01/2023 12:43:42'>"
    assert told_by(meta, "<p>Created: 1 November 2023</p>") == "2023-11-01T12:43:42+00:00"
    assert told_by(meta, "<p>Created: 11 January 2023</p>") == "2023-01-11T12:43:42+00:00"


def test_a_labeled_time_overrides_the_time_of_a_comment() -> None:
    comment = "<div id=comments><div><time datetime=2019-08-24T03:36>August 24</time></div></div>"
    assert published(page(f"<p>Veröffentlicht am 16.08.2019</p>{comment}")) == "2019-08-16T00:00:00+02:00"


def test_a_time_in_a_widget_counts_if_no_other_is_displayed() -> None:
    blog = "<div class=widget><h2 class=date-header>Mittwoch, 30. März 2011</h2><h3>Fähre</h3></div>"
    assert published(page(blog)) == "2011-03-30T00:00:00+02:00"


def test_a_video_in_the_page_says_less_than_the_page() -> None:
    video = '<script type="application/ld+json">{"@type": "VideoObject", "uploadDate": "2015-01-16T14:53:35Z"}</script>'
    meta = "<meta property=article:published_time content=2017-12-01T12:01:11Z>"
    assert told_by(video + meta, "") == "2017-12-01T12:01:11+00:00"
    assert told_by(video, "") is None


@pytest.mark.parametrize(
    ("declared", "day"), [("2019-06-17T18:28:00Z", "2017-07-12"), ("2017-07-14T01:00:00Z", "2017-07-14")]
)
def test_the_day_in_the_folders_of_the_url_overrides_a_later_declared_day(declared: str, day: str) -> None:
    html = article(declared, "")
    assert (published(html, "https://example.com/home/2017/7/12/ferry") or "").startswith(day)
    assert (published(html, "https://example.com/home/2017/7/12-ferries") or "").startswith(declared[:10])


@pytest.mark.parametrize("kind", ["HowTo", "DiscussionForumPosting", "MedicalWebPage", "FAQPage"])
def test_guides_forums_and_questions_are_dated_by_their_json_ld(kind: str) -> None:
    script = f'{{"@type": "{kind}", "datePublished": "2022-01-10T22:06:08+01:00"}}'
    assert told_by(f"<script type='application/ld+json'>{script}</script>", "") == "2022-01-10T22:06:08+01:00"


@pytest.mark.parametrize(
    ("name", "day"), [("published", "2024-03-09"), ("create", "2024-03-09"), ("", None), ("event-date", None)]
)
def test_the_class_of_a_cell_says_more_than_the_term_before_it(name: str, day: str | None) -> None:
    details = f"<dl><dt>Details</dt><dd class='{name}'>09 March 2024</dd><dd class=hits>1234</dd></dl>"
    found = published(page("", f"<h2>The ferry runs again</h2>{details}"))
    assert (found and found[:10]) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Share index: 10.012 (09/03/2024)", None),
        ("<div class=event><b>Open mill</b> <time datetime=2024-03-09>9 March 2024</time></div>", None),
        ("Print edition: 9 March 2024", None),
        ("Édition du 09/03/2024", None),
        ("9 March 2024", "2024-03-09"),
    ],
)
def test_the_day_of_a_printed_issue_an_event_or_a_figure_is_not_the_articles(line: str, day: str | None) -> None:
    sentence = "The ferry across the river runs again from pier {}, after two weeks of high water and much waiting."
    text = "".join(f"<p>{sentence.format(number)}</p>" for number in ("one", "two", "three", "four"))
    found = published(f"<html lang=en><h1>The ferry runs again</h1><div>{text}</div><div>{line}</div>")
    assert (found and found[:10]) == day


@pytest.mark.parametrize("displayed", ["<dt>Joined</dt><dd>May 11, 2017</dd>", "<p>Einsendeschluss 11.5.2017</p>"])
def test_a_members_date_and_a_deadline_are_not_the_articles(displayed: str) -> None:
    assert published(page("", f"<h1>The ferry runs again</h1>{displayed}")) is None


@pytest.mark.parametrize(("lang", "offset"), [("ar-AR", "+00:00"), ("es-AR", "-03:00")])
def test_facebooks_arabic_is_not_argentinas(lang: str, offset: str) -> None:
    html = article("2024-03-05T12:28", "", lang)
    assert published(html) == f"2024-03-05T12:28:00{offset}"


def test_a_time_without_zone_beside_one_in_utc_does_not_hide_the_displayed_time() -> None:
    metas = "<meta property='article:published_time' content='2023-12-23T03:00:46'>"
    html = metas + article("2023-12-23T03:00:46Z", "December 22, 2023 10:00 PM")
    assert published(html) == "2023-12-22T22:00:46-05:00"


def test_the_moment_that_a_meta_element_and_the_page_state_alike_precedes_another_in_json_ld() -> None:
    metas = "<meta property='article:published_time' content='2019-07-09T17:34:39'>"
    html = metas + article("2019-07-09T13:34:39Z", "<p>July 9, 2019 at 10:34 AM PDT</p>")
    assert published(html) == "2019-07-09T10:34:39-07:00"


def test_a_moment_that_is_only_displayed_does_not_change_the_declared_one() -> None:
    html = article("2019-07-09T13:34:39Z", "<p>July 9, 2019 at 10:34 AM PDT</p>")
    assert published(html) == "2019-07-09T13:34:39+00:00"


def test_of_two_times_in_utc_the_one_that_the_page_only_marks_up_does_not_replace_the_declared_one() -> None:
    html = article("2022-12-12T10:04:50+00:00", "<time datetime='2022-12-12T11:04:50+00:00'>12.12.2022</time>", "de")
    metas = "<meta property='article:published_time' content='2022-12-12T11:04:50+00:00'>"
    assert published(metas + html, "https://example.de/a.html") == "2022-12-12T11:04:50+01:00"


def test_a_time_without_zone_is_at_the_moment_that_the_page_marks_up() -> None:
    metas = "<meta name='sailthru.date' content='2023-12-13T22:06:41Z'>"
    html = article("2023-12-13T17:06:41", "<time datetime='2023-12-13T22:06:41+00:00'>December 13, 2023</time>")
    assert published(metas + html) == "2023-12-13T17:06:41-05:00"


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("pt", "12 jan 23 |  5h27", "2023-01-12T05:27"),
        ("pt", "3 fev 24 às 14h05", "2024-02-03T14:05"),
        ("fr", "12 janv. 23 à 5h27", "2023-01-12T05:27"),
        ("en", "12 Jan 23", "2023-01-12T00:00"),
        ("en", "12-Jan-23", "2023-01-12T00:00"),
        ("en", "Fri 12 Jan '23, 05:27", "2023-01-12T05:27"),
    ],
)
def test_a_year_of_two_digits_follows_the_name_of_a_month(language: str, text: str, time: str) -> None:
    found = parse_timestamp(text, language=language)
    assert found is not None
    assert found.value.isoformat()[:16] == time


@pytest.mark.parametrize(
    "text", ["4 May 11 people", "4 May 11:30", "4 May 11h30", "4 May 11-30", "4 May 11, 12 and 13", "4 May 11 am"]
)
def test_a_clock_or_a_number_behind_a_month_is_no_year(text: str) -> None:
    assert parse_timestamp(text, language="en") is None


@pytest.mark.parametrize("other", ["18/03/2012", "18/03/2012 09:11"])
def test_a_lone_update_beside_the_headline_is_believed_before_another_storys_date(other: str) -> None:
    text = "<div>Sáng nay, bến đò chở chuyến khách đầu tiên sau hai tháng nằm bờ vì nước lớn.</div>" * 4
    html = (
        "<html lang=vi><title>Đò</title><span>Cập nhật lúc 3:41 PM, 19/03/2012</span><h1>Bến đò mở lại</h1>"
        f"{text}<ul><li><a href=/b>Chợ phiên họp lại</a> ({other})</ul>"
    )
    assert published(html, "https://example.vn/a.html") == "2012-03-19T15:41:00+07:00"


def test_a_blank_before_the_year_parts_no_date() -> None:
    html = "<html lang=vi><h1>Bến đò mở lại</h1><span>19:19', 26/7/ 2012 (GMT+7)</span>"
    assert published(html, "https://example.vn/a.html") == "2012-07-26T19:19:00+07:00"


def test_a_clock_without_colons_behind_a_date_with_hyphens_is_read() -> None:
    html = "<html lang=en><h1>The ferry runs again</h1><div class=updated title=2020-02-12T1603Z>4:03</div>"
    assert published(html) == "2020-02-12T16:03:00+00:00"


@pytest.mark.parametrize("words", ["vom ", "date ", "posted "])
def test_words_before_a_short_date_are_read_in_linear_time(words: str) -> None:
    with time_limit(5):
        assert parse_timestamp(f"{words * 28}! 8.5.12", language="de") is None


@pytest.mark.parametrize(("text", "year"), [("15.03.98", 1998), ("03/05/99 10:00", 1999), ("vom 8.5.12", 2012)])
def test_a_year_of_two_digits_is_of_the_last_century_from_69_on(text: str, year: int) -> None:
    found = parse_timestamp(text, language="de")
    assert found is not None
    assert found.value.year == year


_TEXT = (
    "<p>The ferry across the river runs again, after two weeks of high water and a lot of waiting at the piers.</p>"
    "<p>People from both villages came to watch the first crossing, and the school gave its pupils a free morning.</p>"
    "<p>The mayor said that the second boat will follow in spring, when the new engine has been tested thoroughly.</p>"
)


@pytest.mark.parametrize(
    ("displayed", "time"),
    [
        ("9/8/2015 12:15 PM PT", "2015-09-08T12:15:00-07:00"),
        ("9/8/2015 12:15 PM (EDT)", "2015-09-08T12:15:00-04:00"),
        ("9/8/2015 12:15 PM", "2015-08-09T12:15:00+00:00"),
        ("8 Sept 2015 12:15 PM PT", "2015-09-08T12:15:00-07:00"),
    ],
)
def test_before_a_north_american_zone_the_month_comes_first(displayed: str, time: str) -> None:
    assert published(f"<html lang=en><h1>The ferry runs again</h1><div>{displayed}</div>{_TEXT}") == time


@pytest.mark.parametrize(
    ("language", "displayed", "time"),
    [
        ("fr", "Publié le 09/08/2015 à 12:15 et mis à jour le 10/08/2015 à 9:00", "2015-08-09T12:15:00+02:00"),
        ("es-MX", "09/08/2015 12:15 CST", "2015-08-09T12:15:00-05:00"),
    ],
)
def test_a_word_that_is_only_spelled_like_a_zone_leaves_the_day_first(language: str, displayed: str, time: str) -> None:
    text = "<p>123</p>" * 30  # in no language
    assert published(f"<html lang={language}><h1>Le bac repart</h1><div>{displayed}</div>{text}") == time


def test_in_australia_est_is_the_time_of_its_east() -> None:
    page = f"<html lang=en-AU><h1>The ferry runs again</h1><div>9/8/2015 12:15 PM EST</div>{_TEXT}"
    found = published(page, "https://ferry.example.com.au/a.html")
    assert (found or "")[:10] == "2015-08-09"


@pytest.mark.parametrize(
    ("folder", "day"), [("2015/09/08", "2015-09-08"), ("2015/08/09", "2015-08-09"), ("a/b", "2015-08-09")]
)
def test_the_address_decides_between_day_and_month(folder: str, day: str) -> None:
    page = f"<html lang=en><h1>The ferry runs again</h1><div>9/8/2015</div>{_TEXT}"
    found = published(page, f"https://example.com/{folder}/ferry.html")
    assert (found or "")[:10] == day


@pytest.mark.parametrize(
    "change",
    [
        "<div>Updated: <time datetime='2024-03-09T10:00:00Z'>Mar 9, 2024 10:00am UTC</time></div>",
        "<div><span>Modified</span> <a title='2024-03-09 10:00:00Z'>today</a></div>",
        "<div class=head data-update-time='1709978400000' data-sort-time='1709978400000'></div>",
    ],
    ids=["label in the element", "label in the element before", "attributes of a change and of an order"],
)
def test_the_machine_readable_time_of_a_change_is_not_that_of_the_publication(change: str) -> None:
    page = f"<html lang=en><h1>The ferry runs again</h1>{change}{_TEXT}<p>First published on March 4, 2024</p>"
    assert (published(page) or "")[:10] == "2024-03-04"


def test_a_sentence_below_a_picture_does_not_date_the_article() -> None:
    caption = "<div class=caption>Der Markt lädt am 8. Mai 2022 zu vielen neuen Fahrten und Buden am Ufer ein.</div>"
    share = "".join(f"<li>{name}</li>" for name in ("Share", "Send", "Save", "Copy"))
    page = f"<html lang=de><h1>Die Fähre fährt wieder</h1><ul>{share}</ul>{caption}<div>28.04.2023, 19:25</div>{_TEXT}"
    assert published(page, "https://example.de/a.html") == "2023-04-28T19:25:00+02:00"


@pytest.mark.parametrize(
    ("of_page", "expected"),
    [
        ("2024-03-05T14:39:09+02:00", "2024-03-05T14:39:09+02:00"),
        ("2024-03-01T14:39:09+02:00", "2024-03-05T00:00:00+00:00"),
        ("", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_the_node_of_the_page_gives_the_clock_time_of_the_articles_day(of_page: str, expected: str) -> None:
    nodes = (
        f'{{"@type": "WebPage", "datePublished": "{of_page}"}},'
        '{"@type": "NewsArticle", "headline": "The ferry runs again", "datePublished": "2024-03-05"}'
    )
    script = f"<script type='application/ld+json'>[{nodes}]</script>"
    assert published(f"<html lang=en>{script}<h1>The ferry runs again</h1>") == expected


def test_the_class_of_events_beside_the_headline_may_be_that_of_a_section() -> None:
    assert told_by("", "<div class='meta events'><span class=date>9 March 2024</span></div>") is not None
