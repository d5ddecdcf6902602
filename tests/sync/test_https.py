"""The line over HTTPS: through proxies, with wrong clocks, with hostile requests, and as a fallback for the broker."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest

from deploy.certificates import Authority
from shared.clock import now
from shared.config import By
from shared.sync import core, wire
from shared.sync.following import leave
from shared.sync.https import porch as porches
from shared.sync.https import signing
from shared.sync.https.web import Web
from shared.sync.keys import Key
from shared.sync.line import Down
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually
from tests.sync.front import Proxy, proxy
from tests.sync.test_exchange import frame_of, heard_all

ZERO = b""


@pytest.fixture
def line() -> By:
    return "https"


@pytest.fixture
async def through() -> AsyncIterator[Proxy]:
    async with proxy() as laid:
        yield laid


async def meet(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("первое")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")


def signed(land: Land, what: str, body: bytes, *, key: Key | None = None, at: int | None = None) -> dict[str, str]:
    """Return the headers of a college's request; the clock and the key may be wrong."""
    moment = int(now().timestamp() * 1000) if at is None else at
    to = land.region.key.public
    return {
        "authorization": signing.header(key or land.btlh.key, what, to, body, moment, secrets.token_bytes(16)),
        "content-type": "application/octet-stream",
    }


@pytest.fixture
async def caller(land: Land) -> AsyncIterator[httpx.AsyncClient]:
    """A client that sends arbitrary requests to the region's doors."""
    land.region.start()
    assert land.region.front is not None
    async with httpx.AsyncClient(base_url=f"{land.region.front.url}/api/sync", trust_env=False) as client:
        await ready(land)
        yield client


async def ready(land: Land) -> None:
    async def answering() -> bool:
        try:
            return bool(land.region.station.porch.answering)
        except porches.NotYet:
            return False

    await eventually(answering, "the region answers")


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
async def test_everything_passes_through_a_forward_proxy_both_ways(
    tls: bool, land: Land, through: Proxy, scratch: Path
) -> None:
    assert land.region.front is not None
    authority = Authority(scratch / secrets.token_hex(4))
    if tls:
        await land.region.front.down()
        land.region.front.certificate = authority.server()
        await land.region.front.up()
    for college in (land.btlh, land.bgpk):
        college.go_by_https(land.region, proxy=through.url, ca=authority.ca if tls else None)
    await land.btlh.say(*(f"{n}" for n in range(450)))
    await land.region.whisper("btlh", "вам")
    for contour in land.all():
        contour.start()

    await eventually(lambda: heard_all(land.region, land.btlh), "every event told")

    async def told() -> bool:
        return await land.btlh.overheard() == ["вам"]

    await eventually(told, "what the region told")
    assert await land.region.heard("programs.btlh") == [f"{n}" for n in range(450)]
    assert all(asked.startswith("CONNECT" if tls else ("GET", "POST")) for asked in through.asked)
    assert through.asked


async def test_a_region_with_a_certificate_of_an_unknown_authority_is_not_trusted(land: Land, scratch: Path) -> None:
    assert land.region.front is not None
    right, wrong = Authority(scratch / secrets.token_hex(4)), Authority(scratch / secrets.token_hex(4), "somebody")
    await land.region.front.down()
    land.region.front.certificate = right.server()
    await land.region.front.up()
    land.region.start()
    await ready(land)
    for authority, believed in ((wrong, False), (right, True)):
        land.btlh.go_by_https(land.region, ca=authority.ca)
        assert land.btlh.config.upper is not None
        web = Web(land.btlh.config.upper, land.btlh.key, land.btlh.config)
        if believed:
            assert isinstance(wire.answer(await web.ask("heads", wire.write(wire.Mine([])))), wire.Heads)
        else:
            with pytest.raises(Down, match=r"[Cc]ertificate"):
                await web.ask("heads", wire.write(wire.Mine([])))
        await web.close()


async def test_an_event_of_the_region_arrives_at_once_because_the_college_polls_for_news(land: Land) -> None:
    await meet(land)
    await asyncio.sleep(1.5)
    waits = []
    for number in range(5):
        begun = time.monotonic()
        await land.region.whisper("all", f"{number}")

        async def told(count: int = number + 1) -> bool:
            return len(await land.btlh.overheard()) == len(await land.bgpk.overheard()) == count

        await eventually(told, "what the region told", seconds=5)
        waits.append(time.monotonic() - begun)
    print(f"told in {', '.join(f'{each * 1000:.0f} ms' for each in waits)}")
    assert sorted(waits)[2] < 1


