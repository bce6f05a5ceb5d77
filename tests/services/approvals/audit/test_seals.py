"""A seal lies outside the database: what was deleted whole after it, with all its events, is found all the same."""

import asyncio
import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import orjson
import pytest
from sqlalchemy import func, select

from chassis import clock
from chassis.ids import uuid7
from chassis.signing import Signer
from chassis.store.tables import outbox
from contracts.commands.approvals import OPEN_TASK
from contracts.events.approvals import LogSealed
from contracts.seals import PURPOSE
from services.approvals.audit import seals
from services.approvals.audit.report import Report
from services.approvals.commands import seal as sealing
from services.approvals.commands.seal import Sealing, make_seal
from services.approvals.domain.seal import Head, Root
from services.approvals.queries.seal import all_seals
from songjiao.servers.stack import Stack
from tests.services.approvals.audit.conftest import History, Tamper, everything, numbered, on_stream, told
from tests.services.approvals.audit.manipulations import GONE, NO_EVENTS, TAIL
from tests.services.approvals.programme import COUNTY_OFFICE, Programme, decision, opening

# Every trace in the database: positions are given anew to what is left, so that the outbox has no gap.
CLOSED_UP = (
    "UPDATE outbox SET position = -position",
    "UPDATE outbox o SET position = n FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS n FROM outbox) AS given "
    "WHERE o.seq = given.seq",
    "UPDATE outbox_progress SET published = 0",
)
CUT_EVENTS = "DELETE FROM outbox WHERE subject = :case AND aggregate_version >= 5"


async def sealed(programme: Programme, folder: Path) -> Path:
    """A seal of now, with its event in the outbox."""
    file = await make_seal(programme.service.database, folder)
    assert file is not None
    await numbered(programme.service.database)
    return file


async def test_what_goes_on_after_a_seal_is_no_flaw(programme: Programme, history: History, tmp_path: Path) -> None:
    await sealed(programme, tmp_path)
    await programme.tell(history.decided, "ADMITTED", 3, finished=True)
    await programme.submitted()
    await sealed(programme, tmp_path)
    report = await everything(programme, tmp_path, *await on_stream(programme.service.database))
    assert told(report) == []
    assert (report.seals, report.notes) == (2, [])


DELETED = {
    "a whole case": ((*GONE, NO_EVENTS), "it is gone"),
    "the tail of a log": ((*TAIL, CUT_EVENTS), "its end was cut off"),
    "everything": (
        ("DELETE FROM tasks", "DELETE FROM log_entries", "DELETE FROM cases", f"{NO_EVENTS} OR subject = :other"),
        "it is gone",
    ),
}


@pytest.mark.parametrize("deleted", DELETED)
async def test_what_is_deleted_with_every_trace_is_found_by_the_seal(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path, deleted: str
) -> None:
    statements, says = DELETED[deleted]
    await sealed(programme, tmp_path)
    await tamper(*statements, *CLOSED_UP, case=history.decided.case_id, other=history.other.case_id)
    found = told(await everything(programme, tmp_path))
    assert [line for line in found if says in line and "seal 1 of" in line], "\n".join(found)


@pytest.mark.parametrize(("column", "what"), [("state", "state"), ("card", "card")])
async def test_an_older_row_put_back_with_its_seal_is_found(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path, column: str, what: str
) -> None:
    made = history.decided
    kept = ("state", "state_version", "state_seal") if column == "state" else (
        "title", "revision", "content_hash", "card_version", "card_seal"
    )  # fmt: skip
    await tamper(f"CREATE TABLE kept AS SELECT {', '.join(kept)} FROM cases WHERE case_id = :case", case=made.case_id)
    # News without a deed: nothing of it stands in the log.
    newer = made.model_copy(update={"title": "另一个题目"})
    await programme.tell(made, "MUNICIPAL_APPROVED", 5, card=newer)
    await sealed(programme, tmp_path)
    back = ", ".join(f"{name} = kept.{name}" for name in kept)
    await tamper(f"UPDATE cases SET {back} FROM kept WHERE case_id = :case", case=made.case_id)
    assert [line for line in told(await everything(programme, tmp_path)) if f"has its {what} of version 5" in line]


SEAL_EVENT = f"DELETE FROM outbox WHERE type = '{LogSealed.TYPE}'"


async def test_a_seal_struck_from_the_outbox_is_found(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path
) -> None:
    await sealed(programme, tmp_path)
    await tamper(SEAL_EVENT, *CLOSED_UP)
    [flaw] = told(await everything(programme, tmp_path))
    assert "the outbox has not told it so" in flaw


@pytest.mark.parametrize("change", ["jsonb_set(data, '{cases}', '1')", "data - 'root'", "'[]'"])
async def test_a_seal_changed_in_the_outbox_is_found(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path, change: str
) -> None:
    await sealed(programme, tmp_path)
    await tamper(f"UPDATE outbox SET data = {change} WHERE type = '{LogSealed.TYPE}'")
    assert "seal 1 in the outbox is not what was signed" in told(await everything(programme, tmp_path))[0]


async def test_a_gap_in_the_seals_is_found_and_an_old_file_may_lie_elsewhere(
    programme: Programme, history: History, tamper: Tamper, tmp_path: Path
) -> None:
    first, second = await sealed(programme, tmp_path), await sealed(programme, tmp_path)
    first.unlink()
    report = await everything(programme, tmp_path)
    assert (told(report), len(report.notes)) == ([], 1)
    assert first.name in report.notes[0]
    second.unlink()
    assert [line for line in told(await everything(programme, tmp_path)) if f"{second.name} is not in" in line]
    await tamper(f"{SEAL_EVENT} AND aggregate_version = 1", *CLOSED_UP)
    assert [line for line in told(await everything(programme, tmp_path)) if "seal 1 is not in the outbox" in line]


