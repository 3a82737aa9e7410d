"""Words that distinguish an article's text from other texts of a page, in the languages of the supported sites."""

from __future__ import annotations

import re

from newsarchive.parsers.lexicons.name_parts import at_part_start


def _joined(phrases: str) -> str:
    """Return one regex from phrases that are separated by bars, on any number of lines."""
    return "|".join(re.split(r"\s+\|\s+", phrases.strip()))


#: Class tokens that describe state, style or subject, not the content of an element: how they begin, what is in them.
STATE_START = re.compile(
    r"elementor-(?!post(?:s|__|-info)|widget-post-info|author-|testimonial)|(?:category|tag|post_tag|has|is|no|not|with|without|mh\d)[-_]"
)
STATE_TOKEN = re.compile(
    r"[:\[]|-not-|(?<!visually)[-_]hidden$|wrapper|hidden-(?:xs|sm)|-(?:enabled|disabled|active)$|-sidebar-(?:right|left|none)$"
    # Left out on paper: "dn-print", "d-print-none"; "d-print-block" is for paper only, "btn-print" is a button.
    r"|(?:^|[-_])(?:(?:dn|hide|hidden|hide-on)-print(?![a-z])|d-print-none)"
)
#: Classes of content that the reader unfolds, so that hiding is not evidence, or that page builders give to any text.
FOLDED_CLASS = re.compile(rf"accordion|collaps|widget[-_]?html|{at_part_start(['answer', 'so-panel'])}")
#: Class words of the paragraphs that a page hides until a subscriber signs in.
FOR_SUBSCRIBERS = re.compile(r"(?:subscribers?|premium|paywall)[-_]?(?:only|content|text|article|paragraph)", re.I)
#: Class and id words of the element that holds the text, most reliable first.
BODY_CLASS = re.compile(
    r"article-?_?_?(?:body|content|text|detail)|story-?_?_?(?:body|content|text)|entry-?_?content|post-?_?_?(?:content|body|text)"
    r"|body-?(?:content|text|copy)|content-?_?(?:body|detail|text|fck)|detail-?_?_?content|fck_?detail|main-?content"
    r"|singular-content|cms-body|news-?(?:content|body|text|detail)|rich-?text|markdown|prose"
)
LEAD_CLASS = re.compile(
    r"(?<![a-z])(?:sapo|lead(?!er)|lede|summary|description|desc(?![a-z])|des(?![a-z]|-?info)|chapo|chapeau|dek(?![a-z])|deck(?![a-z])|abstract"
    r"|intro|sub-?head|sub-?title|teaser|excerpt|vorspann|standfirst|strap(?:line)?(?![a-z])|synopsis|tagline|kicker-?text"
    r"|sous-?titre|key-?points?|key-?takeaways?|story-?highlights"
    r"|tom-?tat|trich(?:-?(?:dan|yeu)|(?<![-_]trich)(?![\w-]))|loi-?dan|entradilla|bajada|copete|subtitulo|catenaccio|sommario|manchet|ingres|hometext)"
)
#: Class and id words of a box of facts or explanations inside an article.
FACT_CLASS = re.compile(
    r"(?<![a-z])(?:(?:facts?|info|fakta|fakten|hintergrund|background|explainer|glossar|zusatz)[-_]?"
    r"(?:box|boks|ruta|kasten|file)|steckbrief|encadre|recuadro|despiece)(?![a-z])"
)
CAPTION_CLASS = re.compile(  # each branch begins with letters, to which `re` skips
    r"caption(?<!(?<![a-z])no[-_]caption)|infotext|media-?info|title-?image|pic-?_?(?:desc|title|note)|image-?_?(?:desc|title|text|info|note|credit)|img-?_?(?:desc?(?![a-z])|title|note|credit)|chu-?_?thich"
    r"|photo-?_?(?:desc|title|note|text|credit)|under-?_?(?:image|img|photo|pic)|below-?_?(?:image|img|photo|pic)|legend(?![a-z])|bildunterschrift|bild_*-?(?:text|info)"
    r"|cap(?<![a-z-]cap)(?![a-z-])|gallery_*-?(?:desc|info)|lightbox_*-?(?:desc|info)|slide(?:show|r)?_*-?(?:desc|info)|cutline|photocms|copyright"
    rf"|{at_part_start(['credit'])}"
)
_PICTURES = (
    "image",
    "img",
    "picture",
    "pics?(?![a-z])",
    "photo",
    "figure",
    "gallery",
    "slideshow",
    "tplcaption",
    "tbl-?image",
    "wp-caption",
)
#: A table, division or list of this class holds images, and its text is captions.
PICTURE_CLASS = re.compile(f"(?:{at_part_start(_PICTURES)})(?![a-z]*(?:text|content|body))")
#: Which picture of how many a gallery shows.
SLIDE_NUMBER = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})")
#: Requests to vote on the article, and their results, in a box of ratings.
VOTES = re.compile(
    r"\b(?:votes?|rate (?:this|our|the (?:article|post|story))|(?:click|tap) on (?:a|the) stars?)\b"
    r"|ngôi sao|bình chọn|đánh giá (?:bài|nội dung)"
    r"|\b(?:bewerten sie|sterne|notez cet?|étoiles?|valora(?:r|d)? est[ae]|estrellas?)\b",
    re.I,
)
#: Words of a call to leave an address for letters.
MAIL = re.compile(
    r"\b(?:e-?mails?|newsletters?|inbox|mailbox|posteingang|postfach|courriel|lettre d|boîte mail"
    r"|correo|boletín|surel|skrzynk"
    r"|posta elettronica|e-?posta|nieuwsbrief|bản tin|hộp thư|thư điện tử)"
    r"|рассылк|почт|メール|邮箱|郵箱|邮件|郵件|메일|뉴스레터|البريد|อีเมล|ईमेल",
    re.I,
)
#: The label of a field for an address of electronic mail; the word is the same in most languages.
MAIL_LABEL = re.compile(r"(?<!\w)e-?mail(?: \([^()]+\))?[\s*]*:[\s*:]*$", re.I)
#: Words by which a page speaks to its reader.
TO_READER = re.compile(
    r"\b(?:bạn|quý vị|your?|ihren?|ihnen|euch|votre|vous|tu|tus|usted|você|seu|tuo|tua|uw|je|jouw|twój|swój|anda)\b"
    r"|ваш|вам|あなた|お届け|您|你|당신|받아보|ของคุณ|आपके|إليك|بريدك",
    re.I,
)
#: What a page asks its reader to do, and prose does not: "Log in …", "Mời bạn …".
TO_ACT = re.compile(
    r"^\W*(?:please|subscribe|register|log in|sign in|continue|jetzt|abonnez|suscríbete|inicia|assine|zaloguj|lanjutkan"
    r"|silakan|mời|vui lòng|hãy|đăng nhập|đăng ký|trở thành)\b|\b(?:vui lòng|przeczytasz|zaloguj|suscríbete|assine)\b"
    r"|(?:请|請|ください|กรุณา|करें|يرجى|하세요|войдите|оформите)",
    re.I,
)
#: What a reader may sign up for apart from the article: newsletters, channels, comments.
OTHER_OFFER = re.compile(
    r"newsletter|bản tin|kênh|bình luận|infolettre|notre lettre|bolet[ií][nm]|rundbrief|\b(?:to|can|could) comment\b"
    r"|commenter\b|kommentier|comentar\b|skomentować|komentar\b|коммент|рассылк|канал|评论|評論|频道|頻道|コメント|メルマガ"
    r"|メールマガジン|댓글|뉴스레터|ความคิดเห็น|टिप्पणी|للتعليق|نشرت|النشرة",
    re.I,
)
#: What a page with a paywall sells its reader.
SUBSCRIPTION = re.compile(
    r"\b(?:subscri\w+|unlimited access|membership|premium|\w*abos?|\w*abonn\w+|suscri\w+|assin(?:e|atura|ante)s?"
    r"|prenumer\w+|gói (?:tháng|năm|đọc|cước)|hội viên|thuê bao)\b|подписк|会员|會員|有料|会員|구독|สมาชิก|اشتراك",
    re.I,
)
#: Words for a publisher's program for telephones.
APP = re.compile(r"\b(?:apps?|ứng dụng|aplikasi|aplicación|aplicativo|applicazione)\b|アプリ|客户端|客戶端|앱", re.I)
#: Words by which a page speaks of itself, and the first words of what it asks of its reader.
OF_PAGE = re.compile(
    r"\b(?:we|us|our|i|my|me|here|this (?:article|story|post|page)|wir|uns(?:er\w{0,2})?|nous|notre|nos)\b|@|://"
    r"|^\W*(?:please |jetzt |hier )?(?:sign|subscribe|get|join|download|follow|like|share|click|register|stay|log"
    r"|create|read|want|try|visit|check|for more|to (?:learn|read|find|see|hear)"
    r"|(?:hãy )?tải (?:ngay )?(?:ứng dụng|app) báo)\b",
    re.I,
)
#: Words by which a line below the headline speaks of the page, of the article as a text, or of what it offers.
OF_ARTICLE = re.compile(
    r"\bthis (?:article|page|post|content)\b"
    r"|\bthis (?:story|text|piece|report) (?:is|was|has|first|originally|appear\w*)\b"
    r"[^.!?]{0,30}\b(?:part of|series|published|appear\w*|updated|translated|produced|supported)\b"
    r"|^(?:first|originally) (?:published|appeared)\b"
    r"|\b(?:reading time|min(?:ute)?s? (?:to )?read|our (?:app|site|website|newsletter|podcast|readers|editors)"
    r"|(?:opinions?|views?) expressed|affiliate links?|we (?:may |might )?(?:earn|receive) a commission"
    r"|scroll down|free articles|no longer updated)\b"
    r"|\bdiese[rnms]? (?:artikel|beitrag|text|seite|inhalt)\w{0,2}\b|\bfolgende[rn]? (?:artikel|beitrag|text)\b"
    r"|\b(?:lesezeit|lesedauer|unser\w{0,2} (?:app|newsletter|rundbrief|podcast|seite)|geäußerten? meinung\w*"
    r"|maschinell übersetzt|affiliate-links?)\b"
    r"|\b(?:bài viết|bài báo) (?:này|được|nằm|thể hiện|trên|dưới đây)|\bthời gian đọc\b"
    r"|\bnghe (?:bài (?:viết|báo)|đọc (?:bài|báo))\b|\bcuối bài (?:viết|báo)\b|\bquan điểm (?:riêng )?của tác giả\b"
    r"|\bdịch tự động\b"
    r"|\b(?:cet article|cette page|temps de lecture|minutes? de lecture|este (?:artículo|artigo|texto)"
    r"|tiempo de lectura|tempo d[ei] leitura|questo articolo|tempo di lettura)\b",
    re.I,
)
#: Verbs that tell what somebody said: the page does not speak for itself.
REPORTED = re.compile(
    r"\b(?:said|says?|told|wrote|asked|joked|argued|insisted|sagte|schrieb|erklärte|rief|dit-(?:il|elle)|déclaré|dijo"
    r"|disse|ha detto)\b|\b(?:ông|bà|anh|chị|cụ|họ|người dân)\b[^.!?]{0,40}\b(?:nói|kể|hỏi|viết|cho biết|cho hay)\b",
    re.I,
)
#: The path of a page that lists the articles of one keyword.
TAG_PATH = re.compile(
    r"/(?:tags?|topics?|topik|keywords?|labels?|tu-?khoa|chu-de|tag-?cloud|etiquetas?|schlagworte?|dossiers?"
    r"|temas?|mots?-cles?)/",
    re.I,
)
#: Hosts of social networks and of stores for apps: the targets of share, follow and install links.
NETWORKS = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|t|instagram|linkedin|pinterest|whatsapp|wa|telegram|reddit|youtube|tiktok|threads"
    r"|bsky|mastodon|zalo|vk|xing|flipboard|google|apps\.apple|itunes\.apple)\.[a-z]{2,6}(?:\.[a-z]{2})?$"
)
#: Addresses that pass the page on to a social network, a messenger or a mail program: the targets of share buttons.
SHARE_ADDRESS = re.compile(
    r"^(?:mailto:\?|(?:whatsapp|viber|tg|fb-messenger|line)://)|//(?:[\w-]+\.)*(?:"
    r"facebook\.[a-z]{3}/(?:sharer|share\.php|dialog/share)|(?:twitter|x)\.[a-z]{3}/(?:intent|share)|linkedin\.[a-z]{3}/\w*/?share"
    r"|t\.me/share|(?:wa\.me|api\.whatsapp\.[a-z]{3})/.{0,20}\?|reddit\.[a-z]{3}/submit|pinterest\.[a-z]{3}/pin/create|bsky\.app/intent"
    r"|threads\.[a-z]{3}/intent|vk\.[a-z]{3}/share|line\.me/(?:R/msg|lineit)|tumblr\.[a-z]{3}/(?:share|widgets/share)|zalo\.me/share)",
    re.I,
)
#: Words of a notice that asks for consent to cookies; a recipe for cookies has none of ON_THE_WEB. Both are for text in
#: lower case: with re.I, `re` is several times slower.
CONSENT = re.compile(
    r"\b(?:cookies?\b|consent|einwillig|consenso\b|toestemming|zgod|souhlas|samtyck|samtykke|sự đồng ý|persetujuan)"
    r"|согласи[ея]|クッキー|同意|쿠키|کوکی|ملفات تعريف الارتباط"
)
#: The whole label of a box that asks before it shows a post or a video of another site.
EMBED_LABEL = re.compile(
    r"(?:(?:empfohlener|externer) (?:redaktioneller |externer )?inhalt|(?:recommended |external |embedded ){1,2}content"
    r"|contenu (?:externe|intégré)|contenido (?:externo|incrustado)|contenuto esterno|externe inhoud"
    r"|nội dung (?:nhúng|bên ngoài|từ bên thứ ba))",
    re.I,
)
ON_THE_WEB = re.compile(
    r"priva[ct]|datenschutz|\bweb|browser|partner|vendor|polic[yi]|politi[ck]|política|\bdat(?:a|en|os|i)\b|donn[ée]es"
    r"|trac[ek]|technolog|personal|персональн|сайт|данны|dữ liệu|trang web|riêng tư"
    r"|confidentialit|confidencial|riservatezza|個人|データ|サイト|数据|网站|사이트|개인"
    r"|بيانات|داده|سایت|موقع",
)
#: Paths of pages where a reader registers, logs in, orders letters, installs an app, or pays for access or as a gift.
ACCOUNT_PATH = re.compile(
    r"/(?:log-?in|sign-?(?:in|up)|register|subscribe|subscriptions?|abo(?:nnement|nnieren|nnez-vous)?|dang-?(?:nhap|ky)"
    r"|connexion|inscription|suscri(?:bete|pcion|birse)|assine|assinaturas?|iniciar-sesion|anmelden|registrieren|abbonati"
    r"|prenumerera|inloggen|abonneren|newsletters?|donat(?:e|ion)s?|spenden?|member(?:ship)?s?|goi-(?:bao|doc-bao)"
    r"|whatsapp(?:-[a-z-]+)?)(?:[/?#.]|$)"
    r"|/(?:[\w-]{1,30}-)?apps?/?(?:[?#]|$)",
    re.I,
)
#: Paths of the terms that a reader accepts: the page about personal data, the terms of use.
TERMS_PATH = re.compile(
    r"/(?:[\w-]{1,20}-)?(?:privacy|datenschutz|terms|agb|confidentialite|privacidad|bao-mat|dieu-khoan)(?:-[\w-]{1,30})?(?:[/?#.]|$)",
    re.I,
)
#: The whole label of a button that opens an account or a subscription.
ACCOUNT_LABEL = re.compile(
    r"(?:log ?in|sign ?(?:in|up)(?: now)?|sign me up|register(?: now)?"
    r"|subscribe(?: now)?|create (?:an |a free )?account|join now"
    r"|đăng (?:nhập|ký)(?: ngay| tài khoản| mua)?|mua gói|đăng ký gói"
    r"|anmelden|einloggen|registrieren|(?:jetzt )?abonnieren|(?:jetzt )?(?:kostenlos )?(?:anmelden|testen)|zum abo"
    r"|s[’']abonner|s[’']inscrire|se connecter|je m[’']abonne|suscríbete|suscribirse|iniciar sesión|regístrate"
    r"|assine(?: já| agora)?|entrar|cadastre-se|abbonati|accedi"
    r"|registrati|inloggen|abonneren|zaloguj(?: się)?|zarejestruj się"
    r"|logga in|prenumerera|войти|подписаться|зарегистрироваться"
    r"|登录|登入|注册|註冊|订阅|訂閱|ログイン|会員登録|購読する|로그인|회원가입|구독하기)"
    r"[\s.!»›→]*",
    re.I,
)
#: The whole label of a button that sells, takes bookings or asks for money.
CALL_LABEL = re.compile(
    r"(?:(?:buy|book|order|shop|donate|give)(?: (?:it|yours|tickets?|a ticket))?(?: (?:now|today|here|online))?"
    r"|get (?:your )?tickets(?: (?:now|here))?|support us(?: now)?"
    r"|(?:(?:đặt )?mua(?: vé| hàng)?|đặt (?:vé|hàng|chỗ|bàn)|ủng hộ)(?: ngay| tại đây)?"
    r"|(?:jetzt|hier) (?:kaufen|bestellen|buchen|spenden|unterstützen)|tickets? (?:kaufen|sichern)|zum (?:shop|angebot)"
    r"|acheter(?: maintenant)?|réserver|commander|(?:je )?fai[rs]e? un don|comprar(?: ahora| agora)?|reservar"
    r"|dona ahora|doar|doe agora|acquista(?: ora)?|prenota(?: ora)?|dona ora|koop nu|bestel nu|doneer|kup teraz|köp nu"
    r"|купить|заказать|забронировать|поддержать|立即购买|立即購買|購入する|予約する|구매하기|예매하기)"
    r"[\s.!»›→>]*",
    re.I,
)
#: The whole heading of a part of the page that the reader unfolds to do something with the page, not to read on.
CONTROL_HEADING = re.compile(
    r"(?:how (?:do i|can i|to) |wie (?:kann|soll) (?:ich|man) |làm (?:sao|thế nào) để |comment |cómo |come )?"
    r"(?:(?:un)?subscribe|share|comment|contact(?: us)?|follow(?: us)?|log ?in|sign (?:in|up)|report an error|save"
    r"|abonnieren|teilen|kommentieren|kontakt(?:ieren)?|folgen|anmelden|fehler melden|merken"
    r"|đăng (?:ký|nhập)|chia sẻ|bình luận|liên hệ|theo dõi|báo lỗi|lưu"
    r"|s[’']abonner|partager|suscribir(?:se|me)|compartir|condividi(?:re)?|abbonarsi)"
    r"(?: (?:to |on |with )?(?:us|this|(?:this|the|our) (?:article|story|page|post|paper|site|newsletter|editors)"
    r"|bài(?: viết| báo)?|báo|bản tin|tòa soạn|cet article|este artículo|questo articolo))?[\s?？!.:…]*"
    r"|(?:(?:diesen |den )?(?:artikel|beitrag) )(?:teilen|kommentieren|merken)[\s?!.:…]*",
    re.I,
)
_VIDEO_FRAME = re.compile(r"video|player|/embed/", re.I)
_OTHER_FRAME = re.compile(
    r"maps?/|tweet|instagram|chart|audio|podcast|/forms?/|/posts?/|/(?:track|album|episode|show|playlist)/|#\?secret=",
    re.I,
)


