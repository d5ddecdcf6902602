"""A short history of one organization, made by real commands; every organization gets the same people and numbers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from deploy.demo.staff import STAFF
from services.programs.college.act import commands as acts
from services.programs.college.announcement.commands import PostAnnouncement, post_announcement
from services.programs.college.organization.commands import DescribeOrganization, describe_organization
from services.programs.college.person.commands import AddPerson, add_person
from services.programs.college.staff_list.commands import UploadStaffList
from services.programs.outside.publication import commands as cards
from services.programs.outside.publication import queries as card_views
from services.programs.outside.route_request import commands as routes
from services.programs.outside.route_request import queries as route_views
from services.programs.pairing.need import commands as needs
from services.programs.pairing.need.model import Row
from services.programs.pairing.pair import commands as pairs
from services.programs.pairing.pair import papers
from services.programs.work.activity import commands as activities
from services.programs.work.correction import commands as corrections
from services.programs.work.meeting import commands as meetings
from services.programs.work.program import commands, queries
from shared.actor import Actor, Role
from shared.consent import hash_of
from shared.contracts.regulation import first_edition
from shared.db import Tx
from shared.sync.running import RunningService
from shared.wish import Upload
from tests.programs import scene
from tests.staff_lists import plain
from tests.uploads import upload_list

FILE = UploadStaffList(file=Upload("список.xlsx", plain(STAFF["btlh"][:3])))
WORKS_SINCE = date(2020, 9, 1)
HEAD, CURATOR, MENTOR, MENTEE, OTHER = "Самойлова", "Вершинина", "Ермолин", "Шубина", "Лаптева"


@dataclass
class Life:
    """An organization with its history, and the ids of its things by the names of path parameters."""

    running: RunningService
    organization: str
    people: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """A word that occurs in every free text of this organization and nowhere else."""
        return f"росомаха-{self.organization}"

    def actor(self, surname: str, *roles: Role) -> Actor:
        """A person of this organization."""
        return Actor(
            id=f"account:{self.organization}",
            person_id=self.people.get(surname),
            roles=frozenset(roles),
            organizations=self.organization,
            organization=self.organization,
        )

    @asynccontextmanager
    async def acting(self, surname: str, *roles: Role) -> AsyncGenerator[Tx, None]:
        """Open a transaction as a person of this organization."""
        async with self.running.transaction(self.actor(surname, *roles)) as tx:
            yield tx

    @property
    def secrets(self) -> list[str]:
        """What no other organization may see: the word, and the id of every thing of this organization."""
        return [self.mark, *map(str, self.people.values()), *map(str, self.ids.values())]


async def lived(running: RunningService, organization: str) -> Life:
    """Make the history of an organization: staff, a running program, a published card, a request for a route."""
    life = Life(running, organization)
    await _staffed(life)
    await _introduced(life)
    await _needing(life)
    await _paired(life)
    await _learning(life)
    await _outside(life)
    return life


async def _staffed(life: Life) -> None:
    async with life.acting("", Role.HR) as tx:
        for surname, given, patronymic, post in scene.PEOPLE.values():
            known = {"posts": post, "experience": 12.0, "hired_on": WORKS_SINCE, "category": "highest"}
            person = AddPerson(surname=surname, given_name=given, patronymic=patronymic, subject=life.mark, **known)  # type: ignore[arg-type]  # the given names say their own types
            life.people[surname] = await add_person(tx, person)
        life.ids["list_id"] = await upload_list(tx, FILE)
        described = DescribeOrganization(full_name=f"Техникум {life.mark}", name=life.mark, place="Бийск")
        await describe_organization(tx, described)


async def _introduced(life: Life) -> None:
    async with life.acting(HEAD, Role.HEAD) as tx:
        draft = acts.DraftAct(curator_id=life.people[CURATOR], starts_on=date(2026, 9, 1))
        notice = PostAnnouncement(title="Совет наставников", text=life.mark, audience="all", until=date(2026, 12, 1))
        life.ids["announcement_id"] = await post_announcement(tx, notice)
        act_id = life.ids["act_id"] = await acts.draft_act(tx, draft)
        await acts.sign_act(tx, acts.SignAct(act_id=act_id, number="101-л", signed_on=date(2026, 8, 28)))
        life.ids["paper_id"] = await tx.value("select id from paper where thing_id = $1", act_id)


async def _needing(life: Life) -> None:
    async with life.acting(CURATOR, Role.CURATOR) as tx:
        for surname in (MENTEE, OTHER):
            await needs.mark_need(tx, needs.MarkNeed(person_id=life.people[surname], reason="novice"))
    async with life.acting(MENTEE, Role.MENTEE) as tx:
        rows = tuple(
            Row(domain=domain, difficulty="high" if domain == "method" else "none", strength="high", words=life.mark)
            for domain in first_edition().words("domains")
        )
        said = needs.AssessDifficulties(rows=rows, request=life.mark, words_shared=True)
        await needs.assess_difficulties(tx, said)


async def _paired(life: Life) -> None:
    mentor, mentee = life.people[MENTOR], life.people[MENTEE]
    async with life.acting(CURATOR, Role.CURATOR) as tx:
        wish = scene.proposal(mentor_id=mentor, mentee_ids=(mentee,), topic=f"методика, {life.mark}")
        pair_id = life.ids["pair_id"] = await pairs.propose_pair(tx, wish)
    for surname in (MENTOR, MENTEE):
        async with life.acting(surname, Role.TEACHER) as tx:
            seen = hash_of(await papers.wording(tx, pair_id, life.people[surname]))
            await pairs.give_consent(tx, pairs.GiveConsent(pair_id=pair_id, seen=seen))
    async with life.acting("", Role.HR) as tx:
        await pairs.record_addendum(tx, scene.addendum(pair_id, mentor))
    async with life.acting(HEAD, Role.HEAD) as tx:
        order = pairs.SignPairingOrder(pair_ids=(pair_id,), number="118-л", signed_on=scene.TODAY)
        life.ids["order_id"] = await pairs.sign_pairing_order(tx, order)


async def _learning(life: Life) -> None:
    async with life.acting(MENTOR, Role.MENTOR) as tx:
        draft = commands.DraftProgram(pair_id=life.ids["pair_id"], mentee_id=life.people[MENTEE])
        program_id = life.ids["program_id"] = await commands.draft_program(tx, draft)
        plan = (await queries.program(tx, program_id)).plan
        written = commands.WriteProgram(
            program_id=program_id, version=1, starts_on=plan.starts_on, ends_on=plan.ends_on, mode="onsite",
            goal=life.mark, difficulties=("method",), strengths=plan.strengths,
        )  # fmt: skip
        version = await commands.write_program(tx, written)
        wish = commands.AddActivity(
            program_id=program_id, version=version, direction="analysis", domain="method", title=f"Разбор {life.mark}",
            form="консультация", due=date(2026, 12, 20), product="разработка",
        )  # fmt: skip
        life.ids["activity_id"] = await commands.add_activity(tx, wish)
        await commands.send_program(tx, commands.SendProgram(program_id=program_id, version=version + 1))
    async with life.acting(HEAD, Role.HEAD) as tx:
        await commands.approve_program(tx, commands.ApproveProgram(program_id=program_id, version=version + 1))
    async with life.acting(MENTEE, Role.MENTEE) as tx:
        met = meetings.RecordMeeting(
            program_id=program_id, held_on=scene.TODAY, form="onsite", topic=life.mark, content=life.mark
        )
        await meetings.record_meeting(tx, met)
        activity_id = life.ids["activity_id"]
        result = activities.ReportResult(program_id=program_id, activity_id=activity_id, product=life.mark)
        await activities.report_result(tx, result)
        longer = corrections.ExtendProgram(program_id=program_id, ends_on=date(2027, 8, 31), reason=life.mark)
        life.ids["correction_id"] = await corrections.extend_program(tx, longer)


async def _outside(life: Life) -> None:
    async with life.acting(MENTOR, Role.MENTOR) as tx:
        await cards.write_card(tx, cards.WriteCard(domains=("method",), about_self=life.mark, fields=("subject",)))
        preview = (await card_views.own(tx)).preview
        assert preview is not None
        await cards.publish_card(tx, cards.PublishCard(seen=preview.seen))
    async with life.acting(MENTEE, Role.TEACHER) as tx:
        offer = (await route_views.own(tx)).offer
        assert offer is not None
        await routes.request_route(tx, routes.RequestRoute(request=f"хочу вести проекты, {life.mark}", seen=offer.seen))
