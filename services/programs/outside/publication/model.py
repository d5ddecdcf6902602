"""What the regional register may show of a mentor, by a separate consent to exactly this text (152-ФЗ, ст. 10.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec

from shared.consent import agree
from shared.contracts.programs import MentorPublished, MentorWithdrawn
from shared.contracts.regulation import Edition
from shared.errors import Conflict, Forbidden, Invalid
from shared.event import Event, Label, SealedFor, marked

# The fields that a mentor may leave out; a card always has the name, the post and the years of experience.
Choice = Literal["subject", "category"]
FIELDS = {
    "name": "Фамилия, имя, отчество",
    "post": "Должность",
    "experience_years": "Стаж, полных лет",
    "subject": "Предмет",
    "category": "Категория",
    "domains": "В чём могу помочь",
    "about_self": "О себе",
    "mentees_now": "Наставляемых сейчас (обновляется само)",
}


# What the list of what left calls each field.
LABELS = {name: marked(MentorPublished, Label)[name].text for name in FIELDS}
# What leaves beside the words of the card, as that list says it.
NUMBER = ("Вы", "вы, под своим номером")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The card that the mentor prepared: domains of help, a text of their own, the optional fields to show."""

    domains: tuple[str, ...] = ()
    about_self: str = ""
    fields: tuple[Choice, ...] = ("subject", "category")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the college knows of the mentor now."""

    name: str
    post: str
    subject: str
    category: str
    experience_years: int | None
    mentees_now: int


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a card: what is prepared, and what the region holds."""

    person_id: UUID
    written: Written
    published: MentorPublished | None = None
    consented_on: date | None = None


class CardWritten(Event, frozen=True, kw_only=True, tag="programs.mentor_card_written.v1"):
    """A mentor prepared the card for the regional register; nothing has left yet."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Изменена карточка наставника"

    person_id: UUID
    written: Annotated[Written, SealedFor("publication")]


class PublicationConsented(Event, frozen=True, kw_only=True, tag="programs.mentor_publication_consented.v1"):
    """A mentor consented to publish exactly this text, and nothing else."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Дано согласие на публикацию карточки"

    person_id: UUID
    wording: Annotated[str, SealedFor("publication")]
    wording_hash: str
    consented_on: date


class ExperienceUnknown(Conflict):
    """В карточке сотрудника не указан стаж, а в реестр он уходит. Попросите отдел кадров вписать его."""


class NotMentor(Forbidden):
    """Карточку в реестр публикует тот, кто работает наставником (Положение, п. 1.2)."""


class NothingPrepared(Conflict):
    """Сначала подготовьте карточку."""


class DomainsMissing(Invalid):
    """Отметьте хотя бы одну область, в которой можете помочь."""


class DomainUnknown(Invalid):
    """Выберите области из списка (Положение, п. 4.2.2)."""


class NotPublished(Conflict):
    """Карточки в реестре нет: отзывать нечего."""


def write(person_id: UUID, written: Written, *, mentor: bool, edition: Edition) -> CardWritten:
    """Prepare a card; nothing leaves until the consent."""
    if not mentor:
        raise NotMentor
    if not written.domains:
        raise DomainsMissing(field="domains")
    if not set(written.domains) <= edition.words("domains").keys():
        raise DomainUnknown(field="domains")
    tidy = msgspec.structs.replace(written, about_self=" ".join(written.about_self.split()))
    return CardWritten(person_id=person_id, written=tidy)


def leaves(card: Card, known: Known, *, on: date) -> MentorPublished:
    """Return exactly what would leave the college; the preview and the event are made of it."""
    if known.experience_years is None:  # unknown is not zero
        raise ExperienceUnknown
    shown = card.written.fields
    return MentorPublished(
        person_id=card.person_id,
        name=known.name,
        post=known.post,
        subject=known.subject if "subject" in shown else "",
        category=known.category if "category" in shown else "",
        experience_years=known.experience_years,
        domains=card.written.domains,
        about_self=card.written.about_self,
        mentees_now=known.mentees_now,
        consented_on=on,
    )


def lines(
    told: MentorPublished, domains: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return what leaves, field by field, as a person reads it; by the labels of the list of what left at first."""
    values = {
        "domains": ", ".join(domains.get(code, code) for code in told.domains),
        "experience_years": str(told.experience_years),
        "mentees_now": str(told.mentees_now),
    }
    return [
        (title, values.get(name) or str(getattr(told, name)) or "не публикуется")
        for name, title in (titles or LABELS).items()
    ]


def wording(told: MentorPublished, domains: Mapping[str, str], organization: str) -> str:
    """Return the text of the consent: every field with its value; the figure of mentees changes by itself."""
    paragraphs = [f"Я, {told.name} ({organization}), даю согласие на публикацию в региональном реестре наставников:"]
    paragraphs += [f"— {title.lower()}: {value.rstrip('.')};" for title, value in lines(told, domains, FIELDS)[:-1]]
    paragraphs.append("— число моих наставляемых: по мере изменения, без имён.")
    paragraphs.append(
        "Цель — найти наставника в крае (Положение, разделы 3.4 и 4.2). Согласие отдельное, действует до отзыва; "
        "отозвать его можно в любой день: карточка сразу уйдёт из реестра, её слова будут стёрты "
        "(152-ФЗ, ст. 9, 10.1 и 21)."
    )
    return "\n".join(paragraphs)


def consent(
    card: Card | None, told: MentorPublished | None, *, mentor: bool, text: str, seen: str, today: date
) -> tuple[PublicationConsented, MentorPublished]:
    """Publish a card, by a consent to exactly the text that was shown."""
    if not mentor:
        raise NotMentor
    if card is None:
        raise NothingPrepared
    if told is None:
        raise ExperienceUnknown
    agreed = agree(text, seen=seen)
    given = PublicationConsented(
        person_id=card.person_id, consented_on=today, wording=agreed.wording, wording_hash=agreed.wording_hash
    )
    return given, told


def withdraw(card: Card | None, *, today: date) -> MentorWithdrawn:
    """Withdraw a published card."""
    if card is None or card.published is None:
        raise NotPublished
    return MentorWithdrawn(person_id=card.person_id, withdrawn_on=today)


def refresh(card: Card, *, works: bool, mentees_now: int, today: date) -> MentorPublished | MentorWithdrawn | None:
    """Update a published card: the number of mentees follows; the card of a mentor who left is withdrawn."""
    if card.published is None:
        return None
    if not works:
        return MentorWithdrawn(person_id=card.person_id, withdrawn_on=today)
    if card.published.mentees_now == mentees_now:
        return None
    return msgspec.structs.replace(card.published, mentees_now=mentees_now)


def same(card: Card, told: MentorPublished) -> bool:
    """Tell whether the region shows exactly this already."""
    if card.published is None:
        return False
    return msgspec.structs.replace(told, consented_on=card.published.consented_on) == card.published
