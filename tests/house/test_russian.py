"""Every page of the lived demo speaks good Russian, as far as a machine can tell, and names all who may read it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from services.monitoring.federation.overview.model import received
from shared.actor import Actor, Role
from shared.freshness import known_in_words
from shared.web.desk import role_words
from shared.words import plural
from tests.house.lived import Lived
from tests.house.test_budget import APART, LINK, LOGINS, Routes

NOUNS = [
    ("программа", "программы", "программ"),
    ("пара", "пары", "пар"),
    ("организация", "организации", "организаций"),
    ("педагог", "педагога", "педагогов"),
    ("карточка", "карточки", "карточек"),
    ("маршрут", "маршрута", "маршрутов"),
    ("встреча", "встречи", "встреч"),
    ("мероприятие", "мероприятия", "мероприятий"),
    ("факт", "факта", "фактов"),
    ("день", "дня", "дней"),
    ("месяц", "месяца", "месяцев"),
    ("год", "года", "лет"),
]
# A figure that is a cell or a tile of its own stands with its unit elsewhere; in a sentence a zero is said in words.
ZERO = re.compile(r"(?<![\d,.:№-])0 [а-яё]{3,}", re.I)
DOUBLED = re.compile(r"\b([а-яё]{2,}(?: [а-яё]{2,})?)[,;]? \1\b", re.I)
STOPS = re.compile(r"(?<!\.)\.\.(?!\.)|[,;:]\s*[,;:]|[,;:]\.|\s[,;!?](?:\s|$)")
ONE_OF_ONE = re.compile(r"(?<![\d,.])1 из 1(?![\d,.])")


# What stands beside the eye in the footer, and how it names each role.
EYE = re.compile(r'<footer class="foot">\s*<p><svg.*?</svg>([^<]*)</p>', re.S)
EVERYBODY = re.compile(r"только вы\b|[Вв]се,? (кто|у кого|сотрудники)|тем, кто|[Тт]е, кто|не отправили|^\s*Вы\.")
NAMES = {
    Role.HEAD: re.compile("директор", re.I),
    Role.CURATOR: re.compile("куратор", re.I),
    Role.COUNCIL: re.compile("совет", re.I),
    Role.HR: re.compile("кадр", re.I),
    Role.MENTOR: re.compile("наставник|участник", re.I),
    Role.MENTEE: re.compile("наставляем|участник", re.I),
    Role.TEACHER: re.compile("сотрудник|педагог", re.I),
    Role.TUTOR: re.compile("тьютор", re.I),
    Role.METHODIST: re.compile("методист", re.I),
    Role.MUNICIPAL: re.compile("муниципальн", re.I),
    Role.OFFICIAL: re.compile("министерств", re.I),
    Role.OBSERVER: re.compile("наблюдател", re.I),
    Role.OPERATOR: re.compile("оператор", re.I),
}


class Words(HTMLParser):
    """The runs of words of a page, each as one block says it."""

    INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "time", "abbr"})

    def __init__(self) -> None:
        super().__init__()
        self.runs = [""]
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in ("script", "style", "textarea", "select")
        if tag not in self.INLINE:
            self.runs.append("")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in ("script", "style", "textarea", "select")
        if tag not in self.INLINE:
            self.runs.append("")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.runs[-1] += data


def faults(page: str) -> list[str]:
    """Return what is said badly on a page."""
    words = Words()
    words.feed(page)
    said = [" ".join(run.split()) for run in words.runs]
    return [f"{run[:120]}" for run in said for rule in (ZERO, DOUBLED, ONE_OF_ONE, STOPS) if rule.search(run)] + [
        f"{run[:120]}" for run in said if any(_wrong(run, *noun) for noun in NOUNS)
    ]


def _wrong(run: str, one: str, few: str, many: str) -> bool:
    """Tell whether a number stands before a form that is wrong in any case: «5 программа», «1 программ», «5 дня»."""
    for found in re.finditer(rf"(?<![\d,.:№/-])(?!20\d\d год(?:а|у|ом|е)?\b)(\d+) ({one}|{few}|{many})\b", run):
        right = plural(int(found[1]), one, few, many)
        if {right, found[2]} in ({one, many}, {few, many} if right == many else {one, many}) or (
            found[2] == one and right != one
        ):
            return True
    return False


@pytest.mark.parametrize(
    "bad",
    [
        "<p>данные по 1 из 1 организаций</p>",
        "<p>Отдел кадров, <b>отдел</b></p><p>за за</p>",
        "<p>0 маршрутов ИОМ</p>",
        "<p>подпишет Ломакин В. А.. Этот приказ</p>",
        "<p>Отдел кадров, отдел кадров</p>",
        "<p>пары , программы</p>",
        "<p>5 программа</p>",
        "<p>1 программ</p>",
        "<p>7 дня</p>",
        "<p>3 пара</p>",
    ],
)
def test_a_fault_is_seen(bad: str) -> None:
    assert faults(bad)


@pytest.mark.parametrize(
    "good",
    [
        "<p>8 из 13 педагогов</p>",
        "<p>21 день, 2 дня, 11 дней</p>",
        "<p>на 10 из 21 программы</p>",
        "<td>0</td><td>дел</td>",
    ],
)
def test_good_words_are_no_fault(good: str) -> None:
    assert faults(good) == []


@pytest.mark.parametrize("contour", LOGINS)
async def test_every_page_speaks_good_russian_and_names_its_readers(contour: str, year: Lived) -> None:
    readers = {path: handler.opt["who"] for method, path, handler in year.routes(contour) if method == "GET"}
    wrong: dict[str, list[str]] = {}
    for login in LOGINS[contour]:
        routes, ahead, seen = Routes(year, contour), ["/", "/profile", "/accounts"], set()
        async with year.browser(contour, login) as browser:
            while ahead:
                path = ahead.pop(0)
                page = routes.page(path)
                if page is None or page in seen or APART.match(path):
                    continue
                answer = await browser.get(path)
                if answer.status_code != 200:
                    continue
                seen.add(page)
                ahead += LINK.findall(answer.text)
                if found := [*faults(answer.text), *unnamed(answer.text, readers[page])]:
                    wrong[f"{login} {page}"] = found
    listed = "\n".join(f"{page}: {fault}" for page, found in wrong.items() for fault in found)
    assert not wrong, f"\n{listed}"


def unnamed(page: str, who: object) -> list[str]:
    """Return the roles that may open a page although its footer, which says who reads it, does not name them."""
    promised = EYE.search(page)
    if promised is None or not isinstance(who, frozenset) or EVERYBODY.search(promised[1]):
        return []
    return [f"«{promised[1].strip()}» is read by {role}, too" for role in who if not NAMES[role].search(promised[1])]


@pytest.mark.parametrize("of", [1, 2, 5, 21])
@pytest.mark.parametrize("say", [received, known_in_words])
def test_of_few_and_of_many_is_said_well(of: int, say: Callable[[int, int], str]) -> None:
    for whole in {0, 1, of - 1, of}:
        assert faults(f"<p>{say(whole, of)}</p>") == []
    assert "0" not in say(0, of).replace(str(of), "")


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [
        ("Отдел кадров", Role.HR, ""),
        ("Дежурный оператор", Role.OPERATOR, ""),
        ("Вершинина Ольга Петровна", Role.CURATOR, "куратор"),
        ("Вершинина Ольга Петровна", Role.TEACHER, "педагог"),
    ],
)
def test_a_role_that_the_name_tells_is_not_said_twice(name: str, role: Role, said: str) -> None:
    assert role_words(Actor(id="account:test", name=name, roles=frozenset({role}))) == said


def test_plurals_have_one_function() -> None:
    """Whoever counts asks shared.words: nobody computes a Russian plural by the last digit again."""
    sources = [path for root in ("services", "shared", "deploy") for path in Path(root).rglob("*")]
    found = [
        str(path)
        for path in sources
        if path.suffix in {".py", ".html"}
        and path.name != "words.py"
        and re.search(r"% 10(0)? in \(|% 10 ==|% 100 ==|tail % 10|11 <= ", path.read_text("utf-8"))
    ]
    assert found == []
