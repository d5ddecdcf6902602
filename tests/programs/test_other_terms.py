"""With other terms in the edition, no page, refusal or paper states the usual ones."""

import io
import re
from collections.abc import AsyncGenerator
from datetime import date
from typing import Any
from uuid import UUID

import docx
import docx.table
import httpx
import pytest
from litestar.routes import HTTPRoute
from msgspec.structs import replace

from services.programs.college.organization import store
from services.programs.pairing.pair import commands as pairs
from services.programs.pairing.pair.refusals import NoticeNeeded
from shared.actor import Role, system
from shared.contracts.registry import RegulationPublished
from shared.contracts.regulation import Edition, first_edition
from shared.db import Origin
from shared.web import help as helped
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import NOON
from tests.programs.scene import ACT, ERMOLIN, SAMOYLOVA, SHUBINA, VERSHININA
from tests.programs.test_story import gone, post
from tests.programs.visit import OpenCollege, Visitor, open_college

FIRST = first_edition()
OTHER = {
    "program_min": 6,
    "program_max": 9,
    "route_min": 2,
    "route_max": 3,
    "exit_notice": 5,
    "needs_refresh": 2,
    "mentees_warning": 5,
    "group_mentees_min": 3,
}
STRICT = replace(
    FIRST,
    edition="altai-2026",
    valid_from=date(2026, 8, 1),
    terms=tuple(replace(term, value=OTHER.get(term.code, term.value)) for term in FIRST.terms),
    dictionaries=tuple(
        replace(one, entries=tuple(entry for entry in one.entries if entry.code != "health"))
        for one in FIRST.dictionaries
    ),
)
# What the first edition says in any of the ways in which a text may state it; dates and lengths of service are not it.
USUAL = re.compile(
    r"\b(3|тр[иёе]х?) (рабоч|месяц)|\b12 месяц|двенадцат\w+ месяц|до (1 )?года|дольше года"
    r"|девят\w+ област|\b9 област|ежегодн"
    r"|(?<!2 )раза в год|\b4–5 лет|четыр\w+[–-]пят|от 3 до 12|больше, чем: 3 человека",
    re.I,
)
PROGRAM: dict[str, Any] = {
    "version": "1", "starts_on": "2026-11-24", "ends_on": "2027-06-30", "mode": "mixed", "goal": "вести практику",
    "tasks": "увидеть", "difficulties": ["method"], "strengths": ["digital"],
}  # fmt: skip
ACTIVITY: dict[str, Any] = {
    "activity.domain": "method", "activity.title": "Разбор занятия", "activity.direction": "analysis",
    "activity.form": "консультация", "activity.due": "2026-12-20", "activity.product": "разработка",
}  # fmt: skip


@pytest.fixture(params=[FIRST, STRICT], ids=["usual", "other"])
async def told(request: pytest.FixtureRequest, fresh_contour: FreshContour) -> AsyncGenerator["Told", None]:
    """A college under an edition, with an active pair, so that every page has content."""
    edition: Edition = request.param
    async with open_college(fresh_contour, lambda: NOON) as college:
        async with college.running.transaction(system("test")) as tx:
            await tx.act_for("region", Origin("registry.all", 1, 1, NOON))
            await store.apply(tx, RegulationPublished(edition_id=edition.edition, edition=edition))
        async with college.running.transaction(system("test")) as tx:
            pair_id = await scene.working(tx)
        yield Told(edition, college, pair_id)


class Told:
    """The texts that were read, each with its place."""

    def __init__(self, edition: Edition, college: OpenCollege, pair_id: UUID) -> None:
        self.edition, self.college = edition, college
        self.pair_id, self.pair = pair_id, f"/pairs/{pair_id}"
        self.texts: dict[str, str] = {}

    def keep(self, place: str, text: str) -> str:
        plain = " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())
        self.texts[place] = plain
        return plain

    async def walk(self, who: str, visitor: Visitor, **ids: str) -> None:
        """Read every page and every DOCX that this person may."""
        for path in sorted(self.pages()):
            place = re.sub(r"{(\w+)(:\w+)?}", lambda found: ids.get(found[1], "-"), path)
            for name in helped.pages() if place == "/help/-" else ():
                self.keep(f"{who} /help/{name}", await visitor.read(f"/help/{name}"))
            answer = await visitor.http.get(place)
            if answer.status_code == 200 and "html" in answer.headers["content-type"]:
                self.keep(f"{who} {place}", answer.text)
            elif answer.status_code == 200 and place.endswith(".docx"):
                self.keep(f"{who} {place}", words(answer.content))

    def pages(self) -> set[str]:
        """Every address of the college that answers a GET, as its application declares it."""
        return {
            route.path_format
            for route in self.college.app.app.routes
            if isinstance(route, HTTPRoute)
            and "GET" in route.methods
            and not route.path.startswith(("/api", "/static", "/live", "/exchange", "/sessions"))
        }


def words(content: bytes) -> str:
    """The text of a DOCX."""
    told: list[str] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        cells = [cell for row in block.rows for cell in row.cells] if isinstance(block, docx.table.Table) else [block]
        told += [one.text for one in cells]
    return " ".join(told)


