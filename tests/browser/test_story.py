"""The main journey in the browser, from the first login to the last figure, each step by the person who does it."""

import os
import re
import signal
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from deploy.demo.staff import BTLH
from deploy.folder import Folder
from tests.browser.conftest import Story
from tests.browser.live import seconds_until_seen
from tests.browser.papers import check_files
from tests.browser.visitor import Town, Visitor
from tests.browser.work import (
    adds_activity,
    assesses,
    concludes,
    consents,
    gives_access,
    marks,
    notes_diagnosis,
    reports_and_marks,
    writes_addendum,
)
from tests.older import administrator, aside, keep_copy, put_back
from tests.sight import PHONE, WIDE, axe, overflow
from tests.stack import eventually
from tests.staff_lists import tarification

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Бийский техникум лесного хозяйства"
FULL_NAME = f"КГБПОУ «{NAME}»"
ACTIVITIES = ("Три взаимных посещения с разбором", "Разобрать электронный журнал")
OTHER = "Барнаульский педагогический колледж"
FIRST = {
    "region": {
        "official": ("Тимохина Алла Евгеньевна", "мониторинг"),
        "tutor": ("Лобанова Вера Николаевна", "тьютор"),
    },
    "btlh": {
        "head": ("Ломакин Виктор Андреевич", "директор"),
        "hr": ("Суслова Елена Викторовна", "кадров"),
    },
}
LIST = "Тарификация 2026-27.xlsx"


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Barnaul")).date()


def test_operators_come_in_by_their_first_link_and_let_the_first_people_in(town: Town) -> None:
    for contour, people in FIRST.items():
        operator = town.enters(f"operator of {contour}", contour)
        operator.comes_in(town.links[contour])
        operator.press("Выйти")
        operator.logs_in("operator")
        for who, (name, role) in people.items():
            operator.open("/accounts/new")
            operator.lets_in(who, role, name=name)

    town["hr"].open("/people")
    town["hr"].reads("Пока здесь никого нет")
    town["official"].open("/organizations")
    town["official"].reads("Пока не подключён ни один колледж")


def test_1_the_region_enrolls_a_college_and_wrong_fields_are_answered_beside_them(town: Town) -> None:
    official = town["official"]
    official.open("/organizations")
    official.press("Подключить колледж")
    official.type("Имя латиницей", "БТЛХ")
    official.type("Короткое название", NAME)
    official.type("Открытый ключ колледжа", "не ключ")
    official.press("Подключить")
    for field in ("organization", "full_name", "municipality"):
        assert official.answer_beside(f"EnrollOrganization-{field}")
    expect(official.field("Короткое название")).to_have_value(NAME)

    official.type("Имя латиницей", "btlh")
    official.type("Полное название", FULL_NAME)
    official.choose("Муниципалитет", "Бийск")
    official.press("Подключить")
    assert "44 знака" in official.answer_beside("EnrollOrganization-public_key")
    expect(official.field("Имя латиницей")).to_have_value("btlh")
    expect(official.field("Открытый ключ колледжа")).to_have_value("не ключ")

    official.type("Открытый ключ колледжа", key_of(town, "region"))
    official.press("Подключить")
    assert "собственной установки" in official.answer_beside("EnrollOrganization-public_key")

    official.type("Открытый ключ колледжа", key_of(town, "btlh"))
    official.press("Подключить")
    official.reads(f"«{NAME}» подключён")


def key_of(town: Town, contour: str) -> str:
    keys = {each["name"]: each["public_key"] for each in town.stack.status()["contours"]}
    return str(keys[contour])


def test_1_the_college_comes_on_line_and_its_bar_says_so(town: Town) -> None:
    head = town["head"]
    head.waits_for_bar("На связи с регионом")
    head.open("/organization")
    head.reads("подключён к региону")


