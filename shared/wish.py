"""A wish: a struct that is the JSON body, the HTML form and the OpenAPI schema of one command."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants to happen. The command of the same name decides."""


# The code of an organization.
Organization = Annotated[str, Meta(max_length=100)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(min_length=1, max_length=10_000)]
Note = Annotated[str, Meta(max_length=10_000)]
# Taken as it was typed, spaces too, and never shown again.
Secret = Annotated[str, Meta(min_length=1, max_length=10_000, extra={"secret": True})]

# The longest name that file systems have.
LONGEST_NAME = 255
FileName = Annotated[str, Meta(max_length=LONGEST_NAME)]


class Upload(msgspec.Struct, frozen=True):
    """An uploaded file: neither its name nor its content is trusted."""

    name: FileName
    content: bytes
