"""Renders every piece and the sample pages to HTML: `python -m tests.web.gallery FOLDER`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.web.forms import Form
from shared.web.frame import Actor, Entry, Exchange, Group, environment
from tests.web import invented as given

SAMPLES = Path(__file__).parent / "samples"


def pages() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Name → template and what it shows."""
    frame, days = given.frame, given.DAYS
    away = Exchange("wait", "Нет связи 12 мин; работаем как обычно", "/exchange")
    mentor = frame("Программы", actor=Actor("Ермолин Г. А.", "наставник"), exchange=away)
    official = frame(
        "Край сейчас",
        contour=given.REGION,
        actor=Actor("Тимохина А. Е.", "мониторинг"),
        nav=given.nav(given.REGION_NAV, "Край сейчас"),
        exchange=Exchange("ok", "51 из 54 полны", "/completeness"),
        seen_by="Эту страницу видят сотрудники министерства; имён на ней нет",
    )
    tutor = frame(
        "Маршруты",
        contour="ЦНППМ · внешний контур",
        actor=Actor("Кречетова Н. И.", "тьютор"),
        nav=given.nav(given.TUTOR_NAV, "Маршруты"),
        exchange=Exchange("ok", "Колледж на связи"),
        seen_by="Эту страницу видите вы и Шубина Л. В.",
    )
    alone = frame("Вход", actor=None, nav=(), exchange=None, seen_by="")
    refused = Form(wish="LogIn", typed={"login": ["vershinina"]}, refused="Логин или пароль не подходят.")
    region, within = Entry("Край сейчас", "/monitoring", 0, True), Entry("Полнота данных", "/monitoring/all", 0, True)
    nested = (Group("Мониторинг", (region, within)),)
    broken: dict[str, Any] = {"frame": alone, "message": "", "reference": "7f3a-11"}
    return {
        "today": ("today-sample.html", {"frame": frame("Сегодня"), "days": days, "soon": given.soon()}),
        "program": ("program.html", {"frame": mentor, **given.program()}),
        "region": ("region.html", {"frame": official, **given.region()}),
        "route": ("route.html", {"frame": tutor, **given.route()}),
        "today-plain": ("today.html", {"frame": frame("Сегодня"), "tasks": given.tasks(), "glances": given.glances()}),
        "today-done": ("today.html", {"frame": frame("Сегодня"), "tasks": [], "glances": []}),
        "login": ("login.html", {"frame": alone, "form": Form()}),
        "login-refused": ("login.html", {"frame": alone, "form": refused, "other": [("Через Госуслуги", "/oidc")]}),
        "api": ("api.html", {"frame": frame("Программный доступ"), **given.api()}),
        "problems": ("problems.html", {"frame": frame("Отказы"), "types": list(given.problem_types().values())}),
        "problem": (
            "problem.html",
            {"frame": frame("Отказ"), "type": given.problem_types()["too-long"], "types": "/problems"},
        ),
        "code": ("code.html", {"frame": alone, "form": Form(), "fields": {}, "paper": False}),
        "code-paper": ("code.html", {"frame": alone, "form": Form(), "fields": {}, "paper": True}),
        "form": ("form-sample.html", {"frame": frame("Программы"), "form": Form(), "begins": given.BEGINS}),
        "form-wrong": (
            "form-sample.html",
            {"frame": frame("Программы"), "form": given.wrong_form(), "begins": given.BEGINS},
        ),
        "import": ("import.html", {"frame": frame("Сотрудники"), "form": Form(), "rows": given.rows()}),
        "empty": ("empty.html", {"frame": frame("Кому нужен наставник")}),
        "pieces": (
            "pieces-sample.html",
            {"frame": frame("Документы", flash=given.FLASH), "days": days, **given.pieces()},
        ),
        "error-403": ("error.html", {**broken, "status": 403}),
        "error-404": ("error.html", {**broken, "status": 404, "frame": frame("Такой страницы нет", nav=nested)}),
        "error-409": ("error.html", {**broken, "status": 409, "message": "Эту пару уже отменила Вершинина О. П."}),
        "error-500": ("error.html", {**broken, "status": 500}),
    }


def render() -> dict[str, str]:
    """Name → HTML, by the environment that the application uses."""
    env = environment((SAMPLES,))
    return {name: env.get_template(template).render(context) for name, (template, context) in pages().items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in render().items():
        (folder / f"{name}.html").write_text(html)
