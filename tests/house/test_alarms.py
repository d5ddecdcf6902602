"""An alarm stays until a person has examined the quarantined events and confirmed it."""

import pytest

from shared.clock import now
from shared.sync import follower, keys, state
from tests.house.lived import Lived, token

STREAM = "programs.btlh"
WHOSE = "Наставничество · Бийский техникум лесного хозяйства"


async def alarm(year: Lived) -> str | None:
    heard = await state.heard(year.contours["region"].sync)
    return next(one.alarm for one in heard if one.stream == STREAM)


async def test_an_operator_sees_what_was_set_aside_and_puts_the_alarm_down(year: Lived) -> None:
    region = year.contours["region"]
    speaker = keys.read(year.contours["btlh"].config.key).public
    for _ in range(2):
        await follower.take(region.sync, speaker, b"{ no frame", now=now())
    assert (await alarm(year) or "").startswith("MALFORMED")

    async with year.browser("region", "ministry") as official:
        assert "Есть тревога" in (await official.get("/exchange")).text
        page = await official.get("/exchange/repairs")
        assert "Пришло то, что не разобрать." in page.text
        refused = await official.post("/exchange/alarm-clearances", data={"_csrf": token(page.text), "stream": STREAM})
        assert refused.status_code == 403
    assert await alarm(year)

    async with year.browser("region", "operator") as operator:
        page = await operator.get("/exchange/repairs")
        assert "10 байт" in page.text
        assert f'{WHOSE}<span class="soft small block">{STREAM}</span>' in page.text
        answer = await operator.post("/exchange/alarm-clearances", data={"_csrf": token(page.text), "stream": STREAM})
        assert answer.status_code == 303
        page = await operator.get("/exchange/repairs")
        assert "на это смотрели: Дежурный оператор" in page.text
        again = await operator.post("/exchange/alarm-clearances", data={"_csrf": token(page.text), "stream": STREAM})
        assert again.status_code == 303
        strange = await operator.post("/exchange/alarm-clearances", data={"_csrf": token(page.text), "stream": "\0"})
        assert strange.status_code == 422

    assert await alarm(year) is None
    [kept] = [one for one in await state.set_aside(region.sync) if one.verdict == "MALFORMED"]
    assert (kept.times, kept.seen_by) == (2, "Дежурный оператор")

    await follower.take(region.sync, speaker, b"{ no frame", now=now())
    assert await alarm(year)
    [kept] = [one for one in await state.set_aside(region.sync) if one.verdict == "MALFORMED"]
    assert kept.seen_at is None
    await state.alarm_seen(region.sync, STREAM, by="проверка", now=now())


async def test_the_exchange_calls_contours_as_people_do(year: Lived) -> None:
    async with year.browser("region", "operator") as operator:
        page = (await operator.get("/exchange/streams")).text
    assert "Барнаульский педагогический колледж" in page
    assert '<td data-label="Отправитель">btlh</td>' not in page

    async with year.browser("btlh", "head") as head:
        page = (await head.get("/exchange/streams")).text
    assert '<td data-label="Получатель">Регион</td>' in page


@pytest.mark.parametrize(
    ("contour", "official"), [("btlh", "head"), ("region", "ministry"), ("federation", "observer")]
)
async def test_keys_and_commands_are_shown_to_the_operator_only(year: Lived, contour: str, official: str) -> None:
    async with year.browser(contour, official) as browser:
        plain = ""
        for path in ("/exchange", "/exchange/streams", "/exchange/repairs"):
            answer = await browser.get(path)
            assert answer.status_code == 200
            plain += answer.text
        assert (await browser.get("/exchange/keys")).status_code == 403

    assert "Передаём" in plain
    assert "Получаем" in plain
    assert "Наш открытый ключ" not in plain
    assert "python3 run.py" not in plain
