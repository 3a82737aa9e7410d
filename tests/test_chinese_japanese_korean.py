"""Pages in Chinese, Japanese and Korean: names, dates, keywords, and the lines around the text."""

import pytest

from newsarchive import Article, extract
from newsarchive.parsers.bylines.cjk import is_cjk_person
from newsarchive.parsers.bylines.parser import parse_byline
from newsarchive.parsers.dates.timestamp import parse_timestamp

_PROSE = (
    "本报讯 渡口的老船工说，今年的水比往年来得早，河边的三个村子在一夜之间被水围住，村民划着木船把粮食运到山上。",
    "县里派来的技术员量了水位，说再过两天水就会退下去，可是桥墩已经松动，车辆要绕行四十公里才能到县城。",
    "学校停课一周，孩子们在庙里上课，老师把黑板挂在柱子上，说这样也能把课上完，家长们每天送来热饭。",
    "水退以后，村民打算先修码头，再修路，他们说没有码头，山里的橘子就运不出去，一年的收成也就没有了。",
)


def page(*parts: str, head: str = "", title: str = "河水围住三个村子渡口停运", lang: str = "zh-CN") -> Article:
    prose = "".join(f"<p>{text}</p>" for text in _PROSE)
    inner = "".join(parts) if parts else "{prose}"
    return extract(
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}_临溪新闻网</title>{head}</head><body>'
        f"<h1>{title}</h1><div class=content>{inner.replace('{prose}', prose)}</div></body></html>",
        url="https://linxi.example/2020/0608/1234.html",
    )


@pytest.mark.parametrize(
    ("name", "language", "is_person"),
    [
        ("张小溪", "zh", True),
        ("欧阳小溪", "zh", True),
        ("范姜小溪", "zh-TW", True),
        ("陳大文", "zh-TW", True),
        ("打印本页", "zh", False),
        ("发布于", "zh", False),
        ("文化部", "zh", False),
        ("临溪日报", "zh", False),
        ("川辺花子", "ja", True),
        ("保存", "ja", False),
        ("김민수", "ko", True),
        ("공유하기", "ko", False),
        ("뉴시스", "ko", False),
        ("金融", "zh", False),
        ("江苏", "zh", False),
        ("정치", "ko", False),
        ("スポーツ", "ja", False),
        ("お問い合わせ", "ja", False),
        ("印刷する", "ja", False),
        ("さとう 花子", "ja", True),
        ("高橋みなみ", "ja", True),
    ],
)
def test_a_bare_name_begins_with_a_surname(name: str, language: str, *, is_person: bool) -> None:
    assert is_cjk_person(name, language) is is_person


@pytest.mark.parametrize(
    ("line", "language", "credits"),
    [
        ("临溪网10月4日讯（记者陈溪 整合）", "zh", [("陈溪", "author")]),
        ("中新社记者 周明远 摄", "zh", [("中新社", "source"), ("周明远", "photographer")]),
        ("作者：未知 责任编辑：溪边小草", "zh", [("溪边小草", "editor")]),
        ("来源：网络", "zh", []),
        ("【文/溪山网专栏作者 王文】", "zh", [("王文", "author")]),
        ("文字 张 溪", "zh", [("张溪", "author")]),
        ("記者王大明／台北報導", "zh-TW", [("王大明", "author")]),
        ("（中央社記者黃麗溪台北5日電）", "zh-TW", [("中央社", "source"), ("黃麗溪", "author")]),
        ("編集委員 中沢花子", "ja", [("中沢花子", "author")]),
        ("고민수 나무 칼럼니스트", "ko", [("고민수", "author")]),
    ],
)
def test_a_credit_line_is_read_without_the_words_around_its_names(
    line: str, language: str, credits: list[tuple[str, str]]
) -> None:
    found = parse_byline(line, language=language)
    assert found is not None
    assert [(credit.name, credit.role) for credit in found.credits] == credits


@pytest.mark.parametrize("line", ["图书馆", "作者简介", "图片新闻", "【打印本页】【关闭窗口】", "我已授权", "关注"])
def test_a_button_or_heading_is_no_credit(line: str) -> None:
    assert parse_byline(line, language="zh") is None


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("18-03-08 23:16", "zh", "2018-03-08"),
        ("发布时间：18-03-0823:16", "zh", "2018-03-08"),
        ("18.03.08", "ko", "2018-03-08"),
        ("98-03-08", "zh", "1998-03-08"),
        ("08-03-18", "en", "2018-03-08"),
        ("2018-03-08 23:16", "zh", "2018-03-08"),
    ],
)
def test_a_short_year_comes_first_where_dates_begin_with_the_year(text: str, language: str, day: str) -> None:
    found = parse_timestamp(text, tz="Asia/Shanghai", language=language)
    assert found is not None
    assert found.value.date().isoformat() == day
    assert found.raw == text


@pytest.mark.parametrize(
    "line",
    [
        "2020-06-08 12:11来源：临溪网作者：李溪",
        "2020-06-08 10:56:28 临溪日报",
        "发布日期：2020-06-08 浏览次数： 信息来源： 水利局",
        "字号：大 中 小",
    ],
)
def test_the_line_with_date_and_source_is_not_in_the_body(line: str) -> None:
    assert page(f"<p>{line}</p>", "{prose}").body == "\n\n".join(_PROSE)


@pytest.mark.parametrize("line", ["关键词 &gt;&gt; 渡口,洪水", "<h3>相关推荐</h3>", "<h3>评论（191）</h3>"])
def test_keywords_and_headings_after_the_text_are_not_in_the_body(line: str) -> None:
    assert page("{prose}", line if line.startswith("<") else f"<p>{line}</p>").body == "\n\n".join(_PROSE)


