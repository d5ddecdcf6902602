"""Recognizes a visitor: turns a cookie or an API token into an actor, anew for each request."""

import re
from contextlib import suppress
from datetime import datetime

import msgspec

from shared.actor import Actor
from shared.config import Config
from shared.identity import keys, sessions, tokens
from shared.identity.gate import Gate, NoLongerHere
from shared.identity.sessions import OpenSession
from shared.identity.tokens import ShownToken

BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)


Auth = OpenSession | ShownToken


class Known(msgspec.Struct, frozen=True):
    """The actor, and the session or token; a session that still waits for its second factor has no actor.

    `code_due` is when it opens nothing more without a second factor, which its owner's role requires.
    """

    actor: Actor | None = None
    auth: Auth | None = None
    code_due: datetime | None = None


STRANGER = Known()


def cookie_name(config: Config, what: str = "") -> str:
    """Return a cookie's name. It contains the contour: ports of one host share cookies."""
    return ("__Host-" if config.secure else "") + f"podrost-{config.contour}" + (f"-{what}" if what else "")


def bearer_of(authorization: str | None) -> str | None:
    """Return the API token of a header, None without the header; an empty token is a wrong token."""
    if authorization is None:
        return None
    found = BEARER.fullmatch(authorization.strip())
    return found[1] if found else ""


async def recognize(gate: Gate, *, bearer: str | None, cookie: str | None) -> Known:
    """Return who sent the request; with a token, a cookie beside it is ignored."""
    told = cookie if bearer is None else bearer
    if told is None or not keys.is_token(told):
        return STRANGER
    with suppress(NoLongerHere):
        async with gate.transaction() as tx:
            if bearer is not None:
                token = await tokens.token_of(tx, told)
                return STRANGER if token is None else await _known(gate, token)
            session = await sessions.session_of(tx, told)
            if session is not None:
                return await _known(gate, session) if session.passed else Known(None, session)
    return STRANGER


async def _known(gate: Gate, auth: Auth) -> Known:
    actor = await gate.acting(auth.holder)
    return Known(actor, auth, gate.code_due(auth.holder, actor))


async def lasts(gate: Gate, auth: Auth) -> bool:
    """Tell whether a session or token that was recognized still opens doors; asking does not prolong a session."""
    with suppress(NoLongerHere):
        async with gate.transaction() as tx:
            asked = sessions.lasts if isinstance(auth, OpenSession) else tokens.lasts
            lasts = await asked(tx, auth.id)
            await gate.acting(auth.holder)
            return lasts
    return False
