"""The one statement that reads all the facts of a submission, and holds its round and studio."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from casework.models import KnownAssignment
from contracts.offices import Role
from services.enrollment.domain.application.states import LIVE
from services.enrollment.models import (
    Application,
    ApplicationFile,
    Draft,
    KnownPerson,
    KnownRuleSet,
    KnownSchool,
    Membership,
    Round,
    RoundStudio,
    Studio,
)
from services.enrollment.queries.application.among import state_among
from services.enrollment.queries.member.place import is_disqualified

_APPLICATION_ID = bindparam("application_id", type_=Uuid)
_NOW = bindparam("now", type_=DateTime(timezone=True))


def _statement() -> Select[*tuple[Any, ...]]:
    round_, studio = _held_round(), _held_studio()
    return (
        select(
            *(getattr(Application, name) for name in _OF_APPLICATION),
            *(getattr(Draft, name) for name in TYPED),
            Draft.saved_at,
            *(round_.c[name].label(f"named_round_{name}") for name in OF_ROUND),
            *(studio.c[name].label(f"named_studio_{name}") for name in OF_STUDIO),
            _recruits(round_, studio).label("in_round"),
            KnownPerson.name.label("applicant_name"),
            KnownPerson.school_id.label("current_school_id"),
            KnownSchool.name.label("school_name"),
            KnownSchool.county.label("school_county"),
            _recommenders().label("recommenders"),
            _rule_set().label("rule_set"),
            _files().label("files"),
            _other_application(round_).label("other_application"),
            _is_member(round_).label("is_member"),
            is_disqualified(Application.applicant_id, round_.c.cycle).label("is_disqualified"),
        )
        .select_from(Application)
        .join(Draft, Draft.application_id == Application.id)
        .outerjoin(round_, round_.c.id == Draft.round_id)
        .outerjoin(studio, studio.c.id == Draft.studio_id)
        .outerjoin(KnownPerson, KnownPerson.id == Application.applicant_id)
        .outerjoin(KnownSchool, KnownSchool.id == KnownPerson.school_id)
        .where(Application.id == _APPLICATION_ID, Application.applicant_id == bindparam("applicant_id"))
    )


_OF_APPLICATION = (
    "id", "applicant_id", "state", "state_since", "version", "file_changes", "case_no", "plan", "studio_id", "school_id",
    "revision", "round_id", "round_closed_at", "correction_until", "returned_by", "suspended_at",
)  # fmt: skip
TYPED = ("motivation", "post", "title", "phone")
OF_ROUND = ("id", "cycle", "opens_at", "closes_at", "closed_at")
OF_STUDIO = ("id", "name", "county", "host_id", "state", "state_since")


def _held_round() -> CTE:
    columns = (getattr(Round, name) for name in OF_ROUND)
    named = select(*columns).join(Draft, Draft.round_id == Round.id).where(Draft.application_id == _APPLICATION_ID)
    return named.with_for_update(read=True, of=Round).cte("held_round")


def _held_studio() -> CTE:
    columns = (getattr(Studio, name) for name in OF_STUDIO)
    named = select(*columns).join(Draft, Draft.studio_id == Studio.id).where(Draft.application_id == _APPLICATION_ID)
    return named.with_for_update(read=True, of=Studio).cte("held_studio")


def _recruits(round_: CTE, studio: CTE) -> ColumnElement[bool]:
    return exists().where(RoundStudio.round_id == round_.c.id, RoundStudio.studio_id == studio.c.id)


def _recommenders() -> ScalarSelect[Any]:
    held = select(func.array_agg(KnownAssignment.person_id.distinct())).where(
        KnownAssignment.office_key == func.concat(f"{Role.TRAINEE_SCHOOL}:", cast(KnownPerson.school_id, Text)),
        KnownAssignment.valid_from <= _NOW,
        or_(KnownAssignment.valid_until.is_(None), KnownAssignment.valid_until > _NOW),
    )
    return held.correlate(KnownPerson).scalar_subquery()


def _rule_set() -> ScalarSelect[Any]:
    """A case under way keeps its rules; a new one gets those in force."""
    kept = cast(Application.plan["rule_set_version"].astext, Integer)
    in_force = (
        select(KnownRuleSet.rule_set)
        .where(or_(KnownRuleSet.number == kept, kept.is_(None) & (KnownRuleSet.effective_from <= _NOW)))
        .order_by(KnownRuleSet.effective_from.desc(), KnownRuleSet.number.desc())
        .limit(1)
    )
    return in_force.correlate(Application).scalar_subquery()


def _files() -> ScalarSelect[Any]:
    described = func.jsonb_build_object(
        "file_id", ApplicationFile.file_id, "name", ApplicationFile.name, "size", ApplicationFile.size,
        "media_type", ApplicationFile.media_type, "sha256", ApplicationFile.sha256,
    )  # fmt: skip
    in_order = func.jsonb_agg(aggregate_order_by(described, ApplicationFile.added_at, ApplicationFile.file_id))
    attached = select(in_order).where(
        ApplicationFile.application_id == Application.id, ApplicationFile.removed_at.is_(None)
    )
    return attached.correlate(Application).scalar_subquery()


def _other_application(round_: CTE) -> ScalarSelect[Any]:
    other = Application.__table__.alias("other")
    found = select(func.jsonb_build_array(other.c.id, other.c.case_no)).where(
        other.c.applicant_id == Application.applicant_id,
        other.c.cycle == round_.c.cycle,
        state_among(other.c.state, LIVE),
        other.c.id != Application.id,
    )
    return found.limit(1).correlate(Application, round_).scalar_subquery()


def _is_member(round_: CTE) -> ColumnElement[bool]:
    return exists().where(
        Membership.trainee_id == Application.applicant_id,
        Membership.cycle == round_.c.cycle,
        Membership.state == "ACTIVE",
    )


# Built once: putting it together takes longer than running it.
STATEMENT = _statement()