async def test_a_proxy_that_hangs_breaks_and_refuses_loses_nothing(land: Land, through: Proxy) -> None:
    for college in (land.btlh, land.bgpk):
        college.go_by_https(land.region, proxy=through.url)
    await meet(land)
    for number, state in enumerate(("cut", "black", "cut")):
        through.state = state
        if state == "cut":
            through.drop()
        await land.btlh.say(*(f"{number}.{n}" for n in range(250)))
        await land.region.whisper("btlh", state)
        await asyncio.sleep(0.7)
        through.state = "open"
        through.drop()
        await land.btlh.say(f"дальше {number}")
        await eventually(lambda: heard_all(land.region, land.btlh), "everything", seconds=30)
    heard = await land.region.heard("programs.btlh")
    assert len(heard) == len(set(heard)) == 754
    assert await land.region.archived("programs.btlh") == await land.btlh.told("programs.btlh")

    async def told() -> bool:
        return await land.btlh.overheard() == ["cut", "black", "cut"]

    await eventually(told, "what the region told")


async def test_a_region_whose_doors_and_databases_come_and_go_gets_everything_once(land: Land) -> None:
    from tests.sync.test_accidents import cut_connections

    await meet(land)
    assert land.region.front is not None
    for number in range(3):
        await land.btlh.say(*(f"{number}.{n}" for n in range(30)))
        await cut_connections(land.region)
        await land.region.front.down()
        await cut_connections(land.btlh)
        await land.region.front.up()
    await eventually(lambda: heard_all(land.region, land.btlh), "everything", seconds=30)
    heard = await land.region.heard("programs.btlh")
    assert len(heard) == len(set(heard)) == 91


async def test_a_college_whose_clock_is_wrong_by_an_hour_is_understood(land: Land) -> None:
    land.region.start()
    await ready(land)
    assert land.btlh.config.upper is not None
    for hours in (-1, 1):
        config = msgspec.structs.replace(land.btlh.config, clock_offset=hours * 3600.0)
        web = Web(land.btlh.config.upper, land.btlh.key, config)
        assert isinstance(wire.answer(await web.ask("heads", wire.write(wire.Mine([])))), wire.Heads)
        await web.close()


