"""Every door is declared once: a wish is a noun to POST, by a form and as JSON, and each form on a page leads to it."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import own_of
from shared.config import Kind
from shared.doors import Door, shown_again
from tests.house.inner import PARAMETER, filled
from tests.house.lived import Lived
from tests.house.test_hostile import ids_of

# The services that keep facts, and those that every contour has: identity, the exchange, the contour itself.
SUBJECTS = [
    (kind, subject)
    for kind in SERVICES
    for service in [*services_of(kind), *own_of(kind)]
    for subject in service.subjects
]
DOORS = {(kind, door.method, door.path): door for kind, subject in SUBJECTS for door in subject.doors}
WISHES: list[tuple[Kind, Door]] = [(kind, door) for (kind, _, _), door in DOORS.items() if door.wish is not None]
VERBS = """
    accept add again agree approve assess begin cancel change clear close complete confirm correct create decline delete
    disable discard dismiss drop edit enable end enroll enter extend finish give grant import invite leave lift log
    login logout make mark move new note offer open plan propose publish recall record reflect refuse remind remove
    renew reopen request resume retry return revoke see seen send set share sign start stop submit suspend take
    update upload withdraw write
"""
# Plural without an «s».
PLURAL = frozenset({"addenda", "people"})


def segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part and not part.startswith("{")]


def named(doors: Sequence[tuple[Kind, Door]]) -> list[str]:
    return [f"{kind}: {door.method} {door.path}" for kind, door in doors]


def test_a_file_is_read_before_the_transaction_of_its_wish() -> None:
    uploads = [(kind, door) for kind, door in WISHES if door.upload]

    assert uploads
    assert named([(kind, door) for kind, door in uploads if door.before is None]) == []


def verbs(wishes: Sequence[tuple[Kind, Door]]) -> list[str]:
    """The wishes with a verb in their address, alone or before a hyphen, and those that end in no plural noun."""
    wrong = []
    for kind, door in wishes:
        words = {word for part in segments(door.path) for word in (part, part.partition("-")[0])}
        verbal = set(VERBS.split()) & words
        last = segments(door.path)[-1]
        if verbal or door.path.endswith("}") or not (last.endswith("s") or last in PLURAL):
            wrong.append((kind, door))
    return named(wrong)


def test_a_wish_is_a_plural_noun_that_is_posted() -> None:
    assert verbs(WISHES) == []


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/new", "/accounts/{account_id:uuid}/disable", "/accounts/{account_id:uuid}/code/drop",
        "/accounts/{account_id:uuid}/roles/revoke", "/profile/sessions/end-others", "/profile/code/begin",
        "/profile/tokens/{token_id:uuid}/revoke", "/exchange/again", "/exchange/seen", "/exchange/key", "/logout",
        "/login", "/invite/{link:str}", "/drop/codes", "/pairs/{pair_id:uuid}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("planted", ["identity", "exchange"])
def test_a_planted_verb_is_found_in_identity_and_the_exchange(path: str, planted: str) -> None:
    service = next(service for service in own_of("college") if service.name == planted)
    held = next(door for subject in service.subjects for door in subject.doors if door.kind == "form")
    assert ("college", held) in WISHES
    wrong = msgspec.structs.replace(held, path=path)
    assert verbs([*WISHES, ("college", wrong)]) == [f"college: POST {path}"]


def test_a_wish_has_its_form_and_its_json_or_says_why_not() -> None:
    assert len(WISHES) > 120
    wrong = []
    for kind, door in WISHES:
        other = f"/api{door.path}" if door.kind == "form" else door.path.removeprefix("/api")
        twin = DOORS.get((kind, "POST", other))
        alike = twin is not None and (twin.wish, twin.who, twin.upload) == (door.wish, door.who, door.upload)
        if bool(door.alone) == alike or (twin is not None and not alike):
            wrong.append((kind, door))
    assert named(wrong) == []


def test_no_two_wishes_share_a_path() -> None:
    every = [(kind, door.method, door.path) for kind, subject in SUBJECTS for door in subject.doors]
    assert [one for one, count in Counter(every).items() if count > 1] == []
    declared = Counter((kind, door.wish) for kind, door in WISHES if door.kind == "form")
    assert [wish.__name__ for (_, wish), count in declared.items() if wish and count > 1] == []


FORM = re.compile(r'<form\b[^>]*method="post"[^>]*action="([^"]*)"')
CASES = [("btlh", "mentor"), ("btlh", "mentee"), ("btlh", "curator"), ("region", "tutor"), ("federation", "observer")]


@pytest.mark.parametrize(("contour", "login"), CASES, ids=[f"{contour}-{login}" for contour, login in CASES])
async def test_each_form_on_a_page_leads_to_a_door(contour: str, login: str, year: Lived) -> None:
    ids = await ids_of(year, contour) if contour != "federation" else {"organization": "region"}
    posts = [re.compile(PARAMETER.sub("[^/]+", path) + r"\Z") for m, path, _ in year.routes(contour) if m == "POST"]
    shown, lost = set(), set()
    async with year.browser(contour, login) as program:
        for method, path, handler in year.routes(contour):
            door: Door | None = handler.opt.get("door")
            if method != "GET" or door is None or door.kind != "page" or not set(PARAMETER.findall(path)) <= ids.keys():
                continue
            for action in FORM.findall((await program.get(filled(path, ids))).text):
                shown.add(action)
                if not any(post.match(action.partition("?")[0]) for post in posts):
                    lost.add(f"{path}: {action}")
    assert lost == set()
    assert len(shown) > (3 if contour != "federation" else 1)


def test_the_address_of_a_form_shows_its_page_when_it_is_asked_for_again() -> None:
    for kind in SERVICES:
        subjects = [subject for where, subject in SUBJECTS if where == kind]
        own = [door for subject in subjects for door in subject.doors]
        doors = [*own, *(door for subject in subjects for door in shown_again(subject.doors, own))]
        shown = Counter(door.path for door in doors if door.method == "GET")
        forms = {door.path for door in own if door.kind == "form"}
        assert forms <= shown.keys()
        assert [path for path, count in shown.items() if count > 1] == []
