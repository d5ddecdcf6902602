"""The stack of one machine: PostgreSQL, NATS and a process per contour; it restarts dead ones, and all end with it."""

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread

from deploy.broker import Broker
from deploy.contours import FEDERATION, Contour, services_of
from deploy.folder import Folder, State
from deploy.forked import Forked, fork
from deploy.health import healthy
from deploy.local import start_nats, start_postgres
from deploy.prepare import Nats, Servers, broker_above, broker_of, contours_of, fill_demo, prepare
from deploy.process import DidNotStart, Running, is_free
from deploy.tools import first_link
from shared.config import By, Config

PATIENCE = 90.0
# A process that ran this long is considered healthy; for one that did not, the delay before a restart grows.
RECOVERED = 10.0
SLOWEST = 5.0


@dataclass
class Child:
    """A supervised process: how to start it, and its history."""

    start: Callable[[], Running | Forked]
    running: Running | Forked
    started: float = field(default_factory=time.monotonic)
    restarts: int = 0
    delay: float = 0.0
    fell: float | None = None

    def tend(self) -> bool:
        """Restart it if it has died, after a delay if it dies often; tell whether it was restarted."""
        now = time.monotonic()
        if self.running.alive:
            return False
        if self.fell is None:
            self.fell = now
            self.delay = 0.0 if now - self.started > RECOVERED else min(SLOWEST, self.delay * 2 or 0.1)
            say(f"{self.running.name} ended ({self.running.ended}); starting it again")
        if now - self.fell < self.delay:
            return False
        try:
            self.running = self.start()
        except (DidNotStart, OSError) as problem:  # the cause may pass, as a full disk does
            say(str(problem))
            self.fell, self.delay = now, SLOWEST
            return False
        self.started, self.fell, self.restarts = time.monotonic(), None, self.restarts + 1
        return True


