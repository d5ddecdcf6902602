"""«Мой профиль»: one's own password, second factor, sessions and keys. Nobody else changes them."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.actor import ROLE_WORDS, Actor, Role
from shared.errors import Forbidden, NotFound, Refused
from shared.identity import accounts, entry, grants, passwords, reads, second_factor, sessions, tokens
from shared.identity.agents import browser_in_words
from shared.identity.answers import Answer, desk_of, fields, go, missing, session_cookie
from shared.identity.gate import Gate
from shared.identity.sessions import Session
from shared.log import log
from shared.web import forms
from shared.web.desk import Visitor
from shared.web.doors import SIGNED_IN, View
from shared.web.forms import Form

ORDINARY = frozenset({Role.TEACHER, Role.MENTOR, Role.MENTEE})
OPT = {"who": SIGNED_IN}
SEEN_BY = "Вы. Пароль не видит никто, даже администратор."


class OnlyInBrowser(Forbidden):
    """Это делают в браузере, войдя с паролем: ключ программы для этого не годится."""


def handlers(gate: Gate) -> list[HTTPRouteHandler]:
    """Return the doors of the profile."""
    return [_profile(gate), _password(gate), *_second_factor(gate), *_sessions(gate), *_tokens(gate)]


def session_of(request: Visitor) -> Session:
    """Return the browser's session; a program's key cannot give itself more than it was given."""
    auth = request.scope["auth"]
    if not isinstance(auth, Session):
        raise OnlyInBrowser
    return auth


async def show(gate: Gate, request: Visitor, form: Form, status: int = 200, new_token: str = "") -> Answer:
    """Return the profile; `new_token` is a key that was just made and is shown this once."""
    session = session_of(request)
    actor: Actor = request.scope["user"]
    async with gate.transaction(actor) as tx:
        account = await accounts.account(tx, session.account_id)
        context: dict[str, Any] = {
            "account": account,
            "roles": [ROLE_WORDS[role] for role in ROLE_WORDS if role in actor.roles],
            "granted": await grants.grants_of(tx, account.id),
            "advised": bool(actor.roles - ORDINARY) and not account.enrolled,
            "shortest": passwords.SHORTEST,
            "current": session.id,
            "sessions": [(one, browser_in_words(one.agent)) for one in await sessions.sessions_of(tx, account.id)],
            "tokens": await tokens.tokens_of(tx, account.id),
            "reads": await reads.reads_about(tx, account.person_id, most=20) if account.person_id else [],
            "new_token": new_token,
            "form": form,
        }
    return await desk_of(request).page(
        request, View("identity/profile.html", context, "Мой профиль", SEEN_BY), status=status
    )


def _profile(gate: Gate) -> HTTPRouteHandler:
    @get("/profile", opt=OPT, include_in_schema=False)
    async def show_profile(request: Visitor) -> Answer:
        return await show(gate, request, Form())

    return show_profile


def _password(gate: Gate) -> HTTPRouteHandler:
    @post("/profile/password", opt=OPT, include_in_schema=False)
    async def change_password(request: Visitor) -> Answer:
        session, said = session_of(request), await fields(request)
        form = Form(wish="ChangePassword", errors=missing(said, "current", "password", "again"))
        if form.errors:
            return await show(gate, request, form, 422)
        try:
            token = await entry.change_password(gate, session, said["current"], said["password"], said["again"])
        except Refused as refusal:
            return await show(gate, request, forms.refused(form, refusal), refusal.status)
        done = "Пароль изменён. На других устройствах войдите заново."
        return go("/profile", session_cookie(gate, token), desk_of(request).say(done))

    return change_password


def _second_factor(gate: Gate) -> list[HTTPRouteHandler]:
    return [_beginning(gate), *_confirming(gate), _dropping(gate)]


def _beginning(gate: Gate) -> HTTPRouteHandler:
    @post("/profile/code/begin", opt=OPT, include_in_schema=False)
    async def begin_code(request: Visitor) -> Answer:
        form = await _proved(gate, request, "BeginCode")
        if form is not None:
            return await show(gate, request, *form)
        async with gate.transaction(request.scope["user"]) as tx:
            await second_factor.propose(tx, gate.key("totp"), session_of(request).account_id)
        return go("/profile/code")

    return begin_code


def _confirming(gate: Gate) -> list[HTTPRouteHandler]:
    @get("/profile/code", opt=OPT, include_in_schema=False)
    async def show_code_setup(request: Visitor) -> Answer:
        return await _setup_page(gate, request, Form(wish="ConfirmCode"))

    @post("/profile/code", opt=OPT, include_in_schema=False)
    async def confirm_code(request: Visitor) -> Answer:
        session, said = session_of(request), await fields(request)
        form = Form(wish="ConfirmCode", errors=missing(said, "code"))
        if form.errors:
            return await _setup_page(gate, request, form, 422)
        try:
            async with gate.transaction(request.scope["user"]) as tx:
                await second_factor.confirm(tx, gate.key("totp"), session.account_id, said["code"])
                await sessions.end_others(tx, session.account_id, session.id)
                token = await sessions.rotate(tx, session)
        except Refused as refusal:
            return await _setup_page(gate, request, forms.refused(form, refusal), refusal.status)
        log.info("second factor on", account=str(session.account_id))
        done = "Код подключён. При следующем входе мы спросим его после пароля."
        return go("/profile", session_cookie(gate, token), desk_of(request).say(done))

    return [show_code_setup, confirm_code]


def _dropping(gate: Gate) -> HTTPRouteHandler:
    @post("/profile/code/drop", opt=OPT, include_in_schema=False)
    async def drop_code(request: Visitor) -> Answer:
        form = await _proved(gate, request, "DropCode")
        if form is not None:
            return await show(gate, request, *form)
        session = session_of(request)
        async with gate.transaction(request.scope["user"]) as tx:
            await second_factor.drop(tx, session.account_id)
            token = await sessions.rotate(tx, session)
        log.info("second factor off", account=str(session.account_id))
        return go("/profile", session_cookie(gate, token), desk_of(request).say("Код отключён.", "wait"))

    return drop_code


async def _proved(gate: Gate, request: Visitor, wish: str) -> tuple[Form, int] | None:
    """Return None when the present password was right, else the form with its answer and the status."""
    session, said = session_of(request), await fields(request)
    form = Form(wish=wish, errors=missing(said, "current"))
    if form.errors:
        return form, 422
    try:
        await entry.prove(gate, session, said["current"])
    except Refused as refusal:
        return forms.refused(form, refusal), refusal.status
    return None


async def _setup_page(gate: Gate, request: Visitor, form: Form, status: int = 200) -> Answer:
    session = session_of(request)
    async with gate.transaction(request.scope["user"]) as tx:
        account = await accounts.account(tx, session.account_id)
        if account.totp_pending is None:
            return go("/profile")
        secret = await second_factor.propose(tx, gate.key("totp"), account.id)
    context = {
        "form": form,
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "address": second_factor.address_of(secret, account.login, gate.config.title),
    }
    view = View("identity/second_factor.html", context, "Подключить код", SEEN_BY)
    return await desk_of(request).page(request, view, status=status)


def _sessions(gate: Gate) -> list[HTTPRouteHandler]:
    @post("/profile/sessions/{session_id:uuid}/end", opt=OPT, include_in_schema=False)
    async def end_session(request: Visitor, session_id: FromPath[UUID]) -> Answer:
        session = session_of(request)
        async with gate.transaction(request.scope["user"]) as tx:
            if not await sessions.end(tx, session.account_id, session_id):
                raise NotFound
        return go("/profile", desk_of(request).say("Сеанс завершён: на том устройстве придётся войти заново."))

    @post("/profile/sessions/end-others", opt=OPT, include_in_schema=False)
    async def end_other_sessions(request: Visitor) -> Answer:
        session = session_of(request)
        async with gate.transaction(request.scope["user"]) as tx:
            await sessions.end_others(tx, session.account_id, session.id)
        return go("/profile", desk_of(request).say("Все остальные сеансы завершены."))

    return [end_session, end_other_sessions]


def _tokens(gate: Gate) -> list[HTTPRouteHandler]:
    @post("/profile/tokens", opt=OPT, include_in_schema=False)
    async def make_token(request: Visitor) -> Answer:
        session, said = session_of(request), await fields(request)
        form = Form(wish="MakeToken", typed={"name": [said.get("name", "")]}, errors=missing(said, "name"))
        if form.errors:
            return await show(gate, request, form, 422)
        try:
            async with gate.transaction(request.scope["user"]) as tx:
                token = await tokens.make_token(tx, session.account_id, said["name"])
        except Refused as refusal:
            return await show(gate, request, forms.refused(form, refusal), refusal.status)
        log.info("key made", account=str(session.account_id))
        return await show(gate, request, Form(), new_token=token)

    @post("/profile/tokens/{token_id:uuid}/revoke", opt=OPT, include_in_schema=False)
    async def revoke_token(request: Visitor, token_id: FromPath[UUID]) -> Answer:
        session = session_of(request)
        async with gate.transaction(request.scope["user"]) as tx:
            await tokens.revoke_token(tx, session.account_id, token_id)
        return go("/profile", desk_of(request).say("Ключ отозван: программа с ним больше не войдёт."))

    return [make_token, revoke_token]
