"""What is counted of studios."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.sql.selectable import LateralFromClause

from services.enrollment.domain.application.states import LIVE
from services.enrollment.domain.studio.states import NEEDS_MEMBERS
from services.enrollment.models import Application, Membership, Studio

type Counts = Select[*tuple[Any, ...]]

_MEMBERS: Final[Counts] = select(func.count().label("members")).where(Membership.state == "ACTIVE")
_UNDER_WAY: Final[Counts] = select(func.count().label("under_way")).where(Application.state.in_(LIVE))


def members_of_one() -> LateralFromClause:
    """The members of the studio beside it: it costs that studio's rows and no others."""
    return _MEMBERS.where(Membership.studio_id == Studio.id).lateral("members_of")


def under_way_of_one() -> LateralFromClause:
    """The applications under way to the studio beside it."""
    return _UNDER_WAY.where(Application.studio_id == Studio.id).lateral("under_way_of")


def members_of_each() -> Subquery:
    """The members of every studio that has some, counted in one go, for where all studios are looked at."""
    return _MEMBERS.add_columns(Membership.studio_id).group_by(Membership.studio_id).subquery("members_of")


def under_way_of_each() -> Subquery:
    """The applications under way to every studio that has some."""
    return _UNDER_WAY.add_columns(Application.studio_id).group_by(Application.studio_id).subquery("under_way_of")


def is_short(members: ColumnElement[int], minimum: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a studio which is to have members has fewer than the least (Art. 4.1)."""
    return func.coalesce(and_(Studio.state.in_(NEEDS_MEMBERS), members < minimum), False)