async def test_every_page_refusal_and_paper_states_the_terms_of_its_edition(told: Told) -> None:
    college, keep = told.college, told.keep
    curator = await college.enter(Role.CURATOR, person_id=VERSHININA)
    head = await college.enter(Role.HEAD, person_id=SAMOYLOVA)
    mentor = await college.enter(Role.TEACHER, person_id=ERMOLIN)
    mentee = await college.enter(Role.TEACHER, person_id=SHUBINA)
    everyone = {"curator": curator, "head": head, "mentor": mentor, "mentee": mentee}
    for who, visitor in everyone.items():
        await told.walk(f"before: {who}", visitor)

    edit = gone(await post(mentee, "/programs", pair_id=str(told.pair_id), mentee_id=str(SHUBINA)))
    program = edit.removesuffix("/edit")
    draft = f"{program}/drafts"
    short = await post(mentor, draft, page=edit, **(PROGRAM | {"ends_on": "2026-12-24"}))
    long = await post(mentor, draft, page=edit, **(PROGRAM | {"ends_on": "2027-12-31"}))
    keep("short", refused(short))
    keep("long", refused(long))
    gone(await post(mentor, draft, page=edit, **PROGRAM))
    gone(await post(mentor, draft, page=edit, **(PROGRAM | {"version": "2"}), **ACTIVITY))
    ids = {"pair_id": str(told.pair_id), "program_id": program[10:], "person_id": str(ERMOLIN), "act_id": str(ACT)}
    await told.walk("draft: mentor", mentor, **ids)
    gone(await post(mentee, draft, page=edit, **(PROGRAM | {"version": "3"}), send="1"))
    gone(await post(head, f"{program}/approvals", page=program, version="3"))

    keep("extension", refused(await post(mentee, f"{program}/extensions", page=f"{program}/corrections",
                                         ends_on="2028-02-01", reason="практика")))  # fmt: skip
    keep("notice", refused(await post(mentor, f"{told.pair}/notices", page=told.pair, reason="переезд",
                                      effective_on="2026-11-25")))  # fmt: skip
    async with college.running.transaction(system("test")) as tx:
        orders = await tx.value("select id from pairing_order limit 1")
        scene.teacher(tx, ERMOLIN)
        with pytest.raises(NoticeNeeded) as needed:
            await pairs.withdraw_consent(tx, pairs.WithdrawConsent(pair_id=told.pair_id, reason="болезнь"))
        keep("withdrawal", needed.value.message)
    for who, visitor in everyone.items():
        for person in (ERMOLIN, SHUBINA):
            await told.walk(
                f"{who} of {person}", visitor, **(ids | {"order_id": str(orders), "person_id": str(person)})
            )

    check(told)


def check(told: Told) -> None:
    """Check that no text states the usual terms when the edition has others, and that usual texts are unchanged."""
    assert len(told.texts) > 60
    assert sum(place.endswith(".docx") for place in told.texts) > 5
    stated = {place: found[0] for place, text in told.texts.items() if (found := USUAL.search(text))}
    every = " ".join(told.texts.values())
    if told.edition is FIRST:
        assert "это меньше 3 месяцев. По Положению (п. 1.2) — не короче" in told.texts["short"]
        assert "это 14 месяцев. По Положению (п. 1.2) — не дольше года" in told.texts["long"]
        assert "не менее чем за 3 рабочих дня (ст. 351.8 ТК РФ)" in told.texts["notice"]
        assert "на срок от 3 месяцев до 1 года и представить" in every
        assert "От 3 месяцев до года (Положение, п. 1.2)" in every
        assert "маршрут: 4–5 лет, с тьютором" in every
        assert "Не реже раза в год (Положение, п. 4.1.3)" in every
        assert "не реже одного раза в год актуализировать" in every
        assert len(stated) > 10
        assert "Область 9 из 9" in every
    else:
        assert stated == {}
        assert "Область 8 из 8" in every
        assert "это меньше 6 месяцев. По Положению (п. 1.2) — не короче" in told.texts["short"]
        assert "По Положению (п. 1.2) — не дольше 9 месяцев" in told.texts["long"]
        assert "не дольше 9 месяцев" in told.texts["extension"]
        assert "не менее чем за 5 рабочих дней (ст. 351.8 ТК РФ)" in told.texts["notice"]
        assert "не менее чем за 5 рабочих дней (ст. 351.8 ТК РФ)" in told.texts["withdrawal"]
        assert "на срок от 6 месяцев до 9 месяцев и представить" in every
        assert "маршрут: 2–3 года, с тьютором" in every
        assert "Не реже 2 раз в год (Положение, п. 4.1.3)" in every
        assert "не реже 2 раз в год актуализировать" in every
        assert "больше, чем: 5 человек" in every


def refused(answer: httpx.Response) -> str:
    """Return the text of a refusal."""
    assert answer.status_code in (409, 422), answer.status_code
    return answer.text
