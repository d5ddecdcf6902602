"""The description of a contour: what the stack knows is new at each start, what a person has set stays."""

from pathlib import Path

import msgspec

from deploy.contours import DEMO
from deploy.folder import Folder
from deploy.prepare import Nats, Servers, _describe
from shared import config


def test_what_a_person_has_set_is_kept_at_the_next_start(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name in ("contours", "keys"):
        (tmp_path / name).mkdir()
    described = _describe(folder, DEMO[0], {"identity": "old"}, Servers("", Nats("nats://old", None)), 8000, 0)
    assert (described.secure, described.proxies) == (False, ())
    own = {"secure": True, "proxies": ("10.0.0.5",), "address": "https://podrost.example"}
    config.write(msgspec.structs.replace(described, **own), folder.config(DEMO[0].name))

    again = _describe(folder, DEMO[0], {"identity": "new"}, Servers("", Nats("nats://new", None)), 9000, 0)
    assert {name: getattr(again, name) for name in own} == own
    assert (again.secret, again.logins, again.nats_url) == (described.secret, {"identity": "new"}, "nats://new")
    assert again.port == 9000
    assert config.read(folder.config(DEMO[0].name)) == again
