"""Who is at the door: a cookie or an API token becomes an actor, anew for each request."""

import re

import msgspec

from shared.actor import Actor
from shared.config import Config
from shared.identity import keys, sessions, tokens
from shared.identity.gate import Gate
from shared.identity.sessions import Session
from shared.identity.tokens import Token

BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)


class Known(msgspec.Struct, frozen=True):
    """Who it is, and by what: a session that still waits for its code has no actor."""

    actor: Actor | None = None
    auth: Session | Token | None = None


STRANGER = Known()


def cookie_name(config: Config, what: str = "") -> str:
    """Return a cookie's name: ports of one host share their cookies, so it carries the contour."""
    return ("__Host-" if config.secure else "") + f"podrost-{config.contour}" + (f"-{what}" if what else "")


def bearer_of(authorization: str | None) -> str | None:
    """Return the API token of a header, if the header is there; an empty one is no token at all."""
    if authorization is None:
        return None
    found = BEARER.fullmatch(authorization.strip())
    return found[1] if found else ""


async def recognize(gate: Gate, *, bearer: str | None, cookie: str | None) -> Known:
    """Return who comes; whoever shows a token is known by it alone, never by a cookie beside it."""
    told = cookie if bearer is None else bearer
    if told is None or not keys.is_token(told):
        return STRANGER
    async with gate.transaction() as tx:
        if bearer is not None:
            token = await tokens.token_of(tx, told)
            return STRANGER if token is None else Known(await gate.acting(token.holder), token)
        session = await sessions.session_of(tx, told)
        if session is None:
            return STRANGER
        return Known(await gate.acting(session.holder) if session.passed else None, session)
