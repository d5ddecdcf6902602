"""The college's card, and the rules in force."""

from datetime import date, datetime

import msgspec

from services.programs.college.organization.model import NoRules, WorkWeek, in_force
from shared.calendar import Calendar
from shared.contracts.regulation import Edition, KeptEdition, among
from shared.db import Tx, once
from shared.documents.model import Organization


class OrganizationCard(msgspec.Struct, frozen=True, kw_only=True):
    """The card of the college: what the region enrolled, and the letterhead that the college wrote."""

    name: str
    full_name: str
    municipality: str
    time_zone: str
    founder: str
    place: str
    address: str
    enrolled: bool
    described: bool


class EditionLine(msgspec.Struct, frozen=True):
    """An edition in the list."""

    edition_id: str
    title: str
    valid_from: date
    valid_to: date | None
    published: bool
    known_at: datetime


# What the frame needs to know of every organization of a contour: `About`.
ABOUT = "select jsonb_build_object('title', name, 'time_zone', time_zone) from college where slug = $1"


class _StoredEdition(msgspec.Struct, frozen=True):
    edition: Edition


@once
async def card(tx: Tx) -> OrganizationCard:
    """Return the college's card; before the region enrolled it, with its own letterhead or only its slug."""
    return await tx.one(
        OrganizationCard,
        """select coalesce(l.name, c.name, o.slug) as name, coalesce(l.full_name, c.full_name, o.slug) as full_name,
                  coalesce(c.municipality, '') as municipality, coalesce(c.time_zone, $2) as time_zone,
                  coalesce(l.founder, '') as founder, coalesce(l.place, c.municipality, '') as place,
                  coalesce(l.address, '') as address, c.slug is not null as enrolled, l.name is not null as described
           from (select $1::text as slug) o left join college c using (slug)
                left join letterhead l on l.organization = o.slug""",
        tx.organization, str(tx.zone),
    )  # fmt: skip


async def letterhead(tx: Tx) -> Organization:
    """Return the letterhead of the college: its own if it wrote one, else what the region enrolled."""
    own = await card(tx)
    return Organization(own.full_name, own.name, own.founder, own.place, own.address)


async def calendar(tx: Tx) -> Calendar:
    """Return the calendar that the organization works by: whoever counts its working days asks here.

    It is five days a week and no regional holidays until the organization says otherwise.
    """
    return (await work_week(tx)).calendar()


async def work_week(tx: Tx) -> WorkWeek:
    """Return how the organization works, as it was set."""
    kept = await tx.maybe(
        WorkWeek, "select week, holidays, yearly, ground from work_week where organization = $1", tx.organization
    )
    return kept or WorkWeek()


@once
async def edition(tx: Tx, on: date) -> KeptEdition:
    """Return the rules in force on a day, with their dictionaries and the words of the other editions."""
    known = await known_editions(tx)
    return among(known, in_force(known, on))


@once
async def edition_called(tx: Tx, edition_id: str) -> KeptEdition:
    """Return an edition by its code, with the words of the others; what began under an edition keeps it."""
    known = await known_editions(tx)
    found = next((one for one in known if one.edition == edition_id), None)
    if found is None:
        raise NoRules
    return among(known, found)


async def rules_since(tx: Tx) -> date:
    """Return the first day on which any edition of the rules is in force."""
    since: date | None = await tx.value("select min(valid_from) from edition")
    if since is None:
        raise NoRules
    return since


@once
async def known_editions(tx: Tx) -> list[Edition]:
    """Return every edition with all its content, by the first day, then as they were published."""
    kept = await tx.many(_StoredEdition, "select edition from edition order by valid_from, place")
    return [one.edition for one in kept]


async def editions(tx: Tx) -> list[EditionLine]:
    """Return every edition, the newest first."""
    return await tx.many(
        EditionLine,
        """select edition_id, edition->>'title' as title, valid_from, valid_to, published, known_at
           from edition order by valid_from desc, place desc""",
    )


def entries(edition: str, dictionary: str) -> str:
    """Return SQL for the entries of a dictionary; `edition` is an SQL expression of the edition's JSON."""
    return f"""jsonb_path_query_first({edition}, '$.dictionaries[*] ? (@.code == "{dictionary}").entries')"""


def rules_today(column: str, today: str) -> str:
    """Return a sub-select of a column of the edition in force on a day, for a statement that cannot call `edition`."""
    return f"""(select {column} from edition where valid_from <= {today} and (valid_to is null or {today} < valid_to)
                order by valid_from desc, place desc limit 1)"""  # noqa: S608 — of constants


def word(edition: str, dictionary: str, code: str) -> str:
    """Return a sub-select of the words for a code, as `KeptEdition.word` finds them; both are columns."""
    words, place = entries("e.edition", dictionary), "(e.valid_from, e.place)"
    return f"""coalesce((select entry->>'title' from edition own, edition e, jsonb_array_elements({words}) entry
                         where own.edition_id = {edition} and entry->>'code' = {code}
                         order by {place} <= (own.valid_from, own.place) desc, {place} desc limit 1), {code})"""  # noqa: S608 — of constants
