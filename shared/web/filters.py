"""The Jinja filters of our templates.

Filters that depend on the day read `frame.now` and `frame.zone` from the page, so a template writes
just `{{ task.due | until }}`. A date is rendered as `<time>` with the exact moment on hover.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from shared import words
from shared.contracts import terms
from shared.documents.names import FullName, is_female
from shared.freshness import known_in_words


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _time(value: date, text: str) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), words.exact(value), text)


def _dated(context: Context, value: date | None, say: Callable[[date, datetime], str]) -> Markup | str:
    if value is None:
        return "—"
    frame = context["frame"]
    here = words.local(value, frame.zone)
    return _time(here, say(here, frame.now.astimezone(frame.zone)))


@pass_context
def day(context: Context, value: date | None) -> Markup | str:
    """«26 ноября»."""
    return _dated(context, value, lambda here, now: words.day(_date(here), now.date()))


@pass_context
def near(context: Context, value: date | None) -> Markup | str:
    """«сегодня», «вчера», «26 ноября»."""
    return _dated(context, value, lambda here, now: words.near(_date(here), now.date()))


@pass_context
def moment(context: Context, value: date | None) -> Markup | str:
    """«вчера, 15:40»; for a plain date, only the day."""

    def say(here: date, now: datetime) -> str:
        return words.moment(here, now) if isinstance(here, datetime) else words.near(here, now.date())

    return _dated(context, value, say)


@pass_context
def clock(context: Context, value: datetime | None) -> Markup | str:
    """«14:02»."""
    return _dated(context, value, lambda here, now: words.clock(here) if isinstance(here, datetime) else "")


@pass_context
def until(context: Context, value: date | None) -> Markup | str:
    """«до 26 ноября», «просрочено на 2 дня»."""
    return _dated(context, value, lambda here, now: words.until(_date(here), now.date()))


@pass_context
def ago(context: Context, value: datetime) -> Markup:
    """«12 мин»: how long since."""
    frame = context["frame"]
    return _time(words.local(value, frame.zone), words.span(frame.now - value))


@pass_context
def weekday(context: Context, value: date) -> str:
    """«Вторник, 24 ноября»."""
    return words.weekday(words.local(value, context["frame"].zone))


@pass_context
def month_now(context: Context, begins: date, ends: date) -> str:
    """«2-й месяц из 12» of the term from one day to another; empty outside it."""
    frame = context["frame"]
    return terms.month_now(begins, ends, _date(frame.now.astimezone(frame.zone)))


@pass_context
def year_now(context: Context, begins: date, ends: date) -> str:
    """«2-й год из 5» of the term from one day to another; empty outside it."""
    frame = context["frame"]
    return terms.year_now(begins, ends, _date(frame.now.astimezone(frame.zone)))


@pass_context
def written(context: Context, value: date | None) -> str:
    """«29.08.2026»."""
    return "—" if value is None else words.written(words.local(value, context["frame"].zone))


@pass_context
def urgency(context: Context, value: date) -> str:
    """The state of a deadline's pill."""
    frame = context["frame"]
    return words.urgency(_date(words.local(value, frame.zone)), frame.now.astimezone(frame.zone).date())


def by_gender(name: str, masculine: str, feminine: str) -> str:
    """Return the word that fits somebody: «записал» or «записала»."""
    surname, given, patronymic = [*name.split(maxsplit=2), "", "", ""][:3]
    return feminine if is_female(FullName(surname=surname, given=given, patronymic=patronymic)) else masculine


def all_filters() -> dict[str, Callable[..., Any]]:
    """Every filter by its name; `period` takes two dates: {{ program.begins | period(program.ends) }}."""
    dated = {
        each.__name__: each
        for each in (day, near, moment, clock, until, ago, weekday, written, urgency, month_now, year_now)
    }
    plain = (words.number, words.percent, words.signed, words.size, words.span, words.period, words.plural)
    nouns = (words.counted, words.spelled, words.listed, words.first_of, words.initials, known_in_words, by_gender)
    return {"anchor": words.anchor, **dated, **{each.__name__: each for each in (*plain, *nouns)}}