async def test_a_region_that_started_without_its_broker_waits_a_limited_time_for_it(
    land: Land, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames stored there come before the first answer; but a college on HTTPS needs no broker."""
    from shared.sync.nats import ingest

    monkeypatch.setattr(ingest, "UNREADABLE", 1.5)
    broker.stop()
    land.btlh.go_by_https(land.region)
    land.region.start()
    land.btlh.start()
    await land.btlh.say("без посредника")
    took = await eventually(lambda: heard_all(land.region, land.btlh), "what needs no broker")
    print(f"heard after {took:.1f} s")
    assert took > 0.5


async def test_without_the_broker_a_college_uses_https_and_returns(
    land: Land, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.sync import fallback

    monkeypatch.setattr(fallback, "PATIENCE", 1.0)
    monkeypatch.setattr(fallback, "TRIED_AGAIN", 1.0)
    for college in (land.btlh, land.bgpk):
        college.go_by_https(land.region, line="auto")
    await meet(land)
    assert not land.btlh.station.by_web

    broker.stop()
    await land.btlh.say(*(f"кругом {n}" for n in range(250)))
    await land.region.whisper("btlh", "кругом")
    await eventually(lambda: heard_all(land.region, land.btlh), "what went round", seconds=20)
    assert land.btlh.station.by_web

    async def told() -> bool:
        return await land.btlh.overheard() == ["кругом"]

    await eventually(told, "what the region told")

    broker.start()

    async def back() -> bool:
        return not land.btlh.station.by_web

    await eventually(back, "the college is back at the broker", seconds=20)
    await land.btlh.say("снова прямо")
    await eventually(lambda: heard_all(land.region, land.btlh), "what went straight")
    heard = await land.region.heard("programs.btlh")
    assert len(heard) == len(set(heard)) == 252


async def test_only_a_new_request_of_an_enrolled_key_is_admitted(land: Land, caller: httpx.AsyncClient) -> None:
    body = wire.write(wire.Mine([]))
    millis = int(now().timestamp() * 1000)
    right = signed(land, "heads", body)
    wrong = [
        {},
        {"authorization": ""},
        {"authorization": "Podrost"},
        {"authorization": "Podrost " + "A" * 4000},
        {"authorization": "Podrost a b c d e"},
        {"authorization": "Podrost " + " ".join(["=="] * 5)},
        {"authorization": right["authorization"].replace("Podrost", "Bearer")},
        signed(land, "heads", body, key=Key(secrets.token_bytes(32))),
        signed(land, "replay", body),
        signed(land, "heads", body + b" "),
        signed(land, "heads", body, at=millis - 120_000),
        signed(land, "heads", body, at=millis + 120_000),
        signed(land, "heads", body, at=10**30),
    ]
    for headers in wrong:
        answer = await caller.post("/questions/heads", content=body, headers=headers)
        assert answer.status_code == 401, headers
    assert (await caller.post("/questions/heads", content=body, headers=right)).status_code == 200
    assert (await caller.post("/questions/heads", content=body, headers=right)).status_code == 401

    await leave(land.region.pool, "programs.btlh", at=now())
    await asyncio.sleep(porches.KNOWN_FOR + 0.1)
    assert (await caller.post("/questions/heads", content=body, headers=signed(land, "heads", body))).status_code == 401


async def test_a_contour_is_answered_only_about_streams_meant_for_it(land: Land, caller: httpx.AsyncClient) -> None:
    await land.region.whisper("bgpk", "только педагогическому")
    await land.region.whisper("all", "всем")
    body = wire.write(wire.Mine([]))
    answer = await caller.post("/questions/heads", content=body, headers=signed(land, "heads", body))
    heads = wire.answer(answer.content)
    assert isinstance(heads, wire.Heads)
    assert [head.stream for head in heads.heads] == ["registry.all"]
    for stream, told in (("registry.bgpk", False), ("programs.bgpk", False), ("registry.all", True)):
        held = wire.write(land.btlh.key.held(stream, core.start(stream), 0))
        answer = await caller.post("/questions/replay", content=held, headers=signed(land, "replay", held))
        assert isinstance(wire.frame_or_answer(answer.content), core.Frame) is told
    nothing = await caller.post("/questions/rm", content=b"{}", headers=signed(land, "rm", b"{}"))
    assert isinstance(wire.answer(nothing.content), wire.Refusal)


async def test_a_college_cannot_speak_for_another_by_its_own_door(land: Land, caller: httpx.AsyncClient) -> None:
    await land.bgpk.say("моё")
    stolen = await frame_of(land.bgpk, 0)
    answer = await caller.post("/frames", content=stolen, headers=signed(land, "frames", stolen))
    assert answer.status_code == 204
    assert await land.region.archived("programs.bgpk") == []


async def test_hostile_bodies_get_a_plain_error(land: Land, caller: httpx.AsyncClient) -> None:
    bodies = [b"", b"{", b"[" * 50_000, b"\xff\xfe", b"null", b'{"says":"held"}', b"0" * 90_000]
    for body in bodies:
        for what in ("announce", "heads", "replay", "digest"):
            answer = await caller.post(f"/questions/{what}", content=body, headers=signed(land, what, body))
            assert answer.status_code == 200, answer.text
            assert isinstance(wire.answer(answer.content), wire.Refusal)
        answer = await caller.post("/frames", content=body, headers=signed(land, "frames", body))
        assert answer.status_code == 204
    for path, size in (("/frames", wire.FRAME_LIMIT + 1), ("/questions/heads", wire.FRAME_LIMIT + 1)):
        body = b"0" * size
        headers = signed(land, path.rpartition("/")[2], body)
        assert (await caller.post(path, content=body, headers=headers)).status_code == 413

        async def parts(body: bytes = body) -> AsyncIterator[bytes]:
            for at in range(0, len(body), 50_000):
                yield body[at : at + 50_000]

        headers = signed(land, path.rpartition("/")[2], body)
        assert (await caller.post(path, content=parts(), headers=headers)).status_code == 413
    for path in (
        "/frames",
        "/questions/heads",
        "/news",
        "/clock",
        "/questions/%00",
        "/questions/..%2f..%2f",
        "/nowhere",
    ):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            assert (await caller.request(method, path, content=b"x")).status_code < 500


async def test_a_contour_that_asks_too_often_is_refused_and_others_are_not(
    land: Land, caller: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(college: Contour) -> int:
        body = wire.write(wire.Range("registry.all", 1, 1))
        headers = signed(land, "digest", body, key=college.key)
        return (await caller.post("/questions/digest", content=body, headers=headers)).status_code

    monkeypatch.setattr(porches, "A_SECOND", 0.0)  # a busy machine would not manage a hundred requests a second
    answered: list[int] = []
    for _ in range(40):
        answered += await asyncio.gather(*(ask(land.btlh) for _ in range(12)))
        if 429 in answered:
            break
    assert set(answered) == {200, 429}
    assert await ask(land.bgpk) == 200
    monkeypatch.undo()
    await asyncio.sleep(0.1)
    assert await ask(land.btlh) == 200


async def test_a_newer_wait_for_news_ends_the_older(land: Land, caller: httpx.AsyncClient) -> None:
    first = asyncio.create_task(caller.get("/news", headers=signed(land, "news", ZERO)))
    await asyncio.sleep(0.6)
    while first.done():  # the region has news when it starts
        first = asyncio.create_task(caller.get("/news", headers=signed(land, "news", ZERO)))
        await asyncio.sleep(0.6)
    second = asyncio.create_task(caller.get("/news", headers=signed(land, "news", ZERO)))
    assert (await first).status_code == 204
    await land.region.whisper("btlh", "вам")
    assert (await second).status_code == 200
