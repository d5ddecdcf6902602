"""JSON doors of pairs."""

from uuid import UUID

import msgspec

from services.programs.pairing.pair import commands, papers, queries
from services.programs.pairing.pair.model import wording_hash
from services.programs.pairing.pair.who import CLERKS, CURATOR, HEAD, LISTERS, STAFF
from shared.db import Tx
from shared.web.doors import SIGNED_IN, query, wish


class Proposed(msgspec.Struct, frozen=True):
    """The new pair, and what to think about before the order."""

    pair_id: UUID
    warning: str


async def propose(tx: Tx, command: commands.ProposePair) -> Proposed:
    pair_id = await commands.propose_pair(tx, command)
    return Proposed(pair_id, await commands.load_warning(tx, pair_id))


async def consent_text(tx: Tx, pair_id: UUID) -> dict[str, str]:
    text = await papers.wording(tx, pair_id, tx.actor.person_id) if tx.actor.person_id else ""
    return {"text": text, "seen": wording_hash(text)}


async def sign(tx: Tx, command: commands.SignPairingOrder) -> dict[str, UUID]:
    return {"order_id": await commands.sign_pairing_order(tx, command)}


DOORS = [
    query("/api/pairs", queries.pairs, who=LISTERS),
    query("/api/pairs/{pair_id:uuid}", queries.pair, who=SIGNED_IN),
    query("/api/pairs/{pair_id:uuid}/consent-text", consent_text, who=SIGNED_IN),
    query("/api/pairing-orders", queries.orders, who=STAFF),
    wish("/api/pairs", commands.ProposePair, propose, who=CURATOR),
    wish("/api/pairs/{pair_id:uuid}/withdrawals", commands.WithdrawProposal, commands.withdraw_proposal, who=CURATOR),
    wish("/api/pairs/{pair_id:uuid}/reminders", commands.Remind, commands.remind, who=CURATOR),
    wish("/api/pairs/{pair_id:uuid}/consents", commands.GiveConsent, commands.give_consent, who=SIGNED_IN),
    wish("/api/pairs/{pair_id:uuid}/refusals", commands.Decline, commands.decline, who=SIGNED_IN),
    wish(
        "/api/pairs/{pair_id:uuid}/consent-withdrawals",
        commands.WithdrawConsent,
        commands.withdraw_consent,
        who=SIGNED_IN,
    ),
    wish("/api/pairs/{pair_id:uuid}/addenda", commands.RecordAddendum, commands.record_addendum, who=CLERKS),
    wish("/api/pairing-orders", commands.SignPairingOrder, sign, who=HEAD),
    wish("/api/pairs/{pair_id:uuid}/notices", commands.GiveNotice, commands.give_notice, who=SIGNED_IN),
    wish("/api/pairs/{pair_id:uuid}/notice-recalls", commands.RecallNotice, commands.recall_notice, who=SIGNED_IN),
    wish("/api/pairs/{pair_id:uuid}/dismissals", commands.DismissPair, commands.dismiss_pair, who=CURATOR),
]
