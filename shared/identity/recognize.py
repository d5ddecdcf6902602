"""Recognizes a visitor: turns a cookie or an API token into an actor, anew for each request."""

import re
from datetime import datetime

import msgspec

from shared.actor import Actor
from shared.config import Config
from shared.db import Tx
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
    async with gate.transaction() as tx:
        found = await (sessions.session_of if bearer is None else tokens.token_of)(tx, told)
        if found is None or (isinstance(found, OpenSession) and not found.passed):
            return Known(None, found)
        try:
            actor = await gate.acting(found.holder)
        except NoLongerHere:
            await _end(tx, found)
            return STRANGER
        return Known(actor, found, gate.code_due(found.holder, actor))


async def _end(tx: Tx, auth: Auth) -> None:
    """End every session and token of an account whose owner has left: an undone dismissal does not bring them back."""
    await sessions.end_others(tx, auth.account_id, None)
    await tokens.revoke_all(tx, auth.account_id, why="все, вместе с работой здесь")


async def lasts(gate: Gate, auth: Auth) -> bool:
    """Tell whether a session or token that was recognized still opens doors; asking does not prolong a session."""
    async with gate.transaction() as tx:
        lasts = await (sessions.lasts if isinstance(auth, OpenSession) else tokens.lasts)(tx, auth.id)
        try:
            await gate.acting(auth.holder)
        except NoLongerHere:
            await _end(tx, auth)
            return False
        return lasts
