"""JSON doors of a mentor's own card."""

from services.programs.outside.publication import commands, queries
from services.programs.outside.publication.who import MENTORS
from shared.web.doors import query, wish

DOORS = [
    query("/api/card", queries.own, who=MENTORS),
    wish("/api/card", commands.WriteCard, commands.write_card, who=MENTORS),
    wish("/api/card/publications", commands.PublishCard, commands.publish_card, who=MENTORS),
    wish("/api/card/withdrawals", commands.WithdrawCard, commands.withdraw_card, who=MENTORS),
]
