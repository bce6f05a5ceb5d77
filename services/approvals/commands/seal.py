"""Seal all decision logs: once a day by whichever copy of the service comes first, or when the operator asks."""

import asyncio
import gzip
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

import orjson
import structlog
from sqlalchemy import func, select

from chassis import clock
from chassis.settings import settings
from chassis.signing import Signer
from chassis.store.database import Database
from contracts.events.approvals import LogSealed
from contracts.seals import DECISION_LOG, PURPOSE, Seal
from services.approvals.domain.seal import Root, file_name, is_due
from services.approvals.queries.orphan import reached
from services.approvals.queries.seal import all_heads, newest_seal

log = structlog.get_logger()

LOOK_EVERY_SECONDS: Final = 600.0
# One at a time, whatever copies of the service there are: seals are numbered without a gap.
LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtext("log_seal")))


@lru_cache
def _signer(file: Path) -> Signer:
    # The key that signs decisions, for another purpose: neither serves as the other, both are lost or renewed together, and
    # whoever checks has the public key already.
    return Signer(file, PURPOSE)


class Sealing:
    """The loop that sees to it that every day has its seal."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    async def run(self) -> None:
        """Look now and then until cancelled. A folder that cannot be written is told of and looked at again."""
        while True:
            try:
                await make_seal(self._database, self._folder, only_if_due=True)
            except OSError as error:
                log.error("seal.not_kept", folder=str(self._folder), error=str(error))
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def make_seal(database: Database, folder: Path, *, only_if_due: bool = False) -> Path | None:
    """Seal everything as it is now; gives the seal's file, or None where the day has one. Raises OSError.

    The file is written whole before the seal is told, and gets its name after it: what has the name was told.
    """
    async with database.transaction() as transaction:
        await transaction.execute(LOCK)
        last, now = await newest_seal(transaction.connection), clock.machine()
        if last is not None:
            _name(folder / file_name(last.number, last.at))
        if only_if_due and not is_due(last.at if last else None, now):
            return None
        number = last.number + 1 if last else 1
        file = folder / file_name(number, now)
        # A connection of its own: here the snapshot would be that of before the lock.
        async with database.snapshot() as snapshot:
            root, position = Root(), await reached(snapshot)
            heads = [root.lines(page) async for page in all_heads(snapshot)]
        seal = Seal(number=number, at=now, cases=root.cases, entries=root.entries, position=position, root=root.hex())
        signature = _signer(settings().decision_key_file).sign(seal.model_dump_json().encode())
        await asyncio.to_thread(_write, _draft(file), [orjson.dumps(signature) + b"\n", *heads])
        told = LogSealed(**seal.model_dump(), signature=signature)
        transaction.emit(told, subject=DECISION_LOG, version=number)
    _name(file)
    log.info("seal.made", number=number, cases=seal.cases, root=seal.root)
    return file


def _write(draft: Path, lines: list[bytes]) -> None:
    draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        with gzip.open(raw, "wb") as file:
            file.writelines(lines)
        raw.flush()
        os.fsync(raw.fileno())


def _name(file: Path) -> None:
    """Give a seal that was told its name; also where the process ended in between."""
    draft = _draft(file)
    if draft.exists() and not file.exists():
        draft.rename(file)


def _draft(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")
