"""A studio gets a new host, who must meet what its first one met (Art. 3) [D]: a new host term."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from casework.gate import By
from chassis import clock
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.cases import Plan
from contracts.events.enrollment import StudioHostChanged
from contracts.rules import RuleSet
from services.enrollment.commands.case import freeze
from services.enrollment.commands.member.place import follow_host
from services.enrollment.commands.studio.dossier import change, establishing, held, require, shortest_reason, tell
from services.enrollment.commands.studio.nominate import described
from services.enrollment.domain.guards import all_faults
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.problems import field_faults, require_reason
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio.guards import HOSTS, Candidate
from services.enrollment.domain.studio.titles import Title
from services.enrollment.models import HostTerm
from services.enrollment.queries import case as case_queries
from services.enrollment.queries import known
from services.enrollment.queries.studio import life

WHO = "person_id"


@dataclass(frozen=True)
class NewHost:
    """Who takes over, by which title (Art. 3) with its certificates, and why."""

    person_id: UUID
    title: Title
    file_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True)
class Changed:
    """The studio's version; `warnings` stand in nobody's way."""

    version: int
    warnings: list[str]


async def change_host(transaction: Transaction, studio_id: UUID, wanted: NewHost, caller: Actor) -> Changed:
    """Have somebody take over; the old term is kept with its dates, and what waits for the host goes to the new one.

    Raises ConflictError `wrong_state`, InvalidError with every field that needs a change.
    """
    # The person first, then the studio: so do all who make somebody a member.
    await known.hold_people(transaction.connection, [wanted.person_id])
    by = await establishing(transaction, caller, studio_id, Right.CHANGE_HOST)
    studio, now = await held(transaction, studio_id), clock.business()
    if studio.host_id == wanted.person_id:
        return Changed(studio.version, [])
    require(studio, "change_host")
    require_reason(wanted.reason, shortest=shortest_reason(studio))
    host = await known.person(transaction.connection, wanted.person_id)
    if host is None or host.school_id is None:
        raise studio_problems.unknown(WHO, "教师", "teacher")
    rules = await known.rule_set(transaction.connection, studio.plan["rule_set_version"] if studio.plan else None, now)
    if rules is None:
        raise not_arrived()
    files = await case_queries.files_of(transaction.connection, studio_id, wanted.file_ids, by.person_id)
    if faults := all_faults(
        HOSTS["change_host"], await _candidate(transaction, studio, wanted, rules, has_certificate=bool(files))
    ):
        raise field_faults(faults)
    await transaction.execute(insert(HostTerm), await _past(transaction, studio, wanted.reason, now))
    version = await _put(transaction, studio, host, wanted, files, by, now)
    await follow_host(transaction, studio, host.id, now)
    return Changed(version, ["same_county"] if host.school_county == studio.county else [])


async def _candidate(
    transaction: Transaction, studio: AnyRow, wanted: NewHost, rules: RuleSet, *, has_certificate: bool
) -> Candidate:
    bound = await life.bound_to(transaction.connection, {studio.id: wanted.person_id})
    return Candidate(
        wanted.title,
        rules,
        has_certificate,
        await life.living_studio_of(transaction.connection, wanted.person_id, studio.id),
        is_member=studio.id in bound.members,
        is_applicant=studio.id in bound.applicants,
        field=WHO,
    )


async def _past(transaction: Transaction, studio: AnyRow, reason: str, now: datetime) -> dict[str, object]:
    terms = await life.terms(transaction.connection, studio.id)
    return {
        "studio_id": studio.id, "term": studio.host_term, "host_id": studio.host_id, "host_name": studio.host_name,
        "host_school_name": studio.host_school_name, "since": terms[-1].until if terms else None, "until": now,
        "reason": reason,
    }  # fmt: skip


async def _put(
    transaction: Transaction, studio: AnyRow, host: AnyRow, wanted: NewHost, files: list[AnyRow], by: By, now: datetime
) -> int:
    """The dossier's next revision with the new term; its case, where it has one, knows the new host as a party."""
    before = await case_queries.revisions(transaction.connection, studio.id)
    revision, term = studio.revision + 1, studio.host_term + 1
    content = (before[-1].content if before else {}) | {
        "host_id": str(host.id), "host_name": host.name, "host_school_name": host.school_name,
        "title_name": wanted.title.name, "title_level": wanted.title.level, "outside_reason": wanted.title.reason,
        "files": [described(file) for file in files],
    }  # fmt: skip
    hash_ = await freeze(transaction, studio.id, revision, content, by, now)
    columns = {
        "host_id": host.id, "host_name": host.name, "host_school_id": host.school_id,
        "host_school_name": host.school_name or "", "host_titles": [wanted.title.name], "host_term": term,
        "revision": revision, "content_hash": hash_,
    }  # fmt: skip
    version = await change(transaction, studio, "host", host.name, by=by, reason=wanted.reason, at=now, **columns)
    said = StudioHostChanged(studio_id=studio.id, term=term, host_id=host.id, since=now)
    transaction.emit(said, subject=studio.id, version=version)
    plan = None if studio.plan is None else Plan.model_validate(studio.plan)
    tell(transaction, dict(studio._mapping) | columns, version, now, plan=plan)
    return version
