"""Whom this contour exchanges facts with, as an official reads it: one sentence first, then each partner."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from shared import words
from shared.config import Config
from shared.sync import state
from shared.sync.state import Heard, Summary, Told

STREAMS = {
    "programs": "Наставничество",
    "registry": "Реестр и правила",
    "routes": "Маршруты",
    "monitoring": "Показатели",
}
# Whom a contour follows, counted: «14 организаций» and «из 14 организаций».
COUNTED = {"region": ("организация", "организации", "организаций"), "federation": ("регион", "региона", "регионов")}
OUT_OF = {"region": ("организации", "организаций"), "federation": ("региона", "регионов")}
NOTHING_TO_DO = "Ничего делать не нужно."
Tone = Literal["ok", "wait", "late", ""]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of the exchange with a partner: what goes there, and how far it has come.

    `until` is the moment up to which everything has arrived; None when it is not known.
    """

    what: tuple[str, ...]
    word: str
    tone: Tone
    until: datetime | None = None

    @property
    def whole(self) -> bool:
        """Whether everything has arrived, as far as the other side has said."""
        return self.tone == "ok"


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Another contour: what we pass to it, what we receive from it, and when it last answered."""

    contour: str
    name: str
    passed: Way | None
    received: Way | None
    contact_at: datetime | None
    left: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is missing in either direction; a partner that left is not waited for."""
        return self.left or all(way.whole for way in (self.passed, self.received) if way is not None)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The sentence that answers whether everything has arrived, and what the reader has to do.

    `repair` is true when the page of repairs says more.
    """

    tone: Tone
    title: str
    todo: str
    repair: bool = False


def stream_words(stream: str) -> str:
    """Return a stream's title for people: «Реестр и правила · всем»; the other contour is named beside it."""
    speaker, _, audience = stream.partition(".")
    return STREAMS.get(speaker, speaker) + (" · всем" if audience == "all" else "")


def word(summary: Summary) -> tuple[str, Tone]:
    """Return the pill of one stream: its words and its color."""
    pills: Mapping[str, tuple[str, Tone]] = {
        "even": ("всё получено", "ok"),
        "behind": (f"в пути {summary.lag}", "wait"),
        "silent": ("нет связи", "wait"),
        "unmet": ("ещё не на связи", ""),
        "alarm": ("тревога", "late"),
        "restored": ("запись остановлена", "late"),
    }
    return pills[summary.state]


def partners(
    told: Sequence[Told], heard: Sequence[Heard], config: Config, name: Callable[[str], str], now: datetime
) -> list[Partner]:
    """Return everybody we exchange with: those who lack something first, the longest silent before others."""
    passed: dict[str, list[Told]] = {}
    received: dict[str, list[Heard]] = {}
    for one in told:
        passed.setdefault(_addressee(one, config), []).append(one)
    for other in heard:
        received.setdefault(other.speaker, []).append(other)
    contours = [contour for contour in dict.fromkeys([*passed, *received]) if contour]
    found = [_partner(contour, passed.get(contour, []), received.get(contour, []), name, now) for contour in contours]
    return sorted(found, key=lambda one: _place(one, now))


def _place(one: Partner, now: datetime) -> tuple[bool, bool, datetime, str]:
    silent_since = now if one.whole or one.contact_at is None else one.contact_at
    return one.whole, one.left, silent_since, one.name.casefold().replace("ё", "е")


def _addressee(one: Told, config: Config) -> str:
    """Return whom a stream is for; empty for one that is for everybody and that nobody follows yet."""
    audience = one.stream.partition(".")[2]
    if one.follower or audience == "all":
        return one.follower
    above = config.upper.contour if config.upper is not None else "region" if config.kind == "college" else ""
    return above if audience in (config.contour, *config.hosted) else audience


def _partner(
    contour: str, told: Sequence[Told], heard: Sequence[Heard], name: Callable[[str], str], now: datetime
) -> Partner:
    live = [one for one in heard if one.left_at is None]
    contacts = [*(one.contact_at for one in told), *(one.contact_at for one in heard)]
    passed = _way(told, [], min((one.complete_to for one in told if one.complete_to is not None), default=None), now)
    received = _way([], live, None, now)
    return Partner(
        contour=contour,
        name=name(contour),
        passed=passed,
        received=received,
        contact_at=max((at for at in contacts if at is not None), default=None),
        left=bool(heard) and not live,
    )


def _way(told: Sequence[Told], heard: Sequence[Heard], until: datetime | None, now: datetime) -> Way | None:
    streams = [*(one.stream for one in told), *(one.stream for one in heard)]
    if not streams:
        return None
    text, tone = word(state.summary(told, heard, now))
    what = dict.fromkeys(STREAMS.get(speaker, speaker) for speaker in (one.partition(".")[0] for one in streams))
    return Way(what=tuple(what), word=text, tone=tone, until=until)