def _rewritten(file: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    with gzip.open(file) as opened:
        lines = opened.readlines()
    with gzip.open(file, "wb") as opened:
        opened.writelines(change(lines))


def _without_last(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def _nonsense(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"{}\n"]


def _unsigned(lines: list[bytes]) -> list[bytes]:
    return [b'"forged"\n', *lines[1:]]


@pytest.mark.parametrize(
    ("change", "says"),
    [(_without_last, "its lines are not those"), (_nonsense, "cannot be read"), (_unsigned, "no genuine signature")],
)
async def test_a_changed_file_is_found(
    programme: Programme, history: History, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], says: str
) -> None:
    _rewritten(await sealed(programme, tmp_path), change)
    assert says in told(await everything(programme, tmp_path))[0]


async def test_a_file_cut_short_is_found(programme: Programme, history: History, tmp_path: Path) -> None:
    file = await sealed(programme, tmp_path)
    file.write_bytes(file.read_bytes()[:-20])
    assert "cannot be read" in told(await everything(programme, tmp_path))[0]


async def test_what_is_signed_for_another_purpose_is_no_seal(
    programme: Programme, history: History, tmp_path: Path, stack: Stack
) -> None:
    file = await sealed(programme, tmp_path)
    with gzip.open(file) as opened:
        signature = str(orjson.loads(opened.readline()))
    said = seals._read(signature)
    assert said is not None
    other = Signer(stack.keys.decision, "decision").sign(said.model_dump_json().encode())
    assert (seals._read(other), PURPOSE) == (None, "log-seal")


async def test_copies_of_the_service_make_one_seal_a_day_between_them(
    programme: Programme, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = programme.service.database
    made = await asyncio.gather(*(make_seal(database, tmp_path, only_if_due=True) for _ in range(4)))
    assert len([file for file in made if file is not None]) == 1
    tomorrow = clock.machine() + timedelta(days=1)
    monkeypatch.setattr(clock, "machine", lambda: tomorrow)
    assert await make_seal(database, tmp_path, only_if_due=True)
    assert [file.name[:6] for file in seals.files_in(tmp_path)] == ["000001", "000002"]


async def test_a_process_that_ends_as_it_tells_a_seal_leaves_it_whole(
    programme: Programme, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(sealing, "_name", lambda _: None)
        await sealed(programme, tmp_path)
    assert seals.files_in(tmp_path) == []
    assert await make_seal(programme.service.database, tmp_path, only_if_due=True) is None
    assert told(await everything(programme, tmp_path)) == []


async def test_a_folder_that_cannot_be_written_is_told_and_the_seal_is_not(
    programme: Programme, history: History, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        await make_seal(programme.service.database, tmp_path / "file" / "seals")
    looking = asyncio.create_task(Sealing(programme.service.database, tmp_path / "file" / "seals").run())
    await asyncio.sleep(0.3)
    assert not looking.done()
    looking.cancel()
    async with programme.service.database.reading() as connection:
        said = select(func.count()).where(outbox.c.type == LogSealed.TYPE)
        assert await connection.scalar(said) == 0


async def test_seals_made_and_checked_while_people_decide_raise_no_alarm(
    programme: Programme, client: httpx2.AsyncClient, tmp_path: Path
) -> None:
    clerk = await programme.person("陈志远", COUNTY_OFFICE)
    over = asyncio.Event()

    async def work() -> None:
        for _ in range(25):
            made = await programme.submitted()
            await programme.ask(OPEN_TASK, opening(made))
            path = f"/tasks/{opening(made).task_id}/decision"
            assert (await client.post(path, headers=clerk, json=decision(made))).status_code == 200
            await numbered(programme.service.database)
        over.set()

    async def watch() -> None:
        while not over.is_set():
            await make_seal(programme.service.database, tmp_path)
            stream = await on_stream(programme.service.database)
            assert told(await everything(programme, tmp_path, *stream)) == []

    await asyncio.gather(work(), watch())
    assert len(seals.files_in(tmp_path)) > 1


CROWD = (
    "INSERT INTO cases (case_id, log_length, log_head) SELECT gen_random_uuid(), 1, encode(sha256(n::text::bytea), 'hex') "
    "FROM generate_series(1, 100000) AS n",
    "INSERT INTO log_entries (case_id, seq, entry_id, verb, at, attestations, files, details, prev_hmac, hmac) "
    "SELECT case_id, 1, gen_random_uuid(), 'open', now(), '{}', '[]', '{}', '', log_head FROM cases",
)


async def test_a_hundred_thousand_cases_are_sealed_and_compared_in_seconds(
    programme: Programme, tamper: Tamper, tmp_path: Path
) -> None:
    await tamper(*CROWD)
    report, database = Report(), programme.service.database
    async with asyncio.timeout(60):
        file = await sealed(programme, tmp_path)
        async with database.snapshot() as snapshot:
            [told_seal] = seals.readable(report, await all_seals(snapshot))
            await seals.compare(snapshot, report, [told_seal], [file], tmp_path)
    assert (report.seals, report.flaws, told_seal.cases) == (1, {}, 100_000)
    assert file.stat().st_size < 8_000_000
    assert len(told_seal.model_dump_json()) < 1_000


def test_the_root_is_over_every_head_and_their_order() -> None:
    heads = [Head(uuid7(), 3, "a" * 64, 2, 1), Head(UUID(int=1), 0, "", 0, 0)]
    written, read = Root(), Root()
    lines = written.lines(heads)
    assert list(read.read(lines.splitlines(keepends=True))) == heads
    assert (read.hex(), read.cases, read.entries) == (written.hex(), 2, 3)
    turned = Root()
    turned.lines(reversed(heads))
    assert turned.hex() != written.hex()
