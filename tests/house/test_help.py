"""Help explains every role and every marked word, and leads only where its reader may go."""

import re

import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import OWN
from deploy.process import ROOT
from shared.actor import Role
from shared.doors import ANYONE, SIGNED_IN, Door
from shared.web import help as helped
from shared.words import anchor
from tests.house.lived import Lived

LINK = re.compile(r'href="(/[^"#?]*)"')
MARKED = re.compile(r'(?:term=|ui\.what\()"([^"]+)"')
PARAMETER = re.compile(r"\{\w+:\w+\}")


def doors() -> list[Door]:
    services = [*OWN, *(service for kind in SERVICES for service in services_of(kind))]
    return [door for service in services for subject in service.subjects for door in subject.doors]


def open_to(door: Door, role: Role) -> bool:
    return door.who in (ANYONE, SIGNED_IN) or (isinstance(door.who, frozenset) and role in door.who)


def found(path: str) -> list[Door]:
    """The pages at an address."""
    return [door for door in doors() if door.kind == "page" and re.fullmatch(PARAMETER.sub("[^/]+", door.path), path)]


def test_every_page_that_is_written_is_shown_and_every_role_has_one() -> None:
    assert {each.stem for each in helped.FOLDER.glob("*.md")} == set(helped.pages())
    assert set(Role) <= set(helped.pages())


@pytest.mark.parametrize("role", list(Role))
def test_help_leads_its_reader_only_where_they_may_go(role: Role) -> None:
    links = LINK.findall(helped.pages()[role].html)

    assert [link for link in links if not any(open_to(door, role) for door in found(link))] == []
    assert links


@pytest.mark.parametrize("name", helped.COMMON)
def test_help_for_everybody_leads_to_pages_that_exist(name: str) -> None:
    assert [link for link in LINK.findall(helped.pages()[name].html) if not found(link)] == []


def test_every_marked_word_is_explained_and_at_least_ten_are_marked() -> None:
    texts = [path.read_text() for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.html")]
    marked = {word for text in texts for word in MARKED.findall(text)}

    assert marked <= set(helped.pages()[helped.TERMS].terms)
    assert len(marked) >= 10


async def test_whoever_has_not_logged_in_reads_what_this_is(year: Lived) -> None:
    async with year.browser("btlh") as visitor:
        login = (await visitor.get("/login")).text
        shown = (await visitor.get("/help/terms")).text
        absent = await visitor.get("/help/..%2f..%2fREADME")

    assert "Здесь ведут наставничество педагогов" in login
    assert 'href="/help"' in login
    assert f'id="{anchor("Кому нужен наставник")}"' in shown
    assert absent.status_code == 404


@pytest.mark.parametrize("login", ["curator", "mentor", None])
async def test_no_link_of_help_leads_a_reader_to_a_page_that_is_not_theirs(year: Lived, login: str | None) -> None:
    async with year.browser("btlh", login) as reader:
        shown = {name: LINK.findall(article((await reader.get(f"/help/{name}")).text)) for name in helped.pages()}
        links = {link for every in shown.values() for link in every if link != "/" or login}
        statuses = {link: (await reader.get(link)).status_code for link in links}

    assert {link: status for link, status in statuses.items() if status != 200} == {}
    if login == "curator":
        assert {"/needs", "/pairs", "/programs"} <= links
        assert "/monitoring" not in links


def article(page: str) -> str:
    """The text of a page of help, without the frame around it."""
    return page.partition('class="card prose">')[2].partition("</section>")[0]
