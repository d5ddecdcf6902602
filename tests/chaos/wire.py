"""The line between the colleges and the broker; it can be cut, or drop everything."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from deploy.process import LOCALHOST


@dataclass
class Wire:
    """A TCP proxy: `open` forwards, `cut` closes and refuses, `black` accepts and drops everything."""

    target: int
    state: str = "open"
    port: int = 0
    server: asyncio.Server | None = None
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    carrying: int = 0

    async def lay(self, port: int) -> None:
        """Start to listen."""
        self.port = port
        self.server = await asyncio.start_server(self._carry, LOCALHOST, port)

    def cut(self) -> None:
        """Close every connection, and refuse new ones."""
        self.state = "cut"
        self.drop()

    def drop(self) -> None:
        """Close every connection."""
        for end in self.ends:
            end.close()

    async def fail(self, how: str, seconds: float) -> None:
        """Block the line for a while; dropped bytes are lost, so every connection is closed afterwards."""
        self.state = how
        if how == "cut":
            self.drop()
        try:
            await asyncio.sleep(seconds)
        finally:
            self.state = "open"
            self.drop()

    async def close(self) -> None:
        """Close the proxy."""
        assert self.server is not None
        self.server.close()
        self.cut()
        while self.carrying:
            await asyncio.sleep(0.01)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state == "cut":
            writer.close()
            return
        try:
            there, back = await asyncio.open_connection(LOCALHOST, self.target)
        except OSError:
            writer.close()
            return
        self.ends |= {writer, back}
        self.carrying += 1
        await asyncio.gather(self._pour(reader, back), self._pour(there, writer))
        self.carrying -= 1
        self.ends -= {writer, back}

    async def _pour(self, source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                if self.state != "black":
                    into.write(data)
                    await into.drain()
        into.close()
