"""Pages of pairs: the list, a pair with its papers, and the forms of proposal, consent, addendum and order."""

from datetime import date
from typing import Any
from uuid import UUID

from services.programs.college.act import queries as acts
from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.pairing.need import queries as needs
from services.programs.pairing.pair import (
    checks,
    combination,
    commands,
    ending,
    lists,
    members,
    model,
    ordering,
    papers,
    queries,
    steps,
)
from services.programs.pairing.pair.model import REGIMES
from services.programs.pairing.pair.refusals import PairUnknown
from services.programs.pairing.pair.who import (
    ADDENDUM_SEEN_BY,
    ANSWER_SEEN_BY,
    CLERKS,
    CURATOR,
    HEAD,
    LISTERS,
    ORDERING,
    REASON_SEEN_BY,
    SEEN_BY,
)
from shared.actor import Role
from shared.calendar import FIVE
from shared.consent import hash_of
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, wish
from shared.listing import Order
from shared.service import Nav
from shared.web.forms import Form
from shared.web.papers import paper

PAY_WORDS = [("percent", "% оклада"), ("amount", "руб. в месяц"), ("points", "баллы")]


async def show_pairs(tx: Tx, asked: lists.PairFilter = lists.ALL, order: Order = Order()) -> View:  # noqa: B008 — frozen
    """Show the pairs and groups, by state."""
    every = await queries.pairs(tx)
    counts = {
        "open": sum(card.stage in queries.OPEN for card in every),
        "running": sum(card.stage in queries.RUNNING for card in every),
    }
    context = {
        "pairs": await lists.listed(tx, asked, order),
        "every": len(every),
        "counts": counts,
        "over": len(every) - counts["open"] - counts["running"],
        "staff": queries.sees_all(tx),
        "proposing": tx.actor.has(Role.CURATOR),
        "ready": sum(card.stage == "ready" for card in every),
        "ordering": tx.actor.has(Role.HEAD, Role.CURATOR),
        "notes": {card.id: steps.note(card) for card in every},
    }
    return View("pair/pairs.html", context, title="Пары и группы", seen_by=SEEN_BY)


async def show_pair(tx: Tx, pair_id: UUID, form: Form = Form()) -> View:
    """Show one pair: its people, terms, papers and next step."""
    card = await queries.pair(tx, pair_id)
    introduction = await acts.in_force(tx)
    edition = await organization.edition_called(tx, card.edition)
    load = (await queries.loads(tx)).get(card.mentor.person_id, 0) if tx.actor.has(Role.CURATOR) else 0
    own = card.side(tx.actor.person_id)
    waiting = card.stage in queries.OPEN
    refused = combination.refusal(card.rules(), await members.members(tx)) if waiting else None
    context = {
        "pair": card,
        "own": own,
        "papers": steps.papers(card, introduction, tx.actor),
        "files": await signed.papers(tx, pair_id),
        "step": steps.next_step(card, tx.actor, introduced=introduction is not None),
        "gaps": ordering.gaps(
            card.rules(), await queries.names(tx), introduced=introduction is not None, gone=await queries.gone(tx)
        ),
        "regime": REGIMES[card.regime],
        "forbidden": refused.message if refused else "",
        "warning": model.load_warning(card.mentor.short, load, 0, edition) if load else "",
        "curating": tx.actor.has(Role.CURATOR),
        "clerk": tx.actor.has(Role.CURATOR, Role.HR),
        **await _leaving(tx, card, edition, own),
        "mentees": await _assessed(tx, card),
        "form": form,
    }
    asked = (
        tuple(side.person_id for side in card.sides if side.answer is None) if context["curating"] and waiting else ()
    )
    return View("pair/pair.html", context, title=card.title, seen_by=SEEN_BY, people=asked)


