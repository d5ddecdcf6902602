"""Every door is declared once: a wish is a noun to POST, by a form and as JSON, and each form on a page leads to it."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from deploy.contours import SERVICES, services_of
from shared.doors import Door, shown_again
from tests.house.inner import PARAMETER, filled
from tests.house.lived import Lived
from tests.house.test_hostile import ids_of

DOORS = {
    (kind, door.method, door.path): door
    for kind in SERVICES
    for service in services_of(kind)
    for subject in service.subjects
    for door in subject.doors
}
WISHES = [(kind, door) for (kind, _, _), door in DOORS.items() if door.wish is not None]
VERBS = """
    accept add agree approve assess begin cancel change close complete confirm correct create decline delete discard
    dismiss drop edit end enroll extend finish give grant import leave lift mark move new note open plan propose publish
    recall record reflect refuse remind remove renew request resume return revoke send set share sign start stop submit
    suspend take update upload withdraw write
"""
# Plural without an «s».
PLURAL = frozenset({"addenda", "people"})


def segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part and not part.startswith("{")]


def named(doors: Sequence[tuple[str, Door]]) -> list[str]:
    return [f"{kind}: {door.method} {door.path}" for kind, door in doors]


def test_a_file_is_read_before_the_transaction_of_its_wish() -> None:
    uploads = [(kind, door) for kind, door in WISHES if door.upload]

    assert uploads
    assert named([(kind, door) for kind, door in uploads if door.before is None]) == []


def test_a_wish_is_a_plural_noun_that_is_posted() -> None:
    verbs = [(kind, door) for kind, door in WISHES if set(VERBS.split()) & set(segments(door.path))]
    assert named(verbs) == []
    single = [
        (kind, door)
        for kind, door in WISHES
        if door.path.endswith("}") or not (door.path.endswith("s") or segments(door.path)[-1] in PLURAL)
    ]
    assert named(single) == []


def test_a_wish_has_its_form_and_its_json_or_says_why_not() -> None:
    assert len(WISHES) > 80
    wrong = []
    for kind, door in WISHES:
        other = f"/api{door.path}" if door.kind == "form" else door.path.removeprefix("/api")
        twin = DOORS.get((kind, "POST", other))
        alike = twin is not None and (twin.wish, twin.who, twin.upload) == (door.wish, door.who, door.upload)
        if bool(door.alone) == alike or (twin is not None and not alike):
            wrong.append((kind, door))
    assert named(wrong) == []


def test_no_two_wishes_share_a_path() -> None:
    every = [
        (kind, door.method, door.path)
        for kind in SERVICES
        for service in services_of(kind)
        for subject in service.subjects
        for door in subject.doors
    ]
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
        for service in services_of(kind):
            for subject in service.subjects:
                doors = [*subject.doors, *shown_again(subject.doors)]
                shown = Counter(door.path for door in doors if door.method == "GET")
                forms = {door.path for door in subject.doors if door.kind == "form"}
                assert forms <= shown.keys()
                assert [path for path, count in shown.items() if count > 1] == []
