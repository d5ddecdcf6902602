"""What leaves the colleges of the demo by consent: two mentors' cards, and two teachers' requests for a route."""

from deploy.demo.stage import Stage
from services.programs.outside.publication import queries as publication
from services.programs.outside.publication import store as cards
from services.programs.outside.publication.commands import PublishCard, WriteCard, publish_card, write_card
from services.programs.outside.route_request import queries as routes
from services.programs.outside.route_request.commands import RequestRoute, request_route

ABOUT = "Веду занятия в лесу и на полигоне, показываю, как устроить практику так, чтобы каждый сделал работу сам."
WISH = "Хочу за четыре года собрать свою методику практических занятий и подготовиться к первой категории."


async def fill(stage: Stage) -> None:
    """Let the mentors publish their cards, and the mentees ask the centre for a route."""
    async with stage.acting("mentor", 40) as tx:
        await write_card(tx, WriteCard(domains=("method", "subject"), about_self=ABOUT, fields=("subject", "category")))
    async with stage.acting("mentor", 40, 11) as tx:
        assert tx.actor.person_id is not None
        card = await cards.card(tx, tx.actor.person_id)
        preview = await publication.preview(tx, card)
        assert preview is not None
        await publish_card(tx, PublishCard(seen=preview.seen))
    async with stage.acting("mentee", 6) as tx:
        offer = await routes.offer(tx, tx.actor.person_id)
        assert offer is not None
        await request_route(tx, RequestRoute(request=WISH, seen=offer.seen))
