"""Names of organisations and entrepreneurs: what a legal form tells about who stands behind it."""

import re

_FORM = (
    r"[ПЗОпзо]?АО|[ОоOo]{3}|АНО|НКО|НАО|НП|ТОО|ФГ[БУКАО]*П?У|Ф?ГУП|МУП|[МФО]?Г?[БКА]ОУ|[МФО]?Г?БУ[КЗ]?|ТСЖ|СНТ|ЖСК|ПК|СПК|КФХ"
    r"|LLC|Ltd|JSC|LLP|Inc|GmbH"
)
_ORGANISATION = re.compile(
    rf"(?:(?:{_FORM})(?![^\W_])|(?i:общество с (?:огранич|доп)|некоммерч|ассоциация|товарищество"
    rf"|(?:публичное |закрытое |открытое |непубличное )?акционерное общ|благотв"
    rf"|(?:федеральн|государственн|муниципальн)\w+ (?:\w+ )*(?:учрежд|предпр))).*"
    rf"|.+[ ,](?:{_FORM})\.?"
)
_ENTREPRENEUR = re.compile(
    r"(?i:ип|и\.\s?п\.|инд\.?\s?предп\w*\.?|индивидуальн\w+ предпринимател\w+|предприниматель|пбоюл|sole trader)"
    r"[\s:.,]+(?P<first>.+)"
    r"|(?P<last>.+?)[\s,]+\(?(?:ИП|И\.П\.|ПБОЮЛ|(?i:индивидуальн\w+ предпринимател\w+))\)?"
)
_PERSON = re.compile(r"[^\W\d_][^\W\d_.'’\- ]*(?:[ .'’\-]+[^\W\d_]+\.?){1,5}(?: \([^()]*\))?")
_LONG_FORMS = tuple(
    "Общ Ассоц Товарищ Некоммерч Благотв Акционерн Публичн Закрыт Открыт Непубличн Федеральн Государств Муниципальн "
    "Ип_ И. Инд Предприн Пбоюл Sole".replace(" ", "|")
    .replace("_", " ")
    .split("|")
)
_SHORT_FORMS = ("Ltd", "Ltd.", "Inc", "Inc.", "Предприниматель", "Предпринимателя")

_LONGEST = 250
"""Characters of a person's name; patterns need not suffer longer texts."""


def is_organisation(name: str) -> bool:
    """Whether a tidy name has a legal form of an organisation, before or behind it: «ООО «Луч»», «Луч ООО»."""
    return not _is_plain(name) and bool(_ORGANISATION.fullmatch(name))


def entrepreneur(name: str) -> str | None:
    """The person's name in «ИП Иванов И. И.» or «Иванов Иван Иванович ИП», None where the name is not such a one."""
    if len(name) > _LONGEST or _is_plain(name):
        return None
    found = _ENTREPRENEUR.fullmatch(name)
    if not found:
        return None
    person = (found["first"] or found["last"]).strip(" \"«»“”'")
    return person if _PERSON.fullmatch(person) else None


def _is_plain(name: str) -> bool:
    """Whether a name is written as most people's are; legal forms are in capitals or begin or end a name."""
    return name.istitle() and not name.startswith(_LONG_FORMS) and not name.endswith(_SHORT_FORMS)
