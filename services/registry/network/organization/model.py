"""An enrolled organization, and the rules for enrolling, correcting and suspending one."""

from datetime import datetime

import msgspec

from services.registry.network.organization.places import MUNICIPALITIES, ZONES
from shared.actor import Role
from shared.contracts.registry import OrganizationEnrolled, OrganizationSuspended
from shared.errors import Conflict, Invalid, NotFound
from shared.public_key import key

# The region keeps the register; roles that work across organizations read it.
KEEPERS = frozenset({Role.OFFICIAL, Role.OPERATOR})
READERS = frozenset({*KEEPERS, Role.MUNICIPAL, Role.METHODIST, Role.TUTOR})

# Not slugs: these words stand in the place of a slug in names of streams.
RESERVED = frozenset({"all", "region", "federation", "home", "sync", "identity"})


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the region knows of an organization, as it was typed."""

    name: str
    full_name: str
    municipality: str
    time_zone: str
    public_key: str


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled organization."""

    organization: str
    name: str
    full_name: str
    municipality: str
    time_zone: str
    public_key: str
    suspended_at: datetime | None = None


class SlugReserved(Invalid):
    """Это имя занято самой платформой. Возьмите другое, например сокращённое название латиницей: btlh."""


class AlreadyEnrolled(Conflict):
    """Организация с таким именем уже подключена. Если нужно исправить её карточку — откройте её в списке."""


class NameTaken(Conflict):
    """Колледж с таким названием уже подключён: {organization}. Второй карточки одному колледжу не нужно."""


class KeyTaken(Conflict):
    """Этот ключ уже принадлежит другой организации. У каждого колледжа свой."""


class MunicipalityUnknown(Invalid):
    """Такого муниципалитета нет в списке. Выберите из списка муниципалитетов Алтайского края."""


class ZoneUnknown(Invalid):
    """Такого часового пояса нет в списке. Выберите из списка."""


class NothingChanged(Invalid):
    """В карточке ничего не изменилось: исправьте хотя бы одно поле."""


class SameKey(Invalid):
    """Организация и так говорит под этим ключом."""


class AlreadySuspended(Conflict):
    """Обмен с этой организацией уже приостановлен."""


class Suspended(Conflict):
    """Обмен с этой организацией приостановлен. Сначала возобновите его, потом исправляйте карточку."""


class NotSuspended(Conflict):
    """Обмен с этой организацией и так идёт."""


class OrganizationUnknown(NotFound):
    """Такой организации нет в реестре или она вам не видна."""


def enroll(slug: str, card: Card, *, home: str) -> OrganizationEnrolled:
    """Enroll an organization under its slug; from now on its contour may sync."""
    if slug in RESERVED or slug == home:
        raise SlugReserved(field="organization")
    return _told(slug, card)


def correct(organization: Organization, card: Card) -> OrganizationEnrolled:
    """Correct the card: everybody receives it whole again. Refused while suspended: it would resume the exchange."""
    if organization.suspended_at is not None:
        raise Suspended
    told = _told(organization.organization, card)
    if all(getattr(told, field) == getattr(organization, field) for field in Card.__struct_fields__):
        raise NothingChanged
    return told


def suspend(organization: Organization, *, reason: str) -> OrganizationSuspended:
    """Suspend the exchange with an organization; what it has told stays."""
    if organization.suspended_at is not None:
        raise AlreadySuspended
    return OrganizationSuspended(organization=organization.organization, reason=reason)


def resume(organization: Organization) -> OrganizationEnrolled:
    """Resume the exchange with a suspended organization under the same card."""
    if organization.suspended_at is None:
        raise NotSuspended
    card = Card(**{field: getattr(organization, field) for field in Card.__struct_fields__})
    return _told(organization.organization, card)


def renew(organization: Organization, *, public_key: str) -> OrganizationEnrolled:
    """Trust another key of an organization from now on; the rest of its card stays."""
    card = Card(**{field: getattr(organization, field) for field in Card.__struct_fields__})
    renewed = msgspec.structs.replace(card, public_key=key(public_key))
    if renewed == card:
        raise SameKey(field="public_key")
    return correct(organization, renewed)


def _told(slug: str, card: Card) -> OrganizationEnrolled:
    if card.time_zone not in ZONES:
        raise ZoneUnknown(field="time_zone")
    return OrganizationEnrolled(
        organization=slug,
        name=_line(card.name),
        full_name=_line(card.full_name),
        municipality=municipality(card.municipality),
        time_zone=card.time_zone,
        public_key=key(card.public_key),
    )


def municipality(typed: str) -> str:
    """Return the title of a municipality, from its code or its title."""
    for known in MUNICIPALITIES:
        if typed in (known.code, known.title):
            return known.title
    raise MunicipalityUnknown(field="municipality")


def _line(text: str) -> str:
    return " ".join(text.split())
