"""The wishes about the rules."""

from codecs import BOM_UTF8
from datetime import date

import msgspec

from services.registry.regulation.edition import mistakes, model, store
from shared.contracts import regulation_v1
from shared.contracts.regulation import Dictionary, Edition, Entry, Term, Unit
from shared.db import Tx
from shared.errors import Invalid, refusing
from shared.wish import Upload, Wish


class WrittenUnit(Unit, frozen=True, forbid_unknown_fields=True):
    """What a term is counted in, as its author writes it."""


class WrittenTerm(Term, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term, as its author writes it."""


class WrittenEntry(Entry, frozen=True, forbid_unknown_fields=True):
    """A word of a dictionary, as its author writes it."""


class WrittenDictionary(Dictionary, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dictionary, as its author writes it."""

    entries: tuple[WrittenEntry, ...]


class WrittenEdition(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An edition as its author writes it: a field that nobody would read is a mistake, and told."""

    units: tuple[WrittenUnit, ...]
    terms: tuple[WrittenTerm, ...]
    dictionaries: tuple[WrittenDictionary, ...]


class PublishRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition of the rules to every contour; it holds for whatever begins on its first day or later."""

    edition: WrittenEdition


class UploadRegulation(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Publish an edition from a JSON file."""

    file: Upload


async def publish_regulation(tx: Tx, command: PublishRegulation) -> str:
    """Publish an edition; return its code."""
    return await publish(tx, _plain(command.edition))


async def publish(tx: Tx, edition: Edition) -> str:
    """Publish an edition that is made or read already; return its code."""
    with refusing(edition_once=model.AlreadyPublished):
        await store.record(tx, model.publish(edition))
    return edition.edition


async def read_regulation(command: UploadRegulation, today: date) -> Edition:
    """Read the edition in a file, written as the present or the first version of the event."""
    try:
        return _read(command.file.content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise model.NotAnEdition(reason=mistakes.explain(error), field="file") from error


async def upload_regulation(tx: Tx, command: UploadRegulation, edition: Edition) -> str:
    """Publish the edition that was read; return its code."""
    try:
        return await publish(tx, edition)
    except Invalid as refusal:
        refusal.field = "file"
        raise


class _Kind(msgspec.Struct):
    """The fields that tell the two versions of an edition's file apart."""

    dictionaries: msgspec.Raw = msgspec.Raw()
    forms: msgspec.Raw = msgspec.Raw()


class _TermV1(regulation_v1.Term, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _EditionV1(regulation_v1.Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terms: tuple[_TermV1, ...]
    forms: tuple[WrittenEntry, ...]
    kinds: tuple[WrittenEntry, ...]
    domains: tuple[WrittenEntry, ...]
    need_reasons: tuple[WrittenEntry, ...]
    levels: tuple[WrittenEntry, ...]
    end_reasons: tuple[WrittenEntry, ...]
    positions: tuple[WrittenEntry, ...]


def _read(content: bytes) -> Edition:
    told = content.removeprefix(BOM_UTF8)
    kind = msgspec.json.decode(told, type=_Kind)
    if bytes(kind.forms) and not bytes(kind.dictionaries):
        return _plain(msgspec.json.decode(told, type=_EditionV1).upcast())
    return _plain(msgspec.json.decode(told, type=WrittenEdition))


def _plain(edition: Edition) -> Edition:
    """Return an edition that was read strictly as the contract tells it."""
    return msgspec.convert(msgspec.to_builtins(edition), type=Edition)