async def _leaving(tx: Tx, card: queries.PairCard, edition: Edition, own: queries.Side | None) -> dict[str, object]:
    """Return how the reader may leave the pair and when, and the notice that was given."""
    exit, notice = _exit(card, edition, own), card.notice
    for_somebody = own is not None or tx.actor.has(Role.HEAD)
    may_stop = card.stage == "active" and for_somebody
    calendar = await organization.calendar(tx) if may_stop else FIVE
    earliest = ending.earliest_end(exit, edition, tx.today, calendar)
    return {
        "earliest": earliest,
        "unsettled": terms.unsettled(tx.today, notice.effective_on if notice else earliest),
        "exit": exit,
        "noticed": notice
        and model.exit_rule(card.rules(), side=notice.side, person_id=notice.person_id, edition=edition),
        "may_stop": may_stop,
        "may_recall": notice is not None
        and card.stage == "leaving"
        and notice.person_id == (own.person_id if own else None)
        and for_somebody,
    }


def _exit(card: queries.PairCard, edition: Edition, own: queries.Side | None) -> model.Exit:
    """Return how the reader would leave the pair: in their own name, else for the employer."""
    who = own.person_id if own else None
    return model.exit_rule(card.rules(), side=own.role if own else "employer", person_id=who, edition=edition)


async def _assessed(tx: Tx, card: queries.PairCard) -> list[tuple[Any, Any, Any]]:
    """Return the mentees with what they said of their difficulties, for the mentor of a live pair; else nobody."""
    if not model.reads_assessment(card.rules(), tx.actor.person_id):
        return []
    assessed = await needs.for_mentor(tx, [side.person_id for side in card.mentees])
    shown = [(side, assessed[side.person_id]) for side in card.mentees if side.person_id in assessed]
    return [(side, assessment, await needs.lines(tx, assessment)) for side, assessment in shown]


async def show_consent(tx: Tx, pair_id: UUID, form: Form = Form()) -> View:
    """Show a participant the text to consent to."""
    card = await queries.pair(tx, pair_id)
    side = card.side(tx.actor.person_id)
    if side is None:
        raise PairUnknown
    text = await queries.consented_wording(tx, pair_id, side.person_id)
    given = bool(text)
    text = text or await papers.wording(tx, pair_id, side.person_id)
    edition = await organization.edition_called(tx, card.edition)
    context = {
        "exit": _exit(card, edition, side),
        "pair": card,
        "side": side,
        "text": text.split("\n"),
        "reason_seen_by": REASON_SEEN_BY,
        "seen": hash_of(text),
        "who": None if given else (await queries.staff(tx))[side.person_id],
        "given": given,
        "open": card.started_on is None and card.withdrawn_on is None and card.ended_on is None,
        "form": form,
    }
    title = "Согласие наставника" if side.role == "mentor" else "Согласие наставляемого"
    return View("pair/consent.html", context, title=title, seen_by=ANSWER_SEEN_BY)


async def show_addendum(tx: Tx, pair_id: UUID, person_id: UUID, form: Form = Form()) -> View:
    """Show the form of an addendum."""
    card = await queries.pair(tx, pair_id)
    side = card.side(person_id)
    if side is None:
        raise PairUnknown
    kept = next((one for one in card.addenda if one.person_id == person_id), None)
    context = {
        "pair": card,
        "side": side,
        "kept": kept,
        "written": await papers.written_in_addendum(tx, card, person_id),
        "pays": PAY_WORDS,
        "today": tx.today,
        "form": form,
    }
    return View("pair/addendum.html", context, title="Дополнительное соглашение", seen_by=ADDENDUM_SEEN_BY)


async def show_order(tx: Tx, form: Form = Form()) -> View:
    """Show which pairs an order may fix, and what the others lack."""
    introduced = await acts.in_force(tx) is not None
    known = await queries.names(tx)
    waiting = [card for card in await queries.pairs(tx) if card.stage in queries.OPEN]
    gone = await queries.gone(tx)
    known_members = await members.members(tx)
    lacking = [
        (
            card,
            ordering.gaps(card.rules(), known, introduced=introduced, gone=gone),
            combination.refusal(card.rules(), known_members),
        )
        for card in waiting
    ]
    ready = [card for card, gaps, refused in lacking if not gaps and not refused]
    context = {
        "ready": ready,
        "written": await papers.written_in_order(tx, ready),
        "lacking": [
            (card, gaps, refused.message if refused else "") for card, gaps, refused in lacking if gaps or refused
        ],
        "introduced": introduced,
        "signing": tx.actor.has(Role.HEAD),
        "orders": await queries.orders(tx),
        "kept": await signed.kept(tx, "pairing"),
        "today": tx.today,
        "form": form,
    }
    return View("pair/order.html", context, title="Приказ о закреплении", seen_by="Директор и куратор.")


