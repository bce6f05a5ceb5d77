"""Where an application stands."""

from uuid import UUID

from sqlalchemy import ColumnElement, Integer, bindparam, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from contracts.rules import RuleSet
from contracts.spans import Span
from services.enrollment.domain.application.standing import Standing
from services.enrollment.domain.application.states import LIVE
from services.enrollment.models import Application, KnownRuleSet
from services.enrollment.queries.application.among import state_among

STANDING = (
    Application.state,
    Application.revision,
    Application.round_closed_at,
    Application.correction_until,
    Application.returned_by,
    Application.suspended_at,
)


async def held(connection: AsyncConnection, application_id: UUID) -> Standing | None:
    """The standing, which nobody else can change before this transaction ends."""
    found = select(*STANDING).where(Application.id == application_id).with_for_update()
    row: AnyRow | None = (await connection.execute(found)).one_or_none()
    return None if row is None else Standing(*row)


async def hold_live(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Hold those of them that are under way, in one order: two acts that change many at once wait for one another, not for ever."""
    live = select(Application.id).where(which, state_among(Application.state, LIVE))
    await connection.execute(live.order_by(Application.id).with_for_update(key_share=True))


_OF_RUN = select(
    Application.state,
    Application.version,
    Application.revision,
    Application.content_hash,
    Application.plan,
    Application.correction_until,
    Application.round_closed_at,
    Application.suspended_at,
).where(Application.id == bindparam("application_id"), Application.revision > 0)


async def of_run(connection: AsyncConnection, application_id: UUID) -> AnyRow | None:
    """What its run goes by; None for a draft."""
    return (await connection.execute(_OF_RUN, {"application_id": application_id})).one_or_none()


async def correction_period(connection: AsyncConnection, application_id: UUID) -> Span | None:
    """How long a return of this case may stay unanswered, by the rules it started under; None for no such case."""
    kept = cast(Application.plan["rule_set_version"].astext, Integer)
    found = (
        select(KnownRuleSet.rule_set)
        .join(Application, KnownRuleSet.number == kept)
        .where(Application.id == application_id)
    )
    rule_set = await connection.scalar(found)
    return None if rule_set is None else RuleSet.model_validate(rule_set).recruitment.correction_period
