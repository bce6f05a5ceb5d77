"""Truancy and what follows it (Art. 7): counted, confirmed, heard, decided, appealed; a correction ends it anywhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import clock
from chassis.ids import uuid7
from contracts.commands.command import Refusal
from contracts.events.activities import AttendanceRecorded
from contracts.kinds import DISQUALIFICATION
from services.enrollment.domain.disqualification import states as rules
from services.enrollment.domain.words import Stage
from tests.services.enrollment.programme import WENCHENG, Programme, Verb, code

WORDS = "那两次我在县医院陪护家人，已向主持人口头说明，附有病历。"


@dataclass
class Member:
    """A trainee of the studio, and what is said of them."""

    programme: Programme
    membership: UUID
    rows: list[UUID] = field(default_factory=list)

    async def attends(self, attendance: str = "TRUANT") -> UUID:
        """One more activity; the attendance row."""
        self.rows.append(uuid7())
        await self.says(self.rows[-1], attendance, 1)
        return self.rows[-1]

    async def says(self, row: UUID, attendance: str, version: int) -> None:
        """What `activities` says of one attendance."""
        said = AttendanceRecorded(
            attendance_id=row, activity_id=uuid7(), membership_id=self.membership, attendance=attendance,
            held_at=clock.business(),
        )  # fmt: skip
        await self.programme.hear(said, version)

    async def corrected(self) -> None:
        """The last truancy was none."""
        await self.says(self.rows[-1], "EXCUSED", 2)

    async def case(self) -> Any:
        """The newest case, as the county sees it."""
        county = self.programme.office(f"county_office:{WENCHENG}")
        items = (await self.programme.ok("GET", "/disqualifications", county))["items"]
        return next((item for item in items if item["membership_id"] == str(self.membership)), None)

    async def state(self) -> str:
        """Where the newest case stands."""
        return str((await self.case())["state"])

    async def membership_state(self) -> str:
        """Whether the place is kept."""
        return str(await self.programme.scalar("SELECT state FROM memberships WHERE id = :id", id=self.membership))

    async def decide(self, stage: Stage, verb: Verb = "approve", **changes: Any) -> Any:
        """Have a decision taken over, as the process does."""
        case_id = UUID((await self.case())["id"])
        return await self.programme.decide(case_id, stage, verb, DISQUALIFICATION, **changes)

    async def proceed(self) -> Any:
        """Have the process go on where time was waited for."""
        case_id = UUID((await self.case())["id"])
        return await self.programme.proceed(case_id, DISQUALIFICATION)

    async def speak(self, filing: str, by: UUID | None = None, words: str = WORDS) -> Any:
        """The trainee says something."""
        case = await self.case()
        headers = self.programme.person(by)
        return await self.programme.call("POST", f"/disqualifications/{case['id']}/{filing}", headers, {"words": words})

    async def bring_to(self, state: str) -> None:
        """Take the case to a state, from the first truancy on."""
        for _ in range(2):
            await self.attends()
        steps: dict[str, Callable[[], Awaitable[Any]]] = {
            "FLAGGED": lambda: asyncio.sleep(0),
            "HOST_CONFIRMED": lambda: self.decide("host_confirmation"),
            "STATEMENT": lambda: self.speak("statement"),
            "COUNTY_OPINION": lambda: self.decide("county_opinion"),
            "DISQUALIFIED": lambda: self.decide("decision"),
            "APPEAL": lambda: self.speak("appeal"),
        }
        for name, step in steps.items():
            await step()
            assert await self.state() == name
            if name == state:
                return


@pytest.fixture
async def member(programme: Programme) -> Member:
    """The teacher, admitted."""
    application = await programme.approved_by_county()
    assert (await programme.admit(application)).state == "ADMITTED"  # type: ignore[union-attr]
    found = await programme.scalar("SELECT id FROM memberships WHERE application_id = :id", id=application)
    return Member(programme, UUID(str(found)))


async def test_the_second_truancy_opens_a_case_and_takes_nothing_away(member: Member) -> None:
    await member.attends("PRESENT")
    await member.attends("EXCUSED")
    await member.attends()
    assert await member.case() is None
    await member.attends()
    case = await member.case()
    assert (case["state"], case["truancies"], case["case_no"][:3]) == ("FLAGGED", 2, "QX-")
    assert await member.membership_state() == "ACTIVE"
    await member.attends()
    assert (await member.case())["id"] == case["id"]


async def test_the_same_word_twice_or_an_older_one_changes_nothing(member: Member) -> None:
    row = await member.attends("EXCUSED")
    await member.says(row, "TRUANT", 3)
    await member.says(row, "PRESENT", 2)
    await member.says(row, "TRUANT", 3)
    assert await member.case() is None
    await member.attends()
    assert await member.state() == "FLAGGED"


@pytest.mark.parametrize(
    ("verb", "outcome", "place"), [("reject", "UPHELD", "DISQUALIFIED"), ("approve", "OVERTURNED", "ACTIVE")]
)
async def test_the_whole_way_and_an_appeal(member: Member, verb: Verb, outcome: str, place: str) -> None:
    await member.bring_to("APPEAL")
    assert await member.membership_state() == "DISQUALIFIED"
    assert (await member.decide("appeal", verb)).state == outcome
    assert await member.membership_state() == place
    answer = await member.programme.look(UUID((await member.case())["id"]), DISQUALIFICATION)
    assert not isinstance(answer, Refusal)
    assert answer.finished


@pytest.mark.parametrize(
    "state", ["FLAGGED", "HOST_CONFIRMED", "STATEMENT", "COUNTY_OPINION", "DISQUALIFIED", "APPEAL"]
)
async def test_attendance_corrected_in_the_middle_ends_it_and_the_place_is_kept(member: Member, state: str) -> None:
    await member.bring_to(state)
    await member.corrected()
    assert await member.state() == "CORRECTED"
    assert await member.membership_state() == "ACTIVE"
    late = await member.decide("decision")
    assert isinstance(late, Refusal)
    assert late.code == "wrong_state"
    await member.attends()
    assert await member.state() == "FLAGGED"


async def test_a_statement_after_its_time_is_refused_and_says_until_when(member: Member) -> None:
    await member.bring_to("HOST_CONFIRMED")
    case = await member.case()
    past = "UPDATE disqualifications SET until = until - interval '30 days' WHERE id = :id RETURNING 1"
    async with member.programme.service.database.transaction() as transaction:
        await transaction.connection.exec_driver_sql(past.replace(":id", f"'{case['id']}'"))
    refused = await member.speak("statement")
    assert code(refused, 409) == "filed_too_late"
    assert "until" in refused.json()
    assert (await member.proceed()).state == "STATEMENT"


async def test_time_is_not_over_before_it_is(member: Member) -> None:
    await member.bring_to("HOST_CONFIRMED")
    answer = await member.proceed()
    assert isinstance(answer, Refusal)
    assert answer.code == "not_yet"
    assert answer.retry_in is not None
    assert answer.retry_in > timedelta(days=4).total_seconds()


async def test_only_the_trainee_speaks_and_twice_is_once(member: Member) -> None:
    await member.bring_to("HOST_CONFIRMED")
    stranger = await member.programme.another_teacher()
    assert code(await member.speak("statement", by=stranger), 404) == "not_found"
    assert (await member.speak("statement", words="太短")).status_code == 422
    first = await member.speak("statement")
    assert (await member.speak("statement")).json() == first.json()
    assert code(await member.speak("appeal"), 409) == "wrong_state"


async def test_offices_judge_the_revision_that_holds_the_statement(member: Member) -> None:
    await member.bring_to("STATEMENT")
    stale = await member.decide("county_opinion", revision=1)
    assert isinstance(stale, Refusal)
    assert stale.code == "stale_revision"
    case = await member.programme.ok(
        "GET", f"/disqualifications/{(await member.case())['id']}", member.programme.person()
    )
    assert case["revisions"][-1]["content"]["statement"] == WORDS


async def test_no_step_is_skipped(member: Member) -> None:
    await member.bring_to("FLAGGED")
    for stage in ("county_opinion", "decision", "appeal"):
        assert isinstance(await member.decide(stage), Refusal)  # type: ignore[arg-type]
    assert await member.state() == "FLAGGED"


async def test_dismissed_it_is_not_opened_again_for_the_same_absences(member: Member) -> None:
    await member.bring_to("FLAGGED")
    assert (await member.decide("host_confirmation", "reject")).state == "DISMISSED"
    await member.says(member.rows[0], "TRUANT", 5)
    assert await member.state() == "DISMISSED"
    await member.attends()
    assert await member.state() == "FLAGGED"


async def test_decided_after_the_trainee_left_nothing_breaks(member: Member) -> None:
    await member.bring_to("COUNTY_OPINION")
    path = f"/members/{member.membership}/leave"
    await member.programme.ok("POST", path, member.programme.person(), {"reason": "调往外县工作"})
    assert (await member.decide("decision")).state == "DISQUALIFIED"
    assert await member.membership_state() == "LEFT"


async def test_a_decision_and_a_correction_at_once(member: Member) -> None:
    """Whichever comes second finds what the first one did; the place is kept in either order."""
    await member.bring_to("COUNTY_OPINION")
    await asyncio.gather(member.decide("decision"), member.corrected())
    assert (await member.state(), await member.membership_state()) == ("CORRECTED", "ACTIVE")


async def test_another_county_sees_nothing(member: Member) -> None:
    await member.bring_to("FLAGGED")
    case = await member.case()
    for blind in (member.programme.office("county_office:330329"), member.programme.person(uuid7())):
        answer = await member.programme.call("GET", f"/disqualifications/{case['id']}", blind)
        assert code(answer, 404) == "not_found"


def test_every_state_can_be_left_or_is_an_end() -> None:
    left = {change.source for change in rules.LIFE.changes}
    assert set(rules.LIFE.states) - left == {"DISMISSED", "UPHELD", "OVERTURNED", "CORRECTED"}
