"""The gate: identity of one contour. It asks the services which roles follow from their facts."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from argon2 import PasswordHasher

from shared import db
from shared.actor import Actor, Role, system
from shared.clock import Clock, now
from shared.config import Config
from shared.db import Pool, Tx
from shared.errors import Conflict
from shared.identity import grants, keys, passwords, reads, second_factor
from shared.identity.grants import Holder
from shared.identity.reads import Ledger, Read
from shared.service import Employee, ReadElsewhere
from shared.shown import Whose
from shared.sync.running import RunningService

SYSTEM = system("identity")


class NoLongerHere(Conflict):
    """Вход закрыт: вы больше не работаете в этой организации. За копией своих записей обратитесь в её отдел кадров."""


@dataclass(frozen=True)
class Gate:
    """Logs people in and recognizes them: its schema, the services behind it, the hashing of passwords, the clock.

    `ledger` collects who is shown whose data.
    """

    config: Config
    pool: Pool
    services: Sequence[RunningService] = ()
    hasher: PasswordHasher = passwords.STRONG
    clock: Clock = now
    ledger: Ledger = field(default_factory=Ledger)

    @asynccontextmanager
    async def transaction(self, actor: Actor = SYSTEM) -> AsyncGenerator[Tx, None]:
        """Open a transaction in the schema `identity`; no scope is set: what lists accounts names the organization."""
        home = actor.organization or self.config.contour
        async with db.transaction(self.pool, now=self.clock(), actor=actor, organization=home, scoped=False) as tx:
            yield tx

    def key(self, purpose: str) -> bytes:
        """Return the contour's key for one purpose."""
        return keys.derive(self.config.secret, purpose)

    async def actor(self, tx: Tx, account_id: UUID) -> Actor:
        """Return who acts by an account."""
        return await self.acting(await grants.holder(tx, account_id))

    async def acting(self, holder: Holder) -> Actor:
        """Return the actor with granted roles and roles that follow from facts; read anew for each request.

        NoLongerHere when a service says that the person has left: a granted role does not outlive that; it is there
        again when the dismissal is undone.

        In a college they act for their account's organization and see it alone; a grant in another one does not
        count. In a region a grant says the organizations whose facts are seen.
        """
        home, given = holder.organization, holder.grants
        if self.config.kind == "college":
            given = grants.within(given, home)
        found = await self.facts(home, holder.person_id)
        if found is None:
            raise NoLongerHere
        return Actor(
            id=f"account:{holder.id}",
            name=holder.name,
            person_id=holder.person_id,
            roles=frozenset(grant.role for grant in given) | found,
            organizations=grants.scope(given, home, belongs=bool(found)),
            organization=home,
            pairs=grants.pairs(given, found, home),
        )

    def requires_code(self, actor: Actor) -> bool:
        """Tell whether this person's role requires a second factor.

        A demo or training stack, whose day can be moved, requires it of nobody: its passwords are known to all.
        """
        return self.config.day is None and bool(actor.roles & second_factor.REQUIRED)

    def code_due(self, holder: Holder, actor: Actor) -> datetime | None:
        """Return when this account opens nothing more without a second factor; None when that never comes."""
        return second_factor.due(holder) if self.requires_code(actor) else None

    async def roles_of(self, organization: str, person_id: UUID | None) -> frozenset[Role]:
        """Return the roles that follow from what the services know of a person; none for nobody and who has left."""
        return await self.facts(organization, person_id) or frozenset()

    async def facts(self, organization: str, person_id: UUID | None) -> frozenset[Role] | None:
        """Return the same, with None for who has left: their account opens nothing."""
        roles: set[Role] = set()
        if person_id is None:
            return frozenset()
        for running in self.services:
            if running.service.roles_of is not None:
                async with running.transaction(system("identity", organization)) as tx:
                    found = await running.service.roles_of(tx, person_id)
                if found is None:
                    return None
                roles |= found
        return frozenset(roles)

    async def confided(self, organization: str, person_id: UUID | None) -> bool:
        """Tell whether somebody may have written words for this person alone: an account of theirs opens them."""
        if person_id is None:
            return False
        for running in self.services:
            if running.service.confides is not None:
                async with running.transaction(system("identity", organization)) as tx:
                    if await running.service.confides(tx, person_id):
                        return True
        return False

    async def staff(self, organization: str) -> list[Employee]:
        """Return everybody who works in the organization, as its services know them."""
        found: list[Employee] = []
        for running in self.services:
            if running.service.staff is not None:
                async with running.transaction(system("identity", organization)) as tx:
                    found += await running.service.staff(tx)
        return found

    async def holders(self, organization: str, people: Sequence[UUID]) -> frozenset[UUID]:
        """Return those of these people who have an account here."""
        async with self.transaction(system("identity", organization)) as tx:
            found = await tx.value(
                """select array_agg(person_id) from account
                   where organization = $1 and person_id = any($2) and disabled_at is null""",
                organization, list(people),
            )  # fmt: skip
        return frozenset(found or ())

    async def reads_about(self, tx: Tx, person_id: UUID, *, most: int = 200) -> list[Read]:
        """Return who was shown what about a person of the organization that `tx` acts for, the latest first."""
        zone = await self.services[0].zone(tx.organization) if self.services else UTC
        return await reads.reads_about(tx, Whose(tx.organization, person_id), self.ledger, zone, most=most)

    async def read_elsewhere(self, actor: Actor) -> list[ReadElsewhere]:
        """Return what other contours told about who read about this person."""
        found: list[ReadElsewhere] = []
        for running in self.services:
            if actor.person_id is not None and running.service.read_elsewhere is not None:
                async with running.transaction(actor) as tx:
                    found += await running.service.read_elsewhere(tx, actor.person_id)
        return found

    async def close(self) -> None:
        """Write what was noted, and close the connections to the database."""
        await self.ledger.write(self.transaction)
        await self.pool.close()


async def open_gate(
    config: Config,
    services: Sequence[RunningService],
    *,
    hasher: PasswordHasher = passwords.STRONG,
    clock: Clock | None = None,
) -> Gate:
    """Connect identity to its schema."""
    return Gate(
        config,
        await db.open_pool(config.logins["identity"], "identity"),
        services,
        hasher,
        clock or config.machine_clock,
    )