def test_2_a_broken_file_is_answered_in_words(town: Town) -> None:
    hr = town["hr"]
    hr.open("/people")
    hr.press("Загрузить список")
    whole = tarification("btlh", BTLH)
    for content, answer in ((b"%PDF-1.7", "Это PDF"), (whole[: len(whole) // 2], "Файл повреждён")):
        hr.attach("Тарификационный список", LIST, content)
        hr.press("Прочитать файл")
        assert answer in hr.answer_beside("UploadStaffList-file")


def test_2_the_staff_list_is_shown_row_by_row_then_loaded_and_loading_it_again_changes_nothing(town: Town) -> None:
    hr = town["hr"]
    uploads(hr)
    hr.reads("Пока ничего не сохранено")
    rows = hr.page.get_by_role("table", name="Строки файла").get_by_role("row")
    expect(rows).to_have_count(len(BTLH) + 1)
    expect(rows.get_by_text("добавим")).to_have_count(len(BTLH))
    hr.press_on(hr.page.get_by_role("button", name=re.compile(r"^Загрузить \d+ чел")))
    hr.reads(f"добавлено {len(BTLH)} сотрудник", "Ломакин В. А.")
    hr.waits_for_bar("Регион получил всё до")

    uploads(hr)
    hr.reads("Загружать нечего")


def uploads(hr: Visitor) -> None:
    hr.open("/people/upload")
    hr.attach("Тарификационный список", LIST, tarification("btlh", BTLH))
    hr.press("Прочитать файл")


def test_3_the_head_issues_the_order_and_its_files_open(town: Town) -> None:
    head = town["head"]
    head.open("/organization")
    head.type("Полное название, как в уставе", FULL_NAME)
    head.type("Сокращённое название", "КГБПОУ «БТЛХ»")
    head.type("Место составления", "г. Бийск")
    head.press("Сохранить бланк")
    head.open("/acts")
    head.press("Подготовить приказ")
    head.choose("Куратор", "Вершинина")
    head.press("Составить проект")
    head.type("Номер приказа", "64-о")
    head.press("Дальше: проверка")
    head.reads("Система наставничества вводится с", "Подпись не отзывается")
    head.press("Подписать")
    head.reads("Приказ № 64-о подписан")
    check_files(head, "№ 64-о", "Вершинин")


def test_4_the_curator_marks_who_needs_a_mentor(town: Town) -> None:
    curator = gives_access(town["head"], "curator", "Вершинина")
    marks(curator, "Шубина", "начинающий педагог")
    curator.reads("Отмечено", "Шубина Л. В.", "ждём оценку")


def test_4_the_mentee_assesses_nine_domains(town: Town) -> None:
    mentee = gives_access(town["curator"], "mentee", "Шубина")
    mentee.open("/")
    mentee.press_on(mentee.page.locator("main .task a"))
    assesses(mentee)
    mentee.press("Дальше: проверка")
    mentee.reads("Проверьте свою оценку")
    mentee.press_on(mentee.page.get_by_role("button", name="Изменить ответ 3"))
    expect(mentee.page.locator("#area-3")).to_be_visible()
    expect(mentee.page.locator("#area-1")).to_be_hidden()
    assesses(mentee, of=range(3, 10))
    mentee.press("Дальше: проверка")
    mentee.press("Сохранить оценку")
    mentee.reads("Сохранено")


def test_5_a_pair_cannot_be_ordered_before_consents_and_addendum_and_the_clause_is_named(
    town: Town, story: Story
) -> None:
    curator, head = town["curator"], town["head"]
    gives_access(curator, "mentor", "Ермолин")
    curator.open("/needs")
    curator.press_on(curator.page.get_by_role("link", name="Шубина"))
    curator.press("Предложить пару")
    curator.page.get_by_text(re.compile("Почему не другие")).click()
    curator.page.get_by_role("radio", name=re.compile("Ермолин")).check()
    curator.press("Дальше: вид и содержание")
    curator.press("Дальше: проверка")
    expect(curator.page.locator("main .errors")).to_be_visible()
    curator.choose("Форма", "педагог — педагог")
    curator.page.get_by_role("checkbox", name=re.compile("традиционное")).check()
    curator.type("О чём: содержание работы", "методика практических занятий")
    curator.page.get_by_role("radio", name=re.compile("351.8")).check()
    curator.press("Дальше: проверка")
    curator.press("Отправить предложение")
    curator.reads("Предложение отправлено", "Ждём ответа")
    story.kept["pair"] = curator.path

    head.open("/pairs/order")
    head.reads("Готовых пар нет", "письменного согласия наставника", "дополнительного соглашения", "ст. 351.8 ТК РФ")
    expect(head.pressable("Дальше: проверка")).to_have_count(0)


def test_5_both_consent_the_addendum_is_recorded_and_the_head_signs(town: Town, story: Story) -> None:
    curator, head = town["curator"], town["head"]
    consents(town["mentor"])
    consents(town["mentee"])
    curator.open("/")
    curator.press("Записать соглашение")
    writes_addendum(curator, today())
    curator.type("Размер", "десять")
    curator.press("Записать соглашение")
    assert "число" in curator.answer_beside("RecordAddendum-pay_amount")
    curator.type("Размер", "10,5")
    curator.press("Записать соглашение")
    curator.reads("Соглашение № 14 записано", "готова к приказу")

    head.open("/")
    head.press("Подписать приказ")
    head.type("Номер", "118-л")
    head.press("Дальше: проверка")
    head.press("Вернуться и поправить")
    expect(head.field("Номер")).to_have_value("118-л")
    head.press("Дальше: проверка")
    head.reads("Что уйдёт из колледжа", "Начата пара или группа")
    head.press("Подписать приказ")
    head.reads("Приказ № 118-л подписан")
    check_files(head, "118-л", "Ермолин", "Шубин")
    curator.open(story.kept["pair"])
    curator.reads("работает", "Комплект полный")


def test_6_the_program_is_written_by_both_and_thirteen_months_are_refused_in_plain_words(
    town: Town, story: Story
) -> None:
    mentor, mentee = town["mentor"], town["mentee"]
    mentee.open("/")
    mentee.press("Начать")
    mentee.press("Начать программу")
    story.kept["program"] = mentee.path.removesuffix("/edit")
    mentee.type("Начинается", str(today()))
    mentee.type("Заканчивается", str(today() + timedelta(days=390)))
    mentee.type("Цель", "Уверенно вести практические занятия")
    mentee.page.get_by_label("очный", exact=True).check()
    mentee.press("Сохранить")
    assert re.search(r"это 13 месяцев.*п. 1.2.*не дольше года", mentee.answer_beside("WriteProgram-ends_on"))
    expect(mentee.field("Цель")).to_have_value("Уверенно вести практические занятия")
    mentee.type("Заканчивается", str(today() + timedelta(days=200)))
    mentee.press("Сохранить")
    mentee.reads("Сохранено")

    adds_activity(mentee, ACTIVITIES[0], "методические", today() + timedelta(days=30))
    mentor.open("/")
    mentor.press("Продолжить")
    adds_activity(mentor, ACTIVITIES[1], "ИКТ", today() + timedelta(days=60))
    mentor.press("Отправить на утверждение")
    mentor.reads("отправлена директору")


def test_6_the_head_approves_and_the_two_meet_in_their_diary(town: Town, story: Story) -> None:
    mentee, head = town["mentee"], town["head"]
    program = story.kept["program"]
    head.open("/")
    head.press("Прочитать")
    head.press("Утвердить")
    head.reads("Проверьте: программа начнётся")
    head.press("Утвердить")
    head.reads("Программа утверждена и началась")

    mentee.open(f"{program}/diary")
    mentee.choose("Форма", "очно")
    mentee.type("Тема", "Разбор первого занятия")
    mentee.type("О чём говорили", "Волновалась перед группой")
    mentee.press("Записать")
    mentee.reads("Встреча записана", "Волновалась перед группой")
    town["curator"].open(program)
    town["curator"].reads("Всего 1 встреча")
    town["curator"].does_not_read("Волновалась")


def test_7_a_teacher_asks_for_a_route_and_the_tutor_opens_it(town: Town, story: Story) -> None:
    teacher, tutor = town["mentee"], town["tutor"]
    teacher.open("/my-route")
    teacher.reads("Что именно уйдёт в центр")
    teacher.type("Чего вы хотите", "Через пять лет вести свою мастерскую.")
    teacher.press("Дальше: проверка")
    teacher.press("Даю согласие и отправляю")
    teacher.reads("Запрос ушёл в центр")

    tutor.waits_for("/requests", "Шубина Лариса Витальевна")
    tutor.open("/")
    tutor.reads("Шубина")
    tutor.open("/requests")
    tutor.press("Открыть маршрут")
    tutor.reads("Через пять лет вести свою мастерскую.")
    tutor.press("Открыть маршрут")
    tutor.reads("Маршрут открыт")
    story.kept["route"] = tutor.path
    expect(tutor.page.locator("ol.steps li")).to_have_count(7)


def test_7_each_of_the_seven_steps_has_its_gate(town: Town, story: Story) -> None:
    tutor, route = town["tutor"], story.kept["route"]
    for step in ("strengths", "roadmap", "products", "corrections", "reflection"):
        tutor.open(f"{route}/{step}")
        tutor.reads("Этот шаг откроется позже", "п. 4.2.2")
    tutor.open(f"{route}/image")
    tutor.reads("Что нужно шагу")
    expect(tutor.pressable("Завершить шаг")).to_have_count(0)
    tutor.type("Каким профессионалом хочет стать педагог", "Мастером, к которому идут учиться.")
    tutor.press("Записать")
    tutor.press("Завершить шаг")
    tutor.reads("Шаг 1 «Самоопределение» завершён")
    for step in ("strengths", "difficulties"):
        notes_diagnosis(tutor, f"{route}/{step}")
        tutor.press("Завершить шаг")
    tutor.open(f"{route}/roadmap")
    tutor.reads("Что нужно шагу")
    expect(tutor.pressable("Педагог согласен")).to_have_count(0)
    town["mentee"].waits_for("/my-route", "шаг 4 из 7")


def test_8_a_mentors_card_is_in_the_register_by_consent_and_leaves_with_it(town: Town) -> None:
    mentor, official = town["mentor"], town["official"]
    mentor.open("/card")
    mentor.tick("методические")
    mentor.type("О себе", "Тридцать лет учу таксации в лесу, а не в классе.")
    mentor.press("Показать, что уйдёт")
    mentor.reads("Что именно уйдёт в край", "Ермолин")
    official.open("/mentors")
    official.reads("В реестре пока нет карточек")
    mentor.press("Даю согласие и публикую")
    mentor.reads("карточка ушла в реестр")

    official.waits_for("/mentors", "Ермолин Г. А.")
    official.press_on(official.page.get_by_role("link", name="Ермолин"))
    official.reads("Тридцать лет учу таксации", NAME)

    mentor.press("Отозвать согласие")
    mentor.reads("Стёртое вернуть нельзя")
    mentor.press("Отозвать согласие")
    mentor.reads("не опубликована")
    official.waits_for("/mentors", "В реестре пока нет карточек")


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_8_everybody_sees_what_left_the_college_about_them(town: Town, who: str) -> None:
    page = town[who].page
    town[who].open("/")
    page.get_by_role("link", name="Что обо мне ушло").first.click()
    page.get_by_text("Что именно").first.click()
    town[who].reads("получено")
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0
    page.set_viewport_size(WIDE)


def test_9_the_region_sees_with_the_moment_who_is_behind(town: Town) -> None:
    official = town["official"]
    key, asleep = key_of(town, "bgpk"), town.stack.pids()["bgpk"]
    os.kill(asleep, signal.SIGSTOP)
    try:
        official.open("/organizations/new")
        official.type("Имя латиницей", "bgpk")
        official.type("Короткое название", OTHER)
        official.type("Полное название", f"КГБПОУ «{OTHER}»")
        official.choose("Муниципалитет", "Барнаул")
        official.type("Открытый ключ колледжа", key)
        official.press("Подключить")
        official.open("/monitoring")
        official.reads("Данные полны по 1 из 2 организаций", f"отстают: {OTHER}")
        expect(official.page.locator("#organizations").get_by_role("row", name=NAME)).to_contain_text("полны")
    finally:
        os.kill(asleep, signal.SIGCONT)
    official.waits_for("/monitoring", "Данные полны по всем 2 организациям")


def test_9_what_a_college_does_is_on_the_open_page_of_the_region_within_a_second(town: Town) -> None:
    official, curator = town["official"], town["curator"]
    official.open("/monitoring")
    took = [seconds_until_seen(official, "#coverage", curator, marks) for _ in range(3)]
    print(f"from a commit in the college to the open page of the region: {', '.join(f'{each:.2f} s' for each in took)}")
    assert sorted(took)[1] <= 1.0


def test_9_a_figure_opens_to_the_order_and_to_the_fact_as_it_was_told(town: Town) -> None:
    official = town["official"]
    official.open("/monitoring")
    official.page.locator("#organizations").get_by_role("link", name=NAME).click()
    official.page.get_by_role("link", name="Пар и групп").click()
    official.reads("Пар и групп: 1", "Факты за этим числом: 1", "приказ № ")
    official.page.get_by_role("link", name="Начата пара или группа").click()
    official.reads("Что в нём сказано", "не показываем", "Номер в потоке")


def test_10_the_line_is_cut_and_the_college_works_on(town: Town, story: Story) -> None:
    official, mentor = town["official"], town["mentor"]
    official.open("/monitoring")
    running = official.page.locator("#f-programs")
    expect(running).to_have_text("1")
    town.cut_the_line()
    for title in ACTIVITIES:
        reports_and_marks(town["mentee"], mentor, story.kept["program"], title)
    mentor.open(story.kept["program"])
    concludes(mentor)
    check_files(mentor, "Шубин", "Уверенно вести практические занятия")
    expect(running).to_have_text("1")


def test_10_without_a_line_a_killed_college_and_its_killed_database_come_back(town: Town) -> None:
    with town.trouble():
        kill_and_wait(town, "btlh")
        kill_and_wait(town, "postgres")
        eventually(town.stack.healthy, "all contours answer")
        marks(town["curator"])
        town["head"].waits_for_bar("Нет связи", 45)
        town["head"].waits_for("/exchange", "Нет связи с регионом", 45)


def kill_and_wait(town: Town, name: str) -> None:
    killed = town.stack.kill(name)
    eventually(lambda: town.stack.pids()[name] != killed, f"{name} has a new process")


def test_10_the_line_returns_monitoring_catches_up_and_nothing_is_lost(town: Town) -> None:
    official, head = town["official"], town["head"]
    official.open("/monitoring")
    needing = how_many_need(official)
    town.mend_the_line()
    expect(official.page.locator("#f-programs")).to_have_text("0", timeout=30_000)
    official.reads("1 завершена", f"из {needing + 1} педагог")
    head.waits_for_bar("Регион получил всё до")
    check_equal(town)


def how_many_need(official: Visitor) -> int:
    """Return how many teachers need a mentor, as the open page shows."""
    found = re.search(r"из (\d+)\s+педагог", official.page.locator("#coverage").inner_text())
    assert found
    return int(found[1])


def check_equal(town: Town) -> None:
    verified = town.stack.ask("verify", "--wait", "20")
    assert verified.returncode == 0, verified.stdout
    assert "equal" in verified.stdout


def test_10_a_killed_broker_comes_back_and_the_next_fact_arrives(town: Town) -> None:
    official = town["official"]
    needing = how_many_need(official)
    with town.trouble():
        kill_and_wait(town, "nats")
        marks(town["curator"])
        expect(official.page.locator("#coverage")).to_contain_text(f"из {needing + 1} педагогов", timeout=30_000)
    check_equal(town)


def test_11_a_restored_college_only_shows_until_the_operator_takes_back_what_it_lost(town: Town) -> None:
    curator, operator, official = town["curator"], town["operator of btlh"], town["official"]
    needing, folder = how_many_need(official), Folder(town.stack.data)
    admin, name = administrator(folder, "btlh")
    with town.trouble():
        copy = aside(keep_copy(admin, name))
        eventually(town.stack.healthy, "the college has its database again")
        marks(curator)
        expect(official.page.locator("#coverage")).to_contain_text(f"из {needing + 1} педагогов", timeout=30_000)
        aside(put_back(admin, name, copy))
        kill_and_wait(town, "btlh")
        eventually(town.stack.healthy, "the college is started again")
        curator.open("/needs")
        curator.waits_for_bar("База из старой копии: пока только смотреть", 20)
        marks(curator)
        curator.reads("пока оператор не вернёт потерянное («Обмен»), можно только смотреть")
    operator.open("/exchange")
    operator.press("Посмотреть и разобрать")
    operator.reads("База восстановлена из старой копии", "programs.need_marked.v1", "recover --contour btlh --dry-run")

    shown = town.stack.ask("recover", "--contour", "btlh", "--dry-run")
    assert "programs.need_marked.v1" in shown.stdout, shown.stderr
    done = town.stack.ask("recover", "--contour", "btlh")
    assert (done.returncode, "вернулось событий 1" in done.stdout) == (0, True), done.stdout + done.stderr
    curator.waits_for_bar("Регион получил всё до", 20)
    operator.open("/exchange/repairs")
    operator.reads("Восстановления", "разошлись после №")
    marks(curator)
    expect(official.page.locator("#coverage")).to_contain_text(f"из {needing + 2} педагог", timeout=30_000)
    check_equal(town)
    assert town.stack.ask("rebuild").returncode == 0


def test_every_page_of_the_story_was_accessible_kept_the_policy_and_fit_a_phone(town: Town) -> None:
    wrongs = [f"{who}: {wrong}" for who, visitor in town.people.items() for wrong in visitor.sight.wrongs]
    assert town.faults + wrongs == []
    assert len(town.looked) > 40
