"""The wishes about the rules."""

from datetime import date

import msgspec

from services.registry.regulation.edition import mistakes, model, store
from shared.contracts import regulation_v1
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Upload, Wish


class PublishRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition of the rules to every contour; it holds for whatever begins on its first day or later."""

    edition: Edition


class UploadRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition from a JSON file."""

    file: Upload


async def publish_regulation(tx: Tx, command: PublishRegulation) -> str:
    """Publish an edition; return its code."""
    with refusing(edition_once=model.AlreadyPublished):
        await store.record(tx, model.publish(command.edition))
    return command.edition.edition


async def read_regulation(command: UploadRegulation, today: date) -> Edition:
    """Read the edition in a file, written as the present or the first version of the event."""
    try:
        return _read(command.file.content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise model.NotAnEdition(reason=mistakes.explain(error), field="file") from error


async def upload_regulation(tx: Tx, command: UploadRegulation, edition: Edition) -> str:
    """Publish the edition that was read; return its code."""
    return await publish_regulation(tx, PublishRegulation(edition=edition))


class _Kind(msgspec.Struct):
    """The fields that tell the two versions of an edition's file apart."""

    dictionaries: msgspec.Raw = msgspec.Raw()
    forms: msgspec.Raw = msgspec.Raw()


def _read(content: bytes) -> Edition:
    kind = msgspec.json.decode(content, type=_Kind)
    if bytes(kind.forms) and not bytes(kind.dictionaries):
        return msgspec.json.decode(content, type=regulation_v1.Edition).upcast()
    return msgspec.json.decode(content, type=Edition)
