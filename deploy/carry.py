"""Export frames from a contour to a file, and import them from a file into a contour."""

from pathlib import Path

from deploy.folder import Folder
from shared import db
from shared.sync import keys, parcel


async def pack(folder: Folder, contour: str, stream: str, after: int, file: Path, *, with_keys: bool = False) -> bool:
    """Write a stream's events after a number to a file, on request with persons' keys; print what the file holds."""
    folder.state()
    config = folder.contour(contour)
    reader = keys.public_of(config.upper.public_key) if with_keys and config.upper else None
    draft = file.with_name(f"{file.name}.draft")
    pool = await db.open_pool(config.logins["sync"], "sync", size=1)
    try:
        with draft.open("wb") as out:
            async for line in parcel.packed(
                pool, keys.read(config.key), stream, after, now=config.clock(), reader=reader
            ):
                out.write(line + b"\n")
    finally:
        await pool.close()
    size = draft.stat().st_size
    if not size:
        draft.unlink()
        print(f"«{contour}» в потоке {stream} ещё ничего не рассказывал: писать нечего.")
        return False
    draft.replace(file)
    print(f"{file}: поток {stream}, события после № {after}, байт {size}.")
    if reader:
        print(
            "В файле ключи к словам, переданным по согласию; откроет их только регион. Сотрите файл, когда он принят."
        )
    return True


async def unpack(folder: Folder, contour: str, file: Path) -> bool:
    """Import a file and print the result in words; tell whether everything that it promises is here."""
    folder.state()
    config = folder.contour(contour)
    try:
        opened = file.open("rb")
    except OSError as error:
        print(f"Файл не прочитать: {error.strerror}.")
        return False
    pool = await db.open_pool(config.logins["sync"], "sync", size=1)
    try:
        taking = parcel.Unpacking(pool, contour, keys.read(config.key), now=config.clock())
        brought = await taking.take(parcel.lines(opened))
    finally:
        opened.close()
        await pool.close()
    print("\n".join(brought.words))
    return brought.complete
