"""Where a form leads: the page that its command made, or the address that its door names."""

from typing import Any
from urllib.parse import quote

from litestar import Response

from shared.doors import Door, Flash, Go, View
from shared.web.desk import Desk

# What an address may hold as it is; everything else, a Russian word too, is written in percent: a header is ASCII.
URL_SIGNS = "/?#[]@!$&'()*+,;=:%-._~"


def redirect(desk: Desk, go: Go) -> Response[bytes]:
    """Return the answer that leads somewhere else."""
    response: Response[bytes] = Response(
        b"", status_code=303, headers={"location": quote(go.url, safe=URL_SIGNS), **go.headers}
    )
    if go.flash:
        response.set_cookie(desk.flash(go.flash, go.kind))
    for cookie in go.cookies:
        response.set_cookie(cookie)
    return response


def led(door: Door, wish: Any, done: Any) -> View | Go:
    """Return the page that a form's command made, or where its door leads."""
    return done if isinstance(done, View | Go) else _go(door, wish, done)


def _go(door: Door, wish: Any, done: Any) -> Go:
    url = door.then if isinstance(door.then, str) else door.then(wish, done)
    flash = door.flash if isinstance(door.flash, str) else door.flash(wish, done)
    return Go(url, flash.text, flash.kind) if isinstance(flash, Flash) else Go(url, flash)
