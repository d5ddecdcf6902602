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
    earlier_order: str
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
            "panferova": "Панфёрова", "shadrin": "Шадрин", "zhdanova": "Жданова", "burmistrova": "Бурмистрова",
            "kazantseva": "Казанцева", "fominyh": "Фоминых", "cherepanova": "Черепанова",
            "belozerskih": "Белозерских", "dorofeev": "Дорофеев",
        },
        needs={
            "Шубина": "novice", "Гущин": "novice", "Мальцева": "novice", "Ильиных": "new-workplace",
            "Усольцев": "novice", "Шадрин": "attestation", "Казанцева": "own-request",
            "Черепанова": "new-workplace", "Дорофеев": "new-position",
        },
        earlier_order="",
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
            Bond("Бурмистрова", ("Казанцева",), "teacher-teacher", ("virtual",),
                 "конкурс ландшафтного дизайна", 12, "declined"),
            Bond("Фоминых", ("Черепанова",), "teacher-teacher", ("traditional",),
                 "возвращение к работе после отпуска", 26, "withdrawn"),
            Bond("Белозерских", ("Дорофеев",), "teacher-teacher", ("traditional", "situational"),
                 "занятие-станции по основам защиты Родины", 34, "returned"),
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
            "kolmakova": "Колмакова", "yudakov": "Юдаков", "hamzina": "Хамзина", "dyakova": "Дьякова-Рыбина",
            "shipitsyn": "Шипицын", "vays": "Вайс", "pushkarev": "Пушкарёв", "tretyakova": "Третьякова",
            "boyarkina": "Бояркина", "logacheva": "Логачёва", "komissarova": "Комиссарова",
        },
        needs={
            "Устинова": "novice", "Сычёва": "novice", "Юдаков": "new-position", "Хамзина": "novice",
            "Шипицын": "novice", "Бояркина": "novice",
            "Пушкарёв": "own-request", "Комиссарова": "own-request",
        },
        earlier_order="12-од",
        bonds=(
            Bond("Горбатенко", ("Сычёва",), "teacher-teacher", ("traditional",),
                 "методика дошкольного образования", 205, "completed"),
            Bond("Тихомирова", ("Устинова",), "teacher-teacher", ("traditional", "short-term"),
                 "первые занятия по педагогике", 80, "running"),
            Bond("Колмакова", ("Юдаков", "Хамзина"), "teacher-teacher", ("group",),
                 "цифровые инструменты на занятии", 74, "running"),
            Bond("Дьякова-Рыбина", ("Шипицын",), "teacher-teacher", ("traditional",),
                 "документы и программа кружка", 6, "papers"),
            Bond("Вайс", ("Пушкарёв",), "teacher-teacher", ("traditional",),
                 "случаи общежития и кому о них писать", 66, "leaving"),
            Bond("Третьякова", ("Бояркина",), "teacher-teacher", ("traditional", "situational"),
                 "сопровождение студентов с ОВЗ", 95, "ended"),
            Bond("Логачёва", ("Комиссарова",), "teacher-teacher", ("virtual",),
                 "программа поддержки первого курса", 16, "writing"),
        ),
    ),
}  # fmt: skip
