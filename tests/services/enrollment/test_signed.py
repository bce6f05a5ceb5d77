"""The owner believes signed decisions only, each at its own place and once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from casework.authority import Place
from casework.models import Act
from chassis.ids import uuid7
from chassis.settings import settings
from chassis.signing import Signer
from contracts.commands.cases import Record
from contracts.commands.command import Refusal
from contracts.decisions import OFFICE_CHANGED, PURPOSE, SPENT, TWO_LEVELS, UNPROVEN, SignedDecision
from contracts.kinds import DISQUALIFICATION, STUDIO_ESTABLISHMENT, TRAINEE_APPLICATION
from contracts.offices import Office, Role
from tests.services.enrollment.programme import CASES, Programme, sign
from tests.services.enrollment.studio.test_cap import capped, waiting


def forged(said: SignedDecision) -> str:
    """Signed with a key that is not the one for decisions."""
    return Signer(settings().token_private_key_file, PURPOSE).sign(said.model_dump_json().encode())


async def ask(programme: Programme, said: SignedDecision, *signatures: str) -> Any:
    asked = Record(kind=said.kind, case_id=said.case_id, stage=said.stage, signatures=signatures)
    return await programme.ask(CASES.record, asked)


async def test_what_is_not_signed_moves_nothing(programme: Programme) -> None:
    application = await programme.approved_by_county()
    said = await programme.decided(application, "municipal", "approve")
    for signatures in ((), ("",), (forged(said),), (said.model_dump_json(),), (sign(said), forged(said))):
        assert await ask(programme, said, *signatures) == UNPROVEN
    assert await programme.state(application) == "COUNTY_APPROVED"
    assert (await ask(programme, said, sign(said))).state == "ADMITTED", (
        "what was refused before stands in nobody's way"
    )


@pytest.mark.parametrize(
    "changes",
    [{"case_id": uuid7()}, {"kind": DISQUALIFICATION.name}, {"stage": "county"}],
    ids=["another case", "another kind", "another stage"],
)
async def test_a_genuine_signature_serves_nowhere_else(programme: Programme, changes: dict[str, Any]) -> None:
    application = await programme.approved_by_county()
    said = await programme.decided(application, "municipal", "approve")
    assert await ask(programme, said, sign(said.model_copy(update=changes))) == UNPROVEN
    assert await programme.state(application) == "COUNTY_APPROVED"


async def test_only_the_office_that_has_the_stage_is_believed(programme: Programme) -> None:
    application = await programme.approved_by_county()
    other = Office(role=Role.COUNTY_OFFICE, scope="330329")
    said = await programme.decided(application, "municipal", "approve", office=other)
    assert await programme.record(said) == OFFICE_CHANGED
    assert await programme.state(application) == "COUNTY_APPROVED"


async def test_what_was_decided_on_other_content_is_refused(programme: Programme) -> None:
    application = await programme.approved_by_county()
    said = await programme.decided(application, "municipal", "approve", content_hash="0" * 64)
    assert await programme.record(said) == Refusal(code="stale_revision")
    assert await programme.state(application) == "COUNTY_APPROVED"


async def test_a_decision_counts_once_also_where_it_was_refused(programme: Programme) -> None:
    """The city approved while the studio was full; asked again, the office has decided nothing yet."""
    await capped(programme, 1)
    first, application = await waiting(programme, 2)
    await programme.admit(first)
    said = await programme.decided(application, "municipal", "approve")
    assert (await programme.record(said)).code == "studio_full"
    await capped(programme, 2)
    assert await programme.record(said) == SPENT
    assert await programme.state(application) == "COUNTY_APPROVED"
    assert (await programme.admit(application)).state == "ADMITTED"


async def test_of_a_decision_that_comes_five_times_at_once_one_counts(programme: Programme) -> None:
    application = await programme.submitted()
    said = await programme.decided(application, "school", "approve")
    answers = await asyncio.gather(*(programme.record(said) for _ in range(5)))
    assert [answer for answer in answers if answer != SPENT] != []
    assert sum(answer == SPENT for answer in answers) == 4
    assert await programme.state(application) == "RECOMMENDED"


@pytest.mark.parametrize("kind", [TRAINEE_APPLICATION, STUDIO_ESTABLISHMENT, DISQUALIFICATION])
async def test_every_kind_asks_for_signatures(programme: Programme, kind: Any) -> None:
    said = (await programme.decided(uuid7(), "school", "approve")).model_copy(update={"kind": kind.name})
    assert await ask(programme, said, forged(said)) == UNPROVEN
    assert await ask(programme, said, sign(said)) == Refusal(code="no_such_case")


async def test_a_decision_of_a_case_that_is_not_there_is_not_spent_for_nothing(programme: Programme) -> None:
    async with programme.service.database.reading() as connection:
        before = await connection.scalar(text("SELECT count(*) FROM spent"))
        application = await programme.submitted()
        said = await programme.decided(application, "school", "approve")
        await ask(programme, said, forged(said))
        assert await connection.scalar(text("SELECT count(*) FROM spent")) == before


async def test_a_decision_of_somebody_who_did_something_at_another_level_does_not_count(programme: Programme) -> None:
    """Approvals had not heard of the deed yet when it let them decide; the owner knows, and the office has the case again."""
    application = await programme.approved_by_county()
    said = await programme.decided(application, "municipal", "approve")
    act = {"case_id": application, "place": Place("county_office:330328").key, "person_id": said.decided_by}
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(insert(Act), act)
    assert await programme.record(said) == TWO_LEVELS
    assert await programme.state(application) == "COUNTY_APPROVED"
    deputy = await programme.decided(application, "municipal", "approve", acting_for=said.decided_by)
    assert await programme.record(deputy) == TWO_LEVELS
    assert (await programme.admit(application)).state == "ADMITTED"


async def test_whoever_decides_has_acted(programme: Programme) -> None:
    application = await programme.submitted()
    said = await programme.decided(application, "school", "approve", acting_for=uuid7())
    await programme.record(said)
    async with programme.service.database.reading() as connection:
        acts = (await connection.execute(select(Act).where(Act.case_id == application))).all()
    place = Place(said.office.key, "school", 0).key
    assert {(act.place, act.person_id) for act in acts} == {(place, said.decided_by), (place, said.acting_for)}
