"""Admission (Art. 4.2): a member where the row, the person's other memberships and the studio's room allow it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Update, Uuid, bindparam, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from chassis import clock
from chassis.ids import uuid7
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from contracts.commands.cases import Stands
from contracts.commands.command import Refusal
from contracts.decisions import Settled
from contracts.events.enrollment import MembershipBegan, StudioFilled
from services.enrollment.commands.application.settle import DECIDED_FOR, MOMENT, decided, moving, settle, stands_now
from services.enrollment.commands.member.alerts import settle_alert
from services.enrollment.commands.studio.dossier import rise
from services.enrollment.domain.application import card, states
from services.enrollment.domain.application.standing import Standing, refuse_decision
from services.enrollment.models import Application, KnownRuleSet, MemberAlert, Membership
from services.enrollment.queries.application import standing as standings
from services.enrollment.queries.application.among import state_among


async def admit(transaction: Transaction, asked: Settled) -> Stands | Refusal:
    """Make the applicant a member, once per person and cycle (Art. 4.2), while the studio has room [D: 20]."""
    now = clock.business()
    values = decided(asked, now) | {"membership_id": uuid7(), "decision_id": asked.decisions[-1].decision_id}

    def refuse(standing: Standing) -> Refusal | None:
        return refuse_decision(standing, states.ADMIT, asked.revision, asked.decided_at)

    row = await settle(transaction, _ADMITTING, values, refuse)
    if isinstance(row, Refusal):
        return row
    if row is None:
        elsewhere = await standings.is_member(transaction.connection, asked.case_id)
        return Refusal(code="membership_exists" if elsewhere else "studio_full", again=True)
    _tell(transaction, asked.case_id, row, now)
    if row.members == row.minimum:
        await _tell_filled(transaction, row, now)
    # An alert may have been raised by whom this statement waited for: it could not see that one.
    if row.alerted or row.members == row.minimum:
        await settle_alert(transaction, row.studio_id, now)
    return stands_now(row, now)


def _tell(transaction: Transaction, case_id: UUID, row: AnyRow, now: datetime) -> None:
    said = card.news(case_id, row.state, row.version, now, row.applicant_id, by_run=True)
    transaction.emit(said, subject=case_id, version=row.version)
    began = MembershipBegan(
        membership_id=row.membership_id,
        studio_id=row.studio_id,
        trainee_id=row.applicant_id,
        began_at=now,
        application_id=case_id,
    )
    transaction.emit(began, subject=row.membership_id, version=1)


async def _tell_filled(transaction: Transaction, row: AnyRow, now: datetime) -> None:
    """The studio has just reached the members it needs (Art. 4.1); its row is held since it was counted."""
    version = await rise(transaction, row.studio_id, now)
    filled = StudioFilled(studio_id=row.studio_id, members=row.members)
    transaction.emit(filled, subject=row.studio_id, version=version)


def _admitting() -> Update:
    """Member and state in one statement: neither without the other.

    No row where the person is a member already, or the studio has no room. Who takes the last place holds the studio's
    row until the end, and whoever comes second counts anew.
    """
    candidate = (
        select(
            Application.id,
            Application.applicant_id,
            Application.studio_id,
            Application.cycle,
            Application.school_id,
            Application.round_id,
            Application.county,
            _of_its_rules("soft_cap").label("usual_cap"),
            _of_its_rules("minimum_members").label("minimum"),
            exists()
            .where(MemberAlert.studio_id == Application.studio_id, MemberAlert.resolved_at.is_(None))
            .label("alerted"),
        )
        .where(
            Application.id == bindparam("case_id"),
            state_among(Application.state, states.LIFE.sources("admit")),
            *DECIDED_FOR,
        )
        .with_for_update()
        .cte("candidate")
    )
    asked = (candidate.c[name] for name in ("studio_id", "round_id", "county", "usual_cap"))
    placed = select(candidate, func.members_where_room(*asked, type_=Integer).label("members")).cte("placed")
    row = select(
        placed.c.id,
        placed.c.applicant_id,
        placed.c.studio_id,
        placed.c.cycle,
        placed.c.school_id,
        bindparam("membership_id", type_=Uuid),
        literal("ACTIVE"),
        bindparam("decision_id", type_=Uuid),
        MOMENT,
    ).where(placed.c.members.is_not(None))
    names = ["application_id", "trainee_id", "studio_id", "cycle", "school_id"]
    names += ["id", "state", "decision_id", "admitted_at"]
    member = (
        insert(Membership)
        .from_select(names, row)
        .on_conflict_do_nothing()
        .returning(Membership.id, Membership.application_id)
        .cte("member")
    )
    return (
        moving("admit")
        .where(Application.id == member.c.application_id, placed.c.id == member.c.application_id)
        .returning(member.c.id.label("membership_id"), Application.studio_id)
        .returning((placed.c.members + 1).label("members"), placed.c.minimum, placed.c.alerted)
    )


def _of_its_rules(name: str) -> ColumnElement[int]:
    """A number of the recruiting rules the application was started under."""
    number = cast(Application.plan["rule_set_version"].astext, Integer)
    value = cast(KnownRuleSet.rule_set["recruitment"][name].astext, Integer)
    return select(value).where(KnownRuleSet.number == number).correlate(Application).scalar_subquery()


_ADMITTING = _admitting()
