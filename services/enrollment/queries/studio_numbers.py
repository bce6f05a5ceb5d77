"""What is counted of studios, and the numbers of the rules it is held against."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import LateralFromClause

from contracts.rules import Recruitment, RuleSet
from services.enrollment.domain.life import NEEDS_MEMBERS
from services.enrollment.domain.states import LIVE
from services.enrollment.models import Application, KnownRuleSet, Membership, Studio

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


def in_force(now: datetime) -> Subquery:
    """The numbers of the recruiting rules in force (Art. 4.1); no row before any were published."""
    numbers = KnownRuleSet.rule_set["recruitment"]
    minimum, soft_cap = (numbers[name].as_integer() for name in ("minimum_members", "soft_cap"))
    return _newest(select(minimum.label("minimum"), soft_cap.label("soft_cap")), now).subquery("in_force")


async def recruitment(connection: AsyncConnection, now: datetime) -> Recruitment | None:
    """The recruiting rules in force (Art. 4.1); None before any were published."""
    rule_set = await connection.scalar(_newest(select(KnownRuleSet.rule_set), now))
    return None if rule_set is None else RuleSet.model_validate(rule_set).recruitment


def _newest(found: Counts, now: datetime) -> Counts:
    newest = (KnownRuleSet.effective_from.desc(), KnownRuleSet.number.desc())
    return found.where(KnownRuleSet.effective_from <= now).order_by(*newest).limit(1)
