"""Words that tell an article's text from what a page prints around it, in the languages of the papers we read."""

from __future__ import annotations

import re


def _joined(phrases: str) -> str:
    """Make one pattern of phrases that stand between bars, on as many lines as they like."""
    return "|".join(re.split(r"\s+\|\s+", phrases.strip()))


#: Class tokens that tell of state, style or subject, not of what an element is.
STATE_TOKEN = re.compile(
    r"[:\[]|^elementor-(?!post(?:s|__)|author-|testimonial)|^(?:category|tag|post_tag|has|is|no|not|with|without|mh\d)[-_]|-not-|[-_]hidden$|wrapper|hidden-(?:xs|sm)|-(?:enabled|disabled|active)$|-sidebar-(?:right|left|none)$"
)
#: An element with one of these words at the beginning of a part of its class or id is never the article's text.
_JUNK_STEMS = """
comment(?!ary) related relate(?:s|d)? recommend recirc newsletter breadcrumb disqus cookie consent outbrain taboola
sharing sharebar sharedaddy addtoany subscri signup popup modal pager pagination navigation navbar menu footer
trending popular mostread toolbar rating copyright disclaimer hashtag taglist lienquan tinlienquan binhluan danhgia
othernews readmore morenews screen-reader sr-only visually-?hidden print-?only jp-relatedposts relatedbox
bottombar tooltip popover hovercard flyout rollover[-_](?:[a-z]+[-_])?(?:block|box|card|content|panel)
autor(?:en)?-?(?:box|card|bio|info|profil) author-?(?:box|card|bio|info) saboxplugin elementor-post testimonial
fact-?box fakt(?:a|en)-?(?:box|kasten|ruta)
call-?(?:to|2)-?action cta-?(?:box|block|banner|card) (?:audio|video|media)-?(?:html5-?)?player player-?placeholder
video-?(?:title|headline|info|meta|description|duration) (?:commerce|affiliate|advertis(?:er|ing))-?disclos
donat table-?of-?contents? instagram-media tiktok-embed embed-consent sign-?in sign-?up
"""
#: So may an element with one of these, unless it holds much of the page's text.
_DOUBTFUL_STEMS = r"""
share social(?![-_]*(?:media[-_]*)?embed) promo advert adslot adsense adbox adunit adspot sponsor masthead widget
teaser(?![-_]+(?:text|content)(?!-?[a-z])) sidebar(?!-grid)
author byline paginat no-?print
info-?box toc(?![a-z]|[-_](?:para|chapter|\d))
"""
#: Words that count only as a whole part.
_DOUBTFUL_WORDS = """
ads? adv banner nav tags? bio meta aside login cta tools? poll vote buttons? date time timestamp categor(?:y|ies)
more hidden print
"""
JUNK_CLASS = re.compile(rf"(?<![a-z])(?:{'|'.join(_JUNK_STEMS.split())})")
DOUBTFUL_CLASS = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_DOUBTFUL_STEMS.split())}|(?:{'|'.join(_DOUBTFUL_WORDS.split())})(?![a-z]))"
)
#: What a reader folds out, that it is hidden at first says nothing, and what page builders set any text in.
FOLDED_CLASS = re.compile(r"accordion|(?<![a-z])answer|collaps|(?<![a-z])so-panel|widget[-_]?html")
#: Class and id words of the element that holds the text, in the order of their worth.
BODY_CLASS = re.compile(
    r"article-?_?_?(?:body|content|text|detail)|story-?_?_?(?:body|content|text)|entry-?_?content|post-?_?_?(?:content|body|text)"
    r"|body-?(?:content|text|copy)|content-?_?(?:body|detail|text|fck)|detail-?_?_?content|fck_?detail|newscontents|main-?content"
    r"|singular-content|maincontent|articlebody|cms-body|newsbody|news-?(?:content|body|text|detail)|rich-?text|markdown|prose"
)
LEAD_CLASS = re.compile(
    r"(?<![a-z])(?:sapo|lead(?!er)|lede|summary|description|desc(?![a-z])|chapo|chapeau|dek(?![a-z])|deck(?![a-z])|abstract"
    r"|intro|subtitle|sub-?head|sub-?headline|sub-?title|teaser|excerpt|vorspann|standfirst|strap(?:line)?(?![a-z])|synopsis|tagline|kicker-?text"
    r"|sous-?titre"
    r"|tom-?tat|trich-?dan|entradilla|bajada|copete|subtitulo|catenaccio|sommario|ingress|manchet|ingres|hometext)"
)
CAPTION_CLASS = re.compile(
    r"caption|infotext|media-?info|title-?image|pic-?_?(?:desc|title|note)|image-?_?(?:desc|title|text|info|note|credit)|img-?_?(?:desc?(?![a-z])|title|note|credit)|chu-?_?thich"
    r"|photo-?_?(?:desc|title|note|text|credit)|legend(?![a-z])|bildunterschrift|bild_*-?(?:text|info)"
    r"|(?:gallery|lightbox|slide(?:show|r)?)_*-?(?:desc|info)|cutline|photocms|(?<![a-z])credit|copyright"
)
#: A table, division or list of this class holds pictures, and its words are captions.
PICTURE_CLASS = re.compile(
    r"(?<![a-z])(?:image|img|picture|photo|figure|gallery|slideshow|tplcaption|tbl-?image|imagebox|wp-caption)(?![a-z]*(?:text|content|body))"
)
#: Hosts of networks that pages are shared on and followed at.
NETWORKS = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|t|instagram|linkedin|pinterest|whatsapp|wa|telegram|reddit|youtube|youtu|tiktok|threads"
    r"|bsky|mastodon|zalo|vk|xing|flipboard|google)\.[a-z.]+$"
)
_RELATED = r"""
    bạn có thể quan tâm | có thể bạn quan tâm | tin liên quan | bài liên quan | tin cùng chuyên mục |
    bài viết liên quan | tin bài liên quan | đọc thêm | xem thêm | mời (?:quý )?(?:độc giả|bạn đọc) | tin khác |
    các tin khác | tin mới | tin đọc nhiều | đọc nhiều | cùng chuyên mục | tin nổi bật | chủ đề liên quan |
    từ khóa | ý kiến bình luận | bình luận | đánh giá | tags? | chia sẻ | ý kiến (?:bạn đọc|độc giả|của bạn) |
    (?:các |những )?(?:tin|bài|tin bài|tin, bài|bài viết|tin tức|video) (?:khác|mới hơn|cũ hơn|đã đưa) |
    có liên quan | (?:tin|bài) cùng (?:chủ đề|tác giả|loại) | đừng bỏ lỡ | xem nhiều | có thể bạn thích | dành cho bạn |
    gợi ý cho bạn | bài(?: viết)? mới |
    related(?: (?:articles?|stories|posts?|news|content|topics|coverage|links|reading|tags))? | read more |
    read next | read also | also read | more (?:from|on|stories|news|in|like this) |
    recommended(?: (?:for you|stories|reading|articles))? | other (?:recent )?(?:stories|articles|posts|news) |
    you may (?:also )?like | you might (?:also )?like | see (?:also|more) |
    must read | most (?:read|popular|viewed) | trending | latest(?: (?:news|stories))? | top stories | don't miss |
    up next | what to read next | share this | share | follow us | comments? | leave a (?:comment|reply) |
    post a comment | \d+ comments? | filed under | about the author | sign up | newsletter | further reading |
    popular posts | recent posts | editors?['’]? picks? | editor's choice | join the conversation | sources? |
    references | lesen sie (?:auch|hier|dazu|mehr) | mehr (?:zum thema|zu|aus|von|dazu|lesen) |
    weitere (?:artikel|beiträge|themen|meldungen|nachrichten|infos) | auch interessant |
    das könnte sie (?:auch )?interessieren | zum thema | passend dazu | mehr dazu |
    verwandte (?:artikel|themen|beiträge) | kommentare? | schlagwörter | teilen | meistgelesen |
    ähnliche (?:artikel|beiträge) | siehe auch | schreiben sie einen kommentar | newsletter | stichwörter |
    quellen? | themen | (?:zum )?weiterlesen | schon gelesen | mehr themen | über (?:den autor|die autorin) |
    à lire (?:aussi|également) | lire (?:aussi|également|plus) | sur le même (?:sujet|thème) |
    voir aussi | vous aimerez (?:aussi|peut-être) | à découvrir | articles? (?:liés|similaires|associés) |
    les plus lus | commentaires? | partager | mots[- ]clés |
    contenus? sponsorisés? | lea también | leer más | te puede interesar | también te puede interesar |
    le puede interesar | le? recomendamos | quizás te interese | noticias relacionadas |
    más (?:noticias|información|sobre) | artículos? relacionados? |
    ver también | compartir | comentarios? | etiquetas | temas relacionados | leggi anche | potrebbe interessarti |
    articoli correlati | ti potrebbe interessare | condividi | commenti | approfondimenti | leia (?:também|mais) |
    veja (?:também|mais) | relacionad[ao]s | saiba mais | notícias relacionadas | comentários? | compartilhe |
    mais lidas | lees ook | lees verder | gerelateerd | meer (?:over|nieuws) | bekijk ook | læs også | læs mere |
    les også | les mer | läs (?:också|mer|även) | lue (?:myös|lisää) | czytaj (?:także|też|więcej|również) |
    zobacz (?:także|też|również) | polecamy | przeczytaj (?:także|też|również) | komentarze | čtěte také |
    mohlo by vás zajímat | související | olvasta már | kapcsolódó | citește și | vezi și | προτεινόμενα |
    διαβάστε (?:επίσης|ακόμη|και) | читайте (?:также|ещё|еще) | смотрите также | по теме | похожие |
    материалы по теме | читайте також | читайте також | ilgili haberler | bunlar da ilginizi çekebilir | önerilen |
    baca juga | berita terkait | artikel terkait | lihat juga | 関連記事 | 関連リンク | 関連ニュース |
    あわせて読みたい | 相关阅读 | 相关新闻 |
    延伸阅读 | 推荐阅读 | 相關新聞 | 延伸閱讀 | 관련 기사 | 관련기사 |
    اقرأ أيضا | إقرأ أيضاً | مواضيع ذات صلة | קראו גם | यह भी पढ़ें |
    इसे भी पढ़ें | ये भी पढ़ें
"""
# The patterns below are matched against lower case: `re` passes over wrong first letters far faster then.
#: The heading or label of a list of other stories, of comments or of keywords; nothing behind it in the line.
RELATED_HEADING = re.compile(rf"(?:\W|\d)*+(?:{_joined(_RELATED)})\b[^.!?]{{0,40}}(?:\.\.\.)?$")
#: The same in front of a headline of another story: "Đọc thêm: …", "READ MORE: …".
RELATED_LABEL = re.compile(rf"\W*+(?:{_joined(_RELATED)})(?:\s+\w+){{0,3}}\s*[:：>»|–—]")
#: The same without a colon; to tell in a line of links.
RELATED_START = re.compile(rf"\W*+(?:{_joined(_RELATED)})\b")
# What may stand before a phrase: any sign but the one for copyright.
_SIGNS = r"[^\w©(]*+(?:\((?!c\))[^\w©(]*+)*+"
_WIDGETS = r"""
    hãy trở thành người đầu tiên | hãy là người đầu tiên | gửi (?:bình luận|ý kiến) | ý kiến bình luận |
    vui lòng (?:nhập|đăng nhập) | mời bạn đánh giá | theo dõi .{0,30} trên | return to top | back to top |
    cơ quan chủ quản | giấy phép (?:số|xuất bản|hoạt động|thiết lập) | (?:phó )?tổng biên tập\s*: | tòa soạn\s*: |
    chịu trách nhiệm (?:nội dung|xuất bản) | gửi (?:bài viết|bài này|tin này|cho bạn bè) |
    bản (?:để )?in\b | in bài viết | e-?mail \| | a-\s?a\s?a\+ | (?:xem với )?cỡ chữ\b |
    nghe (?:đọc )?(?:bài|nội dung)(?: này| viết)?\b.{0,30}$ |
    bạn đang (?:đọc|xem) (?:bài|tin|nội dung) | mọi (?:bài vở|ý kiến|thông tin|đóng góp)\b.{0,60}\b(?:gửi|liên hệ|gọi) |
    trang(?: (?:sau|trước|tiếp))?\s?[:»«] |
    nhấn \W*quan tâm | đăng ký (?:nhận|kênh)\b.{0,60}(?:bản tin|tin mới|youtube) | like us on |
    trở lại đầu trang | lên đầu trang | sign up (?:for|to|here|now) | subscribe (?:to|now|for|today|here) |
    already a subscriber | click here to | follow (?:us|me|him|her|@) |
    follow .{2,40} on (?:twitter|facebook|instagram|x)\b | share (?:on|this|via) | (?:©|\(c\)|copyright)\s |
    all rights reserved | advertisement | anzeige$ | werbung$ | publicité$ | publicidad | quảng cáo |
    this (?:article|story|post|piece|essay|report|column) (?:was )?(?:originally|first) (?:appeared|published|ran) |
    empfohlener (?:redaktioneller )?inhalt |
    (?:an dieser stelle|hier) (?:finden sie|findest du|steht|wird) .{0,40}extern |
    ich bin (?:damit )?einverstanden, dass mir | ein klick für den datenschutz |
    wir benötigen ihre (?:zustimmung|einwilligung) | article réservé aux abonnés | il vous reste \d |
    réservé (?:à nos )?abonnés | この記事は会員限定 | create an account | already have an account | article content$ |
    enjoy additional articles | image \d+ of \d+ | trending now | stay (?:up to date|informed) with |
    if you purchase a product or register | download (?:the|our) .{0,40}app |
    get (?:the|our) .{0,60}(?:newsletter|inbox|app) |
    join (?:our|the) .{0,40}(?:newsletter|whatsapp|telegram|channel) |
    read (?:more|full|also|next|the full)\b[^.]{0,80}$ | photo(?:s|graph)?(?: by)?: | image(?: credit)?s?: |
    listen to this article | loading | (?:reporting|editing|writing|additional reporting) by | our standards: |
    the thomson reuters trust | want to read more | log in to | please enable javascript | this video |
    read our (?:full|in-depth|complete)\b[^.]{0,80}$ | watch(?: now| here| video)*\W*$ | watch(?: this)?\s?[|:] |
    zum (?:artikel|video|podcast)\s?: | (?:article )?(?:written|edited|reviewed|posted|fact[- ]checked) by\W*$ |
    (?:(?:hide|show|toggle) )?(?:table of )?contents(?: (?:show|hide|toggle))?\W*$ |
    in this (?:article|post|guide|story)\W*$ | on this page\W*$ | jump to(?: (?:a )?section)?\W*$ |
    inhalt(?:sverzeichnis|sübersicht)?\W*$ | sommaire\W*$ |
    table des matières\W*$ | tabla de contenidos?\W*$ | índice(?: de contenidos?)?\W*$ | mục lục\W*$ |
    (?:posted (?:on|in|by)|published(?: on| by)?|(?:last )?updated(?: on| by)?|text size)\W*$ |
    scroll (?:for more|to continue)\W*$ | swipe to scroll |
    photos? courtesy | have (?:a tip|an opinion) | got a tip | contact (?:us|the author)
"""
#: A line that begins so is a widget's.
WIDGET = re.compile(rf"{_SIGNS}(?:{_joined(_WIDGETS)})")
_STAMP = r"""
    thứ (?:hai|ba|tư|năm|sáu|bảy) | chủ nhật | (?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)? |
    published | updated | posted | last | stand | am | den | le | el | cập nhật | đăng | on | at | by | gmt | utc |
    sửa đổi | chỉnh sửa |
    est | edt | et | ist | bst | pst | pm | uhr |
    the associated press | the canadian press | reuters | afp | dpa |
    lúc | ngày | min(?:ute)?s? read | min | ago | hours? | days? | of |
    [ap]\.m | read time | publicado | actualizado | atualizado | publié | mis à jour | às | em | de | a las | à | del |
    jan(?:uary)? | feb(?:ruary)? | mar(?:ch)? | apr(?:il)? | may | june? | july? | aug(?:ust)? | sept?(?:ember)? |
    oct(?:ober)? | nov(?:ember)? | dec(?:ember)? |
    januar | februar | märz | mai | juni | juli | oktober | dezember | tháng |
    janeiro | fevereiro | março | abril | maio | junho | julho | agosto | setembro | outubro | novembro | dezembro |
    segunda | terça | quarta | quinta | sexta | feira | sábado | domingo |
    enero | febrero | marzo | mayo | junio | julio | septiembre | octubre | noviembre | diciembre |
    lunes | martes | miércoles | jueves | viernes |
    janvier | février | mars | avril | juin | juillet | août | septembre | octobre | novembre | décembre |
    lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche |
    montag | dienstag | mittwoch | donnerstag | freitag | samstag | sonnabend | sonntag |
    today | yesterday | heute | gestern | vor | minuten? | stunden? | tagen? | aujourd['’]hui | hier | il y a |
    heures? | hoy | ayer | hace | horas? | minutos? | hoje | ontem | há | oggi | ieri | ore | minuti |
    hôm nay | hôm qua | trước | phút | giờ | dnes | včera | dziś | wczoraj | bugün | dün |
    i dag | i går | idag | igår | mins? | hrs? |
    veröffentlicht | aktualisiert | zuletzt | erstellt | pubblicato | aggiornato | publicerad | uppdaterad |
    publisert | oppdatert | opdateret
"""
#: The words of a line that is only a date, a time or a time of reading.
STAMP_WORDS = re.compile(rf"(?<=\d)(?:st|nd|rd|th|[ap]m)\b|\b(?:{_joined(_STAMP)})\b")
_CLOSING = r"""
    follow .{2,60} (?:on|at) | .{0,200}\bfollow (?:him|her|us|them|me) (?:on|at)\b |
    .{0,300}\bcontributed to this (?:report|story|article) | e-?mail .{2,40} at \S+@ |
    .{0,100}(?:©|\(c\)|copyright)\s*(?:\d{4}|dpa|afp|reuters) | .{0,250}\bnewsletters?\b |
    .{0,200}\b(?:earn|receive) (?:us )?an? (?:small |affiliate )*commission | .{0,200}\baffiliate links\b |
    .{0,200}\b(?:unterstützen sie (?:uns|bitte|unser)|jetzt unterstützen) |
    hat ihnen (?:der|dieser|das|dieses) \w+ gefallen | you can follow any responses | sie können alle antworten zu |
    (?:originally|first) (?:published|appeared) (?:in|on|at|by) | cross-?posted (?:from|at|on) |
    re(?:printed|published) (?:with|by|from) | read the original (?:article|story|post) |
    (?:for|to (?:learn|read|find out|see|hear)) more\b.{0,200}\b(?:visit|go to|click|stream|subscribe|call)\b |
    want .{2,80}\b(?:inbox|newsletter) | für (?:mehr|weitere) .{0,100}\b(?:besuchen|klicken) |
    pour (?:en savoir plus|plus d['’]informations?) | (?:para|per) (?:más|mais|maggiori) informa\w+ |
    the post .{2,200} appeared first on | this (?:interview|conversation|transcript) (?:has been|was) |
    .{0,80}\b(?:may|can) be (?:reached|contacted) (?:at|on|via|by) | do you have a (?:story|tip|question) |
    (?:tags?|tagged|posted in|categor(?:y|ies)|topics?|keywords?|etiquetas|từ khóa|thẻ)\s*: |
    (?:redaktion|schlussredaktion|übersetzung|mitarbeit|redaktionelle mitarbeit|traduction|traducción|traduzione)\s*: |
    aus dem \w+ (?:von|übersetzt) | mit (?:agenturmaterial|material (?:von|der)) | avec (?:afp|reuters) |
    (?:dieser (?:artikel|text|beitrag) (?:ist|erschien|wurde)|dies ist) .{0,60}\b(?:zuerst|übersetzung|übersetzt) |
    (?:mehr|alle infos?|weitere) .{2,80}\b(?:lesen sie|finden sie|gibt es)\b.{0,12}$ | (?:lest|lesen sie) den original |
    [\w/, ]{2,20}\)\W*$ | did you (?:like|enjoy) this |
    (?:all )?comments (?:are|will be|may be) (?:moderated|reviewed|closed) |
    (?:atenção|atención|attention|nota|note|lưu ý)\W{1,3}(?:os |los |the |all )?(?:coment[aá]rios|comments|bình luận) |
    (?:our|independent) journalism needs |
    .{0,100}\b(?:abgelegt unter|filed under) | .{20,380}\bdoi(?::|\.org/) |
    s[ií]guenos en | .{0,100}\bcanal de (?:telegram|whatsapp) |
    .{0,100}\bdownload (?:the|our) .{0,40}\bapps? | bei fragen und anregungen |
    folgen sie uns | folge uns | suivez[- ]nous | seguici su | siga-nos | volg ons | obserwuj nas | bizi takip |
    подписывайтесь на | підписуйтесь на | theo dõi chúng tôi
"""
#: A line that often ends a page's text and is about the page or its authors.
CLOSING = re.compile(rf"{_SIGNS}(?:{_joined(_CLOSING)})")
_NAME = r"(?:Dr\.? )?[A-ZÀ-ÝĐ][\w.'’-]*(?: [A-ZÀ-ÝĐ][\w.'’-]*){1,3}"
_CALLING = r"""
    writer | editor | reporter | journalist | author | correspondent | contributor | columnist | founder | co-founder |
    owner | director | professor | consultant | advis[oe]r | expert | specialist | curator | analyst | producer |
    blogger | fellow | freelancer? | lecturer | researcher | scholar | scientist | historian | photographer |
    Korrespondent(?:in)? | correspondant(?:e)? | corresponsal | strategist | CEO | CTO |
    Redakteur(?:in)? | Autor(?:in)? | Journalist(?:in)? | journaliste | autrice | auteur |
    periodista | jornalista | giornalista
"""
#: A sentence that introduces an author: "Ann Lee is a writer …".
ABOUT_AUTHOR = re.compile(
    rf"(?:About (?:the )?[Aa]uthor\W+)?{_NAME},?(?: [^.]{{2,60}},)?"
    r" (?:is|was|has been|writes|covers|reports|works|ist|est|es|é|è)\b[^.]{0,80}"
    rf"\b(?:{_joined(_CALLING)})\b"
)

