"""What `directory` has told: people, schools, counties and the rules in force."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, Uuid, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from contracts.rules import Recruitment, RuleSet
from services.enrollment.models import KnownCounty, KnownPerson, KnownRuleSet, KnownSchool
from services.enrollment.queries.studio.numbers import Counts


async def rule_set(connection: AsyncConnection, number: int | None, now: datetime) -> RuleSet | None:
    """The rules a case keeps, or for None those in force; None before any were published."""
    kept = KnownRuleSet.effective_from <= now if number is None else KnownRuleSet.number == number
    newest = KnownRuleSet.effective_from.desc(), KnownRuleSet.number.desc()
    found = await connection.scalar(select(KnownRuleSet.rule_set).where(kept).order_by(*newest).limit(1))
    return None if found is None else RuleSet.model_validate(found)


async def school(connection: AsyncConnection, school_id: UUID) -> AnyRow | None:
    """A school's name and county."""
    found = select(KnownSchool.id, KnownSchool.name, KnownSchool.county).where(KnownSchool.id == school_id)
    return (await connection.execute(found)).one_or_none()


async def person(connection: AsyncConnection, person_id: UUID) -> AnyRow | None:
    """A person with the school they work at."""
    found = (
        select(
            KnownPerson.id,
            KnownPerson.name,
            KnownPerson.school_id,
            KnownSchool.name.label("school_name"),
            KnownSchool.county.label("school_county"),
        )
        .outerjoin(KnownSchool, KnownSchool.id == KnownPerson.school_id)
        .where(KnownPerson.id == person_id)
    )
    return (await connection.execute(found)).one_or_none()


async def hold_people(connection: AsyncConnection, person_ids: Collection[UUID]) -> None:
    """Hold people, in one order: nobody else makes them members or hosts, takes a place from them, or moves them before the end."""
    held = select(KnownPerson.id).where(KnownPerson.id.in_(person_ids)).order_by(KnownPerson.id)
    await connection.execute(held.with_for_update(key_share=True))


_PERSON_ID = bindparam("person_id", type_=Uuid())
_WORKS_AT = select(KnownPerson.school_id).where(KnownPerson.id == _PERSON_ID)
_SHARED_PERSON = _WORKS_AT.with_for_update(read=True)
_SHARED_SCHOOL = select(KnownSchool.id).where(KnownSchool.id == _WORKS_AT.scalar_subquery()).with_for_update(read=True)


async def share_person(connection: AsyncConnection, person_id: UUID) -> None:
    """Keep a person at their school, and that in its county, before the transaction ends; others may do the same."""
    for shared in (_SHARED_PERSON, _SHARED_SCHOOL):
        await connection.execute(shared, {"person_id": person_id})


async def listed_county(connection: AsyncConnection, code: str, now: datetime) -> str | None:
    """The name of a county that is on the list now (Art. 2)."""
    listed = (
        KnownCounty.listed_from <= now,
        or_(KnownCounty.listed_until.is_(None), KnownCounty.listed_until > now),
    )
    name: str | None = await connection.scalar(select(KnownCounty.name).where(KnownCounty.code == code, *listed))
    return name


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
