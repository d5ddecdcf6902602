"""Invented people, days and figures for the gallery; the organizations are real, the rest is not."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from deploy.contours import services_of
from shared.service import Glance
from shared.tasks import Task
from shared.web import charts, times
from shared.web.forms import Form
from shared.web.frame import Actor, Entry, Exchange, Flash, Frame, Group
from shared.web.openapi import describe
from shared.web.problems import ProblemType, types_of
from shared.web.reference import reference

BARNAUL = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 24, 7, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
BEGINS, ENDS = date(2026, 9, 1), date(2027, 5, 31)
DAYS = {shift: TODAY + timedelta(days=shift) for shift in range(-30, 61)}
COLLEGE = "Бийский техникум лесного хозяйства"
REGION = "Министерство образования · внешний контур"

CURATOR_NAV = {
    "": [("Сегодня", 4)],
    "Наставничество": [
        ("Кому нужен наставник", 0),
        ("Пары и группы", 2),
        ("Программы", 0),
        ("Совет наставников", 1),
        ("Практики", 0),
    ],
    "Организация": [("Документы", 1), ("Сотрудники", 0), ("Отчёты", 0), ("Обмен с регионом", 0)],
}
REGION_NAV = {
    "": [("Сегодня", 3)],
    "Мониторинг": [("Край сейчас", 0), ("Показатели", 0), ("Риски", 9), ("Кампании", 0), ("Полнота данных", 0)],
    "Реестр": [
        ("Организации", 0),
        ("Наставники", 0),
        ("Запросы между организациями", 4),
        ("Награды", 0),
        ("Практики", 0),
    ],
}
TUTOR_SECTIONS = ["Сегодня", "Маршруты", "Диагностика", "Курсы", "Стажировки", "Практики", "Моя нагрузка"]
TUTOR_NAV = {"": [(title, 0) for title in TUTOR_SECTIONS]}


def nav(groups: dict[str, list[tuple[str, int]]], current: str) -> tuple[Group, ...]:
    return tuple(
        Group(name, tuple(Entry(title, f"/{title}", count, title == current) for title, count in entries))
        for name, entries in groups.items()
    )


def frame(title: str, **changes: Any) -> Frame:
    usual: dict[str, Any] = {
        "contour": COLLEGE,
        "now": NOW,
        "zone": BARNAUL,
        "csrf": "invented",
        "actor": Actor("Вершинина О. П.", "куратор"),
        "nav": nav(CURATOR_NAV, title),
        "exchange": Exchange("ok", "Регион получил всё до 14:02", "/exchange"),
        "seen_by": f"Эту страницу видят куратор и руководитель: {COLLEGE}",
    }
    return Frame(title=title, **{**usual, **changes})


def api() -> dict[str, Any]:
    """The whole description of a college's API."""
    described = describe("college", services_of("college"))
    return {"reference": reference(described), "address": "/api/openapi.json"}


def problem_types() -> dict[str, ProblemType]:
    """Every type of problem of a college."""
    services_of("college")
    return types_of(["programs"])


def glances() -> list[Glance]:
    return [
        Glance(
            title="Год 2026/27",
            lines=("17 программ идёт, 5 завершено",),
            meter=(22, 26, "22 из 26 педагогов, которым нужен наставник, его имеют"),
            link=("Программы", "/programs"),
        ),
        Glance(title="Скоро подводить итог", lines=("26 декабря: Шубина Л. В.",)),
    ]


def tasks() -> list[Task]:
    return [
        Task(
            title="Пара без приказа: Лаптева — Гущин",
            why="Согласия и дополнительное соглашение есть с 18 ноября (Положение, пп. 4.1.1 и 4.1.4).",
            action="Подготовить приказ",
            url="/acts/new",
            due=DAYS[-2],
        ),
        Task(
            title="Шубина ещё не отметила свои затруднения",
            why="Без них программу не составить.",
            action="Напомнить",
            url="/needs",
            pill="ждём 3 дня",
        ),
    ]


def soon() -> list[dict[str, Any]]:
    return [
        {
            "at": datetime(2026, 11, 25, 8, 40, tzinfo=UTC),
            "what": "Заседание совета наставников, 4 вопроса",
            "who": "Совет, кворум есть",
        },
        {"at": DAYS[3], "what": "Встреча «Рабочая тетрадь по таксации»", "who": "Ермолин — Шубина"},
        {"at": DAYS[6], "what": "Заканчивается программа Ильиных", "who": "Наставник подводит итог"},
    ]


