"""An enrolled region, and the rules for enrolling, correcting and suspending one."""

from datetime import datetime
from typing import ClassVar

import msgspec

from shared.actor import Role
from shared.errors import Conflict, Invalid, NotFound
from shared.event import Event
from shared.public_key import key

KEEPERS = frozenset({Role.OPERATOR})
READERS = frozenset({Role.OBSERVER, Role.OPERATOR})
# Not slugs: these words stand in the place of a slug in names of streams.
RESERVED = frozenset({"all", "federation"})


class RegionEnrolled(Event, frozen=True, kw_only=True, tag="monitoring.region_enrolled.v1"):
    """A region was enrolled in the federation, or its card was corrected; its contour may sync with this key."""

    about: ClassVar[str] = "organization"
    happened: ClassVar[str] = "Регион подключён"

    organization: str
    name: str
    public_key: str


class RegionSuspended(Event, frozen=True, kw_only=True, tag="monitoring.region_suspended.v1"):
    """The federation suspended the exchange with a region; enrolling it again under its card resumes it."""

    about: ClassVar[str] = "organization"
    happened: ClassVar[str] = "Обмен с регионом приостановлен"

    organization: str
    reason: str


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled region."""

    organization: str
    name: str
    public_key: str
    suspended_at: datetime | None = None


class SlugReserved(Invalid):
    """Это имя занято самой платформой. Укажите имя, под которым регион говорит в обмене, например altai."""


class AlreadyEnrolled(Conflict):
    """Регион с таким именем уже подключён. Если нужно исправить его карточку — откройте его в списке."""


class KeyTaken(Conflict):
    """Этот ключ уже принадлежит другому региону. У каждого свой."""


class NothingChanged(Invalid):
    """В карточке ничего не изменилось: исправьте название или ключ."""


class AlreadySuspended(Conflict):
    """Обмен с этим регионом уже приостановлен."""


class Suspended(Conflict):
    """Обмен с этим регионом приостановлен. Сначала возобновите его, потом исправляйте карточку."""


class NotSuspended(Conflict):
    """Обмен с этим регионом и так идёт."""


class RegionUnknown(NotFound):
    """Такого региона нет, или он вам не виден."""


def enroll(slug: str, *, name: str, public_key: str, home: str) -> RegionEnrolled:
    """Enroll a region under the slug of its contour."""
    if slug in RESERVED or slug == home:
        raise SlugReserved(field="organization")
    return RegionEnrolled(organization=slug, name=_line(name), public_key=key(public_key))


def correct(region: Region, *, name: str, public_key: str) -> RegionEnrolled:
    """Correct the card of a region whose exchange goes on."""
    if region.suspended_at is not None:
        raise Suspended
    told = RegionEnrolled(organization=region.organization, name=_line(name), public_key=key(public_key))
    if (told.name, told.public_key) == (region.name, region.public_key):
        raise NothingChanged
    return told


def suspend(region: Region, *, reason: str) -> RegionSuspended:
    """Suspend the exchange with a region; what it has told stays."""
    if region.suspended_at is not None:
        raise AlreadySuspended
    return RegionSuspended(organization=region.organization, reason=reason)


def resume(region: Region) -> RegionEnrolled:
    """Resume the exchange with a suspended region under the same card."""
    if region.suspended_at is None:
        raise NotSuspended
    return RegionEnrolled(organization=region.organization, name=region.name, public_key=region.public_key)


def _line(text: str) -> str:
    return " ".join(text.split())
