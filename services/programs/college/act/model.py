"""The order that introduces the system of mentoring and appoints the curator: draft, signature, what it replaces."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from services.programs.college.paper.model import NumberTaken as NumberTaken
from shared.actor import Role
from shared.contracts.programs import SystemIntroduced
from shared.errors import Conflict, Invalid, NotFound, gathering
from shared.event import Event
from shared.wish import Note

KEEPERS = frozenset({Role.HEAD, Role.CURATOR, Role.HR})
SIGNERS = frozenset({Role.HEAD})
READERS = KEEPERS | {Role.COUNCIL, Role.MENTOR, Role.MENTEE, Role.TEACHER}

State = Literal["draft", "in force", "superseded", "discarded"]


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the seven stages of the roadmap: what is done, when, by whom, with what result."""

    title: Note
    content: Note = ""
    when: Note = ""
    who: Note = ""
    result: Note = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the order; `curator_named` is the curator in the accusative, as corrected by hand."""

    curator_id: UUID
    curator_named: str
    starts_on: date
    stages: tuple[Stage, ...]


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The names on the order, as they were on the day it was signed."""

    full_name: str
    name: str
    founder: str
    place: str
    address: str
    head_post: str
    head_name: str
    curator_name: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An order, drafted or signed."""

    id: UUID
    state: State
    draft: Draft
    number: str | None = None
    signed_on: date | None = None


class Curator(msgspec.Struct, frozen=True, kw_only=True):
    """The future curator, as this subject sees them."""

    person_id: UUID
    name: str
    posts: tuple[str, ...]
    works: bool
    teaches: bool


class ActDrafted(Event, frozen=True, kw_only=True, tag="programs.act_drafted.v1"):
    """The order introducing the system of mentoring was drafted, or its draft corrected (R4.1.1)."""

    about: ClassVar[str] = "act_id"
    happened: ClassVar[str] = "Изменён проект приказа"

    act_id: UUID
    draft: Draft


class ActDiscarded(Event, frozen=True, kw_only=True, tag="programs.act_discarded.v1"):
    """The draft of an order was discarded."""

    about: ClassVar[str] = "act_id"
    happened: ClassVar[str] = "Удалён проект приказа"

    act_id: UUID


class ActSigned(Event, frozen=True, kw_only=True, tag="programs.act_signed.v1"):
    """The head signed the order: who signed, and the names on it."""

    about: ClassVar[str] = "act_id"
    happened: ClassVar[str] = "Подписан приказ"

    act_id: UUID
    signed_by: UUID | None
    wording: Wording


class ActUnknown(NotFound):
    """Такого приказа нет или он вам не виден."""


class AlreadyDrafting(Conflict):
    """Проект приказа уже есть. Откройте его и поправьте."""


class NotDraft(Conflict):
    """Этот приказ уже подписан. Чтобы что-то изменить, подготовьте новый: он заменит действующий."""


class CuratorNotHere(Invalid):
    """Куратора назначают из работников организации (Положение, п. 4.1.2), а этот человек не работает."""


class StartsTooEarly(Invalid):
    """Положение действует с {day}: раньше этого дня систему по нему не вводят. Проверьте год."""


class StartsTooLate(Invalid):
    """До этого дня больше года. Проверьте год."""


class StagesMissing(Invalid):
    """В дорожной карте нет ни одного этапа (Положение, п. 4.1.1)."""


class NumberMissing(Invalid):
    """Впишите номер приказа."""


class SignedLater(Invalid):
    """Дата приказа не может быть позже сегодняшней."""


class RoadmapOver(Invalid):
    """Дорожная карта проекта кончается {day}, раньше даты приказа. Поправьте, с какого дня вводят систему."""


class SignedBefore(Invalid):
    """Новый приказ не может быть раньше действующего (№ {number} от {day})."""


# A day further ahead is a typing mistake.
YEAR = timedelta(days=366)


def draft(
    act_id: UUID, content: Draft, curator: Curator, *, open_draft: UUID | None, since: date, today: date
) -> ActDrafted:
    """Draft the order, or correct the draft; `since` is the first day of the first edition of the rules."""
    if open_draft not in (None, act_id):
        raise AlreadyDrafting
    stages = tuple(_tidied(stage) for stage in content.stages)
    with gathering() as each:
        with each:
            if not curator.works:
                raise CuratorNotHere(field="curator_id")
        with each:
            if content.starts_on < since:
                raise StartsTooEarly(day=f"{since:%d.%m.%Y}", field="starts_on")
            if content.starts_on > today + YEAR:
                raise StartsTooLate(field="starts_on")
        with each:
            if not any(stage.title for stage in stages):
                raise StagesMissing(field="stages")
    named = " ".join(content.curator_named.split())
    return ActDrafted(
        act_id=act_id,
        draft=msgspec.structs.replace(content, stages=tuple(one for one in stages if one.title), curator_named=named),
    )


def redraft(act: Act, content: Draft, curator: Curator, *, since: date, today: date) -> ActDrafted | None:
    """Correct a draft; None when nothing changed."""
    if act.state != "draft":
        raise NotDraft
    drafted = draft(act.id, content, curator, open_draft=act.id, since=since, today=today)
    return None if drafted.draft == act.draft else drafted


def discard(act: Act) -> ActDiscarded:
    """Discard a draft."""
    if act.state != "draft":
        raise NotDraft
    return ActDiscarded(act_id=act.id)


def sign(
    act: Act,
    before: Act | None,
    curator: Curator,
    wording: Wording,
    *,
    number: str,
    signed_on: date,
    signed_by: UUID | None,
    planned_to: date,
    today: date,
) -> tuple[ActSigned, SystemIntroduced]:
    """Sign the order: the system of mentoring is introduced, and the order in force before it ends.

    `planned_to` is the last day of its roadmap: an order does not approve stages that are over.
    """
    if act.state != "draft":
        raise NotDraft
    if not curator.works:
        raise CuratorNotHere
    if signed_on > today:
        raise SignedLater(field="signed_on")
    if planned_to < signed_on:
        raise RoadmapOver(day=f"{planned_to:%d.%m.%Y}", field="signed_on")
    if before is not None and before.signed_on is not None and signed_on < before.signed_on:
        raise SignedBefore(number=before.number, day=f"{before.signed_on:%d.%m.%Y}", field="signed_on")
    return (
        ActSigned(act_id=act.id, signed_by=signed_by, wording=wording),
        SystemIntroduced(
            act_id=act.id, number=" ".join(number.split()), signed_on=signed_on, curator_id=act.draft.curator_id
        ),
    )


def doubts(curator: Curator, *, head_id: UUID | None) -> tuple[str, ...]:
    """Return what is unusual about this curator: the regulation only advises here, so nothing is refused."""
    if not curator.works:
        return (f"{curator.name} больше не работает в организации: выберите другого куратора.",)
    if curator.person_id == head_id:
        return (
            "Куратором назначен сам руководитель. Положение (п. 4.1.2) советует заместителя или педагога;"
            " в небольшой организации так бывает.",
        )
    if not (curator.teaches or _is_deputy(curator.posts)):
        return (
            f"{curator.name} — не заместитель руководителя и не педагог. Положение (п. 4.1.2) называет именно их:"
            " проверьте, тот ли это человек.",
        )
    return ()


def _is_deputy(posts: Iterable[str]) -> bool:
    return any(post.lower().startswith("заместител") for post in posts)


def _tidied(stage: Stage) -> Stage:
    return Stage(**{name: " ".join(getattr(stage, name).split()) for name in Stage.__struct_fields__})
