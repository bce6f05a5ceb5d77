"""Two acts meet at the same rows, in either order: what they leave behind is what one after the other would, and none waits for ever."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from casework.gate import By
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.events.directory import PersonRegistered, SchoolRegistered
from contracts.kinds import DISQUALIFICATION
from services.enrollment.commands.application.decide import record as decide
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.disqualification.process import record as judge
from services.enrollment.commands.member.end import leave
from services.enrollment.commands.member.transfer import transfer
from services.enrollment.commands.round.close import close_round
from services.enrollment.commands.studio import host as hosts
from services.enrollment.commands.studio import run
from services.enrollment.consumers import take_in_person, take_in_school
from services.enrollment.domain.studio.titles import Title
from tests.services.enrollment.meeting import both_behind, outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import admitted, state
from tests.services.enrollment.programme import TAISHUN, Programme, admission, envelope
from tests.services.enrollment.studio.nominating import PNG
from tests.services.enrollment.test_disqualification import Member

Act = Callable[[Transaction], Awaitable[Any]]
CLERK = By(uuid7(), "周明")
WHY = "主持人调离，工作室不再保留。"


@dataclass
class Scene:
    """Rows that two acts meet at, the acts by name, and what must hold of the rows whoever came first."""

    programme: Programme
    rows: list[tuple[str, UUID]]
    acts: dict[str, Act]
    sound: Callable[[], Awaitable[None]]


def ending(programme: Programme, studio: UUID) -> Act:
    return lambda transaction: run.turn(transaction, studio, "terminate", WHY, CLERK)


def admitting(application: UUID) -> Act:
    return lambda transaction: decide(transaction, admission(application))


async def hosting(programme: Programme, person: UUID) -> Act:
    """The municipal office has somebody take over the studio."""
    headers = programme.signed_in(CLERK.person_id, "municipal_office:city", name=CLERK.name)
    sent = {"file": ("证书.png", PNG, "image/png")}
    answer = await programme.client.post(f"/nominations/{programme.studio}/files", headers=headers, files=sent)
    title, papers = Title("温州市名教师", "municipal"), (UUID(answer.json()["file_id"]),)
    wanted = hosts.NewHost(person, title, papers, "原主持人调任")
    return lambda transaction: hosts.change_host(transaction, programme.studio, wanted, CLERK)


async def active(programme: Programme, studio: UUID | None = None) -> int:
    sql = "SELECT count(*) FROM memberships WHERE trainee_id = :person AND state = 'ACTIVE' AND studio_id = coalesce(:studio, studio_id)"
    return int(await programme.scalar(sql, person=programme.teacher, studio=studio))


async def termination_and_admission(programme: Programme) -> Scene:
    application = await programme.approved_by_county()

    async def sound() -> None:
        assert await active(programme) == 0
        assert await programme.state(application) in ("LAPSED", "ADMITTED")

    acts = {"terminate": ending(programme, programme.studio), "admit": admitting(application)}
    rows = [("known_people", programme.teacher), ("studios", programme.studio), ("applications", application)]
    return Scene(programme, rows, acts, sound)


async def termination_and_transfer(programme: Programme) -> Scene:
    membership = await admitted(programme)

    async def sound() -> None:
        assert await active(programme, programme.other_studio) == 0

    acts: dict[str, Act] = {
        "terminate": ending(programme, programme.other_studio),
        "transfer": lambda tx: transfer(tx, membership, programme.other_studio, "任教学科变动", CLERK.person_id),
    }
    rows = [("known_people", programme.teacher), ("studios", programme.other_studio), ("memberships", membership)]
    return Scene(programme, rows, acts, sound)


async def flagged(programme: Programme) -> tuple[Member, UUID]:
    member = Member(programme, await admitted(programme))
    await member.bring_to("COUNTY_OPINION")
    return member, UUID((await member.case())["id"])


def disqualifying(case_id: UUID) -> Act:
    said = admission(case_id).model_copy(update={"kind": DISQUALIFICATION.name, "stage": "decision", "revision": 2})
    return lambda transaction: judge(transaction, said)


async def transfer_and_disqualification(programme: Programme) -> Scene:
    member, case_id = await flagged(programme)

    async def sound() -> None:
        assert await active(programme) == 0
        lost = "SELECT count(*) FROM memberships WHERE trainee_id = :person AND state = 'DISQUALIFIED'"
        assert await programme.scalar(lost, person=programme.teacher) == 1

    acts: dict[str, Act] = {
        "transfer": lambda tx: transfer(tx, member.membership, programme.other_studio, "任教学科变动", CLERK.person_id),
        "disqualify": disqualifying(case_id),
    }
    rows = [
        ("known_people", programme.teacher), ("studios", programme.studio), ("studios", programme.other_studio),
        ("memberships", member.membership), ("disqualifications", case_id),
    ]  # fmt: skip
    return Scene(programme, rows, acts, sound)


async def disqualification_and_admission(programme: Programme) -> Scene:
    member, case_id = await flagged(programme)
    async with programme.service.database.transaction() as transaction:
        await leave(transaction, member.membership, "因家庭原因", programme.teacher)
    application = await programme.approved_by_county(studio=programme.other_studio)

    async def sound() -> None:
        # Admitted first, the new place is the one that is lost.
        assert await active(programme) == 0

    acts = {"disqualify": disqualifying(case_id), "admit": admitting(application)}
    rows = [
        ("known_people", programme.teacher), ("studios", programme.other_studio), ("applications", application),
        ("disqualifications", case_id),
    ]  # fmt: skip
    return Scene(programme, rows, acts, sound)


async def termination_and_disqualification(programme: Programme) -> Scene:
    member, case_id = await flagged(programme)

    async def sound() -> None:
        assert await state(programme, member.membership) in ("LEFT", "DISQUALIFIED")
        running = "SELECT state FROM disqualifications WHERE id = :id"
        assert await programme.scalar(running, id=case_id) in ("DISMISSED", "DISQUALIFIED")

    acts = {"terminate": ending(programme, programme.studio), "disqualify": disqualifying(case_id)}
    rows = [
        ("known_people", programme.teacher), ("studios", programme.studio), ("memberships", member.membership),
        ("disqualifications", case_id),
    ]  # fmt: skip
    return Scene(programme, rows, acts, sound)


async def host_and_admission(programme: Programme) -> Scene:
    application = await programme.approved_by_county()

    async def sound() -> None:
        host = await programme.scalar("SELECT host_id FROM studios WHERE id = :id", id=programme.studio)
        assert not (host == programme.teacher and await active(programme, programme.studio))

    acts = {"host": await hosting(programme, programme.teacher), "admit": admitting(application)}
    rows = [("known_people", programme.teacher), ("studios", programme.studio), ("applications", application)]
    return Scene(programme, rows, acts, sound)


async def host_and_submission(programme: Programme) -> Scene:
    application, version = await programme.draft()

    async def sound() -> None:
        host = await programme.scalar("SELECT host_id FROM studios WHERE id = :id", id=programme.studio)
        assert (host == programme.teacher) == (await programme.state(application) == "DRAFT")

    acts: dict[str, Act] = {
        "host": await hosting(programme, programme.teacher),
        "submit": lambda transaction: submit(transaction, application, programme.teacher, version),
    }
    rows = [("known_people", programme.teacher), ("studios", programme.studio), ("applications", application)]
    return Scene(programme, rows, acts, sound)


async def host_and_disqualification(programme: Programme) -> Scene:
    """Somebody else takes over while the city decides about a member."""
    member, case_id = await flagged(programme)
    successor = await programme.another_teacher("陈望舒")

    async def sound() -> None:
        assert await state(programme, member.membership) == "DISQUALIFIED"
        assert await programme.scalar("SELECT host_id FROM studios WHERE id = :id", id=programme.studio) == successor

    acts = {"host": await hosting(programme, successor), "disqualify": disqualifying(case_id)}
    rows = [("studios", programme.studio), ("disqualifications", case_id), ("known_people", programme.teacher)]
    return Scene(programme, rows, acts, sound)


async def person_and_admission(programme: Programme) -> Scene:
    application, there = await programme.approved_by_county(), uuid7()
    await programme.school_of(there, "珊溪小学")
    moved = PersonRegistered(person_id=programme.teacher, name="林一鸣", school_id=there)
    return _moving(programme, application, lambda tx: take_in_person(tx, moved, envelope(moved, 2)))


async def school_and_admission(programme: Programme) -> Scene:
    application = await programme.approved_by_county()
    moved = SchoolRegistered(
        school_id=programme.school, name="文成县云溪实验小学", county=TAISHUN, school_levels=("小学",)
    )
    return _moving(programme, application, lambda tx: take_in_school(tx, moved, envelope(moved, 2)))


def _moving(programme: Programme, application: UUID, move: Act) -> Scene:
    async def sound() -> None:
        standing = await programme.state(application)
        assert (standing, await active(programme)) in (("ADMITTED", 1), ("RETURNED", 0))

    rows = [
        ("known_people", programme.teacher), ("known_schools", programme.school), ("studios", programme.studio),
        ("applications", application),
    ]  # fmt: skip
    return Scene(programme, rows, {"move": move, "admit": admitting(application)}, sound)


async def person_and_submission(programme: Programme) -> Scene:
    application, version = await programme.draft()
    there = uuid7()
    await programme.school_of(there, "珊溪小学")
    moved = PersonRegistered(person_id=programme.teacher, name="林一鸣", school_id=there)
    return _sending(programme, application, version, lambda tx: take_in_person(tx, moved, envelope(moved, 2)))


async def school_and_submission(programme: Programme) -> Scene:
    application, version = await programme.draft()
    moved = SchoolRegistered(
        school_id=programme.school, name="文成县云溪实验小学", county=TAISHUN, school_levels=("小学",)
    )
    return _sending(programme, application, version, lambda tx: take_in_school(tx, moved, envelope(moved, 2)))


def _sending(programme: Programme, application: UUID, version: int, move: Act) -> Scene:
    async def sound() -> None:
        sql = """
            SELECT a.state NOT IN ('SUBMITTED') OR (a.school_id = p.school_id AND a.county = s.county)
            FROM applications a JOIN known_people p ON p.id = a.applicant_id JOIN known_schools s ON s.id = p.school_id
            WHERE a.id = :id
        """
        assert await programme.scalar(sql, id=application)

    acts: dict[str, Act] = {
        "move": move, "submit": lambda transaction: submit(transaction, application, programme.teacher, version)
    }  # fmt: skip
    rows = [
        ("known_people", programme.teacher), ("known_schools", programme.school), ("studios", programme.studio),
        ("applications", application),
    ]  # fmt: skip
    return Scene(programme, rows, acts, sound)


async def termination_and_closing(programme: Programme) -> Scene:
    """Both change many applications at once."""
    applications = [await programme.submitted(await programme.another_teacher(f"教师{number}")) for number in range(6)]

    async def sound() -> None:
        assert {await programme.state(each) for each in applications} == {"LAPSED"}

    acts: dict[str, Act] = {
        "terminate": ending(programme, programme.studio),
        "close": lambda transaction: close_round(transaction, programme.round),
    }
    rows = [("rounds", programme.round), ("studios", programme.studio)]
    return Scene(programme, rows + [("applications", each) for each in applications], acts, sound)


# Whoever comes first, and what is said to the other one.
MEETINGS: dict[Callable[[Programme], Awaitable[Scene]], dict[tuple[str, str], str]] = {
    termination_and_admission: {("terminate", "admit"): "ended", ("admit", "terminate"): "int"},
    termination_and_closing: {("terminate", "close"): "datetime", ("close", "terminate"): "int"},
    termination_and_transfer: {("terminate", "transfer"): "studio_closed", ("transfer", "terminate"): "int"},
    transfer_and_disqualification: {
        ("transfer", "disqualify"): "DISQUALIFIED", ("disqualify", "transfer"): "membership_ended"
    },
    disqualification_and_admission: {("disqualify", "admit"): "disqualified", ("admit", "disqualify"): "DISQUALIFIED"},
    termination_and_disqualification: {
        ("terminate", "disqualify"): "wrong_state", ("disqualify", "terminate"): "int"
    },
    host_and_admission: {("host", "admit"): "ADMITTED", ("admit", "host"): "invalid_fields"},
    host_and_submission: {("host", "submit"): "own_studio", ("submit", "host"): "invalid_fields"},
    host_and_disqualification: {("host", "disqualify"): "DISQUALIFIED", ("disqualify", "host"): "Changed"},
    person_and_admission: {("move", "admit"): "wrong_state", ("admit", "move"): "NoneType"},
    school_and_admission: {("move", "admit"): "wrong_state", ("admit", "move"): "NoneType"},
    person_and_submission: {("move", "submit"): "Submitted", ("submit", "move"): "NoneType"},
    school_and_submission: {("move", "submit"): "other_county", ("submit", "move"): "NoneType"},
}  # fmt: skip
ORDERS = [(scene, order, said) for scene, orders in MEETINGS.items() for order, said in orders.items()]


@pytest.mark.parametrize(("made", "order", "said"), ORDERS)
async def test_who_comes_second_is_told(
    programme: Programme, made: Callable[[Programme], Awaitable[Scene]], order: tuple[str, str], said: str
) -> None:
    scene = await made(programme)
    done = await second_while_first_is_open(programme, *(scene.acts[name] for name in order))
    assert outcome(done[1]) == said
    await scene.sound()


@pytest.mark.parametrize(("made", "order"), [(made, order) for made, order, _ in ORDERS])
async def test_none_waits_for_ever(
    programme: Programme, made: Callable[[Programme], Awaitable[Scene]], order: tuple[str, str]
) -> None:
    """Each row in turn is held by a third, so that both acts stand as far in as they come without it."""
    scene = await made(programme)
    for number in range(len(scene.rows)):
        if number:
            scene = await made(await programme.anew())
        await both_behind(programme, scene.rows[number], *(scene.acts[name] for name in order))
        await scene.sound()