def test_a_caption_that_ends_with_its_photographer_is_not_in_the_body() -> None:
    article = page('<p><img src="/a.jpg"></p><p>图为村民划船运粮。（刘溪摄）</p>', "{prose}")
    assert article.body == "\n\n".join(_PROSE)
    assert "刘溪" not in article.authors


def test_a_last_paragraph_with_the_mark_of_an_agency_is_kept() -> None:
    last = "「水は二度と戻らない」と渡し守は語り、村の人々は静かにうなずいた。(c)AFP"
    assert page("{prose}", f"<p>{last}</p>").blocks[-1].text == last


def test_short_numbers_beside_a_date_with_a_full_year_are_no_date() -> None:
    found = parse_timestamp("版本18.03.08 发布于2020年1月2日", tz="Asia/Shanghai", language="zh")
    assert found is not None
    assert found.value.date().isoformat() == "2020-01-02"


def test_a_short_chinese_article_is_an_article() -> None:
    assert len("".join(_PROSE)) < 400
    assert page("<p>2020-06-08 12:11</p>", "{prose}").kind == "article"


def test_the_script_tells_that_the_declared_language_is_a_template_s() -> None:
    assert page(lang="en").language == "zh"
    assert page(lang="ja").language == "ja"  # Japanese may consist of Chinese letters
    assert page(lang="utf-8").language == "zh"


@pytest.mark.parametrize(
    ("keywords", "tags"),
    [
        ("渡口，洪水；木船", ["渡口", "洪水", "木船"]),
        ("渡口 洪水 木船", ["渡口", "洪水", "木船"]),
        ("河水围住三个村子渡口停运", []),
        ("河水围住三个村子渡口停运,洪水", ["洪水"]),
        ("&lt;meta name=", []),
        ("Ferry, River towns", ["Ferry", "River towns"]),
    ],
)
def test_keywords_are_split_as_chinese_pages_write_them(keywords: str, tags: list[str]) -> None:
    assert page(head=f'<meta name="keywords" content="{keywords}">').tags == tags


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("河水围住三个村子渡口停运_滚动新闻_临溪县官方网站", "河水围住三个村子渡口停运"),
        ("河水围住三个村子渡口停运-溪山传媒", "河水围住三个村子渡口停运"),
        ("渡し船は今年も動かず（写真＝共同） ：渡し船新聞", "渡し船は今年も動かず（写真＝共同）"),
    ],
)
def test_the_site_behind_a_chinese_or_japanese_title_is_left_out(declared: str, title: str) -> None:
    site = '<meta property="og:site_name" content="渡し船新聞">'
    html = f"<html><head><title>{declared}</title>{site}</head><body>" + "".join(f"<p>{text}</p>" for text in _PROSE)
    assert extract(html).title == title


@pytest.mark.parametrize(
    ("lang", "sentence", "credit", "author"),
    [
        ("zh-CN", "镇里打算修一座候船亭，墙上画一幅老渡口的图。", "（记者 陈小溪）", "陈小溪"),
        ("zh-CN", "镇里打算修一座候船亭，墙上画一幅老渡口的图", "（记者陈小溪）", "陈小溪"),
        ("zh-CN", "镇里打算修一座候船亭，墙上画一幅老渡口的图。", "文/陈小溪", "陈小溪"),
        ("zh-TW", "鄉公所計畫搭建候船亭，並展出渡口的舊照片。", "（記者陳小溪／台北報導）", "陳小溪"),
        ("ja", "町は来年度、待合所に屋根をつけ、渡し場の写真を飾る計画だ。", "【川辺花子記者】", "川辺花子"),
        ("ko", "면사무소는 내년에 양쪽 나루에 지붕을 얹을 계획이다.", " 김민수 기자", "김민수"),
        ("ko", "면사무소는 내년에 양쪽 나루에 지붕을 얹을 계획이다.", "/김민수 기자 minsu@linxi.example", "김민수"),
    ],
)
def test_a_credit_behind_the_last_sentence_leaves_the_sentence_in_the_text(
    lang: str, sentence: str, credit: str, author: str
) -> None:
    article = page("{prose}", f"<p>{sentence}{credit}</p>", lang=lang)
    assert sentence in article.body
    assert article.authors == [author]


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 陈小溪",
        "（记者 陈小溪 通讯员 周明远）",
        "文/陈小溪 图/周明远",
        "本报记者 陈小溪 李大力，通讯员 周明远（发自临溪）",
    ],
)
def test_a_line_that_is_only_a_credit_is_not_in_the_text(line: str) -> None:
    article = page("{prose}", f"<p>{line}</p>")
    assert article.authors[:1] == ["陈小溪"]
    assert "陈小溪" not in article.body


@pytest.mark.parametrize(
    "line", ["取材・文＝川辺花子、写真＝鈴木花子。構成＝佐藤一郎", "（文・川辺花子、写真・鈴木花子。構成・佐藤一郎）"]
)
def test_the_last_of_several_credits_is_not_the_only_author(line: str) -> None:
    assert page("{prose}", f"<p>{line}</p>", lang="ja").authors in ([], ["川辺花子"])


def test_a_sentence_about_a_reporter_at_the_end_signs_nothing() -> None:
    article = page("{prose}", "<p>镇里打算修候船亭，请了老船匠来看。记者从会上获悉</p>")
    assert article.body.endswith("记者从会上获悉")
    assert article.authors == []


@pytest.mark.parametrize("credit", ["김민수 기자 = ", "[임계신문=김민수 기자] "])
def test_a_credit_before_the_last_sentence_leaves_the_sentence_in_the_text(credit: str) -> None:
    sentence = "면사무소는 내년에 양쪽 나루에 지붕을 얹고 옛 사진을 걸 계획이다."
    assert sentence in page("{prose}", f"<p>{credit}{sentence}</p>", lang="ko").body
