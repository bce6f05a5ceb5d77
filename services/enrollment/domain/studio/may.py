"""Who sees a studio's life, and who may do what with it as it stands."""

from collections.abc import Iterable, Set
from typing import Any
from uuid import UUID

from contracts.authority import Right, may
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio import states
from services.enrollment.domain.words import FundState

TURNS = {
    "dispatch": Right.DISPATCH_STUDIO,
    "activate": Right.ACTIVATE_STUDIO,
    "suspend": Right.SUSPEND_STUDIO,
    "resume": Right.RESUME_STUDIO,
    "terminate": Right.TERMINATE_STUDIO,
}
FUND_RIGHTS: dict[FundState, Right] = {
    "APPLIED_FOR": Right.RECORD_FUND,
    "ALLOCATED": Right.RECORD_FUND,
    "RECEIVED": Right.RECEIVE_FUND,
}


def sees_life(seeing: Sight, studio: Any) -> bool:
    """The offices of city and county, the schools of host and base, who keeps the money, the host, and whoever nominated."""
    schools = (studio.host_school_id, studio.base_school_id, studio.proposed_school_id)
    own = seeing.person_id in (studio.host_id, studio.nominated_by) or studio.host_school_id in seeing.keeps
    return own or any(seeing.reads.covers(studio.county, school) for school in schools)


def may_do(offices: Set[str], studio: Any) -> Iterable[str]:
    """The actions open to whoever may act in the studio's case for these offices."""
    for action, right in TURNS.items():
        if states.LIFE.allows(studio.state, action) and may(right, offices, studio.county):
            yield action
    if may(Right.SET_CAP, offices, studio.county):
        yield "set_cap"
    if studio.state in states.CHANGES_HOST and may(Right.CHANGE_HOST, offices, studio.county):
        yield "change_host"
    if states.LIFE.allows(studio.state, "propose") and may(Right.PROPOSE_BASE_SCHOOL, offices, studio.county):
        yield "propose"


def may_keep(offices: Set[str], studio: Any, custodian_school_id: UUID | None) -> Iterable[str]:
    """What these offices may note of the money (Art. 12): the custodian school, that it has arrived."""
    for state, before in states.FUND_BEFORE.items():
        if studio.fund_state == before and may(FUND_RIGHTS[state], offices, custodian_school_id):
            yield f"fund.{state}"
