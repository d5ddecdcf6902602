"""Reads one person's facts from the cells of a staff list; what cannot be used as it is gets a remark."""

import re
from datetime import date
from decimal import Decimal

import msgspec

from services.programs.college.person.model import MOST_LOAD, Category, Employment
from shared.calendar import years_between
from shared.documents.cells import Day, NoSuchDay, added_up, read_day, read_number, read_years, text
from shared.documents.spreadsheet import Value
from shared.spelling import key

OLD_TERM_ENDS = date(2023, 9, 1)
YOUNGEST, OLDEST = 16, 95
LONGEST_SERVICE = 75


class Remarks(msgspec.Struct):
    """Remarks on a row: an error excludes the person from the import, a warning does not."""

    warnings: list[str] = []
    errors: list[str] = []


class Name(msgspec.Struct, frozen=True):
    """A full name as the list gives it."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""

    @property
    def key(self) -> str:
        """The part that two spellings of one name share."""
        return key(f"{self.surname} {self.given} {self.patronymic}")


_PATRONYMIC = re.compile(r"(вич|мич|ьич|кич|вна|чна|шна)$", re.I)
_TURKIC = ("оглы", "кызы", "улы", "оглу")
_WORD = re.compile(r"[А-ЯЁ][а-яё]*(?:[-’'][А-ЯЁа-яё][а-яё]*)*$")


_NOTE = re.compile(r"\(([^)]*)\)|\s[–—-]\s+(.*)$")


def cleaned_name(written: str) -> tuple[str, str]:
    """Separate a name from a number before it and a note after it."""
    note = " ".join(part for found in _NOTE.findall(written) for part in found if part)
    return " ".join(re.sub(r"^\s*\d+\s*[.)]?\s*|\*+|,", " ", _NOTE.sub(" ", written)).split()), note


def looks_like_name(written: str) -> bool:
    """Tell whether these words are surely a name: they contain a patronymic or initials."""
    words = cleaned_name(written)[0].split()
    initials = re.search(r"^[А-ЯЁ][а-яё-]+ [А-ЯЁ]\. ?[А-ЯЁ]\.?$", " ".join(words))
    return bool(initials) or (2 <= len(words) <= 4 and any(_is_patronymic(word) for word in words[1:]))


def _is_patronymic(word: str) -> bool:
    return bool(_PATRONYMIC.search(word)) or word.lower() in _TURKIC


def read_name(written: str, remarks: Remarks) -> Name:
    """Read «Вершинина Ольга Петровна» in any case and order."""
    bare, note = cleaned_name(written)
    if note and not read_employment(note):
        remarks.warnings.append(f"Пометка «{note}» рядом с именем не загружается")
    if re.search(r"\b[А-ЯЁ]\.", bare):
        remarks.errors.append(f"«{bare}»: вместо имени и отчества стоят инициалы — впишите их полностью")
        return Name(surname=_cased(bare.split()[0]))
    words = [_cased(word) for word in bare.split()]
    strange = [word for word in words if not _WORD.match(word) and word.lower() not in _TURKIC]
    if strange:
        remarks.errors.append(f"ФИО «{written}»: непонятно «{strange[0]}» — впишите фамилию, имя и отчество буквами")
        return Name()
    if len(words) > 3 and words[-1].lower() in _TURKIC:
        words[-2:] = [f"{words[-2]} {words[-1].lower()}"]
    return _arranged(words, written, remarks)


def _arranged(words: list[str], written: str, remarks: Remarks) -> Name:
    if len(words) not in (2, 3):
        remarks.errors.append(f"ФИО «{written}» не разобрать: впишите фамилию, имя и отчество через пробел")
        return Name(surname=words[0] if words else "")
    if len(words) == 2:
        remarks.warnings.append("Отчество не указано: впишите, если оно есть")
        return Name(words[0], words[1])
    if _is_patronymic(words[1]) and not _is_patronymic(words[2].split(" ")[-1]):
        given, patronymic, surname = words
        remarks.warnings.append(f"Имя стояло впереди фамилии: прочитали как «{surname} {given} {patronymic}»")
        return Name(surname, given, patronymic)
    return Name(*words)


def _cased(word: str) -> str:
    """Write «ВЕРШИНИНА-РЫБИНА» and «вершинина» with initial capitals; a word in mixed case stays as it is."""
    if word.isupper() or word.islower():
        return "-".join(part.capitalize() for part in word.split("-"))
    return word


_HEAD = re.compile(
    r"(старший |главный |социальный |музыкальный )?(заместитель|директор|заведующ|руководитель|преподаватель|учитель"
    r"|мастер|методист|воспитатель|педагог|тьютор|концертмейстер|советник|инструктор|логопед|дефектолог|психолог"
    r"|библиотекарь|специалист|начальник|лаборант|тренер)(ая|ий)?(?![а-яё])",
    re.I,
)
_SHORT = (
    (r"^зам\.?\s*дир\w*\.?", "заместитель директора"),
    (r"^зам\.?\s+директора", "заместитель директора"),
    (r"^зав\.?\s*отд\w*\.?", "заведующий отделением"),
    (r"^преп\w{0,4}\.(?=\s|$)|^препод\.", "преподаватель"),
    (r"\bп\s*/\s*о\b\.?", "производственного обучения"),
    (r"^пдо$|^педагог доп\.? ?обр\w*\.?", "педагог дополнительного образования"),
    (r"^соц\.?\s*педагог", "социальный педагог"),
    (r"^рук\.?\s*физ\.?\s*восп\w*\.?", "руководитель физического воспитания"),
)


class Work(msgspec.Struct, frozen=True):
    """Posts, the subject taught, and the words about a category that were found among them."""

    posts: tuple[str, ...] = ()
    subject: str = ""
    category: str = ""


def read_work(post: str, subject: str, *, mixed: bool) -> Work:
    """Split «Преподаватель, методист, математика» into posts and subject; `mixed` when one column holds both."""
    posts, subjects, category = [], [subject] if subject else [], []
    for piece in re.split(r"[;,\n]|\s[–—-]\s|\(|\)", post):
        words = " ".join(piece.split())
        inside = _POST_WITH_CATEGORY.fullmatch(words)
        if inside and is_post(inside["post"]):
            category.append(inside["category"])
            words = inside["post"]
        elif "категори" in words.lower():
            category.append(words)
            continue
        if not words:
            continue
        if is_post(words):
            found, taught = _post(words)
            posts.append(found)
            subjects.extend(filter(None, [taught]))
        elif words and (mixed or posts):
            subjects.append(words)
        elif words:
            posts.append(words)
    return Work(
        posts=tuple(dict.fromkeys(posts)), subject=", ".join(dict.fromkeys(subjects)), category=" ".join(category)
    )


# Published lists have «преподаватель первой квалификационной категории» where others have two columns.
_POST_WITH_CATEGORY = re.compile(
    r"(?P<post>.+?)[,\s]+(?P<category>(?:высш|перв|втор|1|2)[-а-я]*\s+(?:кв\w*\.?\s+)?кат\w*\.?)", re.I
)


def is_post(words: str) -> bool:
    """Tell whether these words begin with a post, in full or in a usual abbreviation."""
    return bool(_HEAD.match(words)) or any(re.search(rule, words, re.I) for rule, _ in _SHORT)


def _post(words: str) -> tuple[str, str]:
    for rule, full in _SHORT:
        words = re.sub(rule, full, words, flags=re.I)
    words = words[0].lower() + words[1:] if not words[:2].isupper() else words.lower()
    taught = re.fullmatch(r"((?:преподаватель|учитель))\s+(?!-)(.+)", words)
    return (taught[1], taught[2]) if taught else (words, "")


_SINCE = re.compile(r"с\s+((?:19|20)\d{2})(?:\s*(?:г\.?|года))?", re.I)


def read_parted_experience(parts: tuple[Value, Value, Value], remarks: Remarks) -> Decimal | None:
    """Read years of service from three columns: years, months, days; all of them count."""
    numbers = [read_number(part) if text(part).strip(" -–—") else Decimal(0) for part in parts]
    written = " / ".join(text(part) or "—" for part in parts)
    years = None if None in numbers else added_up(*numbers)
    if not any(text(part) for part in parts):
        remarks.warnings.append("Стаж не указан")
    elif years is None or not 0 <= years <= LONGEST_SERVICE:
        remarks.errors.append(f"Стаж «{written}» (лет, мес., дн.) непонятен: поставьте, например, 12, 5 и 13")
    else:
        return years
    return None


def read_experience(value: Value, remarks: Remarks, today: date, what: str = "Стаж") -> Decimal | None:
    """Read years of service, or add a remark that says what to write instead."""
    if isinstance(value, date):
        remarks.errors.append(f"{what} «{text(value)}» — это дата: Excel переделал число, поставьте, например, 12,5")
        return None
    written = text(value)
    if not written:
        remarks.warnings.append(f"{what} не указан")
        return None
    years = read_years(value)
    if years is None and (since := _SINCE.fullmatch(written)) and int(since[1]) <= today.year:
        began = date(int(since[1]), 9, 1)
        years = years_between(began, today)
        remarks.warnings.append(f"{what} «{written}»: посчитали с 1 сентября {began.year} года, проверьте")
        years = years.quantize(Decimal("0.01"))
    if years is None:
        remarks.errors.append(f"{what} «{written}» — не число: поставьте, например, 12,5")
    elif not 0 <= years <= LONGEST_SERVICE:
        remarks.errors.append(f"{what} «{written}» — столько не бывает: поставьте число лет, например, 12,5")
    else:
        return years
    return None


def read_category(written: str, apart: Value, today: date, remarks: Remarks) -> tuple[Category, date | None]:
    """Read the category and the day on which it was given, from one cell or two."""
    category = _category(written.lower().replace("ё", "е"))
    if category is None:
        remarks.errors.append(f"Категория «{written}» непонятна: напишите «высшая», «первая» или «нет»")
        return "none", None
    if category == "none":
        return "none", None
    until = re.search(r"\bдо\b|действу", written.lower())
    day = None if until else _day_or_warning(apart or written, "Дата присвоения категории", today, remarks)
    if until:
        remarks.warnings.append(f"Категория «{written}»: это срок действия, а нужна дата присвоения")
    elif day is None:
        remarks.warnings.append("Не указана дата присвоения категории")
    else:
        _doubt_category(day.day, category, today, remarks)
    return category, day.day if day else None


def _category(written: str) -> Category | None:
    if "наставник" in written:
        return "mentor"
    if "методист" in written:
        return "methodist"
    if re.search(r"высш|\bвкк\b", written):
        return "highest"
    if re.search(r"перв|\b1 ?(-?я)?\b(?![\d.])|\bi\b|\b1кк\b|\bпкк\b", written.split(" от ")[0]):
        return "first"
    if re.fullmatch(r"|[-–—.]+|0|нет.*|не (имеет|аттест).*|без.*|б/?к|сзд.*|.*соответств.*|молодой.*", written.strip()):
        return "none"
    return None


def _doubt_category(day: date, category: Category, today: date, remarks: Remarks) -> None:
    if day > today:
        remarks.errors.append(f"Дата присвоения категории {day:%d.%m.%Y} ещё не наступила")
    elif day < OLD_TERM_ENDS and category in ("first", "highest") and _years(day, today) >= 5:
        remarks.warnings.append(
            f"Категория присвоена {day:%d.%m.%Y}: до 01.09.2023 её давали на пять лет, проверьте, не истекла ли она"
        )


def read_date(value: Value, what: str, today: date, remarks: Remarks) -> Day | None:
    """Read any date of a person; an empty cell gets no remark."""
    return _day_or_warning(value, what, today, remarks) if text(value).strip(" -–—") else None


def _day_or_warning(value: Value, what: str, today: date, remarks: Remarks) -> Day | None:
    try:
        day = read_day(value, today=today)
    except NoSuchDay as error:
        remarks.errors.append(f"{what} «{error}»: такого дня нет в календаре, поставьте, например, 31.03.2022")
        return None
    written = text(value)
    if day is None and re.search(r"\d", written) and not re.fullmatch(r".*категори\w*", written):
        remarks.warnings.append(f"{what} «{written}» не похожа на дату: поставьте, например, 31.03.2022")
    if day and not day.exact and what != "Дата рождения":
        remarks.warnings.append(f"{what} «{written}» неполная: взяли {day.day:%d.%m.%Y}")
    return day


def read_birth(value: Value, today: date, remarks: Remarks) -> tuple[date | None, int | None]:
    """Read a date or only a year of birth."""
    if short := re.fullmatch(r"(\d\d)(?:\s*г\.?)?", text(value)):  # «68» is 1968: employees were born in the past
        year = int(short[1]) + (2000 if 2000 + int(short[1]) <= today.year - YOUNGEST else 1900)
        value = str(year)
    day = read_date(value, "Дата рождения", today, remarks)
    if day is None:
        return None, None
    age = _years(day.day, today)
    if not YOUNGEST <= age <= OLDEST:
        remarks.errors.append(f"Дата рождения «{text(value)}»: выходит возраст {age}, проверьте год")
        return None, None
    return (day.day if day.exact else None), day.day.year


def read_load(value: Value, remarks: Remarks) -> Decimal | None:
    """Read the workload in the list's own unit: parts of a post, or hours."""
    written = text(value).strip(" -–—")
    if not written:
        return None
    load = read_number(value)
    if load is not None and 0 <= load <= MOST_LOAD:
        return load
    remarks.warnings.append(f"Нагрузка «{written}» не загружается: поставьте число ставок или часов, например, 1,25")
    return None


_EMPLOYMENT: tuple[tuple[Employment, str], ...] = (
    ("external", r"внешн\w*[\s-]+совместит|совместит\w*\s*\(?внешн|\bвнеш\w*\.?\s*совм"),
    ("contract", r"\bгпх\b|гражданско-правов|не работник|возмездного оказания"),
    ("main", r"внутр\w*\.?[\s-]+совм|основн\w+ (мест\w+ )?работ|штатн\w+ работ"),
)


def read_employment(row: str) -> Employment:
    """Read from anywhere in a row on which ground somebody works: beside the name, the post or in its own column."""
    return next((ground for ground, rule in _EMPLOYMENT if re.search(rule, row, re.I)), "")


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def doubt_service(years: Decimal | None, birth_year: int | None, today: date, remarks: Remarks) -> None:
    """Warn about years of service that would have begun in childhood."""
    if years is not None and birth_year is not None and today.year - birth_year - years < YOUNGEST:
        began = today.year - int(years) - birth_year
        remarks.warnings.append(
            f"Стаж {text(float(years))} при годе рождения {birth_year}: работа с {began} лет, проверьте"
        )
