"""Coming in and going out: login, code, logout, invite. profile.py holds what people change about themselves."""

from litestar import get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.errors import Refused
from shared.identity import entry, invites, keeping, profile, sessions
from shared.identity.accounts import Account
from shared.identity.answers import Answer, browser_of, desk_of, enter, fields, flags, go, missing
from shared.identity.gate import Gate
from shared.identity.recognize import cookie_name
from shared.identity.sessions import Session
from shared.log import log
from shared.web import forms
from shared.web.desk import Visitor
from shared.web.doors import ANYONE, View
from shared.web.forms import Form
from shared.web.guards import local


def handlers(gate: Gate) -> list[HTTPRouteHandler]:
    """Return the doors of identity."""
    return [
        *_login(gate),
        *_code(gate),
        _logout(gate),
        *_invite(gate),
        *profile.handlers(gate),
        *keeping.handlers(gate),
    ]


def _login(gate: Gate) -> list[HTTPRouteHandler]:
    @get("/login", opt={"who": ANYONE}, include_in_schema=False)
    async def show_login(request: Visitor) -> Answer:
        wanted = local(request.query_params.get("next"))
        if request.scope["user"] is not None:
            return go(wanted)
        return await _login_page(request, Form(wish="LogIn"), wanted)

    @post("/login", opt={"who": ANYONE}, include_in_schema=False)
    async def log_in(request: Visitor) -> Answer:
        said = await fields(request)
        wanted = local(said.get("next"))
        form = Form(wish="LogIn", typed={"login": [said.get("login", "")]}, errors=missing(said, "login", "password"))
        if form.errors:
            return await _login_page(request, form, wanted, 422)
        try:
            entered = await entry.log_in(gate, said["login"], said["password"], browser_of(gate, request))
        except Refused as refusal:
            return await _login_page(request, forms.refused(form, refusal), wanted, refusal.status)
        await _leave(gate, request)
        return enter(gate, entered, wanted)

    return [show_login, log_in]


async def _login_page(request: Visitor, form: Form, wanted: str, status: int = 200) -> Answer:
    view = View("login.html", {"form": form, "fields": {"next": wanted} if wanted != "/" else {}}, "Вход")
    return await desk_of(request).page(request, view, status=status)


def _code(gate: Gate) -> list[HTTPRouteHandler]:
    @get("/login/code", opt={"who": ANYONE}, include_in_schema=False)
    async def show_code(request: Visitor) -> Answer:
        if _halfway(request) is None:
            return go("/login")
        return await _code_page(request, Form(wish="EnterCode"), local(request.query_params.get("next")))

    @post("/login/code", opt={"who": ANYONE}, include_in_schema=False)
    async def enter_code(request: Visitor) -> Answer:
        session = _halfway(request)
        if session is None:
            return go("/login")
        said = await fields(request)
        wanted = local(said.get("next"))
        form = Form(wish="EnterCode", errors=missing(said, "code"))
        if form.errors:
            return await _code_page(request, form, wanted, 422)
        try:
            entered = await entry.enter_code(gate, session, said["code"], browser_of(gate, request))
        except Refused as refusal:
            return await _code_page(request, forms.refused(form, refusal), wanted, refusal.status)
        return enter(gate, entered, wanted)

    return [show_code, enter_code]


def _halfway(request: Visitor) -> Session | None:
    auth = request.scope["auth"]
    return auth if isinstance(auth, Session) and not auth.passed else None


async def _code_page(request: Visitor, form: Form, wanted: str, status: int = 200) -> Answer:
    view = View("code.html", {"form": form, "fields": {"next": wanted} if wanted != "/" else {}}, "Код из приложения")
    return await desk_of(request).page(request, view, status=status)


def _logout(gate: Gate) -> HTTPRouteHandler:
    @post("/logout", opt={"who": ANYONE}, include_in_schema=False)
    async def log_out(request: Visitor) -> Answer:
        await _leave(gate, request)
        gone = Cookie(key=cookie_name(gate.config), value="", max_age=0, **flags(gate))
        # Not "cookies": that would end the sessions of other contours on this host too.
        return go("/login", gone, desk_of(request).say("Вы вышли."), headers={"clear-site-data": '"cache", "storage"'})

    return log_out


async def _leave(gate: Gate, request: Visitor) -> None:
    """End the session that this browser came with: a token is never used for two people or two logins."""
    auth = request.scope["auth"]
    if isinstance(auth, Session):
        async with gate.transaction() as tx:
            await sessions.end(tx, auth.account_id, auth.id)
        log.info("logged out", account=str(auth.account_id))


def _invite(gate: Gate) -> list[HTTPRouteHandler]:
    @get("/invite/{link:str}", opt={"who": ANYONE}, include_in_schema=False)
    async def show_invite(request: Visitor, link: FromPath[str]) -> Answer:
        async with gate.transaction() as tx:
            account = await invites.invited(tx, link)
        return await _invite_page(request, account, Form(wish="SetPassword"), link)

    @post("/invite/{link:str}", opt={"who": ANYONE}, include_in_schema=False)
    async def accept_invite(request: Visitor, link: FromPath[str]) -> Answer:
        said = await fields(request)
        async with gate.transaction() as tx:
            account = await invites.invited(tx, link)
        form = Form(wish="SetPassword", errors=missing(said, "password", "again"))
        if form.errors:
            return await _invite_page(request, account, form, link, 422)
        try:
            entered = await entry.accept(gate, link, said["password"], said["again"], browser_of(gate, request))
        except Refused as refusal:
            if refusal.status == 404:
                raise
            return await _invite_page(request, account, forms.refused(form, refusal), link, refusal.status)
        await _leave(gate, request)
        return enter(gate, entered, "/")

    return [show_invite, accept_invite]


async def _invite_page(request: Visitor, account: Account, form: Form, link: str, status: int = 200) -> Answer:
    view = View("identity/invite.html", {"form": form, "account": account, "link": link}, "Первый вход")
    return await desk_of(request).page(request, view, status=status)
