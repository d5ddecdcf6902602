"""«Моя карточка наставника»: preparing, previewing every field, publishing, withdrawing."""

from services.programs.outside.publication import commands, queries
from services.programs.outside.publication.checks import check_withdrawal
from services.programs.outside.publication.who import MENTORS
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Эту страницу видите только вы. После согласия карточку увидят специалисты края в реестре наставников."
OPTIONAL = [("subject", "предмет"), ("category", "квалификационная категория")]


async def show_card(tx: Tx, form: Form = Form()) -> View:
    """Show a mentor's own card."""
    own = await queries.own(tx)
    words = await queries.domains(tx)
    context = {
        "own": own,
        "domains": list(words.items()),
        "optional": OPTIONAL,
        "form": form,
    }
    return View("publication/card.html", context, title="Моя карточка наставника", seen_by=SEEN_BY)


DOORS = [
    page("/card", show_card, who=MENTORS, reads=SHOWN),
    *wish("/card/drafts", commands.WriteCard, commands.write_card, who=MENTORS, page=show_card, then="/card#leaves",
          flash="Карточка подготовлена. Проверьте, что именно уйдёт."),
    *wish("/card/publications", commands.PublishCard, commands.publish_card, who=MENTORS, page=show_card, then="/card",
          flash="Согласие дано, карточка ушла в реестр. Отозвать можно в любой день."),
    *wish("/card/withdrawals", commands.WithdrawCard, commands.withdraw_card, who=MENTORS, page=show_card,
          check=check_withdrawal, then="/card",
          flash="Согласие отозвано: карточка уходит из реестра, её слова стёрты."),
]  # fmt: skip

NAV = [Nav("Моя карточка наставника", "/card", "Наставничество", MENTORS, order=60)]
