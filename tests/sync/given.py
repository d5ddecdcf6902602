"""Small services for tests: one records notes and rumors, another hears them."""

from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID

from shared.db import Tx
from shared.event import Leaves, Told
from shared.journal import Apply
from shared.service import Area, Service, Subject

HERE = Path(__file__).parent


class Noted(Told, frozen=True, kw_only=True, tag="programs.test_noted.v1"):
    """A person recorded a note."""

    about: ClassVar[str] = "note_id"

    note_id: Annotated[UUID, Leaves("pseudonym")]
    text: Annotated[str, Leaves("figure")]

    def stream(self, home: str) -> str:
        """From the college to the region."""
        return f"programs.{home}"


class Whispered(Told, frozen=True, kw_only=True, tag="registry.test_whispered.v1"):
    """The region told all colleges something, or one of them."""

    about: ClassVar[str] = "to"

    to: Annotated[str, Leaves("figure")]
    text: Annotated[str, Leaves("figure")]

    def stream(self, home: str) -> str:
        """From the region to all, or to one."""
        return f"registry.{self.to}"


class Poisoned(Exception):
    """The listening service cannot take in this text."""


notes = Apply()


@notes.on(Noted)
async def _note(tx: Tx, event: Noted) -> None:
    await tx.run("insert into note (note_id, text) values ($1, $2)", event.note_id, event.text)


overheard = Apply()


@overheard.on(Whispered)
async def _whispered(tx: Tx, event: Whispered) -> None:
    assert tx.origin is not None
    await tx.run(
        "insert into whispered (stream, seq, text) values ($1, $2, $3)", tx.origin.stream, tx.origin.seq, event.text
    )


noted = Apply()


@noted.on(Noted)
async def _noted(tx: Tx, event: Noted) -> None:
    assert tx.origin is not None
    if await tx.value("select 1 from poison where text = $1", event.text):
        raise Poisoned(event.text)
    await tx.run(
        "insert into noted (stream, seq, note_id, text) values ($1, $2, $3, $4)",
        tx.origin.stream, tx.origin.seq, event.note_id, event.text,
    )  # fmt: skip


whispering = Apply()


@whispering.on(Whispered)
async def _told(tx: Tx, event: Whispered) -> None:
    return None


NOTE, RUMOR = Subject("note", apply=notes), Subject("rumor", apply=overheard)
PROGRAMS = Service("programs", [Area("given", [NOTE, RUMOR])], HERE / "migrations/note")
MONITORING = Service("monitoring", [Area("given", [Subject("note", apply=noted)])], HERE / "migrations/noted")
ROUTES = Service("routes", [Area("given", [RUMOR])], HERE / "migrations/note")
REGISTRY = Service("registry", [Area("given", [Subject("rumor", apply=whispering)])], HERE / "migrations/none")
