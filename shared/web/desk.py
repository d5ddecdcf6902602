"""Renders pages with their frame: who is logged in, the navigation, the waiting tasks, the state of the exchange."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie

from shared import words
from shared.actor import NOBODY, ROLE_WORDS, Actor, Role
from shared.clock import days_ahead
from shared.config import Config
from shared.doors import View
from shared.identity.sessions import OpenSession, Unsent
from shared.service import Glance, Nav, Service
from shared.sync.running import RunningService
from shared.tasks import Task, by_deadline
from shared.web import frame as frames
from shared.web.forms import Form
from shared.web.guards import visit_of
from shared.web.live import Live

Visitor = Request[Any, Any, Any]
HTML = "text/html"


@dataclass(frozen=True)
class Desk:
    """What every page of a contour is rendered with; kept on `app.state.desk`."""

    config: Config
    services: Sequence[RunningService]
    environment: Environment
    exchange: Callable[[], Awaitable[frames.Exchange | None]]
    csrf: Callable[[Visitor], str]
    assets: str
    live: Live
    holders: Callable[[str, Sequence[UUID]], Awaitable[frozenset[UUID]]]
    nav: Sequence[Nav] = field(default_factory=tuple)
    # Every service whose doors are open here: those that keep facts, and those that every contour has.
    declared: Sequence[Service] = field(default_factory=tuple)

    async def page(self, visitor: Visitor, view: View, *, status: int = 200) -> Response[bytes]:
        """Return a whole page.

        Call it after the view's transaction: the frame is read from every service, and two pages that each held one
        service's last connection and waited for the other's would deadlock both services.
        """
        visit_of(visitor).title = view.title
        frame = await self._frame(visitor, view)
        holders = (
            await self.holders(self.services[0].home_of(visitor.scope.get("user") or NOBODY), view.people)
            if view.people
            else frozenset()
        )
        context = {"form": Form(), "holders": holders, **view.context, "frame": frame}
        body = self.environment.get_template(view.template).render(context).encode()
        response: Response[bytes] = Response(body, status_code=status, media_type=HTML)
        if frame.flash is not None:
            response.delete_cookie(self.flash_cookie, path="/")
        return response

    @property
    def flash_cookie(self) -> str:
        """The name of the flash message's cookie. It names the contour: the ports of one host share cookies."""
        return f"podrost-{self.config.contour}-flash"

    def flash(self, text: str, kind: str = "ok") -> Cookie:
        """Return the cookie that carries a message over a redirect."""
        packed = base64.urlsafe_b64encode(msgspec.json.encode([text[:300], kind])).decode()
        return Cookie(
            key=self.flash_cookie, value=packed, httponly=True, samesite="lax", secure=self.config.secure, max_age=60
        )

    async def tasks(self, actor: Actor) -> list[Task]:
        """Return what waits for this person in every service, by deadline."""
        found = [task for hat in actor.hats() for running in self.services for task in await running.tasks(hat)]
        return by_deadline(list({(task.title, task.url): task for task in found}.values()))

    async def waiting(self, actor: Actor) -> int:
        """Return how much waits for this person in every service."""
        if len(actor.hats()) > 1:  # what waits for the person whatever their role would be counted twice
            return len(await self.tasks(actor))
        return sum([await running.waiting(actor) for running in self.services])

    async def glances(self, actor: Actor) -> list[Glance]:
        """Return the cards beside the work queue, service by service."""
        found: list[Glance] = []
        for hat in actor.hats():
            for running in self.services:
                asked = [subject.glances for subject in running.service.subjects if subject.glances is not None]
                if asked:
                    async with running.transaction(hat) as tx:
                        found += [glance for glances in asked for glance in await glances(tx)]
        return found

    async def _frame(self, visitor: Visitor, view: View) -> frames.Frame:
        actor: Actor | None = visitor.scope.get("user")
        waiting = view.waiting
        # Whoever must set up a code first sees nothing else, not even how much waits for them.
        shown = actor is not None and not visit_of(visitor).code_overdue
        if actor is not None and waiting is None:
            waiting = await self.waiting(actor) if shown else 0
        running = self.services[0]
        home = running.home_of(actor or NOBODY)
        zone = await running.zone(home) if actor is not None else ZoneInfo(self.config.time_zone)
        return frames.Frame(
            title=view.title,
            contour=(await running.about(home)).title if actor is not None else self.config.title,
            now=running.clock(),
            zone=zone,
            csrf=self.csrf(visitor),
            once=secrets.token_urlsafe(16),
            seen=visit_of(visitor).seen,
            owner=visit_of(visitor).owner,
            unsent=unsent_of(visitor),
            actor=None if actor is None else frames.Actor(words.initials(actor.name), role_words(actor)),
            nav=self._nav(actor, visitor.url.path, waiting or 0) if actor is not None and shown else (),
            # A hosted organization exchanges nothing yet: what it tells waits here.
            exchange=await self.exchange() if shown and home == self.config.contour else None,
            flash=self._flash(visitor),
            notice=notice_of(visitor) or code_notice(visitor, running.clock(), zone),
            seen_by=view.seen_by,
            assets=self.assets,
            days_ahead=days_ahead(self.config.day) if self.config.day else 0,
        )

    def _flash(self, visitor: Visitor) -> frames.Flash | None:
        packed = visitor.cookies.get(self.flash_cookie)
        if not packed:
            return None
        try:
            text, kind = msgspec.json.decode(base64.urlsafe_b64decode(packed), type=tuple[str, str])
        except (ValueError, msgspec.MsgspecError):
            return None
        return msgspec.convert({"text": text, "kind": kind}, type=frames.Flash) if kind in KINDS else None

    def _nav(self, actor: Actor, path: str, waiting: int) -> tuple[frames.Group, ...]:
        groups: dict[str, list[Nav]] = {}
        for nav in sorted(self.nav, key=lambda nav: (place(nav.group), nav.order)):
            if actor.roles & nav.who:
                groups.setdefault(nav.group, []).append(nav)
        home = frames.Group("", (frames.Entry("Сегодня", "/", waiting, path == "/"),))
        return (
            home,
            *(frames.Group(title, tuple(_entry(nav, path) for nav in navs)) for title, navs in groups.items()),
        )


