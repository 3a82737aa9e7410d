"""Words of displayed times, folded (lower case, no diacritics): months, am and pm, units, labels, exclusions."""

from __future__ import annotations

from typing import TypeVar

_Value = TypeVar("_Value", int, str)

# English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish, Czech, Hungarian,
# Turkish, Indonesian, Malay, Filipino, Romanian, Albanian, Estonian, Slovak, Slovenian, Croatian, Serbian, Bulgarian,
# Russian, Ukrainian, Catalan, Galician, Greek, Arabic, Hebrew; names that two languages give to different months are
# left out.


def _by_word(rows: dict[_Value, str]) -> dict[str, _Value]:
    return {word: value for value, words in rows.items() for word in words.split()}


MONTHS: dict[str, int] = _by_word(
    {
        1: """january jan januar janner janvier janv enero ene gennaio gen janeiro januari tammikuu tammikuuta
            stycznia styczen ledna leden ocak ianuarie января січня januara januarja janar jaanuar gener xaneiro
            януари январь янв јануар јануари يناير جانفي ιανουαρίου Ιανουαρίου ינואר בינואר sijecnja""",
        2: """february feb februar fevrier fevr febrero febbraio fevereiro fev februari februarie helmikuu helmikuuta
            lutego luty unora unor subat лютого февраля februara februarja shkurt veebruar febrer febreiro pebrero
            февруари февраль фев фебруар فبراير فيفري شباط φεβρουαρίου Φεβρουαρίου פברואר בפברואר veljace""",
        3: """march mar marz mrz maerz mars marzo marco maart maret martie marts maaliskuu maaliskuuta marca marzec
            brezna brezen mart marcius марта березня marta marso ozujka март мар مارس آذار μαρτίου Μαρτίου מרץ במרץ מרס
            במרס""",
        4: """april apr avril avr abril abr aprile aprilie huhtikuu huhtikuuta kwietnia kwiecien dubna duben nisan
            aprilis апреля квітня aprila prill aprill travnja апрель апр април أبريل ابريل أفريل نيسان απριλίου
            Απριλίου אפריל באפריל""",
        5: """may mai mayo maggio mag maio mei maj toukokuu toukokuuta maja kvetna kveten mayis majus мая травня maig
            svibnja май мај مايو أيار μαΐου Μαΐου מאי במאי""",
        6: """june jun juni juin junio giugno giu junho iunie kesakuu kesakuuta czerwca czerwiec cervna cerven haziran
            junius июня червня juna junija juny juuni xuno hunyo qershor lipnja юни июнь июн јун јуни يونيو يونيه
            حزيران جوان ιουνίου Ιουνίου יוני ביוני""",
        7: """july jul juli juillet juil julio luglio lug julho iulie heinakuu heinakuuta lipca cervence cervenec
            temmuz julius июля липня jula julija juliol juuli xullo hulyo julai korrik srpnja юли июль июл јул јули
            يوليو يوليه تموز جويلية ιουλίου Ιουλίου יולי ביולי""",
        8: """august aug aout agosto ago augustus agustus elokuu elokuuta sierpnia sierpien srpna srpen agustos
            augusti augusztus августа серпня augusta avgusta agost agust ogos gusht kolovoza август авг أغسطس اغسطس
            آب أوت αυγούστου Αυγούστου אוגוסט באוגוסט""",
        9: """september sep sept septembre septiembre settembre setembre set setembro septembrie syyskuu syyskuuta
            wrzesnia wrzesien zari eylul szeptember сентября вересня septembra setyembre shtator rujna септември
            сентябрь сент сен септембар سبتمبر أيلول σεπτεμβρίου Σεπτεμβρίου ספטמבר בספטמבר""",
        10: """october oct oktober okt octobre octubre ottobre ott outubro out octombrie lokakuu lokakuuta pazdziernika
            pazdziernik rijna rijen ekim oktobra октября жовтня oktoober oktubre tetor октомври октябрь окт октобар
            أكتوبر اكتوبر οκτωβρίου Οκτωβρίου אוקטובר באוקטובר""",
        11: """november nov novembre noviembre novembro noiembrie lis marraskuu marraskuuta listopada listopadu kasim
            ноября лис novembra nobyembre nentor studenoga studenog ноември ноябрь ноя новембар листопада نوفمبر
            νοεμβρίου Νοεμβρίου נובמבר בנובמבר""",
        12: """december dec dezember dez decembre diciembre dic dicembre dezembro decembrie desember des joulukuu
            joulukuuta grudnia grudzien prosince prosinec aralik декабря грудня decembra decembro desembre detsember
            disember disyembre dhjetor prosinca декември декабрь дек децембар ديسمبر δεκεμβρίου Δεκεμβρίου דצמבר
            בדצמבר""",
    }
)

