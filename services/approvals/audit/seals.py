"""All seals, as they were told and as their files have them, against the logs as they are now."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import batched
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.settings import settings
from chassis.signing import SignatureReader
from contracts.events.approvals import LogSealed
from contracts.seals import PURPOSE, Seal
from services.approvals.audit.report import Report
from services.approvals.domain.evidence.flaw import Flaw
from services.approvals.domain.evidence.sealed import sealed_flaws
from services.approvals.domain.seal import SUFFIX, Root, file_name
from services.approvals.queries.seal import as_now

PAGE = 500
# What a file raises that is cut, or no gzip at all.
UNREADABLE = (OSError, EOFError, zlib.error, ValueError)


def files_in(folder: Path) -> list[Path]:
    """The seals' files, the oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def readable(report: Report, told: list[tuple[int, dict[str, Any]]]) -> list[LogSealed]:
    """The seals that the outbox still tells as they were signed; of each other one the report says so."""
    found: list[LogSealed] = []
    for number, data in told:
        try:
            seal = LogSealed.model_validate(data)
        except ValidationError:
            seal = None
        if seal is None or _read(seal.signature) != Seal(**seal.model_dump(exclude={"signature"})):
            report.add([_flaw(f"seal {number} in the outbox is not what was signed")])
        else:
            found.append(seal)
    return found


async def compare(
    snapshot: AsyncConnection, report: Report, told: list[LogSealed], files: list[Path], folder: Path
) -> None:
    """The seals that were told, and those in the folder, each with all logs. `files` was listed before the snapshot began."""
    by_number = {seal.number: seal for seal in told}
    newest = max(by_number, default=0)
    for number in sorted(set(range(1, newest)) - set(by_number)):
        report.add([_flaw(f"seal {number} is not in the outbox, later ones are")])
    for file in files:
        await _compare_file(snapshot, report, file, by_number)
    for seal in told:
        file = folder / file_name(seal.number, seal.at)
        if not file.exists():
            says = f"seal {seal.number} of {seal.at:%Y-%m-%d} was told, and its file {file.name} is not in {folder}"
            # An older one may have been put away elsewhere; the newest should be at hand.
            if seal.number == newest:
                report.add([_flaw(says)])
            else:
                report.notes.append(says)


async def _compare_file(snapshot: AsyncConnection, report: Report, file: Path, by_number: dict[int, LogSealed]) -> None:
    root = Root()
    try:
        with _opened(file) as (signature, lines):
            seal = _read(signature)
            if seal is None:
                report.add([_flaw(f"{file.name} bears no genuine signature")])
                return
            if (told := by_number.get(seal.number)) is None or told.signature != signature:
                report.add([_flaw(f"seal {seal.number} lies in {file.name}, and the outbox has not told it so")])
            for heads in batched(root.read(lines), PAGE):
                now = await as_now(snapshot, heads)
                for head in heads:
                    there = now[head.case_id]
                    report.add(sealed_flaws(f"seal {seal.number} of {seal.at:%Y-%m-%d}", head, there), there.case_no)
    except UNREADABLE as error:
        report.add([_flaw(f"{file.name} cannot be read: {error}")])
        return
    if (root.hex(), root.cases, root.entries) != (seal.root, seal.cases, seal.entries):
        report.add([_flaw(f"{file.name} was changed: its lines are not those that were sealed")])
    report.seals += 1


@contextmanager
def _opened(file: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    with gzip.open(file, "rb") as opened:
        lines = iter(cast("BinaryIO", opened))
        yield str(orjson.loads(next(lines, b""))), lines


def _read(signature: str) -> Seal | None:
    try:
        return Seal.model_validate_json(_signatures(settings().decision_keys_file).read(signature))
    except (ValidationError, ValueError):
        return None


@lru_cache
def _signatures(file: Path) -> SignatureReader:
    return SignatureReader(file, PURPOSE)


def _flaw(says: str) -> Flaw:
    return Flaw(None, None, "seal", says)