def notice_of(visitor: Visitor) -> tuple[str, str] | None:
    """Return what an owner must hear at once: somebody asks to reset their password or their code."""
    auth = visitor.scope.get("auth")
    if not isinstance(auth, OpenSession) or not auth.passed or auth.holder.reset_asked_at is None:
        return None
    return (
        "Для вашей учётной записи просят новый пароль или отключить код. Если это не вы, откажитесь.",
        "/profile#resets",
    )


def code_notice(visitor: Visitor, now: datetime, zone: ZoneInfo) -> tuple[str, str] | None:
    """Return what somebody must hear in good time: until when their role still opens without a code."""
    visit = visit_of(visitor)
    if visit.code_due is None or visit.code_overdue or visitor.url.path.startswith("/profile"):
        return None
    until = words.until(visit.code_due.astimezone(zone).date(), now.astimezone(zone).date())
    return f"Для вашей роли нужен код с телефона. Подключите его: {until}.", "/profile#code"


def unsent_of(visitor: Visitor) -> Mapping[str, Unsent]:
    """Return the forms that the visitor typed and did not send, by the path of each."""
    auth = visitor.scope.get("auth")
    return auth.unsent if isinstance(auth, OpenSession) and auth.passed else {}


# Daily work comes first, what is set up once a year last.
GROUPS = ("Наставничество", "Мониторинг", "Маршруты", "Реестр", "Организация", "Связь")


def place(group: str) -> int:
    """Return the position of a group in the navigation."""
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


KINDS = ("ok", "wait", "late", "info")


def role_words(actor: Actor) -> str:
    """Return the roles of a person in words: «куратор, наставник». «Педагог» is shown only when it is the only role.

    A role that the name tells already is left out: «Отдел кадров», «Дежурный оператор».
    """
    held = [role for role in ROLE_WORDS if role in actor.roles]
    shown = [role for role in held if role is not Role.TEACHER] or held
    told = set(actor.name.lower().split())
    return ", ".join(ROLE_WORDS[role] for role in shown if not told & set(ROLE_WORDS[role].split()))


def _entry(nav: Nav, path: str) -> frames.Entry:
    return frames.Entry(nav.title, nav.url, 0, path == nav.url or path.startswith(f"{nav.url}/"))