VIETNAMESE_MONTHS: dict[str, int] = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
    "muoi hai": 12,
}

NUMBERS: dict[str, int] = _by_word(
    {
        1: "mot a an one einem einer une un una uno",
        2: "hai",
        3: "ba",
        4: "bon",
        5: "nam",
        6: "sau",
        7: "bay",
        8: "tam",
        9: "chin",
        10: "muoi",
    }
)

UNITS: dict[str, str] = _by_word(
    {
        "second": "giay seconds second secs sec sekunden secondes segundos",
        "minute": "phut p minutes minute mins min minuten minutos minuti",
        "hour": "gio tieng h hours hour hrs hr stunden stunde heures heure horas hora ore ora",
        "day": "ngay days day tagen tag jours jour dias dia giorni giorno",
        "week": "tuan weeks week wochen woche semaines semaine semanas settimane",
        "month": "thang months month monaten monat mois meses mes mesi",
        "year": "nam years year jahren jahr ans anos anni",
    }
)

# Abbreviations that mean one offset in all news, in hours.
ZONES: dict[str, float] = {
    "z": 0, "utc": 0, "gmt": 0, "ict": 7, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9, "kst": 9, "msk": 3,
    "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "sast": 2,
}  # fmt: skip

# American abbreviations for standard and daylight time; parsed only after "am" or "pm", since "et" is French for "and".
# China's CST is displayed with 24 hours.
SEASONAL_ZONES: dict[str, str] = {
    "et": "America/New_York", "ct": "America/Chicago", "cst": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}  # fmt: skip

# Names of days relative to today, with the number of days before today.
DAY_WORDS: dict[int, str] = {
    0: "hom nay|sang nay|trua nay|chieu nay|toi nay|dem nay|today|heute|aujourd'hui|oggi|hoy|vandaag|hoje|idag",
    1: "hom qua|sang qua|trua qua|chieu qua|toi qua|dem qua|yesterday|gestern|hier|ieri|ayer|gisteren|ontem|igar",
    2: "hom kia|vorgestern|avant-hier|anteayer",
}

# Words that may precede a clock time without a date: "Tin phát lúc", the names of icons.
CLOCK_LEAD = r"tin phat|luc|vao|hoi|ngay|clock|schedule|access_time|time|icon|at"

