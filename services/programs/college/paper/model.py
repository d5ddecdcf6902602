"""What is kept of a signed document, and who may read it."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.actor import Actor, Role
from shared.documents.model import Organization
from shared.documents.named import Named, Naming
from shared.documents.names import FullName
from shared.errors import Conflict, NotFound
from shared.event import Event

# result: a completed program with what it brought.
Kind = Literal["introduction", "pairing", "addendum", "consent", "program", "result"]

TITLES: dict[Kind, str] = {
    "introduction": "Приказ о внедрении",
    "pairing": "Приказ о закреплении",
    "addendum": "Дополнительное соглашение",
    "consent": "Согласие",
    "program": "Программа",
    "result": "Программа с итогами",
}

CLERKS = frozenset({Role.HEAD, Role.CURATOR, Role.HR})
PROGRAM_READERS = frozenset({Role.HEAD, Role.CURATOR, Role.COUNCIL})
# The roles that may read every paper of a kind; a paper's own people may read it too.
READERS: dict[Kind, frozenset[Role]] = {
    "introduction": CLERKS | {Role.COUNCIL, Role.MENTOR, Role.MENTEE, Role.TEACHER},
    "pairing": frozenset({Role.HEAD, Role.CURATOR}),
    "addendum": CLERKS,
    "consent": CLERKS,
    "program": PROGRAM_READERS,
    "result": PROGRAM_READERS,
}


class PaperSigned(Event, frozen=True, kw_only=True, tag="programs.paper_signed.v1"):
    """A document was signed: the SHA-256 of its files and of its text. A later change is another signed document.

    `thing_id` is the order, pair or program; `person_id` whose paper it is, when a pair has one for each person;
    `people` are those who may read it without a role.
    """

    about: ClassVar[str] = "paper_id"
    happened: ClassVar[str] = "Сохранён подписанный документ"

    paper_id: UUID
    kind: Kind
    thing_id: UUID
    person_id: UUID | None = None
    people: tuple[UUID, ...] = ()
    number: str = ""
    day: date | None = None
    version: int = 1
    docx: str
    pdf: str
    text: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A signed document: what it is, and the hashes of its files."""

    id: UUID
    kind: Kind
    thing_id: UUID
    person_id: UUID | None
    people: tuple[UUID, ...]
    number: str
    day: date | None
    version: int
    docx: str
    pdf: str
    text: str
    signed_at: datetime

    @property
    def title(self) -> str:
        """«Дополнительное соглашение № 14»."""
        return f"{TITLES[self.kind]} № {self.number}" if self.number else TITLES[self.kind]

    @property
    def url(self) -> str:
        """Where its files are, without the ending."""
        return f"/papers/{self.id}/file"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The names that the college knew on the day of a signature: for papers signed before files were kept.

    `introduction` and `curator` are what an order that fixes pairs refers to.
    """

    organization: Organization
    head: Named | None
    people: dict[UUID, Named]
    introduction: str = ""
    curator: FullName | None = None
    curator_naming: Naming = Naming()

    @property
    def curator_named(self) -> str:
        """The curator whom an order charges with something; empty when there was none."""
        return Named(self.curator, naming=self.curator_naming).name_in("accusative") if self.curator else ""


class NumberTaken(Conflict):
    """Приказ № {number} от {day} уже есть. В одном журнале номер не повторяется в течение года: проверьте номер."""


class PaperUnknown(NotFound):
    """Такого документа нет или он вам не виден."""


class PaperErased(NotFound):
    """Файл этого документа уничтожен: остались его номер, дата и контрольная сумма."""


def may_read(paper: Paper, actor: Actor) -> bool:
    """Tell whether the actor may read a paper: by a role of its kind, or as one of its people."""
    return actor.system or actor.has(*READERS[paper.kind]) or actor.person_id in paper.people
