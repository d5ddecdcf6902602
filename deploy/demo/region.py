"""The region of the demo: its people, the rules in force, the enrolled colleges, what files brought, the routes."""

from base64 import b64encode

from deploy.demo import routes
from deploy.demo.carried import Speaker, bring
from deploy.demo.journeys import JOURNEYS
from deploy.demo.network import NETWORK, Life
from deploy.demo.stage import Stage
from services.monitoring.federation.report.commands import SendReport, send_report
from services.registry.network.organization.commands import EnrollOrganization, enroll_organization
from services.registry.regulation.edition.commands import publish
from shared.actor import EVERYTHING, Role
from shared.config import Config
from shared.contracts.regulation import first_edition
from shared.identity import accounts
from shared.sync import keys

# Days ago: the rules have been in force since then, and routes of four years have come to their end.
BEGUN = 1330
CARDS = {
    "btlh": ("Бийский техникум лесного хозяйства", "КГБПОУ «Бийский техникум лесного хозяйства»", "biysk"),
    "bgpk": (
        "Барнаульский педагогический колледж",
        "КГБПОУ «Барнаульский государственный педагогический колледж имени Василия Константиновича Штильке»",
        "barnaul",
    ),
}


async def fill(stage: Stage, colleges: list[Config]) -> None:
    """Create the accounts of the region, publish the rules, enroll the colleges."""
    await stage.enter("ministry", "Тимохина Алла Евгеньевна", Role.OFFICIAL, scope=EVERYTHING)
    await stage.enter("tutor", "Лобанова Вера Николаевна", Role.TUTOR, scope=EVERYTHING)
    await stage.enter("methodist", "Кайгородов Илья Петрович", Role.METHODIST, scope=EVERYTHING)
    await stage.enter("biysk", "Зырянова Нина Степановна", Role.MUNICIPAL, scope="btlh,biysk-mech")
    await stage.enter("operator", "Дежурный оператор", Role.OPERATOR, scope=EVERYTHING)
    async with stage.acting("ministry", BEGUN, service="registry") as tx:
        await publish(tx, first_edition())
    for college in colleges:
        name, full_name, municipality = CARDS[college.contour]
        key = keys.read(college.key)
        await _enroll(stage, EnrollOrganization(
            organization=college.contour, name=name, full_name=full_name, municipality=municipality,
            time_zone=college.time_zone, public_key=b64encode(key.public).decode(),
        ), ago=236)  # fmt: skip
    await _network(stage)


async def _network(stage: Stage) -> None:
    """Enroll organizations without a line, bring their files, lead their teachers' routes; bring what came since."""
    speakers = {one.slug: Speaker(one.slug) for one in NETWORK}
    teachers = [routes.teacher(journey) for journey in JOURNEYS]
    later = {each.journey.organization: each for each in teachers if each.journey.withdrawn}
    for one in NETWORK:
        await _enroll(stage, EnrollOrganization(
            organization=one.slug, name=one.name, full_name=one.name, municipality=one.municipality,
            time_zone=stage.config.time_zone, public_key=b64encode(speakers[one.slug].key.public).decode(),
        ), ago=BEGUN - 5)  # fmt: skip
        asked = [each.asked(stage) for each in teachers if each.journey.organization == one.slug]
        facts = sorted([*Life(one, stage.day(one.brought)).lived(), *asked], key=lambda fact: fact.on)
        await bring(stage, speakers[one.slug], facts, ago=one.brought)
    await stage.take_in()
    for each in teachers:
        await (await routes.opened(stage, each)).lead()
    for slug, each in later.items():
        await bring(stage, speakers[slug], [each.withdrawn(stage)], ago=1)
    await stage.take_in()


async def _enroll(stage: Stage, wish: EnrollOrganization, *, ago: int) -> None:
    async with stage.acting("ministry", ago, service="registry") as tx:
        await enroll_organization(tx, wish)


async def report(stage: Stage) -> None:
    """Let the ministry send the first report to the federation; the clock sends the next ones."""
    async with stage.gate.transaction() as tx:
        ministry = await accounts.by_login(tx, "ministry")
        assert ministry is not None
        actor = await stage.gate.actor(tx, ministry.id)
    await stage.take_in()
    async with stage.services["monitoring"].transaction(actor) as tx:
        await send_report(tx, SendReport())