#: The label of those who wrote, not of those who only made pictures.
WRITERS = re.compile(r"\W*(?:bài|tin|nội dung|thực hiện|tác giả)\b[^:]{0,20}:", re.I)
#: How a line ends that is printed below a picture.
PICTURE_CREDIT = re.compile(
    r"[(\[](?:image|photo|picture|pic|ảnh|foto|bild|fotografía|crédit|credit|source|nguồn)s?\b[^()]{0,60}[)\]]\.?$"
    r"|(?:ảnh|photo|foto|image)(?: credit| by)?\s*:\s*[^.:]{2,40}$"
    r"|\b(?:getty images|afp via getty|ap photo/.{2,30}|shutterstock)[)\]]?\.?$"
    r"|\| ?(?:photo|image|picture|foto)s? (?:by|courtesy|von|par|di|de)\b[^.|]{2,50}$"
    r"|[(\[][^()\[\]]{0,50}\b(?:istock|adobe ?stock|getty|shutterstock|unsplash|pixabay|pexels|picture[ -]alliance"
    r"|imago)\b[^()]{0,25}[)\]]\.?$",
)
#: A day and a clock side by side, in a short line above the text: "Đỗ Lạp | 09/05/2017 15:15 Khám phá".
SIGNED_AT = re.compile(r"\d\d?[/.-]\d\d?[/.-]\d{4}\W{1,4}\d\d?[:h]\d\d|\d\d?[:h]\d\d\W{1,4}\d\d?[/.-]\d\d?[/.-]\d{4}")
