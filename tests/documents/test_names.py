"""Names, posts, dates and counted nouns in documents."""

from datetime import date

import pytest

from shared.documents.names import FullName, decline, gender_of, initials_first, is_female, surname_first
from shared.documents.posts import Case, decline_post
from shared.words import in_figures, in_words


def named(text: str) -> FullName:
    return FullName(*text.split(" ", 2))


@pytest.mark.parametrize(
    ("person", "genitive", "dative"),
    [
        ("Вершинина Ольга Петровна", "Вершининой Ольги Петровны", "Вершининой Ольге Петровне"),
        ("Ермолин Геннадий Аркадьевич", "Ермолина Геннадия Аркадьевича", "Ермолину Геннадию Аркадьевичу"),
        ("Заяц Алла Игоревна", "Заяц Аллы Игоревны", "Заяц Алле Игоревне"),
        ("Шевченко Олег Ильич", "Шевченко Олега Ильича", "Шевченко Олегу Ильичу"),
        ("Шмидт Анна Карловна", "Шмидт Анны Карловны", "Шмидт Анне Карловне"),
        ("Шмидт Виктор Карлович", "Шмидта Виктора Карловича", "Шмидту Виктору Карловичу"),
        ("Галиева Гузель Рашитовна", "Галиевой Гузели Рашитовны", "Галиевой Гузели Рашитовне"),
        ("Черных Вера Львовна", "Черных Веры Львовны", "Черных Вере Львовне"),
        ("Петренко-Гусева Любовь Ильинична", "Петренко-Гусевой Любови Ильиничны", "Петренко-Гусевой Любови Ильиничне"),
        ("Коваль Лев Львович", "Коваля Льва Львовича", "Ковалю Льву Львовичу"),
        ("Беда Павел Ильич", "Беды Павла Ильича", "Беде Павлу Ильичу"),
        ("Мороз Никита Саввич", "Мороза Никиты Саввича", "Морозу Никите Саввичу"),
        ("Айрапетян Сурен Ашотович", "Айрапетяна Сурена Ашотовича", "Айрапетяну Сурену Ашотовичу"),
        ("Мамедов Рашид Вагиф оглы", "Мамедова Рашида Вагиф оглы", "Мамедову Рашиду Вагиф оглы"),
        ("Ким Ольга", "Ким Ольги", "Ким Ольге"),
    ],
)
def test_a_name_is_declined_as_an_order_writes_it(person: str, genitive: str, dative: str) -> None:
    assert str(decline(named(person), "genitive")) == genitive
    assert str(decline(named(person), "dative")) == dative


@pytest.mark.parametrize(
    ("post", "case", "declined"),
    [
        ("педагог-психолог", "dative", "педагогу-психологу"),
        ("Преподаватель", "accusative", "Преподавателя"),
        ("мастер производственного обучения", "dative", "мастеру производственного обучения"),
        ("заместитель директора по учебной работе", "accusative", "заместителя директора по учебной работе"),
        ("социальный педагог", "dative", "социальному педагогу"),
        ("старший методист", "instrumental", "старшим методистом"),
        ("инспектор по кадрам", "dative", "инспектор по кадрам"),
    ],
)
def test_the_head_word_of_a_post_is_declined_and_an_unknown_post_is_left_alone(
    post: str, case: Case, declined: str
) -> None:
    assert decline_post(post, case) == declined


def test_initials_and_surname_stay_on_one_line() -> None:
    person = named("Вершинина Ольга Петровна")

    assert surname_first(person) == "Вершинина\u00a0О.\u00a0П."
    assert initials_first(person) == "О.\u00a0П.\u00a0Вершинина"
    assert surname_first(named("Ким Анна-Мария")) == "Ким\u00a0А-М."


def test_the_patronymic_decides_the_grammatical_gender() -> None:
    assert is_female(named("Черных Вера Львовна"))
    assert not is_female(named("Черных Никита Ильич"))


def test_a_date_is_written_in_words_and_in_figures() -> None:
    assert in_words(date(2026, 11, 24)) == "24\u00a0ноября 2026\u00a0г."
    assert in_words(date(2026, 9, 1)) == "1\u00a0сентября 2026\u00a0г."
    assert in_figures(date(2026, 9, 1)) == "01.09.2026"


@pytest.mark.parametrize(
    ("person", "gender"),
    [
        ("Черных Вера Львовна", "female"),
        ("Черных Никита Ильич", "male"),
        ("Мамедов Рашид Вагиф оглы", "male"),
        ("Мамедова Севиль Вагиф кызы", "female"),
        ("Ковалёва Саша", "female"),
        ("Ковалёв Саша", "male"),
        ("Достоевский Женя", "male"),
        ("Луговая Женя", "female"),
        ("Петренко-Гусева Женя", "female"),
        ("Калина Пётр", ""),
        ("Ким Ольга", ""),
        ("Ким Саша", ""),
        ("Шевченко Женя", ""),
        ("Иванова Саша Никитич", "male"),
    ],
)
def test_the_gender_is_told_by_the_patronymic_else_by_the_surname_else_by_nobody(person: str, gender: str) -> None:
    assert gender_of(named(person)) == gender
