"""From a qualified host to an active studio: what offices do, and what the process takes over (Arts. 3, 4.1, 8.1)."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.errors import ProblemError, not_found
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.commands.casework import CaseMoved, Proceed, RecordCaseDecision
from contracts.commands.command import Refusal
from contracts.events.enrollment import StudioBaseProposed, StudioDispatched, StudioRegistered
from services.enrollment.commands.case import By, freeze
from services.enrollment.commands.studio.dossier import card, change, move
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio import states
from services.enrollment.models.base import AnyRow
from services.enrollment.queries import case as case_queries
from services.enrollment.queries import known
from services.enrollment.queries.studio import life

# Art. 2 speaks of 150 hosts: a target, and no limit.
TARGET = 150


@dataclass(frozen=True)
class Dispatched:
    """Where the studio goes; `over_target` where more than 150 have been sent."""

    version: int
    over_target: bool


async def dispatch(transaction: Transaction, studio_id: UUID, county: str, by: By) -> Dispatched:
    """Send a qualified host to a county of the list (Art. 2). Raises ConflictError `wrong_state`, InvalidError."""
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.state == "DISPATCHED" and studio.county == county:
        return Dispatched(studio.version, over_target=await life.dispatched(transaction.connection) > TARGET)
    require(studio, "dispatch")
    county_name = await known.listed_county(transaction.connection, county, now)
    if county_name is None:
        raise studio_problems.unknown("county", "加快发展县", "listed county")
    said = {"county": county, "county_name": county_name}
    host = await known.person(transaction.connection, studio.host_id)
    noted = {"same_county"} if host is not None and host.school_county == county else set[str]()
    revised = await _revise(transaction, studio, by, said, county=county, school_id=None, noted=noted)
    version = await change(
        transaction, studio, "state", "DISPATCHED", by=by, reason=county_name, at=now, state="DISPATCHED", state_since=now,
        county=county, **revised.columns,
    )  # fmt: skip
    told = card(dict(studio._mapping) | {"county": county} | revised.columns, revised.plan)
    event = StudioDispatched(card=told, version=version, dispatched_at=now, dispatched_by=by.person_id)
    transaction.emit(event, subject=studio_id, version=version)
    return Dispatched(version, over_target=await life.dispatched(transaction.connection) > TARGET)


async def propose_base(transaction: Transaction, studio_id: UUID, school_id: UUID, reason: str, by: By) -> int:
    """The county proposes a base school, which must lie in the county (Art. 11.4). Gives the version.

    Raises ConflictError `wrong_state`, InvalidError `other_county` or `unknown`.
    """
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.state == "BASE_PROPOSED" and studio.proposed_school_id == school_id:
        return int(studio.version)
    require(studio, "propose")
    school = await known.school(transaction.connection, school_id)
    if school is None:
        raise studio_problems.unknown("school_id", "学校", "school")
    if school.county != studio.county:
        raise studio_problems.school_elsewhere(
            await known.listed_county(transaction.connection, studio.county, now) or studio.county
        )
    said = {"base_school_id": str(school_id), "base_school_name": school.name, "base_school_reason": reason}
    revised = await _revise(transaction, studio, by, said, county=studio.county, school_id=school_id)
    version = await change(
        transaction, studio, "state", "BASE_PROPOSED", by=by, reason=school.name, at=now, state="BASE_PROPOSED",
        state_since=now, proposed_school_id=school_id, proposed_school_name=school.name, **revised.columns,
    )  # fmt: skip
    event = StudioBaseProposed(
        card=card(dict(studio._mapping) | revised.columns, revised.plan),
        version=version,
        base_school_id=school_id,
        proposed_at=now,
        proposed_by=by.person_id,
    )
    transaction.emit(event, subject=studio_id, version=version)
    return version


async def record_decision(transaction: Transaction, asked: RecordCaseDecision) -> CaseMoved | Refusal:
    """Take a stage's decision over into the studio's state."""
    studio = await life.held(transaction.connection, asked.case_id)
    action = states.DECISIONS.get((asked.stage, asked.verb))
    if studio is None or action is None or studio.state not in states.sources(action):
        return Refusal(code="wrong_state")
    if studio.revision != asked.revision:
        return Refusal(code="stale_revision")
    columns: dict[str, Any] = {}
    if action == "confirm":
        columns = {"base_school_id": studio.proposed_school_id, "base_school_name": studio.proposed_school_name}
    state = states.target(action)
    await move(transaction, studio, state, by=None, at=clock.business(), **columns)
    return CaseMoved(state=state)


async def proceed(transaction: Transaction, asked: Proceed) -> CaseMoved | Refusal:
    """Go on once a condition is met: a confirmed studio recruits, one with members and a window begins."""
    studio = await life.held(transaction.connection, asked.case_id)
    if studio is None:
        return Refusal(code="wrong_state")
    now = clock.business()
    if studio.state == "BASE_CONFIRMED":
        version = await move(transaction, studio, "RECRUITING", by=None, at=now)
        registered = StudioRegistered(
            studio_id=studio.id,
            name=studio.name,
            county=studio.county,
            host_id=studio.host_id,
            host_name=studio.host_name,
        )
        transaction.emit(registered, subject=studio.id, version=version)
        return CaseMoved(state="RECRUITING")
    if studio.state != "RECRUITING" or await unready(transaction, studio) is not None:
        return Refusal(code="wrong_state")
    await move(transaction, studio, "ACTIVE", by=None, at=now)
    return CaseMoved(state="ACTIVE")


async def unready(transaction: Transaction, studio: AnyRow) -> ProblemError | None:
    """Why the studio may not begin yet, if so (Arts. 4.1, 8.1); the window comes first, as nobody can waive it."""
    number = studio.plan["rule_set_version"] if studio.plan else None
    rules = await known.rule_set(transaction.connection, number, clock.business())
    if rules is None:
        return not_arrived()
    members, window = await life.readiness(transaction.connection, studio.id)
    minimum = rules.recruitment.minimum_members
    if not window:
        return studio_problems.no_window()
    if members < minimum:
        return studio_problems.too_few_members(members, minimum)
    return None


async def held(transaction: Transaction, studio_id: UUID) -> AnyRow:
    """The studio, held. Raises NotFoundError."""
    studio = await life.held(transaction.connection, studio_id)
    if studio is None:
        raise not_found("没有这个工作室。", "There is no such studio.")
    return studio


def require(studio: AnyRow, action: str) -> None:
    """Raises ConflictError `wrong_state` unless the studio allows the action."""
    if studio.state not in states.sources(action):
        raise studio_problems.wrong_state(studio.state, studio.state_since)


@dataclass(frozen=True)
class Revised:
    """The dossier's next revision, and the plan that goes with it."""

    columns: dict[str, Any]
    plan: Plan


async def _revise(
    transaction: Transaction,
    studio: AnyRow,
    by: By,
    said: dict[str, Any],
    *,
    county: str,
    school_id: UUID | None,
    noted: Set[str] | None = None,
) -> Revised:
    """Freeze what the dossier says from now on; the plan follows county and school, under the rules the case began with.

    `noted` are the warnings about the county where that is a new one.
    """
    now = clock.business()
    before = (await case_queries.revisions(transaction.connection, studio.id))[-1]
    rules = await known.rule_set(transaction.connection, studio.plan["rule_set_version"], now)
    if rules is None:
        raise not_arrived()
    plan = plans.establishment(rules, county=county, school_id=school_id)
    revision = studio.revision + 1
    content = before.content | said
    if noted is not None:
        kept = [warning for warning in content["warnings"] if warning != "same_county"]
        content["warnings"] = [*sorted(noted), *kept]
    hash_ = await freeze(transaction, studio.id, revision, content, by, now)
    columns = {"revision": revision, "content_hash": hash_, "plan": plan.model_dump(mode="json")}
    return Revised(columns, plan)
