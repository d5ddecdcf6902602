"""The people of the demo's colleges. The organizations are real, the people are invented."""

from dataclasses import dataclass

from deploy.demo.staff import BGPK, BTLH, DemoPerson


@dataclass(frozen=True)
class Bond:
    """A pair: how many days ago it was proposed, and how far it has come."""

    mentor: str
    mentees: tuple[str, ...]
    form: str
    kinds: tuple[str, ...]
    topic: str
    begun: int
    story: str


@dataclass(frozen=True)
class Cast:
    """A college of the demo: its people and their roles, by surname."""

    staff: tuple[DemoPerson, ...]
    letterhead: dict[str, str]
    head: str
    curator: str
    order_number: str
    logins: dict[str, str]
    needs: dict[str, str]
    bonds: tuple[Bond, ...]


CASTS = {
    "btlh": Cast(
        staff=BTLH,
        letterhead={
            "full_name": "Краевое государственное бюджетное профессиональное образовательное учреждение "
            "«Бийский техникум лесного хозяйства»",
            "name": "КГБПОУ «БТЛХ»",
            "founder": "Министерство образования и науки Алтайского края",
            "place": "г. Бийск",
        },
        head="Ломакин",
        curator="Вершинина",
        order_number="64-о",
        logins={
            "mentor": "Ермолин", "mentee": "Шубина", "lapteva": "Лаптева", "guschin": "Гущин", "soboleva": "Соболева",
            "maltseva": "Мальцева", "kashkarov": "Кашкаров", "ilinyh": "Ильиных", "usoltsev": "Усольцев",
            "panferova": "Панфёрова", "shadrin": "Шадрин", "zhdanova": "Жданова",
        },
        needs={
            "Шубина": "novice", "Гущин": "novice", "Мальцева": "novice", "Ильиных": "new-workplace",
            "Усольцев": "novice", "Шадрин": "attestation", "Казанцева": "own-request",
        },
        bonds=(
            Bond("Кашкаров", ("Ильиных",), "teacher-teacher", ("traditional", "short-term"),
                 "занятие на полигоне: от плана до разбора", 210, "completed"),
            Bond("Ермолин", ("Шубина",), "teacher-teacher", ("traditional", "virtual"),
                 "таксация и практическое занятие в лесу", 84, "running"),
            Bond("Соболева", ("Усольцев", "Шадрин"), "teacher-teacher", ("group", "situational"),
                 "оценивание по профессиональным модулям", 60, "approving"),
            Bond("Лаптева", ("Гущин",), "teacher-teacher", ("traditional",),
                 "вхождение в должность мастера", 20, "consented"),
            Bond("Жданова", ("Мальцева",), "teacher-teacher", ("traditional",),
                 "методика занятия с малой группой", 9, "proposed"),
        ),
    ),
    "bgpk": Cast(
        staff=BGPK,
        letterhead={
            "full_name": "Краевое государственное бюджетное профессиональное образовательное учреждение "
            "«Барнаульский государственный педагогический колледж имени Василия Константиновича Штильке»",
            "name": "КГБПОУ «БГПК»",
            "founder": "Министерство образования и науки Алтайского края",
            "place": "г. Барнаул",
        },
        head="Арсентьева",
        curator="Рубан",
        order_number="41-од",
        logins={
            "mentor": "Тихомирова", "mentee": "Устинова", "gorbatenko": "Горбатенко", "sycheva": "Сычёва",
            "kolmakova": "Колмакова", "yudakov": "Юдаков", "hamzina": "Хамзина",
        },
        needs={
            "Устинова": "novice", "Сычёва": "novice", "Юдаков": "new-position", "Хамзина": "novice",
            "Шипицын": "novice", "Бояркина": "novice",
        },
        bonds=(
            Bond("Горбатенко", ("Сычёва",), "teacher-teacher", ("traditional",),
                 "методика дошкольного образования", 205, "completed"),
            Bond("Тихомирова", ("Устинова",), "teacher-teacher", ("traditional", "short-term"),
                 "первые занятия по педагогике", 80, "running"),
            Bond("Колмакова", ("Юдаков", "Хамзина"), "teacher-teacher", ("group",),
                 "цифровые инструменты на занятии", 74, "running"),
        ),
    ),
}  # fmt: skip
