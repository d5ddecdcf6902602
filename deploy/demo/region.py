"""The region of the demo: its people, the rules in force, and the two enrolled colleges."""

from base64 import b64encode

from deploy.demo.stage import Stage
from services.monitoring.federation.report.commands import SendReport, send_report
from services.registry.network.organization.commands import EnrollOrganization, enroll_organization
from services.registry.regulation.edition.commands import PublishRegulation, publish_regulation
from shared.actor import EVERYTHING, Role
from shared.config import Config
from shared.contracts.regulation import first_edition
from shared.identity import accounts
from shared.sync import keys
from shared.sync.projector import Projector

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
    await stage.enter("biysk", "Зырянова Нина Степановна", Role.MUNICIPAL, scope="btlh")
    await stage.enter("operator", "Дежурный оператор", Role.OPERATOR, scope=EVERYTHING)
    async with stage.acting("ministry", 240, service="registry") as tx:
        await publish_regulation(tx, PublishRegulation(edition=first_edition()))
    for college in colleges:
        name, full_name, municipality = CARDS[college.contour]
        wish = EnrollOrganization(
            organization=college.contour,
            name=name,
            full_name=full_name,
            municipality=municipality,
            time_zone=college.time_zone,
            public_key=b64encode(keys.read(college.key).public).decode(),
        )
        async with stage.acting("ministry", 236, service="registry") as tx:
            await enroll_organization(tx, wish)


async def report(stage: Stage) -> None:
    """Let the ministry send the first report to the federation; the clock sends the next ones."""
    async with stage.gate.transaction() as tx:
        ministry = await accounts.by_login(tx, "ministry")
        assert ministry is not None
        actor = await stage.gate.actor(tx, ministry.id)
    monitoring = stage.services["monitoring"]
    while await Projector(monitoring).step():
        pass
    async with monitoring.transaction(actor) as tx:
        await send_report(tx, SendReport())
