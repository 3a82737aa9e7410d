"""Words around the authors and times of a page, grouped by meaning, in the languages of the supported sites."""

from __future__ import annotations

import re

#: Labels before a name: "By", "Von", "Tác giả:"…
BY = re.compile(
    r"^\s*(?:(?:written(?: and photographed)?|posted|submitted"
    r"|reported|reporting|story|words|contributed|reviewed|compiled|authored|text|published|produced|interview"
    r"|exclusive|editorial|feature|op-ed)\s+by|by"
    r"|(?:veröffentlicht|publiziert|geschrieben|verfasst|eingestellt|erstellt|gepostet|gespeichert"
    r"|(?:blog[ -]?|gast)?beitrag|artikel|rezept|text|interview)\s+von"
    r"|(?:(?:article )?(?:écrit|rédigé)|publié|posté|soumis|proposé|signé|(?:entretien|interview) réalisée?)\s+par"
    r"|signé"
    r"|(?:escrito|publicado|redactado)\s+por"
    r"|(?:scritto|pubblicato|inviato|inserito)\s+da|a cura di"
    r"|(?:geschreven|geplaatst|gepubliceerd)\s+door|(?:skrevet|skriven)\s+av"
    r"|(?:text|interview|redaktion|authors|autoren|verfasser(?:in)?|journaliste|rédact(?:ion|eur|rice)|रिपोर्ट|संवाददाता|प्रस्तुति)(?=\s*:)"
    r"|von|par|por|di|door|av|af|autor(?:[/*:_]?in|\(in\)|\(es\)|\(a\))?(?:/autor(?:in)?)?|author(?:\(s\))?"
    r"|auteur(?:\(s\)|\(e\))?|autore|haber(?! merkezi)"
    r"|muhabir|yazar|tác giả"
    # Scripts without capital letters: Arabic, Persian, Hindi, Bengali, Thai, Hebrew.
    r"|بقلم|كتبت?|كتابة|إعداد|به قلم|گزارش(?: از|(?=\s*:))"
    r"|نویسنده|خبرنگار|लेखक|लेखिका|रिपोर्टर|द्वारा|লেখক|লেখা|লিখেছেন|প্রতিবেদক"
    r"|ავტორი|โดย|ผู้เขียน|เขียนโดย|เรื่องโดย|เรื่อง|מאת"
    r"|от|пише|piše|γράφ(?:ει|ουν)(?:\s(?:ο|η|οι))?|συντάκτ(?:ης|ρια)|κείμενο|του|της"
    r"|penulis|oleh|yazan|toimittaja|szerző|autorka|автори?ы?|журналист"
    r"|(?:enviado|postado|submetido|subido|reportagem) por"
    r"|(?:diposting|ditulis|dipublikasikan|dikirim) oleh|reporter(?=\s*:)"
    r"|(?:dodane|dodał|przesłane|napisane|opublikowane) przez|(?:lähettänyt|kirjoittanut)|skrevet af"
    r"|bài và ảnh|bài|người (?:viết|đăng|gửi)|thực hiện|(?:được )?(?:đăng|viết|gửi) bởi|bởi)(?:\s*[:,–-]\s*|\s+)",
    re.I,
)
#: Labels before the name of a person who did something else with the text than writing it.
OTHER_WORK = re.compile(
    r"(?:(?:medically|clinically|scientifically|legally|expert|peer|fact)[ -]?)?"
    r"(?:reviewed|edited|checked|illustrated|narrated|curated|approved|verified|photographed|translated|designed|updated)"
    r"(?: and (?:reviewed|edited|approved|verified|fact[ -]?checked))? by\b:?"
    r"|(?:geprüft|bearbeitet|übersetzt|fotografiert|illustriert|redigiert|aktualisiert|überarbeitet)\s+von\b:?"
    r"|(?:relu|révisé|traduit|illustré|vérifié|mis à jour)\s+par\b:?"
    r"|(?:revisado|editado|traducido|ilustrado|actualizado|atualizado)\s+por\b:?|aggiornato\s+da\b:?"
    r"|(?:contact(?: us)?|kontakt|contacto|contatto|ansprechpartner(?:in)?|liên hệ)\b:?"
    r"|(?:hiệu đính|thẩm định|kiểm duyệt|kiểm chứng|cố vấn|biên dịch|minh họa|trình bày|đọc)(?: bởi)?\s*:",
    re.I,
)
#: A heading above the name of whom to ask about a press release.
CONTACT = re.compile(
    r"\s*(?:(?:for )?(?:media|press|news|journalists?)\s)?(?:contacts?|inquiries|enquiries)"
    r"(?: (?:us|person|info\w*))?\W*"
    r"|\s*(?:presse|medien)?-?(?:kontakte?|ansprechpartner(?:in|innen)?|rückfragen|anfragen)\W*"
    r"|\s*contac?t[oi]?s?(?: (?:de |à la )?(?:presse|prensa|stampa|imprensa|pers))\W*|\s*(?:thông tin )?liên hệ\W*"
    r"|\s*contatti\W*|\s*(?:pers|press)kontakt\W*|\s*контакты?(?: для (?:сми|прессы))?\W*",
    re.I,
)
#: Labels before a writer's name far from the headline, where "By" alone may begin a sentence; nouns are capitalized.
SIGNED = re.compile(
    r"\s*(?:(?i:(?:(?:this|the) (?:post|article|story|piece) (?:is |was )?)?(?:written|authored)\s+by|article by"
    r"|words by|(?:blog\s?|gast)?beitrag von|(?:artikel|text) von|(?:geschrieben|verfasst) von|écrit par|escrito por"
    r"|scritto da|geschreven door)"
    r"|(?:Authors?|Autor(?:in|en|innen|a|es|e)?|Auteure?s?|Verfasser(?:in)?|Text|Texte|Texto)\s*(?::|$))\s*:?"
)
#: "and" between two names; "Dan" is a given name.
AND = "and|und|et|y|e|og|och|en|with|mit|và|i|ve|oraz|(?-i:dan)|ja|för|as told to"
#: A desk or a CMS account, not a person.
DESKS = re.compile(
    r"\b(?:staff|editors?|editorial|redaktion|redaktør|redazione|rédaction|redacción|redação|redactie|redakcja|redakce"
    r"|redaktionen|redaksi|toimitus|szerkesztőség|newsroom|desk|team"
    r"|admin|administrator|webmaster|super ?user|quản trị(?: viên)?"
    r"|sponsored|advertorial|press release|guest|contributors?|ban biên tập|t(?:òa|oà) soạn"
    r"|biên tập viên|phóng viên|nachrichten|news|редакци[яи]|редакція|редакцията|uredništvo|σύνταξη)\b"
    # In these scripts, `re` does not count vowel signs as letters, so \b can match inside a word.
    r"|haber merkezi|وكالات"
    r"|نیوز ڈیسک|هيئة التحرير|فريق التحرير|تحریریه|डेस्क|संवाददाता|ডেস্ক|নিজস্ব (?:প্রতিবেদক|সংবাদদাতা|প্রতিনিধি)"
    r"|กองบรรณาธิการ|ทีมข่าว|โต๊ะข่าว",
    re.I,
)
#: A desk without a name of its own: "Redaktion" names nobody, "BR24 Redaktion" and "River Team" name a group.
NAMELESS_DESK = re.compile(
    r"(?:(?:the|die|la|da|de|by|von|por|par|onze|unserer?|notre|nuestra|nossa|our) )?"
    r"(?:redaktion|redaktionen|redazione|rédaction|redacción|redação|redactie"
    r"|redakcja|redakce|toimitus|szerkesztőség|(?:tim )?(?:redaksi|liputan)|newsroom|staff|editors?"
    r"|editorial(?: (?:team|staff|board|desk))?"
    r"|(?:news )?desk|webdesk|web desk|news team|staff (?:report|writer|reporter)s?"
    r"|редакция|редакція|редакцията|uredništvo|σύνταξη"
    r"|haber merkezi|وكالات"
    r"|هيئة التحرير|فريق التحرير|تحریریه|(?:\S+ )?(?:डेस्क|संवाददाता|ডেস্ক)|নিজস্ব (?:প্রতিবেদক|সংবাদদাতা|প্রতিনিধি)"
    r"|กองบรรณาธิการ|ทีมข่าว|โต๊ะข่าว)"
    r"(?: (?:online|web|digital))?",
    re.I,
)
#: News agencies and their abbreviations.
AGENCIES = re.compile(
    r"(?:the )?associated press|ap|afp|agence france[- ]presse|reuters|dpa|dpa[- ]\w+|sid|apa|ansa|efe|tass|xinhua|upi"
    r"|pti|ani|anadolu ajansı|aa|dha|iha|ntb|tt|ritzau|belga|anp|pap|kna|epd|bloomberg|pa media|press association|ttxvn"
    r"|thx|thông tấn xã việt nam",
    re.I,
)
#: A job title, displayed next to the name; for text in lower case, like NOT_NAMES: with re.I, `re` is slower.
OCCUPATIONS = re.compile(
    r"\b(?:writer|editor|reporter|correspondent|columnist|journalist|contributor|producer|director|manager|professor"
    r"|specialist|expert|analyst|author|consultant|coordinator|founder|co-?founder|educators?|dietitian|nutritionist"
    r"|strategist|marketer|advisor|adviser|attorney|physician|engineer|developer|researcher|scientist|blogger|ceo|cto|cfo"
    r"|cmo|vice president|head of|pressesprecher(?:in)?|geschäftsführer(?:in)?|gründer(?:in)?|volontär(?:in)?"
    r"|chefredakteur(?:in)?|referent(?:in)?|fondat(?:eur|rice)|redakteur(?:in)?|korrespondent(?:in)?|reporterin|autorin|journaliste?"
    r"|responsables?|responsabile|corresponsal|correspondente|corrispondente|redactora?|redatora?|redattore|redattrice"
    r"|caporedattore|enviad[oa] especial|inviat[oa] (?:speciale|a)|jef[ea] de|chef(?:fe)? du service|director[ae]?"
    r"|diret(?:or|ora|tore|trice)|direct(?:eur|rice)|coordinadora?|coordenadora?|profesora? de|catedrátic[oa]"
    r"|especialista|ressortleiter(?:in)?|hoofdredacteur|chefredaktör|sjef(?:s)?redaktør|jornalista|repórter|redaktor(?:ka)?"
    r"|wartawan|muhabir|корреспондент|обозреватель|журналист(?:ка)?"
    r"|rédact(?:eur|rice)|giornalista|periodista|chuyên gia|giảng viên|nhà báo|phóng viên|biên tập viên)\b"
    r"|संवाददाता|रिपोर्टर|प्रतिनिधि|প্রতিনিধি|প্রতিবেদক|সংবাদদাতা|مراسل|خبرنگار|ผู้สื่อข่าว",
)
#: A text that contains one of these is not a name.
NOT_NAMES = re.compile(
    r"\b(?:min read|read more|published|updated|share|subscribe|follow|view all|posts?|minutes?|http|www|contact|email"
    r"|facebook|twitter|instagram|linkedin|comments?|photos?|image|getty|from|more by|all rights|undefined|null"
    r"|none|array|unknown|anonymous|quelle|foto|bild|source|ảnh|nguồn|theo|cùng tác giả|uhr|about|our|unsere[mnrs]?"
    r"|translated by|(?:sponsored|partner|promoted|paid) content|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật"
    r"|veröffentlicht|publiziert|verfasst|geschrieben|eingestellt|gepostet|hinterlasse\w*|kommentare?|beiträge|profil|bewertungen"
    r"|zeige|artikel|alles von|zur person|mehr (?:von|über)|weitere|articles?"
    r"|publié|publicado|pubblicato|comentarios?|commentaires?|commenti|geplaatst|member|login|learn|tickets?"
    r"|the author|last|update|posted|written|january|february|march|april|june|july|august|september"
    r"|october|november|december|mins?|reading|views?|agenturen?|agencies)\b|[<>{}=_#@]",
)
#: A <title> that is the same on all pages of a template.
TEMPLATE_TITLE = re.compile(
    r"(?:chi tiết(?: tin| bài)?(?: viết| tức)?|tin tức|trang chủ|xem tin|nội dung|bài viết|(?:trang )?in(?: bài viết)?"
    r"|print(?:er)?(?: version| friendly.*)?|loading\W*|đang tải\W*|untitled.*"
    r"|no title|new page|document|null|undefined|home)$"
    r"|(?:báo|đài|tạp chí|cổng (?:thông tin|ttđt)|trang (?:thông tin|tin))\s.*(?:online|điện tử(?: \S+){0,3})$"
    r"|(?-i:B(?:áo|ÁO)(?: [A-ZÀ-ÝĐẠ-Ỹ]\w*){1,4})$",
    re.I,
)
#: The texts of links to a site's front page, in lower case.
HOME_WORDS = frozenset(
    word
    for line in (
        "home|homepage|home page|trang chủ|trang chính|trang nhất|start|startseite|accueil|inicio|portada|início",
        "página inicial|pagina iniziale|voorpagina|hem|forsiden|forside|etusivu|strona główna|główna|domů|úvod",
        "naslovnica|naslovna|начало|главная|на главную|головна|αρχική|anasayfa|ana sayfa|beranda",
        "الرئيسية|الصفحة الرئيسية|خانه|صفحه اصلی|صفحه نخست|होम|প্রচ্ছদ|หน้าแรก|หน้าหลัก",
        "acasă|kreu|ballina|početna|почетна|насловна|kezdőlap|főoldal|avaleht|sākums|domov|inici|hasiera",
        "laman utama|דף הבית|עמוד הבית|მთავარი|գլխավոր|முகப்பு|صفحۂ اول|mwanzo",
        "首页|首頁|ホーム|トップ|トップページ|홈",
    )
    for word in line.split("|")
)
