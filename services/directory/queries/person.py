"""People as others may see them, and as they see themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, exists, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.store import pages
from chassis.store.pages import Page
from services.directory.domain.person import View
from services.directory.models import Account, Person, School
from services.directory.queries import proxy
from services.directory.queries.assignment import held_offices, shown
from services.directory.queries.sight import calls_person, sees_person
from services.directory.views.person import Me, PersonDetail, PersonItem

_BY_NAME = pages.Order("people", Person.name, Person.id)


@dataclass(frozen=True)
class Place:
    """Where people work, as far as that is asked for."""

    school_id: UUID | None
    county: str | None


async def people(
    connection: AsyncConnection, view: View, now: datetime, q: str, place: Place, after: str | None, limit: int
) -> Page[PersonItem]:
    """People the caller may see, by name, with a part of the name."""
    statement = (
        select(Person.name, Person.id, School.name.label("school_name"))
        .outerjoin(School, School.id == Person.school_id)
        .where(sees_person(view, now))
    )
    if q:
        statement = statement.where(Person.name.contains(q, autoescape=True))
    if place.school_id is not None:
        statement = statement.where(Person.school_id == place.school_id)
    if place.county is not None:
        statement = statement.where(School.county == place.county)
    return await pages.read(
        connection, statement, _BY_NAME, lambda row: PersonItem(**row._mapping), after=after, limit=limit
    )


async def person(connection: AsyncConnection, view: View, now: datetime, person_id: UUID) -> PersonDetail | None:
    """One person, if the caller may see them."""
    phone = case((calls_person(view, now), Person.phone), else_=null())
    statement = (
        select(
            Person.id,
            Person.name,
            Person.school_id,
            School.name.label("school_name"),
            School.county,
            phone.label("phone"),
            held_offices(now).label("offices"),
        )
        .outerjoin(School, School.id == Person.school_id)
        .where(Person.id == person_id, sees_person(view, now))
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else PersonDetail(**dict(row._mapping) | {"offices": shown(row.offices)})


async def me(connection: AsyncConnection, person_id: UUID, now: datetime) -> Me | None:
    """The caller, with the proxies that are not over yet."""
    statement = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Account.login,
            Person.phone,
            Person.school_id,
            School.name.label("school_name"),
            School.county,
            Person.language,
            held_offices(now).label("offices"),
        )
        .outerjoin(School, School.id == Person.school_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id == person_id)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    living = await proxy.living(connection, person_id, now)
    return Me(
        **dict(row._mapping) | {"offices": shown(row.offices)},
        proxies_given=[each for each in living if each.principal_id == person_id],
        proxies_held=[each for each in living if each.deputy_id == person_id and each.valid_from <= now],
    )


async def is_seen(connection: AsyncConnection, view: View, now: datetime, person_id: UUID) -> bool:
    """Whether the caller may see this person."""
    seen = (
        select(Person.id)
        .outerjoin(School, School.id == Person.school_id)
        .where(Person.id == person_id, sees_person(view, now))
    )
    return bool(await connection.scalar(select(exists(seen))))
