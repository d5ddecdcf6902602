"""What the region may wish of the rules."""

import msgspec

from services.registry.regulation.edition import model, store
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Upload, Wish


class PublishRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition of the rules: every contour hears it, and what begins from its day on lives under it."""

    edition: Edition


class UploadRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition from a JSON file."""

    file: Upload


async def publish_regulation(tx: Tx, command: PublishRegulation) -> str:
    """Publish an edition; return its code."""
    with refusing(edition_once=model.AlreadyPublished):
        await store.record(tx, model.publish(command.edition))
    return command.edition.edition


async def upload_regulation(tx: Tx, command: UploadRegulation) -> str:
    """Publish the edition that a file holds; return its code."""
    try:
        edition = msgspec.json.decode(command.file.content, type=Edition)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise model.NotAnEdition(reason=_plain(error), field="file") from error
    return await publish_regulation(tx, PublishRegulation(edition=edition))


def _plain(error: Exception) -> str:
    """Say where a file went wrong; msgspec names the place, and nothing of the file's content."""
    text = str(error)
    if "JSON is malformed" in text or not isinstance(error, msgspec.ValidationError):
        return "это не JSON или файл повреждён"
    place = text.rpartition("`$")[2].rstrip("`").lstrip(".") if "`$" in text else ""
    if "missing required field" in text:
        field = text.split("field `")[-1].split("`")[0]
        return f"нет поля «{field}»{f' в {place}' if place else ''}"
    return f"значение не подходит{f' в {place}' if place else ''}"
