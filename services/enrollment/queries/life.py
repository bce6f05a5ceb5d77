"""Studios as their lives need them: held while they change, and told as a whole."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.rules import RuleSet
from services.enrollment.domain.life import LIVING
from services.enrollment.models import (
    CaseFile,
    CaseRevision,
    FileContent,
    HostTerm,
    KnownCounty,
    KnownPerson,
    KnownRuleSet,
    KnownSchool,
    Membership,
    Studio,
    StudioHistory,
)
from services.enrollment.models.base import AnyRow
from services.enrollment.queries.windows import published


async def held(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """The studio, which nobody else can change before this transaction ends."""
    found = select(*Studio.__table__.columns).where(Studio.id == studio_id).with_for_update()
    return (await connection.execute(found)).one_or_none()


async def stands(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """The studio as it stands."""
    return (await connection.execute(select(*Studio.__table__.columns).where(Studio.id == studio_id))).one_or_none()


async def readiness(connection: AsyncConnection, studio_id: UUID) -> tuple[int, bool]:
    """How many members it has, and whether its window is published (Arts. 4.1, 8.1)."""
    members = select(func.count()).where(Membership.studio_id == studio_id, Membership.state == "ACTIVE")
    row = (await connection.execute(select(members.scalar_subquery(), published(studio_id)))).one()
    return row[0], row[1]


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


async def listed_county(connection: AsyncConnection, code: str, now: datetime) -> str | None:
    """The name of a county that is on the list now (Art. 2)."""
    listed = (
        KnownCounty.listed_from <= now,
        or_(KnownCounty.listed_until.is_(None), KnownCounty.listed_until > now),
    )
    name: str | None = await connection.scalar(select(KnownCounty.name).where(KnownCounty.code == code, *listed))
    return name


async def living_studio_of(connection: AsyncConnection, host_id: UUID, besides: UUID) -> str | None:
    """The name of another studio this person hosts or is nominated for."""
    found = (
        select(Studio.name).where(Studio.host_id == host_id, Studio.id != besides, Studio.state.in_(LIVING)).limit(1)
    )
    name: str | None = await connection.scalar(found)
    return name


async def dispatched(connection: AsyncConnection) -> int:
    """How many hosts have been sent out (Art. 2 speaks of 150)."""
    sent = [state for state in LIVING if state not in ("NOMINATED", "QUALIFIED")]
    return int(await connection.scalar(select(func.count()).where(Studio.state.in_(sent))) or 0)


async def files_of(
    connection: AsyncConnection, case_id: UUID, file_ids: Collection[UUID], added_by: UUID
) -> list[AnyRow]:
    """Those of the files that this person handed in for this case, in the order they came."""
    found = (
        select(*CaseFile.__table__.columns)
        .where(CaseFile.case_id == case_id, CaseFile.id.in_(file_ids), CaseFile.added_by == added_by)
        .order_by(CaseFile.added_at, CaseFile.id)
    )
    return list(await connection.execute(found))


async def file(connection: AsyncConnection, case_id: UUID, file_id: UUID) -> AnyRow | None:
    """One file with its bytes."""
    found = (
        select(*CaseFile.__table__.columns, FileContent.content)
        .join(FileContent, FileContent.sha256 == CaseFile.sha256)
        .where(CaseFile.case_id == case_id, CaseFile.id == file_id)
    )
    return (await connection.execute(found)).one_or_none()


async def revisions(connection: AsyncConnection, case_id: UUID) -> list[AnyRow]:
    """What was decided on, the first revision first."""
    found = select(*CaseRevision.__table__.columns).where(CaseRevision.case_id == case_id)
    return list(await connection.execute(found.order_by(CaseRevision.revision)))


async def history(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """Everything that happened to the studio, the first thing first."""
    found = select(*StudioHistory.__table__.columns).where(StudioHistory.studio_id == studio_id)
    return list(await connection.execute(found.order_by(StudioHistory.seq)))


async def terms(connection: AsyncConnection, studio_id: UUID) -> list[AnyRow]:
    """The host terms that are over."""
    found = select(*HostTerm.__table__.columns).where(HostTerm.studio_id == studio_id)
    return list(await connection.execute(found.order_by(HostTerm.term)))


async def host_school(connection: AsyncConnection, studio: AnyRow) -> UUID | None:
    """The school that keeps the studio's money (Art. 12): the one the host works at."""
    if studio.host_school_id is not None:
        return UUID(str(studio.host_school_id))
    found: UUID | None = await connection.scalar(select(KnownPerson.school_id).where(KnownPerson.id == studio.host_id))
    return found
