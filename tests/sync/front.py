"""The region's doors on a real port, with or without TLS; and a forward proxy like those of colleges."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from deploy.process import LOCALHOST, free_port
from shared.config import Config
from shared.db import Pool
from shared.identity.gate import Gate
from shared.sync.station import Station
from shared.web.app import compose
from shared.web.exchange import exchange
from shared.web.live import Live


@dataclass
class Front:
    """The web application of a contour, which can be stopped and started again at the same address."""

    config: Config
    pool: Pool
    station: Station
    port: int = field(default_factory=free_port)
    certificate: tuple[Path, Path] | None = None
    server: uvicorn.Server | None = None
    serving: "asyncio.Task[None] | None" = None

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{LOCALHOST}:{self.port}"

    async def up(self) -> None:
        async def works() -> list[str]:
            return []

        async def silence() -> None:
            return None

        gate = Gate(self.config, self.pool)
        app = compose(
            [], gate, live=Live(), broken=works, exchange=silence, own=[exchange(self.config, self.pool, self.station)]
        )
        key, chain = self.certificate or (None, None)
        self.server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=LOCALHOST,
                port=self.port,
                log_config=None,
                access_log=False,
                ssl_keyfile=key,
                ssl_certfile=chain,
                timeout_graceful_shutdown=0,
                lifespan="off",
            )
        )
        self.serving = asyncio.create_task(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.01)

    async def down(self) -> None:
        if self.server is not None and self.serving is not None:
            self.server.should_exit = True
            self.server.force_exit = True
            await self.serving
            self.server = None


@dataclass
class Proxy:
    """A forward proxy: CONNECT for https, an absolute address for http; it can be cut, or drop everything."""

    port: int = 0
    state: str = "open"
    asked: list[str] = field(default_factory=list)
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://{LOCALHOST}:{self.port}"

    async def up(self) -> None:
        self.server = await asyncio.start_server(self._carry, LOCALHOST, self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    def drop(self) -> None:
        for end in self.ends:
            end.close()

    async def down(self) -> None:
        assert self.server is not None
        self.server.close()
        self.state = "cut"
        self.drop()
        await asyncio.sleep(0.05)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.ends.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.split(b" ", 2)
            self.asked.append(f"{method.decode()} {target.decode()}")
            if self.state == "cut":
                writer.close()
                return
            address = urlsplit(f"//{target.decode()}" if method == b"CONNECT" else target.decode())
            there, back = await asyncio.open_connection(address.hostname, address.port)
            self.ends.add(back)
            if method == b"CONNECT":
                writer.write(b"HTTP/1.1 200 here you are\r\n\r\n")
            else:
                back.write(head.replace(target, address.path.encode(), 1))
            await asyncio.gather(self._pour(reader, back), self._pour(there, writer))

    async def _pour(self, source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                if self.state != "black":
                    into.write(data)
                    await into.drain()
        into.close()


@asynccontextmanager
async def proxy() -> AsyncIterator[Proxy]:
    laid = Proxy()
    await laid.up()
    yield laid
    await laid.down()