def _to_pair(command: Any, result: Any) -> str:
    return f"/pairs/{command.pair_id}"


def _last_day(command: commands.GiveNotice, last: date) -> str:
    return f"Предупреждение принято. Последний день — {last:%d.%m.%Y}, до конца дня."


PAIR = "/pairs/{pair_id:uuid}"
MENTOR = f"{PAIR}/mentors/{{person_id:uuid}}"

DOORS = [
    page("/pairs", show_pairs, who=LISTERS, reads=SHOWN),
    page("/pairs/order", show_order, who=ORDERING, reads=SHOWN),
    *wish("/pairing-orders", commands.SignPairingOrder, commands.sign_pairing_order, who=HEAD, page=show_order,
          check=checks.check_order, then="/pairs/order",
          flash=lambda wish, _: f"Приказ № {wish.number} подписан. Пары начали работать.",
          answer="order_id"),
    *paper("/pairs/order/draft", papers.draft_order, who=ORDERING, reads=papers.in_draft),
    *paper("/pairs/orders/{order_id:uuid}/order", papers.signed_order, who=ORDERING, reads=members.in_order),
    page(PAIR, show_pair, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PAIR}/withdrawals", commands.WithdrawProposal, commands.withdraw_proposal, who=CURATOR, page=show_pair,
          then="/pairs", flash="Предложение снято."),
    *wish(f"{PAIR}/reminders", commands.Remind, commands.remind, who=CURATOR, page=show_pair, then=_to_pair,
          flash="Напомнили.", beside="a reminder changes nothing"),
    page(f"{PAIR}/consent", show_consent, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PAIR}/consents", commands.GiveConsent, commands.give_consent, who=SIGNED_IN, page=show_consent,
          then=_to_pair, flash="Согласие дано. До приказа его можно отозвать.",
          beside="the seal of the wording is asked instead: others may consent meanwhile"),
    *wish(f"{PAIR}/refusals", commands.Decline, commands.decline, who=SIGNED_IN, page=show_consent, then=_to_pair,
          flash=f"Отказ записан. {REASON_SEEN_BY}"),
    *wish(f"{PAIR}/consent-withdrawals", commands.WithdrawConsent, commands.withdraw_consent, who=SIGNED_IN,
          page=show_consent, then=_to_pair, flash="Согласие отозвано."),
    *paper(f"{PAIR}/consent/{{person_id:uuid}}/consent", papers.consent, who=SIGNED_IN, reads=members.of_pair),
    page(f"{PAIR}/addendum/{{person_id:uuid}}", show_addendum, who=CLERKS, reads=SHOWN),
    *wish(f"{MENTOR}/addenda", commands.RecordAddendum, commands.record_addendum, who=CLERKS, page=show_addendum,
          then=_to_pair, flash=lambda wish, _: f"Соглашение № {wish.number} записано.",
          beside="the paper is signed already; it is recorded beside what the pair does"),
    *wish(f"{MENTOR}/addendum-corrections", commands.CorrectAddendum, commands.correct_addendum, who=CLERKS,
          page=show_addendum, then=_to_pair, flash=lambda wish, _: f"Соглашение № {wish.number} исправлено."),
    *paper(f"{PAIR}/addendum/{{person_id:uuid}}/addendum", papers.addendum, who=SIGNED_IN, reads=members.of_pair),
    *wish(f"{PAIR}/notices", commands.GiveNotice, commands.give_notice, who=SIGNED_IN, page=show_pair, then=_to_pair,
          check=checks.check_notice, flash=_last_day, answer="effective_on"),
    *wish(f"{PAIR}/notice-recalls", commands.RecallNotice, commands.recall_notice, who=SIGNED_IN, page=show_pair,
          then=_to_pair, flash="Предупреждение отозвано, пара работает дальше."),
    *wish(f"{PAIR}/dismissals", commands.DismissPair, commands.dismiss_pair, who=CURATOR, page=show_pair,
          check=checks.check_dismissal, then=_to_pair, flash="Пара прекращена."),
]  # fmt: skip

NAV = [Nav("Пары и группы", "/pairs", "Наставничество", LISTERS, order=20)]
