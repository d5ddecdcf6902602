"""The access log: who was shown whose personal data (152-ФЗ). shared/web/security.py notes each answer.

Notes are collected in memory and written together, once a second, in a transaction of their own: a page costs no
statement more. A normal stop writes what is left; a crash loses at most a second. When MOST lines could not be
written, whoever comes next waits for them, and is shown nothing while the database does not take them.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import UUID

import msgspec

from shared import ids
from shared.actor import ROLE_WORDS, Role
from shared.db import Tx
from shared.service import DayOfReads
from shared.shown import Whose

MOST = 1_000
# The same people on the same page within this time are the same read: a live page fetches itself again.
SAME = timedelta(minutes=10)
Open = Callable[[], AbstractAsyncContextManager[Tx]]


class Reader(msgspec.Struct, frozen=True):
    """Who reads: their account, the name and the roles that they read with."""

    account_id: UUID
    name: str
    roles: frozenset[Role]


class ReadLine(msgspec.Struct, frozen=True, kw_only=True):
    """One read: by whom, of which people of one organization, on which page, by which route."""

    id: UUID
    at: datetime
    account_id: UUID
    name: str
    roles: list[str]
    organization: str
    people: list[UUID]
    page: str
    route: str
    request_id: str


class Read(msgspec.Struct, frozen=True):
    """Somebody was shown something about a person: when the last time, who, with which roles, on which page.

    `times` on that day; the same page again within SAME is no time more.
    """

    at: datetime
    name: str
    roles: list[Role]
    page: str
    times: int

    @property
    def who(self) -> str:
        """The name and the roles, in words: «Вершинина О. П., куратор»; «педагог» only when it is the only role."""
        held = [role for role in ROLE_WORDS if role in self.roles]
        shown = [role for role in held if role is not Role.TEACHER] or held
        words = (ROLE_WORDS[role] for role in shown)
        return ", ".join([self.name, *(word for word in words if word != self.name.casefold())])


class Ledger:
    """The notes of a contour that are not written yet."""

    def __init__(self) -> None:
        """Start with nothing to write."""
        self._lines: list[ReadLine] = []
        self._writing: list[ReadLine] = []
        self._lately: dict[tuple[UUID, str, str, frozenset[Whose]], datetime] = {}
        self._one = asyncio.Lock()

    @property
    def full(self) -> bool:
        """Whether nothing more may be shown before something is written."""
        return len(self._lines) >= MOST

    def note(
        self, reader: Reader, people: frozenset[Whose], *, page: str, route: str, request_id: str, at: datetime
    ) -> None:
        """Note that people's data is about to be shown; `page` is what the reader sees as its title."""
        key = (reader.account_id, page, route, people)
        if at - self._lately.get(key, at - SAME) < SAME:
            return
        self._lately[key] = at
        for organization in sorted({one.organization for one in people}):
            line = ReadLine(
                id=ids.new(at),
                at=at,
                account_id=reader.account_id,
                name=reader.name,
                roles=sorted(reader.roles),
                organization=organization,
                people=sorted(one.person_id for one in people if one.organization == organization),
                page=page,
                route=route,
                request_id=request_id,
            )
            self._lines.append(line)

    async def write(self, open: Open) -> int:
        """Write what was noted, in one statement; return how many lines. What could not be written is kept."""
        async with self._one:
            self._writing, self._lines = self._lines, []
            lines = self._writing
            if not lines:
                return 0
            try:
                async with open() as tx:
                    await tx.run(WRITE, msgspec.to_builtins(lines))
            except BaseException:
                self._lines = lines + self._lines
                raise
            finally:
                self._writing = []
            latest = max(line.at for line in lines)
            self._lately = {key: at for key, at in self._lately.items() if latest - at < SAME}
            return len(lines)

    def about(self, whose: Whose) -> list[ReadLine]:
        """Return what was noted about a person and is not in the table yet."""
        lines = [*self._writing, *self._lines]
        return [one for one in lines if one.organization == whose.organization and whose.person_id in one.people]


WRITE = """
    insert into access_log (id, at, account_id, organization, people, roles, page, route, request_id)
    select id, at, account_id, organization, people, roles, page, route, request_id
    from jsonb_to_recordset($1::jsonb) as line (
        id uuid, at timestamptz, account_id uuid, organization text, people uuid[], roles text[], page text,
        route text, request_id text)
"""


async def reads_about(tx: Tx, whose: Whose, ledger: Ledger, zone: tzinfo = UTC, *, most: int = 200) -> list[Read]:
    """Return who read about a person, the latest first, each page once a day; their own visits are not listed."""
    found = await tx.many(
        Read,
        """select max(l.at) as at, a.name, l.roles, l.page, count(*) as times
           from access_log l join account a on a.id = l.account_id
           where l.people @> array[$1::uuid] and l.organization = $3 and a.person_id is distinct from $1
           group by a.id, a.name, l.roles, l.page, (l.at at time zone $4)::date order by max(l.at) desc limit $2""",
        whose.person_id, most, whose.organization, str(zone),
    )  # fmt: skip
    return merged([*found, *map(_read, ledger.about(whose))], zone)[:most]


def _read(line: ReadLine) -> Read:
    return Read(line.at, line.name, [Role(role) for role in line.roles], line.page, 1)


def merged(reads: Iterable[Read], zone: tzinfo) -> list[Read]:
    """Return reads with those of the same reader, page and day as one, the latest first."""
    together: dict[tuple[object, ...], Read] = {}
    for one in reads:
        key = (one.name, *one.roles, one.page, one.at.astimezone(zone).date())
        known = together.get(key, msgspec.structs.replace(one, times=0))
        latest = max(one, known, key=lambda read: read.at)
        together[key] = msgspec.structs.replace(latest, times=one.times + known.times)
    return sorted(together.values(), key=lambda read: read.at, reverse=True)


async def untold_day(tx: Tx, today: date, zone: tzinfo) -> date | None:
    """Return the first past day with reads that the organizations were not told; None when they know everything."""
    found: date | None = await tx.value(
        """select min((at at time zone $2)::date) from access_log
           where at >= coalesce((select max(day) + 1 from told_day), '2000-01-01'::date)::timestamp at time zone $2
             and at < $1::date::timestamp at time zone $2""",
        today, str(zone),
    )  # fmt: skip
    return found


async def reads_on(tx: Tx, day: date, zone: tzinfo) -> list[DayOfReads]:
    """Return what was read on a day, each person once for each role and kind of page; without the readers' names."""
    return await tx.many(
        DayOfReads,
        """select organization, role, what, array_agg(distinct person order by person) as people
           from (select organization, coalesce(roles[1], 'operator') as role, unnest(people) as person,
                        split_part(regexp_replace(route, '^/api(?=/)', ''), '/', 2) as what
                 from access_log where (at at time zone $2)::date = $1) l
           group by organization, role, what order by organization, role, what""",
        day, str(zone),
    )  # fmt: skip


async def tell_day(tx: Tx, day: date) -> None:
    """Note that the organizations were told what was read on a day."""
    await tx.run("insert into told_day (day, at) values ($1, $2) on conflict do nothing", day, tx.now)


async def forget(tx: Tx, *, kept_days: int) -> int:
    """Remove what is older than it is kept; never what is within half a year of the newest. Return how many lines."""
    return int(await tx.value("select forget_reads($1)", tx.now - timedelta(days=kept_days)))