def is_video_address(address: str) -> bool:
    """Return whether the *address* of an <iframe> is that of a video: it may also be a map, a chart or a post."""
    return _VIDEO_FRAME.search(address) is not None and _OTHER_FRAME.search(address) is None


#: The labels, in lower case, of a button or link with which a reader answers a comment.
REPLY_LABELS = frozenset(
    (
        "reply",
        "trả lời",
        "antworten",
        "répondre",
        "responder",
        "rispondi",
        "reageer",
        "odpowiedz",
        "svara",
        "svar",
        "ответить",
        "відповісти",
        "回复",
        "回覆",
        "返信",
        "답글",
        "balas",
        "yanıtla",
        "ตอบกลับ",
    )
)
#: What readers do with a comment besides answering it: they like, share or report it.
REACTION = re.compile(
    r"\b(?:thích|chia sẻ|báo cáo|báo vi phạm|likes?|report|flag|share|gefällt mir|melden|j[’']aime|signaler|me gusta"
    r"|denunciar|curtir|mi piace|segnala|vind ik leuk|lubię|zgłoś|gilla|нравится|пожаловаться)\b"
    r"|赞|讚|举报|檢舉|いいね|通報|좋아요|신고|👍",
    re.I,
)
#: The whole heading of a box about the author.
AUTHOR_HEADING = re.compile(
    r"\W*(?:(?:about|meet) (?:the |our )?(?:author|writer|reporter|editor|contributor|columnist|journalist)s?"
    r"|(?:the )?author"
    r"|(?:về|giới thiệu|thông tin(?: về)?|đôi nét về) (?:tác giả|người viết|phóng viên)|tác giả"
    r"|über (?:den autor|die autor(?:in|en|innen))(?: und autor(?:in|en))?"
    r"|(?:autor|autorin)(?: dieses (?:artikels|beitrags))?"
    r"|(?:à propos de|sur) (?:l[’']auteure?|l[’']autrice)|(?:sobre|acerca de) (?:el autor|la autora|o autor|a autora)"
    r"|(?:informazioni |note )?sull[’']aut(?:ore|rice)|over de auteur"
    r"|o autor(?:ze|ce)|om (?:författaren|forfatteren)|об авторе"
    r"|(?:关于|關於)作者|作者(?:简介|簡介|介绍|介紹)|この記事を書いた人"
    r"|(?:著者|執筆者|筆者)(?:について|紹介|プロフィール)|(?:기자|필자|작가) ?소개)\W*",
    re.I,
)
#: Words for people who write for a newspaper.
ABOUT_WRITER = re.compile(
    r"\b(?:phóng viên|nhà báo|biên tập viên|cây bút|cộng tác viên|thư ký tòa soạn"
    r"|writer|editor|reporter|journalist|correspondent|contributor|columnist|writes? (?:about|on|for)|covers"
    r"|redakteur(?:in)?|redaktion|journalistin|korrespondent(?:in)?|volontär(?:in)?|schreibt|berichtet"
    r"|journaliste|rédact(?:eur|rice)|correspondante?|periodista"
    r"|redactora?|jornalista|repórter|giornalista|redattore|redattrice"
    r"|redacteur|dziennikar(?:z|ka)|redaktor(?:ka)?|журналист(?:ка)?|корреспондент)\b"
    r"|记者|記者|编辑|編輯|ライター|編集者|기자|에디터",
    re.I,
)
#: Names of the folders in which sites keep the pages of their authors, without the plural: "/authors/ann-reed".
AUTHOR_FOLDERS = (
    r"auth?or(?:en|i)?|auteur|autorin(?:nen)?|tac-gia|by|byline|writer|journalist|reporter|columnist|contributor"
    r"|redakteur|bai-viet-cua|nha-bao"
)
#: The same, with those of other people: the staff, the subject of an article, a reader.
PEOPLE_FOLDERS = rf"{AUTHOR_FOLDERS}|profile?|people|person|staff|team|user"
#: The path of a person's page.
PROFILE_PATH = re.compile(f"/(?:{PEOPLE_FOLDERS})s?/", re.I)
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
    rf"(?:About (?:the )?[Aa]uthor\W+)?(?P<name>{_NAME}),?(?: [^.]{{2,60}},)?"
    r" (?:is|was|has been|writes|covers|reports|works|ist|est|es|é|è)\b[^.]{0,80}"
    rf"\b(?:{_joined(_CALLING)})\b"
)

