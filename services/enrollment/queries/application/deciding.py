"""The facts a decision on an application is judged by, with the rows held that it rests on."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Uuid, bindparam, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from contracts.spans import Span
from services.enrollment.domain.application import states
from services.enrollment.domain.application.deciding import Admitting, Belonging, Deciding, Decision
from services.enrollment.domain.application.standing import Standing
from services.enrollment.domain.words import Moved
from services.enrollment.models import (
    Application,
    KnownPerson,
    KnownRuleSet,
    KnownSchool,
    MemberAlert,
    Membership,
    Studio,
)
from services.enrollment.queries.application.among import state_among
from services.enrollment.queries.application.standing import STANDING
from services.enrollment.queries.member.place import has_missed, is_disqualified

_CASE_ID = bindparam("case_id", type_=Uuid())
BELONGING = (
    Application.school_id,
    Application.county,
    KnownPerson.school_id.label("present_school_id"),
    KnownSchool.county.label("present_county"),
)


def with_school(*columns: Any) -> Select[Any]:
    """Applications with where their applicants work now."""
    return (
        select(*columns, *BELONGING)
        .select_from(Application)
        .outerjoin(KnownPerson, KnownPerson.id == Application.applicant_id)
        .outerjoin(KnownSchool, KnownSchool.id == KnownPerson.school_id)
    )


def belonging(row: AnyRow) -> Belonging:
    """Read from a row of `with_school`."""
    return Belonging(row.school_id, row.county, row.present_school_id, row.present_county)


_OF_A_CASE = with_school(*STANDING).where(Application.id == _CASE_ID, Application.revision > 0)
# Whoever moves applicant or school, closes the round or suspends the studio writes that into the application's row: holding it is enough.
_DECIDING = _OF_A_CASE.with_for_update(of=Application)


async def deciding(connection: AsyncConnection, case_id: UUID, decision: Decision) -> Deciding | None:
    """The facts of a decision that begins no membership; None for no such case."""
    row = (await connection.execute(_DECIDING, {"case_id": case_id})).one_or_none()
    return None if row is None else Deciding(decision, _standing(row), belonging(row))


def _of_its_rules(name: str) -> ColumnElement[int]:
    """A number of the recruiting rules the application was started under."""
    number = cast(Application.plan["rule_set_version"].astext, Integer)
    value = cast(KnownRuleSet.rule_set["recruitment"][name].astext, Integer)
    return select(value).where(KnownRuleSet.number == number).correlate(Application).scalar_subquery()


def _admitting() -> Select[Any]:
    room = (Application.studio_id, Application.round_id, Application.county, _of_its_rules("soft_cap"))
    # Quotas are held only for who may still be admitted.
    members = case(
        (
            state_among(Application.state, states.LIFE.sources(states.ADMIT)),
            func.members_where_room(*room, type_=Integer),
        )
    )
    member = exists().where(
        Membership.trainee_id == Application.applicant_id,
        Membership.cycle == Application.cycle,
        Membership.state == "ACTIVE",
    )
    alerted = exists().where(MemberAlert.studio_id == Application.studio_id, MemberAlert.resolved_at.is_(None))
    return (
        _OF_A_CASE.add_columns(
            Application.applicant_id,
            Application.studio_id,
            Application.cycle,
            Studio.host_id,
            Studio.state.label("studio_state"),
            member.label("is_member"),
            is_disqualified(Application.applicant_id, Application.cycle).label("is_disqualified"),
            has_missed(Application.applicant_id, Application.cycle).label("has_missed"),
            members.label("members"),
            _of_its_rules("minimum_members").label("minimum"),
            alerted.label("alerted"),
        )
        .join(Studio, Studio.id == Application.studio_id)
        .with_for_update(of=Application)
    )


_ADMITTING = _admitting()
_HOLDING = select(func.hold_for_admission(_CASE_ID))


async def admitting(connection: AsyncConnection, case_id: UUID, decision: Decision) -> tuple[Admitting, AnyRow] | None:
    """The facts of an admission, and the row they come from; None for no such case.

    Held first: the applicant, so that nobody makes them a host or a member elsewhere, or takes a place from them; then the studio, so
    that it neither ends nor fills up. Only then it is read: what somebody changed who was waited for is seen.
    """
    await connection.execute(_HOLDING, {"case_id": case_id})
    row = (await connection.execute(_ADMITTING, {"case_id": case_id})).one_or_none()
    if row is None:
        return None
    facts = Admitting(
        decision, _standing(row), belonging(row), row.applicant_id, row.host_id, row.studio_state, row.is_member,
        row.is_disqualified, row.members is not None,
    )  # fmt: skip
    return facts, row


def _standing(row: AnyRow) -> Standing:
    return Standing(**{column.key: getattr(row, column.key) for column in STANDING})


async def moved_away(connection: AsyncConnection, which: ColumnElement[bool]) -> list[tuple[UUID, Moved, Span]]:
    """Those that lie with an office and whose applicant has moved, held, each with why and the time its rules give for a correction."""
    number = cast(Application.plan["rule_set_version"].astext, Integer)
    period = KnownRuleSet.rule_set["recruitment"]["correction_period"].label("period")
    found = (
        with_school(Application.id, period)
        .join(KnownRuleSet, KnownRuleSet.number == number)
        .where(which, state_among(Application.state, states.WITH_OFFICE))
        .order_by(Application.id)
        .with_for_update(of=Application)
    )
    rows = [(row.id, belonging(row).moved, row.period) for row in await connection.execute(found)]
    return [(each, moved, Span.model_validate(given)) for each, moved, given in rows if moved is not None]
