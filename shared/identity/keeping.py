"""«Учётные записи»: an organization opens, closes and mends the accounts of its people. Nobody learns a password."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.actor import EVERYTHING, ROLE_WORDS, Role
from shared.db import Tx
from shared.errors import NotFound, Refused
from shared.identity import accounts, directory, grants, invites, rights, second_factor, sessions
from shared.identity.answers import Answer, desk_of, fields, go, missing
from shared.identity.directory import Row
from shared.identity.gate import Gate
from shared.identity.rights import Keeping
from shared.log import log
from shared.service import Nav
from shared.web import forms
from shared.web.desk import Visitor
from shared.web.doors import View
from shared.web.forms import Form

OPT = {"who": rights.KEEPERS}
NAV = Nav("Учётные записи", "/accounts", "Организация", rights.KEEPERS, order=90)
SEEN_BY = "Директор, куратор, кадры и оператор платформы. Паролей не видит никто."


def handlers(gate: Gate) -> list[HTTPRouteHandler]:
    """Return the doors of those who keep accounts."""
    return [_list(gate), *_new(gate), _account(gate), _invite(gate), *_roles(gate), *_closing(gate)]


def _list(gate: Gate) -> HTTPRouteHandler:
    @get("/accounts", opt=OPT, include_in_schema=False)
    async def show_accounts(request: Visitor) -> Answer:
        async with gate.transaction(request.scope["user"]) as tx:
            rows = await directory.rows(tx)
        view = View("identity/accounts.html", {"rows": rows, "words": ROLE_WORDS}, "Учётные записи", SEEN_BY)
        return await desk_of(request).page(request, view)

    return show_accounts


def _new(gate: Gate) -> list[HTTPRouteHandler]:
    @get("/accounts/new", opt=OPT, include_in_schema=False)
    async def show_new_account(request: Visitor) -> Answer:
        asked = {name: [value] for name, value in request.query_params.items() if name in ("name", "person_id")}
        return await _new_page(gate, request, Form(wish="OpenAccount", typed=asked))

    @post("/accounts/new", opt=OPT, include_in_schema=False)
    async def open_account(request: Visitor) -> Answer:
        said = await fields(request)
        typed = {name: [value] for name, value in said.items() if name != "_csrf"}
        form = Form(wish="OpenAccount", typed=typed, errors=missing(said, "name"))
        if form.errors:
            return await _new_page(gate, request, form, 422)
        try:
            async with gate.transaction(request.scope["user"]) as tx:
                id, link = await _open(gate, tx, said)
        except Refused as refusal:
            return await _new_page(gate, request, forms.refused(form, refusal), refusal.status)
        return await _account_page(gate, request, id, link=link)

    return [show_new_account, open_account]


async def _open(gate: Gate, tx: Tx, said: Mapping[str, str]) -> tuple[UUID, str]:
    role = _role(said.get("role", "")) if said.get("role") else None
    if role is not None:
        rights.give(tx.actor, Keeping("", frozenset()), role)
    login = said.get("login") or await directory.free_login(tx, said["name"])
    person_id = forms.convert(UUID, said["person_id"]) if _is_uuid(said.get("person_id", "")) else None
    id = await accounts.create_account(tx, login, said["name"][:300], person_id=person_id)
    if role is not None:
        await grants.grant(tx, id, role, _where(gate, said))
    log.info("account opened", account=str(id), by=tx.actor.id)
    return id, await invites.invite(tx, id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _role(told: str) -> Role:
    if told not in Role.__members__.values():
        raise rights.NotYours
    return Role(told)


def _where(gate: Gate, said: Mapping[str, str]) -> str:
    """Return where a role holds: at home in a college; elsewhere in the organizations named, or in all."""
    if gate.config.kind == "college":
        return gate.config.contour
    slugs = [slug.strip().lower() for slug in said.get("organizations", "").split(",")]
    return ",".join(slug for slug in slugs if slug) or EVERYTHING


async def _new_page(gate: Gate, request: Visitor, form: Form, status: int = 200) -> Answer:
    context = {"form": form, "roles": _choices(gate, request), "wide": gate.config.kind != "college"}
    view = View("identity/new_account.html", context, "Новая учётная запись", SEEN_BY)
    return await desk_of(request).page(request, view, status=status)


def _choices(gate: Gate, request: Visitor) -> list[tuple[str, str]]:
    return [(role.value, ROLE_WORDS[role]) for role in rights.to_give(request.scope["user"], gate.config.kind)]


def _account(gate: Gate) -> HTTPRouteHandler:
    @get("/accounts/{account_id:uuid}", opt=OPT, include_in_schema=False)
    async def show_account(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        return await _account_page(gate, request, account_id)

    return show_account


async def _account_page(
    gate: Gate, request: Visitor, id: UUID, form: Form = Form(), status: int = 200, link: str = ""
) -> Answer:
    async with gate.transaction(request.scope["user"]) as tx:
        row = await _row(tx, id)
        given = await grants.grants_of(tx, id)
    context: dict[str, Any] = {
        "row": row,
        "given": given,
        "words": ROLE_WORDS,
        "mine": rights.may_keep(tx.actor, _keeping(row)),
        "gives": rights.gives(tx.actor),
        "roles": [choice for choice in _choices(gate, request) if Role(choice[0]) not in row.roles],
        "home": gate.config.contour,
        "wide": gate.config.kind != "college",
        "link": f"{_origin(gate, request)}/invite/{link}" if link else "",
        "form": form,
    }
    view = View("identity/account.html", context, row.name, SEEN_BY)
    return await desk_of(request).page(request, view, status=status)


def _origin(gate: Gate, request: Visitor) -> str:
    """Return the address as this person sees it: a link must open where they are."""
    scheme = "https" if gate.config.secure else "http"
    return f"{scheme}://{request.headers.get('host', '')}"


def _keeping(row: Row) -> Keeping:
    return Keeping(row.actor_id, frozenset(row.roles))


async def _row(tx: Tx, id: UUID) -> Row:
    row = await directory.row(tx, id)
    if row is None:
        raise NotFound
    return row


@asynccontextmanager
async def _kept(gate: Gate, request: Visitor, id: UUID) -> AsyncGenerator[tuple[Tx, Row], None]:
    """Open a transaction in which the account may be changed by this person."""
    async with gate.transaction(request.scope["user"]) as tx:
        row = await _row(tx, id)
        rights.keep(tx.actor, _keeping(row))
        yield tx, row


def _invite(gate: Gate) -> HTTPRouteHandler:
    @post("/accounts/{account_id:uuid}/invite", opt=OPT, include_in_schema=False)
    async def make_invite(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        async with _kept(gate, request, account_id) as (tx, _):
            link = await invites.invite(tx, account_id)
            log.info("invite made", account=str(account_id), by=tx.actor.id)
        return await _account_page(gate, request, account_id, link=link)

    return make_invite


def _roles(gate: Gate) -> list[HTTPRouteHandler]:
    @post("/accounts/{account_id:uuid}/roles", opt=OPT, include_in_schema=False)
    async def grant_role(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        said = await fields(request)
        form = Form(wish="GrantRole", typed={"role": [said.get("role", "")]}, errors=missing(said, "role"))
        if form.errors:
            return await _account_page(gate, request, account_id, form, 422)
        async with _kept(gate, request, account_id) as (tx, row):
            role = _role(said["role"])
            rights.give(tx.actor, _keeping(row), role)
            await grants.grant(tx, account_id, role, _where(gate, said))
            log.info("role granted", account=str(account_id), role=role, by=tx.actor.id)
        return go(f"/accounts/{account_id}", desk_of(request).say(f"Назначено: {ROLE_WORDS[role]}."))

    @post("/accounts/{account_id:uuid}/roles/revoke", opt=OPT, include_in_schema=False)
    async def revoke_role(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        role = _role((await fields(request)).get("role", ""))
        async with _kept(gate, request, account_id) as (tx, row):
            rights.give(tx.actor, _keeping(row), role)
            await grants.revoke(tx, account_id, role)
            log.info("role revoked", account=str(account_id), role=role, by=tx.actor.id)
        return go(f"/accounts/{account_id}", desk_of(request).say(f"Снято: {ROLE_WORDS[role]}."))

    return [grant_role, revoke_role]


def _closing(gate: Gate) -> list[HTTPRouteHandler]:
    @post("/accounts/{account_id:uuid}/disable", opt=OPT, include_in_schema=False)
    async def disable_account(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        async with _kept(gate, request, account_id) as (tx, _):
            await accounts.disable(tx, account_id)
            log.info("account disabled", account=str(account_id), by=tx.actor.id)
        return go(f"/accounts/{account_id}", desk_of(request).say("Вход закрыт, все сеансы завершены.", "wait"))

    @post("/accounts/{account_id:uuid}/enable", opt=OPT, include_in_schema=False)
    async def enable_account(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        async with _kept(gate, request, account_id) as (tx, _):
            await accounts.enable(tx, account_id)
            log.info("account enabled", account=str(account_id), by=tx.actor.id)
        return go(f"/accounts/{account_id}", desk_of(request).say("Вход открыт. Пароль прежний."))

    @post("/accounts/{account_id:uuid}/sessions/end", opt=OPT, include_in_schema=False)
    async def end_sessions(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        async with _kept(gate, request, account_id) as (tx, _):
            await sessions.end_others(tx, account_id, None)
        return go(f"/accounts/{account_id}", desk_of(request).say("Все сеансы завершены."))

    @post("/accounts/{account_id:uuid}/code/drop", opt=OPT, include_in_schema=False)
    async def drop_code_of(request: Visitor, account_id: FromPath[UUID]) -> Answer:
        async with _kept(gate, request, account_id) as (tx, _):
            await second_factor.drop(tx, account_id)
            await sessions.end_others(tx, account_id, None)
            log.info("second factor off", account=str(account_id), by=tx.actor.id)
        return go(f"/accounts/{account_id}", desk_of(request).say("Код отключён: войти можно по паролю.", "wait"))

    return [disable_account, enable_account, end_sessions, drop_code_of]
