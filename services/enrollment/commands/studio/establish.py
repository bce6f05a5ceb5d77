"""From a qualified host to a studio with a base school: what offices do about it (Arts. 2, 3, 11.4)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.gate import By
from chassis import clock
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.cases import Plan
from contracts.rules import RuleSet
from services.enrollment.commands.case import freeze
from services.enrollment.commands.studio.dossier import change, held, require, tell
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.guards import first_fault
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.studio.guards import GOES, Going
from services.enrollment.domain.words import StudioState
from services.enrollment.queries import case as case_queries
from services.enrollment.queries import known
from services.enrollment.queries.studio import life


@dataclass(frozen=True)
class Dispatched:
    """Where the studio goes; `over_target` where more have been sent than the rules aim at (Art. 2)."""

    version: int
    over_target: bool


async def dispatch(transaction: Transaction, studio_id: UUID, county: str, by: By) -> Dispatched:
    """Send a qualified host to a county of the list (Art. 2). Raises ConflictError `wrong_state`, InvalidError."""
    studio, now = await held(transaction, studio_id), clock.business()
    rules = await _rules(transaction, studio, now)
    if studio.state == "DISPATCHED" and studio.county == county:
        return Dispatched(studio.version, await _over_target(transaction, rules))
    require(studio, "dispatch")
    county_name = await known.listed_county(transaction.connection, county, now)
    if (fault := first_fault(GOES["dispatch"], Going(county, county_name))) is not None:
        raise fault
    assert county_name is not None
    host = await known.person(transaction.connection, studio.host_id)
    said = {"county": county, "county_name": county_name}
    noted = {"same_county"} if host is not None and host.school_county == county else set[str]()
    plan = plans.establishment(rules, county=county, school_id=None)
    revised = await _revise(transaction, studio, by, said, plan, now, noted=noted)
    version = await _put(
        transaction, studio, "DISPATCHED", revised, Done("dispatch", county_name, by, now), county=county
    )
    return Dispatched(version, await _over_target(transaction, rules))


async def propose_base(transaction: Transaction, studio_id: UUID, school_id: UUID, reason: str, by: By) -> int:
    """The county proposes a base school, which must lie in the county (Art. 11.4). Gives the version.

    Raises ConflictError `wrong_state`, InvalidError `other_county` or `unknown`.
    """
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.state == "BASE_PROPOSED" and studio.proposed_school_id == school_id:
        return int(studio.version)
    require(studio, "propose")
    school = await known.school(transaction.connection, school_id)
    listed = await known.listed_county(transaction.connection, studio.county, now)
    if (fault := first_fault(GOES["propose"], Going(studio.county, listed, school))) is not None:
        raise fault
    assert school is not None
    said = {"base_school_id": str(school_id), "base_school_name": school.name, "base_school_reason": reason}
    rules = await _rules(transaction, studio, now)
    plan = plans.establishment(rules, county=studio.county, school_id=school_id)
    revised = await _revise(transaction, studio, by, said, plan, now)
    proposed = {"proposed_school_id": school_id, "proposed_school_name": school.name}
    return await _put(
        transaction, studio, "BASE_PROPOSED", revised, Done("propose_base", school.name, by, now), **proposed
    )


async def _over_target(transaction: Transaction, rules: RuleSet) -> bool:
    return await life.dispatched(transaction.connection) > rules.establishment.target_hosts


async def _rules(transaction: Transaction, studio: AnyRow, now: datetime) -> RuleSet:
    """The rules the case began under; those in force for one that was loaded."""
    number = studio.plan["rule_set_version"] if studio.plan else None
    rules = await known.rule_set(transaction.connection, number, now)
    if rules is None:
        raise not_arrived()
    return rules


@dataclass(frozen=True)
class Done:
    """What an office did: the deed's verb, what its history says of it, who and when."""

    verb: str
    note: str
    by: By
    at: datetime


@dataclass(frozen=True)
class Revised:
    """The dossier's next revision, and the plan that goes with it."""

    columns: dict[str, Any]
    plan: Plan


async def _put(
    transaction: Transaction, studio: AnyRow, state: StudioState, revised: Revised, done: Done, **columns: Any
) -> int:
    """Put the studio where the deed leads, with its new revision, and tell of it; gives the version."""
    columns = {"state": state, **columns, **revised.columns}
    version = await change(
        transaction, studio, "state", state, by=done.by, reason=done.note, at=done.at, state_since=done.at, **columns
    )
    deed = done.by.deed(done.verb)
    tell(transaction, dict(studio._mapping) | columns, version, done.at, deed=deed, plan=revised.plan)
    return version


async def _revise(
    transaction: Transaction,
    studio: AnyRow,
    by: By,
    said: dict[str, Any],
    plan: Plan,
    now: datetime,
    *,
    noted: Set[str] | None = None,
) -> Revised:
    """Freeze what the dossier says from now on. `noted` are the warnings about the county where that is a new one."""
    before = (await case_queries.revisions(transaction.connection, studio.id))[-1]
    revision = studio.revision + 1
    content = before.content | said
    if noted is not None:
        kept = [warning for warning in content["warnings"] if warning != "same_county"]
        content["warnings"] = [*sorted(noted), *kept]
    hash_ = await freeze(transaction, studio.id, revision, content, by, now)
    columns = {"revision": revision, "content_hash": hash_, "plan": plan.model_dump(mode="json")}
    return Revised(columns, plan)