ACTIVITIES = [
    ("Три взаимных посещения с разбором", date(2026, 9, 20), "Карта наблюдений"),
    ("Сценарий занятия «Таксация насаждений»", date(2026, 10, 15), "Разработка занятия"),
    ("Открытое занятие на полигоне", date(2026, 11, 10), "Видеозапись и разбор"),
    ("Критерии оценивания по ПМ.02", date(2026, 12, 8), ""),
    ("Родительское собрание первого курса", date(2027, 1, 20), ""),
    ("Рабочая тетрадь по таксации", date(2027, 3, 5), ""),
    ("Выступление на методическом объединении", date(2027, 4, 15), ""),
    ("Итоговое занятие", date(2027, 5, 25), ""),
]


def program() -> dict[str, Any]:
    papers = [
        "Согласие наставника, 25.08",
        "Согласие наставляемой, 26.08",
        "Доп. соглашение № 14 (ст. 351.8 ТК РФ)",
        "Приказ № 118-л от 29.08.2026",
    ]
    return {
        "begins": BEGINS,
        "ends": ENDS,
        "line": times.timeline(BEGINS, ENDS, TODAY, [(what, due, bool(done)) for what, due, done in ACTIVITIES]),
        "activities": [{"due": due, "what": what, "result": result} for what, due, result in ACTIVITIES[:5]],
        "difficulties": [
            {
                "title": "Проектирование практического занятия на полигоне",
                "note": "методические · было «высокое», сейчас «среднее»",
                "done": 60,
            },
            {
                "title": "Оценивание по профессиональным модулям",
                "note": "предметно-профессиональные · «среднее»",
                "done": 35,
            },
            {
                "title": "Работа с родителями первокурсников",
                "note": "психолого-педагогические · «высокое»",
                "done": 10,
            },
        ],
        "papers": [{"title": title, "state": "have", "url": "/acts/1"} for title in papers],
    }


