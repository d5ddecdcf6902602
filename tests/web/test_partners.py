"""«Обмен» begins with one sentence: whether everything has arrived, and what its reader has to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.config import Config, Kind
from shared.sync.state import Heard, Told
from shared.web.crossing import crossing
from shared.web.partners import Verdict, partners, verdict

NOW = datetime(2026, 12, 1, 7, 2, 30, tzinfo=UTC)
NAMES = {"region": "Регион", "federation": "Федерация", "btlh": "Бийский техникум", "bgpk": "Барнаульский колледж"}


def config(kind: Kind, contour: str) -> Config:
    return Config(
        contour=contour, kind=kind, title="", time_zone="Asia/Barnaul", host="", port=0, logins={}, key=Path(),
        secret="", nats_url="",
    )  # fmt: skip


COLLEGE, REGION = config("college", "btlh"), config("region", "region")


def told(stream: str, follower: str, *, seq: int = 5, held: int = 5, ago: int = 1, **more: object) -> Told:
    contact = NOW - timedelta(seconds=ago) if follower else None
    given = {"told_at": NOW, "complete_to": contact, "alarm": None, "stopped_at": None} | more
    return Told(
        stream=stream, follower=follower, epoch=1, seq=seq, hash="", held_seq=held, held_hash="", contact_at=contact,
        **given,  # type: ignore[arg-type]  # the fields of the struct, by name
    )  # fmt: skip


def heard(stream: str, speaker: str, *, seq: int = 5, known: int = 5, ago: int = 1, **more: object) -> Heard:
    given = {"received_at": NOW, "told_at": NOW, "left_at": None, "alarm": None, "set_aside": 0} | more
    return Heard(
        stream=stream, speaker=speaker, epoch=1, seq=seq, hash="", told_seq=known,
        contact_at=NOW - timedelta(seconds=ago),
        **given,  # type: ignore[arg-type]  # the fields of the struct, by name
    )  # fmt: skip


def say(
    config: Config, passed: list[Told], received: list[Heard], *, parked: int = 0, operator: bool = False
) -> Verdict:
    every = partners(passed, received, config, NAMES.__getitem__, NOW)
    return verdict(passed, received, every, config, NOW, parked=parked, operator=operator)


@pytest.mark.parametrize(
    ("passed", "received", "title", "todo"),
    [
        (told("programs.btlh", "region"), heard("registry.all", "region"),
         "Всё дошло до 14:02: и к региону, и от региона.", "Ничего делать не нужно."),
        (told("programs.btlh", "region", held=2), heard("registry.all", "region"),
         "Передаём региону: 3 факта ждут отправки.", "Ничего делать не нужно: остальное уйдёт само."),
        (told("programs.btlh", "region"), heard("registry.all", "region", known=7),
         "Регион получил всё. Мы от региона получаем: осталось 2.", "Ничего делать не нужно: остальное придёт само."),
        (told("programs.btlh", "region", held=4, ago=720), heard("registry.all", "region", ago=720),
         "Нет связи с регионом 12 мин. Здесь 1 факт ждёт отправки.", "Работайте как обычно"),
        (told("programs.btlh", ""), None, "С регионом ещё не связывались.", "Работать можно"),
        (told("programs.btlh", "region", alarm="FORK: 3"), heard("registry.all", "region"),
         "Есть тревога: пришло то, чему нельзя верить.", "Данные это не изменило."),
        (told("programs.btlh", "region", stopped_at=NOW), heard("registry.all", "region"),
         "База восстановлена из старой копии: пока можно только смотреть.", "скажите ему"),
    ],
)  # fmt: skip
def test_a_college_hears_how_it_stands_with_its_region(
    passed: Told, received: Heard | None, title: str, todo: str
) -> None:
    said = say(COLLEGE, [passed], [received] if received else [])
    assert said.title.replace("\xa0", " ") == title
    assert todo in said.todo.replace("\xa0", " ")


def test_an_official_hears_how_many_are_complete_and_who_has_been_silent_for_longest() -> None:
    week = 8 * 86400
    silent = say(REGION, [], [heard("programs.btlh", "btlh", ago=week), heard("programs.bgpk", "bgpk")])
    assert silent.tone == "wait"
    assert silent.title == "Получено не всё: полны данные 1 из 2 организаций."
    assert "Дольше всех молчит Бийский техникум: с 23 ноября." in silent.todo.replace("\xa0", " ")

    nobody = say(REGION, [], [heard("programs.btlh", "btlh", ago=week)])
    assert nobody.title == "Полных данных пока нет ни от кого из 1 организации."

    whole = say(REGION, [told("registry.all", "btlh")], [heard("programs.btlh", "btlh")])
    assert (whole.tone, whole.todo) == ("ok", "Ничего делать не нужно.")

    rules = say(REGION, [told("registry.all", "btlh", held=1)], [heard("programs.btlh", "btlh")])
    assert rules.title == "Получено всё. Наше получили не все, ждут: Бийский техникум."


def test_facts_that_are_not_counted_yet_are_said_even_when_all_have_arrived() -> None:
    passed, received = [told("programs.btlh", "region")], [heard("registry.all", "region")]
    official = say(COLLEGE, passed, received, parked=2)
    assert official.title.replace("\xa0", " ").endswith("Но 2 факта получены и ещё не учтены.")
    assert official.repair
    assert "оператор платформы" in official.todo
    assert say(COLLEGE, passed, received, parked=2, operator=True).todo == "Посмотрите причину и учтите снова."


def test_a_partner_is_one_row_whatever_streams_it_has_and_those_in_trouble_come_first() -> None:
    passed = [told("registry.all", "btlh"), told("registry.all", "bgpk", held=1), told("routes.btlh", "")]
    every = partners(
        passed, [heard("programs.btlh", "btlh"), heard("programs.bgpk", "bgpk")], REGION, NAMES.__getitem__, NOW
    )
    assert [one.name for one in every] == ["Барнаульский колледж", "Бийский техникум"]
    [first, second] = every
    assert first.passed is not None
    assert not first.whole
    assert second.passed is not None
    assert second.passed.what == ("Реестр и правила", "Маршруты")


def test_the_own_stream_of_a_college_is_for_its_region_before_anybody_follows_it() -> None:
    [only] = partners([told("programs.btlh", "")], [], COLLEGE, NAMES.__getitem__, NOW)
    assert (only.name, only.contact_at) == ("Регион", None)


def test_whoever_left_is_not_waited_for() -> None:
    left = heard("programs.btlh", "btlh", ago=10**6, left_at=NOW)
    [gone] = partners([], [left], REGION, NAMES.__getitem__, NOW)
    assert (gone.left, gone.whole, gone.received) == (True, True, None)
    assert say(REGION, [], [left]).title == "Пока никто не подключён."


def test_the_list_of_what_may_leave_names_every_fact_of_the_contracts_in_words() -> None:
    groups = {heading: facts for (_, heading), facts in crossing().items()}
    assert set(groups) == {"Колледж передаёт", "Край передаёт"}
    assert all(
        fact.title and fact.addressee and (fact.fields or fact.consent) for facts in groups.values() for fact in facts
    )
    [card] = [fact for fact in groups["Колледж передаёт"] if fact.title == "Опубликована карточка наставника"]
    assert card.consent