UPDATED = (
    r"cap nhat|chinh sua|sua(?=:)|sua doi|lan cuoi|lastmodified|modified|updated?|edited|aktualisiert|geandert|"
    r"mise? a jour|maj\b|modifie|modificad[oa]|letzte (?:aktualisierung|anderung|bearbeitung)|zuletzt bearbeitet|"
    r"ultima (?:modificacao|modificacion|actualizacion|atualizacao|actualizare|modificare)|actualizacion(?=\s?:)|"
    r"posledni (?:aktualizace|uprava|zmena)|utolso (?:frissites|modositas)|"
    r"modifica(?=\sil\s)|actualizad[oa]|aggiornat[oa]|ultimo aggiornamento|atualizad[oa]|"
    r"bijgewerkt|gewijzigd|oppdatert|"
    r"uppdaterad|opdateret|paivitetty|aktualizacj[ai]|stand(?=:|\s\d)|aktualizac[ei]|aktualizovan[oay]|"
    r"zaktualizowan[oay]|upraven[oay]|"
    r"guncellen?me|guncellendi|diperbarui|actualizat[ao]?|actualizarii|modificarii|modificat[ao]?|modyfikacj[ai]|"
    r"actualitzat|frissitve|modositva|modositas|azurirano|izmijenjeno|"
    r"posodobljeno|uuendatud|muudetud|atjaunots|atnaujinta|perditesuar|u(?=:)"
)
PUBLISHED = (
    # Not "đăng ký", "đăng nhập", "đăng kiểm", "đăng cai", "đảng viên", "đang diễn ra".
    r"dang(?!\s(?:k[iy]|nhap|kiem|cai|quang|vien|uy|dien)(?![a-z]))"
    r"|xuat ban|phat hanh|ra ngay|thoi gian|published|posted|created|veroffentlicht"
    r"|erstveroffentlichung|erstellt|publie|parution|publicad[oa]|"
    r"(?:publicacion|publicacao|pubblicazione)(?=\s?:)|pubblicat[oa]|gepubliceerd|publicerad|publisert|julkaistu|opublikowan[oy]|publikacj[ai]|"
    r"utworzono|zamieszczono|publikovan[oay]|"
    r"zverejnen[oeay]|vydan[oy]|publicat[ao]?|publicarii|publiceret|udgivet|offentliggjort|geplaatst|yayin(?:lan?)?ma|giris(?:i|\starihi)?(?=\s?:)|"
    r"olusturulma|diterbitkan|"
    r"dipublikasikan|tayang|kozzeteve|megjelent|objavljen[oa]|avaldatud|publicets|paskelbta|s(?=:)"
)
# The same in scripts other than Latin, as they are displayed before a date; in Chinese, Japanese and Korean also right
# behind it: "2023年11月8日19:40公開".
LABELS_OF_OTHER_SCRIPTS: dict[str, str] = {
    "updated": (
        "обновл[её]н[оа]?|обновлени[ея]|изменен[оа]?|изменени[ея]|оновлено|оновлення|змінено|обновен[оаи]|актуализирана|ажурирано|ενημέρωση|ενημερώθηκε|"
        "τελευταία ενημέρωση|עודכן|עדכון|آخر تحديث|تحديث|به.?روزرسانی|ویرایش|अपडेट|अपडेटेड|हालनागाद|আপডেট|হালনাগাদ|"
        "(?:ปรับปรุง|อัปเดต|อัพเดท|แก้ไข)(?:ล่าสุด)?|განახლდა|განახლება"
    ),
    "published": (
        "опубликован[оа]?|публикации|размещен[оа]?|создан[оа]?|опубліковано|публикуван[оа]|објављено|δημοσίευση|δημοσιεύθηκε|δημοσιεύτηκε|"
        "פורסם|نشر|تاریخ انتشار|प्रकाशित|प्रकाशन|पब्लिश|প্রকাশিত|প্রকাশ|เผยแพร่|โพสต์|გამოქვეყნდა"
    ),
}
CJK_LABELS: dict[str, str] = {
    "updated": "更新|修正|改訂|수정|업데이트|갱신",
    "published": "公開|掲載|配信|発行|発表|投稿|发布|發布|发表|發表|刊登|刊发|입력|등록|승인|게재|작성",
}

