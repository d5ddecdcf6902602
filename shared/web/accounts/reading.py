"""«Кто смотрел мои данные»: who was shown what about a person, here and in the region; for that person alone."""

from shared.actor import Actor, Role
from shared.doors import SHOWN, SIGNED_IN, View, page, roles
from shared.identity.gate import Gate
from shared.service import Nav

NAV = Nav(
    "Кто смотрел мои данные",
    "/profile/reads",
    "Связь",
    roles(Role.TEACHER, Role.MENTOR, Role.MENTEE, Role.CURATOR),
    order=96,
)


async def show_reads(actor: Actor, gate: Gate) -> View:
    """Show who was shown data of the actor; what they looked at themselves is not listed."""
    here = []
    if actor.person_id is not None:
        async with gate.transaction(actor) as tx:
            here = await gate.reads_about(tx, actor.person_id)
    context = {"here": here, "elsewhere": await gate.read_elsewhere(actor), "person_id": actor.person_id,
               "kept": gate.config.reads_kept_days}  # fmt: skip
    return View("identity/reads.html", context, "Кто смотрел мои данные", "Вы, и больше никто.")


DOORS = [page("/profile/reads", show_reads, who=SIGNED_IN, in_person=True, reads=SHOWN)]
