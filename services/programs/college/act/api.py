"""JSON doors of the introduction order."""

from services.programs.college.act import queries
from services.programs.college.act.commands import (
    DiscardAct,
    DraftAct,
    RedraftAct,
    SignAct,
    discard_act,
    draft_act,
    redraft_act,
    sign_act,
)
from services.programs.college.act.model import KEEPERS, READERS, SIGNERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/acts", queries.acts, who=READERS),
    query("/api/acts/{act_id:uuid}", queries.act, who=READERS),
    wish("/api/acts", DraftAct, draft_act, who=KEEPERS),
    wish("/api/corrected-acts", RedraftAct, redraft_act, who=KEEPERS),
    wish("/api/signed-acts", SignAct, sign_act, who=SIGNERS),
    wish("/api/discarded-acts", DiscardAct, discard_act, who=KEEPERS),
]