# "cấp ngày" (issued on) and license numbers occur in footers; if a headline names a license or a law, the date is not
# the article's only if it has no clock time.
ISSUED = r"cap ngay|cap lan|gp\s?[-–/]"
LICENCE = (
    r"giay phep|giay chung nhan|d?dkkd|dkdn|gpxb|licen[cs]e|"
    r"nghi dinh|quyet dinh|thong tu|nghi quyet|chi thi|luat so|cong dien|cong van|van ban so|to trinh so|"
    r"(?<=/)(?:qd|nd|tt|nq|ct|cd|cv)-"
)
LUNAR = r"mung|mong\s\d|\btuc\b|\bnham\b|\bram\b|thang chap|thang gieng"
LUNAR_YEAR = r"nam\s(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)\s[a-z]"
# Words right before a three-part number that is a version or a house number.
NO_DATE_BEFORE = r"phien ban|version|ver\.?|\bv\.?|so nha|dia chi:?|\bhem|\bngach|\bngo"
# Words before or after a date far from the headline.
PUBLISHED_AROUND = (
    rf"{PUBLISHED}|^datum|erschienen|online seit|eingestellt am"
    r"|veroffentlichung|publikationsdatum|(?:beitrag|artikel|eintrag)"
    r"(?: wurde)?(?: vor)? am|publication date|date of publication|date de publication|mis en ligne|paru le"
    r"|fecha de publicacion|data (?:di|de|da) (?:pubblicazione|publicacao)|verschenen op|publicatiedatum"
)
UPDATED_AROUND = (
    rf"{UPDATED}|letzten?r? (?:anderung|aktualisierung|bearbeitung|stand)|aktualisierung|stand|zuletzt|last (?:change|"
    r"update|revision|revised|reviewed|changed)|as of|derniere (?:mise a jour|modification)|ultima (?:actualizacion|"
    r"modifica|modificacion|modificacao|atualizacao|aggiornamento)|ultimo aggiornamento|laatst|senast|sist endret"
    r"|ostatnia"
)
# Words in a line of dates that say nothing of their own, and days of the week.
FILLERS = (
    r"this|the|article|story|post|page|was|is|first|last|originally|on|at|by|and|in|of|to|el|la|las|los|le|les|il|a|alle"
    r"|as|em|en|de|del|der|die|das|den|dem|am|um|uhr|und|et|y|e|i|op|om|uur|kl|klo|lan cuoi|luc|ngay|vao|hoi|nhat|h|p|m"
    r"|pm|tarihi|son|haber|ostatni[ae]|utolso|datum|date|data|dato|дата|dieser|artikel|beitrag|wurde|zum|letzten|mal|cet|cest|gmt|utc|est|edt|et|ist|bst|wib|o|u|v|ve|saat|ora|r|g"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo|(?:thu )?(?:hai|ba|tu|nam|sau|bay)|chu"
)
# Words of a line that is only a date, a time or a reading time, besides months, units, zones and names of days.
_STAMP = """
    monday tuesday tues tue wednesday wed thursday thurs thu friday fri saturday sat sunday sun mon
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi
    dimanche lunes martes miercoles jueves viernes sabado domingo segunda terca quarta quinta sexta feira
    published updated posted last stand created modified edited on at by of ago am pm ist et den the le el il
    a as em de del las i lesezeit read time publicado actualizado atualizado publie mis jour aktualisiert
    veroffentlicht zuletzt erstellt erstveroffentlichung erstveroffentlicht pubblicato aggiornato publicerad
    uppdaterad publisert oppdatert opdateret reuters afp dpa luc ngay gio phut thang truoc dang
    обновлено опубликовано оновлено опубліковано в о г года сегодня вчера
    vor y ha hace um op om uur uhr kl saat pukul godz dnes vcera dzis wczoraj bugun dun dag gar
"""
STAMP_WORDS = frozenset(_STAMP.split())
# The same in several words or behind a number.
STAMP_PHRASES = (
    r"(?<=\d)(?:st|nd|rd|th|[ap]m)\b|(?<=\d)\s?[年月日时時分시년월일분号號点點]"
    r"|\b(?:[ap]\.m|the (?:associated|canadian) press|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|cap nhat|sua doi|chinh sua"
    r"|thoi gian doc|(?:hom|sang|trua|chieu|toi|dem) (?:nay|qua)"
    r"|(?:temps de|tiempo de|tempo di) (?:lecture|lectura|lettura)|il y a)\b"
)
# Labels of the fields in the line above an article, and of the counts in it: how often or how long it is read.
FIELDS_OF_PAGE = (
    r"kategori\w*|categor\w+|rubri\w+|section|chuyen muc|danh muc|source|nguon|quelle|fuente|fonte|zrodlo|views"
    r"|hits|reads?|(?:luot|da|so lan)?\s?xem|dibaca|odslon\w*|wyswietlen\w*|visitas|aufrufe|comments?|binh luan"
    r"|komentar\w*|категори\w+|рубрика|источник|просмотр\w+|комментари\w+|autor\w*|tac gia|penulis|yazar"
)
COUNTS_OF_READING = (
    r"(?:prze)?czytano|precten\w*|precitan\w*|zobrazen\w*|gelesen|gelezen|weergaven|leestijd|lesezeit|klicks|zugriffe"
    r"|kommentare?|reacties|vues?|lu|lectures?|commentaires?|lecturas?|leido|vistas|comentarios?|letture|commenti"
    r"|leituras?|lido|visuali[sz]\w+|okunma|goruntulenme|dilihat|(?:reading|read) time|temps de lecture"
    r"|tiempo de lectura|tempo d[ei] (?:lettura|leitura)|czas czytania|thoi gian doc|прочетен\w*|прочитан\w*"
    r"|преглед\w*|перегляд\w*|время чтения"
)
# Labels of the price and the place of an event, which follow its date.
PRICES_OF_EVENTS = (
    r"tickets?|admission|eintritt|tarifs?|entrees?|entradas?|ingresso|toegang|vstupne|wstep|bilety?|tiket"
    r"|gia ve|вход"
)
PLACES_OF_EVENTS = (
    rf"{PRICES_OF_EVENTS}|venue|where|location|place|ort|wo|treffpunkt|lieu|ou|lugar|donde|luogo"
    r"|dove|local|onde|dia diem|noi to chuc|thanh phan"
)
# Words that open a line whose date is that of an event; alone, they may be the section above the article's date.
EVENTS_OF_LINES = (
    r"premiere|premiera|премьера|прем.?єра|vernissage|estreno|estreia|開幕|开幕|개막|開演|公演|sinh nhat"
    r"|binh chon ket thuc|poll (?:closes|ends)"
    # "Next market: …", "Nächstes Treffen: …"
    r"|(?:next|upcoming|nachste[rs]?|prochaine?s?|proxim[oa]s?|prossim[oaie]|volgende)(?:\s[a-z]+){1,3}(?=\s?:)"
)
# Words before a date that belongs to another person or thing.
OTHER_DATES = (
    r"when|wann|quand|cuando|doors|einlass|ouverture des portes|mo cua"
    r"|joined|member since|registered|mitglied seit|registriert seit|dabei seit|beigetreten|membre depuis|inscrit"
    r"|miembro desde|membro desde|lid sinds|born|geboren|died|gestorben|nee? le|ngay sinh|deadline|apply by|valid until"
    r"|expires|(?:thoi )?han (?:nop|chot|cuoi|dang ky)|het han|khai (?:mac|giang)|be mac"
    r"|ngay (?:thi|khai mac|to chuc|ban hanh)|einsendeschluss|bewerbungsschluss|bewerbungsfrist|anmeldeschluss"
    r"|gultig bis|event date|release date"
    r"|erscheinungstermin|veranstaltungsbeginn|beginn|nachster termin|date limite|fecha limite|scadenza"
    r"|(?:received|accepted|eingegangen|angenommen)(?=\s?:)"
)
# Subjects of boxes below an article, before the day that they are about: prices, draws, schedules, the weather.
SUBJECTS_OF_DAYS = (
    r"(?:bang )?gia (?:vang|bac|xang|dau|ca phe|ho tieu|heo|lua|gao|usd|ngoai te)|ty gia|lich (?:cup|cat|mat) dien"
    r"|lich (?:thi dau|phat song|truyen hinh|tiep cong dan)|(?:ket qua )?xo so|du bao thoi tiet"
    r"|(?:gold|silver|oil|fuel|gas|petrol) prices?|exchange rates?|lottery results|(?:next|current) issue"
    r"|weather forecast|курсы? валют|прогноз погоды|(?:今日|明日)の天気|(?:今日|明日)天[气氣]|접수 마감|오늘의 날씨"
)
