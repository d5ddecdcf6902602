"""A client that sends slowly, or too much before its request is whole, is let go; everybody else is answered."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from deploy.process import free_port
from shared.web import protocol
from shared.web.protocol import HEAD, Limited

LOCALHOST = "127.0.0.1"


async def count(scope: Any, receive: Any, send: Any) -> None:
    """Answer how many bytes the body had; a client that left is answered nothing."""
    read, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        read, more = read + len(message.get("body", b"")), message.get("more_body", False)
    body = str(read).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def served() -> AsyncGenerator[int, None]:
    config = uvicorn.Config(count, host=LOCALHOST, port=free_port(), http=Limited, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield config.port
    finally:
        server.should_exit = server.force_exit = True
        await serving


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[int, None]:
    monkeypatch.setattr(protocol, "HEAD_WITHIN", 0.4)
    monkeypatch.setattr(protocol, "PACE_EVERY", 0.2)
    async with served() as port:
        yield port


async def answered(port: int, *pieces: bytes, every: float = 0) -> bytes:
    """Send pieces, one after another, and return everything that came until the server closed or answered."""
    reader, writer = await asyncio.open_connection(LOCALHOST, port)
    hearing = asyncio.create_task(reader.read(65536))
    try:
        for piece in pieces:
            if hearing.done():
                break
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)
        async with asyncio.timeout(5):
            return await hearing
    except ConnectionError:
        return await hearing
    finally:
        hearing.cancel()
        writer.close()


def head(*lines: str, path: str = "/", method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "host: x", *lines, "", ""]).encode()


async def test_an_ordinary_request_is_answered_and_the_next_on_the_same_line_too(port: int) -> None:
    reader, writer = await asyncio.open_connection(LOCALHOST, port)
    for _ in range(3):
        writer.write(head("content-length: 3", method="POST") + b"abc")
        answer = await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(1)
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(b"3")
    writer.close()


async def test_a_connection_that_sends_nothing_is_let_go(port: int) -> None:
    assert (await answered(port)).startswith(b"HTTP/1.1 408")


async def test_a_head_sent_letter_by_letter_is_let_go(port: int) -> None:
    letters = [bytes([letter]) for letter in head("x: " + "y" * 200)]

    assert (await answered(port, *letters, every=0.01)).startswith(b"HTTP/1.1 408")


async def test_the_second_head_on_a_line_has_its_own_time(port: int) -> None:
    reader, writer = await asyncio.open_connection(LOCALHOST, port)
    writer.write(head())
    await reader.readuntil(b"\r\n\r\n0")
    writer.write(b"GET /")

    async with asyncio.timeout(3):
        assert (await reader.read(65536)).startswith(b"HTTP/1.1 408")
    writer.close()


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(head("x: " + "y" * HEAD), id="one long value"),
        pytest.param(head(*[f"x{number}: {'y' * 100}" for number in range(400)]), id="many"),
        pytest.param(b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"y" * (HEAD + 1), id="a value without an end"),
        pytest.param(head(path="/" + "y" * HEAD), id="a long address"),
    ],
)
async def test_a_head_of_more_than_32_kilobytes_is_refused(port: int, hostile: bytes) -> None:
    pieces = [hostile[at : at + 4096] for at in range(0, len(hostile), 4096)]

    assert (await answered(port, *pieces)).startswith(b"HTTP/1.1 431")
    assert (await answered(port, hostile)).startswith(b"HTTP/1.1 431")


async def test_a_head_of_thirty_kilobytes_passes(port: int) -> None:
    assert (await answered(port, head("x: " + "y" * 30_000))).startswith(b"HTTP/1.1 200")


async def test_a_body_that_trickles_is_let_go(port: int) -> None:
    trickle = [b"z"] * 200

    answer = await answered(port, head("content-length: 5000", method="POST"), *trickle, every=0.02)

    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_body_over_a_slow_line_passes(port: int) -> None:
    pieces = [b"z" * 300] * 10

    answer = await answered(port, head("content-length: 3000", method="POST"), *pieces, every=0.08)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"3000")
