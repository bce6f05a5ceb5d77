"""Windows of studios: for their hosts, for everybody, and as a condition of other statements."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store.base import AnyRow
from chassis.store.pages import Order, Page, read
from services.enrollment.domain.sight import Sight
from services.enrollment.domain.studio.states import OPEN_TO_ALL
from services.enrollment.models import (
    KnownCounty,
    KnownPerson,
    Membership,
    Revision,
    Studio,
    StudioWindow,
    WindowPicture,
)
from services.enrollment.models.application import Application
from services.enrollment.queries.studio.visible import studio_visible_to

_ACTIVE = and_(Membership.studio_id == Studio.id, Membership.state == "ACTIVE")
_MEMBERS = select(func.count()).where(_ACTIVE).correlate(Studio).scalar_subquery()
_CONSENTS = select(func.count()).where(_ACTIVE, Membership.shown_by_name).correlate(Studio).scalar_subquery()
_SHOWN = WindowPicture.removed_at.is_(None)


def published(studio_id: UUID | ColumnElement[UUID]) -> Exists:
    """The condition that a studio has a window everybody may read (Art. 8.1), for use within other statements."""
    return (
        select(StudioWindow.id)
        .where(StudioWindow.studio_id == studio_id, StudioWindow.published_at.is_not(None))
        .exists()
    )


async def held(connection: AsyncConnection, studio_id: UUID, host_id: UUID) -> AnyRow | None:
    """The window of this host's studio, held against others who would change it; None where either is not there."""
    found = (
        select(*StudioWindow.__table__.columns, Studio.state.label("studio_state"))
        .join(Studio, Studio.id == StudioWindow.studio_id)
        .where(Studio.id == studio_id, Studio.host_id == host_id)
        .with_for_update(of=StudioWindow)
    )
    return (await connection.execute(found)).one_or_none()


async def is_open(connection: AsyncConnection, studio_id: UUID) -> bool:
    """Whether there is such a studio for everybody who is signed in."""
    return bool(await connection.scalar(select(exists().where(Studio.id == studio_id, Studio.state.in_(OPEN_TO_ALL)))))


async def standing(connection: AsyncConnection, studio_id: UUID, seen_by: Sight) -> AnyRow | None:
    """A studio's window, if it has one, with what its host and this member need to know; None for a studio not to be seen."""
    found = (
        select(
            Studio.id.label("studio_id"),
            Studio.name,
            Studio.host_id,
            StudioWindow.id.label("window_id"),
            StudioWindow.text,
            StudioWindow.version,
            StudioWindow.published_at,
            StudioWindow.updated_at,
            Membership.id.label("membership_id"),
            Membership.shown_by_name,
            Membership.shown_by_name_at,
            _MEMBERS.label("members"),
            _CONSENTS.label("consents"),
        )
        .outerjoin(StudioWindow, StudioWindow.studio_id == Studio.id)
        .outerjoin(Membership, and_(_ACTIVE, Membership.trainee_id == seen_by.person_id))
        .where(Studio.id == studio_id, studio_visible_to(seen_by))
        .order_by(Membership.admitted_at.desc())
        .limit(1)
    )
    return (await connection.execute(found)).one_or_none()


async def pictures(connection: AsyncConnection, window_id: UUID | None) -> list[AnyRow]:
    """The pictures of a window, in the order they came."""
    columns = WindowPicture.id, WindowPicture.number, WindowPicture.sha256, WindowPicture.media_type, WindowPicture.alt
    found = select(*columns).where(WindowPicture.window_id == window_id, _SHOWN).order_by(WindowPicture.number)
    return list(await connection.execute(found))


async def had_picture(connection: AsyncConnection, window_id: UUID, picture_id: UUID) -> bool:
    """Whether this picture is, or once was, one of the window's."""
    this = WindowPicture.id == picture_id, WindowPicture.window_id == window_id
    return bool(await connection.scalar(select(exists().where(*this))))


async def next_number(connection: AsyncConnection, window_id: UUID) -> int:
    """The number of a window's next picture; those of pictures that were removed are not given again."""
    highest = select(func.coalesce(func.max(WindowPicture.number), 0)).where(WindowPicture.window_id == window_id)
    return int((await connection.execute(highest)).scalar_one()) + 1


