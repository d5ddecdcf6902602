"""Stores reflections; a later one replaces an earlier one."""

from services.routes.route.reflection.model import DifficultyReflected, ImageReflected
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(DifficultyReflected)
async def _difficulty(tx: Tx, event: DifficultyReflected) -> None:
    await tx.run(
        """insert into reflection (route_id, organization, domain, level, text, written_at, told_by)
           select id, organization, $2, $3, $4, $5, tutor_name from route where id = $1
           on conflict (route_id, domain) do update
           set level = excluded.level, text = excluded.text, written_at = excluded.written_at,
               told_by = excluded.told_by""",
        event.route_id, event.domain, event.level, event.text, tx.now,
    )  # fmt: skip


@apply.on(ImageReflected)
async def _image(tx: Tx, event: ImageReflected) -> None:
    await tx.run(
        """insert into closeness (route_id, organization, mark, text, written_at, told_by)
           select id, organization, $2, $3, $4, tutor_name from route where id = $1
           on conflict (route_id) do update
           set mark = excluded.mark, text = excluded.text, written_at = excluded.written_at,
               told_by = excluded.told_by""",
        event.route_id, event.mark, event.text, tx.now,
    )  # fmt: skip
