"""Applications as people see them: the own ones, one in full, and the lists of offices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.pages import Order, Page, read
from chassis.texts import literally
from services.enrollment.domain.sight import Sight
from services.enrollment.models import (
    Application,
    ApplicationFile,
    Draft,
    KnownPerson,
    KnownSchool,
    Membership,
    Revision,
    Round,
    Studio,
)
from services.enrollment.queries.application.visible import visible_to


@dataclass(frozen=True)
class ApplicationFilter:
    """What a list of applications is narrowed to; None leaves it open."""

    round_id: UUID | None = None
    studio_id: UUID | None = None
    state: str | None = None
    county: str | None = None
    q: str | None = None


def _listed() -> Select[*tuple[Any, ...]]:
    """Rows of a list; the names are those of the last revision."""
    return (
        select(
            Application.id,
            Application.case_no,
            Application.state,
            Application.state_since,
            Application.submitted_at,
            Application.round_id,
            Application.studio_id,
            Application.county,
            Application.school_id,
            Application.applicant_id,
            Application.revision,
            Application.correction_until,
            Revision.content["applicant_name"].astext.label("applicant_name"),
            Revision.content["school_name"].astext.label("school_name"),
            Revision.content["studio_name"].astext.label("studio_name"),
        )
        .join(Revision, and_(Revision.application_id == Application.id, Revision.revision == Application.revision))
    )  # fmt: skip


NEWEST_FIRST = Order("applications", Application.submitted_at, Application.id, falling=True)


async def applications[Shown](
    connection: AsyncConnection,
    seen_by: Sight,
    wanted: ApplicationFilter,
    shown: Callable[[AnyRow], Shown],
    after: str | None,
    limit: int,
) -> Page[Shown]:
    """A page of what lies before the person's offices, the latest submission first."""
    found = _listed().where(*_narrowed(seen_by, wanted))
    return await read(connection, found, NEWEST_FIRST, shown, after=after, limit=limit)


async def count_up_to(connection: AsyncConnection, seen_by: Sight, wanted: ApplicationFilter, cap: int) -> int:
    """How many a list holds, counted no further than the cap."""
    found = _listed().where(*_narrowed(seen_by, wanted)).limit(cap)
    return await connection.scalar(select(func.count()).select_from(found.subquery())) or 0


def _narrowed(seen_by: Sight, wanted: ApplicationFilter) -> list[ColumnElement[bool]]:
    conditions = [visible_to(seen_by)]
    asked = {column: getattr(wanted, column) for column in ("round_id", "studio_id", "state", "county")}
    conditions += [getattr(Application, column) == value for column, value in asked.items() if value is not None]
    if wanted.q:
        like = literally(wanted.q)
        conditions.append(or_(Application.case_no.ilike(like), Revision.content["applicant_name"].astext.ilike(like)))
    return conditions


async def own_applications(connection: AsyncConnection, applicant_id: UUID) -> list[AnyRow]:
    """A person's applications, drafts included, the latest first; studio and round are those last typed."""
    found = (
        select(
            Application.id,
            Application.case_no,
            Application.state,
            Application.state_since,
            Application.version,
            Application.revision,
            Application.submitted_at,
            Application.correction_until,
            Application.returned_by,
            Draft.saved_at,
            Draft.studio_id,
            Draft.round_id,
            Studio.name.label("studio_name"),
            Round.name.label("round_name"),
            Round.closes_at,
            Round.state.label("round_state"),
        )
        .join(Draft, Draft.application_id == Application.id)
        .outerjoin(Studio, Studio.id == Draft.studio_id)
        .outerjoin(Round, Round.id == Draft.round_id)
        .where(Application.applicant_id == applicant_id)
        .order_by(Draft.saved_at.desc(), Application.id)
        .limit(200)
    )
    return list(await connection.execute(found))


async def application(connection: AsyncConnection, application_id: UUID) -> AnyRow | None:
    """Everything of one application but its revisions and files; who may see it is judged by the caller."""
    typed_studio = Studio.__table__.alias("typed_studio")
    found = (
        select(
            *Application.__table__.columns,
            *(getattr(Draft, name).label(f"typed_{name}") for name in _TYPED),
            Draft.saved_at,
            KnownPerson.name.label("applicant_name"),
            KnownPerson.school_id.label("current_school_id"),
            KnownSchool.name.label("school_name"),
            KnownSchool.county.label("school_county"),
            Studio.name.label("studio_name"),
            Studio.host_name,
            typed_studio.c.name.label("typed_studio_name"),
            typed_studio.c.host_name.label("typed_host_name"),
            *(getattr(Round, name).label(f"round_{name}") for name in ("name", "state", "opens_at", "closes_at")),
            Membership.id.label("membership_id"),
            Membership.state.label("membership_state"),
            Membership.admitted_at,
        )
        .join(Draft, Draft.application_id == Application.id)
        .outerjoin(KnownPerson, KnownPerson.id == Application.applicant_id)
        .outerjoin(KnownSchool, KnownSchool.id == func.coalesce(Application.school_id, KnownPerson.school_id))
        .outerjoin(Studio, Studio.id == Application.studio_id)
        .outerjoin(typed_studio, typed_studio.c.id == Draft.studio_id)
        .outerjoin(Round, Round.id == func.coalesce(Application.round_id, Draft.round_id))
        .outerjoin(Membership, and_(Membership.application_id == Application.id, Membership.transferred_to.is_(None)))
        .where(Application.id == application_id)
    )
    return (await connection.execute(found)).one_or_none()


_TYPED = ("round_id", "studio_id", "motivation", "post", "title", "phone")


async def files(connection: AsyncConnection, application_id: UUID) -> list[AnyRow]:
    """The files attached now, in the order they came."""
    columns = (ApplicationFile.file_id, ApplicationFile.name, ApplicationFile.size, ApplicationFile.media_type)
    found = (
        select(*columns, ApplicationFile.sha256, ApplicationFile.added_at)
        .where(ApplicationFile.application_id == application_id, ApplicationFile.removed_at.is_(None))
        .order_by(ApplicationFile.added_at, ApplicationFile.file_id)
    )
    return list(await connection.execute(found))
