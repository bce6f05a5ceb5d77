"""Who sees a studio's life, and who may do what with it as it stands."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from contracts.offices import CITY, Role
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio import states

CITY_ACTIONS = ("dispatch", "activate", "suspend", "resume", "terminate")
CHANGES_HOST = ("RECRUITING", "ACTIVE", "SUSPENDED")


class Holder(Protocol):
    """Somebody who holds offices."""

    def holds(self, role: Role, scope: str) -> bool:
        """Whether the person holds this office."""


def sees_life(seeing: Sight, studio: Any) -> bool:
    """The offices of city and county, the schools of host and base, who keeps the money, the host, and whoever nominated."""
    schools = (studio.host_school_id, studio.base_school_id, studio.proposed_school_id)
    own = seeing.person_id in (studio.host_id, studio.nominated_by) or studio.host_school_id in seeing.keeps
    return own or any(seeing.reads.covers(studio.county, school) for school in schools)


def may_do(actor: Holder, studio: Any, custodian_school_id: UUID | None) -> Iterable[str]:
    """The actions open to this person now."""
    if actor.holds(Role.MUNICIPAL_OFFICE, CITY):
        yield from (action for action in CITY_ACTIONS if studio.state in states.sources(action))
        if studio.state in CHANGES_HOST:
            yield "change_host"
        if studio.fund_state is None:
            yield "fund.APPLIED_FOR"
        if studio.fund_state == "APPLIED_FOR":
            yield "fund.ALLOCATED"
    if studio.state in states.sources("propose") and any(
        actor.holds(role, studio.county) for role in (Role.COUNTY_PERSONNEL_SECTION, Role.COUNTY_OFFICE)
    ):
        yield "propose"
    if studio.fund_state == "ALLOCATED" and actor.holds(Role.FUND_CUSTODIAN_SCHOOL, str(custodian_school_id)):
        yield "fund.RECEIVED"
