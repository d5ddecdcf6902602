"""«Журнал доступа»: what was done with accounts, for the head; and about one's own account, for its owner."""

from shared.actor import Role
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, query, roles
from shared.identity.deeds import deeds
from shared.service import Nav
from shared.web.accounts.profile import session_of
from shared.web.desk import Visitor

READERS = roles(Role.HEAD, Role.OPERATOR)
NAV = Nav("Журнал доступа", "/access-journal", "Организация", READERS, order=91)


async def show_journal(tx: Tx) -> View:
    """Show what was done with the accounts of the organization."""
    seen_by = "Директор и оператор платформы. Записи журнала нельзя ни изменить, ни удалить."
    return View("identity/journal.html", {"deeds": await deeds(tx), "own": False}, "Журнал доступа", seen_by)


async def show_own_journal(tx: Tx, visitor: Visitor) -> View:
    """Show what was done with one's own account."""
    found = await deeds(tx, session_of(visitor).account_id)
    return View("identity/journal.html", {"deeds": found, "own": True}, "Что делали с вашей записью", "Вы и директор.")


DOORS = [
    page("/access-journal", show_journal, who=READERS, in_person=True, reads=SHOWN),
    query("/api/access-journal", deeds, who=READERS, in_person=True, reads=SHOWN),
    page("/profile/journal", show_own_journal, who=SIGNED_IN, in_person=True, reads=SHOWN),
]