#: Words by which authors speak of themselves.
FIRST_PERSON = re.compile(
    r"\b(?:I|me|my|[Ww]e|[Oo]ur|[Ii]ch|[Mm]ich|[Ww]ir|[Jj]e|[Mm]oi|[Yy]o|[Ee]u|[Ii]o|[Tt]ôi|[Cc]húng tôi)\b"
)

#: The label of writers, not of people who only made pictures.
WRITERS = re.compile(r"\W*(?:bài|tin|nội dung|thực hiện|tác giả)\b[^:]{0,20}:", re.I)
_PICTURE = "(?:image|photo|picture|pic|ảnh|foto|bild|fotografía|crédit|credit)s?"
#: The end of a line, if a picture is displayed above it; elsewhere a sentence cites its source or points to a picture:
#: "… tăng mười phần trăm (nguồn: Chi cục Hải quan).", "(image below).", "He sold his pictures to Getty Images."
CREDIT_BELOW_PICTURE = re.compile(
    rf"[(\[](?:{_PICTURE}|sources?|nguồn)\b[^()]{{0,60}}[)\]]\.?$|\b(?:getty images|shutterstock)[)\]]?\.?$"
)
#: The end of a line that credits a picture, wherever it stands.
PICTURE_CREDIT = re.compile(
    rf"[(\[]{_PICTURE}(?:(?:\s*[:：©/]| (?:credit|courtesy|by|via|von|par|minh họa|tư liệu|internet)\b)[^()]{{0,60}})?"
    r"[)\]]\.?$"
    r"|(?:ảnh|photo|foto|image|фото|fotografia|写真|照片|图片|사진)(?: credit| by)?\s*[:：]\s*"
    r"(?:[^.:]|(?<=\b\w)\.){2,40}$"
    r"|(?:[(\[/|©]\s?(?:getty images|shutterstock)[)\]]?\.?|(?:[:–—-]|\b(?:via|by|courtesy|credit|of|from))\s"
    r"(?:getty images|shutterstock))$"
    r"|\b(?:afp via getty|ap photo/.{2,30})[)\]]?\.?$"
    r"|[(（][^()（）]{1,15}(?:撮影|提供|摄|攝)[)）]$"
    r"|\| ?(?:photo|image|picture|foto)s? (?:by|courtesy|von|par|di|de)\b[^.|]{2,50}$"
    r"|[(\[][^()\[\]]{0,50}\b(?:istock|adobe ?stock|getty|shutterstock|unsplash|pixabay|pexels|picture[ -]alliance"
    r"|imago)\b[^()]{0,25}[)\]]\.?$"
    # "…。（刘通摄）", "… 中新社记者 贾天勇 摄", "（受访者供图）"; "拍摄" is a word of the text.
    r"|(?:记者|記者|[(（:：\s])\s?[\u3400-\u9fff]{2,4}(?:[、\s][\u3400-\u9fff]{2,4}){0,3}\s?(?<!拍)[摄攝][)）]?$"
    r"|(?:[(（。\s])[\u3400-\u9fff]{2,10}(?:供图|供圖|摄影|攝影)[)）]?$",
)
#: A date next to a clock time, in a short line above the text: "Đỗ Lạp | 09/05/2017 15:15 Khám phá".
SIGNED_AT = re.compile(r"\d\d?[/.-]\d\d?[/.-]\d{4}\W{1,4}\d\d?[:h]\d\d|\d\d?[:h]\d\d\W{1,4}\d\d?[/.-]\d\d?[/.-]\d{4}")

#: The beginning of a note below the text: "* Tên nhân vật đã được thay đổi", "(*) …".
NOTE_MARK = re.compile(r"\(?\*{1,3}\)?\s?\w")
