"""Nominations of hosts (Art. 3): what may be named, the papers, and the sending."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from casework.gate import reaches
from chassis import clock
from chassis.formats import PAPERS, NewFile
from chassis.web.files import FORM, FileView, uploaded
from chassis.web.http import Caller, Language, Reading, Tx
from contracts.authority import Right
from contracts.rules import TitleLevel, TitleRule
from services.enrollment.api.parts import County, Items, Name, Remark, View, Word, taken
from services.enrollment.api.studio.register import SchoolLevel, Track
from services.enrollment.commands.case import hand_in
from services.enrollment.commands.studio.nominate import Nomination, nominate
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.studio.problems import hosts_elsewhere
from services.enrollment.queries import known as queries
from services.enrollment.queries.studio.life import living_studios_of

router = APIRouter(tags=["nominations"])


class NominationWanted(BaseModel):
    """A nomination; `county` is where the studio is proposed to go."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    county: County
    school_level: SchoolLevel
    track: Track
    subject: Word
    host_id: UUID
    title_name: Name
    title_level: TitleLevel
    outside_reason: Remark = Field(default="", description="For a title outside the list of Art. 3 (「等」).")
    statement: Remark = ""
    file_ids: list[UUID] = Field(default_factory=list, max_length=10)


class NominatedView(BaseModel):
    """The case that was opened."""

    studio_id: UUID
    case_no: str
    version: int
    warnings: list[str]


class Options(BaseModel):
    """The titles of Art. 3, as the municipal office keeps them."""

    titles: list[TitleRule]


@router.get("/nominations/options")
async def options(_: Caller, connection: Reading) -> Options:
    """What a nomination may name."""
    rules = await queries.rule_set(connection, None, clock.business())
    if rules is None:
        raise not_arrived()
    return Options(titles=list(rules.establishment.titles))


class TakenHost(View):
    """Somebody who cannot be nominated, and why."""

    person_id: UUID
    words: str


@router.get("/nominations/taken")
async def taken_hosts(
    _: Caller, connection: Reading, language: Language, person_id: Annotated[list[UUID], Query(max_length=200)]
) -> Items[TakenHost]:
    """Which of these people have a studio already: told before one of them is chosen."""
    found = await living_studios_of(connection, person_id)
    faults = {id_: hosts_elsewhere(name) for id_, name in found.items()}
    return Items(items=[TakenHost(person_id=id_, words=each.text.in_(language)) for id_, each in faults.items()])


@router.post("/nominations/{studio_id}/files", status_code=201, openapi_extra=FORM)
async def upload(
    studio_id: UUID, file: Annotated[NewFile, Depends(uploaded(PAPERS))], caller: Caller, transaction: Tx
) -> FileView:
    """Hand in a certificate before the nomination is sent; `studio_id` is the id the nomination will have."""
    await reaches(transaction.connection, caller.person_id, Right.NOMINATE_HOST)
    return taken(await hand_in(transaction, studio_id, caller.person_id, file), file)


@router.put("/nominations/{studio_id}")
async def send(studio_id: UUID, wanted: NominationWanted, caller: Caller, transaction: Tx) -> NominatedView:
    """Nominate a host with a studio to be; the same call again changes nothing."""
    nomination = Nomination(**(wanted.model_dump() | {"file_ids": tuple(wanted.file_ids)}))
    done = await nominate(transaction, studio_id, nomination, caller)
    return NominatedView(**vars(done))