def verdict(
    told: Sequence[Told],
    heard: Sequence[Heard],
    every: Sequence[Partner],
    config: Config,
    now: datetime,
    *,
    parked: int,
    operator: bool,
) -> Verdict:
    """Return the sentence that the page begins with; `parked` is how many facts arrived and are not counted yet."""
    if any(one.stopped_at for one in told):
        return Verdict(
            tone="late",
            title="База восстановлена из старой копии: пока можно только смотреть.",
            todo=_ask(operator, "Посмотрите, что потеряно, и верните это.", "Потерянное вернёт оператор платформы"),
            repair=True,
        )
    if any(one.alarm for one in told) or any(one.alarm for one in heard if one.left_at is None):
        return Verdict(
            tone="late",
            title="Есть тревога: пришло то, чему нельзя верить.",
            todo="Данные это не изменило. "
            + _ask(operator, "Посмотрите, что отклонено, и снимите тревогу.", "Разбирается оператор платформы"),
            repair=True,
        )
    found = _of_college(told, heard, config, now) if config.kind == "college" else _of_many(every, config, now)
    if not parked:
        return found
    waiting = words.counted(parked, "факт получен", "факта получены", "фактов получены")
    return Verdict(
        tone="wait" if found.tone == "ok" else found.tone,
        title=f"{found.title} Но {waiting} и ещё не {words.plural(parked, 'учтён', 'учтены', 'учтены')}.",
        todo=_ask(operator, "Посмотрите причину и учтите снова.", "Причину разбирает оператор платформы"),
        repair=True,
    )


def _ask(operator: bool, deed: str, who: str) -> str:
    return deed if operator else f"{who}; если он ещё не знает, скажите ему."


def _of_college(told: Sequence[Told], heard: Sequence[Heard], config: Config, now: datetime) -> Verdict:
    """Say how a college stands with its region."""
    own, theirs = state.summary(told, [], now), state.summary([], heard, now)
    summary = theirs if own.state == "unmet" else own
    waiting = words.counted(own.lag, "факт ждёт", "факта ждут", "фактов ждут") if own.lag else ""
    if summary.state == "unmet":
        todo = "Работать можно: всё сохраняется здесь. Подключает оператор региона; если он ещё не знает, скажите ему."
        return Verdict(tone="wait", title="С регионом ещё не связывались.", todo=todo)
    if summary.state == "silent" and summary.as_of is not None:
        todo = (
            "Работайте как обычно: новое уйдёт само, когда связь вернётся. Если её нет больше дня, скажите оператору."
        )
        kept = f" Здесь {waiting} отправки." if waiting else ""
        return Verdict(tone="wait", title=f"Нет связи с регионом {words.span(now - summary.as_of)}.{kept}", todo=todo)
    if own.lag:
        todo = f"{NOTHING_TO_DO[:-1]}: остальное уйдёт само."
        return Verdict(tone="wait", title=f"Передаём региону: {waiting} отправки.", todo=todo)
    if theirs.state != "even":
        left = f": осталось {theirs.lag}" if theirs.lag else ", пока не всё"
        todo = f"{NOTHING_TO_DO[:-1]}: остальное придёт само."
        return Verdict(tone="wait", title=f"Регион получил всё. Мы от региона получаем{left}.", todo=todo)
    complete = min((one.complete_to for one in told if one.complete_to is not None), default=None)
    zone = ZoneInfo(config.time_zone)
    until = f" до {words.moment(complete.astimezone(zone), now.astimezone(zone))}" if complete is not None else ""
    title = f"Всё дошло{until.replace('до сегодня, ', 'до ')}: и к региону, и от региона."
    return Verdict(tone="ok", title=title, todo=NOTHING_TO_DO)


def _of_many(every: Sequence[Partner], config: Config, now: datetime) -> Verdict:
    """Say how a region stands with its organizations, or the federation with its regions."""
    senders = [each for each in every if each.received is not None and not each.left]
    lacking = [each for each in senders if each.received is not None and not each.received.whole]
    if not senders:
        return Verdict(tone="wait", title="Пока никто не подключён.", todo="Каждый, кого подключат, появится здесь.")
    if lacking:
        one, many = OUT_OF[config.kind]
        whole, of = len(senders) - len(lacking), f"{len(senders)} {words.plural(len(senders), one, many, many)}"
        title = (
            f"Получено не всё: полны данные {whole} из {of}."
            if whole
            else f"Полных данных пока нет ни от кого из {of}."
        )
        return Verdict(tone="wait", title=title, todo=_lacking(lacking, config, now))
    behind = [each.name for each in every if each.passed is not None and not each.passed.whole and not each.left]
    if behind:
        title = f"Получено всё. Наше получили не все, ждут: {words.first_of(behind)}."
        todo = f"{NOTHING_TO_DO[:-1]}: остальное уйдёт само, когда будет связь."
        return Verdict(tone="wait", title=title, todo=todo)
    counted = words.counted(len(senders), *COUNTED[config.kind])
    return Verdict(tone="ok", title=f"Всё дошло: {counted}, данные полны.", todo=NOTHING_TO_DO)


def _lacking(lacking: Sequence[Partner], config: Config, now: datetime) -> str:
    """Say who has been silent for longest, and what to do about it."""
    zone = ZoneInfo(config.time_zone)
    silent = sorted((each for each in lacking if each.contact_at is not None), key=lambda each: each.contact_at or now)
    if not silent or silent[0].contact_at is None:
        return "Остальное придёт само, когда они выйдут на связь."
    since = words.day(silent[0].contact_at.astimezone(zone).date(), now.astimezone(zone).date())
    return (
        f"Дольше всех молчит {silent[0].name}: с {since}. Придёт само, когда появится связь; "
        "кто молчит больше недели, тому позвоните."
    )
