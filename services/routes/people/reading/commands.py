"""Tells each college what was read about its people on a day."""

from collections.abc import Sequence
from datetime import date

from services.routes.people.reading import store
from shared.contracts.routes import READ, PeopleRead
from shared.db import Tx
from shared.service import DayOfReads


async def tell_reads(tx: Tx, day: date, read: Sequence[DayOfReads]) -> None:
    """Tell the enrolled colleges which of their people were read about on a day, by role and kind of page; once."""
    enrolled, told = await store.enrolled(tx), await store.told(tx, day)
    for one in read:
        what = one.what if one.what in READ else "other"
        if one.organization in enrolled and (one.organization, one.role.value, what) not in told:
            event = PeopleRead(
                organization=one.organization, read_on=day, role=one.role.value, what=what, person_ids=one.people
            )
            await store.record(tx, event)