def up(
    folder: Folder, port: int, *, fill: bool, line: By = "nats", federated: bool = False, training: bool = False
) -> None:
    """Run the stack until Ctrl-C."""
    for interrupt in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us with `&` ignores SIGINT for us
        signal.signal(interrupt, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it for us
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    folder.make()
    with folder.held():
        children: dict[str, Child] = {}
        try:
            contours = contours_of(folder, federated=federated)
            configs = _start(folder, port, contours, children, line, fill=fill, training=training)
            for config in configs:
                _wait_for(config, children[config.contour], folder)
            _tell(folder, configs)
            _tend(folder, children)
        except KeyboardInterrupt:
            say("Stopping …")
        finally:
            for interrupt in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(interrupt, signal.SIG_IGN)
            _stop(children)


def _start(
    folder: Folder,
    port: int,
    contours: Sequence[Contour],
    children: dict[str, Child],
    line: By,
    *,
    fill: bool,
    training: bool,
) -> list[Config]:
    """Start everything in order; what has started is in `children` even when a later start fails."""
    for offset in range(len(contours)):
        _wait_for_port(port + offset)
    reading = Thread(target=_read_in, args=(contours,))
    reading.start()  # in parallel with making the databases
    servers = _servers(folder, contours, children, line)
    configs = asyncio.run(prepare(folder, servers, port, fill=fill, training=training))
    reading.join()
    gc.collect()
    gc.freeze()  # children share these objects as long as the collector does not touch them
    if folder.filling.exists():
        _fill(folder, servers.dsn, configs)
    for config in configs:
        begin = partial(_contour, folder, config.contour)
        children[config.contour] = Child(begin, begin())
    _write_state(folder, children)
    return configs


def _servers(folder: Folder, contours: Sequence[Contour], children: dict[str, Child], line: By) -> Servers:
    """Start the servers for which no external one is configured."""

    def keep(name: str, start: Callable[[int], Running]) -> str:
        running = start(0)
        children[name] = Child(lambda: start(running.port), running)
        return running.address

    def broker(name: str, variable: str, store: Path, ours: Callable[[Folder], Broker]) -> Nats:
        if url := os.environ.get(variable):
            return Nats(url, None)
        rule = ours(folder)
        return Nats(keep(name, partial(_nats, folder, name, store, rule.config(store))), rule)

    dsn = os.environ.get("DATABASE_URL") or keep("postgres", partial(_postgres, folder))
    nats = broker("nats", "NATS_URL", folder.nats, broker_of)
    above = None
    if FEDERATION in contours:
        above = broker("nats-federation", "FEDERATION_NATS_URL", folder.nats_above, broker_above)
    return Servers(dsn, nats, above, line)


def _postgres(folder: Folder, port: int) -> Running:
    return start_postgres(folder.postgres, port=port, log=folder.log("postgres"))


def _nats(folder: Folder, name: str, store: Path, accounts: str, port: int) -> Running:
    return start_nats(store, port=port, log=folder.log(name), accounts=accounts)


def _read_in(contours: Sequence[Contour]) -> None:
    """Import the contours' code once, before the contours are forked."""
    import_module("deploy.serve")
    for kind in {contour.kind for contour in contours}:
        services_of(kind)


def _fill(folder: Folder, dsn: str, configs: list[Config]) -> None:
    """Fill the demo in a forked child, so that its memory is not inherited by the contours."""
    log = folder.log("demo")
    child = fork("demo", lambda: asyncio.run(fill_demo(folder, dsn, configs)), log)
    try:
        if child.wait() != 0:
            raise DidNotStart(f"The demo could not be filled; {_end_of(log)}")
    finally:
        child.stop()


def _contour(folder: Folder, name: str) -> Forked:
    from deploy.serve import serve  # the import takes a second, and `status` does not need it

    return fork(name, partial(serve, folder.config(name)), folder.log(name))


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 2  # a contour of a killed stack may still hold it
    while not is_free(port):
        if time.monotonic() > deadline:
            raise DidNotStart(f"Port {port} is taken by another program: choose others with --port.")
        time.sleep(0.05)


def _wait_for(config: Config, child: Child, folder: Folder) -> None:
    """Return when the contour answers; DidNotStart with the end of its log when it cannot start."""
    deadline = time.monotonic() + PATIENCE
    while not healthy(config.url):
        if not child.running.alive or time.monotonic() > deadline:
            log = folder.log(config.contour)
            raise DidNotStart(f"{config.contour} does not answer at {config.url}; {_end_of(log)}")
        time.sleep(0.05)


def _end_of(log: Path) -> str:
    return f"the end of {log}:\n{log.read_text('utf-8', 'replace')[-3000:]}"


def _tend(folder: Folder, children: dict[str, Child]) -> None:
    written = True
    while True:
        changed = [child.tend() for child in children.values()]
        written = written and not any(changed)
        if not written:
            with suppress(OSError):  # the disk is full now; it is tried again
                _write_state(folder, children)
                written = True
        time.sleep(0.1)


def _write_state(folder: Folder, children: dict[str, Child]) -> None:
    pids = {name: child.running.pid for name, child in children.items()}
    folder.write_state(State(os.getpid(), pids, {name: child.restarts for name, child in children.items()}))


def _stop(children: dict[str, Child]) -> None:
    """Stop the contours together, then the servers."""
    servers = [children.pop(name).running for name in ("nats", "nats-federation", "postgres") if name in children]
    for child in children.values():
        child.running.ask_to_stop()
    for running in [*(child.running for child in children.values()), *servers]:
        running.stop()


def _tell(folder: Folder, configs: list[Config]) -> None:
    """Print the addresses and logins; the last line holds all of them."""
    logins, everybody = folder.logins(), []
    for config in configs:
        here = [login for login in logins if login.contour == config.contour]
        who = ", ".join(f"{login.role} {login.login}/{login.password}" for login in here)
        everybody.append(f"{config.contour} {config.url}" + (f" ({who})" if who else ""))
        print(f"{config.title}: {config.url}")
        for login in here:
            print(f"    {login.role:32} {login.login:16} {login.password}")
        if not here and (link := asyncio.run(first_link(config))):
            print(f"    the first to come in, the operator, sets a password at {link}")
    print(f"Ready. {' · '.join(everybody)}", flush=True)


def say(text: str) -> None:
    """Print a message for the operator."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)
