"""The steps of the story that fill in many fields."""

from collections.abc import Iterable
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

DIFFICULT = {"методические": "high", "ИКТ-компетенции": "medium"}
STRONG = {"цифровизация образования": "high"}


def gives_access(keeper: Visitor, who: str, surname: str) -> Visitor:
    """From the card of an employee: open an account, hand the link over, and let them come in."""
    keeper.open("/people")
    keeper.press_on(keeper.page.get_by_role("link", name=surname))
    keeper.press("Дать доступ")
    return keeper.lets_in(who)


def marks(curator: Visitor, surname: str = "", reason: str = "по собственному запросу") -> None:
    """Mark that this teacher, or the first of those who are not marked, needs a mentor."""
    curator.open("/needs")
    curator.choose("Педагог", surname or ",")
    curator.choose("Почему", reason)
    curator.press("Отметить", curator.page.locator("form.form"))


def assesses(mentee: Visitor, of: Iterable[int] = range(1, 10)) -> None:
    """Assess the difficulty and the strength in the domains, all nine unless said otherwise."""
    expect(mentee.page.locator("section.part[data-area]")).to_have_count(9)
    for place in of:
        area = mentee.page.locator(f"#area-{place}")
        domain = area.get_attribute("data-area") or ""
        for what, said in (("difficulty", DIFFICULT), ("strength", STRONG)):
            area.locator(f"input[name$='.{what}'][value='{said.get(domain, 'none')}']").check()
        area.get_by_role("link", name="Дальше").click()
    mentee.type("Образовательный запрос", "Вести практику так, чтобы каждый студент сделал работу сам.")


def consents(participant: Visitor) -> None:
    """From «Сегодня» to the text of the consent, and agree to it."""
    participant.open("/")
    participant.press("Прочитать и ответить")
    participant.reads("Текст согласия")
    participant.press("Даю согласие")
    participant.reads("Согласие дано")


def writes_addendum(keeper: Visitor, today: date) -> None:
    keeper.type("Номер", "14")
    keeper.type("Номер договора", "7")
    keeper.type("От", "1995-01-16")
    keeper.type("Содержание работы", "Взаимные посещения занятий и разбор, подготовка материалов.")
    keeper.type("Форма выполнения", "очно, без отрыва от основной работы")
    keeper.type("По", str(today + timedelta(days=300)))
    keeper.page.get_by_label("% оклада").check()
    keeper.type("Условия выплаты", "ежемесячно")


def adds_activity(author: Visitor, title: str, domain: str, due: date) -> None:
    author.unfold("Добавить мероприятие")
    author.type("Что делаем", title)
    author.choose("Над чем работаем", domain)
    author.choose("Раздел программы", "Анализ")
    author.type("Форма", "взаимопосещение занятий")
    author.type("Срок", str(due))
    author.type("Ожидаемый результат, продукт", "карта наблюдений")
    author.press("Добавить")
    author.reads("Мероприятие добавлено", title)


def reports_and_marks(mentee: Visitor, mentor: Visitor, program: str, title: str) -> None:
    """The mentee reports a result, the mentor marks it."""
    mentee.open(program)
    mentee.press(title)
    mentee.type("Что получилось", "Карта наблюдений на восемь занятий")
    mentee.press("Записать результат")
    mentee.reads("Результат записан", "ждёт отметки")
    mentor.open(program)
    mentor.press(title)
    mentor.page.get_by_label("выполнено", exact=True).check()
    mentor.choose("Каково затруднение теперь", "низкое")
    mentor.press("Поставить отметку")
    mentor.reads("Отметка поставлена")


def notes_diagnosis(tutor: Visitor, page: str) -> None:
    """Note a level in each of the nine domains."""
    tutor.open(page)
    fields = tutor.page.locator("select[name$='.level']")
    expect(fields).to_have_count(9)
    for number, field in enumerate(fields.all()):
        field.select_option(index=3 if number == 4 else 1)
    tutor.press("Записать диагностику")


def concludes(mentor: Visitor) -> None:
    """Complete the program with a reason, because it ends before the shortest term of the regulation."""
    mentor.press("Завершить программу")
    for difficulty in mentor.page.get_by_role("radiogroup").all():
        difficulty.get_by_label("низкое").check()
    mentor.type("Заключение наставника", "Справилась раньше срока; советую вести открытые занятия.")
    mentor.press("Дальше: проверка")
    assert mentor.answer_beside("CompleteProgram-reason")
    mentor.type("Причина", "Цели достигнуты раньше срока")
    mentor.press("Дальше: проверка")
    mentor.reads("вместе с ней завершится и пара")
    mentor.press("Завершить программу")
    mentor.reads("Программа завершена", "Справилась раньше срока")
