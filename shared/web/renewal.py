"""Where a college's operator begins to change its key; what is offered stands on «Обмен»."""

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from shared.actor import Role
from shared.config import Config
from shared.sync import renewal
from shared.sync.statement import fingerprint
from shared.web.desk import Desk, Visitor
from shared.web.doors import roles

URL = "/exchange/key"


def following(config: Config) -> str:
    """Return the fingerprint of the key that waits to be accepted, or nothing."""
    offered = renewal.offered(config)
    return "" if offered is None else fingerprint(offered.public)


def handlers(config: Config) -> list[HTTPRouteHandler]:
    """Return the door; only a college changes its key at work."""
    if config.kind != "college":
        return []

    @post(URL, opt={"who": roles(Role.OPERATOR)}, include_in_schema=False)
    async def renew(request: Visitor) -> Response[bytes]:
        desk: Desk = request.app.state.desk
        renewal.begin(desk.config)
        response: Response[bytes] = Response(b"", status_code=303, headers={"location": "/exchange#key"})
        response.set_cookie(desk.say("Новый ключ готов и предложен региону. Прочитайте его отпечаток вслух.", "ok"))
        return response

    return [renew]
