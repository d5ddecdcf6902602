import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.routes.route.roadmap.queries import activities
from services.routes.route.route.model import bounds
from services.routes.route.route.queries import routes
from shared.actor import Actor, Role
from shared.db import Tx
from tests.conftest import FreshDatabase
from tests.identity.house import Browser
from tests.registry.region import Region
from tests.registry.visits import entered, visited
from tests.routes.given import ASKED, DOMAINS, EDITION, SHUBINA, asked

ASKING = f"/requests/btlh/{SHUBINA}"
ANSWERS = f"/route-requests/btlh/{SHUBINA}"


def sheet(**levels: str) -> dict[str, str]:
    """Fill the nine rows of a diagnosis as its form does."""
    fields = {"held_on": "24.11.2025", "note": ""}
    for number, domain in enumerate(DOMAINS):
        fields |= {
            f"marks.{number}.domain": domain,
            f"marks.{number}.level": levels.get(domain, "none"),
            f"marks.{number}.evidence": "",
        }
    return fields


async def said(browser: Browser, path: str, page: str, **fields: Any) -> str:
    """Post a form of the page, expect success, return the page that follows."""
    assert f'action="{path}"' in (await browser.get(page)).text
    done = await browser.post(path, page=page, **fields)
    assert done.status_code == 303, done.text
    return (await browser.get(done.headers["location"])).text


async def one_route(here: Region, account: UUID) -> tuple[UUID, list[UUID]]:
    """Return the tutor's route and its activities."""
    actor = Actor(id=f"account:{account}", roles=frozenset({Role.TUTOR}), organizations="*")
    async with here.at(here.routes, actor) as tx:
        return await _first(tx)


async def _first(tx: Tx) -> tuple[UUID, list[UUID]]:
    [route] = await routes(tx)
    return route.id, [activity.id for activity in await activities(tx, route.id)]


async def opened(here: Region, tutor: Browser, account: UUID) -> str:
    """Open the route from its request; return its address."""
    ends_on = bounds(_today(), EDITION)[1]
    text = await said(tutor, f"{ANSWERS}/routes", ASKING, opened_on=f"{_today():%d.%m.%Y}", ends_on=str(ends_on))
    assert "Маршрут только начинается" in text
    route_id, _ = await one_route(here, account)
    return f"/routes/{route_id}"


