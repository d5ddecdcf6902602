import asyncio
from contextlib import AsyncExitStack

import msgspec
import pytest
from msgspec.structs import replace

from services.registry.regulation.edition.commands import publish
from shared import db
from shared.actor import Role
from shared.contracts.regulation import Dictionary, Entry, Term, first_edition
from shared.sync import keys
from shared.web.handover import NotEnrolled, handover
from tests.conftest import FreshContour, FreshDatabase
from tests.editions import other_words
from tests.registry.mentor.test_mentor import SOKOLOVA, YERMOLIN
from tests.registry.region import KEY, NOON, OFFICIAL, OTHER_KEY, region
from tests.registry.visits import entered, visited

BTLH = {
    "organization": "btlh",
    "name": "Бийский техникум лесного хозяйства",
    "full_name": "КГБПОУ «Бийский техникум лесного хозяйства»",
    "municipality": "город Бийск",
    "time_zone": "Asia/Barnaul",
    "public_key": KEY,
}


async def test_the_official_enrolls_a_college_and_finds_it_in_the_list(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")
        assert "Пока не подключён ни один колледж" in (await official.get("/organizations")).text

        done = await official.post("/organizations", page="/organizations/new", **BTLH)
        assert (done.status_code, done.headers["location"]) == (303, "/organizations/btlh")
        card = (await official.get("/organizations/btlh")).text
        assert "ждём первой связи" in card
        assert "/exchange/handover/btlh" in card
        assert BTLH["name"] in (await official.get("/organizations?q=лесного")).text
        assert BTLH["name"] not in (await official.get("/organizations?q=Барнаул")).text.split("</form>")[-1]


async def test_every_wrong_field_of_an_enrolment_is_answered_beside_it_and_what_was_typed_is_kept(
    fresh_database: FreshDatabase,
) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")

        wrong = await official.post(
            "/organizations", page="/organizations/new", organization="БТЛХ", name="Моё название", time_zone=""
        )
        assert wrong.status_code == 422
        assert "Моё название" in wrong.text
        for field in ("organization", "full_name", "municipality", "public_key"):
            assert f'id="EnrollOrganization-{field}-error"' in wrong.text

        for changed, said in (
            ({"public_key": "не ключ"}, "44 знака base64"),
            ({"municipality": "город Зеро"}, "нет в списке"),
            ({"time_zone": "Mars/Olympus"}, "часового пояса"),
            ({"organization": "all"}, "занято самой платформой"),
        ):
            answer = await official.post("/organizations", page="/organizations/new", **(BTLH | changed))
            assert answer.status_code == 422
            assert said in answer.text


async def test_a_card_is_corrected_suspended_and_resumed_from_its_page(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")
        await official.post("/organizations", page="/organizations/new", **BTLH)
        home = "/organizations/btlh"

        page = f"{home}/correction"
        assert BTLH["full_name"] in (await official.get(page)).text
        changed = BTLH | {"public_key": OTHER_KEY}
        assert (await official.post(f"{home}/corrections", page=page, **changed)).status_code == 303
        assert OTHER_KEY in (await official.get(home)).text
        assert "ничего не изменилось" in (await official.post(f"{home}/corrections", page=page, **changed)).text

        assert (await official.post(f"{home}/suspensions", page=home)).status_code == 422
        assert (await official.post(f"{home}/suspensions", page=home, reason="смена сервера")).status_code == 303
        assert "смена сервера" in (await official.get(home)).text
        assert (await official.post(f"{home}/resumptions", page=home)).status_code == 303
        assert "обмен приостановлен" not in (await official.get(home)).text


async def test_a_tutor_reads_the_register_and_changes_nothing(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        tutor, _ = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")

        assert (await tutor.get("/organizations")).status_code == 200
        assert (await tutor.get("/organizations/new")).status_code == 403
        assert (await tutor.get("/organizations/nobody")).status_code == 404


async def test_the_mentors_of_the_region_are_searched_on_their_page(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        methodist, _ = await entered(house, Role.METHODIST, "Сухих Анна Львовна")
        assert "В реестре пока нет карточек" in (await methodist.get("/mentors")).text
        await here.told("btlh", YERMOLIN)
        await here.told("bgpk", SOKOLOVA)

        everybody = (await methodist.get("/mentors")).text
        assert "Ермолин" in everybody
        assert "Соколова" in everybody
        narrowed = (await methodist.get("/mentors?q=матем&load=many&page=нет")).text
        assert "Ермолин" not in narrowed
        assert "Соколова" in narrowed
        card = await methodist.get(f"/mentors/btlh/{YERMOLIN.person_id}")
        assert YERMOLIN.about_self in card.text
        listed = await methodist.get("/api/mentors?domain=method")
        assert [one["name"] for one in listed.json()["mentors"]] == [YERMOLIN.name]


async def test_a_mentor_published_under_an_earlier_edition_is_read_in_its_words(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        for edition in (first_edition(), other_words(NOON.date())):
            async with here.at(here.registry, OFFICIAL) as tx:
                await publish(tx, edition)
        await here.told("btlh", YERMOLIN)
        methodist, _ = await entered(house, Role.METHODIST, "Сухих Анна Львовна")
        card = (await methodist.get(f"/mentors/btlh/{YERMOLIN.person_id}")).text

    for code in YERMOLIN.domains:
        assert first_edition().word("domains", code) in card
        assert f"<li>{code}</li>" not in card


async def test_a_program_that_posts_an_edition_reads_what_is_wrong_beside_each_field(
    fresh_database: FreshDatabase,
) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")
        token = await official.token("/regulation")
        told = msgspec.to_builtins(replace(first_edition(), edition="altai-2026"))

        async def post(**changes: object) -> tuple[int, str]:
            answer = await official.http.post(
                "/api/editions", json={"edition": told | changes}, headers={"x-csrf-token": token}
            )
            return answer.status_code, answer.text

        for changes, said in (
            ({"valid_form": "2026-09-01"}, "Такого поля здесь нет"),
            ({"units": [told["units"][0] | {"many_": ""}]}, "/edition/units/0/many_"),
            ({"title": " "}, "/edition/title"),
            ({"source": ""}, "/edition/source"),
            ({"edition": "altai-2026\n"}, "/edition/edition"),
        ):
            status, text = await post(**changes)
            assert (status, said in text) == (422, True), (changes, status, text)


async def test_the_rules_are_read_downloaded_and_published_again_under_another_code(
    fresh_database: FreshDatabase,
) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        official, _ = await entered(house, Role.OFFICIAL, "Мельникова Вера Андреевна")
        assert "ещё не опубликованы" in (await official.get("/regulation")).text
        told = await official.http.post(
            "/edition-files",
            data={"_csrf": await official.token("/regulation")},
            files={"file": ("altai.json", msgspec.json.encode(first_edition()), "application/json")},
        )
        assert (told.status_code, told.headers["location"]) == (303, "/regulation/altai-2023")

        rules = (await official.get("/regulation")).text
        assert "Самая короткая программа" in rules
        assert "п.\u00a04.2.2" in rules or "п. 4.2.2" in rules
        again = (await official.get("/regulation/altai-2023/edition.json")).content
        assert msgspec.json.decode(again)["edition"] == "altai-2023"
        badges = Dictionary(code="badges", title="Знаки отличия", entries=(Entry("gold", "золотой", "п. 9"),))
        badge = Term(code="badge", title="Знак", value="gold", dictionary="badges", clause="п. 9", confirmed=False)
        invented = replace(
            first_edition(),
            edition="altai-2026",
            terms=(*first_edition().terms, badge),
            dictionaries=(*first_edition().dictionaries, badges),
        )
        told = await official.http.post(
            "/edition-files",
            data={"_csrf": await official.token("/regulation")},
            files={"file": ("altai.json", msgspec.json.encode(invented), "application/json")},
        )
        assert (told.status_code, told.headers["location"]) == (303, "/regulation/altai-2026")
        page = (await official.get("/regulation/altai-2026")).text
        assert all(words in page for words in ("Знаки отличия", "Знак</th>", "золотой", "уточняется"))
        broken = await official.http.post(
            "/edition-files",
            data={"_csrf": await official.token("/regulation")},
            files={"file": ("altai.json", b"{", "application/json")},
        )
        assert broken.status_code == 422
        assert "это не JSON" in broken.text


async def test_what_is_handed_to_a_college_opens_only_with_its_key(fresh_contour: FreshContour) -> None:
    config = await fresh_contour("region", "region")
    pool = await db.open_pool(config.logins["sync"], "sync")
    try:
        await pool.execute(
            "insert into sync.followed (stream, speaker, public_key, hash) values ('programs.btlh', 'btlh', $1, '')",
            keys.public_of(KEY),
        )
        given = await handover(config, pool, "btlh")
        assert (given.contour, given.upper.contour, given.nats_url) == ("btlh", "region", config.nats_url)
        assert keys.public_of(given.upper.public_key) == keys.read(config.key).public
        assert given.passport.count(".") == 2
        await pool.execute("update sync.followed set left_at = now()")
        for absent in ("btlh", "nobody"):
            with pytest.raises(NotEnrolled):
                await handover(config, pool, absent)
    finally:
        await pool.close()


async def test_a_crowd_at_the_doors_of_two_services_is_served(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here, visited(here) as house:
        tutor, _ = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        pages = ["/organizations", "/requests", "/"] * 12
        async with asyncio.timeout(30):
            answers = await asyncio.gather(*(tutor.get(page) for page in pages))
        assert {answer.status_code for answer in answers} == {200}


async def test_who_finds_every_connection_taken_is_told_to_come_back(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    async with region(fresh_database) as here, visited(here) as house:
        tutor, _ = await entered(house, Role.TUTOR, "Кречетова Нина Ивановна")
        pool = house.gate.services[0].pool
        async with AsyncExitStack() as taken:
            for _ in range(pool.get_max_size()):
                await taken.enter_async_context(pool.acquire())
            answer = await tutor.get("/api/organizations")
            assert (answer.status_code, answer.json()["status"]) == (503, 503)
        assert (await tutor.get("/api/organizations")).status_code == 200
