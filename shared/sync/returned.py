"""Apply again an event that we told and lost with our database: to the tables and to the journal."""

import msgspec

from shared import keyring
from shared.actor import system
from shared.db import Tx
from shared.event import Envelope, Event, current, name_of, purpose_of, versions
from shared.journal import Apply
from shared.keyring import own_stream
from shared.service import Service

ACTOR = system("recovery")


class NothingThere(Exception):
    """This database has no row that the event is about: it was lost, and it never left the contour."""

    def __str__(self) -> str:
        """Return the reason for the operator."""
        return "в этой базе нет того, о чём факт: это пропало вместе с тем, что из контура не уходит"


class Watched(Tx):
    """A transaction that counts statements and the rows they change."""

    def __init__(self, tx: Tx) -> None:
        """Continue an open transaction."""
        super().__init__(tx.connection, now=tx.now, actor=ACTOR, organization=tx.organization, zone=tx.zone)
        self.told, self.heard = tx.told, tx.heard
        self.ran = self.touched = 0

    async def run(self, sql: str, *args: object) -> int:
        """Run a statement and count its rows."""
        count = await super().run(sql, *args)
        self.ran += 1
        self.touched += count
        return count


async def again(tx: Tx, service: Service, sealed: bytes) -> None:
    """Apply an event of the service itself and write it to the journal as it was; its actor is lost."""
    envelope = msgspec.json.decode(sealed, type=Envelope)
    if await tx.value("select 1 from journal where id = $1", envelope.id):
        return
    kind, applies = _known(service, envelope.type)
    stream, reads = own_stream(kind, tx.organization), frozenset({purpose_of(kind)})
    # A key made after the copy is lost here, and with it the words that it opens.
    told = await keyring.read(
        tx.connection, bytes(envelope.data), kind, stream=stream, id=envelope.id, reads=reads, lost=True
    )
    event = current(told)
    watched = Watched(tx)
    watched.now = envelope.time
    if kind.erases:
        # The copy is older than the withdrawal of the consent, so the key is back: destroy it again.
        await keyring.seal(watched, told, envelope.id)
        watched.ran = watched.touched = 0
    for apply in applies:
        await apply(watched, event)
    if watched.ran and not watched.touched:
        raise NothingThere
    await tx.run(
        """insert into journal (id, name, about, at, actor, event, organization)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        envelope.id, envelope.type, envelope.subject, envelope.time, ACTOR.id, msgspec.Raw(envelope.data),
        tx.organization,
    )  # fmt: skip
    for subject in service.subjects:
        if type(event) in subject.returned:
            await subject.returned[type(event)](watched, event)
    await service.settle(watched)


def _known(service: Service, name: str) -> tuple[type[Event], list[Apply]]:
    """Return an event's type and its applies: none for an event that only tells others of an inside fact."""
    found = [
        (kind, newest)
        for apply in service.applies
        for newest in (*apply.writes, *apply.tells)
        for kind in versions(newest)
        if name_of(kind) == name
    ]
    if not found:
        raise LookupError(f"неизвестное событие {name}")
    kind, newest = found[0]
    return kind, [apply for apply in service.applies if newest in apply.writes]
