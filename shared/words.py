"""Dates and figures as people write them in Russian: pure functions, which the templates get as filters."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

GAP = "\N{NO-BREAK SPACE}"
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
MONTH_NAMES = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()  # noqa: SIM905
SHORT_MONTHS = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
WEEKDAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
SPELLED = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"]
# In days. A day further away is shown with its year, or it could be taken for one of last or next year.
FAR = 300


def number(value: float | None, digits: int = 0) -> str:
    """1812 → «1 812»; 81.14 with one digit → «81,1»; nothing → «—»."""
    if value is None:
        return "—"
    return f"{value:,.{digits}f}".replace(",", GAP).replace(".", ",").replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """81.1 → «81,1 %»; a whole percent keeps no zero after the comma."""
    if value is None:
        return "—"
    return number(value, digits if round(value, digits) != round(value) else 0) + GAP + "%"


def signed(value: float, digits: int = 0) -> str:
    """37 → «+37», -4 → «−4»: a change rather than an amount."""
    return ("+" if value > 0 else "") + number(value, digits)


def plural(count: int, one: str, few: str, many: str) -> str:
    """The right form of a noun or verb: 21 день, 2 дня, 11 дней."""
    tail = abs(count) % 100
    if 11 <= tail <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(tail % 10, many)


def counted(count: int, one: str, few: str, many: str) -> str:
    """17 → «17 программ»."""
    return number(count) + GAP + plural(count, one, few, many)


def spelled(count: int, gender: str = "m") -> str:
    """4 → «четыре», 1 with "n" → «одно»; above ten, digits."""
    if count == 1 and gender != "m":
        return "одна" if gender == "f" else "одно"
    if count == 2 and gender == "f":
        return "две"
    return SPELLED[count] if 0 <= count <= 10 else number(count)


def listed(words: Iterable[str]) -> str:
    """[Павловск, Заринск, Яровое] → «Павловск, Заринск и Яровое»."""
    *before, last = list(words) or [""]
    return f"{', '.join(before)} и {last}" if before else last


def first_of(words: Sequence[str], most: int = 3) -> str:
    """[Алейск, Бийск, Заринск, Яровое, Рубцовск] → «Алейск, Бийск, Заринск и ещё 2»: a list that stays one line."""
    if len(words) <= most + 1:
        return ", ".join(words)
    return f"{', '.join(words[:most])} и{GAP}ещё{GAP}{len(words) - most}"


def initials(name: str) -> str:
    """Шубина Лариса Викторовна → «Шубина Л. В.»; «Отдел кадров» is no person's name and stays whole."""
    surname, *given = name.split()
    if any(word[0].islower() for word in given):
        return name
    return GAP.join([surname, *(f"{word[0]}." for word in given)])


def size(octets: int) -> str:
    """2 400 000 → «2,3 МБ»."""
    if octets < 1024:
        return counted(octets, "байт", "байта", "байт")
    if octets < 1024 * 1024:
        return number(octets / 1024) + GAP + "КБ"
    return number(octets / 1024 / 1024, 1) + GAP + "МБ"


def span(length: timedelta) -> str:
    """How long: «12 мин», «3 ч», «2 дня»."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "меньше минуты"
    if minutes < 60:
        return f"{minutes}{GAP}мин"
    if minutes < 48 * 60:
        return f"{minutes // 60}{GAP}ч"
    return counted(minutes // 60 // 24, "день", "дня", "дней")


def day(value: date, today: date) -> str:
    """«26 ноября», with the year when it is far away."""
    year = f"{GAP}{value.year}" if abs((value - today).days) > FAR else ""
    return f"{value.day}{GAP}{MONTHS[value.month - 1]}{year}"


def near(value: date, today: date) -> str:
    """«сегодня», «вчера», «завтра», else the day."""
    return {0: "сегодня", -1: "вчера", 1: "завтра"}.get((value - today).days) or day(value, today)


def moment(value: datetime, now: datetime) -> str:
    """«сегодня, 14:02», «вчера, 15:40», «18 ноября, 9:05»; both in the same zone."""
    return f"{near(value.date(), now.date())}, {clock(value)}"


def clock(value: datetime) -> str:
    """«9:05»."""
    return f"{value.hour}:{value.minute:02}"


def until(due: date, today: date) -> str:
    """«до 26 ноября», «просрочено на 2 дня»: a deadline as a colleague would say it."""
    left = (due - today).days
    if left < 0:
        return "просрочено на" + GAP + counted(-left, "день", "дня", "дней")
    if left == 0:
        return "сегодня последний день"
    return "до" + GAP + ("завтра" if left == 1 else day(due, today))


def urgency(due: date, today: date) -> str:
    """The state of a deadline's pill: late, wait (within a week), info."""
    left = (due - today).days
    return "late" if left < 0 else "wait" if left <= 7 else "info"


def period(begins: date, ends: date) -> str:
    """«1–14 сентября 2026», «1 сентября 2026 – 31 мая 2027»."""
    end = f"{ends.day}{GAP}{MONTHS[ends.month - 1]}{GAP}{ends.year}"
    if (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.day}–{end}"
    begin = f"{begins.day}{GAP}{MONTHS[begins.month - 1]}"
    return f"{begin} – {end}" if begins.year == ends.year else f"{begin}{GAP}{begins.year} – {end}"


def exact(value: date) -> str:
    """«вторник, 24 ноября 2026 года, 14:02»: shown on hover."""
    words = f"{WEEKDAYS[value.weekday()]}, {value.day} {MONTHS[value.month - 1]} {value.year} года"
    return f"{words}, {clock(value)}" if isinstance(value, datetime) else words


def weekday(value: date) -> str:
    """«Вторник, 24 ноября»."""
    return f"{WEEKDAYS[value.weekday()].capitalize()}, {value.day}{GAP}{MONTHS[value.month - 1]}"


def written(value: date) -> str:
    """«29.08.2026», as documents write it."""
    return f"{value:%d.%m.%Y}"


def local(value: date, zone: tzinfo) -> date:
    """The same moment in the organization's time zone; a plain date is returned as it is.

    A moment at either end of the calendar cannot be converted and is returned as it is, too: others may tell one.
    """
    if not isinstance(value, datetime):
        return value
    try:
        return value.astimezone(zone)
    except OverflowError:
        return value


def in_words(value: date) -> str:
    """«24 ноября 2026 г.»: the text of an order."""
    return f"{value.day}{GAP}{MONTHS[value.month - 1]} {value.year}{GAP}г."


def in_figures(value: date) -> str:
    """«24.11.2026»: the date line of an order."""
    return f"{value:%d.%m.%Y}"


def anchor(term: str) -> str:
    """«кому-нужен-наставник»: where a heading stands on its page."""
    return re.sub(r"\W+", "-", term.lower()).strip("-")