async def test_a_tutor_leads_a_teacher_through_all_seven_steps_on_their_pages(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, visited(here) as house:
        tutor, account = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        assert ASKED.name in (await tutor.get("/requests")).text
        home = await opened(here, tutor, account)

        assert "Маршрут ждёт этого шага" in (await tutor.get("/")).text
        assert "Сначала завершите" in (await tutor.get(f"{home}/strengths")).text
        text = await said(tutor, f"{home}/images", f"{home}/image", text="Мастер, к которому идут за советом.")
        assert "Завершить шаг" in text
        await said(tutor, f"{home}/image-sharings", f"{home}/image", shared="1")
        await said(tutor, f"{home}/steps/1/completions", f"{home}/image")
        await said(tutor, f"{home}/strengths", f"{home}/strengths", **sheet(subject="teaches"))
        await said(tutor, f"{home}/steps/2/completions", f"{home}/strengths")
        asked_before = (await tutor.get(f"{home}/difficulties")).text
        assert "Раньше отмечено: высокое" in asked_before
        assert "selected" not in asked_before
        await said(tutor, f"{home}/difficulties", f"{home}/difficulties", **sheet(method="high", ict="low"))
        await said(tutor, f"{home}/steps/3/completions", f"{home}/difficulties")

        for part in ("courses", "trials", "projects", "measures"):
            text = await said(
                tutor,
                f"{home}/activities",
                f"{home}/roadmap",
                part=part,
                title=f"Дело {part}",
                starts_on=str(_today()),
                due_on=str(_later()),
                domain="method",
                expected="разработка",
            )
        assert "Педагог согласен" in text
        assert "Ничем не закрыто" in text
        await said(tutor, f"{home}/agreements", f"{home}/roadmap", agreed_on=str(_today()))

        _, planned = await one_route(here, account)
        first = f"{home}/activities/{planned[0]}"
        assert (await tutor.post(f"{first}/removals", page=first, reason="")).status_code == 422
        await said(tutor, f"{first}/removals", first, reason="закрыли площадку")
        assert "закрыли площадку" in (await tutor.get(f"{home}/corrections")).text
        for activity in planned[1:]:
            page = f"{home}/activities/{activity}"
            await said(
                tutor,
                f"{page}/products",
                page,
                kind="lessons",
                title="Занятие",
                attitude="Доволен.",
                made_on=str(_today()),
            )
        await said(tutor, f"{home}/steps/5/completions", f"{home}/products")
        for domain in ("method", "ict"):
            eased = {"domain": domain, "level": "low", "text": "Легче."}
            await said(tutor, f"{home}/difficulty-reflections", f"{home}/reflection", **eased)
        await said(tutor, f"{home}/image-reflections", f"{home}/reflection", mark="8", text="Почти.")
        assert "Со слов педагога; записала тьютор Кречетова" in (await tutor.get(f"{home}/products")).text.replace(
            "\xa0", " "
        )
        early = await tutor.post(f"{home}/steps/7/completions", page=f"{home}/reflection")
        assert early.status_code == 422
        assert "Почему маршрут завершается раньше" in early.text
        done = {"reason": "Всё сделано раньше."}
        text = await said(tutor, f"{home}/steps/7/completions", f"{home}/reflection", **done)
        assert "Всё сделано раньше." in text
        assert "Все семь шагов пройдены" in text


def _today() -> date:
    return date.today()


def _later() -> date:
    return _today().replace(year=_today().year + 1, day=1)


async def test_a_route_of_the_wrong_length_is_answered_beside_its_field(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, visited(here) as house:
        tutor, _ = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")

        wrong = await tutor.post(
            f"{ANSWERS}/routes", page=ASKING, opened_on=str(_today()), ends_on=str(_today().replace(day=1))
        )
        assert wrong.status_code == 422
        assert "не меньше чем на 4 года" in wrong.text
        assert 'id="OpenRoute-ends_on-error"' in wrong.text
        empty = await tutor.post(f"{ANSWERS}/refusals", page=ASKING, reason=" ")
        assert 'id="DeclineRoute-reason-error"' in empty.text


async def test_a_diagnosis_with_a_gap_keeps_what_was_marked(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, visited(here) as house:
        tutor, account = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        home = await opened(here, tutor, account)
        await said(tutor, f"{home}/images", f"{home}/image", text="Мастер.")
        await said(tutor, f"{home}/steps/1/completions", f"{home}/image")

        wrong = await tutor.post(
            f"{home}/difficulties",
            page=f"{home}/difficulties",
            **(sheet(method="high") | {"marks.8.level": "", "marks.4.evidence": "вижу на уроках"}),
        )
        assert wrong.status_code == 422
        assert "вижу на уроках" in wrong.text
        assert 'id="NoteDifficulties-marks"' in wrong.text


async def test_a_methodist_looks_and_the_official_sees_only_counts(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, visited(here) as house:
        tutor, account = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        home = await opened(here, tutor, account)
        await said(tutor, f"{home}/images", f"{home}/image", text="Тайный образ.")

        methodist, _ = await entered(house, Role.METHODIST, "Сухих Анна Львовна")
        looked = await methodist.get(f"{home}/image")
        assert looked.status_code == 200
        assert "Тайный образ" not in looked.text
        assert (await methodist.post(f"{home}/images", page="/routes", text="чужое")).status_code == 403
        assert "Кречетова" in (await methodist.get("/routes?whose=all")).text

        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")
        counted = await official.get("/route-counts")
        assert counted.status_code == 200
        assert "Шубина" not in counted.text
        for path in (home, f"{home}/image", "/routes", "/requests", ASKING):
            assert (await official.get(path)).status_code == 403
        assert (await official.get("/api/route-counts")).json()["going"] == 1


async def test_a_tutor_of_another_college_finds_the_route_as_if_it_were_absent(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, visited(here) as house:
        tutor, account = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        home = await opened(here, tutor, account)
        other = await house.person(Role.TUTOR, name="Дёмина Ия Павловна")
        async with house.gate.transaction() as tx:
            await tx.run("update role_grant set organizations = 'bgpk' where account_id = $1", other.id)
        stranger = house.browser()
        await stranger.log_in(other.login)
        csrf, absent = await stranger.token("/profile"), f"/routes/{uuid4()}"
        apart = re.compile(
            r'[0-9a-f]{16}|name="_once" value="[^"]*"|<time[^>]*>[^<]*|' + "|".join((home[8:], absent[8:]))
        )
        ways = [("GET", f"{api}{end}") for api in ("", "/api") for end in ("", "/corrections", "/activities")]
        ways += [("GET", f"/{page}") for page in ("image", "strengths", "difficulties", "products", "reflection")]
        ways += [("POST", f"/{noun}") for noun in ("images", "image-sharings", "strengths", "agreements", "tutors")]
        for method, end in ways:
            start, tail = ("/api", end.removeprefix("/api")) if end.startswith("/api") else ("", end)
            told = [
                await stranger.http.request(
                    method, start + route + tail, data={"_csrf": csrf, "reason": "x", "text": "x"}
                )
                for route in (home, absent)
            ]
            assert len({(answer.status_code, apart.sub("", answer.text)) for answer in told}) == 1, end
            # A list of what belongs to it is empty for both.
            assert told[0].status_code == 404 or (method, told[0].text) == ("GET", "[]"), end
