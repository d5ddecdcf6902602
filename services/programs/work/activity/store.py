"""Stores the results of activities."""

from services.programs.work.activity.events import ActivityMarked, ResultReported
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(ResultReported)
async def _reported(tx: Tx, event: ResultReported) -> None:
    await tx.run(
        """insert into result (activity_id, program_id, product, link, reported_by, reported_on)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (activity_id) do update set product = excluded.product, link = excluded.link,
             reported_by = excluded.reported_by, reported_on = excluded.reported_on, mark = null, note = '',
             marked_on = null""",
        event.activity_id, event.program_id, event.product, event.link, event.by, event.reported_on,
    )  # fmt: skip


@apply.on(ActivityMarked)
async def _marked(tx: Tx, event: ActivityMarked) -> None:
    await tx.run(
        """update result set mark = $2, note = $3, level_now = coalesce($4, level_now), marked_on = $5
           where activity_id = $1""",
        event.activity_id, event.mark, event.note, event.level_now, event.marked_on,
    )  # fmt: skip