async def picture(connection: AsyncConnection, studio_id: UUID, host_id: UUID, sha256: str) -> AnyRow | None:
    """A picture for the host who is still building the window."""
    found = (
        select(WindowPicture.sha256, WindowPicture.media_type)
        .join(StudioWindow, StudioWindow.id == WindowPicture.window_id)
        .join(Studio, Studio.id == StudioWindow.studio_id)
        .where(Studio.id == studio_id, Studio.host_id == host_id, WindowPicture.sha256 == sha256, _SHOWN)
    )
    return (await connection.execute(found)).one_or_none()


async def public_picture(connection: AsyncConnection, sha256: str) -> AnyRow | None:
    """A picture that at least one published window shows."""
    found = (
        select(WindowPicture.sha256, WindowPicture.media_type)
        .join(StudioWindow, StudioWindow.id == WindowPicture.window_id)
        .where(WindowPicture.sha256 == sha256, _SHOWN, StudioWindow.published_at.is_not(None))
        .limit(1)
    )
    return (await connection.execute(found)).one_or_none()


_STUDIO_ID = Studio.id.label("studio_id")
_PUBLIC = (
    select(
        _STUDIO_ID,
        Studio.name,
        Studio.county,
        func.coalesce(KnownCounty.name, Studio.county).label("county_name"),
        Studio.school_level,
        Studio.subject,
        Studio.track,
        Studio.host_name,
        Studio.host_school_name,
        StudioWindow.published_at,
        StudioWindow.updated_at,
    )
    .join(StudioWindow, and_(StudioWindow.studio_id == Studio.id, StudioWindow.published_at.is_not(None)))
    .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
)


IN_ORDER = Order("windows", Studio.county, Studio.name, _STUDIO_ID)


async def public_windows[Shown](
    connection: AsyncConnection, county: str | None, shown: Callable[[AnyRow], Shown], after: str | None, limit: int
) -> Page[Shown]:
    """A page of published windows by county and name."""
    found = _PUBLIC if county is None else _PUBLIC.where(Studio.county == county)
    return await read(connection, found, IN_ORDER, shown, after=after, limit=limit)


async def public_counties(connection: AsyncConnection) -> list[AnyRow]:
    """The counties that have published windows, and how many."""
    found = (
        select(
            Studio.county, func.coalesce(KnownCounty.name, Studio.county).label("name"), func.count().label("windows")
        )
        .join(StudioWindow, and_(StudioWindow.studio_id == Studio.id, StudioWindow.published_at.is_not(None)))
        .outerjoin(KnownCounty, KnownCounty.code == Studio.county)
        .group_by(Studio.county, KnownCounty.name)
        .order_by(Studio.county)
    )
    return list(await connection.execute(found))


async def public_window(connection: AsyncConnection, studio_id: UUID) -> AnyRow | None:
    """A published window with what everybody may know of its studio."""
    found = _PUBLIC.add_columns(
        Studio.host_titles,
        Studio.base_school_name,
        StudioWindow.id.label("window_id"),
        StudioWindow.text,
        _MEMBERS.label("members"),
    ).where(Studio.id == studio_id)
    return (await connection.execute(found)).one_or_none()


async def consenting(connection: AsyncConnection, studio_id: UUID) -> list[str]:
    """Names of the active members who agreed to be named, in the order of admission."""
    last_sent = and_(Revision.application_id == Application.id, Revision.revision == Application.revision)
    found = (
        select(func.coalesce(KnownPerson.name, Revision.content["applicant_name"].astext))
        .select_from(Membership)
        .join(Application, Application.id == Membership.application_id)
        .join(Revision, last_sent)
        .outerjoin(KnownPerson, KnownPerson.id == Membership.trainee_id)
        .where(Membership.studio_id == studio_id, Membership.state == "ACTIVE", Membership.shown_by_name)
        .order_by(Membership.admitted_at, Membership.id)
    )
    return list(await connection.scalars(found))
