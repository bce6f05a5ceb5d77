"""From a qualified host to an active studio: what offices do, and what the process takes over (Arts. 3, 4.1, 8.1)."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis import clock
from chassis.errors import ProblemError, not_found
from chassis.store.database import Transaction
from contracts.cases import Deed, Plan
from contracts.commands.cases import Record, Stands
from contracts.commands.command import Refusal
from contracts.events.enrollment import StudioRegistered
from services.enrollment.commands.case import By, freeze
from services.enrollment.commands.studio.dossier import change, move, tell
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.case.refusal import NO_SUCH_CASE, STALE_REVISION, WRONG_STATE
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio import states
from services.enrollment.domain.words import StudioState
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
    told = dict(studio._mapping) | {"county": county, "state": "DISPATCHED"} | revised.columns
    tell(transaction, told, version, now, deed=_deed("dispatch", by), plan=revised.plan)
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
    told = dict(studio._mapping) | {"state": "BASE_PROPOSED", "proposed_school_name": school.name} | revised.columns
    tell(transaction, told, version, now, deed=_deed("propose_base", by), plan=revised.plan)
    return version


async def look(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """How a studio's establishment stands; one that was loaded, and not nominated, has none."""
    studio = await life.stands(transaction.connection, case_id)
    if studio is None:
        return NO_SUCH_CASE
    return await _stands(transaction, studio, studio.state, studio.version, studio.plan)


async def record(transaction: Transaction, asked: Record) -> Stands | Refusal:
    """Take a stage's decision over into the studio's state."""
    studio = await life.held(transaction.connection, asked.case_id)
    action = states.DECISIONS.get((asked.stage, asked.verb))
    if studio is None:
        return NO_SUCH_CASE
    if action is None or studio.state not in states.sources(action):
        return WRONG_STATE
    if studio.revision != asked.revision:
        return STALE_REVISION
    columns: dict[str, Any] = {}
    if action == "confirm":
        columns = {"base_school_id": studio.proposed_school_id, "base_school_name": studio.proposed_school_name}
    state = states.target(action)
    version = await move(transaction, studio, state, by=None, at=clock.business(), by_run=True, **columns)
    return await _stands(transaction, studio, state, version)


async def proceed(transaction: Transaction, case_id: UUID) -> Stands | Refusal:
    """Go on once a condition is met: a confirmed studio recruits, one with members and a window begins."""
    studio = await life.held(transaction.connection, case_id)
    if studio is None:
        return NO_SUCH_CASE
    now = clock.business()
    if studio.state == "BASE_CONFIRMED":
        version = await move(transaction, studio, "RECRUITING", by=None, at=now, by_run=True)
        registered = StudioRegistered(
            studio_id=studio.id,
            name=studio.name,
            county=studio.county,
            host_id=studio.host_id,
            host_name=studio.host_name,
        )
        transaction.emit(registered, subject=studio.id, version=version)
        return await _stands(transaction, studio, "RECRUITING", version)
    if studio.state != "RECRUITING" or await unready(transaction, studio) is not None:
        return WRONG_STATE
    version = await move(transaction, studio, "ACTIVE", by=None, at=now, by_run=True)
    return await _stands(transaction, studio, "ACTIVE", version)


async def _stands(
    transaction: Transaction, studio: AnyRow, state: StudioState, version: int, plan: dict[str, Any] | None = None
) -> Stands:
    ready = state == "BASE_CONFIRMED" or (state == "RECRUITING" and await unready(transaction, studio) is None)
    return Stands(
        finished=studio.plan is None or state in states.ESTABLISHED,
        state=state,
        version=version,
        revision=studio.revision,
        content_hash=studio.content_hash or "",
        plan=None if plan is None else Plan.model_validate(plan),
        proceed_in=0.0 if ready else None,
    )


def _deed(verb: str, by: By) -> Deed:
    return Deed(verb=verb, actor_id=by.person_id, actor_name=by.name)


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
