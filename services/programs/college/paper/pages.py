"""The files of signed documents, earlier ones too."""

from uuid import UUID

from services.programs.college.paper import queries
from shared.db import Tx
from shared.documents.printed import Printed
from shared.doors import SIGNED_IN
from shared.web.papers import paper


async def signed(tx: Tx, paper_id: UUID) -> Printed:
    """Return a signed document as it was signed."""
    return await queries.printed(tx, await queries.paper(tx, paper_id))


DOORS = [*paper("/papers/{paper_id:uuid}/file", signed, who=SIGNED_IN, reads=queries.people_of)]
