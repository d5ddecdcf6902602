"""Views of the register: a searchable list and a card."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from shared.db import Tx
from shared.errors import NotFound

PAGE = 50


class MentorUnknown(NotFound):
    """Такой карточки в реестре нет: её не публиковали или отозвали согласие."""


class MentorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of the register; every field is optional."""

    q: str = ""
    domain: str = ""
    municipality: str = ""
    category: str = ""
    load: Literal["", "free", "few", "many"] = ""
    sort: Literal["", "name", "-name", "subject", "-subject", "organization", "-organization", "category", "-category",
                  "load", "-load"] = ""  # fmt: skip
    page: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


ALL = MentorFilter()


class MentorCard(msgspec.Struct, frozen=True, kw_only=True):
    """The card of a mentor: what the consent allows to show."""

    organization: str
    organization_name: str
    municipality: str
    person_id: UUID
    name: str
    post: str
    subject: str
    category: str
    experience_years: int
    domains: list[str]
    about_self: str
    mentees_now: int
    consented_on: date


class Choice(msgspec.Struct, frozen=True):
    """A value by which the register can be narrowed."""

    kind: Literal["municipality", "category"]
    value: str


class Register(msgspec.Struct, frozen=True):
    """One page of the register, and how many there are in all."""

    mentors: list[MentorCard]
    found: int
    published: int


async def mentors(tx: Tx, asked: MentorFilter = ALL) -> Register:
    """Return a page of the published mentors that fit the filter."""
    found = await tx.many(
        MentorCard,
        """select m.organization, coalesce(o.name, m.organization) as organization_name,
                  coalesce(o.municipality, '') as municipality, m.person_id, m.name, m.post, m.subject, m.category,
                  m.experience_years, m.domains, m.about_self, m.mentees_now, m.consented_on
           from mentor m left join organization o using (organization)
           where (m.name ilike '%' || $1 || '%' or m.subject ilike '%' || $1 || '%')
             and ($2 = '' or $2 = any (m.domains)) and ($3 = '' or o.municipality = $3) and ($4 = '' or m.category = $4)
             and case $5 when 'free' then m.mentees_now = 0 when 'few' then m.mentees_now between 1 and 2
                         when 'many' then m.mentees_now > 2 else true end
           order by
             case $8 when 'subject' then nullif(replace(lower(m.subject), 'ё', 'е'), '')
                     when 'organization' then replace(lower(coalesce(o.name, m.organization)), 'ё', 'е')
                     when 'category' then nullif(m.category, '') end nulls last,
             case $8 when '-subject' then nullif(replace(lower(m.subject), 'ё', 'е'), '')
                     when '-organization' then replace(lower(coalesce(o.name, m.organization)), 'ё', 'е')
                     when '-category' then nullif(m.category, '')
                     when '-name' then replace(lower(m.name), 'ё', 'е') end desc nulls last,
             case $8 when 'load' then m.mentees_now when '-load' then -m.mentees_now end,
             replace(lower(m.name), 'ё', 'е'), m.person_id limit $6 offset $7""",
        *_narrowed(asked), PAGE, (asked.page - 1) * PAGE, asked.sort,
    )  # fmt: skip
    count = await tx.value(
        """select count(*) from mentor m left join organization o using (organization)
           where (m.name ilike '%' || $1 || '%' or m.subject ilike '%' || $1 || '%')
             and ($2 = '' or $2 = any (m.domains)) and ($3 = '' or o.municipality = $3) and ($4 = '' or m.category = $4)
             and case $5 when 'free' then m.mentees_now = 0 when 'few' then m.mentees_now between 1 and 2
                         when 'many' then m.mentees_now > 2 else true end""",
        *_narrowed(asked),
    )
    return Register(found, count, await tx.value("select count(*) from mentor"))


def _narrowed(asked: MentorFilter) -> tuple[str, ...]:
    return (asked.q.strip().replace("%", ""), asked.domain, asked.municipality, asked.category, asked.load)


async def mentor(tx: Tx, organization: str, person_id: UUID) -> MentorCard:
    """Return one card."""
    card = await tx.maybe(
        MentorCard,
        """select m.organization, coalesce(o.name, m.organization) as organization_name,
                  coalesce(o.municipality, '') as municipality, m.person_id, m.name, m.post, m.subject, m.category,
                  m.experience_years, m.domains, m.about_self, m.mentees_now, m.consented_on
           from mentor m left join organization o using (organization)
           where m.organization = $1 and m.person_id = $2""",
        organization, person_id,
    )  # fmt: skip
    if card is None:
        raise MentorUnknown
    return card


async def choices(tx: Tx) -> list[Choice]:
    """Return the choices of each filter, with the values that occur in the register."""
    return await tx.many(
        Choice,
        """select distinct 'municipality' as kind, o.municipality as value
           from mentor m join organization o using (organization)
           union select distinct 'category', category from mentor where category <> '' order by 1, 2""",
    )
