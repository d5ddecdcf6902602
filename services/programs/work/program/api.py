"""JSON doors of programs."""

from uuid import UUID

from services.programs.work.program import carrying, commands, queries
from services.programs.work.program.who import CURATOR, HEAD, LISTERS
from shared.db import Tx
from shared.web.doors import SIGNED_IN, query, wish


async def draft(tx: Tx, command: commands.DraftProgram) -> dict[str, UUID]:
    return {"program_id": await commands.draft_program(tx, command)}


async def write(tx: Tx, command: commands.WriteProgram) -> dict[str, int]:
    return {"version": await commands.write_program(tx, command)}


async def add(tx: Tx, command: commands.AddActivity) -> dict[str, UUID]:
    return {"activity_id": await commands.add_activity(tx, command)}


async def meet(tx: Tx, command: carrying.RecordMeeting) -> dict[str, str]:
    return {"warning": await carrying.record_meeting(tx, command)}


async def move(tx: Tx, command: carrying.MoveActivity) -> dict[str, UUID]:
    return {"correction_id": await carrying.move_activity(tx, command)}


async def add_to_running(tx: Tx, command: carrying.AddToRunning) -> dict[str, UUID]:
    return {"correction_id": await carrying.add_to_running(tx, command)}


async def extend(tx: Tx, command: carrying.ExtendProgram) -> dict[str, UUID]:
    return {"correction_id": await carrying.extend_program(tx, command)}


async def approve_correction(tx: Tx, command: carrying.ApproveCorrection) -> dict[str, int]:
    return {"version": await carrying.approve_correction(tx, command)}


ONE = "/api/programs/{program_id:uuid}"
ACTIVITY = f"{ONE}/activities/{{activity_id:uuid}}"
CORRECTION = f"{ONE}/corrections/{{correction_id:uuid}}"

DOORS = [
    query("/api/programs", queries.programs, who=LISTERS),
    query(ONE, queries.program, who=SIGNED_IN),
    query(f"{ONE}/meetings", queries.meetings, who=SIGNED_IN),
    wish("/api/programs", commands.DraftProgram, draft, who=SIGNED_IN),
    wish(f"{ONE}/drafts", commands.WriteProgram, write, who=SIGNED_IN),
    wish(f"{ONE}/activities", commands.AddActivity, add, who=SIGNED_IN),
    wish(ACTIVITY, commands.ChangeActivity, commands.change_activity, who=SIGNED_IN),
    wish(f"{ACTIVITY}/removals", commands.DropActivity, commands.drop_activity, who=SIGNED_IN),
    wish(f"{ONE}/submissions", commands.SendProgram, commands.send_program, who=SIGNED_IN),
    wish(f"{ONE}/returns", commands.ReturnProgram, commands.return_program, who=HEAD),
    wish(f"{ONE}/approvals", commands.ApproveProgram, commands.approve_program, who=HEAD),
    wish(f"{ONE}/meetings", carrying.RecordMeeting, meet, who=SIGNED_IN),
    wish(f"{ACTIVITY}/results", carrying.ReportResult, carrying.report_result, who=SIGNED_IN),
    wish(f"{ACTIVITY}/marks", carrying.MarkActivity, carrying.mark_activity, who=SIGNED_IN),
    wish(f"{ACTIVITY}/moves", carrying.MoveActivity, move, who=SIGNED_IN),
    wish(f"{ONE}/additions", carrying.AddToRunning, add_to_running, who=SIGNED_IN),
    wish(f"{ONE}/extensions", carrying.ExtendProgram, extend, who=SIGNED_IN),
    wish(f"{CORRECTION}/approvals", carrying.ApproveCorrection, approve_correction, who=CURATOR),
    wish(f"{CORRECTION}/returns", carrying.ReturnCorrection, carrying.return_correction, who=CURATOR),
    wish(f"{ONE}/completions", carrying.CompleteProgram, carrying.complete_program, who=SIGNED_IN),
]
