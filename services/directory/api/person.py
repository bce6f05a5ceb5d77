"""People, and the caller as one of them."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis import clock
from chassis.errors import not_found
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, Reading, Tx
from services.directory.api.parts import CountyCode, SearchWord, Viewer
from services.directory.commands import person as commands
from services.directory.queries import person as queries
from services.directory.views.person import Language, Me, PersonDetail, PersonItem

router = APIRouter(tags=["people"])


class Changes(BaseModel):
    """What can be changed about oneself."""

    language: Language


@router.get("/me")
async def show(connection: Reading, actor: Caller) -> Me:
    """Who I am, what I hold, for whom I may act today."""
    me = await queries.me(connection, actor.person_id, clock.business())
    if me is None:
        raise not_found()
    return me


@router.patch("/me", status_code=204)
async def change(changes: Changes, transaction: Tx, actor: Caller) -> None:
    """Choose the language."""
    await commands.choose_language(transaction, actor, changes.language)


@router.get("/people")
async def list_people(
    connection: Reading,
    view: Viewer,
    q: SearchWord = "",
    school_id: UUID | None = None,
    county: CountyCode = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[PersonItem]:
    """People the caller may see, by name; of a school, or of a county's schools, where one is named."""
    place = queries.Place(school_id, county)
    return await queries.people(connection, view, clock.business(), q, place, after, limit)


@router.get("/people/{person_id}")
async def person(person_id: UUID, connection: Reading, view: Viewer) -> PersonDetail:
    """One person; whom the caller may not see is not there."""
    found = await queries.person(connection, view, clock.business(), person_id)
    if found is None:
        raise not_found()
    return found