COVERAGE: list[tuple[str, float | None]] = [
    ("Алейск", 71), ("Алтайский", 74), ("Барнаул", 52), ("Белокуриха", 38), ("Бийск", 58), ("Благовещенский", 74),
    ("Завьяловский", 58), ("Заринск", 66), ("Зональный", 45), ("Камень-на-Оби", 22), ("Косихинский", 58),
    ("Красногорский", 58), ("Кулундинский", 52), ("Мамонтовский", 38), ("Новоалтайск", 88), ("Павловский", 66),
    ("Первомайский", 58), ("Поспелихинский", 52), ("Ребрихинский", 61), ("Рубцовск", 38), ("Славгород", 45),
    ("Смоленский", 52), ("Советский", 45), ("Солонешенский", 58), ("Тальменский", 74), ("Топчихинский", 22),
    ("Троицкий", 58), ("Целинный", 83), ("Шипуновский", 22), ("Яровое", None),
]  # fmt: skip
MONTHS = [date(2025 + (8 + i) // 12, (8 + i) % 12 + 1, 1) for i in range(12)]
YEAR_BEFORE: list[float | None] = [64, 66.5, 68, 69.1, 70, 71.2, 71.9, 72.4, 73, 73.1, 72.8, 72.5]
THIS_YEAR: list[float | None] = [61, 69.4, 81.1, *[None] * 9]


def region() -> dict[str, Any]:
    forms = [("педагог – педагог", 287), ("руководитель – педагог", 61), ("педагог – студент", 54), ("другие", 27)]
    steps = [
        ("Нужен наставник", 1284),
        ("Есть пара", 1127),
        ("Программа идёт или завершена", 1041),
        ("Завершена с результатом", 612),
    ]
    small: list[tuple[str, list[float | None]]] = [
        ("Бийск", [31, 38, 44, 52, 55, 58]),
        ("Барнаул", [47, 48, 50, 51, 51, 52]),
        ("Новоалтайск", [80, 81, 84, 86, 88, 88]),
        ("Рубцовск", [40, 40, None, 39, 38, 38]),
        ("Заринск", [60, 61, 63, 65, 66, 66]),
        ("Славгород", [30, 33, 36, 40, 44, 45]),
    ]
    return {
        "running": 429,
        "tiles": charts.tiles("Охват", [(name, value, f"/coverage/{name}") for name, value in COVERAGE]),
        "forms": charts.bars("Пары по формам", forms),
        "funnel": charts.funnel("От потребности до результата", steps),
        "lines": charts.lines("Охват", MONTHS, [("2026/27", THIS_YEAR), ("2025/26", YEAR_BEFORE)], unit="%"),
        "small": charts.multiples(MONTHS[:6], small, unit="%"),
    }


def route() -> dict[str, Any]:
    titles = [
        "Самоопределение",
        "Достижения",
        "Затруднения",
        "Дорожная карта",
        "Реализация",
        "Корректировка",
        "Рефлексия",
    ]
    states = ["done"] * 4 + ["now"] * 2 + [""]
    lanes = [
        (
            "Курсы",
            [
                ("ИКТ в СПО, 72 ч", date(2024, 10, 1), date(2025, 6, 15)),
                ("Оценивание, 36 ч", date(2026, 1, 12), date(2026, 11, 30)),
                ("Наставник, 48 ч", date(2027, 10, 1), date(2028, 5, 30)),
            ],
        ),
        (
            "Пробы",
            [
                ("Полигон", date(2025, 9, 1), date(2026, 4, 30)),
                ("Смешанный урок", date(2026, 12, 5), date(2027, 8, 20)),
            ],
        ),
        ("Проекты", [("Рабочая тетрадь", date(2026, 5, 20), date(2027, 7, 1))]),
        (
            "Меры",
            [
                ("Программа наставничества", date(2026, 9, 1), date(2027, 5, 31)),
                ("Конкурс", date(2028, 2, 1), date(2028, 11, 30)),
            ],
        ),
    ]
    return {
        "steps": [
            {"title": title, "state": state, "url": "/routes/1" if state else ""}
            for title, state in zip(titles, states, strict=True)
        ],
        "band": times.ribbon(date(2024, 9, 1), date(2029, 8, 31), TODAY, lanes),
        "areas": [
            {"title": "Методические", "scores": [42, 58, 71], "by": "курс, программа в колледже"},
            {"title": "Цифровизация", "scores": [35, 66, 80], "by": "курс завершён"},
            {"title": "Психолого-педагогические", "scores": [51, 49, 55], "by": ""},
        ],
    }


def wrong_form() -> Form:
    typed = {
        "title": ["Первые шаги на полигоне"],
        "begins": ["2026-09-01"],
        "ends": ["2027-09-30"],
        "hours": ["два"],
        "kinds": ["remote", "traditional"],
        "goal": ["Шубина сама проектирует и проводит практическое занятие."],
    }
    errors = {
        "ends": "Программа заканчивается 30 сентября — это 13 месяцев. По Положению (п. 1.2) — не дольше года: "
        "поставьте дату не позже 31 августа.",
        "hours": "Здесь нужно число.",
        "pair_form": "Выберите из списка.",
        "level": "Заполните это поле.",
    }
    return Form(wish="ProposeProgram", typed=typed, errors=errors)


def rows() -> list[dict[str, Any]]:
    names = ("number", "name", "position", "years", "answer", "state", "why")
    answers = [
        (5, "Ермолин Глеб Аркадьевич", "преподаватель", "21,5", "обновим", "info", "была должность «мастер п/о»"),
        (6, "Шубина Лариса Викторовна", "преподаватель", "1,2", "добавим", "ok", ""),
        (7, "Мальцева Софья Денисовна", "преподаватель", "0,3", "добавим", "ok", ""),
        (8, "Гущин", "", "—", "не поняли", "late", "Нет имени и отчества. Допишите их в столбце B."),
        (9, "Лаптева Нина Юрьевна", "методист", "17", "без изменений", "", ""),
        (10, "Соболева Инна Сергеевна", "мастер", "8,4", "не поняли", "late", "«31. 13. 22 г.» — нет такого месяца."),
    ]
    return [dict(zip(names, answer, strict=True)) for answer in answers]


def pieces() -> dict[str, Any]:
    late = [("Посещение", date(2026, 9, 20), True), ("Разбор", date(2026, 10, 30), False), ("Итог", ENDS, False)]
    story = [
        (NOW - timedelta(minutes=12), "Приказ № 118-л подписан", "Самойлова И. К."),
        (NOW - timedelta(hours=20), "Шубина согласилась", ""),
        (NOW - timedelta(days=40), "Куратор предложил пару", "Вершинина О. П."),
    ]
    return {
        "papers_half": [
            {"title": "Согласие наставника", "state": "have", "note": "25 августа", "url": "/acts/1"},
            {"title": "Доп. соглашение", "state": "wait", "note": "ждёт подписи директора"},
            {"title": "Приказ", "state": "none"},
        ],
        "begins": BEGINS,
        "ends": ENDS,
        "form": Form(),
        "story": [{"at": at, "text": text, "who": who} for at, text, who in story],
        "percents": charts.bars("Охват", COVERAGE[:5], unit="%", urls=["/coverage/aleysk"]),
        "coverage": COVERAGE[:3],
        "late": times.timeline(BEGINS, ENDS, TODAY, late),
        "gaps": charts.lines("Встречи", MONTHS, [("Встречи", [3, 5, None, 8, 9, None, 17, 14, 12, 11, 6, 0])]),
    }


FLASH = Flash("Приказ № 118-л подготовлен. Осталась подпись директора.", "ok", undo="/acts/118/withdraw")
