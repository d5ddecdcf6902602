"""Uploads as their doors take them: the file is read before the transaction, the command gets what was read."""

from uuid import UUID

from services.programs.college.staff_list import commands as lists
from services.registry.regulation.edition import commands as editions
from shared.db import Tx


async def upload_list(tx: Tx, command: lists.UploadStaffList) -> UUID:
    """Upload a staff list; return its id."""
    return await lists.upload_staff_list(tx, command, await lists.read_staff_list(command, tx.today))


async def upload_edition(tx: Tx, command: editions.UploadRegulation) -> str:
    """Upload an edition; return its code."""
    return await editions.upload_regulation(tx, command, await editions.read_regulation(command, tx.today))
